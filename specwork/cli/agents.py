"""The command that tells coding agents of the vault: agents install, status, uninstall."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.beside import Beside
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk
from specwork.cli.terminal import Out, shown
from specwork.desk import Desk, as_expected
from specwork.domain.agents import AGENTS, MANIFEST, SHARED, asked_for, old_command
from specwork.domain.driving import driven
from specwork.errors import BadUsage
from specwork.whereabouts import on_path, packaged, repository_top
from specwork.work import agents
from specwork.work.agents import Ground, Plan
from specwork.work.given import Done
from vault.edits.changes import difference_of
from vault.typed import NamedTuple


def add_agents(parser: ArgumentParser) -> object:
    parser.add_argument(
        "what", choices=("install", "status", "uninstall"), help="what to do", metavar="install|status|uninstall"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--for", dest="agents", metavar="NAMES", help=f"which: one or more of {','.join(AGENTS)}")
    which.add_argument("--all", action="store_true", help="all of them; else those that are used here")
    changes(parser)
    return _agents


def _agents(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    beside = Beside(repository_top(vault.folder))
    texts: dict[str, bytes] = {}

    def read(path: str) -> bytes | None:
        text = beside.read(path)
        if text is not None:
            texts[path] = text
        return text

    ground = Ground(read, beside.stands, packaged, vault.folder[len(beside.top) + 1 :])
    here = agents.present(beside.stands, lambda name: on_path(name, os.environ), driven(os.environ))
    if options.what == "status":
        return _status(asked, beside, agents.status(ground, here))
    named = asked_for(options.agents) if options.agents is not None else list(AGENTS) if options.all else None
    if options.what == "uninstall":
        plan = agents.uninstall(ground, named or AGENTS)
        last = not set(ground.manifest().agents) - set(named or AGENTS)
        inner = None if last else ground.filled(SHARED)
    else:
        if not (named or here or ground.manifest().agents):
            raise BadUsage("no coding agent is used here that specwork knows", hint="name one: --for claude, or --all")
        plan, inner = agents.install(ground, named or here), ground.filled(SHARED)
    if options.expect is not None:
        read(SHARED)
        as_expected(texts, options.expect)
    done = _apply(vault, beside, ground, plan, inner, dry_run=options.dry_run)
    return _tell(asked, options, ground, done)


def _apply(vault: Desk, beside: Beside, ground: Ground, plan: Plan, inner: bytes | None, *, dry_run: bool) -> "_Done":
    """AGENTS.md is changed as a note where it is one, all else beside the vault."""
    kept, left = list(plan.kept), list(plan.left)
    note = Done("", [], None, "" if dry_run else None)
    if ground.vault:
        more = agents.shared(ground, inner)
        plan = plan._replace(steps=(*more.steps, *plan.steps))
        kept, left = [*kept, *more.kept], [*left, *more.left]
    else:
        try:
            note = vault.run(agents.mark, dry_run=dry_run, inner=inner)
        except agents.SKIPPED as error:
            left.append((SHARED, error.message))
        kept += [(SHARED, one.removeprefix(f"{SHARED}: ")) for one in note.notices]
    failed = {} if dry_run else _written(beside, ground, plan)
    steps = [step for step in plan.steps if step.path not in failed]
    diff = (note.diff or "") + difference_of(steps) if dry_run else None
    gone = {step.path for step in steps if step.after is None}
    done = Done("", [*note.changed, *(step.path for step in steps)], note.undo, diff)
    return _Done(done, kept, [*left, *failed.items()], gone)


def _written(beside: Beside, ground: Ground, plan: Plan) -> dict[str, str]:
    """Writes what is planned; answers with what could not be written, and why. The manifest says what was."""
    failed: dict[str, str] = {}
    before = ground.manifest()
    for step in plan.steps:
        after = step.after
        if failed and step.path == MANIFEST and after is not None:
            after = agents.without(after, before, failed)
        try:
            beside.change(step.path, step.before, after)
        except agents.SKIPPED as error:
            failed[step.path] = error.message.removeprefix(f"{step.path} ")
    beside.remove_empty(plan.folders)
    return failed


class _Done(NamedTuple):
    """What was done, what was kept, what could not be read or written, and which of the files changed are gone."""

    done: Done
    kept: list[tuple[str, str]]
    left: list[tuple[str, str]]
    gone: set[str]


def _tell(asked: Asked, options: Namespace, ground: Ground, one: _Done) -> int:
    out, old = asked.out, agents.old_commands(ground)
    known = ground.manifest().agents
    if out.json:
        kept, left = shapes.pairs(one.kept, "path", "why"), shapes.pairs(one.left, "path", "why")
        told = {**shapes.done(one.done), "kept": kept, "left_out": left, "old": _old(old)}
        out.answer({**told, "agents": list(known)})
        return 2 if left else 0
    if options.dry_run:
        for line in (one.done.diff or "").splitlines():
            out.line(shown(line))
    for path in one.done.changed:
        verb = ("remove" if path in one.gone else "write") if options.dry_run else ""
        out.line(f"would {verb} {path}" if verb else f"{'removed' if path in one.gone else 'wrote'} {path}")
    for path, why in one.kept:
        out.line(f"kept {path}: {why}")
    for path, why in one.left:
        out.line(f"left out {path}: {shown(why)}")
    if not one.done.changed:
        out.line("nothing to change")
    elif not options.dry_run and options.what == "install":
        for name in known:
            out.line(f"type to {AGENTS[name].title}: {AGENTS[name].says}")
    _tell_old(old)
    return 2 if one.left else 0


def _old(paths: tuple[str, ...]) -> list[dict[str, str]]:
    return shapes.pairs([(path, old_command(path)) for path in paths], "path", "instead")


def _tell_old(paths: tuple[str, ...]) -> None:
    for path in paths:
        sys.stderr.write(f"note: {path} is an older command and was left alone; type {old_command(path)} instead\n")


def _status(asked: Asked, beside: Beside, one: agents.Standing) -> int:
    out: Out = asked.out
    if out.json:
        told = [
            {"name": name, "title": AGENTS[name].title, "present": here, "installed": installed,
             "say": AGENTS[name].says}
            for name, here, installed in one.agents
        ]  # fmt: skip
        files = shapes.pairs(one.files, "path", "state")
        out.answer(shapes.answer(top=beside.top, agents=told, files=files, old=_old(one.old)))
        return 0
    out.table(
        (AGENTS[name].title, "installed" if installed else "not installed", "used here" if here else "", name)
        for name, here, installed in one.agents
    )
    if one.files:
        out.line()
        out.table((shown(path), state) for path, state in one.files)
    if any(state in (agents.OLDER, agents.MISSING) for _, state in one.files):
        out.line("bring them up to date: specwork agents install")
    _tell_old(one.old)
    return 0
