"""The parts of a note that people give names to: sections, labelled lines, list items.

Stands on one `Note`; every part is known by its span, so that whoever edits it leaves all else alone. What the parts
mean is not known here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from vault.notes.links import Link
from vault.notes.note import Note, body_start
from vault.text import words


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
    nested_links: tuple[Link, ...]
    nested: bool  # whether more than its first line belongs to it


def sections(note: Note) -> list[Section]:
    """Every section in document order; a section holds those of deeper levels."""
    found = []
    heads = note.headings
    for number, head in enumerate(heads):
        end = next((later.start for later in heads[number + 1 :] if later.level <= head.level), len(note.text))
        end = line_start(note.text, end) if end < len(note.text) else end
        body = line_end(note.text, head.end)
        found.append(Section(head.level, head.text, line_start(note.text, head.start), head.end, body, end))
    return found


def section(note: Note, title: str, *, level: int = 2, inside: Section | None = None) -> Section | None:
    """The first section of that title and level, in any letter case."""
    wanted = title.casefold()
    for one in sections(note):
        within = inside is None or inside.body <= one.start < inside.end
        if within and one.level == level and one.title.strip().casefold() == wanted:
            return one
    return None


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


_label = re.compile(
    rb"(?m)^(?P<label>[ \t]{0,3}\*\*(?P<name>[^*\r\n:]{1,60}?)[ \t]*(?:\*\*[ \t]*:|:[ \t]*\*\*))[ \t]*"
    rb"(?P<value>[^\r\n]*?)[ \t]*(?=\r|\n|\Z)"
).finditer


def labels(note: Note, start: int, end: int) -> list[Label]:
    """The labelled lines between two offsets, outside code and comments."""
    found = []
    for match in _label(note.text, start, end):
        if not hidden(note, match.start()):
            at, stop = match.span("value")
            if at == stop:  # nothing is said: it would stand right behind the label
                at = stop = match.end("label")
            name = words(match["name"]).strip()
            found.append(Label(name, words(match["value"]), match.start(), at, stop, line_end(note.text, match.end())))
    return found


def items(note: Note, start: int, end: int) -> list[ListItem]:
    """The outermost list items between two offsets."""
    return list(_items(note, start, end))


_mark = re.compile(rb"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[^\r\n]\](?=[ \t]))?[ \t]*").match


def _items(note: Note, start: int, end: int) -> Iterator[ListItem]:
    places = [link.start for link in note.links if link.where == "body"]
    body = [link for link in note.links if link.where == "body"]
    for item in note.items:
        if item.parent != -1 or not start <= item.start < end:
            continue
        begin = line_start(note.text, item.start)
        first = line_end(note.text, item.start)
        stop = max(first, line_end(note.text, max(item.end - 1, item.start)))
        mark = _mark(note.text, item.start)
        at, middle, after = (bisect_left(places, where) for where in (begin, first, stop))
        more = note.text[first:stop].strip() != b""
        text_start = mark.end() if mark else item.start
        yield ListItem(begin, text_start, first, stop, tuple(body[at:middle]), tuple(body[middle:after]), more)


def hidden(note: Note, offset: int) -> bool:
    """Whether an offset lies in code, HTML, math or a comment."""
    return any(region.start <= offset < region.end for region in note.regions)


def line_start(text: bytes, offset: int) -> int:
    return max(text.rfind(b"\n", 0, offset), _lone_return(text, offset)) + 1


def _lone_return(text: bytes, offset: int) -> int:
    """The last CR before an offset that is no part of CRLF; a CRLF counts by its LF."""
    at = text.rfind(b"\r", 0, offset)
    return -1 if at >= 0 and text[at + 1 : at + 2] == b"\n" and at + 1 >= offset else at


def line_end(text: bytes, offset: int) -> int:
    """Where the next line begins."""
    ends = [at for at in (text.find(b"\n", offset), text.find(b"\r", offset)) if at >= 0]
    if not ends:
        return len(text)
    at = min(ends)
    return at + 2 if text[at : at + 2] == b"\r\n" else at + 1


def content_start(text: bytes, item: int) -> int:
    """Where a list item begins to say something, after its bullet and its box."""
    mark = _mark(text, item)
    return mark.end() if mark else item
