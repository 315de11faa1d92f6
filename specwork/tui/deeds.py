"""What is done with the spec or note that is chosen, by other programs and by the desk: edit, open, copy.

Mixed into the main screen. It decides nothing: the deeds are jobs of `specwork.work`, run by the desk.
"""

import os

from textual.app import SuspendNotSupported

from specwork import programs
from specwork.tui.keyed import Keyed
from specwork.tui.keys import Action
from specwork.tui.panes import Asked, Chosen
from specwork.tui.tree.rows import Row
from vault.errors import VaultError

NOTHING = "nothing is chosen"


class Deeds(Keyed):
    """`meant` is what they are done with."""

    @property
    def meant(self) -> Chosen | None:
        """What is under the cursor, or shown in the pane where one stands."""
        raise NotImplementedError

    @property
    def own_app(self) -> Asked:
        return self.app  # type: ignore[return-value]  # the app of this screen is ours

    def twin(self, action: Action) -> str:
        """The same on the command line, for the spec that is chosen."""
        meant, row = self.meant, self.row_or_none()
        named = str(row.id) if row and row.id is not None else "ID"
        return action.twin.replace("{id}", named).replace("{path}", meant.path if meant else "PATH")

    def row_or_none(self) -> Row | None:
        meant = self.meant
        return meant.row if meant else None

    # other programs

    def do_edit(self) -> None:
        if meant := self.meant:
            self._edit(meant.path)

    def can_edit(self) -> str:
        return "" if self.meant else NOTHING

    def do_edit_journal(self) -> None:
        row = self.row_or_none()
        if row is not None:
            self._edit(row.journal)

    def can_edit_journal(self) -> str:
        row = self.row_or_none()
        return "" if row and row.journal else "no journal here"

    def _edit(self, path: str) -> None:
        app = self.own_app
        went_wrong: VaultError | None = None
        try:
            command = programs.editor(os.environ)
            with self.app.suspend():
                try:
                    programs.run([*command, f"{app.folder}/{path}"], path)
                except VaultError as fault:  # told once the terminal is ours again: out of here it never would be
                    went_wrong = fault
        except SuspendNotSupported:
            app.tell("this terminal cannot be lent to an editor", "error")
        except VaultError as fault:
            went_wrong = fault
        if went_wrong is not None:
            app.tell_fault(went_wrong)
        app.reread([path])
        self.refresh(layout=True)

    def do_open_in_obsidian(self) -> None:
        if meant := self.meant:
            place = programs.target(self.own_app.folder, meant.path)
            self.own_app.beside([programs.opener(), place], "opened", "nothing here opens it")

    def can_open_in_obsidian(self) -> str:
        return "" if self.meant else NOTHING

    # the clipboard

    def _copy(self, text: str) -> None:
        """By the terminal itself, and by a program where there is one: not every terminal does it."""
        app = self.own_app
        self.app.copy_to_clipboard(text)
        for command in programs.clipboards(os.environ):
            app.beside(command, "", "", text)
        app.tell(f"copied: {text}")

    def do_copy_id(self) -> None:
        row = self.row_or_none()
        if row is not None:
            self._copy(str(row.id))

    def can_copy_id(self) -> str:
        row = self.row_or_none()
        return "" if row and row.id is not None else "this is no spec"

    def do_copy_link(self) -> None:
        if meant := self.meant:
            label = f"|{meant.row.label}" if meant.row else ""
            self._copy(f"[[{meant.path.removesuffix('.md')}{label}]]")

    def do_copy_path(self) -> None:
        if meant := self.meant:
            self._copy(meant.path)

    def do_copy_title(self) -> None:
        row = self.row_or_none()
        if row is not None:
            self._copy(row.title)

    def can_copy_title(self) -> str:
        return "" if self.row_or_none() else "this is no spec"
