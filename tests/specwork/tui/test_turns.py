"""What is typed faster than it is answered goes where it was meant to go."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from specwork.desk import Desk
from specwork.tui import home
from specwork.tui.glance import FirstLook
from specwork.tui.screens import changing, graph
from specwork.tui.screens.making import Place
from specwork.tui.tree.rows import Rows
from tests.specwork.tui.room import PATIENCE, VAULT, WIDE, Room, app_on, key_of, tour, vault_in


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


@pytest.mark.parametrize(
    ("keys", "path", "words"),
    [
        (("r", "enter", "end", *" more", "enter", "y"), "specs/1000/1001/spec.md", "title: Mount the NAS more\n"),
        (("m", *"blocked", "enter", "u", "y", "U", "y"), "specs/1000/1001/spec.md", "status: blocked\n"),
        (("m", *"blocked", "enter", "Z", *"status", "enter", "y"), "specs/1000/1001/spec.md", "status: doing\n"),
        (("p", *"half", "enter", "y"), "specs/1000/1001/context.md", "Plan approved by Mira"),
        (("d", *"notes.sh", "enter"), "specs/1000/1001/context.md", "notes.sh"),
        (("B", *"2000", "enter", "y"), "specs/1000/1001/spec.md", "depends_on:"),
        (("a", *"One", "enter", "m", *"done", "enter"), "specs/1000/1001/1014.spec.md", "status: completed\n"),
    ],
    ids=[
        "a title",
        "undo and redo",
        "the history",
        "a plan and its yes",
        "a deliverable",
        "what it waits for",
        "a task",
    ],
)
def test_a_whole_deed_can_be_typed_before_the_first_screen_of_it_has_come(
    tmp_path: Path, keys: tuple[str, ...], path: str, words: str
) -> None:
    folder = vault_in(tmp_path, {**VAULT, "notes.sh": "echo\n"})

    async def walk(room: Room) -> None:
        await room.type_ahead("l", "j", *keys)
        assert words in (folder / path).read_text(encoding="utf-8")
        assert room.app.screen is room.app.home

    tour(folder, walk)


def test_a_graph_hears_what_was_typed_before_it_was_drawn(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.type_ahead("l", "j", "l", "j", "j", "v", "h", "enter")
        assert room.app.home.model.chosen is not None
        assert room.app.home.model.chosen.id == 1013
        assert room.app.screen is room.app.home

    tour(vault_in(tmp_path), walk, size=WIDE)


def test_escape_leaves_a_screen_that_is_still_empty_and_what_was_typed_for_it_is_nobodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Event()

    def slow(desk: Desk, middle: str) -> None:
        go.wait()

    async def walk(room: Room) -> None:
        room.app.post_message(key_of("v"))
        while room.app.screen is room.app.home:
            await asyncio.sleep(0.001)
        room.app.post_message(key_of("q"))
        room.app.post_message(key_of("escape"))
        while room.app.screen is not room.app.home:
            await asyncio.sleep(0.001)
        go.set()
        await room.press("j")
        assert room.app.is_running
        assert room.app.home.model.cursor == "specs/2000/epic.md"

    monkeypatch.setattr(graph, "around", slow)
    tour(vault_in(tmp_path), walk, size=WIDE)


def test_escape_cancels_a_screen_that_is_on_its_way_and_ends_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, asked = Event(), Event()

    def slow(desk: Desk, path: str | None, *, below: bool) -> list[Place]:
        asked.set()
        go.wait()
        return [Place("epic", None, "")]

    async def walk(room: Room) -> None:
        await room.press("space")
        room.app.post_message(key_of("a"))
        while not asked.is_set():
            await asyncio.sleep(0.001)
        for key in ("q", "escape"):
            room.app.post_message(key_of(key))
        while room.app.held:
            await asyncio.sleep(0.001)
        go.set()
        await room.quiet()
        assert room.app.screen is room.app.home
        assert room.app.home.model.marks == {"specs/1000/epic.md"}
        await room.press("a", *"New", "enter")
        assert (tmp_path / "specs/3000/epic.md").is_file()

    monkeypatch.setattr(changing, "_places", slow)
    tour(vault_in(tmp_path), walk)


def test_what_is_typed_before_the_list_has_come_is_heard_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, typed = FirstLook.rows, Event()

    def slow(first: FirstLook, desk: Desk) -> Rows:
        typed.wait()
        return rows(first, desk)

    monkeypatch.setattr(FirstLook, "rows", slow)
    monkeypatch.setattr(home, "FILLED", PATIENCE)
    app = app_on(vault_in(tmp_path))

    async def run() -> None:
        async with app.run_test(size=WIDE) as pilot:
            for key in ("l", "j"):
                app.post_message(key_of(key))
            await pilot.pause()
            typed.set()
            await Room(app, pilot, tmp_path).quiet()
            assert app.home.model.cursor == "specs/1000/1001/spec.md"
            app.exit(0)

    try:
        asyncio.run(run())
    finally:
        app.leave()


def test_what_is_typed_upon_a_yes_is_meant_for_the_vault_as_it_will_be(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.type_ahead("D", "y", "y", "p")
        assert room.app.said[-1][1] == "copied: specs/archive/1000/epic.md"
        await room.type_ahead("u", "y", "y", "p")
        assert room.app.said[-1][1] == "copied: specs/1000/epic.md"

    tour(vault_in(tmp_path), walk)
