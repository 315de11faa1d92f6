"""The worked scenarios 23 to 40: the tree, ids, who waits for whom, and what is in doubt.

As in `test_scenarios`, results are compared whole, as the lines that went and came in each file.
"""

import pytest

from tests.specs_kit import (
    AT,
    C2,
    EC,
    ITEM_A,
    ITEM_J,
    LISTED_A,
    S2,
    TC,
    TRACE_COME,
    TRACE_GONE,
    A,
    C,
    E,
    F,
    G,
    I,
    J,
    Like,
    S,
    Specs,
    T,
    journal,
    listed,
    spec,
)


def test_23_a_child_deleted_from_its_parents_list_is_put_back_while_its_folder_stands(specs: Specs) -> None:
    specs.drop_line(E, "[[1001/spec")
    told = specs.settle()
    assert told.diff == {E: [Like("+- [[1001/spec|1001 Storage]]")]}
    assert specs.section(E, "Features") == ["- [[1002/spec|1002 Desk]]", "- [[1001/spec|1001 Storage]]"]
    assert told.codes == set()


def test_24_a_parent_typed_otherwise_than_the_tree_is_a_conflict_that_names_mv(specs: Specs) -> None:
    specs.edit(S, "[[../epic|1000 Foundation]]", "[[../../2000/epic|2000 Market]]")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"parent"}
    assert "specwork mv" in told.said


def test_25_a_folder_moved_below_another_epic_changes_lists_links_and_headers(specs: Specs) -> None:
    specs.move(AT, "specs/2000/1001")
    told = specs.settle()
    new_s, new_c = S.replace("1000/", "2000/", 1), C.replace("1000/", "2000/", 1)
    up = ["-**Parent**: [[../epic|1000 Foundation]]", "+**Parent**: [[../epic|2000 Market]]"]
    assert told.diff == {
        E: ["-- [[1001/spec|1001 Storage]]\n"],
        F: ["+- [[1001/spec|1001 Storage]]\n"],
        new_s: [line + "\n" for line in up],
        new_c: [
            *(line + "  \n" for line in up),
            "-- [[../1002/spec|1002 Desk]]\n",
            "+- [[../../1000/1002/spec|1002 Desk]]\n",
        ],
        S2: ['-  - "[[../1001/spec|1001 Storage]]"\n', '+  - "[[../../2000/1001/spec|1001 Storage]]"\n'],
    }
    assert told.codes == set()


def renamed(specs: Specs) -> dict[str, list[str]]:
    specs.move(AT, "specs/1000/1005")
    told = specs.settle()
    assert told.codes == {"id-mismatch"}
    assert "specwork renumber" in told.said
    return told.diff


def test_26_a_folder_renamed_keeps_the_id_that_the_front_matter_says(specs: Specs) -> None:
    assert renamed(specs) == {
        E: ["-- [[1001/spec|1001 Storage]]\n", "+- [[1005/spec|1001 Storage]]\n"],
        S2: ['-  - "[[../1001/spec|1001 Storage]]"\n', '+  - "[[../1005/spec|1001 Storage]]"\n'],
    }


def test_27_and_keeps_it_by_memory_when_the_front_matter_is_deleted(specs: Specs) -> None:
    renamed(specs)
    there = "specs/1000/1005/spec.md"
    whole = specs.read(there)
    specs.write(there, "# Storage\n" + whole.partition("---\n# Storage\n")[2])
    told = specs.settle()
    assert told.diff == {}
    assert told.conflicts == []
    specs.write(there, whole)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"id-mismatch"}


def test_28_a_folder_copied_is_a_spec_of_its_own(specs: Specs) -> None:
    specs.copy(AT, "specs/1000/1003")
    specs.delete("specs/1000/1003/1011.spec.md")
    specs.delete("specs/1000/1003/1011.context.md")
    specs.edit("specs/1000/1003/spec.md", "- [[1011.spec|1011 Mount the NAS]]\n", "")
    told = specs.settle()
    assert told.codes == {"id-mismatch"}
    assert specs.section(E, "Features")[2:] == ["- [[1003/spec|1003 Storage]]"]
    assert not {S, C, I, A, G, J, T, TC, EC} & set(told.diff)
    assert told.diff[S2] == [Like("+  - ", '"[[../1003/spec|1003 Storage]]"')]
    specs.edit("specs/1000/1003/spec.md", ITEM_A, "")
    told = specs.settle()
    there = "specs/1000/1003/deliverables"
    assert sorted(told.diff) == ["specs/1000/1003/context.md", f"{there}/index.md", f"{there}/scripts/a.sh"]


def test_29_an_id_borne_by_two_in_their_own_right_is_nobodys(specs: Specs) -> None:
    specs.has({
        "specs/2000/1001/spec.md": spec(1001, "Other", "[[../epic|2000 Market]]"),
        "specs/2000/1001/context.md": journal("Other", "[[spec|1001 - Other]]", parent="[[../epic|2000 Market]]"),
    })  # fmt: skip
    specs.drop_line(S, ITEM_A)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"id-clash"}
    specs.delete("specs/2000/1001")
    assert sorted(specs.settle().diff) == sorted([C, I, A])


# who waits for whom


def test_30_a_dependency_taken_out_leaves_the_list_of_those_downstream(specs: Specs) -> None:
    specs.edit(S2, 'depends_on:\n  - "[[../1001/spec|1001 Storage]]"\n', "depends_on: []\n")
    told = specs.settle()
    assert told.diff == {C: ["-- [[../1002/spec|1002 Desk]]\n"]}
    assert told.codes == set()


@pytest.mark.parametrize("typed", ["[[1002]]", "[1002]", '["[[1002]]"]'])
def test_31_a_dependency_typed_as_an_id_becomes_a_link_and_is_listed_upstream(specs: Specs, typed: str) -> None:
    specs.edit(T, "depends_on: []", f"depends_on: {typed}")
    told = specs.settle()
    link = '"[[../1002/spec|1002 Desk]]"'
    assert told.diff[T][0] == f"-depends_on: {typed}\n"
    assert told.diff[T][1:] in ([f"+depends_on: [{link}]\n"], ["+depends_on:\n", f"+  - {link}\n"])
    assert told.diff[C2] == [
        "+## Dependencies Delivered To\n", "+### Downstream Specs\n", "+- [[../1001/1011.spec|1011 Mount the NAS]]\n",
    ]  # fmt: skip
    assert specs.read(C2).index("## Dependencies Delivered To") < specs.read(C2).index("## Metrics")
    assert sorted(told.diff) == sorted([T, C2])
    assert told.codes == set()


# what is in doubt


def test_32_an_item_twice_is_one_statement(specs: Specs) -> None:
    again = "- [[deliverables/scripts/a.sh|The same script]] - again\n"
    specs.edit(S, ITEM_J, ITEM_J + again)
    assert specs.settle().quiet
    specs.drop_line(C, ITEM_A)
    told = specs.settle()
    assert told.diff == {S: ["-" + ITEM_A, "-" + again], I: ["-" + LISTED_A], A: TRACE_GONE}
    assert told.codes == set()


def test_33_an_item_deleted_here_and_edited_there_is_a_conflict(specs: Specs) -> None:
    specs.drop_line(S, ITEM_A)
    specs.edit(C, ITEM_A, ITEM_A.replace("mounts the share", "mounts the share at boot"))
    told = specs.settle()
    assert told.diff == {}
    assert told.conflicts == [("taken-and-edited", f"1001 delivers {A}")]


def test_34_a_mistyped_target_takes_nothing_away(specs: Specs) -> None:
    specs.edit(S, ITEM_A, ITEM_A.replace("a.sh", "a.shh"))
    told = specs.settle()
    assert told.diff == {}
    assert "broken-link" in told.codes
    specs.edit(S, "a.shh", "a.sh")
    assert specs.settle().quiet


def test_35_an_item_for_a_file_to_come_waits_for_it(specs: Specs) -> None:
    item = "- [[deliverables/scripts/later.sh|Later]]\n"
    specs.edit(S, ITEM_J, ITEM_J + item)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"broken-link"}
    later = f"{AT}/deliverables/scripts/later.sh"
    specs.write(later, "#!/bin/sh\nlater\n")
    told = specs.settle()
    assert told.diff == {C: ["+" + item], later: TRACE_COME, I: [listed("scripts/later.sh|Later]]")]}
    assert told.codes == set()


def test_36_files_in_the_root_that_would_capture_links_change_no_fact(specs: Specs) -> None:
    specs.has({"context.md": "# Mine\n", "deliverables/scripts/a.sh": "mine\n"})
    told = specs.settle()
    assert told.diff[S] == [
        "-**Context**: [[context|Implementation Journal]]  \n",
        "+**Context**: [[./context|Implementation Journal]]  \n",
        "-" + ITEM_A,
        "+" + ITEM_A.replace("[[", "[[./"),
    ]
    assert "+" + ITEM_A.replace("[[", "[[./") in told.diff[C]
    assert not {A, G, I, J, T, TC, "context.md", "deliverables/scripts/a.sh"} & set(told.diff)
    assert told.codes == set()


def test_37_what_was_taken_away_and_is_back_in_one_place_is_asked_about(specs: Specs) -> None:
    was = {path: specs.read(path) for path in (S, I, A)}
    item = specs.drop_line(S, ITEM_A)
    specs.settle()
    specs.edit(C, "### Scripts\n", "### Scripts\n" + item)
    told = specs.settle()
    assert told.diff == {}
    assert told.conflicts == [("came-back", f"1001 delivers {A}")]
    specs.has(was)
    assert specs.settle().quiet
    specs.drop_line(S, ITEM_A)
    assert sorted(specs.settle().diff) == sorted([C, I, A])


def test_38_without_an_agreement_sync_only_adds(specs: Specs) -> None:
    specs.drop_line(S, ITEM_A)
    specs.edit(S, "status: implementing", "status: blocked")
    specs.forget()
    told = specs.settle()
    assert told.diff == {S: ["+" + ITEM_A]}
    assert specs.section(S, "Deliverables")[-1] == ITEM_A.rstrip()
    assert told.codes == {"conflict"}
    assert told.report.adds_only is True
    assert specs.sync().report.adds_only is False


def test_39_an_older_version_put_back_takes_nothing_away(specs: Specs) -> None:
    oldest = specs.read(S)
    for name in ("b", "d"):
        specs.write(f"{AT}/deliverables/scripts/{name}.sh", "second\n")
        specs.edit(S, ITEM_A, ITEM_A + f"- [[deliverables/scripts/{name}.sh|{name}]]\n")
        specs.settle()
    specs.write(S, oldest)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"older-version"}


def test_40_a_second_spec_that_delivers_the_same_file_has_a_trace_of_its_own(specs: Specs) -> None:
    was = specs.snapshot()
    item = "- [[../1001/deliverables/scripts/a.sh|Mount script]]\n"
    specs.write(S2, specs.read(S2) + "\n## Deliverables\n\n" + item)
    told = specs.settle()
    assert told.diff[C2] == ["+## Deliverables\n", "+### Scripts\n", "+" + item]
    assert told.diff[A] == [
        "+# Spec: [[../../../1002/spec|1002 Desk]]\n",
        "+# Context: [[../../../1002/context|Implementation Journal]]\n",
    ]
    assert sorted(told.diff) == sorted([C2, A, I])
    assert any("[[../../1002/spec|1002 Desk]]" in line for line in told.diff[I])
    assert told.codes == set()
    specs.drop_line(S2, item)
    told = specs.settle()
    assert specs.snapshot()[A] == was[A]
    assert specs.snapshot()[I] == was[I]
    assert sorted(told.diff) == sorted([C2, A, I])
    assert specs.section(C2, "Deliverables") == ["### Scripts"]
    assert told.codes == set()
