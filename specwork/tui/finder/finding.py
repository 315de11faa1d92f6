"""How the finder is opened from anywhere, and what comes of it. Mixed into the main screen, where everything leads.

It remembers where one was, and keeps the names as long as the vault is the same.
"""

import gc
from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from specwork.tui.finder.names import Known, known
from specwork.tui.finder.screen import Finder, Wanted
from specwork.tui.panes import Chosen, Target
from specwork.tui.tree.model import Tree

KEPT = 50  # places that are remembered


class Finding(Screen[Any]):
    model: Tree
    chosen: Chosen | None
    recent: tuple[str, ...] = ()
    _known: Known | None = None

    def visited(self, path: str) -> None:
        """The latest place; each is remembered once."""
        self.recent = (path, *(one for one in self.recent if one != path))[:KEPT]

    def open_finder(self) -> None:
        app: Any = self.app
        fresh = self._known is not None and self._known.generation == app.backstage.generation
        here = self.chosen.path if self.chosen else ""
        recent = [path for path in self._places() if path != here]
        app.push_screen(Finder(self._known if fresh else None, self._names, recent), self._found)

    def _places(self) -> tuple[str, ...]:
        """Where one was; at first, where work is being done."""
        if self.recent:
            return self.recent
        return tuple(row.path for row in self.model.rows.values() if row.recording or row.status == "implementing")

    def _names(self, then: Callable[[Known], None]) -> None:
        """The names of the vault as it is now, behind the screen."""
        app: Any = self.app
        rows = tuple(self.model.rows.values()) if self.model.specs else ()
        generation = app.backstage.generation

        def told(names: Known) -> None:
            if self._known is None:
                gc.freeze()  # so many that are there from now on: to look through them takes long
            self._known = names
            then(names)

        app.ask(lambda desk: known(desk, rows, generation), told, group="names")

    def _found(self, answer: Target | Wanted | None) -> None:
        if isinstance(answer, Wanted):
            self.add_named(answer.title)
        elif answer is not None:
            self.leap(answer)

    def leap(self, target: Target) -> None:
        """Back to this screen, and there."""
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        self.arrive_at(target)

    def arrive_at(self, target: Target) -> None:
        """Goes there, and into the text where that is more than a spec."""
        raise NotImplementedError

    def add_named(self, title: str) -> None:
        """Somebody wants a spec of this title."""
        raise NotImplementedError
