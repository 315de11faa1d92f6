"""A note as the document pane shows it: its bytes, its links and how each of them stands. Pure, with `given` to ask.

Asked for in one question, behind the screen; what comes back is a value that lays itself out without asking again.
"""

from bisect import bisect_right

from specwork.domain.criteria import criteria
from specwork.tui.document.inline import AMBIGUOUS, MISSING, RESOLVED, shown_text
from specwork.tui.document.marks import Marked, marked, unread
from specwork.work.given import Given
from vault.index.resolve import RememberedNames, heading_number, plain_heading, resolve
from vault.notes.links import Link
from vault.notes.note import Note, read_note
from vault.paths import is_note
from vault.text import digest, line_starts
from vault.typed import NamedTuple

CAP = 512 << 10  # so much of a note is laid out: some ten thousand lines


class Led(NamedTuple):
    """Where a link leads, and how it stands: resolved, missing, ambiguous."""

    path: str | None
    state: str


class Heading(NamedTuple):
    level: int
    text: str
    line: int


class Document(NamedTuple):
    """One note to be shown. `text` is what is laid out of it: all, but for a very large one. Links are by number."""

    path: str
    text: bytes
    size: int
    digest: bytes
    source: Marked
    led: tuple[Led, ...]
    headings: tuple[Heading, ...]
    criteria: dict[int, int]  # the number of a criterion by its line,
    unmet: frozenset[int]  # and the lines of those that are not met

    @property
    def note(self) -> Note:
        return self.source.note

    @property
    def links(self) -> tuple[Link, ...]:
        return self.source.links

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(one.state for one in self.led)

    def met(self, line: int) -> bool:
        """Whether the criterion on a line is met."""
        return line not in self.unmet

    def line_of(self, heading: str | None, block: str | None) -> int | None:
        """Where a link to a heading or a block leads; None where there is none of that name."""
        if block is not None:
            found = next((one.start for one in self.source.scan.ids if one.text == block), None)
            return None if found is None else _line(line_starts(self.text), found)
        if heading is None:
            return None
        number = heading_number([(one.level, plain_heading(one.text)) for one in self.note.headings], heading)
        return None if number is None else self.headings[number].line

    @property
    def left_out(self) -> int:
        """How many bytes are not shown."""
        return self.size - len(self.text)


def read_document(given: Given, path: str) -> Document:
    """A note of the vault, ready to be laid out."""
    text = given.text(path)
    names = RememberedNames(given.index.names)
    made = document(path, text)
    return made._replace(led=tuple(_led(names, path, link) for link in made.links))


def document(path: str, text: bytes) -> Document:
    """A note by itself: every link of it counts as resolved. What is no note is shown as it is typed."""
    shown = _beginning(text) if is_note(path) or b"\0" not in text[:4096] else b""  # a picture, say
    note = read_note(path, shown) if is_note(path) else Note(path, shown, None, [], [], [], [], [], [], [])
    starts = line_starts(shown)
    source = marked(note) if is_note(path) else unread(note)
    heads = [Heading(head.level, shown_text(head.text), _line(starts, head.start)) for head in note.headings]
    found = criteria(note)
    boxes = {_line(starts, one.task.mark.start): one.number for one in found}
    unmet = frozenset(_line(starts, one.task.mark.start) for one in found if not one.met)
    led = tuple(Led(None, RESOLVED) for _ in source.links)
    return Document(path, shown, len(text), digest(text), source, led, tuple(heads), boxes, unmet)


def _led(names: RememberedNames, path: str, link: Link) -> Led:
    meaning = resolve(names, path, link.target)
    return Led(meaning.path, MISSING if meaning.path is None else AMBIGUOUS if meaning.ambiguous else RESOLVED)


def _line(starts: list[int], offset: int) -> int:
    return bisect_right(starts, offset)


def _beginning(text: bytes) -> bytes:
    """As much of a note as is shown: to the end of a line, or of a character where one line is all there is."""
    if len(text) <= CAP:
        return text
    end = text.rfind(b"\n", CAP // 2, CAP) + 1
    if not end:
        end = CAP
        while text[end] & 0xC0 == 0x80 and end > CAP - 4:
            end -= 1
    return text[:end]
