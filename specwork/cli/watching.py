"""The command `watch`: tells what changes in the vault, as it changes, and keeps the index true meanwhile."""

import signal
import sys
from argparse import ArgumentParser, Namespace
from queue import SimpleQueue

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.cli.terminal import shown
from specwork.desk import Desk
from vault.errors import VaultError

MASS = 20  # files gone at once; and a fifth of all: then somebody may have pulled a disk


def add_watch(parser: ArgumentParser) -> object:
    parser.add_argument("--polling", action="store_true", help="look again and again instead of asking the system")
    parser.add_argument("--count", type=int, metavar="N", help="end after so many batches")
    return _watch


def _watch(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    batches: SimpleQueue[shapes.Heard] = SimpleQueue()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    left = options.count
    try:
        with vault.watcher(batches.put, polling=options.polling or None):
            if asked.out.terminal:
                asked.out.line(asked.out.painted("dim", "watching; Ctrl-C ends it"))
            while left is None or left > 0:
                if _tell(asked, vault, batches.get()) and left is not None:
                    left -= 1
    except KeyboardInterrupt:
        return 0
    return 0


def _tell(asked: Asked, vault: Desk, batch: shapes.Heard) -> bool:
    """Takes a batch in and tells what really changed; False where nothing did."""
    live = vault.open()
    before = live.index.counts()["files"]
    try:
        news = live.refresh(batch.paths | batch.gone, folders=batch.folders)
    except VaultError as fault:
        sys.stderr.write(f"error: {shown(fault.message)}\n")
        return False
    if not news:
        return False
    changed = [path for path in news if live.index.has(path)]
    gone = [path for path in news if not live.index.has(path)]
    if len(gone) >= MASS and len(gone) * 5 > before:
        sys.stderr.write(f"warning: {len(gone)} of {before} files vanished at once; nothing was written\n")
    if asked.out.json:
        asked.out.answer(shapes.answer(changed=changed, gone=gone))
    else:
        for word, paths in (("changed", changed), ("gone", gone)):
            for path in paths:
                asked.out.line(f"{word}\t{shown(path)}")
    asked.out.stream.flush()
    return True
