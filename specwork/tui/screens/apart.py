"""What sync would do in a large vault, asked of a process of its own: it takes seconds, and nobody here waits for it.

The process is this very program; its answer is the one that scripts get.
"""

import sys
from collections.abc import Callable
from json import loads
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from subprocess import Popen


class Apart:
    """One question at a time; asked again meanwhile, it is asked once more when that has ended."""

    def __init__(self, folder: str, then: Callable[[dict[str, Any]], None]) -> None:
        self.folder, self.then = folder, then
        self._child: Popen[bytes] | None = None
        self._again = self._ended = False

    def ask(self) -> None:
        from subprocess import DEVNULL, PIPE, Popen

        if self._ended or self._child is not None:
            self._again = True
            return
        self._again = False
        # -P: no module is taken from the folder that one happens to be in
        command = [sys.executable, "-P", "-m", "specwork", "sync", "--dry-run", "--json", "--vault", self.folder]
        try:
            self._child = Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, start_new_session=True)
        except OSError:
            return
        Thread(target=self._wait, args=(self._child,), name="specwork-apart", daemon=True).start()

    def _wait(self, child: "Popen[bytes]") -> None:
        """On a thread of its own; `then` is called on it too."""
        said, _ = child.communicate()
        self._child = None
        if self._ended:
            return
        try:
            answer = loads(said)
        except ValueError:
            answer = None
        if isinstance(answer, dict) and "conflicts" in answer:
            self.then(answer)
        if self._again:
            self.ask()

    def end(self) -> None:
        self._ended = True
        if self._child is not None:
            self._child.kill()
