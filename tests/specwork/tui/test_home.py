"""The main screen: what one sees and where the keys lead."""

from pathlib import Path

from tests.specwork.tui.room import NARROW, Room, tour, vault_in


def test_the_tree_shows_the_epics_and_the_first_spec_beside_it(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        seen = room.text()
        assert "1000 Storage" in seen
        assert "2000 Desk" in seen
        assert "title Storage" in seen
        assert "1011" not in seen

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_narrow_screen_shows_one_side_at_a_time(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        assert "title Storage" not in room.text()
        await room.press("enter")
        assert "title Storage" in room.text()
        assert "2000 Desk" not in room.text()
        await room.press("escape")
        assert "2000 Desk" in room.text()

    tour(vault_in(tmp_path / "vault"), walk, size=NARROW)
