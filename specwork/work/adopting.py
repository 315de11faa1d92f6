"""The job that takes in notes made elsewhere: from a template on a phone, say, or long before there were specs.

Such a note gets its id, its place, its journal and its links; whatever else it says stays. Thinks and writes nothing.
"""

from collections.abc import Mapping

from specwork.domain import layout
from specwork.domain.command import word
from specwork.domain.counted import counted
from specwork.domain.heads import header_lines, properties_set, unsaid
from specwork.domain.spec import UNTAKEN
from specwork.domain.status import PLANNING
from specwork.domain.templates import body_filled, evened, moment
from specwork.errors import BadUsage, SpecworkError
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.making import (
    PARENT,
    Numbers,
    Place,
    Wanted,
    fit_parent,
    folder_for,
    free,
    home_in,
    journal_page,
    links_of,
    parent_for,
    spec_lines,
    title_from,
)
from specwork.work.notes import carried
from vault.edits.changes import Change, ChangeSet, Create, Move, Rewrite, rewrite
from vault.errors import Refused
from vault.index.resolve import Names, resolve
from vault.notes.note import Note, read_note
from vault.notes.outline import header, labels
from vault.notes.values import Value
from vault.paths import is_note, stem_of
from vault.text import Edit
from vault.typed import NamedTuple


class Comer(NamedTuple):
    """A note that is taken in, as what, and where it goes."""

    note: Note
    wanted: Wanted
    place: Place


def adopt(given: Given, *, note: str | None = None, kind: str | None = None, under: str | None = None) -> ChangeSet:
    """One note, or every note below the specs that has a type and no id."""
    notices: list[str] = []
    if note is not None:
        comers = _comers(given, [_asked(given, note, kind)], under, None)
        why = f"Adopt {stem_of(note)} as {comers[0].wanted.kind} {comers[0].place.number}"
    else:
        rows = [(row.path, str(row.value)) for row in given.index.rows(UNTAKEN)]
        rows.sort(key=lambda row: (layout.TYPES.index(row[1]), row[0]))
        comers = _comers(given, [row for row in rows if kind in (None, row[1])], under, notices)
        why = f"Adopt {counted(len(comers), 'note')}"
    moves = [Move(one.note.path, one.place.home.spec) for one in comers]
    rewrites, lost = carried(given, moves, keep_words=True)  # a spec is called spec.md
    moved = {one.path: one for one in rewrites}
    changes: list[Change] = [*moves, *(one for one in rewrites if one.path not in {move.old for move in moves})]
    come = [one.place.home.journal for one in comers]
    with given.index.preview(moves=dict(moves), come=come) as names:
        for one in comers:
            changes += _taken_in(given, names, one, moved.get(one.note.path))
    return ChangeSet(why, tuple(changes), (*lost, *notices))


def _asked(given: Given, path: str, kind: str | None) -> tuple[str, str]:
    """A note that was named, and what it is to be."""
    given.file(path)
    if known := given.specs.at(path):
        raise BadUsage(f"{path} is a spec already: {known.spec.label}", hint=f"see it: specwork show {known.id}")
    if not is_note(path) or layout.specs_of_journal(path):
        raise Refused(f"{path} cannot become a spec", where=path, hint="name a note that is no journal")
    if not layout.below("", path):
        raise Refused(f"{path} is a template or a deliverable", where=path, hint="move it elsewhere first")
    front = read_note(path, given.text(path)).front
    said = kind or (front.get("type") if front else None)
    if said not in layout.TYPES:
        raise BadUsage(f"what is {path} to be?", hint=f"say it: specwork adopt {word(path)} --type feature")
    return path, str(said)


def _comers(given: Given, asked: list[tuple[str, str]], under: str | None, notices: list[str] | None) -> list[Comer]:
    """Each with its number and place. Of many, one that fits nowhere stays, and is told; one alone is refused."""
    comers: list[Comer] = []
    numbers: dict[str, Numbers] = {}
    for path, kind in asked:
        note = read_note(path, given.text(path))
        try:
            parent = _parent(given, note, kind, under)
            folder = folder_for(given, parent)
            known = numbers.setdefault(folder, Numbers(given, folder))
            known.seen.update(one.place.number for one in comers)
            number = known.take(kind, parent)
            home = home_in(folder, kind, number)
            free(given, home.spec)
            comers.append(Comer(note, _wanted(note, kind), Place(number, home, parent)))
        except (SpecworkError, Refused) as fault:
            if notices is None:
                raise
            notices.append(f"{path} stays where it is: {fault.message}; {fault.hint}")
    return comers


def _wanted(note: Note, kind: str) -> Wanted:
    said = note.front.get("title") if note.front else None
    heads = [head.text for head in note.headings if head.level == 1 and not unsaid(head.text)]
    title = next((evened(str(one)) for one in (said, *heads) if not unsaid(one)), stem_of(note.path))
    status = note.front.get("status") if note.front else None
    return Wanted(kind, title_from(title), PLANNING if unsaid(status) else str(status))


def _parent(given: Given, note: Note, kind: str, under: str | None) -> Found | None:
    """As asked; else as its own header says; else by the folder that it lies in; else the only one there is."""
    wanted = PARENT.get(kind)
    if under is not None or wanted is None:
        return parent_for(given, kind, under)
    for label in labels(note, *header(note)):
        for link in note.links if label.name.casefold() == "parent" else ():
            if label.value_start <= link.start < label.value_end:
                path = resolve(given.index.names, note.path, link.target).path
                found = given.specs.at(path) if path else None
                if found and found.spec.type == wanted:
                    return fit_parent(kind, found)
    above = given.specs.owning(note.path)
    while above and above.spec.type != wanted:
        above = given.specs.parent(above)
    return fit_parent(kind, above) if above else parent_for(given, kind, None)


def _taken_in(given: Given, names: Names, comer: Comer, moved: Rewrite | None) -> list[Change]:
    note, wanted, place = comer
    values = {
        "id": str(place.number),
        "alias": f"{place.number} {wanted.title}",
        "title": wanted.title,
        "status": wanted.status,
        **links_of(given, names, place.home.spec, place, wanted.title),
    }
    edits = [
        *properties_set(note.text, _properties(given, comer)),
        *header_lines(note, spec_lines(values)),
        *(moved.edits if moved else ()),
    ]
    edits += [one for one in body_filled(note.text, values, given.now) if not _overlaps(one, edits)]
    changes: list[Change] = [*rewrite(note.path, note.text, edits)]
    if given.kind(place.home.journal) is None:
        changes.append(Create(place.home.journal, journal_page(given, names, wanted, place)))
    return changes


def _properties(given: Given, comer: Comer) -> Mapping[str, Value]:
    """What every spec says in its front matter, as far as this one does not say it."""
    note, wanted, place = comer
    day = moment(given.now, "YYYY-MM-DD")
    every: dict[str, Value] = {"id": place.number, "type": wanted.kind, "title": wanted.title}
    maybe: dict[str, Value] = {"status": wanted.status, "created": day, "updated": day}
    front = note.front
    if front is None:
        return {**every, **maybe, "aliases": [f"{place.number} {wanted.title}"]}
    said = front.get("aliases")
    aliases = [one for one in (said if isinstance(said, list) else [said]) if not unsaid(one)]
    alias = f"{place.number} {wanted.title}"
    lacking = {name: value for name, value in maybe.items() if unsaid(front.get(name))}
    return {**every, **lacking} | ({} if alias in aliases else {"aliases": [*aliases, alias]})


def _overlaps(one: Edit, others: list[Edit]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)
