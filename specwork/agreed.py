"""Opens what a vault agreed on last time, for one settling at a time.

A dry run works on a copy in memory, so that looking never waits for a writer and never writes. A real one holds the
database until its change is done: what is remembered and what is written are one.
"""

import os
import sqlite3
from types import TracebackType

from specwork.work.agreement import Agreement, fits, make_tables

WAIT = 30.0  # seconds for another settling to end


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
        """What was remembered, if anything, belongs to an operation, or to none where nothing had to be written."""
        if self._opened is not None:
            self._opened.belongs_to(operation)
            self.kept = True

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self._opened is None:
            return
        connection = self._opened.connection
        if connection.in_transaction:
            connection.execute("COMMIT" if self.kept and kind is None else "ROLLBACK")
        connection.close()

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
        try:
            connection = self._begun(path)
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                make_tables(connection, self.stamp)
                return connection
            if fits(connection, self.stamp):
                return connection
            connection.execute("ROLLBACK")
            connection.close()
        except sqlite3.DatabaseError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise
        _set_aside(path)
        connection = self._begun(path)
        make_tables(connection, self.stamp)
        return connection

    def _begun(self, path: str) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def scratch() -> Agreement:
    """An empty one, to think with."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    make_tables(memory, "")
    return Agreement(memory)


def _set_aside(path: str) -> None:
    """What is damaged, of another version or of another vault is laid beside, and never used."""
    for ending in ("-journal", "-wal", "-shm"):
        if os.path.exists(path + ending):
            os.unlink(path + ending)
    if os.path.exists(path):
        os.replace(path, path + ".aside")


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
