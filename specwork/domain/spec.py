"""Specs and journals as values, and as the index keeps them, so that lists and reports need no text.

Reads no note: that is `schema`'s business. Nothing here is loaded but records, for every command loads it.
"""

from vault.typed import Any, NamedTuple

VERSION = "5"  # of what is kept of specs and journals: another one makes the index anew
SPEC, JOURNAL, UNTAKEN = "spec", "journal", "untaken"
SAYS, WRONG, TRACE, LISTED, CODE = LATE = "says", "wrong", "trace", "listed", "code"  # asked for by `check` and moves


class Spec(NamedTuple):
    """What is kept of a spec. Texts are as typed; `depends_on` are links or bare ids."""

    id: int
    type: str
    title: str
    status: str
    path: str
    priority: str = ""
    owner: str = ""
    met: int = 0
    total: int = 0
    deliverables: int = 0
    depends_on: tuple[str, ...] = ()
    created: str = ""
    updated: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.id} {self.title}"


class OpenSession(NamedTuple):
    """A session that was begun and not ended."""

    key: str
    number: int | None
    title: str
    started: str
    participants: tuple[str, ...]


class JournalRow(NamedTuple):
    """What is kept of a journal."""

    path: str
    sessions: int
    last: str  # the day of the last session, as typed
    open: tuple[OpenSession, ...]


def spec_from(path: str, value: list[Any]) -> Spec:
    """A spec as the index kept it."""
    number, kind, title, status, _, priority, owner, met, total, made, waits, created, updated, aliases = value
    return Spec(
        number, kind, title, status, path, priority, owner, met, total, made,
        tuple(waits), created, updated, tuple(aliases),
    )  # fmt: skip


def journal_from(path: str, value: list[Any]) -> JournalRow:
    count, last, begun = value
    sessions = tuple(OpenSession(key, number, title, started, tuple(who)) for key, number, title, started, who in begun)
    return JournalRow(path, int(count), str(last), sessions)
