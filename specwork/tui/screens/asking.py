"""What health asks behind the screen: findings by sort, and what sync would do and cannot decide.

Pure, but that it is handed the desk. What it answers is ready to be painted.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from specwork.desk import Desk
from specwork.domain.findings import KINDS, SYNC
from specwork.tui.document.words import harmless
from specwork.work.given import Given
from vault.errors import VaultError
from vault.index.health import ERROR, WARNING, Trouble
from vault.text import line_starts, words
from vault.typed import NamedTuple

MENDED = frozenset(code for code, kind in KINDS.items() if kind.mended)
SYNCED = frozenset(code for code, kind in KINDS.items() if kind.hint.startswith(SYNC))
_WORST_FIRST = {ERROR: 0, WARNING: 1}
LONGEST = 300
LARGE = 1_000  # notes; what sync would do in more of them takes seconds to find out
MOST = 100  # of each sort that are listed; the command line tells them all


class Sort(NamedTuple):
    """All findings of one sort."""

    code: str
    severity: str
    findings: tuple[Trouble, ...]

    @property
    def mended(self) -> bool:
        return self.code in MENDED

    @property
    def synced(self) -> bool:
        return self.code in SYNCED


class Side(NamedTuple):
    """One place of a conflict: a file, the line, and what stands there."""

    path: str
    line: int
    text: str


class Clash(NamedTuple):
    """A conflict: what it is about, and what each place says of it."""

    code: str
    fact: str
    message: str
    sides: tuple[Side, ...]


class Lag(NamedTuple):
    """A file that says less than is known, and why it is to be edited."""

    path: str
    why: str


class Differences(NamedTuple):
    """What sync would do, and what it leaves to people: `conflicts` in all, the first of them told."""

    clashes: tuple[Clash, ...] = ()
    lags: tuple[Lag, ...] = ()
    adds_only: bool = False
    conflicts: int = 0


def by_sort(found: list[Trouble]) -> tuple[Sort, ...]:
    """The worst first, and of those what there is most of."""
    found = sorted(found, key=lambda one: one.code)
    sorts = [
        Sort(code, same[0].severity, tuple(same))
        for code, group in groupby(found, key=lambda one: one.code)
        if (same := list(group))
    ]
    return tuple(sorted(sorts, key=lambda one: (_WORST_FIRST.get(one.severity, 2), -len(one.findings), one.code)))


def findings(desk: Desk) -> tuple[Sort, ...]:
    return by_sort(desk.check())


def differences(desk: Desk) -> Differences | None:
    """None where so many notes are looked at that another process should do it."""
    if desk.open().index.counts()["notes"] > LARGE:
        return None
    report = desk.sync(dry_run=True)
    lags = [Lag(path, report.why.get(path, "links follow what moved")) for path in report.done.changed]
    return _told(desk, [one._asdict() for one in report.conflicts], lags, adds_only=report.adds_only)


def differences_in(desk: Desk, answer: Mapping[str, Any]) -> Differences:
    """The same, of what `sync --dry-run --json` answered."""
    lags = [Lag(one["path"], one["why"]) for one in answer["changes"]]
    return _told(desk, answer["conflicts"], lags, adds_only=bool(answer["adds_only"]))


def _told(desk: Desk, conflicts: Sequence[Mapping[str, Any]], lags: Sequence[Lag], *, adds_only: bool) -> Differences:
    given = desk.given()
    clashes = [
        Clash(one["code"], one["fact"], one["message"], tuple(_side(given, place) for place in one["places"]))
        for one in conflicts[:MOST]
    ]
    return Differences(tuple(clashes), tuple(lags), adds_only, len(conflicts))


def _side(given: Given, place: str) -> Side:
    path, _, line = place.rpartition(":")
    number = int(line) if line.isdecimal() else 1
    try:
        text = given.text(path)
    except VaultError:
        return Side(path, number, "")
    starts = line_starts(text)
    if number > len(starts):
        return Side(path, number, "")
    end = starts[number] if number < len(starts) else len(text)
    said = words(text[starts[number - 1] : end][:LONGEST])
    return Side(path, number, " ".join(harmless(said).split()))
