"""The scenarios of bench/torture.py with few rounds here, and all of them in `make torture`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bench import crowds, faults, torture
from tests.conftest import TORTURE
from vault.errors import CannotWrite

Times = Callable[[int, int], int]


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_state_and_nothing_else(tmp_path: Path, times: Times) -> None:
    assert torture.kills(str(tmp_path / "vault"), times(12, 2000)).failures == []


def test_a_call_that_fails_leaves_no_file_shortened_and_no_change_half_done(tmp_path: Path, times: Times) -> None:
    assert faults.faults(str(tmp_path / "vault"), times(11, 1)).failures == []


def test_writers_at_once_lose_no_line(tmp_path: Path, times: Times) -> None:
    assert crowds.appends(str(tmp_path / "vault"), times(10, 500)).failures == []


def test_an_editor_that_takes_no_lock_loses_no_line_and_makes_nobody_else_lose_one(
    tmp_path: Path, times: Times
) -> None:
    assert crowds.editor(str(tmp_path / "vault"), times(12, 250)).failures == []


@pytest.mark.parametrize("kind", faults.KINDS)
def test_a_disk_that_fills_up_is_said_to_be_full(tmp_path: Path, kind: str) -> None:
    _, deed = faults.ready(str(tmp_path / "vault"), kind)
    with faults.Faulty(1, 28, lasting=True), pytest.raises(CannotWrite) as said:
        deed()
    assert "No space left" in said.value.message
    assert "nothing was changed" in said.value.message
    assert said.value.hint == "make room on the disk, then try again"


def test_torture_counts_are_full_only_when_asked_for(times: Times) -> None:
    assert times(1, 2) == (2 if TORTURE else 1)
