"""The jobs on the tree: moved, archived, renumbered, adopted; every link leads where it led."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.errors import BadUsage, IdClash, UnknownSpec
from specwork.work import renumbering, specs, tree
from tests.specwork.work.room import Room
from vault.edits.changes import ChangeSet
from vault.errors import AlreadyThere, Refused

E, S, T = "specs/1000/epic.md", "specs/1000/1001/spec.md", "specs/1000/1001/1011.spec.md"
NOTE = (
    "See [[specs/1000/1001/spec#Tasks|1001 Storage]], ![[1011.spec]], [1001 - Storage](specs/1000/1001/spec.md),\r\n"
    "[[specs/1000/1001/context|1001 journal]], [[specs/1000/epic|1000: Base]], `[[1001]]`\r\n"
    "| a | [[specs/1000/1001/spec\\|1001 Storage]] |\r\n|---|---|\r\n"
)


def made() -> Room:
    room = Room({"Home.md": NOTE})
    room.run(specs.new, kind="epic", title="Base")
    room.run(specs.new, kind="epic", title="Market")
    room.run(specs.new, kind="feature", title="Storage", under="1000")
    room.run(specs.new, kind="feature", title="Desk", under="2000")
    room.run(specs.new, kind="task", title="Mount", under="1001")
    room.run(specs.new, kind="task", title="Tune", under="1001", depends_on=["1011", "2001"])
    room.files["specs/1000/1001/deliverables/a.sh"] = b"#!/bin/sh\n"
    room.files[E] += b"\n- [[1001/spec|1001 Storage]]\n"
    room.files[S] += b"- [[1011.spec|Mount]]\n- [[deliverables/a.sh|A]]\n"
    return room


@pytest.fixture
def room() -> Room:
    return made()


def led(room: Room, changes: Callable[[], ChangeSet]) -> None:
    """The change moves files, and every link leads to the same file, by its new name."""
    before = room.leads()
    moved = changes().moves()

    def now(path: str | None) -> str | None:
        for old, new in moved:
            if path and (path == old or path.startswith(old + "/")):
                return new + path[len(old) :]
        return path

    after = room.leads()
    assert sorted((now(source) or "", now(target) or "") for source, _, target in before if target) == sorted(
        (source, target or "") for source, _, target in after
    )


# mv --under


def test_a_task_moves_beside_its_new_feature(room: Room) -> None:
    led(room, lambda: room.run(tree.move_under, spec="1011", under="2001"))
    assert "specs/2000/2001/1011.spec.md" in room.files
    assert "specs/2000/2001/1011.context.md" in room.files
    assert "[[1011.spec]]" in room.text("Home.md")


def test_a_feature_moves_with_all_that_lies_below_it(room: Room) -> None:
    led(room, lambda: room.run(tree.move_under, spec="1001", under="2000"))
    assert "specs/2000/1001/deliverables/a.sh" in room.files
    assert not [path for path in room.files if path.startswith("specs/1000/1001")]
    assert [one.id for one in room.given().specs.children(room.given().specs.find("2000"))] == [1001, 2001]


def test_a_task_in_a_folder_moves_with_its_folder(room: Room) -> None:
    room.files["specs/1000/1001/1013/spec.md"] = b"---\nid: 1013\n---\n# Thick\n"
    led(room, lambda: room.run(tree.move_under, spec="1013", under="2001"))
    assert "specs/2000/2001/1013/spec.md" in room.files


def test_a_task_whose_journal_is_missing_moves_alone(room: Room) -> None:
    del room.files["specs/1000/1001/1012.context.md"]
    room.run(tree.move_under, spec="1012", under="2001")
    assert "specs/2000/2001/1012.spec.md" in room.files


def test_what_lies_below_its_parent_stays(room: Room) -> None:
    assert not room.run(tree.move_under, spec="1011", under="1001")


def test_what_a_task_delivered_stays_with_its_feature_and_is_told(room: Room) -> None:
    room.files[T] = room.files[T].replace(b"Deliverables\n", b"Deliverables\n\n- [[deliverables/a.sh|A]]\n")
    changes = room.run(tree.move_under, spec="1011", under="2001")
    assert changes.notices == ("what 1011 Mount delivered stays in specs/1000/1001/deliverables; every link follows",)
    assert "[[../../1000/1001/deliverables/a.sh|A]]" in room.text("specs/2000/2001/1011.spec.md")


@pytest.mark.parametrize(
    ("spec", "under", "error"),
    [
        pytest.param("1011", "1012", Refused, id="a task below a task"),
        pytest.param("1011", "2000", Refused, id="a task below an epic"),
        pytest.param("1001", "2001", Refused, id="a feature below a feature"),
        pytest.param("1000", "2000", BadUsage, id="an epic"),
        pytest.param("99", "2000", UnknownSpec, id="an unknown one"),
    ],
)
def test_a_spec_does_not_go_everywhere(room: Room, spec: str, under: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        room.run(tree.move_under, spec=spec, under=under)


def test_a_spec_does_not_land_on_another(room: Room) -> None:
    room.files["specs/2000/2001/1011.context.md"] = b"somebody's"
    with pytest.raises(AlreadyThere):
        room.run(tree.move_under, spec="1011", under="2001")


def test_a_spec_at_the_top_has_nothing_to_move() -> None:
    room = Room({"spec.md": "---\nid: 7\ntype: feature\n---\n", "1000/epic.md": ""}, root="")
    with pytest.raises(Refused, match="has no folder of its own"):
        room.run(tree.move_under, spec="7", under="1000")


# archive


def done(room: Room, *numbers: int) -> None:
    for number in numbers:
        room.run(specs.set_values, spec=str(number), values={"status": "completed"})


def test_a_completed_spec_goes_into_the_archive_with_its_number(room: Room) -> None:
    done(room, 1001, 1011, 1012)
    led(room, lambda: room.run(tree.archive, spec="1001"))
    assert "specs/archive/1001/1011.context.md" in room.files
    assert "status: completed" in room.text("specs/archive/1001/spec.md")
    assert "[[../archive/1001/spec|1001 Storage]]" in room.text(E)
    assert room.given().specs.find("1001").path == "specs/archive/1001/spec.md"


def test_a_task_goes_into_the_archive_with_its_journal_and_comes_back(room: Room) -> None:
    before = dict(room.files)
    done(room, 1011)
    led(room, lambda: room.run(tree.archive, spec="1011"))
    assert {"specs/archive/1011.spec.md", "specs/archive/1011.context.md"} < set(room.files)
    led(room, lambda: room.run(tree.move_under, spec="1011", under="1001"))
    assert set(room.files) == set(before)
    assert room.files["Home.md"] == before["Home.md"]


def test_what_is_open_stays_unless_forced(room: Room) -> None:
    done(room, 1001, 1012)
    with pytest.raises(Refused, match=r"not completed or dropped yet: 1011 Mount \(planning\)"):
        room.run(tree.archive, spec="1001")
    led(room, lambda: room.run(tree.archive, spec="1001", force=True))
    with pytest.raises(BadUsage, match="in the archive already"):
        room.run(tree.archive, spec="1001", force=True)


def test_an_archived_epic_is_no_parent_by_default(room: Room) -> None:
    room.run(tree.archive, spec="2000", force=True)
    assert specs.made(room.run(specs.new, kind="feature", title="x"))[0][0] == 1002


# renumber


def test_a_number_changes_wherever_it_names_the_spec(room: Room) -> None:
    room.files["specs/1000/1001/context.md"] += b"\n# 1001 - Storage\n## 1001 others\n### Context: 1001\n"
    room.files[T] = room.files[T].replace(b"depends_on:", b"depends_on: [1001, '1001', \"[[1001]]\", 10011]")
    room.files["n.md"] = b"[[1001]] [[1001|it]] [[1001#Tasks]] [[1001a]] [[specs/1000/1001/spec|1001 pages]]"
    led_before = room.text("Home.md")
    room.run(renumbering.renumber, spec="1001", new=1007)
    assert room.text("Home.md") == (
        led_before.replace("1000/1001/", "1000/1007/")
        .replace("|1001 S", "|1007 S")
        .replace("[1001 - S", "[1007 - S")
        .replace("|1001 j", "|1007 j")
    )
    text = room.text("specs/1000/1007/spec.md")
    assert "id: 1007\n" in text
    assert 'aliases: ["1007 Storage"]\n' in text
    journal = room.text("specs/1000/1007/context.md")
    assert 'aliases: ["1007 journal"]\n' in journal
    assert "**Spec**: [[spec|1007 Storage]]" in journal
    assert journal.endswith("\n# 1007 - Storage\n## 1001 others\n### Context: 1007\n")
    task = room.text("specs/1000/1007/1011.spec.md")
    assert "depends_on: [1007, '1007', \"[[1007]]\", 10011]" in task
    assert "**Parent**: [[spec|1007 Storage]]" in task
    assert room.text("n.md") == "[[1007]] [[1007|it]] [[1007#Tasks]] [[1001a]] [[specs/1000/1007/spec|1001 pages]]"
    assert "[[1007/spec|1007 Storage]]" in room.text(E)


def test_the_list_of_its_deliverables_says_the_new_number_too(room: Room) -> None:
    listed = "specs/1000/1001/deliverables/index.md"
    room.files[listed] = b"# Deliverables of 1001 Storage\n\n- [[a.sh]] - Spec: [[../spec|1001 Storage]]\n"
    room.run(renumbering.renumber, spec="1001", new=1007)
    assert room.text(listed.replace("1001", "1007")) == (
        "# Deliverables of 1007 Storage\n\n- [[a.sh]] - Spec: [[../spec|1007 Storage]]\n"
    )


def test_a_task_renumbered_takes_its_two_files_along(room: Room) -> None:
    led(room, lambda: room.run(renumbering.renumber, spec="Mount"))
    assert "specs/1000/1001/1013.context.md" in room.files
    assert 'aliases: ["1013 journal"]' in room.text("specs/1000/1001/1013.context.md")
    assert "![[1013.spec]]" in room.text("Home.md")


def test_of_two_that_bear_one_number_one_is_named_by_its_path(room: Room) -> None:
    room.files["specs/2000/1001/spec.md"] = b"---\nid: 1001\ntitle: Other\n---\n# 1001 Other\n"
    room.files["n.md"] = b"[[1001]] [[specs/2000/1001/spec|1001 Other]]"
    with pytest.raises(IdClash):
        room.run(renumbering.renumber, spec="1001", new=2002)
    room.run(renumbering.renumber, spec="specs/2000/1001", new=None)
    assert room.text("specs/2000/2002/spec.md") == "---\nid: 2002\ntitle: Other\n---\n# 2002 Other\n"
    assert room.text("n.md") == "[[1001]] [[specs/2000/2002/spec|2002 Other]]"
    assert "|1001 Storage]]" in room.text("Home.md")


def test_a_folder_that_was_renamed_by_hand_is_brought_in_line(room: Room) -> None:
    room.files = {path.replace("1000/1001", "1000/1005"): text for path, text in room.files.items()}
    room.run(renumbering.renumber, spec="specs/1000/1005/spec.md", new=1005)
    assert "id: 1005\n" in room.text("specs/1000/1005/spec.md")
    room.files = {path.replace("1000/1005", "1000/1006"): text for path, text in room.files.items()}
    room.run(renumbering.renumber, spec="specs/1000/1006/spec.md", new=1005)
    assert "specs/1000/1005/spec.md" in room.files


def test_a_number_that_it_bears_already_changes_nothing(room: Room) -> None:
    assert not room.run(renumbering.renumber, spec="1001", new=1001)


@pytest.mark.parametrize(("new", "error"), [(2000, IdClash), (0, BadUsage), (-3, BadUsage), (10**16, BadUsage)])
def test_some_numbers_cannot_be_had(room: Room, new: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        room.run(renumbering.renumber, spec="1001", new=new)


def test_a_number_whose_place_is_taken_cannot_be_had(room: Room) -> None:
    room.files["specs/1000/1007/notes.txt"] = b""
    with pytest.raises(AlreadyThere):
        room.run(renumbering.renumber, spec="1001", new=1007)


deeds = st.lists(
    st.tuples(
        st.sampled_from(["under", "archive", "renumber"]),
        st.sampled_from(["1000", "2000", "1001", "2001", "1011", "1012"]),
        st.sampled_from(["1000", "2000", "1001", "2001", "1007", "3000"]),
    ),
    min_size=1,
    max_size=5,
)


@given(deeds)
def test_whatever_is_moved_every_link_leads_where_it_led(several: list[tuple[str, str, str]]) -> None:
    room = made()
    for deed, spec, other in several:
        try:
            if deed == "under":
                led(room, partial(room.run, tree.move_under, spec=spec, under=other))
            elif deed == "archive":
                led(room, partial(room.run, tree.archive, spec=spec, force=True))
            else:
                led(room, partial(room.run, renumbering.renumber, spec=spec, new=int(other)))
        except (BadUsage, Refused, AlreadyThere, UnknownSpec, IdClash):
            continue
    assert room.broken() == []
    everything = room.given().specs.all()
    assert all(one.home.number == one.id for one in everything)
    assert len({one.id for one in everything}) == len(everything) == 6
