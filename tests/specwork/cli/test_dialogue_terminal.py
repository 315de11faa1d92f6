"""A session line by line in processes of its own: at a real terminal, and behind a pipe."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.kit import DiskVault
from tests.specwork.cli.dialogue_room import said
from tests.specwork.work.desk_vault import VAULT

TOP = Path(__file__).resolve().parents[3]


@pytest.fixture
def specs(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    for name in ("SPECWORK_SESSION", "SPECWORK_AGENT", "CI"):
        monkeypatch.delenv(name, raising=False)
    return vault.has(VAULT)


@pytest.mark.parametrize(("ended", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_terminal_that_goes_away_at_a_question_leaves_the_entry(specs: DiskVault, ended: int, code: int) -> None:
    leader, process = at_a_terminal(specs)
    until(leader, b"1011> ")
    os.write(leader, b"issue It broke\n")
    until(leader, b"it is open) ")
    if ended == signal.SIGHUP:
        os.close(leader)
    assert told_to_end(process, ended) == code
    if ended != signal.SIGHUP:
        os.close(leader)
    assert said(specs, "issue") == ["**Issue**: It broke"]


def test_it_works_on_a_dumb_terminal(specs: DiskVault) -> None:
    """A real terminal, with a program that types."""
    leader, process = at_a_terminal(specs)
    shown = b""
    for prompt, line in ((b"1011> ", b"note from a terminal"), (b"1011> ", b"quit")):
        shown = until(leader, prompt)
        os.write(leader, line + b"\n")
    shown = until(leader, b"--resume")
    assert process.wait(20) == 0
    os.close(leader)
    assert b"\x1b[3" not in shown
    assert said(specs, "note") == ["from a terminal"]


def at_a_terminal(specs: DiskVault) -> "tuple[int, subprocess.Popen[bytes]]":
    """`spec_work 1011 --plain` in a terminal of its own, and the end of it that types."""
    leader, follower = pty.openpty()
    told = {**os.environ, "TERM": "dumb", "PYTHONPATH": str(TOP), "SPECWORK_AGENT": "0"}
    program = "from specwork.cli.spec_work import spec_work; raise SystemExit(spec_work())"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--vault", str(specs.folder), "1011", "--plain"],
        stdin=follower, stdout=follower, stderr=follower, cwd=specs.folder, env=told, start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    return leader, process


def told_to_end(process: "subprocess.Popen[bytes]", number: int) -> int | None:
    """Its exit code; told again where readline was not waiting yet: a signal then is seen with the next key."""
    for _ in range(40):
        process.send_signal(number)
        try:
            return process.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
    return None


def until(leader: int, wanted: bytes) -> bytes:
    shown, end = b"", time.monotonic() + 20
    while wanted not in shown and time.monotonic() < end:
        if select.select([leader], [], [], 1)[0]:
            shown += os.read(leader, 10_000)
    assert wanted in shown, shown
    return shown


@pytest.mark.parametrize("lines", ["", "note: from a pipe\n"], ids=["silent", "with lines"])
def test_a_pipe_that_says_nothing_is_nobodys_and_one_that_speaks_is_a_script(specs: DiskVault, lines: str) -> None:
    """A standard input that stays open, as agents leave it, must not be waited for."""
    program = "from specwork.cli.spec_work import spec_work; raise SystemExit(spec_work())"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--vault", str(specs.folder), "1011"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(TOP)},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(lines)
    process.stdin.flush()
    if lines:
        process.stdin.close()
    assert process.wait(20) == 0
    shown = process.stdout.read()
    assert ("specwork log 1011 plan" in shown) == (not lines)
    assert said(specs, "note") == (["from a pipe"] if lines else [])
    process.stdout.close()
    process.stdin.close()
