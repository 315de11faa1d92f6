"""Bytes, edits and lines; and two writers' changes brought together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.text import Edit, Lines, applied, merged, newline_near, raw, words


@given(st.binary())
def test_bytes_become_text_and_bytes_again(content: bytes) -> None:
    assert raw(words(content)) == content


def test_edits_that_overlap_are_our_own_fault() -> None:
    with pytest.raises(ValueError, match="overlap"):
        applied(b"abc", [Edit(0, 2, b""), Edit(1, 3, b"")])


@given(st.binary(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.binary(max_size=3)), max_size=3))
def test_what_lies_outside_the_edits_stays(text: bytes, inserted: list[tuple[int, bytes]]) -> None:
    edits = [Edit(min(at, len(text)), min(at, len(text)), new) for at, new in inserted]
    changed = applied(text, edits)
    assert len(changed) == len(text) + sum(len(new) for _, new in inserted)
    assert applied(text, []) == text


def test_lines_count_from_one_whatever_ends_them() -> None:
    lines = Lines(b"a\r\nb\rc\nd")
    assert [lines.at(offset) for offset in (0, 3, 5, 7)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "at", "newline"),
    [(b"a\r\nb", 4, b"\r\n"), (b"a\rb", 3, b"\r"), (b"a\nb", 3, b"\n"), (b"ab", 1, b"\n"), (b"ab\r\n", 0, b"\r\n")],
)
def test_a_new_line_ends_as_its_neighbour_does(text: bytes, at: int, newline: bytes) -> None:
    assert newline_near(text, at) == newline


BASE = b"one\ntwo\nthree\nfour\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        pytest.param(b"1\ntwo\nthree\nfour\n", b"one\ntwo\nthree\n4\n", b"1\ntwo\nthree\n4\n", id="far apart"),
        pytest.param(BASE + b"a\n", BASE + b"b\n", BASE + b"b\na\n", id="both put lines at one point"),
        pytest.param(b"1\ntwo\nthree\nfour\n", b"2\ntwo\nthree\nfour\n", None, id="the same line"),
        pytest.param(BASE, b"x\n", b"x\n", id="only theirs"),
        pytest.param(b"x\n", BASE, b"x\n", id="only ours"),
        pytest.param(b"one\ntwo\nthree\n4\n", BASE + b"five\n", b"one\ntwo\nthree\n4\nfive\n", id="lines right behind"),
        pytest.param(BASE[:-1] + b" a", BASE[:-1] + b" b", None, id="a last line without an end"),
    ],
)
def test_two_writers_are_brought_together_or_it_is_said(ours: bytes, theirs: bytes, both: bytes | None) -> None:
    assert merged(BASE, ours, theirs) == both


LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\n"]), max_size=6).map(b"".join)


@given(LINES, LINES, LINES)
def test_no_line_that_somebody_added_is_lost(base: bytes, ours: bytes, theirs: bytes) -> None:
    both = merged(base, ours, theirs)
    if both is not None:
        for side in (ours, theirs):
            assert {line for line in side.split() if line not in base.split()} <= set(both.split())
