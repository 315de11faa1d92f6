"""A floor and a figure taken in turn, the order changing from round to round; ratios are taken within a round."""

from collections.abc import Callable, Sequence
from statistics import median

from bench.processes import Failed
from bench.table import Budget, Figure

Round = Callable[[], float]


def rounds_of(
    what: str, notes: int | None, floors: Sequence[Round], rounds: Sequence[Round], budget: Budget | None
) -> Figure:
    pairs: list[tuple[float, float]] = []
    try:
        floors[0]()  # once for the page cache and the bytecode
        for count, (floor, ours) in enumerate(zip(floors, rounds, strict=True)):
            if count % 2:
                took = ours()
                pairs.append((floor(), took))
            else:
                pairs.append((floor(), ours()))
    except Failed as failure:
        return Figure(what, notes, failure=str(failure))
    return figure_of(what, notes, pairs, budget)


def figure_of(what: str, notes: int | None, pairs: Sequence[tuple[float, float]], budget: Budget | None) -> Figure:
    ratios = sorted(ours / floor for floor, ours in pairs)
    return Figure(
        what,
        notes,
        ms=1000 * median(ours for _, ours in pairs),
        floor_ms=1000 * median(floor for floor, _ in pairs),
        ratio=median(ratios),
        spread=(ratios[0], ratios[-1]),
        budget=budget,
    )
