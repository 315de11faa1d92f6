"""Opens what a vault agreed on last time, for one settling at a time.

A dry run works on a copy in memory, so that looking never waits for a writer and never writes. A real one holds the
database until its change is done: what is remembered and what is written are one.
"""

import os
import sqlite3
from types import TracebackType

from specwork.work.agreement import Agreement, fits, make_tables
from vault.errors import CannotWrite, Locked, VaultError

WAIT = 30.0  # seconds for another settling to end
DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Agreed:
    """Inside it, the agreement is there for who asks. What was done to it is kept if `keep` was called, else not."""

    def __init__(self, folder: str | None, stamp: str, *, copy: bool = False) -> None:
        self.path = f"{folder}/agreed.sqlite" if folder else None
        self.stamp, self.copy = stamp, copy
        self.kept = False
        self._opened: Agreement | None = None

    def __enter__(self) -> "Agreed":
        return self

    @property
    def agreement(self) -> Agreement:
        if self._opened is None:
            connection = self._in_memory() if self.copy or self.path is None else self._on_disk(self.path)
            self._opened = Agreement(connection)
        return self._opened

    def keep(self, operation: str | None) -> None:
        """What was remembered, if anything, belongs to an operation, or to none where nothing had to be written.

        The files are changed by then: where the disk takes no more, nothing is remembered, and the next sync, which
        finds every side saying the same, agrees on it anew.
        """
        if self._opened is not None:
            try:
                self._opened.belongs_to(operation)
                self.kept = True
            except sqlite3.OperationalError:
                self.kept = False

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if self._opened is None:
            return
        connection = self._opened.connection
        try:
            if connection.in_transaction:
                connection.execute("COMMIT" if self.kept and error is None else "ROLLBACK")
        except sqlite3.OperationalError:
            pass  # as in `keep`
        finally:
            connection.close()
        if isinstance(error, sqlite3.Error) and _kind(error) in DISK:
            raise _unusable(error) from error

    def _in_memory(self) -> sqlite3.Connection:
        memory = sqlite3.connect(":memory:", isolation_level=None)
        if self.path and os.path.isfile(self.path):
            try:
                source = sqlite3.connect(f"file:{_quoted(self.path)}?mode=ro", uri=True, timeout=WAIT)
                try:
                    source.backup(memory)
                finally:
                    source.close()
                if fits(memory, self.stamp):
                    memory.execute("BEGIN")
                    return memory
            except sqlite3.Error:
                pass  # damaged: as if there were none
            memory.close()
            memory = sqlite3.connect(":memory:", isolation_level=None)
        make_tables(memory, self.stamp)
        memory.execute("BEGIN")
        return memory

    def _on_disk(self, path: str) -> sqlite3.Connection:
        """What is damaged or another's is laid aside; a disk that says no damages nothing."""
        try:
            if connection := self._begun(path):
                return connection
        except sqlite3.DatabaseError as error:
            if _kind(error) not in DAMAGED:
                raise _unusable(error) from error
        _set_aside(path)
        try:
            connection = self._begun(path)
        except sqlite3.DatabaseError as error:
            raise _unusable(error) from error
        assert connection is not None  # it was made just now
        return connection

    def _begun(self, path: str) -> sqlite3.Connection | None:
        """The database, made if there was none, for this process alone; None for one that does not fit."""
        connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT)
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                make_tables(connection, self.stamp)
                return connection
            if fits(connection, self.stamp):
                return connection
        except sqlite3.Error:
            connection.close()
            raise
        connection.close()
        return None


def scratch() -> Agreement:
    """An empty one, to think with."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    make_tables(memory, "")
    return Agreement(memory)


def _kind(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _unusable(error: sqlite3.Error) -> VaultError:
    if _kind(error) in BUSY:
        return Locked(f"another specwork has been at work for {WAIT:.0f} seconds", hint="let it finish, then try again")
    full = _kind(error) == sqlite3.SQLITE_FULL
    hint = "make room on the disk, then try again" if full else "look after the disk, then try again"
    return CannotWrite(f"what the specs agree on cannot be kept: {error}", where=".specwork", hint=hint)


def _set_aside(path: str) -> None:
    """What is damaged, of another version or of another vault is laid beside, and never used."""
    for ending in ("-journal", "-wal", "-shm"):
        if os.path.exists(path + ending):
            os.unlink(path + ending)
    if os.path.exists(path):
        os.replace(path, path + ".aside")


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
