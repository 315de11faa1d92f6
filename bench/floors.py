"""The least that any program of this language must do: what our figures are held against.

    python bench/floors.py walk|stat|read|rewrite FOLDER

Imports nothing but os and sys, and is run by the same Python as the program that it is compared with.
"""

import os
import sys
from collections.abc import Iterator


def walk(folder: str) -> int:
    """Every file by name."""
    return sum(1 for _ in _files(folder))


def stat(folder: str) -> int:
    """Every file with what stat says of it: no program can know for less that nothing changed."""
    return sum(1 for entry in _files(folder) if entry.stat(follow_symlinks=False).st_mtime_ns)


def read(folder: str) -> int:
    """Every note with its bytes: no program can know for less what stands in them."""
    size = 0
    for entry in _files(folder):
        if entry.name.endswith(".md"):
            with open(entry.path, "rb") as file:
                size += len(file.read())
    return size


def rewrite(folder: str) -> int:
    """Every file anew, so that a crash leaves the old or the new: temporary file, fsync, rename, fsync of folders."""
    folders = set()
    count = 0
    for entry in list(_files(folder)):
        with open(entry.path, "rb") as file:
            content = file.read()
        temporary = entry.path + ".new"
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, entry.path)
        folders.add(os.path.dirname(entry.path))
        count += 1
    for place in folders:
        descriptor = os.open(place, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    return count


def _files(folder: str) -> Iterator["os.DirEntry[str]"]:
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name[0] == ".":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield entry


if __name__ == "__main__":
    print({"walk": walk, "stat": stat, "read": read, "rewrite": rewrite}[sys.argv[1]](sys.argv[2]))
