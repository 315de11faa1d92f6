"""A plan of changes: plain steps, checked against what stands on the disk before anything is touched.

Blind: paths, bytes and names. `Survey` says no while no is still free; from a plan that it passed, each step knows how
it will be done.
"""

import os
import stat
from collections.abc import Callable, Mapping

from vault.disk.files import Root
from vault.errors import AlreadyThere, BadPath, ChangedMeanwhile, NoSuchFile, Refused
from vault.paths import below, folder_of, name_of
from vault.text import digest
from vault.typed import NamedTuple


class Write(NamedTuple):
    """A file gets these bytes. `base` is what it had when that was thought out; None: it must not be there yet."""

    path: str
    base: bytes | None
    after: bytes
    mode: int | None = None


class Move(NamedTuple):
    """A file or a whole folder goes elsewhere. Nothing is ever replaced."""

    old: str
    new: str


class Remove(NamedTuple):
    """A file goes to the undo store."""

    path: str
    base: bytes


class Vacate(NamedTuple):
    """A folder that an undone step had made goes, if nothing is in it."""

    folder: str


Step = Write | Move | Remove | Vacate


class Plan(NamedTuple):
    """Steps, done in order; each names files as they are called by then."""

    why: str
    by: str
    steps: tuple[Step, ...]
    undoes: str | None = None


class Target(NamedTuple):
    """An existing file to be written: where it really lies, what it is like, and whether it must keep its inode."""

    path: str
    status: os.stat_result
    in_place: bool


YOUNG = 0.05  # seconds: a file touched so lately may be in the middle of being saved
PATIENCE = 2.0


class Patience(NamedTuple):
    """How to wait for a file that somebody may be in the middle of saving."""

    clock: Callable[[], float]
    pause: Callable[[float], None]

    def settled(self, path: str, read: Callable[[], bytes], ours: Callable[[bytes], bool]) -> bytes:
        """The bytes once the file has been left alone for a moment, or once patience is at its end."""
        waited = 0.0
        while True:
            content = read()
            age = self.clock() - os.stat(path).st_mtime
            if not 0 <= age < YOUNG or waited >= PATIENCE or ours(content):
                return content
            self.pause(YOUNG - age + 0.001)
            waited += YOUNG


class Survey:
    """Looks at everything that a plan will touch, without touching it."""

    def __init__(self, root: Root, patience: Patience, ours: Callable[[str, bytes], bool]) -> None:
        self.root, self.patience, self.ours = root, patience, ours
        self.moves: list[Move] = []
        self.number = 0  # of the step that is looked at
        self.back = (
            False  # whether things go back to where they were: two that differ by case alone may have stood there
        )
        self.targets: dict[int, Target] = {}
        self.hashes: dict[str, bytes] = {}
        self.removed: set[str] = set()  # as they lie today
        self.vacated: set[str] = set()  # where something stands today that an earlier step takes away
        self.arrived: dict[str, dict[str, str]] = {}  # folder to the names that earlier steps bring there
        self.made: dict[int, list[str]] = {}  # the folders that a step needs, inner ones first
        self.listed: dict[str, dict[str, list[str]]] = {}

    def check(self, plan: Plan, read: Mapping[str, bytes]) -> None:
        """Says no, or lets pass. A file that vanished was changed meanwhile like any other."""
        self.back = plan.undoes is not None
        for path, known in read.items():
            if self._found(path) != known:
                raise _changed(path)
        for self.number, step in enumerate(plan.steps):
            match step:
                case Move(old, new):
                    self._check_move(old, new)
                case Write(path, None, _, _):
                    self._check_free(path)
                    self._arrive(path)
                case Vacate(folder):
                    _check_visible(folder)
                    self._remove(folder)
                case Remove(path, base):
                    self._check_own(path)
                    self._check_base(path, base)
                    self._remove(path)
                case Write(path, base, _, _):
                    self._check_base(path, base or b"")

    def _found(self, path: str) -> bytes:
        """The hash of a file once nobody is in the middle of saving it. Looked at once: the lock is held."""
        if path not in self.hashes:
            place = self.root.absolute(path)
            try:
                content = self.patience.settled(
                    place, lambda: self.root.read(path), lambda content: self.ours(path, digest(content))
                )
            except (NoSuchFile, FileNotFoundError):
                raise _changed(path) from None
            self.hashes[path] = digest(content)
        return self.hashes[path]

    def _arrive(self, path: str) -> None:
        name = name_of(path)
        self.arrived.setdefault(folder_of(path), {})[_alike(name)] = name

    def _leave(self, path: str) -> None:
        self.vacated.add(self.now(path) or "")
        self.arrived.get(folder_of(path), {}).pop(_alike(name_of(path)), None)

    def _remove(self, path: str) -> None:
        self.removed.add(self.now(path) or "")
        self._leave(path)

    def _carry(self, old: str, new: str) -> None:
        """What earlier steps brought into a folder moves with it."""
        for folder in [folder for folder in self.arrived if folder == old or below(old, folder)]:
            self.arrived[new + folder[len(old) :]] = self.arrived.pop(folder)

    def _arrived_as(self, path: str) -> str | None:
        return self.arrived.get(folder_of(path), {}).get(_alike(name_of(path)))

    def now(self, path: str) -> str | None:
        """Where a file lies today that a later step calls so: the moves before it are not yet done.

        None where what had that name has been moved away by then, so that anything there is new.
        """
        for move in reversed(self.moves):
            if path == move.new or below(move.new, path):
                path = move.old + path[len(move.new) :]
            elif path == move.old or below(move.old, path):
                return None
        return path

    def _check_own(self, path: str) -> None:
        today = self.now(path)
        if today is not None and self.root.kind(today) == "symlink":
            raise Refused(f"{today} is a symbolic link", where=today, hint="delete the link, or its target, by hand")

    def _check_base(self, path: str, base: bytes) -> None:
        today = self.now(path)
        if today is None or self._found(today) != digest(base):
            raise _changed(today or path)
        real = self.root.absolute(self.root.real(today))
        status = os.stat(real)
        if not status.st_mode & stat.S_IWUSR:
            raise Refused(f"{today} is read-only", where=today, hint=f"make it writable first: chmod u+w {today}")
        self.targets[self.number] = Target(real, status, self._in_place(real, status))

    def _in_place(self, real: str, status: os.stat_result) -> bool:
        """A new file in its stead would break a hard link, or could not be made."""
        folder = os.path.dirname(real)
        foreign = status.st_uid != os.geteuid() and os.geteuid() != 0
        return status.st_nlink > 1 or foreign or not os.access(folder, os.W_OK)

    def _check_move(self, old: str, new: str) -> None:
        _check_visible(old)
        today = self.now(old)
        if today is not None:
            self._check_folders(folder_of(today))
        kind = None if today is None else self.root.kind(today)
        if kind == "symlink" and today is not None and folder_of(old) != folder_of(new):
            self._check_link(today)
        if kind is None and self._arrived_as(old) is None:
            raise NoSuchFile(f"nothing to move at {old}", where=old, hint="somebody moved it meanwhile; look again")
        if below(old, new):
            raise BadPath(f"{new} lies inside {old}", where=new, hint="choose a place outside of it")
        self._check_free(new, besides=today)
        self._leave(old)
        if kind != "file":
            self._carry(old, new)
        self._arrive(new)
        self.moves.append(Move(old, new))

    def _check_link(self, path: str) -> None:
        if not os.path.isabs(os.readlink(self.root.absolute(path))):
            raise Refused(
                f"{path} is a symbolic link, and would lead elsewhere from there",
                where=path,
                hint="move the file that it leads to, or make the link anew by hand",
            )

    def _check_free(self, path: str, *, besides: str | None = None) -> None:
        """Nothing stands there, nor anything that another system would take for it."""
        _check_visible(path)
        folder, name = folder_of(path), _alike(name_of(path))
        taken = self._arrived_as(path)
        if self.back and taken != name_of(path):
            taken = None
        today = self.now(folder)
        if today is not None and today not in self.removed:
            self._check_folders(today)
            here = today + "/" if today else ""
            for sibling in self._names(today).get(name, ()):
                if self.back and sibling != name_of(path):
                    continue
                if here + sibling != besides and here + sibling not in self.vacated:
                    taken = sibling
        if taken is not None:
            place = f"{folder}/{taken}" if folder else taken
            raise AlreadyThere(f"something stands at {place} already", where=path, hint="choose another name")
        self.made[self.number] = self._missing(folder)

    def _missing(self, folder: str) -> list[str]:
        """The folders to be made, that no earlier step makes."""
        missing = []
        while folder and not self._stands(folder):
            missing.append(folder)
            self._arrive(folder)
            folder = folder_of(folder)
        return missing

    def _stands(self, folder: str) -> bool:
        if self._arrived_as(folder) == name_of(folder):
            return True
        today = self.now(folder)
        return today is not None and today not in self.removed and os.path.isdir(self.root.absolute(today))

    def _names(self, folder: str) -> dict[str, list[str]]:
        """The names in a folder, by what makes two of them alike; none if it is not there yet."""
        if folder not in self.listed:
            alike: dict[str, list[str]] = {}
            try:
                for name in os.listdir(self.root.absolute(folder)):
                    alike.setdefault(_alike(name), []).append(name)
            except OSError:
                pass
            self.listed[folder] = alike
        return self.listed[folder]

    def _check_folders(self, folder: str) -> None:
        """Every folder on the way is one, and not a link to elsewhere."""
        steps = folder.split("/") if folder else []
        for number in range(len(steps)):
            place = "/".join(steps[: number + 1])
            kind = self.root.kind(place)
            if kind is None:
                return
            if kind != "folder":
                raise BadPath(f"{place} is no folder", where=place, hint="choose another place")


def _check_visible(path: str) -> None:
    for step in path.split("/"):
        if step.startswith(".") or step in ("", ".."):
            raise BadPath(f"not a place for a file: {path}", where=path, hint="choose a path without hidden folders")


def _alike(name: str) -> str:
    if name.isascii():
        return name.casefold()
    from unicodedata import normalize

    return normalize("NFC", normalize("NFC", name).casefold())


def _changed(path: str) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"{path} was changed meanwhile", where=path, hint="read it again, then retry")
