"""Jobs on the tree of specs: a spec goes below another parent, or into the archive. Every link follows.

A job thinks and writes nothing. What lists and headers say of parents and children follows when the change is settled.
"""

from specwork.domain.layout import EPIC
from specwork.domain.status import is_open
from specwork.errors import BadUsage
from specwork.work.finding import SHOWN, Found
from specwork.work.given import Given
from specwork.work.making import ARCHIVE, archived, fit_parent, free
from specwork.work.notes import carried
from vault.edits.changes import ChangeSet, Move
from vault.errors import Refused
from vault.paths import below, folder_of, name_of


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
    rewrites, notices = carried(given, moves)
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
    rewrites, notices = carried(given, moves)
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
        raise Refused(
            f"{found.spec.label} lies at the top, and has no folder of its own",
            where=found.path,
            hint=f"give it one first: specwork mv {found.path} {prefix}{found.id}/{name_of(found.path)}",
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
