"""The named parts of a note, held against the plainest way to find them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import hostile
from vault.notes.note import read_note
from vault.notes.outline import concealed, hidden, items, labels, line_end, line_start, section, sections
from vault.text import line_starts

LINES = st.text("ab\r\n", max_size=30).map(str.encode)


@given(LINES)
def test_a_line_begins_and_ends_where_the_list_of_all_lines_says(text: bytes) -> None:
    starts = line_starts(text)
    for offset in range(len(text) + 1):
        assert line_start(text, offset) == max(start for start in starts if start <= offset)
        assert line_end(text, offset) == next((start for start in starts if start > offset), len(text))


def test_a_line_longer_than_one_look_back_begins_where_it_begins() -> None:
    assert line_start(b"a\n" + b"b" * 5000, 4000) == 2
    assert line_start(b"b" * 5000, 4000) == 0


@given(
    st.lists(st.sampled_from(["# a", "## b", "### c", "text", "", "###### d"]), max_size=12), st.sampled_from("\n\r")
)
def test_a_section_ends_at_the_next_heading_that_is_not_below_its_own(written: list[str], newline: str) -> None:
    text = newline.join(written).encode()
    note = read_note("n.md", text)
    for number, (part, head) in enumerate(zip(sections(note), note.headings, strict=True)):
        end = next((later.start for later in note.headings[number + 1 :] if later.level <= head.level), len(text))
        assert (part.level, part.start, part.end) == (head.level, head.start, end)


def test_a_section_is_found_by_title_and_level() -> None:
    note = read_note("n.md", b"# Goals\n\n## goals\n\none\n\n### Goals\n\n## Other\n\n## Goals\n")
    found = section(note, "Goals")
    assert found
    assert note.text[found.start : found.end] == b"## goals\n\none\n\n### Goals\n\n"
    assert section(note, "Missing") is None
    assert section(note, "Goals", level=3, inside=found)


@pytest.mark.parametrize(("line", "name", "value"), [
    pytest.param(b"**Status**: open", "Status", "open", id="the colon behind the stars"),
    pytest.param(b"**Status:** open  ", "Status", "open", id="the colon within, and two spaces at the end"),
    pytest.param(b"  ** Status **  :   a b ", "Status", "a b", id="blanks in many places"),
    pytest.param(b"**Status**:   ", "Status", "", id="nothing said"),
])  # fmt: skip
def test_a_label_is_read(line: bytes, name: str, value: str) -> None:
    text = b"before\r" + line + b"\rafter\n"
    (label,) = labels(read_note("n.md", text), 0, len(text))
    assert (label.name, label.value) == (name, value)
    assert text[label.start : label.end] == line + b"\r"
    assert text[label.value_start : label.value_end] == value.encode()
    if not value:
        assert text[: label.value_start].endswith(b":")


def test_what_lies_in_code_html_or_a_comment_is_hidden() -> None:
    text = b"a %% b `c` d %% e <!-- f --> g\n\n```\nh\n```\ni %% j `k`"
    note = read_note("n.md", text)
    asked = concealed(note)
    seen = re.sub(rb"\W", b"", bytes(text[at] for at in range(len(text)) if not asked(at)))
    assert seen == b"aegi"
    assert [asked(at) for at in range(len(text))] == [hidden(note, at) for at in range(len(text))]


class Counted(list[Any]):
    """A list that counts how often it is gone through."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        self.times += 1
        return super().__iter__()


@pytest.mark.parametrize("count", [1, 300])
def test_the_regions_are_gone_through_once_for_however_many_labels(count: int) -> None:
    note = read_note("n.md", b"`a`\n\n" + b"**Name**: `value`\n" * count)
    regions = Counted(note.regions)
    assert len(labels(note._replace(regions=regions), 0, len(note.text))) == count
    assert regions.times == 1


@pytest.mark.parametrize("name", hostile.PATTERNS)
def test_a_pattern_made_to_be_slow_has_an_outline(name: str) -> None:
    note = read_note("a.md", hostile.PATTERNS[name](500))
    assert len(sections(note)) == len(note.headings)
    size = len(note.text)
    spans = [(part.start, part.end) for part in labels(note, 0, size)]
    spans += [(part.start, part.end) for part in items(note, 0, size)]
    assert all(0 <= start <= end <= size for start, end in spans)
