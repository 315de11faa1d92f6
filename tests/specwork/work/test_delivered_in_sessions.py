"""What a delivery tells the session that is open, and which session that is."""

import pytest

from specwork.domain.journal import read_journal
from specwork.errors import AmbiguousSession, NoSession
from specwork.work.deliverables import Into
from specwork.work.delivering_files import MOVE, Taken
from tests import specs_kit
from tests.specs_kit import AT, C2, S2, SESSION, B, C, Specs
from tests.specwork.work.delivered import OPEN, SCRIPT, begun, did, settled
from vault.errors import VaultError
from vault.notes.note import read_note

specs = specs_kit.specs


def test_an_open_session_gets_an_entry(specs: Specs) -> None:
    begun(specs)
    specs.write(B, SCRIPT)
    specs.write("src/api.ts", "")
    did(specs, "1001", B, title="B")
    did(specs, "1001", Taken("src/api.ts", "src/api.ts", line=7))
    journal = read_journal(read_note(C, specs.snapshot()[C]))
    [first, second] = journal.sessions[1].entries
    assert first.clock
    assert first.text == "Created [[deliverables/scripts/b.sh|B]]"
    assert second.text == "Modified `src/api.ts` ([Line 7](../../../src/api.ts#L7))"
    settled(specs)


def test_a_deliverable_without_an_open_session_is_registered_all_the_same(specs: Specs) -> None:
    specs.write(B, SCRIPT)
    did(specs, "1001", B)
    assert SESSION in specs.read(C)


def test_the_session_of_somebody_else_is_left_alone_unless_it_is_named(specs: Specs) -> None:
    begun(specs, who="Jun")
    specs.write(B, SCRIPT)
    did(specs, "1001", B)
    assert "Created [[deliverables/scripts/b.sh" not in specs.read(C)
    specs.write(f"{AT}/deliverables/scripts/c.sh", SCRIPT)
    did(specs, "1001", f"{AT}/deliverables/scripts/c.sh", session=Into("s-aaaa0001"))
    assert "Created [[deliverables/scripts/c.sh|c.sh]]" in specs.read(C)


@pytest.mark.parametrize(
    ("session", "fault"),
    [
        pytest.param(Into("s-nowhere"), NoSession, id="one that is not there"),
        pytest.param(Into(), AmbiguousSession, id="several, and none named"),
    ],
)
def test_a_session_that_is_not_meant_for_certain_is_refused(
    specs: Specs, session: Into, fault: type[VaultError]
) -> None:
    begun(specs)
    specs.edit(C, "\n## Deliverables", OPEN.format("Ann", "bbbb0002") + "\n## Deliverables")
    specs.write(B, SCRIPT)
    before = specs.snapshot()
    with pytest.raises(fault):
        did(specs, "1001", B, session=session)
    assert specs.snapshot() == before


def test_a_session_of_another_journal_in_the_environment_says_nothing_here(specs: Specs) -> None:
    specs.write(B, SCRIPT)
    assert did(specs, "1001", B, session=Into(None, "s-elsewhere")).changed


def test_the_first_thing_that_is_made_ends_the_planning(specs: Specs) -> None:
    begun(specs, path=C2)
    specs.write("x.sh", SCRIPT)
    did(specs, "1002", "x.sh", how=MOVE)
    assert "status: implementing" in specs.read(S2)
    assert "**Status**: implementing" in specs.header(C2)
    settled(specs)
