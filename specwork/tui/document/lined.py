"""A view of lines with a cursor: painted line by line, searched, its links followed by letters or by mouse.

What the lines are is the business of those who inherit it; it tells what was chosen, and does nothing about it.
"""

from itertools import islice, product

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from specwork.tui.clean import fitted, shown
from specwork.tui.document.glyphs import ASCII, UNICODE, Glyphs
from specwork.tui.document.painting import segments, style
from specwork.tui.document.words import Line, Piece
from specwork.tui.looks import ASCII as LOOK_ASCII
from specwork.tui.looks import glyphs
from specwork.tui.scrolled import Scrolled

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
MARGIN = 1
MOST = 10_000  # hits of one search


def letters(count: int) -> list[str]:
    """As many labels, each of the same few letters, none the beginning of another.

    >>> letters(3), len(letters(100)), letters(100)[26]
    (['a', 's', 'd'], 100, 'sa')
    """
    size = 1
    while len(LETTERS) ** size < count:
        size += 1
    return ["".join(one) for one in islice(product(LETTERS, repeat=size), count)]


class Lined(Scrolled, can_focus=True):
    """Lines to read, with a cursor on one of them."""

    DEFAULT_CSS = "Lined { scrollbar-size-vertical: 1; overflow: hidden scroll; }"
    place = ""

    class LinkChosen(Message):
        """A link is to be followed, by its number."""

        def __init__(self, view: "Lined", number: int) -> None:
            super().__init__()
            self.view, self.number = view, number

        @property
        def control(self) -> "Lined":
            return self.view

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.cursor = 0
        self.wanted = ""  # what is searched for
        self.hits: list[tuple[int, int, int]] = []  # row, from, to
        self.hit = -1
        self.hints: dict[str, int] = {}  # labels of links, while one is to be chosen
        self.typed = ""
        self.asking: str | None = None  # what is typed to be searched for
        self._strips: dict[int, Strip] = {}

    # what those who inherit this say

    @property
    def height_of_lines(self) -> int:
        return 0

    def line_of(self, row: int) -> Line | None:
        return None

    # what is seen

    @property
    def top(self) -> int:
        return round(self.scroll_y)

    @property
    def wide(self) -> int:
        return self.scrollable_content_region.width

    @property
    def signs(self) -> Glyphs:
        return ASCII if glyphs(self) is LOOK_ASCII else UNICODE

    def repaint(self) -> None:
        """What was painted is out of date."""
        self._strips.clear()
        self.sized(max(1, self.height_of_lines))
        self.refresh()

    def longer(self) -> None:
        """There are more lines or fewer, but none of those that are seen is another one."""
        seen = range(self.top, self.top + self.size.height)
        self._strips = {row: strip for row, strip in self._strips.items() if row in seen}
        self.sized(max(1, self.height_of_lines))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.asking, self.hints = None, {}
        self.repaint()

    def render_line(self, y: int) -> Strip:
        if self.asking is not None and y == self.size.height - 1:
            return self._prompt()
        row = y + self.top
        known = self._strips.get(row)
        if known is None or known.cell_length != self.size.width:
            known = self._strips[row] = self._painted(row)
        return known

    def _painted(self, row: int) -> Strip:
        theme, wide = self.app.theme, self.size.width
        ground = "cursor" if row == self.cursor and self.has_focus else "ground"
        line = self.line_of(row)
        if line is None:
            return Strip([Segment(" " * wide, style(theme, ""))], wide)
        if self.hints:
            line = self._hinted(line)
        marks = tuple((start, end) for at, start, end in self._hits_of(row))
        now = next((number for number, one in enumerate(self._hits_of(row)) if one is self._now()), -1)
        fill = style(theme, line.fill, ground)
        painted = [Segment(" " * MARGIN, style(theme, "", ground)), *segments(line, theme, ground, marks, now)]
        return Strip(painted).adjust_cell_length(wide, fill)

    def _hits_of(self, row: int) -> list[tuple[int, int, int]]:
        return [one for one in self.hits if one[0] == row] if self.hits else []

    def _now(self) -> tuple[int, int, int] | None:
        return self.hits[self.hit] if 0 <= self.hit < len(self.hits) else None

    # the cursor

    def go(self, row: int, *, centre: bool = False) -> None:
        """Puts the cursor on a row, and brings it into sight."""
        before = self.cursor
        self.cursor = max(0, min(row, self.height_of_lines - 1))
        for one in (before, self.cursor):
            self._strips.pop(one, None)
            self.refresh(Region(0, one - self.top, self.size.width, 1))
        height = self.size.height
        if centre and not self.top <= self.cursor < self.top + height:
            self.scroll_to(y=max(0, self.cursor - height // 3), animate=False, force=True)
        elif height:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def do_down(self) -> None:
        self.go(self.cursor + 1)

    def do_up(self) -> None:
        self.go(self.cursor - 1)

    def do_page_down(self) -> None:
        self._page(max(1, self.size.height // 2))

    def do_page_up(self) -> None:
        self._page(-max(1, self.size.height // 2))

    def _page(self, rows: int) -> None:
        self.scroll_relative(y=rows, animate=False, force=True)
        self.go(self.cursor + rows)

    def do_top(self) -> None:
        self.go(0)

    def do_bottom(self) -> None:
        self.go(self.height_of_lines - 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if len(self._strips) > 2000:
            self._strips.clear()

    def do_leave(self) -> None:
        """Out of the search first, then out of here."""
        if self.hits or self.wanted:
            self.search("")
        elif leave := getattr(self.screen, "do_leave", None):
            leave()

    # links

    def links_of(self, row: int) -> list[int]:
        line = self.line_of(row)
        return list(dict.fromkeys(piece.link for piece in line.pieces if piece.link >= 0)) if line else []

    def do_links(self) -> None:
        """Letters on every link that is seen."""
        rows = range(self.top, self.top + self.size.height)
        self._hint([number for row in rows for number in self.links_of(row)])

    def do_enter(self) -> None:
        """Follows the link of the line; of several, by letters."""
        found = self.links_of(self.cursor)
        if len(found) == 1:
            self.post_message(self.LinkChosen(self, found[0]))
        else:
            self._hint(found)

    def _hint(self, numbers: list[int]) -> None:
        numbers = list(dict.fromkeys(numbers))
        self.hints = dict(zip(letters(len(numbers)), numbers, strict=True)) if numbers else {}
        self.typed = ""
        self.repaint()

    def _hinted(self, line: Line) -> Line:
        """A line with its links' labels over their first letters."""
        label_of = {number: label for label, number in self.hints.items() if label.startswith(self.typed)}
        pieces: list[Piece] = []
        for piece in line.pieces:
            label = label_of.pop(piece.link, None)
            if label is None:
                pieces.append(piece)
            else:
                label = label[len(self.typed) :]
                rest = piece.text
                while rest and cell_len(piece.text) - cell_len(rest) < len(label):
                    rest = rest[1:]
                pieces += [Piece(label, "mark strong", piece.link), piece._replace(text=rest)]
        return line._replace(pieces=tuple(pieces))

    def on_click(self, event: events.Click) -> None:
        row = event.y + self.top
        self.go(row)
        at = event.x - MARGIN
        line = self.line_of(row)
        for piece in line.pieces if line else ():
            cells = cell_len(piece.text)
            if 0 <= at < cells:
                self.clicked(row, piece)
                break
            at -= cells
        event.stop()

    def clicked(self, row: int, piece: Piece) -> None:
        if piece.link >= 0:
            self.post_message(self.LinkChosen(self, piece.link))

    # what is typed

    def on_key(self, event: events.Key) -> None:
        if self.asking is not None:
            self._ask_key(event)
        elif self.hints:
            self._hint_key(event)
        else:
            return
        event.stop()
        event.prevent_default()

    def _hint_key(self, event: events.Key) -> None:
        self.typed += event.character or "?"
        number = self.hints.get(self.typed)
        if number is not None:
            self.post_message(self.LinkChosen(self, number))
        if number is not None or not any(label.startswith(self.typed) for label in self.hints):
            self.hints = {}
        self.repaint()

    # searching

    def do_search(self) -> None:
        self.asking = ""
        self.repaint()

    def _ask_key(self, event: events.Key) -> None:
        asked = self.asking or ""
        if event.key == "escape":
            self.asking = None
            self.search("")
        elif event.key == "enter":
            self.asking = None
            self.search(asked, go=True)
        elif event.key == "backspace" and not asked:
            self.asking = None
        elif event.key == "backspace":
            self.asking = asked[:-1]
            self.search(self.asking)
        elif event.character and event.is_printable:
            self.asking = asked + event.character
            self.search(self.asking)
        self.repaint()

    def on_paste(self, event: events.Paste) -> None:
        if self.asking is not None:
            self.asking += " ".join(event.text.split())[:200]
            self.search(self.asking)
            event.stop()

    def search(self, wanted: str, *, go: bool = False) -> None:
        """Finds every place of a text; capitals count where some were typed."""
        self.wanted = wanted
        self.hits = self._found(wanted) if wanted else []
        self.hit = next((at for at, (row, _, _) in enumerate(self.hits) if row >= self.cursor), 0) if self.hits else -1
        if go and self.hits:
            self.go(self.hits[self.hit][0], centre=True)
        elif go and wanted:
            self.app.notify(f"not found: {shown(wanted)}", markup=False, severity="warning")
        self.repaint()

    def _found(self, wanted: str) -> list[tuple[int, int, int]]:
        exact = wanted != wanted.lower()
        found: list[tuple[int, int, int]] = []
        for row, line in self.known_lines():
            text = line.text
            low = text if exact or len(text.lower()) != len(text) else text.lower()
            at = low.find(wanted)
            while at >= 0 and len(found) < MOST:
                found.append((row, at, at + len(wanted)))
                at = low.find(wanted, at + len(wanted))
        return found

    def known_lines(self) -> list[tuple[int, Line]]:
        """What can be searched now."""
        rows = range(self.height_of_lines)
        return [(row, line) for row in rows if (line := self.line_of(row)) is not None]

    def do_next_hit(self) -> None:
        self._step(1)

    def do_last_hit(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.hits:
            self.hit = (self.hit + by) % len(self.hits)
            self.go(self.hits[self.hit][0], centre=True)
            self.repaint()

    def _prompt(self) -> Strip:
        wide = self.size.width
        theme = self.app.theme
        found = f" {self.hit + 1}/{len(self.hits)} " if self.hits else " none " if self.asking else " "
        left = fitted(f"/{shown(self.asking or '')}_", max(1, wide - len(found)))
        bar = style(theme, "", "bar")
        return Strip([Segment(left, bar), Segment(found, style(theme, "dim", "bar"))]).adjust_cell_length(wide, bar)
