"""The tree as it is painted: only the lines that are seen, whatever number there are.

Shows what the model of `rows` says; asks nobody anything and reads no file.
"""

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from specwork.tui.clean import fitted, shown, width
from specwork.tui.looks import Glyphs, glyphs, paint, state_of
from specwork.tui.scrolled import Scrolled
from specwork.tui.tree.model import Tree
from specwork.tui.tree.rows import FOLDER, NOTE, Row, Rows

SHORT = {"feature": "feat"}


class TreeView(Scrolled, can_focus=True):
    """The list of specs, or of folders and notes. `place` is where its keys are looked up."""

    place = "tree"

    class Entered(Message):
        """Somebody wants to go into a row."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self,
        model: Tree,
        *,
        moved: Callable[[], None],
        id: str | None = None,  # noqa: A002 Textual's own name for it
    ) -> None:
        """`moved` is called with the key that moves the cursor, so that all that tells of it is painted at once."""
        super().__init__(id=id)
        self.model, self._moved = model, moved
        self._told: tuple[str | None, Row | None] = (None, None)

    # what changes

    def replace(self, rows: Rows) -> None:
        """Other rows, with cursor and scroll where they were."""
        top = round(self.scroll_y)
        anchor = self.model.cursor if self._seen(self.model.position()) else None
        anchor = anchor or (self.model.lines[top] if top < len(self.model.lines) else None)
        below = self.model.position(anchor) - top if anchor is not None else 0
        self.model.replace(rows)
        self._sized()
        at = self.model.position(anchor) if anchor is not None else -1
        if at >= 0:
            self.scroll_to(y=at - below, animate=False, force=True)
        self.changed()

    def changed(self, *, follow: bool = False) -> None:
        """The model says something else now."""
        self._sized()
        self.refresh()
        if follow:
            self.follow()
        told = (self.model.cursor, self.model.chosen)
        if told != self._told:
            self._told = told
            self._moved()

    def follow(self) -> None:
        """The cursor is brought into sight."""
        at = self.model.position()
        if at >= 0 and self.size.height:
            self.scroll_to_region(Region(0, at, self.size.width or 1, 1), animate=False, force=True)

    def _sized(self) -> None:
        self.sized(len(self.model.lines))

    def _seen(self, at: int) -> bool:
        return self.scroll_y <= at < self.scroll_y + self.size.height

    def on_resize(self) -> None:
        self._sized()
        self.follow()

    def on_focus(self) -> None:
        self._repaint()

    def on_blur(self) -> None:
        self._repaint()

    def _repaint(self) -> None:
        at = self.model.position() - round(self.scroll_y)
        self.refresh(Region(0, at, self.size.width, 1))

    # what is done

    def _go(self, position: int) -> None:
        before = self.model.position()
        if not self.model.go(position):
            return
        after, top = self.model.position(), round(self.scroll_y)
        self.follow()
        if round(self.scroll_y) == top:
            wide = self.size.width
            self.refresh(Region(0, before - top, wide, 1), Region(0, after - top, wide, 1))
        self._told = (self.model.cursor, self.model.chosen)
        self._moved()

    def _by(self, lines: int) -> None:
        self._go(max(0, min(self.model.position() + lines, len(self.model.lines) - 1)))

    def do_down(self) -> None:
        self._by(1)

    def do_up(self) -> None:
        self._by(-1)

    def do_page_down(self) -> None:
        self._by(max(1, self.size.height // 2))

    def do_page_up(self) -> None:
        self._by(-max(1, self.size.height // 2))

    def do_top(self) -> None:
        self._go(0)

    def do_bottom(self) -> None:
        self._go(len(self.model.lines) - 1)

    def do_unfold(self) -> None:
        row = self.model.chosen
        if row is None:
            return
        if self.model.unfold(row.key):
            self.changed()
        elif self.model.parts(row.key):
            self._by(1)
        else:
            self.post_message(self.Entered(row))

    def do_fold(self) -> None:
        row = self.model.chosen
        if row is None:
            return
        if self.model.fold(row.key):
            self.changed()
        elif row.parent is not None:
            self._go(self.model.position(row.parent))

    def do_enter(self) -> None:
        row = self.model.chosen
        if row is None:
            return
        if row.type == FOLDER:
            if not self.model.unfold(row.key):
                self.model.fold(row.key)
            self.changed()
        else:
            self.post_message(self.Entered(row))

    def do_mark(self) -> None:
        if self.model.cursor is not None:
            self.model.toggle_mark(self.model.cursor)
            self.refresh()
            self._by(1)
            self._moved()

    def on_click(self, event: events.Click) -> None:
        at = event.y + round(self.scroll_y)
        row = self.model.at(at)
        if row is None:
            return
        self._go(at)
        if event.style.meta.get("fold"):
            if not self.model.fold(row.key):
                self.model.unfold(row.key)
            self.changed()
        elif event.chain == 2:
            self.do_enter()

    # painting

    def render_line(self, y: int) -> Strip:
        at = y + round(self.scroll_y)
        wide = self.size.width
        row = self.model.at(at)
        if row is None:
            return Strip.blank(wide, paint(self))
        ground = "ground"
        if row.key == self.model.cursor:
            ground = "cursor" if self.has_focus else "idle"
        return Strip(self._line(row, self.model.depths[at], wide, ground), wide)

    def _line(self, row: Row, depth: int, wide: int, ground: str) -> list[Segment]:
        signs = glyphs(self)
        text, dim = paint(self, "text", ground), paint(self, "dim", ground)
        indent = min(depth, max(0, wide // 8)) * 2
        parts = self.model.parts(row.key)
        fold = (signs.unfolded if self.model.is_unfolded(row.key) else signs.folded) if parts else " "
        mark = signs.mark if row.key in self.model.marks else " "
        left = [
            Segment(mark, paint(self, "accent", ground)),
            Segment(" " * indent, text),
            Segment(fold + " ", dim + Style.from_meta({"fold": True}) if parts else dim),
        ]
        left += self._sign(row, signs, ground)
        right = self._right(row, signs, wide, ground)
        room = wide - sum(width(part.text) for part in left) - sum(width(part.text) for part in right)
        more = signs.more
        label = fitted(shown(row.label), max(0, room), more)
        strong = paint(self, "strong" if parts or row.recording else "text", ground)
        segments = [*left, Segment(label, strong), Segment(" " * max(0, room - width(label)), text), *right]
        return list(Segment.adjust_line_length(segments, wide, text))

    def _sign(self, row: Row, signs: Glyphs, ground: str) -> list[Segment]:
        if row.type == FOLDER:
            return []
        if row.type == NOTE:
            return [Segment(signs.note + " ", paint(self, "dim", ground))]
        sign, tone = state_of(row.status, signs)
        return [Segment(sign + " ", paint(self, tone, ground))]

    def _right(self, row: Row, signs: Glyphs, wide: int, ground: str) -> list[Segment]:
        """What stands at the right end: recording, what it waits on, how far it has come; on a wide line its kind."""
        found: list[Segment] = []
        if row.recording:
            found.append(Segment(f" {signs.lamp} REC", paint(self, "bad", ground)))
        if row.waits:
            more = signs.more if len(row.waits) > 1 else ""
            found.append(Segment(f" {signs.blocked} {row.waits[0]}{more}", paint(self, "warn", ground)))
        if row.type == FOLDER:
            return [Segment(f" {row.parts} ", paint(self, "dim", ground))]
        if row.type == NOTE:
            return []
        if wide >= 60:
            found.append(Segment(f"  {SHORT.get(row.type, row.type):<5}", paint(self, "dim", ground)))
            found.append(Segment(f" {fitted(shown(row.status), 13, signs.more):<13}", paint(self, "dim", ground)))
        count = f"{row.done}/{row.parts}" if row.parts else f"{row.met}/{row.total}" if row.total else ""
        if wide >= 24:
            found.append(Segment(f" {count:>5} ", paint(self, "dim", ground)))
        return found
