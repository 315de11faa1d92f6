"""Settling one fact of a relation with many values: what all such relations have in common.

A relation says which places a fact has, what they state, and how each is written; `settle` decides; here it is carried
out and told.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from specwork.domain.facts import (
    FULL,
    Agreed,
    Dark,
    Fact,
    Mentioned,
    Outcome,
    Place,
    Reading,
    Says,
    Voice,
    settle,
)
from specwork.work.settling.ground import Ground
from vault.errors import Refused


class Relation(ABC):
    """One relation, on the ground that all stand on."""

    name: str
    part: str  # what such facts stand in

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.view, self.cast, self.agreement = ground.view, ground.cast, ground.agreement

    @abstractmethod
    def voices(self, fact: Fact) -> Mapping[Place, Voice]:
        """Its places, those first that a new statement takes its words from."""

    @abstractmethod
    def reading(self, fact: Fact, place: Place) -> Reading: ...

    @abstractmethod
    def missing(self, fact: Fact, agreed: Agreed | None) -> str | None:
        """Why its object cannot be meant now."""

    @abstractmethod
    def write(self, fact: Fact, place: Place) -> None: ...

    @abstractmethod
    def remove(self, fact: Fact, place: Place) -> None: ...

    @abstractmethod
    def mend(self, fact: Fact, place: Place) -> None:
        """A place that states it gets a link that opens what it means."""

    @abstractmethod
    def spot(self, fact: Fact, place: Place) -> str:
        """Where it stands, as `path:line`."""

    def label(self, fact: Fact) -> str:
        return f"{fact.subject} {fact.relation.replace('_', ' ')} {fact.object}"

    def settled(self, fact: Fact) -> None:
        if fact in self.ground.outcomes:
            return
        agreed = self.agreement.fact(fact)
        voices = self.voices(fact)
        readings = {place: self.reading(fact, place) for place in voices}
        outcome = settle(agreed, voices, readings, self.ground.memory, missing=self.missing(fact, agreed))
        self.ground.outcomes[fact] = outcome
        self._tell(fact, outcome, readings, agreed)
        if outcome.conflict:
            return
        self._do(fact, outcome, readings)

    def _do(self, fact: Fact, outcome: Outcome, readings: Mapping[Place, Reading]) -> None:
        for place in outcome.write:
            self._try(self.write, fact, place)
        for place in outcome.remove:
            self._try(self.remove, fact, place)
        if outcome.true and not outcome.keep and not outcome.told:
            for place, reading in readings.items():
                if isinstance(reading, Says):
                    self._try(self.mend, fact, place)

    def _try(self, deed: Callable[[Fact, Place], None], fact: Fact, place: Place) -> None:
        try:
            deed(fact, place)
        except Refused as refused:
            self.ground.tell("cannot-write", place.host, None, refused.message, refused.hint)

    def _tell(self, fact: Fact, outcome: Outcome, readings: Mapping[Place, Reading], agreed: Agreed | None) -> None:
        label = self.label(fact)
        speaks = [place for place, reading in readings.items() if isinstance(reading, (Says, Mentioned))]
        silent = [place for place, reading in readings.items() if reading is None and agreed and place in agreed.said]
        if outcome.conflict:
            spots = [self.spot(fact, place) for place in (*speaks, *silent)]
            hosts = [place.host for place in (*silent, *speaks) if self.voices(fact)[place].voice == FULL]
            message = f"{label}: {_CONFLICTS[outcome.conflict]}"
            hint = self.ground.trust(hosts[0]) if hosts else self.ground.trust(spots[0].rpartition(":")[0])
            self.ground.conflict(outcome.conflict, label, spots, message, hint)
        for reason in outcome.told:
            self._say(reason, fact, speaks, silent)
        for place, reading in readings.items():
            if isinstance(reading, Dark):
                self.ground.open.add(place.host)
                if reading.why == "section-missing":
                    part, hint = self.lost(fact, place)
                    message = f"a part of it that held facts is gone: {part}"
                    self.ground.tell("section-missing", place.host, None, message, hint)

    def lost(self, fact: Fact, place: Place) -> tuple[str, str]:  # noqa: ARG002 one relation asks for them
        """What a file that is dark has lost, and what brings it back."""
        return self.part, "write it again, or have it made: specwork check --fix"

    def _say(self, reason: str, fact: Fact, speaks: list[Place], silent: list[Place]) -> None:
        label = self.label(fact)
        if reason in _HELD:
            for place in silent:
                self.ground.stuck.add(place.host)
                if reason in ("emptied", "mass-removal"):
                    message = f"{place.host}: {_HELD[reason]}"
                    self.ground.conflict(
                        reason, place.host, [f"{place.host}:1"], message, self.ground.trust(place.host)
                    )
                elif reason != "broken-link":
                    self.ground.tell(reason, place.host, None, _HELD[reason], self.ground.trust(place.host))
            return
        where = speaks[0] if speaks else None
        spot = self.spot(fact, where) if where else ""
        path, _, line = spot.rpartition(":")
        path = path or next((place.host for place in silent), fact.object)
        self.ground.open.update(place.host for place in speaks)
        code, message, hint = _REASONS[reason]
        self.ground.tell(code, path, int(line) if line else None, message.format(label, fact.object), hint)


_CONFLICTS = {
    "taken-and-added": "taken out in one place and put into another",
    "taken-and-edited": "taken out in one place, and reworded in another",
    "came-back": "it was taken away everywhere, and stands in some places again",
    "named-in-prose": "taken out of a list, and still named in the prose of another place",
}
_HELD = {
    "emptied": "all its items are gone at once: nothing is taken away until the other places let go too",
    "mass-removal": "very much is gone at once: nothing is taken away until the other places let go too",
    "older-version": "an older version was put back: what it does not say yet is not taken away",
    "broken-link": "a new item leads nowhere: nothing is taken away until it is mended or gone",
}
_REASONS = {
    "deliverable-missing": (
        "deliverable-missing",
        "{0}: the file is gone",
        "bring it back, or take its items out of spec and journal",
    ),
    "broken-link": ("broken-link", "{1} is not there yet: the link states nothing", "make it, or mend the link"),
    "not-a-deliverable": (
        "not-a-deliverable",
        "{1} cannot be delivered: it is a spec, a journal, or a list of deliverables",
        "name it in the prose, or in front of the list",
    ),
    "spec-missing": ("spec-missing", "{0}: the spec is gone", "bring it back, or take the link out"),
    "nobody-says": ("nobody-says", "{0}: nothing says so any more", "say it again where it is true"),
}
