"""Parts of a note that somebody doubled, took out or indented: what they state then, and what is told.

The vault is that of `tests/specs_kit.py`.
"""

import pytest

from specwork.work.mending import mend
from specwork.work.specs import depend
from tests.specs_kit import C2, ITEM_A, ITEM_B, ITEM_G, ITEM_J, LISTED_A, S2, B, C, E, F, I, S, Specs, T
from vault.index.health import Trouble


def test_items_of_a_second_section_of_one_title_count_like_those_of_the_first(specs: Specs) -> None:
    specs.write(B, "#!/bin/sh\nsecond\n")
    specs.write(S, specs.read(S) + f"\n## Deliverables\n\n{ITEM_B}{ITEM_A}")
    specs.write(C2, specs.read(C2) + f"\n## Deliverables\n\n## Deliverables\n\n- [[../1001/{ITEM_J[4:]}")
    told = specs.settle()
    assert told.codes == set()
    assert told.diff[C] == ["+" + ITEM_B], "and what the first says too is not said anew"
    assert told.diff[S2][-1] == "+- [[../1001/deliverables/config/c.json|Settings]] - what the unit reads\n"
    assert sorted(told.diff) == sorted([B, C, I, S2])
    specs.drop_line(C, ITEM_B)
    told = specs.settle()
    assert told.diff[S] == ["-" + ITEM_B]
    specs.drop_line(C, ITEM_A)
    assert specs.settle().diff[S] == ["-" + ITEM_A] * 2, "taken out wherever it stands"


def test_dependants_in_a_second_section_count_too_and_new_ones_come_into_the_first(specs: Specs) -> None:
    head = "\n## Dependencies Delivered To\n\n### Downstream Specs\n"
    specs.write(C, specs.read(C) + head + "- [[1011.spec|1011 Mount the NAS]]\n" + head)
    told = specs.settle()
    assert told.codes == set()
    assert sorted(told.diff) == [T]
    specs.edit(T, "depends_on", "depended_on")
    specs.edit(F, "status: planning\n", 'status: planning\ndepends_on: ["[[../1000/1001/spec]]"]\n')
    told = specs.settle()
    assert told.diff[C] == ["+- [[../../2000/epic|2000 Market]]\n"]
    assert "|1002 Desk]]\n- [[../../2000/epic|" in specs.read(C)


def test_children_in_a_second_list_are_not_listed_again(specs: Specs) -> None:
    specs.edit(E, "- [[1002/spec|1002 Desk]]\n", "\n## Risks\n\n## Features\n\n- [[1002/spec|1002 Desk]]\n")
    assert specs.settle().quiet


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        pytest.param(S2, 'depends_on:\n  - "[[../1001/spec|1001 Storage]]"\n', "", id="depends_on"),
        pytest.param(C, "### Downstream Specs", "### Downstream", id="the list of what depends on it"),
        pytest.param(C, "## Deliverables", "## Delivered", id="the deliverables of the journal"),
        pytest.param(S, "## Deliverables", "## Delivered", id="the deliverables of the spec"),
    ],
)
def test_what_is_told_of_a_part_that_is_gone_brings_it_back(specs: Specs, path: str, old: str, new: str) -> None:
    def one_sided() -> list[Trouble]:
        return [one for one in specs.desk().check() if one.code == "one-sided"]

    specs.edit(path, old, new)
    told = specs.settle()
    assert told.diff == {}
    [finding] = told.report.findings
    assert {one.path for one in one_sided()} == {finding.path} == {path}
    for hint in {finding.hint, *(one.hint for one in one_sided())}:
        assert hint.endswith(("specwork check --fix", "specwork depend 1002 1001"))
    if finding.hint.endswith("--fix"):
        specs.desk().run(mend)
    else:
        specs.desk().run(depend, spec="1002", on="1001")
    assert one_sided() == []
    assert specs.settle().quiet


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        pytest.param(S, ITEM_G, "  " + ITEM_G, id="a deliverable of the spec"),
        pytest.param(C, ITEM_G, "", id="a deliverable of the journal"),
        pytest.param(E, "- [[1002/spec|1002 Desk]]\n", "\t- [[1002/spec|1002 Desk]]\n", id="a part"),
        pytest.param(
            C, "- [[../1002/spec|", "- kept by [[deliverables/docs/guide|us]]\n  - [[../1002/spec|", id="a dependant"
        ),
    ],
)
def test_an_item_that_is_indented_below_another_is_not_taken_away(specs: Specs, path: str, old: str, new: str) -> None:
    specs.edit(path, old, new)
    if not new:
        specs.edit(path, ITEM_A, ITEM_A + "    - " + ITEM_G[2:])
    before = specs.snapshot()
    told = specs.sync()
    assert told.diff == {}
    assert not {code for code, _ in told.conflicts}
    assert specs.snapshot() == before


def test_a_deliverable_that_is_indented_in_the_spec_and_taken_out_of_the_journal_is_asked_about(specs: Specs) -> None:
    specs.edit(S, ITEM_G, "  " + ITEM_G)
    specs.settle()
    specs.drop_line(C, ITEM_G)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"named-in-prose"}


def test_what_is_nested_below_a_line_of_the_folders_list_stays_the_users(specs: Specs) -> None:
    specs.edit(I, LISTED_A, f"{LISTED_A}  - ask for the newer one\n")
    assert specs.settle().quiet
    specs.drop_line(C, ITEM_A)
    told = specs.settle()
    assert told.diff[I] == ["-" + LISTED_A, "+- Mount script\n"]
    assert told.codes == set()
