"""The figures of a journal, computed: sessions and time, criteria met, what the spec's commits changed, coverage.

`measured` gives edits on a journal, for whoever changes it anyway; `metrics` is the job. What cannot be computed is
left alone, and so is a figure that says the same already.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from specwork.domain import layout
from specwork.domain.criteria import criteria
from specwork.domain.journal import Journal
from specwork.domain.metrics import Figures, coverage_of, metrics_set
from specwork.domain.session import commits, total
from specwork.errors import BadUsage
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.sessions import journal_of
from vault.edits.changes import ChangeSet, rewrite
from vault.errors import GitFailed, VaultError
from vault.notes.note import read_note
from vault.paths import folder_of, joined, vault_path
from vault.text import Edit, words
from vault.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from specwork.work.history import History

MOST = 200  # hashes that a journal names and no trailer finds; each is asked of git alone


def metrics(given: Given, *, spec: str, report: bytes | None = None) -> ChangeSet:
    """The Metrics of a journal, made true. `report` is a coverage file that was named."""
    found = given.specs.find(spec)
    journal = journal_of(given, found)
    if report is not None and coverage_of(report) is None:
        raise BadUsage("that file tells no coverage", hint="name a coverage.xml (Cobertura) or an lcov file")
    edits = metrics_set(journal, figures(given, found, journal, report=report))
    return ChangeSet(f"Metrics of {found.spec.label}", tuple(rewrite(found.journal, journal.text, edits)))


def measured(given: Given, found: Found, journal: Journal) -> list[Edit]:
    """Edits that make the Metrics of this journal true; none where they are."""
    return metrics_set(journal, figures(given, found, journal))


def figures(given: Given, found: Found, journal: Journal, *, report: bytes | None = None) -> Figures:
    """All that can be computed of the work on a spec; what cannot stays None."""
    wanted = criteria(read_note(found.path, given.text(found.path)))
    known = Figures(
        sessions=len(journal.sessions),
        duration=total(journal.sessions, timedelta(minutes=given.settings.idle_gap)),
        met=sum(one.met for one in wanted),
        total=len(wanted),
        coverage=coverage_of(report) if report is not None else _coverage(given, found, journal),
    )
    return _with_commits(known, given.git, found, journal)


# commits


def _with_commits(known: Figures, git: "History | None", found: Found, journal: Journal) -> Figures:
    """With what the spec's commits changed; without, where git knows of none or cannot say."""
    if git is None or git.head() is None:
        return known
    try:
        ids = _commits_of(git, found, journal)
        files = git.weighed(ids) if ids else []
    except GitFailed:
        return known
    if not ids:
        return known
    counted = [one for one in files if not _is_record(one.path)]
    made = {one.path for one in counted if one.made}
    touched = {one.path for one in counted}
    return known._replace(
        added=sum(one.added or 0 for one in counted),
        removed=sum(one.removed or 0 for one in counted),
        created=len(made),
        modified=len(touched - made),
    )


def _commits_of(git: "History", found: Found, journal: Journal) -> list[str]:
    """By their trailer, and those that the journal names and that still are part of the history."""
    ids = list(git.bearing("Spec", str(found.id)))
    named = dict.fromkeys(name.lower() for session in journal.sessions for name in commits(session))
    lost = [name for name in named if not any(one.startswith(name) for one in ids)]
    return ids + [name for name in lost[:MOST] if git.contains(name)]


def _is_record(path: str) -> bool:
    """Whether a file only tells of the work: what is written there of a commit would change the figures for ever."""
    return bool(layout.home(path) or layout.specs_of_journal(path) or layout.is_index(path))


# coverage

_tokens = re.compile(r"[^\s`()\[\]|<>\"']+").findall
_report = re.compile(
    r"(?:.*/)?(?:(?:coverage|cobertura)[\w.-]*\.xml|[\w.-]*\.lcov|lcov\.info)", re.IGNORECASE
).fullmatch
LONGEST = 300  # characters of a path


def _coverage(given: Given, found: Found, journal: Journal) -> float | None:
    """As the report tells that a session named last."""
    for name in _named_reports(journal):
        for path in _places(given, found, name):
            try:
                share = coverage_of(given.text(vault_path(path)))
            except VaultError:
                continue
            if share is not None:
                return share
    return None


def _named_reports(journal: Journal) -> Iterable[str]:
    for session in reversed(journal.sessions):
        said = words(journal.text[session.start : session.end])
        tokens = (token.rstrip(".,:;") for token in reversed(_tokens(said)) if len(token) < LONGEST)
        yield from dict.fromkeys(token for token in tokens if _report(token))


def _places(given: Given, found: Found, name: str) -> list[str]:
    """Where a report may lie that was named so: seen from the journal, from the vault's top, from the repository's."""
    near = joined(folder_of(found.journal), name)
    return [path for path in (near, name.removeprefix("./")) if path and given.kind(path) == "file"]
