"""Reading through a checked descriptor, and telling what stands where. Blind, and never writes.

A path is checked by what was opened, not by its text alone: a symbolic link out of the vault, a pipe or a device is
not read, whoever put it there and whenever.
"""

import os
import stat
import sys
from collections.abc import Callable

from vault.errors import BadPath, NoSuchFile, Unreadable

MAX_SIZE = 256 << 20
TRIES = 8
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


class Root:
    """An opened vault folder."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.realpath(folder)
        self._inside = self.folder + "/"
        self._opened_path = _opened_path()

    def close(self) -> None:
        """Nothing is held open between reads."""

    def absolute(self, path: str) -> str:
        return self._inside + path if path else self.folder

    def kind(self, path: str) -> str | None:
        """What stands there: file, folder, symlink, other; None for nothing, and for a path that leaves the vault."""
        if ".." in path and ".." in path.split("/"):
            return None
        try:
            mode = os.lstat(self.absolute(path)).st_mode
        except (OSError, ValueError):
            return None
        if stat.S_ISREG(mode):
            return "file"
        if stat.S_ISDIR(mode):
            return "folder"
        return "symlink" if stat.S_ISLNK(mode) else "other"

    def read(self, path: str) -> bytes:
        """The bytes of a regular file inside the vault; a symbolic link is followed as long as it stays inside."""
        return self.look(path)[0]

    def look(self, path: str, *, most: int | None = None) -> tuple[bytes, os.stat_result]:
        """The same, with what stat said of the file right before. `most`: no more bytes than that are wanted."""
        for _ in range(TRIES):
            descriptor = self._opened(path)
            try:
                if self._is_inside(descriptor, path):
                    status = _plain(descriptor, path)
                    return _read(descriptor, path, status) if most is None else os.read(descriptor, most), status
            except OSError as error:
                raise _unreadable(path, error) from None
            finally:
                os.close(descriptor)
        raise _outside(path)

    def _opened(self, path: str) -> int:
        try:
            return os.open(self._inside + path, _FLAGS)
        except (OSError, ValueError) as error:
            if self.kind(path) != "symlink":
                raise _unreadable(path, error) from None
        try:
            return os.open(self._inside + self.real(path), _FLAGS)
        except OSError as error:
            raise _unreadable(path, error) from None

    def real(self, path: str) -> str:
        """The file that a path inside the vault comes down to, still inside; itself where no link is on the way."""
        real = _real(self._inside + path)
        if not self._visible(real):
            raise _outside(path)
        return real[len(self._inside) :]

    def _is_inside(self, descriptor: int, path: str) -> bool:
        """What was opened lies below the vault: no folder on the way was a link out of it, or into a hidden one.

        A file that was replaced between its opening and this look lies elsewhere by now; that is why we try again.
        """
        return self._visible(self._opened_path(descriptor, self._inside + path))

    def _visible(self, absolute: str) -> bool:
        return absolute.startswith(self._inside) and "/." not in absolute[len(self._inside) - 1 :]


def _real(path: str) -> str:
    """What `os.path.realpath` says, asked of the system at once where it can be, not of each step on the way."""
    if sys.platform == "linux":
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return os.path.realpath(path)
        try:
            found = os.readlink(f"/proc/self/fd/{descriptor}")
        except OSError:
            found = ""
        finally:
            os.close(descriptor)
        if found.startswith("/") and not found.endswith(" (deleted)"):
            return found
    return os.path.realpath(path)


def _outside(path: str) -> BadPath:
    return BadPath(f"{path} leads out of the vault", where=path, hint="specwork reads and writes inside the vault only")


def _opened_path() -> Callable[[int, str], str]:
    """How this system tells which file a descriptor stands for."""
    if sys.platform == "linux" and os.path.isdir("/proc/self/fd"):
        return lambda descriptor, path: os.readlink(f"/proc/self/fd/{descriptor}")
    return lambda descriptor, path: os.path.realpath(path)


def _plain(descriptor: int, path: str) -> os.stat_result:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(f"{path} is no plain file", where=path, hint="move it out of the vault")
    if getattr(status, "st_flags", 0) & 0x40000000:
        raise Unreadable(f"{path} lies in the cloud only", where=path, hint="download it first")
    return status


def _read(descriptor: int, path: str, status: os.stat_result) -> bytes:
    if status.st_size > MAX_SIZE:
        raise Unreadable(f"{path} is larger than {MAX_SIZE >> 20} MB", where=path, hint="move it out of the vault")
    content = os.read(descriptor, status.st_size + 1)
    if len(content) == status.st_size:
        return content
    parts = [content]
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _unreadable(path: str, error: OSError | ValueError) -> NoSuchFile | Unreadable:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return NoSuchFile(f"no such file: {path}", where=path, hint="see which there are: specwork links")
    reason = getattr(error, "strerror", None) or "it cannot be opened"
    return Unreadable(f"{path} cannot be read: {reason}", where=path, hint="look at its permissions")
