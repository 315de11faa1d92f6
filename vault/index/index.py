"""All notes together, as one value that answers questions: this path, who links here, who asks for this name.

Stands on SQLite through a connection that it is handed. Kept up note by note it is the same as one built from scratch;
that is its law, and tested. It is a cache: notes are never written from it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from json import dumps, loads
from sqlite3 import Connection
from typing import Any, NamedTuple

from vault.index.entry import (
    NO_ROWS,
    Annotator,
    Claim,
    Entry,
    Finding,
    Kept,
    LinkRow,
    Outline,
    Settled,
    asked_of,
    could_ask_for,
    settled,
)
from vault.index.resolve import FileNames, Names, tail_of
from vault.index.tables import TableNames, file_row
from vault.notes.links import read_link
from vault.paths import folder_of, key, name_of

MANY = 300  # from here on, one look at everything costs less than many small ones


class Change(NamedTuple):
    """A file as it is now. `sig` is what stat said of it, null to look again; without an entry it is no note."""

    path: str
    sig: int | None
    digest: bytes | None
    entry: Entry | None


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
    def __init__(self, connection: Connection, annotator: Annotator = NO_ROWS) -> None:
        self.connection = connection
        self.annotator = annotator
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

    def backlinks(self, path: str) -> list[FoundLink]:
        """Every link that leads to a file, its own included."""
        target = self._id(path)
        sources = [source for (source,) in self.ask("SELECT DISTINCT source FROM link WHERE target = ?", (target,))]
        return [link for link in self._links(sources) if link.resolves_to == path]

    def asking(self, gone: Collection[str], come: Collection[str]) -> set[str]:
        """The notes with a link that may mean something else once these files are gone and those have come."""
        dirty = set(self._sources("dotted", self._flips(gone, come)))
        for path in (*gone, *come):
            dirty |= self._concerned(path)
        numbers = list(dirty)
        return {path for (path,) in self._in_parts("SELECT path FROM file WHERE id IN ({})", numbers)}

    def _flips(self, gone: Collection[str], come: Collection[str]) -> list[str]:
        """The file names that are new to the vault then, or lost to it."""
        change: dict[str, int] = {}
        for paths, step in ((gone, -1), (come, 1)):
            for path in paths:
                name = name_of(key(path))
                change[name] = change.get(name, 0) + step
        count = "SELECT COUNT(*) FROM file WHERE name = ?"
        now = {name: self.ask(count, (name,)).fetchone()[0] for name in change}
        return [name for name, step in change.items() if (now[name] > 0) != (now[name] + step > 0)]

    def findings(self) -> list[tuple[str, Finding]]:
        """What is wrong inside notes and with their links, by path and line."""
        query = "SELECT path, line, code, text FROM finding JOIN file ON id = source ORDER BY path, line, sort, code"
        return [(path, Finding(line, code, text)) for path, line, code, text in self.ask(query)]

    def rows(self, kind: str, row_key: str | None = None) -> list[FoundRow]:
        """The application's own rows of one kind, or of one key of it."""
        query = "SELECT path, kind, row.key, value FROM row JOIN file ON id = source WHERE kind = ?"
        asked: tuple[str, ...] = (kind,)
        if row_key is not None:
            query, asked = query + " AND row.key = ?", (kind, row_key)
        found = self.ask(query + " ORDER BY path, row.rowid", asked)
        return [FoundRow(path, kind, name, loads(value)) for path, kind, name, value in found]

    def counts(self) -> dict[str, int]:
        """How many files, notes, links and broken ones there are."""
        asked = {
            "files": "SELECT COUNT(*) FROM file",
            "notes": "SELECT COUNT(*) FROM note",
            "links": "SELECT TOTAL(json_array_length(links)) FROM note",
            "broken": "SELECT COUNT(*) FROM finding WHERE code = 'broken-link'",
        }
        return {name: int(self.ask(query).fetchone()[0]) for name, query in asked.items()}

    def _links(self, ids: Sequence[int | None] | None) -> Iterator[FoundLink]:
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
                yield _found(path, Kept(line, where, raw), here, told[source])

    def _in_parts(self, query: str, ids: Sequence[Any] | None) -> Iterator[tuple[Any, ...]]:
        if ids is None:
            yield from self.ask(query)
            return
        for at in range(0, len(ids), 500):
            part = ids[at : at + 500]
            yield from self.ask(query.format(",".join("?" * len(part))), part)

    def _id(self, path: str) -> int | None:
        found = self.ask("SELECT id FROM file WHERE path = ?", (path,)).fetchone()
        return int(found[0]) if found else None

    # keeping it true

    def update(self, gone: Collection[str], come: Collection[Change]) -> None:
        """Takes in what became of some files, and settles every link that this may concern."""
        self.ask("BEGIN IMMEDIATE")
        try:
            _Update(self).run(gone, come)
        except BaseException:
            self.ask("ROLLBACK")
            raise
        self.ask("COMMIT")

    def preview(self, *, moves: Mapping[str, str] | None = None, come: Collection[str] = ()) -> "Preview":
        """The files as they will be once some have moved and others have come; for as long as one is inside it."""
        return Preview(self, moves or {}, come)

    def _concerned(self, path: str) -> set[int]:
        """The notes that a file's coming or going may concern, by number."""
        place = key(path)
        exact, ends = could_ask_for(place)
        steps = place.split("/")[:-1]
        nears = ["/", "", *("/".join(steps[: n + 1]) for n in range(len(steps)))]
        found = set(self._sources("tail", exact))
        for at in range(0, len(ends), 400):
            part = ends[at : at + 400]
            query = f"SELECT source FROM link WHERE tail IN ({_marks(part)}) AND near IN ({_marks(nears)})"
            found.update(source for (source,) in self.ask(query, (*part, *nears)))
        return found

    def _sources(self, column: str, values: Collection[Any]) -> Iterator[int]:
        query = f"SELECT source FROM link WHERE {column} IN ({{}})"
        return (source for (source,) in self._in_parts(query, list(values)))


class Preview:
    """Inside it, the index's names are as they will be; everything is taken back at the end."""

    def __init__(self, index: Index, moves: Mapping[str, str], come: Collection[str]) -> None:
        self.index, self.moves, self.come = index, moves, come

    def __enter__(self) -> Names:
        self.index.ask("SAVEPOINT preview")
        many = self.index.connection.executemany
        many("DELETE FROM file WHERE path = ?", ((old,) for old in self.moves))
        _insert_files(self.index, [Change(path, None, None, None) for path in (*self.moves.values(), *self.come)])
        return self.index.names

    def __exit__(self, *_: object) -> None:
        self.index.ask("ROLLBACK TO preview")
        self.index.ask("RELEASE preview")


class _Update:
    """One update of the tables, inside one transaction."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.ask = index.ask
        self.many = index.connection.executemany
        self.dirty: set[int] = set()

    def run(self, gone: Collection[str], come: Collection[Change]) -> None:
        numbers = {change.path: self.index._id(change.path) for change in come}
        added = [change for change in come if numbers[change.path] is None]
        events = [*gone, *(change.path for change in added)]
        flips = self.index._flips(gone, [change.path for change in added])
        gone_numbers = [number for path in gone if (number := self.index._id(path)) is not None]
        self.dirty.update(self.index._sources("target", gone_numbers))
        self.dirty.difference_update(gone_numbers)  # their numbers may be given out again
        self._forget(gone_numbers, files=True)
        numbers.update(_insert_files(self.index, added))
        self._take_in(come, numbers)
        if len(events) > MANY:
            self.dirty.update(number for (number,) in self.ask("SELECT id FROM note"))
        else:
            self.dirty.update(self.index._sources("dotted", flips))
            for path in events:
                self.dirty |= self.index._concerned(path)
        settle(self.index, self.dirty)

    def _forget(self, numbers: Collection[int], *, files: bool) -> None:
        tables = ["note WHERE id", "link WHERE source", "finding WHERE source", "row WHERE source"]
        for table in [*tables, "file WHERE id"] if files else tables:
            self.many(f"DELETE FROM {table} = ?", ((number,) for number in numbers))

    def _take_in(self, come: Collection[Change], numbers: dict[str, int | None]) -> None:
        """Writes what is kept of each note, and marks those whose links must be settled."""
        for change in come:
            number = numbers[change.path]
            assert number is not None
            self.ask("UPDATE file SET sig = ?, hash = ? WHERE id = ?", (change.sig, change.digest, number))
            old = self.ask("SELECT headings, ids FROM note WHERE id = ?", (number,)).fetchone()
            self._forget([number], files=False)
            new = None
            if change.entry:
                row = note_row(number, change.entry)
                new = row[2:4]
                self.ask("INSERT INTO note VALUES (?,?,?,?,?)", row)
                self.many("INSERT INTO finding VALUES (?,0,?,?,?)", own_findings(number, change.entry))
                self.many("INSERT INTO row VALUES (?,?,?,?)", own_rows(number, change.entry))
                self.dirty.add(number)
            if new != old:
                concerned = self.ask("SELECT source FROM link WHERE target = ? AND subpath", (number,))
                self.dirty.update(source for (source,) in concerned)


def settle(index: Index, numbers: Collection[int]) -> None:
    """Says anew what the links of some notes mean."""
    names = FileNames(index.paths()) if len(numbers) > MANY else index.names
    query = "SELECT path, links FROM file JOIN note ON note.id = file.id WHERE file.id = ?"
    claims: list[tuple[int, Claim]] = []
    for number in numbers:
        found = index.ask(query, (number,)).fetchone()
        if not found:
            continue
        path, links = found
        told = settled(path, [Kept(*kept) for kept in loads(links)], names)
        index.ask("DELETE FROM link WHERE source = ?", (number,))
        index.ask("DELETE FROM finding WHERE source = ? AND sort = 1", (number,))
        rows = [link_row(number, row, index._id(row.target) if row.target else None) for row in told.links]
        index.connection.executemany("INSERT INTO link VALUES (?,?,?,?,?,?,?)", rows)
        index.connection.executemany("INSERT INTO finding VALUES (?,1,?,?,?)", link_findings(number, told))
        claims += [(number, claim) for claim in told.claims]
    check_claims(index, claims)


def check_claims(index: Index, claims: Iterable[tuple[int, Claim]]) -> None:
    """Looks for the headings and blocks that links name."""
    known: dict[str, Outline] = {}
    rows = []
    for number, claim in claims:
        outline = known.get(claim.target)
        if outline is None:
            query = "SELECT headings, ids FROM note JOIN file ON file.id = note.id WHERE path = ?"
            found = index.ask(query, (claim.target,)).fetchone()
            outline = known[claim.target] = Outline(*map(loads, found or ("[]", "[]")))
        if finding := outline.missing(claim):
            rows.append((number, *finding))
    index.connection.executemany("INSERT INTO finding VALUES (?,1,?,?,?)", rows)


# rows of the tables


def note_row(number: int, entry: Entry) -> tuple[int, str, str, str, str]:
    links = dumps(entry.links) if entry.links else "[]"
    ids = dumps(entry.ids) if entry.ids else "[]"
    return (number, links, dumps(entry.headings), ids, dumps(entry.about) if entry.about else "{}")


def own_findings(number: int, entry: Entry) -> list[tuple[int, int, str, str]]:
    return [(number, finding.line, finding.code, _storable(finding.text)) for finding in entry.findings]


def own_rows(number: int, entry: Entry) -> list[tuple[int, str, str, str]]:
    return [(number, row.kind, _storable(row.key), dumps(row.value)) for row in entry.rows]


def link_row(number: int, row: LinkRow, target: int | None) -> tuple[Any, ...]:
    dotted = None if row.dotted is None else _storable(row.dotted)
    return (number, _storable(row.tail), row.near, target, row.ambiguous, row.subpath, dotted)


def link_findings(number: int, told: Settled) -> list[tuple[int, int, str, str]]:
    return [(number, finding.line, finding.code, _storable(finding.text)) for finding in told.findings]


def _storable(text: str) -> str:
    """Bytes that are no text cannot be stored as text; a link that holds them leads nowhere, so a mark will do."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _insert_files(index: Index, files: Iterable[Change]) -> dict[str, int]:
    columns = "INSERT INTO file (path, key, back, name, length, sig, hash) VALUES (?,?,?,?,?,?,?)"
    numbers = {}
    for change in files:
        number = index.ask(columns, file_row(change.path, change.sig, change.digest)).lastrowid
        assert number is not None
        numbers[change.path] = number
    return numbers


def _found(path: str, kept: Kept, here: str, told: dict[str, tuple[str | None, bool]]) -> FoundLink:
    target, ambiguous = told[_storable(tail_of(asked_of(kept), here))]
    line, where, raw = kept
    if where == "canvas-file":
        return FoundLink(path, line, where, raw, raw, None, None, None, True, target, ambiguous)
    said = read_link(raw)
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


def _marks(values: Collection[Any]) -> str:
    return ",".join("?" * len(values))
