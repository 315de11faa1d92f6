"""A whole screen of the app: what every one of them answers, and how it is left."""

from specwork.tui.bars import Part
from specwork.tui.choices import Choice
from specwork.tui.keys import shown_key
from specwork.tui.leaping import Leaping
from specwork.tui.looks import ASCII, glyphs
from specwork.tui.over import Palette, Reading, help_lines


class Stage(Leaping):
    """The main screen, board, graph, health: palette, `?` and messages are at hand on each."""

    def unanswered(self, key: str) -> None:
        """What means something elsewhere is not passed over in silence."""
        for action in self.keymap.used(key):
            plain = glyphs(self) == ASCII
            said = f"{shown_key(key, ascii_only=plain)} ({action.word}) does nothing here; ? lists what does"
            self.app.notify(said, markup=False, severity="warning")
            return

    def do_quit(self) -> None:
        """One screen back; from the main one, out."""
        if self.app.screen_stack[0] is self:
            self.app.exit(0)
        elif self.app.screen is self:  # a second click finds it gone
            self.app.pop_screen()

    def do_palette(self) -> None:
        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.perform(choice.key)

        self.app.push_screen(Palette(self), chosen)

    def do_help(self) -> None:
        self.app.push_screen(Reading("Keys", help_lines(self, ascii_only=glyphs(self) == ASCII)))

    def do_messages(self) -> None:
        """Everything that was told in a toast, the latest first."""
        tones = {"error": "bad", "warning": "warn"}
        said: list[tuple[str, str]] = getattr(self.app, "said", [])
        lines = [
            [Part(f" {line}", tones.get(severity, "text"))]
            for severity, text in reversed(said)
            for line in text.splitlines()
        ]
        self.app.push_screen(Reading("Messages", lines or [[Part(" nothing was said yet", "dim")]]))
