"""Which rows of the tree are to be seen, in which order, and where the cursor is.

Pure: the model holds folds, marks, filter, order and cursor, all by identity, so that another set of rows may take the
place of these while nobody loses their place. It paints nothing.
"""

from collections.abc import Callable, Mapping

from specwork.domain.status import BLOCKED, COMPLETED, DROPPED, FAILED, IMPLEMENTING, is_open, meaning
from specwork.tui.tree.rows import FOLDER, Row, Rows
from specwork.work.listing import urgency
from vault.typed import NamedTuple

ORDERS = ("id", "title", "status", "priority")


class Wanted(NamedTuple):
    """What the tree is narrowed to; nothing in it is everything."""

    text: str = ""
    type: str = ""
    status: str = ""
    open: bool = False

    def fits(self, row: Row) -> bool:
        """All but the text, which the tree looks for itself: it keeps the words of its rows."""
        return (
            (not self.open or row.id is None or is_open(row.status))
            and (not self.type or row.type == self.type)
            and (not self.status or meaning(row.status) == self.status)
        )

    @property
    def seeks(self) -> bool:
        """Whether hits are to be seen wherever they lie, also in what is folded."""
        return bool(self.text or self.type or self.status)

    @property
    def said(self) -> str:
        """In words, for the title of the tree."""
        parts = ["open" if self.open else "", self.type, self.status, f"“{self.text}”" if self.text else ""]
        return " · ".join(filter(None, parts))


EVERYTHING = Wanted()


def _words(row: Row) -> str:
    return f"{row.id or ''} {row.title} {' '.join(row.aliases)} {row.owner}".casefold()


_BY_STATUS = {BLOCKED: 0, FAILED: 1, IMPLEMENTING: 2, COMPLETED: 8, DROPPED: 9}
_ORDER: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "title": lambda row: (row.type != FOLDER, row.title.casefold()),
    "status": lambda row: (_BY_STATUS.get(meaning(row.status), 5), row.id or 0),
    "priority": lambda row: (not is_open(row.status), urgency(row.priority), row.id or 0),
}


class Tree:
    """Which rows are to be seen, and where the cursor is. `lines` and `depths` go side by side, by position."""

    def __init__(self, rows: Rows | None = None) -> None:
        self.rows: dict[str, Row] = {}
        self.below: dict[str | None, list[str]] = {}
        self.specs = True
        self.recording: list[Row] = []
        self.count = 0  # of the notes, without the folders that they lie in
        self.unfolded: set[str] = set()
        self.marks: set[str] = set()
        self.wanted = EVERYTHING
        self.order = ORDERS[0]
        self.lines: list[str] = []
        self.depths: list[int] = []
        self.cursor: str | None = None
        self._hits: set[str] | None = None  # what fits, with all above it; None: everything
        self._sought: set[str] = set()  # what is above a hit, and so unfolded while one seeks
        self._at: dict[str, int] | None = None
        self._words: dict[str, str] = {}  # what may be typed to find a row, once somebody seeks
        if rows:
            self.replace(rows)

    # what is there

    def replace(self, rows: Rows) -> None:
        """Other rows: folds, marks and cursor stay with what they were on, also where it has moved."""
        before, at = self.rows, self.position()
        self.rows = {row.key: row for row in rows.rows}
        self.specs = rows.specs
        self._words = {}
        self.recording = [row for row in rows.rows if row.recording]
        self.count = sum(row.type != FOLDER for row in rows.rows)
        self.below = {}
        for row in rows.rows:
            self.below.setdefault(row.parent, []).append(row.key)
        self._follow(before)
        self._sort()
        self._narrow()
        self._spread()
        self._hold(at)

    def wait(self, waits: Mapping[str, tuple[int, ...]]) -> None:
        """What rows wait on, told once the rows themselves are seen."""
        for key, held in waits.items():
            if key in self.rows:
                self.rows[key] = self.rows[key]._replace(waits=held)

    def _follow(self, before: dict[str, Row]) -> None:
        """What has moved keeps its fold, mark and cursor: it is known again by its id."""
        gone = {row.id: key for key, row in before.items() if key not in self.rows and row.id is not None}
        if gone:
            moved = {gone[row.id]: row.key for row in self.rows.values() if row.id in gone and row.key not in before}
            for group in (self.unfolded, self.marks):
                group.update([moved[key] for key in group if key in moved])
            if self.cursor in moved:
                self.cursor = moved[self.cursor]
                self.unfolded.update(row.key for row in self.above(self.cursor))
        self.marks &= self.rows.keys()

    def _sort(self) -> None:
        order = _ORDER.get(self.order)
        if order:
            for keys in self.below.values():
                keys.sort(key=lambda key: order(self.rows[key]))

    # what is to be seen

    def _narrow(self) -> None:
        self._hits, self._sought = None, set()
        if self.wanted == EVERYTHING:
            return
        hits: set[str] = set()
        sought = self.wanted.text.casefold().split()
        if sought and not self._words:
            self._words = {row.key: _words(row) for row in self.rows.values() if row.type != FOLDER}
        for row in self.rows.values():
            said = self._words.get(row.key, "")
            if self.wanted.fits(row) and (not sought or all(word in said for word in sought)):
                hits.add(row.key)
                above = row.parent
                while above is not None and above not in self._sought and above in self.rows:
                    self._sought.add(above)
                    above = self.rows[above].parent
        self._hits = hits | self._sought

    def _spread(self) -> None:
        """All that is to be seen, from the top: no more is looked at than that."""
        self.lines, self.depths, self._at = [], [], None
        for key, depth in self._under(None, 0):
            self.lines.append(key)
            self.depths.append(depth)

    def _under(self, parent: str | None, depth: int) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        waiting = [(key, depth) for key in reversed(self.parts(parent))]
        while waiting:
            key, deep = waiting.pop()
            found.append((key, deep))
            if self.is_unfolded(key):
                waiting += [(part, deep + 1) for part in reversed(self.parts(key))]
        return found

    def parts(self, key: str | None) -> list[str]:
        """What is right below, as far as it is wanted."""
        below = self.below.get(key, [])
        return below if self._hits is None else [part for part in below if part in self._hits]

    def is_unfolded(self, key: str) -> bool:
        return key in self.unfolded or (self.wanted.seeks and key in self._sought)

    def position(self, key: str | None = None) -> int:
        """Where a key is seen, the cursor's own if none is named; -1 where it is not."""
        if self._at is None:
            self._at = {each: at for at, each in enumerate(self.lines)}
        sought = self.cursor if key is None else key
        return self._at.get(sought, -1) if sought is not None else -1

    def at(self, position: int) -> Row | None:
        return self.rows[self.lines[position]] if 0 <= position < len(self.lines) else None

    @property
    def chosen(self) -> Row | None:
        return self.rows.get(self.cursor) if self.cursor is not None else None

    def above(self, key: str) -> list[Row]:
        """Whose part it is, and whose that is: outermost first."""
        found: list[Row] = []
        row = self.rows.get(key)
        while row is not None and row.parent is not None and len(found) < 64:
            row = self.rows.get(row.parent)
            if row is not None:
                found.append(row)
        return found[::-1]

    # moving and folding

    def _hold(self, at: int) -> None:
        """The cursor stands on something that is seen: what it was on, what holds that, or the line at that place."""
        if self.position() >= 0:
            return
        key = self.cursor
        while key is not None and key in self.rows:
            key = self.rows[key].parent
            if key is not None and self.position(key) >= 0:
                self.cursor = key
                return
        self.cursor = self.lines[max(0, min(at, len(self.lines) - 1))] if self.lines else None

    def move(self, by: int) -> bool:
        """The cursor goes some lines on, as far as there are any. Says whether it moved."""
        if not self.lines:
            return False
        return self.go(max(0, min(self.position() + by, len(self.lines) - 1)))

    def go(self, position: int) -> bool:
        row = self.at(position)
        if row is None or row.key == self.cursor:
            return False
        self.cursor = row.key
        return True

    def reveal(self, key: str) -> bool:
        """The cursor goes to a row wherever it lies: what holds it is unfolded, and a filter that hides it ends."""
        if key not in self.rows:
            return False
        if self._hits is not None and key not in self._hits:
            self.narrow(EVERYTHING)
        self.unfolded.update(row.key for row in self.above(key))
        self.cursor = key
        if self.position() < 0:
            self._spread()
        return True

    def unfold(self, key: str) -> bool:
        if self.is_unfolded(key) or not self.parts(key):
            return False
        self.unfolded.add(key)
        at = self.position(key)
        if at >= 0:
            found = self._under(key, self.depths[at] + 1)
            self.lines[at + 1 : at + 1] = [part for part, _ in found]
            self.depths[at + 1 : at + 1] = [depth for _, depth in found]
            self._at = None
        return True

    def fold(self, key: str) -> bool:
        if not self.is_unfolded(key) or not self.parts(key):
            return False
        self.unfolded.discard(key)
        self._sought.discard(key)
        at = self.position(key)
        if at >= 0:
            end = at + 1
            while end < len(self.lines) and self.depths[end] > self.depths[at]:
                end += 1
            inside = at < self.position() < end
            del self.lines[at + 1 : end], self.depths[at + 1 : end]
            self._at = None
            if inside:
                self.cursor = key
        return True

    def narrow(self, wanted: Wanted) -> None:
        at = self.position()
        self.wanted = wanted
        self._narrow()
        self._spread()
        self._hold(at)

    def sort(self, order: str) -> None:
        self.order = order if order in ORDERS else ORDERS[0]
        self.replace(Rows(tuple(self.rows.values()), self.specs))

    def toggle_mark(self, key: str) -> None:
        self.marks ^= {key}
