"""Everything that can be found, from what the index knows: specs, notes, headings, files.

Asked behind the screen, once for each state of the vault. Reads no note.
"""

from collections.abc import Iterable, Sequence
from json import loads
from sys import intern

from specwork.desk import Desk
from specwork.domain.status import is_open
from specwork.tui.finder.matching import FILE, HEADING, NOTE, SPEC, Name, Names
from specwork.tui.tree.rows import Row, spec_rows
from vault.paths import is_note, stem_of
from vault.typed import NamedTuple


class Known(NamedTuple):
    """The names, and what the specs and journals among them are called, by path. `generation`: of which vault."""

    names: Names
    owners: dict[str, str]
    statuses: dict[str, str]
    types: dict[str, str]
    generation: int


def known(desk: Desk, rows: Sequence[Row], generation: int) -> Known:
    """`rows` are the specs as the tree has them; where it shows folders and notes, the specs are looked up."""
    given = desk.given()
    specs = [row for row in rows or spec_rows(given).rows if row.id is not None]
    owners = {row.path: row.label for row in specs}
    owners.update((row.journal, f"{row.label} journal") for row in specs if row.journal)
    paths = given.index.paths()
    names = [*map(_spec, specs), *_notes(paths, owners), *_headings(given.index.ask(_HEADINGS), owners)]
    names += [Name(FILE, path, (path,)) for path in paths]
    return Known(
        Names(names), owners, {row.path: row.status for row in specs}, {row.path: row.type for row in specs}, generation
    )


_HEADINGS = "SELECT path, headings FROM note JOIN file ON file.id = note.id ORDER BY path"


def _spec(row: Row) -> Name:
    """Its title before its number: so it begins as somebody who knows it by its title would type it."""
    places = (row.path, row.journal) if row.journal else (row.path,)
    return Name(SPEC, row.title, places, f"{row.id} {' '.join(row.aliases)}", row.id, not is_open(row.status))


def _notes(paths: Iterable[str], owners: dict[str, str]) -> list[Name]:
    return [Name(NOTE, stem_of(path), (path,)) for path in paths if is_note(path) and path not in owners]


def _headings(found: Iterable[tuple[str, str]], owners: dict[str, str]) -> list[Name]:
    """Each wording once, with the notes that have it. The title of a spec is found as such."""
    bearers: dict[str, list[str]] = {}
    for path, said in found:
        owned = path in owners
        for level, text in loads(said):
            if (wording := " ".join(text.split())) and not (owned and level == 1):
                bearers.setdefault(intern(wording), []).append(path)
    return [Name(HEADING, text, tuple(dict.fromkeys(paths))) for text, paths in bearers.items()]
