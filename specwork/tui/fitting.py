"""A screen at a size: the classes of that size are on before it is laid out, and it is laid out once.

Textual by itself lays out and paints with the classes of the old size, restyles, does it all again, and once more when
the screen hears of its own new size.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from textual import events
from textual.geometry import Size
from textual.screen import Screen

Steps = Sequence[tuple[int, str]]
ROOM = Size(40, 10)


class Fitting(Screen[Any]):
    """`widths` and `heights` are the classes that a screen has from so many columns and rows on."""

    widths: Steps = ()
    heights: Steps = ()

    @property
    def roomy(self) -> bool:
        """Whether there is room for more than one line that asks for some."""
        return self.size.width >= ROOM.width and self.size.height >= ROOM.height

    def fit(self, size: Size) -> bool:
        """Says whether other classes are on now."""
        on = {_step(self.widths, size.width), _step(self.heights, size.height)}
        before = frozenset(self.classes)
        self.update_classes({name: name in on for _, name in (*self.widths, *self.heights)}, animate=False)
        return frozenset(self.classes) != before

    async def _on_resize(self, event: events.Resize) -> None:
        other = self.fit(event.size)
        if event.size == self.outer_size:
            event.prevent_default()  # it is laid out for that already
        elif other:
            event.prevent_default()  # to be restyled is enough for one turn of the loop
            again = events.Resize(event.size, event.virtual_size, event.container_size, event.pixel_size)
            asyncio.get_running_loop().call_soon(self.post_message, again)


def _step(steps: Steps, cells: int) -> str:
    """
    >>> _step([(0, "-tiny"), (60, "-narrow")], 59), _step([(0, "-tiny"), (60, "-narrow")], 60), _step([], 60)
    ('-tiny', '-narrow', '')
    """
    return next((name for least, name in reversed(steps) if cells >= least), "")
