"""What a report loads is what it costs: nothing heavy, and of the rooms only those that it needs."""

import pytest

from tests.kit import DiskVault
from tests.specwork.cli.storage import VAULT
from tests.specwork.test_startup import HEAVY, OURS, loaded


@pytest.mark.parametrize(
    "command",
    [
        "list --json",
        "show 1001",
        "status 1001",
        "brief 1001",
        "status",
        "deliverables 1001",
        "next",
        "search nas",
        "timeline",
    ],
)
def test_a_report_loads_nothing_heavy(vault: DiskVault, command: str) -> None:
    vault.has(VAULT)
    loaded(vault, "index")
    assert {name for name in loaded(vault, *command.split()) if name.split(".")[0] in HEAVY} == set()


@pytest.mark.parametrize("command", ["list", "show 1001", "next", "search nas"])
def test_what_the_index_knows_is_told_without_parsing_a_note(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("vault.reading.YOUNG", 0)
    vault.has(VAULT)
    vault.run("index")
    assert loaded(vault, *command.split()) & (OURS | {"specwork.domain.journal", "specwork.domain.traces"}) == set()


KEPT_BY_THE_INDEX = {"specwork.domain.schema", "specwork.domain.stated", "specwork.domain.placing"}
OTHERS = {"vault.notes.canvas", "vault.edits.changes", "vault.disk.git", "specwork.work.history", "random", "locale"}
OF_DELIVERABLES = {"specwork.domain.traces", "specwork.domain.comments", "specwork.domain.places"}


@pytest.mark.parametrize(
    ("command", "needs"),
    [("status 1001", set()), ("deliverables 1001", OF_DELIVERABLES), ("brief 1001", OF_DELIVERABLES)],
)
def test_a_report_of_one_spec_loads_nothing_of_what_the_index_keeps_nor_of_what_changes_files(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch, command: str, needs: set[str]
) -> None:
    monkeypatch.setattr("vault.reading.YOUNG", 0)
    vault.has(VAULT)
    vault.run("index")
    never = (KEPT_BY_THE_INDEX | OTHERS | OF_DELIVERABLES) - needs
    assert loaded(vault, *command.split()) & never == set()
