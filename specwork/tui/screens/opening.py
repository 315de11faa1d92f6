"""From the main screen to board, graph and health, and back to what was made there."""

from specwork.tui.panes import Chosen, Target
from specwork.tui.screens.sheet import Sheet
from specwork.tui.screens.taking_in import TakingIn
from specwork.tui.tree.model import Tree


class Opening(TakingIn):
    """Mixed into the main screen."""

    model: Tree

    def go(self, target: Target) -> None:
        raise NotImplementedError

    def arrive(self, path: str) -> None:
        self.go(Target(path))

    def open_sheet(self, name: str, chosen: Chosen | None) -> None:
        """One of them over the main screen; one that stands there already gives way."""
        sheet: Sheet
        chosen = chosen or self.meant  # where one stood before
        rows = tuple(self.model.rows.values()) if self.model.specs else ()
        if name == "health":
            from specwork.tui.screens.health import Health

            sheet = Health(chosen)
        elif name == "graph":
            from specwork.tui.screens.graph import Graph

            sheet = Graph(chosen)
        else:
            from specwork.tui.screens.board import Board

            sheet = Board(chosen, rows)
        if sheet.awaited:
            sheet.turn = self.hold()
        if isinstance(self.app.screen, Sheet):
            self.app.switch_screen(sheet)
        else:
            self.app.push_screen(sheet)

    def do_board(self) -> None:
        self.open_sheet("board", self.meant)

    def do_graph(self) -> None:
        self.open_sheet("graph", self.meant)

    def can_graph(self) -> str:
        return self.no_spec()

    def do_health(self) -> None:
        self.open_sheet("health", self.meant)
