"""The parts of a note that people give names to: sections, labelled lines, list items.

Stands on one `Note`; every part is known by its span, so that whoever edits it leaves all else alone. What the parts
mean is not known here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import accumulate

from vault.notes.links import Link
from vault.notes.note import Note, body_start
from vault.notes.structure import Item
from vault.patterns import late
from vault.text import words
from vault.typed import NamedTuple


class Section(NamedTuple):
    """A heading and what stands below it, to the next heading of its level or above."""

    level: int
    title: str
    start: int  # of the heading
    head_end: int  # of the heading's text
    body: int  # where the line after the heading begins
    end: int


class Label(NamedTuple):
    """`**Name**: value` on a line of its own. The value's span leaves out the blanks around it."""

    name: str
    value: str
    start: int  # of the line
    value_start: int
    value_end: int
    end: int  # of the line, its line end included


class ListItem(NamedTuple):
    """An outermost item of a list: its first line from `start` to `first_end`, with what is nested below it to `end`.

    Both ends are those of lines, line end included. `text_start` is where what it says begins, after bullet and box.
    """

    start: int
    text_start: int
    first_end: int
    end: int
    links: tuple[Link, ...]  # of the first line
    nested: bool  # whether more than its first line belongs to it


def sections(note: Note) -> list[Section]:
    """Every section in document order; a section holds those of deeper levels."""
    found: list[Section] = []
    ends = [len(note.text)] * 7  # by level, where a section of it that begins here will end
    for head in reversed(note.headings):
        start = line_start(note.text, head.start)
        body = line_end(note.text, head.end)
        found.append(Section(head.level, head.text, start, head.end, body, ends[head.level]))
        ends[head.level :] = [start] * (7 - head.level)
    return found[::-1]


_around = late(r"^(?:\d{1,3}[.)]\s|[^\w&]|_)+|(?:[^\w&]|_)+$").sub


@lru_cache(1024)  # the headings of a template stand in every note made from it
def plain_title(title: str) -> str:
    """A heading to be compared, without what people put around its words: marks, a colon, emoji, a number.

    >>> plain_title("**Deliverables**:"), plain_title("📦 Deliverables"), plain_title("6. Deliverables")
    ('deliverables', 'deliverables', 'deliverables')
    """
    return _around("", title).casefold() if len(title) < 80 else ""


def section(note: Note, title: str, *, level: int = 2, inside: Section | None = None) -> Section | None:
    """The first section of that title and level, in any letter case, whatever stands around its words."""
    return next(sections_named(note, title, level=level, inside=inside), None)


def sections_named(note: Note, title: str, *, level: int = 2, inside: Section | None = None) -> Iterator[Section]:
    """All of them: a merge, or somebody who did not look, may have left two."""
    wanted = title.casefold()
    for number, (its_level, title, at, head_end) in enumerate(note.headings):
        if its_level == level and plain_title(title) == wanted:
            start = line_start(note.text, at)
            if inside is None or inside.body <= start < inside.end:
                later = (line_start(note.text, one.start) for one in note.headings[number + 1 :] if one.level <= level)
                end = next(later, len(note.text))
                yield Section(level, title, start, head_end, line_end(note.text, head_end), end)


def header(note: Note) -> tuple[int, int]:
    """Where a note's labelled lines stand: from behind the first H1 to the next heading."""
    start = body_start(note.text, note.front)
    first = note.headings[0] if note.headings else None
    if first and first.level == 1:
        start = line_end(note.text, first.end)
        rest = note.headings[1:]
    else:
        rest = note.headings
    return start, line_start(note.text, rest[0].start) if rest else len(note.text)


_label = late(
    rb"\*\*(?P<name>[^*\r\n:]{1,60}+)[ \t]*+(?:\*\*[ \t]*+:|:[ \t]*+\*\*)[ \t]*+(?P<value>[^\r\n]*+)"
).finditer


_listed = late(rb"[ \t]*(?:>[ \t]*)*(?:[-*+][ \t]+)?\Z").match


def labels(note: Note, start: int, end: int, ours: Collection[str] = ()) -> list[Label]:
    """The labelled lines between two offsets, outside code and comments; `ours` also as items of a list or quoted."""
    text, found = note.text, []
    conceals = concealed(note)
    for match in _label(text, start, end):
        begin = max(start, line_start(text, match.start()))
        name, lead = words(match["name"]).strip(), text[begin : match.start()]
        plain = len(lead) <= 3 and not lead.strip(b" \t")
        if not (plain or (name.casefold() in ours and _listed(lead))) or conceals(begin):
            continue
        value = match["value"].rstrip(b" \t")
        at, stop = match.span("value")
        if not value:  # nothing is said: it would stand right behind the label
            at = begin + len(text[begin:at].rstrip(b" \t"))
        found.append(Label(name, words(value), begin, at, at + len(value), line_end(text, stop)))
    return found


def items(note: Note, start: int, end: int) -> list[ListItem]:
    """The outermost list items between two offsets."""
    return list(_items(note, start, end))


_mark = late(rb"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[^\r\n]\](?=[ \t]))?[ \t]*").match


def _items(note: Note, start: int, end: int) -> Iterator[ListItem]:
    for item in items_between(note, start, end):
        if item.parent != -1:
            continue
        begin = line_start(note.text, item.start)
        first = line_end(note.text, item.start)
        stop = max(first, line_end(note.text, max(item.end - 1, item.start)))
        mark = _mark(note.text, item.start)
        mine = links_between(note, begin, first)
        more = note.text[first:stop].strip() != b""
        text_start = mark.end() if mark else item.start
        yield ListItem(begin, text_start, first, stop, tuple(mine), more)


def items_between(note: Note, start: int, end: int) -> list[Item]:
    """The list items that begin between two offsets, nested ones too."""
    return note.items[bisect_left(note.items, (start,)) : bisect_left(note.items, (end,))]


def links_between(note: Note, start: int, end: int) -> list[Link]:
    """The links of the body that begin between two offsets; those of the properties stand before any of it."""
    return note.links[bisect_left(note.links, (start,)) : bisect_left(note.links, (end,))]


def hidden(note: Note, offset: int) -> bool:
    """Whether an offset lies in code, HTML, math or a comment."""
    return any(region.start <= offset < region.end for region in note.regions)


def concealed(note: Note) -> Callable[[int], bool]:
    """The same question, to be asked many times of one note."""
    if not note.regions:
        return lambda offset: False
    regions = sorted((region.start, region.end) for region in note.regions)
    starts = [start for start, _ in regions]
    reach = [0, *accumulate((end for _, end in regions), max)]  # how far those up to here go
    return lambda offset: reach[bisect_right(starts, offset)] > offset


def line_start(text: bytes, offset: int) -> int:
    """Where the line of an offset begins. A CRLF is one line end: between its two bytes the line has not ended yet."""
    if offset and text[offset - 1] == 0x0A:
        return offset
    if text[offset - 1 : offset + 1] == b"\r\n":
        offset -= 1
    reach = 256  # looked back so far at first: the text may have one of the two line ends alone, or none
    while True:
        low = max(0, offset - reach)
        at = max(text.rfind(b"\n", low, offset), text.rfind(b"\r", low, offset))
        if at >= 0 or low == 0:
            return at + 1
        reach *= 4


_line_break = re.compile(rb"[\r\n]").search


def line_end(text: bytes, offset: int) -> int:
    """Where the next line begins."""
    found = _line_break(text, offset)
    if not found:
        return len(text)
    at = found.end()
    return at + 1 if found[0] == b"\r" and text[at : at + 1] == b"\n" else at


def content_start(text: bytes, item: int) -> int:
    """Where a list item begins to say something, after its bullet and its box."""
    mark = _mark(text, item)
    return mark.end() if mark else item
