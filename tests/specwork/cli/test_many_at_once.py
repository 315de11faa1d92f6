"""Several agents at once, and a kill at any moment: every entry that was told as done is there, once."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import NOTE, Session
from tests.kit import DiskVault
from tests.specwork.work.desk_vault import JOURNAL, VAULT
from vault.notes.note import read_note

TOP = Path(__file__).resolve().parents[3]
NOT_NOW = 3


@pytest.fixture
def specs(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    monkeypatch.delenv("SPECWORK_SESSION", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    vault.has(VAULT).run("index")
    return vault


def started(specs: DiskVault, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "specwork", "--vault", str(specs.folder), *arguments],
        cwd=specs.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )


def ran(specs: DiskVault, *arguments: str) -> None:
    """One command in a process of its own; asked again where it says to."""
    code, said = NOT_NOW, ""
    for _ in range(20):
        process = started(specs, *arguments)
        _, said = process.communicate()
        code = process.returncode
        if code != NOT_NOW:
            break
    assert code == 0, said


def journal(specs: DiskVault, path: str = JOURNAL) -> Journal:
    return read_journal(read_note(path, specs.read(path)))


def notes(session: Session) -> list[str]:
    part = session.part(NOTE)
    return [entry.text for entry in part.entries] if part else []


def at_once(specs: DiskVault, agents: int, actions: int, arguments: Callable[[int, int], list[str]]) -> None:
    def work(agent: int) -> None:
        for action in range(actions):
            ran(specs, *arguments(agent, action))

    with ThreadPoolExecutor(agents) as pool:
        list(pool.map(work, range(agents)))


def in_their_order(found: list[str], agents: int, actions: int) -> None:
    """Every entry once, and those of one agent in the order in which it wrote them."""
    assert sorted(found) == sorted(f"{agent}-{action}" for agent in range(agents) for action in range(actions))
    for agent in range(agents):
        mine = [text for text in found if text.startswith(f"{agent}-")]
        assert mine == [f"{agent}-{action}" for action in range(actions)]


@pytest.mark.parametrize(
    ("agents", "actions"), [(3, 3), pytest.param(8, 50, marks=pytest.mark.torture)], ids=["few", "full"]
)
def test_several_agents_write_in_one_session(specs: DiskVault, agents: int, actions: int) -> None:
    key = specs.json("start", "1011")["session"]["id"]
    at_once(
        specs, agents, actions,
        lambda agent, action: ["--as", f"A{agent}", "log", "--in", key, "1011", "note", f"{agent}-{action}"],
    )  # fmt: skip
    one = journal(specs).sessions[-1]
    in_their_order(notes(one), agents, actions)
    times = [entry.at for entry in one.entries if entry.at]
    assert times == sorted(times)
    assert sorted(one.participants) == sorted(["Mira", *(f"A{agent}" for agent in range(agents))])


@pytest.mark.parametrize(
    ("agents", "actions"), [(3, 3), pytest.param(8, 50, marks=pytest.mark.torture)], ids=["few", "full"]
)
def test_each_agent_writes_in_a_session_of_its_own(specs: DiskVault, agents: int, actions: int) -> None:
    with ThreadPoolExecutor(agents) as pool:
        list(pool.map(lambda agent: ran(specs, "--as", f"A{agent}", "start", "1011"), range(agents)))
    at_once(
        specs, agents, actions, lambda agent, action: ["--as", f"A{agent}", "log", "1011", "note", f"{agent}-{action}"]
    )
    sessions = journal(specs).sessions[1:]
    assert sorted(one.number or 0 for one in sessions) == list(range(2, agents + 2))
    assert len({one.key for one in sessions}) == agents
    in_their_order([text for one in sessions for text in notes(one)], agents, actions)


@pytest.mark.parametrize(
    ("agents", "contexts"), [(3, 3), pytest.param(8, 50, marks=pytest.mark.torture)], ids=["few", "full"]
)
def test_several_agents_write_in_many_journals(specs: DiskVault, agents: int, contexts: int) -> None:
    ids = [5001 + number for number in range(contexts)]
    for number in ids:
        place = f"specs/1000/1001/{number}"
        specs.has({f"{place}.spec.md": f"---\nid: {number}\ntype: task\ntitle: T {number}\n---\n# T\n"})
    with ThreadPoolExecutor(agents) as pool:
        list(pool.map(lambda number: ran(specs, "start", str(number)), ids))
    at_once(specs, agents, contexts, lambda agent, action: ["log", str(ids[action]), "note", f"{agent}-{action}"])
    for action, number in enumerate(ids):
        [one] = journal(specs, f"specs/1000/1001/{number}.context.md").sessions
        assert sorted(notes(one)) == sorted(f"{agent}-{action}" for agent in range(agents))


def test_a_kill_loses_nothing_that_was_entered(specs: DiskVault, times: Any) -> None:
    draw = random.Random(7)
    ran(specs, "start", "1011")
    kept: list[str] = []
    maybe: set[str] = set()
    for number in range(times(6, 200)):
        text = f"entry {number}"
        process = started(specs, "log", "1011", "implement" if number % 5 == 0 else "note", text)
        try:
            process.wait(draw.uniform(0.0, 0.35))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        (kept.append if process.returncode == 0 else maybe.add)(text)
        ran(specs, "log", "1011", "note", f"after {number}")
        kept.append(f"after {number}")
        now = journal(specs)
        assert [one.status for one in now.sessions] == ["partial", "open"]
        found = [entry.text for entry in now.sessions[-1].entries]
        assert len(found) == len(set(found))
        assert set(kept) <= set(found) <= {*kept, *maybe}
    ran(specs, "done", "1011")
    assert [one.status for one in journal(specs).sessions] == ["partial", "partial"]
    assert specs.run("check").code == 0
    assert list((specs.folder / ".specwork").glob("*/tx-*")) == []
