"""The job that ends a session, and what is told of it: how the parent stands, and what is next.

A job thinks and writes nothing: it is given what it may know and returns a change set.
"""

from datetime import timedelta

from specwork.domain import status as spec_words
from specwork.domain.counted import counted
from specwork.domain.criteria import Criterion, criteria
from specwork.domain.drafting import Draft
from specwork.domain.hours import hours_text
from specwork.domain.session import DURATION, PARTIAL, STATUS, Session, status_in, worked
from specwork.domain.writing import field_set, summary_set
from specwork.errors import BadUsage
from specwork.work.entries import spec_status
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.listing import Progress, progress_of
from specwork.work.measuring import measured
from specwork.work.noticing import changes_told
from specwork.work.progress import Step, parts_below, standing
from specwork.work.sessions import Aim, aim, journal_of, updated
from specwork.work.waiting import depends
from vault.edits.changes import Change, ChangeSet, rewrite
from vault.notes.note import read_note
from vault.typed import NamedTuple

ENDS = (spec_words.COMPLETED, PARTIAL, spec_words.BLOCKED)
NAMED = 5  # criteria named in a message


class Outcome(NamedTuple):
    """What is known once a session has ended."""

    found: Found
    session: Session | None
    parent: Found | None
    progress: Progress | None  # the parent's
    next: Step


def done(given: Given, *, spec: str, session: str | None = None, status: str = "", summary: str = "") -> ChangeSet:
    """Ends the open session: its status and its time, the summary, the figures; and the spec, if all of it is met.

    Without a status it is completed when every criterion is met, else partial.
    """
    at = aim(given, spec, session)
    wanted = criteria(read_note(at.found.path, given.text(at.found.path)))
    unmet = [one for one in wanted if not one.met]
    word = _asked(status) if status else spec_words.COMPLETED if wanted and not unmet else PARTIAL
    changes, notices = _spec_too(given, at.found, word, unmet)
    if not status and not wanted:
        notices.append(f"{at.found.spec.label} has no acceptance criteria: if it is done, say --status completed")
    draft = Draft(at.journal)
    changes_told(given, draft, at)
    _closed(given, draft, at, word)
    if summary.strip():
        draft.take(summary_set(draft.journal, summary))
    draft.take(measured(given, at.found, draft.journal))
    draft.take(updated(given, draft.journal))
    number = f"session {at.session.number}" if at.session.number is not None else "the session"
    why = f"{at.found.id}: {number} is {word}, {_session(draft, at).duration}"
    return ChangeSet(why, (*rewrite(at.found.journal, at.journal.text, draft.edits), *changes), tuple(notices))


def _asked(status: str) -> str:
    word = status_in(status)
    if word not in ENDS:
        raise BadUsage(f"a session does not end as {status!r}", hint=f"one of {', '.join(ENDS)}")
    return word


def _session(draft: Draft, at: Aim) -> Session:
    return draft.journal.sessions[at.journal.sessions.index(at.session)]


def _closed(given: Given, draft: Draft, at: Aim, word: str) -> None:
    idle = timedelta(minutes=given.settings.idle_gap)
    started = at.session.started
    until = given.now if started is None or started.tzinfo else given.now.replace(tzinfo=None)
    length = hours_text(worked(at.session, idle, until=until))
    draft.take(field_set(draft.journal, _session(draft, at), DURATION, length))
    draft.take(field_set(draft.journal, _session(draft, at), STATUS, word))


def _spec_too(given: Given, found: Found, word: str, unmet: list[Criterion]) -> tuple[list[Change], list[str]]:
    """What the end of a session says of the spec itself."""
    label, now = found.spec.label, spec_words.meaning(found.spec.status)
    if word == spec_words.BLOCKED and spec_words.is_open(found.spec.status):
        return spec_status(given, found, spec_words.BLOCKED)
    if word != spec_words.COMPLETED:
        return [], []
    if unmet:
        named = ", ".join(f"{one.number} {one.text}" for one in unmet[:NAMED]) + (" …" if len(unmet) > NAMED else "")
        open_ = counted(len(unmet), "criterion") + (" is" if len(unmet) == 1 else " are")
        planned = now == spec_words.PLANNING
        changes, told = spec_status(given, found, spec_words.IMPLEMENTING) if planned else ([], [])
        stays = spec_words.IMPLEMENTING if changes else found.spec.status
        return changes, [*told, f"{label} stays {stays}: {open_} open: {named}"]
    if not spec_words.is_open(found.spec.status):
        return [], []
    parts = [one for one in parts_below(given.specs, found) if spec_words.is_open(one.status)]
    named = ", ".join(one.label for one in parts[:NAMED]) + (" …" if len(parts) > NAMED else "")
    count = f"1 part of {label} is" if len(parts) == 1 else f"{len(parts)} parts of {label} are"
    notices = [f"{count} still open: {named}"] if parts else []
    changes, told = spec_status(given, found, spec_words.COMPLETED)
    return changes, [*told, *notices]


# what is told then


def outcome(given: Given, spec: str, key: str | None) -> Outcome:
    """How things stand once the session has ended."""
    found = given.specs.find(spec)
    session = journal_of(given, found).session(key) if key else None
    parent = given.specs.parent(found)
    progress = progress_of(parent.spec, parts_below(given.specs, parent)) if parent else None
    if spec_words.is_open(found.spec.status) or parent is None:
        return Outcome(found, session, parent, progress, standing(given, found).next)
    return Outcome(found, session, parent, progress, _sibling(given, found, parent))


def _sibling(given: Given, found: Found, parent: Found) -> Step:
    """The next part of the same parent that can be begun."""
    for one in given.specs.children(parent):
        begun = spec_words.meaning(one.spec.status) in (spec_words.PLANNING, spec_words.IMPLEMENTING)
        if one.path != found.path and begun and all(other.done for other in depends(given.specs, one)):
            return Step(f"{one.spec.label} ({one.spec.status})", f"spec_work {one.id}")
    return Step(f"nothing below {parent.spec.label} is ready", "specwork next")
