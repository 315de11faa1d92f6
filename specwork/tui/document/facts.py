"""The front matter of a note as facts in a few lines. Pure."""

from collections.abc import Iterator

from specwork.tui.document.inline import Inline
from specwork.tui.document.states import Document
from specwork.tui.document.words import Line, Piece, harmless, wrapped
from vault.notes.values import Property, Value
from vault.text import Lines, words

APART = "   "
LONGEST = 400  # so much of one value is shown


def facts(document: Document, inline: Inline, width: int) -> list[Line]:
    """What the head of a note says: names dim, values behind them, as many on a line as fit."""
    front = document.note.front
    if front is None:
        return []
    lines = Lines(document.text)
    if front.problem is not None:
        return _typed(document, f"its properties cannot be read: {front.problem}", width)
    out: list[Line] = []
    row: list[Piece] = []
    for entry in front.entries:
        one = _fact(document, inline, entry, lines.at(entry.start))
        if row and len(wrapped([*row, Piece(APART), *one], width)) > 1:
            out += [Line(each, row[0].line) for each in wrapped(row, width)]
            row = []
        row += [Piece(APART, "", -1, row[0].line), *one] if row else one
    return out + ([Line(each, row[0].line) for each in wrapped(row, width)] if row else [])


def _fact(document: Document, inline: Inline, entry: Property, line: int) -> list[Piece]:
    pieces = [Piece(f"{_plain(entry.key)} ", "fact", -1, line)]
    links = [
        number
        for number, link in enumerate(document.links)
        if link.where == "frontmatter" and entry.start <= link.start < entry.end
    ]
    if links:
        for place, number in enumerate(links):
            pieces += [Piece(", ", "", -1, line)] if place else []
            pieces += inline.link(number, line, "")
    else:
        pieces.append(
            Piece((_plain(", ".join(_texts(entry.value))) or inline.glyphs.nothing)[:LONGEST], "value", -1, line)
        )
    return pieces


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield from (f"{key}: {' '.join(_texts(one))}" for key, one in value.items())
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    else:
        yield "" if value is None else str(value)


def _plain(text: str) -> str:
    return " ".join(harmless(text).split())


def _typed(document: Document, why: str, width: int) -> list[Line]:
    front = document.note.front
    inner = document.text[front.block.inner.start : front.block.inner.end] if front else b""
    out = [Line(row, 1) for row in wrapped([Piece(f"({why})", "remark")], width)]
    for number, line in enumerate(words(inner).splitlines()[:200]):
        out += [Line(row, number + 2) for row in wrapped([Piece(_plain(line), "code-block")], width)]
    return out
