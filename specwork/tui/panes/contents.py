"""The headings of a note over it: type a word of one, and go there."""

from collections.abc import Sequence

from specwork.tui.choices import Choice
from specwork.tui.document.states import Heading
from specwork.tui.over import Picker, hits_of

MOST = 500


class Contents(Picker):
    """Answers with a choice, whose key is the line of a heading, or with nothing."""

    def __init__(self, headings: Sequence[Heading], here: int) -> None:
        super().__init__("Headings", hint="type a word", empty="no heading says that")
        self.headings = headings
        self.now = max((number for number, one in enumerate(headings) if one.line <= here), default=0)

    def look_for(self, text: str) -> None:
        found = []
        for one in self.headings:
            indent = "  " * (one.level - 1)
            hits = hits_of(text, indent + one.text)
            if hits is not None:
                found.append(Choice(str(one.line), indent + one.text, hits=hits))
        if text:
            self.choices.tell(found[:MOST])
        else:
            self.choices.tell(found, cursor=self.now)
