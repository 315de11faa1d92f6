"""What a hint says to type can be typed."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.command import word


@given(st.text())
def test_a_word_is_what_a_shell_reads_as_that_word(text: str) -> None:
    assert word(text) == shlex.quote(text)
