"""The commands of a session, one shot each: start, resume, log.

Each prints one short confirmation. They decide nothing: which session is meant, and what is written, jobs say.
"""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes, sitting
from specwork.cli.finding import sought
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, tell
from specwork.cli.terminal import shown
from specwork.desk import Desk
from specwork.errors import BadUsage
from specwork.whereabouts import named_file, working_folder
from specwork.work import opening
from specwork.work.given import Done
from specwork.work.sessions import AtWork, aim

MOST = 8_000_000  # characters of a text that is handed in


def addressed(parser: ArgumentParser) -> None:
    """What every command of a session takes."""
    parser.add_argument("spec", metavar="ID", help="which spec")
    parser.add_argument(
        "--in", dest="session", metavar="SESSION", default=os.environ.get("SPECWORK_SESSION") or None,
        help="which session, by its id or number; else SPECWORK_SESSION, else your only open one",
    )  # fmt: skip
    changes(parser)


def meant(vault: Desk, asked: str) -> str:
    """The spec that was meant, as jobs are told it; its two files were looked at just now, and nothing else."""
    found = sought(vault, asked)
    if vault.open().refresh([found.path, found.journal]):
        found = sought(vault, asked)
    return found.path


def text_of(typed: list[str], where: str) -> str:
    """The words as they were typed; a lone `-` reads standard input, up to a bound."""
    if typed != ["-"]:
        return " ".join(typed)
    text = sys.stdin.buffer.read(MOST + 1).decode("utf-8", "replace")
    if len(text) > MOST:
        size = MOST // 1_000_000
        raise BadUsage(f"{where} is longer than {size} MB", hint="put it in a file and deliver that")
    return text


# opening


def add_start(parser: ArgumentParser) -> object:
    addressed(parser)
    parser.add_argument("--session", dest="title", metavar="TITLE", default="", help="what the session is about")
    _people(parser)
    parser.add_argument("--new", dest="another", action="store_true", help="open one though you have one open")
    return _start


def _people(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--with", dest="participants", metavar="NAME", action="append", default=[],
        help="who else takes part; may be said again",
    )  # fmt: skip


def _start(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    begun = sitting.begin(
        vault,
        opening.start,
        spec=meant(vault, options.spec),
        dry_run=options.dry_run,
        expect=options.expect,
        title=options.title,
        participants=options.participants,
        another=options.another,
    )
    return told_begun(asked, begun, options)


def add_resume(parser: ArgumentParser) -> object:
    addressed(parser)
    parser.add_argument(
        "--session", dest="title", metavar="TITLE", default="", help="the title, if a new one is opened"
    )
    _people(parser)
    return _resume


def _resume(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    begun = sitting.begin(
        vault,
        opening.resume,
        spec=meant(vault, options.spec),
        session=options.session,
        dry_run=options.dry_run,
        expect=options.expect,
        title=options.title,
        participants=options.participants,
    )
    return told_begun(asked, begun, options)


def told_begun(asked: Asked, begun: sitting.Begun, options: Namespace) -> int:
    """One line with the id of the session; what the last one left open, below it."""
    at, done = begun.at, begun.done
    if at is None:
        return tell(asked, done, options)
    if asked.out.json:
        notices(done)
        asked.out.answer(shapes.done(done) | shapes.begun(at))
        return 0
    notices(done)
    asked.out.line(shown(f"{at.session.key} {_opened(at)}{_undo(done)}"))
    for item in at.left:
        asked.out.line(shown(f"  left open: {item}"))
    return 0


def _opened(at: AtWork) -> str:
    number = f"session {at.session.number}" if at.session.number is not None else "the session"
    title = f", {at.session.title}" if at.session.title else ""
    return f"is open: {number} of {at.found.spec.label}{title}"


def _undo(done: Done) -> str:
    return f" (take it back: specwork undo {done.undo})" if done.undo else ""


def notices(done: Done) -> None:
    for notice in done.notices:
        sys.stderr.write(f"note: {shown(notice)}\n")


# writing


def add_log(parser: ArgumentParser) -> object:
    addressed(parser)
    parser.add_argument(
        "kind", metavar="KIND",
        help="plan, implement, test, issue, change, note, decision, improvement, reference or integration",
    )  # fmt: skip
    parser.add_argument("text", metavar="TEXT", nargs="*", help="what to write; - reads it from standard input")
    parser.add_argument("--file", dest="files", metavar="PATH", action="append", default=[], help="a file to be named")
    parser.add_argument("--touched", action="store_true", help="name the files that the agent's hook saw changed")
    parser.add_argument("--resolution", metavar="TEXT", default="", help="of an issue: how it was resolved")
    parser.add_argument("--commit", metavar="HASH", default="", help="of an issue: the commit that resolved it")
    parser.add_argument("--approve", action="store_true", help="of a plan: it is approved, by you")
    result = parser.add_mutually_exclusive_group()
    for mark, about in (("passed", "all is well"), ("warned", "well, but"), ("failed", "it is not")):
        result.add_argument(f"--{mark}", dest="result", action="store_const", const=mark, help=f"of a test: {about}")
    return _log


def _log(asked: Asked, options: Namespace) -> int:
    text = text_of(options.text, "the entry")
    vault = desk(asked)
    spec = meant(vault, options.spec)
    files = [*(at_hand(vault, file) for file in options.files), *(seen(vault) if options.touched else ())]
    done = sitting.log(
        vault,
        spec=spec,
        session=options.session,
        dry_run=options.dry_run,
        expect=options.expect,
        kind=options.kind,
        text=text,
        files=files,
        resolution=options.resolution,
        commit=options.commit,
        approve=options.approve,
        result=options.result or "",
    )
    if options.touched and not options.dry_run:
        forgotten(vault)
    return told(asked, vault, done, options, spec)


def at_hand(vault: Desk, text: str) -> str:
    """A file as jobs are told of it: it may be named from where one stands or in full, also one that was taken away."""
    git = vault.git()
    top = (git.root() if git else None) or vault.folder
    folders = [os.path.realpath(working_folder()), vault.folder, top]
    named = named_file(text, folders[0], folders[1:])
    if named:
        place = named[0]
        return next((place[len(one) + 1 :] for one in folders[1:] if place.startswith(one + "/")), text)
    places = [os.path.normpath(os.path.join(folder, text)) for folder in folders]
    old = [place[len(top) + 1 :] for place in places if place.startswith(top + "/")]
    return next(iter(git.gone(old)), text) if git else text


def seen(vault: Desk) -> list[str]:
    """The files that an agent's hook remembered."""
    from specwork.lately import remembered

    return [one.path for one in remembered(vault)]


def forgotten(vault: Desk) -> None:
    from specwork.lately import forget

    forget(vault)


def told(asked: Asked, vault: Desk, done: Done, options: Namespace, spec: str) -> int:
    """A change in a session; programs get the session with it."""
    if not asked.out.json:
        return tell(asked, done, options)
    notices(done)
    at = aim(vault.given(), spec, options.session)
    asked.out.answer(shapes.done(done) | shapes.of_session(at.found, at.session))
    return 0
