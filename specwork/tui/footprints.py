"""Where one was, and the ways back and forth between those places. Mixed into the main screen.

It remembers paths; to go there is the main screen's.
"""

from typing import Any

from textual.screen import Screen

from specwork.tui.panes import Chosen, Target


class Footprints(Screen[Any]):
    chosen: Chosen | None

    def __init__(self) -> None:
        super().__init__()
        self.behind: list[str] = []  # where one was, and after going back, where one was before that
        self.ahead: list[str] = []

    def go(self, target: Target, *, remember: bool = True) -> None:
        raise NotImplementedError

    def left_for(self, path: str) -> None:
        """One goes there from what is chosen, by no way back or forth."""
        if self.chosen is not None and self.chosen.path != path:
            self.behind.append(self.chosen.path)
            self.ahead.clear()

    def do_backward(self) -> None:
        if self.behind:
            if self.chosen is not None:
                self.ahead.append(self.chosen.path)
            self.go(Target(self.behind.pop()), remember=False)

    def can_backward(self) -> str:
        return "" if self.behind else "nowhere to go back to"

    def do_forward(self) -> None:
        if self.ahead:
            if self.chosen is not None:
                self.behind.append(self.chosen.path)
            self.go(Target(self.ahead.pop()), remember=False)

    def can_forward(self) -> str:
        return "" if self.ahead else "nowhere to go forward to"
