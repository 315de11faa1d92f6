"""A note with what reading it asks for again and again: its lines, and the headings and list items at its margin.

Each question costs the logarithm of the note at most, so that whoever reads a long journal reads it in linear time. A
heading in a quote or in a list item is somebody's text and opens nothing. What the parts mean is not known here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from vault.notes.links import Link
from vault.notes.note import Note
from vault.notes.outline import links_between
from vault.text import line_starts


class Page:
    def __init__(self, note: Note) -> None:
        self.note, self.text = note, note.text
        self.starts = line_starts(note.text)
        opaque = [region for region in note.regions if region.kind != "comment"]
        self._opaque = [(region.start, region.end) for region in opaque]
        self._items = [item for item in note.items if item.parent == -1 and self.at_margin(item.start)]
        self._item_starts = [item.start for item in self._items]
        self.heads = [head for head in note.headings if self.at_margin(head.start) and not self.in_item(head.start)]

    def line_of(self, offset: int) -> int:
        """The number of an offset's line, from 0."""
        return bisect_right(self.starts, offset) - 1

    def after(self, offset: int) -> int:
        """Where the line behind an offset's begins."""
        number = bisect_right(self.starts, offset)
        return self.starts[number] if number < len(self.starts) else len(self.text)

    def line_start(self, offset: int) -> int:
        return self.starts[bisect_right(self.starts, offset) - 1]

    def lines(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """The lines that begin between two offsets, without their ends, each with where it begins."""
        for number in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
            begin = self.starts[number]
            stop = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
            yield begin, self.text[begin:stop].rstrip(b"\r\n")

    def hidden(self, offset: int) -> bool:
        """Whether an offset lies in code, HTML or math."""
        if not self._opaque:
            return False
        number = bisect_right(self._opaque, (offset, len(self.text) + 1)) - 1
        return number >= 0 and self._opaque[number][1] > offset

    def region_before(self, offset: int) -> tuple[int, int] | None:
        """The last code, HTML or math that begins before an offset: from where to where."""
        number = bisect_left(self._opaque, (offset, 0)) - 1
        return self._opaque[number] if number >= 0 else None

    def in_item(self, offset: int) -> bool:
        number = bisect_right(self._item_starts, offset) - 1
        return number >= 0 and self._items[number].end > offset

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The outermost list items that begin between two offsets, in whole lines."""
        for number in range(bisect_left(self._item_starts, start), bisect_left(self._item_starts, end)):
            item = self._items[number]
            yield self.starts[self.line_of(item.start)], self.after(max(item.start, item.end - 1))

    def links(self, start: int, end: int) -> tuple[Link, ...]:
        return tuple(links_between(self.note, start, end))

    def at_margin(self, offset: int) -> bool:
        if offset and self.text[offset - 1] == 0x0A:
            return True
        return not self.text[self.starts[self.line_of(offset)] : offset].strip(b" \t\xef\xbb\xbf")
