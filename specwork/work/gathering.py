"""What a commit in a session is made of: its files, its message; and the job that records it afterwards.

Thinks and writes nothing; the commit itself is `committing`'s business.
"""

import re
from collections.abc import Iterator, Sequence

from specwork.domain.asread import as_read
from specwork.domain.codeplaces import code_in
from specwork.domain.deliverable import leads_to, place_of
from specwork.domain.drafting import Draft
from specwork.domain.layout import deliverables_folder, index_of, own_deliverables
from specwork.domain.session import COMMIT, IMPLEMENT, Session, commits
from specwork.domain.writing import commit_text, entry_added, is_of_delivery, key_set
from specwork.errors import BadUsage
from specwork.work.given import Given
from specwork.work.noticing import changes_told
from specwork.work.progress import entries
from specwork.work.sessions import Aim, aim, key_for, updated
from vault.edits.changes import ChangeSet, rewrite
from vault.errors import GitFailed, NoSuchFile
from vault.notes.note import read_note
from vault.text import words
from vault.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specwork.work.history import Committed

SHORT = 7  # characters of a hash
SUBJECT = 72  # characters of a message's first line, where we choose it
LOOKED_AT = 200  # commits looked through for those of a session


class Gathered(NamedTuple):
    """The files of a session, seen from the repository's top. `gone`: delivered, and not there any more."""

    paths: tuple[str, ...]
    gone: tuple[str, ...]


def prepare(given: Given, *, spec: str, session: str | None = None) -> ChangeSet:
    """What is written before a commit: what became of the spec, and the id of a session that has none."""
    at = aim(given, spec, session)
    draft = Draft(at.journal)
    changes_told(given, draft, at)
    if at.session.key is None:
        now = draft.journal.sessions[at.journal.sessions.index(at.session)]
        draft.take(key_set(draft.journal, now, key_for(given, at.found, at.journal)))
    if draft.edits:
        draft.take(updated(given, draft.journal))
    why = f"{at.found.id}: changes to the spec, session {at.session.number}"
    return ChangeSet(why, tuple(rewrite(at.found.journal, at.journal.text, draft.edits)))


def gathered(given: Given, at: Aim, files: Sequence[str] = ()) -> Gathered:
    """The spec, its journal, what it delivered, the code that the session names, and files named besides."""
    beside = given.git.inside() if given.git else ""
    found: dict[str, None] = {beside + at.found.path: None, beside + at.found.journal: None}
    gone = []
    for path, inside in _delivered(given, at):
        kind = given.kind(path) if inside else given.elsewhere(path)
        if kind == "file":
            found[beside + path if inside else path] = None
        elif kind is None:
            gone.append(path)
    index = index_of(own_deliverables(at.found.path))
    if given.kind(index) == "file":
        found[beside + index] = None
    named = dict.fromkeys(_named(given, at, beside))
    absent = [path for path in named if path not in gone and _absent(given, path, beside)]
    taken_away = given.git.gone(absent[:LOOKED_AT]) if given.git and absent else ()
    found |= dict.fromkeys(path for path in named if path not in absent or path in taken_away)
    for path in files:
        found[_asked(given, path, beside)] = None
    return Gathered(tuple(found), tuple(dict.fromkeys(gone)))


def spared(found: Gathered, without: Sequence[str]) -> Gathered:
    """The files of a session without some of them; each must be one of them, and one must be left."""
    strange = next((path for path in without if path not in found.paths), None)
    if strange is not None:
        raise NoSuchFile(
            f"{strange} is none of the session's files", where=strange, hint="see them: specwork commit ID --dry-run"
        )
    left = tuple(path for path in found.paths if path not in without)
    if not left:
        raise BadUsage("that leaves no file to commit", hint="leave fewer of them out")
    return found._replace(paths=left)


def _delivered(given: Given, at: Aim) -> Iterator[tuple[str, bool]]:
    """What the spec and its journal list; and whether it lies in the vault."""
    note = read_note(at.found.path, given.text(at.found.path))
    for host, entry in entries(note, at.journal):
        path = place_of(given.index.names, host.path, entry)
        yield path, entry.code is None or given.kind(path) is not None


def _named(given: Given, at: Aim, beside: str) -> Iterator[str]:
    """What entries of the session name: in backticks what may be code, or was; deliverables by a link."""
    for entry in at.session.entries:
        for text in code_in(words(at.journal.text[entry.start : entry.end])):
            path = text.removeprefix("./")
            if ("/" in path or "." in path) and given.elsewhere(path) in ("file", None):
                yield path
        for link in entry.links:
            led = leads_to(given.index.names, at.found.journal, link.target)
            if led and deliverables_folder(led) and given.kind(led) == "file":
                yield beside + led


def _absent(given: Given, path: str, beside: str) -> bool:
    return given.elsewhere(path) is None and not (path.startswith(beside) and given.kind(path[len(beside) :]))


def _asked(given: Given, path: str, beside: str) -> str:
    """A file that was asked for by name: seen from the vault's top, else from the repository's."""
    if given.kind(path) in ("file", "symlink"):
        return beside + path
    if given.elsewhere(path) == "file":
        return path
    for old in (beside + path, path):
        if given.git and given.git.gone([old]):
            return old
    raise NoSuchFile(f"no such file: {path}", where=path, hint="name it from the top of the vault or of the repository")


# the message


def titled(at: Aim, message: str) -> str:
    """The message as it is committed: it begins with the spec's number."""
    message = message.strip()
    if not message:
        return prefilled(at)
    return message if re.match(rf"{at.found.id}\b", message) else f"{at.found.id}: {message}"


def prefilled(at: Aim) -> str:
    """What a message says if nobody writes one: what somebody said was done last, else the title of the spec.

    That a file was delivered is no such word: it says itself in the commit.
    """
    part = at.session.part(IMPLEMENT)
    own = (one.text for one in reversed(part.entries if part else ()) if not is_of_delivery(one.text))
    said = next(filter(None, map(_plain, own)), "")
    text = f"{at.found.id}: {said or at.found.spec.title}"
    if len(text) > SUBJECT:
        text = text[: SUBJECT - 1].rsplit(" ", 1)[0].rstrip(" ,;:(") + "…"
    return text


_line = re.compile(r" ?\(\[Lines? [\d-]+\]\([^()\n]*\)\)").sub


def _plain(text: str) -> str:
    """An entry without its links, and without the lines that it names.

    >>> _plain("Wrote `a.py` ([Line 4](../a.py#L4)), see [[../epic|the epic]] and [[b]]")
    'Wrote `a.py`, see the epic and b'
    """
    return " ".join(as_read(_line("", text)).split())


# recording

_records = re.compile(rb"- `[0-9a-f]{7,40}`: |#### Commits\b|\*\*Updated\*\*:|\s*\Z").match


def told_alone(before: bytes | None, now: bytes) -> bool:
    """Whether a journal says nothing new but the commits that were made."""
    if before is None:
        return False
    one, other = ([line for line in text.splitlines() if not _records(line)] for text in (before, now))
    return one == other


def record(given: Given, *, spec: str, session: str, commit: "Committed | None" = None) -> ChangeSet:
    """Every commit that bears the session's trailer and that it does not tell yet, also one that a kill cut off.

    `commit` is the one made just now: it is told whatever became of its trailers, and whatever its clock says.
    """
    at = aim(given, spec, session)
    draft = Draft(at.journal)
    number = at.journal.sessions.index(at.session)
    made = unrecorded(given, at)
    if commit and not _told(at.session, commit.id) and all(one.id != commit.id for one in made):
        made.append(commit)
    for one in made:
        text = commit_text(one.id[:SHORT], one.subject)
        draft.take(entry_added(draft.journal, draft.journal.sessions[number], COMMIT, text, given.now))
    if made:
        draft.take(updated(given, draft.journal))
    why = f"{at.found.id}: commit {', '.join(one.id[:SHORT] for one in made)}, session {at.session.number}"
    return ChangeSet(why, tuple(rewrite(at.found.journal, at.journal.text, draft.edits)))


def unrecorded(given: Given, at: Aim) -> "list[Committed]":
    """The commits of a session that its journal does not tell, the oldest first; none that a rebase made anew."""
    git = given.git
    if git is None or at.session.key is None:
        return []
    since = at.session.started.isoformat() if at.session.started else None
    try:
        found = [one for one in git.log(limit=LOOKED_AT, since=since) if ("Session", at.session.key) in one.trailers]
        new = [one for one in reversed(found) if not _told(at.session, one.id)]
        return [one for one in new if not _made_anew(given, at.session, one.subject)]
    except GitFailed:
        return []


def _told(session: Session, commit: str) -> bool:
    return any(commit.startswith(hash_.lower()) for hash_ in commits(session))


def _made_anew(given: Given, session: Session, subject: str) -> bool:
    """Whether the journal tells a commit of that subject which is no part of the history any more."""
    part = session.part(COMMIT)
    for entry in part.entries if part else ():
        hash_, _, said = entry.text.partition("`: ")
        if said == commit_text("", subject).partition("`: ")[2] and given.git:
            return not given.git.contains(hash_.lstrip("`"))
    return False


def named_session(at: Aim) -> str:
    if at.session.key is None:
        raise BadUsage("the session has no id", hint=f"specwork resume {at.found.id} gives it one")
    return at.session.key
