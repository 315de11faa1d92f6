"""One lock file that orders the specwork processes of a vault.

It is constant, never replaced, and released by the kernel when its holder dies. Programs that are not specwork take
no lock; they are met by hashes.
"""

import os
from collections.abc import Callable

from vault.disk.calls import calls
from vault.errors import CannotWrite, Locked

PATIENCE = 30.0


class Lock:
    """To be held from the last look to the last write: `with Lock(path, pause):`."""

    def __init__(self, path: str, pause: Callable[[float], None], *, patience: float = PATIENCE) -> None:
        self.path, self.pause, self.patience = path, pause, patience
        self.descriptor = -1

    def __enter__(self) -> "Lock":
        waited = 0.0
        while not self._taken():
            if waited >= self.patience:
                raise Locked(
                    f"another specwork has held the lock for {self.patience:.0f} seconds",
                    where=self.path,
                    hint="let it finish, or end it, then try again",
                )
            step = 0.002 if waited < 0.1 else 0.02
            self.pause(step)
            waited += step
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)

    def _taken(self) -> bool:
        import fcntl

        try:
            self.descriptor = calls.open_lock(self.path)
        except OSError as error:
            raise self._unusable("opened", error) from None
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._is_the_file():
                return True
        except BlockingIOError:
            pass
        except OSError as error:
            os.close(self.descriptor)
            raise self._unusable("taken", error) from None
        os.close(self.descriptor)
        return False

    def _is_the_file(self) -> bool:
        """Somebody may have deleted `.specwork/` while we waited; a lock on a file without a name orders nobody."""
        try:
            return os.path.samestat(os.fstat(self.descriptor), os.lstat(self.path))
        except FileNotFoundError:
            return False

    def _unusable(self, what: str, error: OSError) -> CannotWrite:
        return CannotWrite(
            f"the lock cannot be {what}: {error.strerror}", where=self.path, hint="is the vault on a read-only disk?"
        )
