"""The spec itself, or any note: read, followed, searched, its criteria ticked.

Asks for the note behind the screen; lays it out and keeps one's place in it. What is chosen goes on as a message, or to
the app as a change with its twin on the command line.
"""

from typing import Any

from specwork.desk import Desk
from specwork.tui.backstage import Refreshed
from specwork.tui.clean import shown
from specwork.tui.document.states import Document, read_document
from specwork.tui.document.view import DocumentView
from specwork.tui.panes import Chosen, Follow, Pane, Target
from specwork.tui.panes.contents import Contents
from specwork.work.specs import tick
from vault.errors import VaultError


def read(desk: Desk, path: str) -> Document:
    return read_document(desk.given(), path)


class DocumentPane(DocumentView, Pane):
    place = "document"

    def __init__(self) -> None:
        super().__init__()
        self.chosen: Chosen | None = None
        self._kept: dict[str, Any] = {}

    def show(self, chosen: Chosen | None) -> None:
        """Shows a note; with a place in it, goes there."""
        self.chosen = chosen
        if chosen is None:
            self.show_document(None)
            return
        self.ask(
            lambda desk: read(desk, chosen.path),
            lambda found: self._tell(found, chosen),
            group="document",
            otherwise=self._failed,
        )

    def refreshed(self, news: Refreshed) -> None:
        """A note that came or went may change how links stand, so anything but a change elsewhere is read again."""
        if self.chosen is not None:
            self.show(self.chosen._replace(at=None))

    def _tell(self, found: Document, chosen: Chosen) -> None:
        at = _place_of(found, chosen.at) if chosen.at else None
        if at is None and self._kept.get("path") == found.path and self.document is None:
            at = int(self._kept.get("line", 1))
        self._kept = {}
        if self.chosen is not None and self.chosen.at is chosen.at:
            self.chosen = self.chosen._replace(at=None)
        if (
            self.document is not None
            and at is None
            and self.document[:4] == found[:4]
            and self.document.led == found.led
        ):
            return  # nothing that is seen has changed
        self.show_document(found, at=at)

    def _failed(self, fault: Exception) -> None:
        self.show_document(None)
        said = f"{fault.message}\n{fault.hint}" if isinstance(fault, VaultError) else f"{type(fault).__name__}: {fault}"
        self.app.notify("\n".join(map(shown, said.splitlines())), markup=False, severity="error")

    # what is done

    def on_lined_link_chosen(self, message: DocumentView.LinkChosen) -> None:
        message.stop()
        if self.document is None or self.reading is None:
            return
        address = self.reading.target(message.number)
        if address is not None:
            self.app.copy_to_clipboard(address)
            self.app.notify(f"copied: {shown(address)}", markup=False)
            return
        link, led = self.document.links[message.number], self.document.led[message.number]
        target = Target(led.path or "", link.heading, link.block)
        if led.path is None:
            self.app.notify(f"leads nowhere: {shown(link.raw)}", markup=False, severity="warning")
        elif led.path == self.document.path and (line := _place_of(self.document, target)) is not None:
            self.go_to_line(line)
        else:
            self.post_message(Follow(target))

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

    def _go(self, line: int | None) -> None:
        if line is not None:
            self.go_to_line(line)

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
