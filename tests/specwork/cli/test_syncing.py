"""The command that makes every side say the same, as a person, a script or CI types it."""

import json

import pytest

from tests.kit import DiskVault
from tests.specs_kit import S2, VAULT, A, C, S, Specs

ITEM = "- [[deliverables/scripts/a.sh|"


@pytest.fixture
def specs(vault: DiskVault) -> Specs:
    specs = Specs(vault.folder).has(VAULT)
    specs.sync()
    return specs


@pytest.fixture
def door(vault: DiskVault, specs: Specs) -> DiskVault:
    return vault


def test_a_vault_that_agrees_says_so_and_ends_well(door: DiskVault) -> None:
    before = door.files()
    assert door.run("sync", "--check").out.splitlines() == ["every side says the same"]
    assert door.run("sync").out.splitlines() == ["nothing to change"]
    assert door.files() == before


def test_check_names_each_file_that_lags_and_writes_nothing(specs: Specs, door: DiskVault) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    before = door.files()
    answer = door.run("sync", "--check")
    assert answer.code == 1
    assert answer.out.splitlines()[0].startswith(f"{C}: lags: ")
    assert answer.out.splitlines()[-1] == "1 file lags: specwork sync"
    assert door.files() == before


def test_a_dry_run_shows_what_sync_would_write(specs: Specs, door: DiskVault) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    before = door.files()
    answer = door.run("sync", "--dry-run")
    assert answer.code == 0
    assert "-**Status**: implementing  " in answer.out.splitlines()
    assert "+**Status**: blocked  " in answer.out.splitlines()
    assert door.files() == before


def test_a_sync_is_one_operation_that_undo_takes_back(specs: Specs, door: DiskVault) -> None:
    specs.drop_line(S, ITEM)
    before = door.files()
    shape = door.json("sync")
    assert sorted(shape["changed"]) == sorted(one["path"] for one in shape["changes"])
    assert {C, A} <= set(shape["changed"])
    assert door.run("undo", shape["undo"]).code == 0
    assert door.files() == before


def test_a_conflict_is_shown_with_both_places_until_one_is_trusted(specs: Specs, door: DiskVault) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    specs.edit(C, "**Status**: implementing", "**Status**: completed")
    before = door.files()
    answer = door.run("sync")
    assert answer.code == 1
    [told] = [line for line in answer.out.splitlines() if line.startswith("conflict")]
    assert told.startswith("conflict: 1001 Storage: its status is both blocked")
    places = [line.strip().rsplit(":", 1)[0] for line in answer.out.splitlines() if line.startswith("    specs/")]
    assert places == [S, C]
    assert door.files() == before
    assert door.run("sync", "--trust", S).code == 0
    assert "**Status**: blocked" in specs.read(C)
    assert door.run("sync", "--check").code == 0


def test_one_spec_alone_may_be_settled(specs: Specs, door: DiskVault) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    specs.edit(S2, "status: planning", "status: blocked")
    assert door.json("sync", "1001")["changed"] == [C]
    assert door.run("sync", "--check").code == 1, "the other one still lags"


def test_without_an_agreement_it_says_that_it_only_adds(specs: Specs, door: DiskVault) -> None:
    specs.forget()
    specs.drop_line(S, ITEM)
    answer = door.run("sync")
    assert "only adds" in answer.err
    assert ITEM in specs.read(S), "nothing can be taken away by what nobody remembers"


def test_a_wrong_id_or_a_missing_file_is_told_and_nothing_is_done(door: DiskVault) -> None:
    before = door.files()
    unknown = door.run("sync", "4711")
    assert (unknown.code, "4711" in unknown.err) == (2, True)
    assert door.run("sync", "--trust", "specs/nothing.md").code == 2
    assert door.files() == before


def test_the_answer_for_programs_is_one_object(specs: Specs, door: DiskVault) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    specs.edit(C, "**Status**: implementing", "**Status**: completed")
    answer = door.run("sync", "--check", "--json")
    shape = json.loads(answer.out)
    assert answer.code == 1
    assert shape["conflicts"][0]["fact"] == "1001 has status"
    assert [place.rsplit(":", 1)[0] for place in shape["conflicts"][0]["places"]] == [S, C]
    assert shape["changes"] == []


def test_a_sync_of_another_file_than_was_read_is_refused(specs: Specs, door: DiskVault) -> None:
    seen = door.json("props", S)["hash"]
    assert door.run("sync", "1001", "--expect", seen).code == 0
    specs.edit(S, "status: implementing", "status: blocked")
    before = door.files()
    answer = door.run("sync", "1001", "--expect", seen)
    assert (answer.code, door.files()) == (3, before)
    assert door.run("sync", "--trust", S, "--expect", seen).code == 3
    assert door.run("sync", "1001", "--expect", door.json("props", S)["hash"]).code == 0
    assert door.files() != before


def test_who_expects_a_file_of_a_sync_names_it(door: DiskVault) -> None:
    answer = door.run("sync", "--expect", "00")
    assert (answer.code, "--trust PATH --expect HASH" in answer.err) == (2, True)
