"""What reaches a terminal or a pipe: safe text, colour where it is welcome, lines that fit.

No text from a vault is printed raw: control and direction characters become visible, so a note cannot move a cursor,
touch a clipboard or turn a line around.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from unicodedata import combining, east_asian_width

from specwork.domain.shown import shown
from vault.errors import GitFailed, VaultError
from vault.typed import Any, TextIO

__all__ = ["COLOURS", "Out", "columns_of", "faulted", "fitted", "shown", "width"]


def faulted(fault: VaultError) -> str:
    """A fault as a person reads it. What git said, and the person's hooks through it, keeps its lines."""
    where = f"{fault.where}: " if fault.where and fault.where not in fault.message else ""
    first, *more = (fault.message.splitlines() or [""]) if isinstance(fault, GitFailed) else [fault.message]
    told = "".join(f"  {shown(line.expandtabs())}\n" for line in more)
    return f"error: {shown(where + first)}\n{told}hint: {shown(fault.hint)}\n"


def width(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def fitted(text: str, columns: int) -> str:
    """The text, cut with an ellipsis where it is too long."""
    if width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > columns - 1:
            break
        kept += char
    return kept + "…"


LEAST = 8  # columns of a cell that was cut
COLOURS = {"red": "31", "yellow": "33", "green": "32", "blue": "34", "dim": "2", "bold": "1"}


class Unanswered(Exception):
    """What a command said could not be written: a full disk, say. What it did is done."""


class Out:
    """Where a command answers. `plain`: no colour and one record a line, as for a pipe."""

    def __init__(self, stream: TextIO | None = None, *, json: bool = False) -> None:
        self.stream = stream or sys.stdout
        self.begun = False  # whether anything was answered yet
        self.json = json
        self.terminal = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.colours = self.terminal and not os.environ.get("NO_COLOR")
        self.columns = columns_of(self.stream) if self.terminal else 0

    def line(self, text: str = "") -> None:
        self.begun = True
        self.write(text + "\n")

    def write(self, text: str) -> None:
        try:
            self.stream.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Unanswered(error.strerror) from None

    def end(self) -> None:
        """What is still held back goes out, while somebody can be told that it cannot."""
        try:
            self.stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Unanswered(error.strerror) from None

    def painted(self, colour: str, text: str) -> str:
        return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if self.colours and text else text

    def answer(self, shape: dict[str, Any]) -> None:
        """One object of JSON, in ASCII: nothing in it can act on a terminal. A long list goes out as it comes."""
        from json import JSONEncoder

        self.begun = True
        encode = JSONEncoder().encode
        write = self.write
        opening = "{"
        for name, value in shape.items():
            write(f"{opening}{encode(name)}: ")
            opening = ", "
            if isinstance(value, Iterator):
                comma = ""
                write("[")
                for item in value:
                    write(comma + encode(item))
                    comma = ", "
                write("]")
            else:
                write(encode(value))
        write("}\n")

    def table(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Columns that line up on a terminal and fit it, the widest cut first; tabs between them in a pipe."""
        if not self.terminal:
            for row in rows:
                self.line("\t".join(row))
            return
        rows = list(rows)
        widths = _shares(
            [max(width(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else [], self.columns
        )
        for row in rows:
            cells = [fitted(cell, columns) for cell, columns in zip(row, widths, strict=True)]
            padded = (cell + " " * (columns - width(cell)) for cell, columns in zip(cells, widths, strict=True))
            self.line("  ".join(padded).rstrip())


def _shares(widths: list[int], columns: int) -> list[int]:
    """What each column gets of a line: what it wants, if that fits; else the widest give way to one another.

    None is cut below LEAST: on a screen too narrow for that, lines are longer than it.
    """
    room = columns - 2 * (len(widths) - 1)
    while sum(widths) > room and (widest := max(widths)) > LEAST:
        second = max((one for one in widths if LEAST < one < widest), default=LEAST)
        count = widths.count(widest)
        step = max(1, min(widest - second, -(-(sum(widths) - room) // count)))
        widths = [one - step if one == widest else one for one in widths]
    return widths


def columns_of(stream: TextIO) -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
