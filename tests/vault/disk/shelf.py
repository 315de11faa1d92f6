"""A vault in a folder, as the disk room sees it: plain files, a clock that stands still, and a neighbour who saves."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vault.disk.calls import calls
from vault.disk.files import Root
from vault.disk.transaction import Disk, Operation, Plan, Step, Write, make_state

Files = dict[str, bytes]


class Crash(BaseException):
    """The end of the process: nothing that catches errors catches it."""


class Shelf:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.now = time.time() + 1000  # long after every file was saved
        self.paused: list[float] = []
        self.disk = self.opened()

    def opened(self) -> Disk:
        """As the next start opens it."""
        state = make_state(str(self.folder), "here")
        lock = f"{self.folder}/.specwork/lock"
        return Disk(Root(str(self.folder)), state, lock, clock=lambda: self.now, pause=self.pause)

    def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        self.now += seconds

    def has(self, files: Files) -> "Shelf":
        for path, content in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)
        return self

    def files(self) -> Files:
        """Every file outside of the state folder, hidden ones too."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and ".specwork" not in path.parts
        }

    def apply(self, *steps: Step, by: str = "Mira") -> Operation:
        return self.disk.apply(Plan("a change", by, steps))

    def write(self, path: str, after: bytes) -> Operation:
        place = self.folder / path
        return self.apply(Write(path, place.read_bytes() if place.exists() else None, after))

    def undo(self) -> Operation:
        return self.disk.undo(by="Mira")

    def mode(self, path: str) -> int:
        return (self.folder / path).stat().st_mode & 0o7777

    def saved(self, path: str, content: bytes, *, seconds_later: float = 1) -> None:
        """A neighbour replaces the file, as most editors do."""
        new = self.folder / ".neighbour"
        new.write_bytes(content)
        os.utime(new, (self.now + seconds_later,) * 2)
        os.replace(new, self.folder / path)

    def just_before(self, name: str, deed: Callable[[], object], *, times: int = 1) -> None:
        """Something happens in the instant before the next such call."""
        real = getattr(calls, name)
        left = [deed] * times

        def call(*asked: object) -> object:
            if left:
                left.pop()()
            return real(*asked)

        self.monkeypatch.setattr(calls, name, call, raising=False)

    def crashes_at(self, name: str, *, number: int = 1, having: Callable[..., object] | None = None) -> None:
        """The process ends at the n-th such call, having done something of it."""
        real = getattr(calls, name)
        seen = []

        def call(*asked: object) -> object:
            seen.append(asked)
            if len(seen) != number:
                return real(*asked)
            if having is not None:
                having(*asked)
            raise Crash

        self.monkeypatch.setattr(calls, name, call, raising=False)

    def starts_again(self) -> list[Operation]:
        self.monkeypatch.undo()
        self.disk = self.opened()
        return self.disk.recover()

    def left_behind(self) -> set[str]:
        """What lies in the state folder that should not outlive a change."""
        return {path.name for path in (self.folder / ".specwork/here").iterdir()} - {"undo", "log.ops", "young"}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path / "vault", monkeypatch)
