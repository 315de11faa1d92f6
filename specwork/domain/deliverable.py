"""A deliverable as a spec or a journal lists it: one item of the Deliverables section, by its spans.

Reads a note and answers with places; which entries there ought to be, and any edit of them, is not known here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from vault.index.resolve import Names, resolve
from vault.notes.links import Link
from vault.notes.note import Note
from vault.notes.outline import Section, line_end, line_start, sections_named
from vault.paths import folder_of, is_note, joined, key, stem_of
from vault.patterns import late
from vault.text import Span, words
from vault.typed import NamedTuple

SECTION = "Deliverables"


class Entry(NamedTuple):
    """What one item says was delivered: the file that a link leads to, or people's code, named in backticks.

    `target` is what the link asks for, or the path in backticks, seen from the repository's top. The item's first line
    goes from `start` to `first_end`, what is nested below it to `end`, both with their line end.
    """

    start: int
    first_end: int
    end: int
    link: Link | None
    code: str | None
    code_span: Span
    title: str
    description: str
    described: Span
    category: str  # as the heading above it has it; empty where it stands under none
    alone: bool  # nothing is nested below it, and its line holds no second link

    @property
    def target(self) -> str:
        return self.code if self.code is not None else self.link.target if self.link else ""


def delivered(note: Note, inside: Section | None = None) -> list[Entry]:
    """What a note's Deliverables section lists, in its order, and any further one of that title; `inside` is the first,
    where it is known."""
    parts = list(sections_named(note, SECTION))
    if inside:
        parts = [inside, *(part for part in parts if not inside.start <= part.start < inside.end)]
    return [entry for part in parts for entry in _entries(note, part)]


def _entries(note: Note, part: Section) -> Iterator[Entry]:
    body = [link for link in note.links if link.where == "body"]
    places = [link.start for link in body]
    heads = [head for head in note.headings if part.body <= head.start < part.end]
    under = [head.start for head in heads]
    taken: set[int] = set()
    for number, item in enumerate(note.items):
        if not part.body <= item.start < part.end:
            continue
        if item.parent in taken:  # what is nested below an entry belongs to it
            taken.add(number)
            continue
        start, first_end = line_start(note.text, item.start), line_end(note.text, item.start)
        links = body[bisect_left(places, start) : bisect_left(places, first_end)]
        above = bisect_left(under, start)
        category = heads[above - 1].text.strip() if above else ""
        stop = max(first_end, line_end(note.text, max(item.end - 1, item.start)))
        more = len(links) < 2 and not note.text[first_end:stop].strip()
        entry = _entry(note, item.start, Span(start, first_end), stop, links, category)
        if entry:
            taken.add(number)
            yield entry._replace(alone=more)


_mark = re.compile(rb"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[^\r\n]\](?=[ \t]))?[ \t]*").match
_code = re.compile(rb"(`+)(?!`)[ ]?(?P<path>[^`\r\n]+?)[ ]?\1(?!`)").match
_aside = late(rb"[ \t]*\((?:[^()\r\n]|\([^()\r\n]*\))*\)").match
_dash = re.compile(rb"[ \t]*(?:-{1,2}|\xe2\x80\x93|\xe2\x80\x94|\xc2\xb7|:)[ \t]+|[ \t]+").match


def _entry(note: Note, at: int, line: Span, end: int, links: list[Link], category: str) -> Entry | None:
    mark = _mark(note.text, at)
    text_start = mark.end() if mark else at
    code = _code(note.text, text_start, line.end)
    link = links[0] if links else None
    if code:
        path = words(code["path"])
        span, named, after, title = Span(*code.span("path")), path, code.end(), path
        aside = _aside(note.text, after, line.end)  # where in it: ([Line 45](…))
        after = aside.end() if aside else after
    elif link:
        span, named, after, title = Span(link.start, link.start), None, link.end, title_of(link)
    else:
        return None
    described = _described(note.text, after, line.end)
    said = words(note.text[described.start : described.end])
    return Entry(line.start, line.end, end, link, named, span, title, said, described, category, alone=True)


def title_of(link: Link) -> str:
    """What a link shows.

    >>> from vault.notes.scan import scan
    >>> [title_of(link) for link in scan(b"[[a/b.sh|Mount]] ![[a/b.png|300]] [[a/notes]]", 0).links]
    ['Mount', 'b.png', 'notes']
    """
    alias = (link.alias or "").strip()
    if alias and not (link.embed and alias.replace("x", "").isdecimal()):
        return alias
    return stem_of(link.target) or link.target


def _described(text: bytes, at: int, stop: int) -> Span:
    """The words after an item's link and its dash, without the blanks around them."""
    while stop > at and text[stop - 1 : stop] in (b"\n", b"\r", b" ", b"\t"):
        stop -= 1
    dash = _dash(text, at, stop)
    start = dash.end() if dash else at
    return Span(min(start, stop), stop)


def means(names: Names, source: str, entry: Entry) -> str | None:
    """The file of the vault that an entry's link means: at that place, seen from the note, else as Obsidian has it."""
    return leads_to(names, source, entry.link.target) if entry.link else None


def place_of(names: Names, source: str, entry: Entry) -> str:
    """The path that an entry means; where no file stands there, the one that it would have."""
    found = means(names, source, entry)
    if found or entry.code is not None:
        return found or entry.target
    return joined(folder_of(source), entry.target) or entry.target


def leads_to(names: Names, source: str, target: str) -> str | None:
    if not target.startswith("/"):
        near = joined(folder_of(source), target)
        for spelled in (near, f"{near}.md") if near and not is_note(near) else (near,):
            if spelled and (found := names.at(key(spelled))):
                return found[0]
    return resolve(names, source, target).path
