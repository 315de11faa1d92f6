"""A person at a terminal: lines with editing, history, and completion of actions, ids and paths.

Where readline is missing or the terminal is dumb, plain lines are asked for.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from specwork.desk import Desk

MOST = 200  # candidates
HISTORY = 1000  # lines


class Person:
    person = True

    def __init__(self, desk: Desk, actions: tuple[str, ...]) -> None:
        self.desk, self.actions = desk, actions
        self._ids: list[str] | None = None
        self._found: list[str] = []
        self._prefilled = ""
        self.asking = False
        try:
            import readline
        except ImportError:
            return
        self.readline = readline
        readline.set_completer(self.complete)
        readline.set_completer_delims(" \t\n:`'\"")
        readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
        readline.set_startup_hook(self._prefill)
        self._place = _history_file()
        try:
            readline.read_history_file(self._place)
        except OSError:
            pass

    def ask(self, prompt: str, given: str = "") -> str | None:
        self._prefilled = given
        sys.stdout.flush()
        self.asking = True
        try:
            return input(prompt)
        except EOFError:
            return None
        except KeyboardInterrupt:
            if hasattr(self, "readline") and (half := self.readline.get_line_buffer()):
                self.readline.add_history(half)  # there again with the first key upward, also next time
            raise
        finally:
            self.asking = False
            self._prefilled = ""

    @contextmanager
    def heard(self, leave: Callable[[int], None]) -> Iterator[None]:
        """A terminal that goes away, and a program that is told to end, are heard: what was typed is kept.

        A question ends as by an interrupt; what is being written is written. `leave` is told the exit code. Who has it
        ignored already (nohup) is not asked.
        """

        def end(number: int, _: FrameType | None) -> None:
            for each in before:
                signal.signal(each, signal.SIG_IGN)  # a shell may say it once more
            leave(128 + number)
            if number != signal.SIGTERM:  # nobody is there to read any more
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, 1)
                os.dup2(null, 2)
                os.close(null)
            if self.asking:
                raise KeyboardInterrupt

        numbers = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
        default = [number for number in numbers if signal.getsignal(number) == signal.SIG_DFL]
        before = {number: signal.signal(number, end) for number in default}
        try:
            yield
        finally:
            for number, was in before.items():
                signal.signal(number, was)

    def _prefill(self) -> None:
        if self._prefilled:
            self.readline.insert_text(self._prefilled)

    def close(self) -> None:
        """Keeps what was typed for the next time, for this person alone."""
        if not hasattr(self, "readline"):
            return
        try:
            os.makedirs(os.path.dirname(self._place), mode=0o700, exist_ok=True)
            self.readline.set_history_length(HISTORY)
            self.readline.write_history_file(self._place)
            os.chmod(self._place, 0o600)
        except OSError:
            return

    def complete(self, text: str, state: int) -> str | None:
        if state == 0:
            begun = self.readline.get_line_buffer()[: self.readline.get_begidx()]
            self._found = self.candidates(begun, text)
        return self._found[state] if state < len(self._found) else None

    def candidates(self, begun: str, text: str) -> list[str]:
        """What the word under the cursor may become; `begun` is the line before it."""
        if not begun.strip():
            return [f"{action} " for action in self.actions if action.startswith(text.casefold())]
        if text.isdecimal():
            if self._ids is None:
                self._ids = [str(one.id) for one in self.desk.given().specs.all()]
            found = [one for one in self._ids if one.startswith(text)]
            if found:
                return found[:MOST]
        return paths(text)[:MOST]


def paths(text: str) -> list[str]:
    """The files and folders that a path may go on to, seen from the working folder."""
    folder, _, start = text.rpartition("/")
    try:
        names = sorted(os.listdir(f"{folder}/" if folder or text.startswith("/") else "."))
    except OSError:
        return []
    prefix = f"{folder}/" if folder or text.startswith("/") else ""
    fits = [name for name in names if name.startswith(start) and (start.startswith(".") or not name.startswith("."))]
    return [prefix + name + ("/" if os.path.isdir(prefix + name) else "") for name in fits]


def _history_file() -> str:
    state = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return f"{state}/specwork/history"
