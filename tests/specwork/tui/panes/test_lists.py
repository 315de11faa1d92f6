"""Journal, deliverables and links beside the tree: what stands there, and where the keys lead."""

from pathlib import Path
from typing import Any

import pytest

from specwork.tui.backstage import Refreshed
from specwork.tui.panes import Pane
from specwork.tui.panes.document import DocumentPane
from tests.specs_kit import SESSION, VAULT, A, C, J, S
from tests.specwork.tui.room import NARROW, Room, tour, vault_in

LATER = (
    SESSION.replace("Session 1: 2026-11-18 - Mount the NAS at boot", "Session 2: 2026-11-20 - Tests of [[spec|it]]")
    .replace("completed", "open ^s-abc12345")
    .replace("Chose an automount unit", "Wrote a test")
)
FILES: dict[str, str] = {
    **VAULT,
    C: VAULT[C].replace("## Deliverables", LATER.strip() + "\n\n## Deliverables", 1),
    S: VAULT[S] + "\nSee [[gone]] and [[../1002/spec|the desk]].\n",
}
del FILES[J]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return vault_in(tmp_path, FILES)


def pane(room: Room) -> Any:
    found = room.app.home.pane
    assert found is not None
    return found


def here(room: Room) -> str:
    line = pane(room).line_of(pane(room).cursor)
    return line.text if line else ""


async def on_storage(room: Room, tab: str) -> None:
    await room.press("l", "j", tab)


def test_the_newest_session_stands_first_and_open_the_others_folded(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "2")
        text = room.text(pane(room))
        assert "▾ 2026-11-20 2. Tests of it  ● open  1.5 hours  User, Claude" in text
        assert "Wrote a test over a line in fstab" in text
        assert "▸ 2026-11-18 1. Mount the NAS at boot" in text
        assert "Chose an automount unit" not in text
        assert "▸ Metrics" in text

    tour(folder, walk)


def test_sessions_fold_and_unfold_and_stay_so_when_the_journal_grows(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "2")
        await room.press("enter")
        assert "Wrote a test" not in room.text(pane(room))
        await room.press("j", "l")
        assert "Chose an automount unit" in room.text(pane(room))
        (folder / C).write_text((folder / C).read_text().replace("- Chose", "- Hesitated\n- Chose"))
        room.app.home.refreshed(Refreshed(9, frozenset({C})))
        await room.quiet()
        text = room.text(pane(room))
        assert "Hesitated" in text
        assert "Wrote a test" not in text
        assert here(room).startswith("▾ 2026-11-18")
        await room.press("h")
        assert "Hesitated" not in room.text(pane(room))

    tour(folder, walk)


def test_a_link_of_the_journal_is_followed_and_a_line_opens_the_journal_there(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "2")
        await room.press("slash", *"Created", "enter", "enter")
        assert isinstance(pane(room), DocumentPane)
        assert pane(room).document.path == A
        await room.press("H", "2", "slash", *"Wrote", "enter", "enter")
        assert pane(room).document.path == C
        assert "Wrote a test" in here(room)

    tour(folder, walk)


def test_a_spec_without_a_journal_says_what_to_do(folder: Path) -> None:
    (folder / C).unlink()

    async def walk(room: Room) -> None:
        await on_storage(room, "2")
        assert "no journal yet: s starts a session" in room.text(pane(room))

    tour(folder, walk)


def test_what_is_typed_behind_a_tab_is_heard_by_what_stands_in_it(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await room.type_ahead("l", "j", "2", "slash", *"Created", "enter", "enter")
        assert isinstance(pane(room), DocumentPane)
        assert pane(room).document.path == A

    tour(folder, walk)


def test_deliverables_stand_by_category_with_their_state(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "3")
        lines = room.lines(pane(room))
        assert lines[0].strip() == "Scripts"
        assert lines[1].strip() == "✓ Mount script  traced · 121 B"
        assert "mounts the share" in lines[2]
        assert " ✗ Settings  missing" in lines
        await room.press("j", "enter")
        assert pane(room).document.path == A
        assert "mount the-share" in room.text(pane(room))

    tour(folder, walk)


def test_a_deliverable_that_is_missing_says_so(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "3")
        await room.press("slash", *"Settings", "enter", "enter")
        assert [one.message for one in room.app._notifications] == [f"no such file: {J}"]

    tour(folder, walk)


def test_links_stand_with_the_lines_that_hold_them_the_broken_ones_first(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "4")
        lines = [line.strip() for line in room.lines(pane(room))]
        assert lines[:5] == [
            "Broken 2",
            "✗ [[deliverables/config/c.json|Settings]]  line 32",
            "Settings - what the unit reads",
            "✗ [[gone]]  line 38",
            "See gone and the desk.",
        ]
        assert "1002 Desk  line 38" in lines
        assert "1011 Mount the NAS  line 13" in lines

    tour(folder, walk)


def test_enter_on_a_broken_link_goes_to_its_line_on_one_in_to_the_line_of_the_other_note(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "4")
        await room.press("slash", *"gone", "enter", "enter")
        assert pane(room).document.path == S
        assert here(room) == "See gone✗ and the desk."
        await room.press("4", "slash", *"1011 Mount the NAS  line 13", "enter", "enter")
        assert pane(room).document.path.endswith("1011.spec.md")
        assert here(room) == "Parent: 1001 Storage"

    tour(folder, walk)


def test_letters_lead_along_a_list_too(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, "4")
        await room.press("o", "s")
        assert here(room) == "See gone✗ and the desk."

    tour(folder, walk, size=NARROW)


@pytest.mark.parametrize("tab", ["2", "3", "4"])
def test_a_list_survives_any_width(folder: Path, tab: str) -> None:
    async def walk(room: Room) -> None:
        await on_storage(room, tab)
        key = pane(room).key
        for size in ((30, 10), (200, 50), (60, 15)):
            await room.pilot.resize_terminal(*size)
            await room.quiet()
            assert pane(room).key == key
        assert isinstance(pane(room), Pane)

    tour(folder, walk)
