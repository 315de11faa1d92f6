"""Where somebody was is found again at the next start, and a place that makes no sense is no trouble."""

import json
from pathlib import Path

import pytest

from tests.specwork.tui.room import WIDE, Room, tour, vault_in


def test_no_place_is_kept_before_one_was_restored(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        kept = room.app._place
        room.app.home.filled = False
        room.app._keep_place()
        assert room.app._place is kept
        room.app.home.filled = True

    tour(vault_in(tmp_path / "vault"), walk)


def test_the_place_is_found_again(tmp_path: Path) -> None:
    async def leave(room: Room) -> None:
        await room.press("l", "j", "l", "j", "plus", "T", "3", "q")

    async def again(room: Room) -> None:
        home = room.app.home
        assert home.model.cursor == "specs/1000/1001/1011.spec.md"
        assert home.tab == "deliverables"
        assert home.width == 42
        assert room.app.theme == "light"

    vault = vault_in(tmp_path / "vault")
    tour(vault, leave)
    tour(vault, again)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "nonsense",
        "[]",
        '{"cursor": 7, "unfolded": "x", "width": "wide", "panes": []}',
        '{"width": -400, "tab": "?"}',
    ],
    ids=["nothing", "no JSON", "a list", "other kinds of values", "values out of bounds"],
)
def test_a_place_that_makes_no_sense_is_no_trouble(tmp_path: Path, said: str) -> None:
    async def walk(room: Room) -> None:
        assert "1000 Storage" in room.text()
        state = Path(str(room.app.state))
        state.mkdir(parents=True, exist_ok=True)
        (state / "place.json").write_text(said, encoding="utf-8")

    vault = vault_in(tmp_path / "vault")
    app = tour(vault, walk)
    place = Path(str(app.state)) / "place.json"
    place.write_text(said, encoding="utf-8")
    tour(vault, walk, size=WIDE)
    assert json.loads(place.read_text(encoding="utf-8") or "0") is not None
