"""What is kept of a file, as rows of the tables. The other way round is `index`'s business."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from json import JSONEncoder
from sqlite3 import Connection

from vault.index.entry import Entry, LinkRow, Row, Settled
from vault.index.tables import file_row
from vault.typed import Any, NamedTuple

dumps = JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Change(NamedTuple):
    """A file as it is now. `sig` is what stat said of it, null to look again; without an entry it is no note.

    `rows` are what the application keeps of a file that is no note.
    """

    path: str
    sig: int | None
    digest: bytes | None
    entry: Entry | None
    rows: tuple[Row, ...] = ()


def note_row(number: int, entry: Entry) -> tuple[int, int, str, str, str, str]:
    links = dumps(entry.links) if entry.links else "[]"
    ids = dumps(entry.ids) if entry.ids else "[]"
    about = dumps(entry.about) if entry.about else "{}"
    return (number, len(entry.links), links, dumps(entry.headings), ids, about)


def own_findings(number: int, entry: Entry) -> list[tuple[int, int, str, str]]:
    return [(number, finding.line, finding.code, storable(finding.text)) for finding in entry.findings]


def own_rows(number: int, found: Iterable[Row]) -> list[tuple[int, str, str, str]]:
    return [(number, row.kind, storable(row.key), dumps(row.value)) for row in found]


def link_row(number: int, row: LinkRow, target: int | None) -> tuple[Any, ...]:
    tail, near, _, ambiguous, subpath, dotted = row
    if not tail.isascii():
        tail, dotted = storable(tail), dotted and storable(dotted)
    return number, tail, near, target, ambiguous, subpath, dotted


def link_findings(number: int, told: Settled) -> list[tuple[int, int, str, str]]:
    return [(number, finding.line, finding.code, storable(finding.text)) for finding in told.findings]


def storable(text: str) -> str:
    """Bytes that are no text cannot be stored as text; a link that holds them leads nowhere, so a mark will do."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def insert_files(connection: Connection, files: Iterable[Change]) -> dict[str, int]:
    """New files, with the numbers that they get."""
    columns = "INSERT INTO file (path, key, back, name, length, sig, hash) VALUES (?,?,?,?,?,?,?)"
    numbers = {}
    for change in files:
        number = connection.execute(columns, file_row(change.path, change.sig, change.digest)).lastrowid
        assert number is not None
        numbers[change.path] = number
    return numbers


TOGETHER = 32  # rows to a statement: going through one costs more than a row does


def insert_rows(connection: Connection, table: str, width: int, values: list[Any]) -> None:
    """Whole rows of a table, one behind the other in one list."""
    row = f"({marks(range(width))})"
    size = width * TOGETHER
    rest = len(values) - len(values) % size
    many = f"INSERT INTO {table} VALUES {','.join([row] * TOGETHER)}"
    connection.executemany(many, (values[at : at + size] for at in range(0, rest, size)))
    single = f"INSERT INTO {table} VALUES {row}"
    connection.executemany(single, (values[at : at + width] for at in range(rest, len(values), width)))


def in_parts(connection: Connection, query: str, values: Sequence[Any] | None) -> Iterator[tuple[Any, ...]]:
    """A query with `{}` for a list of values, asked in parts that SQLite can take. None: a query without a list."""
    if values is None:
        yield from connection.execute(query)
        return
    for at in range(0, len(values), 500):
        part = values[at : at + 500]
        yield from connection.execute(query.format(marks(part)), part)


def marks(values: Collection[Any]) -> str:
    return ",".join("?" * len(values))
