"""A view of a list of lines that somebody else made. The cursor stays on what it was on, whatever becomes of them."""

from collections.abc import Sequence

from specwork.tui.document.lined import Lined
from specwork.tui.document.words import Line


class Listed(Lined):
    """Lines, each with a key that tells it from the others whatever happens to the list."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.lines: Sequence[Line] = ()
        self.keys: Sequence[str] = ()

    def show_lines(self, lines: Sequence[Line], keys: Sequence[str]) -> None:
        """Another list. What the cursor was on keeps it, at the same height of the window."""
        here = self.key
        above = self.cursor - self.top
        self.lines, self.keys = lines, keys
        self.cursor = keys.index(here) if here is not None and here in keys else min(self.cursor, max(0, len(keys) - 1))
        self.repaint()
        self.scroll_to(y=max(0, self.cursor - above), animate=False, force=True)
        if self.wanted:
            self.search(self.wanted)

    @property
    def key(self) -> str | None:
        """The key of the line under the cursor."""
        return self.keys[self.cursor] if 0 <= self.cursor < len(self.keys) else None

    @property
    def height_of_lines(self) -> int:
        return len(self.lines)

    def line_of(self, row: int) -> Line | None:
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def on_resize(self) -> None:
        self.repaint()
