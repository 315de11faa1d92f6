"""The board: what stands where, and what becomes of a card that is moved."""

from pathlib import Path

import pytest

from specwork.tui.screens.board import Board
from specwork.tui.screens.columns import OTHER, Columns
from specwork.tui.tree.model import Wanted
from specwork.tui.tree.rows import Row
from tests.specwork.tui.room import NARROW, VAULT, WIDE, Room, spec, tour, vault_in


def card(number: int, status: str = "planning", **more: object) -> Row:
    return Row(f"specs/{number}/spec.md", None, "task", f"Card {number}", number, status)._replace(**more)  # type: ignore[arg-type]  # by name


def board(room: Room) -> Board:
    assert isinstance(room.app.screen, Board)
    return room.app.screen


def chosen(model: Columns) -> Row:
    assert model.chosen is not None
    return model.chosen


def said(room: Room) -> list[str]:
    return [text for _, text in room.app.said]


# the model


def test_every_column_is_there_and_one_more_for_words_that_nobody_knows() -> None:
    model = Columns([card(1, "doing"), card(2, "waiting for spring"), card(3, "cancelled")])
    assert dict(zip(model.words, [[row.id for row in cards] for cards in model.cards], strict=True)) == {
        "planning": [], "implementing": [1], "blocked": [], "completed": [], "failed": [], "dropped": [3], OTHER: [2],
    }  # fmt: skip


def test_what_is_worked_on_stands_first_then_what_is_urgent() -> None:
    model = Columns([card(1), card(2, priority="high"), card(3, recording=("Mira",)), card(4, priority="low")])
    assert [row.id for row in model.cards[0]] == [3, 2, 1, 4]


def test_the_cursor_goes_with_its_card_and_stays_at_its_height_when_that_is_gone() -> None:
    model = Columns([card(1), card(2), card(3)])
    model.by(1)
    model.replace([card(1), card(2, "blocked"), card(3)])
    assert (model.words[model.column], model.chosen and model.chosen.id) == ("blocked", 2)
    model.replace([card(1), card(3)])
    assert (model.words[model.column], model.chosen) == ("blocked", None)
    model.across(-1)
    model.across(-1)
    assert chosen(model).id == 1


def test_no_card_can_be_given_a_word_that_nobody_knows() -> None:
    model = Columns([card(1, "dropped"), card(2, "waiting")])
    assert [model.moves(by) for by in (-1, 1)] == [{"specs/1/spec.md": "failed"}, {}]
    model.across(1)
    assert [model.moves(by) for by in (-1, 1)] == [{"specs/2/spec.md": "dropped"}, {}]


def test_narrowed_the_board_still_finds_a_card_that_is_asked_for() -> None:
    model = Columns([card(1), card(2)])
    model.narrow(Wanted(text="card 1"))
    assert [row.id for row in model.cards[0]] == [1]
    assert model.reveal(card(2).key)
    assert chosen(model).id == 2


# the screen


def test_a_card_moved_to_the_right_is_a_status_that_is_set_and_undone(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, VAULT)

    async def walk(room: Room) -> None:
        await room.press("b")
        assert chosen(board(room).model).id == 1000
        await room.press("L")
        assert board(room).model.words[board(room).model.column] == "implementing"
        assert "status: implementing" in (folder / "specs/1000/epic.md").read_text()
        assert said(room)[-1] == "Set status of 1000 Storage\nspecwork set 1000 status=implementing"
        await room.press("u", "y")
        assert "status: planning" in (folder / "specs/1000/epic.md").read_text()
        assert board(room).model.column == 0

    tour(folder, walk)


def test_marked_cards_move_together_each_one_column_on_and_come_back_by_one_undo(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, VAULT)
    before = {path: path.read_bytes() for path in folder.rglob("*.md")}

    async def walk(room: Room) -> None:
        await room.press("b", "space", "space", "l", "space")
        assert {row.id for row in board(room).model.marked} == {1000, 1012, 1001}
        assert "3 marked" in room.lines()[0]
        await room.press("L")
        words = {row.id: row.status for row in board(room).model.rows.values()}
        assert [words[number] for number in (1000, 1012, 1001)] == ["implementing", "implementing", "blocked"]
        assert "status: blocked" in (folder / "specs/1000/1001/spec.md").read_text()
        assert said(room)[-1].startswith("Set status of 3 specs\nspecwork set 1000 status=implementing && ")
        await room.press("m", *"dropped", "enter")
        words = {row.id: row.status for row in board(room).model.rows.values()}
        assert [words[number] for number in (1000, 1012, 1001)] == ["dropped"] * 3
        await room.press("u", "y", "u", "y")
        assert {path: path.read_bytes() for path in folder.rglob("*.md")} == before
        await room.press("escape")
        assert board(room).model.marks == set()
        await room.press("escape")
        assert room.app.screen is room.app.home

    tour(folder, walk)


def test_if_one_of_the_marked_cards_cannot_move_none_does(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, VAULT)

    async def walk(room: Room) -> None:
        await room.press("b", "space", "space")
        (folder / "specs/1000/1001/1012.spec.md").write_text("---\nid: 1012\nstatus: [a\n---\n# Tests\n")
        before = (folder / "specs/1000/epic.md").read_bytes()
        await room.press("L")
        assert room.app.said[-1][0] == "error"
        assert (folder / "specs/1000/epic.md").read_bytes() == before
        assert {row.status for row in board(room).model.marked} == {"planning"}

    tour(folder, walk)


def test_two_moves_in_haste_end_two_columns_on(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, VAULT)

    async def walk(room: Room) -> None:
        await room.press("b")
        await room.pilot.press("L", "L")
        await room.quiet()
        assert board(room).model.words[board(room).model.column] == "blocked"
        assert "status: blocked" in (folder / "specs/1000/epic.md").read_text()

    tour(folder, walk)


def test_a_card_whose_note_cannot_be_changed_goes_back(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, VAULT)

    async def walk(room: Room) -> None:
        await room.press("b")
        (folder / "specs/1000/epic.md").write_text("---\nid: 1000\nstatus: [a\n---\n# Storage\n")
        await room.press("L")
        assert room.app.said[-1][0] == "error"
        assert board(room).model.column == 0

    tour(folder, walk)


def test_enter_opens_the_spec_and_the_board_is_gone(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("b", "l", "l", "enter")
        assert room.app.screen is room.app.home
        assert "# A second disk" in room.text()

    tour(vault_in(tmp_path, VAULT), walk, size=NARROW)


def test_narrow_there_is_one_column_and_the_counts_of_all(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("b")
        lines = room.lines()
        assert lines[1].split() == ["○", "planning", "3", "◐", "1", "⊘", "1", "●", "1", "✗", "0", "–", "0"]
        assert "Mount the NAS" not in room.text()
        await room.press("l")
        assert "Mount the NAS" in room.text()
        await room.pilot.resize_terminal(*WIDE)
        await room.quiet()
        assert "Storage" in room.text()
        assert "Mount the NAS" in room.text()

    tour(vault_in(tmp_path, VAULT), walk, size=(60, 24))


def test_the_board_is_narrowed_by_type_and_words_and_escape_ends_that_first(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("b", "slash", *"disk", "enter")
        assert "A second disk" in room.text()
        assert "Storage" not in room.text()
        await room.press("escape", "percent_sign")
        assert "Storage" in room.text()
        assert "A second disk" not in room.text()
        await room.press("escape", "escape")
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path, VAULT), walk)


@pytest.mark.parametrize("size", [(60, 12), (120, 30), (200, 50)])
def test_titles_and_words_of_a_hostile_vault_are_only_words(tmp_path: Path, size: tuple[int, int]) -> None:
    files = {
        "specs/1000/epic.md": spec(1000, "epic", '"[/b][@click=app.quit]\\e[31m\\u202e x"', status='"[b]odd\\e[2J"')
    }

    async def walk(room: Room) -> None:
        await room.press("b", "G")
        text = room.text()
        assert "[/b]" in text
        assert not {"\x1b", "\u202e"} & set(text)
        await room.press("L", "H", "m")
        assert "\x1b" not in room.text()

    tour(vault_in(tmp_path, files), walk, size=size)


def test_an_empty_board_says_the_next_key(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("b")
        assert "no specs yet: a makes one" in room.text()
        await room.press("a", *"Storage", "enter")
        assert "1000" in room.text()
        assert chosen(board(room).model).title == "Storage"

    tour(vault_in(tmp_path, {"note.md": "# A note\n"}), walk)
