"""Words for a terminal: made harmless, measured in cells, and wrapped.

Pure. Knows pieces of text with a look, and nothing of Markdown.
"""

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from vault.typed import NamedTuple

TAB = 4


class Piece(NamedTuple):
    """Text of one look. `look` is names divided by blanks; `link` the number of a link, or -1; `line` the source's."""

    text: str
    look: str = ""
    link: int = -1
    line: int = 0


class Line(NamedTuple):
    """One line of the screen. `source` is the line of the note it shows; `fill` the look of what is left of it."""

    pieces: tuple[Piece, ...]
    source: int = 0
    fill: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


_odd = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
).sub


_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_piled = re.compile(f"({_MARKS}{{6}}){_MARKS}+").sub


def harmless(text: str) -> str:
    r"""Without what a terminal would obey: each control character has a picture, what turns lines around a mark.

    >>> harmless("a\x1b[31m\x9b\u202eb\tc")
    'a␛[31m��b\tc'
    """
    if text.isascii():
        return text if text.isprintable() else _odd(_picture, text)
    return _piled(r"\1", _odd(_picture, text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 32 else "\u2421" if code == 127 else "" if code == 0xFEFF else "\ufffd"


def untabbed(text: str, column: int = 0) -> str:
    r"""Tabs as blanks, to the next column that four divides.

    >>> untabbed("a\tb")
    'a   b'
    """
    if "\t" not in text:
        return text
    out = []
    for number, part in enumerate(text.split("\t")):
        if number:
            blanks = TAB - column % TAB
            out.append(" " * blanks)
            column += blanks
        out.append(part)
        column += cell_len(part)
    return "".join(out)


def graphemes(text: str) -> Iterator[tuple[str, int]]:
    """What stands together in one place of the screen, and how many cells it takes."""
    if text.isascii():
        yield from ((char, 1) for char in text)
        return
    start = 0
    joined = False
    for at, char in enumerate(text):
        if at > start and not joined and cell_len(char) and char not in "\u200d\ufe0f":
            yield text[start:at], cell_len(text[start:at])
            start = at
        joined = char == "\u200d"
    if text:
        yield text[start:], cell_len(text[start:])


class _Word(NamedTuple):
    pieces: tuple[Piece, ...]
    cells: int
    blanks: bool


_parts = re.compile(r"[ \n]+|[^ \n]+").findall
_wide = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def wrapped(pieces: Iterable[Piece], width: int, hanging: int = 0) -> list[tuple[Piece, ...]]:
    """Pieces as lines, none wider than `width`, all but the first narrower by `hanging`. A piece `\\n` ends a line."""
    lines: list[tuple[Piece, ...]] = []
    row: list[Piece] = []
    room = width
    free = room
    pending: list[_Word] = []  # blanks that are shown only if a word follows
    for word in _words(_merged(pieces)):
        if word.pieces[0].text == "\n":
            lines.append(_merged(row))
            row, pending = [], []
            free = room = width - hanging
        elif word.blanks:
            if row and not pending:
                pending.append(word)
        else:
            ahead = sum(blank.cells for blank in pending)
            if row and ahead + word.cells > free:
                lines.append(_merged(row))
                row = []
                free = room = width - hanging
            else:
                row += [piece for blank in pending for piece in blank.pieces]
                free -= ahead
            pending = []
            for piece, cells in _broken(word, free, width - hanging) if word.cells > free else _whole(word):
                if cells > free:
                    lines.append(_merged(row))
                    row = []
                    free = room = width - hanging
                row.append(piece)
                free -= cells
    if row or not lines:
        lines.append(_merged(row))
    return lines


def _whole(word: _Word) -> Iterator[tuple[Piece, int]]:
    yield from ((piece, 0) for piece in word.pieces[:-1])
    yield word.pieces[-1], word.cells


def _words(pieces: Iterable[Piece]) -> Iterator[_Word]:
    """Words, each of one or several pieces, and the blanks between them."""
    word: list[Piece] = []
    for piece in pieces:
        if piece.text == "\n":
            if word:
                yield _word(word)
                word = []
            yield _Word((piece,), 0, True)
            continue
        for part in _parts(piece.text):
            if part[0] in " \n":
                if word:
                    yield _word(word)
                    word = []
                yield _Word((piece._replace(text=" " * len(part)),), len(part), True)
            elif part.isascii() or not _wide.search(part):
                word.append(piece._replace(text=part))
            else:  # a line may end behind every character of these scripts
                for cluster, cells in graphemes(part):
                    word.append(piece._replace(text=cluster))
                    if cells > 1:
                        yield _word(word)
                        word = []
    if word:
        yield _word(word)


def _word(pieces: list[Piece]) -> _Word:
    return _Word(tuple(pieces), sum(cell_len(piece.text) for piece in pieces), False)


def _broken(word: _Word, free: int, room: int) -> Iterator[tuple[Piece, int]]:
    """A word that no line holds, in stretches that fill what is free of this line and then whole ones."""
    free = free if free > 0 else room
    for piece in word.pieces:
        stretch: list[str] = []
        cells = 0
        for cluster, size in graphemes(piece.text):
            if cells + size > free and (cells or free < room):
                if stretch:
                    yield piece._replace(text="".join(stretch)), cells
                stretch, cells = [], 0
                free = room
            if size <= room:
                stretch.append(cluster)
                cells += size
        if stretch:
            yield piece._replace(text="".join(stretch)), cells
        free -= cells


def _merged(row: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one look as one piece."""
    out: list[Piece] = []
    for piece in row:
        if out and out[-1][1:3] == piece[1:3] and "\n" not in (piece.text, out[-1].text):
            out[-1] = out[-1]._replace(text=out[-1].text + piece.text)
        else:
            out.append(piece)
    return tuple(out)


def cells_of(pieces: Iterable[Piece]) -> int:
    return sum(cell_len(piece.text) for piece in pieces)


def cut(pieces: Iterable[Piece], width: int) -> list[tuple[Piece, ...]]:
    """Pieces as lines that are full, blanks and all: for code, which is not wrapped at words."""
    rows: list[list[Piece]] = [[]]
    free = width
    for piece in pieces:
        if piece.text.isascii() and len(piece.text) <= free:
            rows[-1].append(piece)
            free -= len(piece.text)
            continue
        stretch: list[str] = []
        for cluster, size in graphemes(piece.text):
            if size > free:
                rows[-1].append(piece._replace(text="".join(stretch)))
                rows.append([])
                stretch, free = [], width
            stretch.append(cluster)
            free -= size
        rows[-1].append(piece._replace(text="".join(stretch)))
    return [_merged(piece for piece in row if piece.text) for row in rows]
