"""What a spec waits for, found by a piece of a name: one more, or one less."""

from pathlib import Path

import pytest

from specwork.tui.bars import Bar
from specwork.tui.screens.waits import WaitsFor
from tests.specwork.tui.room import NARROW, VAULT, Room, spec, tour, vault_in
from tests.specwork.tui.session.sessions_room import to, told

TASK = "specs/1000/1001/1012.spec.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return vault_in(tmp_path, VAULT)


def screen(room: Room) -> WaitsFor:
    assert isinstance(room.app.screen, WaitsFor)
    return room.app.screen


def listed(room: Room) -> list[tuple[str, str]]:
    return [(one.label, one.why or one.hint) for one in screen(room).choices.lines]


def test_a_spec_is_found_shown_and_waited_for_and_one_undo_takes_it_back(folder: Path) -> None:
    before = (folder / TASK).read_bytes()

    async def walk(room: Room) -> None:
        await to(room, 1012)
        await room.press("B")
        assert listed(room) == [("1013 A second disk", "waited for: Enter takes it away")]
        await room.press(*"automount")
        assert listed(room)[0] == ("1011 Automount unit", "completed")
        await room.press("enter")
        assert "1012 Tests of the mount waits for 1011 Automount unit?" in room.text()
        assert "1011.spec" in room.text()
        await room.press("y")
        assert told(room).endswith("specwork depend 1012 1011")
        assert "[[1011.spec|" in (folder / TASK).read_text()
        await room.press("u", "y")
        assert (folder / TASK).read_bytes() == before

    tour(folder, walk)


def test_what_is_waited_for_is_taken_away_from_the_board_too(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1012)
        await room.press("b", "B", "enter")
        assert "1012 Tests of the mount no longer waits for 1013 A second disk?" in room.text()
        await room.press("y")
        assert told(room).endswith("specwork depend 1012 1013 --remove")
        assert "1013" not in (folder / TASK).read_text()
        await room.press("B")
        assert "nothing yet: type a piece of a name" in room.text()

    tour(folder, walk)


def test_a_circle_is_refused_and_another_one_can_be_chosen(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1013)
        await room.press("B", *"1012")
        assert listed(room) == [("1012 Tests of the mount", "it waits for this one")]
        await room.press("enter")
        line = room.text(screen(room).query_one(".why-not", Bar))
        assert "they would wait for each other: 1013 → 1012 → 1013" in line
        await room.press(*["backspace"] * 4, *"1011")
        assert room.text(screen(room).query_one(".why-not", Bar)) == ""
        await room.press("enter")
        await room.press("y")
        assert "1011" in (folder / "specs/1000/1001/1013.spec.md").read_text()

    before = (folder / TASK).read_bytes()
    tour(folder, walk)
    assert (folder / TASK).read_bytes() == before


def test_what_leads_nowhere_is_told_and_a_spec_is_not_offered_itself(tmp_path: Path) -> None:
    lost = {TASK: spec(1012, "task", "Tests", more='depends_on:\n  - "[[lost]]"\n')}

    async def walk(room: Room) -> None:
        await to(room, 1012)
        await room.press("B")
        assert listed(room) == [("[[lost]]", "leads nowhere: it is taken away in the note")]
        await room.press("enter")
        assert "it is taken away in the note" in room.text()
        await room.press(*"1012")
        assert "no spec is called so" in room.text()
        await room.press("escape")
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path, {**VAULT, **lost}), walk, size=NARROW)


def test_a_note_that_is_no_spec_waits_for_nothing(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("B")
        assert told(room).endswith("this is no spec")

    tour(vault_in(tmp_path, {"note.md": "# A note\n"}), walk)
