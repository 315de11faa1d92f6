"""What a command loads is what it costs to start: a list, not a timer, keeps that small."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit import DiskVault

TOP = Path(__file__).resolve().parents[2]
HEAVY = {
    "asyncio",
    "contextlib",
    "contextvars",
    "dataclasses",
    "email",
    "frontmatter",
    "git",
    "hashlib",
    "http",
    "inspect",
    "logging",
    "mistune",
    "pathlib",
    "pickle",
    "rich",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "textual",
    "threading",
    "tomllib",
    "typing",
    "urllib",
    "watchdog",
    "yaml",
}
OURS = {"vault.notes.note", "vault.notes.scan", "vault.disk.transaction", "vault.edits.rename", "vault.disk.git"}
PROGRAM = """
import json, sys
from specwork.cli.main import main
main(sys.argv[1:])
sys.stderr.write(json.dumps(sorted(sys.modules)))
"""


def loaded(vault: DiskVault, *arguments: str) -> set[str]:
    """The modules that a command has loaded when it is done, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--vault", str(vault.folder), *arguments],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr)) - _before()


def _before() -> set[str]:
    """What is loaded anyway, in this environment and under these measurements."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; print(' '.join(sys.modules))"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "command",
    [["links"], ["links", "a.md"], ["backlinks", "a.md"], ["check"], ["index"], ["links", "--json"], ["mv", "--help"]],
)
def test_a_reading_command_loads_little(vault: DiskVault, command: list[str]) -> None:
    vault.has({"a.md": "[[b]]", "b.md": "---\ntitle: x\n---\n"})
    loaded(vault, "index")
    assert {name for name in loaded(vault, *command) if name.split(".")[0] in HEAVY} == set()


def test_a_warm_index_is_asked_without_parsing_or_changing_anything(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.reading.YOUNG", 0)
    vault.has({"a.md": "[[b]]", "b.md": ""})
    vault.run("index")
    assert loaded(vault, "backlinks", "b.md") & (OURS | {"vault.index.health"}) == set()
