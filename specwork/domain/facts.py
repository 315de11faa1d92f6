"""Facts and places: what is true, given what every place states now and what they agreed on last time.

The heart of two-way sync, as a pure function of values. It knows relations and voices, but no files, no links and no
spans: `places` reads those, and `work.sync` brings both together.

A place says, is silent, or is dark (cannot be read just now); what is dark is neither believed nor written. Memory is
kept per place: a place that stopped saying something took it away, one that never said it did not.
"""

from collections.abc import Callable, Mapping

from vault.typed import NamedTuple

DELIVERS, DEPENDS, CHILD, JOURNAL, PARENT, STATUS, TITLE = (
    "delivers", "depends_on", "child", "journal", "parent", "status", "title",
)  # fmt: skip


class Place(NamedTuple):
    """A spot where a fact is written down: which sort of spot, and in which host (the path of a file)."""

    kind: str
    host: str


class Fact(NamedTuple):
    """Relation, subject (a spec's id) and object (a spec's id, or the path of a file)."""

    relation: str
    subject: int
    object: str


class Says(NamedTuple):
    """`raw` is the link or the words as written; `text` what else the item says, for a person to read."""

    raw: str
    text: str = ""


class Mentioned(NamedTuple):
    """Named in prose where an item could stand: it states nothing, and spares a second mention."""

    line: int


class Dark(NamedTuple):
    why: str


SILENT = None
Reading = Says | Mentioned | Dark | None

FULL, ADDS = "full", "adds"
Said = dict[Place, tuple[str, str]]  # what each place said, as (raw, text)


class Voice(NamedTuple):
    """How much a place has to say about a fact. A required place is filled where it is silent."""

    voice: str
    required: bool


class Agreed(NamedTuple):
    """A fact as it was agreed on. One that was taken away keeps what a dark place still says: that is owed."""

    true: bool
    said: Said


class Memory(NamedTuple):
    """What the memory of places is worth today.

    `void`: hosts whose memory counts for nothing. `held`: places that may take nothing away, and why. `trusted`: hosts
    that are right in all they say or leave unsaid.
    """

    void: frozenset[str] = frozenset()
    held: Mapping[Place, str] = {}
    trusted: frozenset[str] = frozenset()

    def said(self, agreed: Agreed | None) -> Said:
        if agreed is None:
            return {}
        return {place: said for place, said in agreed.said.items() if place.host not in self.void}


class Outcome(NamedTuple):
    """What is to be done for one fact. `true` None: undecided, and not remembered.

    `keep`: the memory of it stays as it was, as in a conflict.
    """

    true: bool | None
    write: tuple[Place, ...] = ()
    remove: tuple[Place, ...] = ()
    conflict: str | None = None
    told: tuple[str, ...] = ()
    keep: bool = False


def settle(
    agreed: Agreed | None,
    voices: Mapping[Place, Voice],
    readings: Mapping[Place, Reading],
    memory: Memory,
    *,
    missing: str | None = None,
) -> Outcome:
    """One fact of a relation with many values. `missing` is why its object cannot be meant now, if it cannot."""
    one = _Many(agreed, voices, readings, memory, missing)
    return one.by_trust() or (one.unknown() if agreed is None else one.true() if agreed.true else one.false())


class _Many:
    def __init__(
        self,
        agreed: Agreed | None,
        voices: Mapping[Place, Voice],
        readings: Mapping[Place, Reading],
        memory: Memory,
        missing: str | None,
    ) -> None:
        self.agreed, self.voices, self.memory, self.missing = agreed, voices, memory, missing
        self.readings = {place: readings.get(place) for place in voices}
        self.said = memory.said(agreed)
        self.says = [place for place in voices if isinstance(self.readings[place], Says)]
        self.silent = [place for place in voices if self.readings[place] is SILENT]
        self.dark = [place for place in voices if isinstance(self.readings[place], Dark)]
        self.mentioned = [place for place in voices if isinstance(self.readings[place], Mentioned)]
        self.new = [place for place in self.says if place not in self.said]
        self.left = [place for place in self.silent if place in self.said and voices[place].voice == FULL]

    def by_trust(self) -> Outcome | None:
        trusted = [place for place in self.voices if place.host in self.memory.trusted]
        if any(place in self.says for place in trusted):
            return self._stands() if self.missing is None else None
        if any(place in self.silent and self.voices[place].voice == FULL for place in trusted):
            return self._falls() if self.says or self.agreed else None
        return None

    def unknown(self) -> Outcome:
        if not self.says:
            return Outcome(None)
        return Outcome(None, told=(self.missing,)) if self.missing else self._stands()

    def true(self) -> Outcome:
        freely = [place for place in self.left if place not in self.memory.held]
        full_speaks = any(self.voices[place].voice == FULL for place in (*self.says, *self.dark))
        if self.left and not freely and full_speaks:
            return Outcome(True, told=tuple({self.memory.held[place]: None for place in self.left}), keep=True)
        if self.left and self.new:
            return Outcome(True, conflict="taken-and-added", keep=True)
        if self.left and any(self._edited(place) for place in self.says):
            return Outcome(True, conflict="taken-and-edited", keep=True)
        if self.left:
            return self._falls()
        if self.says:
            return Outcome(True, told=(self.missing,)) if self.missing else self._stands()
        if any(self.voices[place].voice == FULL for place in self.dark):
            return Outcome(True, keep=True)
        if self.mentioned:
            return Outcome(True, keep=True)
        return Outcome(False, told=("nobody-says",))

    def false(self) -> Outcome:
        required = [place for place, voice in self.voices.items() if voice.required]
        if self.says and all(place in self.says or place in self.mentioned for place in required):
            return Outcome(True)
        if self.new:
            return Outcome(False, conflict="came-back", keep=True)
        return Outcome(False, remove=tuple(self.says))

    def _edited(self, place: Place) -> bool:
        reading = self.readings[place]
        return isinstance(reading, Says) and place in self.said and reading.text != self.said[place][1]

    def _stands(self) -> Outcome:
        return Outcome(True, write=tuple(place for place in self.silent if self.voices[place].required))

    def _falls(self) -> Outcome:
        if self.mentioned:
            return Outcome(True, conflict="named-in-prose", keep=True)
        return Outcome(False, remove=tuple(self.says))


# relations with one value


class Value(NamedTuple):
    """A value as it was agreed on, and the words in which each place said it."""

    value: str
    said: Mapping[Place, str]


class Word(NamedTuple):
    """What is to be done for one value: None where nothing is known of it. `write`: the places that get it."""

    value: str | None
    write: tuple[Place, ...] = ()
    conflict: bool = False
    told: tuple[str, ...] = ()


def settle_value(
    agreed: Value | None,
    readings: Mapping[Place, Reading],
    memory: Memory,
    meaning: Callable[[str], str],
) -> Word:
    """One value that several places repeat. Words of one meaning are one word, and are left as they are."""
    says = {place: reading.raw for place, reading in readings.items() if isinstance(reading, Says)}
    silent = [place for place, reading in readings.items() if reading is SILENT]
    trusted = [word for place, word in says.items() if place.host in memory.trusted]
    if not says:
        return Word(None, told=("nobody-says",)) if agreed and silent and len(silent) == len(readings) else Word(None)
    value = trusted[0] if trusted else _value(agreed, says, memory, meaning)
    if value is None:
        return Word(None, conflict=True)
    lags = [place for place, word in says.items() if meaning(word) != meaning(value)]
    return Word(value, tuple(lags + silent))


def _value(
    agreed: Value | None, says: Mapping[Place, str], memory: Memory, meaning: Callable[[str], str]
) -> str | None:
    """What the places come to; None where they contradict each other."""
    meant = {meaning(word) for word in says.values()}
    if len(meant) == 1:
        return next(iter(says.values()))
    if agreed is None:
        return None
    said = {place: word for place, word in agreed.said.items() if place.host not in memory.void}
    changed = {place: word for place, word in says.items() if place in said and meaning(said[place]) != meaning(word)}
    strange = {place: word for place, word in says.items() if place not in said}
    candidates = {meaning(word): word for word in changed.values()}
    if not candidates:
        candidates = {meaning(agreed.value): agreed.value}
    if len(candidates) > 1:
        return None
    ((new, word),) = candidates.items()
    if any(meaning(other) != new for other in strange.values()):
        return None
    lagged = [place for place in changed if meaning(said[place]) != meaning(agreed.value)]
    if lagged and new != meaning(agreed.value):
        return None
    return word


def settle_header(agreed: str | None, truth: str, reading: Reading, meant: str | None) -> Word:
    """A header line that repeats what the tree says. `meant` is what its link means, `agreed` what it meant last time.

    Missing, broken, or still as it was before the folder moved: it is put right. Anything else is a conflict.
    """
    here = Place("header", "")
    if isinstance(reading, Dark):
        return Word(truth)
    if not isinstance(reading, Says) or meant is None:
        return Word(truth, (here,))
    if meant == truth:
        return Word(truth)
    if agreed is not None and meant == agreed:
        return Word(truth, (here,))
    return Word(truth, conflict=True)
