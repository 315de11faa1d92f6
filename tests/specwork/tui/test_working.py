"""What takes long is shown, told how far it is, and ended by Escape."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from specwork.desk import Desk
from specwork.tui import working
from specwork.tui.screens.preview import Proposal, as_seen
from specwork.work.given import Done
from tests.specwork.tui.room import PATIENCE, Room, tour, vault_in
from vault.errors import ChangedMeanwhile


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "SEEN", 0.0)
    monkeypatch.setattr(working, "COUNTED", 0.0)


async def until(so: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not so():
        assert monotonic() < end
        await asyncio.sleep(0.01)


def reading(begun: threading.Event, wanted: threading.Event) -> Callable[[Desk], str]:
    """Reads until somebody ends it, or all was wanted."""

    def question(desk: Desk) -> str:
        given = desk.given()
        while not wanted.is_set():
            given.text("specs/1000/epic.md")
            begun.set()
        return "all of it"

    return question


def test_work_is_shown_in_the_footer_for_as_long_as_it_lasts(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        begun, wanted, answers = threading.Event(), threading.Event(), list[str]()
        room.app.ask(reading(begun, wanted), answers.append, long="Sync")
        await until(lambda: begun.is_set() and "Sync: 1 file, 0 s; Esc stops it" in room.lines()[-1])
        wanted.set()
        await room.quiet()
        assert answers == ["all of it"]
        assert "Sync" not in room.lines()[-1]

    tour(vault_in(tmp_path), walk)


def test_escape_ends_it_and_the_next_question_is_answered(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        begun, answers = threading.Event(), list[str]()
        room.app.ask(reading(begun, threading.Event()), answers.append, long="Sync")
        await until(begun.is_set)
        await room.press("escape")
        assert answers == []
        assert room.app.said[-1] == ("error", "stopped before it was done\nnothing was changed")
        await room.press("p")
        assert "no session" in room.app.said[-1][1]

    tour(vault_in(tmp_path), walk)


def test_of_one_group_only_the_last_is_waited_for(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        for _ in range(3):
            room.app.ask(lambda desk: None, lambda _: None, group="same", long="Health", ends=False)
        assert len(room.app.works) == 1
        await room.quiet()
        assert room.app.works == []

    tour(vault_in(tmp_path), walk)


# what was seen is what is done


def looked(answers: list[Done]) -> tuple[Proposal, list[str]]:
    done: list[str] = []

    def deed(desk: Desk) -> Done:
        done.append("deed")
        return answers[0]

    def look(desk: Desk) -> Done:
        done.append("look")
        return answers.pop(0)

    return Proposal("Sync", look, deed, ""), done


def test_in_a_vault_that_is_the_same_it_is_done_without_another_look(tmp_path: Path) -> None:
    seen = Done("Sync", ["a.md"], None, "+x")
    proposal, done = looked([seen])
    as_seen(proposal, seen, lambda: True)(Desk(str(tmp_path)))
    assert done == ["deed"]


def test_in_another_vault_it_is_done_only_if_it_is_the_same_deed(tmp_path: Path) -> None:
    seen, other = Done("Sync", ["a.md"], None, "+x"), Done("Sync", ["a.md"], None, "+y")
    proposal, done = looked([seen, seen])
    as_seen(proposal, seen, lambda: False)(Desk(str(tmp_path)))
    assert done == ["look", "deed"]
    proposal, done = looked([other])
    with pytest.raises(ChangedMeanwhile):
        as_seen(proposal, seen, lambda: False)(Desk(str(tmp_path)))
    assert done == ["look"]
