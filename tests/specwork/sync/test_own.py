"""A change of our own says what it adds or takes away in all its places at once; what lagged before goes on lagging."""

import os
from pathlib import Path

import pytest

from specwork.desk import Desk
from specwork.work import specs
from tests.kit import DiskVault
from tests.specs_kit import C2, S2, VAULT, A, C, E, F, I, J, S, Specs, T

ITEM = "- [[deliverables/scripts/a.sh|"


@pytest.fixture
def made(vault: DiskVault) -> DiskVault:
    """A vault made by the commands alone; it was never synced."""
    for words in (
        ["init"],
        ["new", "epic", "Foundation"],
        ["new", "epic", "Market"],
        ["new", "feature", "Storage", "--under", "1000"],
        ["new", "feature", "Desk", "--under", "1000"],
        ["new", "task", "Mount the NAS", "--under", "1001"],
        ["depend", "1002", "1001"],
    ):
        assert vault.run(*words).code == 0
    return vault


CHANGES = [
    ["new", "task", "Another", "--under", "1002"],
    ["new", "epic", "Third"],
    ["set", "1001", "status=implementing"],
    ["set", "1001", "title=Large storage"],
    ["set", "1001", "status=blocked", "title=Large storage"],
    ["depend", "1011", "1002"],
    ["depend", "1002", "1001", "--remove"],
    ["mv", "1001", "--under", "2000"],
    ["mv", "1011", "--under", "1002"],
    ["archive", "1002", "--force"],
    ["renumber", "1001", "1005"],
    ["renumber", "1011", "1012"],
    ["props", "specs/1000/1001/spec.md", "set", "status", "completed"],
    ["mv", "specs/1000/1001", "specs/2000/1001"],
]


@pytest.mark.parametrize("words", CHANGES, ids=" ".join)
def test_after_each_command_every_side_says_the_same_and_one_undo_takes_it_all_back(
    made: DiskVault, words: list[str]
) -> None:
    before = made.files()
    assert made.run(*words).code == 0
    assert made.files() != before
    assert made.run("sync", "--check").out == "every side says the same\n"
    told = {one["code"] for one in made.json("check")["findings"]}
    assert told <= {"parts-open", "criteria-open"}, "but for a status that says too much"
    assert made.run("undo").code == 0
    assert made.files() == before
    assert made.run("sync", "--check").code == 0


def test_an_id_in_an_entry_becomes_the_link_that_was_meant_and_older_ones_are_left_to_sync(made: DiskVault) -> None:
    made.run("start", "1011")
    spec = Path(made.folder, "specs/1000/1001/spec.md")
    spec.write_bytes(spec.read_bytes() + b"\nsee [[1002]]\n")
    made.run("set", "1001", "status=implementing")
    assert spec.read_bytes().endswith(b"\nsee [[1002]]\n")
    assert made.run("log", "1011", "note", "see [[1002]], [[1001|the storage]], `[[1001]]` and [[7777]]").code == 0
    said = made.read("specs/1000/1001/1011.context.md")
    assert b"see [[../1002/spec|1002 Desk]], [[spec|the storage]], `[[1001]]` and [[7777]]" in said


def test_the_other_places_of_a_fact_follow(made: DiskVault) -> None:
    assert b"- [[1011.spec|1011 Mount the NAS]]" in made.read("specs/1000/1001/spec.md")
    assert b"- [[../1002/spec|1002 Desk]]" in made.read("specs/1000/1001/context.md")
    made.run("set", "1011", "status=blocked", "title=Mount it")
    assert b"**Status**: blocked" in made.read("specs/1000/1001/1011.context.md")
    assert b"# Mount it\n" in made.read("specs/1000/1001/1011.spec.md")
    assert b"- [[1011.spec|1011 Mount it]]" in made.read("specs/1000/1001/spec.md")


def test_a_dry_run_shows_what_would_follow_and_changes_nothing(made: DiskVault) -> None:
    before = made.files()
    answer = made.run("set", "1001", "status=blocked", "--dry-run")
    assert "+**Status**: blocked  " in answer.out.splitlines()
    assert made.files() == before


def test_what_is_taken_out_by_hand_of_a_vault_that_commands_made_leaves_the_other_side_too(made: DiskVault) -> None:
    """Each command remembers what it agreed on, though nobody ever synced."""
    spec = "specs/1000/1002/spec.md"
    text = made.read(spec)
    assert b"depends_on:\n  - " in text
    start = text.index(b"depends_on:\n") + len(b"depends_on:\n")
    made.has({spec: text[:start] + text[text.index(b"\n", start) + 1 :]})
    answer = made.run("sync")
    assert "only adds" not in answer.err
    assert b"1002" not in made.read("specs/1000/1001/context.md").split(b"### Downstream Specs")[1]


def test_older_disagreements_stay_as_they_are_and_are_named(vault: DiskVault) -> None:
    specs = Specs(vault.folder).has(VAULT)
    specs.sync()
    specs.drop_line(S, ITEM)
    before = vault.files()
    answer = vault.run("set", "1001", "status=blocked")
    assert "1 link lags: specwork sync" in answer.err
    changed = {path for path, text in vault.files().items() if before[path] != text}
    assert changed == {S, C}
    assert ITEM in specs.read(C)
    specs.sync()
    assert ITEM not in specs.section(C, "Deliverables"), "and the next sync still carries them"


def test_what_another_spec_lags_in_is_nobodys_business_here(vault: DiskVault) -> None:
    specs = Specs(vault.folder).has(VAULT)
    specs.sync()
    specs.edit(S2, "status: planning", "status: blocked")
    before = specs.read(C2)
    answer = vault.run("set", "1001", "status=completed")
    assert "lag" not in answer.err
    assert specs.read(C2) == before


def test_a_status_set_on_one_side_of_a_conflict_is_said_on_both(vault: DiskVault) -> None:
    specs = Specs(vault.folder).has(VAULT)
    specs.sync()
    specs.edit(S, "status: implementing", "status: blocked")
    specs.edit(C, "**Status**: implementing", "**Status**: completed")
    vault.run("set", "1001", "status=failed")
    assert "**Status**: failed" in specs.read(C)
    assert vault.run("sync", "--check").code == 0


def test_a_deliverable_that_is_moved_leads_back_to_its_spec_from_where_it_goes(vault: DiskVault) -> None:
    specs = Specs(vault.folder).has(VAULT)
    specs.sync()
    there = str(Path(A).parent / "deep" / "a.sh")
    assert vault.run("mv", A, there).code == 0
    assert "# Spec: [[../../../spec|1001 Storage]]" in specs.read(there)
    assert vault.run("sync", "--check").code == 0


def test_a_note_that_is_no_spec_changes_alone(vault: DiskVault) -> None:
    specs = Specs(vault.folder).has(VAULT).has({"diary.md": "---\nmood: fine\n---\n"})
    specs.sync()
    before = vault.files()
    vault.run("props", "diary.md", "set", "mood", "better")
    assert {path for path, text in vault.files().items() if before[path] != text} == {"diary.md"}


def test_a_new_spec_is_listed_by_its_parent_alone_though_another_item_lacks_there(made: DiskVault) -> None:
    text = made.read("specs/1000/epic.md")
    made.has({"specs/1000/epic.md": text.replace(b"- [[1002/spec|1002 Desk]]\n", b"")})
    made.run("new", "feature", "Third", "--under", "1000")
    after = made.read("specs/1000/epic.md")
    assert b"|1003 Third]]" in after
    assert b"|1002 Desk]]" not in after
    made.run("sync")
    assert b"|1002 Desk]]" in made.read(E), "the folder stands, so sync puts it back"


@pytest.fixture
def delivered(made: DiskVault) -> DiskVault:
    """Two files that stood there before they were delivered; nobody ever synced."""
    made.has({A: "#!/bin/sh\nmount the-share\n", J: "{}\n"})
    assert made.run("deliver", "1001", A, J).code == 0
    return made


@pytest.mark.parametrize("at", [S, C])
@pytest.mark.parametrize("name", ["a.sh", "c.json"])
def test_a_deliverable_taken_out_by_hand_after_a_command_registered_it_is_let_go(
    delivered: DiskVault, at: str, name: str
) -> None:
    text = delivered.read(at)
    delivered.has({at: b"".join(line for line in text.splitlines(True) if name.encode() not in line)})
    answer = delivered.run("sync")
    assert answer.code == 0
    assert "only adds" not in answer.err
    for path in (S, C, I, A):
        assert name not in delivered.read(path).decode()


def test_a_deliverable_renamed_by_hand_after_a_command_registered_it_is_found_again(delivered: DiskVault) -> None:
    for old, new in ((A, "mount.sh"), (J, "settings.json")):
        os.rename(delivered.folder / old, (delivered.folder / old).with_name(new))
    assert delivered.run("sync").code == 0
    assert delivered.run("check").code == 0
    assert b"[[deliverables/scripts/mount.sh|" in delivered.read(S)
    assert b"[[deliverables/config/settings.json|" in delivered.read(C)


def test_a_second_trace_in_a_file_that_is_delivered_is_still_settled(made: DiskVault) -> None:
    made.has({A: "#!/bin/sh\n# Spec: [[../../1011.spec|1011 Mount the NAS]]\nmount the-share\n"})
    made.run("deliver", "1001", A)
    made.run("sync")
    assert b"a.sh" in made.read(T)


@pytest.mark.parametrize("how", ["--move", "--copy"])
@pytest.mark.parametrize("name", ["guide.md", "c.json", "specs/c.json"])
def test_a_deliverable_moved_in_and_taken_out_by_hand_does_not_come_back(made: DiskVault, how: str, name: str) -> None:
    made.has({name: "[1]\n"})
    assert made.run("deliver", "1001", name, how, "--type", "data").code == 0
    made.has({S: b"".join(line for line in made.read(S).splitlines(True) if b"deliverables/" not in line)})
    answer = made.run("sync")
    assert "only adds" not in answer.err
    assert b"deliverables/" not in made.read(C)
    assert made.run("sync", "--check").code == 0


def test_a_feature_moved_by_hand_leaves_the_list_that_commands_made(made: DiskVault) -> None:
    """What one command wrote, the next one knows, though nothing swept the vault between them."""
    os.rename(made.folder / "specs/1000/1001", made.folder / "specs/2000/1001")
    assert made.run("sync").code == 0
    assert b"1001" not in made.read(E)
    assert b"- [[1001/spec|1001 Storage]]" in made.read(F)
    assert made.run("sync", "--check").code == 0


def test_a_spec_that_gets_another_number_is_called_so_in_its_traces(delivered: DiskVault) -> None:
    assert delivered.run("renumber", "1001", "1005").code == 0
    there = A.replace("/1001/", "/1005/")
    assert b"# Spec: [[../../spec|1005 Storage]]\n" in delivered.read(there)
    before = delivered.files()
    assert delivered.run("sync").code == 0
    assert {path: text for path, text in delivered.files().items() if path != "Home.md"} == {
        path: text for path, text in before.items() if path != "Home.md"
    }


@pytest.mark.parametrize("form", ["shortest", "absolute", "relative"])
def test_in_every_form_of_links_a_spec_may_move_with_all_that_it_delivered(vault: DiskVault, form: str) -> None:
    vault.has({".obsidian/app.json": f'{{"newLinkFormat": "{form}"}}', "a b.py": "1\n"})
    for words in (
        ["new", "epic", "Foundation"],
        ["new", "feature", "Storage", "--under", "1000"],
        ["new", "task", "Mount", "--under", "1001"],
        ["new", "epic", "Market"],
        ["deliver", "1001", "--move", "a b.py"],
        ["mv", "1001", "--under", "2000"],
    ):
        assert vault.run(*words).code == 0
        assert vault.json("check")["findings"] == []
        assert vault.run("sync", "--check").code == 0


def test_a_desk_that_stays_open_knows_what_it_made_when_it_syncs(vault: DiskVault) -> None:
    """As the app does it: the index is fresh from the first change on, and must see the second one all the same."""
    (vault.folder / "specs").mkdir()
    desk = Desk(str(vault.folder), participant="Mira")
    desk.run(specs.new, kind="epic", title="Foundation")
    desk.run(specs.new, kind="feature", title="Storage", under="1000")
    desk.sync()
    spec = "specs/1000/1001/spec.md"
    vault.has({spec: vault.read(spec).replace(b"status: planning", b"status: blocked")})
    report = Desk(str(vault.folder), participant="Mira").sync(dry_run=True)
    assert (report.done.changed, report.conflicts) == (["specs/1000/1001/context.md"], ())


def test_the_first_change_of_a_vault_sets_nothing_aside(made: DiskVault) -> None:
    state = [path.name for path in (made.folder / ".specwork").rglob("*")]
    assert "agreed.sqlite" in state
    assert "agreed.sqlite.aside" not in state


def test_a_new_title_is_called_so_in_traces_too(made: DiskVault) -> None:
    made.run("deliver", "1001", "--new", "a.sh", "--type", "scripts")
    made.run("set", "1001", "title=Large storage")
    assert b"# Spec: [[../../spec|1001 Large storage]]\n" in made.read(A)
    assert made.run("sync", "--check").code == 0


@pytest.mark.parametrize("words", CHANGES, ids=" ".join)
def test_what_is_done_again_is_agreed_on_again(made: DiskVault, words: list[str]) -> None:
    made.run("deliver", "1001", "--new", "a.sh", "--type", "scripts")
    made.run(*words)
    for again in ("undo", "redo", "undo", "redo"):
        assert made.run(again).code == 0
        assert made.run("sync", "--check").out == "every side says the same\n"


def test_what_was_taken_away_and_is_so_again_by_redo_does_not_come_back(made: DiskVault) -> None:
    made.run("deliver", "1001", "--new", "a.sh", "--type", "scripts")
    made.has({S: made.read(S).replace(b"- [[deliverables/scripts/a.sh|A]]\n", b"")})
    for command in ("sync", "undo", "redo"):
        assert made.run(command).code == 0
    made.has({C: made.read(C).replace(b"### Scripts\n", b"### Scripts\n- [[deliverables/scripts/a.sh|A]]\n")})
    assert made.run("sync").code == 1
    assert "came-back" in made.run("sync").out


def test_a_spec_that_is_an_empty_placeholder_may_get_another_number(made: DiskVault) -> None:
    made.run("deliver", "1001", "--new", "a.sh", "--type", "scripts")
    made.has({S: bytes(4096)})
    assert made.run("renumber", "1001", "1009").code in (0, 2)


@pytest.mark.parametrize("words", CHANGES, ids=" ".join)
def test_where_an_undo_was_not_remembered_one_sync_settles_all(made: DiskVault, words: list[str]) -> None:
    """As a crash between the two leaves it, or an older branch that is checked out."""
    made.run("deliver", "1001", "--new", "a.sh", "--type", "scripts")
    before = made.files()
    made.run(*words)
    (agreed,) = made.folder.rglob("agreed.sqlite")
    known = agreed.read_bytes()
    made.run("undo")
    agreed.write_bytes(known)
    made.run("sync")
    once = made.files()
    made.run("sync")
    assert made.files() == once
    assert {path: text for path, text in once.items() if text != before.get(path)} == {}
