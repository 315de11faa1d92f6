"""The finder on the screen: what it shows, and where Enter leads."""

from pathlib import Path
from typing import Any

from specwork.tui.finder.screen import Finder
from specwork.tui.panes.document import DocumentPane
from tests.specwork.tui.room import NARROW, VAULT, WIDE, Room, spec, tour, vault_in

FILES = {
    **VAULT,
    "specs/2000/epic.md": spec(2000, "epic", "Desk", body="".join(f"Words.\n\n## Part {n}\n\n" for n in range(60))),
    "Recipes/Bread.md": "# Bread\n\n## With seeds\n",
    "specs/1000/1001/deliverables/scripts/nas-setup.sh": "mount\n",
}


def finder(room: Room) -> Finder:
    found = room.app.screen
    assert isinstance(found, Finder)
    return found


def listed(room: Room) -> list[str]:
    return [choice.label for choice in finder(room).choices.lines]


def shown_line(room: Room) -> str:
    pane: Any = room.app.home.query_one(DocumentPane)
    return str(pane.line_of(pane.cursor).text)


def test_an_id_and_enter_lead_to_the_spec(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"1012")
        assert listed(room)[0] == "1012 Tests of the mount"
        await room.press("enter")
        assert room.app.home.model.cursor == "specs/1000/1001/1012.spec.md"
        assert room.app.home.chosen is not None
        assert room.app.home.chosen.id == 1012
        assert room.tree.has_focus

    tour(vault_in(tmp_path, FILES), walk, size=NARROW)


def test_a_heading_is_gone_to_at_its_line(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"2000 part 47", "enter")
        assert shown_line(room) == "## Part 47"

    tour(vault_in(tmp_path, FILES), walk, size=NARROW)


def test_a_heading_is_listed_as_it_is_written(tmp_path: Path) -> None:
    files = {**FILES, "Log.md": "# Log\n\nWords.\n\n## The NAS: C# & `mount` #2\n\nMore.\n"}

    async def walk(room: Room) -> None:
        await room.press("f", *"the nas c mount")
        assert listed(room)[0] == "The NAS: C# & `mount` #2"
        await room.press("enter")
        assert shown_line(room) == "## The NAS: C# & mount #2"

    tour(vault_in(tmp_path, files), walk, size=NARROW)


def test_a_note_that_is_no_spec_and_a_file_are_read(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"bread", "enter")
        assert "With seeds" in room.text()
        await room.press("f", *"nas-setup", "enter")
        assert "mount" in room.text(room.app.home.query_one(DocumentPane))

    tour(vault_in(tmp_path, FILES), walk)


def test_without_a_word_there_are_the_places_where_one_was_the_latest_first(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        for words in ("1012", "2000", "bread"):
            await room.press("f", *words, "enter")
        await room.press("f")
        assert listed(room) == ["2000 Desk", "1012 Tests of the mount"]
        await room.press("enter")
        assert room.app.home.model.cursor == "specs/2000/epic.md"
        await room.press("q")

    async def again(room: Room) -> None:
        await room.press("f")
        assert "1012 Tests of the mount" in listed(room)

    vault_in(tmp_path, FILES)
    tour(tmp_path, walk)
    tour(tmp_path, again)


def test_the_note_stands_beside_where_there_is_room(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"seeds")
        await room.quiet()
        assert "## With seeds" in room.text(finder(room).view)
        await room.press("escape", "f", *"10", "down", "down")
        await room.quiet()
        assert finder(room).target is not None
        assert finder(room).view.document is not None
        assert finder(room).view.document.path == finder(room).target.path  # type: ignore[union-attr]  # just asserted

    tour(vault_in(tmp_path, FILES), walk, size=WIDE)


def test_what_nobody_is_called_becomes_a_new_spec(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"Zebra crossing", "enter")
        assert "New feature in 1000 Storage" in room.text()
        await room.press("enter")
        assert b"title: Zebra crossing" in (room.folder / "specs/1000/1002/spec.md").read_bytes()
        assert room.app.home.model.cursor == "specs/1000/1002/spec.md"

    tour(vault_in(tmp_path, FILES), walk)


def test_names_that_come_while_one_types_are_found(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"zeb")
        assert listed(room) == ["a new spec: zeb"]
        (room.folder / "Zebra.md").write_text("Stripes\n", encoding="utf-8")
        room.app.do_rescan()
        await room.quiet()
        assert listed(room) == ["Zebra", "Zebra.md"][:1]

    tour(vault_in(tmp_path, FILES), walk)


def test_every_kind_says_what_it_is_and_where(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"mount")
        seen = room.text()
        assert "feature · specs/1000/1001/spec.md" in seen
        await room.press("escape", "f", *"criteria")
        assert "heading · 1001 Mount the NAS" in room.text()
        await room.press("escape", "f", *"nas-setup")
        assert "▪ specs/1000/1001/deliverables/scripts/nas-setup.sh" in room.text()

    tour(vault_in(tmp_path, FILES), walk)


def test_hostile_names_are_shown_and_nothing_else(tmp_path: Path) -> None:
    files = {
        "specs/1000/epic.md": spec(1000, "epic", '"[/b] [@click=app.quit]x\\e[2J \u202egnp"'),
        "[red]x\u202e.md": "# [/b] \x1b[2J \x9b31m zz\n\n[[x]]\n",
    }

    async def walk(room: Room) -> None:
        for words in ("click", "red", "31m"):
            await room.press("f", *words)
            await room.quiet()
            seen = room.text()
            assert "\x1b" not in seen
            assert "\x9b" not in seen
            assert "\u202e" not in seen
            await room.press("escape")
        await room.press("f", *"click", "enter")
        assert room.app.is_running

    tour(vault_in(tmp_path, files), walk, size=WIDE)


def test_from_the_board_it_leads_back_to_the_main_screen(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("b", "f", *"1012", "enter")
        assert room.app.screen is room.app.home
        assert room.app.home.model.cursor == "specs/1000/1001/1012.spec.md"

    tour(vault_in(tmp_path, FILES), walk)


def test_a_click_goes_to_a_hit(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("f", *"desk")
        await room.pilot.click(finder(room).choices, offset=(3, 0))
        await room.quiet()
        assert room.app.home.model.cursor == "specs/2000/epic.md"

    tour(vault_in(tmp_path, FILES), walk)
