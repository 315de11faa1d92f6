"""Where a text is written: Enter sends it, Escape keeps it, ctrl+g throws it away; as the table of keys has it.

It takes every key that writes or moves within the text, so that none of them means anything else here: Tab leads out to
the sessions above it, where the plain keys are. What it holds is
made harmless on its way in: control characters that somebody pastes are shown as pictures of themselves.
"""

from textual import events
from textual.binding import Binding
from textual.widgets import TextArea

from specwork.tui.document.words import harmless
from specwork.tui.keyed import Keyed
from specwork.tui.keys import named
from specwork.tui.session.listing import Listing

OUT = ("next_pane", "last_pane")
_ODD = {"shift+\r": "shift+enter", "newline": "ctrl+j"}  # as some terminals tell them
_MOVES = {
    key: binding.action
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}


class DraftArea(TextArea):
    """Several lines of text. What a key of the place `draft` means is done by whoever holds it."""

    place = "draft"

    def __init__(self) -> None:
        super().__init__(id="draft", soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False)

    async def _on_key(self, event: events.Key) -> None:
        key = named(_ODD.get(event.key, event.key))
        if event.is_printable:
            return  # the text area itself writes it
        known = _screen_of(self).keymap.meant(key, [self.place])
        meant = [one for one in known if self.place in one.places or one.id in OUT]
        if meant:
            _screen_of(self).perform(meant[0].id)
        elif event.key in _MOVES:
            await self.run_action(_MOVES[event.key])
        event.stop()
        event.prevent_default()

    def load_text(self, text: str) -> None:
        super().load_text(harmless(text))

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = harmless(event.text.replace("\r\n", "\n").replace("\r", "\n"))

    def do_next_pane(self) -> None:
        """To the sessions above; the text stays open."""
        self.screen.query_one(Listing).focus()

    do_last_pane = do_next_pane

    def do_new_line(self) -> None:
        self.insert("\n")


def _screen_of(area: DraftArea) -> Keyed:
    screen = area.screen
    assert isinstance(screen, Keyed)
    return screen
