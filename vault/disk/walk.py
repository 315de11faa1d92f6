"""Which files stand in a vault, and what stat says of each.

Blind: knows nothing of notes. Every file counts that is not below a dot-folder, as in Obsidian; folders named in
`Ignore` are left out. Symbolic links are shown, not walked; nothing is opened.
"""

import os
from collections.abc import Callable, Iterator

from vault.disk import forks
from vault.typed import Any, NamedTuple

MANY = 300  # folders still to be looked at; below, starting processes costs more than it saves
PARTS = 8  # for each process, so that none waits long for the last one


class Ignore(NamedTuple):
    """What to leave out: folders of these names anywhere, folders at these places, folders that hold such a file."""

    names: frozenset[str] = frozenset({"node_modules", "__pycache__"})
    places: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})


class Odd(NamedTuple):
    """Something in the vault that is no plain file, or that could not be looked at."""

    path: str
    code: str
    reason: str


class Walked(NamedTuple):
    """`files`: path to signature. `linked`: those of them that are symbolic links, which are never read.

    `young`: changed so lately that a further change may not show in the signature.
    """

    files: dict[str, int]
    young: set[str]
    linked: set[str]
    odd: list[Odd]


def signature(status: os.stat_result) -> int:
    """One number for all that stat says of a file's content: another number, another look at it."""
    return hash((status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))


def walk(
    folder: str,
    ignore: Ignore,
    *,
    young_since: int,
    below: str = "",
    look: bool = True,
    workers: int | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Walked:
    """Every file below a folder of the vault. `young_since` is in nanoseconds, as stat tells time.

    Without `look` no plain file is asked for its signature, which is left 0: whoever reads it will ask then.
    `meanwhile` is done once where several processes walk, by the one that waits for them.
    """
    eye = _Eye(folder, ignore, young_since, look)
    walked = Walked({}, set(), set(), [])
    waiting = [below]
    workers = workers or forks.cores()
    for number, place in enumerate(waiting):
        if workers > 1 and len(waiting) - number > MANY and forks.can_fork():
            if _shared(eye, waiting[number:], workers, walked, meanwhile):
                break
            workers = 1
        eye.look_into(place, waiting, walked)
    walked.odd.sort()
    return walked


class _Eye(NamedTuple):
    """What a walk is asked for."""

    folder: str
    ignore: Ignore
    young_since: int
    look: bool

    def look_into(self, place: str, waiting: list[str], walked: Walked) -> None:
        """Adds the files of one folder to what was found, and the folders in it to those that wait."""
        files, ignore = walked.files, self.ignore
        prefix = place + "/" if place else ""
        for entry in _listed(self.folder, place, ignore, walked):
            name = entry.name
            if name[0] == ".":
                continue
            path = prefix + name
            try:
                if entry.is_dir(follow_symlinks=False):
                    if name not in ignore.names and path not in ignore.places:
                        waiting.append(path)
                elif not entry.is_file(follow_symlinks=False):
                    _odd(self.folder, path, entry.stat(follow_symlinks=False), walked)
                elif not path.isascii() and not _is_text(path):
                    walked.odd.append(Odd(path, "unreadable-name", "its name is not UTF-8"))
                elif self.look:
                    status = entry.stat(follow_symlinks=False)
                    files[path] = signature(status)
                    if is_young(status, self.young_since):
                        walked.young.add(path)
                else:
                    files[path] = 0
            except OSError:
                continue  # it vanished while we looked

    def all_below(self, places: list[str]) -> Iterator[tuple[Any, ...]]:
        """Everything below some folders, as plain values."""
        walked = Walked({}, set(), set(), [])
        for place in places:  # which grows meanwhile
            self.look_into(place, places, walked)
        yield walked.files, walked.young, walked.linked, [tuple(odd) for odd in walked.odd]


def _shared(eye: _Eye, places: list[str], workers: int, walked: Walked, meanwhile: Callable[[], object]) -> bool:
    """The rest of a walk by several processes; whether all of them came back."""
    parts = min(workers * PARTS, forks.MOST)
    try:
        found = list(forks.spread([places[at::parts] for at in range(parts)], eye.all_below, workers, meanwhile))
    except forks.ChildFailed:
        return False
    for files, young, linked, odd in found:
        walked.files.update(files)
        walked.young.update(young)
        walked.linked.update(linked)
        walked.odd.extend(map(Odd._make, odd))
    return True


def is_young(status: os.stat_result, since: int) -> bool:
    return status.st_mtime_ns >= since or status.st_ctime_ns >= since


def _listed(folder: str, place: str, ignore: Ignore, walked: Walked) -> list["os.DirEntry[str]"]:
    """What stands in a folder; nothing where the folder says that it is none of ours."""
    try:
        with os.scandir(f"{folder}/{place}" if place else folder) as entries:
            found = list(entries)
    except OSError as error:
        walked.odd.append(Odd(place, "unreadable-folder", error.strerror or "it cannot be read"))
        return []
    marked = place and not ignore.marks.isdisjoint([entry.name for entry in found])
    return [] if marked else found


def _odd(folder: str, path: str, status: os.stat_result, walked: Walked) -> None:
    if status.st_mode & 0o170000 != 0o120000:
        walked.odd.append(Odd(path, "not-a-file", "it is a pipe, a socket or a device"))
        return
    real = os.path.realpath(f"{folder}/{path}")
    home = os.path.realpath(folder)
    if real != home and not real.startswith(home + "/"):
        walked.odd.append(Odd(path, "symlink-out", "it leads out of the vault, so it is neither read nor written"))
    elif os.path.isdir(real):
        walked.odd.append(Odd(path, "symlink-folder", "a linked folder is not walked"))
        return
    if _is_text(path):
        walked.files[path] = signature(status)
        walked.linked.add(path)


def _is_text(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
