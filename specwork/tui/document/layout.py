"""A document as lines of a width, chunk by chunk as they come to be seen.

Pure: a `Flow` holds what was laid out so far and guesses the rest, so that a long note is on the screen at once. The
same lines come out whatever is asked for first.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

from specwork.pages.sizes import size_text
from specwork.tui.document.blocks import Blocks, Tokens, parsed
from specwork.tui.document.facts import facts
from specwork.tui.document.glyphs import UNICODE, Glyphs
from specwork.tui.document.inline import Inline
from specwork.tui.document.states import Document
from specwork.tui.document.words import Line, Piece, wrapped
from vault.typed import NamedTuple

NARROWEST = 12


class Reading:
    """What was read of a document whatever its width: kept when the width changes."""

    def __init__(self, document: Document, glyphs: Glyphs = UNICODE) -> None:
        self.document, self.glyphs = document, glyphs
        self.inline = Inline(document.source, document.states, glyphs)
        self.tokens: dict[int, Tokens | str] = {}

    def of(self, number: int) -> Tokens | str:
        if number not in self.tokens:
            self.tokens[number] = parsed(self.document.source.chunks[number], self.inline)
        return self.tokens[number]

    def target(self, link: int) -> str | None:
        """The address of a link to the web; None for one of the vault."""
        own = len(self.document.links)
        return self.inline.webs[link - own] if link >= own else None


class Sight(NamedTuple):
    """What is seen of a document: how wide and how many rows, around which line of the note."""

    width: int
    rows: int
    near: int = 1
    glyphs: Glyphs = UNICODE


def laid_out(document: Document, sight: Sight | None, goes_on: Callable[[], bool]) -> "Flow | None":
    """A document with what is seen of it laid out, and more of it as long as that may go on."""
    if sight is None:
        return None
    flow = Flow(Reading(document, sight.glyphs), sight.width)
    flow.begin(sight.near, sight.rows, goes_on)
    return flow


class Flow:
    """A document in one width. Rows count from 0; a part is the head, a chunk, or what stands behind the last."""

    def __init__(self, reading: Reading, width: int) -> None:
        self.reading, self.width = reading, max(width, NARROWEST)
        chunks = reading.document.source.chunks
        self.parts = len(chunks) + 2
        self._lines: list[list[Line] | None] = [None] * self.parts
        self._heights = [1, *(max(1, (chunk.end - chunk.start) // self.width) for chunk in chunks), 1]
        self._sources = [0, *(chunk.line for chunk in chunks), 1 << 60]
        self._rows: list[int] | None = None
        self.lay(0)
        self.lay(self.parts - 1)

    # what is known

    def of(self, document: Document, width: int) -> bool:
        """Whether it is this document in this width."""
        return self.reading.document is document and self.width == max(width, NARROWEST)

    @property
    def height(self) -> int:
        """How many rows there are, as far as that is known."""
        return self.starts[-1]

    @property
    def starts(self) -> list[int]:
        """The row that each part begins at, and the one behind the last."""
        if self._rows is None:
            self._rows = [0, *accumulate(self._heights)]
        return self._rows

    def laid(self, part: int) -> bool:
        return self._lines[part] is not None

    def missing(self, near: int = 0) -> int | None:
        """A part that is still to be laid out: the nearest below a row, else the first."""
        here = self.part_at(near)
        return next((part for part in (*range(here, self.parts), *range(here)) if self._lines[part] is None), None)

    def begin(self, near: int, rows: int, goes_on: Callable[[], bool]) -> None:
        """Lays out so many rows around a line of the note, and more as long as that may go on."""
        first = max(0, self.row_of(near) - rows) if near > 1 else 0
        last = self.row_of(near) + rows if near > 1 else rows
        for row in range(first, last):
            self.line(row)
        while (part := self.missing(first)) is not None and goes_on():
            self.lay(part)

    def part_at(self, row: int) -> int:
        return min(max(bisect_right(self.starts, row) - 1, 0), self.parts - 1)

    # laying out

    def lay(self, part: int) -> list[Line]:
        """The lines of a part, with the blank line before it."""
        known = self._lines[part]
        if known is not None:
            return known
        lines = self._made(part)
        self._lines[part] = lines
        if self._heights[part] != len(lines):
            self._heights[part] = len(lines)
            self._rows = None
        return lines

    def _made(self, part: int) -> list[Line]:
        document = self.reading.document
        if part == 0:
            return facts(document, self.reading.inline, self.width)
        if part == self.parts - 1:
            return _rest(document, self.reading.glyphs.more, self.width)
        chunk = document.source.chunks[part - 1]
        lines = Blocks(self.reading.inline, chunk).lines(self.reading.of(part - 1), self.width)
        first = part == 1 and not self._lines[0]
        return [Line((), chunk.line), *lines] if lines and chunk.gap and not first else lines

    def line(self, row: int) -> Line | None:
        """The line of a row, laid out if it was not; None behind the last."""
        while 0 <= row < self.height:
            part = self.part_at(row)
            at = self.starts[part]
            lines = self.lay(part)
            if row - at < len(lines):
                return lines[row - at]
        return None

    def rows(self) -> Iterator[Line]:
        """Every line, all laid out."""
        for part in range(self.parts):
            yield from self.lay(part)

    def known(self) -> Iterator[tuple[int, Line]]:
        """The lines that are laid out already, each with its row."""
        for start, lines in zip(self.starts, self._lines, strict=False):
            yield from enumerate(lines or (), start)

    # from the source and back

    def spot(self, row: int) -> tuple[int, int]:
        """What a row shows, whatever the width: a line of the note, and how far into it."""
        line = self.line(row)
        if line is None:
            return 1, 0
        before = 0
        while row and (above := self.line(row - 1)) is not None and above.pieces and above.source == line.source:
            before += len(above.text)
            row -= 1
        return line.source, before

    def row_at(self, source: int, before: int = 0) -> int:
        """The row of a spot."""
        row = self.row_of(source)
        while (line := self.line(row)) is not None and line.pieces and len(line.text) <= before:
            before -= len(line.text)
            row += 1
        return row

    def row_of(self, source: int) -> int:
        """The row that shows a line of the note, or what stands before it."""
        part = max(0, bisect_right(self._sources, source) - 1)
        lines = self.lay(part)
        best = 0
        for number, line in enumerate(lines):
            if line.source > source:
                break
            if line.pieces and (line.source != lines[best].source or not lines[best].pieces):
                best = number
        return self.starts[part] + best

    def source_at(self, row: int) -> int:
        """The line of the note that a row shows."""
        line = self.line(min(max(row, 0), self.height - 1))
        return line.source if line else 1


def _rest(document: Document, more: str, width: int) -> list[Line]:
    if not document.left_out:
        return []
    said = f"{more} {size_text(document.left_out)} more: e opens it in your editor"
    return [Line(()), *(Line(row, 0) for row in wrapped([Piece(said, "remark")], width))]
