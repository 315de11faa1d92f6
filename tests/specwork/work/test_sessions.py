"""A session is opened, written and ended; each action is one change, and lands in the session that is meant."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from specwork.config import DEFAULTS
from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import PARTS, Session
from specwork.domain.writing import NOTED
from specwork.errors import AmbiguousSession, BadUsage, NoSession
from specwork.work import closing, entries, opening, sessions
from tests.specwork.work.desk_vault import CONTEXT, FEATURE, JOURNAL, JOURNAL_TEXT, SPEC, SPEC_TEXT, VAULT
from tests.specwork.work.room import NOW, Room
from vault.errors import NoSuchFile, Refused
from vault.notes.note import read_note


@pytest.fixture
def room() -> Room:
    return Room(VAULT)


def started(room: Room, **asked: Any) -> Room:
    room.run(opening.start, spec="1011", **asked)
    return room


def journal(room: Room, path: str = JOURNAL) -> Journal:
    return read_journal(read_note(path, room.files[path]))


def last(room: Room) -> Session:
    return journal(room).sessions[-1]


def said(room: Room, kind: str) -> list[str]:
    part = last(room).part(kind)
    return [entry.text for entry in part.entries] if part else []


def later(room: Room, minutes: int) -> None:
    room.now += timedelta(minutes=minutes)


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


# writing


@pytest.mark.parametrize("kind", entries.LOGGED)
def test_every_kind_of_entry_has_its_place(room: Room, kind: str) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind=kind, text="Chose NFS")
    text = room.text(JOURNAL)
    assert text.count("Chose NFS") == 1
    title = PARTS.get(kind) or NOTED[kind][1]
    assert text.index(f"# {title}") < text.index("Chose NFS")
    assert "**Updated**: 2026-11-20 14:05" in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"kind": "plan", "text": " \n"}, "needs words", id="an empty entry"),
        pytest.param({"kind": "dance", "text": "x"}, "no such action", id="an unknown action"),
        pytest.param({"kind": "commit", "text": "x"}, "command of its own", id="a command"),
        pytest.param({"kind": "note", "text": "x", "resolution": "y"}, "belongs to an issue", id="a resolution"),
        pytest.param({"kind": "note", "text": "x", "approve": True}, "only a plan", id="an approval"),
        pytest.param({"kind": "note", "text": "x", "result": "passed"}, "only a test", id="a result"),
    ],
)
def test_what_is_asked_wrongly_changes_nothing(room: Room, asked: Mapping[str, Any], says: str) -> None:
    started(room)
    before = dict(room.files)
    with pytest.raises(BadUsage, match=says):
        room.run(entries.log, spec="1011", **asked)
    assert room.files == before


def test_an_issue_has_its_resolution_and_its_commit(room: Room) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="issue", text="no rights", resolution="joined", commit="d4e5f6a")
    room.run(entries.log, spec="1011", kind="issue", text="", resolution="waited")
    assert said(room, "issue") == [
        "**Issue**: no rights **Resolution**: joined **Commit**: `d4e5f6a`",
        "**Resolution**: waited",
    ]


@pytest.mark.parametrize(("result", "mark"), list(entries.RESULTS.items()))
def test_a_test_bears_its_result(room: Room, result: str, mark: str) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="test", text="Booted\nwith the NAS unplugged", result=result)
    assert said(room, "test") == [f"Booted {mark}"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        pytest.param(
            "Wrote src/nas.py:2.", "Wrote `src/nas.py` ([Line 2](../../../src/nas.py#L2)).", id="a line of code"
        ),
        pytest.param("`src/nas.py:2`", "`src/nas.py` ([Line 2](../../../src/nas.py#L2))", id="in backticks"),
        pytest.param("src/nas.py:2-3", "`src/nas.py` ([Lines 2-3](../../../src/nas.py#L2-L3))", id="several lines"),
        pytest.param("src/none.py:2", "src/none.py:2", id="a file that is not there"),
        pytest.param("[[src/nas.py:2]]", "[[src/nas.py:2]]", id="inside a link"),
        pytest.param("`run src/nas.py:2`", "`run src/nas.py:2`", id="inside other code"),
        pytest.param("http://src/nas.py:2", "http://src/nas.py:2", id="inside an address"),
    ],
)
def test_a_place_in_code_becomes_a_link_to_its_line(room: Room, typed: str, written: str) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="note", text=typed)
    assert said(room, "note") == [written]


def test_files_are_named_in_an_entry(room: Room) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="implement", text="Wrote it", files=["src/nas.py", FEATURE])
    assert said(room, "implement") == ["Wrote it (`src/nas.py`, [[spec|spec.md]])"]
    room.run(entries.log, spec="1011", kind="implement", text="Wrote src/nas.py.", files=["src/nas.py"])
    room.run(entries.log, spec="1011", kind="implement", text="Wrote `src/nas.py`", files=["src/nas.py"])
    room.run(entries.log, spec="1011", kind="implement", text="", files=["src/nas.py"])
    assert said(room, "implement")[1:] == ["Wrote `src/nas.py`.", "Wrote `src/nas.py`", "Changed `src/nas.py`"]
    with pytest.raises(NoSuchFile):
        room.run(entries.log, spec="1011", kind="implement", text="x", files=["src/none.py"])


HOSTILE = "# Heading\n---\n```\nfoo ]]\n#### Testing\n<!-- x\n**Status**: completed ^s-0\n\x1b[2J"


@pytest.mark.parametrize("kind", entries.LOGGED)
def test_whatever_is_pasted_the_journal_keeps_its_structure(room: Room, kind: str) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="plan", text="a plan")
    before = journal(room)
    room.run(entries.log, spec="1011", kind=kind, text=HOSTILE)
    room.run(entries.log, spec="1011", kind="note", text="after")
    now = journal(room)
    assert [one.key for one in now.sessions] == [one.key for one in before.sessions]
    assert [one.status for one in now.sessions] == [one.status for one in before.sessions]
    assert said(room, "note")[-1] == "after"


def test_the_first_that_is_implemented_turns_a_plan_into_work(room: Room) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="plan", text="x")
    assert room.text(SPEC) == SPEC_TEXT
    room.run(entries.log, spec="1011", kind="implement", text="x")
    assert room.text(SPEC) == SPEC_TEXT.replace("planning", "implementing").replace("2026-11-01", "2026-11-20")
    assert room.run(entries.log, spec="1011", kind="implement", text="y").paths() == [JOURNAL]


def test_a_spec_that_is_blocked_stays_so_until_somebody_says_otherwise(room: Room) -> None:
    room.files[SPEC] = room.files[SPEC].replace(b"planning", b"blocked")
    started(room)
    assert room.run(entries.log, spec="1011", kind="implement", text="x").paths() == [JOURNAL]


def test_code_that_was_pasted_stays_as_it_was(room: Room) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="note", text="See\n```\nsrc/nas.py:2\n```\nsrc/nas.py:3")
    assert "  src/nas.py:2\n  ```\n  `src/nas.py` ([Line 3]" in room.text(JOURNAL)


# the plan


def test_an_approval_says_who_gave_it(room: Room) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="plan", text="Automount")
    room.participant = "User"
    room.run(entries.log, spec="1011", kind="plan", approve=True, session="2")
    assert said(room, "plan") == ["Automount", "Plan approved by User"]


def test_what_is_implemented_without_an_approved_plan_is_told_or_refused(room: Room) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="plan", text="Automount")
    assert "not approved" in room.run(entries.log, spec="1011", kind="implement", text="x").notices[0]
    room.settings = DEFAULTS._replace(require_plan=True)
    with pytest.raises(Refused, match="not approved"):
        room.run(entries.log, spec="1011", kind="implement", text="x")
    room.run(entries.log, spec="1011", kind="plan", approve=True)
    assert room.run(entries.log, spec="1011", kind="implement", text="x").notices == ()
    room.run(entries.log, spec="1011", kind="plan", text="Rather fstab")
    with pytest.raises(Refused, match="not approved"):
        room.run(entries.log, spec="1011", kind="implement", text="x")


def test_an_approved_plan_holds_for_the_next_session(room: Room) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="plan", text="Automount", approve=True)
    room.run(closing.done, spec="1011")
    started(room)
    assert room.run(entries.log, spec="1011", kind="implement", text="x").notices == ()


def test_there_must_be_a_plan_to_approve() -> None:
    room = started(Room(VAULT | {JOURNAL: "# Context: Mount the NAS\n"}))
    with pytest.raises(Refused, match="no plan"):
        room.run(entries.log, spec="1011", kind="plan", approve=True)


# ending


def ticked(room: Room, count: int) -> Room:
    room.files[SPEC] = room.files[SPEC].replace(b"[ ]", b"[x]", count)
    return room


@pytest.mark.parametrize(
    ("met", "status", "session", "spec"),
    [
        pytest.param(2, "", "completed", "completed", id="all is met"),
        pytest.param(1, "", "partial", "implementing", id="not all is met"),
        pytest.param(1, "completed", "completed", "implementing", id="said to be completed, but it is not"),
        pytest.param(2, "partial", "partial", "implementing", id="all is met, and yet it is not done"),
        pytest.param(0, "blocked", "blocked", "blocked", id="blocked"),
        pytest.param(2, "Done", "completed", "completed", id="in another word"),
    ],
)
def test_a_session_ends(room: Room, met: int, status: str, session: str, spec: str) -> None:
    started(room)
    room.run(entries.log, spec="1011", kind="implement", text="x")
    ticked(room, met)
    changes = room.run(closing.done, spec="1011", status=status)
    assert last(room).status == session
    assert f"status: {spec}" in room.text(SPEC)
    assert any("stays implementing: 1 criterion is open: 2 Survives" in one for one in changes.notices) == (
        met == 1 and status == "completed"
    )


def test_a_spec_without_criteria_is_completed_only_if_somebody_says_so(room: Room) -> None:
    room.run(opening.start, spec="1001")
    changes = room.run(closing.done, spec="1001")
    assert journal(room, CONTEXT).sessions[-1].status == "partial"
    assert "no acceptance criteria" in changes.notices[0]
    room.run(opening.start, spec="1001")
    changes = room.run(closing.done, spec="1001", status="completed")
    assert "status: completed" in room.text(FEATURE)
    assert changes.notices == ("1 part of 1001 Storage is still open: 1011 Mount the NAS",)


def test_a_session_ends_in_no_other_way(room: Room) -> None:
    started(room)
    with pytest.raises(BadUsage, match="does not end as 'open'"):
        room.run(closing.done, spec="1011", status="open")


def test_the_end_tells_the_time_the_summary_and_the_figures(room: Room) -> None:
    started(room)
    later(room, 20)
    room.run(entries.log, spec="1011", kind="plan", text="x")
    later(room, 120)  # a long pause
    room.run(entries.log, spec="1011", kind="plan", text="y")
    later(room, 25)
    room.run(closing.done, spec="1011", summary="It *works*.\n\n## Not a heading")
    text = room.text(JOURNAL)
    assert last(room).duration == "45 min"
    assert "Nothing yet." not in text
    assert "It *works*.\n\n\\## Not a heading\n" in text
    assert "- **Total Sessions**: 2\n" in text
    assert "- **Total Duration**: 2.25 hours\n" in text
    assert "- **Acceptance Criteria Met**: 0/2\n" in text


def test_pauses_count_as_the_vault_says(room: Room) -> None:
    started(room)
    later(room, 50)
    room.settings = DEFAULTS._replace(idle_gap=60)
    room.run(closing.done, spec="1011")
    assert last(room).duration == "50 min"


def test_a_session_over_midnight_in_another_zone_comes_out_right(room: Room) -> None:
    room.now = datetime.fromisoformat("2026-11-20T23:50:00+01:00")
    started(room)
    room.now = datetime.fromisoformat("2026-11-20T23:15:00+00:00")
    room.run(entries.log, spec="1011", kind="plan", text="x")
    assert "- 2026-11-21 00:15 x" in room.text(JOURNAL)
    room.now = datetime.fromisoformat("2026-11-21T01:45:00+02:00")
    room.run(closing.done, spec="1011")
    assert last(room).duration == "55 min"


def test_what_is_next_is_told_with_the_parent(room: Room) -> None:
    started(room)
    ticked(room, 2)
    key = last(room).key
    room.run(closing.done, spec="1011")
    told = closing.outcome(room.given(), "1011", key)
    assert told.parent is not None
    assert told.parent.id == 1001
    assert told.progress is not None
    assert (told.progress.completed, told.progress.below) == (1, 1)
    assert told.next.text == "nothing below 1001 Storage is ready"
    assert told.session is not None


# changes to the spec


def test_changes_to_the_spec_are_told_once(room: Room) -> None:
    started(room, key="s-0000000a")
    room.kept["s-0000000a"] = SPEC_TEXT.encode()
    room.run(entries.log, spec="1011", kind="change", text="Met acceptance criterion: Mounted at boot")
    ticked(room, 1)
    room.files[SPEC] = room.files[SPEC].replace(b"## Technical", b"- [ ] Quiet\n\n## Technical")
    room.files[SPEC] = room.files[SPEC].replace(b"An automount unit.", b"A line in fstab.")
    room.run(closing.done, spec="1011")
    assert said(room, "change") == [
        "Met acceptance criterion: Mounted at boot",
        "Added acceptance criterion: Quiet",
        "Technical Approach rewritten",
    ]
    assert room.broken() == []


def test_what_our_own_actions_changed_is_no_change_to_the_spec(room: Room) -> None:
    started(room, key="s-0000000a")
    room.kept["s-0000000a"] = SPEC_TEXT.encode()
    room.run(entries.log, spec="1011", kind="implement", text="x")
    room.run(closing.done, spec="1011")
    assert said(room, "change") == []
