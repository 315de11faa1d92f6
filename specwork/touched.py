"""Which files an agent changed since somebody last asked: lines of a file in the vault's state, one path each.

Paths are seen from the vault's top; those of people's code begin with `../`. Several agents may add at once. It is a
memory to offer from, not a record: it is bounded, and what it forgets is forgotten.
"""

import os
from collections.abc import Iterable

NAME = "touched"
LARGEST = 1 << 16


def seen_from(vault: str, top: str, here: str, path: str) -> str | None:
    """A path as an agent named it, seen from the vault's top; None for what no spec could be about."""
    place = os.path.normpath(os.path.join(here, path))
    place = os.path.join(os.path.realpath(os.path.dirname(place)), os.path.basename(place))
    if not place.startswith((top + "/", vault + "/")) or not place.isprintable():
        return None
    if {".git", ".specwork"} & set(place[len(top) :].split("/")):
        return None
    return os.path.relpath(place, vault)


def remember(state: str, paths: Iterable[str]) -> None:
    """Adds paths in one write, so that those of two agents do not mix."""
    lines = "".join(f"{path}\n" for path in paths)
    if not lines:
        return
    place = f"{state}/{NAME}"
    descriptor = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(descriptor, os.fsencode(lines))
        large = os.fstat(descriptor).st_size > LARGEST
    finally:
        os.close(descriptor)
    if large:
        _shorten(place)


def _shorten(place: str) -> None:
    """The latest half of it, each path once. What another agent adds in this moment may be lost."""
    kept: list[str] = []
    room = LARGEST // 2
    for path in reversed(_paths(place)):
        room -= len(os.fsencode(path)) + 1
        if room < 0:
            break
        kept.append(path)
    written = f"{place}.{os.getpid()}"
    with open(written, "wb") as file:
        file.write(b"".join(os.fsencode(path) + b"\n" for path in reversed(kept)))
    os.replace(written, place)


def remembered(state: str) -> list[str]:
    """The paths, each once, the latest last."""
    return _paths(f"{state}/{NAME}")


def take(state: str) -> list[str]:
    """The same, and forgets them: what is added from now on is new."""
    taken = f"{state}/{NAME}.{os.getpid()}.taken"
    try:
        os.rename(f"{state}/{NAME}", taken)
    except FileNotFoundError:
        return []
    paths = _paths(taken)
    os.unlink(taken)
    return paths


def _paths(place: str) -> list[str]:
    try:
        with open(place, "rb") as file:
            lines = os.fsdecode(file.read(4 * LARGEST)).split("\n")
    except FileNotFoundError:
        return []
    latest = dict.fromkeys(line for line in reversed(lines) if line)
    return list(latest)[::-1]
