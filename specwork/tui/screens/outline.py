"""What stands around a spec as an indented list, where there is no room for a picture. Pure."""

from collections.abc import Callable

from specwork.tui.clean import fitted, width
from specwork.tui.screens.drawing import Cell, Picture, Place
from specwork.tui.screens.nearby import PART, WAITS, Around

Label = Callable[[str], tuple[str, str]]


def outlined(found: Around, label: Label, wide: int, *, again: str, circle: str) -> Picture:
    """The spec, and below it in each direction what leads there; what was listed already is not gone into again."""
    return _Outline(found, label, wide, again, circle).run()


class _Outline:
    def __init__(self, found: Around, label: Label, wide: int, again: str, circle: str) -> None:
        self.found, self.label, self.wide = found, label, wide
        self.again, self.circle = again, circle
        self.lines: list[tuple[Cell, ...]] = []
        self.places: list[Place] = []

    def run(self) -> Picture:
        middle = self.found.nodes[0].key
        self._line(middle, 0, "")
        for kind, down, title in (
            (PART, False, "part of"),
            (PART, True, "its parts"),
            (WAITS, False, "waits on"),
            (WAITS, True, "waited on by"),
        ):
            near: dict[str, list[str]] = {}
            for edge in self.found.edges:
                if edge.kind == kind:
                    start, end = (edge.start, edge.end) if down else (edge.end, edge.start)
                    near.setdefault(start, []).append(end)
            if middle in near:
                self.lines += [(), (Cell(f" {title}", "heading"),)]
                self._below(middle, near)
        return Picture(tuple(self.lines), tuple(self.places), self.wide)

    def _below(self, middle: str, near: dict[str, list[str]]) -> None:
        seen = {middle}
        way = [middle]
        waiting = [(key, 1) for key in reversed(near[middle])]
        while waiting:
            key, depth = waiting.pop()
            del way[depth:]
            if key in way:
                self._line(key, depth, f"  {self.circle} a circle", "bad")
            elif key in seen:
                self._line(key, depth, f"  {self.again}" if key in near else "")
            else:
                seen.add(key)
                way.append(key)
                self._line(key, depth, "")
                waiting += [(other, depth + 1) for other in reversed(near.get(key, ()))]

    def _line(self, key: str, depth: int, mark: str, tone: str = "dim") -> None:
        indent = min(2 * depth, self.wide // 3)
        text, own = self.label(key)
        text = fitted(text, max(4, self.wide - indent - width(mark) - 2))
        self.places.append(Place(key, 0, len(self.lines), indent + 1, width(text)))
        self.lines.append((Cell(" " * (indent + 1), "dim"), Cell(text, own, key), Cell(mark, tone)))
