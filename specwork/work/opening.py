"""The jobs that open a session: start one, or go on with what there is.

A job thinks and writes nothing: it is given what it may know and returns a change set.
"""

from collections.abc import Sequence

from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import PARTICIPANTS, Session, people_in
from specwork.domain.status import is_open
from specwork.domain.writing import field_set, key_set, session_added
from specwork.errors import NoSession
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.making import Place, Wanted, journal_page
from specwork.work.sessions import brought_back, journal_of, key_for, name_of, of_participant, updated, which_session
from specwork.work.waiting import depends
from vault.edits.changes import ChangeSet, Create, rewrite
from vault.notes.note import read_note
from vault.text import applied

TITLE = "Implementation Session"


def start(
    given: Given, *, spec: str, title: str = "", participants: Sequence[str] = (), key: str = "", another: bool = False
) -> ChangeSet:
    """Opens a session, in a new journal where there is none. The participant's open one is found again instead.

    `key` becomes the block id. `another`: opens one in any case.
    """
    found = given.specs.find(spec)
    if given.kind(found.journal) is None:
        return _first(given, found, title, participants, key)
    journal = journal_of(given, found)
    if not another and of_participant(journal, given.participant):
        return _found_again(given, found, journal, None, title, participants)
    return _next(given, found, journal, title or TITLE, participants, key)


def resume(
    given: Given,
    *,
    spec: str,
    session: str | None = None,
    title: str = "",
    participants: Sequence[str] = (),
    key: str = "",
) -> ChangeSet:
    """Goes on with the open session of the participant; opens the next one where the last has ended."""
    found = given.specs.find(spec)
    journal = journal_of(given, found)
    if session or of_participant(journal, given.participant):
        return _found_again(given, found, journal, session, title, participants)
    if not journal.sessions:
        raise NoSession(
            f"nobody has worked on {found.spec.label} yet", where=found.journal, hint=f"specwork start {found.id}"
        )
    return _next(given, found, journal, title or journal.sessions[-1].title or TITLE, participants, key)


def _first(given: Given, found: Found, title: str, participants: Sequence[str], key: str) -> ChangeSet:
    spec = found.spec
    place = Place(spec.id, found.home, given.specs.parent(found))
    with given.index.preview(come=[found.journal]) as names:
        page = journal_page(given, names, Wanted(spec.type, spec.title, spec.status), place)
    journal = read_journal(read_note(found.journal, page))
    people = _people(given, participants)
    key = key or key_for(given, found, journal)
    edits = session_added(journal, title=title or TITLE, at=given.now, key=key, participants=people)
    why = f"Begin session 1 of {spec.label}"
    back = brought_back(given, found)
    told = [f"git has a journal of it, which is not there any more: {back}"] if back else []
    return ChangeSet(why, (Create(found.journal, applied(page, edits)),), (*told, *_told(given, found, ())))


def _next(given: Given, found: Found, journal: Journal, title: str, participants: Sequence[str], key: str) -> ChangeSet:
    edits = session_added(
        journal,
        title=title,
        at=given.now,
        key=key or key_for(given, found, journal),
        participants=_people(given, participants),
    )
    numbers = [one.number or 0 for one in journal.sessions]
    why = f"Begin session {max([len(numbers), *numbers]) + 1} of {found.spec.label}"
    changes = rewrite(found.journal, journal.text, edits + updated(given, journal))
    others = [one for one in journal.sessions if one.status == "open"]
    return ChangeSet(why, tuple(changes), _told(given, found, others))


def _found_again(
    given: Given, found: Found, journal: Journal, named: str | None, title: str, participants: Sequence[str]
) -> ChangeSet:
    """The open session: unchanged, but for the block id that a hand edit took, and for who joins it."""
    session = which_session(journal, given.participant, named, of=found)
    edits = [] if session.key else key_set(journal, session, key_for(given, found, journal))
    there = {name.casefold() for name in session.participants}
    more = [name for name in _people(given, participants) if name.casefold() not in there]
    if more and (participants or named):
        edits += field_set(journal, session, PARTICIPANTS, ", ".join([*session.participants, *more]))
    notices = [f"{name_of(session)} was open, and goes on"]
    if title and title != session.title:
        notices.append(f"its title stays: {session.title}")
    why = f"Go on with session {session.number or ''}".rstrip() + f" of {found.spec.label}"
    return ChangeSet(why, tuple(rewrite(found.journal, journal.text, edits)), tuple(notices))


def _people(given: Given, participants: Sequence[str]) -> list[str]:
    """Who takes part, each once: who asks, and who else was named."""
    named: dict[str, str] = {}
    for text in (given.participant, *participants):
        for name in people_in(text):
            named.setdefault(name.casefold(), name)
    return list(named.values())


def _told(given: Given, found: Found, others: Sequence[Session]) -> tuple[str, ...]:
    """What whoever begins should know: others at work, what it waits on, that it had ended."""
    told = [f"{name_of(one)} is open too" for one in others]
    if not is_open(found.spec.status):
        told.append(f"{found.spec.label} is {found.spec.status}")
    for one in depends(given.specs, found):
        if not one.done:
            other = f"{one.found.spec.label}, {one.found.spec.status}" if one.found else one.typed
            told += [f"it waits on {other}"]
    return tuple(told)
