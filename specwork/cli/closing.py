"""The commands that commit what a session made, and that end it: commit, done."""

from argparse import ArgumentParser, Namespace

from specwork import committing, shapes
from specwork.cli.main import Asked
from specwork.cli.opened import desk, tell
from specwork.cli.sessions import addressed, at_hand, forgotten, meant, notices, seen, text_of
from specwork.cli.terminal import shown
from specwork.domain.counted import counted
from specwork.work.closing import Outcome


def add_commit(parser: ArgumentParser) -> object:
    addressed(parser)
    parser.add_argument("-m", "--message", metavar="TEXT", default="", help="else the last thing said to be done")
    parser.add_argument(
        "--file", dest="files", metavar="PATH", action="append", default=[], help="one more file; may be said again"
    )
    parser.add_argument(
        "--without", metavar="PATH", action="append", default=[], help="not this one; may be said again"
    )
    parser.add_argument("--touched", action="store_true", help="the files, too, that the agent's hook saw changed")
    parser.add_argument("--whole", action="store_true", help="all of a file of which only a part is staged")
    return _commit


def _commit(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    made = committing.commit(
        vault,
        spec=meant(vault, options.spec),
        session=options.session,
        message=options.message,
        files=(*(at_hand(vault, file) for file in options.files), *(seen(vault) if options.touched else ())),
        without=tuple(options.without),
        whole=options.whole,
        dry_run=options.dry_run,
        expect=options.expect,
    )
    if options.touched and not options.dry_run:
        forgotten(vault)
    return told_commit(asked, made)


def told_commit(asked: Asked, made: committing.Committed) -> int:
    notices(made.done)
    if asked.out.json:
        asked.out.answer(shapes.committed(made))
        return 0
    count = counted(len(made.paths), "file")
    if made.id is None:
        asked.out.line(shown(f"would commit {made.message.splitlines()[0]}"))
        for path in made.paths:
            asked.out.line(shown(f"  {path}"))
    else:
        asked.out.line(shown(f"{made.id[:7]} {made.message} ({count})"))
    return 0


def add_done(parser: ArgumentParser) -> object:
    addressed(parser)
    parser.add_argument("--status", metavar="WORD", default="", help="completed, partial or blocked")
    parser.add_argument("--summary", metavar="TEXT", default="", help="the new text of the summary; - reads it")
    parser.add_argument(
        "--commit", dest="committed", action="store_const", const=True,
        help="commit spec and journal; done anyway if the session has committed before",
    )  # fmt: skip
    parser.add_argument("--no-commit", dest="committed", action="store_const", const=False, help="commit nothing")
    return _done


def _done(asked: Asked, options: Namespace) -> int:
    summary = text_of([options.summary], "the summary")
    vault = desk(asked)
    finished = committing.finish(
        vault,
        spec=meant(vault, options.spec),
        session=options.session,
        committed=options.committed,
        dry_run=options.dry_run,
        expect=options.expect,
        status=options.status,
        summary=summary,
    )
    return told_ended(asked, finished, options)


def told_ended(asked: Asked, finished: committing.Finished, options: Namespace) -> int:
    """One line, then how the parent stands and what is next."""
    ended = finished.ended
    if ended.outcome is None:
        return tell(asked, ended.done, options)
    if asked.out.json:
        notices(ended.done)
        asked.out.answer(shapes.done(ended.done) | shapes.ended(ended.outcome, finished.commit))
        return 0
    tell(asked, ended.done, options)
    if finished.commit:
        asked.out.line(shown(f"{finished.commit.id[:7]} {finished.commit.subject}"))
    for line in _outcome(ended.outcome):
        asked.out.line(shown(line))
    return 0


def _outcome(outcome: Outcome) -> list[str]:
    lines = []
    if outcome.parent and outcome.progress:
        made = outcome.progress
        share = "" if made.percent is None else f"{made.percent}%, "
        lines.append(f"parent: {outcome.parent.spec.label}, {share}{made.completed} of {made.below} completed")
    command = f" ({outcome.next.command})" if outcome.next.command else ""
    return [*lines, f"next: {outcome.next.text}{command}"]
