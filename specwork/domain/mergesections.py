"""A note, or a part of one, as a tree of its sections: each is merged for itself, and known by its heading.

In the sections that hold lists of ours a list item is known by what it links to, so that two sides may each add some.
All other text is merged line by line. Which sections those are is told; sessions are not known here.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from specwork.domain.mergelines import Clash, Marks, Out, Piece, chosen, joined, merged_pieces, natural
from specwork.domain.page import Page
from specwork.domain.session import bare_title
from vault.notes.note import Note, read_note
from vault.notes.scan import Heading
from vault.text import words
from vault.typed import NamedTuple

EVERYWHERE = "*"  # among the known sections: the whole note is a list


class Part(NamedTuple):
    """A heading with what stands below it. `gap`: the blank lines behind its own text; None at the end of it all."""

    name: tuple[str, int]
    head: bytes
    pieces: tuple[Piece, ...]
    gap: bytes | None
    parts: tuple["Part", ...]


NOTHING = Part(("", 0), b"", (), None, ())
Block = tuple[Out, bytes | None]  # what stands together, and the blank lines behind it


class Known(NamedTuple):
    """`lists`: the titles of sections that hold lists. `order`: how new sections go. `figures`: one of labels."""

    lists: frozenset[str]
    order: tuple[str, ...]
    figures: str = "-"


@lru_cache(maxsize=4)
def note_of(text: bytes) -> Note:
    """A version read as a note: three are asked about more than once, and then the result."""
    return read_note("merged.md", text)


def read_parts(text: bytes, known: Known) -> Part:
    """Every byte of a text lies in one part. All its lines are ended."""
    page = Page(note_of(text))
    reader = _Reader(page, known)
    return reader.part(("", 0), 0, page.heads, len(text), EVERYWHERE in known.lists, False)


class _Reader:
    def __init__(self, page: Page, known: Known) -> None:
        self.page, self.known = page, known

    def part(
        self, name: tuple[str, int], start: int, heads: Sequence[Heading], end: int, lists: bool, figures: bool
    ) -> Part:
        """What begins at an offset; `heads` are the headings within it, its own being none of them."""
        page = self.page
        body = page.after(start) if name[0] else start
        stop = page.starts[page.line_of(heads[0].start)] if heads else end
        pieces, gap = self._pieces(body, stop, lists, figures)
        parts, seen = [], Counter[str]()
        at = 0
        while at < len(heads):
            head = heads[at]
            after = at + 1
            while after < len(heads) and heads[after].level > head.level:
                after += 1
            begin = page.starts[page.line_of(head.start)]
            until = page.starts[page.line_of(heads[after].start)] if after < len(heads) else end
            title = bare_title(head.text)
            title = title or " ".join(head.text.split())
            called = f"{head.level} {title}"
            inner = (lists or title in self.known.lists, figures or title == self.known.figures)
            parts.append(self.part((called, seen[called]), begin, heads[at + 1 : after], until, *inner))
            seen[called] += 1
            at = after
        return Part(name, page.text[start:body], pieces, gap if parts or end < len(page.text) else None, tuple(parts))

    def _pieces(self, start: int, end: int, lists: bool, figures: bool) -> tuple[tuple[Piece, ...], bytes]:
        text, page = self.page.text, self.page
        found = []
        front = page.note.front
        if start == 0 and front:
            found = [*self._properties()]
            start = front.block.end
        lines = [*page.lines(start, end)]
        while lines and not lines[-1][1].strip():
            lines.pop()
        stop = page.after(lines[-1][0]) if lines else start
        spans = dict(page.spans(start, stop)) if lists or figures else {}
        at = start
        while at < stop:
            after = spans.get(at)
            if after is None:
                line = text[at : page.after(at)]
                found.append(Piece(line, _label(line) if not lists else None))
                at = page.after(at)
                continue
            until = after
            while until < stop and until not in spans and not text[until : page.after(until)].strip():
                until = page.after(until)
            after = until if until in spans else after  # blank lines between two items belong to the first
            found.append(Piece(text[at:after], self._item(at, figures)))
            at = after
        return tuple(found), text[stop:end]

    def _item(self, start: int, figures: bool) -> str | None:
        first = self.page.text[start : self.page.after(start)]
        said = _bullet(first)
        if said is None:
            return None
        if figures and (label := _labelled(said["text"])):
            return f"label {words(label['name']).strip().casefold()}"
        links = self.page.links(start, self.page.after(start))
        return f"link {links[0].target}" if links else f"item {words(said['text']).strip()}"

    def _properties(self) -> list[Piece]:
        text, front = self.page.text, self.page.note.front
        if front is None:
            return []
        block, found = front.block, []
        at = block.inner.start
        found.append(Piece(text[:at], "fence"))
        for entry in sorted(front.entries, key=lambda one: one.start):
            if entry.start > at:
                found += [Piece(line) for line in text[at : entry.start].splitlines(keepends=True)]
            found.append(Piece(text[entry.start : entry.end], f"property {entry.key.casefold()}"))
            at = entry.end
        found += [Piece(line) for line in text[at : block.inner.end].splitlines(keepends=True)]
        return [*found, Piece(text[block.inner.end : block.end], "fence")]


_bullet = re.compile(rb"[ \t]*[-*+](?:[ \t]+\[[^\r\n]\](?=[ \t]))?[ \t]+(?P<text>[^\r\n]*)").match
_labelled = re.compile(rb"[ \t]{0,3}\*\*(?P<name>[^*\r\n:]{1,60}?)[ \t]*(?:\*\*[ \t]*:|:[ \t]*\*\*)").match


def _label(line: bytes) -> str | None:
    found = _labelled(line)
    return f"label {words(found['name']).casefold()}" if found else None


# ---- merging --------------------------------------------------------------------------------------------------------


class Merging:
    def __init__(self, known: Known, marks: Marks) -> None:
        self.known, self.marks = known, marks

    def merged(self, base: Part, ours: Part, theirs: Part) -> list[Block]:
        """What stands there in the end, block by block."""
        head, clear = chosen(base.head, ours.head, theirs.head)
        own: Out = [head] if clear else [Clash(ours.head, theirs.head)]
        own += merged_pieces(base.pieces, ours.pieces, theirs.pieces)
        gap = gap_of(base.gap, ours.gap, theirs.gap)
        return [(own, gap), *self._below(base, ours, theirs)]

    def plainly(self, base: bytes, ours: bytes, theirs: bytes) -> Out | None:
        """The same by nothing but lines; None where that leaves a conflict."""
        lines = [[Piece(line) for line in text.splitlines(keepends=True)] for text in (base, ours, theirs)]
        out = merged_pieces(*lines)
        return None if any(isinstance(one, Clash) for one in out) else out

    def _below(self, base: Part, ours: Part, theirs: Part) -> list[Block]:
        old, one, other = ({part.name: part for part in side.parts} for side in (base, ours, theirs))
        out: list[Block] = []
        for name in joined(list(old), list(one), list(other), self._rank):
            was, mine, yours = old.get(name), one.get(name), other.get(name)
            if mine and yours:
                out += self.merged(was or NOTHING, mine, yours)
                continue
            there = mine or yours
            if there is None or (was and _same(was, there)):
                continue
            blocks = _blocks(there)
            if was:
                left = written(blocks, self.marks.newline)[0] if mine else b""
                right = written(blocks, self.marks.newline)[0] if yours else b""
                blocks = [([Clash(left, right)], blocks[-1][1])]
            out += blocks
        return out

    def _rank(self, name: tuple[str, int]) -> tuple[int, object]:
        title = name[0].partition(" ")[2]
        order = self.known.order
        return order.index(title) if title in order else len(order), natural(name)


def _blocks(part: Part) -> list[Block]:
    own: Out = [part.head, *(piece.text for piece in part.pieces)]
    return [(own, part.gap), *(block for below in part.parts for block in _blocks(below))]


def _same(one: Part, other: Part) -> bool:
    """Whether two parts say the same, whatever blank lines follow them."""
    return written(_blocks(one), b"\n")[0] == written(_blocks(other), b"\n")[0]


def gap_of(base: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | None:
    if ours is None or theirs is None:
        return theirs if ours is None else ours
    found, clear = chosen(base, ours, theirs)
    return found if clear else max(ours, theirs, key=lambda gap: (len(gap), gap))


def written(
    blocks: Sequence[Block], newline: bytes, write: Callable[[Clash], bytes] | None = None
) -> tuple[bytes, int]:
    """The text of blocks, without the blank lines behind the last; and how many conflicts are in it."""
    out: list[bytes] = []
    gap: bytes | None = b""
    conflicts = 0
    for own, behind in blocks:
        texts = [one if isinstance(one, bytes) else write(one) if write else b"" for one in own]
        conflicts += sum(not isinstance(one, bytes) for one in own)
        if not any(texts):
            gap = behind if not out else gap
            continue
        out += [newline if gap is None else gap, *texts]
        gap = behind
    return b"".join(out), conflicts
