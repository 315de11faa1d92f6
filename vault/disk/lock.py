"""One lock file that orders the specwork processes of a vault.

It is constant, never replaced, and released by the kernel when its holder dies. Programs that are not specwork take
no lock; they are met by hashes.
"""

import os
from collections.abc import Callable

from vault.errors import CannotWrite, Locked

PATIENCE = 30.0


class Lock:
    """To be held from the last look to the last write: `with Lock(path, pause):`."""

    def __init__(self, path: str, pause: Callable[[float], None]) -> None:
        self.path, self.pause = path, pause
        self.descriptor = -1

    def __enter__(self) -> "Lock":
        import fcntl

        try:
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise CannotWrite(
                f"the lock cannot be opened: {error.strerror}",
                where=self.path,
                hint="is the vault on a read-only disk?",
            ) from None
        waited = 0.0
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return self
            except OSError:
                if waited >= PATIENCE:
                    os.close(self.descriptor)
                    raise Locked(
                        f"another specwork has held the lock for {PATIENCE:.0f} seconds",
                        where=self.path,
                        hint="let it finish, or end it, then try again",
                    ) from None
                step = 0.002 if waited < 0.1 else 0.02
                self.pause(step)
                waited += step

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)
