"""The scanner: bytes in, spans out.

One walk over the lines (`blocks`) and one over the inline text find every link, tag, block id and task of a note, and
the regions where none of them counts. Nothing raises, whatever the bytes are, and time grows with their number alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from vault.notes.blocks import blocks
from vault.notes.html import inline_tag
from vault.notes.links import Link, destination_at, internal, markdown_link, wiki_parts
from vault.notes.structure import PARAGRAPH, ROW, Blocks, Item, Leaf, Region
from vault.patterns import late
from vault.text import Span, raw, words
from vault.typed import NamedTuple


class Heading(NamedTuple):
    level: int
    text: str
    start: int
    end: int


class Tag(NamedTuple):
    start: int
    end: int
    text: str  # without the `#`


class BlockId(NamedTuple):
    start: int  # of the `^`
    end: int
    text: str


class Task(NamedTuple):
    """A list item with a box. `state` is the character in it, and `mark` its span."""

    item: int
    mark: Span
    state: str


class Scan(NamedTuple):
    leaves: list[Leaf]
    regions: list[Region]
    headings: list[Heading]
    items: list[Item]
    links: list[Link]
    tags: list[Tag]
    ids: list[BlockId]
    tasks: list[Task]


_tag_start = re.compile(rb"\#(?<![^ \t\n>]\#)(?=[^\x00-\x20\x7f!\"\#$%&'()*+,.:;<=>?@^`{|}~\[\]\\])").finditer
_wiki = re.compile(rb"\[\[((?!\[)(?:[^\[\]\n]++|\](?!\])|\[(?!\[))+)\]\]").match
_ticks = re.compile(rb"`+").finditer
_dollars = late(rb"(?<![ \t\n\\$])\$(?![0-9$])").finditer
_all_wiki = late(rb"\[\[(?!\[)(?:[^\[\]\n]++|\](?!\])|\[(?!\[))+\]\]").finditer
_tag = re.compile(rb"\#([^\x00-\x20\x7f!\"\#$%&'()*+,.:;<=>?@^`{|}~\[\]\\]+)").match
_tag_end = late("[\\s\u2000-\u206f\u2e00-\u2e7f\u3000]").search
_box = re.compile(rb"\[([^\n\x80-\xff]|[\xc2-\xf4][\x80-\xbf]{1,3})\](?=[ \t\n]|\Z)").match
_bars = re.compile(rb"(?<!\\)\|").finditer
_block_id = re.compile(rb"\^(?<![^ \t\n>]\^)([A-Za-z0-9-]+)[ \t]*(?=\n|\Z)").finditer


def flat(text: bytes) -> bytes:
    """The text with a line feed at the end of every line, byte for byte as long as it was."""
    if b"\r" not in text:
        return text
    return text.replace(b"\r\n", b" \n").replace(b"\r", b"\n")


def scan(text: bytes, start: int) -> Scan:
    """Everything in the body of a note, which begins at `start`."""
    return scans([(text, start)])[0]


def scans(notes: Sequence[tuple[bytes, int]]) -> list[Scan]:
    """The same for several notes, one pass after the other over all of them: a processor is a tenth faster at that."""
    bodies = [flat(text) for text, _ in notes]
    found = [blocks(body, start) for body, (_, start) in zip(bodies, notes, strict=True)]
    return [_Inline(text, body, its).run() for (text, _), body, its in zip(notes, bodies, found, strict=True)]


def _marks(body: bytes) -> list[int]:
    """Every place where something inline may begin or end.

    Looking for one sign at a time is many times faster than a pattern of all; and where no Markdown link ends, only a
    double bracket matters.
    """
    found = [place.start() for place in _tag_start(body)] if b"#" in body else []
    signs = (b"[", b"]", b"`", b"$", b"<", b"\\") if b"](" in body else (b"[[", b"`", b"$", b"<", b"\\")
    for sign in signs:
        at = body.find(sign)
        while at >= 0:
            found.append(at)
            at = body.find(sign, at + 1)
    found.sort()
    return found


def _with_cells(body: bytes, leaves: list[Leaf]) -> list[Leaf]:
    """Rows of tables cut up: a bar ends a cell whatever it stands in, unless a backslash is before it."""
    found: list[Leaf] = []
    for kind, start, end in leaves:
        if kind == ROW:
            for bar in _bars(body, start, end):
                found.append((ROW, start, bar.start()))
                start = bar.end()
        found.append((kind, start, end))
    return found


class _Inline:
    """One walk over the inline text, leaf by leaf. What it remembers of a leaf is made when it is first asked for."""

    def __init__(self, text: bytes, body: bytes, found: Blocks) -> None:
        self.text, self.body, self.found = text, body, found
        self.line, self.counted = 1, 0  # the line of the last link, and how far lines are counted
        self.regions = found.regions
        self.links: list[Link] = []
        self.tags: list[Tag] = []
        self.start = self.end = 0  # of the leaf
        self.openers: list[int] = []
        self.runs: dict[int, list[int]] | None = None
        self.closers: list[int] | None = None
        self.no_comment = self.no_double = False
        self.remembers = False  # whether any of these was made for this leaf

    def run(self) -> Scan:
        body, leaves = self.body, self.found.leaves
        if self.found.tables:
            leaves = _with_cells(body, leaves)
        others = {0x5D: self._closing, 0x60: self._code, 0x24: self._math, 0x3C: self._html, 0x23: self._hash}
        number, size = 0, len(leaves)
        at = 0  # all before it is spoken for
        for here in _marks(body):
            if here < at:
                continue
            if here >= self.end:
                while number < size and leaves[number][2] <= here:
                    number += 1
                if number == size:
                    break
                if leaves[number][1] != self.start or leaves[number][2] != self.end:
                    self._enter(leaves[number])
            if here < self.start:
                continue
            mark = body[here]
            if mark == 0x5B:
                at = self._bracket(here, at)
            elif mark == 0x5C:
                at = here + 2
            else:
                at = others[mark](here)
        return self._result()

    def _enter(self, leaf: Leaf) -> None:
        _, self.start, self.end = leaf
        if self.openers:
            self.openers = []
        if self.remembers:
            self.runs = self.closers = None
            self.no_comment = self.no_double = self.remembers = False

    def _result(self) -> Scan:
        found = self.found
        tasks = self._tasks()
        if b"%" in self.body and b"%%" in self.body:  # a single sign is looked for ten times as fast
            self._comments()
        self.links.sort()
        self.regions.sort(key=lambda region: region.start)
        headings = [
            Heading(level, words(self.text[first:last]), start, end) for level, start, end, first, last in found.heads
        ]
        return Scan(found.leaves, self.regions, headings, found.items, self.links, self.tags, self._ids(), tasks)

    # what a token may begin

    def _bracket(self, here: int, since: int) -> int:
        body = self.body
        if not body.startswith(b"[[", here) or not (found := _wiki(body, here, self.end)):
            self.openers.append(here)
            return here + 1
        embed = here > since and here > self.start and body[here - 1] == 0x21
        start, end = here - embed, found.end()
        written = words(self.text[start:end])
        inside = written[3:-2] if embed else written[2:-2]
        path, heading, block, alias = wiki_parts(inside)
        if heading or block or path.strip():
            line = self._line_of(start)
            self.links.append(Link(start, end, line, "body", written, path, heading, block, alias, embed))
            if not embed:
                self.openers.clear()
        return end

    def _closing(self, here: int) -> int:
        if not self.openers:
            return here + 1
        opener = self.openers.pop()
        if self.body[here + 1 : here + 2] != b"(":
            return here + 1
        found = self._destination(here)
        if not found:
            return here + 1
        destination, start, end = found
        image = opener > self.start and self.body[opener - 1] == 0x21 and not self._escaped(opener - 1)
        if internal(destination):
            begin = opener - 1 if image else opener
            written = words(self.text[begin:end])
            spot = len(words(self.text[begin:start]))
            line = self._line_of(begin)
            self.links.append(markdown_link(written, begin, end, line, "body", spot, spot + len(destination)))
        if not image:
            self.openers.clear()
        return end

    def _destination(self, here: int) -> tuple[str, int, int] | None:
        """What stands in the parentheses behind a bracket, where it begins, and where the link ends."""
        for reach in (300, 4000):
            tail = words(self.body[here : min(self.end, here + reach)])
            if found := destination_at(tail, 0):
                start, end, stop = found
                ahead = len(raw(tail[:start]))
                return tail[start:end], here + ahead, here + ahead + len(raw(tail[start:stop]))
            if here + reach >= self.end:
                break
        return None

    def _escaped(self, at: int) -> bool:
        begin = at
        while begin > self.start and self.body[begin - 1] == 0x5C:
            begin -= 1
        return (at - begin) % 2 == 1

    def _line_of(self, offset: int) -> int:
        """The line of an offset; counted on from the last one asked for, since links come nearly in order."""
        if offset >= self.counted:
            self.line += self.body.count(b"\n", self.counted, offset)
            self.counted = offset
            return self.line
        return self.line - self.body.count(b"\n", offset, self.counted)

    def _code(self, here: int) -> int:
        if self.runs is None:
            self.runs, self.remembers = {}, True
            for run in _ticks(self.body, here, self.end):
                self.runs.setdefault(run.end() - run.start(), []).append(run.start())
        after = here
        while after < self.end and self.body[after] == 0x60:
            after += 1
        places = self.runs.get(after - here, [])
        number = bisect_left(places, after)
        if number == len(places):
            return after
        end = places[number] + after - here
        self.regions.append(Region("code", here, end))
        return end

    def _math(self, here: int) -> int:
        body, end = self.body, self.end
        if body.startswith(b"$$", here):
            closing = -1 if self.no_double else body.find(b"$$", here + 2, end)
            if closing < 0:
                self.no_double = self.remembers = True
                return here + 2
            self.regions.append(Region("math", here, closing + 2))
            return closing + 2
        if here + 1 >= end or body[here + 1] in b" \t\n":
            return here + 1
        if self.closers is None:
            self.closers, self.remembers = self._dollar_closers(here), True
        number = bisect_right(self.closers, here + 1)
        if number == len(self.closers) or body.find(b"\n", here, self.closers[number]) >= 0:
            return here + 1
        self.regions.append(Region("math", here, self.closers[number] + 1))
        return self.closers[number] + 1

    def _dollar_closers(self, here: int) -> list[int]:
        """Every dollar that may end math. One inside a wiki-link may not: there the link wins."""
        links = [found.span() for found in _all_wiki(self.body, here, self.end)]
        starts = [start for start, _ in links]
        closers = []
        for found in _dollars(self.body, here, self.end):
            number = bisect_right(starts, found.start()) - 1
            if number < 0 or links[number][1] <= found.start():
                closers.append(found.start())
        return closers

    def _html(self, here: int) -> int:
        body, end = self.body, self.end
        if body.startswith(b"<!--", here):
            closing = -1 if self.no_comment else body.find(b"-->", here + 4, end)
            if closing < 0:
                self.no_comment = self.remembers = True
                return here + 4
            self.regions.append(Region("html", here, closing + 3))
            return closing + 3
        if found := inline_tag(body, here, end):
            self.regions.append(Region("html", here, found.end()))
            return found.end()
        return here + 1

    def _hash(self, here: int) -> int:
        found = _tag(self.body, here, self.end)
        if not found:
            return here + 1
        if here > self.start and self.body[here - 1] not in b" \t\n":
            return found.end()
        text = words(found[1])
        if not text.isascii() and (cut := _tag_end(text)):
            text = text[: cut.start()]
        text = text.rstrip("/")
        if text and not text.isdigit():
            self.tags.append(Tag(here, here + 1 + len(text.encode("utf-8", "surrogateescape")), text))
        return found.end()

    # what is read off the finished structure

    def _ids(self) -> list[BlockId]:
        """Those at the end of a paragraph, be it in an item or alone below a table."""
        ids = []
        leaves = self.found.leaves
        for found in _block_id(self.body) if b"^" in self.body else ():
            number = bisect_right(leaves, found.start(), key=lambda leaf: leaf[1]) - 1
            if number >= 0 and leaves[number][0] == PARAGRAPH and leaves[number][2] == found.end():
                ids.append(BlockId(found.start(), found.end(1), found[1].decode()))
        return ids

    def _tasks(self) -> list[Task]:
        body, tasks = self.body, []
        for number, (_, start, end, _, _) in enumerate(self.found.items):
            if start >= 0 and body.startswith(b"[", start) and (box := _box(body, start, end)):
                tasks.append(Task(number, Span(*box.span(1)), words(box[1])))
        return tasks

    def _comments(self) -> None:
        """`%% … %%`, outside code and math. An opener without an end hides the rest of the note."""
        opaque = sorted((region.start, region.end) for region in self.regions)
        opened = -1
        for at in self._comment_marks():
            number = bisect_right(opaque, (at, len(self.body))) - 1
            if number >= 0 and opaque[number][1] > at:
                continue
            if opened < 0:
                opened = at
            else:
                self.regions.append(Region("comment", opened, at + 2))
                opened = -1
        if opened >= 0:
            self.regions.append(Region("comment", opened, len(self.body)))

    def _comment_marks(self) -> Iterator[int]:
        """Where exactly two percent signs stand."""
        body = self.body
        at = body.find(b"%%")
        while at >= 0:
            end = at + 2
            while body[end : end + 1] == b"%":
                end += 1
            if end == at + 2:
                yield at
            at = body.find(b"%%", end)
