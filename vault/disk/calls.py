"""The system calls that change files, through one seam, so that tests can make any of them fail.

Nothing is decided here. `exchange` and `rename_new` are Linux's renameat2 and macOS's renamex_np, reached through the
C library; where neither is there, `exchange` says so and its caller does without.
"""

import errno
import os
import sys
from collections.abc import Callable

_EXCHANGE = 2
_NO_REPLACE = 1 if sys.platform == "linux" else 4
_AT_CWD = -100


class NoExchange(Exception):
    """This system, or this file system, cannot exchange two files at once."""


class Calls:
    """What changes the disk, and nothing else. Paths are absolute: whoever calls has checked them."""

    def __init__(self) -> None:
        self._library: Callable[[bytes, bytes, int], int] | None = None

    def create(self, path: str, mode: int) -> int:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | _NO_FOLLOW, mode)

    def open_to_write(self, path: str) -> int:
        return os.open(path, os.O_WRONLY | os.O_CLOEXEC | _NO_FOLLOW)

    def write(self, descriptor: int, content: bytes | memoryview) -> int:
        return os.write(descriptor, content)

    def truncate(self, descriptor: int, size: int) -> None:
        os.ftruncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        os.fsync(descriptor)

    def mkdir(self, path: str, mode: int) -> None:
        os.mkdir(path, mode)

    def rmdir(self, path: str) -> None:
        os.rmdir(path)

    def unlink(self, path: str) -> None:
        os.unlink(path)

    def link(self, old: str, new: str) -> None:
        os.link(old, new, follow_symlinks=False)

    def rename(self, old: str, new: str) -> None:
        os.rename(old, new)

    def rename_new(self, old: str, new: str) -> None:
        """A rename that never replaces anything."""
        try:
            self._renamed(old, new, _NO_REPLACE)
        except NoExchange:
            if os.path.isdir(old) and not os.path.islink(old):
                if os.path.lexists(new):
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new) from None
                os.rename(old, new)
            else:
                os.link(old, new, follow_symlinks=False)
                os.unlink(old)

    def exchange(self, one: str, other: str) -> None:
        self._renamed(one, other, _EXCHANGE)

    def _renamed(self, old: str, new: str, flag: int) -> None:
        if self._library is None:
            self._library = _rename_with_flags()
        number = self._library(os.fsencode(old), os.fsencode(new), flag)
        if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
            raise NoExchange
        if number:
            raise OSError(number, os.strerror(number), old, None, new)


_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def _rename_with_flags() -> Callable[[bytes, bytes, int], int]:
    """The call, as a function from two paths and a flag to an error number."""
    import ctypes  # slow to load, and only needed to write

    try:
        library = ctypes.CDLL(None, use_errno=True)
        name = "renameat2" if sys.platform == "linux" else "renamex_np"
        call = getattr(library, name)
    except (AttributeError, OSError):
        return lambda old, new, flag: errno.ENOSYS

    def run(old: bytes, new: bytes, flag: int) -> int:
        asked = (_AT_CWD, old, _AT_CWD, new, flag) if sys.platform == "linux" else (old, new, flag)
        return ctypes.get_errno() if call(*asked) else 0

    return run


calls = Calls()
