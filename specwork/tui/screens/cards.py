"""The columns of the board, painted line by line, only what is seen.

Where the columns would be too narrow to read there is one of them at a time, below a strip with the counts of all.
"""

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from specwork.tui.clean import fitted, shown, width
from specwork.tui.document.words import Piece, wrapped
from specwork.tui.looks import glyphs, paint, state_of
from specwork.tui.screens.columns import OTHER, Columns, column_of
from specwork.tui.tree.rows import Row
from specwork.tui.tree.view import SHORT

NARROWEST = 14  # cells of a column
ROOMY = 34  # cells of a column in which a title rarely needs a second line


class Cards(Widget, can_focus=True):
    """The columns. It says which card the cursor is on, and which one is to be opened."""

    class Moved(Message):
        """The cursor is on another card."""

    class Opened(Message):
        """A card is to be opened."""

    def __init__(self, model: Columns, empty: str = "") -> None:
        super().__init__(classes="sheet")
        self.model, self.empty = model, empty
        self.tops: dict[str, int] = {}  # by column, its first card that is seen

    # the shape of it

    @property
    def wide(self) -> bool:
        """Whether all columns are seen at once."""
        return self.size.width // len(self.model.words) >= NARROWEST

    @property
    def seen(self) -> list[tuple[int, int, int]]:
        """The columns that are seen: which, from which cell, how wide."""
        if not self.wide:
            return [(self.model.column, 0, self.size.width)]
        count, whole = len(self.model.words), self.size.width
        edges = [whole * at // count for at in range(count + 1)]
        return [(at, edges[at], edges[at + 1] - edges[at]) for at in range(count)]

    @property
    def titles(self) -> int:
        """Lines that a title may take."""
        return 1 if self.size.width // (len(self.model.words) if self.wide else 1) >= ROOMY else 2

    @property
    def tall(self) -> int:
        """Lines of a card, the blank one behind it among them."""
        return self.titles + 2

    @property
    def fits(self) -> int:
        """Cards of a column that are seen."""
        return max(1, (self.size.height - 1) // self.tall)

    def top(self, column: int) -> int:
        most = max(0, len(self.model.cards[column]) - self.fits)
        return min(self.tops.get(self.model.words[column], 0), most)

    # what changes

    def changed(self) -> None:
        """The model says something else now: the card under the cursor is brought into sight."""
        column, at = self.model.column, max(0, self.model.position)
        top = self.top(column)
        self.tops[self.model.words[column]] = max(min(top, at), at - self.fits + 1)
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.changed()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _by(self, cards: int) -> None:
        self.model.by(cards)
        self.changed()

    def do_down(self) -> None:
        self._by(1)

    def do_up(self) -> None:
        self._by(-1)

    def do_page_down(self) -> None:
        self._by(max(1, self.fits // 2))

    def do_page_up(self) -> None:
        self._by(-max(1, self.fits // 2))

    def do_top(self) -> None:
        self._by(-len(self.model.rows))

    def do_bottom(self) -> None:
        self._by(len(self.model.rows))

    def do_column_left(self) -> None:
        self.model.across(-1)
        self.changed()

    def do_column_right(self) -> None:
        self.model.across(1)
        self.changed()

    def do_mark(self) -> None:
        self.model.toggle_mark()
        self._by(1)

    def do_enter(self) -> None:
        if self.model.chosen:
            self.post_message(self.Opened())

    # the mouse

    def on_click(self, event: events.Click) -> None:
        if (column := event.style.meta.get("column")) is not None:
            self.model.go(int(column), 0)
            self.changed()
            return
        for at, start, cells in self.seen:
            if start <= event.x < start + cells and event.y >= 1:
                hit = self.model.go(at, self.top(at) + (event.y - 1) // self.tall)
                self.changed()
                if hit and event.chain == 2:
                    self.do_enter()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll(event, -1)

    def _scroll(self, event: events.MouseEvent, by: int) -> None:
        for at, start, cells in self.seen:
            if start <= event.x < start + cells:
                self.tops[self.model.words[at]] = max(0, self.top(at) + by)
                self.refresh()
        event.stop()

    # painting

    def render_line(self, y: int) -> Strip:
        whole = self.size.width
        if not self.model.rows and y == 1:
            return Strip([Segment(f" {self.empty}"[:whole], paint(self, "dim"))]).adjust_cell_length(whole, paint(self))
        if y == 0 and not self.wide:
            return self._strip()
        segments: list[Segment] = []
        for column, _, cells in self.seen:
            segments += self._head(column, cells) if y == 0 else self._row(column, y - 1, cells)
        return Strip(segments).adjust_cell_length(whole, paint(self))

    def _strip(self) -> Strip:
        """The counts of all columns, the one that is seen with its word, the others too if there is room."""
        signs, whole = glyphs(self), self.size.width
        counts = [f"{len(cards):,}" for cards in self.model.cards]
        long = sum(len(word) + 5 for word in self.model.words) + sum(map(len, counts)) <= whole
        segments = []
        for at, word in enumerate(self.model.words):
            here = at == self.model.column
            sign, tone = state_of(word, signs)
            said = f" {sign} {word} {counts[at]} " if here or long else f" {sign} {counts[at]} "
            style = paint(self, "strong" if here else tone, "cursor" if here else "ground")
            segments.append(Segment(said, style + Style.from_meta({"column": at})))
        return Strip(segments).adjust_cell_length(whole, paint(self))

    def _head(self, column: int, cells: int) -> list[Segment]:
        word = self.model.words[column]
        sign, tone = state_of(word, glyphs(self))
        here = column == self.model.column
        count = f" {len(self.model.cards[column]):,} "
        left = fitted(f" {sign} {word}", cells - len(count), glyphs(self).more)
        ground = "cursor" if here and self.has_focus else "bar"
        style = paint(self, "strong" if here else tone, ground)
        filled = left + " " * (cells - width(left) - len(count)) + count
        return [Segment(filled, style + Style.from_meta({"column": column}))]

    def _row(self, column: int, y: int, cells: int) -> list[Segment]:
        at = self.top(column) + y // self.tall
        cards = self.model.cards[column]
        blank = [Segment(" " * cells, paint(self))]
        if at >= len(cards) or y // self.tall >= self.fits:
            return blank
        row, line = cards[at], y % self.tall
        ground = "ground"
        if row.key == self.model.cursor:
            ground = "cursor" if self.has_focus else "idle"
        if line == 0:
            segments = self._top_of(row, cells - 1, ground)
        elif line <= self.titles:
            segments = [Segment(self._title(row, line - 1, cells - 1), paint(self, "text", ground))]
        else:
            return blank
        base = paint(self, "text", ground)
        return [*Segment.adjust_line_length(segments, cells - 1, base), Segment(" ", paint(self))]

    def _top_of(self, row: Row, cells: int, ground: str) -> list[Segment]:
        """Its glyph and id, and at the end who records, what it waits on, how far it has come."""
        signs = glyphs(self)
        sign, tone = state_of(row.status, signs)
        marked = row.key in self.model.marks
        count = f"{row.done}/{row.parts}" if row.parts else f"{row.met}/{row.total}" if row.total else ""
        right: list[tuple[str, str]] = []
        if row.recording:
            right.append((f" {signs.lamp} REC", "bad"))
        if row.waits and cells >= 16:
            right.append((f" {signs.blocked} {row.waits[0]}{signs.more if len(row.waits) > 1 else ''}", "warn"))
        if count:
            right.append((f" {count}", "dim"))
        left = [(signs.mark, "accent"), (f"{sign} ", tone)] if marked else [(f" {sign} ", tone)]
        left.append((f"{row.id}", "strong"))
        room = cells - sum(width(text) for text, _ in left)
        while right and sum(width(text) for text, _ in right) > room:
            right.pop()
        room -= sum(width(text) for text, _ in right)
        kind = SHORT.get(row.type, row.type)
        if room >= 14:
            left.append((fitted(f"  {shown(kind)}", 8, signs.more), "dim"))
        if column_word := self._own_word(row, room - 10):
            left.append((column_word, "dim"))
        room = cells - sum(width(text) for text, _ in (*left, *right))
        made = [Segment(text, paint(self, tone, ground)) for text, tone in left]
        made.append(Segment(" " * max(0, room), paint(self, "text", ground)))
        return made + [Segment(text, paint(self, tone, ground)) for text, tone in right]

    def _own_word(self, row: Row, room: int) -> str:
        """A status that is none of the words, as it was typed."""
        if room < 6 or column_of(row.status) != OTHER:
            return ""
        return fitted(f"  {shown(row.status)}", room, glyphs(self).more)

    def _title(self, row: Row, line: int, cells: int) -> str:
        title = shown(row.title)
        if self.titles == 1:
            return fitted(f"   {title}", cells, glyphs(self).more)
        lines = ["".join(piece.text for piece in pieces) for pieces in wrapped([Piece(title)], max(4, cells - 3))]
        if len(lines) > self.titles:
            lines[self.titles - 1] = fitted(" ".join(lines[self.titles - 1 :]), cells - 3, glyphs(self).more)
        return f"   {lines[line]}" if line < len(lines) else ""
