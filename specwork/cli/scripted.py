"""A session that a script drives: lines of a file or a pipe, one action each.

Hands out lines and decides nothing; what an action is, the dialogue knows.
"""

import sys
from io import BufferedReader

from vault.typed import cast

CHUNK = 1 << 16  # bytes that are read at once
BOM = b"\xef\xbb\xbf"


class Script:
    """Nobody is asked back."""

    person = False

    def __init__(self) -> None:
        self.read = b""
        self.begun = False

    def ask(self, prompt: str, given: str = "") -> str | None:  # noqa: ARG002 nobody sees what is asked
        line = self.ahead()
        self.read = self.read.partition(b"\n")[2]
        return line

    def ahead(self) -> str | None:
        """The next line, which is not taken."""
        lines = cast("BufferedReader", sys.stdin.buffer)
        while b"\n" not in self.read and (more := lines.read1(CHUNK)):
            self.read += more
        if not self.begun:
            self.begun, self.read = True, self.read.removeprefix(BOM)
        line, newline, _ = self.read.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r") if line or newline else None

    def told_behind(self) -> int:
        """Lines that stand behind the last that was taken are told; those still to come are not waited for."""
        count = sum(bool(line.strip()) and not line.lstrip().startswith(b"#") for line in self.read.split(b"\n"))
        if not count:
            return 0
        lines = "1 line stands" if count == 1 else f"{count} lines stand"
        hint = "done and quit come last; begin again for more: spec_work ID"
        sys.stderr.write(f"error: {lines} behind the end of the session, and nothing was made of that\nhint: {hint}\n")
        return 2
