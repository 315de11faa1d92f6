"""To tick what belongs and write one line: which files to deliver, what a commit holds, how a session ends.

It changes nothing; it answers what was ticked and written.
"""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from specwork.tui.bars import Heading, Part
from specwork.tui.choices import Choice, Choices
from specwork.tui.field import Field
from specwork.tui.keyed import Over
from specwork.tui.looks import glyphs
from vault.typed import NamedTuple


class Item(NamedTuple):
    """A line to tick. `said` stands behind it."""

    key: str
    label: str
    said: str = ""
    ticked: bool = False


class Marked(NamedTuple):
    """What was answered: the keys of the ticked lines, and of the one under the cursor; the line that was written."""

    ticked: tuple[str, ...]
    under: str
    text: str


class Marks(Choices):
    """Lines with a box each."""

    place = "marking"

    def __init__(self, items: Sequence[Item], *, empty: str) -> None:
        super().__init__(empty=empty)
        self.items = items
        self.ticked = {one.key for one in items if one.ticked}

    def lay(self) -> None:
        signs = glyphs(self)
        lines = [
            Choice(one.key, one.label, signs.met if one.key in self.ticked else signs.unmet, one.said)
            for one in self.items
        ]
        top = self.scroll_y
        self.tell(lines, cursor=self.cursor)
        self.scroll_to(y=top, animate=False, force=True)
        self.follow()

    def choose(self) -> None:
        """A click ticks."""
        if self.chosen is not None:
            self.ticked ^= {self.chosen.key}
            self.lay()

    def do_mark(self) -> None:
        self.choose()
        self.move(1)

    def do_enter(self) -> None:
        if self.chosen is not None:
            self.post_message(self.Chosen(self.chosen))


class Marking(Over):
    """`written`: the line that stands there already. Where `first` is `text`, that is where one begins."""

    place = "marking"

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        *,
        above: Sequence[str] = (),
        empty: str = "nothing",
        written: str = "",
        hint: str = "",
        ticks: str = "tick",
        sends: str = "do it",
        text_first: bool = False,
    ) -> None:
        super().__init__()
        self.heading, self.above, self.ticks, self.sends = title, above, ticks, sends
        self.marks = Marks(items, empty=empty)
        self.field = Field(written, placeholder=hint, classes="over-input")
        self.text_first = text_first or not items

    def compose(self) -> ComposeResult:
        with Vertical(classes="over"):
            yield Heading(id="marking-title")
            for line in self.above:
                yield _Said(line)
            yield self.marks
            yield Heading(id="marking-keys")
            yield self.field

    def on_mount(self) -> None:
        self.query_one("#marking-title", Heading).tell([Part(self.heading, "heading")])
        ticks = self.ticks if self.marks.items else ""
        known = (("space", ticks, "mark"), ("Enter", self.sends, "send"), ("Tab", "there", "next_pane"))
        parts: list[Part] = []
        for key, word, does in (*known, ("Esc", "leave it", "leave")):
            parts += [Part(f"{key} ", "key", does), Part(f"{word}  ", "text", does)] if word else []
        self.query_one("#marking-keys", Heading).tell(parts)
        self.marks.lay()
        self.set_focus(self.field if self.text_first else self.marks)
        self.field.cursor_position = len(self.field.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.do_send()

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        message.stop()
        self.do_send()

    def do_send(self) -> None:
        ticked = tuple(one.key for one in self.marks.items if one.key in self.marks.ticked)
        under = self.marks.chosen.key if self.marks.chosen else ""
        self.dismiss(Marked(ticked, under, self.field.value.strip()))

    def do_down(self) -> None:
        self.marks.move(1)

    def do_up(self) -> None:
        self.marks.move(-1)

    def do_next_pane(self) -> None:
        self.set_focus(self.marks if self.field.has_focus else self.field)

    do_last_pane = do_next_pane

    def do_mark(self) -> None:
        self.marks.do_mark()


class _Said(Heading):
    """A line above the list."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def on_mount(self) -> None:
        self.tell([Part(self.text, "warn")])
