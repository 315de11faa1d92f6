"""Opens the database of the index, or throws it away.

Blind: whether a database fits is asked of whoever opens it. Each is made under a name of its own, filled, and only
then given a name that anybody opens, so a half-written one is never met.
"""

import os
from collections.abc import Callable
from sqlite3 import Connection, Error, connect

from vault.typed import NamedTuple


class Store(NamedTuple):
    """A folder for the database; None keeps it in memory, where nothing can be written."""

    folder: str | None


def opened(store: Store, fits: Callable[[Connection], bool]) -> Connection | None:
    """The database that stands there, if it fits; what does not is removed, with a line in the log."""
    if store.folder is None:
        return None
    found = None
    for name in _databases(store.folder):
        path = f"{store.folder}/{name}"
        if found:
            if _age(path) > 3600:  # a younger one may be another process's, made at the same time
                _remove(path)
        elif not (found := _try(path, fits)):
            log(store, f"threw away {name}: it does not fit")
            _remove(path)
    return found


def _databases(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(name for name in names if name.startswith("index-") and name.endswith(".db"))


def _try(path: str, fits: Callable[[Connection], bool]) -> Connection | None:
    connection = None
    try:
        connection = _connect(path)
        if fits(connection):
            return connection
    except (Error, OSError, ValueError):
        pass
    if connection:
        connection.close()
    return None


def _connect(path: str) -> Connection:
    connection = connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = OFF")  # a cache: after a power cut it is made anew
    return connection


def made(store: Store, fill: Callable[[Connection], None]) -> Connection:
    """A new database, filled before anybody else can see it. Where none can be written it lies in memory."""
    if store.folder is None or not _ready(store.folder):
        return _in_memory(fill)
    older = _databases(store.folder)
    token = os.urandom(6).hex()
    hidden, path = f"{store.folder}/.new-{token}", f"{store.folder}/index-{token}.db"
    connection = None
    try:
        connection = _connect(hidden)
        connection.execute("PRAGMA journal_mode = OFF")
        fill(connection)
        connection.close()
        os.rename(hidden, path)
        for name in older:
            _remove(f"{store.folder}/{name}")
        connection = _connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        return connection
    except (Error, OSError) as error:
        if connection:
            connection.close()  # what is open takes up room, even without a name
        _remove(hidden)
        log(store, f"the index stays in memory: {error}")
        return _in_memory(fill)


def copied(store: Store, connection: Connection) -> Connection:
    """The same database in another folder."""
    return made(store, connection.backup)


def _in_memory(fill: Callable[[Connection], None]) -> Connection:
    connection = connect(":memory:", isolation_level=None, check_same_thread=False)
    fill(connection)
    return connection


def _ready(folder: str) -> bool:
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for name in os.listdir(folder):
            if name.startswith(".new-") and _age(f"{folder}/{name}") > 600:
                _remove(f"{folder}/{name}")  # left by a process that was killed while it filled it
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _age(path: str) -> float:
    """Seconds since a file was touched; none where it is gone."""
    from time import time

    try:
        return time() - os.stat(path).st_mtime
    except OSError:
        return 0.0


def _remove(path: str) -> None:
    for name in (path, path + "-wal", path + "-shm", path + "-journal"):
        try:
            os.unlink(name)
        except OSError:
            continue


def log(store: Store, line: str) -> None:
    """One line for whoever looks into the state folder; the user is not told."""
    if store.folder is None:
        return
    from time import strftime

    path = f"{store.folder}/log"
    try:
        with open(path, "a", encoding="utf-8") as file:
            if file.tell() > 100_000:
                file.truncate(0)
            file.write(f"{strftime('%Y-%m-%dT%H:%M:%S%z')} {line}\n")
    except OSError:
        return
