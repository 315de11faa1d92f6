"""What the tree of the main screen is narrowed to, what of it is marked, in which order it is, and how wide.

Mixed into that screen.
"""

from typing import Any

from textual.screen import Screen
from textual.widgets import Input

from specwork.tui.tree.model import ORDERS, Tree, Wanted
from specwork.tui.tree.rows import Row
from specwork.tui.tree.view import TreeView

TYPES = ("", "epic", "feature", "task")


class Narrowing(Screen[Any]):
    model: Tree
    width: int  # in hundredths of the screen

    @property
    def view(self) -> TreeView:
        return self.query_one(TreeView)

    @property
    def filter(self) -> Input:
        return self.query_one("#filter", Input)

    def headings(self) -> None:
        """The rows around the tree say what it shows now."""
        raise NotImplementedError

    def narrow(self, wanted: Wanted) -> None:
        self.model.narrow(wanted)
        self.view.changed(follow=True)
        self.headings()

    def do_search(self) -> None:
        """Narrows the tree by words, as they are typed."""
        self.filter.add_class("wanted")
        self.filter.value = self.model.wanted.text
        self.filter.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input is self.filter and event.value != self.model.wanted.text:
            event.stop()
            self.narrow(self.model.wanted._replace(text=event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is self.filter:
            event.stop()
            self.end_filter()

    def end_filter(self, *, clear: bool = False) -> None:
        """Back to the tree, with what was typed or without it."""
        if clear:
            self.filter.value = ""
            self.narrow(Wanted())
        self.view.focus()
        self.filter.set_class(bool(self.model.wanted.text), "wanted")

    def marked_rows(self) -> list[Row]:
        """On the list alone: in a spec, that one is meant."""
        if not self.view.has_focus:
            return []
        return [self.model.rows[key] for key in sorted(self.model.marks) if self.model.rows[key].id is not None]

    def unmark(self) -> None:
        self.model.marks.clear()
        self.view.refresh()
        self.headings()

    def do_down(self) -> None:
        self.view.do_down()

    def do_up(self) -> None:
        self.view.do_up()

    def do_open_only(self) -> None:
        self.narrow(self.model.wanted._replace(open=not self.model.wanted.open))

    def do_type(self) -> None:
        """The next of: everything, epics, features, tasks."""
        at = TYPES.index(self.model.wanted.type) if self.model.wanted.type in TYPES else 0
        self.narrow(self.model.wanted._replace(type=TYPES[(at + 1) % len(TYPES)]))

    def do_sort(self) -> None:
        self.model.sort(ORDERS[(ORDERS.index(self.model.order) + 1) % len(ORDERS)])
        self.view.changed(follow=True)
        self.headings()

    # how wide it is

    def do_wider(self) -> None:
        self._resize_tree(4)

    def do_narrower(self) -> None:
        self._resize_tree(-4)

    def _resize_tree(self, by: int) -> None:
        self.width = max(16, min(84, self.width + by))
        self.apply_width()

    def apply_width(self) -> None:
        self.query_one("#tree-box").styles.width = f"{self.width}fr"
        self.query_one("#pane-box").styles.width = f"{100 - self.width}fr"
