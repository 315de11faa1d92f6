"""The goals of the app for a terminal, each with what was measured and the best that another tool comes to."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple


class Goal(NamedTuple):
    """What is to hold. `most` is the number that a figure may come to; None: it is told, not judged."""

    number: int
    what: str
    unit: str = "ms"
    most: float | None = None
    anchor: str = ""


class Taken(NamedTuple):
    """A goal with its figure: the middle of all rounds, the lowest and the highest; `bare` is the floor."""

    goal: Goal
    figure: float | None = None
    lowest: float | None = None
    highest: float | None = None
    bare: float | None = None
    failure: str = ""

    @property
    def verdict(self) -> str:
        if self.figure is None:
            return f"not taken: {self.failure}"
        if self.goal.most is None:
            return ""
        return "ok" if self.figure <= self.goal.most else "OVER"


def taken(goal: Goal, figures: Sequence[float], bare: Sequence[float] = ()) -> Taken:
    if not figures:
        return Taken(goal, failure="no figure")
    return Taken(goal, median(figures), min(figures), max(figures), median(bare) if bare else None)


HEAD = ("goal", "what", "at most", "specwork", "lowest-highest", "bare", "best elsewhere", "")
WIDTHS = (4, 46, 8, 9, 15, 7, 42, 9)


def cells(one: Taken) -> tuple[str, ...]:
    unit = one.goal.unit
    spread = f"{_number(one.lowest)}-{_number(one.highest)}" if one.lowest != one.highest else ""
    return (
        str(one.goal.number),
        one.goal.what,
        f"{one.goal.most:g} {unit}".rstrip() if one.goal.most is not None else "",
        f"{_number(one.figure)} {unit}".rstrip() if one.figure is not None else "",
        spread,
        _number(one.bare),
        one.goal.anchor,
        one.verdict,
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 20 or value == int(value) else f"{value:.1f}"


def as_text(found: Sequence[Taken], *, head: bool = True) -> str:
    rows = ([HEAD] if head else []) + [cells(one) for one in found]
    return "\n".join("  ".join(_laid(row)).rstrip() for row in rows)


def _laid(row: Sequence[str]) -> list[str]:
    left = (1, 6, 7)
    pairs = enumerate(zip(row, WIDTHS, strict=True))
    return [cell.ljust(wide) if at in left else cell.rjust(wide) for at, (cell, wide) in pairs]


def as_markdown(found: Sequence[Taken], about: Sequence[str]) -> str:
    lines = ["# The app for a terminal: its goals", "", "Written by `make bench`.", "", *(f"- {one}" for one in about)]
    lines += [
        "",
        "Taken from outside, in a terminal of its own that answers no question: from a key to the last byte that it",
        "brings to the screen. The figure is the middle of all rounds. Start-up is told as what comes on top of a bare",
        "Textual app that says one line, taken in turn with it; `bare` is what that app takes for the like.",
        "",
        "| " + " | ".join(HEAD) + " |",
        "|--:|---|--:|--:|--:|--:|---|---|",
    ]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells(one)) + " |" for one in found]
    return "\n".join(lines) + "\n"
