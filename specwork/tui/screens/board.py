"""The board: specs as cards in columns by status; a card that is moved is a status that is set."""

from collections.abc import Sequence

from textual.widget import Widget

from specwork.tui.around import standing
from specwork.tui.backstage import Refreshed
from specwork.tui.bars import Part
from specwork.tui.keys import Action
from specwork.tui.looks import glyphs
from specwork.tui.over import Prompt
from specwork.tui.panes import Chosen, Target
from specwork.tui.screens.cards import Cards
from specwork.tui.screens.changing import statuses_twin
from specwork.tui.screens.columns import Columns
from specwork.tui.screens.sheet import Sheet
from specwork.tui.tree.model import EVERYTHING
from specwork.tui.tree.rows import Row, Rows, spec_rows

TYPES = ("", "epic", "feature", "task")


class Board(Sheet):
    """Board and keys. What stands on the cards is told by the rows of the tree."""

    place = "board"

    def __init__(self, chosen: Chosen | None = None, rows: Sequence[Row] = ()) -> None:
        super().__init__(chosen)
        self.model = Columns(rows)
        if chosen is not None:
            self.model.reveal(chosen.path)
        self.view = Cards(self.model, "reading the specs")
        self.awaited = not self.model.rows

    def filling(self) -> Sequence[Widget]:
        return (self.view,)

    def on_mount(self) -> None:
        self.view.focus()
        self._tell()
        if not self.model.rows:
            self._read()

    def refreshed(self, news: Refreshed) -> None:
        self._read()

    def _read(self) -> None:
        self.ask(lambda desk: spec_rows(desk.given()), self._fill, group="board", otherwise=self.unfilled)

    def _fill(self, rows: Rows) -> None:
        self.view.empty = f"no specs yet: {self.keymap.key_of('add_below')} makes one"
        self.model.replace(rows.rows if rows.specs else ())
        self.view.changed()
        self.filled()

    def on_cards_moved(self, message: Cards.Moved) -> None:
        message.stop()
        self._tell()

    def on_cards_opened(self, message: Cards.Opened) -> None:
        message.stop()
        if self.chosen:
            self.open(Target(self.chosen.path))

    def _tell(self) -> None:
        row = self.model.chosen
        self.choose(row)
        said = f"  {self.model.wanted.said}" if self.model.wanted != EVERYTHING else ""
        total = sum(map(len, self.model.cards))
        marked = f"  {len(self.model.marks)} marked" if self.model.marks else ""
        self.title_is([Part("Board ", "heading"), Part(f"{total:,} specs", "dim"), Part(said + marked, "accent")])
        self.facts_are(self._facts(row) if row else ())
        self.call_after_refresh(self._repaint_keys)

    def _facts(self, row: Row) -> list[Part]:
        parts = standing(row, glyphs(self))
        if row.recording:
            parts.append(Part(f" · {', '.join(row.recording)} in session", "bad"))
        said = " · ".join(one for one in (row.priority, row.owner) if one)
        return [*parts, Part(f" · {said}", "dim")] if said else parts

    def arrive(self, path: str) -> None:
        def found(rows: Rows) -> None:
            self._fill(rows)
            self.model.reveal(path)
            self.view.changed()

        self.ask(lambda desk: spec_rows(desk.given()), found, group="board")

    # what is done

    def twin(self, action: Action) -> str:
        by = {"card_left": -1, "card_right": 1}.get(action.id)
        if by and (words := self.model.moves(by)):
            return statuses_twin([(self.model.rows[key], word) for key, word in words.items()])
        return super().twin(action)

    def do_card_left(self) -> None:
        self._carry(-1)

    def can_card_left(self) -> str:
        return self._why_not_carry(-1)

    def do_card_right(self) -> None:
        self._carry(1)

    def can_card_right(self) -> str:
        return self._why_not_carry(1)

    def _why_not_carry(self, by: int) -> str:
        if self.model.chosen is None and not self.model.marks:
            return "no card here"
        return "" if self.model.moves(by) else "no column there"

    def _carry(self, by: int) -> None:
        """The cards move at once; the vault follows, and if it does not, they go back."""
        words = self.model.moves(by)
        rows = [self.model.rows[key] for key in words]
        self.model.carry(words)
        self.view.changed()
        self.set_statuses([(row, words[row.key]) for row in rows], sorry=self._read)

    def marked_rows(self) -> list[Row]:
        return self.model.marked

    def do_type(self) -> None:
        """The next of: everything, epics, features, tasks."""
        at = TYPES.index(self.model.wanted.type) if self.model.wanted.type in TYPES else 0
        self._narrow(type=TYPES[(at + 1) % len(TYPES)])

    def do_search(self) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._narrow(text=text)

        self.app.push_screen(Prompt("Only cards with", text=self.model.wanted.text, hint="words of a title"), typed)

    def _narrow(self, **to: str) -> None:
        self.model.narrow(self.model.wanted._replace(**to))  # type: ignore[arg-type]  # both are texts
        self.view.changed()

    def do_leave(self) -> None:
        """Out of the marks, of what it is narrowed to, then out of here."""
        if self.model.marks:
            self.model.marks.clear()
            self.view.changed()
        elif self.model.wanted != EVERYTHING:
            self.model.narrow(EVERYTHING)
            self.view.changed()
        else:
            super().do_leave()
