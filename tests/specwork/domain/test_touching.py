"""Which files an agent changed, told from what each agent tells its hooks."""

import json
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from specwork.domain.touching import LONGEST, MOST, touched

PATCH = "*** Begin Patch\n*** Update File: a.py\n@@\n-x\n*** Move to: b c.py\n*** Add File: d.py\n+y\n*** End Patch\n"


@pytest.mark.parametrize(
    ("said", "paths"),
    [
        pytest.param({"tool_name": "Edit", "tool_input": {"file_path": "/p/a.py"}}, ["/p/a.py"], id="Claude edits"),
        pytest.param(
            {"tool_name": "NotebookEdit", "tool_input": {"notebook_path": "a.ipynb"}}, ["a.ipynb"], id="a notebook"
        ),
        pytest.param({"tool_name": "Read", "tool_input": {"file_path": "/p/a.py"}}, [], id="Claude only reads"),
        pytest.param({"tool_name": "Bash", "tool_input": {"command": "rm a.py"}}, [], id="a shell's words"),
        pytest.param({"tool_name": "write_file", "tool_input": {"file_path": "a"}}, ["a"], id="Gemini writes"),
        pytest.param({"tool_name": "replace", "tool_input": {"file_path": "a"}}, ["a"], id="Gemini replaces"),
        pytest.param({"tool_name": "read_file", "tool_input": {"file_path": "a"}}, [], id="Gemini only reads"),
        pytest.param(
            {"tool_name": "apply_patch", "tool_input": {"command": PATCH}},
            ["a.py", "b c.py", "d.py"],
            id="Codex patches",
        ),
        pytest.param(
            {"tool_name": "shell", "tool_input": {"command": ["bash", "-c", f"apply_patch <<'E'\n{PATCH}E"]}},
            ["a.py", "b c.py", "d.py"],
            id="Codex patches through a shell",
        ),
        pytest.param({"hook_event_name": "afterFileEdit", "file_path": "a"}, ["a"], id="Cursor edits"),
        pytest.param({"hook_event_name": "beforeReadFile", "file_path": "a"}, [], id="Cursor only reads"),
        pytest.param({"tool_name": "editFiles", "tool_input": {"files": ["a", "b"]}}, ["a", "b"], id="VS Code edits"),
        pytest.param({"toolName": "edit", "toolArgs": json.dumps({"path": "a"})}, ["a"], id="Copilot edits"),
        pytest.param({"tool_name": "MultiEdit", "tool_input": {"files": [{"path": "a"}]}}, ["a"], id="in records"),
        pytest.param({"tool_name": "Edit", "tool_input": {"file_path": "a\nb"}}, [], id="no path of several lines"),
        pytest.param({"tool_name": "Edit", "tool_input": {"file_path": "x" * (LONGEST + 1)}}, [], id="far too long"),
        pytest.param({"tool_name": "Edit", "tool_input": "{" * 100_000}, [], id="no JSON after all"),
        pytest.param({}, [], id="nothing is told"),
    ],
)
def test_an_agent_touched(said: dict[str, Any], paths: list[str]) -> None:
    assert touched(said) == paths


def test_of_very_many_files_only_so_many_are_told() -> None:
    files = [f"f{number}" for number in range(MOST + 50)]
    assert touched({"tool_name": "edit", "tool_input": {"files": files}}) == files[:MOST]


names = st.sampled_from(["tool_name", "tool_input", "toolArgs", "file_path", "files", "path", "hook_event_name", "x"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just(PATCH),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=9,
)


@drawn(st.dictionaries(names, values))
def test_whatever_is_told_nothing_raises(said: dict[str, Any]) -> None:
    assert all(isinstance(path, str) for path in touched(said))
