"""`specwork hook`: what agents are told, and that nothing ever fails them."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from specwork.touched import remembered
from specwork.whereabouts import machine
from tests.kit import Answer, DiskVault
from tests.specwork.cli.storage import STORAGE, VAULT

TOP = Path(__file__).resolve().parents[3]
JOURNAL = "specs/1000/1001/context.md"
OPEN = """
### Session 3: 2026-11-20 - Go on
**Started**: 2026-11-20 09:00 +01:00
**Participants**: Mira
**Status**: open ^s-00000003
"""
BEGUN = VAULT | {JOURNAL: VAULT[JOURNAL].replace("\n## Deliverables", OPEN + "\n## Deliverables")}


class Agent:
    """What an agent does: it runs a hook with words on its standard input."""

    def __init__(self, vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
        self.vault, self.monkeypatch = vault, monkeypatch

    def hook(self, event: str, said: Any = None) -> Answer:
        text = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
        stdin = SimpleNamespace(buffer=io.BytesIO(text), isatty=lambda: False)
        self.monkeypatch.setattr("sys.stdin", stdin)
        return self.vault.run("hook", event)

    @property
    def touched(self) -> list[str]:
        return remembered(str(self.vault.folder / ".specwork" / machine()))


@pytest.fixture
def agent(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> Agent:
    return Agent(vault.has(BEGUN), monkeypatch)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        pytest.param(None, lambda out: out, id="a person tries it"),
        pytest.param(
            {"hook_event_name": "SessionStart", "source": "startup"},
            lambda out: json.loads(out)["hookSpecificOutput"]["additionalContext"],
            id="Claude, Codex, Gemini, VS Code",
        ),
        pytest.param(
            {"hook_event_name": "sessionStart"}, lambda out: json.loads(out)["additional_context"], id="Cursor"
        ),
    ],
)
def test_an_agent_that_begins_is_told_what_is_open(agent: Agent, said: Any, read: Any) -> None:
    answer = agent.hook("session-start", said)
    assert (answer.code, answer.err) == (0, "")
    text = read(answer.out)
    assert "a session is open on spec 1001 (s-00000003)" in text
    assert "> Storage" in text
    assert text.rstrip().endswith("brief 1001")


def test_where_no_session_is_open_nothing_is_said(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = Agent(vault.has(VAULT), monkeypatch)
    assert agent.hook("session-start", {"hook_event_name": "SessionStart"}) == (0, "", "")
    assert agent.hook("stop", {"hook_event_name": "Stop"}) == (0, "", "")


def test_a_session_that_was_ended_by_hand_is_not_told_of(agent: Agent) -> None:
    agent.hook("session-start")
    agent.vault.has({JOURNAL: VAULT[JOURNAL]})
    assert agent.hook("session-start").out == ""


def test_an_agent_that_stops_is_reminded_and_never_held_back(agent: Agent) -> None:
    said = json.loads(agent.hook("stop", {"hook_event_name": "Stop", "stop_hook_active": False}).out)
    assert set(said) == {"systemMessage"}
    assert "specwork done 1001" in said["systemMessage"]
    assert agent.hook("stop", {"hook_event_name": "Stop", "stop_hook_active": True}).out == ""
    assert "specwork done 1001" in agent.hook("stop").out


def test_touched_files_are_remembered_as_seen_from_the_vault(agent: Agent) -> None:
    agent.vault.run("set", "1001", "owner=Mira")
    folder = agent.vault.folder
    for path in (f"{folder}/{STORAGE}", "src/nas.py", "/etc/passwd"):
        said = {
            "hook_event_name": "PostToolUse",
            "cwd": str(folder),
            "tool_name": "Edit",
            "tool_input": {"file_path": path},
        }
        assert agent.hook("touched", said) == (0, "", "")
    assert agent.touched == [STORAGE, "src/nas.py"]


def test_a_vault_that_nobody_worked_in_gets_no_state_from_a_hook(agent: Agent) -> None:
    said = {"tool_name": "Edit", "tool_input": {"file_path": STORAGE}}
    assert agent.hook("touched", said) == (0, "", "")
    assert not (agent.vault.folder / ".specwork").exists()


@pytest.mark.parametrize("event", ["session-start", "touched", "stop"])
@pytest.mark.parametrize(
    "said",
    [b"{", b"\xff\xfe", b"[]", b"7", b"[" * 200_000, b'{"cwd": 7, "tool_name": []}', b'{"cwd": "/nowhere\\u0000"}'],
)
def test_whatever_an_agent_says_it_is_not_failed(agent: Agent, event: str, said: bytes) -> None:
    answer = agent.hook(event, said)
    assert (answer.code, answer.err) == (0, "")


def test_a_hook_that_is_not_known_does_not_hold_the_agent_back(agent: Agent) -> None:
    assert agent.hook("before-lunch").code == 0


def test_where_there_is_no_vault_a_hook_is_silent_and_loads_nothing(tmp_path: Path) -> None:
    for event in ("session-start", "touched", "stop"):
        program = (
            f"import sys; from specwork.cli.main import main; code = main(['hook', {event!r}]); print(*sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(TOP)},
            input=json.dumps({"cwd": str(tmp_path), "hook_event_name": "Stop"}),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        loaded = set(done.stdout.split())
        assert not {"specwork.desk", "vault.live", "specwork.work.briefing"} & loaded


def test_a_broken_index_or_journal_does_not_fail_an_agent(agent: Agent) -> None:
    agent.vault.run("set", "1001", "owner=Mira")
    for place in (agent.vault.folder / ".specwork").rglob("*"):
        if place.is_file() and "index" in place.name:
            place.write_bytes(b"no database")
    agent.vault.has({JOURNAL: b"\xff\x00 nothing of use"})
    assert agent.hook("session-start").code == 0
