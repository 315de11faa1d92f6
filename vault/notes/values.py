"""What a property can say: its value, how it is written, and where.

Shared by the two readers of front matter, the fast one and the full one.
"""

import re

from vault.text import Span
from vault.typed import NamedTuple

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]

PLAIN, SINGLE, DOUBLE, FLOW, BLOCK, OTHER = "plain", "single", "double", "flow", "block", "other"


class Problem(Exception):
    """Why a block cannot be read. It never leaves this room: readers see it as `FrontMatter.problem`."""


class Property(NamedTuple):
    """One key and its value: its lines from `start` to `end`, the value's own span, and how it is written.

    `items` are the spans of the items of a list of scalars, quotes included. `style` other: only its lines are known.
    """

    key: str
    value: Value
    start: int
    end: int
    value_start: int
    value_end: int
    style: str
    items: tuple[Span, ...] = ()


class Scalar(NamedTuple):
    """A string somewhere in the block, by its dotted key, and its span inside the quotes."""

    key: str
    text: str
    start: int
    end: int
    style: str


_whole = re.compile(r"-?(?:0|[1-9][0-9]*)\Z").match
_decimal = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z").match
_CONSTANTS: dict[str, Value] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def typed(plain: str) -> Value:
    """An unquoted scalar, as YAML 1.2 means it; a number only where it would be written the same way again.

    >>> [typed(text) for text in ("12", "012", "1.10", "1.5", "yes", "12:30", "true", "~")]
    [12, '012', '1.10', 1.5, 'yes', '12:30', True, None]
    """
    if plain in _CONSTANTS:
        return _CONSTANTS[plain]
    if plain[0] not in "-0123456789":
        return plain
    if _whole(plain) and len(plain) < 19 and plain != "-0":
        return int(plain)
    if _decimal(plain) and repr(float(plain)) == plain:
        return float(plain)
    return plain
