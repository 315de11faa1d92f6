"""What a job may know: the index, the texts of files, the time, git's answers. Ports, nothing more.

Every text that is read is noted with what it was, and that is what applying checks before it writes.
"""

from collections.abc import Callable

from specwork.config import DEFAULTS, Settings
from specwork.work.finding import Specs
from vault.errors import NoSuchFile
from vault.index.index import Index
from vault.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from specwork.work.history import History
    from vault.edits.linking import Style


class Done(NamedTuple):
    """What a change did, or in a dry run would do. `undo` names the operation that takes it back."""

    why: str
    changed: list[str]
    undo: str | None
    diff: str | None
    notices: tuple[str, ...] = ()


def _no_clock() -> "datetime":
    raise LookupError("this job was given no clock")


class Ports(NamedTuple):
    """What the desk, or a test, lets a job look at.

    `kind` says file, folder, symlink, other or None. `elsewhere` says the same of a path from the repository's top, for
    people's code beside the vault. `listed` names what stands in a folder. `git` is None where there is no repository.
    `begun` is the spec as it was when a session began, where this machine kept it. `seen` tells how a path that was
    typed where somebody stands is seen from the vault's top. `linked` are the symbolic links below a folder, each with
    what it says.
    """

    text: Callable[[str], bytes]
    kind: Callable[[str], str | None]
    style: Callable[[], "Style"]
    now: Callable[[], "datetime"] = _no_clock
    participant: Callable[[], str] = lambda: "somebody"
    template: Callable[[str], bytes | None] = lambda name: None
    listed: Callable[[str], list[str]] = lambda folder: []
    elsewhere: Callable[[str], str | None] = lambda path: None
    git: Callable[[], "History | None"] = lambda: None
    begun: Callable[[str], bytes | None] = lambda session: None
    seen: Callable[[str], str | None] = lambda text: None
    linked: Callable[[str], list[tuple[str, str]]] = lambda folder: []
    settings: Settings = DEFAULTS


class Given:
    """The ports, with what was read through them. `style` is how this vault writes a new link."""

    def __init__(self, index: Index, ports: Ports, *, root: str = "specs") -> None:
        self.index, self.ports, self.root = index, ports, root
        self.kind, self.style, self.settings = ports.kind, ports.style, ports.settings
        self.template, self.listed, self.elsewhere = ports.template, ports.listed, ports.elsewhere
        self.begun, self.linked = ports.begun, ports.linked
        self.specs = Specs(index, root, ports.seen)
        self.texts: dict[str, bytes] = {}
        self.left_out: dict[str, str] = {}  # what a report went on without, and why
        self._now: datetime | None = None
        self._git: list[History | None] = []

    def looks_at(self, index: Index) -> None:
        """The same vault, by an index that has gone on elsewhere."""
        self.index, self.specs = index, Specs(index, self.root, self.ports.seen)

    @property
    def now(self) -> "datetime":
        """The time of this job, with the offset that people here use; asked once, so that a job has one time."""
        if self._now is None:
            self._now = self.ports.now()
        return self._now

    @property
    def git(self) -> "History | None":
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


class Watched(Given):
    """The same, and whoever waits is told at every text how many were read. What `pulse` raises ends the job."""

    def __init__(self, index: Index, ports: Ports, *, root: str, pulse: Callable[[int], None]) -> None:
        super().__init__(index, ports, root=root)
        self.pulse = pulse

    def text(self, path: str) -> bytes:
        self.pulse(len(self.texts))
        return super().text(path)
