"""The small screens over another: a list to choose from, a text to read, a question to answer.

They answer their caller through `dismiss` and change nothing themselves.
"""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Input

from specwork.tui.bars import Heading, KeyBar, Part
from specwork.tui.choices import Choice, Choices
from specwork.tui.clean import fitted, shown
from specwork.tui.field import Field
from specwork.tui.keyed import Keyed, Over
from specwork.tui.keys import shown_key
from specwork.tui.looks import ASCII, glyphs, paint
from specwork.tui.scrolled import Scrolled


class Picker(Over):
    """Type, and choose from what fits. Override `look_for` to say what does; answers the choice, or None.

    What is looked for behind the screen is told through `tell` once it is known.
    """

    place = "picker"

    def __init__(self, title: str, *, hint: str = "", empty: str = "nothing fits") -> None:
        super().__init__()
        self.heading, self.hint = title, hint
        self.choices = Choices(empty=empty)
        self.awaited = False  # whether it is not known yet what there is to choose from
        self._entered = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="over"):
            yield Heading(classes="over-title")
            yield Field(placeholder=self.hint, classes="over-input")
            yield self.choices

    def on_mount(self) -> None:
        self.query_one(Heading).tell([Part(self.heading, "heading")])
        self.query_one(Input).focus()
        self.look_for("")

    def look_for(self, text: str) -> None:
        """Somebody typed this; the empty text at first."""

    def tell(self, choices: Sequence[Choice]) -> None:
        self.choices.tell(choices)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.look_for(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.awaited:
            self._entered = self.hold()
        elif self.choices.chosen is not None:
            self.choose(self.choices.chosen)

    def filled(self) -> None:
        """It is known what there is to choose from; who pressed Enter before has chosen."""
        self.awaited, entered, self._entered = False, self._entered, 0
        if entered:
            if self.choices.chosen is not None:
                self.choose(self.choices.chosen)
            self.come(entered, self.app.screen)

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        message.stop()
        self.choose(message.choice)

    def choose(self, choice: Choice) -> None:
        self.dismiss(choice)

    def do_down(self) -> None:
        self.choices.move(1)

    def do_up(self) -> None:
        self.choices.move(-1)

    def do_page_down(self) -> None:
        self.choices.do_page_down()

    def do_page_up(self) -> None:
        self.choices.do_page_up()


def hits_of(typed: str, label: str) -> tuple[int, ...] | None:
    """Where the letters of what was typed stand in a label, word by word if they can, else one after the other.

    >>> hits_of("nas", "Mount the NAS"), hits_of("mtn", "Mount the NAS"), hits_of("xyz", "Mount")
    ((10, 11, 12), (0, 4, 10), None)
    """
    folded = label.casefold()
    if len(folded) != len(label):
        folded = label.lower() if len(label.lower()) == len(label) else label
    found: list[int] = []
    for word in typed.casefold().split():
        at = folded.find(word)
        if at >= 0:
            found += range(at, at + len(word))
            continue
        at = -1
        for char in word:
            at = folded.find(char, at + 1)
            if at < 0:
                return None
            found.append(at)
    return tuple(sorted(set(found)))


class Palette(Picker):
    """Every action that can be done where one stood, by its name. Answers its id."""

    def __init__(self, under: Keyed) -> None:
        super().__init__("Commands", hint="type a word", empty="no command is called so")
        self._offers = [(*one, under.twin(one.action)) for one in under.offers() if one.action.id != "palette"]

    def look_for(self, text: str) -> None:
        plain = glyphs(self) == ASCII
        found = []
        for action, why, twin in self._offers:
            label = f"{action.word}: {action.about}"
            hits = hits_of(text, label)
            if hits is None:
                continue
            key = shown_key(action.keys[0], ascii_only=plain)
            spread = hits[-1] - hits[0] - len(hits) if hits else 0
            in_word = all(at < len(action.word) for at in hits)
            found.append((not in_word, spread, Choice(action.id, label, f"{key:>5}", twin, hits, why)))
        found.sort(key=lambda one: one[:2] if text else (False, 0))
        self.tell([choice for _, _, choice in found])


class Reading(Over):
    """Lines to read: `?`, messages, a preview. Each line is (tone, text) in parts."""

    place = "reading"

    def __init__(self, title: str, lines: Sequence[Sequence[Part]]) -> None:
        super().__init__()
        self.heading, self.lines = title, lines

    def compose(self) -> ComposeResult:
        with Vertical(classes="over"):
            yield Heading(classes="over-title")
            yield Lines(self.lines)
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Heading).tell([Part(self.heading, "heading")])
        self.query_one(Lines).focus()


class Question(Reading):
    """Asks before something is done, with what it will do to read. Answers True, or None."""

    place = "question"
    words: ClassVar = {**Over.words, "enter": "yes"}

    def do_enter(self) -> None:
        self.dismiss(True)

    def do_yes(self) -> None:
        self.dismiss(True)

    def do_no(self) -> None:
        self.dismiss(None)


class Prompt(Over):
    """Asks for one line. Answers the text, or None."""

    place = "prompt"

    def __init__(self, title: str, *, text: str = "", hint: str = "") -> None:
        super().__init__()
        self.heading, self.text, self.hint = title, text, hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="over low"):
            yield Heading(classes="over-title")
            yield Field(self.text, placeholder=self.hint, classes="over-input")

    def on_mount(self) -> None:
        self.query_one(Heading).tell([Part(self.heading, "heading")])
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value)


class Lines(Scrolled, can_focus=True):
    """A text that is only read."""

    def __init__(self, lines: Sequence[Sequence[Part]]) -> None:
        super().__init__()
        self.lines = lines

    def on_resize(self, event: events.Resize) -> None:
        self.sized(len(self.lines) or 1)

    def render_line(self, y: int) -> Strip:
        at, wide = y + round(self.scroll_y), self.size.width
        base = paint(self, "text", "bar")
        parts = self.lines[at] if at < len(self.lines) else ()
        segments, room = [], wide
        for part in parts:
            text = fitted(shown(part.text), room, glyphs(self).more)
            segments.append(Segment(text, paint(self, part.tone, "bar")))
            room -= len(text)
        return Strip(Segment.adjust_line_length(segments, wide, base), wide)


def help_lines(under: Keyed, *, ascii_only: bool) -> list[list[Part]]:
    """What `?` says: every key that does something where one stood, by group, with the same on the command line."""
    lines: list[list[Part]] = []
    group = ""
    for action, why in under.offers():
        if action.group != group:
            group = action.group
            lines += [[], [Part(f" {group}", "heading")]]
        keys = " ".join(shown_key(key, ascii_only=ascii_only) for key in action.keys)
        line = [Part(f"  {keys:<12} ", "key"), Part(action.about, "dim" if why else "text")]
        if why:
            line.append(Part(f"  (not now: {why})", "dim"))
        lines.append(line)
        if twin := under.twin(action):
            lines.append([Part(f"  {'':<12} ", "dim"), Part(f"= {twin}", "dim")])
    return lines[1:]
