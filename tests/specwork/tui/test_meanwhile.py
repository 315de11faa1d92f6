"""What others change while somebody reads: it is taken in, and nobody is led away from where they were."""

from pathlib import Path

import pytest

from specwork.tui.panes import Target
from tests.specwork.tui.room import NARROW, WIDE, Room, spec, tour, vault_in


def test_what_others_change_is_taken_in_and_nobody_loses_their_place(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("l", "j", "l", "j", "j")
        model = room.app.home.model
        before = (model.cursor, set(model.unfolded), room.tree.scroll_y)
        vault = room.folder
        (vault / "specs/1000/1001/1010.spec.md").write_text(spec(1010, "task", "Before all others"), encoding="utf-8")
        (vault / "specs/2000/epic.md").write_text(spec(2000, "epic", "Workbench"), encoding="utf-8")
        await room.press("R")
        assert "1010 Before all others" in room.text()
        assert "2000 Workbench" in room.text()
        assert (model.cursor, set(model.unfolded), room.tree.scroll_y) == before
        assert "changed" in room.lines()[0]

    tour(vault_in(tmp_path / "vault"), walk)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_whoever_reads_a_note_that_is_taken_away_is_not_led_to_another(tmp_path: Path, size: tuple[int, int]) -> None:
    gone = "specs/1000/1001/1012.spec.md"

    async def walk(room: Room) -> None:
        room.app.home.go(Target(gone))
        await room.press("enter")
        (room.folder / gone).unlink()
        await room.press("R")
        assert room.app.home.meant is not None
        assert room.app.home.meant.path == gone
        assert "no such file" in room.text()
        await room.press("escape")
        meant = room.app.home.meant
        assert meant == room.app.home.chosen
        assert meant is not None
        assert meant.path in room.app.home.model.rows

    tour(vault_in(tmp_path / "vault"), walk, size=size)


def test_whoever_reads_a_spec_that_is_moved_reads_on(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        room.app.home.go(Target("specs/1000/1001/1012.spec.md"))
        await room.press("enter")
        (room.folder / "specs/2000/2001").mkdir()
        (room.folder / "specs/1000/1001/1012.spec.md").rename(room.folder / "specs/2000/2001/1012.spec.md")
        await room.press("R")
        assert "# Tests of the mount" in room.text()
        assert room.app.home.chosen is not None
        assert room.app.home.chosen.path == "specs/2000/2001/1012.spec.md"

    tour(vault_in(tmp_path / "vault"), walk)


def test_the_cursor_stays_on_its_line_of_the_screen_where_rows_come_above_it(tmp_path: Path) -> None:
    def line_of(room: Room, text: str) -> int:
        return next(at for at, line in enumerate(room.lines(room.tree)) if text in line)

    async def walk(room: Room) -> None:
        for _ in range(4):
            await room.press("ctrl+d")
        await room.press("k", "k")
        here = room.app.home.model.chosen
        assert here is not None
        assert room.tree.scroll_y > 3
        before = line_of(room, here.label)
        for number in (500, 600, 700):
            place = room.folder / f"specs/{number}/epic.md"
            place.parent.mkdir()
            place.write_text(spec(number, "epic", "Earlier"), encoding="utf-8")
        await room.press("R")
        assert len(room.app.home.model.rows) == 63
        assert room.app.home.model.chosen == here
        assert line_of(room, here.label) == before

    files = {f"specs/{number}000/epic.md": spec(number * 1000, "epic", f"Epic {number}") for number in range(1, 61)}
    tour(vault_in(tmp_path / "vault", files), walk, size=NARROW)
