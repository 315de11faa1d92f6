"""The journal of a spec as a timeline: its sessions, the newest first, each to be folded; then what else it says.

The journal is laid out as any note; here its parts are only put in another order. Nothing of it is left out.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from specwork.desk import Desk
from specwork.domain.hours import hours_text
from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import OPEN, Session
from specwork.tui.clean import shown
from specwork.tui.document.glyphs import Glyphs
from specwork.tui.document.inline import shown_text
from specwork.tui.document.layout import Flow, Reading
from specwork.tui.document.listed import Listed
from specwork.tui.document.states import Document, read_document
from specwork.tui.document.words import Line, Piece
from specwork.tui.looks import glyphs, state_of
from specwork.tui.panes import Chosen, Follow, Target
from specwork.tui.panes.following import follow
from specwork.tui.panes.rows import Item, ListPane, hung, remark
from specwork.work.progress import in_order, spent
from vault.errors import NoSuchFile
from vault.text import line_starts
from vault.typed import NamedTuple

INDENT = 2


class Told(NamedTuple):
    """A part of the journal: its lines from `first` to before `last`. `status` is None where it is no session."""

    key: str
    title: str
    day: str
    status: str | None
    facts: str
    first: int
    last: int


class Answer(NamedTuple):
    """`document` is the journal; None where there is none, and `why` says it."""

    document: Document | None
    parts: tuple[Told, ...]
    why: str = ""


def asked(desk: Desk, path: str) -> Answer:
    given = desk.given()
    found = given.specs.owning(path)
    if found is None:
        return Answer(None, (), "this note is no spec: it has no journal")
    try:
        document = read_document(given, found.journal)
    except NoSuchFile:
        return Answer(None, (), "no journal yet: s starts a session, and its journal with it")
    journal = read_journal(document.note)
    times = {session.start: spent(session, given.now) for session in journal.sessions}
    return Answer(document, told(journal, times))


def told(journal: Journal, times: dict[int, timedelta]) -> tuple[Told, ...]:
    """The sessions, the newest first, then the sections that hold none of them."""
    starts = line_starts(journal.text)

    def line(offset: int) -> int:
        return bisect_right(starts, offset)

    end = len(starts) + 1
    parts = [
        _session(
            one,
            times.get(one.start, timedelta()),
            line(one.start),
            line(one.end) if one.end < len(journal.text) else end,
        )
        for one in reversed(in_order(journal.sessions))
    ]
    heads = [head for head in journal.page.heads if head.level <= 2]
    taken = {part.first for part in parts}
    for number, head in enumerate(heads):
        first = line(head.start)
        last = line(heads[number + 1].start) if number + 1 < len(heads) else end
        held = [part for part in parts if part.status is not None and first < part.first < last]
        if held and min(part.first for part in held) <= first + 2:
            continue  # nothing but sessions stands there
        if held:
            last = min(part.first for part in held)
        if first not in taken:
            parts.append(Told(f"# {head.text} {number}", shown_text(head.text), "", None, "", first, last))
    return tuple(parts)


def _session(one: Session, time: timedelta, first: int, last: int) -> Told:
    named = f"{one.number}. " if one.number is not None else ""
    facts = [hours_text(time)] if time else []
    facts += [", ".join(one.participants)] if one.participants else []
    title = f"{named}{shown_text(one.title) or 'untitled'}"
    return Told(
        one.key or f"{one.day} {one.title} {one.number}",
        title,
        one.day or "",
        one.status,
        "  ".join(facts),
        first,
        last,
    )


def unfolded(document: Document, parts: Iterable[Told], width: int, signs: Glyphs) -> Flow:
    """A journal with these parts of it laid out."""
    flow = Flow(Reading(document, signs), width)
    for part in parts:
        row = flow.row_of(part.first)
        while (line := flow.line(row)) is not None and line.source < part.last:
            row += 1
    return flow


class ContextPane(ListPane):
    place = "context"

    def __init__(self) -> None:
        super().__init__()
        self.reading: Reading | None = None
        self.flow: Flow | None = None
        self._laid: frozenset[Told] = frozenset()  # what of that is laid out
        self.turned: set[str] = set()  # what is not as it would be by itself

    def question(self, desk: Desk, path: str) -> Answer:
        return asked(desk, path)

    def show(self, chosen: Chosen | None) -> None:
        if self.chosen is None or chosen is None or chosen.path != self.chosen.path:
            self.turned = set()
        super().show(chosen)

    def same(self, answer: Answer) -> bool:
        new, old = answer.document, self.answer.document
        if new is None or old is None:
            return bool(answer == self.answer)
        return (new.digest, new.led, answer.parts) == (old.digest, old.led, self.answer.parts)

    def folded(self, number: int, part: Told) -> bool:
        """The newest session and those that are open show what is in them, until somebody folds them."""
        usual = not (part.status is not None and (number == 0 or part.status == OPEN))
        return usual != (part.key in self.turned)

    def put(self) -> None:
        """What is unfolded is laid out behind the screen, for it may be long, and shown after that."""
        answer, width = self.answer, self.room - INDENT
        if answer is None or answer.document is None:
            super().put()
            return
        self._wide = self.wide
        if self.wide <= 0:
            return  # it is not seen, and hears of its size once it is
        document, signs = answer.document, self.signs
        wanted = frozenset(part for number, part in enumerate(answer.parts) if not self.folded(number, part))
        if self.flow is not None and self.flow.of(document, width) and wanted <= self._laid:
            super().put()
            return

        def told(flow: Flow) -> None:
            if self.answer is answer and width == self.room - INDENT:
                self.reading, self.flow, self._laid = flow.reading, flow, wanted
                super(ContextPane, self).put()

        self.ask(lambda desk: unfolded(document, wanted, width, signs), told, group="journal", otherwise=self._failed)

    def items(self, answer: Answer, width: int) -> list[Item]:
        if answer.document is None:
            return [Item("none", remark(answer.why, width))]
        if self.reading is None or self.reading.document is not answer.document:
            self.reading, self.flow = Reading(answer.document, self.signs), None
        if self.flow is None or not self.flow.of(answer.document, width - INDENT):
            self.flow = Flow(self.reading, width - INDENT)
        items: list[Item] = []
        if not any(part.status is not None for part in answer.parts):
            items.append(Item("none", remark("no session yet: s starts one", width)))
        for number, part in enumerate(answer.parts):
            folded = self.folded(number, part)
            items.append(Item(part.key, self._title(part, width, folded=folded)))
            if not folded:
                items.append(Item(f"{part.key}\nbody", self._body(part)))
        return items

    def _title(self, part: Told, width: int, *, folded: bool) -> list[Line]:
        signs = glyphs(self)
        pieces = [Piece(f"{signs.folded if folded else signs.unfolded} ", "dim")]
        if part.day:
            pieces.append(Piece(f"{part.day} ", "accent"))
        pieces.append(Piece(shown(part.title), "strong"))
        if part.status:
            sign, tone = (signs.lamp, "bad") if part.status == OPEN else state_of(part.status, signs)
            pieces.append(Piece(f"  {sign} {shown(part.status)}", tone))
        if part.facts:
            pieces.append(Piece(f"  {shown(part.facts)}", "dim"))
        return hung(pieces, width, part.first)

    def _body(self, part: Told) -> list[Line]:
        flow = self.flow
        if flow is None:
            return []
        row = flow.row_of(part.first)
        lines: list[Line] = []
        while (line := flow.line(row)) is not None and line.source < part.last:
            if line.source > part.first and (line.pieces or lines):
                lines.append(line._replace(pieces=(Piece(" " * INDENT), *line.pieces)) if line.pieces else line)
            row += 1
        while lines and not lines[-1].pieces:
            lines.pop()
        return [*lines, Line((), part.first)] if lines else []

    # what is done

    def _part_here(self) -> tuple[int, Told] | None:
        item = self.item
        if item is None or self.answer is None:
            return None
        key = item.key.removesuffix("\nbody")
        return next(((number, part) for number, part in enumerate(self.answer.parts) if part.key == key), None)

    def _turn(self, number: int, part: Told) -> None:
        self.turned ^= {part.key}
        self.put()
        self.go(next((row for row, item in enumerate(self.of) if item.key == part.key), 0))

    def do_enter(self) -> None:
        """On a title folds and unfolds; on a line below it follows its link, or goes to the line in the journal."""
        here = self._part_here()
        if here is None:
            return
        if self.item is not None and self.item.key == here[1].key:
            self._turn(*here)
        elif self.links_of(self.cursor):
            Listed.do_enter(self)
        elif (line := self.line_of(self.cursor)) is not None and self.answer.document is not None:
            self.post_message(Follow(Target(self.answer.document.path, line=line.source)))

    def do_fold(self) -> None:
        here = self._part_here()
        if here is not None and not self.folded(*here):
            self._turn(*here)
        else:
            self.do_leave()

    def do_unfold(self) -> None:
        here = self._part_here()
        if here is not None and self.folded(*here):
            self._turn(*here)

    def clicked(self, row: int, piece: Piece) -> None:
        if piece.link >= 0:
            super().clicked(row, piece)
        elif (here := self._part_here()) is not None and self.of[row].key == here[1].key:
            self._turn(*here)

    def on_lined_link_chosen(self, message: Listed.LinkChosen) -> None:
        message.stop()
        document, reading = self.answer.document, self.reading
        if document is not None and reading is not None:
            follow(self, document, reading, message.number)

    # the place

    def place_kept(self) -> dict[str, Any]:
        return {**super().place_kept(), "turned": sorted(self.turned)}

    def place_given(self, kept: dict[str, Any]) -> None:
        super().place_given(kept)
        turned = kept.get("turned")
        self.turned = {one for one in turned if isinstance(one, str)} if isinstance(turned, list) else set()
