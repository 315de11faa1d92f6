"""The document pane: keys are pressed, and what stands on the screen is read."""

from pathlib import Path

from specwork.tui.backstage import Refreshed
from specwork.tui.panes.document import DocumentPane
from tests.specwork.tui.room import CRITERIA, NARROW, USUAL, Room, spec, tour, vault_in

LONG = "".join(f"## Part {number}\n\nSome words on part {number}, and more of them.\n\n" for number in range(400))
BODY = "See [[1002/spec#Part 7|part seven]], [[gone]] and [web](https://e.org/x).\n\n" + CRITERIA
VAULT = {
    "specs/1000/epic.md": spec(1000, "epic", "Storage", body=BODY),
    "specs/1000/context.md": "# Journal\n",
    "specs/1000/1002/spec.md": spec(1002, "feature", "Long", body=LONG),
}


def pane(room: Room) -> DocumentPane:
    return room.app.home.query_one(DocumentPane)


def said(room: Room) -> list[str]:
    return [one.message for one in room.app._notifications]


def test_a_note_is_laid_out_and_its_links_show_how_they_stand(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        text = room.text(pane(room))
        assert "# Storage" in text
        assert "See part seven, gone✗ and web↗." in text
        assert "☑ mounts at boot" in text

    tour(vault_in(tmp_path, VAULT), walk)


def test_letters_on_links_lead_to_a_heading_of_another_note(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "o")
        assert "See aart seven, sone✗ and deb↗." in room.text(pane(room))
        await room.press("a")
        assert pane(room).document is not None
        assert pane(room).document.path == "specs/1000/1002/spec.md"  # type: ignore[union-attr]  # just asserted
        line = pane(room).line_of(pane(room).cursor)
        assert line is not None
        assert line.text == "## Part 7"

    tour(vault_in(tmp_path, VAULT), walk)


def test_a_link_that_leads_nowhere_says_so_and_one_to_the_web_is_copied(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "o", "s", "o", "d")
        assert said(room) == ["leads nowhere: [[gone]]", "copied: https://e.org/x"]
        assert room.app.clipboard == "https://e.org/x"

    tour(vault_in(tmp_path, VAULT), walk)


def test_any_other_key_puts_the_letters_away(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "o", "escape")
        assert "See part seven" in room.text(pane(room))
        assert pane(room).has_focus

    tour(vault_in(tmp_path, VAULT), walk)


def test_space_ticks_the_criterion_under_the_cursor_and_takes_it_back(tmp_path: Path) -> None:
    vault_in(tmp_path, VAULT)
    file = tmp_path / "specs/1000/epic.md"

    async def walk(room: Room) -> None:
        await room.press("enter", "G", "space")
        assert "- [x] survives a reboot" in file.read_text()
        assert "☑ survives a reboot" in room.text(pane(room))
        line = pane(room).line_of(pane(room).cursor)
        assert line is not None
        assert "survives" in line.text
        await room.press("space")
        assert "- [ ] survives a reboot" in file.read_text()

    tour(tmp_path, walk)


def test_a_line_that_is_no_criterion_cannot_be_ticked(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "space")
        assert said(room) == ["no acceptance criterion stands on this line"]

    tour(vault_in(tmp_path, VAULT), walk)


def test_a_text_is_searched_and_its_hits_walked(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "o", "a", "g", "g")
        await room.press("slash", *"part 39", "enter")
        view = pane(room)
        assert len(view.hits) == 22, "39 and 390 to 399, each in a heading and below it"
        texts = []
        for _ in range(3):
            line = view.line_of(view.cursor)
            assert line is not None
            texts.append(line.text)
            await room.press("n")
        assert texts == ["## Part 39", "Some words on part 39, and more of them.", "## Part 390"]
        await room.press("N", "escape")
        assert view.hits == []
        assert view.has_focus

    tour(vault_in(tmp_path, VAULT), walk)


def test_a_search_without_a_hit_says_so(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "slash", *"nothing [b]", "enter")
        assert said(room) == ["not found: nothing [b]"]

    tour(vault_in(tmp_path, VAULT), walk)


def test_one_goes_to_a_heading_from_the_list_of_them(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "#")
        assert "Acceptance Criteria" in room.text()
        await room.press("down", "enter")
        line = pane(room).line_of(pane(room).cursor)
        assert line is not None
        assert line.text == "## Acceptance Criteria"

    tour(vault_in(tmp_path, VAULT), walk)


def test_what_one_reads_stays_in_sight_when_the_window_changes(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("enter", "o", "a")
        source = pane(room).source
        for size in (NARROW, USUAL, (50, 20)):
            await room.pilot.resize_terminal(*size)
            await room.quiet()
            assert pane(room).source == source
            assert "## Part 7" in room.text(pane(room))

    tour(vault_in(tmp_path, VAULT), walk)


def test_what_one_reads_stays_in_sight_when_lines_are_added_above_it(tmp_path: Path) -> None:
    vault_in(tmp_path, VAULT)
    file = tmp_path / "specs/1000/1002/spec.md"

    async def walk(room: Room) -> None:
        await room.press("enter", "o", "a")
        file.write_text(file.read_text().replace("# Long\n", "# Long\n\nNew words.\n\n- and a list\n"))
        room.app.home.refreshed(Refreshed(9, frozenset({"specs/1000/1002/spec.md"})))
        await room.quiet()
        assert b"New words" in pane(room).document.text  # type: ignore[union-attr]  # it is shown
        line = pane(room).line_of(pane(room).cursor)
        assert line is not None
        assert line.text == "## Part 7"

    tour(tmp_path, walk)


def test_a_note_that_is_gone_says_so(tmp_path: Path) -> None:
    vault_in(tmp_path, VAULT)

    async def walk(room: Room) -> None:
        (tmp_path / "specs/1000/1002/spec.md").unlink()
        await room.press("enter", "o", "a")
        assert "no such file" in room.text(pane(room))

    tour(tmp_path, walk)


def test_hostile_text_is_shown_and_nothing_else(tmp_path: Path) -> None:
    hostile = (
        "# [/b] [@click=app.quit]x[/] \x1b[2J \x9b31m \u202egnp\n\n[[[bold]|[red]a]] [@click](https://e.org/[b])\n"
    )

    async def walk(room: Room) -> None:
        text = room.text()
        assert "[/b] [@click=app.quit]x[/] ␛[2J" in text
        assert "\u202e" not in text
        await room.press("enter", "o", "a")

    tour(vault_in(tmp_path, {"specs/1000/epic.md": hostile}), walk)


def test_a_click_follows_a_link_and_ticks_a_box(tmp_path: Path) -> None:
    vault_in(tmp_path, VAULT)

    async def walk(room: Room) -> None:
        lines = room.lines(pane(room))
        box = next(row for row, line in enumerate(lines) if "survives" in line)
        await room.pilot.click(DocumentPane, offset=(1, box))
        await room.quiet()
        assert "- [x] survives" in (tmp_path / "specs/1000/epic.md").read_text()
        link = next(row for row, line in enumerate(lines) if "part seven" in line)
        await room.pilot.click(DocumentPane, offset=(lines[link].index("part seven") + 3, link))
        await room.quiet()
        assert pane(room).document is not None
        assert "## Part 7" in room.text(pane(room))

    tour(tmp_path, walk)
