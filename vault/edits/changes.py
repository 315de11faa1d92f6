"""A change set: what would change, and why. A value; nothing here does it.

Files are named as they stand before the change, also where the same change set moves them: `steps` works out the order.
"""

from collections.abc import Iterable

from vault.errors import Refused
from vault.text import Edit, applied
from vault.typed import NamedTuple

NOWHERE = "/dev/null"  # what a diff calls the side of a file that is not there


class Create(NamedTuple):
    path: str
    content: bytes
    executable: bool = False


class Rewrite(NamedTuple):
    """Edits of one file. `base` is the text that they were thought out on."""

    path: str
    edits: tuple[Edit, ...]
    base: bytes

    @property
    def content(self) -> bytes:
        return applied(self.base, self.edits)


class Move(NamedTuple):
    """A file, or a folder with everything below it."""

    old: str
    new: str


class Delete(NamedTuple):
    """The file goes to the undo store. `base` is the text that it had."""

    path: str
    base: bytes


Change = Create | Rewrite | Move | Delete


class ChangeSet(NamedTuple):
    """`notices`: what the user should know of it besides, one line each."""

    why: str
    changes: tuple[Change, ...] = ()
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def moves(self) -> list[Move]:
        return [change for change in self.changes if isinstance(change, Move)]

    def paths(self) -> list[str]:
        """Every file that it names, as it is called before and after, in order and once each."""
        moves = self.moves()
        named: dict[str, None] = {}
        for change in self.changes:
            if isinstance(change, Move):
                named[change.old] = named[change.new] = None
            elif isinstance(change, Create):
                named[change.path] = None
            else:
                named[moved(change.path, moves)] = None
        return list(named)


def moved(path: str, moves: Iterable[Move]) -> str:
    """Where a file lies once these moves are done."""
    for old, new in moves:
        if path == old:
            path = new
        elif path.startswith(old + "/"):
            path = new + path[len(old) :]
    return path


def joined(why: str, *parts: ChangeSet) -> ChangeSet:
    """Several change sets as one. Two that rewrite one file do so on the same base, in different places."""
    rewrites: dict[str, Rewrite] = {}
    rest: list[Change] = []
    for change in (change for part in parts for change in part.changes):
        if not isinstance(change, Rewrite):
            rest.append(change)
        elif known := rewrites.get(change.path):
            if known.base != change.base:
                raise Refused(
                    f"two parts of one change read {change.path} differently",
                    where=change.path,
                    hint="try again",
                )
            edits = known.edits + tuple(edit for edit in change.edits if edit not in known.edits)
            rewrites[change.path] = known._replace(edits=edits)
        else:
            rewrites[change.path] = change
    notices = tuple(notice for part in parts for notice in part.notices)
    return ChangeSet(why, (*rest, *rewrites.values()), notices)


def rewrite(path: str, base: bytes, edits: Iterable[Edit]) -> list[Rewrite]:
    """A rewrite, or nothing where the edits change nothing."""
    kept = tuple(edit for edit in edits if base[edit.start : edit.end] != edit.new)
    return [Rewrite(path, kept, base)] if kept else []


def difference(changes: ChangeSet) -> str:
    """The change set as a unified diff, for a dry run."""
    out: list[str] = []
    moves = changes.moves()
    for change in changes.changes:
        match change:
            case Move(old, new):
                out.append(f"rename from {old}\nrename to {new}\n")
            case Create(path, content):
                out.append(_diff(NOWHERE, path, b"", content))
            case Delete(path, base):
                out.append(_diff(path, NOWHERE, base, b""))
            case Rewrite(path, _, base):
                out.append(_diff(path, moved(path, moves), base, change.content))
    return "".join(out)


def difference_of(steps: Iterable[tuple[str, bytes | None, bytes | None]]) -> str:
    """The same of files by what they are and what they become; None where there is nothing."""
    return "".join(
        _diff(
            path if before is not None else NOWHERE, path if after is not None else NOWHERE, before or b"", after or b""
        )
        for path, before, after in steps
    )


def _diff(old: str, new: str, before: bytes, after: bytes) -> str:
    from difflib import unified_diff

    return "".join(unified_diff(_lines(before), _lines(after), old, new, n=1))


def _lines(text: bytes) -> list[str]:
    lines = text.decode("utf-8", "backslashreplace").splitlines()
    return [line + "\n" for line in lines]
