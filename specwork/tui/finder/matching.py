"""Which names fit what was typed, the best first. Pure: names come in, hits go out.

A list is prepared once. While somebody types on, only what fitted before is looked at again; whatever is typed, time
grows with the length of the names alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice

from vault.typed import NamedTuple

SPEC, NOTE, HEADING, FILE = "spec", "note", "heading", "file"
KINDS = (SPEC, NOTE, HEADING, FILE)
MOST = 60  # hits that are shown
ALIKE = 4  # of those, headings of one wording
LONGEST = 200  # characters of a name that are looked at
SCORED = 2_000  # of names that fit by their letters alone


class Name(NamedTuple):
    """Something that can be found. `places` are the notes that it leads to: many, where many have the same heading.

    `also` is what else it may be found by; `late` are those that nobody works on any more.
    """

    kind: str
    label: str
    places: tuple[str, ...]
    also: str = ""
    id: int | None = None
    late: bool = False


class Hit(NamedTuple):
    name: Name
    path: str


_SIGNS = str.maketrans(dict.fromkeys("/.-_:,;()[]{}<>|\"'`*#+=&!?\\\t\n\r", " "))


def folded(text: str) -> str:
    """As names are compared: letter case does not count, signs are blanks.

    >>> folded("specs/NAS-setup.sh")
    'specs nas setup sh'
    """
    return text.lower().translate(_SIGNS)


class Names:
    """Everything that can be found. Each text begins with a blank, as does each word in it."""

    def __init__(self, names: Iterable[Name]) -> None:
        order = {kind: number for number, kind in enumerate(KINDS)}
        self.all = sorted(names, key=lambda one: (order[one.kind], one.late, len(one.label), one.label))
        self.texts = [f" {folded(f'{one.label} {one.also}'[:LONGEST])}" for one in self.all]
        self.ids = {str(one.id): at for at, one in enumerate(self.all) if one.id is not None}
        self.first = next((at for at, one in enumerate(self.all) if one.kind == HEADING), len(self.all))
        self.last = next((at for at, one in enumerate(self.all) if one.kind == FILE), len(self.all))

    def leading(self, paths: Sequence[str]) -> list[Name]:
        """What leads to these notes as a whole, in their order."""
        wanted = set(paths)
        found: dict[str, Name] = {}
        for one in self.all:
            if one.kind != HEADING and one.places[0] in wanted:
                found.setdefault(one.places[0], one)
        return [found[path] for path in paths if path in found]


class Matching:
    """What is typed into one finder, letter by letter."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._words: list[str] = []
        self._fit: Sequence[int] = range(len(names.all))
        self._letters = ""
        self._loose: Sequence[int] = range(len(names.all))

    def hits(self, typed: str) -> list[Hit]:
        """The best of what fits: the id, then what begins so, then whose words do, then what holds it somewhere."""
        words = folded(typed[:LONGEST]).split()
        if not words:
            return []
        fit, texts = self._narrowed(words), self.names.texts
        start, starts = f" {' '.join(words)}", [f" {word}" for word in words]
        found = dict.fromkeys(self._of_one_spec(words))
        classes: tuple[Iterable[int], ...] = (
            (at for at in fit if texts[at].startswith(start)),
            (at for at in fit if all(word in texts[at] for word in starts)),
            fit,
        )
        for good in classes:
            if len(found) < MOST:
                found.update(dict.fromkeys(islice(self._hits(good), MOST)))
        if len(found) < MOST and sum(map(len, words)) > 1:
            held = set(fit)
            found.update(dict.fromkeys(self._hits(at for at in self._by_letters("".join(words)) if at not in held)))
        return list(_each_once(found))[:MOST]

    def _narrowed(self, words: list[str]) -> Sequence[int]:
        """The names that hold every word, among those that held what was typed before."""
        if not all(any(old in word for word in words) for old in self._words):
            self._fit = range(len(self.names.all))
        texts = self.names.texts
        for word in sorted(set(words) - set(self._words), key=len, reverse=True):
            self._fit = [at for at in self._fit if word in texts[at]]
        self._words = words
        return self._fit

    def _of_one_spec(self, words: list[str]) -> Iterator[Hit]:
        """The spec of the id that was typed; with more words, its own headings that hold them."""
        for number, word in enumerate(words):
            at = self.names.ids.get(word)
            if at is None:
                continue
            spec, rest = self.names.all[at], words[:number] + words[number + 1 :]
            if not rest:
                yield Hit(spec, spec.places[0])
                return
            for name, text in zip(
                self.names.all[self.names.first : self.names.last],
                self.names.texts[self.names.first : self.names.last],
                strict=True,
            ):
                if all(f" {one}" in text for one in rest):
                    yield from (Hit(name, path) for path in spec.places if path in name.places)

    def _by_letters(self, letters: str) -> list[int]:
        """Names in which the letters stand one after the other: as their words begin, then as close as may be."""
        if not (self._letters and letters.startswith(self._letters)):
            self._loose = range(len(self.names.all))
        texts, fits = self.names.texts, in_turn(letters)
        needed = set(letters)
        for letter in needed - set(self._letters):
            self._loose = [at for at in self._loose if letter in texts[at]]
        self._loose = [at for at in self._loose if fits(texts[at])]
        self._letters = letters

        def score(at: int) -> tuple[bool, int, int]:
            found = fits(texts[at])
            spread = found.end() - found.start(1) if found else LONGEST
            return (not fits("".join(word[0] for word in texts[at].split())), spread, at)

        return nsmallest(MOST, islice(self._loose, SCORED), key=score)

    def _hits(self, found: Iterable[int]) -> Iterator[Hit]:
        for at in found:
            name = self.names.all[at]
            yield from (Hit(name, path) for path in name.places[: ALIKE if name.kind == HEADING else 1])


def in_turn(letters: str) -> Callable[[str], re.Match[str] | None]:
    """Looks for letters that stand one after the other. It never goes back, so no text makes it slow.

    >>> bool(in_turn("mtn")("mount the nas")), bool(in_turn("ntm")("mount the nas"))
    (True, False)
    """
    first, *rest = (re.escape(letter) for letter in letters)
    return re.compile(f"[^{first}]*+({first})" + "".join(f"[^{one}]*+{one}" for one in rest), re.DOTALL).match


def _each_once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """A note is one hit, though it be found by its title and by its path; each of its headings is another."""
    seen: set[tuple[str, str]] = set()
    for hit in hits:
        known = (hit.path, hit.name.label if hit.name.kind == HEADING else "")
        if known not in seen:
            seen.add(known)
            yield hit
