"""The system calls that change files, through one seam, so that tests can make any of them fail.

Nothing is decided here. Every path is absolute and has no symbolic link on its way: the folder that it names is opened
so, without following one, and the call is made in that folder; a folder that was swapped for a link meanwhile is an
error. `exchange` and `rename_new` are Linux's renameat2 and macOS's renameatx_np, reached through the C library.
"""

import errno
import os
import sys
from collections.abc import Callable

_LINUX = sys.platform == "linux"
_EXCHANGE = 2
_NO_REPLACE = 1 if _LINUX else 4
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | os.O_CLOEXEC
_OPENAT2, _NO_LINKS_AT_ALL = 437, 6
_AT_CWD = -100
_ACCESS_AND_ATTRIBUTES = 5
NO_LINKS = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)


class NoExchange(Exception):
    """This system, or this file system, cannot exchange two files at once."""


class Place:
    """A name in an opened folder: `with Place(path) as place: os.unlink(place.name, dir_fd=place.folder)`."""

    def __init__(self, path: str) -> None:
        self.path = path
        where, _, self.name = path.rpartition("/")
        self.folder = opened_folder(where or "/")

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        os.close(self.folder)
        if isinstance(error, OSError):
            error.filename = self.path


def _opened_or_made(path: str) -> int:
    with Place(path) as place:
        return os.open(place.name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | _NO_FOLLOW, 0o600, dir_fd=place.folder)


class Calls:
    """What changes the disk, and nothing else."""

    def create(self, path: str, mode: int) -> int:
        with Place(path) as place:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | _NO_FOLLOW
            return os.open(place.name, flags, mode, dir_fd=place.folder)

    def open_to_write(self, path: str) -> int:
        with Place(path) as place:
            return os.open(place.name, os.O_WRONLY | os.O_CLOEXEC | _NO_FOLLOW, dir_fd=place.folder)

    def open_log(self, path: str) -> int:
        return _opened_or_made(path)

    def open_lock(self, path: str) -> int:
        return _opened_or_made(path)

    def write(self, descriptor: int, content: bytes | memoryview) -> int:
        return os.write(descriptor, content)

    def truncate(self, descriptor: int, size: int) -> None:
        os.ftruncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def chmod(self, descriptor: int, mode: int) -> None:
        os.fchmod(descriptor, mode)

    def own(self, descriptor: int, owner: int, group: int) -> None:
        os.fchown(descriptor, owner, group)

    def set_attribute(self, descriptor: int, name: str, value: bytes) -> None:
        if sys.platform == "linux":
            os.setxattr(descriptor, name, value)

    def copy_attributes(self, source: str, descriptor: int) -> None:
        """Attributes and access lists of one file for another."""
        if _LINUX:
            for name in os.listxattr(source):
                self.set_attribute(descriptor, name, os.getxattr(source, name))
            return
        original = os.open(source, os.O_RDONLY | os.O_CLOEXEC | _NO_FOLLOW)
        try:
            number = _library().copy_attributes(original, descriptor)
        finally:
            os.close(original)
        if number:
            raise OSError(number, os.strerror(number), source)

    def mkdir(self, path: str, mode: int) -> None:
        with Place(path) as place:
            os.mkdir(place.name, mode, dir_fd=place.folder)

    def rmdir(self, path: str) -> None:
        with Place(path) as place:
            os.rmdir(place.name, dir_fd=place.folder)

    def unlink(self, path: str) -> None:
        with Place(path) as place:
            os.unlink(place.name, dir_fd=place.folder)

    def link(self, old: str, new: str) -> None:
        with Place(old) as here, Place(new) as there:
            os.link(here.name, there.name, src_dir_fd=here.folder, dst_dir_fd=there.folder, follow_symlinks=False)

    def rename(self, old: str, new: str) -> None:
        with Place(old) as here, Place(new) as there:
            os.rename(here.name, there.name, src_dir_fd=here.folder, dst_dir_fd=there.folder)

    def rename_new(self, old: str, new: str) -> None:
        """A rename that never replaces anything; where the system has none, the nearest there is."""
        try:
            self._renamed(old, new, _NO_REPLACE)
        except NoExchange:
            if os.path.isfile(old) and self._linked(old, new):
                self.unlink(old)
                return
            if os.path.lexists(new):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new) from None
            self.rename(old, new)

    def _linked(self, old: str, new: str) -> bool:
        """A second name for a file; False where the file system knows no such thing."""
        try:
            self.link(old, new)
        except OSError as error:
            if error.errno in NO_LINKS:
                return False
            raise
        return True

    def exchange(self, one: str, other: str) -> None:
        self._renamed(one, other, _EXCHANGE)

    def _renamed(self, old: str, new: str, flag: int) -> None:
        with Place(old) as here, Place(new) as there:
            names = os.fsencode(here.name), os.fsencode(there.name)
            number = _library().rename(here.folder, names[0], there.folder, names[1], flag)
            if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
                raise NoExchange
            if number:
                raise OSError(number, os.strerror(number), old, None, new)


def opened_folder(path: str) -> int:
    """A folder, opened without following a symbolic link anywhere on the way."""
    number, descriptor = _library().open_folder(os.fsencode(path))
    if number == 0:
        return descriptor
    if number not in (errno.ENOSYS, errno.EPERM, errno.EINVAL):
        raise OSError(number, os.strerror(number), path)
    descriptor = os.open("/", _FOLDER)
    for step in path.split("/"):
        if step:
            above = descriptor
            try:
                descriptor = os.open(step, _FOLDER | _NO_FOLLOW, dir_fd=above)
            finally:
                os.close(above)
    return descriptor


class _Library:
    """What Python has no name for: each call answers with an error number, 0 for none."""

    def __init__(self) -> None:
        import ctypes  # slow to load, and only needed to write

        self._number = ctypes.get_errno
        self._rename: Callable[..., int] | None = None
        self._call: Callable[..., int] | None = None
        self._copy: Callable[..., int] | None = None
        try:
            library = ctypes.CDLL(None, use_errno=True)
            self._rename = getattr(library, "renameat2" if _LINUX else "renameatx_np")
            self._call = library.syscall if _LINUX else None
            self._copy = None if _LINUX else library.fcopyfile
        except (AttributeError, OSError):
            pass
        self._asked = ctypes.c_int(_OPENAT2), ctypes.c_int(_AT_CWD)
        self._how = (ctypes.c_uint64 * 3)(_FOLDER, 0, _NO_LINKS_AT_ALL)
        self._size = ctypes.c_size_t(24)

    @property
    def exchanges(self) -> bool:
        return self._rename is not None

    def rename(self, old_folder: int, old: bytes, new_folder: int, new: bytes, flag: int) -> int:
        if self._rename is None:
            return errno.ENOSYS
        return self._number() if self._rename(old_folder, old, new_folder, new, flag) else 0

    def copy_attributes(self, original: int, copy: int) -> int:
        if self._copy is None:
            return errno.ENOTSUP
        return self._number() if self._copy(original, copy, None, _ACCESS_AND_ATTRIBUTES) else 0

    def open_folder(self, path: bytes) -> tuple[int, int]:
        if self._call is None:
            return errno.ENOSYS, -1
        descriptor = self._call(*self._asked, path, self._how, self._size)
        return (self._number(), -1) if descriptor < 0 else (0, descriptor)


def can_exchange() -> bool:
    """Whether the system has a call that exchanges two files; its file systems may still refuse it."""
    return _library().exchanges


_libraries: list[_Library] = []


def _library() -> _Library:
    if not _libraries:
        _libraries.append(_Library())
    return _libraries[0]


calls = Calls()
