"""Columns and tabs: how far a line is indented, and what is left of its indent when a container has taken its part.

A tab reaches to the next column that four divides. One that a container takes in part is not passed over: the column
then lies in the middle of it.
"""

import re

_blanks = re.compile(rb"[ \t]*").match


def indent_of(text: bytes, at: int, end: int, column: int) -> tuple[int, int]:
    """Where the first character that is no blank stands, and how many columns lie before it."""
    found = _blanks(text, at, end)
    first = found.end() if found else at
    if text.find(b"\t", at, first) < 0:
        return first, first - at
    here = column
    for byte in text[at:first]:
        here += 4 - here % 4 if byte == 9 else 1
    return first, here - column


def consumed(text: bytes, at: int, column: int, width: int) -> tuple[int, int]:
    """The place and column behind so many columns of blanks."""
    goal = column + width
    while column < goal:
        step = 4 - column % 4 if text[at] == 9 else 1
        if column + step > goal:
            return at, goal
        at, column = at + 1, column + step
    return at, column


def past_marker(text: bytes, at: int, column: int, end: int) -> tuple[int, int]:
    """Behind the one blank that may follow the sign of a quote."""
    return consumed(text, at, column, 1) if at < end and text[at] in b" \t" else (at, column)
