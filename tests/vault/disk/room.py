"""A small vault on disk with the room that changes it, in which no time passes."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from vault.disk.calls import calls
from vault.disk.files import Root
from vault.disk.transaction import Disk, Operation, Plan, Step, make_state

Files = dict[str, bytes]


class Room:
    """`soon`: how long after now it is for the disk; then no file is young, and nothing waits."""

    def __init__(self, folder: Path, files: Files, soon: float = 3600) -> None:
        self.folder = folder
        self.later = time.time() + soon
        self.pauses: list[float] = []
        for path, content in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        folder.mkdir(exist_ok=True)

    @property
    def state(self) -> Path:
        return self.folder / ".specwork" / "here"

    def disk(self) -> Disk:
        """What a process makes at its start."""
        folder = str(self.folder)
        return Disk(
            Root(folder),
            make_state(folder, "here"),
            f"{folder}/.specwork/lock",
            clock=lambda: self.later,
            pause=self._paused,
        )

    def _paused(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.later += seconds

    def do(self, *steps: Step, by: str = "Mira") -> Operation:
        return self.disk().apply(Plan("a change", by, steps))

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def files(self) -> Files:
        """Every file but our state, hidden ones too."""
        return {path: (self.folder / path).read_bytes() for path in self.names() if not path.endswith("/")}

    def names(self) -> list[str]:
        """Every file and folder; folders end with a stroke."""
        found = []
        for place, folders, names in os.walk(self.folder):
            if ".specwork" in folders:
                folders.remove(".specwork")
            here = os.path.relpath(place, self.folder)
            inside = "" if here == "." else here + "/"
            found += [inside + name for name in names] + [f"{inside}{name}/" for name in folders]
        return sorted(found)

    def modes(self) -> dict[str, int]:
        return {path: (self.folder / path).stat().st_mode for path in self.files()}

    def left_over(self) -> list[str]:
        return [name for name in os.listdir(self.state) if name not in ("log.ops", "young", "undo")]


def failing(monkeypatch: pytest.MonkeyPatch, name: str, error: int | Exception, *, times: int = 1_000) -> None:
    real = getattr(calls, name)
    left = [times]

    def call(*given: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise error if isinstance(error, Exception) else OSError(error, os.strerror(error))
        return real(*given)

    monkeypatch.setattr(calls, name, call)
