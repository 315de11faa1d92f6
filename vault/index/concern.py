"""Whom the coming or going of a file concerns: the notes with a link that may mean something else then.

This is what keeps a change of one file from costing a look at all of them.
"""

from collections.abc import Collection, Iterator
from sqlite3 import Connection

from vault.index.entry import could_ask_for
from vault.index.rows import in_parts, marks
from vault.paths import key, name_of
from vault.typed import Any


def number_of(connection: Connection, path: str) -> int | None:
    found = connection.execute("SELECT id FROM file WHERE path = ?", (path,)).fetchone()
    return int(found[0]) if found else None


def flips(connection: Connection, gone: Collection[str], come: Collection[str]) -> list[str]:
    """The file names that are new to the vault then, or lost to it."""
    change: dict[str, int] = {}
    for paths, step in ((gone, -1), (come, 1)):
        for path in paths:
            name = name_of(key(path))
            change[name] = change.get(name, 0) + step
    count = "SELECT COUNT(*) FROM file WHERE name = ?"
    now = {name: connection.execute(count, (name,)).fetchone()[0] for name in change}
    return [name for name, step in change.items() if (now[name] > 0) != (now[name] + step > 0)]


def concerned(connection: Connection, path: str) -> set[int]:
    """The notes that a file's coming or going may concern, by number."""
    place = key(path)
    exact, ends = could_ask_for(place)
    steps = place.split("/")[:-1]
    nears = ["/", "", *("/".join(steps[: n + 1]) for n in range(len(steps)))]
    found = set(sources(connection, "tail", exact))
    for at in range(0, len(ends), 400):
        part = ends[at : at + 400]
        query = f"SELECT source FROM link WHERE tail IN ({marks(part)}) AND near IN ({marks(nears)})"
        found.update(source for (source,) in connection.execute(query, (*part, *nears)))
    return found


def sources(connection: Connection, column: str, values: Collection[Any]) -> Iterator[int]:
    query = f"SELECT source FROM link WHERE {column} IN ({{}})"
    return (source for (source,) in in_parts(connection, query, list(values)))
