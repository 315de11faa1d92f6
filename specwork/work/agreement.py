"""What the places of a vault agreed on when they were last settled, kept fact by fact.

Stands on a database connection that it is handed. Every change of it is noted with the operation that it belongs to, so
that undoing the operation puts back what was agreed before it. It is memory, never a source: nothing is written from it
alone, and without it settling only adds.
"""

from collections.abc import Iterator, Mapping
from json import dumps, loads
from sqlite3 import Connection

from specwork.domain.facts import Agreed, Fact, Place, Said, Value
from vault.typed import Any, NamedTuple

VERSION = "1"
TABLES = (
    """CREATE TABLE fact (relation TEXT, subject INTEGER, object TEXT, true INTEGER, said TEXT, day INTEGER,
       PRIMARY KEY (relation, subject, object)) WITHOUT ROWID""",
    "CREATE TABLE value (relation TEXT, subject INTEGER, value TEXT, said TEXT, PRIMARY KEY (relation, subject))",
    """CREATE TABLE host (path TEXT PRIMARY KEY, hash BLOB, older TEXT, lines TEXT, sections TEXT, broken TEXT)
       WITHOUT ROWID""",
    "CREATE TABLE spec (path TEXT PRIMARY KEY, id INTEGER, title TEXT) WITHOUT ROWID",
    "CREATE TABLE file (path TEXT PRIMARY KEY, hash BLOB, bare BLOB, sig INTEGER) WITHOUT ROWID",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    # what a change replaced: the row as it was, as JSON with blobs in hex; null where there was none
    """CREATE TABLE past (number INTEGER PRIMARY KEY, operation TEXT, "table" TEXT, key TEXT, row TEXT)""",
    "CREATE INDEX fact_object ON fact (relation, object)",
    "CREATE INDEX spec_id ON spec (id)",
    "CREATE INDEX past_operation ON past (operation)",
    """CREATE INDEX past_key ON past ("table", key)""",
)
KEYS = {
    "fact": ("relation", "subject", "object"),
    "value": ("relation", "subject"),
    "host": ("path",),
    "spec": ("path",),
    "file": ("path",),
    "meta": ("name",),
}
TOMBSTONE = 90  # days for which a fact that was taken away is remembered as such
KEPT = 20_000  # replaced rows that are kept for undoing


def make_tables(connection: Connection, stamp: str) -> None:
    for statement in TABLES:
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('stamp', ?)", (stamp,))


def fits(connection: Connection, stamp: str) -> bool:
    """Whether it is of this vault, on this machine, and of this version; another's would delete what it never saw."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    schema = {" ".join(statement.split()) for (statement,) in found}
    if schema != {" ".join(statement.split()) for statement in TABLES}:
        return False
    known = connection.execute("SELECT value FROM meta WHERE name = 'stamp'").fetchone()
    return known is not None and known[0] == stamp


class KnownHost(NamedTuple):
    """A file as it was agreed on. `older`: its hashes at earlier agreements. `lines`: hashes of its prose."""

    hash: bytes
    older: tuple[str, ...]
    lines: frozenset[int]
    sections: frozenset[str]
    broken: frozenset[str]


class KnownFile(NamedTuple):
    """A file as it was last seen. `bare`: its hash without its traces. `sig`: what stat said, null to look again."""

    hash: bytes
    bare: bytes
    sig: int | None


class Agreement:
    """Reads and writes inside the transaction of whoever opened the connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ask = connection.execute

    # asking

    @property
    def empty(self) -> bool:
        return self.ask("SELECT 1 FROM meta WHERE name = 'agreed'").fetchone() is None

    def meta(self, name: str) -> str | None:
        found = self.ask("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def fact(self, fact: Fact) -> Agreed | None:
        query = "SELECT true, said FROM fact WHERE relation = ? AND subject = ? AND object = ?"
        found = self.ask(query, fact).fetchone()
        return Agreed(bool(found[0]), _said(found[1])) if found else None

    def facts(self, relation: str, *, subject: int | None = None, about: str | None = None) -> list[Fact]:
        """The facts of a relation that are remembered, be they true or taken away."""
        query = "SELECT relation, subject, object FROM fact WHERE relation = ?"
        asked: list[str | int] = [relation]
        if subject is not None:
            query, asked = query + " AND subject = ?", [*asked, subject]
        if about is not None:
            query, asked = query + " AND object = ?", [*asked, about]
        return [Fact(*row) for row in self.ask(query, asked)]

    def below(self, folder: str) -> list[Fact]:
        """What is remembered to be delivered below a folder."""
        query = "SELECT relation, subject, object FROM fact WHERE relation = 'delivers' AND object >= ? AND object < ?"
        return [Fact(*row) for row in self.ask(query, (folder + "/", folder + "0"))]

    def every_fact(self) -> Iterator[tuple[Fact, Agreed]]:
        for relation, subject, object_, true, said in self.ask(
            "SELECT relation, subject, object, true, said FROM fact"
        ):
            yield Fact(relation, subject, object_), Agreed(bool(true), _said(said))

    def count(self) -> int:
        return int(self.ask("SELECT COUNT(*) FROM fact WHERE true").fetchone()[0])

    def value(self, relation: str, subject: int) -> Value | None:
        query = "SELECT value, said FROM value WHERE relation = ? AND subject = ?"
        found = self.ask(query, (relation, subject)).fetchone()
        return Value(found[0], {place: raw for place, (raw, _) in _said(found[1]).items()}) if found else None

    def host(self, path: str) -> KnownHost | None:
        found = self.ask("SELECT hash, older, lines, sections, broken FROM host WHERE path = ?", (path,)).fetchone()
        if found is None:
            return None
        older, lines, sections, broken = map(loads, found[1:])
        return KnownHost(found[0], tuple(older), frozenset(lines), frozenset(sections), frozenset(broken))

    def hosts(self) -> dict[str, bytes]:
        return dict(self.ask("SELECT path, hash FROM host"))

    def files(self) -> dict[str, KnownFile]:
        return {row[0]: KnownFile(*row[1:]) for row in self.ask("SELECT path, hash, bare, sig FROM file")}

    def file(self, path: str) -> KnownFile | None:
        found = self.ask("SELECT hash, bare, sig FROM file WHERE path = ?", (path,)).fetchone()
        return KnownFile(*found) if found else None

    def spec_at(self, path: str) -> tuple[int, str] | None:
        """The id and the title that the spec at a path had."""
        found = self.ask("SELECT id, title FROM spec WHERE path = ?", (path,)).fetchone()
        return (found[0], found[1]) if found else None

    def specs_called(self, number: int) -> list[str]:
        return [path for (path,) in self.ask("SELECT path FROM spec WHERE id = ?", (number,))]

    def specs(self) -> dict[str, int]:
        return dict(self.ask("SELECT path, id FROM spec"))

    # remembering

    def put(self, table: str, key: tuple[Any, ...], values: tuple[Any, ...] | None) -> None:
        """Keeps a row, or with no values forgets it. What it replaces is noted for the operation under way."""
        where = " AND ".join(f"{column} = ?" for column in KEYS[table])
        old = self.ask(f"SELECT * FROM {table} WHERE {where}", key).fetchone()
        new = None if values is None else (*key, *values)
        if old == new:
            return
        kept = None if old is None else dumps(old, default=bytes.hex)
        self.ask("INSERT INTO past VALUES (NULL, '', ?, ?, ?)", (table, dumps(key), kept))
        self._write(table, key, new)

    def _write(self, table: str, key: tuple[Any, ...], row: tuple[Any, ...] | None) -> None:
        where = " AND ".join(f"{column} = ?" for column in KEYS[table])
        self.ask(f"DELETE FROM {table} WHERE {where}", key)
        if row is not None:
            self.ask(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)

    def put_fact(self, fact: Fact, agreed: Agreed | None, day: int) -> None:
        known = self.fact(fact)
        if known != agreed:
            self.put("fact", tuple(fact), None if agreed is None else (int(agreed.true), _told(agreed.said), day))

    def put_value(self, relation: str, subject: int, value: Value | None) -> None:
        said = {} if value is None else {place: (raw, "") for place, raw in value.said.items()}
        self.put("value", (relation, subject), None if value is None else (value.value, _told(said)))

    def put_host(self, path: str, known: KnownHost | None) -> None:
        if known is None:
            self.put("host", (path,), None)
            return
        sets = (list(known.older), sorted(known.lines), sorted(known.sections), sorted(known.broken))
        self.put("host", (path,), (known.hash, *map(dumps, sets)))

    def put_spec(self, path: str, known: tuple[int, str] | None) -> None:
        self.put("spec", (path,), known)

    def put_file(self, path: str, known: KnownFile | None) -> None:
        self.put("file", (path,), tuple(known) if known else None)

    def put_meta(self, name: str, value: str | None) -> None:
        self.put("meta", (name,), None if value is None else (value,))

    def forget_old(self, today: int) -> None:
        """Facts taken away long ago are forgotten."""
        self.ask("DELETE FROM fact WHERE NOT true AND day < ?", (today - TOMBSTONE,))

    # operations

    def belongs_to(self, operation: str | None) -> None:
        """Says which operation what was written since last time belongs to."""
        if operation is None:
            self.ask("DELETE FROM past WHERE operation = ''")
        else:
            self.ask("UPDATE past SET operation = ? WHERE operation = ''", (operation,))
        self.ask("DELETE FROM past WHERE number <= (SELECT MAX(number) FROM past) - ?", (KEPT,))

    def take_back(self, operation: str) -> None:
        """Puts back what was agreed before an operation, where nothing has changed it since; can be undone too."""
        query = 'SELECT number, "table", key, row FROM past WHERE operation = ? ORDER BY number DESC'
        for number, table, key, row in self.ask(query, (operation,)).fetchall():
            later = """SELECT 1 FROM past WHERE "table" = ? AND key = ? AND number > ? AND operation NOT IN (?, '')"""
            if self.ask(later, (table, key, number, operation)).fetchone() is None:
                back = _row(table, row)
                self.put(table, tuple(loads(key)), back and back[len(KEYS[table]) :])
        self.ask("DELETE FROM past WHERE operation = ?", (operation,))

    def renamed(self, moves: Mapping[str, str]) -> None:
        """What is remembered of files goes along with them, all at once: two may have changed places."""
        if not moves:
            return
        come: list[tuple[str, tuple[Any, ...], tuple[Any, ...]]] = []
        for old, new in moves.items():
            for table in ("host", "spec", "file"):
                found = self.ask(f"SELECT * FROM {table} WHERE path = ?", (old,)).fetchone()
                if found:
                    self.put(table, (old,), None)
                    come.append((table, (new,), tuple(found[1:])))
        for fact, agreed in list(self.every_fact()):
            said = {place._replace(host=moves.get(place.host, place.host)): told for place, told in agreed.said.items()}
            object_ = moves.get(fact.object, fact.object)
            if object_ != fact.object or said != agreed.said:
                day = self.ask(
                    "SELECT day FROM fact WHERE relation = ? AND subject = ? AND object = ?", fact
                ).fetchone()
                self.put("fact", tuple(fact), None)
                come.append(("fact", (*fact[:2], object_), (int(agreed.true), _told(said), day[0])))
        for table, key, row in come:
            self.put(table, key, row)
        self._values_renamed(moves)

    def renumbered(self, old: int, new: int) -> None:
        """What is remembered of a spec goes along to its new number."""
        for fact, agreed in list(self.every_fact()):
            delivers = fact.relation == "delivers"
            object_ = str(new) if not delivers and fact.object == str(old) else fact.object
            subject = new if fact.subject == old else fact.subject
            if (subject, object_) != (fact.subject, fact.object):
                query = "SELECT day FROM fact WHERE relation = ? AND subject = ? AND object = ?"
                day = self.ask(query, fact).fetchone()[0]
                self.put_fact(fact, None, day)
                self.put_fact(Fact(fact.relation, subject, object_), agreed, day)
        for relation, subject, value, told in self.ask("SELECT * FROM value").fetchall():
            said = _said(told)
            kept = {
                place._replace(kind=str(new)) if place.kind == str(old) else place: it for place, it in said.items()
            }
            if subject == old or kept != said:
                self.put("value", (relation, subject), None)
                self.put("value", (relation, new if subject == old else subject), (value, _told(kept)))

    def _values_renamed(self, moves: Mapping[str, str]) -> None:
        for relation, subject, value, told in self.ask("SELECT * FROM value").fetchall():
            said = {
                place._replace(host=moves.get(place.host, place.host)): words for place, words in _said(told).items()
            }
            self.put("value", (relation, subject), (moves.get(value, value), _told(said)))


def _said(text: str) -> Said:
    return {Place(kind, host): (raw, words) for kind, host, raw, words in loads(text)}


def _told(said: Said) -> str:
    return dumps([[place.kind, place.host, raw, words] for place, (raw, words) in sorted(said.items())])


def _row(table: str, row: str | None) -> tuple[Any, ...] | None:
    if row is None:
        return None
    values = loads(row)
    for at in {"host": (1,), "file": (1, 2)}.get(table, ()):
        values[at] = bytes.fromhex(values[at])
    return tuple(values)
