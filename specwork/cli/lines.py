"""Lines of a report on a terminal or in a pipe: facts with their names, statuses in their colours."""

import sys
from collections.abc import Iterable, Mapping

from specwork.cli.terminal import Out, fitted, shown, width
from specwork.domain.status import BLOCKED, COMPLETED, DROPPED, FAILED, IMPLEMENTING, meaning
from vault.patterns import late

WIDTH = 11  # of the names
COLOUR = {COMPLETED: "green", IMPLEMENTING: "blue", BLOCKED: "red", FAILED: "red", DROPPED: "dim"}


def painted(out: Out, status: str) -> str:
    """A status in its colour; not for a table, whose columns count what they show."""
    colour = COLOUR.get(meaning(status))
    return out.painted(colour, shown(status)) if colour else shown(status)


def criteria(met: int, total: int) -> str:
    return f"{met}/{total}" if total else "-"


_paint = late(r"(\x1b\[\d+m)").split


def fit(out: Out, text: str) -> str:
    """A line as long as the terminal is wide, colours not counted; in a pipe it is whole."""
    if not out.columns:
        return text
    kept, room, cut = "", out.columns, False
    for number, piece in enumerate(_paint(text)):
        if number % 2:
            kept += piece
        elif not cut:
            cut = width(piece) > room
            kept += fitted(piece, room)
            room -= width(piece)
    return kept


def fact(out: Out, name: str, value: str) -> None:
    out.line(fit(out, f"{name:{WIDTH}}{value}").rstrip())


def facts(out: Out, name: str, values: Iterable[str]) -> None:
    """A fact of several lines; its name stands before the first."""
    for value in values:
        fact(out, name, value)
        name = ""


def put(out: Out, text: str) -> None:
    """A page, line by line: nothing in it moves a cursor."""
    for line in text.splitlines():
        out.line(shown(line.expandtabs(4)))


def left_out(files: Mapping[str, str]) -> None:
    """What a report went on without, on stderr, so that the report itself stays clean."""
    for path, why in files.items():
        sys.stderr.write(f"left out: {shown(path)}: {shown(why)}\n")
