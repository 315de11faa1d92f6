"""What the terminal sends, made fit for who reads keys out of it. Knows nothing of specwork.

A byte that is no text (another encoding, a mouse of old) is a sign that stands for it, and ends nothing; an escape that
was pasted is a picture of itself, and begins no key.
"""

import os
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterable
from selectors import EVENT_READ, SelectSelector
from typing import TypeVar

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.message import Message

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"
_Answer = TypeVar("_Answer")


class Pastes:
    r"""Takes what is sent piece by piece, wherever it is cut.

    >>> pastes = Pastes()
    >>> [pastes.tamed(sent) for sent in ("\x1b\x1b[20", "0~a\x1b[31mb\x1b[2", "01~\x1b")]
    ['\x1b\x1b[20', '0~a␛[31mb', '\x1b[201~\x1b']
    """

    def __init__(self) -> None:
        self._within = False
        self._before = ""  # the end of what was sent last: of a paste it is kept back, where the end may have begun

    def tamed(self, sent: str) -> str:
        found = []
        while sent:
            whole = self._before + sent
            end = whole.find(ENDS if self._within else BEGINS)
            if end < 0:
                found.append(self._unfinished(whole, sent))
                break
            end += len(BEGINS)
            if self._within:
                found.append(_pictured(whole[: end - len(ENDS)]) + ENDS)
            else:
                found.append(whole[len(self._before) : end])
            sent, self._before, self._within = whole[end:], "", not self._within
        return "".join(found)

    def _unfinished(self, whole: str, sent: str) -> str:
        if not self._within:
            self._before = whole[-len(BEGINS) + 1 :]
            return sent
        begun = next((size for size in range(len(ENDS) - 1, 0, -1) if whole.endswith(ENDS[:size])), 0)
        self._before = whole[len(whole) - begun :]
        return _pictured(whole[: len(whole) - begun])


def _pictured(pasted: str) -> str:
    return pasted.replace("\x1b", "\u241b")


class Hearing(App[_Answer]):
    """An app that no byte ends."""

    def get_driver_class(self) -> type[Driver]:
        found = super().get_driver_class()
        return Terminal if sys.platform != "win32" and found is LinuxDriver else found


if sys.platform != "win32":
    from textual.drivers.linux_driver import LinuxDriver

    class Terminal(LinuxDriver):
        def _get_terminal_size(self) -> tuple[int, int]:
            """As the terminal knows it, not as its shell once did; that of most where it does not, as some consoles."""
            try:
                columns, lines = os.get_terminal_size(self.fileno)
            except OSError:
                return super()._get_terminal_size()
            return columns or 80, lines or 25

        def run_input_thread(self) -> None:
            """As Textual does it, but for the two."""
            parser, pastes = XTermParser(self._debug), Pastes()
            decode = getincrementaldecoder("utf-8")("replace").decode

            def hear(messages: Iterable[Message]) -> None:
                for message in messages:
                    self.process_message(message)

            def read_on() -> bool:
                """Whether there is more to come: a terminal that is gone says nothing, and says so at once for ever."""
                if ready.select(0.1):
                    if not (sent := os.read(self.fileno, 4096)):
                        return False
                    if text := pastes.tamed(decode(sent)):
                        hear(parser.feed(text))
                hear(parser.tick())
                return True

            with SelectSelector() as ready:
                ready.register(self.fileno, EVENT_READ)
                while read_on() and not self.exit_event.is_set():
                    pass
