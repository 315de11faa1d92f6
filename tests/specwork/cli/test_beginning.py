"""`spec_work ID` without a screen: the session is opened or found, and the brief is printed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from specwork.cli.spec_work import spec_work
from tests.kit import Answer, DiskVault
from tests.specwork.cli.storage import VAULT
from vault.text import digest

TOP = Path(__file__).resolve().parents[3]
JOURNAL = "specs/1000/1001/context.md"


class Asking:
    """`spec_work …`, standing in the vault."""

    def __init__(self, vault: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.vault, self.capsys = vault, capsys
        monkeypatch.chdir(vault.folder)

    def run(self, *arguments: str) -> Answer:
        self.capsys.readouterr()
        code = spec_work(arguments)
        got = self.capsys.readouterr()
        return Answer(code, got.out, got.err)

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").out)


@pytest.fixture
def asking(vault: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(vault.has(VAULT), monkeypatch, capsys)


def opened(asking: Asking) -> int:
    return asking.vault.read(JOURNAL).count(b"### Session")


def test_a_session_is_opened_and_the_brief_printed(asking: Asking) -> None:
    answer = asking.run("1001", "--session", "Go on")
    assert answer.code == 0
    assert answer.out.startswith("s-")
    assert "# Brief: spec 1001\n" in answer.out
    assert ", Go on open s-" in answer.out
    assert (opened(asking), "Session 3" in asking.vault.read(JOURNAL).decode()) == (3, True)


def test_asked_again_the_open_session_is_found(asking: Asking) -> None:
    first = asking.json("1001")
    again = asking.json("1001")
    assert again["session"]["id"] == first["session"]["id"]
    assert (again["changed"], again["undo"]) == ([], None)
    assert opened(asking) == 3


def test_programs_get_the_session_and_the_brief_in_one(asking: Asking) -> None:
    told = asking.json("1001", "--tokens", "600")
    assert (told["id"], told["spec"]["id"], told["session"]["status"]) == (1001, 1001, "open")
    assert told["tokens"] <= 600
    assert told["session"]["id"] in told["brief"]


def test_a_spec_is_meant_by_words_too(asking: Asking) -> None:
    assert asking.json("Mount", "the", "NAS")["id"] == 1011


def test_to_resume_goes_on_like_the_last_session(asking: Asking) -> None:
    assert asking.json("1001", "--resume")["session"]["title"] == "Mount at boot"


def test_without_an_id_what_is_open_and_what_is_next_are_told(asking: Asking) -> None:
    asking.run("1001", "--session", "Go on")
    answer = asking.run()
    assert answer.code == 0
    assert "open: 1001 Storage: Go on" in answer.out
    assert "next: 1011 Mount the NAS (planning): spec_work 1011" in answer.out
    told = asking.json()
    assert [one["spec"]["id"] for one in told["open_sessions"]] == [1001]
    assert told["next"]["id"] == 1011


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param(["7777"], "no spec has the id 7777", id="a spec that is not there"),
        pytest.param(["--resume"], "on which spec?", id="to resume nothing"),
        pytest.param(["1001", "--tokens", "3"], "500 tokens at least", id="a brief too short"),
        pytest.param(["1011", "--resume"], "has no journal", id="nothing to resume"),
        pytest.param(["1001", "--status", "--deliverables"], "one report at a time", id="two reports"),
    ],
)
def test_asked_wrongly_nothing_is_begun(asking: Asking, asked: list[str], message: str) -> None:
    before = asking.vault.files()
    answer = asking.run(*asked)
    assert answer.code == 2
    assert message in answer.err
    assert asking.vault.files() == before


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- 2>&-"])
def test_who_closes_its_streams_is_served_all_the_same(asking: Asking, closed: str) -> None:
    command = f'exec "$@" {closed}'
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-m", "specwork", "spec_work", "1001"],
        cwd=asking.vault.folder,
        env=os.environ | {"PYTHONPATH": str(TOP)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert closed == ">&-" or b"# Brief: spec 1001" in done.stdout
    assert opened(asking) == 3


def test_it_explains_itself(asking: Asking) -> None:
    answer = asking.run("--help")
    assert answer.code == 0
    assert "--session TITLE" in answer.out
    assert "--resume" in answer.out


def test_tried_first_it_tells_what_it_would_write_and_opens_nothing(asking: Asking) -> None:
    before = asking.vault.files()
    told = asking.json("1001", "--dry-run")
    assert (told["changed"], told["undo"], "session" in told) == ([JOURNAL], None, False)
    assert "+### Session 3: " in told["diff"]
    assert "+### Session 3: " in asking.run("1001", "--dry-run").out
    assert asking.vault.files() == before


def test_a_journal_that_is_not_the_one_that_was_read_gets_no_session(asking: Asking) -> None:
    seen = digest(asking.vault.read(JOURNAL)).hex()
    asking.vault.has({JOURNAL: asking.vault.read(JOURNAL) + b"more\n"})
    assert asking.run("1001", "--expect", seen).code == 3
    assert opened(asking) == 2
    assert asking.run("1001", "--expect", digest(asking.vault.read(JOURNAL)).hex()).code == 0
    assert opened(asking) == 3
    assert asking.run("--expect", seen).code == 2
