"""The jobs on one spec: made, set, ticked, made to wait."""

import pytest

from specwork.domain.schema import read_spec
from specwork.errors import AmbiguousSpec, BadUsage, UnknownSpec
from specwork.work import specs
from tests.specwork.work.room import Branches, Room
from vault.edits.changes import ChangeSet, Rewrite
from vault.edits.linking import Style
from vault.errors import AlreadyThere, GitFailed, Refused
from vault.notes.note import read_note

E, S, T = "specs/1000/epic.md", "specs/1000/1001/spec.md", "specs/1000/1001/1011.spec.md"


@pytest.fixture
def room() -> Room:
    made = Room()
    made.run(specs.new, kind="epic", title="Foundation")
    made.run(specs.new, kind="feature", title="Storage")
    made.run(specs.new, kind="task", title="Mount the NAS")
    return made


# new


def test_a_new_spec_comes_with_its_journal_linked_both_ways(room: Room) -> None:
    assert room.text(T) == (
        "---\nid: 1011\ntype: task\ntitle: Mount the NAS\nstatus: planning\ncreated: 2026-11-20\nupdated: 2026-11-20\n"
        'aliases: ["1011 Mount the NAS"]\npriority:\nowner:\ndepends_on:\ntags: []\n---\n# Mount the NAS\n\n'
        "**Context**: [[1011.context|Implementation Journal]]  \n**Parent**: [[spec|1001 Storage]]\n\n"
        "## Overview\n\n## Requirements\n\n## Acceptance Criteria\n\n## Technical Approach\n\n"
        "## Deliverables\n\n## Dependencies\n"
    )
    assert room.text("specs/1000/1001/1011.context.md").startswith(
        '---\ntype: context\naliases: ["1011 journal"]\n---\n# Context: Mount the NAS\n\n'
        "**Spec**: [[1011.spec|1011 Mount the NAS]]  \n**Parent**: [[spec|1001 Storage]]  \n"
        "**Status**: planning  \n**Created**: 2026-11-20 14:05  \n**Updated**: 2026-11-20 14:05\n\n"
        "## Summary\n\n## Implementation Timeline\n\n## Deliverables\n\n## Dependencies Delivered To\n"
    )
    assert room.broken() == []


def test_an_epic_has_no_parent_and_lists_features_and_a_feature_lists_tasks(room: Room) -> None:
    assert "**Parent**" not in room.text(E)
    assert "**Parent**" not in room.text("specs/1000/context.md")
    assert "## Features\n" in room.text(E)
    assert "## Tasks\n" in room.text(S)
    assert "**Parent**: [[../epic|1000 Foundation]]\n" in room.text(S)


def test_what_is_asked_of_a_new_spec_stands_in_its_front_matter(room: Room) -> None:
    asked = {"state": "in progress", "priority": "high", "owner": "Mira: x", "depends_on": ["1001", "Mount"]}
    room.run(specs.new, kind="task", title="Tune", under="1001", **asked)
    text = room.text("specs/1000/1001/1012.spec.md")
    assert "status: implementing\n" in text
    assert 'priority: high\nowner: "Mira: x"\n' in text
    assert 'depends_on:\n  - "[[spec|1001 Storage]]"\n  - "[[1011.spec|1011 Mount the NAS]]"\ntags' in text
    assert "**Status**: implementing  \n" in room.text("specs/1000/1001/1012.context.md")


def test_links_follow_the_vaults_own_style() -> None:
    room = Room({"context.md": ""}, style=Style("absolute", markdown=True))
    room.run(specs.new, kind="epic", title="A [b]")
    assert "**Context**: [Implementation Journal](specs/1000/context" in room.text(E)
    room.run(specs.new, kind="feature", title="F", depends_on=["1000"])
    assert '  - "[[specs/1000/epic|1000 A (b)]]"\n' in room.text(S)
    assert room.broken() == []


def test_a_link_that_would_lead_elsewhere_is_written_so_that_it_leads_there() -> None:
    room = Room({"context.md": "", "epic.md": ""})
    room.run(specs.new, kind="epic", title="A")
    assert "**Context**: [[./context|" in room.text(E)
    assert "**Spec**: [[./epic|" in room.text("specs/1000/context.md")


def test_a_vault_without_a_folder_for_specs_holds_them_itself() -> None:
    room = Room(root="")
    room.run(specs.new, kind="epic", title="A")
    room.run(specs.new, kind="feature", title="B")
    assert sorted(room.files) == ["1000/1001/context.md", "1000/1001/spec.md", "1000/context.md", "1000/epic.md"]


@pytest.mark.parametrize(
    ("files", "branches", "number"),
    [
        pytest.param({}, {}, 1012, id="taken in the vault"),
        pytest.param({"specs/1000/1001/1012.context.md": ""}, {}, 1013, id="a journal without its spec"),
        pytest.param({"specs/1000/1001/1012/notes.md": ""}, {}, 1013, id="a folder with anything in it"),
        pytest.param({"specs/1000/1001/1012-task-old/a.txt": ""}, {}, 1013, id="a folder of an older layout"),
        pytest.param({"elsewhere/1012.md": ""}, {}, 1012, id="a number elsewhere is none"),
        pytest.param({"specs/archive/1012.spec.md": "---\nid: 1012\n---\n"}, {}, 1013, id="in the archive"),
        pytest.param({}, {"main": ["specs/1000/1001/1012.spec.md"]}, 1013, id="on another branch"),
        pytest.param(
            {},
            {"a": ["specs/1000/1001/1012/spec.md"], "origin/b": ["specs/1000/1001/1013.spec.md"]},
            1014,
            id="on two branches",
        ),
    ],
)
def test_a_new_id_is_one_that_nobody_has_taken(
    room: Room, files: dict[str, str], branches: dict[str, list[str]], number: int
) -> None:
    room.files |= {path: text.encode() for path, text in files.items()}
    room.git = Branches(branches)
    changes = room.run(specs.new, kind="task", title="Tune", under="1001")
    assert specs.made(changes) == [(number, f"specs/1000/1001/{number}.spec.md")]


def test_a_silent_git_is_told_and_holds_nothing_up(room: Room) -> None:
    class Silent(Branches):
        def branches_paths(self, folder: str) -> dict[str, list[str]]:
            raise GitFailed("git did not answer", hint="look")

    room.git = Silent({})
    changes = room.run(specs.new, kind="task", title="Tune")
    assert changes.notices == ("ids on other branches were not looked at: git did not answer",)


def test_a_vaults_own_template_wins_and_is_brought_to_say_what_a_spec_says(room: Room) -> None:
    room.templates["task.md"] = (
        b"---\r\ntags: [x]\r\ncreated: 2020-01-01\r\n---\r\n# {{title}} ({{id}})\r\n\r\n{{mine}}\r\n"
    )
    room.run(specs.new, kind="task", title="Tune")
    assert room.text("specs/1000/1001/1012.spec.md") == (
        "---\r\ntags: [x]\r\ncreated: 2020-01-01\r\nid: 1012\r\ntype: task\r\ntitle: Tune\r\nstatus: planning\r\n"
        "updated: 2026-11-20\r\naliases:\r\n  - 1012 Tune\r\n---\r\n# Tune (1012)\r\n\r\n"
        "**Context**: [[1012.context|Implementation Journal]]  \r\n**Parent**: [[spec|1001 Storage]]\r\n\r\n"
        "{{mine}}\r\n"
    )


@pytest.mark.parametrize("template", [b"", b"no head\n", b"# {{title}}", b"\xef\xbb\xbf# {{title}}\n\n**Owner**: me\n"])
def test_whatever_a_template_lacks_is_put_in(room: Room, template: bytes) -> None:
    room.templates["task.md"] = template
    room.run(specs.new, kind="task", title="Tune")
    note = read_note("specs/1000/1001/1012.spec.md", room.files["specs/1000/1001/1012.spec.md"])
    spec = read_spec(note, "specs")
    assert spec is not None
    assert (spec.id, spec.type, spec.title, spec.status) == (1012, "task", "Tune", "planning")
    assert [link.target for link in note.links] == ["1012.context", "spec"]
    assert b"**Context**: [[1012.context|Implementation Journal]]  \n**Parent**: [[spec|1001 Storage]]\n" in note.text


def test_a_templates_own_status_word_stays_and_stands_in_the_journal_too(room: Room) -> None:
    room.templates["task.md"] = b"---\nstatus: todo # ours\n---\n"
    room.run(specs.new, kind="task", title="Tune")
    assert "status: todo # ours\n" in room.text("specs/1000/1001/1012.spec.md")
    assert "**Status**: todo  \n" in room.text("specs/1000/1001/1012.context.md")
    room.run(specs.new, kind="task", title="Tune", state="blocked")
    assert "status: blocked # ours\n" in room.text("specs/1000/1001/1013.spec.md")


def test_a_template_that_cannot_be_filled_is_named(room: Room) -> None:
    room.templates["task.md"] = b"---\ntitle: [\n---\n"
    with pytest.raises(Refused) as fault:
        room.run(specs.new, kind="task", title="Tune")
    assert fault.value.where == "templates/task.md"


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        pytest.param({"kind": "task", "title": " \n"}, BadUsage, "needs a title", id="no title"),
        pytest.param({"kind": "task", "title": "x", "under": "1011"}, Refused, "is a task; a task is part of a feature",
                     id="below a task"),
        pytest.param({"kind": "feature", "title": "x", "under": "1001"}, Refused, "is a feature; a feature is part",
                     id="a feature below a feature"),
        pytest.param({"kind": "task", "title": "x", "under": "1000"}, Refused, "is an epic; a task is part",
                     id="a task below an epic"),
        pytest.param({"kind": "epic", "title": "x", "under": "1000"}, BadUsage, "part of no other", id="an epic"),
        pytest.param({"kind": "task", "title": "x", "under": "77"}, UnknownSpec, "has the id 77", id="an unknown one"),
        pytest.param({"kind": "task", "title": "x", "depends_on": ["nix"]}, UnknownSpec, "'nix'", id="waiting"),
    ],
)  # fmt: skip
def test_a_new_spec_is_refused(room: Room, asked: dict[str, object], error: type[Exception], says: str) -> None:
    before = dict(room.files)
    with pytest.raises(error, match=says):
        room.run(specs.new, **asked)
    assert room.files == before


def test_without_a_parent_named_there_must_be_one_alone(room: Room) -> None:
    with pytest.raises(UnknownSpec, match="a feature is part of an epic, and there is none"):
        Room().run(specs.new, kind="feature", title="x")
    room.run(specs.new, kind="epic", title="Market")
    with pytest.raises(AmbiguousSpec, match="there are 2: 1000 Foundation, 2000 Market"):
        room.run(specs.new, kind="feature", title="x")


def test_nothing_is_written_over_what_stands_there(room: Room) -> None:
    class Blind(Room):
        def listed(self, folder: str) -> list[str]:
            return []

    blind = Blind(room.files | {"specs/1000/1002/spec.md": b"---\nid: 7\n---\n"})
    with pytest.raises(AlreadyThere, match="something stands at specs/1000/1002/spec"):
        blind.run(specs.new, kind="feature", title="x")


# set


def edits_of(changes: ChangeSet) -> list[tuple[str, str]]:
    """Each edit as what stood there and what stands there now."""
    return [
        (change.base[edit.start : edit.end].decode(), edit.new.decode())
        for change in changes.changes
        if isinstance(change, Rewrite)
        for edit in sorted(change.edits)
    ]


def test_a_new_title_takes_its_alias_along_and_no_other(room: Room) -> None:
    room.files[T] = room.files[T].replace(b'["1011 Mount the NAS"]', b"[nas, '1011 Mount the NAS', \"x\"]")
    changes = room.run(specs.set_values, spec="1011", values={"title": "It's: new"})
    assert edits_of(changes) == [("Mount the NAS", '"It\'s: new"'), ("'1011 Mount the NAS'", "'1011 It''s: new'")]
    note = read_note(T, room.files[T])
    assert note.front is not None
    assert note.front.get("aliases") == ["nas", "1011 It's: new", "x"]


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        pytest.param({"status": "Done"}, ["status: completed"], id="a status by its own word"),
        pytest.param({"status": "waiting for parts"}, ["status: waiting for parts"], id="an unknown status as typed"),
        pytest.param({"priority": 2, "owner": "Mira"}, ["priority: 2", "owner: Mira"], id="several at once"),
        pytest.param({"risk": "high", "scope": "x"}, ["risk: high", "scope: x"], id="keys of ones own, last"),
        pytest.param({"tags": "a"}, ["tags: [a]"], id="what is a list stays one"),
        pytest.param({"tags": ["a", "b"]}, ["tags: [a, b]"], id="a list"),
        pytest.param({"title": "a\nb"}, ["title: a b"], id="a title on one line"),
        pytest.param({"updated": "2020-01-01"}, ["updated: 2020-01-01"], id="a day of ones own"),
    ],
)
def test_a_property_is_set_on_its_own_line(room: Room, values: dict[str, object], lines: list[str]) -> None:
    before = room.text(T).splitlines()
    room.run(specs.set_values, spec="1011", values=values)
    after = room.text(T).splitlines()
    assert [line for line in after if line not in before and not line.startswith("aliases")] == lines


def test_an_empty_value_takes_the_property_away(room: Room) -> None:
    room.run(specs.set_values, spec="1011", values={"priority": "", "owner": None})
    assert "priority" not in room.text(T)
    assert "owner" not in room.text(T)


def test_the_day_of_a_change_is_noted_where_a_day_is_noted(room: Room) -> None:
    room.files[T] = room.files[T].replace(b"updated: 2026-11-20", b"updated: 2026-01-01 # day")
    room.files[S] = room.files[S].replace(b"updated: 2026-11-20\n", b"")
    assert ("2026-01-01", "2026-11-20") in edits_of(room.run(specs.set_values, spec="1011", values={"owner": "Mira"}))
    room.run(specs.set_values, spec="1001", values={"owner": "Mira"})
    assert "updated" not in room.text(S)


def test_what_is_set_already_changes_nothing_not_even_the_day(room: Room) -> None:
    room.files[T] = room.files[T].replace(b"updated: 2026-11-20", b"updated: 2026-01-01")
    assert not room.run(specs.set_values, spec="1011", values={"status": "draft", "title": "Mount the NAS"})


def test_a_spec_without_front_matter_gets_one() -> None:
    room = Room({S: b"\xef\xbb\xbf# Storage\r\n\r\nx\r\n"})
    room.run(specs.set_values, spec="1001", values={"status": "blocked", "owner": "Mira"})
    assert room.files[S] == b"\xef\xbb\xbf---\r\nstatus: blocked\r\nowner: Mira\r\n---\r\n# Storage\r\n\r\nx\r\n"


@pytest.mark.parametrize("values", [{"id": 7}, {"type": "epic"}, {"depends_on": "x"}, {"title": " "}, {"status": ""}])
def test_some_things_are_not_set_so(room: Room, values: dict[str, object]) -> None:
    with pytest.raises(BadUsage):
        room.run(specs.set_values, spec="1011", values=values)


def test_what_cannot_be_set_safely_is_refused(room: Room) -> None:
    room.files[T] = room.files[T].replace(b"priority:", b"priority: 1\npriority:")
    with pytest.raises(Refused):
        room.run(specs.set_values, spec="1011", values={"owner": "Mira"})


def test_a_spec_completed_with_open_criteria_is_told(room: Room) -> None:
    room.files[T] = room.files[T].replace(b"Criteria\n", b"Criteria\n\n- [ ] a\n- [x] b\n")
    changes = room.run(specs.set_values, spec="1011", values={"status": "completed"})
    assert changes.notices == ("1 of 2 acceptance criteria of 1011 Mount the NAS are not met",)


# tick

BOXES = (
    "# A\n\n## Acceptance Criteria\n\n1. [ ] one\r\n* [x] two\n  - [ ] two and a half\n- [-] none\n- [ ] one more\n\n"
    "## Z\n- [ ] no\n"
)


@pytest.mark.parametrize(
    ("which", "undo", "old", "new"),
    [
        pytest.param(["1"], False, "[ ] one\r", "[x] one\r", id="by number"),
        pytest.param(["3"], False, "[ ] two and", "[x] two and", id="a nested one"),
        pytest.param(["one more"], False, "[ ] one more", "[x] one more", id="by its text"),
        pytest.param(["ONE"], False, "[ ] one\r", "[x] one\r", id="by its whole text, though another holds it"),
        pytest.param(["half"], False, "[ ] two and", "[x] two and", id="by a piece of its text"),
        pytest.param(["2"], True, "[x] two\n", "[ ] two\n", id="taken back"),
    ],
)
def test_a_tick_changes_one_byte(which: list[str], undo: bool, old: str, new: str) -> None:
    room = Room({S: BOXES})
    room.run(specs.tick, spec="1001", which=which, undo=undo)
    assert room.text(S) == BOXES.replace(old, new)


def test_several_are_ticked_at_once_and_what_is_ticked_stays() -> None:
    room = Room({S: BOXES})
    changes = room.run(specs.tick, spec="1001", which=["1", "2", "4", "1"])
    assert edits_of(changes) == [(" ", "x"), (" ", "x")]
    assert not room.run(specs.tick, spec="1001", which=["1"])
    room.files[S] = room.files[S].replace(b"[x] one\r", b"[X] one\r")
    assert not room.run(specs.tick, spec="1001", which=["1"])


@pytest.mark.parametrize(
    ("text", "which", "error", "says"),
    [
        (BOXES, "0", BadUsage, "no criterion 0: 1001 A has 4"),
        (BOXES, "5", BadUsage, "no criterion 5"),
        (BOXES, "three", BadUsage, "says 'three'"),
        (BOXES, "", BadUsage, "says ''"),
        (BOXES, "o", AmbiguousSpec, "may mean 4 criteria: 1 one, 2 two"),
        ("# A\n", "1", Refused, "has no acceptance criteria"),
    ],
)
def test_a_criterion_that_is_not_there_is_told(text: str, which: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        Room({S: text}).run(specs.tick, spec="1001", which=[which])


# depend


def test_a_dependency_is_added_and_taken_away(room: Room) -> None:
    before = room.files[T]
    room.run(specs.new, kind="task", title="Tune", under="1001")
    room.run(specs.depend, spec="1011", on="1012")
    assert 'depends_on:\n  - "[[1012.spec|1012 Tune]]"\n' in room.text(T)
    assert not room.run(specs.depend, spec="1011", on="Tune")
    room.run(specs.depend, spec="1011", on="1012", remove=True)
    assert room.files[T] == before.replace(b"depends_on:\n", b"depends_on: []\n")


@pytest.mark.parametrize(
    "typed",
    ["\n  - 1000", "\n  - '[[../epic]]'", " 1000", ' "[[1000]]"', " ['1000']", "\n  - 1000\n  - '[[../epic|E]]'"],
)
def test_however_a_dependency_was_typed_it_is_known(room: Room, typed: str) -> None:
    room.files[S] = room.files[S].replace(b"depends_on:", b"depends_on:" + typed.encode())
    assert not room.run(specs.depend, spec="1001", on="1000")
    room.run(specs.depend, spec="1001", on="1000", remove=True)
    spec = read_spec(read_note(S, room.files[S]), "specs")
    assert spec is not None
    assert spec.depends_on == ()


def test_others_stay_when_one_is_taken_away(room: Room) -> None:
    head = b'depends_on:\n  - "[[nowhere]]" # mine\n  - 1000\n  - later\n'
    room.files[S] = room.files[S].replace(b"depends_on:\n", head)
    room.run(specs.depend, spec="1001", on="1000", remove=True)
    assert 'depends_on:\n  - "[[nowhere]]" # mine\n  - later\n' in room.text(S)


def test_a_circle_is_refused_and_named(room: Room) -> None:
    room.run(specs.depend, spec="1001", on="1000")
    room.run(specs.depend, spec="1011", on="1001")
    with pytest.raises(Refused, match="1000 → 1011 → 1001 → 1000"):
        room.run(specs.depend, spec="1000", on="1011")
    with pytest.raises(Refused, match="cannot wait for itself"):
        room.run(specs.depend, spec="1000", on="1000")
    with pytest.raises(BadUsage, match="does not wait for"):
        room.run(specs.depend, spec="1000", on="1011", remove=True)


def test_a_circle_that_stands_already_does_not_hold_up_others(room: Room) -> None:
    room.files[E] = room.files[E].replace(b"depends_on:", b"depends_on: 1001")
    room.files[S] = room.files[S].replace(b"depends_on:", b"depends_on: 1000")
    assert room.run(specs.depend, spec="1011", on="1000")
