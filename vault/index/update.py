"""Keeps the tables true, file by file, so that they say what they would say if they were made anew."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from json import loads
from sqlite3 import Connection

from vault.index.concern import concerned, flips, number_of, sources
from vault.index.entry import Claim, Kept, LinkRow, Outline, settled
from vault.index.resolve import FileNames, Names
from vault.index.rows import Change, in_parts, insert_files, link_findings, link_row, note_row, own_findings, own_rows
from vault.index.tables import TableNames
from vault.typed import Any

MANY = 300  # from here on, one look at everything costs less than many small ones
TOGETHER = 400  # notes whose links are written down at once
_OF_NOTES = ("note WHERE id", "finding WHERE source", "row WHERE source")  # what is written anew with a note


def update(connection: Connection, gone: Collection[str], come: Collection[Change]) -> None:
    """Takes in what became of some files, and settles every link that this may concern. Inside one transaction."""
    _Update(connection).run(gone, come)


class _Update:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ask, self.many = connection.execute, connection.executemany
        self.dirty: set[int] = set()

    def run(self, gone: Collection[str], come: Collection[Change]) -> None:
        numbers = {change.path: number_of(self.connection, change.path) for change in come}
        added = [change for change in come if numbers[change.path] is None]
        events = [*gone, *(change.path for change in added)]
        flipped = flips(self.connection, gone, [change.path for change in added])
        gone_numbers = [number for path in gone if (number := number_of(self.connection, path)) is not None]
        self.dirty.update(sources(self.connection, "target", gone_numbers))
        self.dirty.difference_update(gone_numbers)  # their numbers may be given out again
        self._forget(gone_numbers, [*_OF_NOTES, "link WHERE source", "file WHERE id"])
        numbers.update(insert_files(self.connection, added))
        self._take_in(come, numbers)
        if len(events) > MANY:
            self.dirty.update(number for (number,) in self.ask("SELECT id FROM note"))
        else:
            self.dirty.update(sources(self.connection, "dotted", flipped))
            for path in events:
                self.dirty |= concerned(self.connection, path)
        settle(self.connection, self.dirty)

    def _forget(self, numbers: Collection[int], tables: Iterable[str]) -> None:
        for table in tables:
            self.many(f"DELETE FROM {table} = ?", ((number,) for number in numbers))

    def _take_in(self, come: Collection[Change], numbers: Mapping[str, int | None]) -> None:
        """Writes what is kept of each note, and marks those whose links must be settled."""
        taken = [(number, change) for change in come if (number := numbers[change.path]) is not None]
        query = "SELECT id, headings, ids FROM note WHERE id IN ({})"
        old = {number: said for number, *said in in_parts(self.connection, query, [number for number, _ in taken])}
        self.many(
            "UPDATE file SET sig = ?, hash = ?, late = 0 WHERE id = ?",
            ((change.sig, change.digest, number) for number, change in taken),
        )
        new = {number: note_row(number, change.entry) for number, change in taken if change.entry}
        self._forget([number for number, _ in taken], _OF_NOTES)
        self._forget([number for number, _ in taken if number not in new], ["link WHERE source"])  # of notes: settled
        self.many("INSERT INTO note VALUES (?,?,?,?,?,?)", new.values())
        own = ((number, change.entry) for number, change in taken if change.entry)
        self.many("INSERT INTO finding VALUES (?,0,?,?,?)", (row for one in own for row in own_findings(*one)))
        kept = ((number, change.entry.rows if change.entry else change.rows) for number, change in taken)
        self.many("INSERT INTO row VALUES (?,?,?,?)", (row for one in kept for row in own_rows(*one)))
        self.dirty.update(new)
        for number, _ in taken:
            if (list(new[number][3:5]) if number in new else None) != old.get(number):
                concerned = self.ask("SELECT source FROM link WHERE target = ? AND subpath", (number,))
                self.dirty.update(source for (source,) in concerned)


def settle(connection: Connection, numbers: Collection[int]) -> None:
    """Says anew what the links of some notes mean."""
    names: Names = TableNames(connection)
    if len(numbers) > MANY:
        names = FileNames(path for (path,) in connection.execute("SELECT path FROM file"))
    settling = _Settling(connection, names)
    asked = list(numbers)
    for at in range(0, len(asked), TOGETHER):
        settling.some(asked[at : at + TOGETHER])
    check_claims(connection, settling.claims)


class _Settling:
    """What the links of notes mean, written down for many notes at once; what one of them told serves the next."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self.connection, self.names = connection, names
        self.claims: list[tuple[int, Claim]] = []
        self.known: dict[str, LinkRow] = {}
        self.targets: dict[str, int | None] = {}

    def some(self, numbers: list[int]) -> None:
        query = "SELECT file.id, path, links FROM file JOIN note ON note.id = file.id WHERE file.id IN ({})"
        links: list[tuple[Any, ...]] = []
        findings: list[tuple[Any, ...]] = []
        found = list(in_parts(self.connection, query, numbers))
        for number, path, kept in found:
            told = settled(path, [Kept(*link) for link in loads(kept)], self.names, self.known)
            links += [link_row(number, row, self._target(row)) for row in told.links]
            findings += link_findings(number, told)
            self.claims += [(number, claim) for claim in told.claims]
        many = self.connection.executemany
        self._write([number for number, _, _ in found], links)
        many("DELETE FROM finding WHERE source = ? AND sort = 1", ((number,) for number, _, _ in found))
        many("INSERT INTO finding VALUES (?,1,?,?,?)", findings)

    def _write(self, numbers: list[int], links: list[tuple[Any, ...]]) -> None:
        """Only what is not written so already: of the links of a note that changed, most mean what they meant."""
        written: dict[tuple[Any, ...], list[int]] = {}
        for rowid, *said in in_parts(self.connection, "SELECT rowid, * FROM link WHERE source IN ({})", numbers):
            written.setdefault(tuple(said), []).append(rowid)
        new = []
        for row in links:
            if same := written.get(row):
                same.pop()
            else:
                new.append(row)
        many = self.connection.executemany
        many("DELETE FROM link WHERE rowid = ?", ((rowid,) for rowids in written.values() for rowid in rowids))
        many("INSERT INTO link VALUES (?,?,?,?,?,?,?)", new)

    def _target(self, row: LinkRow) -> int | None:
        if row.target is None:
            return None
        if row.target not in self.targets:
            self.targets[row.target] = number_of(self.connection, row.target)
        return self.targets[row.target]


def check_claims(connection: Connection, claims: Iterable[tuple[int, Claim]]) -> None:
    """Looks for the headings and blocks that links name, target by target; what is missing is told in their order."""
    by_target: dict[str, list[tuple[int, int, Claim]]] = {}
    for place, (number, claim) in enumerate(claims):
        by_target.setdefault(claim.target, []).append((place, number, claim))
    query = "SELECT path, headings, ids FROM file JOIN note ON note.id = file.id WHERE path IN ({})"
    rows: list[tuple[Any, ...]] = []
    for path, headings, ids in in_parts(connection, query, sorted(by_target)):
        rows += _missing(Outline(loads(headings), loads(ids)), by_target.pop(path))
    for unread in by_target.values():
        rows += _missing(Outline([], []), unread)
    connection.executemany("INSERT INTO finding VALUES (?,1,?,?,?)", (row[1:] for row in sorted(rows)))


def _missing(outline: Outline, claims: Iterable[tuple[int, int, Claim]]) -> Iterator[tuple[Any, ...]]:
    for place, number, claim in claims:
        if finding := outline.missing(claim):
            yield place, number, *finding
