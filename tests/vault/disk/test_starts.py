"""What the next start finds: changes broken off, others that want to change too, a state folder that is gone."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from tests.vault.disk.room import Room, failing
from vault.disk.calls import calls
from vault.disk.lock import Lock
from vault.disk.transaction import Move, Plan, Write, make_state
from vault.errors import CannotWrite, ChangedMeanwhile, Locked

FILES = {"a.md": b"one\ntwo\nthree\n", "plans/b.md": b"[[a]]\n", "plans/deep/c.md": b"[[b]]\n"}
A = FILES["a.md"]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "vault", FILES)


def test_a_change_that_the_disk_broke_off_and_did_not_let_back_is_finished_by_the_next_start(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan("w", "Mira", (Write("a.md", A, b"x"), Move("plans", "p"), Write("n.md", None, b"n")))
    with monkeypatch.context() as broken:
        failing(broken, "rename_new", errno.EIO)
        real, times = calls.exchange, [1]

        def exchange(one: str, other: str) -> None:
            if not times:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            times.pop()
            real(one, other)

        broken.setattr(calls, "exchange", exchange)
        with pytest.raises(CannotWrite, match="next start finishes"):
            room.disk().apply(plan)
    (done,) = room.disk().recover()
    assert done.why == "w"
    assert room.files() == {"a.md": b"x", "p/b.md": b"[[a]]\n", "p/deep/c.md": b"[[b]]\n", "n.md": b"n"}
    room.disk().undo(by="Mira")
    assert (room.files(), room.left_over()) == (FILES, [])


def test_a_start_with_nothing_to_mend_takes_no_lock(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = room.disk()
    monkeypatch.setattr(Lock, "__enter__", lambda lock: pytest.fail("the lock was taken"))
    assert disk.recover() == []


def test_two_that_want_to_change_take_turns(room: Room) -> None:
    """Who waits is let in as soon as the other is done, and sees what that did."""
    first, second = room.disk(), room.disk()
    holding = Lock(first.lock_path, lambda seconds: None)
    holding.__enter__()
    second.pause = lambda seconds: holding.__exit__()
    second.apply(Plan("w", "Mira", (Write("a.md", A, b"2"),)))
    with pytest.raises(ChangedMeanwhile):
        first.apply(Plan("w", "Noor", (Write("a.md", A, b"1"),)))
    assert room.read("a.md") == b"2"


def test_a_lock_that_is_never_let_go_is_told_after_thirty_seconds(room: Room) -> None:
    disk = room.disk()
    with Lock(disk.lock_path, lambda seconds: None), pytest.raises(Locked) as told:
        room.do(Write("a.md", A, b"x"))
    assert told.value.passing
    assert 29 < sum(room.pauses) < 31


def test_a_state_folder_that_vanished_is_made_anew(room: Room) -> None:
    disk = room.disk()
    room.do(Write("a.md", A, b"1"))
    os.rename(room.folder / ".specwork", room.folder.parent / "deleted")
    disk.apply(Plan("w", "Mira", (Write("a.md", b"1", b"2"),)))
    assert room.read("a.md") == b"2"
    assert (room.folder / ".specwork/.gitignore").read_text() == "*\n"


def test_a_lock_on_a_file_that_was_deleted_meanwhile_is_none(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.specwork/` is deleted, and made anew by another process, between our opening the file and our lock on it."""
    path = room.disk().lock_path
    other, real = Lock(path, lambda seconds: None), fcntl.flock

    def flock(descriptor: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", real)
        os.unlink(path)
        other.__enter__()
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(Locked):
        Lock(path, lambda seconds: None).__enter__()
    other.__exit__()


def test_a_state_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "elsewhere").mkdir()
    os.symlink("../elsewhere", tmp_path / "vault/.specwork")
    with pytest.raises(CannotWrite, match="symbolic link"):
        make_state(str(tmp_path / "vault"), "here")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("rubbish", ["", "[", "{}", "5", '[["a.md", "00", 1.0]]', '[{"path": "a.md"}]'])
def test_a_damaged_list_of_young_changes_is_no_hindrance(room: Room, rubbish: str) -> None:
    room.do(Write("a.md", A, b"1"))
    (room.state / "young").write_text(rubbish)
    room.disk().recover()
    room.do(Write("a.md", b"1", b"2"))
    assert room.read("a.md") == b"2"
