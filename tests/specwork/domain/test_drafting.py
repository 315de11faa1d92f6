"""Edits thought out one upon the other are the same as one set of edits on the first text."""

from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.drafting import Draft
from specwork.domain.journal import read_journal
from vault.notes.note import read_note
from vault.text import Edit, applied


@given(st.data())
def test_what_was_drafted_comes_out_at_once(draw: st.DataObject) -> None:
    base = draw.draw(st.binary(max_size=12))
    draft = Draft(read_journal(read_note("a.md", base)))
    for _ in range(draw.draw(st.integers(0, 5))):
        text = draft.journal.text
        cuts = sorted(draw.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
        new = draw.draw(st.lists(st.binary(max_size=3), min_size=len(cuts), max_size=len(cuts)))
        edits = [Edit(*pair, one) for pair, one in zip(zip(cuts[::2], cuts[1::2], strict=False), new, strict=False)]
        edits += [Edit(cut, cut, b"x") for cut in cuts[-1:] if len(cuts) % 2]
        draft.take(edits)
        assert draft.journal.text == applied(text, edits)
    assert applied(base, draft.edits) == draft.journal.text


def test_bytes_that_nobody_edited_stay_out_of_it() -> None:
    draft = Draft(read_journal(read_note("a.md", b"one two three")))
    draft.take([Edit(0, 3, b"1")])
    draft.take([Edit(1, 1, b"!"), Edit(2, 5, b"2")])
    assert draft.journal.text == b"1! 2 three"
    assert draft.edits == [Edit(0, 3, b"1!"), Edit(4, 7, b"2")]
