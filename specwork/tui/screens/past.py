"""What was done to the vault, the latest first: to take any of it back, or to do again what was taken back."""

from collections.abc import Sequence
from time import localtime, strftime
from typing import Protocol

from textual.widgets import Input

from specwork.desk import Desk
from specwork.domain.counted import counted
from specwork.tui.bars import Heading, Part
from specwork.tui.choices import Choice
from specwork.tui.looks import glyphs
from specwork.tui.over import Picker, hits_of
from specwork.tui.screens.preview import Proposal
from vault.errors import Refused
from vault.typed import NamedTuple

MOST = 500


class Operation(Protocol):
    """One change of the vault, as the desk tells of it."""

    @property
    def id(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> float: ...
    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def undoes(self) -> str | None: ...
    @property
    def undone(self) -> bool: ...


def last_own(desk: Desk, *, undone: bool = False) -> Operation:
    """One's own last change; `undone`: the one that was taken back last, if nothing was done since."""
    me, history = desk.participant, desk.history()
    depths = depths_of(history)
    for one in reversed(history):
        if one.by != me or one.undone:
            continue
        if depths[one.id] % 2 == int(undone):
            return one
        if undone and depths[one.id] == 0:
            break
    if undone:
        raise Refused(f"nothing of {me} to do again", hint="redo follows an undo; Z shows all that was done")
    raise Refused(f"nothing of {me} to undo", hint="Z shows all that was done, by everybody")


def depths_of(history: Sequence[Operation]) -> dict[str, int]:
    """0 for a change, 1 for what took it back, 2 for what did it again."""
    depths: dict[str, int] = {}
    for one in history:
        depths[one.id] = 0 if one.undoes is None else depths.get(one.undoes, 0) + 1
    return depths


def taking_back(one: Operation) -> Proposal:
    """Takes back one operation: to take back what took something back is to do that again."""
    word = "Do again" if one.undoes else "Take back"
    return Proposal(
        f"{word}: {one.why.removeprefix('Undo: ')}",
        lambda desk: desk.undo(one.id, dry_run=True),
        lambda desk: desk.undo(one.id),
        f"specwork undo {one.id}",
    )


class Change(NamedTuple):
    """What was done, and the operation that is to be reversed now: itself, or the last that reversed it."""

    first: Operation
    last: Operation
    taken_back: bool


def reversible(history: Sequence[Operation]) -> list[Change]:
    """Each change, the latest first."""
    by_id = {one.id: one for one in history}
    first_of: dict[str, str] = {}
    last_of: dict[str, Operation] = {}
    for one in history:
        first = first_of.get(one.undoes or "", one.id)
        first_of[one.id] = first
        last_of[first] = one
    depths = depths_of(history)
    return [Change(by_id[first], last, depths[last.id] % 2 == 1) for first, last in reversed(last_of.items())]


class Past(Picker):
    """One's own changes, with Tab everybody's. Answers the operation that is to be taken back."""

    def __init__(self) -> None:
        super().__init__("What you did", hint="type a word; Tab: everybody's", empty="nothing was done yet")
        self.all: list[Change] = []
        self.me, self.everybody = "", False
        self.awaited = True

    def on_mount(self) -> None:
        super().on_mount()
        self.refreshed()

    def refreshed(self, news: object = None) -> None:
        def tell(found: tuple[str, Sequence[Operation]]) -> None:
            if self.is_attached:
                self.me, self.all = found[0], reversible(found[1])
                self.look_for(self.query_one(Input).value)
                self.filled()

        self.app.ask(lambda desk: (desk.participant, desk.history()), tell, group="past")  # type: ignore[attr-defined]  # it is ours

    def do_next_pane(self) -> None:
        self.everybody = not self.everybody
        self.query_one(Heading).tell([Part("What everybody did" if self.everybody else "What you did", "heading")])
        self.look_for(self.query_one(Input).value)

    def look_for(self, text: str) -> None:
        signs = glyphs(self)
        found = []
        for first, last, again in self.all:
            hits = hits_of(text, first.why)
            if hits is None or (first.by != self.me and not self.everybody):
                continue
            at = strftime("%m-%d %H:%M", localtime(first.at))
            files = counted(len(first.paths), "file")
            by = f" · {first.by}" if self.everybody else ""
            word = f"taken back · {files}{by}" if again else f"{files}{by}"
            before = f"{signs.unmet if again else signs.met} {at}"
            found.append(Choice(last.id, first.why, before=before, hint=word, hits=hits))
            if len(found) == MOST:
                break
        self.tell(found)

    def choose(self, choice: Choice) -> None:
        self.dismiss(next((one.last for one in self.all if one.last.id == choice.key), None))
