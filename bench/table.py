"""The figures as a table, for a terminal and for bench/RESULTS.md."""

from collections.abc import Sequence
from typing import NamedTuple


class Budget(NamedTuple):
    """What a figure may come to at most: one of the three."""

    ratio: float | None = None
    ms: float | None = None
    megabytes: float | None = None

    def __str__(self) -> str:
        if self.ratio is not None:
            return f"{self.ratio:g}x"
        return f"{self.ms:g} ms" if self.ms is not None else f"{self.megabytes:g} MB"


class Figure(NamedTuple):
    what: str
    notes: int | None
    ms: float | None = None
    floor_ms: float | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    megabytes: float | None = None
    budget: Budget | None = None
    floor: str = ""
    failure: str | None = None

    @property
    def verdict(self) -> str:
        if self.failure is not None:
            return "not taken"
        if self.budget is None:
            return ""
        taken = (self.ratio, self.ms, self.megabytes)
        over = any(may is not None and (was is None or was > may) for was, may in zip(taken, self.budget, strict=True))
        return "OVER" if over else "ok"


_HEAD = ("what", "notes", "specwork", "floor", "ratio", "lowest-highest", "budget", "")
_WIDTHS = (48, 7, 11, 11, 7, 15, 7, 9)


def _cells(figure: Figure) -> tuple[str, ...]:
    notes = f"{figure.notes:,}" if figure.notes is not None else ""
    if figure.failure is not None:
        return (figure.what, notes, "", "", "", "", "", f"not taken: {figure.failure}")
    return (
        figure.what,
        notes,
        f"{figure.megabytes:.0f} MB" if figure.megabytes is not None else _ms(figure.ms),
        _ms(figure.floor_ms),
        f"{figure.ratio:.3f}"[:5].rstrip(".") if figure.ratio is not None else "",
        f"{figure.spread[0]:.2f}-{figure.spread[1]:.2f}" if figure.spread else figure.floor,
        str(figure.budget or ""),
        figure.verdict,
    )


def _ms(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f} ms" if value >= 100 else f"{value:.2f} ms" if value < 1 else f"{value:.1f} ms"


def as_text(figures: Sequence[Figure], *, head: bool = True) -> str:
    rows = [_HEAD] if head else []
    return "\n".join(_line(row) for row in [*rows, *map(_cells, figures)])


def _line(row: Sequence[str]) -> str:
    first, *rest = zip(row, _WIDTHS, strict=True)
    last, *_ = rest.pop()
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest), last]).rstrip()


def as_markdown(figures: Sequence[Figure], about: Sequence[str]) -> str:
    lines = ["# Speed and memory", "", "Written by `make bench`.", "", *(f"- {line}" for line in about), ""]
    lines += [
        "A ratio is taken within one round against the floor measured in the same round; what is shown are medians."
    ]
    lines += ["Floors: `cold index` a bare walk and read of the notes; `mv` a bare rewriting of the same 1,000 files;"]
    lines += [
        "`--help` and `… ID` a Python that does nothing; `beside 100 notes` the very same there; `one note changed` a"
    ]
    lines += [
        "bare read of it; all else a bare walk with stat. Whole processes throughout, but for `warm open` and",
        "`one note changed`, which are taken inside.",
        "",
    ]
    lines += ["| " + " | ".join(_HEAD) + " |", "|---|--:|--:|--:|--:|--:|--:|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in _cells(figure)) + " |" for figure in figures]
    return "\n".join(lines) + "\n"
