"""One session: what its heading, its fields and its entries tell, and how long it was worked on."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.hours import hours_text, length_in, moment_in, moment_text
from specwork.domain.journal import read_journal
from specwork.domain.session import Session, commits, total, worked
from tests.kit import lines
from vault.notes.note import read_note

BERLIN = timezone(timedelta(hours=1))


def sessions(*text: str) -> tuple[Session, ...]:
    return read_journal(read_note("context.md", lines(*text).encode())).sessions


def only(*text: str) -> Session:
    (session,) = sessions("# Context: Mount", "", "## Implementation Timeline", "", *text)
    return session


WHOLE = (
    "### Session 3: 2026-11-20 - Mount the NAS at boot",
    "**Started**: 2026-11-20 23:40 +01:00  ",
    "**Duration**: 1.5 hours  ",
    "**Participants**: User, Claude  ",
    "**Status**: completed ^s-7f3a9c2e",
    "",
    "#### Planning",
    "- 23:47 Chose an automount unit",
    "  because the NAS may be down, see [[notes]]",
    "#### Implementation",
    "- 2026-11-21 00:20 Created [[setup.sh|Setup]]",
    "#### Commits",
    "- `a1b2c3d`: Mount the NAS",
    "#### Issues & Resolutions",
    "- 00:31 **Issue**: slow **Resolution**: none",
)


def test_a_session_is_read_whole() -> None:
    session = only(*WHOLE)
    assert (session.number, session.day, session.title) == (3, "2026-11-20", "Mount the NAS at boot")
    assert (session.key, session.status, session.participants) == ("s-7f3a9c2e", "completed", ("User", "Claude"))
    assert session.started == datetime(2026, 11, 20, 23, 40, tzinfo=BERLIN)
    assert (session.duration, session.hours, session.line) == ("1.5 hours", 1.5, 5)
    assert [part.kind for part in session.parts] == ["plan", "implement", "commit", "issue"]
    assert [(entry.clock, entry.text) for entry in session.entries] == [
        ("23:47", "Chose an automount unit"),
        ("00:20", "Created [[setup.sh|Setup]]"),
        (None, "`a1b2c3d`: Mount the NAS"),
        ("00:31", "**Issue**: slow **Resolution**: none"),
    ]
    assert [entry.at for entry in session.entries] == [
        datetime(2026, 11, 20, 23, 47, tzinfo=BERLIN),
        datetime(2026, 11, 21, 0, 20, tzinfo=BERLIN),
        None,
        datetime(2026, 11, 21, 0, 31, tzinfo=BERLIN),
    ]
    assert [link.target for link in session.entries[0].links] == ["notes"]
    assert commits(session) == ("a1b2c3d",)


def test_spans_hold_what_they_name() -> None:
    text = lines("## Implementation Timeline", *WHOLE, "", "## Metrics").encode().replace(b"\n", b"\r\n")
    (session,) = read_journal(read_note("context.md", text)).sessions
    entry = session.entries[0]
    label = session.fields["Status"]
    assert text[session.start :].startswith(b"### Session 3")
    assert text[session.end :] == b"## Metrics\r\n"
    assert text[entry.start : entry.end].splitlines() == [line.encode() for line in WHOLE[7:9]]
    assert text[label.value_start : label.value_end] == b"completed"
    assert text[session.key_start : session.key_end] == b"^s-7f3a9c2e"


@pytest.mark.parametrize(("heading", "number", "day", "title"), [
    pytest.param("### Session 3: 2026-11-20 - Mount", 3, "2026-11-20", "Mount", id="as we write it"),
    pytest.param("## Session 3 - Mount", 3, None, "Mount", id="another level, no day"),
    pytest.param("#### session #12", 12, None, "", id="only a number"),
    pytest.param("### Session", None, None, "", id="only the word"),
    pytest.param("### Session: Mount: again", None, None, "Mount: again", id="no number"),
    pytest.param("### Session 2026-11-20", None, "2026-11-20", "", id="a day is no number"),
    pytest.param("### 2026-11-20 – Mount", None, "2026-11-20", "Mount", id="a day opens a session in the timeline"),
    pytest.param("### Session 1 (2026/1/5): Mount", 1, "2026-01-05", "Mount", id="a day in brackets"),
    pytest.param("### Session 1 - Mount (2026-01-05)", 1, "2026-01-05", "Mount (2026-01-05)", id="a day at the end"),
    pytest.param("### Session 1: 2026-02-30 - Mount", 1, None, "2026-02-30 - Mount", id="a day that never was"),
    pytest.param("### **Session 4** - Mount", 4, None, "Mount", id="bold"),
    pytest.param("### 📌 Session 4 — Mount", 4, None, "Mount", id="an emoji before it"),
    pytest.param("### Session 3: {YYYY-MM-DD} - {Title}", 3, None, "{YYYY-MM-DD} - {Title}", id="a template"),
    pytest.param("Session 5: Mount\n---", 5, None, "Mount", id="an underlined heading"),
])  # fmt: skip
def test_a_heading_tells(heading: str, number: int | None, day: str | None, title: str) -> None:
    session = only(heading, "- did it")
    assert (session.number, session.day, session.title) == (number, day, title)


@pytest.mark.parametrize(("written", "status"), [
    pytest.param("**Status**: open ^s-1", "open", id="open"),
    pytest.param("**Status**: ✅ Done", "completed", id="another word, and an emoji"),
    pytest.param("- **Status**: partial", "partial", id="an item"),
    pytest.param("status: blocked (no disk)", "blocked", id="without stars"),
    pytest.param("**status:** shelved", "shelved", id="a word of the user's own"),
    pytest.param("**Status**: {completed|partial|blocked}", "{completed|partial|blocked}", id="a template"),
    pytest.param("**Status**:", "", id="no value"),
    pytest.param("Nothing here", "", id="no field"),
    pytest.param("```\n**Status**: open\n```", "", id="in code"),
    pytest.param("**Status**: open\n**Status**: completed", "open", id="of two the first"),
])  # fmt: skip
def test_a_status_reads_as(written: str, status: str) -> None:
    assert only("### Session 1", written).status == status


@pytest.mark.parametrize("fields", [
    pytest.param("**Started**: 9:00 ^s-ab\n**Status**: open", id="behind another field"),
    pytest.param("**Status**: open\n^s-ab", id="on a line of its own"),
    pytest.param("**Status**: open\n\n^s-ab", id="in a paragraph of its own"),
    pytest.param("- **Status**: open ^s-ab", id="in an item"),
    pytest.param("Well begun ^s-ab", id="behind prose"),
])  # fmt: skip
def test_a_block_id_is_found(fields: str) -> None:
    assert only("### Session 1", *fields.split("\n"), "", "#### Planning", "- x ^s-other").key == "s-ab"


@pytest.mark.parametrize(("item", "clock", "text"), [
    pytest.param("- 14:07 Chose it", "14:07", "Chose it", id="as we write it"),
    pytest.param("* 9:05 - Chose it", "09:05", "Chose it", id="a dash behind the time"),
    pytest.param("1. **14:07**: Chose it", "14:07", "Chose it", id="a bold time"),
    pytest.param("- [x] 14:07:31 Chose it", "14:07", "Chose it", id="a task"),
    pytest.param("- 25:07 Chose it", None, "25:07 Chose it", id="no time of day"),
    pytest.param("- 14:07:00:1 is a version", None, "14:07:00:1 is a version", id="longer than a time"),
    pytest.param("- 14:07", "14:07", "", id="nothing else"),
    pytest.param("-", None, "", id="an empty item"),
])  # fmt: skip
def test_an_entry_tells(item: str, clock: str | None, text: str) -> None:
    (entry,) = only("### Session 1: 2026-11-20", "", "#### Planning", item).entries
    assert (entry.clock, entry.text) == (clock, text)


def test_items_before_the_first_part_are_entries_and_fields_are_not() -> None:
    session = only("### Session 1", "- **Status**: done", "- **Issue**: it is slow", "- did this")
    assert [entry.text for entry in session.entries] == ["**Issue**: it is slow", "did this"]
    assert session.parts[0].title == ""


def test_what_is_quoted_or_nested_is_no_entry_and_no_part() -> None:
    session = only("### Session 1", "#### Planning", "> - quoted", "> #### Testing", "", "- one", "  - two", "  #### x")
    assert [entry.text for entry in session.entries] == ["one"]
    assert [part.title for part in session.parts] == ["Planning"]


def at(*clocks: str) -> Session:
    started, *others = clocks
    return only("### Session 1", f"**Started**: {started}", "", "#### Planning", *(f"- {clock} x" for clock in others))


HALF = timedelta(minutes=30)


@pytest.mark.parametrize(("session", "minutes"), [
    pytest.param(("2026-11-20 14:00 +01:00", "14:10", "14:40"), 40, id="gaps of the length allowed count"),
    pytest.param(("2026-11-20 14:00 +01:00", "14:10", "14:41", "14:45"), 14, id="a longer gap is left out"),
    pytest.param(("2026-11-20 23:50 +01:00", "23:55", "2026-11-21 00:05"), 15, id="over midnight"),
    pytest.param(("2026-11-20 23:50 +01:00", "00:05"), 15, id="over midnight, with no day written"),
    pytest.param(("2026-10-25 02:50 +02:00", "02:55", "03:05"), 15, id="over a change of the clock, in one offset"),
    pytest.param(("2026-11-20 14:00", "14:20", "14:10"), 20, id="entries in any order, with no offset"),
    pytest.param(("soon", "14:20", "14:30"), 0, id="times of no day are no moments"),
    pytest.param(("2026-11-20 14:00",), 0, id="one moment takes no time"),
])  # fmt: skip
def test_working_time_of(session: tuple[str, ...], minutes: int) -> None:
    assert worked(at(*session), HALF) == timedelta(minutes=minutes)


def test_working_time_goes_to_a_last_moment_on_another_clock() -> None:
    session = at("2026-10-25 02:50 +02:00", "02:55")
    after_the_change = datetime(2026, 10, 25, 2, 5, tzinfo=BERLIN)
    assert worked(session, HALF, until=after_the_change) == timedelta(minutes=15)


def test_a_total_takes_what_is_written_before_what_is_told() -> None:
    one, two = sessions(
        "### Session 1", "**Started**: 2026-11-20 14:00", "**Duration**: 2 hours", "", "#### Notes", "- 14:10 x",
        "### Session 2", "**Started**: 2026-11-20 14:00", "", "#### Notes", "- 14:10 x",
    )  # fmt: skip
    assert total([one, two]) == timedelta(hours=2, minutes=10)


@given(st.integers(0, 10_000))
def test_a_length_reads_back_to_the_minute(minutes: int) -> None:
    assert length_in(hours_text(timedelta(minutes=minutes))) == timedelta(minutes=minutes)


@given(st.datetimes(timezones=st.none() | st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))))
def test_a_moment_reads_back_to_the_minute(moment: datetime) -> None:
    plain = moment.replace(second=0, microsecond=0, fold=0)
    if moment.year >= 1000:
        assert moment_in(moment_text(moment), None) == plain
        assert (moment_in(moment_text(moment), None) or moment).utcoffset() == plain.utcoffset()


@pytest.mark.parametrize(("text", "minutes"), [
    pytest.param("45 min", 45, id="minutes"),
    pytest.param("1h30", 90, id="hours with bare minutes"),
    pytest.param("1 hour, 15 minutes", 75, id="two units"),
    pytest.param("2 hours and 5 mins.", 125, id="joined by and"),
    pytest.param("1,5 h", 90, id="a comma"),
    pytest.param("2 days", 960, id="working days"),
    pytest.param("about 3 hours (mostly waiting)", 180, id="about, and a remark"),
    pytest.param("2-3 hours", None, id="more than one length"),
    pytest.param("90", None, id="no unit"),
    pytest.param("{X hours}", None, id="a template"),
    pytest.param("", None, id="nothing"),
])  # fmt: skip
def test_a_length_is_read(text: str, minutes: int | None) -> None:
    assert length_in(text) == (None if minutes is None else timedelta(minutes=minutes))


@given(st.text(max_size=60))
def test_no_text_is_too_odd_for_a_length_or_a_moment(text: str) -> None:
    length_in(text)
    moment_in(text, None)
