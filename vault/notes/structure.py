"""What the block structure of a note is made of: leaves of inline text, regions where nothing counts, headings, items.

Values alone; `blocks` finds them.
"""

from vault.typed import NamedTuple

PARAGRAPH, HEADING, ROW = range(3)

Leaf = tuple[int, int, int]  # kind, start, end of a stretch of inline text; nothing inline reaches over its end


class Region(NamedTuple):
    """Bytes in which links, tags and headings do not count: code, html, math. `comment` (`%%`) is named, but counts."""

    kind: str
    start: int
    end: int


Head = tuple[int, int, int, int, int]  # a heading's level, its start and end, and those of its text


class Item(NamedTuple):
    """A list item. `end` is the end of its last line with text, what is nested below it included."""

    start: int
    content: int
    end: int
    indent: int
    parent: int  # the item it is nested in, by number; -1 at the top


class Blocks(NamedTuple):
    leaves: list[Leaf]
    regions: list[Region]
    heads: list[Head]
    items: list[Item]
    tables: bool  # whether any leaf is a row
