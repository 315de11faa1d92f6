"""A plan of changes: plain steps, checked against what stands on the disk before anything is touched.

Blind: paths, bytes and names. `Survey` says no while no is still free; from a plan that it passed, each step knows how
it will be done.
"""

import os
import stat
from collections.abc import Callable, Mapping
from typing import NamedTuple
from unicodedata import normalize

from vault.disk.files import Root, digest
from vault.errors import AlreadyThere, BadPath, ChangedMeanwhile, NoSuchFile, Refused


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


Step = Write | Move | Remove


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


class Survey:
    """Looks at everything that a plan will touch, without touching it."""

    def __init__(
        self, root: Root, pause: Callable[[float], None], clock: Callable[[], float], ours: Callable[[str, bytes], bool]
    ) -> None:
        self.root, self.pause, self.clock, self.ours = root, pause, clock, ours
        self.moves: list[Move] = []
        self.made: set[str] = set()
        self.targets: dict[str, Target] = {}

    def check(self, plan: Plan, read: Mapping[str, bytes]) -> None:
        for path, known in read.items():
            if digest(self._settled(path)) != known:
                raise _changed(path)
        for step in plan.steps:
            match step:
                case Move(old, new):
                    self._check_move(old, new)
                case Write(path, None, _, _):
                    self._check_free(path)
                    self.made.add(path)
                case Write(path, base, _, _) | Remove(path, base):
                    self._check_base(path, base or b"")

    def now(self, path: str) -> str:
        """Where a file lies today that a later step calls so: the moves before it are not yet done."""
        for move in reversed(self.moves):
            if path == move.new:
                path = move.old
            elif path.startswith(move.new + "/"):
                path = move.old + path[len(move.new) :]
        return path

    def _check_base(self, path: str, base: bytes) -> None:
        today = self.now(path)
        if self._settled(today) != base:
            raise _changed(today)
        real = self.root.real(today)
        status = os.stat(self.root.absolute(real))
        if not status.st_mode & stat.S_IWUSR:
            raise Refused(f"{today} is read-only", where=today, hint=f"make it writable first: chmod u+w {today}")
        self.targets[path] = Target(self.root.absolute(real), status, self._in_place(real, status))

    def _in_place(self, real: str, status: os.stat_result) -> bool:
        """A new file in its stead would break a hard link, or could not be made."""
        folder = os.path.dirname(self.root.absolute(real))
        foreign = status.st_uid != os.geteuid() and os.geteuid() != 0
        return status.st_nlink > 1 or foreign or not os.access(folder, os.W_OK)

    def _settled(self, path: str) -> bytes:
        """The bytes of a file once nobody is in the middle of saving it."""
        waited = 0.0
        while True:
            content = self.root.read(path)
            age = self.clock() - os.stat(self.root.absolute(path)).st_mtime
            if not 0 <= age < YOUNG or waited >= PATIENCE or self.ours(path, digest(content)):
                return content
            self.pause(YOUNG - age + 0.001)
            waited += YOUNG

    def _check_move(self, old: str, new: str) -> None:
        today = self.now(old)
        kind = self.root.kind(today)
        if kind is None:
            raise NoSuchFile(f"nothing to move at {old}", where=old, hint="somebody moved it meanwhile; look again")
        self._check_free(new, besides=today)
        self.moves.append(Move(old, new))

    def _check_free(self, path: str, *, besides: str | None = None) -> None:
        """Nothing stands there, nor anything that another system would take for it."""
        if path in self.made:
            raise AlreadyThere(f"the change makes {path} twice", where=path, hint="choose another name")
        _check_visible(path)
        folder, _, name = path.rpartition("/")
        today = self.now(folder) if folder else folder
        self._check_folders(today)
        try:
            siblings = os.listdir(self.root.absolute(today))
        except OSError:
            return  # the folder is not there yet
        here = today + "/" if today else ""
        for sibling in siblings:
            if _alike(sibling) == _alike(name) and here + sibling != besides:
                raise AlreadyThere(
                    f"something stands at {here}{sibling} already", where=path, hint="choose another name"
                )

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
    return normalize("NFC", normalize("NFC", name).casefold())


def _changed(path: str) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"{path} was changed meanwhile", where=path, hint="read it again, then retry")
