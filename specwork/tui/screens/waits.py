"""What a spec waits for: found by a piece of a name, shown, added or taken away. Mixed in wherever a spec is chosen.

It decides nothing: the deed is a job of `specwork.work`, tried before it is proposed, so that a circle is told of while
one can still choose another.
"""

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from specwork.desk import Desk
from specwork.domain.status import is_open, meaning
from specwork.tui.bars import Bar, Heading, Part
from specwork.tui.choices import Choice
from specwork.tui.clean import shown
from specwork.tui.field import Field
from specwork.tui.finder.matching import SPEC, Matching, Name, Names
from specwork.tui.looks import glyphs, state_of
from specwork.tui.over import Picker, hits_of
from specwork.tui.screens.changing import Changing
from specwork.tui.screens.preview import proposed
from specwork.tui.tree.rows import Row
from specwork.work.given import Done
from specwork.work.specs import depend
from specwork.work.waiting import depends, waiting_on
from vault.errors import VaultError
from vault.typed import NamedTuple


class Known(NamedTuple):
    """What it waits for, by path or as it was typed, and all that it could wait for. `behind` wait for it already."""

    waits: tuple[tuple[str, str], ...]  # path and label; without a path it leads nowhere
    behind: frozenset[str]
    names: Names
    statuses: Mapping[str, str]


class Chosen(NamedTuple):
    """What was chosen: the spec's path and label, and whether it is to be waited for no more."""

    path: str
    label: str
    remove: bool


def known(desk: Desk, path: str) -> Known:
    specs = desk.given().specs
    found = specs.find(path)
    waits = [(one.found.path, one.found.spec.label) if one.found else ("", one.typed) for one in depends(specs, found)]
    behind, asked = set[str](), [found]
    while asked:
        later = [one for one in waiting_on(specs, asked.pop()) if one.path not in behind]
        behind.update(one.path for one in later)
        asked += later
    others = [one for one in specs.all() if one.path != found.path]
    names = Names(
        Name(SPEC, one.spec.title, (one.path,), f"{one.id}", one.id, not is_open(one.spec.status)) for one in others
    )
    statuses = {one.path: one.spec.status for one in others}
    return Known(tuple(dict.fromkeys(waits)), frozenset(behind), names, statuses)


class WaitsFor(Picker):
    """Without a word: what it waits for. With one: whatever bears it. Answers what was chosen, or None."""

    def __init__(self, row: Row) -> None:
        hint = "the id or a piece of the title of what it is to wait for"
        super().__init__(f"What does {shown(row.label)} wait for?", hint=hint, empty="reading the specs")
        self.row = row
        self.awaited = True
        self.known: Known | None = None
        self.matching: Matching | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="over"):
            yield Heading(classes="over-title")
            yield Field(placeholder=self.hint, classes="over-input")
            yield self.choices
            yield Bar(classes="why-not")

    def on_mount(self) -> None:
        super().on_mount()
        self.refreshed()

    def refreshed(self, news: object = None) -> None:
        path = self.row.path
        app: Any = self.app
        app.ask(lambda desk: known(desk, path), self._knows, group="waits", otherwise=self._refused)

    def _knows(self, found: Known) -> None:
        if self.is_attached:
            self.known, self.matching = found, Matching(found.names)
            self.look_for(self.query_one(Input).value)
            self.filled()

    def _says(self, parts: list[Part]) -> None:
        self.query_one(".why-not", Bar).tell(parts)

    def _refused(self, fault: Exception) -> None:
        if self.is_attached:
            self.filled()
            said = f"{fault.message}: {fault.hint}" if isinstance(fault, VaultError) else str(fault)
            self._says([Part(f" {said}", "bad")])

    def look_for(self, text: str) -> None:
        found, matching = self.known, self.matching
        if found is None or matching is None:
            return
        self._says([])
        self.choices.empty = "no spec is called so" if text.strip() else "nothing yet: type a piece of a name"
        lines = [
            self._line(path, label, hits, "waited for: Enter takes it away", nowhere=not path)
            for path, label in found.waits
            if (hits := hits_of(text, label)) is not None
        ]
        waited = {path for path, _ in found.waits}
        for hit in matching.hits(text):
            if hit.path not in waited:
                label = f"{hit.name.id} {hit.name.label}"
                lines.append(self._line(hit.path, label, hits_of(text, label) or (), ""))
        self.tell(lines)

    def _line(self, path: str, label: str, hits: tuple[int, ...], hint: str, *, nowhere: bool = False) -> Choice:
        assert self.known is not None
        word = self.known.statuses.get(path, "")
        sign = glyphs(self).bad if nowhere else state_of(word, glyphs(self))[0]
        why = "leads nowhere: it is taken away in the note" if nowhere else ""
        if path in self.known.behind and not hint:
            why = "it waits for this one"
        return Choice(path, label, sign, hint or meaning(word), hits, why)

    def choose(self, choice: Choice) -> None:
        """Tried first: who chose a circle is told so, and may choose another."""
        found, path = self.known, self.row.path
        if found is None or not choice.key:
            self._says([Part(f" {choice.why}", "bad")])
            return
        on, remove = choice.key, choice.key in {each for each, _ in found.waits}

        def answer(_: object) -> None:
            self.dismiss(Chosen(on, choice.label, remove))

        def tried(desk: Desk) -> Done:
            return desk.run(depend, dry_run=True, spec=path, on=on, remove=remove)

        self.ask_for(tried, answer, group="depend", otherwise=self._refused)


class Depending(Changing):
    def do_depend(self) -> None:
        row = self.row_or_none()
        if row is None:
            return
        path, label, number = row.path, row.label, row.id

        def answered(chosen: Chosen | None) -> None:
            if chosen is None:
                return
            on = chosen.label.partition(" ")[0]
            title = f"{label} {'no longer waits' if chosen.remove else 'waits'} for {chosen.label}"
            twin = f"specwork depend {number} {on}{' --remove' if chosen.remove else ''}"
            self.propose(proposed(title, twin, depend, spec=path, on=chosen.path, remove=chosen.remove))

        self.app.push_screen(WaitsFor(row), answered)

    def can_depend(self) -> str:
        return self.no_spec()
