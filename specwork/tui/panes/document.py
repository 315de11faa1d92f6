"""The spec itself, or any note: read, followed, searched, its criteria ticked.

Asks for the note behind the screen; lays it out and keeps one's place in it. What is chosen goes on as a message, or to
the app as a change with its twin on the command line.
"""

from time import thread_time
from typing import Any

from specwork.desk import Desk
from specwork.tui.backstage import Refreshed
from specwork.tui.choices import Choice
from specwork.tui.document.layout import Flow, Sight, laid_out
from specwork.tui.document.states import Document, read_document
from specwork.tui.document.states import document as document_of
from specwork.tui.document.view import DocumentView
from specwork.tui.panes import Chosen, Pane, Target
from specwork.tui.panes.contents import Contents
from specwork.tui.panes.following import follow, target_of
from specwork.work.specs import tick
from vault.errors import VaultError
from vault.text import raw
from vault.typed import NamedTuple

AHEAD = 0.01  # seconds for which a note is laid out before it is shown, once there is enough of it to be seen


class Read(NamedTuple):
    """A note, where in it one wants to be, and what is laid out of it already."""

    document: Document
    at: int | None
    flow: Flow | None


def read(desk: Desk, path: str, target: Target | None = None, sight: Sight | None = None) -> Read:
    document = read_document(desk.given(), path)
    at = _place_of(document, target) if target else None
    until = thread_time() + AHEAD
    seen = sight._replace(near=at) if sight and at is not None else sight
    return Read(document, at, laid_out(document, seen, lambda: thread_time() < until))


class DocumentPane(DocumentView, Pane):
    place = "document"

    def __init__(self) -> None:
        super().__init__()
        self.chosen: Chosen | None = None
        self._kept: dict[str, Any] = {}
        self._went: Target | None = None  # where one was sent last: not again, whenever this is shown again

    def show(self, chosen: Chosen | None) -> None:
        """Shows a note; with a place in it, goes there."""
        self.chosen = chosen
        if chosen is None:
            self.show_document(None)
            return
        sight, there = self.sight, self.document is not None and self.document.path == chosen.path
        if sight and not there:
            sight = sight._replace(near=1)
        target = chosen.at if chosen.at is not self._went else None
        self.ask(
            lambda desk: read(desk, chosen.path, target, sight),
            lambda found: self._tell(found, chosen),
            group="document",
            otherwise=self._failed,
        )

    def refreshed(self, news: Refreshed) -> None:
        """A note that came or went may change how links stand, so anything but a change elsewhere is read again."""
        if self.chosen is not None and self.display:
            self.show(self.chosen)

    def _tell(self, read: Read, chosen: Chosen) -> None:
        found, at, flow = read
        if chosen.at is self._went:
            at = None
        self._went = chosen.at
        if at is None and self._kept.get("path") == found.path and self.document is None:
            at = int(self._kept.get("line", 1))
        self._kept = {}
        if (
            self.document is not None
            and at is None
            and self.document[:4] == found[:4]
            and self.document.led == found.led
        ):
            return  # nothing that is seen has changed
        self.show_document(found, at=at, flow=flow)

    def _failed(self, fault: Exception) -> None:
        """Where the note would stand, it says why it does not."""
        said = f"{fault.message}\n{fault.hint}" if isinstance(fault, VaultError) else f"{type(fault).__name__}: {fault}"
        self.show_document(document_of("", raw(said)))

    # what is done

    def on_lined_link_chosen(self, message: DocumentView.LinkChosen) -> None:
        message.stop()
        document, reading = self.document, self.reading
        if document is None or reading is None:
            return
        target = target_of(document, reading, message.number)
        if target and target.path == document.path and (line := _place_of(document, target)) is not None:
            self.go_to_line(line)
        else:
            follow(self, document, reading, message.number)

    def on_document_view_criterion_ticked(self, message: DocumentView.CriterionTicked) -> None:
        message.stop()
        if self.document is None:
            return
        path, number, undo = self.document.path, str(message.number), not message.met
        named = self.chosen.id if self.chosen and self.chosen.id is not None else path
        twin = f"specwork tick {named} {number}" + (" --undo" if undo else "")
        change = getattr(self.app, "change", None)
        if change:
            change(lambda desk: desk.run(tick, spec=path, which=[number], undo=undo), twin=twin)

    def do_contents(self) -> None:
        if self.document is not None:
            self.app.push_screen(Contents(self.document.headings, self.source), self._go)

    def can_contents(self) -> str:
        return "" if self.document and self.document.headings else "no headings here"

    def _go(self, choice: Choice | None) -> None:
        if choice is not None:
            self.go_to_line(int(choice.key))

    # the place

    def place_kept(self) -> dict[str, Any]:
        return {"path": self.document.path, "line": self.source} if self.document else self._kept

    def place_given(self, kept: dict[str, Any]) -> None:
        line = kept.get("line")
        self._kept = {"path": kept.get("path"), "line": line if isinstance(line, int) else 1}


def _place_of(document: Document, target: Target) -> int | None:
    """The line that a link leads to."""
    if target.line is not None:
        return target.line
    return document.line_of(target.heading, target.block)
