"""The brief at the command line."""

import pytest

from tests.kit import DiskVault
from tests.specwork.cli.storage import STORAGE, VAULT


@pytest.fixture
def specs(vault: DiskVault) -> DiskVault:
    return vault.has(VAULT)


def test_the_brief_and_its_json_are_one(specs: DiskVault) -> None:
    told = specs.json("brief", "1001")
    assert specs.run("brief", "1001").out == told["brief"]
    assert f"with `--vault={specs.folder}` behind its first word" in told["brief"]
    assert (told["id"], told["path"], told["left_out"]) == (1001, STORAGE, [])
    assert told["tokens"] * 4 - 4 < len(told["brief"].encode()) <= told["tokens"] * 4 <= 8000


def test_a_brief_is_as_small_as_asked(specs: DiskVault) -> None:
    specs.has({STORAGE: VAULT[STORAGE] + "\n## Overview\n" + "All of it, word for word.\n" * 1000})
    told = specs.json("brief", "1001", "--tokens", "600")
    assert told["tokens"] <= 600
    assert "specwork show 1001" in told["brief"]


def test_a_parent_edited_elsewhere_is_told_as_it_is_now(specs: DiskVault) -> None:
    specs.run("brief", "1001")
    specs.has({"specs/1000/epic.md": VAULT["specs/1000/epic.md"].replace("Foundation", "Ground work")})
    assert "part of 1000 Ground work" in specs.run("brief", "1001").out


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param(["7777"], "no spec has the id 7777", id="a spec that is not there"),
        pytest.param(["1001", "--tokens", "ten"], "--tokens takes a number", id="no number"),
        pytest.param(["1001", "--tokens", "-5"], "--tokens takes a number", id="a negative number"),
        pytest.param(["1001", "--tokens", "10"], "500 tokens at least", id="too few"),
    ],
)
def test_a_brief_asked_wrongly_is_refused(specs: DiskVault, asked: list[str], message: str) -> None:
    answer = specs.run("brief", *asked)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
