"""A layered graph as lines of text: labels, and lines between them that bend where they must.

Pure. Each cell of a line knows which sides it leads to, so that lines that meet become the right sign.
"""

from collections.abc import Callable, Iterable

from specwork.tui.clean import fitted
from specwork.tui.clean import width as width_of
from specwork.tui.screens.layering import Laid, Pair, Spot
from vault.typed import NamedTuple

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
SIGNS = {
    0: " ", UP: "│", DOWN: "│", UP | DOWN: "│", LEFT: "─", RIGHT: "─", LEFT | RIGHT: "─", DOWN | RIGHT: "┌",
    DOWN | LEFT: "┐", UP | RIGHT: "└", UP | LEFT: "┘", UP | DOWN | RIGHT: "├", UP | DOWN | LEFT: "┤",
    DOWN | LEFT | RIGHT: "┬", UP | LEFT | RIGHT: "┴", UP | DOWN | LEFT | RIGHT: "┼",
}  # fmt: skip
PLAIN = {bits: "|" if sign == "│" else "-" if sign == "─" else "+" if bits else " " for bits, sign in SIGNS.items()}
DOTTED = {"─": "╌", "│": "┊", "-": ".", "|": ":"}


class Cell(NamedTuple):
    """A stretch of one line. `key` names the node whose label it is."""

    text: str
    tone: str
    key: str = ""


class Place(NamedTuple):
    """Where the label of a node stands: its layer, line, first cell and cells."""

    key: str
    layer: int
    row: int
    column: int
    cells: int


class Picture(NamedTuple):
    """`lines` from top to bottom, `places` of the nodes, and how wide it all is."""

    lines: tuple[tuple[Cell, ...], ...]
    places: tuple[Place, ...]
    width: int


class Ink(NamedTuple):
    """What it is drawn with: `label` of a node with its tone, `dotted` edges, `arrow` at an end, `back` where an edge
    closes a circle."""

    label: Callable[[str], tuple[str, str]]
    dotted: frozenset[Pair]
    arrow: str
    back: str
    ascii: bool


class _Gap(NamedTuple):
    """The lines between two layers: for each spot that leads on, the cell that its lines go up and down in."""

    tracks: dict[Spot, int]
    width: int


def drawn(found: Laid, ink: Ink, longest: int) -> Picture:
    """The picture, no label longer than so many cells."""
    texts = {spot.key: ink.label(spot.key) for layer in found.layers for spot in layer if spot.key}
    widths = [
        max((min(longest, width_of(texts[spot.key][0])) for spot in layer if spot.key), default=1)
        for layer in found.layers
    ]
    gaps = [_gap(found, at) for at in range(len(found.layers) - 1)]
    canvas = _Canvas(ink)
    places: list[Place] = []
    column = 0
    for at, layer in enumerate(found.layers):
        for spot in layer:
            row = found.rows[spot]
            if spot.key:
                places.append(Place(spot.key, at, row, column, widths[at]))
            else:
                canvas.across(row, column, column + widths[at] - 1, _edge(spot))
        column += widths[at]
        if at < len(gaps):
            for start, end, edge in found.links:
                if start in gaps[at].tracks and _layer(found, start) == at:
                    track = column + gaps[at].tracks[start]
                    last = column + gaps[at].width - (2 if end.key else 1)
                    canvas.link(found.rows[start], found.rows[end], column, track, last, edge)
                    if end.key:
                        back = (edge[1], edge[0]) in found.turned
                        canvas.head(found.rows[end], last, back=back)
            column += gaps[at].width
    return canvas.picture(places, texts, column)


def _edge(spot: Spot) -> Pair:
    return spot.passing[0], spot.passing[1]


def _layer(found: Laid, spot: Spot) -> int:
    return next(at for at, layer in enumerate(found.layers) if spot in layer)


def _gap(found: Laid, at: int) -> _Gap:
    """A track for each spot whose lines bend; one whose line begins where another's ends stands before that one."""
    here = set(found.layers[at])
    rows = found.rows
    reach: dict[Spot, list[int]] = {}
    for start, end, _ in found.links:
        if start in here:
            reach.setdefault(start, []).append(rows[end])
    bends = [spot for spot in found.layers[at] if any(row != rows[spot] for row in reach.get(spot, ()))]
    ordered: list[Spot] = []
    while bends:
        free = [one for one in bends if not any(rows[one] in reach[other] and one is not other for other in bends)]
        first = [one for one in bends if all(rows[other] not in reach[one] for other in bends if other is not one)]
        chosen = (first or free or bends)[0]
        ordered.append(chosen)
        bends.remove(chosen)
    tracks = {spot: 1 + 2 * number for number, spot in enumerate(ordered)}
    tracks |= {spot: 1 for spot in reach if spot not in tracks}
    return _Gap(tracks, max(5, 2 * len(ordered) + 4))


class _Canvas:
    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.bits: dict[tuple[int, int], int] = {}
        self.solid: set[tuple[int, int]] = set()
        self.heads: dict[tuple[int, int], str] = {}

    def _mark(self, row: int, column: int, bits: int, edge: Pair) -> None:
        self.bits[row, column] = self.bits.get((row, column), 0) | bits
        if edge not in self.ink.dotted and (edge[1], edge[0]) not in self.ink.dotted:
            self.solid.add((row, column))

    def across(self, row: int, first: int, last: int, edge: Pair) -> None:
        for column in range(first, last + 1):
            self._mark(row, column, LEFT | RIGHT, edge)

    def link(self, start: int, end: int, first: int, track: int, last: int, edge: Pair) -> None:
        """From the end of one layer to the beginning of the next, up or down in its track."""
        if start == end:
            self.across(start, first, last, edge)
            return
        self.across(start, first, track - 1, edge)
        step = 1 if end > start else -1
        self._mark(start, track, LEFT | (DOWN if step > 0 else UP), edge)
        for row in range(start + step, end, step):
            self._mark(row, track, UP | DOWN, edge)
        self._mark(end, track, RIGHT | (UP if step > 0 else DOWN), edge)
        self.across(end, track + 1, last, edge)

    def head(self, row: int, column: int, *, back: bool) -> None:
        self.heads[row, column] = self.ink.back if back else self.ink.arrow

    def picture(self, places: list[Place], texts: dict[str, tuple[str, str]], width: int) -> Picture:
        tall = max((place.row for place in places), default=-1) + 1
        tall = max(tall, max((row for row, _ in self.bits), default=-1) + 1)
        by_row: dict[int, list[Place]] = {}
        for place in places:
            by_row.setdefault(place.row, []).append(place)
        lines = [tuple(self._line(row, by_row.get(row, ()), texts, width)) for row in range(tall)]
        return Picture(tuple(lines), tuple(places), width)

    def _line(self, row: int, places: Iterable[Place], texts: dict[str, tuple[str, str]], width: int) -> list[Cell]:
        cells: list[Cell] = []
        column = 0
        for place in sorted(places, key=lambda one: one.column):
            cells += self._between(row, column, place.column)
            text, tone = texts[place.key]
            text = fitted(text, place.cells, "~" if self.ink.ascii else "…")
            cells.append(Cell(text, tone, place.key))
            column = place.column + place.cells
            if rest := place.cells - width_of(text):
                led = self.bits.get((row, column), 0) & LEFT
                cells.append(Cell(" " + self._sign(row, column, LEFT | RIGHT if led else 0) * (rest - 1), "dim"))
        return cells + self._between(row, column, width)

    def _between(self, row: int, first: int, last: int) -> list[Cell]:
        cells: list[Cell] = []
        for column in range(first, last):
            sign = self._sign(row, column, self.bits.get((row, column), 0))
            head = self.heads.get((row, column))
            tone = "bad" if head == self.ink.back else "dim"
            if cells and cells[-1].tone == tone:
                cells[-1] = cells[-1]._replace(text=cells[-1].text + (head or sign))
            else:
                cells.append(Cell(head or sign, tone))
        return cells

    def _sign(self, row: int, column: int, bits: int) -> str:
        sign = (PLAIN if self.ink.ascii else SIGNS)[bits]
        return sign if (row, column) in self.solid else DOTTED.get(sign, sign)
