"""All notes together, as one value that answers questions: this path, who links here, who asks for this name.

Stands on SQLite through a connection that it is handed. Kept up note by note it is the same as one built from scratch;
that is its law, and tested. It is a cache: notes are never written from it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from json import loads
from sqlite3 import Connection

from vault.index.concern import concerned, flips, number_of, sources
from vault.index.entry import NO_ROWS, Annotator, Finding, key_asked
from vault.index.resolve import Names, tail_of
from vault.index.rows import Change, in_parts, insert_files, storable
from vault.index.tables import TableNames
from vault.index.update import update
from vault.notes.links import read_link
from vault.paths import folder_of, key, name_of
from vault.typed import Any, NamedTuple


class FoundLink(NamedTuple):
    """A link and what it means."""

    source: str
    line: int
    where: str
    raw: str
    target: str
    heading: str | None
    block: str | None
    alias: str | None
    embed: bool
    resolves_to: str | None
    ambiguous: bool


class FoundRow(NamedTuple):
    path: str
    kind: str
    key: str
    value: Any


class Index:
    def __init__(
        self, connection: Connection, annotator: Annotator = NO_ROWS, complete: Callable[[], None] = lambda: None
    ) -> None:
        """`complete` makes the late rows that are still to come."""
        self.connection = connection
        self.annotator = annotator
        self.complete = complete
        self.whole = False
        self.ask = connection.execute
        self.names: Names = TableNames(connection)

    # questions

    def known(self) -> dict[str, int | None]:
        """Every file, with what stat said of it when it was read."""
        return dict(self.ask("SELECT path, sig FROM file"))

    def signatures(self, paths: Collection[str]) -> dict[str, int | None]:
        """The same for some files only."""
        return dict(self._in_parts("SELECT path, sig FROM file WHERE path IN ({})", list(paths)))

    def digests(self, paths: Collection[str]) -> dict[str, bytes]:
        """The hashes of the notes among these files."""
        query = "SELECT path, hash FROM file JOIN note ON note.id = file.id WHERE path IN ({})"
        return dict(self._in_parts(query, list(paths)))

    def stamps(self, folder: str) -> dict[str, tuple[int | None, bytes | None]]:
        """What stat said of every file below a folder, and the hash of those that are notes."""
        query = "SELECT path, sig, hash FROM file"
        if not folder:
            return {path: (sig, content) for path, sig, content in self.ask(query)}
        bounds = (folder + "/", folder + "0")
        return {
            path: (sig, content) for path, sig, content in self.ask(query + " WHERE path >= ? AND path < ?", bounds)
        }

    def stamps_of(self, paths: Collection[str]) -> dict[str, tuple[int | None, bytes | None]]:
        """The same for some files only."""
        found = self._in_parts("SELECT path, sig, hash FROM file WHERE path IN ({})", list(paths))
        return {path: (sig, content) for path, sig, content in found}

    def touch(self, sigs: Mapping[str, int | None]) -> None:
        """Only what stat says of these files is new; they say what they said."""
        self.connection.executemany("UPDATE file SET sig = ? WHERE path = ?", ((sigs[path], path) for path in sigs))

    def has(self, path: str) -> bool:
        return self._id(path) is not None

    def digest(self, path: str) -> bytes | None:
        """The hash of the bytes that the index knows of a note; None for a file that it has not read."""
        found = self.ask("SELECT hash FROM file WHERE path = ?", (path,)).fetchone()
        return found[0] if found else None

    def paths(self, folder: str = "") -> list[str]:
        """Every file below a folder, by path."""
        if not folder:
            return [path for (path,) in self.ask("SELECT path FROM file ORDER BY path")]
        bounds = (folder + "/", folder + "0")
        return [
            path for (path,) in self.ask("SELECT path FROM file WHERE path >= ? AND path < ? ORDER BY path", bounds)
        ]

    def bearers(self, path: str) -> int:
        """How many files bear the name of this one."""
        return int(self.ask("SELECT COUNT(*) FROM file WHERE name = ?", (name_of(key(path)),)).fetchone()[0])

    def links(self, path: str | None = None) -> Iterator[FoundLink]:
        """The links of one note, or of all, in document order."""
        ids = None if path is None else [self._id(path)]
        yield from self._links(ids)

    def links_of(self, paths: Collection[str]) -> dict[str, list[FoundLink]]:
        """The links of several notes, by their paths; asked at once they cost less."""
        ids = [number for (number,) in self._in_parts("SELECT id FROM file WHERE path IN ({})", list(paths))]
        told: dict[str, list[FoundLink]] = {}
        for link in self._links(ids):
            told.setdefault(link.source, []).append(link)
        return told

    def backlinks(self, path: str, *, where: str | None = None) -> list[FoundLink]:
        """Every link that leads to a file, its own included; or those alone that stand in the front matter, say."""
        target = self._id(path)
        sources = [source for (source,) in self.ask("SELECT DISTINCT source FROM link WHERE target = ?", (target,))]
        return [link for link in self._links(sources, where) if link.resolves_to == path]

    def linking(self, path: str) -> list[str]:
        """The notes that have such a link, by path."""
        query = "SELECT path FROM file WHERE id IN (SELECT source FROM link WHERE target = ?)"
        return sorted(source for (source,) in self.ask(query, (self._id(path),)))

    def asking(self, gone: Collection[str], come: Collection[str]) -> set[str]:
        """The notes with a link that may mean something else once these files are gone and those have come."""
        dirty = set(sources(self.connection, "dotted", flips(self.connection, gone, come)))
        for path in (*gone, *come):
            dirty |= concerned(self.connection, path)
        numbers = list(dirty)
        return {path for (path,) in self._in_parts("SELECT path FROM file WHERE id IN ({})", numbers)}

    def flips(self, gone: Collection[str], come: Collection[str]) -> list[str]:
        """The file names that are new to the vault then, or lost to it."""
        return flips(self.connection, gone, come)

    def findings(self) -> list[tuple[str, Finding]]:
        """What is wrong inside notes and with their links, by path and line."""
        query = "SELECT path, line, code, text FROM finding JOIN file ON id = source ORDER BY path, line, sort, code"
        return [(path, Finding(line, code, text)) for path, line, code, text in self.ask(query)]

    def rows(self, kind: str, row_key: str | None = None) -> list[FoundRow]:
        """The application's own rows of one kind, or of one key of it."""
        self._whole(kind)
        query = "SELECT path, kind, row.key, value FROM row JOIN file ON id = source WHERE kind = ?"
        asked: tuple[str, ...] = (kind,)
        if row_key is not None:
            query, asked = query + " AND row.key = ?", (kind, row_key)
        found = self.ask(query + " ORDER BY path, row.rowid", asked).fetchall()
        values = loads(f"[{','.join([value for _, _, _, value in found])}]")
        return [FoundRow(path, kind, name, value) for (path, kind, name, _), value in zip(found, values, strict=True)]

    def numbered(self) -> dict[int, str]:
        """Every file by the number that `bulk` names it by; in no order."""
        return dict(self.ask("SELECT id, path FROM file"))

    def bulk(self, kind: str) -> list[tuple[int, str, Any]]:
        """The file's number, key and value of every row of a kind. Many at once cost less so; they have no order."""
        self._whole(kind)
        found = self.ask("SELECT source, key, value FROM row WHERE kind = ?", (kind,)).fetchall()
        values = loads(f"[{','.join([value for _, _, value in found])}]")
        return [(number, name, value) for (number, name, _), value in zip(found, values, strict=True)]

    def keys(self, kind: str) -> list[tuple[int, str]]:
        """The same without the values."""
        self._whole(kind)
        return self.ask("SELECT source, key FROM row WHERE kind = ?", (kind,)).fetchall()

    def rows_of(self, path: str, kind: str) -> list[FoundRow]:
        """The application's own rows of one kind that one file gave rise to."""
        self._whole(kind)
        query = "SELECT row.key, value FROM row JOIN file ON id = source WHERE path = ? AND kind = ? ORDER BY row.rowid"
        return [FoundRow(path, kind, name, loads(value)) for name, value in self.ask(query, (path, kind))]

    def _whole(self, kind: str) -> None:
        if kind in self.annotator.late and not self.whole:
            self.complete()
            self.whole = not self.late()  # and stays so: only a vault that is read as a whole leaves rows for later

    def late(self) -> list[tuple[int, str, bytes | None]]:
        """The files whose late rows are still to come: number, path, and hash where they are notes."""
        return self.ask("SELECT id, path, hash FROM file WHERE late ORDER BY path").fetchall()

    def add_late(self, made: Iterable[tuple[int, list[tuple[int, str, str, str]]]]) -> None:
        """Late rows, by the number of their file. Inside one transaction."""
        for number, found in made:
            self.connection.executemany("INSERT INTO row VALUES (?,?,?,?)", found)
            self.ask("UPDATE file SET late = 0 WHERE id = ?", (number,))

    def counts(self) -> dict[str, int]:
        """How many files, notes, links and broken ones there are."""
        files = self.ask("SELECT COUNT(*) FROM file").fetchone()[0]
        notes, links = self.ask("SELECT COUNT(*), COALESCE(SUM(many), 0) FROM note").fetchone()
        broken = self.ask("SELECT COUNT(*) FROM finding WHERE code = 'broken-link'").fetchone()[0]
        return {"files": files, "notes": notes, "links": links, "broken": broken}

    def _links(self, ids: Sequence[int | None] | None, only: str | None = None) -> Iterator[FoundLink]:
        which = "" if ids is None else " WHERE source IN ({})"
        told: dict[int, dict[str, tuple[str | None, bool]]] = {}
        query = f"SELECT source, tail, path, ambiguous FROM link LEFT JOIN file ON id = target{which}"
        for source, tail, target, ambiguous in self._in_parts(query, ids):
            told.setdefault(source, {})[tail] = (target, bool(ambiguous))
        which = "" if ids is None else " WHERE note.id IN ({})"
        query = f"SELECT note.id, path, links FROM note JOIN file ON file.id = note.id{which} ORDER BY path"
        found = self._in_parts(query, ids)
        for source, path, links in sorted(found, key=lambda row: str(row[1])) if ids else found:
            here = key(folder_of(path))
            for line, where, raw in loads(links):
                if only is None or where == only:
                    yield _found(path, line, where, raw, here, told[source])

    def _id(self, path: str) -> int | None:
        return number_of(self.connection, path)

    def _in_parts(self, query: str, values: Sequence[Any] | None) -> Iterator[tuple[Any, ...]]:
        return in_parts(self.connection, query, values)

    # keeping it true

    def update(self, gone: Collection[str], come: Collection[Change]) -> None:
        """Takes in what became of some files, and settles every link that this may concern."""
        self.ask("BEGIN IMMEDIATE")
        try:
            update(self.connection, gone, come)
        except BaseException:
            self.ask("ROLLBACK")
            raise
        self.ask("COMMIT")

    def preview(self, *, moves: Mapping[str, str] | None = None, come: Collection[str] = ()) -> "Preview":
        """The files as they will be once some have moved and others have come; for as long as one is inside it."""
        return Preview(self, moves or {}, come)


class Preview:
    """Inside it, the index's names are as they will be; everything is taken back at the end."""

    def __init__(self, index: Index, moves: Mapping[str, str], come: Collection[str]) -> None:
        self.index, self.moves, self.come = index, moves, come

    def __enter__(self) -> Names:
        self.index.ask("SAVEPOINT preview")
        many = self.index.connection.executemany
        many("DELETE FROM file WHERE path = ?", ((old,) for old in self.moves))
        insert_files(
            self.index.connection, [Change(path, None, None, None) for path in (*self.moves.values(), *self.come)]
        )
        return self.index.names

    def __exit__(self, *_: object) -> None:
        self.index.ask("ROLLBACK TO preview")
        self.index.ask("RELEASE preview")


def _found(
    path: str, line: int, where: str, raw: str, here: str, told: dict[str, tuple[str | None, bool]]
) -> FoundLink:
    said = read_link(raw) if where != "canvas-file" else None
    target, ambiguous = told[storable(tail_of(key_asked(where, said.target if said else raw), here))]
    if said is None:
        return FoundLink(path, line, where, raw, raw, None, None, None, True, target, ambiguous)
    return FoundLink(
        path,
        line,
        where,
        raw,
        said.target,
        said.heading,
        said.block,
        said.alias,
        raw.startswith("!"),
        target,
        ambiguous,
    )
