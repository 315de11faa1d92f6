"""The main screen: the tree beside what is chosen in it, a title above and the keys below.

It holds nobody's content: the tree paints itself, panes show what is chosen, and what they want comes here as messages.
"""

from collections.abc import Callable, Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from specwork.tui.backstage import Busy, Refreshed
from specwork.tui.bars import Bar, Heading, KeyBar, Part
from specwork.tui.clean import fitted
from specwork.tui.deeds import Deeds
from specwork.tui.looks import glyphs, state_of
from specwork.tui.panes import Act, Chosen, Follow, Pane, Target
from specwork.tui.panes.context import ContextPane
from specwork.tui.panes.deliverables import DeliverablesPane
from specwork.tui.panes.document import DocumentPane
from specwork.tui.panes.links import LinksPane
from specwork.tui.place import Place
from specwork.tui.stage import Stage
from specwork.tui.tree.rows import FOLDER, ORDERS, Rows, Tree, Wanted
from specwork.tui.tree.view import TreeView

PREVIEW = 0.08  # seconds that the cursor rests before what it is on is shown
PANES: tuple[tuple[str, str, type[Pane]], ...] = (
    ("document", "Spec", DocumentPane),
    ("context", "Context", ContextPane),
    ("deliverables", "Deliverables", DeliverablesPane),
    ("links", "Links", LinksPane),
)


class Home(Deeds, Stage):
    """Narrow, it shows one side at a time (`inside`); wider, both; wider still, the session beside them."""

    place = "home"

    def __init__(self, vault: str, place: Place, listener: Callable[[], None]) -> None:
        super().__init__()
        self.listener = listener
        self.HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (160, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-tall")]
        self.vault, self.kept = vault, place
        self.model = Tree()
        self.tab = place.tab if place.tab in {name for name, _, _ in PANES} else PANES[0][0]
        self.chosen: Chosen | None = None
        self.busy = ""
        self.changed_outside = 0
        self._preview: Timer | None = None
        self.filled = False
        self.theme = place.theme  # the one that was chosen by key; what a terminal asks for is not kept
        self.files = place.files
        self.behind: list[str] = []  # where one was, and after going back, where one was before that
        self.ahead: list[str] = []
        self.width = place.width or 38

    def compose(self) -> ComposeResult:
        yield Bar(id="title")
        with Horizontal(id="body"):
            with Vertical(id="tree-box"):
                yield Heading(id="tree-title")
                yield TreeView(self.model, id="tree")
                yield Input(placeholder="words of a title, an id; Enter keeps it, Esc ends it", id="filter")
            with Vertical(id="pane-box"):
                yield Heading(id="tabs")
                yield Vertical(id="panes")
        yield Bar(id="facts")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.query_one(TreeView).focus()
        if self.width != 38:
            self._apply_width()
        self._title()
        self._tabs()
        self.call_after_refresh(self.listener)

    @property
    def view(self) -> TreeView:
        return self.query_one(TreeView)

    @property
    def pane(self) -> Pane | None:
        """The pane of the tab, once it was wanted."""
        found = self.query(f"#pane-{self.tab}")
        return found.first(Pane) if found else None

    # what is told from behind

    def fill(self, rows: Rows) -> None:
        """The rows of the vault, for the first time or again."""
        if not self.filled:
            self.filled = True
            self._restore()
        self.view.replace(rows)
        if self.chosen is not None:
            row = self.model.rows.get(self.chosen.path)
            if row is not None and row != self.chosen.row:
                self._show(Chosen(row.path, row))
        self._headings()

    def fill_waits(self, waits: Mapping[str, tuple[int, ...]]) -> None:
        self.model.wait(waits)
        self.view.refresh()
        self._facts()

    def refreshed(self, news: Refreshed) -> None:
        if not news.own:
            self.changed_outside = len(news.paths)
        for found in self.query_one("#panes").children:
            if isinstance(found, Pane):  # as a second parent, it is no name that a query finds
                found.refreshed(news)
        self._title()

    def tell_busy(self, busy: Busy) -> None:
        self.busy = busy.word
        self._title()

    def on_resize(self) -> None:
        self._title()

    # choosing

    def on_tree_view_moved(self, message: TreeView.Moved) -> None:
        message.stop()
        self._headings()
        if self._preview is not None:
            self._preview.stop()
        self._preview = self.set_timer(PREVIEW, self._show_cursor)

    @property
    def meant(self) -> Chosen | None:
        row = self.model.chosen
        if row is not None and (self.chosen is None or not self.has_class("inside")):
            return None if row.type == FOLDER else Chosen(row.path, row if row.id is not None else None)
        return self.chosen

    def _show_cursor(self) -> None:
        row = self.model.chosen
        if row is not None and row.type != FOLDER:
            self._show(Chosen(row.path, row))

    def _show(self, chosen: Chosen) -> None:
        self.chosen = chosen
        if self.query_one("#pane-box").display:
            self._show_pane()
        self._headings()

    def _show_pane(self) -> None:
        """The pane of the tab shows what is chosen; it is made when it is first wanted."""
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
        if remember and self.chosen is not None and self.chosen.path != target.path:
            self.behind.append(self.chosen.path)
            self.ahead.clear()
        row = self.model.rows.get(target.path)
        if row is not None:
            self.model.reveal(row.key)
            self.view.changed(follow=True)
        self._show(Chosen(target.path, row, target))

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

    # what is done

    def open_tab(self, name: str) -> None:
        self.tab = name
        self._tabs()
        self._enter()

    def _enter(self) -> None:
        self.add_class("inside")
        self._show_pane()
        self.call_after_refresh(self._focus_pane)

    def _focus_pane(self) -> None:
        if self.pane is not None and self.has_class("inside"):
            self.pane.focus()

    def on_tree_view_entered(self, message: TreeView.Entered) -> None:
        message.stop()
        self.chosen = Chosen(message.row.path, message.row)
        self._headings()
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

    def on_bar_pressed(self, message: Bar.Pressed) -> None:
        if message.key:
            message.stop()
            self.go(Target(message.key))
        else:
            super().on_bar_pressed(message)

    def do_leave(self) -> None:
        """Out of the pane, then out of the filter."""
        if self.has_class("zoomed"):
            self.remove_class("zoomed")
        elif self.query_one("#filter").has_focus:
            self.query_one("#filter", Input).value = ""
            self._end_filter()
        elif not self.view.has_focus:
            self.remove_class("inside")
            self.call_after_refresh(self.view.focus)
        elif self.model.wanted != Wanted():
            self._narrow(Wanted())
            self._end_filter()

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
            self.call_after_refresh(self.view.focus)

    def do_wider(self) -> None:
        self._resize_tree(4)

    def do_narrower(self) -> None:
        self._resize_tree(-4)

    def _resize_tree(self, by: int) -> None:
        self.width = max(16, min(84, self.width + by))
        self._apply_width()

    def _apply_width(self) -> None:
        self.query_one("#tree-box").styles.width = f"{self.width}fr"
        self.query_one("#pane-box").styles.width = f"{100 - self.width}fr"

    # the tree

    def _narrow(self, wanted: Wanted) -> None:
        self.model.narrow(wanted)
        self.view.changed(follow=True)
        self._headings()

    def do_search(self) -> None:
        """Narrows the tree by words, as they are typed."""
        field = self.query_one("#filter", Input)
        field.add_class("wanted")
        field.value = self.model.wanted.text
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "filter" and event.value != self.model.wanted.text:
            event.stop()
            self._narrow(self.model.wanted._replace(text=event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "filter":
            event.stop()
            self._end_filter()

    def _end_filter(self) -> None:
        self.view.focus()
        self.query_one("#filter").set_class(bool(self.model.wanted.text), "wanted")

    def do_down(self) -> None:
        self.view.do_down()

    def do_up(self) -> None:
        self.view.do_up()

    def do_files(self) -> None:
        """All notes by folder, or the specs again."""
        self.files = not self.files
        self.own_app.load()

    def do_open_only(self) -> None:
        self._narrow(self.model.wanted._replace(open=not self.model.wanted.open))

    def do_type(self) -> None:
        """The next of: everything, epics, features, tasks."""
        cycle = ("", "epic", "feature", "task")
        at = cycle.index(self.model.wanted.type) if self.model.wanted.type in cycle else 0
        self._narrow(self.model.wanted._replace(type=cycle[(at + 1) % len(cycle)]))

    def do_sort(self) -> None:
        self.model.sort(ORDERS[(ORDERS.index(self.model.order) + 1) % len(ORDERS)])
        self.view.changed(follow=True)
        self._headings()

    # the rows around

    def _headings(self) -> None:
        model = self.model
        word = "Specs" if model.specs else "Notes"
        said = [Part(f"{word} ", "heading"), Part(f"{len(model.rows):,}", "dim")]
        if model.wanted.said:
            said.append(Part(f" · {model.wanted.said}", "accent"))
        if model.order != ORDERS[0]:
            said.append(Part(f" · by {model.order}", "dim"))
        self.query_one("#tree-title", Bar).tell(said)
        self._title()
        self._facts()

    def _tabs(self) -> None:
        parts = []
        for number, (name, word, _) in enumerate(PANES, 1):
            tone = "heading" if name == self.tab else "dim"
            parts.append(Part(f"{number} {word}", tone, f"tab_{number}"))
            parts.append(Part("   ", "dim"))
        self.query_one("#tabs", Bar).tell(parts[:-1])

    def _title(self) -> None:
        signs = glyphs(self)
        left = [Part(" specwork ", "title"), Part(f"{fitted(self.vault, max(8, self.size.width // 4))}  ", "dim")]
        row = self.model.rows.get(self.chosen.path) if self.chosen else self.model.chosen
        if row is not None:
            for above in self.model.above(row.key):
                label = above.label if self.size.width >= 100 else str(above.id or above.title)
                left += [Part(label, "dim", key=above.key), Part(f" {signs.crumb} ", "dim")]
            left.append(Part(row.label, "strong", key=row.key))
        elif self.chosen is not None:
            left.append(Part(self.chosen.path, "strong", key=self.chosen.path))
        right = []
        recording = [one for one in self.model.rows.values() if one.recording]
        if recording:
            named = recording[0].label if len(recording) == 1 else f"{len(recording)} sessions"
            right.append(Part(f"  {signs.lamp} rec {named}", "bad", key=recording[0].key))
        if self.changed_outside:
            right.append(Part(f"  {signs.changed} {self.changed_outside} changed", "info"))
        if self.busy:
            right.append(Part(f"  {self.busy}{signs.more}", "dim"))
        self.query_one("#title", Bar).tell(left, [*right, Part(" ")] if right else ())

    def _facts(self) -> None:
        """On a narrow screen, where nothing else tells it: how the spec under the cursor stands."""
        row = self.model.chosen
        if row is None or row.id is None:
            self.query_one("#facts", Bar).tell([Part(f" {row.key}", "dim")] if row else [])
            return
        sign, tone = state_of(row.status, glyphs(self))
        parts = [Part(f" {row.label} ", "strong"), Part(f" {sign} {row.status}", tone)]
        if row.total:
            parts.append(Part(f" · {row.met}/{row.total} criteria", "dim"))
        if row.parts:
            parts.append(Part(f" · {row.done}/{row.parts} parts", "dim"))
        if row.waits:
            parts.append(Part(f" · waits on {', '.join(map(str, row.waits))}", "warn"))
        if row.owner:
            parts.append(Part(f" · {row.owner}", "dim"))
        self.query_one("#facts", Bar).tell(parts)

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
            theme=self.theme,
            width=self.width,
            hidden=self.has_class("without-tree"),
            panes=panes,
        )
