"""What is typed is answered key by key: the next goes to whoever has the focus once the one before was answered.

Else all of a burst (a quick hand, a program that types) would go to whoever had the focus as it came, and half of a
text to the list that one was leaving. Knows nothing of specwork.
"""

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.await_complete import AwaitComplete
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

from specwork.tui.terminal import Hearing

PATIENCE = 2.0  # seconds after which a key counts as answered, whatever became of whoever had it


class InTurn(Hearing[int]):
    """An app that hears keys and pastes one after another."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._typed: deque[events.Event] = deque()
        self._answering: asyncio.TimerHandle | None = None
        self.held = 0  # the turn that it is held for; 0: nothing is
        self._holds = 0
        self._cancels = False
        self._given_up: set[int] = set()

    @property
    def hurried(self) -> bool:
        """Whether a key is about to be answered."""
        return self._answering is not None or (bool(self._typed) and not self.held)

    def hold(self, *, cancels: bool = False, at_most: float = 0.0) -> int:
        """What is typed from now on is meant for a screen that is on its way, so it is kept for that.

        Escape is not kept: it drops what was typed before it, and is heard by who is there, or `cancels` what is on its
        way. `at_most` so many seconds, if any are told. Answers the turn, which `go_on` takes.
        """
        self._holds += 1
        self.held, self._cancels = self._holds, cancels
        if at_most:
            asyncio.get_running_loop().call_later(at_most, self.go_on, self.held)
        return self.held

    def given_up(self, turn: int) -> bool:
        """Whether Escape was pressed before what was on its way had come."""
        return turn in self._given_up

    def cancelled(self) -> None:
        """Nobody waits any more for what was on its way."""

    def forget_typed(self) -> None:
        """None comes, and what was typed for it is nobody's."""
        self._typed.clear()
        self.held = 0

    def go_on(self, turn: int) -> None:
        """What was held that `turn` for has come; what is kept for another by now stays kept."""
        if turn == self.held:
            self.held = 0
            self.call_later(self.hear_on)

    async def on_event(self, event: events.Event) -> None:
        known = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not known or (isinstance(event, events.Key) and event.key == "ctrl+q"):  # whoever leaves need not wait
            await super().on_event(event)
            return
        if self.held and isinstance(event, events.Key) and event.key == "escape":
            turn = self.held
            self.forget_typed()
            if self._cancels:
                self._given_up.add(turn)
                self.cancelled()
                return
        self._typed.append(event)
        await self.hear_on()

    async def hear_on(self) -> None:
        """The next key, if its time has come. A screen that takes its time to come says so by `there`, and calls."""
        if self._answering is not None or self.held or not self._typed or not getattr(self.screen, "there", True):
            return
        turn = self._answering = asyncio.get_running_loop().call_later(PATIENCE, self._answered)
        event, holder = self._typed.popleft(), self.focused or self.screen
        await super().on_event(event)
        writes = isinstance(holder, Input | TextArea) and isinstance(event, events.Key) and event.is_printable
        self._follow(holder, turn, letter=writes, again=holder)

    def _follow(
        self, node: MessagePump, turn: asyncio.TimerHandle, *, letter: bool = False, again: MessagePump | None = None
    ) -> None:
        """The key goes up from its holder to the screen, and this behind it; a letter that is written goes nowhere.

        `again`: then once more from there, behind whatever was told upwards because of the key.
        """

        def passed() -> None:
            if letter:
                self._answered(turn)
            elif not isinstance(node, Screen) and isinstance(above := node._parent, MessagePump):
                self._follow(above, turn, again=again)
            elif again is not None:
                self._follow(again, turn)
            else:
                self._wind_up(turn)

        if not node.call_later(passed):  # it is gone
            self._wind_up(turn)

    def _wind_up(self, turn: asyncio.TimerHandle) -> None:
        """What follows from the key has happened too: who was told of it by the app or the screen has heard it."""
        self.call_later(lambda: self.screen.call_later(self.screen.call_after_refresh, self._answered, turn))

    def pop_screen(self) -> AwaitComplete:
        """The holder of the key goes with its screen, and would answer no more."""
        found = super().pop_screen()
        if self._answering is not None:
            self._wind_up(self._answering)
        return found

    def _answered(self, turn: asyncio.TimerHandle | None = None) -> None:
        """`turn`: whose; one that took too long has had it, and ends no other's."""
        if self._answering is not None and turn in (None, self._answering):
            self._answering.cancel()
            self._answering = None
            if self._typed:
                self.call_later(self.hear_on)
