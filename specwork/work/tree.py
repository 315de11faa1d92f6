"""Jobs on the tree of specs: a spec goes below another parent, or into the archive. Every link follows.

A job thinks and writes nothing. What lists and headers say of parents and children follows when the change is settled.
"""

from collections.abc import Sequence

from specwork.domain.command import word
from specwork.domain.layout import EPIC
from specwork.domain.status import is_open
from specwork.errors import BadUsage
from specwork.work.finding import SHOWN, Found
from specwork.work.given import Given
from specwork.work.making import ARCHIVE, archived, fit_parent, free
from specwork.work.notes import carried, files_below
from vault.edits.changes import ChangeSet, Move, Rewrite, rewrite
from vault.edits.linking import leads, spellings
from vault.edits.rename import RELATIVE, replaced
from vault.errors import Refused
from vault.index.resolve import Names, RememberedNames, resolve
from vault.notes.links import Link, respelled
from vault.notes.note import Note, read_note
from vault.paths import below, folder_of, is_note, joined, key, name_of
from vault.text import Edit


def move_under(given: Given, *, spec: str, under: str) -> ChangeSet:
    """A spec becomes part of another: its folder goes below the new parent's, a task's files go beside them."""
    found, parent = given.specs.find(spec), given.specs.find(under)
    if found.spec.type == EPIC:
        raise BadUsage(f"{found.spec.label} is an epic, and part of no other spec", hint="only features and tasks are")
    fit_parent(found.spec.type, parent)
    why = f"Move {found.spec.label} under {parent.spec.label}"
    now = given.specs.parent(found)
    if now and now.path == parent.path:
        return ChangeSet(why)
    moves = moves_to(given, found, parent.home.folder)
    rewrites, notices = carried_exactly(given, moves)
    return ChangeSet(why, (*moves, *rewrites), (*notices, *_left_behind(found)))


def _left_behind(found: Found) -> list[str]:
    if not found.home.inline or not found.spec.deliverables:
        return []
    return [f"what {found.spec.label} delivered stays in {found.home.folder}/deliverables; every link follows"]


def archive(given: Given, *, spec: str, force: bool = False) -> ChangeSet:
    """A spec with everything below it is put away. It keeps its number, and what is still open stays unless forced."""
    found = given.specs.find(spec)
    if archived(given, found.path):
        raise BadUsage(f"{found.spec.label} is in the archive already", hint=f"it lies at {found.path}")
    begun = [one for one in family(given, found) if is_open(one.spec.status)]
    if begun and not force:
        named = ", ".join(f"{one.spec.label} ({one.spec.status})" for one in begun[:SHOWN])
        more = " …" if len(begun) > SHOWN else ""
        raise Refused(
            f"not completed or dropped yet: {named}{more}",
            where=found.path,
            hint=f"set its status first, or put it away as it is: specwork archive {found.id} --force",
        )
    moves = moves_to(given, found, f"{given.root}/{ARCHIVE}".strip("/"))
    rewrites, notices = carried_exactly(given, moves)
    return ChangeSet(f"Archive {found.spec.label}", (*moves, *rewrites), (*notices, *_left_behind(found)))


def family(given: Given, found: Found) -> list[Found]:
    """A spec and all that is part of it, however deep."""
    kin, waiting = [], [found]
    while waiting:
        one = waiting.pop(0)
        kin.append(one)
        waiting += given.specs.children(one)
    return kin


def moves_to(given: Given, found: Found, folder: str, *, number: int | None = None) -> list[Move]:
    """What moves when a spec goes into a folder, by the same name or by another number."""
    here = found.home
    prefix = folder + "/" if folder else ""
    if here.inline:
        start = len(str(found.path)) - len(name_of(found.path))
        moves = [Move(path, prefix + _named(path[start:], number)) for path in _files(given, found)]
    elif here.folder in ("", given.root):
        new = f"{prefix}{found.id}/{name_of(found.path)}"
        raise Refused(
            f"{found.spec.label} lies at the top, and has no folder of its own",
            where=found.path,
            hint=f"give it one first: specwork mv {word(found.path)} {word(new)}",
        )
    else:
        moves = [Move(here.folder, prefix + (str(number) if number is not None else name_of(here.folder)))]
    moves = [move for move in moves if move.old != move.new]
    for old, new in moves:
        if below(old, new):
            raise Refused(f"{old} cannot go into itself", where=old, hint="choose another parent")
        free(given, new)
    return moves


def _files(given: Given, found: Found) -> list[str]:
    return [found.path, *([found.journal] if given.kind(found.journal) is not None else [])]


def _named(name: str, number: int | None) -> str:
    """The name of a task's file, with another number in front."""
    return name if number is None else f"{number}{name[name.index('.') :]}"


def place_of(found: Found) -> str:
    """The folder that a spec's folder or files lie in."""
    return found.home.folder if found.home.inline else folder_of(found.home.folder)


# links


def carried_exactly(given: Given, moves: Sequence[Move]) -> tuple[list[Rewrite], tuple[str, ...]]:
    """Every link to and from what moves. One that named its file by the way to it names it so again, even where
    Obsidian would find the file by the end of its old path: an item of a list states nothing by that.
    """
    rewrites, notices = carried(given, moves)
    files = files_below(given, moves)
    changed = {one.path: one for one in rewrites}
    concerned = {source for path in files for source in given.index.linking(path)}
    concerned.update(path for path in files if given.index.digest(path) is not None)
    known = [read_note(path, given.text(path)) for path in sorted(concerned) if is_note(path)]
    before = RememberedNames(given.index.names)
    ways = [[_way(before, note.path, link.target) for link in note.links] for note in known]
    with given.index.preview(moves=files) as names:
        after = RememberedNames(names)
        for note, led in zip(known, ways, strict=True):
            edits = list(changed[note.path].edits) if note.path in changed else []
            done = {edit.start for edit in edits}
            for link, path in zip(note.links, led, strict=True):
                if path and link.start not in done:
                    edits += _exact(after, note, files.get(note.path, note.path), link, files.get(path, path))
            changed |= {one.path: one for one in rewrite(note.path, note.text, edits)}
    return list(changed.values()), notices


def _way(names: Names, source: str, target: str) -> str | None:
    """The file that a link names by the way to it, and not by its name or the end of its path alone."""
    path = resolve(names, source, target).path if "/" in target else None
    return path if path and _by_way(source, target, path) else None


def _by_way(source: str, target: str, path: str) -> bool:
    ways = (key(target).removeprefix("/"), joined(key(folder_of(source)), key(target)))
    return any(way in ways for way in (key(path), key(path).removesuffix(".md")))


def _exact(names: Names, note: Note, source: str, link: Link, path: str) -> list[Edit]:
    """The link by the way to its file, where it would only be found by the end of it."""
    if resolve(names, source, link.target).path != path or _by_way(source, link.target, path):
        return []
    ending = path[-3:] if is_note(path) and is_note(link.target) else ""
    for spelled in spellings(source, path, RELATIVE):
        written = respelled(link, spelled + ending)
        if leads(names, source, written, path):
            return [replaced(note.text, link, written)]
    return []
