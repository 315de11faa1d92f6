"""The rows of the tree: specs with their parts, or folders with their notes.

Pure: values made from what the index knows. Which of them are to be seen is `model`'s business.
"""

from collections.abc import Mapping

from specwork.domain.status import COMPLETED, DROPPED, is_open, meaning
from specwork.work.given import Given
from specwork.work.listing import Forest, Listed
from specwork.work.waiting import depends
from vault.index.resolve import RememberedNames
from vault.paths import is_canvas, is_note, name_of, stem_of
from vault.typed import NamedTuple

FOLDER, NOTE = "folder", "note"


class Row(NamedTuple):
    """A line of the tree. `key` is its identity: the path of the spec's file, of the note or of the folder.

    `met` of `total` criteria are its own; `done` of `parts` are the specs right below it. `waits` are the ids of the
    open specs it waits on; `recording` who has a session open on it.
    """

    key: str
    parent: str | None
    type: str
    title: str
    id: int | None = None
    status: str = ""
    journal: str = ""
    met: int = 0
    total: int = 0
    done: int = 0
    parts: int = 0
    waits: tuple[int, ...] = ()
    recording: tuple[str, ...] = ()
    priority: str = ""
    owner: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return self.key

    @property
    def label(self) -> str:
        return f"{self.id} {self.title}" if self.id is not None else self.title


class Rows(NamedTuple):
    """All rows of a vault, parents before their parts. `specs` is false where folders and notes are meant."""

    rows: tuple[Row, ...]
    specs: bool


def spec_rows(given: Given) -> Rows:
    """The specs; in a vault without any, its notes."""
    forest = Forest(given.specs)
    if not forest.all:
        return note_rows(given)
    return rows_of_forest(forest, waits_of(given, forest))


def rows_of_forest(forest: Forest, waits: Mapping[str, tuple[int, ...]]) -> Rows:
    rows: list[Row] = []
    waiting = list(reversed(forest.children(None)))
    while waiting:
        one = waiting.pop()
        parts = forest.children(one.found.path)
        waiting += reversed(parts)
        rows.append(_row(one, parts, waits.get(one.found.path, ())))
    return Rows(tuple(rows), specs=True)


def waits_of(given: Given, forest: Forest) -> dict[str, tuple[int, ...]]:
    """The ids of the open specs that each open spec waits on, by path."""
    names = RememberedNames(given.index.names)
    waits = {}
    for one in forest.all:
        if one.spec.depends_on and is_open(one.spec.status):
            found = depends(given.specs, one.found, names, forest.at)
            if held := tuple(each.found.id for each in found if each.found and not each.done):
                waits[one.found.path] = held
    return waits


def _row(one: Listed, parts: list[Listed], waits: tuple[int, ...]) -> Row:
    spec = one.spec
    states = [meaning(part.spec.status) for part in parts]
    begun = one.journal.open if one.journal else ()
    return Row(
        key=spec.path,
        parent=one.parent,
        type=spec.type,
        title=spec.title,
        id=spec.id,
        status=spec.status,
        journal=one.found.journal if one.journal else "",
        met=spec.met,
        total=spec.total,
        done=states.count(COMPLETED),
        parts=len(states) - states.count(DROPPED),
        waits=waits,
        recording=tuple(dict.fromkeys(name for each in begun for name in each.participants or ("somebody",))),
        priority=spec.priority,
        owner=spec.owner,
        aliases=tuple(name for name in spec.aliases if name != spec.label),  # the usual one is found anyway
    )


def note_rows(given: Given) -> Rows:
    """Every note by its folder, folders first."""
    notes = [path for path in given.index.paths() if is_note(path) or is_canvas(path)]
    folders: dict[str, int] = {}
    for path in notes:
        folder = path.rpartition("/")[0]
        while folder:
            folders[folder] = folders.get(folder, 0) + 1
            folder = folder.rpartition("/")[0]
    rows = [Row(folder, _above(folder), FOLDER, name_of(folder), parts=count) for folder, count in folders.items()]
    rows.sort(key=lambda row: row.key.casefold())
    rows += [Row(path, _above(path), NOTE, stem_of(path)) for path in sorted(notes, key=str.casefold)]
    return Rows(tuple(rows), specs=False)


def _above(path: str) -> str | None:
    return path.rpartition("/")[0] or None
