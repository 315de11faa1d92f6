"""What board, graph and health look like at three sizes, and without colours."""

from pathlib import Path

import pytest

from specwork.tui.own import Own
from specwork.tui.panes import Target
from tests.specwork.tui.room import NARROW, USUAL, WIDE, Room, spec, tour, vault_in
from tests.specwork.tui.screens.test_graph import WAITING
from tests.specwork.tui.snaps import check

OTHER = {
    **WAITING,
    "specs/2000/epic.md": spec(2000, "epic", "A desk with a title that goes on and on", status="waiting for spring"),
    "notes.md": "# Notes\n\nsee [[gone]]\n",
}
SIZES = {"narrow": NARROW, "usual": USUAL, "wide": WIDE}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "key"), [("board", "b"), ("graph", "v"), ("health", "!")])
def test_a_screen_looks_as_recorded(tmp_path: Path, name: str, key: str, size: str) -> None:
    async def walk(room: Room) -> None:
        room.app.home.go(Target("specs/1000/1001/1014.spec.md"))
        await room.quiet()
        await room.press(key)
        check(room, f"{name}-{size}-dark", keys=False)

    tour(vault_in(tmp_path / "vault", OTHER), walk, size=SIZES[size])


@pytest.mark.parametrize(("name", "key"), [("board", "b"), ("graph", "v"), ("health", "!")])
def test_a_screen_without_colours_looks_as_recorded(tmp_path: Path, name: str, key: str) -> None:
    async def walk(room: Room) -> None:
        room.app.home.go(Target("specs/1000/1001/1014.spec.md"))
        await room.quiet()
        await room.press(key)
        check(room, f"{name}-usual-plain", keys=False)
        assert "\n".join(room.lines()[:-1]).replace("·", "").isascii()

    tour(vault_in(tmp_path / "vault", OTHER), walk, size=USUAL, own=Own("plain", ascii=True))
