"""A program in a terminal of its own: keys go in, what comes out is waited for and timed. It answers no question.

Times count from the last thing that was done to it (`since`) to the arrival of the last byte.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Self

from bench.processes import Failed, family

PATIENCE = 60.0
CONTROLS = re.compile(rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>]")
KEPT = ("HOME", "PATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "PYTHONPATH")
TOLD = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


class Terminal:
    """`with Terminal([...], columns=120, rows=40) as terminal:`; at the end the program is killed if it still runs."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        folder: Path | None = None,
        told: Mapping[str, str] | None = None,
    ) -> None:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.since = perf_counter()
        self.process, self._end = pty.fork()
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.chdir(folder or "/")
            os.execve(command[0], list(command), kept | TOLD | dict(told or {}))
        self.said = b""  # since `since`
        self.last = self.since
        self.code: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        os.close(self._end)

    def kill(self) -> None:
        if self.code is None:
            os.kill(self.process, signal.SIGKILL)
            self._wait()

    def _wait(self) -> None:
        _, status = os.waitpid(self.process, 0)
        self.code = os.waitstatus_to_exitcode(status)

    # what is done to it

    def mark(self) -> None:
        """From now on time counts, and what comes."""
        self.said, self.since = b"", perf_counter()
        self.last = self.since

    def press(self, keys: str) -> None:
        self.mark()
        os.write(self._end, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        self.mark()
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # what is waited for

    def _read(self, wait: float) -> bool:
        if not select.select([self._end], [], [], wait)[0]:
            return False
        try:
            more = os.read(self._end, 1 << 16)
        except OSError:
            return False
        self.last = perf_counter()
        self.said += more
        return bool(more)

    @property
    def text(self) -> str:
        return CONTROLS.sub(b"", self.said).decode("utf-8", "replace")

    def until(self, text: str, patience: float = PATIENCE) -> float:
        """Seconds until a text has come."""
        end = perf_counter() + patience
        while text not in self.text:
            if perf_counter() > end:
                raise Failed(f"never came: {text}")
            if not self._read(0.5) and self._ended():
                raise Failed(f"it ended before there came: {text}")
        return self.last - self.since

    def calm(self, quiet: float, patience: float = PATIENCE) -> float:
        """Seconds until the last byte before a silence of some length; it waits for the first one."""
        end = perf_counter() + patience
        while not self.said and perf_counter() < end:
            self._read(0.5)
        while self._read(quiet) and perf_counter() < end:
            pass
        return self.last - self.since

    def silence(self, quiet: float) -> None:
        """Waits until nothing has come for so long."""
        while self._read(quiet):
            pass

    def end(self) -> int:
        """Reads until it has ended."""
        while self.code is None:
            if not self._read(0.2):
                self._ended()
        return self.code

    def _ended(self) -> bool:
        if self.code is None:
            done, status = os.waitpid(self.process, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    # what it holds

    def megabytes(self) -> float:
        """Resident memory of the program and all its children."""
        return sum(map(_resident, family(self.process))) / 1024


def _resident(process: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def settle(seconds: float) -> None:
    """Nothing is waited for: what the program does by itself is given its time."""
    time.sleep(seconds)
