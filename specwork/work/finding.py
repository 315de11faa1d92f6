"""Which spec is meant: by id, by path, by a piece of its title, by the name an older layout gave it.

Asks the index and nothing else; what it says of a file is what the file said when it was last looked at.
"""

import re
from collections.abc import Callable

from specwork.domain import layout
from specwork.domain.command import word
from specwork.domain.spec import JOURNAL, SPEC, JournalRow, Spec, journal_from, spec_from
from specwork.errors import AmbiguousSpec, IdClash, UnknownSpec
from vault.index.index import Index
from vault.typed import Any, NamedTuple

SHOWN = 8  # candidates named in a message


class Found(NamedTuple):
    """A spec with its home. `journal` is where its journal stands or would stand."""

    spec: Spec
    home: layout.Home

    @property
    def id(self) -> int:
        return self.spec.id

    @property
    def path(self) -> str:
        return self.spec.path

    @property
    def journal(self) -> str:
        return self.home.journal


class Specs:
    """The specs of a vault, as its index knows them. `root` is the folder that they lie in.

    `seen` tells how a path that was typed where somebody stands is seen from the vault's top, if it is one at all.
    """

    def __init__(self, index: Index, root: str, seen: Callable[[str], str | None] = lambda text: None) -> None:
        self.index, self.root, self.seen = index, root, seen

    def all(self) -> list[Found]:
        """By id, and by path where two bear the same."""
        found = [_found(row.path, row.value) for row in self.index.rows(SPEC)]
        return sorted(found, key=lambda one: (one.id, one.path))

    def journals(self) -> dict[str, JournalRow]:
        return {row.path: journal_from(row.path, row.value) for row in self.index.rows(JOURNAL)}

    def journal(self, found: Found) -> JournalRow | None:
        rows = self.index.rows(JOURNAL, found.journal)
        return journal_from(rows[0].path, rows[0].value) if rows else None

    def bearing(self, number: int) -> list[Found]:
        """Every spec that bears an id; more than one is a clash."""
        return [_found(row.path, row.value) for row in self.index.rows(SPEC, str(number))]

    def at(self, path: str) -> Found | None:
        """The spec whose file this is."""
        rows = self.index.rows_of(path, SPEC)
        return _found(path, rows[0].value) if rows else None

    def owning(self, path: str) -> Found | None:
        """The spec that a file belongs to: its own file, its journal, or the nearest folder that is a spec's."""
        if found := self.at(path):
            return found
        for candidate in layout.specs_of_journal(path):
            if found := self.at(candidate):
                return found
        for folder in layout.folders_above(path):
            for name in ("spec.md", "epic.md"):
                if self.index.has(f"{folder}/{name}") and (found := self.at(f"{folder}/{name}")):
                    return found
        return None

    def parent(self, found: Found) -> Found | None:
        """Whose part it is, by the tree."""
        for candidate in layout.parents(found.path):
            if self.index.has(candidate):
                return self.at(candidate)
        return None

    def children(self, found: Found) -> list[Found]:
        """Its parts, by the tree, by id."""
        if found.home.inline or not found.home.folder:
            return []
        kin = []
        for path in self.index.paths(found.home.folder):
            here = layout.home(path)
            if here and path != found.path and found.path in layout.parents(path) and (one := self.at(path)):
                kin.append(one)
        return sorted(kin, key=lambda one: one.id)

    def find(self, asked: str) -> Found:
        """The one spec that these words mean."""
        asked = asked.strip()
        if not asked:
            raise UnknownSpec("no spec is named", hint="give its id, its path or words of its title")
        if asked.isdecimal():
            return self.one_bearing(int(asked), asked)
        if found := self._by_path(asked.removeprefix("./")):
            return found
        seen = self.seen(asked)
        return (self._by_path(seen) if seen else None) or self._by_words(asked)

    def _by_path(self, path: str) -> Found | None:
        path = path.rstrip("/")
        for candidate in (path, f"{path}.md", f"{path}/spec.md", f"{path}/epic.md"):
            if (layout.home(candidate) or layout.specs_of_journal(candidate)) and (found := self.owning(candidate)):
                return found
        return self.owning(path) if self.index.has(path) else None

    def one_bearing(self, number: int, asked: str) -> Found:
        found = self.bearing(number)
        if len(found) == 1:
            return found[0]
        if found:
            raise IdClash(
                f"{number} is the id of {len(found)} specs: {', '.join(one.path for one in found)}",
                where=found[0].path,
                hint=f"name one by its path, and give the other a new id: specwork renumber {word(found[-1].path)} NEW",
            )
        raise UnknownSpec(f"no spec has the id {asked}", hint="see which there are: specwork list")

    def _by_words(self, asked: str) -> Found:
        everything = self.all()
        wanted = asked.casefold()
        exact = [one for one in everything if wanted in (one.spec.title.casefold(), one.spec.label.casefold())]
        found = exact or [one for one in everything if wanted in one.spec.title.casefold()]
        if not found:
            words = wanted.split()
            found = [one for one in everything if all(word in one.spec.title.casefold() for word in words)]
        if not found and (old := re.match(r"(\d+)-", asked)):
            found = self.bearing(int(old[1]))
        if len(found) == 1:
            return found[0]
        if found:
            named = ", ".join(one.spec.label for one in found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
            raise AmbiguousSpec(f"{asked!r} may mean {len(found)} specs: {named}", hint="give the id of one of them")
        raise UnknownSpec(f"no spec is called {asked!r}", hint=_near(asked, everything))


def _found(path: str, value: list[Any]) -> Found:
    spec = spec_from(path, value)
    here = layout.home(path)
    assert here is not None  # only such files are kept as specs
    return Found(spec, here)


def _near(asked: str, everything: list[Found]) -> str:
    from difflib import get_close_matches  # only where somebody mistyped

    titles = {one.spec.title.casefold(): one for one in everything}
    near = get_close_matches(asked.casefold(), titles, n=1)
    return f"did you mean {titles[near[0]].spec.label}" if near else "see which there are: specwork list"
