"""Telling two versions of a file apart, and laying one beside the other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.disk.aside import PAGE, dropped, holds, laid_beside, torn
from vault.disk.files import Root

AT = 1795183500.0  # 2026-11-20 14:05 UTC


@pytest.mark.parametrize(("path", "copy"), [
    pytest.param("f/note.md", "f/note (specwork conflict 2026-11-20 1405).md", id="the ending stays at the end"),
    pytest.param("f.g/LICENSE", "f.g/LICENSE (specwork conflict 2026-11-20 1405)", id="a dot in a folder is no ending"),
])  # fmt: skip
def test_a_copy_is_named_so_that_nobody_takes_it_for_the_file(tmp_path: Path, path: str, copy: str) -> None:
    (tmp_path / path).parent.mkdir()
    assert laid_beside(Root(str(tmp_path)), path, b"ours", AT) == copy
    assert (tmp_path / copy).read_bytes() == b"ours"


def test_a_second_copy_gets_a_number_and_the_same_copy_is_not_made_twice(tmp_path: Path) -> None:
    root = Root(str(tmp_path))
    names = [laid_beside(root, "n.md", content, AT) for content in (b"one", b"two", b"one")]
    assert names == [
        "n (specwork conflict 2026-11-20 1405).md",
        "n (specwork conflict 2026-11-20 1405 2).md",
        "n (specwork conflict 2026-11-20 1405).md",
    ]


def test_a_name_that_would_grow_too_long_is_shortened(tmp_path: Path) -> None:
    copy = laid_beside(Root(str(tmp_path)), "n" * 250 + ".md", b"ours", AT)
    assert copy.endswith("n (specwork conflict 2026-11-20 1405).md")
    assert (tmp_path / copy).read_bytes() == b"ours"


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(0, 40))
def test_what_an_interrupted_writing_in_place_leaves_is_known(before: bytes, after: bytes, written: int) -> None:
    written = min(written, len(after))
    assert torn(after[:written] + before[written:], before, after)


@given(st.lists(st.booleans(), min_size=3, max_size=3))
def test_pages_may_reach_the_disk_in_any_order(new: list[bool]) -> None:
    before, after = b"o" * (3 * PAGE), b"n" * (3 * PAGE)
    now = b"".join((after if page else before)[:PAGE] for page in new)
    assert torn(now, before, after)


def test_another_text_is_not_taken_for_an_interrupted_one() -> None:
    assert not torn(b"one\nthree\n", b"one\n", b"one\ntwo\n")
    assert not torn(b"", b"one\n", b"one\ntwo\n")


def test_a_save_that_changed_our_line_further_has_seen_it() -> None:
    assert not dropped(b"a\nb\n", b"a\nB\n", b"a\nB!\n")
    assert dropped(b"a\nb\n", b"a\nB\n", b"a\nb\nc\n")


def test_a_text_that_has_our_change_holds_it() -> None:
    assert holds(b"a\nb\n", b"a\nB\n", b"a\nB\nc\n")
    assert not holds(b"a\nb\n", b"a\nB\n", b"a\nb\nB\n")
    assert not holds(b"a\nb\n", b"a\n", b"a\n")
