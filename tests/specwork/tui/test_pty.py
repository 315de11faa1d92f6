"""What a real terminal gets from the app when titles are hostile, and when it is killed."""

import contextlib
import os
import pty
import re
import select
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.specwork.tui.room import spec, vault_in
from tests.specwork.tui.test_terminal import COLOURS, KEPT, TOLD, run, until

HOSTILE = {
    "specs/1000/epic.md": spec(1000, "epic", '"[/b][@click=app.quit]Trap\\e]0;owned\\a\\x9b31m \\u202egnp.exe"'),
    "specs/2000/epic.md": spec(2000, "epic", "Desk"),
}
POINTER = rb"\x1b\]22;[a-z-]*\x07|"  # Textual's own: which shape the mouse has
STEERING = re.compile(POINTER + rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[=>()][A-Z0-9]?")


def drain(end: int) -> None:
    """Whatever has come, so that nobody waits for it to be read."""
    if select.select([end], [], [], 0.05)[0]:
        with contextlib.suppress(OSError):
            os.read(end, 65536)


def started(vault: Path, hangup: int = signal.SIG_DFL) -> tuple[int, int]:
    """The app in a terminal of its own: its process, and our end of the terminal."""
    pid, end = pty.fork()
    if pid == 0:
        os.chdir(vault)
        signal.signal(signal.SIGHUP, hangup)
        told = {name: os.environ[name] for name in KEPT if name in os.environ} | TOLD | COLOURS
        os.execve(sys.executable, [sys.executable, "-m", "specwork"], told)
    termios.tcsetwinsize(end, (24, 80))
    return pid, end


def test_a_hostile_title_steers_no_terminal(tmp_path: Path) -> None:
    vault = vault_in(tmp_path / "vault", HOSTILE)
    done = run(vault, ("2000 Desk", b"j"), ("2000 Desk", b"k"), ("[/b][@click=app.quit]Trap", b"q"), terminal=COLOURS)
    assert done.code == 0
    assert b"\x1b]0;" not in done.said
    rest = STEERING.sub(b"", done.said).decode()
    told = {char for char in rest if char < " " or "\x7f" <= char < "\xa0" or "\u202a" <= char <= "\u202e"}
    assert told <= {"\n", "\r", "\t"}


def test_after_a_kill_the_next_start_is_where_one_was_and_the_vault_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # where no other vault has left its place
    vault = vault_in(tmp_path / "vault")
    before = {path: path.read_bytes() for path in vault.rglob("*.md")}
    pid, end = started(vault)
    try:
        until(end, b"2000 Desk")
        os.write(end, b"lj")
        until(end, b"1001 Mount the NAS")
        while not any(b"1001/spec.md" in kept.read_bytes() for kept in tmp_path.rglob("place.json")):
            drain(end)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(end)
    again = run(vault, ("1001 Mount the NAS", b"q"), terminal=COLOURS)  # still unfolded
    assert again.code == 0
    assert {path: path.read_bytes() for path in vault.rglob("*.md")} == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_the_terminal_as_it_was(tmp_path: Path, number: int) -> None:
    pid, end = started(vault_in(tmp_path / "vault"))
    try:
        until(end, b"2000 Desk")
        os.kill(pid, number)
        said = until(end, None)
    finally:
        os.close(end)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 128 + number
    assert b"\x1b[?1049l" in said  # the screen of before is back


@pytest.mark.parametrize("hangup", [signal.SIG_DFL, signal.SIG_IGN], ids=["usual", "under nohup"])
def test_it_ends_with_its_terminal_and_keeps_what_was_being_written(
    tmp_path: Path, hangup: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    vault = vault_in(tmp_path / "vault")
    pid, end = started(vault, hangup)
    until(end, b"rec 00:00")
    os.write(end, b"lj")
    until(end, b"implement")
    os.write(end, "phalf a thought§".encode())
    until(end, "§".encode())
    os.close(end)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) in (128 + signal.SIGHUP, 120)  # 120: it had more to say
    assert any(b"half a thought" in kept.read_bytes() for kept in tmp_path.rglob("*") if kept.is_file())


def test_the_modes_of_the_terminal_are_those_of_before(tmp_path: Path) -> None:
    vault = vault_in(tmp_path / "vault")
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (24, 80))
    before = termios.tcgetattr(inner)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(outer)
        for one in (0, 1, 2):
            os.dup2(inner, one)
        os.chdir(vault)
        told = {name: os.environ[name] for name in KEPT if name in os.environ} | TOLD | COLOURS
        os.execve(sys.executable, [sys.executable, "-m", "specwork"], told)
    try:
        until(outer, b"2000 Desk")
        assert termios.tcgetattr(inner)[3] != before[3]  # it reads keys one by one
        os.write(outer, b"q")
        while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
            drain(outer)
        pid, status = 0, ended[1]
        assert os.waitstatus_to_exitcode(status) == 0
        assert termios.tcgetattr(inner) == before
    finally:
        if pid:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(outer)
        os.close(inner)


def test_a_byte_that_is_no_text_ends_nothing(tmp_path: Path) -> None:
    vault = vault_in(tmp_path / "vault")
    done = run(vault, ("2000 Desk", b"\xff\xc3(lj"), ("1001 Mount the NAS", b"q"), terminal=COLOURS)
    assert b"Traceback" not in done.said
    assert done.code == 0


def test_an_escape_that_was_pasted_begins_no_key(tmp_path: Path) -> None:
    vault = vault_in(tmp_path / "vault")
    pasted = b"\x1b[200~Mount\x1bq\x1b[Dthe\x1b[201~"
    done = run(vault, ("2000 Desk", b"f"), ("Find", pasted), ("Mount\u241bq\u241b[Dthe", b"\x11"), terminal=COLOURS)
    assert done.code == 0
