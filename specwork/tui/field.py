"""A line that one types into. Whatever comes into it, typed, pasted or from a note, is words and steers no terminal."""

from textual.widgets import Input

from specwork.tui.document.words import harmless


class Field(Input):
    """Control characters in it are shown as pictures of themselves."""

    def validate_value(self, value: str) -> str:
        return harmless(value)
