"""A vault on a read-only disk, or one that belongs to somebody else, is read as well as any other."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from bench.faults import Faulty
from tests.kit import DiskVault
from tests.specwork.cli.storage import STORAGE, VAULT
from vault.disk.calls import calls

READING = (
    "list", "show 1001", "status", "status 1001", "deliverables 1001", "links specs/1000/1001/spec.md",
    "backlinks specs/1000/1001/spec.md", "search nas", "next", "timeline", "path 1001", "history", "check", "index",
)  # fmt: skip


@pytest.fixture(params=[errno.EROFS, errno.EACCES], ids=["a read-only disk", "another's folder"])
def locked(vault: DiskVault, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    """A vault that specwork changed, and that a crash left in the middle of a change. Now nothing can change it."""
    vault.has(VAULT)
    vault.run("set", "1011", "priority=high")
    state = next(path for path in (vault.folder / ".specwork").iterdir() if path.is_dir())
    (state / "tx-99-abcdef").mkdir()
    (state / "tx-99-abcdef" / "0").write_bytes(b"half")

    def no(*_: Any) -> Any:
        raise OSError(request.param, os.strerror(request.param))

    really = os.access
    for name in (*Faulty.NAMES, "open_lock"):
        monkeypatch.setattr(calls, name, no)
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and really(path, mode))
    return vault


@pytest.mark.parametrize("command", READING)
def test_what_only_reads_answers_as_ever(locked: DiskVault, command: str) -> None:
    done = locked.run(*command.split())
    assert (done.code in (0, 1), done.err) == (True, "")
    assert done.out


def test_what_changes_says_why_it_cannot(locked: DiskVault) -> None:
    before = (locked.folder / STORAGE).read_bytes()
    done = locked.run("set", "1001", "priority=low")
    assert done.code == 2
    assert "the lock cannot be opened" in done.err
    assert (locked.folder / STORAGE).read_bytes() == before


def test_it_is_told_in_a_line_of_the_log_alone(
    locked: DiskVault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cache = tmp_path / "a cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setattr("specwork.desk.cache_folder", lambda _: str(cache))
    cache.mkdir()
    locked.run("list")
    assert "nothing was finished or taken back: " in (cache / "log").read_text()


def test_a_vault_of_another_machine_has_a_history_all_the_same(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.has(VAULT)
    vault.run("set", "1011", "priority=high")
    monkeypatch.setattr("specwork.desk.machine", lambda: "elsewhere")
    assert vault.run("history").code == 0
    assert not (vault.folder / ".specwork" / "elsewhere").exists()
