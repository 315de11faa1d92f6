"""Where the nodes of a graph go: in layers from left to right, by the longest way to each, with few crossings.

Pure, and small: circles are opened by turning an edge around, long edges pass through places of their own in the layers
between, and each layer is ordered by where its neighbours stand.
"""

from collections.abc import Iterable, Sequence

from vault.typed import NamedTuple

SWEEPS = 6
Pair = tuple[str, str]


class Spot(NamedTuple):
    """A place in a layer: of a node, or of an edge that passes (its `key` is empty)."""

    key: str
    passing: tuple[str, str, int] = ("", "", 0)


class Laid(NamedTuple):
    """`layers` hold the spots from top to bottom, `rows` the line of each. `links` go from one layer to the next;
    `turned` are the edges that were turned around to open a circle."""

    layers: tuple[tuple[Spot, ...], ...]
    rows: dict[Spot, int]
    links: tuple[tuple[Spot, Spot, Pair], ...]
    turned: frozenset[Pair]


def laid(nodes: Sequence[str], edges: Iterable[Pair]) -> Laid:
    """
    >>> found = laid(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "a")])
    >>> [[spot.key for spot in layer] for layer in found.layers], sorted(found.turned)
    ([['a'], ['b', ''], ['c']], [('c', 'a')])
    """
    wanted = [pair for pair in dict.fromkeys(edges) if pair[0] != pair[1]]
    turned = circles(nodes, wanted)
    forward = dict.fromkeys((end, start) if (start, end) in turned else (start, end) for start, end in wanted)
    level = levels(nodes, forward)
    layers: list[list[Spot]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for node in nodes:
        layers[level[node]].append(Spot(node))
    links: list[tuple[Spot, Spot, Pair]] = []
    for start, end in forward:
        last = Spot(start)
        for at in range(level[start] + 1, level[end]):
            here = Spot("", (start, end, at))
            layers[at].append(here)
            links.append((last, here, (start, end)))
            last = here
        links.append((last, Spot(end), (start, end)))
    _order(layers, links)
    return Laid(tuple(map(tuple, layers)), _rows(layers, links), tuple(links), frozenset(turned))


def circles(nodes: Sequence[str], edges: Sequence[Pair]) -> set[Pair]:
    """The edges that lead back to where one came from."""
    after: dict[str, list[str]] = {}
    for start, end in edges:
        after.setdefault(start, []).append(end)
    back: set[Pair] = set()
    done: set[str] = set()
    for root in nodes:
        way, open_now = [(root, iter(after.get(root, ())))], {root}
        if root in done:
            continue
        while way:
            node, rest = way[-1]
            following = next(rest, None)
            if following is None:
                way.pop()
                open_now.discard(node)
                done.add(node)
            elif following in open_now:
                back.add((node, following))
            elif following not in done:
                open_now.add(following)
                way.append((following, iter(after.get(following, ()))))
    return back


def levels(nodes: Sequence[str], edges: Iterable[Pair]) -> dict[str, int]:
    """The length of the longest way to each node. What nothing leads to stands right before what it leads to."""
    before: dict[str, list[str]] = {node: [] for node in nodes}
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for start, end in edges:
        before[end].append(start)
        after[start].append(end)
    left = {node: len(before[node]) for node in nodes}
    ready = [node for node in nodes if not left[node]]
    level = dict.fromkeys(nodes, 0)
    for node in ready:  # it grows as it is gone through
        for end in after[node]:
            level[end] = max(level[end], level[node] + 1)
            left[end] -= 1
            if not left[end]:
                ready.append(end)
    for node in nodes:
        if not before[node] and after[node]:
            level[node] = min(level[end] for end in after[node]) - 1
    return level


def _order(layers: list[list[Spot]], links: Iterable[tuple[Spot, Spot, Pair]]) -> None:
    before: dict[Spot, list[Spot]] = {}
    after: dict[Spot, list[Spot]] = {}
    for start, end, _ in links:
        after.setdefault(start, []).append(end)
        before.setdefault(end, []).append(start)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        order = range(1, len(layers)) if down else range(len(layers) - 2, -1, -1)
        near = before if down else after
        for at in order:
            beside = {spot: row for row, spot in enumerate(layers[at - 1 if down else at + 1])}
            now = {spot: row for row, spot in enumerate(layers[at])}
            layers[at].sort(key=lambda spot: _middle(near.get(spot, ()), beside, now[spot]))


def _middle(near: Iterable[Spot], rows: dict[Spot, int], usual: float) -> float:
    found = [rows[spot] for spot in near if spot in rows]
    return sum(found) / len(found) if found else usual


def _rows(layers: list[list[Spot]], links: Iterable[tuple[Spot, Spot, Pair]]) -> dict[Spot, int]:
    """Lines two apart, each near the middle of what leads to it."""
    before: dict[Spot, list[Spot]] = {}
    for start, end, _ in links:
        before.setdefault(end, []).append(start)
    tallest = max((len(layer) for layer in layers), default=0)
    rows: dict[Spot, int] = {}
    for number, layer in enumerate(layers):
        most = 2 * (tallest - len(layer))  # so far down a whole layer may go, and still fit
        last = -2
        for at, spot in enumerate(layer):
            wanted = round(_middle(before.get(spot, ()), rows, last + 2 if number else most // 2 + 2 * at))
            last = rows[spot] = max(last + 2, min(wanted, most + 2 * at))
    return rows
