"""A note made ready for the Markdown parser: cut into chunks, with a mark for everything that the scanner found.

The scanner knows links, tags, boxes, comments, math, tables by their bytes; the parser knows emphasis, lists and quotes
and no bytes at all. So each thing found is replaced by a mark of a character that no text may hold, which comes out of
the parser where it went in; and a mark at the beginning of each paragraph tells its line. Pure: lays nothing out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from specwork.tui.document.words import harmless
from vault.notes.links import Link
from vault.notes.note import Note, body_start
from vault.notes.scan import Scan, flat, scan
from vault.notes.structure import HEADING, PARAGRAPH, ROW, Region
from vault.text import line_starts, words
from vault.typed import NamedTuple

LINE, CODE, LINK, TAG, BOX, ATOM, BLOCK, TABLE, FOOTNOTE = "NCLTBAKGF"
CHUNK = 3_000  # a chunk is cut where it may be once it has so many bytes
LARGEST = 64_000  # what cannot be cut below that is shown as it is typed,
STRETCH = 8_000  # in stretches of so many bytes

mark_in = re.compile("\ufdd0([A-Z])([0-9]+)\ufdd1")


class Chunk(NamedTuple):
    """A stretch of a note that stands for itself: `text` for the parser, with marks. `gap`: a blank line before it.

    `typed`: it is shown as it stands in the note, and this says why; None for what the parser is to read.
    """

    text: str
    line: int
    start: int
    end: int
    gap: bool
    typed: str | None = None


class Grid(NamedTuple):
    """A table: its rows of cells, the first of them the head, each row with its line. `aligns` by column."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    aligns: tuple[str, ...]


class Marked(NamedTuple):
    """A note in chunks, and what the marks stand for, by number."""

    note: Note
    body: bytes
    chunks: tuple[Chunk, ...]
    links: tuple[Link, ...]
    scan: Scan
    regions: tuple[Region, ...]
    grids: tuple[Grid, ...]
    labels: tuple[str, ...]  # of footnotes

    def raw(self, number: int) -> str:
        """The text of a region, as typed."""
        region = self.regions[number]
        return harmless(words(self.body[region.start : region.end]))

    def restored(self, text: str) -> str:
        """Text without marks: where the parser saw code and the scanner none, what was typed comes back."""
        return mark_in.sub(self._typed, text) if "\ufdd0" in text else text

    def _typed(self, found: re.Match[str]) -> str:
        kind, number = found[1], int(found[2])
        if kind == LINK:
            return harmless(self.links[number].raw)
        if kind == TAG:
            return harmless("#" + self.scan.tags[number].text)
        if kind == BOX:
            return f"[{harmless(self.scan.tasks[number].state)}]"
        if kind == FOOTNOTE:
            return f"[^{self.labels[number]}]:"
        if kind == TABLE:
            return "\n".join(" | ".join(cells) for _, cells in self.grids[number].rows)
        return self.raw(number) if kind in (ATOM, BLOCK) else ""


def mark(kind: str, number: int) -> str:
    return f"\ufdd0{kind}{number}\ufdd1"


Change = tuple[int, int, str]  # from, to, and what stands there instead


def marked(note: Note) -> Marked:
    """A note, read and cut. Nothing raises, and time grows with its length alone."""
    start = body_start(note.text, note.front)
    return _Marking(note, scan(note.text, start), start).run()


def unread(note: Note) -> Marked:
    """What is no note: nothing in it means anything."""
    body = flat(note.text)
    nothing = scan(b"", 0)
    return Marked(note, body, tuple(_typed(body, line_starts(body), 0, len(body), "")), (), nothing, (), (), ())


def _typed(body: bytes, starts: list[int], start: int, end: int, why: str) -> Iterator[Chunk]:
    """A stretch that is shown as it is typed, cut at the ends of lines, or of characters."""
    at = start
    while at < end:
        stop = min(at + STRETCH, end)
        if stop < end:
            line_end = body.rfind(b"\n", at, stop) + 1
            if line_end > at:
                stop = line_end
            else:
                while body[stop] & 0xC0 == 0x80 and stop > at + STRETCH - 4:
                    stop -= 1
        first = at == start
        yield Chunk("", bisect_right(starts, at), at, stop, first and bool(why), why if first else "")
        at = stop


class _Marking:
    def __init__(self, note: Note, found: Scan, start: int) -> None:
        self.note, self.found, self.start = note, found, start
        self.body = flat(note.text)
        self.starts = line_starts(self.body)
        self.regions: list[Region] = []
        self.labels: list[str] = []
        self.changes: list[Change] = []
        self.in_leaf = _Within([(leaf[1], leaf[2]) for leaf in found.leaves])

    def run(self) -> Marked:
        self._inline()
        self._regions()
        self._leaves()
        grids = self._tables()
        self.changes.sort(key=lambda change: change[:2])
        links = tuple(self.note.links)
        made = Marked(self.note, self.body, (), links, self.found, tuple(self.regions), (), tuple(self.labels))
        return made._replace(chunks=tuple(self._chunks()), grids=tuple(self._grid(*grid) for grid in grids))

    def _line(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def _stop(self, offset: int) -> int:
        """Where the line of an offset ends."""
        end = self.body.find(b"\n", offset)
        return end if end >= 0 else len(self.body)

    # what stands inside a line

    def _inline(self) -> None:
        body, changes = self.body, self.changes
        for number, link in enumerate(self.note.links):
            if link.where == "body":
                changes.append((link.start, link.end, mark(LINK, number)))
        changes += [(tag.start, tag.end, mark(TAG, number)) for number, tag in enumerate(self.found.tags)]
        for number, task in enumerate(self.found.tasks):
            changes.append((task.mark.start - 1, task.mark.end + 1, mark(BOX, number)))
        for found in self.found.ids:
            before = found.start
            while before and body[before - 1] in b" \t":
                before -= 1
            changes.append((before, found.end, ""))

    def _regions(self) -> None:
        body = self.body
        for region in self.found.regions:
            if region.kind == "comment":
                self.changes.append((region.start, region.end, ""))
            elif self.in_leaf.holds(region.start):
                if region.kind == "math":
                    self._region(region, ATOM, "")
            elif region.kind != "code":
                rest = body[region.end : self._stop(region.end)]
                self._region(region, BLOCK, "\n" if rest.strip() else "")
            else:
                self._code(region)

    def _region(self, region: Region, kind: str, behind: str) -> None:
        line = mark(LINE, self._line(region.start)) if kind == BLOCK else ""
        self.changes.append((region.start, region.end, line + mark(kind, len(self.regions)) + behind))
        self.regions.append(region)

    def _code(self, region: Region) -> None:
        """A block of code tells its line behind the sign that opens it, or before its first word."""
        body, at = self.body, region.start
        if body.startswith((b"```", b"~~~"), at):
            at = self._stop(at)
        self.changes.append((at, at, mark(CODE, self._line(region.start))))

    # paragraphs and headings

    def _leaves(self) -> None:
        body = self.body
        for kind, start, _ in self.found.leaves:
            if kind == ROW:
                continue
            begin = body.rfind(b"\n", 0, start) + 1
            if kind == PARAGRAPH and (note := _footnote(body, begin, start)):
                self.labels.append(harmless(words(note[1])))
                text = mark(LINE, self._line(start)) + mark(FOOTNOTE, len(self.labels) - 1)
                self.changes.append((note.start(1) - 2, start, text))
            elif kind == HEADING or not _reference(body, start):
                self.changes.append((start, start, mark(LINE, self._line(start))))

    # tables

    def _tables(self) -> list[list[int]]:
        """The rows of each table, by where they begin and end."""
        tables: list[list[int]] = []
        last, rows = -9, 0
        for kind, start, end in self.found.leaves:
            if kind != ROW:
                continue
            line = self._line(start)
            if line == last + (2 if rows == 1 else 1):
                tables[-1] += (start, end)
                rows += 1
            else:
                tables.append([start, end])
                rows = 1
            last = line
        for number, table in enumerate(tables):
            end = table[-1]
            if len(table) == 2:  # no rows below the line of dashes
                end = self._stop(end + 1)
            text = mark(LINE, self._line(table[0])) + mark(TABLE, number)
            self.changes.append((table[0], end, text))
        return tables

    def _grid(self, *places: int) -> Grid:
        rows = []
        spans = list(zip(places[::2], places[1::2], strict=True))
        for start, end in spans:
            rows.append((self._line(start), tuple(_cells(self._text(start, end, inside=True)))))
        dashes = self._stop(spans[0][1]) + 1
        signs = words(self.body[dashes : self._stop(dashes)]).lstrip("> \t")
        return Grid(tuple(rows), tuple(_align(sign.strip()) for sign in _cells(signs)))

    # cutting

    def _chunks(self) -> Iterator[Chunk]:
        cuts = [self.start]
        size = len(self.body)
        places = self._places()
        for number, (place, sure) in enumerate(places):
            following = places[number + 1][0] if number + 1 < len(places) else size
            long = place - cuts[-1] >= (CHUNK // 4 if sure else CHUNK)
            if long or following - cuts[-1] > LARGEST:
                cuts.append(place)
        cuts.append(len(self.body))
        for start, end in pairwise(cuts):
            if end - start > LARGEST:
                yield from _typed(
                    self.body, self.starts, start, end, f"{(end - start) // 1000} KB in one piece, as typed"
                )
            elif end > start:
                gap = start > self.start and self.body[start - 2 : start] == b"\n\n"
                item = self.body[start : start + 1] in b"-*+0123456789"
                yield Chunk(self._text(start, end), self._line(start), start, end, gap or not item)

    def _places(self) -> list[tuple[int, bool]]:
        """Where a chunk may begin, since whatever stands at the margin there is in nothing else."""
        body = self.body
        found = {head.start: True for head in self.found.headings if self._at_margin(head.start)}
        for kind, start, _ in self.found.leaves:
            if kind == PARAGRAPH and body[start - 2 : start] == b"\n\n":
                found.setdefault(start, False)
        for region in self.found.regions:
            if region.kind == "code" and body[region.start - 2 : region.start] == b"\n\n":
                found.setdefault(region.start, False)
        hidden = _Within([(region.start, region.end) for region in self.found.regions if region.kind == "comment"])
        for item in self.found.items:
            if item.parent == -1 and self._at_margin(item.start):
                found.setdefault(item.start, False)
        return sorted((place, sure) for place, sure in found.items() if place > self.start and not hidden.holds(place))

    def _at_margin(self, offset: int) -> bool:
        return self.body[offset - 1 : offset] == b"\n"

    def _text(self, start: int, end: int, *, inside: bool = False) -> str:
        """A stretch of the body with its marks. `inside` a table its own mark is left out."""
        out: list[str] = []
        done = start
        changes = self.changes
        at = bisect_right(changes, (start, -1, ""))
        while at < len(changes) and changes[at][0] < end:
            begin, stop, new = changes[at]
            at += 1
            if begin < done or (inside and (stop > end or f"\ufdd0{TABLE}" in new)):
                continue
            out += (harmless(words(self.body[done:begin])), new)
            done = max(stop, begin)
        out.append(harmless(words(self.body[done:end])) if done < end else "")
        return "".join(out)


class _Within:
    """Whether an offset lies in one of many spans."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.starts = [start for start, _ in self.spans]

    def holds(self, offset: int) -> bool:
        at = bisect_right(self.starts, offset) - 1
        return at >= 0 and offset < self.spans[at][1]


_reference = re.compile(rb"\[[^\]\n]+\]:").match
_footnote_text = re.compile(rb"\[\^([^\]\s]+)\]:[ \t]*\Z")


def _footnote(body: bytes, begin: int, start: int) -> re.Match[bytes] | None:
    return _footnote_text.search(body, begin, start)


_bar = re.compile(r"(?<!\\)\|").split


def _cells(row: str) -> list[str]:
    row = row.strip(" \t").removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _bar(row)]


def _align(sign: str) -> str:
    return ("center" if sign.startswith(":") else "right") if sign.endswith(":") else "left"
