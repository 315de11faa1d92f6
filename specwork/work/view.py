"""The vault as it will be: what the index and the disk say, with texts and files laid over it that are not written yet.

Settling reads and edits here, step by step, and what comes of it is one change set. Nothing is decided here.
"""

from collections.abc import Callable, Iterable, Iterator

from specwork.domain.places import Host, read_host
from specwork.work.given import Given
from vault.edits.changes import Change, ChangeSet, Create, Delete, Move, Rewrite, moved
from vault.errors import VaultError
from vault.index.resolve import Names, RememberedNames
from vault.text import Edit, applied


class View:
    """`names` are those of the files as they will be. `changes` is what is laid over the vault from the start."""

    def __init__(self, given: Given, names: Names, changes: ChangeSet | None = None) -> None:
        self.given, self.index = given, given.index
        self.names = RememberedNames(names)
        self.laid = changes or ChangeSet("")
        self.over: dict[str, bytes] = {}  # texts that are not written yet
        self.whole: dict[str, tuple[bytes, Change]] = {}  # by file, what is laid over it, as long as nothing else is
        self.origin: dict[str, str] = {}  # where a file that moves lies now
        self.come: set[str] = set()
        self.gone: set[str] = set()
        self._hosts: dict[str, Host] = {}
        self._lay()

    def _lay(self) -> None:
        moves = self.laid.moves()
        for old, _ in moves:
            for path in [old] if self.index.has(old) else self.index.paths(old):
                new = moved(path, moves)
                self.origin[new] = path
                self.gone.add(path)
                self.come.add(new)
        for change in self.laid.changes:
            if isinstance(change, Create):
                self.come.add(change.path)
                self._lay_over(change.path, change.content, change)
            elif isinstance(change, Rewrite):
                self._lay_over(moved(change.path, moves), change.content, change)
            elif isinstance(change, Delete):
                self.gone.add(moved(change.path, moves))
        self.gone -= self.come

    def _lay_over(self, path: str, content: bytes, change: Change) -> None:
        self.over[path] = content
        self.whole[path] = (content, change)

    # files

    def exists(self, path: str) -> bool:
        return path in self.come or (path not in self.gone and self.index.has(path))

    def below(self, folder: str) -> Iterator[str]:
        """Every file below a folder."""
        yield from (path for path in self.index.paths(folder) if path not in self.gone and path not in self.come)
        yield from sorted(path for path in self.come if path.startswith(folder + "/") or not folder)

    def text(self, path: str) -> bytes:
        known = self.over.get(path)
        return self.given.text(self.origin.get(path, path)) if known is None else known

    def host(self, path: str) -> Host | None:
        """A file read for what it states; None if it is not there or cannot be read."""
        known = self._hosts.get(path)
        if known is None:
            if not self.exists(path):
                return None
            try:
                known = self._hosts[path] = read_host(path, self.text(path))
            except VaultError:
                return None
        return known

    # changing it

    def edit(self, path: str, edits: Iterable[Edit]) -> bool:
        before = self.text(path)
        after = applied(before, edits)
        if after == before:
            return False
        self.over[path] = after
        self._hosts.pop(path, None)
        return True

    def create(self, path: str, content: bytes) -> None:
        self.over[path] = content
        self.come.add(path)
        self.gone.discard(path)
        self._hosts.pop(path, None)

    def changes(self, why: str, notices: Iterable[str] = ()) -> ChangeSet:
        """All that was laid over the vault and edited since, as one change set."""
        done: list[Change] = [change for change in self.laid.changes if isinstance(change, (Move, Delete))]
        known = {change.path for change in self.laid.changes if isinstance(change, Create)}
        for path, text in self.over.items():
            laid = self.whole.get(path)
            if laid and laid[0] is text:
                done.append(laid[1])
            elif path in known or (path in self.come and path not in self.origin):
                done.append(Create(path, text))
            else:
                old = self.origin.get(path, path)
                base = self.given.text(old)
                if base != text:
                    done.append(Rewrite(old, (_edit(base, text),), base))
        return ChangeSet(why, tuple(done), (*self.laid.notices, *notices))


def _edit(before: bytes, after: bytes) -> Edit:
    """The one edit that makes one text of another: all between what begins and what ends alike."""
    shorter = min(len(before), len(after))
    start = _alike(shorter, lambda count: before[:count] == after[:count])
    end = _alike(shorter - start, lambda count: count == 0 or before[-count:] == after[-count:])
    return Edit(start, len(before) - end, after[start : len(after) - end])


def _alike(most: int, same: Callable[[int], bool]) -> int:
    """How many bytes are alike, by halving."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        low, most = (middle, most) if same(middle) else (low, middle - 1)
    return low
