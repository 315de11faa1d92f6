"""What happens to a file, its like and its neighbours when a plan reaches it."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vault.disk.shelf import Shelf, shelf
from vault.disk.calls import NoExchange, calls
from vault.disk.transaction import Move, Remove, Write
from vault.errors import AlreadyThere, BadPath, CannotWrite, Refused

__all__ = ["shelf"]  # a fixture

BASE = b"one\ntwo\nthree\n"
OURS = b"one\ntwo\nthree\nours\n"


# what a file is like


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_the_mode_stays(shelf: Shelf, mode: int) -> None:
    shelf.has({"n.md": BASE})
    (shelf.folder / "n.md").chmod(mode)
    shelf.apply(Write("n.md", BASE, OURS))
    assert shelf.mode("n.md") == mode


def test_attributes_stay(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    try:
        os.setxattr(shelf.folder / "n.md", "user.colour", b"green")
    except OSError:
        pytest.skip("this file system has no attributes")
    shelf.apply(Write("n.md", BASE, OURS))
    assert os.getxattr(shelf.folder / "n.md", "user.colour") == b"green"


@pytest.mark.parametrize("call", ["own", "set_attribute"])
def test_where_owner_or_attributes_cannot_be_given_the_file_keeps_its_place(shelf: Shelf, call: str) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    shelf.has({"n.md": BASE})
    if call == "own":
        if os.geteuid() != 0:
            pytest.skip("only root can make a file somebody else's")
        os.chown(shelf.folder / "n.md", 12345, 12345)
    else:
        try:
            os.setxattr(shelf.folder / "n.md", "user.colour", b"green")
        except OSError:
            pytest.skip("this file system has no attributes")
    shelf.monkeypatch.setattr(calls, call, refuse, raising=False)
    before = (shelf.folder / "n.md").stat()
    shelf.apply(Write("n.md", BASE, OURS))
    after = (shelf.folder / "n.md").stat()
    assert (after.st_ino, after.st_uid) == (before.st_ino, before.st_uid)
    assert shelf.files() == {"n.md": OURS}
    shelf.undo()
    assert shelf.files() == {"n.md": BASE}


def test_a_file_with_two_names_keeps_both(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    os.link(shelf.folder / "n.md", shelf.folder / "m.md")
    shelf.apply(Write("n.md", BASE, OURS))
    assert shelf.files() == {"n.md": OURS, "m.md": OURS}
    shelf.undo()
    assert shelf.files() == {"n.md": BASE, "m.md": BASE}


def test_deleting_one_of_two_names_leaves_the_other_as_it_is(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    os.link(shelf.folder / "n.md", shelf.folder / "m.md")
    shelf.apply(Remove("n.md", BASE))
    assert shelf.mode("m.md") == 0o644
    (shelf.folder / "m.md").write_bytes(b"edited")
    shelf.undo()
    assert shelf.files() == {"n.md": BASE, "m.md": b"edited"}


def test_an_edit_in_place_that_meets_another_leaves_theirs(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    os.link(shelf.folder / "n.md", shelf.folder / "m.md")
    shelf.just_before("open_to_write", lambda: None)
    shelf.just_before("rename_new", lambda: (shelf.folder / "n.md").write_bytes(b"theirs"))
    done = shelf.apply(Write("new.md", None, b"new"), Write("n.md", BASE, OURS))
    (copy,) = done.set_aside
    assert shelf.files() == {"n.md": b"theirs", "m.md": b"theirs", "new.md": b"new", copy: OURS}


def test_a_link_inside_the_vault_stays_a_link_and_its_target_is_edited(shelf: Shelf) -> None:
    shelf.has({"f/n.md": BASE})
    os.symlink("f/n.md", shelf.folder / "link.md")
    shelf.apply(Write("link.md", BASE, OURS))
    assert (shelf.folder / "link.md").is_symlink()
    assert shelf.files()["f/n.md"] == OURS


def _read_only(shelf: Shelf) -> None:
    (shelf.folder / "n.md").chmod(0o444)


def _link_out(shelf: Shelf) -> None:
    (shelf.folder / "n.md").rename(shelf.folder.parent / "outside.md")
    (shelf.folder / "n.md").symlink_to("../outside.md")


@pytest.mark.parametrize(("spoilt", "error"), [
    pytest.param(_read_only, Refused, id="read-only"),
    pytest.param(_link_out, BadPath, id="a link out of the vault"),
])  # fmt: skip
def test_what_should_not_be_written_is_refused(
    shelf: Shelf, spoilt: Callable[[Shelf], None], error: type[Exception]
) -> None:
    shelf.has({"n.md": BASE, "m.md": BASE})
    spoilt(shelf)
    with pytest.raises(error):
        shelf.apply(Write("m.md", BASE, OURS), Write("n.md", BASE, OURS))
    assert shelf.files() == {"n.md": BASE, "m.md": BASE}


def test_a_link_is_not_deleted_in_its_targets_stead(shelf: Shelf) -> None:
    shelf.has({"f/n.md": BASE})
    os.symlink("f/n.md", shelf.folder / "link.md")
    with pytest.raises(Refused, match="symbolic link"):
        shelf.apply(Remove("link.md", BASE))


@pytest.mark.parametrize(("old", "new"), [
    pytest.param("n.md", "../n.md", id="out of the vault"),
    pytest.param("n.md", ".hidden/n.md", id="into a hidden folder"),
    pytest.param(".git/config", "config", id="out of a hidden folder"),
    pytest.param("out/n.md", "m.md", id="from behind a link"),
    pytest.param("n.md", "out/m.md", id="to behind a link"),
    pytest.param("f", "f/g/f", id="into itself"),
])  # fmt: skip
def test_nothing_is_moved(shelf: Shelf, old: str, new: str) -> None:
    shelf.has({"n.md": BASE, "f/x.md": b"x", ".git/config": b""})
    (shelf.folder.parent / "elsewhere").mkdir()
    (shelf.folder.parent / "elsewhere/n.md").write_bytes(b"")
    (shelf.folder / "out").symlink_to("../elsewhere")
    before = shelf.files()
    with pytest.raises(BadPath):
        shelf.apply(Move(old, new))
    assert shelf.files() == before


def test_a_name_that_differs_by_case_alone_is_taken(shelf: Shelf) -> None:
    shelf.has({"Straße.md": b"", "n.md": BASE})
    with pytest.raises(AlreadyThere):
        shelf.apply(Move("n.md", "STRASSE.md"))


def test_a_file_may_change_the_case_of_its_own_name(shelf: Shelf) -> None:
    shelf.has({"note.md": BASE})
    shelf.apply(Move("note.md", "Note.md"))
    assert shelf.files() == {"Note.md": BASE}
    shelf.undo()
    assert shelf.files() == {"note.md": BASE}


def test_a_name_given_up_by_an_earlier_step_is_free(shelf: Shelf) -> None:
    shelf.has({"a.md": b"a", "f/x.md": b"x"})
    shelf.apply(Move("a.md", "b.md"), Write("A.md", None, b"new"), Move("f", "g"), Write("f/x.md", None, b"new x"))
    assert shelf.files() == {"b.md": b"a", "A.md": b"new", "g/x.md": b"x", "f/x.md": b"new x"}
    shelf.undo()
    assert shelf.files() == {"a.md": b"a", "f/x.md": b"x"}


def test_a_folder_swapped_for_a_link_meanwhile_leads_nowhere(shelf: Shelf) -> None:
    outside = shelf.folder.parent / "outside"
    outside.mkdir()
    (outside / "n.md").write_bytes(BASE)
    shelf.has({"f/n.md": BASE})

    def swapped() -> None:
        (shelf.folder / "f").rename(shelf.folder / "g")
        (shelf.folder / "f").symlink_to(outside)

    shelf.just_before("exchange", swapped)
    with pytest.raises(CannotWrite):
        shelf.apply(Write("f/n.md", BASE, OURS))
    assert (outside / "n.md").read_bytes() == BASE
    assert (shelf.folder / "g/n.md").read_bytes() == BASE
    assert [path.name for path in outside.iterdir()] == ["n.md"]


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EPERM], ids=["an old kernel", "a sandbox"])
def test_without_openat2_folders_are_walked_step_by_step(shelf: Shelf, number: int) -> None:
    shelf.monkeypatch.setattr("vault.disk.calls._Library.open_folder", lambda *_: (number, -1))
    shelf.has({"f/g/n.md": BASE})
    shelf.apply(Write("f/g/n.md", BASE, OURS))
    assert shelf.files() == {"f/g/n.md": OURS}
    (shelf.folder / "link").symlink_to("f")
    with pytest.raises(OSError, match=r"directory|links"):
        calls.unlink(str(shelf.folder / "link/g/n.md"))


# poorer file systems


def _no_exchange(*_: object) -> None:
    raise NoExchange


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without hard links"])
def test_without_an_exchange_there_is_another_way(shelf: Shelf, links: bool) -> None:
    def no_link(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    shelf.monkeypatch.setattr(calls, "_renamed", _no_exchange, raising=False)
    if not links:
        shelf.monkeypatch.setattr(calls, "link", no_link, raising=False)
    shelf.has({"n.md": BASE, "f/x.md": b"x", "gone.md": b"gone"})
    shelf.apply(Write("n.md", BASE, OURS), Move("f", "g"), Write("new.md", None, b"new"), Remove("gone.md", b"gone"))
    assert shelf.files() == {"n.md": OURS, "g/x.md": b"x", "new.md": b"new"}
    shelf.undo()
    assert shelf.files() == {"n.md": BASE, "f/x.md": b"x", "gone.md": b"gone"}


def _across(*asked: str) -> None:
    if any(".specwork" in path for path in asked):
        raise OSError(errno.EXDEV, "Invalid cross-device link")
    os.rename(*asked)


def test_a_part_of_the_vault_on_another_disk_is_changed_all_the_same(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE, "gone.md": b"gone"})
    shelf.monkeypatch.setattr(calls, "exchange", _across, raising=False)
    shelf.monkeypatch.setattr(calls, "rename_new", _across, raising=False)
    shelf.apply(Write("n.md", BASE, OURS), Write("new.md", None, b"new"), Remove("gone.md", b"gone"))
    assert shelf.files() == {"n.md": OURS, "new.md": b"new"}
    shelf.undo()
    assert shelf.files() == {"n.md": BASE, "gone.md": b"gone"}
    assert shelf.left_behind() == set()


def test_a_change_on_another_disk_that_fails_is_taken_back(shelf: Shelf) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    shelf.has({"n.md": BASE, "gone.md": b"gone"})
    shelf.monkeypatch.setattr(calls, "exchange", _across, raising=False)
    shelf.monkeypatch.setattr(calls, "rename_new", _across, raising=False)
    shelf.monkeypatch.setattr(calls, "mkdir", lambda path, mode: full() if path.endswith("f") else os.mkdir(path, mode))
    with pytest.raises(CannotWrite):
        shelf.apply(
            Write("n.md", BASE, OURS), Write("new.md", None, b"n"), Remove("gone.md", b"gone"), Write("f/x", None, b"")
        )
    shelf.monkeypatch.undo()
    shelf.opened().recover()
    assert shelf.files() == {"n.md": BASE, "gone.md": b"gone"}
    assert shelf.left_behind() == set()


def test_new_files_get_the_mode_that_the_person_chose(shelf: Shelf) -> None:
    before = os.umask(0o027)
    try:
        shelf.apply(Write("f/n.md", None, b"n"))
    finally:
        os.umask(before)
    assert (shelf.mode("f/n.md"), shelf.mode("f")) == (0o640, 0o750)


def test_the_undo_store_is_for_nobody_else(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.apply(Write("n.md", BASE, OURS))
    state = Path(shelf.disk.state)
    assert {path.stat().st_mode & 0o777 for path in state.rglob("*") if path.is_file()} <= {0o600}
    assert {path.stat().st_mode & 0o777 for path in state.rglob("*") if path.is_dir()} == {0o700}
