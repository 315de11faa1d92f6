"""A session in the app, as one works in it: keys are pressed, and the journal says what came of them."""

from pathlib import Path

import pytest

from tests.specwork.tui.room import NARROW, OPEN_SESSION, USUAL, WIDE, Room, tour, vault_in
from tests.specwork.tui.session.sessions_room import (
    JOURNAL,
    READY,
    TASK,
    TASK_JOURNAL,
    git,
    journal,
    repository,
    session,
    text,
    to,
    told,
)


def test_the_whole_flow_takes_sixteen_keys_beside_the_words(tmp_path: Path) -> None:
    folder = repository(tmp_path / "vault")
    pressed: list[str] = []

    async def walk(room: Room) -> None:
        async def keys(*each: str) -> None:
            pressed.extend(each)
            await room.press(*each)

        await keys("f")
        await text(room, "1012")
        await keys("enter")
        await keys("s", "enter")
        for verb, words in (("p", "try the mount by hand"), ("i", "wrote the script"), ("t", "ran it twice")):
            await keys(verb)
            await text(room, words)
            await keys("enter")
        (folder / "src").mkdir()
        (folder / "src/mount.sh").write_text("#!/bin/sh\n")
        await keys("d", "enter")
        await keys("c", "enter")
        await keys("x", "enter")
        assert room.app.home.model.cursor == "specs/1000/1001/1014.spec.md"  # the next one to begin

    tour(folder, walk)
    assert len(pressed) <= 16, pressed
    said = journal(folder, TASK_JOURNAL)
    for words in ("try the mount by hand", "wrote the script", "ran it twice", "`src/mount.sh`", "`: 1012: "):
        assert words in said
    assert session(folder, TASK_JOURNAL).status == "completed"
    assert "status: completed" in journal(folder, TASK)
    assert git(folder, "log", "--format=%s").splitlines()[1:] == ["1012: wrote the script", "First"]


def test_each_toast_shows_the_command_that_does_the_same(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("p")
        await text(room, "it's a plan")
        await room.press("enter", "y")
        await room.press("t")
        await text(room, "ran it")
        await room.press("ctrl+t", "enter")
        assert "specwork log 1001 plan 'it'\"'\"'s a plan'" in told(room)
        assert "specwork log 1001 plan --approve" in told(room)
        assert "specwork log 1001 test 'ran it' --passed" in told(room)

    folder = vault_in(tmp_path / "vault")
    tour(folder, walk)
    assert "ran it ✅" in journal(folder) or "✅ ran it" in journal(folder)


@pytest.mark.parametrize("key", ["p", "i", "t", "w", "W", "d", "c", "x"])
def test_without_a_session_a_verb_says_so_and_does_nothing(tmp_path: Path, key: str) -> None:
    notified: list[str] = []

    async def walk(room: Room) -> None:
        await to(room, 1013)
        app = room.app
        app.notify = lambda message, **named: notified.append(message)  # type: ignore[method-assign]  # to be read
        await room.press(key)
        assert app.screen is app.home
        assert not app.home.side.has_class("-writing")

    folder = vault_in(tmp_path / "vault")
    before = {path: path.read_bytes() for path in folder.rglob("*.md")}
    tour(folder, walk)
    assert notified == ["no session on 1013, s starts one"]
    assert {path: path.read_bytes() for path in folder.rglob("*.md")} == before


def test_a_plan_is_shown_and_approved(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("p")
        await text(room, "an automount unit")
        await room.press("enter")
        assert "Is it approved?" in room.text()
        await room.press("y")
        assert "Is it approved?" not in room.text()

    folder = vault_in(tmp_path / "vault")
    tour(folder, walk)
    assert "Plan approved by Mira" in journal(folder)


def test_a_plan_is_revised_instead_of_approved(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("p")
        await text(room, "fstab")
        await room.press("enter", "p")
        await text(room, "no, automount")
        await room.press("enter", "n")
        assert "Is it approved?" not in room.text()
        assert room.tree.has_focus

    folder = vault_in(tmp_path / "vault")
    tour(folder, walk)
    assert "approved" not in journal(folder)
    assert [entry.text for entry in session(folder).entries] == ["fstab", "no, automount"]


def test_an_entry_may_have_several_lines(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("w")
        await text(room, "one")
        await room.press("ctrl+j")
        await text(room, "two")
        await room.press("shift+enter")
        await text(room, "three")
        assert room.app.home.side.area.text == "one\ntwo\nthree"
        await room.press("enter")

    folder = vault_in(tmp_path / "vault")
    tour(folder, walk)
    said = journal(folder)
    assert said.index("one") < said.index("two") < said.index("three")


def test_an_issue_says_how_it_was_resolved(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("W")
        await text(room, "it hangs => a timeout")
        await room.press("enter")

    folder = vault_in(tmp_path / "vault")
    tour(folder, walk)
    assert "**Issue**: it hangs **Resolution**: a timeout" in journal(folder)


def test_keys_that_move_stay_in_the_text(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        before = room.app.home.model.cursor
        await room.press("p", "b", "left", "a", "up", "down", "end", "c", "home", "ctrl+d", "ctrl+u", "x")
        assert room.app.home.side.area.text == "xbc"
        assert room.app.home.model.cursor == before
        assert room.app.home.side.area.has_focus

    tour(vault_in(tmp_path / "vault"), walk)


# begin and go on


def test_s_asks_for_a_title_only_where_there_was_no_session(tmp_path: Path) -> None:
    ended = OPEN_SESSION.replace("open ^", "completed ^")
    folder = vault_in(tmp_path / "vault", {**READY, JOURNAL: ended})

    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("s")
        assert room.app.screen is room.app.home
        await to(room, 1012)
        await room.press("s")
        assert "What is the session about?" in room.text()
        await room.press("escape")

    tour(folder, walk)
    assert session(folder).title == "Mount it"
    assert session(folder).status == "open"
    assert "Session" not in journal(folder, TASK_JOURNAL)


def test_a_session_begins_though_there_is_no_journal(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1013)
        await room.press("s", "enter", "i", "a", "enter")
        assert "rec 00:00 1013" in room.text()

    tour(folder, walk)
    assert session(folder, "specs/1000/1001/1013.context.md").title == "A second disk"


@pytest.mark.parametrize("size", [NARROW, USUAL, WIDE], ids=["80 columns", "120 columns", "200 columns"])
def test_at_each_size_one_sees_the_session_and_what_one_writes(tmp_path: Path, size: tuple[int, int]) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("i")
        await text(room, "words on the way")
        seen = room.text()
        assert "words on the way" in seen
        assert "Mira 1. Mount it" in seen
        assert "write it down" in seen
        await room.press("enter", "s")
        assert "words on the way" in room.text()

    tour(vault_in(tmp_path / "vault"), walk, size=size)


def test_where_nothing_is_chosen_nothing_is_said_of_it(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        assert "this note is no spec" not in room.text()

    tour(vault_in(tmp_path, {"Empty folder/picture.png": ""}), walk, size=WIDE)
