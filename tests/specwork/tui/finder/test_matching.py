"""What fits what was typed, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.tui.finder.matching import FILE, HEADING, MOST, NOTE, SPEC, Matching, Name, Names, in_turn

NAMES = Names(
    [
        Name(SPEC, "Mount the NAS", ("a.md", "a.context.md"), "1014 Storage", 1014),
        Name(SPEC, "Amounts of paper", ("b.md",), "1022", 1022),
        Name(SPEC, "Dismount", ("c.md",), "10141", 10141, late=True),
        Name(SPEC, "The quick mount", ("d.md",), "2014", 2014),
        Name(NOTE, "Mountains", ("Mountains.md",)),
        Name(HEADING, "goals", ("a.md", "b.md", "c.md", "d.md", "e.md", "f.md")),
        Name(HEADING, "mount options", ("b.md",)),
        Name(FILE, "a.md", ("a.md",)),
        Name(FILE, "scripts/nas-setup.sh", ("scripts/nas-setup.sh",)),
    ]
)


def found(typed: str, names: Names = NAMES) -> list[tuple[str, str]]:
    return [(hit.name.label, hit.path) for hit in Matching(names).hits(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("1014", "Mount the NAS", id="the id itself before a longer one"),
        pytest.param("mount", "Mount the NAS", id="what begins so"),
        pytest.param("MOUNT NAS", "Mount the NAS", id="words, in any letter case"),
        pytest.param("nas 1014", "Mount the NAS", id="an id with a word"),
        pytest.param("storage", "Mount the NAS", id="an alias"),
        pytest.param("mtn", "Mount the NAS", id="the first letters of its words"),
        pytest.param("tqm", "The quick mount", id="the first letters of all its words"),
        pytest.param("nas-set", "scripts/nas-setup.sh", id="a piece of a path"),
        pytest.param("mount opt", "mount options", id="a heading"),
    ],
)
def test_the_first_hit_is(typed: str, first: str) -> None:
    assert found(typed)[0][0] == first


def test_beginnings_come_first_then_words_then_what_is_inside_a_word() -> None:
    labels = [label for label, _ in found("mount")]
    assert labels == ["Mount the NAS", "Mountains", "mount options", "The quick mount", "Amounts of paper", "Dismount"]


def test_a_note_is_found_once_though_its_title_and_its_path_fit() -> None:
    both = Names([Name(SPEC, "A thing", ("a.md",)), Name(FILE, "a.md", ("a.md",))])
    assert [path for _, path in found("a", both)].count("a.md") == 1


def test_many_headings_of_one_wording_leave_room_for_others() -> None:
    assert len(found("goals")) == 4


def test_an_id_before_a_heading_means_the_heading_of_that_spec() -> None:
    assert found("1022 goal")[0] == ("goals", "b.md")
    assert found("goal 1014")[0] == ("goals", "a.md")


def test_nothing_fits_what_nobody_has() -> None:
    assert found("xyzzy") == []
    assert found("  ") == []


def test_the_places_that_were_asked_for_come_in_their_order_and_by_their_best_name() -> None:
    leading = NAMES.leading(["scripts/nas-setup.sh", "gone.md", "a.md"])
    assert [one.label for one in leading] == ["scripts/nas-setup.sh", "Mount the NAS"]


LABELS = st.text("abc 1/-é", max_size=12)


@given(st.lists(LABELS, max_size=30), st.text("abc 1-", max_size=8))
def test_letter_by_letter_one_finds_what_one_finds_at_once(labels: list[str], typed: str) -> None:
    names = Names(Name(NOTE, label, (str(number),)) for number, label in enumerate(labels))
    slowly = Matching(names)
    for end in range(len(typed)):
        slowly.hits(typed[:end])
    at_once = Matching(names).hits(typed)
    assert slowly.hits(typed) == at_once
    assert len(at_once) == len(set(at_once)) <= MOST


@given(st.text("ab.[^", min_size=1, max_size=6), st.text("ab.[^ ", max_size=12))
def test_letters_stand_in_turn_or_they_do_not(letters: str, text: str) -> None:
    rest = iter(text)
    assert bool(in_turn(letters)(text)) == all(letter in rest for letter in letters)


def test_no_name_makes_it_slow() -> None:
    names = Names([Name(NOTE, "a" * 1_000_000, ("x.md",))])
    assert Matching(names).hits("a" * 150 + "b") == []
