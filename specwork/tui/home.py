"""The main screen: the tree beside what is chosen in it, a title above and the keys below.

It holds nobody's content: the tree paints itself, panes show what is chosen, and what they want comes here as messages.
"""

from collections.abc import Callable, Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget

from specwork.tui.backstage import Refreshed
from specwork.tui.bars import Bar, Heading, KeyBar
from specwork.tui.field import Field
from specwork.tui.finder.finding import Finding
from specwork.tui.fitting import ROOM, Steps
from specwork.tui.footprints import Footprints
from specwork.tui.narrowing import Narrowing
from specwork.tui.panes import Act, Chosen, Follow, Pane, Target
from specwork.tui.panes.context import ContextPane
from specwork.tui.panes.deliverables import DeliverablesPane
from specwork.tui.panes.document import DocumentPane
from specwork.tui.panes.links import LinksPane
from specwork.tui.place import Place
from specwork.tui.screens.opening import Opening
from specwork.tui.session.verbs import Sessions
from specwork.tui.stage import Stage
from specwork.tui.telling import Telling
from specwork.tui.tree.model import ORDERS, Tree, Wanted
from specwork.tui.tree.rows import FOLDER, Row, Rows
from specwork.tui.tree.view import TreeView

SOON = 0.004  # seconds after the first move within which nothing else is begun, for what was painted is on its way
FILLED = 0.5  # seconds within which a pane that is entered is full, and the list at first, as a rule
PREVIEW = 0.08  # seconds after a move within which the next one waits, until the cursor rests, to show what it is on
PANES: tuple[tuple[str, str, type[Pane]], ...] = (
    ("document", "Spec", DocumentPane),
    ("context", "Context", ContextPane),
    ("deliverables", "Deliverables", DeliverablesPane),
    ("links", "Links", LinksPane),
)


class Home(Finding, Footprints, Telling, Narrowing, Sessions, Opening, Stage):
    """Narrow, it shows one side at a time (`inside`); wider, both; wider still, the session beside them."""

    place = "home"
    named_tabs = tuple((name, word) for name, word, _ in PANES)
    widths: Steps = ((0, "-cramped"), (ROOM.width, "-tiny"), (60, "-narrow"), (100, "-normal"), (160, "-wide"))
    heights: Steps = ((0, "-low"), (ROOM.height, "-flat"), (20, "-tall"))

    def __init__(self, vault: str, place: Place, listener: Callable[[], None]) -> None:
        super().__init__()
        self.listener = listener
        self.vault, self.kept = vault, place
        self.model = Tree()
        self.tab = place.tab if place.tab in {name for name, _, _ in PANES} else PANES[0][0]
        self.chosen: Chosen | None = None
        self._preview: Timer | None = None
        self.filled = False
        self._opened = 0
        self.late = False  # whether what is chosen is not shown, for want of room
        self.theme = place.theme  # the one that was chosen by key; what a terminal asks for is not kept
        self.files = place.files
        self.width = place.width or 38
        self.recent = place.recent

    def compose(self) -> ComposeResult:
        self.fit(self.app.size)
        yield Bar(id="title")
        with Container(id="work"):
            with Horizontal(id="body"):
                with Vertical(id="tree-box"):
                    yield Heading(id="tree-title")
                    yield TreeView(self.model, moved=self._moved, id="tree")
                    yield Field(placeholder="words of a title, an id; Enter keeps it, Esc ends it", id="filter")
                with Vertical(id="pane-box"):
                    yield Heading(id="tabs")
                    yield Vertical(id="panes")
            yield self.side
        yield Bar(id="facts")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.query_one(TreeView).focus()
        if self.width != 38:
            self.apply_width()
        self.set_class(self.kept.hidden, "without-tree")
        self.title_again()
        self.tabs()
        self._opened = self.hold(at_most=FILLED)
        self.call_after_refresh(self.listener)

    @property
    def pane(self) -> Pane | None:
        """The pane of the tab, once it was wanted."""
        found = self.query(f"#pane-{self.tab}")
        return found.first(Pane) if found else None

    # what is told from behind

    def fill(self, rows: Rows) -> None:
        """The rows of the vault, for the first time or again."""
        first, self.filled = not self.filled, True
        if first:
            self._restore()
        self.view.replace(rows)
        if first:
            self.view.scroll_to(y=self.kept.top, animate=False, force=True)
            self.view.follow()
            self.know()
            self.come(self._opened, self)
            if self.kept.hidden:
                self._enter()
        self.ask_lamp()
        if self.chosen is not None:
            row = self.model.rows.get(self.chosen.path)
            if row is not None and row.id is not None and row != self.chosen.row:
                self._show(Chosen(row.path, row))
        self.headings()

    def fill_waits(self, waits: Mapping[str, tuple[int, ...]]) -> None:
        self.model.wait(waits)
        self.view.refresh()
        self.headings()

    def refreshed(self, news: Refreshed) -> None:
        if not news.own:
            self.tell_changed(len(news.paths))
        for found in self.query_one("#panes").children:
            if isinstance(found, Pane):  # as a second parent, it is no name that a query finds
                found.refreshed(news)
        self.session_refreshed(news)

    def on_resize(self) -> None:
        self.title_again()
        self.call_after_refresh(self._show_late)

    def _show_late(self) -> None:
        """What was chosen while there was no room for it."""
        if self.late and self.query_one("#pane-box").display:
            self._show_pane()

    # choosing

    def _moved(self) -> None:
        """The cursor stands on another row, which is shown once what says so has reached the terminal."""
        row = self.model.chosen
        self.coming = chosen_of(row) if row is not None and row.type != FOLDER else None
        self.headings()
        if self._preview is None:
            self.set_timer(SOON, self._show_cursor)
        else:
            self._preview.stop()
        self._preview = self.set_timer(PREVIEW, self._rested)

    def _rested(self) -> None:
        self._preview = None
        self._show_cursor()

    @property
    def meant(self) -> Chosen | None:
        row = self.model.chosen
        if row is not None and (self.chosen is None or not self.has_class("inside")):
            return None if row.type == FOLDER else chosen_of(row)
        return self.chosen

    def _show_cursor(self) -> None:
        row = self.model.chosen
        if row is None or row.type == FOLDER:
            self._let_go()
        elif (self.chosen is None or self.chosen.path != row.path) and not self._reading_what_is_gone(row):
            self._show(chosen_of(row))

    def _let_go(self) -> None:
        """What is shown was taken away, and the cursor came to stand on no other note."""
        if self.chosen is not None and self.view.has_focus and self.chosen.path not in self.model.rows:
            self.chosen = None
            self._show_pane()
            self.ask_side()
            self.headings()

    def _reading_what_is_gone(self, row: Row) -> bool:
        """Whether somebody reads a note that was taken away: what they do next is not to hit another one."""
        if self.chosen is None or self.view.has_focus or not self.has_class("inside"):
            return False
        was = self.chosen.row
        return self.chosen.path not in self.model.rows and (was is None or was.id != row.id)

    def _show(self, chosen: Chosen) -> None:
        self.chosen, self.coming = chosen, None
        self.late = not self.query_one("#pane-box").display
        if not self.late:
            self._show_pane()
        self.ask_side()
        self.headings()

    def _show_pane(self) -> None:
        """The pane of the tab shows what is chosen; it is made when it is first wanted."""
        self.late = False
        if not any(box.is_attached for box in self.query("#panes")):  # one is leaving
            return
        pane = self.pane
        if pane is None:
            pane = next(make for name, _, make in PANES if name == self.tab)()
            pane.id = f"pane-{self.tab}"
            self.query_one("#panes").mount(pane)
            if kept := self.kept.panes.get(self.tab):
                pane.place_given(kept)
            self.call_after_refresh(pane.show, self.chosen)
        else:
            pane.show(self.chosen)
        for other in self.query_one("#panes").children:
            other.display = other is pane

    def go(self, target: Target, *, remember: bool = True) -> None:
        """Goes to a note, wherever it lies."""
        if remember:
            self.left_for(target.path)
        self.visited(target.path)
        row = self.model.rows.get(target.path)
        if row is not None:
            self.model.reveal(row.key)
            self.view.changed(follow=True)
        self._show(Chosen(target.path, row if row and row.id is not None else None, target))

    def arrive_at(self, target: Target) -> None:
        self.go(target)
        if target.heading or target.line or target.path not in self.model.rows:
            self.open_tab(PANES[0][0])
        elif not self.has_class("inside"):
            self.view.focus()

    def stand_on(self, part: Widget) -> None:
        """In a pane one is inside, on the list one is not."""
        if part in self.query("#panes *"):
            self._enter()
        else:
            self.set_class(False, "inside")
            part.focus()

    def add_named(self, title: str) -> None:
        self.add(below=True, title=title)

    # what is done

    def open_tab(self, name: str) -> None:
        self.tab = name
        self.tabs()
        self._enter()

    def _enter(self) -> None:
        if self.coming is not None:  # the cursor has moved on from what is shown
            self._show_cursor()
        self.add_class("inside")
        self._show_pane()
        self.call_after_refresh(self._hear_inside, self.hold(at_most=FILLED))

    def _hear_inside(self, turn: int) -> None:
        self._focus_pane()
        self._hear_once_filled(turn)

    def _hear_once_filled(self, turn: int) -> None:
        """What is typed next is meant for what was just asked for: questions are answered in turn."""
        self.own_app.ask(lambda desk: None, lambda _: self.come(turn, self))

    def _focus_pane(self) -> None:
        if self.pane is not None and self.has_class("inside"):
            self.pane.focus()

    def on_tree_view_entered(self, message: TreeView.Entered) -> None:
        message.stop()
        self.chosen, self.coming = chosen_of(message.row), None
        self.visited(message.row.path)
        self.ask_side()
        self.headings()
        self._enter()

    def on_follow(self, message: Follow) -> None:
        """A link is followed to the text that it leads to, from whatever pane."""
        message.stop()
        first = PANES[0][0]
        from_elsewhere, self.tab = self.tab != first, first
        self.go(message.target)
        if from_elsewhere:
            self.open_tab(first)

    def do_tab_1(self) -> None:
        self.open_tab(PANES[0][0])

    def do_tab_2(self) -> None:
        self.open_tab(PANES[1][0])

    def do_tab_3(self) -> None:
        self.open_tab(PANES[2][0])

    def do_tab_4(self) -> None:
        self.open_tab(PANES[3][0])

    def on_act(self, message: Act) -> None:
        message.stop()
        self.perform(message.action)

    def go_to(self, key: str) -> None:
        self.go(Target(key))

    def lead_to(self, path: str) -> None:
        self.go(Target(path))

    def back_to_work(self) -> None:
        self.call_after_refresh(self._focus_pane if self.has_class("inside") else self.view.focus)

    def do_undo(self) -> None:
        """A text that was just thrown away first; else the last change."""
        if not self.side.give_back():
            super().do_undo()

    def do_leave(self) -> None:
        """Out of the pane, then out of the marks, then out of the filter."""
        if self.has_class("zoomed"):
            self.remove_class("zoomed")
        elif self.has_class("without-tree"):
            self.do_hide_tree()
        elif self.filter.has_focus:
            self.end_filter(clear=True)
        elif not self.view.has_focus:
            self.remove_class("inside")
            self.call_after_refresh(self.view.focus)
            if self.chosen is not None and self.chosen.row is not None and self.chosen.path not in self.model.rows:
                self._show_cursor()
        elif self.model.marks:
            self.unmark()
        elif self.model.wanted != Wanted():
            self.end_filter(clear=True)

    def do_fold(self) -> None:
        self.do_leave()

    def do_next_pane(self) -> None:
        if self.view.has_focus:
            self._enter()
        else:
            self.do_leave()

    do_last_pane = do_next_pane

    def do_other_down(self) -> None:
        self._scroll_other(1)

    def do_other_up(self) -> None:
        self._scroll_other(-1)

    def _scroll_other(self, lines: int) -> None:
        other: Widget | None = self.pane if self.view.has_focus else self.view
        if other is not None:
            other.scroll_relative(y=lines, animate=False)

    def do_zoom(self) -> None:
        self.toggle_class("zoomed")
        if self.has_class("zoomed"):
            self._enter()

    def do_hide_tree(self) -> None:
        self.toggle_class("without-tree")
        if self.has_class("without-tree"):
            self._enter()
        else:
            self.remove_class("inside")
            self.call_after_refresh(self.view.focus)

    def do_files(self) -> None:
        """All notes by folder, or the specs again."""
        self.files = not self.files
        self.own_app.load()
        self._hear_once_filled(self.hold())

    # the place

    def _restore(self) -> None:
        kept = self.kept
        self.model.unfolded = set(kept.unfolded)
        self.model.cursor = kept.cursor or None
        self.model.order = kept.order if kept.order in ORDERS else ORDERS[0]
        self.model.wanted = Wanted(open=kept.open, type=kept.type)

    def place_now(self) -> Place:
        panes: dict[str, Any] = dict(self.kept.panes)
        for name, _, _ in PANES:
            if found := self.query(f"#pane-{name}"):
                panes[name] = found.first(Pane).place_kept()
        return self.kept._replace(
            cursor=self.model.cursor or "",
            tab=self.tab,
            unfolded=tuple(sorted(self.model.unfolded & self.model.rows.keys())),
            top=round(self.view.scroll_y),
            open=self.model.wanted.open,
            type=self.model.wanted.type,
            order=self.model.order,
            files=self.files,
            recent=self.recent,
            theme=self.theme,
            width=self.width,
            hidden=self.has_class("without-tree"),
            panes=panes,
        )


def chosen_of(row: Row) -> Chosen:
    return Chosen(row.path, row if row.id is not None else None)
