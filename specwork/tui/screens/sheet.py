"""What board, graph and health have in common: a title, what fills the screen, what can be done below.

A sheet stands over the main screen, and whatever is opened on it is shown there. It never writes.
"""

from collections.abc import Sequence
from typing import Protocol

from textual.app import ComposeResult
from textual.widget import Widget

from specwork.tui.backstage import Refreshed
from specwork.tui.bars import Bar, KeyBar, Part
from specwork.tui.panes import Asking, Chosen, Follow, Target
from specwork.tui.screens.waits import Depending
from specwork.tui.stage import Stage
from specwork.tui.tree.rows import Row


class Main(Protocol):
    """The main screen, as far as a sheet knows it."""

    def go(self, target: Target) -> None: ...
    def open_tab(self, name: str) -> None: ...
    def open_sheet(self, name: str, chosen: Chosen | None) -> None: ...


class Sheet(Depending, Stage, Asking):
    """`chosen` is the spec under the cursor, which the keys mean."""

    DEFAULT_CSS = "Sheet > .sheet { height: 1fr; }"

    def __init__(self, chosen: Chosen | None = None) -> None:
        super().__init__()
        self.chosen = chosen
        self.awaited = False  # whether it is empty until an answer comes, and what is typed is kept till then
        self.turn = 0

    def compose(self) -> ComposeResult:
        yield Bar(classes="sheet-title")
        yield from self.filling()
        yield Bar(classes="sheet-facts")
        yield KeyBar()

    def filling(self) -> Sequence[Widget]:
        """What stands between title and keys."""
        return ()

    @property
    def meant(self) -> Chosen | None:
        return self.chosen

    @property
    def main(self) -> Main:
        return self.app.screen_stack[0]  # type: ignore[return-value]  # the main screen is the first of all

    def filled(self) -> None:
        """There is something to be seen, and it hears what was typed for it."""
        if self.awaited:
            self.awaited = False
            self.come(self.turn, self)

    def unfilled(self, fault: Exception) -> None:
        """It stays empty."""
        self.filled()
        self.own_app.tell_fault(fault)

    def on_unmount(self) -> None:
        if self.awaited:
            self.come(self.turn)

    def refreshed(self, news: Refreshed) -> None:
        """The vault has changed."""

    def choose(self, row: Row | None) -> None:
        self.chosen = Chosen(row.path, row) if row else None

    def title_is(self, left: Sequence[Part], right: Sequence[Part] = ()) -> None:
        self.query_one(".sheet-title", Bar).tell([Part(" specwork ", "title"), *left], right)

    def facts_are(self, parts: Sequence[Part]) -> None:
        self.query_one(".sheet-facts", Bar).tell(parts)

    # where one goes from here

    def do_leave(self) -> None:
        if self.is_current:
            self.app.pop_screen()

    def on_follow(self, message: Follow) -> None:
        message.stop()
        self.open(message.target)

    def open(self, target: Target) -> None:
        """Shows it on the main screen, which is all that is left then."""
        main = self.main
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        main.go(target)
        main.open_tab("document")

    def do_board(self) -> None:
        self.main.open_sheet("board", self.chosen)

    def do_graph(self) -> None:
        self.main.open_sheet("graph", self.chosen)

    def do_health(self) -> None:
        self.main.open_sheet("health", self.chosen)
