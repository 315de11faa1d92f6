"""Files of the repository that are none of the vault's: those that lie in agents' folders at its top.

The same care as in the vault, one file at a time: what changed since it was read is not written over, a file is
replaced whole or not at all, and no link leads out of the repository or into git's own folder.
"""

import os
import stat
from collections.abc import Iterable

from vault.errors import CannotWrite, ChangedMeanwhile, Refused, Unreadable

LARGEST = 4 << 20


class Beside:
    """The files below a folder, by their paths from it."""

    def __init__(self, top: str) -> None:
        self.top = os.path.realpath(top)

    def stands(self, path: str) -> bool:
        return os.path.lexists(f"{self.top}/{path}")

    def read(self, path: str) -> bytes | None:
        """What a file holds; None where nothing stands."""
        place = self._place(path)
        try:
            descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unreadable(path, error.strerror or "it cannot be opened") from None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise _unreadable(path, "it is no plain file")
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise _unreadable(path, f"it is larger than {LARGEST >> 20} MB")
        return content

    def change(self, path: str, before: bytes | None, after: bytes | None) -> None:
        """Makes a file what it shall be, if it still is what it was."""
        place = self._place(path)
        if self.read(path) == after:
            return  # another path led there, or another specwork was quicker
        try:
            if after is None:
                self._as_read(path, before)
                os.unlink(place)
            else:
                self._write(path, place, before, after)
            _settle(os.path.dirname(place))
        except OSError as error:
            raise CannotWrite(
                f"{path} cannot be written: {error.strerror}", where=path, hint="look at its permissions and the disk"
            ) from None

    def _write(self, path: str, place: str, before: bytes | None, after: bytes) -> None:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        written = f"{place}.{os.getpid()}.tmp"
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(after)
                file.flush()
                if before is not None:
                    os.fchmod(descriptor, stat.S_IMODE(os.stat(place).st_mode))
                os.fsync(descriptor)
            self._as_read(path, before)
            if before is not None or not _linked(written, place):
                os.replace(written, place)
        except BaseException as error:
            if os.path.lexists(written):
                os.unlink(written)
            if not isinstance(error, FileExistsError):
                raise
            if self.read(path) != after:
                raise _changed(path) from None

    def _as_read(self, path: str, before: bytes | None) -> None:
        if self.read(path) != before:
            raise _changed(path)

    def remove_empty(self, folders: Iterable[str]) -> None:
        """Removes these folders, the innermost named first, as far as nothing lies in them."""
        for folder in folders:
            if not os.path.islink(f"{self.top}/{folder}"):
                try:
                    os.rmdir(self._place(folder))
                except OSError:
                    pass

    def _place(self, path: str) -> str:
        """Where a path leads. Links on the way are followed as long as they stay in the repository."""
        real = os.path.realpath(f"{self.top}/{path}")
        if not real.startswith(self.top + "/") or "/.git/" in real[len(self.top) :] + "/":
            raise Refused(
                f"{path} leads out of the repository: {real}",
                where=path,
                hint="replace the link by a folder of its own, or leave this agent out with --for",
            )
        return real


def _linked(written: str, place: str) -> bool:
    """Gives a new file its name, unless something bears it by now. False where a disk knows no second names."""
    try:
        os.link(written, place)
    except FileExistsError:
        raise
    except OSError:
        return False
    os.unlink(written)
    return True


def _settle(folder: str) -> None:
    """The names in a folder reach the disk, where the system can do that."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


def _changed(path: str) -> ChangedMeanwhile:
    return ChangedMeanwhile(f"{path} is not the file that was read", where=path, hint="try again")


def _unreadable(path: str, why: str) -> Unreadable:
    return Unreadable(f"{path} cannot be read: {why}", where=path, hint="look at what stands there")
