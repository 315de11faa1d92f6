"""Getting about: headings from everywhere, letters over the parts of the screen, and the mouse."""

from pathlib import Path

from specwork.tui.leaping import Letters
from specwork.tui.panes.document import DocumentPane
from tests.specwork.tui.room import NARROW, VAULT, Room, spec, tour, vault_in

FILES = {
    **VAULT,
    "specs/2000/epic.md": spec(2000, "epic", "Desk", body="".join(f"Words.\n\n## Part {n}\n\n" for n in range(60))),
}


def here(room: Room) -> str:
    pane = room.app.home.query_one(DocumentPane)
    line = pane.line_of(pane.cursor)
    return line.text if line else ""


def test_headings_are_gone_to_from_the_list_from_another_tab_and_from_the_board(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("G", "#", *"part 47", "enter")
        assert here(room) == "## Part 47"
        await room.press("4", "#", *"part 12", "enter")
        assert here(room) == "## Part 12"
        await room.press("escape", "b", "#", *"part 33", "enter")
        assert room.app.screen is room.app.home
        assert here(room) == "## Part 33"

    tour(vault_in(tmp_path, FILES), walk)


def test_a_letter_leads_to_a_part_of_the_screen(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press(";")
        assert isinstance(room.app.screen, Letters)
        await room.press("s")
        assert room.app.home.query_one(DocumentPane).has_focus
        assert room.app.home.has_class("inside")
        await room.press(";", "a")
        assert room.tree.has_focus
        assert not room.app.home.has_class("inside")
        await room.press(";", "escape")
        assert room.tree.has_focus

    tour(vault_in(tmp_path, FILES), walk)


def test_where_one_part_is_seen_there_is_nothing_to_choose(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press(";")
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path, FILES), walk, size=NARROW)


def test_a_click_chooses_a_second_one_opens_and_the_wheel_scrolls(tmp_path: Path) -> None:
    files = {**FILES, **{f"specs/{n}000/epic.md": spec(n * 1000, "epic", f"Epic {n}") for n in range(3, 60)}}

    async def walk(room: Room) -> None:
        await room.pilot.click(room.tree, offset=(10, 1))
        await room.quiet()
        assert room.app.home.model.cursor == "specs/2000/epic.md"
        assert room.tree.has_focus
        room.tree.post_message(_wheel(room))
        await room.quiet()
        assert room.tree.scroll_y > 0
        room.tree.scroll_to(y=0, animate=False, force=True)
        await room.quiet()
        await room.pilot.double_click(room.tree, offset=(10, 0))
        await room.quiet()
        assert room.app.home.has_class("inside")
        assert room.app.home.chosen is not None
        assert room.app.home.chosen.path == "specs/1000/epic.md"

    tour(vault_in(tmp_path, files), walk)


def _wheel(room: Room):  # type: ignore[no-untyped-def]  # Textual's event takes a dozen arguments
    from textual.events import MouseScrollDown

    return MouseScrollDown(room.tree, 5, 5, 0, 1, 0, shift=False, meta=False, ctrl=False)


def test_tabs_and_crumbs_are_clicked(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("l", "j", "l", "j")
        tabs = room.lines(room.app.home.query_one("#tabs"))[0]
        await room.pilot.click("#tabs", offset=(tabs.index("4 Links"), 0))
        await room.quiet()
        assert room.app.home.tab == "links"
        await room.pilot.click("#title", offset=(room.lines()[0].index("1001 Mount"), 0))
        await room.quiet()
        assert room.app.home.chosen is not None
        assert room.app.home.chosen.id == 1001

    tour(vault_in(tmp_path, FILES), walk)


def test_a_vault_without_specs_says_which_key_makes_one(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        heading = room.lines(room.app.home.query_one("#tree-title"))[0]
        assert "Notes 1 · no specs yet: a makes" in heading
        await room.press("a", *"Begin", "enter")
        assert "1000 Begin" in room.text()
        await room.press("F", "G", "I", *"feature", "enter", *"begin", "enter")
        assert "1001" in room.text()
        await room.press("y")
        assert not (room.folder / "Today.md").exists()
        await room.press("F")
        assert [row.label for row in room.app.home.model.rows.values()] == ["1000 Begin", "1001 Today"]

    tour(vault_in(tmp_path, {"Today.md": "# Today\n"}), walk)


def test_what_became_a_spec_is_shown_and_what_is_gone_again_is_not(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("a", *"Begin", "enter", "F", "G", "I", *"feature", "enter", *"begin", "enter", "y")
        assert room.app.home.chosen is not None
        assert room.app.home.chosen.path == "1000/1001/spec.md"
        await room.press("u", "y")
        assert (room.folder / "Today.md").exists()
        assert "no such file" not in room.text()

    tour(vault_in(tmp_path, {"Today.md": "# Today\n"}), walk)


def test_a_note_that_is_gone_is_shown_no_more_where_the_cursor_comes_to_stand_on_a_folder(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("l", "j", "j")
        assert "see the one" in room.text()
        (room.folder / "a/One.md").unlink()
        await room.press("R")
        assert "see the one" not in room.text()
        assert "no such file" not in room.text()

    tour(vault_in(tmp_path, {"a/One.md": "# One\n\nsee the one\n", "a/b/Two.md": "# Two\n"}), walk)
