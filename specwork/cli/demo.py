"""The command that writes the sample vault: demo."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked, at_a_terminal
from specwork.cli.terminal import shown

FOLDER = "specwork-demo"


def add_demo(parser: ArgumentParser) -> object:
    parser.add_argument("folder", metavar="DIR", nargs="?", help=f"a folder that is new or empty; else {FOLDER}")
    parser.add_argument("--no-open", action="store_true", help="write it, and do not open the app on it")
    parser.add_argument("--no-git", action="store_true", help="without a repository of its own")
    return _demo


def _demo(asked: Asked, options: Namespace) -> int:
    from specwork.demo.telling import tell

    folder = os.path.realpath(options.folder or asked.vault or FOLDER)
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
        from specwork.desk import Desk
        from specwork.tui.start import open_app

        return open_app(Desk(folder, participant=asked.participant))
    asked.out.line(f"look around: specwork --vault {shown(folder)} status")
    return 0
