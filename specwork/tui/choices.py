"""A list of lines to choose from, painted as far as it is seen: for the palette, the finder and every small menu.

It knows its lines and where its cursor is; what a choice means is its owner's business.
"""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from specwork.tui.clean import fitted, shown, width
from specwork.tui.looks import glyphs, paint
from specwork.tui.scrolled import Scrolled
from vault.typed import NamedTuple


class Choice(NamedTuple):
    """`key` is what is answered. `hits` are the places in the label that fit what was typed; `why` dims it."""

    key: str
    label: str
    before: str = ""
    hint: str = ""
    hits: tuple[int, ...] = ()
    why: str = ""


class Choices(Scrolled, can_focus=True):
    """Its cursor is on the first line whenever it is told other ones."""

    class Chosen(Message):
        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, *, empty: str = "nothing") -> None:
        super().__init__()
        self.empty = empty
        self.lines: Sequence[Choice] = ()
        self.cursor = 0

    def tell(self, lines: Sequence[Choice], *, cursor: int = 0) -> None:
        self.lines, self.cursor = lines, max(0, min(cursor, len(lines) - 1))
        self.sized(max(1, len(lines)))
        self.scroll_to(y=0, animate=False, force=True)
        self.follow()
        self.refresh()

    @property
    def chosen(self) -> Choice | None:
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    def move(self, by: int) -> None:
        self.cursor = max(0, min(self.cursor + by, len(self.lines) - 1))
        self.follow()
        self.refresh()

    def follow(self) -> None:
        if self.size.height:
            self.scroll_to_region(Region(0, self.cursor, self.size.width or 1, 1), animate=False, force=True)

    def on_resize(self) -> None:
        self.sized(max(1, len(self.lines)))
        self.follow()

    def choose(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Chosen(self.chosen))

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        if at is not None and at.y + round(self.scroll_y) < len(self.lines):
            self.cursor = at.y + round(self.scroll_y)
            self.refresh()
            self.choose()

    def do_down(self) -> None:
        self.move(1)

    def do_up(self) -> None:
        self.move(-1)

    def do_page_down(self) -> None:
        self.move(max(1, self.size.height // 2))

    def do_page_up(self) -> None:
        self.move(-max(1, self.size.height // 2))

    def do_top(self) -> None:
        self.move(-len(self.lines))

    def do_bottom(self) -> None:
        self.move(len(self.lines))

    def do_enter(self) -> None:
        self.choose()

    def render_line(self, y: int) -> Strip:
        at, wide = y + round(self.scroll_y), self.size.width
        if at >= len(self.lines):
            word = f" {self.empty}" if not self.lines and at == 0 else ""
            base = paint(self, "dim", "bar")
            return Strip(Segment.adjust_line_length([Segment(fitted(word, wide), base)], wide, base), wide)
        return Strip(self._line(self.lines[at], wide, "cursor" if at == self.cursor else "bar"), wide)

    def _line(self, choice: Choice, wide: int, ground: str) -> list[Segment]:
        more = glyphs(self).more
        dim, text = paint(self, "dim", ground), paint(self, "dim" if choice.why else "text", ground)
        hint = fitted(shown(choice.why or choice.hint), max(0, wide // 2), more)
        before = f" {shown(choice.before)} " if choice.before else " "
        room = max(0, wide - width(before) - width(hint) - 2)
        label = fitted(shown(choice.label), room, more)
        segments = [Segment(before, paint(self, "accent", ground)), *_marked(label, choice, text)]
        segments.append(Segment(" " * max(1, wide - width(before) - width(label) - width(hint) - 1), text))
        return list(Segment.adjust_line_length([*segments, Segment(hint, dim)], wide, text))


_HIT = Style(bold=True, underline=True)


def _marked(label: str, choice: Choice, style: Style) -> list[Segment]:
    """The label, with what was typed standing out. Where cleaning changed it, nothing stands out."""
    if not choice.hits or not choice.label.startswith(label.rstrip("…~")):
        return [Segment(label, style)]
    found, last = [], 0
    for at in choice.hits:
        if last <= at < len(label):
            found += [Segment(label[last:at], style), Segment(label[at], style + _HIT)]
            last = at + 1
    return [*found, Segment(label[last:], style)]
