"""The commands on one spec: new, set, tick, depend."""

import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, tell
from specwork.cli.opening import aimed
from specwork.cli.properties import typed
from specwork.cli.terminal import shown
from specwork.desk import Job
from specwork.domain.layout import EPIC, TYPES
from specwork.errors import BadUsage
from specwork.work import specs
from specwork.work.given import Done, Given
from vault.edits.changes import ChangeSet
from vault.notes.values import Value

TEXTS = frozenset({"title", "status", "owner"})  # never a number or a truth


def add_new(parser: ArgumentParser) -> object:
    parser.add_argument("kind", choices=TYPES, help="what it is")
    parser.add_argument("title", metavar="TITLE", help="what it is about")
    parser.add_argument("--under", metavar="ID", help="the epic of a feature, the feature of a task; else the only one")
    parser.add_argument("--status", metavar="WORD", default="", help="how it stands, if not planning")
    parser.add_argument("--priority", metavar="WORD", default="", help="high, medium, low, or a number")
    parser.add_argument("--owner", metavar="NAME", default="", help="who answers for it")
    parser.add_argument(
        "--depends-on", metavar="ID", action="append", default=[], help="a spec that it waits for; may be said again"
    )
    changes(parser)
    return _new


def _new(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    named = [options.under or "", *options.depends_on] if options.kind != EPIC else options.depends_on
    aimed(vault, *named)
    planned: list[ChangeSet] = []

    def job(given: Given) -> ChangeSet:
        if options.expect and options.under:
            given.text(given.specs.find(options.under).path)  # of all files, its parent's is the one that was read
        planned[:] = [
            specs.new(
                given,
                kind=options.kind,
                title=options.title,
                under=options.under,
                state=options.status,
                priority=options.priority,
                owner=options.owner,
                depends_on=options.depends_on,
            )
        ]
        return planned[0]

    done = vault.run(job, dry_run=options.dry_run, expect=options.expect)
    return told(asked, done, options, specs.made(planned[0]))


def told(asked: Asked, done: Done, options: Namespace, made: list[tuple[int, str]], *, many: bool = False) -> int:
    """How the making of specs is told: with the id and the path of each."""
    if not asked.out.json:
        tell(asked, done, options)
        for _, path in made:
            asked.out.line(shown(path))
        return 0
    for notice in done.notices:
        sys.stderr.write(f"note: {shown(notice)}\n")
    each = [{"id": number, "path": path} for number, path in made]
    asked.out.answer(shapes.done(done) | ({"specs": each} if many else each[0]))
    return 0


def add_set(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="which spec")
    parser.add_argument(
        "pairs",
        nargs="+",
        metavar="KEY=VALUE",
        help="status, title, priority, owner or any other; one said twice makes a list, one without a value goes",
    )
    changes(parser)
    return _set


def _set(asked: Asked, options: Namespace) -> int:
    values: dict[str, Value] = {}
    for pair in options.pairs:
        name, sign, text = pair.partition("=")
        if not sign or not name.strip():
            raise BadUsage(f"{pair!r} sets nothing", hint="write it so: specwork set ID status=implementing")
        name = name.strip()
        value = text if name in TEXTS else typed(text)
        before = values.get(name)
        values[name] = value if name not in values else [*(before if isinstance(before, list) else [before]), value]
    return _change(asked, options, specs.set_values, values=values)


def add_tick(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="which spec")
    parser.add_argument("which", nargs="+", metavar="N", help="the number of a criterion, or a piece of its text")
    parser.add_argument("--undo", action="store_true", help="take the tick away")
    changes(parser)
    return _tick


def _tick(asked: Asked, options: Namespace) -> int:
    return _change(asked, options, specs.tick, which=options.which, undo=options.undo)


def add_depend(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="which spec")
    parser.add_argument("on", metavar="ON", help="the spec that it waits for")
    parser.add_argument("--remove", action="store_true", help="it no longer waits for it")
    changes(parser)
    return _depend


def _depend(asked: Asked, options: Namespace) -> int:
    return _change(asked, options, specs.depend, on=options.on, remove=options.remove)


def _change(asked: Asked, options: Namespace, job: Job, **said: object) -> int:
    vault = desk(asked)
    aimed(vault, *(str(name) for name in (options.spec, said.get("on")) if name))
    done = vault.run(job, dry_run=options.dry_run, expect=options.expect, spec=options.spec, **said)
    return tell(asked, done, options)
