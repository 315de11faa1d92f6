"""Two sides become one: nothing that either wrote is lost, and it does not matter which side is which."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from specwork.domain import writing
from specwork.domain.journal import read_journal
from specwork.domain.merge import Merged, kind_at, merged
from specwork.domain.mergelines import Marks
from specwork.domain.metrics import Figures, metrics_set
from specwork.domain.session import total
from tests.specs_kit import VAULT, I, S
from vault.notes.note import read_note
from vault.text import applied

BASE = b"""---
type: context
aliases: ["1001 journal"]
---
# Context: Storage

**Spec**: [[spec|1001 Storage]]  
**Status**: implementing  
**Created**: 2026-11-02 09:00  
**Updated**: 2026-11-18 17:30

## Summary

Where files lie.

## Implementation Timeline

### Session 1: 2026-11-18 - Mount the NAS at boot
**Started**: 2026-11-18 14:00 +01:00  
**Duration**: 1.5 hours  
**Status**: completed ^s-00000001

#### Planning
- 14:07 Chose an automount unit

## Deliverables

## Dependencies Delivered To

## Metrics

### Implementation
- **Total Sessions**: 1
- **Total Duration**: 1.5 hours
- **Lines of Code**: +10, -2

## Notes & Learnings

### Technical Decisions
- Automount over fstab
"""  # noqa: W291 two spaces end a header's field, as everywhere in a vault

FIRST = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


def read(text: bytes):  # type: ignore[no-untyped-def]  # the type is what read_journal answers
    return read_journal(read_note("context.md", text))


def began(text: bytes, hour: int, key: str, title: str = "More", entry: str = "did it") -> bytes:
    """A session, as the commands write one, with an entry and an hour of work; and the journal's figures with it."""
    at = FIRST + timedelta(hours=hour)
    text = applied(text, writing.session_added(read(text), title=title, at=at, key=key, participants=["Ann"]))
    text = applied(text, writing.entry_added(read(text), read(text).session(key), "implement", entry, at))
    text = applied(text, writing.field_set(read(text), read(text).session(key), "Duration", "1 hour"))
    text = applied(text, writing.field_set(read(text), read(text).session(key), "Status", "completed"))
    text = applied(text, writing.header_set(read(text), "Updated", f"{at:%Y-%m-%d %H:%M}"))
    sessions = read(text).sessions
    return applied(text, metrics_set(read(text), Figures(sessions=len(sessions), duration=total(sessions))))


def both(base: bytes, ours: bytes, theirs: bytes, kind: str = "context") -> Merged:
    """The merge; tried both ways round."""
    found, other = merged(base, ours, theirs, kind), merged(base, theirs, ours, kind)
    assert found is not None
    assert other is not None
    assert found.conflicts == other.conflicts
    if not found.conflicts:
        assert found == other, "it does not matter which side is which"
        again = merged(ours, found.text, found.text, kind)
        assert again == found
        assert merged(ours, ours, found.text, kind) == found
    return found


def headings(text: bytes) -> list[str]:
    return [line for line in text.decode("utf-8", "replace").splitlines() if re.match("#+ Session", line)]


def swapped(text: bytes, old: str, new: str) -> bytes:
    assert text.count(old.encode()) == 1
    return text.replace(old.encode(), new.encode())


def test_sessions_of_both_sides_stand_in_order_and_are_numbered_anew() -> None:
    ours = began(began(BASE, 3, "s-00000003", "Three"), 5, "s-00000005", "Five")
    theirs = began(BASE, 4, "s-00000004", "Four")

    found = both(BASE, ours, theirs)

    assert found.conflicts == 0
    assert headings(found.text) == [
        "### Session 1: 2026-11-18 - Mount the NAS at boot",
        "### Session 2: 2026-11-19 - Three",
        "### Session 3: 2026-11-19 - Four",
        "### Session 4: 2026-11-19 - Five",
    ]
    text = found.text.decode()
    assert "**Updated**: 2026-11-19 14:00\n" in text
    assert "- **Total Sessions**: 4\n- **Total Duration**: 4.5 hours\n- **Lines of Code**: +10, -2\n" in text
    assert text.startswith(BASE.decode().partition("**Updated**")[0])
    assert text.count("\n\n\n") == 0


def test_a_journal_without_sessions_gets_those_of_both() -> None:
    start = BASE.index(b"### Session 1")
    empty = BASE[:start].rstrip(b"\n") + b"\n\n" + BASE[BASE.index(b"## Deliverables") :]
    found = both(empty, began(empty, 4, "s-00000004", "Four"), began(empty, 3, "s-00000003", "Three"))
    assert headings(found.text) == ["### Session 1: 2026-11-19 - Three", "### Session 2: 2026-11-19 - Four"]
    assert found.conflicts == 0
    assert b"\n\n\n" not in found.text


def test_what_both_sides_changed_in_one_session_is_a_conflict_around_that_session_alone() -> None:
    ours = began(swapped(BASE, "an automount unit", "a unit"), 3, "s-00000003", "Three")
    theirs = began(swapped(BASE, "an automount unit", "fstab"), 4, "s-00000004", "Four")

    found = both(BASE, ours, theirs)

    assert found.conflicts == 1
    text = found.text.decode()
    inside = text.partition("<<<<<<< ours\n")[2].partition(">>>>>>> theirs\n")[0]
    one, _, other = inside.partition("=======\n")
    assert one.startswith("### Session 1: 2026-11-18")
    assert one.endswith("- 14:07 Chose a unit\n")
    assert other.startswith("### Session 1: 2026-11-18")
    assert other.endswith("- 14:07 Chose fstab\n")
    assert [line for line in headings(found.text) if "Session 1" not in line] == [
        "### Session 2: 2026-11-19 - Three",
        "### Session 3: 2026-11-19 - Four",
    ]
    assert "- **Total Sessions**: 3\n" in text


def test_marks_are_as_long_as_asked_and_named_as_asked() -> None:
    ours, theirs = swapped(BASE, "an automount unit", "a unit"), swapped(BASE, "an automount unit", "fstab")
    found = merged(BASE, ours, theirs, "context", marks=Marks(9, b"HEAD", b"other"))
    assert found
    assert b"<<<<<<<<< HEAD\n" in found.text
    assert b"\n=========\n" in found.text
    assert b">>>>>>>>> other\n" in found.text


def test_a_session_that_one_side_edited_and_the_other_did_not_is_taken_with_the_new_ones() -> None:
    ours = swapped(BASE, "an automount unit", "a unit")
    theirs = began(BASE, 4, "s-00000004")
    found = both(BASE, ours, theirs)
    assert found == (swapped(theirs, "an automount unit", "a unit"), 0)


def test_a_session_taken_away_on_one_side_is_gone_and_one_that_was_also_edited_is_a_conflict() -> None:
    two = began(BASE, 3, "s-00000003", "Three")
    gone = two[: two.index(b"### Session 1")] + two[two.index(b"### Session 2") :]
    assert headings(both(two, gone, began(two, 4, "s-00000004", "Four")).text) == [
        "### Session 2: 2026-11-19 - Three",
        "### Session 3: 2026-11-19 - Four",
    ]
    assert both(two, gone, swapped(two, "an automount unit", "a unit")).conflicts == 1


def test_a_session_that_lost_its_block_id_is_known_by_its_start_and_its_heading() -> None:
    ours = swapped(BASE, " ^s-00000001", "")
    theirs = began(swapped(BASE, "1.5 hours  \n**Status**", "2 hours  \n**Status**"), 3, "s-00000003")
    found = both(BASE, ours, theirs)
    assert found.conflicts == 1
    assert len([line for line in headings(found.text) if "Session 1" in line]) == 2
    assert headings(both(BASE, ours, began(BASE, 3, "s-00000003")).text) == [
        "### Session 1: 2026-11-18 - Mount the NAS at boot",
        "### Session 2: 2026-11-19 - More",
    ]


def test_sessions_written_by_hand_without_ids_merge_too() -> None:
    hand = b"# Context: X\n\n## Implementation Timeline\n\n### Session 1: 2026-01-01 - a\n- one"
    ours = hand + b"\n\n### Session 2: 2026-01-03 - c\n- three"
    theirs = hand + b"\n\n### Session 2: 2026-01-02 - b\n- two\n"
    found = both(hand, ours, theirs)
    assert found.text == (
        hand + b"\n\n### Session 2: 2026-01-02 - b\n- two\n\n### Session 3: 2026-01-03 - c\n- three\n"
    )


def test_a_journal_with_the_newest_first_stays_so() -> None:
    top = b"# Context: X\n\n## Implementation Timeline\n\n"
    one, two = b"### Session 1: 2026-01-01 - a\n- one\n\n", b"### Session 2: 2026-01-02 - b\n- two\n\n"
    base = top + two + one + b"## Deliverables\n"
    ours = top + b"### Session 3: 2026-01-03 - c\n- x\n\n" + two + one + b"## Deliverables\n"
    theirs = top + b"### Session 3: 2026-01-04 - d\n- y\n\n" + two + one + b"## Deliverables\n"
    assert [line[4:13] + line[-1] for line in headings(both(base, ours, theirs).text)] == [
        "Session 4d",
        "Session 3c",
        "Session 2b",
        "Session 1a",
    ]


def test_decisions_and_deliverables_of_both_sides_are_united() -> None:
    def side(name: str, decision: str) -> bytes:
        text = applied(BASE, writing.noted(read(BASE), "decision", decision))
        kind = "Scripts" if name.endswith("sh") else "Documentation"
        item = f"\n### {kind}\n- [[deliverables/{name}|{name}]]\n\n## Dependencies"
        return swapped(text, "\n## Dependencies", item)

    found = both(BASE, side("scripts/b.sh", "Bind late"), side("scripts/a.sh", "Ask once"))
    assert found.conflicts == 0
    text = found.text.decode()
    assert "### Scripts\n- [[deliverables/scripts/a.sh|scripts/a.sh]]\n- [[deliverables/scripts/b.sh|scripts" in text
    assert "- Automount over fstab\n- Ask once\n- Bind late\n" in text
    found = both(BASE, side("scripts/b.sh", "Bind late"), side("docs/a.md", "Bind late"))
    assert found.text.count(b"Bind late") == 1
    assert found.text.index(b"### Documentation") < found.text.index(b"### Scripts")


def test_counts_that_both_sides_raised_are_added_up_and_coverage_is_that_of_the_later_one() -> None:
    base = BASE + b"\n"
    ours = swapped(began(base, 3, "s-00000003"), "+10, -2", "+110, -2")
    theirs = swapped(began(base, 4, "s-00000004"), "+10, -2", "+1,015, -3")
    assert b"- **Lines of Code**: +1,115, -3\n" in both(base, ours, theirs).text


# ---- specs and lists of deliverables --------------------------------------------------------------------------------

SPEC_TEXT = VAULT[S].encode()
TASKS = "- [[1011.spec|1011 Mount the NAS]]\n"


def test_tasks_deliverables_and_waits_of_both_sides_are_united_in_a_spec() -> None:
    base = swapped(SPEC_TEXT, "depends_on: []\n", "depends_on:\n")

    def side(number: int, name: str, day: int) -> bytes:
        text = swapped(base, TASKS, TASKS + f"- [[{number}.spec|{number} T]]\n")
        text = swapped(text, "\n## Dependencies", f"- [[deliverables/scripts/{name}|{name}]]\n\n## Dependencies")
        text = swapped(text, "updated: 2026-11-18", f"updated: 2026-11-{day}")
        return swapped(text, "depends_on:\n", f'depends_on:\n  - "[[../{number}/spec]]"\n')

    found = both(base, side(1012, "x.sh", 20), side(1013, "y.sh", 21), "spec")

    assert found.conflicts == 0
    text = found.text.decode()
    assert TASKS + "- [[1012.spec|1012 T]]\n- [[1013.spec|1013 T]]\n" in text
    assert "/x.sh|x.sh]]\n- [[deliverables/scripts/y.sh|y.sh]]\n\n## Dependencies" in text
    assert "updated: 2026-11-21\n" in text
    assert 'depends_on:\n  - "[[../1012/spec]]"\n  - "[[../1013/spec]]"\ntags' in text


def test_neighbouring_properties_and_criteria_are_no_conflict_and_one_changed_twice_is() -> None:
    ours = swapped(swapped(SPEC_TEXT, "status: implementing", "status: blocked"), "[ ] The share", "[x] The share")
    theirs = swapped(SPEC_TEXT, "title: Storage", "title: Store")
    found = both(SPEC_TEXT, ours, theirs, "spec")
    assert found == (swapped(ours, "title: Storage", "title: Store"), 0)
    conflict = both(SPEC_TEXT, ours, swapped(SPEC_TEXT, "status: implementing", "status: completed"), "spec")
    assert conflict.conflicts == 1
    assert b"<<<<<<< ours\nstatus: blocked\n=======\nstatus: completed\n>>>>>>> theirs\n" in conflict.text


def test_an_item_taken_away_on_one_side_is_gone_and_prose_is_merged_by_lines() -> None:
    ours = swapped(SPEC_TEXT, "- [[deliverables/docs/guide|Guide]]\n", "")
    theirs = swapped(SPEC_TEXT, TASKS, TASKS + "- [[1012.spec|1012 T]]\n")
    theirs = swapped(theirs, "## Overview\n", "## Overview\n\nSaid more.\n")
    found = both(SPEC_TEXT, ours, theirs, "spec")
    assert found == (swapped(theirs, "- [[deliverables/docs/guide|Guide]]\n", ""), 0)
    prose = both(SPEC_TEXT, swapped(SPEC_TEXT, "as it is needed", "one"), swapped(SPEC_TEXT, "as it is", "two"), "spec")
    assert prose.conflicts == 1


def test_a_section_renamed_on_one_side_and_added_to_on_the_other_is_merged_as_git_would() -> None:
    ours = swapped(SPEC_TEXT, "## Tasks", "## To do")
    theirs = swapped(SPEC_TEXT, "None.\n", "None yet.\n")
    theirs = swapped(theirs, TASKS, TASKS + "- [[1012.spec|1012 T]]\n")
    assert both(SPEC_TEXT, ours, theirs, "spec") == (swapped(theirs, "## Tasks", "## To do"), 0)


LIST = VAULT[I].encode()


def listed(*names: str, spec: str = "1001 Storage") -> bytes:
    return b"# Deliverables\n\n" + b"".join(
        f"- [[{name}|{name}]] - Spec: [[../spec|{spec}]], Context: [[../context|J]]\n".encode() for name in names
    )


def test_a_list_of_deliverables_takes_in_those_of_both_sides_by_path() -> None:
    found = both(LIST, LIST + listed("z.sh")[16:], LIST + listed("y.sh")[16:], "index")
    assert found == (LIST + listed("y.sh", "z.sh")[16:], 0)


def test_a_list_that_both_sides_made_is_one_list_if_it_is_one_specs() -> None:
    assert both(b"", listed("b.sh"), listed("a.sh"), "index") == (listed("a.sh", "b.sh"), 0)
    assert merged(b"", listed("b.sh"), listed("a.sh", spec="1001 Desk"), "index") is None


def test_a_list_that_both_sides_made_with_files_of_different_tasks_is_one_list_if_it_is_one_features() -> None:
    def of(feature: bytes, *lists: bytes) -> bytes:
        return b"# Deliverables of " + feature + b"\n\n" + b"".join(one[16:] for one in lists)

    one, other = listed("b.sh", spec="1011 Mount"), listed("a.sh", spec="1012 Watch")
    feature = b"1001 Storage"
    assert both(b"", of(feature, one), of(feature, other), "index") == (of(feature, other, one), 0)
    assert merged(b"", of(feature, one), of(b"1001 Desk", other), "index") is None


# ---- what is not understood -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kind"),
    [
        pytest.param(b"", BASE + b"x\n", BASE + b"y\n", "context", id="a journal that both made"),
        pytest.param(b"", SPEC_TEXT + b"x\n", SPEC_TEXT + b"y\n", "spec", id="a spec that both made"),
        pytest.param(BASE, BASE + b"<<<<<<< a\n>>>>>>> b\n", BASE + b"y\n", "context", id="marks of another conflict"),
        pytest.param(BASE, b"---\na: [\n---\n" + BASE, BASE + b"y\n", "context", id="front matter that cannot be read"),
        pytest.param(BASE, b"", BASE + b"y\n", "context", id="a file that one side emptied"),
        pytest.param(BASE, b"\0" * 99, BASE + b"y\n", "context", id="a placeholder of a sync service"),
        pytest.param(b"a\n" * 3000, b"a\n" * 3000 + b"b\n", b"b\n" + b"a\n" * 2999, "other", id="another kind"),
        pytest.param(b"a\nb\n" * 2000, b"b\na\n" * 2000, b"c\na\nb\n" * 2000, "spec", id="too much of the same"),
    ],
)
def test_what_is_not_understood_is_left_to_git(base: bytes, ours: bytes, theirs: bytes, kind: str) -> None:
    assert merged(base, ours, theirs, kind) is None


def test_a_section_between_two_sessions_is_left_to_git() -> None:
    text = b"## Implementation Timeline\n### Session 1: 2026-01-01\n- a\n## Else\n### Session 2: 2026-01-02\n- b\n"
    assert merged(text, text + b"- c\n", text + b"- d\n", "context") is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("specs/1000/1001/context.md", "context"),
        ("1011.context.md", "context"),
        ("specs/1000/epic.md", "spec"),
        ("specs/1000/1001/1011.spec.md", "spec"),
        ("specs/1000/1001/deliverables/index.md", "index"),
        ("index.md", None),
        ("specs/1000/1001/deliverables/docs/guide.md", None),
    ],
)
def test_what_lies_at_a_path(path: str, kind: str | None) -> None:
    assert kind_at(path) == kind
