"""The headings of a note over it, to go to one of them."""

from collections.abc import Sequence

from textual.app import ComposeResult

from specwork.tui.document.listed import Listed
from specwork.tui.document.states import Heading
from specwork.tui.document.words import Line, Piece
from specwork.tui.stage import Over


class _Headings(Listed):
    def do_enter(self) -> None:
        if self.lines:
            self.screen.dismiss(self.lines[self.cursor].source)

    def clicked(self, row: int, piece: Piece) -> None:
        self.do_enter()


class Contents(Over):
    """Answers with the line of a heading, or with nothing."""

    DEFAULT_CSS = """
    Contents { align: center middle; }
    Contents > Listed { width: 70%; max-width: 80; height: 70%; border: round $line; background: $ground-ground; }
    """
    place = "contents"

    def __init__(self, headings: Sequence[Heading], here: int) -> None:
        super().__init__()
        self.headings, self.here = headings, here

    def compose(self) -> ComposeResult:
        yield _Headings()

    def on_mount(self) -> None:
        view = self.query_one(_Headings)
        lines = []
        for one in self.headings:
            indent = Piece("  " * (one.level - 1))
            lines.append(
                Line((indent, Piece(one.text, f"h{min(one.level, 4)}" if one.level > 1 else "title")), one.line)
            )
        view.show_lines(lines, [f"{number}" for number in range(len(lines))])
        view.focus()
        last = max((number for number, one in enumerate(self.headings) if one.line <= self.here), default=0)
        self.call_after_refresh(view.go, last)
