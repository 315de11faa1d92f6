"""What one meets where no vault is found: make one here, look at a sample, or open another folder.

A small app of its own, which answers the folder to open. It makes nothing without being told to.
"""

import os
from collections.abc import Callable, Sequence
from threading import Thread
from typing import Any

from textual.app import App
from textual.filter import LineFilter
from textual.theme import Theme

from specwork.demo.telling import tell
from specwork.founding import found, specs_folder_of, with_home
from specwork.tui.bars import Heading, Part
from specwork.tui.choices import Choice
from specwork.tui.clean import shown
from specwork.tui.keyed import Keyed
from specwork.tui.keys import Keymap
from specwork.tui.looks import ASCII, LOOKS, UNICODE, AsciiSigns, Colourless, glyphs, theme
from specwork.tui.over import Picker, Prompt, Question, hits_of
from specwork.tui.own import Own
from specwork.tui.terminal import Hearing
from specwork.tui.vaults import opened_lately
from vault.errors import VaultError

SAMPLE = "specwork-demo"


class FirstRun(Hearing[str]):
    """Answers a folder, or None."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []  # noqa: RUF012 keys are those of the table

    def __init__(self, here: str, own: Own) -> None:
        self._looks: dict[str, Theme] = {name: theme(look) for name, look in LOOKS.items()}
        self.set_reactive(App.theme, own.theme or "dark")
        super().__init__(css_path="specwork.tcss")
        self.here, self.own = here, own
        self.keymap = Keymap(own.keys)
        self.glyphs = ASCII if own.ascii else UNICODE
        self.set_class(own.ascii, "ascii")

    @property
    def available_themes(self) -> dict[str, Theme]:
        return self._looks

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = [Colourless()] if self.theme == "plain" else super().get_line_filters()
        return [*filters, AsciiSigns()] if self.own.ascii else filters

    def get_default_screen(self) -> Keyed:
        return Keyed()

    def on_mount(self) -> None:
        self.push_screen(Offers(self.here, opened_lately()), self.exit)

    def tell(self, text: str, severity: Any = "information") -> None:
        self.notify("\n".join(map(shown, text.splitlines())), markup=False, severity=severity, timeout=8)


class Offers(Picker):
    """What can be done here. Answers the folder of a vault that is there now."""

    def __init__(self, here: str, lately: Sequence[str]) -> None:
        super().__init__("No vault here", hint="type a word, or choose with the arrows and Enter")
        self.here = here
        self.busy = False
        sample = os.path.isdir(f"{here}/{SAMPLE}")
        self.ways = [
            Choice("init", "make this folder a vault", hint=here),
            Choice("sample", "open the sample vault" if sample else "write a sample vault and open it", hint=SAMPLE),
            Choice("open", "open another folder", hint="with notes of yours, from Obsidian or not"),
            *(Choice(f"/{folder}", f"open {folder}", hint="lately") for folder in lately),
            Choice("leave", "leave"),
        ]

    def look_for(self, text: str) -> None:
        signs = {"init": glyphs(self).planning, "sample": glyphs(self).completed, "leave": glyphs(self).dropped}
        found = []
        for one in self.ways:
            hits = hits_of(text, one.label)
            if hits is not None:
                found.append(one._replace(hits=hits, before=signs.get(one.key, glyphs(self).folder)))
        self.tell(found)

    def choose(self, choice: Choice) -> None:
        if self.busy:
            return
        match choice.key:
            case "init":
                self._ask_to_make()
            case "sample":
                self._sample()
            case "open":
                self._ask_for_a_folder()
            case "leave":
                self.dismiss(None)
            case key:
                self.dismiss(key[1:])

    def _ask_to_make(self) -> None:
        """Says what would be made, and makes that on yes."""
        try:
            specs = specs_folder_of(self.here)
            would = [*found(self.here, specs, dry_run=True).changed, "Home.md"]
        except VaultError as fault:
            self._failed(fault)
            return
        lines = [[Part(f" in {self.here}", "strong")], [], *([Part(f"  + {path}", "good")] for path in would)]
        lines += [[], [Part(" What stands there stays as it is. y makes it, n leaves it.", "dim")]]

        def make() -> str:
            found(self.here, specs)
            with_home(self.here)
            return self.here

        def answered(yes: bool | None) -> None:
            if yes:
                self._behind("making the vault", make)

        self.app.push_screen(Question("Make this folder a vault?", lines), answered)

    def _sample(self) -> None:
        folder = f"{self.here}/{SAMPLE}"
        if os.path.isdir(f"{folder}/specs"):
            self.dismiss(folder)
            return

        def write() -> str:
            tell(folder, progress=lambda step: self.app.call_from_thread(self._says, f"writing it: {step}"))
            return folder

        self._behind("writing it", write)

    def _ask_for_a_folder(self, text: str = "") -> None:
        self.app.push_screen(Prompt("Open a folder", text=text, hint="its path; ~ is your home"), self._typed)

    def _typed(self, said: str | None) -> None:
        if said is None or not said.strip():
            return
        folder = os.path.abspath(os.path.join(self.here, os.path.expanduser(said.strip())))
        if os.path.isdir(folder):
            self.dismiss(folder)
        else:
            self._tell(f"no such folder: {folder}")
            self._ask_for_a_folder(said)

    # what takes a moment

    def _behind(self, word: str, work: Callable[[], str]) -> None:
        self.busy = True
        self._says(word)

        def run() -> None:
            try:
                folder = work()
            except (VaultError, OSError) as fault:
                self.app.call_from_thread(self._failed, fault)
            else:
                self.app.call_from_thread(self.dismiss, folder)

        Thread(target=run, name="specwork-first", daemon=True).start()

    def _says(self, word: str) -> None:
        self.query_one(Heading).tell([Part(f"{self.heading}: {word}{glyphs(self).more}", "heading")])

    def _failed(self, fault: Exception) -> None:
        self.busy = False
        self.query_one(Heading).tell([Part(self.heading, "heading")])
        self._tell(f"{fault.message}\n{fault.hint}" if isinstance(fault, VaultError) else str(fault))

    def _tell(self, text: str) -> None:
        app: Any = self.app
        app.tell(text, "error")
