"""The small screen for a new spec: its title is typed while its id and its files are told."""

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from specwork.desk import Desk, Job
from specwork.tui.bars import Bar, Heading, Part
from specwork.tui.clean import shown
from specwork.tui.field import Field
from specwork.tui.keyed import Over
from specwork.work.given import Given
from specwork.work.specs import made, new
from vault.edits.changes import ChangeSet
from vault.errors import VaultError
from vault.typed import NamedTuple


class Place(NamedTuple):
    """Where a new spec may go: what it is, and the path and label of the one that it becomes a part of."""

    kind: str
    under: str | None
    label: str

    @property
    def said(self) -> str:
        return f"{self.kind} in {self.label}" if self.under else self.kind

    @property
    def named(self) -> str:
        """The parent, as one names it on the command line."""
        number = self.label.split(" ")[0]
        return number if number.isdecimal() else self.under or ""


class Planned(NamedTuple):
    number: int
    path: str
    files: tuple[str, ...]


def made_by(job: Callable[..., ChangeSet], **asked: Any) -> tuple[Job, list[str]]:
    """A job that makes specs, and a list that holds their paths once it was asked."""
    paths: list[str] = []

    def planned(given: Given) -> ChangeSet:
        changes = job(given, **asked)
        paths[:] = [path for _, path in made(changes)]
        return changes

    return planned, paths


def planned(desk: Desk, place: Place, title: str) -> Planned:
    changes = new(desk.given(), kind=place.kind, title=title, under=place.under)
    number, path = made(changes)[0]
    return Planned(number, path, tuple(changes.paths()))


class NewSpec(Over):
    """Answers the title and the place, or None. Tab goes on to the next place that it may have."""

    place = "prompt"

    def __init__(self, choices: Sequence[Place], title: str = "") -> None:
        super().__init__()
        self.begun_with = title
        self.choices, self.at = choices, 0
        self.told: Planned | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="over low"):
            yield Heading(classes="over-title")
            yield Field(self.begun_with, placeholder="what it is about", classes="over-input")
            yield Bar(classes="new-kind")
            yield Bar(classes="new-files")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._ask()

    @property
    def wanted(self) -> Place:
        return self.choices[self.at]

    def do_next_pane(self) -> None:
        self._turn(1)

    def do_last_pane(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        self.at = (self.at + by) % len(self.choices)
        self._ask()

    def refreshed(self, news: object) -> None:
        """Somebody may have taken that number."""
        self._ask()

    def _ask(self) -> None:
        place = self.wanted
        self.query_one(Heading).tell([Part(f"New {place.said}", "heading")])
        others = [one.said for one in (*self.choices[self.at + 1 :], *self.choices[: self.at])]
        said = " Enter makes it" + (f" · Tab: {', '.join(others)}" if others else "")
        self.query_one(".new-kind", Bar).tell([Part(said, "dim")])

        def told(found: Planned) -> None:
            if self.is_attached:
                self._tell(found)

        app: Any = self.app
        app.ask(lambda desk: planned(desk, place, "…"), told, group="new", otherwise=self._failed)

    def _tell(self, found: Planned) -> None:
        self.told = found
        parts = [Part(f" {found.number} ", "strong"), Part(found.path, "accent")]
        parts += [Part(f"  {path}", "dim") for path in found.files if path != found.path]
        self.query_one(".new-files", Bar).tell(parts)

    def _failed(self, fault: Exception) -> None:
        if self.is_attached:
            said = f"{fault.message}: {fault.hint}" if isinstance(fault, VaultError) else str(fault)
            self.query_one(".new-files", Bar).tell([Part(f" {shown(said)}", "bad")])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tried first: whoever typed a title keeps it where that cannot be made."""
        event.stop()
        title, place = event.value, self.wanted

        def answer(_: Planned) -> None:
            self.dismiss((title, place))

        self.ask_for(lambda desk: planned(desk, place, title), answer, group="make", otherwise=self._failed)
