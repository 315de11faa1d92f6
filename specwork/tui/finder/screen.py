"""The screen of the finder: what is typed above, what fits below it, and beside that the note, where there is room.

It answers where one wants to go, or the title of a spec that is wanted, and goes nowhere itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input

from specwork.tui.bars import Heading
from specwork.tui.choices import Choice
from specwork.tui.document.view import DocumentView
from specwork.tui.field import Field
from specwork.tui.finder.matching import FILE, HEADING, MOST, SPEC, Hit, Matching, Name
from specwork.tui.finder.names import Known
from specwork.tui.fitting import Steps
from specwork.tui.looks import Glyphs, glyphs, state_of
from specwork.tui.over import Picker, hits_of
from specwork.tui.panes import Target
from specwork.tui.panes.document import Read, read
from vault.errors import VaultError
from vault.index.resolve import plain_heading
from vault.typed import NamedTuple

REST = 0.08  # seconds that the cursor rests before the note is shown beside
ROOM = 140  # columns from which there is room for it
HINT = "an id, a title, a heading, a file; 1014 goals: a heading of one spec"


class Wanted(NamedTuple):
    """Nothing was found: a spec of this title is wanted."""

    title: str


class Finder(Picker):
    """Answers a `Target`, a `Wanted` title, or None. `recent` are the places to begin with, the latest first.

    `names` asks for the names of the vault behind the screen, and hands them over.
    """

    place = "finder"
    widths: Steps = ((ROOM, "beside"),)
    DEFAULT_CSS = """
    Finder .over { width: 94%; max-width: 190; }
    Finder .found { height: 1fr; }
    Finder .found Choices { width: 1fr; }
    Finder .found DocumentView { width: 1fr; height: 1fr; border-left: solid $line; display: none; }
    Finder.beside .found DocumentView { display: block; }
    Specwork.ascii Finder .found DocumentView { border-left: ascii $line; }
    """

    def __init__(
        self, known: Known | None, names: Callable[[Callable[[Known], None]], None], recent: Sequence[str]
    ) -> None:
        super().__init__("Find", hint=HINT, empty="reading names")
        self.names, self.recent = names, recent
        self.known: Known | None = None
        self.matching: Matching | None = None
        self.found: list[Hit] = []
        self._rest: Timer | None = None
        self._told: Target | None = None
        self._first = known
        self.awaited = known is None

    def compose(self) -> ComposeResult:
        self.fit(self.app.size)
        with Vertical(classes="over"):
            yield Heading(classes="over-title")
            yield Field(placeholder=self.hint, classes="over-input")
            with Horizontal(classes="found"):
                yield self.choices
                yield DocumentView()

    def on_mount(self) -> None:
        super().on_mount()
        self.view.can_focus = False
        if self._first is not None:
            self.knows(self._first)
        else:
            self.names(self.knows)

    @property
    def view(self) -> DocumentView:
        return self.query_one(DocumentView)

    def knows(self, known: Known) -> None:
        """The names as the vault has them now; what is typed stays."""
        if self.is_attached:
            self.known, self.matching = known, Matching(known.names)
            self.look_for(self.query_one(Input).value)
            self.filled()

    def refreshed(self, news: object) -> None:
        self.names(self.knows)

    # what fits

    def look_for(self, text: str) -> None:
        if self.matching is None or self.known is None:
            return
        self.choices.empty = "nowhere yet: type a piece of a name"
        if text.strip():
            self.found = self.matching.hits(text)
        else:
            self.found = [Hit(name, name.places[0]) for name in self.known.names.leading(self.recent)][:MOST]
        if self.found or not text.strip():
            self.tell([self._choice(at, hit, text) for at, hit in enumerate(self.found)])
        else:
            label = f"a new spec: {' '.join(text.split())}"
            self.tell([Choice("new", label, before=glyphs(self).planning, hint="nothing is called so")])
        self._changed()

    def _choice(self, at: int, hit: Hit, typed: str) -> Choice:
        known = self.known
        name, signs = hit.name, glyphs(self)
        label = f"{name.id} {name.label}" if name.id is not None else name.label
        owner = known.owners.get(hit.path, hit.path) if known else hit.path
        kind = known.types.get(hit.path, SPEC) if known and name.kind == SPEC else name.kind
        where = owner if name.kind == HEADING else hit.path
        hint = kind if name.kind == FILE else f"{kind} {signs.note} {where}"
        status = known.statuses.get(hit.path, "") if known and name.kind == SPEC else ""
        return Choice(str(at), label, _sign(name, status, signs), hint, _marked(typed, label))

    def do_down(self) -> None:
        super().do_down()
        self._changed()

    def do_up(self) -> None:
        super().do_up()
        self._changed()

    def do_page_down(self) -> None:
        super().do_page_down()
        self._changed()

    def do_page_up(self) -> None:
        super().do_page_up()
        self._changed()

    # the note beside

    @property
    def target(self) -> Target | None:
        """Where the cursor would lead."""
        chosen = self.choices.chosen
        if chosen is None or not chosen.key.isdecimal() or int(chosen.key) >= len(self.found):
            return None
        hit = self.found[int(chosen.key)]
        return Target(hit.path, plain_heading(hit.name.label) if hit.name.kind == HEADING else None)

    def _changed(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        if self.has_class("beside"):
            self._rest = self.set_timer(REST, self._show)

    def _show(self) -> None:
        target = self.target
        if target == self._told:
            return
        self._told = target
        if target is None:
            self.view.show_document(None)
            return

        sight = self.view.sight._replace(near=1) if self.view.sight else None

        def told(found: Read) -> None:
            if self.is_attached:
                self.view.show_document(found.document, at=found.at or 1, flow=found.flow)

        def failed(fault: Exception) -> None:
            if self.is_attached and isinstance(fault, VaultError):
                self.view.show_document(None)

        app: Any = self.app
        app.ask(lambda desk: read(desk, target.path, target, sight), told, group="finder", otherwise=failed)

    # what is chosen

    def choose(self, choice: Choice) -> None:
        if choice.key == "new":
            self.dismiss(Wanted(" ".join(self.query_one(Input).value.split())))
        elif self.target is not None:
            self.dismiss(self.target)


def _sign(name: Name, status: str, signs: Glyphs) -> str:
    if name.kind == SPEC:
        return state_of(status, signs)[0]
    return {HEADING: "#", FILE: signs.folder}.get(name.kind, signs.note)


def _marked(typed: str, label: str) -> tuple[int, ...]:
    """The letters of a label that fit; those of words that it does not hold stand elsewhere."""
    whole = hits_of(typed, label)
    if whole is not None:
        return whole
    hits = [found for word in typed.split() if word.casefold() in label.casefold() and (found := hits_of(word, label))]
    return tuple(sorted({at for found in hits for at in found}))
