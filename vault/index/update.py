"""Keeps the tables true, file by file, so that they say what they would say if they were made anew."""

from collections.abc import Collection, Iterable
from json import loads
from sqlite3 import Connection

from vault.index.concern import concerned, flips, number_of, sources
from vault.index.entry import Claim, Kept, LinkRow, Outline, settled
from vault.index.resolve import FileNames, Names
from vault.index.rows import Change, insert_files, link_findings, link_row, note_row, own_findings, own_rows
from vault.index.tables import TableNames

MANY = 300  # from here on, one look at everything costs less than many small ones


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
        self._forget(gone_numbers, files=True)
        numbers.update(insert_files(self.connection, added))
        self._take_in(come, numbers)
        if len(events) > MANY:
            self.dirty.update(number for (number,) in self.ask("SELECT id FROM note"))
        else:
            self.dirty.update(sources(self.connection, "dotted", flipped))
            for path in events:
                self.dirty |= concerned(self.connection, path)
        settle(self.connection, self.dirty)

    def _forget(self, numbers: Collection[int], *, files: bool) -> None:
        tables = ["note WHERE id", "link WHERE source", "finding WHERE source", "row WHERE source"]
        for table in [*tables, "file WHERE id"] if files else tables:
            self.many(f"DELETE FROM {table} = ?", ((number,) for number in numbers))

    def _take_in(self, come: Collection[Change], numbers: dict[str, int | None]) -> None:
        """Writes what is kept of each note, and marks those whose links must be settled."""
        for change in come:
            number = numbers[change.path]
            assert number is not None
            self.ask("UPDATE file SET sig = ?, hash = ?, late = 0 WHERE id = ?", (change.sig, change.digest, number))
            old = self.ask("SELECT headings, ids FROM note WHERE id = ?", (number,)).fetchone()
            self._forget([number], files=False)
            new = None
            if change.entry:
                row = note_row(number, change.entry)
                new = row[2:4]
                self.ask("INSERT INTO note VALUES (?,?,?,?,?)", row)
                self.many("INSERT INTO finding VALUES (?,0,?,?,?)", own_findings(number, change.entry))
                self.many("INSERT INTO row VALUES (?,?,?,?)", own_rows(number, change.entry.rows))
                self.dirty.add(number)
            elif change.rows:
                self.many("INSERT INTO row VALUES (?,?,?,?)", own_rows(number, change.rows))
            if new != old:
                concerned = self.ask("SELECT source FROM link WHERE target = ? AND subpath", (number,))
                self.dirty.update(source for (source,) in concerned)


def settle(connection: Connection, numbers: Collection[int]) -> None:
    """Says anew what the links of some notes mean."""
    names: Names = TableNames(connection)
    if len(numbers) > MANY:
        names = FileNames(path for (path,) in connection.execute("SELECT path FROM file"))
    query = "SELECT path, links FROM file JOIN note ON note.id = file.id WHERE file.id = ?"
    claims: list[tuple[int, Claim]] = []
    known: dict[str, LinkRow] = {}
    for number in numbers:
        found = connection.execute(query, (number,)).fetchone()
        if not found:
            continue
        path, links = found
        told = settled(path, [Kept(*kept) for kept in loads(links)], names, known)
        connection.execute("DELETE FROM link WHERE source = ?", (number,))
        connection.execute("DELETE FROM finding WHERE source = ? AND sort = 1", (number,))
        rows = [link_row(number, row, number_of(connection, row.target) if row.target else None) for row in told.links]
        connection.executemany("INSERT INTO link VALUES (?,?,?,?,?,?,?)", rows)
        connection.executemany("INSERT INTO finding VALUES (?,1,?,?,?)", link_findings(number, told))
        claims += [(number, claim) for claim in told.claims]
    check_claims(connection, claims)


def check_claims(connection: Connection, claims: Iterable[tuple[int, Claim]]) -> None:
    """Looks for the headings and blocks that links name."""
    known: dict[str, Outline] = {}
    rows = []
    for number, claim in claims:
        outline = known.get(claim.target)
        if outline is None:
            query = "SELECT headings, ids FROM note JOIN file ON file.id = note.id WHERE path = ?"
            found = connection.execute(query, (claim.target,)).fetchone()
            outline = known[claim.target] = Outline(*map(loads, found or ("[]", "[]")))
        if finding := outline.missing(claim):
            rows.append((number, *finding))
    connection.executemany("INSERT INTO finding VALUES (?,1,?,?,?)", rows)
