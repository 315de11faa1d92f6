"""A disk that is full when a database wants room: one clear line, nothing done twice, nothing agreed on thrown away."""

import sqlite3
from typing import Any

import pytest

from specwork.desk import Desk
from specwork.work import specs
from tests.kit import DiskVault
from vault.live import Live


@pytest.fixture
def made(vault: DiskVault) -> DiskVault:
    for words in (["init"], ["new", "epic", "Foundation"], ["new", "epic", "Market"]):
        assert vault.run(*words).code == 0
    return vault


def no_room(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of what was agreed on finds the disk full as soon as it is told this."""

    class Full(sqlite3.Connection):
        def execute(self, asked: str, /, *given: Any) -> sqlite3.Cursor:
            if asked.startswith(words):
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            return super().execute(asked, *given)

    def connect(path: str, **given: Any) -> sqlite3.Connection:
        return sqlite3.Connection(path, **given) if path == ":memory:" else Full(path, **given)

    monkeypatch.setattr("specwork.agreed.sqlite3.connect", connect)


@pytest.mark.parametrize("words", ["BEGIN", "SELECT", "INSERT"])
@pytest.mark.parametrize("command", [["set", "1000", "status=blocked"], ["undo"], ["sync"]], ids=" ".join)
def test_a_full_disk_is_told_in_one_line_and_what_was_agreed_on_stays(
    made: DiskVault, monkeypatch: pytest.MonkeyPatch, words: str, command: list[str]
) -> None:
    (agreed,) = made.folder.rglob("agreed.sqlite")
    before, known = made.files(), agreed.read_bytes()
    with monkeypatch.context() as patch:
        no_room(words, patch)
        told = made.run(*command)
    if told.code:
        assert (told.code, made.files()) == (2, before)
        assert told.err.startswith(
            "error: .specwork: what the specs agree on cannot be kept: database or disk is full\n"
        )
    assert agreed.read_bytes() == known
    assert not list(made.folder.rglob("agreed.sqlite.aside"))
    assert made.run("sync", "--check").out == "every side says the same\n"


@pytest.mark.parametrize("words", ["COMMIT", "UPDATE past"])
@pytest.mark.parametrize("command", [["undo"], ["set", "1000", "status=blocked"]], ids=" ".join)
def test_what_is_done_is_done_once_though_it_cannot_be_remembered(
    made: DiskVault, monkeypatch: pytest.MonkeyPatch, words: str, command: list[str]
) -> None:
    before = len(made.json("history")["operations"])
    with monkeypatch.context() as patch:
        no_room(words, patch)
        assert made.run(*command).code == 0
    assert len(made.json("history")["operations"]) == before + 1
    assert made.run("sync", "--check").out == "every side says the same\n"


def test_an_index_that_fails_behind_a_change_is_made_anew(made: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    really = Live._caught_up
    failures = [sqlite3.OperationalError("database or disk is full")]

    def fails_once(live: Live, paths: set[tuple[str, bool]]) -> None:
        if paths and failures:
            raise failures.pop()
        really(live, paths)

    desk = Desk(str(made.folder), participant="Mira")
    desk.run(specs.new, kind="epic", title="Third")
    monkeypatch.setattr(Live, "_caught_up", fails_once)
    assert "specs/3000/epic.md" in desk.open().index.paths()
    assert not failures


def test_where_nothing_helps_it_is_said_that_something_was_done(
    made: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Desk.apply

    def fails(desk: Desk, *given: Any) -> Any:
        really(desk, *given)
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(Desk, "apply", fails)
    told = made.run("set", "1000", "status=blocked")
    assert (told.code, told.err.split("\n")[0]) == (
        2,
        "error: the index failed in the middle: database disk image is malformed",
    )
    monkeypatch.undo()
    assert made.run("show", "1000").out.count("blocked") >= 1
