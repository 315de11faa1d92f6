"""How often the screen is laid out and painted, and where what takes long is done."""

import threading
from pathlib import Path
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet

from specwork.tui.app import Specwork
from specwork.tui.document.blocks import Blocks
from specwork.tui.panes import document
from tests.specwork.tui.room import NARROW, VAULT, WIDE, Room, tour, vault_in


def painted(room: Room, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What stands on the screen after each painting from now on."""
    seen: list[str] = []
    shown = Specwork._display

    def display(app: Specwork, screen: Any, painting: Any) -> None:
        shown(app, screen, painting)
        if painting is not None:
            seen.append(room.text())

    monkeypatch.setattr(Specwork, "_display", display)
    return seen


def laid_out(room: Room) -> list[tuple[int, frozenset[str]]]:
    """The width and the classes of the main screen each time that it is laid out from now on."""
    found: list[tuple[int, frozenset[str]]] = []

    def hear(_screen: Any) -> None:
        found.append((room.app.home.outer_size.width, frozenset(room.app.home.classes)))

    room.app.home.screen_layout_refresh_signal.subscribe(room.app, hear, immediate=True)
    return found


def test_a_move_of_the_cursor_is_one_painting_of_all_that_tells_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def walk(room: Room) -> None:
        seen = painted(room, monkeypatch)
        await room.press("j")
        assert len(seen) == 1
        assert seen[0].count("2000 Desk") == 3  # the list, the title and the facts

    tour(vault_in(tmp_path / "vault"), walk, size=NARROW)


def test_another_note_beside_the_list_lays_out_nothing_but_itself(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        laid = laid_out(room)
        await room.press("j")
        assert "# Desk" in room.text()
        assert not laid

    tour(vault_in(tmp_path / "vault"), walk)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrower", "wider"])
def test_another_size_is_laid_out_with_its_own_classes(tmp_path: Path, size: tuple[int, int]) -> None:
    async def walk(room: Room) -> None:
        laid = laid_out(room)
        await room.pilot.resize_terminal(*size)
        await room.quiet()
        expected = "-narrow" if size == NARROW else "-wide"
        at_first = [classes for wide, classes in laid if wide == size[0]]
        assert at_first
        assert all(expected in classes and "-normal" not in classes for classes in at_first)

    tour(vault_in(tmp_path / "vault"), walk)


def test_the_style_sheet_of_another_theme_is_read_behind_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def walk(room: Room) -> None:
        await room.press("T")  # what is told of it is on the screen once, so that its own sheet is known
        where: list[str] = []
        parse = Stylesheet.parse

        def parsed(sheet: Stylesheet) -> None:
            where.append(threading.current_thread().name)
            parse(sheet)

        monkeypatch.setattr(Stylesheet, "parse", parsed)
        before, ground = room.app.theme, room.app.home.styles.background
        await room.press("T")
        assert room.app.theme != before
        assert room.app.home.styles.background != ground
        assert set(where) == {"specwork-backstage"}

    tour(vault_in(tmp_path / "vault"), walk)


def test_themes_come_one_after_the_other_however_fast_they_are_asked_for(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.type_ahead("T", "T", "T")
        assert room.app.theme == "ansi-light"
        assert room.app.home.place_now().theme == "ansi-light"

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_screen_below_another_has_the_new_colours_once_it_is_seen(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("b", "T", "q")
        assert room.app.screen is room.app.home
        assert room.app.home.styles.background.hex.lower() == "#fbfbfc"

    tour(vault_in(tmp_path / "vault"), walk)


def test_the_footer_is_painted_when_something_else_can_be_done(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        before = room.lines()[-1]
        await room.press("g")
        begun = room.lines()[-1]
        assert begun != before
        await room.press("escape")
        assert room.lines()[-1] == before

    tour(vault_in(tmp_path / "vault"), walk)


def test_what_is_long_is_laid_out_behind_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"- step {number} of it\n" for number in range(300))
    journal = f"# Journal\n\n### Session 1: 2026-11-20 - Long\n**Status**: complete\n\n{lines}"
    newer = "### Session 2: 2026-11-21 - Short\n**Status**: complete\n\nDone.\n"

    async def walk(room: Room) -> None:
        where: set[str] = set()
        laid = Blocks.lines

        def noted(blocks: Blocks, tokens: Any, width: int) -> Any:
            where.add(threading.current_thread().name)
            return laid(blocks, tokens, width)

        monkeypatch.setattr(Blocks, "lines", noted)
        monkeypatch.setattr(document, "AHEAD", 60.0)  # so that no slow machine leaves some of it for later
        await room.press("j", "2")
        assert "Done." in room.text()
        await room.press("G", "enter")
        assert "step 7 of it" in room.text()
        assert where == {"specwork-backstage"}

    files = VAULT | {"specs/2000/context.md": journal + "\n" + newer}
    tour(vault_in(tmp_path / "vault", files), walk)
