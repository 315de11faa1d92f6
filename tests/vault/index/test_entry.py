"""What is kept of a note: the meaning of its links, and the rows it becomes."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.index.test_index import paths, texts
from vault.index import entry as room
from vault.index.entry import LinkRow, settled
from vault.index.resolve import FileNames
from vault.index.rows import TOGETHER, insert_rows
from vault.notes.note import read_note


@given(st.dictionaries(paths, texts, min_size=2, max_size=8), st.integers(0, 5))
def test_what_is_known_from_other_notes_changes_no_answer(files: dict[str, str], most: int) -> None:
    names = FileNames(files)
    known: dict[str, LinkRow] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "KNOWN", most)
        for path, text in files.items():
            links = read_note(path, text.encode()).links
            assert settled(path, links, names, known) == settled(path, links, names)


@pytest.mark.parametrize("count", [0, 1, TOGETHER - 1, TOGETHER, 2 * TOGETHER + 1])
def test_rows_of_any_number_go_in_whole(count: int) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE kept (number, square)")
    rows = [(number, number * number) for number in range(count)]
    insert_rows(connection, "kept", 2, [value for row in rows for value in row])
    assert connection.execute("SELECT * FROM kept").fetchall() == rows
    connection.close()
