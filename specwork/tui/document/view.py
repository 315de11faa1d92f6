"""The view of one note: what it says, laid out as it comes to be seen, with the place kept by the note's own lines.

It is handed a `Document` and tells what was chosen in it; it asks nobody and changes nothing.
"""

from time import perf_counter

from textual.message import Message
from textual.timer import Timer

from specwork.tui.document.layout import NARROWEST, Flow, Reading, Sight
from specwork.tui.document.lined import MARGIN, Lined
from specwork.tui.document.states import Document
from specwork.tui.document.words import Line, Piece

WIDEST = 110  # lines that are longer are hard to read
SLICE, PAUSE = 0.006, 0.02  # so long is laid out what nobody sees yet, and so often


class DocumentView(Lined):
    """A note to read."""

    class CriterionTicked(Message):
        """A criterion is to be ticked, or no longer, by its number."""

        def __init__(self, view: "DocumentView", number: int, *, met: bool) -> None:
            super().__init__()
            self.view, self.number, self.met = view, number, met

        @property
        def control(self) -> "DocumentView":
            return self.view

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 Textual's own name for it
        super().__init__(id=id)
        self.document: Document | None = None
        self.reading: Reading | None = None
        self.flow: Flow | None = None
        self._filling: Timer | None = None
        self._waiting: int | None = None  # the line to go to once there is a width to lay out for

    # what is shown

    @property
    def sight(self) -> Sight | None:
        """What would be seen of a note, for it to be laid out behind the screen; None where that is not known yet."""
        if self.wide <= 0:
            return None
        near = self.flow.source_at(self.top) if self.flow else 1
        return Sight(self._width, self.size.height, near, self.signs)

    @property
    def _width(self) -> int:
        return max(NARROWEST, min(self.wide - 2 * MARGIN, WIDEST))

    def show_document(self, document: Document | None, *, at: int | None = None, flow: Flow | None = None) -> None:
        """Shows a note, from a line of it if one is given; the same note again keeps its place.

        `flow` is what was laid out of it already.
        """
        same = self.document is not None and document is not None and self.document.path == document.path
        spots = self._spots() if same and at is None else None
        if spots and self.document and document:
            spots = tuple((_again(self.document, document, source), before) for source, before in spots)
        self.document = document
        self.flow = flow if flow is not None and self.wide > 0 and flow.width == self._width else None
        self.reading = self.flow.reading if self.flow else Reading(document, self.signs) if document else None
        if not same:
            self.hits, self.wanted, self.hit = [], "", -1
            self.cursor = 0
        self._waiting = at
        self._lay(spots)
        if at is None and not same:
            self.scroll_to(y=0, animate=False, force=True)

    def _spots(self) -> tuple[tuple[int, int], ...] | None:
        """Where the top of the window and the cursor stand in the note."""
        flow = self.flow
        return (flow.spot(self.top), flow.spot(self.cursor)) if flow and flow.height else None

    def _lay(self, spots: tuple[tuple[int, int], ...] | None) -> None:
        """Lays out for the width there is; what is seen now, and the rest bit by bit."""
        if self.reading is None or self.wide <= 0:
            self.repaint()
            return
        flow = self.flow = self.flow or Flow(self.reading, self._width)
        top = 0
        if spots:
            top = flow.row_at(*spots[0])
            self.cursor = flow.row_at(*spots[1])
            top = flow.row_at(*spots[0])  # laying out the one may have moved the other
        for row in range(top, top + self.size.height):
            flow.line(row)
        self.repaint()
        if spots:
            self.scroll_to(y=top, animate=False, force=True)
        if self._waiting is not None:
            self.go_to_line(self._waiting)
            self._waiting = None
        self._search_again()
        if self._filling is None and flow.missing() is not None:
            self._filling = self.set_interval(PAUSE, self._fill)

    def on_resize(self) -> None:
        if self.flow is None or self.flow.width != self._width:
            spots, self.flow = self._spots(), None
            self._lay(spots)

    def _fill(self) -> None:
        """Lays out some more of what nobody has seen yet; what is seen stays where it is."""
        flow = self.flow
        part = flow.missing(self.top) if flow else None
        if flow is None or part is None:
            if self._filling is not None:
                self._filling.stop()
                self._filling = None
            return
        until = perf_counter() + SLICE
        top, cursor = self._place(self.top), self._place(self.cursor)
        while part is not None and perf_counter() < until:
            flow.lay(part)
            part = flow.missing(self.top)
        self.cursor = flow.starts[cursor[0]] + cursor[1]
        row = flow.starts[top[0]] + top[1]
        if row != self.top:
            self.repaint()
            self.scroll_to(y=row, animate=False, force=True)
        elif part is None:  # the guess of the height is good enough until the end: nothing flickers for it
            self.longer()
        if part is None:
            self._search_again()

    def _place(self, row: int) -> tuple[int, int]:
        if self.flow is None:
            return 0, 0
        part = self.flow.part_at(row)
        return part, row - self.flow.starts[part]

    def _search_again(self) -> None:
        if self.wanted:
            self.search(self.wanted)

    @property
    def height_of_lines(self) -> int:
        return self.flow.height if self.flow else 0

    def line_of(self, row: int) -> Line | None:
        if self.flow is None:
            return None
        height = self.flow.height
        line = self.flow.line(row)
        if self.flow.height != height:
            self.call_later(self.repaint)
        return line

    def known_lines(self) -> list[tuple[int, Line]]:
        return list(self.flow.known()) if self.flow else []

    # where one is

    @property
    def source(self) -> int:
        """The line of the note that the cursor is on."""
        return self.flow.source_at(self.cursor) if self.flow else 1

    def go_to_line(self, source: int) -> None:
        """Goes to a line of the note, with some lines before it in sight."""
        if self.flow is None:
            return
        row = self.flow.row_of(source)
        self.repaint()
        self.go(row)
        self.scroll_to(y=max(0, row - 2), animate=False, force=True)

    # criteria

    def criterion(self, row: int) -> int | None:
        """The number of the criterion that a row shows."""
        line = self.line_of(row)
        return self.document.criteria.get(line.source) if line and self.document else None

    def can_tick(self) -> str:
        return "" if self.criterion(self.cursor) is not None else "no acceptance criterion stands on this line"

    def do_tick(self) -> None:
        self._tick(self.cursor)

    def _tick(self, row: int) -> None:
        number = self.criterion(row)
        if number is None or self.flow is None or self.document is None:
            return
        source = self.flow.source_at(row)
        met = self.document.met(source)
        self.post_message(self.CriterionTicked(self, number, met=not met))

    def clicked(self, row: int, piece: Piece) -> None:
        if piece.look.startswith("box"):
            self._tick(row)
        else:
            super().clicked(row, piece)


def _again(before: Document, after: Document, source: int) -> int:
    """The same place in a note that changed meanwhile: as far below the same heading."""
    heads = [head for head in before.headings if head.line <= source]
    if not heads:
        return source
    last = heads[-1]
    number = sum(head.text == last.text for head in heads)
    alike = [head for head in after.headings if head.text == last.text]
    return alike[min(number, len(alike)) - 1].line + source - last.line if alike else source
