"""Code that `deliver` named in backticks moves, and its name follows wherever `deliver` wrote it."""

from typing import Any

import pytest

from specwork.work import notes
from specwork.work.delivering_files import MOVE, Taken
from tests import specs_kit
from tests.specs_kit import C, S, Specs
from tests.specwork.work.delivered import begun, did, settled

specs = specs_kit.specs


def moved(specs: Specs, old: str, new: str, **asked: Any) -> Any:
    desk = specs.desk()
    desk.sweep()
    return desk.run(notes.move, old=old, new=new, **asked)


@pytest.fixture
def coded(specs: Specs) -> Specs:
    specs.write("src/api.ts", "let a = 1\n")
    specs.write("src/b.py", "b = 1\n")
    begun(specs)
    did(specs, "1001", "src/b.py")
    did(specs, "1001", Taken("api.ts", "src/api.ts", "src/api.ts", 45), description="the `src/api.ts` client")
    settled(specs)
    return specs


@pytest.mark.parametrize(
    ("old", "new", "api", "other"),
    [
        pytest.param("src/b.py", "lib/c.py", "src/api.ts", "lib/c.py", id="a file named in backticks alone"),
        pytest.param("src/api.ts", "src/web.ts", "src/web.ts", "src/b.py", id="a file with a link to the line"),
        pytest.param("src", "lib/src2", "lib/src2/api.ts", "lib/src2/b.py", id="the folder of both"),
    ],
)
def test_items_and_entries_name_code_where_it_lies_now(coded: Specs, old: str, new: str, api: str, other: str) -> None:
    before = {path: coded.read(path) for path in (S, C)}
    moved(coded, old, new)
    line = f"`{api}` ([Line 45](../../../{api}#L45))"
    for path in (S, C):
        wanted = before[path].replace("`src/api.ts` ([Line 45](../../../src/api.ts#L45))", line)
        assert coded.read(path) == wanted.replace("`src/b.py`", f"`{other}`")
    assert f" Modified {line}\n" in coded.read(C)
    assert f" Modified `{other}`\n" in coded.read(C)
    settled(coded)


def test_what_others_wrote_in_backticks_stays(coded: Specs) -> None:
    coded.edit(C, "Modified `src/b.py`\n", "Modified `src/b.py` by hand\n- 15:00 `src/b.py` is good\n")
    coded.edit(S, "## Overview\n", "## Overview\nSee `src/b.py`.\n")
    moved(coded, "src/b.py", "src/c.py")
    assert "Modified `src/b.py` by hand\n- 15:00 `src/b.py` is good\n" in coded.read(C)
    assert "See `src/b.py`." in coded.read(S)
    assert "- `src/c.py`" in coded.section(S, "Deliverables")


def test_a_name_that_backticks_cannot_hold_is_told_and_the_old_one_stays(coded: Specs) -> None:
    done = moved(coded, "src/b.py", "src/b`tick.py")
    assert [one for one in done.notices if "backticks" in one] == [
        f"{path}: `src/b.py` stays as it is: its new name cannot stand in backticks" for path in (C, S)
    ]
    assert "- `src/b.py`" in coded.section(S, "Deliverables")


def test_code_that_becomes_a_deliverable_by_a_move_is_named_where_it_lies(coded: Specs) -> None:
    did(coded, "1001", "src/b.py", how=MOVE, category="scripts")
    assert "`src/b.py`" not in coded.read(S) + coded.read(C)
    settled(coded)


def test_where_only_notes_and_deliverables_move_nobody_is_asked_who_names_code(coded: Specs) -> None:
    """To learn it of a whole vault for the first time takes long."""
    coded.write("specs/1000/1001/deliverables/scripts/run.sh", "true\n")
    did(coded, "1001", "specs/1000/1001/deliverables/scripts/run.sh")
    desk = coded.desk()
    desk.sweep()
    desk.open().index.whole = False
    desk.run(notes.move, old="specs/1000/1001", new="specs/1000/1002", dry_run=True)
    assert not desk.open().index.whole
    desk.run(notes.move, old="src", new="lib", dry_run=True)
    assert desk.open().index.whole
