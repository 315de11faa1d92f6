"""The worked scenarios 1 to 22, what is delivered and how it stands: an outside edit and what sync makes of it.

The vault is that of `tests/specs_kit.py`; every result is compared whole, as the lines that went and came in each file.
"""

import pytest

from tests.specs_kit import (
    AT,
    ITEM_A,
    ITEM_B,
    ITEM_G,
    ITEM_J,
    LISTED_A,
    LISTED_G,
    NOTE_TRACE_GONE,
    TRACE,
    TRACE_COME,
    TRACE_GONE,
    VAULT,
    A,
    B,
    C,
    G,
    I,
    J,
    Like,
    S,
    Specs,
    dark,
    journal,
    listed,
)

FROM_TEMPLATE = journal(
    "Storage", "[[spec|1001 - Storage]]", parent="[[../epic|1000 Foundation]]", status="implementing",
    rest="\n## Deliverables\n\n## Dependencies Delivered To\n\n### Downstream Specs\n",
)  # fmt: skip


# what is delivered


def test_01_an_item_deleted_in_the_spec_goes_everywhere_and_the_session_keeps_its_words(specs: Specs) -> None:
    specs.drop_line(S, ITEM_A)
    told = specs.settle()
    assert told.diff == {C: ["-" + ITEM_A], I: ["-" + LISTED_A], A: TRACE_GONE}
    assert told.codes == set()
    assert "- Created [[deliverables/scripts/a.sh|Mount script]]\n" in specs.read(C)
    assert specs.read(A) == "#!/bin/sh\nset -e\nmount the-share\n"


def test_02_an_item_deleted_in_the_journal_goes_everywhere(specs: Specs) -> None:
    specs.drop_line(C, ITEM_A)
    told = specs.settle()
    assert told.diff == {S: ["-" + ITEM_A], I: ["-" + LISTED_A], A: TRACE_GONE}
    assert told.codes == set()


def test_03_an_item_deleted_in_both_leaves_the_index_and_the_trace_to_edit(specs: Specs) -> None:
    specs.drop_line(S, ITEM_A)
    specs.drop_line(C, ITEM_A)
    told = specs.settle()
    assert told.diff == {I: ["-" + LISTED_A], A: TRACE_GONE}
    assert told.codes == set()


def test_04_an_item_typed_into_the_spec_is_registered_everywhere(specs: Specs) -> None:
    specs.write(B, "#!/bin/sh\nsecond\n")
    specs.edit(S, ITEM_J, ITEM_J + "* [[deliverables/scripts/b.sh|B]] - second\n")
    told = specs.settle()
    assert told.diff == {C: ["+" + ITEM_B], B: TRACE_COME, I: [listed("scripts/b.sh|B]]")]}
    assert told.codes == set()
    assert specs.read(B) == f"#!/bin/sh\n{TRACE}second\n"
    assert f"### Scripts\n{ITEM_A}{ITEM_B}\n### Documentation\n" in specs.read(C)
    assert specs.read(I).startswith(VAULT[I])


def test_05_an_item_typed_into_the_journal_keeps_its_category_and_a_picture_gets_no_trace(specs: Specs) -> None:
    picture = "- [[deliverables/docs/p.png|Picture]]\n"
    specs.write(f"{AT}/deliverables/docs/p.png", b"\x89PNG\r\n\x1a\n\x00\xff")
    specs.edit(C, ITEM_A, ITEM_A + picture)
    told = specs.settle()
    assert told.diff == {S: ["+" + picture], I: [listed("docs/p.png|Picture]]")]}
    assert told.codes == set()


def test_06_a_file_with_a_trace_below_the_deliverables_is_registered(specs: Specs) -> None:
    specs.write(B, f"#!/bin/sh\n{TRACE}second\n")
    told = specs.settle()
    item = Like("+- [[deliverables/scripts/b.sh")
    assert told.diff == {S: [item], C: [item], I: [listed("scripts/b.sh")]}
    assert told.codes == set()
    assert specs.section(C, "Deliverables")[:3] == ["### Scripts", ITEM_A.rstrip(), Like("- [[deliverables/scripts/b")]


def test_07_a_script_written_anew_loses_its_trace_and_gets_it_back(specs: Specs) -> None:
    specs.write(A, "#!/bin/bash\n# quite another way\nexec mounter\n")
    told = specs.settle()
    assert told.diff == {A: TRACE_COME}
    assert told.codes == set()
    assert specs.read(A) == f"#!/bin/bash\n{TRACE}# quite another way\nexec mounter\n"


def test_08_a_file_deleted_is_missing_and_nothing_is_written(specs: Specs) -> None:
    specs.delete(A)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"deliverable-missing"}


def test_09_a_file_deleted_with_its_item_is_let_go(specs: Specs) -> None:
    specs.delete(A)
    specs.drop_line(S, ITEM_A)
    told = specs.settle()
    assert told.diff == {C: ["-" + ITEM_A], I: ["-" + LISTED_A]}
    assert told.codes == set()


def test_10_a_file_renamed_is_followed_by_every_link_and_no_text(specs: Specs) -> None:
    specs.move(A, f"{AT}/deliverables/scripts/mount.sh")
    told = specs.settle()
    created = "- Created [[deliverables/scripts/a.sh|Mount script]]\n"
    assert told.diff == {
        S: ["-" + ITEM_A, "+" + ITEM_A.replace("a.sh", "mount.sh")],
        C: [
            "-" + created, "+" + created.replace("a.sh", "mount.sh"),
            "-" + ITEM_A, "+" + ITEM_A.replace("a.sh", "mount.sh"),
        ],
        I: ["-" + LISTED_A, "+" + LISTED_A.replace("a.sh", "mount.sh")],
    }  # fmt: skip
    assert told.codes == set()


def test_11_a_file_moved_and_changed_is_found_by_its_name(specs: Specs) -> None:
    specs.delete(A)
    there = f"{AT}/deliverables/tools/x/a.sh"
    specs.write(there, f"#!/bin/bash\n{TRACE}exec mounter\n")
    told = specs.settle()
    assert specs.read(there) == f"#!/bin/bash\n{TRACE.replace('../../', '../../../')}exec mounter\n"
    assert sorted(told.diff) == sorted([C, I, S, there])
    assert told.diff[S] == ["-" + ITEM_A, "+" + ITEM_A.replace("scripts", "tools/x")]
    assert told.diff[I] == ["-" + LISTED_A, "+" + LISTED_A.replace("scripts", "tools/x")]
    assert specs.section(C, "Deliverables")[:2] == ["### Scripts", ITEM_A.replace("scripts", "tools/x").rstrip()]
    assert told.codes == set()


def test_12_a_journal_deleted_takes_nothing_away(specs: Specs) -> None:
    specs.delete(C)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"context-missing"}


def test_13_a_journal_made_anew_from_the_template_is_filled(specs: Specs) -> None:
    specs.delete(C)
    specs.settle()
    specs.write(C, FROM_TEMPLATE)
    told = specs.settle()
    assert list(told.diff) == [C]
    assert specs.section(C, "Deliverables") == [
        "### Configuration Files", ITEM_J.rstrip(),
        "### Documentation", ITEM_G.rstrip(),
        "### Scripts", ITEM_A.rstrip(),
    ]  # fmt: skip
    assert specs.section(C, "Dependencies Delivered To") == ["### Downstream Specs", "- [[../1002/spec|1002 Desk]]"]
    assert all(line.startswith("+") for line in told.diff[C])
    assert told.codes == set()


def test_14_a_section_deleted_with_its_heading_takes_nothing_away(specs: Specs) -> None:
    specs.edit(S, f"## Deliverables\n\n{ITEM_A}{ITEM_G}{ITEM_J}\n", "")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"section-missing"}


def emptied(specs: Specs) -> None:
    specs.edit(S, ITEM_A + ITEM_G + ITEM_J, "")


def test_15_a_list_emptied_is_held(specs: Specs) -> None:
    emptied(specs)
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"emptied"}


def test_16_an_emptied_list_that_is_trusted_empties_the_others(specs: Specs) -> None:
    emptied(specs)
    specs.settle()
    told = specs.settle(trust=(S,))
    assert sorted(told.diff) == sorted([C, I, A, G])
    assert told.diff[C] == ["-" + ITEM_A, "-" + ITEM_G, "-" + ITEM_J]
    assert (told.diff[A], told.diff[G]) == (TRACE_GONE, NOTE_TRACE_GONE)
    assert specs.read(I).strip() == "# Deliverables"
    assert specs.read(J) == VAULT[J]
    assert told.codes == set()


def test_17_a_journal_in_a_merge_conflict_is_owed_what_the_spec_took_away(specs: Specs) -> None:
    whole = dark(specs, C)
    specs.drop_line(S, ITEM_G)
    told = specs.settle()
    assert told.diff == {G: NOTE_TRACE_GONE, I: ["-" + LISTED_G]}
    assert told.codes == {"unreadable"}
    specs.write(C, whole)
    told = specs.settle()
    assert told.diff == {C: ["-" + ITEM_G]}
    assert told.codes == set()


# how it stands


def test_18_a_status_set_in_the_spec_reaches_the_header_and_no_session(specs: Specs) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    told = specs.settle()
    assert told.diff == {C: ["-**Status**: implementing  \n", "+**Status**: blocked  \n"]}
    assert told.codes == set()
    assert "**Status**: completed\n\n#### Planning" in specs.read(C)


def test_19_two_statuses_are_a_conflict_until_one_is_trusted(specs: Specs) -> None:
    specs.edit(S, "status: implementing", "status: blocked")
    specs.edit(C, "**Status**: implementing", "**Status**: completed")
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"conflict"}
    told = specs.settle(trust=(C,))
    assert told.diff == {S: ["-status: blocked\n", "+status: completed\n"]}
    assert told.codes == set()


def test_20_two_words_of_one_meaning_are_one_status(specs: Specs) -> None:
    specs.edit(S, "status: implementing", "status: in-progress")
    specs.edit(C, "**Status**: implementing", "**Status**: Implementing (slowly)")
    assert specs.settle().quiet


def test_21_an_unknown_word_spreads_as_it_was_typed(specs: Specs) -> None:
    specs.edit(C, "**Status**: implementing", "**Status**: waiting for Bob")
    told = specs.settle()
    assert told.diff == {S: ["-status: implementing\n", "+status: waiting for Bob\n"]}
    assert told.conflicts == []


@pytest.mark.parametrize(
    ("path", "label", "written"),
    [
        pytest.param(C, "**Status**", "**Status**: implementing", id="the status"),
        pytest.param(S, "**Context**", "**Context**: [[context|Implementation Journal]]", id="the journal"),
    ],
)
def test_22_a_line_of_the_header_deleted_is_written_again(specs: Specs, path: str, label: str, written: str) -> None:
    specs.edit(path, next(line for line in VAULT[path].splitlines(keepends=True) if line.startswith(label)), "")
    left = specs.header(path)
    told = specs.settle()
    assert list(told.diff) == [path]
    assert specs.header(path) == [*left, written]
    assert told.codes == set()
