"""How it is noticed that an agent or a testing machine drives, and not a person."""

import pytest

from specwork.domain.driving import AGENTS, driven


@pytest.mark.parametrize(
    ("environment", "who"),
    [
        pytest.param({}, None, id="nobody says so"),
        pytest.param({"TERM": "xterm", "USER": "ann", "PATH": "/bin"}, None, id="a person's terminal"),
        pytest.param({"CI": "true"}, "CI", id="a machine that tests"),
        pytest.param({"CI": "woodpecker"}, "CI", id="one that gives its name"),
        pytest.param({"CI": "false"}, None, id="CI said to be off"),
        pytest.param({"CI": ""}, None, id="CI emptied"),
        pytest.param({"CLAUDECODE": "1"}, "claude", id="Claude Code"),
        pytest.param({"CLAUDE_CODE_ENTRYPOINT": "cli"}, "claude", id="Claude Code by its entry"),
        pytest.param({"CODEX_SANDBOX": "seatbelt"}, "codex", id="Codex in its sandbox"),
        pytest.param({"CODEX_THREAD_ID": "0199"}, "codex", id="Codex without one"),
        pytest.param({"GEMINI_CLI": "1"}, "gemini", id="Gemini"),
        pytest.param({"OPENCODE": "1", "AGENT": "1"}, "opencode", id="OpenCode"),
        pytest.param({"CURSOR_AGENT": "1"}, "cursor", id="Cursor's agent"),
        pytest.param({"COPILOT_CLI": "1"}, "copilot", id="Copilot"),
        pytest.param({"CURSOR_TRACE_ID": "a1"}, None, id="a person's terminal in Cursor"),
        pytest.param({"VSCODE_PID": "7", "TERM_PROGRAM": "vscode"}, None, id="a person's terminal in VS Code"),
        pytest.param({"OPENCODE_BIN_PATH": "/bin/opencode"}, None, id="a setting of an agent"),
        pytest.param({"AI_AGENT": "goose"}, "goose", id="an agent that gives its name"),
        pytest.param({"AGENT": "1"}, "an agent", id="an agent without a name"),
        pytest.param({"AGENT": "amp", "CLAUDECODE": "1", "AMP_CURRENT_THREAD_ID": "T-1"}, "amp", id="Amp as Claude"),
        pytest.param({"AGENT": "smith"}, None, id="a variable of somebody's own"),
        pytest.param({"SPECWORK_AGENT": "ours"}, "ours", id="told by our own variable"),
        pytest.param({"SPECWORK_AGENT": "ours", "CLAUDECODE": "1"}, "ours", id="ours before theirs"),
        pytest.param({"SPECWORK_AGENT": "0", "CLAUDECODE": "1", "CI": "1"}, None, id="a person after all"),
        pytest.param({"SPECWORK_AGENT": "", "CLAUDECODE": "1"}, "claude", id="ours emptied says nothing"),
        pytest.param({"CLAUDECODE": "0"}, None, id="an agent's variable set to no"),
    ],
)
def test_who_drives(environment: dict[str, str], who: str | None) -> None:
    assert driven(environment) == who


@pytest.mark.parametrize("variable", AGENTS)
def test_every_variable_of_an_agent_says_so_alone(variable: str) -> None:
    assert driven({variable: "1"}) == AGENTS[variable]
