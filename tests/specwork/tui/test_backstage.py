"""The thread that owns the desk: in turn, only the latest of a group, and nothing is lost on the way out."""

import gc
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from specwork.desk import Desk
from specwork.tui.backstage import Answer, Backstage, Busy, Failed, Refreshed, Told
from specwork.tui.working import Work
from specwork.work.given import Done
from specwork.work.specs import set_values
from tests.specwork.tui.room import vault_in
from vault.errors import VaultError
from vault.live import Live

SOON = 20


class Behind:
    """A backstage on a small vault, with what it tells."""

    def __init__(self, folder: Path, *, watching: bool = False) -> None:
        self.folder = folder
        self.told: SimpleQueue[Told] = SimpleQueue()
        self.stage = Backstage(Desk(str(folder), participant="Mira"), watching=watching)
        self.stage.listen(self.told.put)

    def until(self, fits: Callable[[Told], bool]) -> Told:
        while True:
            told = self.told.get(timeout=SOON)
            if fits(told):
                return told

    def answers(self, last: str) -> list[object]:
        """Every answer that is not stale, up to the one that is called so."""
        found: list[object] = []
        while True:
            told = self.told.get(timeout=SOON)
            if isinstance(told, Answer):
                if not self.stage.stale(told):
                    found.append(told.value)
                if told.value == last:
                    return found


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    made = Behind(vault_in(tmp_path / "vault"))
    yield made
    made.stage.stop()


def nothing(_: object) -> None:
    pass


def test_the_desk_is_asked_on_one_thread_which_is_not_ours(behind: Behind) -> None:
    names: set[str] = set()
    for _ in range(3):
        behind.stage.ask(lambda desk: names.add(threading.current_thread().name))
    behind.stage.start()
    behind.stage.ask(lambda desk: "last", nothing)
    behind.answers("last")
    assert names == {"specwork-backstage"}


def test_of_one_group_only_the_last_question_is_answered(behind: Behind) -> None:
    asked: list[int] = []

    def question(number: int) -> Callable[[Desk], int]:
        def ask(desk: Desk) -> int:
            asked.append(number)
            return number

        return ask

    for number in range(5):
        behind.stage.ask(question(number), nothing, group="document")
    behind.stage.ask(lambda desk: "last", nothing)
    behind.stage.start()
    assert behind.answers("last") == [4, "last"]
    assert asked == [4]


def test_what_waits_behind_gives_way_to_what_somebody_waits_for(behind: Behind) -> None:
    behind.stage.ask(lambda desk: "first", nothing)
    behind.stage.later(lambda desk: "behind", nothing)
    behind.stage.ask(lambda desk: "now", nothing)
    behind.stage.start()
    assert behind.answers("behind") == ["first", "now", "behind"]


def test_a_question_that_fails_is_told_and_the_next_one_answered(behind: Behind) -> None:
    def fails(desk: Desk) -> None:
        raise VaultError("no", hint="ask otherwise")

    behind.stage.ask(fails, nothing, otherwise=nothing)
    behind.stage.ask(lambda desk: "last", nothing)
    behind.stage.start()
    told = behind.until(lambda one: isinstance(one, Failed))
    assert isinstance(told, Failed)
    assert str(told.fault) == "no"
    assert behind.answers("last") == ["last"]


def test_a_change_of_our_own_is_told_to_everybody(behind: Behind) -> None:
    behind.stage.start()
    behind.stage.change(lambda desk: desk.run(set_values, spec="2000", values={"status": "blocked"}), nothing)
    told = behind.until(lambda one: isinstance(one, Refreshed))
    assert isinstance(told, Refreshed)
    assert told.own
    assert "specs/2000/epic.md" in told.paths


def test_what_others_change_is_told_once_the_vault_is_watched(tmp_path: Path) -> None:
    behind = Behind(vault_in(tmp_path / "vault"), watching=True)
    behind.stage.ask(lambda desk: desk.sweep())
    behind.stage.reconcile()
    behind.stage.start()
    assert behind.stage.watched.wait(SOON)
    place = tmp_path / "vault/specs/2000/epic.md"
    place.write_bytes(place.read_bytes().replace(b"Desk", b"Bench"))
    told = behind.until(lambda one: isinstance(one, Refreshed) and not one.own)
    assert isinstance(told, Refreshed)
    assert told.paths == {"specs/2000/epic.md"}
    behind.stage.stop()


def _note(done: list[int], number: int, _: Desk) -> None:
    done.append(number)


def test_what_was_asked_before_it_ends_is_still_done(behind: Behind) -> None:
    done: list[int] = []
    behind.stage.start()
    for number in range(20):
        behind.stage.ask(partial(_note, done, number))
    behind.stage.stop()
    assert done == list(range(20))


def test_nobody_waits_for_a_word_that_says_it_is_busy(behind: Behind) -> None:
    behind.stage.ask(lambda desk: "x", nothing)
    behind.stage.start()
    assert behind.until(lambda one: isinstance(one, Busy)) == Busy("opening")
    assert behind.until(lambda one: isinstance(one, Busy)) == Busy("")


def test_once_it_is_watched_and_held_against_the_files_what_the_start_needed_may_go(tmp_path: Path) -> None:
    settled = threading.Event()
    vault_in(tmp_path)
    stage = Backstage(Desk(str(tmp_path), participant="Mira"), settled=lambda _: settled.set())
    stage.start()
    stage.reconcile()
    assert settled.wait(SOON)
    assert stage.watched.is_set()
    stage.stop()


# what takes long


def reading_all(desk: Desk) -> int:
    given = desk.given()
    for path in sorted(given.index.paths()):
        given.text(path)
    return len(given.texts)


def test_whoever_waits_is_told_how_far_it_is_and_may_end_it(behind: Behind) -> None:
    behind.stage.start()
    work, done = Work("Sync", harmless=True), threading.Event()
    behind.stage.ask(reading_all, lambda _: done.set(), long=work)
    behind.until(lambda told: isinstance(told, Answer))
    assert work.files > 3
    ended = Work("Sync", harmless=True)
    ended.stopped = True
    behind.stage.ask(reading_all, nothing, long=ended)
    failed = behind.until(lambda told: isinstance(told, Failed))
    assert isinstance(failed, Failed)
    assert str(failed.fault).startswith("stopped before it was done")
    assert ended.files == 0


def test_a_change_that_is_ended_while_it_is_thought_out_changes_nothing(behind: Behind) -> None:
    behind.stage.start()
    before = {path: path.read_bytes() for path in behind.folder.rglob("*.md")}
    work = Work("Sync", harmless=False)

    def deed(desk: Desk) -> Done:
        work.stopped = True
        return desk.run(set_values, spec="1012", values={"status": "blocked"})

    behind.stage.change(deed, nothing, long=work)
    assert isinstance(behind.until(lambda told: isinstance(told, Answer | Failed)), Failed)
    assert {path: path.read_bytes() for path in behind.folder.rglob("*.md")} == before


def test_what_is_being_written_is_not_ended_any_more(behind: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    behind.stage.start()
    work, apply = Work("Sync", harmless=False), Live.apply

    def late(*asked: Any, **named: Any) -> Any:
        work.stopped = True
        return apply(*asked, **named)

    def deed(desk: Desk) -> Done:
        done = desk.run(set_values, spec="1012", values={"status": "blocked"})
        desk.given().text(done.changed[0])
        return done

    monkeypatch.setattr(Live, "apply", late)
    behind.stage.change(deed, nothing, long=work)
    assert isinstance(behind.until(lambda told: isinstance(told, Answer | Failed)), Answer)


def test_what_is_asked_of_the_files_as_they_are_is_told_to_every_screen_first(behind: Behind) -> None:
    behind.stage.start()
    behind.stage.ask(lambda desk: desk.sweep(), nothing)
    behind.until(lambda told: isinstance(told, Answer))
    (behind.folder / "New.md").write_text("Words\n")
    behind.stage.ask(lambda desk: "New.md" in desk.given().index.paths(), nothing, fresh=True)
    told = [behind.until(lambda told: isinstance(told, Answer | Refreshed)) for _ in range(2)]
    assert isinstance(told[0], Refreshed)
    assert told[0].paths == {"New.md"}
    assert isinstance(told[1], Answer)
    assert told[1].value is True


def test_leaving_ends_what_somebody_only_wanted_to_see(tmp_path: Path) -> None:
    begun, work = threading.Event(), Work("Sync", harmless=True)

    def slow(desk: Desk) -> None:
        begun.set()
        while True:
            desk.given().text("specs/1000/epic.md")

    stage = Backstage(Desk(str(vault_in(tmp_path / "vault")), participant="Mira"), watching=False)
    stage.listen(nothing)
    stage.start()
    stage.ask(slow, nothing, long=work)
    assert begun.wait(SOON)
    stage.stop(timeout=SOON)
    assert not stage._thread.is_alive()


def test_no_thread_is_left_behind_that_was_about_to_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    class Slow:
        def start(self) -> None:
            begun.set()
            ended.wait(0.2)

        def stop(self) -> None:
            ended.set()

    monkeypatch.setattr(Desk, "watcher", lambda *_: Slow())
    stage = Backstage(Desk(str(vault_in(tmp_path / "vault")), participant="Mira"))
    stage.listen(nothing)
    stage.start()
    stage.reconcile()
    assert begun.wait(SOON)
    stage.stop(timeout=SOON)
    assert "specwork-watch-begins" not in {thread.name for thread in threading.enumerate()}
    assert ended.is_set()  # it is not watched any more


def test_what_takes_long_is_not_held_up_by_looking_for_circles(behind: Behind) -> None:
    behind.stage.start()
    behind.stage.ask(lambda desk: gc.isenabled(), nothing, long=Work("Sync", harmless=True))
    behind.stage.ask(lambda desk: gc.isenabled(), nothing)
    behind.stage.ask(lambda desk: "last", nothing)
    assert behind.answers("last") == [False, True, "last"]
