"""What files were before they were changed, by the hash of their bytes. This is what `undo` gives back.

A file that was displaced is put here as it is, by a rename. One that somebody still had open, and wrote to after it
was displaced, no longer has the hash of its name: that edit is found and handed back.
"""

import os

from vault.disk.calls import calls
from vault.disk.files import digest


class Images:
    def __init__(self, folder: str) -> None:
        self.folder = folder

    def place(self, name: str) -> str:
        return f"{self.folder}/{name[:2]}/{name}"

    def ready(self, name: str) -> str:
        path = self.place(name)
        for folder in (self.folder, os.path.dirname(path)):
            if not os.path.isdir(folder):
                calls.mkdir(folder, 0o700)
        return path

    def adopt(self, path: str, name: str) -> None:
        """A displaced file becomes the image of its bytes."""
        place = self.ready(name)
        if self.get(name) is not None:
            calls.unlink(path)
            return
        calls.rename(path, place)
        os.chmod(place, 0o600)

    def put(self, content: bytes) -> str:
        """A synced copy."""
        name = digest(content).hex()
        if self.get(name) is None:
            place = self.ready(name)
            write_synced(place + ".new", content, 0o600)
            calls.rename(place + ".new", place)
        return name

    def get(self, name: str) -> bytes | None:
        """The bytes, if they are still what their name says."""
        content = self.raw(name)
        return content if content is not None and digest(content).hex() == name else None

    def raw(self, name: str) -> bytes | None:
        try:
            with open(self.place(name), "rb") as file:
                return file.read()
        except OSError:
            return None

    def drop(self, name: str) -> None:
        try:
            calls.unlink(self.place(name))
        except OSError:
            return

    def size(self) -> int:
        return sum(status.st_size for _, status in self._all())

    def shrink(self, *, older_than: float, keep_bytes: int) -> int:
        """Lets go of what is older than that, and of the oldest of what is more than so many bytes. Says how many."""
        found = sorted(self._all(), key=lambda pair: pair[1].st_ctime, reverse=True)
        kept = dropped = 0
        for path, status in found:
            kept += status.st_size
            if status.st_ctime < older_than or kept > keep_bytes:
                os.unlink(path)
                dropped += 1
        return dropped

    def _all(self) -> list[tuple[str, os.stat_result]]:
        found = []
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = f"{folder}/{name}"
                try:
                    found.append((path, os.stat(path)))
                except OSError:
                    continue
        return found


def write_synced(path: str, content: bytes, mode: int, *, sync: bool = True) -> None:
    """A new file with these bytes, on the disk for certain; nothing is left of it if it cannot be."""
    descriptor = calls.create(path, 0o600)
    try:
        try:
            write_all(descriptor, content)
            os.fchmod(descriptor, mode)
            if sync:
                calls.sync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        _gone(path)
        raise


def write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[calls.write(descriptor, view) :]


def _gone(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
