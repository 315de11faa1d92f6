"""The single rows of the main screen are told anew: title, headings, tabs, facts, and the lamps in the title.

Mixed into that screen. What they say is made in `around`.
"""

from textual.timer import Timer

from specwork.tui import around
from specwork.tui.around import Lamps
from specwork.tui.backstage import Busy
from specwork.tui.bars import Bar, KeyBar
from specwork.tui.looks import glyphs
from specwork.tui.panes import Chosen
from specwork.tui.session.aimed import Aimed

LIT = 20.0  # seconds for which it is told that others changed something


class Telling(Aimed):
    vault: str
    tab: str
    files: bool
    chosen: Chosen | None
    named_tabs: tuple[tuple[str, str], ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.coming: Chosen | None = None  # what is chosen in a moment: the title tells it with the cursor
        self.lamps = Lamps()
        self._lamp: Timer | None = None

    def headings(self) -> None:
        self.query_one("#tree-title", Bar).tell(around.heading(self.model, files=self.files))
        self.query_one("#facts", Bar).tell(around.facts(self.model.chosen, glyphs(self)))
        self.title_again()
        self.query_one("#keys", KeyBar).look()

    def tabs(self) -> None:
        self.query_one("#tabs", Bar).tell(around.tabs(self.named_tabs, self.tab))

    def title_again(self) -> None:
        chosen = self.coming or self.chosen
        row = self.model.rows.get(chosen.path) if chosen else self.model.chosen
        path = chosen.path if chosen else ""
        signs, wide = glyphs(self), self.size.width
        left = around.crumbs(self.vault, self.model, row, path, wide=wide, signs=signs)
        right = around.lamps(self.lamp(), self.lamps, wide=wide, signs=signs)
        self.query_one("#title", Bar).tell(*((left, right) if self.roomy else (around.NO_ROOM, ())))

    # lamps

    def light(self, lamps: Lamps) -> None:
        if lamps != self.lamps:
            self.lamps = lamps
            self.title_again()

    def tell_busy(self, busy: Busy) -> None:
        self.light(self.lamps._replace(busy=busy.word))

    def tell_changed(self, files: int) -> None:
        """So many files were changed by others; for a while that is told."""
        self.light(self.lamps._replace(changed=files))
        self._lamp = self._lamp or self.set_timer(LIT, self._lamp_off)

    def _lamp_off(self) -> None:
        self._lamp = None
        self.light(self.lamps._replace(changed=0))
