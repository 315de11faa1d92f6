"""What files were before they were changed, by the hash of their bytes. This is what `undo` gives back.

A file that was displaced is put here as it is, by a rename, so that a program which still has it open writes to what
is kept. Then it no longer has the hash of its name, and that edit is found.
"""

import errno
import os
from collections.abc import Collection, Iterator

from vault.disk.calls import calls
from vault.text import digest
from vault.typed import NamedTuple


class Weight(NamedTuple):
    """How much is kept. `oldest`: when the first of it came here, in seconds since 1970; None where there is none."""

    files: int
    size: int
    oldest: float | None


class Images:
    def __init__(self, folder: str) -> None:
        self.folder = folder

    def place(self, name: str) -> str:
        return f"{self.folder}/{name[:2]}/{name}"

    def adopt(self, path: str, name: str) -> None:
        """A displaced file, known to have these bytes, becomes their image."""
        place = self._ready(name)
        status = os.lstat(path)
        if status.st_nlink > 1:  # the other names must not come to share what is kept here
            self._copy(path, name)
            return
        try:
            calls.rename(path, place)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._copy(path, name)
            return
        if status.st_mode & 0o7777 != 0o600:
            os.chmod(place, 0o600)

    def put(self, content: bytes) -> str:
        """A synced copy."""
        name = digest(content).hex()
        if self.get(name) is None:
            place, new = self._ready(name), self.folder + ".new"
            gone(new)  # left by a crash
            write_synced(new, content, 0o600)
            calls.rename(new, place)
            sync_folder(os.path.dirname(place))
        return name

    def get(self, name: str) -> bytes | None:
        """The bytes, if they are still what their name says."""
        content = self.raw(name)
        return content if content is not None and digest(content).hex() == name else None

    def raw(self, name: str) -> bytes | None:
        try:
            return content_of(self.place(name))
        except OSError:
            return None

    def drop(self, name: str) -> None:
        gone(self.place(name))

    def size(self) -> int:
        return sum(status.st_size for _, status in self._all())

    def weigh(self) -> Weight:
        found = [status for _, status in self._all()]
        oldest = min((status.st_ctime for status in found), default=None)
        return Weight(len(found), sum(status.st_size for status in found), oldest)

    def shrink(self, *, older_than: float, keep_bytes: int, keep: Collection[str] = ()) -> int:
        """Lets go of what is older than that, and of the oldest of what is more than so many bytes. Says how many."""
        found = sorted(self._all(), key=lambda pair: pair[1].st_ctime, reverse=True)
        kept = dropped = 0
        for path, status in found:
            kept += status.st_size
            if (status.st_ctime < older_than or kept > keep_bytes) and os.path.basename(path) not in keep:
                gone(path)
                dropped += 1
        return dropped

    def _copy(self, path: str, name: str) -> None:
        if self.put(content_of(path)) == name:
            calls.unlink(path)

    def _ready(self, name: str) -> str:
        path = self.place(name)
        for folder in (self.folder, os.path.dirname(path)):
            if not os.path.isdir(folder):
                calls.mkdir(folder, 0o700)
        return path

    def _all(self) -> Iterator[tuple[str, os.stat_result]]:
        for folder, _, names in os.walk(self.folder):
            for name in names:
                try:
                    yield f"{folder}/{name}", os.stat(f"{folder}/{name}")
                except OSError:
                    continue


def content_of(path: str) -> bytes:
    """The bytes of a plain file that we, or an exchange, have put there."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        content = os.read(descriptor, size := os.fstat(descriptor).st_size + 1)
        if len(content) < size:
            return content
        parts = [content]
        while part := os.read(descriptor, 1 << 20):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def hash_of(path: str) -> str | None:
    """The hash of a file's bytes; None where there is none."""
    try:
        return digest(content_of(path)).hex()
    except OSError:
        return None


def write_synced(path: str, content: bytes, mode: int) -> None:
    """A new file with these bytes, on the disk for certain; nothing is left of it if it cannot be."""
    descriptor = calls.create(path, 0o600)
    try:
        try:
            write_all(descriptor, content)
            calls.chmod(descriptor, mode)
            calls.sync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        gone(path)
        raise


def write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[calls.write(descriptor, view) :]


def sync_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        calls.sync(descriptor)
    finally:
        os.close(descriptor)


def gone(path: str) -> None:
    """Takes a file away that only we know of; if it cannot be now, the next start does."""
    try:
        calls.unlink(path)
    except OSError:
        return
