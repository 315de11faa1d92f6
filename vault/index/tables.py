"""The tables that the index is kept in, and the three look-ups of `resolve` asked of them.

It is handed a connection and opens nothing. Paths that are not text never come here: the walk leaves them out.
"""

from collections.abc import Sequence
from sqlite3 import Connection

from vault.index.resolve import FAR, NEAR, NOWHERE, Meaning
from vault.paths import key, name_of
from vault.typed import Any

VERSION = "7"  # of everything kept here: another one throws the tables away

TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # sig: what stat said; null asks for another look. hash: of the bytes of a note. late: rows are still to come
    """CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, key TEXT NOT NULL, back TEXT NOT NULL,
       name TEXT NOT NULL, length INTEGER NOT NULL, sig INTEGER, hash BLOB, late INTEGER NOT NULL DEFAULT 0)""",
    # many: how many links there are
    """CREATE TABLE note (id INTEGER PRIMARY KEY, many INTEGER NOT NULL, links TEXT NOT NULL, headings TEXT NOT NULL,
       ids TEXT NOT NULL, about TEXT NOT NULL)""",
    """CREATE TABLE link (source INTEGER NOT NULL, tail TEXT NOT NULL, near TEXT NOT NULL, target INTEGER,
       ambiguous INTEGER NOT NULL, subpath INTEGER NOT NULL, dotted TEXT)""",
    # sort 0: found in the note alone; 1: found when its links were settled
    "CREATE TABLE finding (source INTEGER NOT NULL, sort INTEGER NOT NULL, line INTEGER, code TEXT, text TEXT)",
    "CREATE TABLE row (source INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL)",
    # what we changed and have not looked at again, be it by another process; a folder stands for all below it
    "CREATE TABLE behind (path TEXT NOT NULL, folder INTEGER NOT NULL, PRIMARY KEY (path, folder)) WITHOUT ROWID",
)
INDEXES = (
    "CREATE INDEX file_key ON file (key)",
    "CREATE INDEX file_back ON file (back)",
    "CREATE INDEX file_name ON file (name, length, path)",
    "CREATE INDEX link_source ON link (source)",
    "CREATE INDEX link_tail ON link (tail, near)",
    "CREATE INDEX link_target ON link (target)",
    "CREATE INDEX link_dotted ON link (dotted) WHERE dotted IS NOT NULL",
    "CREATE INDEX finding_source ON finding (source)",
    "CREATE INDEX row_source ON row (source)",
    "CREATE INDEX row_key ON row (kind, key)",
)


def make_tables(connection: Connection, *, indexes: bool = True) -> None:
    connection.execute("PRAGMA page_size = 16384")  # heeded where nothing has been made yet
    for statement in TABLES + (INDEXES if indexes else ()):
        connection.execute(statement)


def schema_of(connection: Connection) -> set[str]:
    """What stands in a database, to be compared with what we would have made: a foreign one is not touched."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {" ".join(statement.split()) for (statement,) in found}


def our_schema() -> set[str]:
    return {" ".join(statement.split()) for statement in TABLES + INDEXES}


def file_row(path: str, sig: int | None, digest: bytes | None) -> tuple[Any, ...]:
    place = key(path)
    return (path, place, place[::-1], name_of(place), len(path), sig, digest)


class TableNames:
    """The three look-ups from the tables, for the links of single notes."""

    def __init__(self, connection: Connection) -> None:
        self.ask = connection.execute

    def at(self, path_key: str) -> Sequence[str]:
        return [path for (path,) in self.ask("SELECT path FROM file WHERE key = ? ORDER BY path", (path_key,))]

    def named(self, name_key: str) -> bool:
        return self.ask("SELECT 1 FROM file WHERE name = ? LIMIT 1", (name_key,)).fetchone() is not None

    def ending(self, tail: str, folder_key: str) -> Meaning:
        if direct := self.at(f"{folder_key}/{tail}" if folder_key else tail):
            return Meaning(direct[0], len(direct) > 1, NEAR)
        if folder_key:
            found = self._shortest(tail, " AND +key >= ? AND +key < ?", (folder_key + "/", folder_key + "0"))
            if found:
                return self._meaning(found, NEAR)
        found = self._shortest(tail, "", ())
        return self._meaning(found, FAR if folder_key else NEAR) if found else NOWHERE

    def _shortest(self, tail: str, more: str, bounds: tuple[str, ...]) -> list[tuple[str, int]]:
        """The two shortest paths that end so. A lone name is looked up as one; a longer tail is read backwards."""
        which, ends = "name = ?", [tail]
        if "/" in tail:
            which, ends = "back >= ? AND back < ?", [tail[::-1], tail[::-1] + "\U0010ffff"]
        if bounds and folder_is_small(bounds[0]):
            which, more = which.replace("back", "+back").replace("name", "+name"), more.replace("+", "")
        query = f"SELECT path, length FROM file WHERE {which}{more} ORDER BY length, path LIMIT 2"
        return self.ask(query, (*ends, *bounds)).fetchall()

    def _meaning(self, found: list[tuple[str, int]], how: str) -> Meaning:
        return Meaning(found[0][0], len(found) > 1 and found[0][1] == found[1][1], how)


def folder_is_small(folder_key: str) -> bool:
    """A guess that saves counting: three levels down, a folder holds less than a name has bearers."""
    return folder_key.count("/") >= 3
