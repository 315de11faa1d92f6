"""Asks what to do about a journal that another program changed while somebody wrote. Answers one of the words below."""

from collections.abc import Sequence
from difflib import unified_diff

from specwork.tui.bars import Part
from specwork.tui.over import Question
from vault.text import words

SEND, RELOAD = "send", "reload"
MOST = 2000  # lines of a difference that are shown
TONES = {"+": "good", "-": "bad", "@": "info"}


class ChangedOutside(Question):
    """The difference to read; to write it down all the same, to take in what is new and go on writing, or to leave."""

    def __init__(self, path: str, then: bytes, now: bytes) -> None:
        super().__init__(f"{path} was changed outside", lines_of(path, then, now))

    def do_enter(self) -> None:
        self.do_yes()

    def do_yes(self) -> None:
        self.dismiss(SEND)

    def do_rename(self) -> None:
        """`r`, as everywhere: what came from outside."""
        self.dismiss(RELOAD)


def lines_of(path: str, then: bytes, now: bytes) -> list[list[Part]]:
    lines: list[list[Part]] = [
        [Part(" Your text is kept, whatever you choose.", "strong")],
        [Part("  y ", "key"), Part("write it down below what is new")],
        [Part("  r ", "key"), Part("read the journal again, and go on writing")],
        [Part("  n ", "key"), Part("back to the text; it is asked again")],
        [],
    ]
    return lines + [[Part(f" {line}", TONES.get(line[:1], "dim"))] for line in difference(path, then, now)]


def difference(path: str, then: bytes, now: bytes) -> Sequence[str]:
    before, after = words(then).splitlines(), words(now).splitlines()
    found = list(unified_diff(before, after, path, path, "as you began", "as it is", lineterm="", n=2))
    return [*found[:MOST], *([f"… {len(found) - MOST} more lines"] if len(found) > MOST else [])]
