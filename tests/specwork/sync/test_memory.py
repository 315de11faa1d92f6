"""What sync remembers and what that is worth: kept per place, void, held, owed, older, foreign.

The vault is that of `tests/specs_kit.py`; results are compared whole, as in `test_scenarios`.
"""

import pytest

from tests.specs_kit import (
    AT,
    C2,
    DAY,
    ITEM_A,
    ITEM_B,
    ITEM_G,
    ITEM_J,
    LISTED_A,
    S2,
    TRACE_COME,
    A,
    B,
    C,
    I,
    S,
    Specs,
    dark,
    journal,
    listed,
    puts,
)

D = f"{AT}/deliverables/scripts/d.sh"

# memory is kept per place


def test_a_place_that_was_never_written_is_owed_and_takes_nothing_away(specs: Specs) -> None:
    whole = dark(specs, C)
    puts(specs)
    assert sorted(specs.settle().diff) == sorted([B, I])
    specs.write(C, whole)
    told = specs.settle()
    assert told.diff == {C: ["+" + ITEM_B]}
    assert told.codes == set()


def test_taken_away_in_one_place_and_new_in_another_is_a_conflict(specs: Specs) -> None:
    whole = dark(specs, C)
    puts(specs)
    specs.settle()
    specs.write(C, whole.replace(ITEM_A, ITEM_A + ITEM_B))
    specs.drop_line(S, ITEM_B)
    told = specs.settle()
    assert told.diff == {}
    assert told.conflicts == [("taken-and-added", f"1001 delivers {B}")]


def test_text_that_has_not_changed_states_what_it_stated_whatever_it_would_open_now(specs: Specs) -> None:
    namesake = "specs/1000/1002/deliverables/scripts/a.sh"
    specs.write(namesake, "another\n")
    assert specs.settle().quiet
    specs.delete(A)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"deliverable-missing"}


def test_a_line_of_the_index_deleted_is_filled_again(specs: Specs) -> None:
    specs.drop_line(I, LISTED_A)
    told = specs.settle()
    assert told.diff == {I: [listed("scripts/a.sh")]}
    assert told.codes == set()


def test_an_older_disagreement_keeps_nothing_else_in_the_same_files_from_going_on(specs: Specs) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    specs.edit(C, "**Status**: implementing", "**Status**: completed")
    specs.drop_line(S, ITEM_A)
    told = specs.settle()
    assert sorted(told.diff) == sorted([C, I, A])
    assert told.codes == {"conflict"}


def test_a_conflict_is_settled_by_going_back_in_one_place(specs: Specs) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    specs.edit(C, "**Status**: implementing", "**Status**: completed")
    specs.settle()
    specs.edit(S, "status: blocked", "status: implementing")
    told = specs.settle()
    assert told.diff == {S: ["-status: implementing\n", "+status: completed\n"]}
    assert told.codes == set()


@pytest.mark.parametrize(("now", "codes"), [("completed", {"conflict"}), ("implementing", set())])
def test_a_status_that_was_dark_while_the_other_moved_on(specs: Specs, now: str, codes: set[str]) -> None:
    whole = dark(specs, C)
    specs.edit(S, "status: implementing", "status: blocked")
    assert specs.settle().diff == {}
    specs.write(C, whole.replace("**Status**: implementing", f"**Status**: {now}"))
    told = specs.settle()
    assert told.codes == codes
    assert told.diff == ({} if codes else {C: ["-**Status**: implementing  \n", "+**Status**: blocked  \n"]})


def test_nothing_is_written_from_memory_alone(specs: Specs) -> None:
    specs.delete(C)
    specs.edit(S, f"## Deliverables\n\n{ITEM_A}{ITEM_G}{ITEM_J}\n", "")
    specs.drop_line(I, LISTED_A)
    specs.write(A, "#!/bin/sh\nanew\n")
    told = specs.settle()
    assert told.diff == {}
    assert {"context-missing", "section-missing"} <= told.codes


@pytest.mark.parametrize(("days", "codes"), [(80, {"came-back"}), (100, set())])
def test_what_was_taken_away_is_remembered_for_ninety_days(specs: Specs, days: int, codes: set[str]) -> None:
    item = specs.drop_line(S, ITEM_A)
    specs.settle()
    specs.later = days * DAY
    specs.edit(C, "### Scripts\n", "### Scripts\n" + item)
    told = specs.settle()
    assert told.codes == codes
    assert sorted(told.diff) == ([] if codes else sorted([S, I, A]))


def test_trust_brings_back_what_came_back(specs: Specs) -> None:
    item = specs.drop_line(S, ITEM_A)
    specs.settle()
    specs.edit(C, "### Scripts\n", "### Scripts\n" + item)
    specs.settle()
    told = specs.settle(trust=(C,))
    assert told.diff == {S: ["+" + ITEM_A], I: [listed("scripts/a.sh")], A: TRACE_COME}


def test_an_item_added_and_taken_away_by_undo_is_as_if_it_had_never_been_settled(specs: Specs) -> None:
    specs.drop_line(S, ITEM_A)
    before = specs.snapshot()
    told = specs.sync()
    specs.desk().undo(told.report.done.undo)
    assert specs.snapshot() == before
    assert specs.settle().diff == told.diff


def test_a_dry_run_says_what_would_change_and_keeps_nothing(specs: Specs) -> None:
    specs.drop_line(S, ITEM_A)
    tried = specs.sync(dry_run=True)
    assert tried.diff == {}
    assert sorted(tried.report.done.changed) == sorted([C, I, A])
    assert "-" + ITEM_A in tried.report.done.diff
    assert sorted(specs.settle().diff) == sorted([C, I, A])


def test_one_spec_settled_alone_leaves_the_others_as_they_lag(specs: Specs) -> None:
    specs.drop_line(S, ITEM_A)
    specs.edit(S2, "status: planning", "status: blocked")
    assert sorted(specs.sync(only=("1001",)).diff) == sorted([C, I, A])
    told = specs.settle()
    assert told.diff == {C2: ["-**Status**: planning  \n", "+**Status**: blocked  \n"]}
    assert told.codes == set()


# void, held, older, foreign


def test_a_journal_replaced_by_the_template_is_filled_and_its_status_is_asked_about(specs: Specs) -> None:
    for path, old in ((S, "status: implementing"), (C, "**Status**: implementing")):
        specs.edit(path, old, old.replace("implementing", "completed"))
    specs.settle()
    rest = "\n## Deliverables\n\n## Dependencies Delivered To\n\n### Downstream Specs\n"
    anew = journal("Storage", "[[spec|1001 - Storage]]", parent="[[../epic|1000 Foundation]]", rest=rest)
    specs.write(C, anew.replace("The journal of Storage", "What it implements, and how it stands now"))
    told = specs.settle()
    assert sorted(told.diff) == [C]
    assert all(line.startswith("+") for line in told.diff[C])
    assert {ITEM_A.rstrip(), ITEM_G.rstrip(), ITEM_J.rstrip()} <= set(specs.section(C, "Deliverables"))
    assert "- [[../1002/spec|1002 Desk]]" in specs.section(C, "Dependencies Delivered To")
    assert told.codes == {"conflict"}


def two_more(specs: Specs) -> list[str]:
    """The spec as it was, with one item more, with two more: each of them agreed on."""
    versions = [specs.read(S)]
    for name in ("b", "d"):
        specs.write(f"{AT}/deliverables/scripts/{name}.sh", "second\n")
        specs.edit(S, ITEM_A, ITEM_A + f"- [[deliverables/scripts/{name}.sh|{name}]]\n")
        specs.settle()
        versions.append(specs.read(S))
    return versions


def test_going_back_one_version_is_an_ordinary_edit_and_then_so_is_one_more(specs: Specs) -> None:
    oldest, middle, _ = two_more(specs)
    specs.write(S, middle)
    told = specs.settle()
    assert sorted(told.diff) == sorted([C, I, D])
    specs.write(S, oldest)
    told = specs.settle()
    assert sorted(told.diff) == sorted([C, I, B])
    assert told.codes == set()


def test_an_older_version_that_is_trusted_takes_away_what_it_does_not_say(specs: Specs) -> None:
    oldest, _, _ = two_more(specs)
    specs.write(S, oldest)
    assert specs.settle().codes == {"older-version"}
    assert sorted(specs.settle(trust=(S,)).diff) == sorted([C, I, B, D])


def many(specs: Specs) -> list[str]:
    """Thirty scripts more, agreed on; answers with their items."""
    items = [f"- [[deliverables/scripts/m{number}.sh|M{number}]]\n" for number in range(10, 40)]
    specs.has({f"{AT}/deliverables/scripts/m{number}.sh": f"number {number}\n" for number in range(10, 40)})
    specs.edit(S, ITEM_A, ITEM_A + "".join(items))
    specs.settle()
    return items


def test_more_than_twenty_taken_away_at_once_are_held_until_the_journal_lets_go_too(specs: Specs) -> None:
    items = many(specs)[:25]
    for path in (S, C):
        before = specs.read(path)
        specs.write(path, "".join(line for line in before.splitlines(keepends=True) if line not in items))
        if path == S:
            told = specs.settle()
            assert told.diff == {}
            assert "mass-removal" in told.codes
    told = specs.settle()
    assert told.codes == set()
    assert len(told.diff) == 26


def test_another_vaults_agreement_is_set_aside(specs: Specs) -> None:
    specs.copy(".", "../copy")
    there = Specs(specs.folder.parent / "copy")
    assert (there.folder / ".specwork").is_dir()
    there.drop_line(S, ITEM_A)
    told = there.settle()
    assert told.diff == {S: ["+" + ITEM_A]}
    assert told.report.adds_only is True


def test_another_machines_agreement_is_set_aside(specs: Specs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its state lies in a folder of the machine's name; one that was copied there by hand bears the wrong stamp."""
    [state] = [path for path in (specs.folder / ".specwork").iterdir() if path.is_dir()]
    monkeypatch.setattr("specwork.desk.machine", lambda: "00c0ffee")
    specs.copy(f".specwork/{state.name}", ".specwork/00c0ffee")
    specs.drop_line(S, ITEM_A)
    assert specs.settle().diff == {S: ["+" + ITEM_A]}
