"""Prose that reads like the prose of specs, made of words that stand here.

Deterministic: the same seed gives the same words on every Python, because nothing but `Random.random` is asked.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")

_THINGS = (
    "archive backup batch boundary broker cache catalogue certificate channel checkpoint cluster column consumer "
    "counter cursor deadline default endpoint export failover field filter gateway header heartbeat import index "
    "journal key ledger limit lock manifest mapping mirror mount network node notice outage owner package parser "
    "partition password path pipeline policy pool probe proxy quota queue record region registry release replica "
    "report retry rollout route schedule schema script segment sensor session shard signal snapshot socket stage "
    "storage stream switch table task template threshold timer token topic trace tunnel unit upload version volume "
    "window worker zone"
).split()
_KINDS = (
    "automatic cold compressed delayed durable empty encrypted external first green hourly idle incremental "
    "internal large late local manual missing narrow nightly old partial pending plain primary quiet remote second "
    "shared short slow small stable stale temporary third unused verified warm weekly"
).split()
_DEEDS = (
    "checks closes copies counts delays drops fills follows holds keeps limits lists loads marks measures merges "
    "moves names needs opens orders parks reads rejects repeats replaces reports restores returns rotates sends "
    "shows signs skips sorts splits starts stops stores survives tests tracks trims watches writes"
).split()
_ENDS = (
    "after a restart", "at boot", "before the next release", "during an outage", "even on a slow disk",
    "for every tenant", "in the background", "in under a second", "once a day", "only when asked", "over a bad line",
    "so that nothing is lost", "while others write", "with its own limits", "without a second copy",
    "where the façade ends", "at 80 °C too", "within the naïve estimate",
)  # fmt: skip
_ORDERS = (
    "Add Archive Check Collect Compress Count Deliver Encrypt Export Guard Import Limit Measure Merge Mount Move "
    "Prune Restore Rotate Schedule Sign Split Test Trace Watch"
).split()


class Words:
    """A source of words: what it says next follows from its seed alone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._pool = [self._sentence() for _ in range(1500)]

    def below(self, limit: int) -> int:
        return int(self._random.random() * limit)

    def chance(self, part: float) -> bool:
        return self._random.random() < part

    def pick(self, things: Sequence[Thing]) -> Thing:
        return things[self.below(len(things))]

    def title(self) -> str:
        return f"{self.pick(_ORDERS)} the {self.pick(_KINDS)} {self.pick(_THINGS)}"

    def name(self) -> str:
        return f"{self.pick(_KINDS)}-{self.pick(_THINGS)}"

    def prose(self, sentences: int) -> str:
        return " ".join([self.pick(self._pool) for _ in range(sentences)])

    def _sentence(self) -> str:
        thing, other, kind, deed = self.pick(_THINGS), self.pick(_THINGS), self.pick(_KINDS), self.pick(_DEEDS)
        match self.below(4):
            case 0:
                return f"The {kind} {thing} {deed} the {other} {self.pick(_ENDS)}."
            case 1:
                return f"{_a(thing).capitalize()} that {deed} the {kind} {other} stays as it is {self.pick(_ENDS)}."
            case 2:
                return f"Where the {thing} is {kind}, the {other} {deed} it {self.pick(_ENDS)}."
            case _:
                return f"No {thing} {deed} {_a(kind)} {other} {self.pick(_ENDS)}, and *that* is on purpose."


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
