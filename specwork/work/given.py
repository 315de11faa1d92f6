"""What a job may know: the index, the texts of files, the time, git's answers. Ports, nothing more.

Every text that is read is noted with what it was, and that is what applying checks before it writes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from specwork.config import DEFAULTS, Settings
from specwork.work.finding import Specs
from vault.errors import NoSuchFile
from vault.index.index import Index

if TYPE_CHECKING:
    from datetime import datetime

    from vault.edits.linking import Style


class Done(NamedTuple):
    """What a change did, or in a dry run would do. `undo` names the operation that takes it back."""

    why: str
    changed: list[str]
    undo: str | None
    diff: str | None
    notices: tuple[str, ...] = ()


class ChangedFile(Protocol):
    """A file in a commit; lines are None for what git counts as binary."""

    @property
    def path(self) -> str: ...
    @property
    def added(self) -> int | None: ...
    @property
    def removed(self) -> int | None: ...
    @property
    def old(self) -> str | None: ...


class Committed(Protocol):
    """A commit, as far as jobs ask. `at` is ISO 8601, with its offset."""

    @property
    def id(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def trailers(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def files(self) -> Sequence[ChangedFile]: ...


class WeighedFile(Protocol):
    """What a commit did to a file, by its path from the repository's top; lines are None for binary files."""

    @property
    def path(self) -> str: ...
    @property
    def added(self) -> int | None: ...
    @property
    def removed(self) -> int | None: ...
    @property
    def made(self) -> bool: ...


class Sides(Protocol):
    """Two commits that meet in a merge, and where they parted."""

    @property
    def base(self) -> str | None: ...
    @property
    def ours(self) -> str: ...
    @property
    def theirs(self) -> str: ...
    @property
    def during(self) -> bool: ...


class History(Protocol):
    """What jobs may ask of git, all of it only read. Paths are seen from the vault's top, as everywhere."""

    def root(self) -> str | None: ...
    def inside(self) -> str: ...
    def head(self) -> str | None: ...
    def moment(self) -> str | None: ...
    def stood_at(self, since: str) -> list[str]: ...
    def branch(self) -> str | None: ...
    def log(self, path: str | None = None, *, limit: int = 20, since: str | None = None) -> Sequence[Committed]: ...
    def renames(self, old: str, new: str = "HEAD") -> list[tuple[str, str]]: ...
    def bearing(self, trailer: str, value: str) -> Sequence[str]: ...
    def weighed(self, commits: Sequence[str]) -> Sequence[WeighedFile]: ...
    def contains(self, commit: str, *, within: str = "HEAD") -> bool: ...
    def show(self, commit: str, path: str) -> bytes | None: ...
    def branches_paths(self, folder: str) -> Mapping[str, Sequence[str]]: ...
    def sides(self) -> Sequence[Sides]: ...
    def files(self, commit: str) -> Mapping[str, str]: ...


def _no_clock() -> "datetime":
    raise LookupError("this job was given no clock")


class Ports(NamedTuple):
    """What the desk, or a test, lets a job look at.

    `kind` says file, folder, symlink, other or None. `elsewhere` says the same of a path from the repository's top, for
    people's code beside the vault. `listed` names what stands in a folder. `git` is None where there is no repository.
    `begun` is the spec as it was when a session began, where this machine kept it.
    """

    text: Callable[[str], bytes]
    kind: Callable[[str], str | None]
    style: "Callable[[], Style]"
    now: "Callable[[], datetime]" = _no_clock
    participant: Callable[[], str] = lambda: "somebody"
    template: Callable[[str], bytes | None] = lambda name: None
    listed: Callable[[str], list[str]] = lambda folder: []
    elsewhere: Callable[[str], str | None] = lambda path: None
    git: Callable[[], History | None] = lambda: None
    begun: Callable[[str], bytes | None] = lambda session: None
    settings: Settings = DEFAULTS


class Given:
    """The ports, with what was read through them. `style` is how this vault writes a new link."""

    def __init__(self, index: Index, ports: Ports, *, root: str = "specs") -> None:
        self.index, self.ports, self.root = index, ports, root
        self.kind, self.style, self.settings = ports.kind, ports.style, ports.settings
        self.template, self.listed, self.elsewhere = ports.template, ports.listed, ports.elsewhere
        self.begun = ports.begun
        self.specs = Specs(index, root)
        self.texts: dict[str, bytes] = {}
        self._now: datetime | None = None
        self._git: list[History | None] = []

    def looks_at(self, index: Index) -> None:
        """The same vault, by an index that has gone on elsewhere."""
        self.index, self.specs = index, Specs(index, self.root)

    @property
    def now(self) -> "datetime":
        """The time of this job, with the offset that people here use; asked once, so that a job has one time."""
        if self._now is None:
            self._now = self.ports.now()
        return self._now

    @property
    def git(self) -> History | None:
        if not self._git:
            self._git.append(self.ports.git())
        return self._git[0]

    @property
    def participant(self) -> str:
        return self.ports.participant()

    def text(self, path: str) -> bytes:
        if path not in self.texts:
            self.texts[path] = self.ports.text(path)
        return self.texts[path]

    def file(self, path: str) -> str:
        """The same path, if a file stands there."""
        if self.kind(path) not in ("file", "symlink"):
            raise NoSuchFile(f"no such file: {path}", where=path, hint="see which there are: specwork links")
        return path
