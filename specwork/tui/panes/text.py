"""A note as it is written, line by line: what is shown where nothing better can be said of it.

Reads the note behind the screen; paints the lines that are seen.
"""

from typing import NamedTuple

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from specwork.desk import Desk
from specwork.tui.backstage import Refreshed
from specwork.tui.clean import fitted, shown
from specwork.tui.looks import glyphs, paint
from specwork.tui.panes import Chosen, Pane
from vault.errors import VaultError


class Lines(NamedTuple):
    path: str
    lines: tuple[str, ...]
    fault: str = ""


def lines_of(desk: Desk, path: str) -> Lines:
    """What a note says, ready to be painted."""
    try:
        text = desk.given().text(path)
    except VaultError as fault:
        return Lines(path, (), fault.message)
    said = text.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return Lines(path, tuple(shown(line.expandtabs(4)) for line in said.splitlines()))


class TextPane(ScrollView, Pane, can_focus=True):
    place = "document"

    def __init__(self) -> None:
        super().__init__()
        self.chosen: Chosen | None = None
        self.known = Lines("", ())

    def show(self, chosen: Chosen | None) -> None:
        other = chosen is None or chosen.path != self.known.path
        self.chosen = chosen
        if chosen is None:
            self._tell(Lines("", ()))
        else:
            self.ask(lambda desk: lines_of(desk, chosen.path), self._tell, group="document")
        if other:
            self.scroll_to(y=0, animate=False, force=True)

    def refreshed(self, news: Refreshed) -> None:
        if self.chosen is not None and news.touches(self.chosen.path):
            self.show(self.chosen)

    def _tell(self, known: Lines) -> None:
        self.known = known
        self.virtual_size = Size(self.size.width, len(known.lines) or 1)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        at, wide = y + round(self.scroll_y), self.size.width
        lines = self.known.lines
        text, tone = (lines[at], "text") if at < len(lines) else ("", "text")
        if not lines and at == 0:
            text, tone = self.known.fault, "bad"
        style = paint(self, tone)
        return Strip(Segment.adjust_line_length([Segment(fitted(text, wide, glyphs(self).more), style)], wide, style))

    def do_down(self) -> None:
        self.scroll_relative(y=1, animate=False)

    def do_up(self) -> None:
        self.scroll_relative(y=-1, animate=False)

    def do_page_down(self) -> None:
        self.scroll_relative(y=max(1, self.size.height // 2), animate=False)

    def do_page_up(self) -> None:
        self.scroll_relative(y=-max(1, self.size.height // 2), animate=False)

    def do_top(self) -> None:
        self.scroll_to(y=0, animate=False)

    def do_bottom(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False)
