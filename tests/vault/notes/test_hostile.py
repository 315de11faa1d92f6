"""Notes that nobody wrote by hand: nothing raises, nothing is normalised, and every pattern comes to an end."""

from collections.abc import Callable

import pytest

from bench import hostile
from vault.notes.note import read_note
from vault.text import applied


def test_random_notes_are_read_and_come_back_byte_for_byte(times: Callable[[int, int], int]) -> None:
    assert "identical" in hostile.read_and_written_back(times(300_000, 10_000_000))


@pytest.mark.parametrize("name", hostile.PATTERNS)
def test_a_pattern_made_to_be_slow_is_read_to_its_end(name: str) -> None:
    text = hostile.PATTERNS[name](2000)
    note = read_note("a.md", text)
    assert note.text == applied(text, [])
    assert all(0 <= start <= end <= len(text) for start, end in hostile.spans(note))
