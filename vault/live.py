"""The vault as it is now: the only object here that changes.

Holds the current index, keeps it true to the disk, and applies change sets. Everything that thinks works on values;
everything that writes goes through `apply`.
"""

import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from sqlite3 import Connection, Error
from time import time_ns

from vault import reading
from vault.disk import forks, store
from vault.disk.files import Root
from vault.disk.store import Store
from vault.disk.walk import Ignore, Odd, Walked, is_young, signature, walk
from vault.errors import VaultError
from vault.index import rows, tables
from vault.index.entry import NO_ROWS, Annotator, Claim
from vault.index.index import Index
from vault.index.resolve import FileNames
from vault.index.update import check_claims
from vault.reading import WIDTHS, Reader, all_looks, late_rows, shared
from vault.text import digest, storable
from vault.typed import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:  # a reading command changes nothing and parses nothing, so it loads none of this
    from vault.disk.transaction import Disk, Operation, Step
    from vault.edits.changes import ChangeSet
JUST_NOW = 1_000_000_000  # nanoseconds

Answer = TypeVar("Answer")


class Swept(NamedTuple):
    """What a look at the whole vault found."""

    changed: list[str]
    gone: list[str]
    odd: list[Odd]


class Live:
    def __init__(
        self,
        folder: str,
        *,
        keep: Store,
        annotator: Annotator = NO_ROWS,
        ignore: Ignore | None = None,
        rebuild: bool = False,
        workers: int | None = None,
    ) -> None:
        self.root = Root(folder)
        self.keep = keep
        self.annotator = annotator
        self.ignore = ignore or Ignore()
        self.workers = workers
        self.left_out: dict[str, str] = {}
        self._behind: set[tuple[str, bool]] = set()  # changed by us, and not yet looked at again: path, is a folder
        connection = None if rebuild else store.opened(keep, self._fits)
        self._built = 0
        if connection is None:
            self.swept = self._build()
        else:
            self._hold(connection)
            self.swept = Swept([], [], [])

    def _hold(self, connection: Connection) -> None:
        self.connection = connection
        self._index = Index(connection, self.annotator, self._complete)
        self._behind = {(path, bool(folder)) for path, folder in connection.execute("SELECT path, folder FROM behind")}

    def close(self) -> None:
        self.connection.close()
        self.root.close()

    # reading

    def read(self, path: str) -> bytes:
        return self.root.read(path)

    # keeping the index true

    def sweep(self) -> Swept:
        """Looks at every file by stat, reads what changed, and makes the index true. A fresh index has just done so."""
        return self._soundly(self._sweep)

    def refresh(self, paths: Collection[str], *, folders: Collection[str] = ()) -> list[str]:
        """Makes the index true for these files, and for all below these folders. Says which had changed."""
        return self._soundly(lambda: self._refresh(paths, folders))

    def _soundly(self, work: Callable[[], Answer]) -> Answer:
        """A database that turns out to be damaged, or was thrown away by another process, is made anew."""
        try:
            return work()
        except Error as error:
            store.log(self.keep, f"made the index anew: {error}")
            self.connection.close()
            self.swept = self._build()
            return work()

    def _sweep(self) -> Swept:
        behind, self._behind = self._behind, set()
        swept = self._look_at_all()
        self._caught_up(behind)
        return swept

    @property
    def fresh(self) -> bool:
        """Whether it was built from nothing just now, so that to look at every file again would be in vain."""
        return 0 <= time_ns() - self._built < JUST_NOW

    def _look_at_all(self) -> Swept:
        if self.fresh:
            self._built = 0
            return self.swept
        walked = self._walk()
        known = self.index.known()
        if walked.files == known:
            self.swept = Swept([], [], walked.odd)
            return self.swept
        changed = sorted(path for path, sig in walked.files.items() if known.get(path) != sig)
        gone = sorted(known.keys() - walked.files.keys())
        news = self._take_in(gone, changed, walked)
        self.swept = Swept(sorted(set(news).difference(gone)), gone, walked.odd)
        return self.swept

    def _refresh(self, paths: Collection[str], folders: Collection[str]) -> list[str]:
        if "" in folders:
            swept = self._sweep()
            return [*swept.changed, *swept.gone]
        found = Walked({}, set(), set(), [])
        known: set[str] = set(paths)
        for folder in folders:
            below = self._walk(folder)
            found.files.update(below.files)
            found.young.update(below.young)
            found.linked.update(below.linked)
            known.update(self.index.paths(folder))
        self._look_at(set(paths) - found.files.keys(), found)
        gone = sorted(path for path in known - found.files.keys() if self.index.has(path))
        sigs = self.index.signatures(found.files)
        changed = sorted(path for path, sig in found.files.items() if sigs.get(path) != sig)
        return self._take_in(gone, changed, found) if gone or changed else []

    def unchanged(self, path: str) -> bool:
        """Whether a file still has the bytes that the index knows: an echo of our own writing, say."""
        known = self.index.digest(path)
        try:
            return known is not None and digest(self.root.read(path)) == known
        except VaultError:
            return False

    def _walk(self, below: str = "", **asked: Any) -> Walked:
        since = time_ns() - reading.YOUNG
        return walk(self.root.folder, self.ignore, young_since=since, below=below, workers=self.workers, **asked)

    def _look_at(self, paths: Iterable[str], found: Walked) -> None:
        horizon = time_ns() - reading.YOUNG
        for path in paths:
            try:
                status = os.stat(f"{self.root.folder}/{path}", follow_symlinks=False)
            except OSError:
                continue
            if status.st_mode & 0o170000 != 0o100000:
                continue
            found.files[path] = signature(status)
            if is_young(status, horizon):
                found.young.add(path)

    def _take_in(self, gone: Collection[str], changed: Collection[str], walked: Walked) -> list[str]:
        """Reads these files and makes the index true. Says which of them really say something else now."""
        if len(changed) >= reading.FORK_FROM and len(changed) * 2 > len(walked.files):
            return self._taken_anew(gone, changed)
        known = self.index.digests(changed)
        come, touched = [], {}
        for path, change, reason in all_looks(self.root, self.annotator, walked, known, list(changed), self.workers):
            self.left_out.pop(path, None)
            if reason is not None:
                self.left_out[path] = reason
            if change:
                come.append(change)
            else:
                touched[path] = None if path in walked.young else walked.files[path]
        if touched:
            self.index.touch(touched)
        if gone or come:
            self.index.update(gone, come)
        return sorted({*gone, *(change.path for change in come)})

    def _taken_anew(self, gone: Collection[str], changed: Collection[str]) -> list[str]:
        """The same for most of a large vault: the index is built again, which is faster than to change it."""
        sigs, known = self.index.signatures(changed), self.index.digests(changed)
        self._replace_all()
        self._built = 0  # told here already, so the next sweep looks again
        now = self.index.digests(changed)

        def as_before(path: str) -> bool:
            """Whether it was only read again; of a file without a digest, whether it was too young to be sure of."""
            return now[path] == known.get(path) if path in now else path in sigs and sigs[path] is None

        return sorted({*gone, *(path for path in changed if not as_before(path))})

    def keep_in(self, keep: Store) -> None:
        """The index goes on in another folder."""
        old = self.connection
        self._hold(store.opened(keep, self._fits) or store.copied(keep, old))
        self.keep = keep
        old.close()

    # changing

    def apply(self, disk: "Disk", changes: "ChangeSet", *, read: Mapping[str, bytes], by: str) -> "Operation":
        """Does what a change set says, all or nothing, and takes it into the index."""
        from vault.disk.transaction import Plan

        self._built = 0
        operation = disk.apply(Plan(changes.why, by, tuple(_steps(changes))), read=read)
        behind = {(path, False) for path in (*changes.paths(), *operation.set_aside)}
        behind |= {(path, True) for move in changes.moves() if self.root.kind(move[1]) == "folder" for path in move}
        self._soundly(lambda: self._fall_behind(behind))
        return operation

    @property
    def index(self) -> Index:
        """The index, which takes in what was changed by us when it is next asked, by this process or another."""
        if self._behind:
            behind, self._behind = self._behind, set()
            self._soundly(lambda: self._catch_up(behind))
        return self._index

    def _catch_up(self, behind: set[tuple[str, bool]]) -> None:
        paths = {path for path, folder in behind if not folder}
        self._refresh(paths, {path for path, folder in behind if folder})
        self._caught_up(behind)

    def _fall_behind(self, paths: set[tuple[str, bool]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT OR IGNORE INTO behind VALUES (?, ?)", paths)
        self.connection.execute("COMMIT")
        self._behind |= paths

    def _caught_up(self, paths: set[tuple[str, bool]]) -> None:
        """Only these: another process may have changed more since they were looked at."""
        if paths:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany("DELETE FROM behind WHERE path = ? AND folder = ?", paths)
            self.connection.execute("COMMIT")

    # rows that come late

    def _complete(self) -> None:
        """Makes the late rows that are still to come; nobody else may write meanwhile, so none is made twice."""
        index = self._index
        if not index.late():
            return
        index.ask("BEGIN IMMEDIATE")
        try:
            try:
                self._complete_by(self.workers)
            except forks.ChildFailed:
                index.ask("ROLLBACK")
                index.ask("BEGIN IMMEDIATE")
                self._complete_by(1)
        except BaseException:
            index.ask("ROLLBACK")
            raise
        index.ask("COMMIT")

    def _complete_by(self, workers: int | None) -> None:
        make = partial(late_rows, self.root, self.annotator)
        self._index.add_late(shared(self._index.late(), make, self.annotator.rows, workers))

    # building it from nothing

    def _replace_all(self) -> None:
        self.connection.close()
        self._build()

    def _build(self) -> Swept:
        load = partial(reading.load, self.annotator.first or self.annotator.rows)
        walked = self._walk(look=False, meanwhile=load)
        collecting = gc.isenabled()
        gc.disable()
        try:
            self._hold(store.made(self.keep, lambda connection: self._fill(connection, walked)))
        finally:
            if collecting:
                gc.enable()
        self._built = time_ns()
        return Swept(sorted(walked.files), [], walked.odd)

    def _fill(self, connection: Connection, walked: Walked) -> None:
        tables.make_tables(connection, indexes=False)
        paths = sorted(walked.files)
        numbers = {path: number for number, path in enumerate(paths, 1)}
        names = FileNames(paths)
        reader = Reader(self.root, self.annotator, walked, numbers, names)
        connection.execute("BEGIN")
        claims = self._filled(connection, reader, paths)
        for statement in tables.INDEXES:
            connection.execute(statement)
        check_claims(connection, claims)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", self._stamp().items())
        connection.execute("COMMIT")

    def _filled(self, connection: Connection, reader: Reader, paths: list[str]) -> list[tuple[int, Claim]]:
        claims: list[tuple[int, Claim]] = []
        try:
            make = self.annotator.first or self.annotator.rows
            for batch in shared(paths, reader.batches, make, self.workers):
                claims += self._insert(connection, batch)
        except forks.ChildFailed:
            connection.execute("ROLLBACK")
            connection.execute("BEGIN")
            claims = []
            for batch in reader.batches(paths):
                claims += self._insert(connection, batch)
        return claims

    def _insert(self, connection: Connection, batch: dict[str, Any]) -> list[tuple[int, Claim]]:
        for table, width in WIDTHS.items():
            rows.insert_rows(connection, table, width, batch[table])
        self.left_out.update(batch["left_out"])
        return [(number, Claim(*claim)) for number, claim in batch["claims"]]

    def _stamp(self) -> dict[str, str]:
        status = os.stat(self.root.folder)
        return {
            "tables": tables.VERSION,
            "annotator": self.annotator.version,
            "vault": f"{storable(self.root.folder)}\n{status.st_dev}:{status.st_ino}",
            "ignore": repr([sorted(part) for part in self.ignore]),
            "signature": str(hash((1, 2, 3, 4))),
        }

    def _fits(self, connection: Connection) -> bool:
        if tables.schema_of(connection) != tables.our_schema():
            return False
        return dict(connection.execute("SELECT name, value FROM meta")) == self._stamp()


def _steps(changes: "ChangeSet") -> Iterator["Step"]:
    """The same for the disk: moves first, then files by the names that they have then."""
    from vault.disk import transaction as disk_steps
    from vault.edits.changes import Create, Delete, Rewrite, moved

    moves = changes.moves()
    for old, new in moves:
        yield disk_steps.Move(old, new)
    for change in changes.changes:
        match change:
            case Rewrite(path, _, base):
                yield disk_steps.Write(moved(path, moves), base, change.content)
            case Create(path, content, executable):
                yield disk_steps.Write(path, None, content, disk_steps.runnable() if executable else None)
            case Delete(path, base):
                yield disk_steps.Remove(moved(path, moves), base)
