"""Changes of several files at once: all or nothing, in each file's own likeness, and never over another's bytes."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.vault.disk.room import Room, failing
from vault.disk.calls import NoExchange, calls
from vault.disk.transaction import Move, Plan, Remove, Step, Write
from vault.errors import AlreadyThere, BadPath, CannotWrite, ChangedMeanwhile, NoSuchFile, Refused, VaultError
from vault.text import digest

FILES = {"a.md": b"one\ntwo\nthree\n", "plans/b.md": b"[[a]]\n", "plans/deep/c.md": b"[[b]]\n"}
A = FILES["a.md"]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "vault", FILES)


def at_the_call(monkeypatch: pytest.MonkeyPatch, name: str, deed: Callable[[], object]) -> None:
    """Somebody does something just before our first call of that name."""
    real = getattr(calls, name)
    waiting = [deed]

    def call(*given: Any) -> Any:
        if waiting:
            waiting.pop()()
        return real(*given)

    monkeypatch.setattr(calls, name, call)


# what is done


def test_files_move_change_come_and_go_in_one_operation(room: Room) -> None:
    done = room.do(
        Move("plans", "archive/plans"),
        Write("archive/plans/b.md", b"[[a]]\n", b"[[new]]\n"),
        Write("new/n.md", None, b"n\n"),
        Remove("a.md", A),
    )
    assert room.files() == {
        "archive/plans/b.md": b"[[new]]\n", "archive/plans/deep/c.md": b"[[b]]\n", "new/n.md": b"n\n",
    }  # fmt: skip
    assert done.paths == ("plans", "archive/plans", "archive/plans/b.md", "new/n.md", "a.md")
    assert room.left_over() == []


def test_a_name_made_free_by_a_step_may_be_taken_by_the_next(room: Room) -> None:
    room.do(
        Move("plans", "old"), Write("plans/b.md", None, b"new\n"), Remove("a.md", A), Write("a.md", None, b"again\n")
    )
    assert room.files() == {
        "old/b.md": b"[[a]]\n", "old/deep/c.md": b"[[b]]\n", "plans/b.md": b"new\n", "a.md": b"again\n",
    }  # fmt: skip


def test_a_note_may_change_only_its_letter_case(room: Room) -> None:
    room.do(Move("a.md", "A.md"))
    assert "A.md" in room.files()
    assert "a.md" not in room.files()


# what is refused, with nothing touched


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        pytest.param([Write("a.md", b"old\n", b"x")], ChangedMeanwhile, id="a base that is not there any more"),
        pytest.param([Write("none.md", b"x", b"y")], ChangedMeanwhile, id="a file that vanished"),
        pytest.param([Remove("a.md", b"old\n")], ChangedMeanwhile, id="a deletion of what was edited since"),
        pytest.param([Write("a.md", None, b"x")], AlreadyThere, id="a new file in the place of another"),
        pytest.param([Write("A.MD", None, b"x")], AlreadyThere, id="a name that differs by letter case alone"),
        pytest.param([Move("plans/b.md", "A.md")], AlreadyThere, id="a move to such a name"),
        pytest.param([Move("a.md", "plans/b.md")], AlreadyThere, id="a move onto another file"),
        pytest.param([Move("none.md", "x.md")], NoSuchFile, id="a move of nothing"),
        pytest.param([Move("plans", "plans/deep/x")], BadPath, id="a folder into itself"),
        pytest.param([Write(".git/x", None, b"x")], BadPath, id="a hidden place"),
        pytest.param([Move("a.md", "../a.md")], BadPath, id="a place outside"),
        pytest.param([Move(".obsidian", "x")], BadPath, id="a hidden folder that is not ours"),
        pytest.param([Write("a.md/x.md", None, b"x")], BadPath, id="a place below a file"),
        pytest.param([Write("x.md", None, b"1"), Write("x.md", None, b"2")], AlreadyThere, id="one name twice"),
        pytest.param([Write("x.md", None, b"1"), Write("X.md", None, b"2")], AlreadyThere, id="one name in two cases"),
    ],
)
def test_a_plan_that_does_not_fit_the_disk_changes_nothing(
    room: Room, steps: list[Step], error: type[VaultError]
) -> None:
    (room.folder / ".obsidian").mkdir()
    before = room.names()
    with pytest.raises(error) as told:
        room.do(Write("plans/b.md", b"[[a]]\n", b"never\n"), *steps)
    assert told.value.hint
    assert (room.files(), room.names(), room.left_over()) == (FILES, before, [])


def test_a_sibling_that_is_equal_when_composed_is_in_the_way(room: Room) -> None:
    room.do(Write("caf\u00e9.md", None, b"x"))
    with pytest.raises(AlreadyThere):
        room.do(Write("cafe\u0301.md", None, b"y"))


def test_what_was_read_must_still_be_so_even_if_it_is_not_written(room: Room) -> None:
    with pytest.raises(ChangedMeanwhile, match=r"plans/b\.md"):
        room.disk().apply(
            Plan("w", "Mira", (Write("a.md", A, b"x"),)), read={"plans/b.md": digest(b"what it was"), "a.md": digest(A)}
        )
    assert room.files() == FILES


def test_a_read_only_file_is_refused(room: Room) -> None:
    (room.folder / "a.md").chmod(0o444)
    with pytest.raises(Refused, match="read-only"):
        room.do(Write("a.md", A, b"x"))
    assert room.read("a.md") == A


def test_a_pipe_with_the_name_of_a_note_is_refused(room: Room) -> None:
    os.mkfifo(room.folder / "pipe.md")
    with pytest.raises(VaultError, match="no plain file"):
        room.do(Write("pipe.md", b"", b"x"))


# a file's likeness


def test_mode_and_attributes_are_kept(room: Room) -> None:
    place = room.folder / "a.md"
    place.chmod(0o640)
    try:
        os.setxattr(place, "user.colour", b"red")
    except OSError:
        pytest.skip("this file system has no attributes")
    room.do(Write("a.md", A, b"x"))
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert os.getxattr(place, "user.colour") == b"red"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_is_kept(room: Room) -> None:
    os.chown(room.folder / "a.md", 4321, 1234)
    room.do(Write("a.md", A, b"x"))
    status = (room.folder / "a.md").stat()
    assert (status.st_uid, status.st_gid, room.read("a.md")) == (4321, 1234, b"x")


def test_where_the_likeness_cannot_be_kept_the_file_is_written_in_place(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = room.folder / "a.md"
    try:
        os.setxattr(place, "user.colour", b"red")
    except OSError:
        pytest.skip("this file system has no attributes")
    inode = place.stat().st_ino
    failing(monkeypatch, "set_attribute", errno.EPERM)
    room.do(Write("a.md", A, b"x"))
    assert (place.stat().st_ino, place.read_bytes()) == (inode, b"x")


@pytest.mark.parametrize("after", [b"short\n", A * 3], ids=["shorter", "longer"])
def test_a_hard_link_is_kept_and_both_names_change(room: Room, after: bytes) -> None:
    os.link(room.folder / "a.md", room.folder / "same.md")
    room.do(Write("a.md", A, after))
    assert room.read("same.md") == room.read("a.md") == after
    assert (room.folder / "a.md").stat().st_nlink == 2
    room.disk().undo(by="Mira")
    assert room.read("same.md") == room.read("a.md") == A


def test_deleting_one_of_two_hard_links_leaves_the_other_as_it_is(room: Room) -> None:
    other = room.folder / "same.md"
    os.link(room.folder / "a.md", other)
    other.chmod(0o644)
    room.do(Remove("a.md", A))
    assert (other.stat().st_nlink, stat.S_IMODE(other.stat().st_mode)) == (1, 0o644)
    other.write_bytes(b"edited later\n")
    room.disk().undo(by="Mira")
    assert (room.read("a.md"), room.read("same.md")) == (A, b"edited later\n")


def test_a_link_inside_the_vault_is_kept_and_its_target_edited(room: Room) -> None:
    os.symlink("plans/b.md", room.folder / "link.md")
    room.do(Write("link.md", b"[[a]]\n", b"[[x]]\n"))
    assert os.readlink(room.folder / "link.md") == "plans/b.md"
    assert room.read("plans/b.md") == b"[[x]]\n"
    assert not (room.folder / "plans/b.md").is_symlink()


@pytest.mark.parametrize(
    ("target", "step"),
    [
        pytest.param("../out", Write("way/x.md", b"theirs", b"ours"), id="a write"),
        pytest.param("../out", Write("way/new.md", None, b"ours"), id="a new file"),
        pytest.param("../out", Remove("way/x.md", b"theirs"), id="a deletion"),
        pytest.param("../out", Move("way/x.md", "x.md"), id="a move out of there"),
        pytest.param("../out", Move("a.md", "way/a.md"), id="a move to there"),
        pytest.param("../out/x.md", Write("way", b"theirs", b"ours"), id="a link to a file"),
    ],
)
def test_nothing_outside_the_vault_is_touched_through_a_link(room: Room, target: str, step: Step) -> None:
    outside = room.folder.parent / "out"
    outside.mkdir()
    (outside / "x.md").write_bytes(b"theirs")
    os.symlink(target, room.folder / "way")
    with pytest.raises(BadPath):
        room.do(step)
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == {"x.md": b"theirs"}


# another program at the same moment


def test_an_edit_in_the_instant_of_publishing_is_merged(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_call(monkeypatch, "exchange", lambda: (room.folder / "a.md").write_bytes(b"ONE\ntwo\nthree\n"))
    done = room.do(Write("a.md", A, b"one\ntwo\nthree\nfour\n"))
    assert room.read("a.md") == b"ONE\ntwo\nthree\nfour\n"
    assert (done.merged, done.set_aside) == (("a.md",), ())
    room.disk().undo(by="Mira")
    assert room.read("a.md") == b"ONE\ntwo\nthree\n"


def test_an_edit_of_the_same_line_stays_and_ours_is_laid_beside(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_call(monkeypatch, "exchange", lambda: (room.folder / "a.md").write_bytes(b"theirs\ntwo\nthree\n"))
    done = room.do(Write("a.md", A, b"ours\ntwo\nthree\n"), Write("n.md", None, b"n\n"))
    assert room.read("a.md") == b"theirs\ntwo\nthree\n"
    assert room.read("n.md") == b"n\n"
    (copy,) = done.set_aside
    assert "specwork conflict" in copy
    assert room.read(copy) == b"ours\ntwo\nthree\n"
    room.disk().undo(by="Mira")
    assert room.read("a.md") == b"theirs\ntwo\nthree\n"


def test_an_edit_in_place_that_meets_another_is_not_written_over_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.link(room.folder / "a.md", room.folder / "same.md")
    theirs = b"theirs\n"
    real, seen = calls.rename, list[str]()

    def rename(old: str, new: str) -> None:
        real(old, new)
        if new.endswith("/plan") and not seen:
            seen.append(new)
            (room.folder / "a.md").write_bytes(theirs)

    monkeypatch.setattr(calls, "rename", rename)
    try:
        done = room.do(Write("a.md", A, b"ours\n"))
        aside = [room.read(copy) for copy in done.set_aside]
    except ChangedMeanwhile:
        aside = [b"ours\n"]
    assert seen
    assert room.read("a.md") == theirs
    assert b"ours\n" in aside


def test_a_name_taken_in_the_last_moment_stops_the_whole_change(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_call(monkeypatch, "exchange", lambda: (room.folder / "n.md").write_bytes(b"theirs\n"))
    with pytest.raises(AlreadyThere):
        room.do(Write("a.md", A, b"x"), Write("n.md", None, b"ours\n"))
    assert room.files() == {**FILES, "n.md": b"theirs\n"}
    assert room.left_over() == []


def test_an_editor_that_still_has_the_old_file_open_loses_nothing(room: Room) -> None:
    with open(room.folder / "a.md", "r+b") as editor:
        room.do(Write("a.md", A, b"ours\n"))
        editor.seek(0, os.SEEK_END)
        editor.write(b"typed late\n")
    room.later += 1
    room.disk().recover()
    (copy,) = [path for path in room.files() if "conflict" in path]
    assert room.read(copy) == A + b"typed late\n"
    assert room.read("a.md") == b"ours\n"


def test_a_file_saved_a_moment_ago_is_waited_for(tmp_path: Path) -> None:
    room = Room(tmp_path / "vault", FILES)
    room.later = (room.folder / "a.md").stat().st_mtime + 0.01
    room.do(Write("a.md", A, b"x"))
    assert room.pauses
    assert sum(room.pauses) < 0.1


# disks and systems that lack something


def test_a_disk_that_is_full_leaves_everything_as_it_was(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "write", errno.ENOSPC)
    with pytest.raises(CannotWrite, match="No space left") as told:
        room.do(Move("plans", "x"), Write("a.md", A, b"x"))
    assert "room" in told.value.hint
    assert (room.files(), room.left_over()) == (FILES, [])


def test_without_an_exchange_a_file_is_published_all_the_same(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "_renamed", NoExchange())
    room.do(Write("a.md", A, b"x"), Move("plans", "p"), Move("p/b.md", "b.md"), Write("n.md", None, b"n"))
    assert room.files() == {"a.md": b"x", "p/deep/c.md": b"[[b]]\n", "b.md": b"[[a]]\n", "n.md": b"n"}
    with pytest.raises(AlreadyThere):
        room.do(Move("a.md", "n.md"))
    room.disk().undo(by="Mira")
    assert (room.files(), room.left_over()) == (FILES, [])


def test_without_hard_links_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "_renamed", NoExchange())
    failing(monkeypatch, "link", errno.EPERM)
    room.do(Write("a.md", A, b"x"), Write("n.md", None, b"n"), Remove("plans/b.md", b"[[a]]\n"))
    room.disk().undo(by="Mira")
    assert (room.files(), room.left_over()) == (FILES, [])


def test_a_folder_on_another_disk_is_changed_as_well(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What crosses between the state folder and the vault is refused, as between two disks."""

    def between_disks(real: Callable[[str, str], None]) -> Callable[[str, str], None]:
        def call(old: str, new: str) -> None:
            if (str(room.state) in old) != (str(room.state) in new):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            real(old, new)

        return call

    for name in ("rename", "rename_new", "exchange", "link"):
        monkeypatch.setattr(calls, name, between_disks(getattr(calls, name)))
    room.do(Write("a.md", A, b"x"), Write("n.md", None, b"n"), Remove("plans/b.md", b"[[a]]\n"), Move("plans", "p"))
    assert room.files() == {"a.md": b"x", "n.md": b"n", "p/deep/c.md": b"[[b]]\n"}
    room.disk().undo(by="Mira")
    assert (room.files(), room.left_over()) == (FILES, [])


def test_a_symbolic_link_stays_where_it_leads_to_its_file(room: Room) -> None:
    os.symlink("b.md", room.folder / "plans/link.md")
    with pytest.raises(Refused, match="would lead elsewhere from there"):
        room.do(Move("plans/link.md", "link.md"))
    room.do(Move("plans/link.md", "plans/other.md"))
    room.do(Move("plans", "tasks"))
    assert room.read("tasks/other.md") == FILES["plans/b.md"]
