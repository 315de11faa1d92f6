"""People's code that moves, where specs and journals name it: in backticks, which no link's rules follow.

Thinks and writes nothing. What `deliver` wrote is followed: items of Deliverables, and the entries that name them in
its own words. Backticks in anybody's sentence are theirs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from specwork.domain import layout
from specwork.domain.deliverable import delivered
from specwork.domain.journal import read_journal
from specwork.domain.spec import CODE
from specwork.domain.writing import is_of_delivery
from specwork.work.given import Given
from vault.edits.changes import Move, Rewrite, moved, rewrite
from vault.notes.note import Note, read_note
from vault.paths import is_note
from vault.text import Edit, Span, raw, words
from vault.typed import NamedTuple


class Followed(NamedTuple):
    rewrites: list[Rewrite]
    notices: tuple[str, ...]


def code_followed(given: Given, moves: Sequence[Move], files: Iterable[str]) -> Followed:
    """The notes that name code which moves, with the names that it has then. `files` are all that move.

    What names code is asked only where some may move: to learn it of a whole vault for the first time takes long.
    """
    if all(is_note(file) or layout.deliverables_folder(file) for file in files):
        return Followed([], ())
    named = given.index.rows(CODE)
    beside = given.git.inside() if named and given.git else ""
    news = {row.key: new for row in named if (new := _after(row.key, beside, moves)) != row.key}
    fit = {old: new for old, new in news.items() if "`" not in new and new.isprintable()}
    rewrites = []
    for path in sorted({row.path for row in named if row.key in fit}):
        text = given.text(path)
        edits = [
            Edit(start, end, raw(fit[code])) for code, (start, end) in _named(read_note(path, text)) if code in fit
        ]
        rewrites += rewrite(path, text, edits)
    notices = [f"{row.path}: `{row.key}` stays as it is: its new name cannot stand in backticks" for row in named
               if row.key in news.keys() - fit.keys()]  # fmt: skip
    return Followed(rewrites, tuple(notices))


def _after(code: str, beside: str, moves: Sequence[Move]) -> str:
    """`beside` is how the vault is reached from the repository's top, where code is named from.

    >>> _after("vault/src/a.py", "vault/", [Move("src", "lib")]), _after("src/a.py", "vault/", [Move("src", "lib")])
    ('vault/lib/a.py', 'src/a.py')
    """
    if not code.startswith(beside):
        return code
    return beside + moved(code[len(beside) :], moves)


_entry = re.compile(rb"Modified `([^`\r\n]+)`").search


def _named(note: Note) -> Iterator[tuple[str, Span]]:
    """Code that a spec or a journal names in the words of `deliver`."""
    for item in delivered(note):
        if item.code is not None:
            yield item.code, item.code_span
    if layout.home(note.path):
        return
    for session in read_journal(note).sessions:
        for entry in session.entries:
            found = _entry(note.text, entry.start, entry.end) if is_of_delivery(entry.text) else None
            if found:
                yield words(found[1]), Span(*found.span(1))
