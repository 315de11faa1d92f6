"""What became of a spec since a session on it began, as entries of that session.

The spec as it was is what this machine kept of it; elsewhere, what git last had when the session began. Where neither
knows, nothing is told.
"""

from specwork.domain.compared import compared
from specwork.domain.drafting import Draft
from specwork.domain.harmless import safe_lines
from specwork.domain.hours import moment_in
from specwork.domain.session import CHANGE, Session
from specwork.domain.writing import entry_added
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.sessions import Aim
from vault.errors import GitFailed
from vault.notes.note import read_note

MOST = 30  # entries; a spec that became another one altogether is told as that
COMMITS = 50  # looked back at, where git is asked


def noticed(given: Given, found: Found, session: Session) -> list[str]:
    """The changes in words, without those that the session tells already."""
    before = spec_before(given, found, session)
    if before is None or before == given.text(found.path):
        return []
    told = {entry.text for part in session.parts if part.kind == CHANGE for entry in part.entries}
    words = compared(read_note(found.path, before), read_note(found.path, given.text(found.path)))
    words = [one for one in words if (safe_lines(one, behind=True) or [""])[0] not in told]
    if len(words) > MOST:
        words = [*words[:MOST], f"and {len(words) - MOST} more changes: the spec was written anew"]
    return words


def spec_before(given: Given, found: Found, session: Session) -> bytes | None:
    """The spec as it was when the session began."""
    kept = given.begun(session.key) if session.key else None
    if kept is not None or session.started is None or not session.started.tzinfo:
        return kept
    git = given.git
    if git is None:
        return None
    try:
        for commit in git.log(found.path, limit=COMMITS):
            at = moment_in(commit.at.replace("T", " "), None)
            if at and at <= session.started:
                return git.show(commit.id, _path_then(commit.files, found.path))
    except GitFailed:
        pass
    return None


def _path_then(files: object, path: str) -> str:
    """What the file was called in a commit: git followed it through its renames."""
    named = [getattr(file, "path", path) for file in files] if isinstance(files, (list, tuple)) else []
    return named[0] if len(named) == 1 else path


def changes_told(given: Given, draft: Draft, at: Aim) -> None:
    """The changes, written into the session."""
    number = at.journal.sessions.index(at.session)
    for words in noticed(given, at.found, at.session):
        draft.take(entry_added(draft.journal, draft.journal.sessions[number], CHANGE, words, given.now))
