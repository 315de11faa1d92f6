"""A walk finds the same files by one process and by several, and does without those that cannot be had."""

import os
from pathlib import Path

import pytest

from vault.disk import walk as room
from vault.disk.walk import Ignore, Walked, walk

IGNORE = Ignore(places=frozenset({"b/left-out"}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Folders in folders, with all that a walk meets: hidden, ignored and marked ones, links, pipes, odd names."""
    for number in range(40):
        place = tmp_path / "v" / "abcd"[number % 4] / f"é{number}" / "deep"
        place.mkdir(parents=True)
        (place / "note.md").write_text(str(number))
        os.utime(place / "note.md", (number, number))
    vault = tmp_path / "v"
    for hidden in ("a/.git", "b/left-out", "c/node_modules", "d/venv"):
        (vault / hidden).mkdir()
        (vault / hidden / "in.md").write_text("")
    (vault / "d/venv/pyvenv.cfg").write_text("")
    os.symlink("é0/deep/note.md", vault / "a/link.md")
    os.symlink("/etc/hostname", vault / "a/out.md")
    os.symlink("é1", vault / "b/folder")
    os.mkfifo(vault / "c/pipe.md")
    Path(os.fsdecode(os.fsencode(vault) + b"/d/\xff.md")).write_text("")
    return vault


def walked(folder: Path, workers: int, *, look: bool = True) -> Walked:
    return walk(str(folder), IGNORE, young_since=20, look=look, workers=workers)


@pytest.mark.parametrize("look", [True, False], ids=["with stat", "names alone"])
def test_several_processes_find_what_one_finds(folder: Path, monkeypatch: pytest.MonkeyPatch, *, look: bool) -> None:
    alone = walked(folder, 1, look=look)
    assert len(alone.files) == 42
    odd = {one.code for one in alone.odd}
    assert odd == {"symlink-out", "symlink-folder", "not-a-file", "unreadable-name"}
    monkeypatch.setattr(room, "MANY", 2)
    assert walked(folder, 3, look=look) == alone


def test_a_machine_of_very_many_cores_leaves_nothing_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = walked(folder, 1)
    monkeypatch.setattr(room, "MANY", 2)
    monkeypatch.setattr(room, "PARTS", 1000)  # for each process, as if they were many
    assert walked(folder, 2) == alone


def test_a_walker_that_dies_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = walked(folder, 1)
    monkeypatch.setattr(room, "MANY", 2)
    ourselves, listed = os.getpid(), room._listed

    def dying(*asked: object) -> object:
        if os.getpid() != ourselves:
            os._exit(3)
        return listed(*asked)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(room, "_listed", dying)
    assert walked(folder, 3) == alone


def test_where_no_process_can_be_started_one_does_it_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = walked(folder, 1)
    monkeypatch.setattr(room, "MANY", 2)
    opened = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()

    def fork() -> int:
        raise BlockingIOError(11, "too many")

    monkeypatch.setattr(os, "fork", fork)
    assert walked(folder, 3) == alone
    assert not opened or set(os.listdir("/proc/self/fd")) == opened
