"""Getting about from every whole screen: the finder, the headings of what is chosen, letters over what can be stood on.

All of it leads to the main screen, which is the first of all, or to a part of the screen where one is.
"""

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Static

from specwork.desk import Desk
from specwork.tui.choices import Choice
from specwork.tui.clean import content
from specwork.tui.document.states import Document, read_document
from specwork.tui.keyed import Keyed, Over
from specwork.tui.panes import Chosen, Target
from specwork.tui.panes.contents import Contents

LETTERS = "asdfghjklqwertyuiop"


class Leaping(Keyed):
    """Mixed into what every whole screen is."""

    @property
    def main(self) -> Any:
        """The main screen."""
        return self.app.screen_stack[0]

    def do_find(self) -> None:
        """From wherever one is to anything in the vault."""
        self.main.open_finder()

    # headings

    def do_contents(self) -> None:
        """The headings of what is chosen, whatever side of it is shown."""
        meant = self._readable()
        if meant is None:
            return
        path, app = meant.path, self.app

        def read(desk: Desk) -> Document:
            return read_document(desk.given(), path)

        def show(document: Document) -> None:
            app.push_screen(Contents(document.headings, 1), chosen)

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.main.leap(Target(path, line=int(choice.key)))

        self.ask_for(read, show, group="contents")

    def can_contents(self) -> str:
        return "" if self._readable() else "nothing is chosen"

    def _readable(self) -> Chosen | None:
        meant = getattr(self, "meant", None)
        return meant if isinstance(meant, Chosen) else None

    # parts of the screen

    def do_parts(self) -> None:
        def chosen(part: Widget | None) -> None:
            if part is not None:
                self.stand_on(part)

        self.app.push_screen(Letters(self._parts()), chosen)

    def can_parts(self) -> str:
        return "" if len(self._parts()) > 1 else "there is one part alone"

    def _parts(self) -> list[Widget]:
        return [one for one in self.focus_chain if one.region.area][: len(LETTERS)]

    def stand_on(self, part: Widget) -> None:
        part.focus()


class Letters(Over):
    """A letter over each part of the screen below. Answers the part whose letter is typed or clicked."""

    place = "letters"
    DEFAULT_CSS = """
    Letters { background: transparent; align: left top; }
    Letters Static { width: 3; height: 1; position: absolute; text-style: bold reverse; }
    """

    def __init__(self, parts: Sequence[Widget]) -> None:
        super().__init__()
        self.parts = parts

    def compose(self) -> ComposeResult:
        for letter, part in zip(LETTERS, self.parts, strict=False):
            sign = Static(content(f" {letter} "))
            sign.styles.offset = Offset(part.region.x + 1, part.region.y)
            yield sign

    def press(self, key: str) -> bool:
        """Any other key leaves it."""
        at = LETTERS.find(key) if len(key) == 1 else -1
        self.dismiss(self.parts[at] if 0 <= at < len(self.parts) else None)
        return True

    def on_click(self, event: events.Click) -> None:
        event.stop()
        here = [one for one in self.parts if one.region.contains(event.screen_x, event.screen_y)]
        self.dismiss(here[0] if here else None)
