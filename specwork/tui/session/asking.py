"""What is asked behind the screen about the sessions of a spec. Answers are values, ready to paint.

Knows nothing of Textual, and changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import inf

from specwork.desk import Desk
from specwork.domain.criteria import criteria
from specwork.domain.deliverable import place_of
from specwork.domain.journal import Journal
from specwork.domain.session import OPEN, TEST, Session, people_in
from specwork.tui.document.inline import shown_text
from specwork.tui.session.drafts import Draft, read_drafts
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.progress import entries, journal_of, spent
from specwork.work.sessions import aim, approved, of_participant, plan_of
from specwork.work.waiting import depends, waiting_on
from vault.errors import VaultError
from vault.notes.note import read_note
from vault.typed import NamedTuple

RUNS_AT_MOST = 50  # open sessions that a lamp tells of


class Said(NamedTuple):
    """One entry: when, of which kind, and what it says."""

    clock: str
    kind: str
    text: str


class Going(NamedTuple):
    """A session that is open. `time` is what was worked in it so far."""

    key: str | None
    number: int | None
    title: str
    people: tuple[str, ...]
    mine: bool
    time: timedelta
    entries: tuple[Said, ...]

    @property
    def last(self) -> str:
        return self.entries[-1].kind if self.entries else ""


class File(NamedTuple):
    title: str
    path: str
    exists: bool


class Side(NamedTuple):
    """All that the pane tells of a spec. `plan` and `approved` are of the participant's own session."""

    path: str
    id: int
    label: str
    journal: str
    state: str | None
    going: tuple[Going, ...] = ()
    title: str = ""  # what the next session would be about
    before: bool = False  # there was a session already
    plan: tuple[str, ...] = ()
    approved: bool | None = None
    files: tuple[File, ...] = ()
    waits: tuple[tuple[str, bool], ...] = ()
    blocks: tuple[str, ...] = ()
    text: bytes = b""  # of the journal

    @property
    def mine(self) -> Going | None:
        """The session that is written in: the latest of one's own."""
        return next((one for one in reversed(self.going) if one.mine), None)

    @property
    def named(self) -> str | None:
        """Its name for the jobs, where one has several open."""
        return self.mine.key if self.mine else None

    @property
    def several(self) -> bool:
        return sum(one.mine for one in self.going) > 1


def side(desk: Desk, path: str) -> Side | None:
    """How the sessions on a spec stand; None for a note that is none."""
    given = desk.given()
    found = given.specs.owning(path)
    if found is None:
        return None
    journal = journal_of(given, found)
    begun = [one for one in journal.sessions if one.status == OPEN] if journal else []
    mine = of_participant(journal, given.participant) if journal else []
    going = tuple(_going(one, given.now, mine=one in mine) for one in begun)
    last = journal.sessions[-1].title if journal and journal.sessions else ""
    return Side(
        found.path,
        found.id,
        found.spec.label,
        found.journal,
        desk.state(),
        going,
        title=shown_text(last or found.spec.title),
        before=bool(journal and journal.sessions),
        plan=plan_of(journal, mine[-1]) if journal and mine else (),
        approved=approved(journal, mine[-1]) if journal and mine else None,
        files=files_of(given, found, journal),
        waits=tuple(
            (one.found.spec.label if one.found else one.typed, one.done) for one in depends(given.specs, found)
        ),
        blocks=tuple(one.spec.label for one in waiting_on(given.specs, found)),
        text=journal.text if journal else b"",
    )


def files_of(given: Given, found: Found, journal: Journal | None) -> tuple[File, ...]:
    """What the spec itself delivered: that of its parts is theirs."""
    files: dict[str, File] = {}
    for host, entry in entries(read_note(found.path, given.text(found.path)), journal):
        path = place_of(given.index.names, host.path, entry)
        there = given.kind(path) is not None or (entry.code is not None and given.elsewhere(path) is not None)
        title = entry.link.alias if entry.link and entry.link.alias else entry.title
        files.setdefault(path, File(title, path, there))
    return tuple(files.values())


def _going(session: Session, now: datetime, *, mine: bool) -> Going:
    title = shown_text(session.title)
    return Going(session.key, session.number, title, session.participants, mine, spent(session, now), _said(session))


def _said(session: Session) -> tuple[Said, ...]:
    """The entries as they came; one without a time came right behind the one before it, or last of all."""
    found: list[tuple[float, int, Said]] = []
    for part in session.parts:
        last = inf
        for entry in part.entries:
            last = entry.at.timestamp() if entry.at else last
            if entry.text:
                said = Said(entry.clock or "", part.kind or part.title, shown_text(entry.text))
                found.append((last, len(found), said))
    return tuple(said for _, _, said in sorted(found))


# the lamp, and what is there at a start


class Running(NamedTuple):
    """An open session, for the lamp. `kind` is that of its last entry."""

    path: str
    label: str
    mine: bool
    time: timedelta
    kind: str


class Start(NamedTuple):
    """Who works here, and what they had begun to write."""

    people: frozenset[str]
    state: str | None
    drafts: tuple[Draft, ...]


def start(desk: Desk) -> Start:
    state = desk.state()
    return Start(frozenset(name.casefold() for name in people_in(desk.participant)), state, read_drafts(state))


def running(desk: Desk, paths: Iterable[str]) -> tuple[Running, ...]:
    """The open sessions on these specs; one's own first, the latest of them before the others."""
    given = desk.given()
    found: list[tuple[bool, float, Running]] = []
    for path in list(paths)[:RUNS_AT_MOST]:
        owner = given.specs.owning(path)
        try:
            journal = journal_of(given, owner) if owner else None
        except VaultError:
            continue
        if owner is None or journal is None:
            continue
        mine = of_participant(journal, given.participant)
        for one in journal.sessions:
            if one.status == OPEN:
                going = _going(one, given.now, mine=one in mine)
                begun = one.started.timestamp() if one.started and one.started.tzinfo else 0.0
                run = Running(owner.path, owner.spec.label, going.mine, going.time, going.last)
                found.append((not going.mine, -begun, run))
    return tuple(run for _, _, run in sorted(found, key=lambda one: one[:2]))


# what an end would leave


class Missing(NamedTuple):
    """What a session leaves to be wished for. `unmet` are the open criteria, by number."""

    unmet: tuple[tuple[int, str], ...]
    criteria: int
    tested: bool
    delivered: bool


def missing(desk: Desk, path: str, session: str | None) -> Missing:
    given = desk.given()
    at = aim(given, path, session)
    wanted = criteria(read_note(at.found.path, given.text(at.found.path)))
    test = at.session.part(TEST)
    return Missing(
        tuple((one.number, shown_text(one.text)) for one in wanted if not one.met),
        len(wanted),
        bool(test and test.entries),
        bool(files_of(given, at.found, at.journal)),
    )
