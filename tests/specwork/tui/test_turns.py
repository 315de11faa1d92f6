"""What is typed faster than it is answered goes where it was meant to go."""

from pathlib import Path

from tests.specwork.tui.room import Room, tour, vault_in


def test_a_burst_of_keys_writes_two_texts_and_nothing_else(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("l", "j")
        await room.type_ahead("p", *"half", "escape", "i", *"add", "escape")
        kept = {kind: draft.text for (_, kind), draft in room.app.home.side.drafts.kept.items()}
        assert kept == {"plan": "half", "implement": "add"}
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path), walk)


def test_a_key_whose_holder_goes_away_holds_up_none_after_it(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.type_ahead("question_mark", "escape", "f", "escape", "l", "j")
        assert room.app.home.model.cursor == "specs/1000/1001/spec.md"
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path), walk)
