"""How one spec stands, and how the whole vault does: the two forms of `status`.

Of one spec only its own note and its journal are read; of the vault nothing is: the index tells it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from specwork.domain.criteria import Criterion, criteria
from specwork.domain.deliverable import Entry, delivered, place_of
from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import COMMIT, ISSUE, OPEN, Session, length_of, worked
from specwork.domain.spec import OpenSession, Spec
from specwork.domain.status import BLOCKED, COMPLETED, DROPPED, FAILED, is_open, meaning
from specwork.work.finding import Found, Specs
from specwork.work.given import Given
from specwork.work.listing import Forest, Listed, Progress, progress_of, progresses
from specwork.work.waiting import Dependency, depends, waiting_on
from vault.errors import BadPath, NoSuchFile, Unreadable
from vault.index.index import FoundLink
from vault.notes.note import Note, read_note
from vault.paths import code_beside, folder_of
from vault.patterns import late
from vault.typed import NamedTuple


class Step(NamedTuple):
    """What to do next, and the command that does it, where there is one."""

    text: str
    command: str = ""


class Standing(NamedTuple):
    """How one spec stands. `left` is what the last session left open; `gone` the deliverables that are not there."""

    listed: Listed
    parent: Found | None
    progress: Progress
    criteria: tuple[Criterion, ...]
    sessions: tuple[Session, ...]
    times: tuple[timedelta, ...]  # of each session
    left: tuple[str, ...]
    children: tuple[Listed, ...]
    delivers: int
    gone: tuple[str, ...]
    links: int
    broken: tuple[FoundLink, ...]
    waits_on: tuple[Dependency, ...]
    blocks: tuple[Found, ...]
    next: Step

    @property
    def time(self) -> timedelta:
        return sum(self.times, timedelta(0))

    @property
    def last(self) -> Session | None:
        return self.sessions[-1] if self.sessions else None


def standing(given: Given, found: Found) -> Standing:
    """How a spec stands, in all that a person asks who comes back to it."""
    specs = given.specs
    note = read_note(found.path, given.text(found.path))
    journal = legible_journal(given, found)
    sessions = in_order(journal.sessions) if journal else ()
    children = tuple(Listed(one, specs.journal(one), found.path) for one in specs.children(found))
    wanted = tuple(criteria(note))
    waits_on = tuple(depends(specs, found))
    hosts = [found.path] + ([found.journal] if journal else [])
    links = [link for path in hosts for link in given.index.links(path)]
    listed = Listed(found, specs.journal(found), None)
    said = {place_of(given.index.names, one.path, entry): entry for one, entry in entries(note, journal)}
    return Standing(
        listed,
        specs.parent(found),
        progress_of(found.spec, parts_below(specs, found)),
        wanted,
        sessions,
        tuple(spent(one, given.now) for one in sessions),
        tuple(left_open(journal.note, sessions[-1])) if journal and sessions else (),
        children,
        len(said),
        tuple(path for path, entry in said.items() if entry.code is None and given.kind(path) is None),
        len(links),
        tuple(one for one in links if one.resolves_to is None and not _beside(one)),
        waits_on,
        tuple(waiting_on(specs, found)),
        next_step(listed, wanted, sessions, waits_on, children),
    )


def _beside(link: FoundLink) -> bool:
    return code_beside(folder_of(link.source), link.target, link.heading)


def journal_of(given: Given, found: Found) -> Journal | None:
    """The journal of a spec, if there is one."""
    try:
        return read_journal(read_note(found.journal, given.text(found.journal)))
    except NoSuchFile:
        return None


def legible_journal(given: Given, found: Found) -> Journal | None:
    """The same for a report: it goes on without a journal that cannot be read, and says so."""
    try:
        return journal_of(given, found)
    except (Unreadable, BadPath) as error:
        given.left_out[found.journal] = error.message
        return None


def entries(spec: Note, journal: Journal | None) -> Iterator[tuple[Note, Entry]]:
    """What a spec and its journal list as delivered, each with the note that says it."""
    yield from ((spec, entry) for entry in delivered(spec))
    if journal and journal.deliverables:
        yield from ((journal.note, entry) for entry in delivered(journal.note, journal.deliverables))


def in_order(sessions: tuple[Session, ...] | list[Session]) -> tuple[Session, ...]:
    """As they were held, as far as they tell a day; those that tell none stay where they stand."""
    last = ""
    keyed = []
    for number, one in enumerate(sessions):
        last = one.day or last
        keyed.append((last, number, one))
    return tuple(one for _, _, one in sorted(keyed, key=lambda key: key[:2]))


def spent(session: Session, now: datetime) -> timedelta:
    """The time that a session took, or has taken so far."""
    if session.status == OPEN and session.started is not None and not session.duration:
        alike = now if session.started.tzinfo else now.replace(tzinfo=None)
        return worked(session, until=alike)
    return length_of(session)


_unticked = late(rb"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[ \]").match
_issue = late(r"\W*issue\b", re.IGNORECASE).match
_resolved = late(r"resolution\b|resolved\b", re.IGNORECASE).search


def left_open(journal: Note, session: Session) -> list[str]:
    """What a session left to do: boxes that nobody ticked, and issues without a resolution."""
    found = []
    for part in session.parts:
        if part.kind == COMMIT:
            continue
        for number, entry in enumerate(part.entries):
            said = journal.text[entry.start : entry.end].decode("utf-8", "replace")
            if _unticked(journal.text, entry.start):
                found.append(entry.text)
            elif part.kind == ISSUE and _issue(entry.text) and not _resolved(said):
                behind = part.entries[number + 1] if number + 1 < len(part.entries) else None
                if behind is None or not _resolved(behind.text):
                    found.append(entry.text)
    return found


def next_step(
    listed: Listed,
    wanted: tuple[Criterion, ...],
    sessions: tuple[Session, ...],
    waits_on: tuple[Dependency, ...],
    children: tuple[Listed, ...],
) -> Step:
    """What somebody who comes back to a spec would do first."""
    spec = listed.spec
    status = meaning(spec.status)
    unmet = [one for one in wanted if not one.met]
    begun = next((one for one in sessions if one.status == OPEN), None)
    if begun:
        named = f"session {begun.number}" if begun.number is not None else "the open session"
        return Step(f"go on with {named}: {begun.title}".rstrip(": "), f"specwork resume {spec.id}")
    if status == DROPPED:
        return Step("nothing: it was dropped")
    if status == COMPLETED:
        if unmet:
            return Step(
                f"it is completed with {_count(unmet)} open: tick it or reopen it", f"specwork tick {spec.id} N"
            )
        return Step("nothing: it is completed")
    if waiting := next((one for one in waits_on if not one.done), None):
        if waiting.found is None:
            return Step(f"mend what it depends on: {waiting.typed} leads to no spec", f"specwork edit {spec.id}")
        other = waiting.found.spec
        return Step(f"wait for {other.label} ({other.status})", f"specwork status {other.id}")
    if status in (BLOCKED, FAILED):
        return Step(
            f"it is {spec.status}: settle why, then set its status", f"specwork set {spec.id} status=implementing"
        )
    if part := next((one.spec for one in children if is_open(one.spec.status)), None):
        return Step(f"go on with its part {part.label} ({part.status})", f"specwork status {part.id}")
    if wanted and not unmet:
        return Step("every criterion is met: complete it", f"specwork set {spec.id} status=completed")
    if children and not wanted:
        return Step("every part of it has ended: complete it", f"specwork set {spec.id} status=completed")
    if not wanted:
        return Step("write down its acceptance criteria, then begin", f"spec_work {spec.id}")
    return Step(f"meet criterion {unmet[0].number}: {unmet[0].text}", f"spec_work {spec.id}")


def _count(unmet: list[Criterion]) -> str:
    return "1 criterion" if len(unmet) == 1 else f"{len(unmet)} criteria"


def parts_below(specs: Specs, found: Found) -> list[Spec]:
    """All that lies below a spec and was not dropped."""
    parts = []
    waiting = specs.children(found)
    while waiting:
        one = waiting.pop()
        if meaning(one.spec.status) != DROPPED:
            parts.append(one.spec)
        waiting += specs.children(one)
    return parts


class Overview(NamedTuple):
    """How the whole vault stands."""

    forest: Forest
    sessions: tuple[tuple[Listed, OpenSession], ...]
    blocked: tuple[Listed, ...]
    broken: int
    progresses: dict[str, Progress]

    def progress(self, one: Listed) -> Progress:
        return self.progresses[one.found.path]

    def tree(self, *, folded: bool = False) -> Iterator[tuple[int, Listed, Progress]]:
        """Every spec with its depth, parts behind the whole. Folded: what has ended with all its parts stands alone."""
        waiting = [(0, root) for root in reversed(self.forest.children(None))]
        while waiting:
            depth, one = waiting.pop()
            done = self.progress(one)
            yield depth, one, done
            if not (folded and meaning(one.spec.status) == COMPLETED and done.completed == done.below):
                waiting += [(depth + 1, part) for part in reversed(self.forest.children(one.found.path))]

    def completed(self, among: Iterable[Listed]) -> int:
        return sum(meaning(one.spec.status) == COMPLETED for one in among)


def overview(given: Given) -> Overview:
    forest = Forest(given.specs)
    begun = [(one, session) for one in forest.all if one.journal for session in one.journal.open]
    blocked = [one for one in forest.all if meaning(one.spec.status) == BLOCKED]
    return Overview(forest, tuple(begun), tuple(blocked), given.index.counts()["broken"], progresses(forest))
