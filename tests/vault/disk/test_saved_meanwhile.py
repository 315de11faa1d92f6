"""What another program saves while a plan is carried out, or a moment later, is kept."""

import os

import pytest

from tests.vault.disk.shelf import Shelf, shelf
from vault.disk.transaction import Plan, Remove, Write
from vault.errors import AlreadyThere, ChangedMeanwhile

__all__ = ["shelf"]  # a fixture

BASE = b"one\ntwo\nthree\n"
OURS = b"one\ntwo\nthree\nours\n"


def test_a_save_between_look_and_deed_is_merged(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.just_before("exchange", lambda: shelf.saved("n.md", b"zero\none\ntwo\nthree\n"))
    done = shelf.apply(Write("n.md", BASE, OURS))
    assert shelf.files() == {"n.md": b"zero\none\ntwo\nthree\nours\n"}
    assert (done.merged, done.set_aside) == (("n.md",), ())
    assert shelf.left_behind() == set()


def test_a_merged_change_can_be_undone_and_the_others_edit_stays(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.just_before("exchange", lambda: shelf.saved("n.md", b"zero\none\ntwo\nthree\n"))
    shelf.apply(Write("n.md", BASE, OURS))
    shelf.undo()
    assert shelf.files() == {"n.md": b"zero\none\ntwo\nthree\n"}


def test_a_save_of_the_same_lines_stays_and_ours_is_laid_beside(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.just_before("exchange", lambda: shelf.saved("n.md", b"one\ntwo!\nthree\n"))
    done = shelf.apply(Write("n.md", BASE, b"one\ntwo?\nthree\n"))
    (copy,) = done.set_aside
    assert shelf.files() == {"n.md": b"one\ntwo!\nthree\n", copy: b"one\ntwo?\nthree\n"}
    assert " (specwork conflict " in copy
    assert shelf.left_behind() == set()


def test_a_program_that_saves_again_while_its_edit_is_merged_loses_none_of_them(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    saves = iter(b"%d\n" % n for n in range(9))
    shelf.just_before("exchange", lambda: shelf.saved("n.md", next(saves) + shelf.files()["n.md"]), times=2)
    shelf.apply(Write("n.md", BASE, OURS))
    found = b"".join(shelf.files().values())
    assert [line for line in (b"0", b"1", b"one", b"three", b"ours") if line not in found.splitlines()] == []
    assert next(saves) == b"2\n"


def test_a_save_that_has_our_text_in_it_already_is_left_as_it_is(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.just_before("exchange", lambda: shelf.saved("n.md", OURS + b"theirs\n"))
    shelf.apply(Write("n.md", BASE, OURS))
    assert shelf.files() == {"n.md": OURS + b"theirs\n"}


def test_the_merge_that_was_handed_in_decides(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.just_before("exchange", lambda: shelf.saved("n.md", b"theirs\n"))
    plan = Plan("a change", "Mira", (Write("n.md", BASE, OURS),))
    shelf.disk.apply(plan, merge=lambda path, base, ours, theirs: b"both")
    assert shelf.files() == {"n.md": b"both"}


def test_a_file_in_the_middle_of_being_saved_is_waited_for(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    os.utime(shelf.folder / "n.md", (shelf.now - 0.01,) * 2)
    shelf.apply(Write("n.md", BASE, OURS))
    assert 0.03 < sum(shelf.paused) < 0.1


def test_what_we_wrote_ourselves_is_not_waited_for(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.apply(Write("n.md", BASE, OURS))
    os.utime(shelf.folder / "n.md", (shelf.now,) * 2)
    shelf.apply(Write("n.md", OURS, BASE))
    assert shelf.paused == []


def test_a_save_into_the_displaced_file_is_found_at_the_next_start(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    with (shelf.folder / "n.md").open("r+b") as held:
        shelf.apply(Write("n.md", BASE, OURS))
        held.write(b"saved late\n")
        held.truncate()
    (late,) = shelf.opened().recover()
    (copy,) = late.set_aside
    assert shelf.files() == {"n.md": OURS, copy: b"saved late\n"}
    assert shelf.opened().recover() == []


def test_a_late_save_that_is_still_going_on_is_left_for_later(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    with (shelf.folder / "n.md").open("r+b") as held:
        shelf.apply(Write("n.md", BASE, OURS))
        held.write(b"saved late\n")
        held.flush()
        os.utime(held.fileno(), (shelf.now,) * 2)
        assert shelf.opened().recover() == []
        shelf.now += 1
        assert len(shelf.opened().recover()) == 1


def test_after_a_while_no_start_looks_for_late_saves_any_more(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.apply(Write("n.md", BASE, OURS))
    young = shelf.folder / ".specwork/here/young"
    shelf.opened().recover()
    assert young.exists()
    shelf.now += 100
    shelf.opened().recover()
    assert not young.exists()


def test_a_late_save_is_named_by_the_next_change_too(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    with (shelf.folder / "n.md").open("r+b") as held:
        shelf.apply(Write("n.md", BASE, OURS))
        held.write(b"ONE")
    done = shelf.apply(Write("m.md", None, b"m"))
    (copy,) = done.set_aside
    assert shelf.files()[copy] == b"ONE\ntwo\nthree\n"


def test_a_new_file_never_replaces_one_that_came_meanwhile(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.just_before("rename_new", lambda: shelf.has({"m.md": b"theirs"}))
    with pytest.raises(AlreadyThere):
        shelf.apply(Write("n.md", BASE, OURS), Write("m.md", None, b"ours"))
    assert shelf.files() == {"n.md": BASE, "m.md": b"theirs"}
    assert shelf.left_behind() == set()


def test_a_deletion_takes_nothing_away_that_was_saved_meanwhile(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.just_before("rename_new", lambda: shelf.saved("n.md", b"theirs"))
    with pytest.raises(ChangedMeanwhile):
        shelf.apply(Remove("n.md", BASE))
    assert shelf.files() == {"n.md": b"theirs"}
