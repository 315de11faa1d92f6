"""One lock orders the processes of a vault."""

import fcntl
import os
from pathlib import Path

import pytest

from vault.disk.lock import Lock
from vault.errors import CannotWrite, Locked


def test_a_lock_that_is_held_is_waited_for_and_then_named(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    waited: list[float] = []
    with Lock(path, waited.append), pytest.raises(Locked) as said:
        Lock(path, waited.append).__enter__()
    assert 30 <= sum(waited) < 31
    assert said.value.where == path
    assert said.value.passing


def test_a_lock_is_free_again_when_its_holder_lets_go(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    held = Lock(path, lambda _: None).__enter__()
    with Lock(path, lambda _: held.__exit__()) as lock:
        assert lock.descriptor >= 0


def test_a_lock_file_deleted_while_it_was_waited_for_orders_nobody_so_the_new_one_is_taken(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    old = Lock(path, lambda _: None).__enter__()

    def deleted_then_let_go(_: float) -> None:
        os.unlink(path)
        old.__exit__()

    lock = Lock(path, deleted_then_let_go)
    with lock:
        assert os.path.samestat(os.fstat(lock.descriptor), os.stat(path))


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="cannot be opened"):
        Lock(str(tmp_path / "nowhere" / "lock"), lambda _: None).__enter__()


def test_a_file_system_without_locks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(CannotWrite, match="No locks available"):
        Lock(str(tmp_path / "lock"), lambda _: None).__enter__()
