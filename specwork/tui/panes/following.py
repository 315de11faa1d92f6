"""What becomes of a link that was chosen: one goes there, or hears why not.

An address of the web is copied, not opened: nothing is run because a note says so.
"""

from textual.widget import Widget

from specwork.tui.clean import shown
from specwork.tui.document.layout import Reading
from specwork.tui.document.states import Document
from specwork.tui.panes import Follow, Target


def target_of(document: Document, reading: Reading, number: int) -> Target | None:
    """Where a link of the vault leads; None where it leads nowhere, or to the web."""
    if reading.target(number) is not None:
        return None
    link, led = document.links[number], document.led[number]
    return Target(led.path, link.heading, link.block) if led.path is not None else None


def follow(widget: Widget, document: Document, reading: Reading, number: int) -> None:
    """Follows a link of a note that a widget shows."""
    target = target_of(document, reading, number)
    if target is not None:
        widget.post_message(Follow(target))
    elif (address := reading.target(number)) is not None:
        widget.app.copy_to_clipboard(address)
        widget.app.notify(f"copied: {shown(address)}", markup=False)
    else:
        raw = document.links[number].raw
        widget.app.notify(f"leads nowhere: {shown(raw)}", markup=False, severity="warning")
