"""A session is opened, and every action lands in the session that is meant."""

import pytest

from specwork.errors import AmbiguousSession, NoSession
from specwork.work import entries, opening, sessions
from tests.specwork.work.desk_vault import CONTEXT, JOURNAL, JOURNAL_TEXT
from tests.specwork.work.room import NOW, Room
from tests.specwork.work.sessions_kit import journal, last, room, said, started
from vault.errors import NoSuchFile

__all__ = ["room"]

# opening


def test_a_session_is_opened_for_the_participant_with_an_id_of_its_own(room: Room) -> None:
    changes = room.run(opening.start, spec="1011", title="Mount at boot", participants=["Claude"])
    one = last(room)
    assert (one.number, one.title, one.status, one.participants) == (2, "Mount at boot", "open", ("Mira", "Claude"))
    assert one.started == NOW
    assert one.key is not None
    assert changes.why == "Begin session 2 of 1011 Mount the NAS"
    assert changes.paths() == [JOURNAL]


def test_a_spec_without_a_journal_gets_one(room: Room) -> None:
    room.run(opening.start, spec="1001")
    assert [one.number for one in journal(room, CONTEXT).sessions] == [1]
    assert "**Spec**: [[spec|1001 Storage]]" in room.text(CONTEXT)
    assert room.broken() == []


def test_a_start_finds_the_open_session_again(room: Room) -> None:
    started(room)
    before = room.text(JOURNAL)
    changes = room.run(opening.start, spec="1011", title="Another")
    assert room.text(JOURNAL) == before
    assert changes.notices[0].endswith("was open, and goes on")
    room.run(opening.start, spec="1011", another=True)
    assert len(journal(room).sessions) == 3


def test_two_people_have_a_session_each(room: Room) -> None:
    started(room)
    room.participant = "Ada"
    changes = room.run(opening.start, spec="1011")
    assert [one.participants for one in journal(room).sessions[1:]] == [("Mira",), ("Ada",)]
    assert any("of Mira" in notice for notice in changes.notices)
    room.run(entries.log, spec="1011", kind="plan", text="Hers")
    assert said(room, "plan") == ["Hers"]


def test_a_session_that_a_person_opened_by_hand_gets_an_id_when_it_goes_on(room: Room) -> None:
    room.files[JOURNAL] = JOURNAL_TEXT.replace("**Status**: partial ^s-00000001", "**Status**: open").encode()
    room.participant = "ada"
    room.run(opening.resume, spec="1011")
    assert last(room).key is not None
    assert room.run(opening.resume, spec="1011").changes == ()


def test_resume_opens_the_next_session_with_what_the_last_left_open(room: Room) -> None:
    room.run(opening.resume, spec="1011")
    assert (last(room).number, last(room).title) == (2, "Look around")
    at = sessions.at_work(room.given(), "1011")
    assert at.before is not None
    assert at.before.number == 1
    assert at.left == ("ask about the switch",)


@pytest.mark.parametrize("named", [None, "1", "s-00000001"])
def test_a_session_that_a_conflict_doubled_is_told_as_that(room: Room, named: str | None) -> None:
    text = JOURNAL_TEXT.replace("**Status**: partial", "**Status**: open")
    room.participant = "Ada"
    start, end = text.index("### Session 1"), text.index("## Metrics")
    twice = text[start:end]
    room.files[JOURNAL] = f"{text[:start]}<<<<<<< ours\n{twice}=======\n{twice}>>>>>>> other\n{text[end:]}".encode()
    with pytest.raises(AmbiguousSession, match="stands there twice, from a merge") as told:
        room.run(entries.log, spec="1011", kind="note", text="x", session=named)
    assert f"line {text[:start].count(chr(10)) + 2}" in (told.value.hint or "")


def test_nothing_can_be_resumed_where_nobody_has_worked(room: Room) -> None:
    room.files[JOURNAL] = b"# Context: Mount the NAS\n"
    with pytest.raises(NoSession, match="nobody has worked"):
        room.run(opening.resume, spec="1011")


# whose session


def two_open(room: Room) -> Room:
    started(room, key="s-0000000a")
    return started(room, key="s-0000000b", another=True)


@pytest.mark.parametrize(
    ("named", "error", "says"),
    [
        pytest.param(None, AmbiguousSession, "s-0000000a.*s-0000000b", id="several are named"),
        pytest.param("s-00000001", NoSession, "has ended: partial", id="one that has ended"),
        pytest.param("s-ffffffff", NoSession, "has no session s-ffffffff", id="one that is not there"),
    ],
)
def test_an_action_is_refused_where_no_one_session_is_meant(
    room: Room, named: str | None, error: type[Exception], says: str
) -> None:
    two_open(room)
    before = dict(room.files)
    with pytest.raises(error, match=says):
        room.run(entries.log, spec="1011", kind="note", text="x", session=named)
    assert room.files == before


@pytest.mark.parametrize("named", ["s-0000000a", "^s-0000000a", "2"])
def test_a_session_is_named_by_its_id_or_its_number(room: Room, named: str) -> None:
    two_open(room)
    room.run(entries.log, spec="1011", kind="note", text="x", session=named)
    found = [[entry.text for entry in one.entries] for one in journal(room).sessions[1:]]
    assert found == [["x"], []]


def test_without_an_open_session_it_is_said_how_to_open_one(room: Room) -> None:
    with pytest.raises(NoSession) as caught:
        room.run(entries.log, spec="1011", kind="note", text="x")
    assert caught.value.hint == "open one: specwork start 1011"


def test_an_open_session_of_somebody_else_is_told_and_may_be_joined(room: Room) -> None:
    started(room, key="s-0000000a")
    room.participant = "Ada"
    with pytest.raises(NoSession) as caught:
        room.run(entries.log, spec="1011", kind="note", text="x")
    assert "--in s-0000000a" in caught.value.hint
    room.run(entries.log, spec="1011", kind="note", text="x", session="s-0000000a")
    assert last(room).participants == ("Mira", "Ada")


def test_a_participant_may_be_several_people(room: Room) -> None:
    room.participant = "User, Claude"
    started(room)
    assert last(room).participants == ("User", "Claude")
    room.participant = "claude"
    room.run(entries.log, spec="1011", kind="note", text="x")
    assert said(room, "note") == ["x"]


def test_a_journal_that_is_gone_is_told_as_that(room: Room) -> None:
    started(room)
    del room.files[JOURNAL]
    with pytest.raises(NoSuchFile, match="has no journal"):
        room.run(entries.log, spec="1011", kind="note", text="x")
