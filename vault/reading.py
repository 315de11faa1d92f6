"""Files read into what the index keeps of them: by this process, or by several where there are many.

Stands below `live`, which says when and keeps the connection; nothing here writes.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from json import loads
from time import time_ns

from vault.disk import forks
from vault.disk.files import Root
from vault.disk.walk import Walked, is_young, signature
from vault.errors import VaultError
from vault.index import entry as entries
from vault.index import rows, tables
from vault.index.entry import Annotator, Claim, Entry, Finding, LinkRow, Outline, Row, Settled
from vault.index.resolve import FileNames
from vault.index.rows import Change
from vault.paths import is_canvas, is_note
from vault.text import digest
from vault.typed import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:  # a reading command parses no note
    from vault.notes.note import Note

Thing = TypeVar("Thing")
Maker = Callable[["Note"], Iterable[Row]]
FORK_FROM = 500  # files; below, starting processes costs more than it saves
CHANGED_FROM = 400  # the same for changed files, of which all rows are made
LEAST = 20  # files that one process takes at once
BATCH = 60  # files that are read, and whose rows are written, at once
LARGE = 1 << 20  # bytes; so much is not read together
YOUNG = 2_000_000_000  # nanoseconds: a file changed so lately may change again without its times telling
WIDTHS = {"file": 9, "note": 6, "link": 7, "finding": 5, "row": 4}


def read_note(path: str, content: bytes) -> "Note":
    from vault.notes.note import read_note as really

    return really(path, content)


def read_notes(files: list[tuple[str, bytes]]) -> "list[Note]":
    from vault.notes.note import read_notes as really

    return really(files)


def file_rows(root: Root, annotator: Annotator, path: str) -> tuple[Row, ...]:
    """What the application keeps of a file that is no note; nothing where it cannot be read."""
    if not annotator.wants(path):
        return ()
    try:
        return tuple(annotator.of_file(path, root.look(path, most=entries.HEAD)[0]))
    except VaultError:
        return ()


def load(make: Maker) -> None:
    """Loads all that reading a note needs."""
    list(make(read_note("a.md", b"")))


def pays(things: Collection[Thing], workers: int | None, least: int) -> bool:
    """Whether several processes are to share the work: from so many things on, and where that is possible."""
    return (workers or forks.cores()) > 1 and len(things) >= least and forks.can_fork()


def shared(
    things: list[Thing],
    work: Callable[[list[Thing]], Iterable[Any]],
    make: Maker,
    workers: int | None,
    least: int | None = None,
) -> Iterator[Any]:
    """What `work` makes of all of them, in whatever order. Raises `ChildFailed` where one of several processes died.

    `make` is what it asks for the rows of a note.
    """
    if pays(things, workers, FORK_FROM if least is None else least):
        workers = workers or forks.cores()
        load(make)  # before there are several of us
        yield from forks.spread(_parts(things, workers), work, workers)
    else:
        yield from work(things)


def _parts(things: Sequence[Thing], workers: int) -> list[list[Thing]]:
    """Parts that grow smaller, so that all workers end together; neighbours stay so: they link to each other most."""
    parts: list[list[Thing]] = []
    at, least = 0, max(LEAST, len(things) // 500)
    while at < len(things):
        size = max(least, (len(things) - at) // (workers * 3))
        parts.append(list(things[at : at + size]))
        at += size
    return parts


class Look(NamedTuple):
    """What was found when a file was looked at that is not as it was: nothing new in it, what it says now, or a reason
    why it could not be read, which changes it too."""

    path: str
    change: Change | None
    reason: str | None = None


def looks(
    root: Root, annotator: Annotator, walked: Walked, known: Mapping[str, bytes], paths: Iterable[str]
) -> Iterator[Look]:
    """`known` are the hashes of what the index knows the notes among these files to say."""
    for path in paths:
        sig = None if path in walked.young else walked.files[path]
        if path in walked.linked:
            yield Look(path, Change(path, sig, None, None))
        elif not (is_note(path) or is_canvas(path)):
            yield Look(path, Change(path, sig, None, None, file_rows(root, annotator, path)))
        else:
            yield _look_into(root, annotator, path, sig, known.get(path))


def _look_into(root: Root, annotator: Annotator, path: str, sig: int | None, known: bytes | None) -> Look:
    try:
        content = root.read(path)
    except VaultError as error:
        return Look(path, Change(path, None, None, None), error.message)
    now = digest(content)
    if now == known:
        return Look(path, None)
    return Look(path, Change(path, sig, now, entries.entry(read_note(path, content), annotator)))


def all_looks(
    root: Root, annotator: Annotator, walked: Walked, known: Mapping[str, bytes], paths: list[str], workers: int | None
) -> list[Look]:
    """The same by several processes, where the files are many; by path."""
    look = partial(looks, root, annotator, walked, known)
    if not pays(paths, workers, CHANGED_FROM):
        return list(look(paths))
    try:
        found = shared(paths, lambda part: map(_packed, look(part)), annotator.rows, workers, CHANGED_FROM)
        return sorted((_unpacked(*one) for one in found), key=lambda one: one.path)
    except forks.ChildFailed:
        return list(look(paths))


def _packed(look: Look) -> tuple[str, str | None, list[Any] | None]:
    """As plain values, which a process can send to another."""
    if look.change is None:
        return look.path, look.reason, None
    _, sig, now, entry, more = look.change
    parts = None if entry is None else [*entry[:4], [tuple(one) for one in entry.findings], _plain(entry.rows)]
    return look.path, look.reason, [sig, now, parts, _plain(more)]


def _plain(found: Iterable[Row]) -> list[Any]:
    """Rows as the index keeps them, and as they come back from it."""
    made: list[Any] = loads(rows.dumps(list(found)))
    return made


def _unpacked(path: str, reason: str | None, change: list[Any] | None) -> Look:
    if change is None:
        return Look(path, None, reason)
    sig, now, parts, more = change
    entry = None
    if parts is not None:
        links, headings, ids, about, findings, told = parts
        entry = Entry(links, headings, ids, about, [Finding(*one) for one in findings], [Row(*one) for one in told])
    return Look(path, Change(path, sig, now, entry, tuple(Row(*one) for one in more)), reason)


Late = tuple[int, str, bytes | None]  # a file's number, path, and hash if it is a note


def late_rows(root: Root, annotator: Annotator, files: list[Late]) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """The late rows of files, by number; of a note that changed meanwhile they come when that is seen."""
    for number, path, known in files:
        if known is None:
            found: Iterable[Row] = file_rows(root, annotator, path)
        else:
            try:
                content = root.read(path)
            except VaultError:
                continue
            if digest(content) != known:
                continue
            found = annotator.rows(read_note(path, content))
        yield number, rows.own_rows(number, (row for row in found if row.kind in annotator.late))


class Reader:
    """Reads notes and makes the rows that are kept of them, a batch at a time, in whatever process it is asked."""

    def __init__(
        self, root: Root, annotator: Annotator, walked: Walked, numbers: Mapping[str, int], names: FileNames
    ) -> None:
        self.root, self.annotator, self.walked, self.numbers, self.names = root, annotator, walked, numbers, names
        self.horizon = time_ns() - YOUNG
        self.outlines: dict[str, tuple[list[tuple[int, str]], list[str]]] = {}
        self.claims: list[tuple[int, Claim]] = []
        self.known: dict[str, LinkRow] = {}
        self.late = annotator.first is not None

    def batches(self, paths: list[str]) -> Iterator[dict[str, Any]]:
        """Values of rows, by table. Headings and blocks that links name are looked for last, in all that was read."""
        batch, texts = _empty_batch(), []
        size = 0
        for count, path in enumerate(paths, 1):
            content = self._add_file(path, batch)
            if content is not None:
                texts.append((path, content))
                size += len(content)
            if count % BATCH == 0 or size > LARGE:
                self._add_notes(texts, batch)
                yield batch
                batch, texts = _empty_batch(), []
                size = 0
        self._add_notes(texts, batch)
        outlines: dict[str, Outline] = {}
        for number, claim in self.claims:
            if claim.target not in self.outlines:
                batch["claims"].append((number, tuple(claim)))
                continue
            outline = outlines.get(claim.target)
            if outline is None:
                outline = outlines[claim.target] = Outline(*self.outlines[claim.target])
            if missing := outline.missing(claim):
                batch["finding"] += (number, 1, *missing)
        self.claims = []
        yield batch

    def _add_file(self, path: str, batch: dict[str, Any]) -> bytes | None:
        """Adds what is known of a file by itself. Its bytes, where it is a note."""
        number = self.numbers[path]
        sig = content = None
        late = False
        if path in self.walked.linked:
            sig = self._signature(path)
        elif is_note(path) or is_canvas(path):
            try:
                content, status = self.root.look(path)
                late = self.late
                sig = None if is_young(status, self.horizon) else signature(status)
            except VaultError as error:
                batch["left_out"][path] = error.message
        else:
            sig = self._signature(path)
            late = self.late and self.annotator.wants(path)
            for row in () if late else rows.own_rows(number, file_rows(self.root, self.annotator, path)):
                batch["row"] += row
        now = None if content is None else digest(content)
        batch["file"] += (number, *tables.file_row(path, sig, now), late)
        return content

    def _signature(self, path: str) -> int | None:
        try:
            status = os.stat(self.root.absolute(path), follow_symlinks=False)
        except OSError:
            return None
        return None if is_young(status, self.horizon) else signature(status)

    def _add_notes(self, texts: list[tuple[str, bytes]], batch: dict[str, Any]) -> None:
        """Step by step for all of them, which is faster than all steps for one after the other."""
        notes = read_notes(texts)
        made = [entries.entry(note, self.annotator, first=True) for note in notes]
        told = [entries.settled(note.path, note.links, self.names, self.known) for note in notes]
        for note, entry, settled in zip(notes, made, told, strict=True):
            self._add_note(note.path, entry, settled, batch)

    def _add_note(self, path: str, made: Entry, told: Settled, batch: dict[str, Any]) -> None:
        number, numbers = self.numbers[path], self.numbers
        batch["note"] += rows.note_row(number, made)
        for link in told.links:
            batch["link"] += rows.link_row(number, link, numbers[link.target] if link.target else None)
        for sort, found in ((0, rows.own_findings(number, made)), (1, rows.link_findings(number, told))):
            for _, *finding in found:
                batch["finding"] += (number, sort, *finding)
        for row in rows.own_rows(number, made.rows):
            batch["row"] += row
        self.outlines[path] = (made.headings, made.ids)
        self.claims += [(number, claim) for claim in told.claims]


def _empty_batch() -> dict[str, Any]:
    return {**{table: [] for table in WIDTHS}, "claims": [], "left_out": {}}
