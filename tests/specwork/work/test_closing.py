"""A session ends: its status, its time, what became of the spec, and what is next."""

from datetime import datetime

import pytest

from specwork.config import DEFAULTS
from specwork.errors import BadUsage
from specwork.work import closing, entries, opening
from tests.specwork.work.desk_vault import CONTEXT, FEATURE, JOURNAL, SPEC, SPEC_TEXT
from tests.specwork.work.room import Room
from tests.specwork.work.sessions_kit import journal, last, later, room, said, started

__all__ = ["room"]

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
