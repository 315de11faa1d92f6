"""Another program saves over our text without having seen it: that is reported, and our text can be had again."""

import pytest

from tests.vault.disk.shelf import Shelf, shelf
from vault.disk.transaction import Move, Remove, Write
from vault.errors import NoSuchFile

__all__ = ["shelf"]  # a fixture

BASE = b"one\ntwo\nthree\n"
OURS = b"one\ntwo\nthree\nours\n"


def test_a_save_over_ours_that_never_saw_it_is_reported_and_stays(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.apply(Write("n.md", BASE, OURS))
    shelf.saved("n.md", BASE + b"theirs\n")
    shelf.now += 2
    done = shelf.apply(Write("n.md", BASE + b"theirs\n", BASE + b"theirs\nmore\n"))
    assert (done.lost, done.set_aside) == ((("n.md", "1"),), ())
    assert shelf.files() == {"n.md": BASE + b"theirs\nmore\n"}
    assert shelf.disk.shown("1") == [("n.md", BASE, OURS)]
    assert shelf.opened().history()[-1].lost == done.lost


def test_a_save_over_ours_in_the_instant_of_our_next_one_is_reported_too(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.apply(Write("n.md", BASE, OURS))
    shelf.just_before("exchange", lambda: shelf.saved("n.md", b"theirs\n" + BASE))
    done = shelf.apply(Write("n.md", OURS, b"more\n" + OURS))
    assert done.lost == (("n.md", "1"),)
    assert shelf.disk.shown("1") == [("n.md", BASE, OURS)]
    assert shelf.files()["n.md"].splitlines()[-3:] == BASE.splitlines()


def test_a_save_over_ours_while_a_slow_disk_was_still_writing_our_history_is_reported(shelf: Shelf) -> None:
    def late() -> None:
        shelf.saved("n.md", BASE + b"theirs\n", seconds_later=0)
        shelf.now += 3

    shelf.has({"n.md": BASE})
    shelf.just_before("open_log", late)
    shelf.apply(Write("n.md", BASE, OURS))
    done = shelf.apply(Write("n.md", BASE + b"theirs\n", BASE + b"theirs\nmore\n"))
    assert done.lost == (("n.md", "1"),)


def test_what_we_made_is_known_even_if_an_editor_wrote_into_the_image_that_it_was_made_on(shelf: Shelf) -> None:
    shelf.has({"n.md": BASE})
    shelf.apply(Write("n.md", BASE, OURS))
    with (shelf.folder / "n.md").open("r+b") as held:
        shelf.apply(Write("n.md", OURS, OURS + b"again\n"))
        held.write(b"ONE")
    shelf.opened().recover()
    shelf.saved("n.md", OURS + b"theirs\n")
    shelf.now += 2
    done = shelf.apply(Write("n.md", OURS + b"theirs\n", BASE))
    assert done.lost == (("n.md", "2"),)
    assert shelf.opened().shown("2") == [("n.md", OURS, OURS + b"again\n")]


def test_what_an_operation_did_to_each_file_can_be_seen(shelf: Shelf) -> None:
    shelf.has({"gone.md": OURS, "moved.md": OURS})
    shelf.apply(Write("n.md", None, BASE), Remove("gone.md", OURS), Move("moved.md", "m.md"))
    assert shelf.disk.shown("1") == [("gone.md", OURS, None)]  # nobody keeps what a file is today
    shelf.apply(Write("n.md", BASE, OURS))
    assert shelf.disk.shown("1") == [("n.md", None, BASE), ("gone.md", OURS, None)]
    with pytest.raises(NoSuchFile):
        shelf.disk.shown("3")


@pytest.mark.parametrize(("saved", "later"), [
    pytest.param(BASE + b"theirs\n", 60, id="a line deleted a minute later was deleted on purpose"),
    pytest.param(BASE, 1, id="what is as it was before was taken back"),
    pytest.param(OURS + b"theirs\n", 1, id="a save that has ours in it lost nothing"),
])  # fmt: skip
def test_nothing_is_reported_where_nothing_was_lost(shelf: Shelf, saved: bytes, later: float) -> None:
    shelf.has({"n.md": BASE})
    shelf.apply(Write("n.md", BASE, OURS))
    shelf.saved("n.md", saved, seconds_later=later)
    shelf.now += later + 1
    assert shelf.apply(Write("n.md", saved, b"next\n")).lost == ()
