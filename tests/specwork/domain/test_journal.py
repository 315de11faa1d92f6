"""A journal is read, whatever a person made of it."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.journal import Journal, read_journal
from tests.kit import lines
from vault.notes.note import read_note


def journal(*text: str) -> Journal:
    return read_journal(read_note("context.md", lines(*text).encode()))


SEED = (
    "---", "type: context", "---",
    "# Context: Mount the NAS", "",
    "**Spec**: [[spec|1014 - Mount the NAS]]  ",
    "**Parent**: [[../epic|Foundation]]  ",
    "**Status**: implementing  ",
    "**Created**: 2026-11-20 14:00  ",
    "**Updated**: 2026-11-20 15:00", "",
    "## Summary", "What it is.", "",
    "## Implementation Timeline", "",
    "### Session 1: 2026-11-20 - Begun", "**Status**: completed", "", "#### Planning", "- one", "",
    "### Session 2: 2026-11-20 - Goes on", "**Status**: open", "",
    "## Deliverables", "", "### Scripts", "- [[deliverables/scripts/a.sh|a]]", "",
    "## Dependencies Delivered To", "", "### Downstream Specs", "",
    "## Metrics", "", "### Implementation", "- **Total Sessions**: 2", "",
    "## Notes & Learnings", "", "### Technical Decisions", "- NFS",
)  # fmt: skip


def test_a_journal_of_the_template_is_read_whole() -> None:
    read = journal(*SEED)
    assert {name: label.value for name, label in read.header.items()} == {
        "Spec": "[[spec|1014 - Mount the NAS]]",
        "Parent": "[[../epic|Foundation]]",
        "Status": "implementing",
        "Created": "2026-11-20 14:00",
        "Updated": "2026-11-20 15:00",
    }
    assert [session.title for session in read.sessions] == ["Begun", "Goes on"]
    every = (read.summary, read.timeline, read.deliverables, read.dependencies, read.metrics, read.notes)
    assert [section.title for section in every if section] == [
        "Summary", "Implementation Timeline", "Deliverables", "Dependencies Delivered To", "Metrics",
        "Notes & Learnings",
    ]  # fmt: skip
    assert read.summary
    assert read.text[read.summary.body : read.summary.end] == b"What it is.\n\n"


def test_each_section_ends_where_the_next_begins() -> None:
    read = journal(*SEED)
    spans = sorted(read.sections.values(), key=lambda section: section.start)
    assert [one.end for one in spans] == [two.start for two in spans[1:]] + [len(read.text)]


@pytest.mark.parametrize(("text", "titles"), [
    pytest.param("## Session 1 - a\n### Planning\n- x\n## Session 2 - b", ["a", "b"], id="no timeline"),
    pytest.param("## Implementation Timeline\n## Session 1 - a\n## Session 2 - b", ["a", "b"], id="one level too high"),
    pytest.param("## Timeline\n#### Session 1 - a\n### Session 2 - b", ["a", "b"], id="levels mixed"),
    pytest.param("## Notes & Learnings\n- x\n### Session 7 - a", ["a"], id="behind the notes"),
    pytest.param("### Session 1 - a\n### Session 1 - b", ["a", "b"], id="one number twice"),
    pytest.param("### Session 1 - a\n```\n### Session 2 - b\n```", ["a"], id="a heading in code"),
    pytest.param("> ### Session 1 - a", [], id="a heading in a quote"),
    pytest.param("### Session handling\n### Sessions", [], id="headings about sessions"),
    pytest.param("## Timeline\n### Overview\n### Session a", ["a"], id="a heading that is none, in the timeline"),
    pytest.param("### Session 1 - a\n#### Session handling\n- x", ["a"], id="a part about sessions"),
    pytest.param("### Session 1 - a\n### Planning\n- x\n### Session 2 - b", ["a", "b"], id="parts beside them"),
])  # fmt: skip
def test_sessions_are_found(text: str, titles: list[str]) -> None:
    assert [session.title for session in journal(*text.split("\n")).sessions] == titles


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_line_ends_do_not_matter(newline: bytes) -> None:
    text = lines(*SEED).encode()
    read = read_journal(read_note("context.md", text.replace(b"\n", newline)))
    assert [(one.title, one.status, one.line, len(one.entries)) for one in read.sessions] == [
        (one.title, one.status, one.line, len(one.entries)) for one in journal(*SEED).sessions
    ]
    assert list(read.header) == list(journal(*SEED).header)


def test_parts_beside_their_session_are_its_parts() -> None:
    (session,) = journal("### Session 1 - a", "### Planning", "- x", "### Other", "- y").sessions
    assert [(part.kind, len(part.entries)) for part in session.parts] == [("plan", 1)]


def test_a_part_keeps_the_headings_below_it() -> None:
    (session,) = journal("### Session 1", "#### Implementation", "##### Backend", "- x", "#### Weather", "- y").sessions
    assert [(part.title, part.kind, len(part.entries)) for part in session.parts] == [
        ("Implementation", "implement", 1),
        ("Weather", None, 1),
    ]


def test_sessions_one_level_too_high_belong_to_the_timeline() -> None:
    read = journal("## Implementation Timeline", "", "## Session 1 - a", "- x", "", "## Deliverables")
    assert read.timeline
    assert read.timeline.end == read.sessions[0].end == read.text.index(b"## Deliverables")


def test_of_two_headers_the_first_is_meant() -> None:
    read = journal(
        "# Context: A", "**Status**: planning", "status: done", "# Context: B", "**specification**: [[spec]]"
    )
    assert (read.header["Status"].value, read.header["Spec"].value) == ("planning", "[[spec]]")
    assert [label.value for label in read.doubled] == ["done"]


def test_a_note_without_anything_is_an_empty_journal() -> None:
    read = journal("")
    assert (read.header, read.sections, read.sessions) == ({}, {}, ())


PIECES = (
    "# Context: x", "## Summary", "## Implementation Timeline", "## Metrics", "## Notes & Learnings", "## Custom",
    "### Session 1: 2026-11-20 - a", "## Session 2", "#### Planning", "### Testing", "##### x", "Session 3", "---",
    "**Status**: open ^s-a", "- **Status**: done", "**Started**: 2026-11-20 14:05 +01:00", "- 14:07 x", "  more",
    "  - nested", "```", "~~~", "<!--", "-->", "<div>", "%%", "$$", "> quote", "> ### Session 9", "| a | b |",
    "|---|---|", "", "", "plain text", "    code", "* star", "1. one", "- # x", "===", "^s-b", "***", "\t- tab",
)  # fmt: skip
odd = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).flatmap(
    lambda parts: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(parts).encode("utf-8", "replace"))
)


@given(odd | st.binary(max_size=400))
def test_nothing_raises_and_spans_lie_in_order(text: bytes) -> None:
    read = read_journal(read_note("context.md", text))
    last = 0
    for session in read.sessions:
        assert last <= session.start < session.body <= session.end <= len(text)
        last = session.end
        inner = session.body
        for part in session.parts:
            assert inner <= part.start <= part.body <= part.end <= session.end
            inner = part.end
            spot = part.body
            for entry in part.entries:
                assert spot <= entry.start < entry.end
                spot = entry.end
    for section in read.sections.values():
        assert 0 <= section.start < section.body <= section.end <= len(text)


COSTLY: tuple[tuple[str, Callable[[int], bytes]], ...] = (
    ("sessions", lambda n: b"### Session 1: 2026-11-20 - a\n**Status**: open ^s-a\n\n#### Planning\n- 14:07 x\n" * n),
    ("bare headings", lambda n: b"#\n" * n),
    ("one blank field", lambda n: b"### Session 1\n**Participants**: a" + b" " * 20 * n + b"b"),
    ("one long heading", lambda n: b"### Session 1 - a" + b"!" * 20 * n + b"b"),
    ("blank lines", lambda n: b"### Session 1\n" + b"\n" * 20 * n + b"x"),
)


@pytest.mark.parametrize("make", [make for _, make in COSTLY], ids=[name for name, _ in COSTLY])
def test_reading_grows_with_the_text_alone(make: Callable[[int], bytes]) -> None:
    steps = [_steps(make(size)) for size in (100, 400)]
    assert steps[1] < steps[0] * 4.5


def _steps(text: bytes) -> int:
    """How many lines of Python reading a journal takes."""
    note = read_note("context.md", text)
    count = 0

    def trace(*_: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read_journal(note)
    finally:
        sys.settrace(before)
    return count
