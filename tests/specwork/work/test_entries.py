"""An entry is one change, in its place; whatever it says, the journal keeps its structure."""

from collections.abc import Mapping
from typing import Any

import pytest

from specwork.config import DEFAULTS
from specwork.domain.session import PARTS
from specwork.domain.writing import NOTED
from specwork.errors import BadUsage
from specwork.work import closing, entries
from tests.specwork.work.desk_vault import FEATURE, JOURNAL, SPEC, SPEC_TEXT, VAULT
from tests.specwork.work.room import Room
from tests.specwork.work.sessions_kit import journal, room, said, started
from vault.errors import NoSuchFile, Refused

__all__ = ["room"]

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
        pytest.param({"kind": "plan", "text": "\x1b[31m\u200b\x1b[0m"}, "needs words", id="nothing that can be read"),
        pytest.param({"kind": "issue", "text": "x", "commit": "a`b"}, "no name of a commit", id="no commit"),
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
        pytest.param(
            "specs/1000/1001/spec.md:2", "`specs/1000/1001/spec.md` ([Line 2](spec))", id="a note, which has headings"
        ),
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
    for path in ("src/none.py", "../src/nas.py"):
        with pytest.raises(NoSuchFile):
            room.run(entries.log, spec="1011", kind="implement", text="x", files=[path])


def test_a_file_of_any_name_is_named_so_that_it_is_read_back(room: Room) -> None:
    started(room)
    room.files |= {"src/back`tick.py": b"x\n", "src/two\nlines.py": b"x\n"}
    room.run(entries.log, spec="1011", kind="note", text="Odd", files=["src/back`tick.py"])
    assert said(room, "note") == ["Odd (`` src/back`tick.py ``)"]
    with pytest.raises(Refused, match="line end in its name"):
        room.run(entries.log, spec="1011", kind="note", text="Odder", files=["src/two\nlines.py"])


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


def test_a_status_that_cannot_be_written_does_not_cost_the_entry(room: Room) -> None:
    room.files[SPEC] = room.files[SPEC].replace(b"status: planning", b"status: &x planning\nother: *x\n\tbad: [")
    started(room)
    changes = room.run(entries.log, spec="1011", kind="implement", text="x")
    assert changes.paths() == [JOURNAL]
    assert any("stays planning" in one for one in changes.notices)


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
