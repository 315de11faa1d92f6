"""The commands that only read: links, backlinks, index."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import desk, file_or_spec
from specwork.cli.terminal import Out, shown
from specwork.desk import Desk
from vault.index.index import FoundLink


def add_links(parser: ArgumentParser) -> object:
    parser.add_argument("path", nargs="?", help="one note, or a spec; without it, every note")
    return _links


def _links(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    path = file_or_spec(vault, options.path) if options.path else None
    found = vault.open().index.links(path)
    if asked.out.json:
        asked.out.answer(shapes.answer(links=shapes.links(found)))
    else:
        _list(asked.out, found, with_source=path is None or not asked.out.terminal)
    _left_out(vault)
    return 0


def add_backlinks(parser: ArgumentParser) -> object:
    parser.add_argument("path", help="a note, any other file, or a spec")
    return _backlinks


def _backlinks(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    path = file_or_spec(vault, options.path)
    found = vault.open().index.backlinks(path)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path, backlinks=shapes.links(found)))
    elif found:
        asked.out.table((f"{shown(link.source)}:{link.line}", shown(link.raw)) for link in found)
    elif asked.out.terminal:
        asked.out.line(f"nothing links to {shown(path)}")
    _left_out(vault)
    return 0


def _list(out: Out, found: Iterable[FoundLink], *, with_source: bool) -> None:
    rows = []
    for link in found:
        place = f"{shown(link.source)}:{link.line}" if with_source else str(link.line)
        leads = shown(link.resolves_to) if link.resolves_to else "(nowhere)"
        rows.append((place, shown(link.raw), leads + (" (or an equal)" if link.ambiguous else "")))
    out.table(rows)


def add_index(parser: ArgumentParser) -> object:
    parser.add_argument("--rebuild", action="store_true", help="throw it away and make it anew")
    parser.add_argument("--stats", action="store_true", help="tell where it lies, how large it is and what it holds")
    return _index


def _index(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    live = vault.open(rebuild=options.rebuild)
    swept = live.sweep()
    counts = live.index.counts()
    told = {**counts, "changed": len(swept.changed), "gone": len(swept.gone), "store": live.keep.folder}
    if options.stats:
        pages, size = (live.index.ask(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        told["bytes"] = pages * size
    if asked.out.json:
        asked.out.answer(shapes.answer(index=told))
        return 0
    broken = f", {counts['broken']} broken" if counts["broken"] else ""
    parts = [_count(counts["notes"], "note"), _count(counts["files"], "file"), _count(counts["links"], "link") + broken]
    asked.out.line(", ".join(parts))
    if options.stats:
        asked.out.table((name, shown(str(value))) for name, value in told.items())
    _left_out(vault)
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _left_out(vault: Desk) -> None:
    """What a reading command could not read, on stderr, so that the answer itself stays clean."""
    live = vault.open()
    for path, reason in sorted(live.left_out.items()):
        sys.stderr.write(f"left out: {shown(path)}: {shown(reason)}\n")
    for odd in live.swept.odd:
        if odd.code.startswith("unreadable"):
            sys.stderr.write(f"left out: {shown(odd.path)}: {shown(odd.reason)}\n")
