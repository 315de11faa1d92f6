"""Whose session an action belongs to, and what stands around it: the journal, the participant, the plan.

Shared by the jobs that open, write and close sessions; changes nothing.
"""

import re
from functools import lru_cache

from specwork.domain.command import word
from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import OPEN, PLAN, Session, people_in
from specwork.domain.writing import header_set
from specwork.errors import AmbiguousSession, NoSession
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.progress import left_open
from vault.errors import NoSuchFile
from vault.notes.note import read_note
from vault.text import Edit, digest, raw
from vault.typed import NamedTuple


class Aim(NamedTuple):
    """A spec, its journal, and the session in it that an action belongs to."""

    found: Found
    journal: Journal
    session: Session


class AtWork(NamedTuple):
    """A session as whoever begins or resumes it wants to see it. `left`: what the one before it left open."""

    found: Found
    session: Session
    before: Session | None
    left: tuple[str, ...]
    others: tuple[Session, ...]  # open too, and somebody else's


@lru_cache(maxsize=2)
def _read(path: str, text: bytes) -> Journal:
    """A command reads the same journal several times; a long one takes longer than all the rest."""
    return read_journal(read_note(path, text))


def journal_of(given: Given, found: Found) -> Journal:
    """The journal of a spec; it is an error if somebody took it away."""
    try:
        return _read(found.journal, given.text(found.journal))
    except NoSuchFile:
        hint = f"begin one: specwork start {found.id}"
        if back := brought_back(given, found):
            hint = f"bring it back: {back}; or {hint}"
        raise NoSuchFile(f"{found.spec.label} has no journal", where=found.journal, hint=hint) from None


def brought_back(given: Given, found: Found) -> str:
    """What brings back a journal that git has and that is gone; nothing where git has none."""
    path = given.git.inside() + found.journal if given.git else ""
    return f"git checkout HEAD -- {word(':/' + path)}" if given.git and given.git.gone([path]) else ""


def aim(given: Given, spec: str, session: str | None = None) -> Aim:
    found = given.specs.find(spec)
    journal = journal_of(given, found)
    return Aim(found, journal, which_session(journal, given.participant, session, of=found))


def which_session(journal: Journal, participant: str, named: str | None = None, *, of: Found | None = None) -> Session:
    """The open session that is meant: the one named, by its block id or its number; else the participant's only one."""
    label, begin = (of.spec.label, f"specwork start {of.id}") if of else (journal.note.path, "specwork start ID")
    if named:
        return _named(journal, named, label, begin)
    mine = of_participant(journal, participant)
    if len(mine) == 1:
        return mine[0]
    if mine:
        _once(mine, journal.note.path)
        raise AmbiguousSession(
            f"{participant} has {len(mine)} open sessions on {label}: {', '.join(map(name_of, mine))}",
            where=journal.note.path,
            hint=f"say which: --in {mine[-1].key or mine[-1].number}, or set SPECWORK_SESSION",
        )
    others = [one for one in journal.sessions if one.status == OPEN]
    told = f"; open is {', '.join(map(name_of, others))}" if others else ""
    join = f", or join that one: --in {others[-1].key or others[-1].number}" if others else ""
    raise NoSession(
        f"{participant} has no open session on {label}{told}", where=journal.note.path, hint=f"open one: {begin}{join}"
    )


def _named(journal: Journal, named: str, label: str, begin: str) -> Session:
    plain = named.strip().lstrip("^")
    found = [one for one in journal.sessions if one.key == plain or (plain.isdecimal() and one.number == int(plain))]
    still = [one for one in found if one.status == OPEN]
    if len(still) == 1:
        return still[0]
    if still:
        _once(still, journal.note.path)
        raise AmbiguousSession(
            f"{named} may be {len(still)} sessions of {label}", where=journal.note.path, hint="name it by its block id"
        )
    if found:
        raise NoSession(
            f"{name_of(found[0])} of {label} has ended: {found[0].status or 'no status'}",
            where=journal.note.path,
            hint=f"open the next one: {begin}",
        )
    hint = f"open one: {begin}; --in and SPECWORK_SESSION name one of this spec, or none"
    raise NoSession(f"{label} has no session {named}", where=journal.note.path, hint=hint)


def _once(sessions: list[Session], path: str) -> None:
    """Refused where a conflict, or a copy of a text, made two sessions of one: no name tells them apart."""
    twice = next((one for one in sessions if one.key and sum(one.key == other.key for other in sessions) > 1), None)
    if twice:
        raise AmbiguousSession(
            f"{name_of(twice)} stands there twice, from a merge perhaps",
            where=path,
            hint=f"make one of them, in line {twice.line} and below, then go on",
        )


def of_participant(journal: Journal, participant: str) -> list[Session]:
    """The open sessions that one of these people takes part in; one that names nobody is anybody's."""
    me = {name.casefold() for name in people_in(participant)}
    begun = [one for one in journal.sessions if one.status == OPEN]
    return [one for one in begun if not one.participants or me & {name.casefold() for name in one.participants}]


def name_of(session: Session) -> str:
    """How a message names a session: its number, its block id, whose it is."""
    people = f" of {', '.join(session.participants)}" if session.participants else ""
    number = f"session {session.number}" if session.number is not None else "a session"
    return f"{number}{people}" + (f" ({session.key})" if session.key else "")


def key_for(given: Given, found: Found, journal: Journal | None) -> str:
    """A block id for a new session, that no other bears: from where and when it begins, and by whom."""
    seed = f"{found.path}\n{given.now.isoformat()}\n{given.participant}\n{len(journal.sessions) if journal else 0}"
    while True:
        key = f"s-{digest(raw(seed))[:4].hex()}"
        if journal is None or journal.session(key) is None:
            return key
        seed += "+"


def at_work(given: Given, spec: str, session: str | None = None) -> AtWork:
    """The open session as it stands now."""
    found, journal, current = aim(given, spec, session)
    earlier = [one for one in journal.sessions if one.start < current.start and one.status != OPEN]
    before = earlier[-1] if earlier else None
    left = tuple(left_open(journal.note, before)) if before else ()
    mine = of_participant(journal, given.participant)
    others = tuple(one for one in journal.sessions if one.status == OPEN and one not in mine and one != current)
    return AtWork(found, current, before, left, others)


# the plan

_approval = re.compile(r"\W*plan approved by\b", re.IGNORECASE).match


def approved(journal: Journal, session: Session) -> bool | None:
    """Whether the plan that is worked on was approved, and not changed since; None where there is no plan at all.

    It is the session's own plan; a session that made none goes on with the one before it.
    """
    plan = plan_of(journal, session)
    return bool(_approval(plan[-1])) if plan else None


def plan_of(journal: Journal, session: Session) -> tuple[str, ...]:
    """What the plan says, entry by entry."""
    upto = [one for one in journal.sessions if one.start <= session.start]
    for one in reversed(upto):
        if plan := [entry.text for part in one.parts if part.kind == PLAN for entry in part.entries if entry.text]:
            return tuple(plan)
    return ()


# the head


def updated(given: Given, journal: Journal) -> list[Edit]:
    """The journal's header says when it was last written, where it has a line for that."""
    return header_set(journal, "Updated", f"{given.now:%Y-%m-%d %H:%M}") if "Updated" in journal.header else []
