"""Which number a new spec gets: the next free one in its parent's range.

Pure: it is told which numbers are taken. Where numbers are looked for (the vault, other branches, other work trees) is
`work`'s business.
"""

from collections.abc import Iterator

from specwork.domain.layout import EPIC, FEATURE
from vault.typed import Protocol

THOUSAND = 1000
ROUND = 100_000  # epics bear round thousands below it; a full thousand goes on behind it
SLOTS = range(1, 10)  # a parent's own range holds nine


class Taken(Protocol):
    """The numbers that no new spec may bear; a set is one."""

    def __contains__(self, number: object, /) -> bool: ...


def next_id(kind: str, parent: int | None, taken: Taken) -> int:
    """The first free number for an epic, a feature of an epic, or a task of a feature.

    >>> next_id("epic", None, {1000}), next_id("feature", 1000, {1000, 1001}), next_id("task", 1002, set())
    (2000, 1002, 1021)
    >>> next_id("task", 1001, {*range(1011, 1020)}), next_id("task", 1100, {1100})
    (1100, 1101)
    """
    return next(number for number in candidates(kind, parent) if number not in taken)


def candidates(kind: str, parent: int | None) -> Iterator[int]:
    """The numbers that a new spec may bear, in the order in which they are tried. There is always another."""
    if kind == EPIC or parent is None:
        yield from range(THOUSAND, ROUND, THOUSAND)
    elif parent < ROUND:
        thousand, rest = divmod(parent, THOUSAND)
        start = thousand * THOUSAND
        if kind == FEATURE and not rest and thousand:
            yield from (start + slot for slot in SLOTS)
        elif kind != FEATURE and rest in SLOTS:
            yield from (start + rest * 10 + slot for slot in SLOTS)
        yield from range(start + 100, start + THOUSAND)
    number = ROUND
    while number := number + 1:
        yield number
