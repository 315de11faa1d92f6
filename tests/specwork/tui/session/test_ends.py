"""What is delivered and committed, how a session ends, and hostile words in all of it."""

import subprocess
import sys
from pathlib import Path

from specwork.tui.looks import glyphs
from specwork.tui.session.marking import Marking
from tests.specwork.tui.room import OPEN_SESSION, VAULT, WIDE, Room, tour, vault_in
from tests.specwork.tui.session.sessions_room import (
    JOURNAL,
    READY,
    TASK_JOURNAL,
    git,
    journal,
    repository,
    session,
    text,
    to,
    told,
)

# files, and the end


def test_files_are_ticked_or_a_path_is_typed(tmp_path: Path) -> None:
    folder = repository(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        for name in ("a.py", "b.py", "c.py"):
            (folder / name).write_text("1\n")
        (folder / "old.py").write_text("1\n")
        git(folder, "add", "old.py")
        git(folder, "commit", "-q", "-m", "old")
        await room.press("d")
        assert isinstance(room.app.screen, Marking)
        await room.press("space", "space")
        await room.press("tab")
        await text(room, "old.py")
        await room.press("enter")

    tour(folder, walk)
    said = journal(folder)
    assert sum(name in said for name in ("a.py", "b.py", "c.py")) == 2
    assert "old.py" in said


def test_a_path_that_is_nowhere_is_told(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("d", "n", "o", "enter")
        assert "no such file: no" in told(room)

    tour(vault_in(tmp_path / "vault"), walk)


def test_what_does_not_belong_is_left_out_of_a_commit(tmp_path: Path) -> None:
    folder = repository(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        (folder / "mine.py").write_text("1\n")
        await room.press("i")
        await text(room, "wrote mine.py:1")
        await room.press("enter", "c")
        marks = room.app.screen.query_one("Marks")
        assert "mine.py" in room.text()
        await room.press("tab", "down", "down", "space")
        assert glyphs(marks).unmet in room.text(marks)
        await room.press("tab", "enter")
        assert "--without mine.py" in told(room)

    tour(folder, walk)
    assert "mine.py" not in git(folder, "log", "-1", "--name-only", "--format=")
    assert git(folder, "status", "--porcelain", "mine.py") == "?? mine.py"


def test_the_end_asks_only_for_what_is_missing_and_ticks_what_is_met(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("x")
        seen = room.text()
        assert "1 criterion of 2 not met" in seen
        assert "no test is written down" in seen
        assert "nothing is delivered" in seen
        await room.press("tab", "space", "tab")
        await text(room, "all is well")
        await room.press("enter")

    tour(folder, walk)
    assert session(folder).status == "completed"
    assert "- [x] survives a reboot" in journal(folder, "specs/1000/1001/spec.md")
    assert "all is well" in journal(folder)


def test_a_session_may_end_blocked(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("x", "tab", "down", "space", "enter")

    tour(folder, walk)
    assert session(folder).status == "blocked"


# hostile words

NASTY = "[/b][@click=app.quit]x[/] \x1b[31mred\x9b \u202etxt"


def test_hostile_words_are_shown_as_they_are_and_obeyed_by_nobody(tmp_path: Path) -> None:
    entries = f"\n#### Implementation\n- 14:31 {NASTY}\n"
    files = {
        **READY,
        "specs/1000/1001/spec.md": VAULT["specs/1000/1001/spec.md"].replace("survives", NASTY),
        JOURNAL: OPEN_SESSION.replace("Mount it", NASTY).replace("Mira", f"Mira, {NASTY}") + entries,
    }
    folder = repository(tmp_path / "vault", files)
    (folder / "[@click=app.quit]\x1b[2J.py").write_text("1\n")

    def clean(room: Room) -> str:
        seen = room.text()
        assert not {"\x1b", "\x9b", "\u202e"} & set(seen)
        return seen

    async def walk(room: Room) -> None:
        await to(room, 1001)
        assert "[/b][@click=app.quit]x[/]" in clean(room)
        await room.press("d")
        assert "[@click=app.quit]" in clean(room)
        await room.press("escape", "c")
        assert "[@click=app.quit]" in clean(room)
        await room.press("escape", "x")
        assert "[/b][@click=app.quit]x[/]" in clean(room)
        await room.press("escape", "p")
        room.app.home.side.area.insert("")
        clean(room)

    tour(folder, walk, size=WIDE)


def test_a_session_begun_elsewhere_is_there_at_once(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault", READY)

    async def walk(room: Room) -> None:
        await to(room, 1012)
        command = [sys.executable, "-m", "specwork", "--vault", str(folder), "--as", "Mira", "start", "1012"]
        subprocess.run(command, check=True, capture_output=True)
        room.app.reread([TASK_JOURNAL])
        await room.quiet()
        await room.press("i", "a", "enter")

    tour(folder, walk)
    assert [entry.text for entry in session(folder, TASK_JOURNAL).entries] == ["a"]
