"""What is added to a journal reads back as it was meant, and nothing else moves."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain import writing
from specwork.domain.harmless import one_line, safe_lines
from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import COMMIT, FIELDS, KINDS, PARTS, worked
from tests.kit import lines
from tests.specwork.domain.test_journal import odd
from vault.notes.note import read_note
from vault.text import Edit, applied

AT = datetime(2026, 11, 20, 14, 5, tzinfo=timezone(timedelta(hours=1)))


def read(text: bytes) -> Journal:
    return read_journal(read_note("context.md", text))


def journal(*text: str) -> Journal:
    return read(lines(*text).encode())


def after(before: Journal, edits: list[Edit]) -> Journal:
    """The journal with the edits done; what they leave alone is checked on the way."""
    text = applied(before.text, edits)
    kept = sum(len(edit.new) - (edit.end - edit.start) for edit in edits)
    assert len(text) == len(before.text) + kept
    return read(text)


def said(journal: Journal) -> list[str]:
    return journal.text.decode().splitlines()


def begun(before: Journal, **given: object) -> Journal:
    asked = {"title": "Mount", "at": AT, "key": "s-1", "participants": ["Mira", "Claude"]} | given
    return after(before, writing.session_added(before, **asked))  # type: ignore[arg-type]  # a test's own words


EMPTY = journal("# Context: Mount", "", "**Status**: planning", "", "## Implementation Timeline", "", "## Deliverables")


def test_a_session_is_written_at_the_end_of_the_timeline() -> None:
    assert said(begun(EMPTY)) == [
        "# Context: Mount",
        "",
        "**Status**: planning",
        "",
        "## Implementation Timeline",
        "",
        "### Session 1: 2026-11-20 - Mount",
        "**Started**: 2026-11-20 14:05 +01:00  ",
        "**Participants**: Mira, Claude  ",
        "**Status**: open ^s-1",
        "",
        "## Deliverables",
    ]


def test_a_whole_session_reads_as_the_design_shows_it() -> None:
    now = begun(EMPTY)
    for kind, text, minutes in [
        ("implement", "Created it", 26),
        ("plan", "Chose an automount unit", 2),
        ("commit", writing.commit_text("a1b2c3d", "Mount the NAS\n\nAt boot."), 30),
        ("implement", "And again\nwith more\n\nto say", 27),
        ("issue", writing.issue_text("slow", "waited", "d4e5f6a"), 40),
    ]:
        now = after(now, writing.entry_added(now, now.sessions[0], kind, text, AT + timedelta(minutes=minutes)))
    now = after(now, writing.field_set(now, now.sessions[0], "Duration", "1.5 hours"))
    now = after(now, writing.field_set(now, now.sessions[0], "Status", "completed"))
    assert said(now)[6:-1] == [
        "### Session 1: 2026-11-20 - Mount",
        "**Started**: 2026-11-20 14:05 +01:00  ",
        "**Duration**: 1.5 hours  ",
        "**Participants**: Mira, Claude  ",
        "**Status**: completed ^s-1",
        "",
        "#### Planning",
        "- 14:07 Chose an automount unit",
        "",
        "#### Implementation",
        "- 14:31 Created it",
        "- 14:32 And again",
        "  with more",
        "",
        "  to say",
        "",
        "#### Commits",
        "- `a1b2c3d`: Mount the NAS",
        "",
        "#### Issues & Resolutions",
        "- 14:45 **Issue**: slow **Resolution**: waited **Commit**: `d4e5f6a`",
        "",
    ]
    assert worked(now.sessions[0]) == timedelta(minutes=40)


@pytest.mark.parametrize(("text", "place"), [
    pytest.param("# C\n\n## Summary\nx\n\n## Metrics\n", "\n## Implementation Timeline\n\n### Session 1", id="made"),
    pytest.param("## Timeline\n## Session 4 - a\n- x\n## Metrics\n", "\n## Session 5", id="on the level of its like"),
    pytest.param("## Timeline\n### Session 1\n- x\n\n---\n\n## Metrics\n", "- x\n\n### Session 2", id="before a rule"),
    pytest.param("## Timeline\n### Session 1\n```\ncode\n", "```\n\n### Session 2", id="behind code left open"),
    pytest.param("## Timeline\n### Session 1\n<!-- code\n", "-->\n\n### Session 2", id="behind a comment left open"),
    pytest.param("## Timeline\n### Session\n### Session 1\n### Session 1", "\n\n### Session 4", id="a free number"),
    pytest.param("", "## Implementation Timeline\n\n### Session 1", id="in nothing"),
])  # fmt: skip
def test_a_session_finds_its_place(text: str, place: str) -> None:
    now = begun(read(text.encode()))
    assert place in now.text.decode()
    assert (now.sessions[-1].key, now.sessions[-1].title) == ("s-1", "Mount")


@pytest.mark.parametrize(("at", "written"), [
    pytest.param(AT, "14:05", id="the day of the start"),
    pytest.param(AT.astimezone(UTC), "14:05", id="another clock, told by the session's"),
    pytest.param(datetime(2026, 11, 21, 0, 20, tzinfo=AT.tzinfo), "2026-11-21 00:20", id="the day after"),
    pytest.param(datetime(2026, 11, 20, 1, 0, tzinfo=AT.tzinfo), "2026-11-20 01:00", id="long before the start"),
    pytest.param(datetime(2026, 11, 20, 14, 7), "14:07", id="no offset"),
])  # fmt: skip
def test_an_entry_tells_its_time(at: datetime, written: str) -> None:
    now = begun(EMPTY)
    now = after(now, writing.entry_added(now, now.sessions[0], "note", "x", at))
    assert f"- {written} x" in said(now)
    assert now.sessions[0].entries[0].at == (at if at.tzinfo else at.replace(tzinfo=AT.tzinfo))


@pytest.mark.parametrize(("text", "written"), [
    pytest.param("# A\n# B", ["- 14:05 # A", "  \\# B"], id="headings"),
    pytest.param("a\n---\n===", ["- 14:05 a", "  \\---", "  \\==="], id="underlines"),
    pytest.param("```\n# x", ["- 14:05", "  ```", "  # x", "  ```"], id="a fence left open"),
    pytest.param("a\n```py\n# x\n```\n# b", ["- 14:05 a", "  ```py", "  # x", "  ```", "  \\# b"], id="a fence"),
    pytest.param("50%% off <!-- x", ["- 14:05 50%\\% off \\<!-- x"], id="comments"),
    pytest.param("a\n- # b\n> # c", ["- 14:05 a", "  - \\# b", "  > \\# c"], id="headings in a list and in a quote"),
    pytest.param("a\n<script>\n<https://a.b>", ["- 14:05 a", "  \\<script>", "  <https://a.b>"], id="HTML, and a link"),
    pytest.param("cost\n$$\nx", ["- 14:05 cost", "  $\\$", "  x"], id="math without an end"),
    pytest.param("\x1b[31mred\x1b[0m\x00\x07", ["- 14:05 red␀␇"], id="control characters"),
    pytest.param("- a\r\n  b\rc", ["- 14:05 \\- a", "    b", "  c"], id="a dash, and every line end"),
    pytest.param("a\n#tag\n- b", ["- 14:05 a", "  #tag", "  - b"], id="what does no harm stays"),
])  # fmt: skip
def test_text_is_made_harmless(text: str, written: list[str]) -> None:
    before = begun(EMPTY)
    now = after(before, writing.entry_added(before, before.sessions[0], "note", text, AT))
    start = said(now).index("#### Notes") + 1
    assert said(now)[start : start + len(written)] == written
    assert now.note.headings[:3] == before.note.headings[:3]
    assert len(now.note.headings) == len(before.note.headings) + 1


def test_math_left_open_above_does_not_end_in_code_that_is_pasted() -> None:
    before = journal("## Timeline", "### Session 1", "$$", "### Session 2", "- x")
    now = after(before, writing.entry_added(before, before.sessions[1], "note", "a\n```\n$$\n```", AT))
    assert len(now.sessions) == 2


KEPT = "### Session 1", "**Started**: 9:00  ", "**Status**: open (still) ^s-1", "", "- x"


@pytest.mark.parametrize(("fields", "name", "value", "written"), [
    pytest.param(KEPT[1:3], "Status", "partial", "**Started**: 9:00  \n**Status**: partial ^s-1", id="the id stays"),
    pytest.param(KEPT[1:3], "Duration", "1 hour",
                 "**Started**: 9:00  \n**Duration**: 1 hour  \n**Status**: open (still) ^s-1", id="in its order"),
    pytest.param(["**Started**: 9:00 ^s-1"], "Status", "open", "**Started**: 9:00  \n**Status**: open ^s-1",
                 id="the id goes behind the new last"),
    pytest.param(["**Mood**: good", "^s-1"], "Status", "open", "**Mood**: good\n**Status**: open  \n^s-1",
                 id="before an id on a line of its own"),
    pytest.param(["- **Status**: open ^s-1"], "Duration", "1 hour",
                 "- **Duration**: 1 hour\n- **Status**: open ^s-1", id="in a list"),
    pytest.param([], "Status", "open", "### Session 1\n**Status**: open\n\n", id="where there is none"),
    pytest.param(["**Status**:  "], "Status", "open", "**Status**: open  \n", id="where its value is missing"),
    pytest.param(KEPT[1:3], "Status", "a\nb ^s-2", "**Status**: a b \\^s-2 ^s-1", id="one line, and no other id"),
])  # fmt: skip
def test_a_field_is_set(fields: list[str], name: str, value: str, written: str) -> None:
    before = journal("## Timeline", KEPT[0], *fields, *KEPT[3:])
    now = after(before, writing.field_set(before, before.sessions[0], name, value))
    assert written in now.text.decode()
    assert now.sessions[0].key == before.sessions[0].key
    assert writing.field_set(now, now.sessions[0], name, value) == []


@pytest.mark.parametrize("fields", [
    pytest.param(["**Started**: 9:00 ^s-1", "**Status**: open"], id="from another field"),
    pytest.param(["**Started**: 9:00", "**Status**: open"], id="given back"),
    pytest.param(["**Started**: 9:00", "**Status**: open ^s-2"], id="another"),
    pytest.param(["**Started**: 9:00", "**Status**: open ^s-1"], id="where it is"),
])  # fmt: skip
def test_a_block_id_is_put_behind_the_last_field(fields: list[str]) -> None:
    before = journal("## Timeline", "### Session 1", *fields, "", "- x")
    now = after(before, writing.key_set(before, before.sessions[0], "s-1"))
    assert said(now)[2:4] == ["**Started**: 9:00", "**Status**: open ^s-1"]
    assert writing.key_set(now, now.sessions[0], "s-1") == []


@pytest.mark.parametrize(("name", "value", "written"), [
    pytest.param("Status", "completed", "**Parent**: [[../epic|E]]  \n**Status**: completed  \n", id="changed"),
    pytest.param("Updated", "now", "**Status**: planning  \n**Updated**: now\n\n## Summary", id="at the end"),
    pytest.param("Spec", "[[spec]]", "# Context\n\n**Spec**: [[spec]]  \n**Parent**", id="at the beginning"),
])  # fmt: skip
def test_a_header_line_is_set(name: str, value: str, written: str) -> None:
    before = journal("# Context", "", "**Parent**: [[../epic|E]]  ", "**Status**: planning  ", "", "## Summary")
    assert written in after(before, writing.header_set(before, name, value)).text.decode()


def test_a_header_is_begun_below_the_title() -> None:
    before = journal("# Context", "## Summary")
    now = after(before, writing.header_set(before, "Status", "planning"))
    assert said(now) == ["# Context", "", "**Status**: planning", "", "## Summary"]


@pytest.mark.parametrize(("where", "text", "written"), [
    pytest.param("decision", "## Notes & Learnings\n\n### Technical Decisions\n* NFS\n\n### References\n",
                 "* NFS\n* x\n\n### References", id="behind the last, with its bullet"),
    pytest.param("improvement", "## Notes & Learnings\n\n### Technical Decisions\n- NFS\n\n### References\n",
                 "- NFS\n\n### Future Improvements\n- x\n\n### References", id="made between its neighbours"),
    pytest.param("reference", "# C\n", "# C\n\n## Notes & Learnings\n\n### References\n- x\n", id="made with all"),
    pytest.param("integration", "## Dependencies Delivered To\n\n### Downstream Specs\n\n## Metrics\n",
                 "### Downstream Specs\n\n### Integration Points\n- x\n\n## Metrics", id="behind what is downstream"),
])  # fmt: skip
def test_a_note_is_kept_in_its_section(where: str, text: str, written: str) -> None:
    before = read(text.encode())
    assert written in after(before, writing.noted(before, where, "x")).text.decode()


@pytest.mark.parametrize(("text", "written"), [
    pytest.param("# C\n\n## Summary\nOld.\n\n- list\n\n### My\nx\n", "## Summary\nNew\n\\# text\n\n### My", id="new"),
    pytest.param("# C\n\n## Summary\n\n## Metrics\n", "## Summary\nNew\n\\# text\n\n## Metrics", id="first"),
    pytest.param("# C\n\n## Metrics\n", "# C\n\n## Summary\nNew\n\\# text\n\n## Metrics", id="no section"),
])  # fmt: skip
def test_a_summary_is_replaced(text: str, written: str) -> None:
    before = read(text.encode())
    now = after(before, writing.summary_set(before, "New\n# text"))
    assert written in now.text.decode()
    assert writing.summary_set(now, "New\n# text") == []


# ---- laws -----------------------------------------------------------------------------------------------------------

pasted = st.lists(
    st.sampled_from(
        ["# x", "## y", "---", "===", "```", "~~~", "```sh", "<!--", "-->", "%%", "$$", "> # q", "- # l", "1. # n",
         "[^1]: # f", "<div>", "<script>", "- - -", "* * *", "| a |", "|---|", "text", "    # code", "\t# tab", "\t```",
         "   ```", " ~~~~", "^s-9", "**Status**: done", "### Session 9", "`", "``", "]]", "[[", "\\", "-", ":", "#"]
    )
    | st.text(max_size=8),
    max_size=8,
).flatmap(lambda parts: st.sampled_from(["\n", "\r\n", "", " "]).map(lambda joint: joint.join(parts)))  # fmt: skip
whens = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))
zones = st.integers(-900, 900).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(odd, pasted, whens, zones)
def test_a_session_reads_back_as_it_was_written(text: bytes, title: str, at: datetime, zone: timezone) -> None:
    before = read(text)
    now = begun(before, title=title, at=at.replace(tzinfo=zone))
    new = next(one for one in now.sessions if one.key == "s-1")
    assert (new.title, new.day, new.status) == (one_line(title), at.date().isoformat(), "open")
    assert (new.started, new.participants) == (at.replace(tzinfo=zone), ("Mira", "Claude"))
    assert new.number is not None
    assert new.number not in {one.number for one in before.sessions}
    assert len(now.sessions) == len(before.sessions) + 1


@given(odd, st.data(), pasted, st.sampled_from(KINDS), whens)
def test_an_entry_reads_back_and_leaves_the_other_sessions_alone(
    text: bytes, data: st.DataObject, typed: str, kind: str, at: datetime
) -> None:
    before = read(text)
    if not before.sessions:
        before = begun(before)
    number = data.draw(st.integers(0, len(before.sessions) - 1))
    session = before.sessions[number]
    now = after(before, writing.entry_added(before, session, kind, typed, at.replace(tzinfo=UTC)))
    assert len(now.sessions) == len(before.sessions)
    for other, (old, new) in enumerate(zip(before.sessions, now.sessions, strict=True)):
        if other != number:
            assert now.text[new.start : new.end] == before.text[old.start : old.end]
    entries, known = now.sessions[number].entries, session.entries
    assert len(entries) == len(known) + 1
    part = now.sessions[number].part(kind)
    assert part
    assert [known.text for known in part.entries[:-1]] == [old.text for old in (session.part(kind) or part).entries][
        : len(part.entries) - 1
    ]
    lines = safe_lines(typed, behind=kind != COMMIT, dollars=b"$$" in before.text) or [""]
    if kind != COMMIT:
        assert part.entries[-1].text.removeprefix("\\").strip() == lines[0].removeprefix("\\").strip()
        if session.started and session.started.tzinfo:
            assert part.entries[-1].at == at.replace(tzinfo=UTC)


@given(odd, pasted, st.sampled_from(FIELDS))
def test_a_field_reads_back_and_keeps_the_block_id(text: bytes, value: str, name: str) -> None:
    before = read(text)
    for number, session in enumerate(before.sessions):
        now = after(before, writing.field_set(before, session, name, value))
        assert now.sessions[number].fields[name].value == one_line(value)
        assert now.sessions[number].key == session.key
        assert len(now.sessions) == len(before.sessions)


@given(odd, pasted)
def test_notes_summary_and_header_leave_the_sessions_alone(text: bytes, typed: str) -> None:
    before = read(text)
    old = [before.text[one.body : one.end].strip() for one in before.sessions]
    changes = [writing.noted(before, where, typed) for where in writing.NOTED]
    changes += [writing.summary_set(before, typed), writing.header_set(before, "Updated", typed)]
    for edits in changes:
        now = after(before, edits)
        assert [one.title for one in now.sessions] == [one.title for one in before.sessions]
    now = after(before, changes[-1])
    assert now.header["Updated"].value == one_line(typed)
    assert [now.text[one.body : one.end].strip() for one in now.sessions] == old


@given(pasted)
def test_an_entry_opens_no_heading_in_any_renderer(typed: str) -> None:
    before = begun(EMPTY)
    for kind in ("note", COMMIT):
        now = after(before, writing.entry_added(before, before.sessions[0], kind, typed, AT))
        assert [head.text for head in now.note.headings][3:-1] == [PARTS[kind]]
        assert not [region for region in now.note.regions if region.kind == "comment"]
