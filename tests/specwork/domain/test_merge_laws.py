"""What holds for every merge: bytes that neither side changed stay, no line is lost, no side is the better one."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain import writing
from specwork.domain.merge import merged
from tests.specs_kit import VAULT, C
from tests.specwork.domain.test_merge import BASE, FIRST, began, both, headings, read
from vault.text import applied

# ---- bytes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text, id="a byte order mark"),
        pytest.param(lambda text: text.replace(b"Where files lie.", b"W\xff\xfe \x80 lie."), id="invalid UTF-8"),
        pytest.param(lambda text: text.rstrip(b"\n"), id="no line end at the end"),
        pytest.param(lambda text: text[: text.index(b"\n## Deliverables")].rstrip(), id="sessions at the end"),
        pytest.param(lambda text: text.replace(b"\n## Deliverables", b"\n---\n\n## Deliverables"), id="a rule behind"),
    ],
)
def test_bytes_that_neither_side_changed_stay(made) -> None:  # type: ignore[no-untyped-def]  # one of the above
    base = made(BASE)
    one, two = began(base, 3, "s-00000003", "A", "a \\udc80"), began(base, 4, "s-00000004", "B")
    found = both(base, one, two)
    assert found.conflicts == 0
    three = began(one, 4, "s-00000004", "B")
    assert found.text == three, "as if the second had been begun after the first"


# ---- laws -----------------------------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> tuple[bytes, bytes, bytes, bool]:
    """A journal and what two branches made of it; and whether they only did what can be told apart."""
    base = BASE
    if draw(st.booleans()):
        base = base[: base.index(b"### Session 1")] + base[base.index(b"## Deliverables") :]
    keys = iter(f"s-{number:08x}" for number in range(16, 99))
    for hour in range(draw(st.integers(0, 2))):
        base = began(base, hour - 9, next(keys), f"Early {hour}")
    sides = []
    edited: list[set[str]] = [set(), set()]
    for side in range(2):
        text = base
        hours = draw(st.lists(st.integers(0, 20), max_size=3, unique=True))
        for hour in sorted(hours):
            title = draw(st.sampled_from(["Same", f"Side {side}", ""]))
            text = began(text, hour, next(keys), title, draw(st.sampled_from(["x", "said: *y*", "`code`\n- more"])))
        for one in read(base).sessions:
            if one.key and draw(st.booleans()):
                word = draw(st.sampled_from(["fixed", f"by {side}"]))
                now = read(text)
                text = applied(text, writing.entry_added(now, now.session(one.key), "issue", word, FIRST))
                edited[side].add(one.key)
        if draw(st.booleans()):
            text = applied(text, writing.noted(read(text), "decision", draw(st.sampled_from(["a", "b", "c"]))))
        if draw(st.booleans()):
            text = text.replace(b"Where files lie.", b"Where all files lie.")
        sides.append(text)
    if draw(st.booleans()):
        base, *sides = (text.replace(b"\n", b"\r\n") for text in (base, *sides))
    return base, sides[0], sides[1], not (edited[0] & edited[1])


_counted = re.compile(rb"^(#+ Session|- \*\*Total|\*\*Updated)")


def lines_of(text: bytes) -> Counter[bytes]:
    lines = [line.strip() for line in text.splitlines()]
    return Counter(line for line in lines if line and not _counted.match(line))


@given(histories())
def test_all_sessions_and_all_lines_of_both_sides_are_there(history: tuple[bytes, bytes, bytes, bool]) -> None:
    base, ours, theirs, apart = history
    found = both(base, ours, theirs)
    for side in (ours, theirs):
        lost = lines_of(side) - lines_of(base) - lines_of(found.text)
        assert not lost, "what a side wrote is there"
    if not apart:
        return
    assert found.conflicts == 0
    sessions = read(found.text).sessions
    assert {one.key for one in sessions} == {one.key for side in (ours, theirs) for one in read(side).sessions}
    assert [one.number for one in sessions] == list(range(1, len(sessions) + 1))
    times = [one.started for one in sessions]
    assert times == sorted(times)
    if ours != base != theirs and len({one.key for side in (ours, theirs) for one in read(side).sessions}) > 1:
        kept = set(lines_of(found.text)) - {b"<<<<<<<"}
        assert kept <= set(lines_of(ours)) | set(lines_of(theirs)), "and nothing else is"


@given(st.lists(st.sampled_from(
    ["# A\n", "## Tasks\n", "## Deliverables\n", "### X\n", "- [[a]]\n", "- [[b]] c\n", "- b\n", "  - d\n", "\n",
     "text\n", "```\n", "**L**: v\n", "---\n", "a: 1\n", "### Session 1\n", "### Session 2: 2026-01-01\n", "\r\n",
     "^s-1\n"]
), max_size=14), st.data())  # fmt: skip
def test_whatever_the_texts_no_line_is_lost_without_a_word(pieces: list[str], data: st.DataObject) -> None:
    def side() -> list[str]:
        made = list(pieces)
        for _ in range(data.draw(st.integers(0, 3))):
            at = data.draw(st.integers(0, len(made)))
            made[at:at] = data.draw(
                st.lists(st.sampled_from(["- [[n]]\n", "new\n", "## Tasks\n", "- o\n", "\n"]), max_size=2)
            )
        return made

    base, ours, theirs = ("".join(one).encode() for one in (pieces, side(), side()))
    for kind in ("spec", "context", "index"):
        found = merged(base, ours, theirs, kind)
        other = merged(base, theirs, ours, kind)
        assert (found is None) == (other is None)
        if found and other:
            assert found.conflicts == other.conflicts
            assert found.conflicts or found == other
            for text in (ours, theirs):
                assert not set(lines_of(text)) - set(lines_of(found.text)) - set(lines_of(base))
            if not found.conflicts:
                assert set(lines_of(base)) <= set(lines_of(found.text)), "no side took any away"


def test_the_journal_of_the_sample_vault_merges() -> None:
    base = VAULT[C].encode()
    found = both(base, began(base, 3, "s-00000003"), began(base, 4, "s-00000004"))
    assert found.conflicts == 0
    assert len(headings(found.text)) == 3
