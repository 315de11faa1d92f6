"""The words that say how a spec stands."""

import pytest

from specwork.domain import status


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("planning", "planning"),
        ("Draft", "planning"),
        ("in-progress", "implementing"),
        ("IN_PROGRESS", "implementing"),
        ("✅ Done", "completed"),
        ("cancelled", "dropped"),
        ("on hold", "blocked"),
        ("waiting for review", "waiting for review"),
        ("", ""),
    ],
)
def test_a_word_means(typed: str, meant: str) -> None:
    assert status.meaning(typed) == meant


@pytest.mark.parametrize(("typed", "begun"), [("done", False), ("dropped", False), ("failed", True), ("odd", True)])
def test_only_what_is_completed_or_dropped_has_ended(typed: str, begun: bool) -> None:
    assert status.is_open(typed) is begun


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("implementing (slowly)", "implementing"),
        ("In progress, since May", "In progress"),
        ("waiting for Bob", "waiting for Bob"),
        ("", ""),
    ],
)
def test_of_a_line_only_the_known_word_at_its_start_is_the_status(line: str, said: str) -> None:
    start, end = status.value_in(line)
    assert line[start:end] == said
