"""What the screens look like, at three sizes and in every kind of colour."""

from pathlib import Path

import pytest

from specwork.tui.own import Own
from tests.specwork.tui.room import NARROW, USUAL, WIDE, Room, tour, vault_in
from tests.specwork.tui.snaps import check

LOOKS = {"dark": Own("dark"), "light": Own("light"), "sixteen": Own("ansi-dark"), "plain": Own("plain", ascii=True)}


@pytest.mark.parametrize(
    ("name", "size", "look", "keys"),
    [
        pytest.param("tree-narrow-dark", NARROW, "dark", "l j l", id="80 columns, the tree"),
        pytest.param("tree-narrow-plain", NARROW, "plain", "l j l", id="80 columns, no colours, ASCII"),
        pytest.param("inside-narrow-light", NARROW, "light", "l j enter", id="80 columns, inside a spec"),
        pytest.param("home-usual-dark", USUAL, "dark", "l j l", id="120 columns, dark"),
        pytest.param("home-usual-light", USUAL, "light", "l j l", id="120 columns, light"),
        pytest.param("home-usual-sixteen", USUAL, "sixteen", "l j l", id="120 columns, 16 colours"),
        pytest.param("home-usual-plain", USUAL, "plain", "l j l", id="120 columns, no colours"),
        pytest.param("home-wide-dark", WIDE, "dark", "l j l", id="200 columns"),
        pytest.param("help-usual-dark", USUAL, "dark", "question_mark", id="every key"),
        pytest.param("palette-narrow-sixteen", NARROW, "sixteen", "colon", id="the palette"),
        pytest.param("filter-narrow-dark", NARROW, "dark", "slash 1 0 1 2", id="narrowed by words"),
        pytest.param("files-narrow-dark", NARROW, "dark", "F l j", id="all notes by folder"),
        pytest.param("prefix-narrow-dark", NARROW, "dark", "y", id="what may follow a key"),
    ],
)
def test_the_screen_looks_as_recorded(tmp_path: Path, name: str, size: tuple[int, int], look: str, keys: str) -> None:
    async def walk(room: Room) -> None:
        room.app.home.filter.cursor_blink = False
        await room.press(*keys.split())
        check(room, name)

    tour(vault_in(tmp_path / "vault"), walk, size=size, own=LOOKS[look])


def test_what_was_chosen_on_a_narrow_screen_is_shown_once_there_is_room(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("G")
        await room.pilot.resize_terminal(*USUAL)
        await room.quiet()
        assert "# Desk" in room.text()
        await room.pilot.resize_terminal(*NARROW)
        await room.press("g", "g")
        await room.pilot.resize_terminal(*WIDE)
        await room.quiet()
        assert "# Storage" in room.text()

    tour(vault_in(tmp_path / "vault"), walk, size=NARROW)


def test_it_reflows_live(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        assert "# Storage" in room.text()
        await room.pilot.resize_terminal(*NARROW)
        await room.quiet()
        assert "# Storage" not in room.text()
        await room.pilot.resize_terminal(*WIDE)
        await room.quiet()
        assert "# Storage" in room.text()

    tour(vault_in(tmp_path / "vault"), walk)
