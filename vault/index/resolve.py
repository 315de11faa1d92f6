"""Which file does a link mean?

Stands on vault/notes, below vault/edits. Obsidian's order (the file at that place, a lone name, then the nearest and
shortest path that ends so) is decided here and nowhere else. It asks three look-ups of whoever knows the files, and
opens none. All comparison is between keys: see `vault.paths.key`.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from vault.paths import folder_of, joined, key, name_of
from vault.typed import NamedTuple, Protocol

EXACT, NEAR, FAR = "exact", "near", "far"


class Meaning(NamedTuple):
    """What a link leads to. `ambiguous`: Obsidian itself may open another of several equals.

    `how` it was found: at exactly that place, below the folder of the note that holds the link, or anywhere.
    """

    path: str | None
    ambiguous: bool = False
    how: str = FAR


NOWHERE = Meaning(None)


class Names(Protocol):
    """The three look-ups that resolving needs."""

    def at(self, path_key: str) -> Sequence[str]:
        """The files at exactly that place: one, none, or several whose names differ by case alone."""

    def named(self, name_key: str) -> bool:
        """Whether any file bears that name."""

    def ending(self, tail: str, folder_key: str) -> Meaning:
        """The nearest and shortest of the files whose path ends with `tail` and whose name is the tail's name."""


def resolve(names: Names, source: str, target: str) -> Meaning:
    """Where the path of a link leads, seen from the note that holds it."""
    asked = key(target).strip(" ")
    return meant(names, key(folder_of(source)), asked) if asked else Meaning(source, how=EXACT)


def meant(names: Names, here: str, asked: str) -> Meaning:
    """The same for keys: of the folder that the note lies in, and of what its link asks for."""
    return at_tail(names, here, tail_of(asked, here))


def tail_of(asked: str, here: str) -> str:
    """What a link asks for, with its dots and its leading stroke worked in.

    `=` and a path key where only that very place will do, else the key that a path must end with.

    >>> tail_of("../epic", "2000/2001"), tail_of("/x", "a"), tail_of("b/x", "a")
    ('=2000/epic', '=x', 'b/x')
    """
    first = asked[:1]
    if first == "." and asked.startswith(("./", "../")):
        return "=" + (joined(here, asked) or "")
    return "=" + asked[1:] if first == "/" else asked


def at_tail(names: Names, here: str, tail: str) -> Meaning:
    only_there = tail[:1] == "="
    asked = asked_file(names, tail[1:] if only_there else tail)
    if asked is None:
        return NOWHERE
    if found := names.at(asked):
        return Meaning(found[0], len(found) > 1, EXACT)
    return NOWHERE if only_there else names.ending(asked, here)


def asked_file(names: Names, asked: str) -> str | None:
    """The path key with the file name that is looked for: as written if a file bears it, else with `.md`."""
    name = asked.rpartition("/")[2]
    if "." in name and names.named(name):
        return asked
    return asked + ".md" if name and names.named(name + ".md") else None


class FileNames:
    """The three look-ups from dictionaries, for many links at once.

    What ends with a tail is found in the list of all keys read backwards, once a tail, and kept by path and by length;
    so ten thousand links to ten thousand notes called `spec` cost ten thousand look-ups, not their square.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self.places: dict[str, list[str]] = {}
        for path in paths:
            self.places.setdefault(key(path), []).append(path)
        self.backwards = sorted(place[::-1] for place in self.places)
        self.names = {name_of(place) for place in self.places}
        self.tails: dict[str, _Ending] = {}
        for equals in self.places.values():
            equals.sort()

    def at(self, path_key: str) -> Sequence[str]:
        return self.places.get(path_key, ())

    def named(self, name_key: str) -> bool:
        return name_key in self.names

    def ending(self, tail: str, folder_key: str) -> Meaning:
        if direct := self.places.get(f"{folder_key}/{tail}" if folder_key else tail):
            return Meaning(direct[0], len(direct) > 1, NEAR)
        found = self.tails.get(tail)
        if found is None:
            found = self.tails[tail] = _Ending(self._ending_with(tail), self.places)
        return found.seen_from(folder_key)

    def _ending_with(self, tail: str) -> list[str]:
        backwards = tail[::-1]
        if "/" in tail:
            ranges = [(backwards, backwards + "\U0010ffff")]
        else:
            ranges = [(backwards, backwards + "\0"), (backwards + "/", backwards + "0")]
        keys = self.backwards
        return [place[::-1] for low, high in ranges for place in keys[bisect_left(keys, low) : bisect_left(keys, high)]]


class RememberedNames:
    """The three look-ups of another, each asked once: for many links that mean the same few files."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._at: dict[str, Sequence[str]] = {}
        self._named: dict[str, bool] = {}
        self._ending: dict[tuple[str, str], Meaning] = {}

    def at(self, path_key: str) -> Sequence[str]:
        found = self._at.get(path_key)
        if found is None:
            found = self._at[path_key] = self.names.at(path_key)
        return found

    def named(self, name_key: str) -> bool:
        found = self._named.get(name_key)
        if found is None:
            found = self._named[name_key] = self.names.named(name_key)
        return found

    def ending(self, tail: str, folder_key: str) -> Meaning:
        found = self._ending.get((tail, folder_key))
        if found is None:
            found = self._ending[tail, folder_key] = self.names.ending(tail, folder_key)
        return found


class _Ending:
    """The files whose path ends in one way."""

    def __init__(self, keys: list[str], places: dict[str, list[str]]) -> None:
        self.keys = sorted(keys)
        self.places = places
        self.known: dict[str, Meaning] = {}
        self.anywhere = self._shortest(self.keys, FAR)

    def seen_from(self, folder: str) -> Meaning:
        known = self.known.get(folder)
        if known is None:
            keys = self.keys
            if folder:
                keys = keys[bisect_left(keys, folder + "/") : bisect_left(keys, folder + "0")]
            known = self._shortest(keys, NEAR) if keys else self.anywhere
            self.known[folder] = known
        return known

    def _shortest(self, keys: list[str], how: str) -> Meaning:
        best: list[tuple[int, str]] = []
        for place in keys:
            for path in self.places[place]:
                length = len(path)
                if len(best) < 2 or (length, path) < best[-1]:
                    insort(best, (length, path))
                    del best[2:]
        if not best:
            return NOWHERE
        return Meaning(best[0][1], len(best) > 1 and best[0][0] == best[1][0], how)


# headings and blocks

_BLANKED = dict.fromkeys(map(ord, '!"#$%&()*+,.:;<=>?@^`{|}~/[]\\\r\n'), " ")


def plain_heading(text: str) -> str:
    """A heading as a link to it is compared: signs are blanks, blanks count once, letter case does not count.

    >>> plain_heading("Goals & Non-goals: v1.2?")
    'goals non-goals v1 2'
    """
    return " ".join(text.translate(_BLANKED).lower().split())


def heading_number(headings: Sequence[tuple[int, str]], subpath: str) -> int | None:
    """Which of (level, plain text) a subpath like `Design#Data model` means: each part deeper than the one before."""
    parts = [plain_heading(part) for part in subpath.split("#")]
    parts = [part for part in parts if part]
    step, above = 0, 0
    for number, (level, text) in enumerate(headings):
        if step < len(parts) and text == parts[step] and level > above:
            step, above = step + 1, level
            if step == len(parts):
                return number
    return None
