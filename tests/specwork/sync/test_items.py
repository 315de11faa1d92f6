"""What an item states and how it comes and goes: prose, nesting, bullets, indexes, traces, what cannot be read.

The vault is that of `tests/specs_kit.py`; results are compared whole, as in `test_scenarios`.
"""

import os
from collections.abc import Callable

import pytest

from tests.specs_kit import (
    AT,
    C2,
    ITEM_A,
    ITEM_B,
    ITEM_G,
    ITEM_J,
    MARKERS,
    S2,
    TRACE,
    VAULT,
    A,
    B,
    C,
    F,
    I,
    Like,
    S,
    Specs,
    T,
    puts,
)

# items


def test_a_link_in_prose_spares_the_section_an_item_and_asks_when_the_fact_is_taken_away(specs: Specs) -> None:
    specs.edit(S, ITEM_J, ITEM_J + "\nThe unit is [[deliverables/scripts/b.sh|B]].\n")
    specs.write(B, "#!/bin/sh\nsecond\n")
    specs.edit(C, ITEM_A, ITEM_A + ITEM_B)
    told = specs.settle()
    assert sorted(told.diff) == sorted([B, I])
    specs.drop_line(C, ITEM_B)
    told = specs.settle()
    assert told.diff == {}
    assert told.conflicts == [("named-in-prose", f"1001 delivers {B}")]


def test_what_is_nested_below_an_item_stays_the_users(specs: Specs) -> None:
    specs.edit(S, ITEM_A, ITEM_A + "  - ask Kim about the timeout\n")
    assert specs.settle().quiet
    specs.drop_line(C, ITEM_A)
    told = specs.settle()
    assert told.diff[S] == ["-" + ITEM_A, "+- Mount script - mounts the share\n"]
    assert sorted(told.diff) == sorted([S, I, A])
    assert told.codes == set()


def test_a_new_item_stands_behind_what_is_nested_below_the_last_one_and_bears_its_bullet(specs: Specs) -> None:
    specs.edit(S, ITEM_J, "* " + ITEM_J[2:] + "  - mind the tabs\n")
    specs.edit(S, ITEM_A + ITEM_G, (ITEM_A + ITEM_G).replace("- [[", "* [["))
    assert specs.settle().quiet
    puts(specs, C)
    told = specs.settle()
    assert told.diff[S] == ["+* " + ITEM_B[2:]]
    assert "  - mind the tabs\n* [[deliverables/scripts/b.sh|B]] - second\n" in specs.read(S)


def test_an_item_counts_as_edited_only_if_none_of_its_likes_has_the_remembered_text(specs: Specs) -> None:
    specs.edit(C, ITEM_A, ITEM_A + ITEM_A.replace("mounts the share", "again"))
    assert specs.settle().quiet
    specs.drop_line(S, ITEM_A)
    specs.edit(C, "again", "once more")
    told = specs.settle()
    assert sorted(told.diff) == sorted([C, I, A])
    assert told.codes == set()


@pytest.mark.parametrize("target", ["scripts/a.sh", "1001/deliverables/scripts/a.sh"])
def test_a_path_that_only_a_search_through_the_vault_would_find_states_nothing(specs: Specs, target: str) -> None:
    specs.write(S2, specs.read(S2) + f"\n## Deliverables\n\n- [[{target}|Mount script]]\n")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"leads-elsewhere"}


def test_a_deliverable_must_be_a_file_of_the_vault_and_no_spec(specs: Specs) -> None:
    specs.edit(S, ITEM_J, ITEM_J + "- [[../1002/spec|1002 Desk]]\n")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"not-a-deliverable"}


def test_an_item_of_the_index_means_the_folders_own_spec_unless_it_names_another(specs: Specs) -> None:
    specs.has({f"{AT}/deliverables/config/x.json": "{}\n", f"{AT}/deliverables/config/y.json": "{}\n"})
    specs.write(I, VAULT[I] + "- [[config/x.json|X]]\n- [[config/y.json|Y]] - Spec: [[../gone/spec|gone]]\n")
    told = specs.settle()
    item = Like("+- [[deliverables/config/x.json|X]]")
    assert told.diff[S] == [item]
    assert told.diff[C] == [item]
    assert not any("y.json" in line for lines in told.diff.values() for line in lines)


def test_the_first_file_without_comments_brings_an_index_of_every_file_of_its_folder(specs: Specs) -> None:
    there = "specs/1000/1002"
    specs.write(f"{there}/deliverables/scripts/n.sh", "#!/bin/sh\nn\n")
    specs.write(S2, specs.read(S2) + "\n## Deliverables\n\n- [[deliverables/scripts/n.sh|N]]\n")
    assert f"{there}/deliverables/index.md" not in specs.settle().diff
    specs.write(f"{there}/deliverables/config/n.json", "{}\n")
    specs.edit(S2, "|N]]\n", "|N]]\n- [[deliverables/config/n.json|Names]]\n")
    told = specs.settle()
    index = f"{there}/deliverables/index.md"
    assert sorted(told.diff) == sorted([C2, index])
    assert [line for line in specs.read(index).splitlines() if line.startswith("- ")] == [
        Like("- [[config/n.json|Names]]", "[[../spec|1002 Desk]]"),
        Like("- [[scripts/n.sh|N]]", "[[../spec|1002 Desk]]"),
    ]


def test_a_trace_to_a_spec_whose_folder_it_is_not_in_registers_nothing(specs: Specs) -> None:
    specs.write(B, f"#!/bin/sh\n{TRACE.replace('../../', '../../../1002/')}second\n")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"stray-trace"}


def test_a_file_that_no_link_can_name_is_written_nowhere(specs: Specs) -> None:
    specs.write(f"{AT}/deliverables/scripts/b[[1]].sh", f"#!/bin/sh\n{TRACE}second\n")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"cannot-link"}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: text.replace("id: 1001\n", "id: 1001\nstatus: blocked\n"), id="a key twice"),
        pytest.param(lambda text: text.replace("tags: [storage]", "tags: [storage"), id="no end of a list"),
        pytest.param(lambda text: text + MARKERS, id="a merge conflict"),
    ],
)
def test_what_cannot_be_read_is_neither_believed_nor_written(specs: Specs, spoil: Callable[[str], str]) -> None:
    whole = specs.read(S)
    specs.write(S, spoil(whole))
    specs.drop_line(C, ITEM_A)
    specs.edit(C, "**Status**: implementing", "**Status**: blocked")
    told = specs.settle()
    assert sorted(told.diff) == sorted([I, A])
    assert "unreadable" in told.codes
    specs.write(S, whole)
    told = specs.settle()
    assert told.diff == {S: ["-status: implementing\n", "+status: blocked\n", "-" + ITEM_A]}
    assert told.codes == set()


def test_two_lines_of_one_label_that_differ_are_dark(specs: Specs) -> None:
    specs.edit(C, "**Status**: implementing  \n", "**Status**: implementing  \n**Status**: blocked  \n")
    specs.edit(S, "status: implementing", "status: completed")
    assert specs.settle().diff == {}
    specs.edit(C, "**Status**: blocked  \n", "")
    assert specs.settle().diff == {C: ["-**Status**: implementing  \n", "+**Status**: completed  \n"]}


# the forms in which people write

HEADER_S = "**Context**: [[context|Implementation Journal]]  \n**Parent**: [[../epic|1000 Foundation]]\n"
QUOTED = "".join(f"> {line}" for line in HEADER_S.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        pytest.param(S, ITEM_A, "1. " + ITEM_A[2:], id="a number"),
        pytest.param(S, ITEM_A, "- [x] " + ITEM_A[2:], id="a checked box"),
        pytest.param(S, ITEM_A, "- Scripts:\n  " + ITEM_A, id="below an item without a link"),
        pytest.param(S, ITEM_A, "+ The script " + ITEM_A[2:], id="words before the link"),
        pytest.param(S, ITEM_A, ITEM_A.replace("|Mount script]]", "#L4]]"), id="a line of the file"),
        pytest.param(C, "**Spec**:", "**Specification**:", id="the older label of the spec"),
        pytest.param(C, "**Status**: implementing", "**status**: In Progress", id="a label without its capital"),
        pytest.param(A, "# Spec:", "# Generated from:", id="the older label of a trace"),
        pytest.param(S, "## Deliverables", "## deliverables", id="a heading without its capital"),
        pytest.param(S, "depends_on: []", "depends_on:", id="no dependency at all"),
        pytest.param(S, "status: implementing", "status: [implementing]", id="a status that was made a list"),
        pytest.param(S, "## Deliverables", "## 📦 Deliverables", id="a heading with an emoji"),
        pytest.param(C, "## Deliverables", "## 3. Deliverables", id="a heading with a number"),
        pytest.param(S, ITEM_A, f"{ITEM_A}\n## Deliverables\n\n", id="a section in two parts"),
        pytest.param(S, HEADER_S, "".join(f"- {line}" for line in HEADER_S.splitlines(True)), id="a header in a list"),
        pytest.param(S, HEADER_S, f"> [!info]\n{QUOTED}", id="a header in a callout"),
        pytest.param(C, "**Status**: implementing", "Status: implementing", id="a label without its stars"),
        pytest.param(S, "**Context**:", "**Context:**", id="a colon in the stars"),
    ],
)
def test_other_ways_to_write_it_say_the_same(specs: Specs, path: str, old: str, new: str) -> None:
    specs.edit(path, old, new)
    assert specs.settle().quiet
    specs.forget()
    assert specs.settle().quiet


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("See [[../1002/notes/x.md|X]].", id="prose"),
        pytest.param("| file |\n| --- |\n| [[../1002/notes/x.md\\|X]] |", id="a table"),
        pytest.param("- `[[../1002/notes/x.md|X]]` to come", id="code"),
        pytest.param("- see [[deliverables/docs/guide]]\n  - [[../1002/notes/x.md|X]]", id="below another item"),
        pytest.param("<!--\n- [[../1002/notes/x.md|X]]\n-->", id="a comment"),
    ],
)
def test_only_outermost_items_with_a_link_state_anything(specs: Specs, words: str) -> None:
    specs.write("specs/1000/1002/notes/x.md", "# X\n")
    specs.edit(S, ITEM_J, f"{ITEM_J}\n{words}\n")
    assert specs.settle().quiet


def test_an_item_with_a_second_link_keeps_its_line_when_it_is_taken_out(specs: Specs) -> None:
    line = "- [[deliverables/scripts/a.sh|Mount script]] with [[deliverables/docs/guide|the guide]]\n"
    specs.edit(S, ITEM_A, line)
    specs.settle()
    specs.drop_line(C, ITEM_A)
    told = specs.settle()
    assert told.diff[S][0] == "-" + line
    assert told.diff[S][1:] == ["+- Mount script with [[deliverables/docs/guide|the guide]]\n"]


@pytest.mark.parametrize("value", ["", " {planning|implementing|completed|blocked}"])
def test_a_status_without_a_value_is_filled(specs: Specs, value: str) -> None:
    specs.edit(C, "**Status**: implementing", f"**Status**:{value}")
    told = specs.settle()
    assert told.diff == {C: [Like("-**Status**:"), "+**Status**: implementing  \n"]}
    assert told.codes == set()


def test_a_status_key_that_is_missing_is_filled(specs: Specs) -> None:
    specs.edit(S, "status: implementing\n", "")
    told = specs.settle()
    assert told.diff == {S: ["+status: implementing\n"]}
    assert told.codes == set()


def test_a_dependency_typed_upstream_is_written_into_front_matter_that_had_none(specs: Specs) -> None:
    specs.edit(T, "depends_on: []\n", "")
    specs.settle()
    head = "## Dependencies Delivered To\n\n### Downstream Specs\n"
    specs.edit(C2, "\n## Metrics", f"\n{head}- [[../1001/1011.spec|1011 Mount the NAS]]\n\n## Metrics")
    told = specs.settle()
    link = '"[[../1002/spec|1002 Desk]]"'
    assert "".join(told.diff[T]) in (
        f"+depends_on:\n+  - {link}\n",
        f"+depends_on: [{link}]\n",
        f"+depends_on: {link}\n",
        f"+depends_on:\n+- {link}\n",
    )
    assert list(told.diff) == [T]


def test_dependencies_whose_key_is_gone_are_dark_like_a_section(specs: Specs) -> None:
    specs.edit(S2, 'depends_on:\n  - "[[../1001/spec|1001 Storage]]"\n', "")
    told = specs.settle()
    assert told.diff == {}
    assert told.conflicts == []


def test_another_specs_child_in_a_list_is_a_conflict(specs: Specs) -> None:
    specs.edit(F, "## Features\n\n", "## Features\n\n- [[../1000/1001/spec|1001 Storage]]\n")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"parent"}


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("boot.sh", "Scripts"),
        ("pool.json", "Configuration Files"),
        ("notes.txt", "Documentation"),
        ("x.bin", "Documentation"),
    ],
)
def test_a_file_straight_in_the_folder_of_deliverables_stands_under_the_category_of_its_type(
    specs: Specs, name: str, heading: str
) -> None:
    specs.write(f"{AT}/deliverables/{name}", "one\n")
    specs.edit(S, ITEM_A, f"{ITEM_A}- [[deliverables/{name}|It]]\n")
    specs.settle()
    above, item, _ = specs.read(C).partition(f"- [[deliverables/{name}|It]]\n")
    assert item
    assert above.rpartition("\n### ")[2].startswith(f"{heading}\n")


@pytest.mark.parametrize("name", ["a.sync-conflict-20261120-101010-ABCDEFG.sh", "a 2.sh", "a (conflicted copy).sh"])
def test_a_conflict_copy_of_a_deliverable_registers_nothing_though_it_bears_the_trace(specs: Specs, name: str) -> None:
    specs.has({f"{AT}/deliverables/scripts/{name}": specs.read(A)})
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"conflict-copy"}
    specs.has({f"{AT}/deliverables/scripts/other 2.sh": specs.read(A)})
    assert sorted(specs.settle().diff) == [C, I, S], "of what is no copy the trace counts"


def test_a_list_that_cannot_be_read_is_told_and_the_rest_is_settled(specs: Specs) -> None:
    specs.delete(I)
    specs.forget()
    os.mkfifo(specs.folder / I)
    specs.has({B: f"#!/bin/sh\n{TRACE}echo b\n"})
    told = specs.settle()
    assert sorted(told.diff) == [C, S]
    assert "cannot-write" in told.codes


@pytest.mark.parametrize("path", [S, C, A])
@pytest.mark.parametrize("leads", ["/dev/null", "nowhere.md", "../../../../outside.md"])
def test_a_link_in_the_place_of_a_file_leads_nobody_astray_and_the_rest_is_settled(
    specs: Specs, path: str, leads: str
) -> None:
    specs.delete(path)
    os.symlink(leads, specs.folder / path)
    specs.edit(S2, "status: planning", "status: blocked")
    told = specs.settle()
    assert sorted(told.diff) == [C2]
    assert os.readlink(specs.folder / path) == leads


@pytest.mark.parametrize(
    "heading", ["## **Deliverables**", "## Deliverables:", "## __DELIVERABLES__ :", "Deliverables\n---"]
)
@pytest.mark.parametrize("path", [S, C])
def test_a_heading_in_bold_or_with_a_colon_is_still_that_section(specs: Specs, path: str, heading: str) -> None:
    specs.edit(path, "\n## Deliverables\n", f"\n{heading}\n")
    assert specs.settle().quiet
    specs.drop_line(path, ITEM_G)
    assert sorted(specs.settle().diff) == sorted([C if path == S else S, f"{AT}/deliverables/docs/guide.md", I])
