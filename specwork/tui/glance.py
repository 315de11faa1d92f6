"""What the app asks of the whole vault at a glance: the rows of the tree, what they wait on, how much is wrong.

Called behind the screen; plain values come back.
"""

from specwork.desk import Desk
from specwork.tui.tree.rows import Rows, note_rows, rows_of_forest, spec_rows, waits_of
from specwork.work.listing import Forest
from vault.index.health import ERROR, KINDS, WARNING


class FirstLook:
    """The rows first, and what they wait on after that: it takes as long again, and can be seen a moment later."""

    def __init__(self) -> None:
        self._forest: Forest | None = None

    def rows(self, desk: Desk) -> Rows:
        given = desk.given()
        self._forest = Forest(given.specs)
        return rows_of_forest(self._forest, {}) if self._forest.all else note_rows(given)

    def waits(self, desk: Desk) -> dict[str, tuple[int, ...]]:
        forest, self._forest = self._forest, None
        return waits_of(desk.given(), forest) if forest else {}


def health_of(desk: Desk) -> tuple[int, int]:
    """How many errors and warnings the index knows of."""
    found = {ERROR: 0, WARNING: 0}
    for code, count in desk.given().index.ask("SELECT code, COUNT(*) FROM finding GROUP BY code"):
        if (kind := KINDS.get(code)) and kind.severity in found:
            found[kind.severity] += count
    return found[ERROR], found[WARNING]


def rows_of(desk: Desk) -> Rows:
    return spec_rows(desk.given())


def notes_of(desk: Desk) -> Rows:
    return note_rows(desk.given())
