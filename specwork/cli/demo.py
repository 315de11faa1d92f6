"""The command that writes the sample vault: demo."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked, at_a_terminal
from specwork.cli.opened import changes, no_blank
from specwork.cli.terminal import shown
from specwork.desk import Desk, as_expected

FOLDER = "specwork-demo"


def add_demo(parser: ArgumentParser) -> object:
    parser.add_argument("folder", metavar="DIR", nargs="?", help=f"a folder that is new or empty; else {FOLDER}")
    parser.add_argument("--no-open", action="store_true", help="write it, and do not open the app on it")
    parser.add_argument("--no-git", action="store_true", help="without a repository of its own")
    changes(parser)
    return _demo


def _demo(asked: Asked, options: Namespace) -> int:
    from specwork.demo.telling import must_be_empty, tell

    named = no_blank(options.folder, f"specwork demo DIR; without one it is {FOLDER}")
    folder = os.path.realpath(named or no_blank(asked.vault, "specwork demo DIR") or FOLDER)
    must_be_empty(folder)
    if options.expect is not None:
        as_expected({}, options.expect)
    if options.dry_run:
        return _tried(asked, folder)
    busy = sys.stderr.isatty() and not asked.out.json

    def progress(step: str) -> None:
        if busy:
            sys.stderr.write(f"\r\x1b[K{step} …")
            sys.stderr.flush()

    tell(folder, progress=progress, git=not options.no_git)
    if busy:
        sys.stderr.write("\r\x1b[K")
    if asked.out.json:
        asked.out.answer(shapes.answer(changed=[], undo=None, path=folder))
        return 0
    asked.out.line(f"a sample vault lies in {shown(folder)}")
    if at_a_terminal() and not options.no_open:
        from specwork.tui.start import open_app

        return open_app(Desk(folder, participant=asked.participant))
    asked.out.line(f"look around: specwork --vault {shown(folder)} status")
    return 0


def _tried(asked: Asked, folder: str) -> int:
    if asked.out.json:
        asked.out.answer(shapes.answer(changed=[], undo=None, diff="", path=folder))
    else:
        asked.out.line(f"would write a sample vault into {shown(folder)}")
    return 0
