"""What is typed into holds words, wherever they come from."""

from pathlib import Path

from textual import events

from specwork.tui.field import Field
from specwork.tui.over import Prompt
from tests.specwork.tui.room import Room, tour, vault_in


def test_what_a_field_begins_with_and_what_is_pasted_into_it_steers_nothing(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.app.push_screen(Prompt("A title", text="a\x1b[31mb\u202ec"))
        await room.quiet()
        field = room.app.screen.query_one(Field)
        assert field.value == "a␛[31mb\ufffdc"
        field.post_message(events.Paste("x\x07\x9b[y"))
        await room.quiet()
        assert field.value == "x␇\ufffd[y"  # in the place of all that was selected

    tour(vault_in(tmp_path), walk)


def test_a_draft_that_somebody_else_put_there_steers_nothing(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        room.app.home.side.area.load_text("a\x1b]0;x\x07\n\tb")
        assert room.app.home.side.area.text == "a␛]0;x␇\n\tb"

    tour(vault_in(tmp_path), walk)
