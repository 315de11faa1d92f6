"""The app in a real terminal: it starts, says no colour where none is wanted, and leaves the terminal as it was."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.specwork.tui.room import vault_in

TOP = Path(__file__).resolve().parents[3]
PATIENCE = 30
KEPT = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "PATH")
TOLD = {
    "PYTHONPATH": str(TOP),
    "PYTHONFAULTHANDLER": "1",
    "SPECWORK_AS": "Mira",
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
}
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
CONTROLS = re.compile(rb"\x1b\[[0-9;?<>=$]*[A-Za-z]")


class Run(NamedTuple):
    """What came to the terminal, and how the program ended."""

    said: bytes
    code: int


def run(
    folder: Path,
    *steps: tuple[str, bytes],
    terminal: Mapping[str, str],
    arguments: tuple[str, ...] = (),
    size: tuple[int, int] = (24, 80),
) -> Run:
    """Runs `specwork` in a terminal of its own: waits for a text, types keys, waits for the next."""
    pid, end = pty.fork()
    if pid == 0:
        os.chdir(folder)
        told = {name: os.environ[name] for name in KEPT if name in os.environ} | TOLD | dict(terminal)
        os.execve(sys.executable, [sys.executable, "-m", "specwork", *arguments], told)
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    said = b""
    try:
        for text, keys in steps:
            said += until(end, text.encode())
            os.write(end, keys)
        said += until(end, None)
        _, status = os.waitpid(pid, 0)
        return Run(said, os.waitstatus_to_exitcode(status))
    except BaseException:
        os.kill(pid, signal.SIGABRT)  # so it says where each of its threads stands
        sys.stderr.write(rest_of(end).decode(errors="replace"))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    finally:
        os.close(end)


def rest_of(end: int) -> bytes:
    """What still comes, until nothing does for a while."""
    said = b""
    while select.select([end], [], [], 2)[0]:
        try:
            more = os.read(end, 65536)
        except OSError:
            more = b""
        if not more:
            break
        said += more
    return said


def until(end: int, text: bytes | None) -> bytes:
    """Reads until a text has come; without one, until the program has ended."""
    said = b""
    since = time.monotonic()
    while text is None or text not in CONTROLS.sub(b"", said):
        assert time.monotonic() - since < PATIENCE, said[-1500:]
        if select.select([end], [], [], 0.2)[0]:
            try:
                more = os.read(end, 65536)
            except OSError:
                more = b""
            if not more:
                assert text is None, said[-1500:]
                break
            said += more
    return said


COLOURS = {"COLORTERM": "truecolor"}


@pytest.mark.parametrize("keys", [b"q", b"\x11"], ids=["q", "ctrl+q"])
def test_it_starts_and_leaves_the_terminal_as_it_was(tmp_path: Path, keys: bytes) -> None:
    done = run(vault_in(tmp_path / "vault"), ("2000 Desk", keys), terminal=COLOURS)
    assert done.code == 0
    assert b"Traceback" not in done.said
    assert done.said.rfind(b"\x1b[?1049h") < done.said.rfind(b"\x1b[?1049l")  # the screen of before is back
    assert done.said.rfind(b"\x1b[?25h") > done.said.rfind(b"\x1b[?25l")  # and so is the cursor
    assert done.said.rfind(b"\x1b[?1000l") > done.said.rfind(b"\x1b[?1000h")  # the mouse is let go


def test_with_no_color_no_colour_code_is_sent(tmp_path: Path) -> None:
    vault = vault_in(tmp_path / "vault")
    steps = (("2000 Desk", b"lj"), ("1001 Mount the NAS", b"?"), ("the next line", b"q"), ("planning", b"q"))
    plain = run(vault, *steps, terminal={"NO_COLOR": "1", **COLOURS})
    assert COLOUR.findall(plain.said) == []
    assert len(COLOUR.findall(run(vault, *steps, terminal=COLOURS).said)) > 20


def test_a_terminal_of_sixteen_colours_gets_no_more_than_those(tmp_path: Path) -> None:
    done = run(vault_in(tmp_path / "vault"), ("2000 Desk", b"q"), terminal={"TERM": "xterm"})
    assert COLOUR.search(done.said)
    assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25];", done.said)


@pytest.mark.parametrize(
    "terminal",
    [{"TERM": "dumb"}, {"CI": "true"}, {"CLAUDECODE": "1"}],
    ids=["a terminal that cannot paint", "CI", "an agent"],
)
def test_where_nobody_sits_at_a_screen_the_help_is_printed(tmp_path: Path, terminal: dict[str, str]) -> None:
    done = run(vault_in(tmp_path / "vault"), terminal=terminal)
    assert done.code == 0
    assert b"\x1b[?1049h" not in done.said
    assert b"Each command explains itself" in done.said


def test_the_editor_gets_the_terminal_and_gives_it_back(tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\necho "EDITING $1"\nprintf "\\nWritten here.\\n" >> "$1"\nread go\n')
    editor.chmod(0o755)
    vault = vault_in(tmp_path / "vault")
    steps = (("2000 Desk", b"Ge"), ("EDITING", b"\n"), ("2000 Desk", b"\r"), ("Written here.", b"q"))
    done = run(vault, *steps, terminal={**COLOURS, "EDITOR": str(editor)})
    assert done.code == 0
    assert (vault / "specs/2000/epic.md").read_bytes().endswith(b"Written here.\n")
    lent, given_back = done.said.find(b"\x1b[?1049l"), done.said.rfind(b"\x1b[?1049h")
    assert lent < done.said.find(b"EDITING") < given_back


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        pytest.param("no-such-editor", "could not be started", id="that is not there"),
        pytest.param("false", "false ended with 1", id="that fails, or gave up the text"),
    ],
)
def test_after_an_editor_the_screen_is_there_again(tmp_path: Path, editor: str, said: str) -> None:
    vault = vault_in(tmp_path / "vault")
    steps = (("2000 Desk", b"Ge"), (said, b"gg"), ("1000 Storage", b"q"))
    done = run(vault, *steps, terminal={**COLOURS, "EDITOR": editor})
    assert done.code == 0


def test_what_interrupts_the_editor_does_not_end_the_app(tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\ntrap 'exit 0' INT\necho EDITING\nwhile :; do sleep 0.1; done\n")
    editor.chmod(0o755)
    vault = vault_in(tmp_path / "vault")
    steps = (("2000 Desk", b"Ge"), ("EDITING", b"\x03"), ("2000 Desk", b"\r"), ("# Desk", b"q"))
    done = run(vault, *steps, terminal={**COLOURS, "EDITOR": str(editor)})
    assert done.code == 0


def test_a_second_start_is_where_the_first_one_was_left(tmp_path: Path) -> None:
    vault = vault_in(tmp_path / "vault")
    run(vault, ("2000 Desk", b"lj"), ("1001 Mount the NAS", b"l"), ("1012", b"q"), terminal=COLOURS)
    again = run(vault, ("1012", b"q"), terminal=COLOURS)
    assert again.code == 0


def test_where_no_vault_is_one_is_made_and_opened(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    done = run(
        here,
        ("make this folder a vault", b"\r"),
        ("What stands there stays", b"y"),
        ("Notes 1", b"q"),
        terminal={**COLOURS, "XDG_STATE_HOME": str(tmp_path / "state")},
    )
    assert done.code == 0
    assert (here / "Home.md").is_file()
    assert str(here) in (tmp_path / "state/specwork/vaults.json").read_text()


def test_a_terminal_that_does_not_know_its_size_is_painted_all_the_same(tmp_path: Path) -> None:
    done = run(vault_in(tmp_path / "vault"), ("2000 Desk", b"q"), terminal=COLOURS, size=(0, 0))
    assert done.code == 0
    assert len(done.said) < 500_000


def test_the_size_is_that_of_the_terminal_whatever_its_shell_says(tmp_path: Path) -> None:
    told = {**COLOURS, "COLUMNS": "50", "LINES": "10"}
    done = run(vault_in(tmp_path / "vault"), ("4 Links", b"q"), terminal=told, size=(24, 120))
    assert done.code == 0


def test_what_is_started_from_it_has_the_environment_of_the_person(tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text(f"#!/bin/sh\nenv > {tmp_path}/told\necho EDITING\nread go\n")
    editor.chmod(0o755)
    steps = (("2000 Desk", b"e"), ("EDITING", b"\n"), ("2000 Desk", b"q"))
    assert run(vault_in(tmp_path / "vault"), *steps, terminal={**COLOURS, "EDITOR": str(editor)}).code == 0
    names = {line.partition("=")[0] for line in (tmp_path / "told").read_text().splitlines()}
    assert not names & {"TEXTUAL_FPS", "COLUMNS", "LINES"}
