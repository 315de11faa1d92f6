"""The commands that keep what came of the work: deliver, metrics."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.finding import spec_of
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, tell
from specwork.cli.opening import aimed
from specwork.cli.terminal import shown
from specwork.desk import Desk
from specwork.domain import layout
from specwork.errors import BadUsage
from specwork.whereabouts import content_outside, named_file, working_folder
from specwork.work import deliverables
from specwork.work.deliverables import Delivery, Into
from specwork.work.delivering_files import COPY, MOVE, NEW, REGISTER, Planned, Taken
from specwork.work.delivering_files import Asked as Wanted
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.measuring import metrics
from vault.edits.changes import ChangeSet
from vault.errors import BadPath, NoSuchFile
from vault.paths import is_canvas, is_note


def add_deliver(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="which spec")
    parser.add_argument("files", nargs="*", metavar="FILE", help="what came of it; a code change also as api.ts:45")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--move", action="store_true", help="into the spec's deliverables; every link follows")
    how.add_argument("--copy", action="store_true", help="into the spec's deliverables, also from outside the vault")
    how.add_argument("--new", metavar="NAME", help="make it there, from the template of its category")
    parser.add_argument(
        "--type", metavar="CATEGORY", default="", help="scripts, docs, config, tests, data, or any other"
    )
    parser.add_argument("--title", metavar="TEXT", default="", help="what its links say, if not its name")
    parser.add_argument("--description", metavar="TEXT", default="", help="what it is for, in a line")
    parser.add_argument("--trace", action="store_true", help="write the trace comment into a code change too")
    parser.add_argument("--in", dest="session", metavar="SESSION", help="the session that gets the entry: s-…")
    changes(parser)
    return _deliver


def _deliver(asked: Asked, options: Namespace) -> int:
    wanted = _wanted(options)
    vault = desk(asked)
    if wanted.how == MOVE or (wanted.how == COPY and any(is_note(one) or is_canvas(one) for one in options.files)):
        vault.sweep()  # every link to it follows, and those of a copy lead where they led
    found = spec_of(vault, options.spec)
    files = [_taken(vault, found, text, wanted) for text in options.files]
    if options.new is not None:
        files = [Taken(options.new)]
    own = layout.own_deliverables(found.path)
    vault.open().refresh([path for one in files if (path := one.path)] + [layout.index_of(own)])
    planned: list[Delivery] = []

    def job(given: Given) -> ChangeSet:
        into = Into(options.session, os.environ.get("SPECWORK_SESSION"))
        planned[:] = [deliverables.delivery(given, spec=found.path, files=files, asked=wanted, session=into)]
        return planned[0].changes

    done = vault.run(job, dry_run=options.dry_run, expect=options.expect)
    if not asked.out.json:
        tell(asked, done, options)
        for one in planned[0].files:
            asked.out.line(shown(one.name))
        return 0
    for notice in done.notices:
        sys.stderr.write(f"note: {shown(notice)}\n")
    asked.out.answer(shapes.done(done) | {"deliverables": [_shape(one) for one in planned[0].files]})
    return 0


def _wanted(options: Namespace) -> Wanted:
    how = MOVE if options.move else COPY if options.copy else NEW if options.new is not None else REGISTER
    if how == NEW and options.files:
        raise BadUsage("--new makes a file, so none is named besides", hint="specwork deliver ID --new NAME")
    if how == NEW and not options.new.strip():
        raise BadUsage("a new file needs a name", hint="specwork deliver ID --new NAME --type scripts")
    if how != NEW and not options.files:
        raise BadUsage("deliver which file?", hint="specwork deliver ID FILE…, or specwork deliver ID --new NAME")
    if len(options.files) > 1 and (options.title or options.description):
        raise BadUsage("a title or a description is for one file", hint="deliver the files one by one")
    return Wanted(how, options.type.strip(), options.title, options.description, options.trace)


def _taken(vault: Desk, found: Found, text: str, wanted: Wanted) -> Taken:
    """A file as it was named: seen from where the user stands, else from the vault, the spec, its deliverables."""
    own = layout.own_deliverables(found.path)
    folders = [f"{vault.folder}/{folder}".rstrip("/") for folder in ("", found.home.folder, own)]
    named = named_file(text, os.path.realpath(working_folder()), folders)
    if named is None:
        raise NoSuchFile(f"no such file: {text}", where=text, hint="make it first: specwork deliver ID --new NAME")
    place, line = named
    if "/.git/" in place + "/":
        raise BadPath(f"{text} lies in git's own folder", where=text, hint="name a file of the work tree")
    if place.startswith(vault.folder + "/"):
        path = place[len(vault.folder) + 1 :]
        return Taken(text, path, _code(vault, place), line, executable=os.access(place, os.X_OK))
    content = content_outside(place) if wanted.how == COPY else None
    return Taken(text, None, _code(vault, place), line, content, os.access(place, os.X_OK))


def _code(vault: Desk, place: str) -> str | None:
    """Its path from the top of the repository that the vault lies in."""
    git = vault.git()
    top = os.path.realpath(git.root() or "") if git else ""
    return place[len(top) + 1 :] if top and place.startswith(top + "/") else None


def _shape(one: Planned) -> shapes.Shape:
    return {"path": one.name, "category": one.heading, "title": one.title}


def add_metrics(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="which spec")
    parser.add_argument("--coverage", metavar="FILE", help="a coverage.xml or lcov file, if its sessions name none")
    changes(parser)
    return _metrics


def _metrics(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    aimed(vault, options.spec)
    report = None
    if options.coverage is not None:
        named = named_file(options.coverage, os.path.realpath(working_folder()), [vault.folder])
        if named is None:
            raise NoSuchFile(f"no such file: {options.coverage}", where=options.coverage, hint="run the tests first")
        report = content_outside(named[0])
    done = vault.run(metrics, dry_run=options.dry_run, expect=options.expect, spec=options.spec, report=report)
    return tell(asked, done, options)
