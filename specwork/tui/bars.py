"""The single rows of a screen: title, tabs, headings, facts and footer. Each paints what it was last told.

They hold no state of the vault and ask nobody.
"""

from collections.abc import Sequence
from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from specwork.tui.clean import fitted, shown, width
from specwork.tui.keys import Action, Keymap, shown_key
from specwork.tui.looks import ASCII, glyphs, paint
from vault.typed import NamedTuple


class Part(NamedTuple):
    """Some words of a bar. `does` names an action, or `key` a row, that a click on them means."""

    text: str
    tone: str = "text"
    does: str = ""
    key: str = ""


class Bar(Widget):
    """One row: parts on the left, and on the right what must be seen; between them something gives way."""

    DEFAULT_CSS = "Bar { height: 1; }"
    ground = "bar"

    class Pressed(Message):
        """A part of the bar was clicked."""

        def __init__(self, action: str, key: str = "") -> None:
            super().__init__()
            self.action, self.key = action, key

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 Textual's name
        super().__init__(id=id, classes=classes)
        self.left: Sequence[Part] = ()
        self.right: Sequence[Part] = ()
        self.fill = " "

    def tell(self, left: Sequence[Part], right: Sequence[Part] = ()) -> None:
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        wide = self.size.width
        base = paint(self, "dim", self.ground)
        if y:
            return Strip.blank(wide, base)
        right = self._segments(self.right, wide * 2 // 3)
        taken = sum(width(part.text) for part in right)
        left = self._segments(self.left, wide - taken)
        room = wide - taken - sum(width(part.text) for part in left)
        return Strip([*left, Segment(self.fill * max(0, room), base), *right], wide)

    def _segments(self, parts: Sequence[Part], room: int) -> list[Segment]:
        """As many as there is room for; the last of them is cut."""
        found = []
        for part in parts:
            text = fitted(shown(part.text), room, glyphs(self).more)
            if not text:
                break
            style = paint(self, part.tone, self.ground)
            if part.does or part.key:
                style += Style.from_meta({"does": part.does, "key": part.key})
            found.append(Segment(text, style))
            room = room - width(text) if text == shown(part.text) else 0
        return found

    def on_click(self, event: events.Click) -> None:
        meta = event.style.meta
        if meta.get("does") or meta.get("key"):
            event.stop()
            self.post_message(self.Pressed(meta.get("does", ""), meta.get("key", "")))


class Heading(Bar):
    """The top line of a part of the screen: a rule with words in it."""

    ground = "ground"

    def render_line(self, y: int) -> Strip:
        self.fill = glyphs(self).rule
        return super().render_line(y)

    def _segments(self, parts: Sequence[Part], room: int) -> list[Segment]:
        rule = glyphs(self).rule
        if not parts or room < 8:
            return []
        inner = super()._segments(parts, room - 4)
        base = paint(self, "dim", self.ground)
        return [Segment(rule + " ", base), *inner, Segment(" " + rule, base)]


class Said(NamedTuple):
    """A key in the footer. `dim`: it cannot be pressed now; `last`: it stands at the right end."""

    key: str
    action: Action
    dim: bool = False
    last: bool = False


class KeyBar(Bar):
    """The footer: what can be done where one stands, as far as there is room. A click does it."""

    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; }"
    said: Sequence[Said] | None = None  # None: nobody has looked yet

    def look_again(self) -> None:
        """Something else may be possible now: that is seen once whatever goes on has been done."""
        self.call_later(self.look)

    def look(self) -> None:
        said = self._offered()
        if said != self.said:
            self.said = said
            self.refresh()

    def _offered(self) -> list[Said]:
        """In the order in which they give way, the last of them first."""
        offering: Offering = self.screen  # type: ignore[assignment]  # the screen of a key bar is a Keyed
        plain = glyphs(self) == ASCII
        offers = offering.offers()
        if offering.begun:
            ids = {action.id for action, _ in offers}
            follow = [(rest, action) for rest, action in offering.keymap.begun(offering.begun) if action.id in ids]
            return [Said(shown_key(rest, ascii_only=plain), action) for rest, action in follow]
        ranked = sorted((one for one in offers if one[0].rank), key=lambda one: one[0].rank)
        said = [
            Said(shown_key(action.keys[0], ascii_only=plain), action, bool(why), action.id == "help")
            for action, why in ranked
        ]
        return sorted(said, key=lambda one: (not one.last, one.dim))

    def render_line(self, y: int) -> Strip:
        if self.said is None:
            self.said = self._offered()
        wide = self.size.width
        base = paint(self, "text", self.ground)
        segments: list[Segment] = []
        last: list[Segment] = []
        room = wide - 1
        if working := getattr(self.app, "working", ""):
            said = fitted(f" {shown(working)}  ", room, glyphs(self).more)
            segments.append(Segment(said, paint(self, "warn", self.ground)))
            room -= width(said)
        for one in self.said:
            cost = width(one.key) + width(one.action.word) + 3
            if cost > room:
                break
            room -= cost
            (last if one.last else segments).extend(self._key(one))
        return Strip(Segment.adjust_line_length([*segments, Segment(" " * room, base), *last], wide, base), wide)

    def _key(self, one: Said) -> list[Segment]:
        meta = Style.from_meta({"does": one.action.id})
        bright, quiet = paint(self, "dim" if one.dim else "key", self.ground), paint(self, "dim", self.ground)
        word = quiet if one.dim else paint(self, "text", self.ground)
        return [Segment(" ", quiet), Segment(one.key, bright + meta), Segment(f" {one.action.word}", word + meta),
                Segment(" ", quiet)]  # fmt: skip


class Offering(Protocol):
    """The screen, as far as its footer knows it."""

    begun: str

    @property
    def keymap(self) -> Keymap: ...
    def offers(self) -> Sequence[tuple[Action, str]]: ...
