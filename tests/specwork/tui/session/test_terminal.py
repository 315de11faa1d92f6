"""Sessions in a real terminal: what is typed outlives a kill, and `spec_work ID` opens the app where it may."""

import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select

import pytest

from specwork.tui.session.drafts import FOLDER
from tests.specwork.tui.room import vault_in
from tests.specwork.tui.session.sessions_room import JOURNAL, READY, TASK_JOURNAL, journal, session
from tests.specwork.tui.test_terminal import CONTROLS, KEPT, PATIENCE, TOLD

RECORDING = r"rec \d\d:\d\d 1012"
ENTERED = b"\x1b[?1049h"  # the terminal's other screen


class Terminal:
    """A program in a terminal of its own, 80 by 24."""

    def __init__(self, folder: Path, *arguments: str, **more: str) -> None:
        self.said = b""
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            told = {name: os.environ[name] for name in KEPT if name in os.environ} | TOLD | more
            os.execve(sys.executable, [sys.executable, *arguments], told)
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, true: Callable[[], bool]) -> None:
        since = time.monotonic()
        while not true():
            assert time.monotonic() - since < PATIENCE, CONTROLS.sub(b"", self.said)[-6000:].decode()
            if select([self.end], [], [], 0.05)[0]:
                try:
                    self.said += os.read(self.end, 65536)
                except OSError:  # the program has let go of its terminal
                    select([], [], [], 0.01)

    def sees(self, text: str) -> "Terminal":
        """Waits for a text (a pattern), which is then behind."""
        self.until(lambda: re.search(text.encode(), CONTROLS.sub(b"", self.said)) is not None)
        self.said = b""
        return self

    def types(self, keys: bytes) -> "Terminal":
        os.write(self.end, keys)
        return self

    def ends(self) -> int:
        ended: list[int] = []

        def over() -> bool:
            pid, status = os.waitpid(self.pid, os.WNOHANG) if not ended else (0, 0)
            ended.extend([status] if pid else [])
            return bool(ended)

        self.until(over)
        self.pid = 0
        return os.waitstatus_to_exitcode(ended[0])

    def kill(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0


Opened = Callable[..., Terminal]


@pytest.fixture
def opened() -> Iterator[Opened]:
    begun: list[Terminal] = []

    def terminal(folder: Path, *arguments: str, **more: str) -> Terminal:
        begun.append(Terminal(folder, *arguments, **more))
        return begun[-1]

    yield terminal
    for one in begun:
        one.kill()
        os.close(one.end)


APP = ("-m", "specwork")
SPEC_WORK = ("-c", "import sys; from specwork.cli.spec_work import spec_work; sys.exit(spec_work())")


def drafts_in(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in folder.glob(f".specwork/*/{FOLDER}/*.json"))


def test_what_was_typed_outlives_a_kill(tmp_path: Path, opened: Opened) -> None:
    folder = vault_in(tmp_path / "vault", READY)
    first = opened(folder, *SPEC_WORK, "1012", "--session", "By hand")
    first.sees(RECORDING).types(b"p").sees("new line").types(b"half a thought")
    first.until(lambda: "half a thought" in drafts_in(folder))
    first.kill()
    again = opened(folder, *APP)
    again.sees(RECORDING).types(b"p").sees("half a thought").types(b", whole again\r").sees("Is it approved")
    assert again.types(b"q").ends() == 0
    assert "half a thought, whole again" in journal(folder, TASK_JOURNAL)
    assert drafts_in(folder) == ""


def test_spec_work_opens_the_app_in_the_session_that_it_begins(tmp_path: Path, opened: Opened) -> None:
    folder = vault_in(tmp_path / "vault", READY)
    begun = opened(folder, *SPEC_WORK, "1012", "--session", "By hand")
    begun.until(lambda: ENTERED in begun.said)
    begun.sees(RECORDING)
    assert begun.types(b"q").ends() == 0
    assert session(folder, TASK_JOURNAL).title == "By hand"
    again = opened(folder, *SPEC_WORK, "1012")
    again.sees(RECORDING)
    assert again.types(b"q").ends() == 0
    assert journal(folder, TASK_JOURNAL).count("### Session") == 1


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        pytest.param(("--plain",), {}, id="line by line"),
        pytest.param((), {"TERM": "dumb"}, id="a terminal that cannot paint"),
        pytest.param((), {"CI": "true"}, id="CI"),
        pytest.param((), {"CLAUDECODE": "1"}, id="an agent"),
        pytest.param(("--json",), {}, id="a program"),
    ],
)
def test_who_cannot_use_the_app_never_gets_it(
    tmp_path: Path, opened: Opened, arguments: tuple[str, ...], more: dict[str, str]
) -> None:
    folder = vault_in(tmp_path / "vault", READY)
    begun = opened(folder, *SPEC_WORK, "1012", *arguments, **more)
    begun.types(b"quit\n")
    assert begun.ends() == 0
    assert ENTERED not in begun.said
    assert "### Session 1" in journal(folder, TASK_JOURNAL)


def test_a_wrong_id_opens_nothing(tmp_path: Path, opened: Opened) -> None:
    folder = vault_in(tmp_path / "vault", READY)
    begun = opened(folder, *SPEC_WORK, "4711")
    assert begun.ends() == 2
    assert ENTERED not in begun.said
    assert "Session 2" not in journal(folder, JOURNAL)
