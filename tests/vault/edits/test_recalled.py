"""What the index remembers of a note does for a move, as long as it is sure where each link stands."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit import content_of, index_of
from tests.vault.edits.test_rename import Asked, moves
from vault.edits.recalled import Recalled
from vault.edits.rename import RELATIVE, SHORTEST, repaired
from vault.notes.links import Link
from vault.notes.note import read_note


def every(path: str, link: Link) -> bool:
    return True


def recalled(text: str, matters: Callable[[str, Link], bool] = every, *, now: str | None = None) -> list[Link] | None:
    index = index_of({"n.md": text})
    known = Recalled(index, ["n.md"]).known("n.md", content_of(text if now is None else now), matters)
    return known[0].links if known else None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no link"),
        pytest.param("[[a]] and [[b]], then [[a]] again", id="one that stands twice"),
        pytest.param("é [[a|é]] [x](y.md)\r\n![[pic.png|100]]\n", id="other letters, other spellings"),
        pytest.param("| a |\n| - |\n| [[old\\|x]] |", id="in a table"),
    ],
)
def test_the_links_are_those_that_a_reader_finds(text: str) -> None:
    assert recalled(text) == read_note("n.md", content_of(text)).links


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[[a]] `[[a]]`", id="the same once more in code"),
        pytest.param("[[a]] ![[a]]", id="the same once more inside another"),
        pytest.param('---\nup: "[[a]]"\n---\n', id="in a property, where quotes may change what is written"),
    ],
)
def test_a_note_is_to_be_read_where_that_is_not_sure(text: str) -> None:
    assert recalled(text) is None


def test_a_note_is_to_be_read_where_it_changed_meanwhile() -> None:
    assert recalled("[[a]]", now="[[b]]") is None


def test_what_does_not_matter_need_not_be_found() -> None:
    found = recalled("[[a]] [[b]] `[[b]]`", lambda path, link: link.target == "a")
    assert found is not None
    assert [(link.raw, link.start) for link in found] == [("[[a]]", 0), ("[[b]]", -1)]


@settings(max_examples=150)
@given(moves(), st.sampled_from([RELATIVE, SHORTEST]))
def test_a_move_is_the_same_whether_notes_are_recalled_or_read(asked: Asked, fallback: str) -> None:
    files, old, new = asked
    index = index_of(files)
    with pytest.MonkeyPatch.context() as patch:
        found = repaired(index, lambda path: content_of(files[path]), {old: new}, fallback=fallback)
        patch.setattr(Recalled, "known", lambda *asked: None)
        assert repaired(index, lambda path: content_of(files[path]), {old: new}, fallback=fallback) == found
