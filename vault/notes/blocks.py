"""The block structure of a note: what is a paragraph, a heading, a table row, a list item, and what is opaque.

One pass over the lines, as CommonMark describes it, with what Obsidian adds: tables, block math, footnote
definitions. It tells where inline text lies (the leaves) and where nothing counts (the regions), and leaves all that
happens inside a line to `scan`. Offsets are bytes of the text that it was given, in which every line must end with a
line feed (`scan` sees to that without moving a byte).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from vault.notes.columns import consumed, indent_of, past_marker
from vault.notes.html import ends_html, html_start
from vault.notes.structure import HEADING, PARAGRAPH, ROW, Blocks, Head, Item, Leaf, Region

_NOTHING, _PARA, _TABLE, _FENCE, _HTML, _CODE, _MATH = range(7)
_QUOTE = -1
_PLAIN = frozenset(range(256)) - frozenset(b" \t\n#>-*+0123456789`~<=|$:[_")  # begins a line that can only be text
# Most of most notes, at the margin: lines that can only be text, the first of them perhaps in an item; a heading; a row
# with bars; each with the line feeds behind it, of which a second one is a blank line.
_TEXT = (
    rb"(?:[^ \t\n#>\-*+0-9`~<=|$:\[_]|\*\*(?=[^*\s])|\[(?!\^)|`(?!``)|[0-9]+(?![0-9.)])|_(?=\w)|\$(?!\$)|~(?!~~))[^\n]*"
)
_common = re.compile(
    rb"(?:(?:[-*+] |([0-9]{1,9}[.)]) )?(%b(?:\n%b)*)"
    rb"|((\#{1,6})[ \t]+([^\n]*[^\s#])[ \t]*(?=\n|\Z))|(\|[^\n]*)|(?=\n))\n*" % (_TEXT, _TEXT)
).match
_NUMBER, _LINES, _HEAD, _HASHES, _TITLE, _BARRED = range(1, 7)

_atx = re.compile(rb"(\#{1,6})(?:[ \t]+|(?=\n|\Z))").match
_fence = re.compile(rb"(`{3,})[^`\n]*(?=\n|\Z)|(~{3,})").match
_signs = re.compile(rb"(?:-[ \t]*)+|(?:\*[ \t]*)+|(?:_[ \t]*)+").match
_setext = re.compile(rb"(?:=+|-+)[ \t]*(?=\n|\Z)").match
_marker = re.compile(rb"(?:[-*+]|(\d{1,9})[.)])(?=[ \t\n]|\Z)").match
_footnote = re.compile(rb"\[\^[^\]\s]+\]:").match
_delimiter = re.compile(rb"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*(?=\n|\Z)").match
_bars = re.compile(rb"(?<!\\)\|").findall


def blocks(text: bytes, start: int) -> Blocks:
    return _Pass(text).run(start)


@lru_cache(32)
def _closing_fence(run: bytes) -> Callable[[bytes, int], re.Match[bytes] | None]:
    """The search for the line that closes a fence."""
    return re.compile(rb"\n {0,3}%c{%d,}[ \t]*(?=\n|\Z)" % (run[:1], len(run))).search


class _Pass:
    """One walk down a text. `widths` are the open containers: a quote, or an item by the width of its indent."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.leaves: list[Leaf] = []
        self.regions: list[Region] = []
        self.heads: list[Head] = []
        self.items: list[list[int]] = []
        self.widths: list[int] = []
        self.owners: list[int] = []  # for each container its item, or -1
        self.leaf = _NOTHING
        self.start = self.end = 0  # of the open leaf
        self.last_line = 0  # where the last line, or the last few lines at the margin, of the open paragraph begin
        self.fence, self.html = b"", 0
        self.written = 0  # the end of the last line with text
        self.tables = False
        self.no_math = -1  # from here on there is no `$$`
        self.no_rule = -1  # before this no rule begins, though many items may

    def run(self, start: int) -> Blocks:
        """Line by line. What begins at the margin is in no item and no quote, and most of most notes: it goes first."""
        text, find, size = self.text, self.text.find, len(self.text)
        at = start
        while at < size:
            opaque = self.leaf >= _FENCE and not self.widths
            if not opaque and (common := _common(text, at)) and (end := self._takes(common, at)) > at:
                at = end
                continue
            end = find(b"\n", at)
            if end < 0:
                end = size
            if not opaque and text[at] in b"`~" and (found := _fence(text, at, end)):
                self._close(0)
                end = self._whole_fence(at, end, found[1] or found[2])
            else:
                self._line(at, end)
            at = end + 1
        self._close(0)
        return Blocks(self.leaves, self.regions, self.heads, list(map(Item._make, self.items)), self.tables)

    def _takes(self, common: re.Match[bytes], at: int) -> int:
        """Takes in what is common, and says where it ends: at its beginning, where that asks for a closer look."""
        kind, end = common.lastindex, common.end()
        leaf, widths = self.leaf, self.widths
        if kind is None:
            return end if self._blank_lines() else at
        stop = common.end(kind)
        if kind == _LINES:
            start = common.start(_LINES)
            if start == at and leaf == _NOTHING and not widths and end - stop > 1:
                self.leaves.append((PARAGRAPH, at, stop))
                return end
            if start > at:
                if leaf == _PARA and not widths and common[_NUMBER]:
                    return at  # only a list that begins with one may end a paragraph
                self._close(0)
                widths.append(start - at)
                self.owners.append(len(self.items))
                self.items.append([at, start, stop, 0, -1])
                self.leaf, self.start, self.last_line, self.end = _PARA, start, start, stop
            else:
                if widths and leaf != _PARA:
                    self._close(0)
                self._lines(at, stop)
        elif kind == _HEAD:
            self._close(0)
            first, last = common.span(_TITLE)
            self.heads.append((common.end(_HASHES) - at, at, stop, first, last))
            self.leaves.append((HEADING, first, last))
        elif widths or leaf == _PARA:
            return at
        else:
            self._lines(at, stop)
        self.written = stop
        return end if end - stop < 2 or self._blank_lines() else stop + 1

    def _blank_lines(self) -> bool:
        """Takes in blank lines, but not where one may end a quote, or an item that has no text yet."""
        if self.leaf > _TABLE or _QUOTE in self.widths:
            return False
        if self.owners and (owner := self.owners[-1]) >= 0 and self.items[owner][1] < 0:
            return False
        if self.leaf:
            self._end_leaf()
        return True

    def _lines(self, at: int, end: int) -> None:
        """Lines of text: rows of the open table, or lines of a paragraph."""
        if self.leaf == _TABLE:
            self._rows(at, end)
        else:
            self._paragraph(at, end)

    def _rows(self, at: int, end: int) -> None:
        self.tables = True
        while at < end:
            stop = self.text.find(b"\n", at, end)
            stop = stop if stop >= 0 else end
            self.leaves.append((ROW, at, stop))
            at = stop + 1

    def _whole_fence(self, at: int, end: int, run: bytes) -> int:
        """A fence at the margin, all at once. Its end, which is the end of the text where nothing closes it."""
        closing = _closing_fence(run)(self.text, end)
        stop = closing.end() if closing else len(self.text)
        self.regions.append(Region("code", at, stop))
        self.written = stop
        return stop

    # one line

    def _line(self, begin: int, end: int) -> None:
        matched, at, column = self._containers(begin, end)
        first, indent = indent_of(self.text, at, end, column)
        if first >= end:
            self._blank(matched)
            return
        if matched == len(self.widths) and self.leaf >= _FENCE:
            if self._goes_on(at, first, indent, end):
                self.written = end
                return
        elif matched < len(self.widths) and self.leaf != _PARA:
            self._close(matched)
        elif self.owners and (owner := self.owners[-1]) >= 0 and self.items[owner][1] < 0:
            self.items[owner][1] = first  # an item that began with a blank line has its first text
        self._open(matched, first, indent, column + indent, end)
        self.written = end

    def _containers(self, at: int, end: int) -> tuple[int, int, int]:
        """How many of the open containers this line is in, and where its own text begins."""
        column = matched = 0
        for width, owner in zip(self.widths, self.owners, strict=True):
            first, indent = indent_of(self.text, at, end, column)
            if width == _QUOTE:
                if first >= end or indent > 3 or self.text[first] != 0x3E:
                    break
                at, column = past_marker(self.text, first + 1, column + indent + 1, end)
            elif first >= end:
                if owner >= 0 and self.items[owner][1] < 0:
                    break  # an item that began with a blank line takes no second one
            elif indent >= width:
                at, column = consumed(self.text, at, column, width)
            else:
                break
            matched += 1
        return matched, at, column

    def _blank(self, matched: int) -> None:
        if matched < len(self.widths):
            self._close(matched)
        if self.leaf in (_PARA, _TABLE) or (self.leaf == _HTML and self.html >= 6):
            self._end_leaf()

    def _goes_on(self, at: int, first: int, indent: int, end: int) -> bool:
        """Whether the open opaque block takes this line."""
        if self.leaf == _CODE:
            if indent < 4:
                self._end_leaf()
                return False
            self.end = end
            return True
        self.end = end
        if self.leaf == _FENCE:
            run = self.fence
            if indent <= 3 and self.text.startswith(run, first):
                rest = self.text[first:end].lstrip(run[:1])
                if not rest.strip(b" \t"):
                    self._end_leaf()
        elif self.leaf == _HTML:
            if ends_html(self.html, self.text, at, end):
                self._end_leaf()
        else:
            self._math_line(at, end)
        return True

    def _math_line(self, at: int, end: int) -> None:
        closing = self.text.find(b"$$", at, end)
        if closing >= 0:
            self.end = closing + 2
            self._end_leaf()
            if self.text[closing + 2 : end].strip(b" \t"):
                self._paragraph(closing + 2, end)

    # what a line opens

    def _open(self, matched: int, first: int, indent: int, column: int, end: int) -> None:
        """Opens what begins on this line: containers one after the other, then a leaf. `column` is where `first` is."""
        opened = False
        while True:
            in_paragraph = self.leaf == _PARA and not opened
            if indent >= 4:
                if in_paragraph:
                    break
                self._begin(matched, _CODE, first, end)
                return
            mark = self.text[first]
            if mark in _PLAIN:
                break
            if mark == 0x3E:
                self._close(matched)
                at, column = past_marker(self.text, first + 1, column + 1, end)
                self.widths.append(_QUOTE)
                self.owners.append(-1)
            elif self._block(mark, matched, first, end, in_paragraph=in_paragraph):
                return
            elif inside := self._item(mark, matched, first, indent, column, end, in_paragraph=in_paragraph):
                at, column = inside
            else:
                break
            opened = True
            matched = len(self.widths)
            first, indent = indent_of(self.text, at, end, column)
            column += indent
            if first >= end:
                return
        self._text(matched, first, indent, end, opened=opened)

    def _block(self, mark: int, matched: int, first: int, end: int, *, in_paragraph: bool) -> bool:
        """Opens the leaf block that begins here, if one does."""
        text = self.text
        whole = matched == len(self.widths)
        if mark == 0x23:
            if not (found := _atx(text, first, end)):
                return False
            self._close(matched)
            self._heading(len(found[1]), first, end, found.end(), end)
        elif mark in b"`~":
            if not (found := _fence(text, first, end)):
                return False
            self.fence = found[1] or found[2]
            self._begin(matched, _FENCE, first, end)
        elif mark == 0x3C:
            if not (kind := html_start(text, first, end, in_paragraph=in_paragraph)):
                return False
            self.html = kind
            self._begin(matched, _HTML, first, end)
            if ends_html(kind, text, first, end):
                self._end_leaf()
        elif mark in b"=-" and in_paragraph and whole and _setext(text, first, end):
            level, start, stop = (1 if mark == 0x3D else 2), self.start, self.end
            self.leaf = _NOTHING
            self._heading(level, start, end, start, stop)
        elif mark in b"-*_" and first >= self.no_rule and (run := _signs(text, first, end)):
            if run.end() < end or text.count(mark, first, end) < 3:
                self.no_rule = run.end()
                return False
            self._close(matched)
        elif mark == 0x24:
            return self._math(matched, first, end)
        else:
            return False
        return True

    def _math(self, matched: int, first: int, end: int) -> bool:
        """Block math: `$$` at the start of a line, closed on a later one. Not closed, it is text."""
        if not self.text.startswith(b"$$", first) or 0 <= self.no_math <= first:
            return False
        closing = self.text.find(b"$$", first + 2)
        if closing < 0:
            self.no_math = first
        if closing < end:
            return False
        self._begin(matched, _MATH, first, end)
        return True

    def _item(
        self, mark: int, matched: int, first: int, indent: int, column: int, end: int, *, in_paragraph: bool
    ) -> tuple[int, int] | None:
        """Opens a list item (or a footnote definition, which holds what is indented by four below it)."""
        if mark == 0x5B:
            if not (note := _footnote(self.text, first, end)):
                return None
            self._close(matched)
            self.widths.append(4)
            self.owners.append(-1)
            return note.end(), column + note.end() - first
        if not (found := _marker(self.text, first, end)):
            return None
        after = found.end()
        marker = after - first
        content, blanks = indent_of(self.text, after, end, column + marker)
        empty = content >= end
        if in_paragraph and matched == len(self.widths) and (empty or (found[1] and int(found[1]) != 1)):
            return None
        self._close(matched)
        parent = next((owner for owner in reversed(self.owners) if owner >= 0), -1)
        step = 1 if empty or blanks > 4 else blanks
        self.widths.append(indent + marker + step)
        self.owners.append(len(self.items))
        self.items.append([first, -1 if empty else content, end, column, parent])
        return (end, 0) if empty else consumed(self.text, after, column + marker, step)

    def _text(self, matched: int, first: int, indent: int, end: int, *, opened: bool) -> None:
        if self.leaf == _PARA and not opened:
            if indent < 4 and matched == len(self.widths) and self._table(first, end):
                return
            self.last_line, self.end = first, end
            return
        if self.leaf == _TABLE and not opened and matched == len(self.widths):
            self._rows(first, end)
            return
        if not opened:
            self._close(matched)
        self._paragraph(first, end)

    def _paragraph(self, first: int, end: int) -> None:
        if self.leaf == _NOTHING:
            self.leaf, self.start = _PARA, first
        self.last_line, self.end = first, end

    def _table(self, first: int, end: int) -> bool:
        """Whether this line is the delimiter row below the paragraph's last line, which then heads a table."""
        text = self.text
        line = text[first:end]
        if b"|" not in text[self.last_line : end] or not _delimiter(text, first, end):
            return False
        head = max(self.last_line, text.rfind(b"\n", self.last_line, self.end) + 1)
        if _cells(text[head : self.end]) != _cells(line):
            return False
        if head > self.start:
            self.leaves.append((PARAGRAPH, self.start, text.rfind(b"\n", self.start, head)))
        self._rows(head, self.end)
        self.leaf = _TABLE
        return True

    def _heading(self, level: int, start: int, end: int, text_start: int, text_end: int) -> None:
        body = self.text[text_start:text_end].rstrip()
        if body.endswith(b"#") and text_start > start:
            bare = body.rstrip(b"#")
            if not bare or bare[-1] in b" \t":
                body = bare.rstrip()
        stop = text_start + len(body)
        self.heads.append((level, start, end, text_start, stop))
        self.leaves.append((HEADING, text_start, stop))

    # opening and closing

    def _begin(self, matched: int, leaf: int, first: int, end: int) -> None:
        self._close(matched)
        self.leaf, self.start, self.end = leaf, first, end

    def _close(self, matched: int) -> None:
        """Ends the open leaf and every container that this line is not in."""
        if self.leaf:
            self._end_leaf()
        while len(self.widths) > matched:
            self.widths.pop()
            if (owner := self.owners.pop()) >= 0 and self.written > self.items[owner][2]:
                self.items[owner][2] = self.written

    def _end_leaf(self) -> None:
        leaf, self.leaf = self.leaf, _NOTHING
        if leaf == _PARA:
            self.leaves.append((PARAGRAPH, self.start, self.end))
        elif leaf >= _FENCE:
            kind = "html" if leaf == _HTML else "math" if leaf == _MATH else "code"
            self.regions.append(Region(kind, self.start, self.end))


def _cells(row: bytes) -> int:
    row = row.strip(b" \t").removeprefix(b"|")
    if row.endswith(b"|") and not row.endswith(b"\\|"):
        row = row[:-1]
    return len(_bars(row)) + 1
