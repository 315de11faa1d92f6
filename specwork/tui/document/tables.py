"""A table in the width that there is: columns that fit their words, wrapped cells, or one entry after another.

Pure. Takes cells as pieces; knows nothing of how they were written.
"""

from collections.abc import Sequence
from itertools import zip_longest

from specwork.tui.document.glyphs import Glyphs
from specwork.tui.document.words import Line, Piece, cells_of, wrapped

NARROWEST = 6  # a column that must be narrower than this is none

Cells = Sequence[list[Piece]]


def table(rows: Sequence[tuple[int, Cells]], aligns: Sequence[str], width: int, glyphs: Glyphs) -> list[Line]:
    """The lines of a table; its first row is the head. Each row comes with its line in the note."""
    columns = max(len(cells) for _, cells in rows)
    if columns * len(f" {glyphs.column} ") > width:
        return _entries(rows, width)
    widths = _widths(rows, columns, width - 3 * (columns - 1))
    if widths is None:
        return _entries(rows, width)
    out = []
    for number, (line, cells) in enumerate(rows):
        look = "strong" if number == 0 else ""
        out += _row(line, [_looking(cell, look) for cell in cells], widths, aligns, glyphs)
        if number == 0:
            across = f"{glyphs.rule}{glyphs.cross}{glyphs.rule}".join(glyphs.rule * cells for cells in widths)
            out.append(Line((Piece(across, "rule"),), line))
    return out


def _widths(rows: Sequence[tuple[int, Cells]], columns: int, room: int) -> list[int] | None:
    """How wide each column is: as its words ask, and where that is too much, the widest give first."""
    wanted = [1] * columns
    for _, cells in rows:
        for number, cell in enumerate(cells):
            wanted[number] = max(wanted[number], cells_of(cell))
    if sum(wanted) <= room:
        return wanted
    if sum(min(each, NARROWEST) for each in wanted) > room:
        return None
    left, given = room, [0] * columns
    order = sorted(range(columns), key=wanted.__getitem__)
    for place, number in enumerate(order):
        given[number] = min(wanted[number], left // (columns - place))
        left -= given[number]
    return given


def _row(line: int, cells: Cells, widths: list[int], aligns: Sequence[str], glyphs: Glyphs) -> list[Line]:
    columns = []
    for number, width in enumerate(widths):
        cell = cells[number] if number < len(cells) else []
        align = aligns[number] if number < len(aligns) else "left"
        columns.append([_padded(pieces, width, align) for pieces in wrapped(cell, width)])
    out = []
    for parts in zip_longest(*columns):
        pieces: list[Piece] = []
        for number, part in enumerate(parts):
            if number:
                pieces.append(Piece(f" {glyphs.column} ", "rule"))
            pieces += part if part is not None else (Piece(" " * widths[number]),)
        out.append(Line(tuple(pieces), line))
    return out


def _padded(pieces: Sequence[Piece], width: int, align: str) -> tuple[Piece, ...]:
    free = max(0, width - cells_of(pieces))
    before = free if align == "right" else free // 2 if align == "center" else 0
    left = (Piece(" " * before),) if before else ()
    right = (Piece(" " * (free - before)),) if free > before else ()
    return (*left, *pieces, *right)


def _entries(rows: Sequence[tuple[int, Cells]], width: int) -> list[Line]:
    """Too many columns for this width: each row is a list of what its cells say, each behind its column's head."""
    heads = rows[0][1]
    out = [] if len(rows) > 1 else [Line(tuple(part), rows[0][0]) for head in heads for part in wrapped(head, width)]
    for number, (line, cells) in enumerate(rows[1:]):
        if number:
            out.append(Line((), line))
        for place, cell in enumerate(cells):
            head = _looking(heads[place], "strong") if place < len(heads) else []
            between = [Piece(": ", "strong")] if head and cell else []
            out += [Line(pieces, line) for pieces in wrapped([*head, *between, *cell], width)]
    return out


def _looking(cell: list[Piece], look: str) -> list[Piece]:
    return [piece._replace(look=f"{piece.look} {look}".strip()) for piece in cell] if look else cell
