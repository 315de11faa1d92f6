"""What is typed is answered key by key: the next goes to whoever has the focus once the one before was answered.

Else all of a burst (a quick hand, a program that types) would go to whoever had the focus as it came, and half of a
text to the list that one was leaving. Knows nothing of specwork.
"""

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

PATIENCE = 2.0  # seconds after which a key counts as answered, whatever became of whoever had it


class InTurn(App[int]):
    """An app that hears keys and pastes one after another."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._typed: deque[events.Event] = deque()
        self._answering: asyncio.TimerHandle | None = None
        self.held = 0  # for whom: the count of those for whom something was held
        self._holds = 0
        self._open_to_escape = False

    @property
    def hurried(self) -> bool:
        """Whether a key is about to be answered."""
        return self._answering is not None or (bool(self._typed) and not self.held)

    def hold(self, *, until_escape: bool = False) -> int:
        """What is typed from now on is meant for a screen that is on its way, so it is kept for that.

        `until_escape`: Escape is heard all the same, and what was typed before it is nobody's.
        """
        self._holds += 1
        self.held, self._open_to_escape = self._holds, until_escape
        return self.held

    def forget_typed(self) -> None:
        """None comes, and what was typed for it is nobody's."""
        self._typed.clear()
        self.held = 0

    def go_on(self, turn: int = 0) -> None:
        """That screen has come, or none comes. `turn`: whose; what is kept for another by now stays kept."""
        if turn in (0, self.held):
            self.held = 0
            self.call_later(self._next)

    async def on_event(self, event: events.Event) -> None:
        known = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not known or (isinstance(event, events.Key) and event.key == "ctrl+q"):  # whoever leaves need not wait
            await super().on_event(event)
            return
        if self.held and self._open_to_escape and isinstance(event, events.Key) and event.key == "escape":
            self.forget_typed()
        self._typed.append(event)
        await self._next()

    async def _next(self) -> None:
        if self._answering is not None or self.held or not self._typed:
            return
        turn = self._answering = asyncio.get_running_loop().call_later(PATIENCE, self._answered)
        event, holder = self._typed.popleft(), self.focused or self.screen
        await super().on_event(event)
        writes = isinstance(holder, Input | TextArea) and isinstance(event, events.Key) and event.is_printable
        self._follow(holder, writes, turn)

    def _follow(self, node: MessagePump, writes: bool, turn: asyncio.TimerHandle) -> None:
        """The key goes up from its holder to the screen, and this behind it; what only writes a letter goes nowhere."""
        if not node.call_later(self._passed, node, writes, turn):
            self._answered(turn)

    def _passed(self, node: MessagePump, writes: bool, turn: asyncio.TimerHandle) -> None:
        if writes:
            self._answered(turn)
        elif isinstance(node, Screen) or not isinstance(above := node._parent, MessagePump):
            self.screen.call_after_refresh(self._answered, turn)  # what follows from it has happened too
        else:
            self._follow(above, writes, turn)

    def _answered(self, turn: asyncio.TimerHandle | None = None) -> None:
        """`turn`: whose; one that took too long has had it, and ends no other's."""
        if self._answering is not None and turn in (None, self._answering):
            self._answering.cancel()
            self._answering = None
            if self._typed:
                self.call_later(self._next)
