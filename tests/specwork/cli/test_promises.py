"""What the README promises: each promise names a test that stands there, and what only reads writes nothing."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from specwork.cli.main import BEHIND, COMMANDS, SPEC_WORK, USAGE, Parser, add_of
from tests.kit import DiskVault
from tests.specs_kit import VAULT

TOP = Path(__file__).resolve().parents[3]
README = (TOP / "README.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^\d+\. (.+?) \(`(tests/[^`]+)`\)$", " ".join(README.split("\n   ")), re.MULTILINE)

READING = [
    ["list"],
    ["show", "1001"],
    ["status"],
    ["status", "1001"],
    ["deliverables", "1001"],
    ["next"],
    ["timeline"],
    ["search", "storage"],
    ["links"],
    ["backlinks", "specs/1000/1001/spec.md"],
    ["check"],
    ["check", "--fix", "--dry-run"],
    ["sync", "--check"],
    ["sync", "--dry-run"],
    ["brief", "1001"],
    ["path", "1001"],
    ["props", "specs/1000/1001/spec.md"],
    ["history"],
    ["index", "--rebuild"],
    ["doctor"],
    ["migrate"],
    ["set", "1001", "status=blocked", "--dry-run"],
    ["mv", "1001", "--under", "2000", "--dry-run"],
    ["undo", "--dry-run"],
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_what_only_reads_writes_nothing(vault: DiskVault, words: list[str]) -> None:
    vault.has(VAULT)
    places = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in vault.folder.rglob("*") if path.is_file()}
    vault.run(*words)
    now = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in vault.folder.rglob("*") if path.is_file()}
    assert now == places, "not even a folder of our own is made in a vault that was only read"


def test_there_are_promises_and_each_names_a_test_of_its_own() -> None:
    assert len(PROMISES) >= 12
    assert len({proof for _, proof in PROMISES}) == len(PROMISES)


@pytest.mark.parametrize(("promise", "proof"), PROMISES, ids=[promise[:40] for promise, _ in PROMISES])
def test_each_promise_is_held_by_a_test_that_stands_there(promise: str, proof: str) -> None:
    place, _, name = proof.partition("::")
    assert f"def {name}(" in (TOP / place).read_text(encoding="utf-8"), promise


CHANGE = USAGE.split("\nchange (")[1].split("\n  hook ")[0]
CHANGING = {*re.findall(r"^  ([a-z]+) ", CHANGE, re.MULTILINE), "resume", "undo", "redo", SPEC_WORK}


@pytest.mark.parametrize("name", sorted(CHANGING))
def test_what_changes_something_can_be_tried_first_and_told_what_to_expect(name: str) -> None:
    command = COMMANDS.get(name) or BEHIND[name]
    parser = Parser(name, command.about)
    add_of(import_module(f"specwork.cli.{command.module}"), name)(parser)
    options = {option for action in parser._actions for option in action.option_strings}
    assert "--expect" in options
    assert options & {"--dry-run", "--apply"}
