"""A pane that is a list: what is asked behind the screen comes back as items, and each of them leads somewhere.

What the items are is said by the panes that inherit this; how they are walked, searched and followed is said here.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from specwork.desk import Desk
from specwork.tui.backstage import Refreshed
from specwork.tui.clean import shown
from specwork.tui.document.listed import Listed
from specwork.tui.document.words import Line, Piece, harmless, wrapped
from specwork.tui.panes import Chosen, Follow, Pane, Target
from vault.errors import VaultError
from vault.typed import NamedTuple


class Item(NamedTuple):
    """Some lines of a list that stand for one thing. `why` says why it leads nowhere."""

    key: str
    lines: Sequence[Line]
    target: Target | None = None
    why: str = ""


class ListPane(Listed, Pane):
    """Shows a list of items. `question` is asked behind the screen; of its answer `items` makes what is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: Chosen | None = None
        self.answer: Any = None
        self.of: list[Item] = []  # the item of each line
        self._kept: dict[str, Any] = {}
        self._wide = 0

    def question(self, desk: Desk, path: str) -> Any:
        raise NotImplementedError

    def items(self, answer: Any, width: int) -> list[Item]:
        raise NotImplementedError

    def show(self, chosen: Chosen | None) -> None:
        other = self.chosen is None or chosen is None or self.chosen.path != chosen.path
        self.chosen = chosen
        if other:
            self.answer, self.cursor = None, 0
            self.put()
        if chosen is not None:
            path = chosen.path
            self.ask(lambda desk: self.question(desk, path), self._tell, group=self.place, otherwise=self._failed)

    def refreshed(self, news: Refreshed) -> None:
        if self.chosen is not None and self.display:
            self.show(self.chosen)

    def same(self, answer: Any) -> bool:
        """Whether nothing that is seen has changed."""
        return bool(answer == self.answer)

    def _tell(self, answer: Any) -> None:
        if self.answer is None or not self.same(answer):
            self.answer = answer
            self.put()

    def _failed(self, fault: Exception) -> None:
        said = f"{fault.message}: {fault.hint}" if isinstance(fault, VaultError) else f"{type(fault).__name__}: {fault}"
        self.answer = None
        self.show_items([Item("fault", remark(said, self.room, "bad"))])

    @property
    def room(self) -> int:
        """How wide a line may be."""
        return max(12, self.wide - 2)

    def put(self) -> None:
        """Shows the answer there is."""
        self._wide = self.wide
        self.show_items([] if self.answer is None else self.items(self.answer, self.room))

    def show_items(self, items: Sequence[Item]) -> None:
        lines, keys, self.of = [], [], []
        for item in items:
            for number, line in enumerate(item.lines):
                lines.append(line)
                keys.append(f"{item.key}\n{number}")
                self.of.append(item)
        self.show_lines(lines, keys)
        kept = self._kept.get("key")
        if kept in keys:
            self._kept = {}
            self.go(keys.index(kept))

    def on_resize(self) -> None:
        if self.wide != self._wide:
            self.put()

    @property
    def item(self) -> Item | None:
        return self.of[self.cursor] if 0 <= self.cursor < len(self.of) else None

    # what is done

    def do_enter(self) -> None:
        if self.item is not None:
            self.follow(self.item)

    def follow(self, item: Item) -> None:
        if item.target is not None:
            self.post_message(Follow(item.target))
        elif item.why:
            self.app.notify(shown(item.why), markup=False, severity="warning")

    def on_lined_link_chosen(self, message: Listed.LinkChosen) -> None:
        """In a list the number of a link is that of the line that it begins on."""
        message.stop()
        self.go(message.number)
        self.follow(self.of[message.number])

    # the place

    def place_kept(self) -> dict[str, Any]:
        return {"key": self.key} if self.key else self._kept

    def place_given(self, kept: dict[str, Any]) -> None:
        self._kept = {"key": kept.get("key")}


def remark(text: str, width: int, look: str = "dim") -> list[Line]:
    """Words of ours, in as many lines as they need."""
    return [Line(pieces) for pieces in wrapped([Piece(harmless(text).replace("\n", " "), look)], width)]


def hung(pieces: Iterable[Piece], width: int, source: int = 0) -> list[Line]:
    """Pieces as lines, all but the first of them set in."""
    rows = wrapped(pieces, width, 2)
    return [Line((Piece("  "), *row) if number else row, source) for number, row in enumerate(rows)]


def head(text: str) -> Item:
    """The heading of a part of a list."""
    return Item(f"# {text}", [Line((Piece(text, "h2"),))])


BLANK = Line(())


def linked(items: Sequence[Item]) -> list[Item]:
    """The same items, the title of each a link by the number of its line, for letters and for the mouse."""
    out = []
    row = 0
    for item in items:
        lines = list(item.lines)
        if (item.target or item.why) and lines:
            lines[0] = _titled(lines[0], row)
        out.append(item._replace(lines=lines))
        row += len(lines)
    return out


def _titled(line: Line, row: int) -> Line:
    pieces = tuple(piece._replace(link=row) if "link" in piece.look.split() else piece for piece in line.pieces)
    return line._replace(pieces=pieces)
