"""Keys that come faster than the screens that they are meant for."""

from pathlib import Path

import pytest
from textual.app import App

from specwork.tui.bars import Part
from specwork.tui.keyed import Keyed
from specwork.tui.over import Question
from tests.specwork.tui.room import Room, tour, vault_in


@pytest.mark.parametrize("keys", [("enter", "enter"), ("y", "enter", "y"), ("enter", "escape")])
def test_a_question_is_answered_once_and_no_other_screen_with_it(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async def walk(room: Room) -> None:
        app: App[int] = room.app
        answers: list[bool | None] = []
        below = Question("Below?", [])
        await app.push_screen(below)
        await app.push_screen(Question("Twice?", [[Part("once")]]), answers.append)
        await room.quiet()
        question = app.screen
        assert isinstance(question, Keyed)
        for key in keys:
            question.press(key)
        await room.quiet()
        assert answers == [True]
        assert app.screen is below

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_key_that_comes_after_a_screen_was_left_is_the_next_ones(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("question_mark")
        await room.type_ahead("escape", "escape", "j")
        assert room.app.screen is room.app.home
        assert room.app.home.model.cursor == "specs/2000/epic.md"

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_screen_that_is_asked_for_twice_at_once_stands_there_once(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.type_ahead("question_mark", "question_mark")
        await room.press("escape")
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_screen_that_is_closed_by_two_clicks_is_closed_once(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("b")
        board = room.app.screen
        assert isinstance(board, Keyed)
        board.perform("quit")
        board.perform("quit")
        await room.quiet()
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path / "vault"), walk)
