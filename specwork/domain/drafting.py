"""Several changes of one journal, each thought out on what the one before made, told as edits on what stands there now.

Takes edits and gives edits; what they are for is not known here.
"""

from collections.abc import Iterable

from specwork.domain.journal import Journal, read_journal
from vault.notes.note import read_note
from vault.text import Edit, applied
from vault.typed import NamedTuple


class Piece(NamedTuple):
    """A stretch of the first text, from `start` to `end`; or, where `new` is told, bytes that came in its place."""

    start: int
    end: int
    new: bytes | None = None

    @property
    def size(self) -> int:
        return self.end - self.start if self.new is None else len(self.new)


class Draft:
    """A journal as it is after the changes so far. `edits` are all of them, on the text that it began with."""

    def __init__(self, journal: Journal) -> None:
        self._path, self._text, self.base = journal.note.path, journal.text, journal.text
        self._pieces = [Piece(0, len(journal.text))]
        self._read: Journal | None = journal

    @property
    def journal(self) -> Journal:
        """As it is now; read again only when somebody asks."""
        if self._read is None:
            self._read = read_journal(read_note(self._path, self._text))
        return self._read

    def take(self, edits: Iterable[Edit]) -> None:
        edits = sorted(edits, key=lambda edit: (edit.start, edit.end))
        if not edits:
            return
        for edit in reversed(edits):
            begin, end = self._cut(edit.start), self._cut(edit.end)
            self._pieces[begin:end] = [Piece(0, 0, edit.new)]
        self._text, self._read = applied(self._text, edits), None

    def _cut(self, offset: int) -> int:
        """Where among the pieces an offset of the present text lies; the piece that it falls into becomes two."""
        for number, piece in enumerate(self._pieces):
            if offset == 0:
                return number
            if offset < piece.size:
                at = piece.start + offset
                halves = (
                    [Piece(piece.start, at), Piece(at, piece.end)]
                    if piece.new is None
                    else [Piece(0, 0, piece.new[:offset]), Piece(0, 0, piece.new[offset:])]
                )
                self._pieces[number : number + 1] = halves
                return number + 1
            offset -= piece.size
        return len(self._pieces)

    @property
    def edits(self) -> list[Edit]:
        edits, done, new = [], 0, b""
        for piece in (*self._pieces, Piece(len(self.base), len(self.base))):
            if piece.new is not None:
                new += piece.new
                continue
            if new or piece.start > done:
                edits.append(Edit(done, piece.start, new))
            done, new = piece.end, b""
        return edits
