"""The end of the process at one exact call, and what the next start makes of it. Random moments: test_torture."""

import errno
import os

import pytest

from tests.vault.disk.shelf import Crash, Shelf, shelf
from vault.disk.calls import NoExchange, calls
from vault.disk.transaction import Move, Remove, Step, Write
from vault.errors import CannotWrite

__all__ = ["shelf"]  # a fixture

BASE = b"one\ntwo\nthree\n"
OURS = b"ONE\ntwo\nthree\nfour\n"


def _half(descriptor: int, content: bytes | memoryview) -> None:
    os.write(descriptor, content[: len(content) // 2])


def _crashing(shelf: Shelf, *steps: Step) -> None:
    with pytest.raises(Crash):
        shelf.apply(*steps)


def test_an_edit_in_place_that_was_cut_short_is_finished(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    os.link(shelf.folder / "n.md", shelf.folder / "m.md")
    shelf.crashes_at("write", number=4, having=_half)
    _crashing(shelf, Write("n.md", BASE, OURS))
    assert shelf.files()["n.md"] == b"ONE\ntwo\nthree\n"
    shelf.starts_again()
    assert shelf.files() == {"n.md": OURS, "m.md": OURS}
    shelf.undo()
    assert shelf.files() == {"n.md": BASE, "m.md": BASE}


def test_a_new_file_on_another_disk_that_was_cut_short_is_finished(shelf: Shelf) -> None:
    def across(*_: str) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    shelf.monkeypatch.setattr(calls, "rename_new", across, raising=False)
    shelf.crashes_at("write", number=3, having=_half)
    _crashing(shelf, Write("n.md", None, OURS))
    assert shelf.files() == {"n.md": OURS[: len(OURS) // 2]}
    shelf.starts_again()
    assert shelf.files() == {"n.md": OURS}
    assert shelf.left_behind() == set()


def test_another_file_that_came_where_ours_should_go_stays(shelf: Shelf) -> None:
    shelf.crashes_at("rename_new")
    _crashing(shelf, Write("n.md", None, OURS))
    shelf.has({"n.md": b"theirs"})
    (done,) = shelf.starts_again()
    (copy,) = done.set_aside
    assert shelf.files() == {"n.md": b"theirs", copy: OURS}


def test_a_file_edited_after_the_crash_keeps_that_edit(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.crashes_at("exchange")
    _crashing(shelf, Write("n.md", BASE, OURS))
    shelf.has({"n.md": b"theirs"})
    (done,) = shelf.starts_again()
    (copy,) = done.set_aside
    assert shelf.files() == {"n.md": b"theirs", copy: OURS}


def test_a_text_that_was_displaced_and_not_yet_looked_at_is_laid_beside(shelf: Shelf) -> None:
    def displaced(stage: str, target: str) -> None:
        shelf.saved("n.md", b"theirs")
        calls._renamed(stage, target, 2)

    shelf.has({"n.md": BASE})
    shelf.crashes_at("exchange", having=displaced)
    _crashing(shelf, Write("n.md", BASE, OURS))
    (done,) = shelf.starts_again()
    (copy,) = done.set_aside
    assert shelf.files() == {"n.md": OURS, copy: b"theirs"}
    assert shelf.left_behind() == set()


def test_a_change_that_was_taken_back_is_not_done_by_the_next_start(shelf: Shelf) -> None:
    def full(*_: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    shelf.has({"n.md": BASE})
    shelf.monkeypatch.setattr(calls, "rename_new", full, raising=False)
    shelf.crashes_at("unlink")
    _crashing(shelf, Write("n.md", BASE, OURS), Write("m.md", None, OURS))
    assert shelf.starts_again() == []
    assert shelf.files() == {"n.md": BASE}
    assert shelf.disk.history() == []
    assert shelf.left_behind() == set()


def test_a_late_save_while_the_change_is_still_going_on_is_laid_beside(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    with (shelf.folder / "n.md").open("r+b", buffering=0) as held:
        real, seen = calls.sync, list[int]()

        def sync(descriptor: int) -> None:
            seen.append(descriptor)
            if len(seen) == 5:  # the folder of the file: it was looked at, and is not yet in the undo store
                held.write(b"LATE")
            real(descriptor)

        shelf.monkeypatch.setattr(calls, "sync", sync, raising=False)
        done = shelf.apply(Write("n.md", BASE, OURS))
    (copy,) = done.set_aside
    assert shelf.files() == {"n.md": OURS, copy: b"LATE" + BASE[4:]}


def test_half_a_move_is_finished_where_a_move_is_a_link_and_an_unlink(shelf: Shelf) -> None:
    def no_such_call(*_: object) -> None:
        raise NoExchange

    shelf.has({"n.md": BASE})
    shelf.monkeypatch.setattr(calls, "_renamed", no_such_call, raising=False)
    shelf.crashes_at("unlink")
    _crashing(shelf, Move("n.md", "f/m.md"))
    assert shelf.files() == {"n.md": BASE, "f/m.md": BASE}
    shelf.starts_again()
    assert shelf.files() == {"f/m.md": BASE}


@pytest.mark.parametrize("steps", [
    pytest.param((Write("n.md", BASE, OURS), Move("f", "g")), id="an edit and a move"),
    pytest.param((Remove("n.md", BASE), Write("f/n.md", None, BASE)), id="a deletion and a new file"),
])  # fmt: skip
@pytest.mark.parametrize("call", ["create", "sync", "rename", "rename_new", "exchange", "open_log", "rmdir"])
def test_whatever_the_call_the_next_start_finds_old_or_new(shelf: Shelf, steps: tuple[Step, ...], call: str) -> None:
    old = {"n.md": BASE, "f/x.md": b"x"}
    outcomes = []
    shelf.has(old).apply(*steps)
    new = shelf.files()
    shelf.undo()
    for number in range(1, 9):
        shelf.crashes_at(call, number=number)
        try:
            shelf.apply(*steps)
        except Crash:
            pass
        shelf.starts_again()
        assert shelf.files() in (old, new)
        assert shelf.left_behind() == set()
        outcomes.append(shelf.files() == new)
        if outcomes[-1]:
            shelf.undo()
        assert shelf.files() == old
    assert outcomes[-1]


def test_a_plan_that_the_disk_garbled_is_put_away_unread(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.crashes_at("exchange")
    _crashing(shelf, Write("n.md", BASE, OURS))
    (plan,) = (shelf.folder / ".specwork/here").glob("tx-*/plan")
    plan.write_bytes(b"\0" * 100)
    assert shelf.starts_again() == []
    assert shelf.files() == {"n.md": BASE}
    assert [name.startswith("unreadable-tx-") for name in shelf.left_behind()] == [True]


def test_a_plan_that_cannot_be_finished_yet_is_said_to_be_half_done(shelf: Shelf) -> None:
    def broken(*_: str) -> None:
        raise OSError(errno.EIO, "Input/output error")

    shelf.has({"n.md": BASE})
    shelf.crashes_at("exchange")
    _crashing(shelf, Write("n.md", BASE, OURS))
    shelf.monkeypatch.setattr(calls, "exchange", broken, raising=False)
    with pytest.raises(CannotWrite, match=r"half-done; the next start finishes it"):
        shelf.opened().recover()
    shelf.starts_again()
    assert shelf.files() == {"n.md": OURS}


def test_the_undo_store_is_emptied_only_when_a_crash_is_finished(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE, "m.md": BASE})
    shelf.write("m.md", OURS)
    shelf.crashes_at("exchange")
    _crashing(shelf, Write("n.md", BASE, OURS))
    shelf.monkeypatch.undo()
    shelf.disk = shelf.opened()
    shelf.now += 61
    assert shelf.disk.empty(days=0) == 0, "BASE is what the crash displaced, and young"
    assert shelf.files() == {"n.md": OURS, "m.md": OURS}
    shelf.undo()
    assert shelf.files()["n.md"] == BASE


def test_nothing_leaves_the_undo_store_while_a_crash_cannot_be_finished(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE, "m.md": OURS})
    shelf.write("m.md", BASE)
    shelf.crashes_at("exchange")
    _crashing(shelf, Write("n.md", BASE, b"new"))
    shelf.monkeypatch.undo()

    def refused(*_: str) -> None:
        raise OSError(errno.EIO, "Input/output error")

    shelf.disk = shelf.opened()
    before = shelf.disk.images.weigh()
    shelf.now += 61
    for name in ("exchange", "rename", "rename_new", "open_to_write", "create"):
        shelf.monkeypatch.setattr(calls, name, refused, raising=False)
    with pytest.raises(CannotWrite):
        shelf.disk.empty(days=0)
    assert shelf.disk.images.weigh() == before
    shelf.starts_again()
    assert shelf.disk.empty(days=0) == 1
    assert shelf.files() == {"n.md": b"new", "m.md": BASE}
