"""The model of the board: specs in columns by status, and which of them the cursor is on.

Pure. Cards keep their identity, the path of their spec, so that another set of rows may take the place of these.
"""

from collections.abc import Iterable, Mapping

from specwork.domain.status import BLOCKED, COMPLETED, DROPPED, FAILED, IMPLEMENTING, PLANNING, is_open, meaning
from specwork.tui.tree.model import EVERYTHING, Wanted
from specwork.tui.tree.rows import Row
from specwork.work.listing import urgency

ORDER = (PLANNING, IMPLEMENTING, BLOCKED, COMPLETED, FAILED, DROPPED)
OTHER = "other"  # what is none of these words, each card shown with its own


class Columns:
    """`cards` are the rows of each column, in the order of `words`. The last column is there only if it is needed."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.rows: dict[str, Row] = {}
        self.wanted: Wanted = EVERYTHING
        self.words: tuple[str, ...] = ORDER
        self.cards: list[list[Row]] = [[] for _ in ORDER]
        self.column = 0
        self.position = -1  # in its column; -1 where there is no card
        self.cursor: str | None = None
        self.marks: set[str] = set()
        self.replace(rows)

    # what is there

    def replace(self, rows: Iterable[Row]) -> None:
        """Other rows: the cursor stays on its card wherever that went, else where it was."""
        was = (self.column, self.position)
        self.rows = {row.key: row for row in rows}
        self.marks &= self.rows.keys()
        self._lay(was)

    def narrow(self, wanted: Wanted) -> None:
        was = (self.column, self.position)
        self.wanted = wanted
        self._lay(was)

    def _lay(self, was: tuple[int, int]) -> None:
        found: dict[str, list[Row]] = {word: [] for word in ORDER}
        for row in self.rows.values():
            if row.id is not None and self._fits(row):
                found.setdefault(column_of(row.status), []).append(row)
        self.words = tuple(found)
        self.cards = [sorted(rows, key=_order) for rows in found.values()]
        self._find(was)

    def _fits(self, row: Row) -> bool:
        said = f"{row.id} {row.title} {' '.join(row.aliases)} {row.owner}".casefold() if self.wanted.text else ""
        return self.wanted.fits(row) and all(word in said for word in self.wanted.text.casefold().split())

    def _find(self, was: tuple[int, int]) -> None:
        for column, cards in enumerate(self.cards):
            for position, row in enumerate(cards):
                if row.key == self.cursor:
                    self.column, self.position = column, position
                    return
        self.column = min(was[0], len(self.cards) - 1)
        if not self.cards[self.column] and self.cursor is None:  # at first: where there is something
            self.column = next((at for at, cards in enumerate(self.cards) if cards), 0)
        self._stand(max(0, was[1]))

    # the cursor

    @property
    def chosen(self) -> Row | None:
        return self.cards[self.column][self.position] if self.position >= 0 else None

    def _stand(self, position: int) -> None:
        cards = self.cards[self.column]
        self.position = min(position, len(cards) - 1)
        self.cursor = cards[self.position].key if cards else ""

    def by(self, cards: int) -> None:
        """Down the column, or up."""
        self._stand(max(0, self.position + cards))

    def across(self, columns: int) -> None:
        """To the column beside, at the same height."""
        height = max(0, self.position)
        self.column = max(0, min(self.column + columns, len(self.cards) - 1))
        self._stand(height)

    def go(self, column: int, position: int) -> bool:
        """To a card, or into a column where there is none at that place."""
        if not 0 <= column < len(self.cards):
            return False
        self.column = column
        self._stand(position)
        return position < len(self.cards[column])

    def reveal(self, key: str) -> bool:
        """To a card, wherever it is, also if it is narrowed away."""
        if key not in self.rows:
            return False
        self.cursor = key
        if not self._fits(self.rows[key]):
            self.wanted = EVERYTHING
        self._lay((self.column, 0))
        return True

    # marking and moving cards

    def toggle_mark(self) -> None:
        if self.chosen is not None:
            self.marks ^= {self.chosen.key}

    @property
    def marked(self) -> list[Row]:
        """Those that are marked, also where they are narrowed away, in the order of the rows."""
        return [row for key, row in self.rows.items() if key in self.marks]

    def moves(self, by: int) -> dict[str, str]:
        """The status that each marked card gets one column on, by key; without marks, the card under the cursor."""
        rows = self.marked or ([self.chosen] if self.chosen else [])
        found = {}
        for row in rows:
            at = self.words.index(column_of(row.status)) + by
            if 0 <= at < len(ORDER):
                found[row.key] = self.words[at]
        return found

    def carry(self, words: Mapping[str, str]) -> None:
        """These cards stand in other columns from now on; the vault is told by others."""
        for key, word in words.items():
            self.rows[key] = self.rows[key]._replace(status=word)
        self._lay((self.column, max(0, self.position)))


def column_of(status: str) -> str:
    """
    >>> column_of("Doing"), column_of("waiting for spring")
    ('implementing', 'other')
    """
    word = meaning(status)
    return word if word in ORDER else OTHER


def _order(row: Row) -> tuple[object, ...]:
    """What is worked on first, then what is urgent; what has ended, the latest first."""
    if is_open(row.status):
        return (not row.recording, urgency(row.priority), row.id or 0, row.key)
    return (False, 0, -(row.id or 0), row.key)
