"""The command that git runs to merge: merge-file. It needs no vault, and decides nothing."""

import sys
from argparse import ArgumentParser, Namespace

from specwork import driver, shapes
from specwork.cli.main import Asked
from specwork.cli.terminal import shown
from specwork.domain.counted import counted
from vault.errors import CannotWrite, VaultError


def add_merge_file(parser: ArgumentParser) -> object:
    parser.add_argument("base", metavar="BASE", help="the file as it was when the sides parted")
    parser.add_argument("ours", metavar="OURS", help="our side; the result is written here")
    parser.add_argument("theirs", metavar="THEIRS", help="the other side")
    parser.add_argument("where", metavar="PATH", nargs="?", help="where the file lies in the repository; else OURS")
    parser.add_argument("--path", metavar="PATH", help="the same")
    parser.add_argument("--marker-size", type=int, default=driver.MARKER, metavar="N", help="how long markers are (7)")
    parser.add_argument("--dry-run", action="store_true", help="tell whether it would be clean, and write nothing")
    return _merge_file


def _merge_file(asked: Asked, options: Namespace) -> int:
    path = options.path or options.where or options.ours
    size = min(max(options.marker_size, 1), 1000)
    try:
        found = driver.merge_files(options.base, options.ours, options.theirs, path, size=size, dry_run=options.dry_run)
    except (VaultError, OSError) as fault:
        sys.stderr.write(f"error: {shown(path)} was not merged: {shown(str(fault))}\n")
        if asked.out.json:
            asked.out.answer(shapes.error(_fault(fault, options.ours)))
        return driver.BROKEN
    if asked.out.json:
        said = {"path": path, "conflicts": found.conflicts, "understood": found.understood}
        asked.out.answer(shapes.answer(**said))
    elif not found.understood:
        sys.stderr.write(f"note: {shown(path)} was merged by git, line by line; look at it\n")
    elif found.conflicts:
        sys.stderr.write(f"note: {counted(found.conflicts, 'conflict')} in {shown(path)}\n")
    return 1 if found.conflicts else 0


def _fault(fault: VaultError | OSError, place: str) -> VaultError:
    if isinstance(fault, VaultError):
        return fault
    return CannotWrite(
        f"{place} cannot be written: {fault.strerror}", where=place, hint="look at the folder and the disk"
    )
