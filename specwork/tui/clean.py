"""Words from notes, file names and commits, made fit for the screen: never markup, never control characters.

Widgets build their lines from segments, or titles from `content` here; nothing from a vault is handed to Textual as a
plain string, which it might read as markup.
"""

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from specwork.domain.shown import shown

__all__ = ["content", "fitted", "padded", "shown", "width"]

TAB = 4


def content(text: str) -> Content:
    """A title, a toast, a label: the words and nothing but the words."""
    return Content(shown(text))


def width(text: str) -> int:
    """How many cells a cleaned text takes."""
    return cell_len(text)


def fitted(text: str, cells: int, ellipsis: str = "…") -> str:
    """A cleaned text, cut where it is too long."""
    if cell_len(text) <= cells:
        return text
    if cells <= cell_len(ellipsis):
        return set_cell_size(ellipsis, max(0, cells))
    return set_cell_size(text, cells - cell_len(ellipsis)).rstrip(" ") + ellipsis


def padded(text: str, cells: int, ellipsis: str = "…") -> str:
    """The same, filled with blanks to exactly so many cells."""
    return set_cell_size(fitted(text, cells, ellipsis), max(0, cells))
