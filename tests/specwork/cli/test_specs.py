"""The commands that make and change specs, as a person or an agent types them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from specwork.cli.main import main
from tests.kit import DiskVault

E, S, T = "specs/1000/epic.md", "specs/1000/1001/spec.md", "specs/1000/1001/1011.spec.md"


def unsound(vault: DiskVault) -> list[dict[str, str]]:
    """What is wrong but for what sync has still to repeat elsewhere, and for remarks."""
    return [
        one for one in vault.json("check")["findings"] if one["code"] != "one-sided" and one["severity"] != "remark"
    ]


@pytest.mark.parametrize("command", [
    "path SPEC", "status SPEC", "brief SPEC", "set SPEC priority=high", "depend SPEC 1001", "metrics SPEC", "sync SPEC",
    "check SPEC", "start SPEC", "timeline SPEC", "depend 1001 SPEC", "deliverables SPEC", "archive SPEC --force",
])  # fmt: skip
@pytest.mark.parametrize("full", [False, True])
def test_every_command_finds_a_spec_by_its_file_from_where_one_stands(
    tree: DiskVault, monkeypatch: pytest.MonkeyPatch, command: str, full: bool
) -> None:
    folder = tree.folder / "specs/1000/1001"
    monkeypatch.chdir(folder)
    named = f"{folder}/1011.spec.md" if full else "1011.spec.md"
    assert main([*command.replace("SPEC", named).split(), "--vault", str(tree.folder)]) == 0


# new


def test_a_part_is_made_below_the_parent_that_was_read(tree: DiskVault) -> None:
    seen = tree.json("props", S)["hash"]
    assert tree.run("new", "task", "Tune", "--under", "1001", "--dry-run", "--expect", seen).code == 0
    tree.run("set", "1001", "owner=Mira")
    assert tree.run("new", "task", "Tune", "--under", "1001", "--expect", seen).code == 3
    now = tree.json("props", S)["hash"]
    assert tree.run("new", "task", "Tune", "--under", "1001", "--expect", now).code == 0


def test_a_vault_from_nothing_is_sound_and_each_step_is_taken_back(vault: DiskVault) -> None:
    assert vault.run("init").code == 0
    states = [vault.files()]
    for words in (["epic", "Foundation"], ["feature", "Storage"], ["task", "Mount the NAS"]):
        answer = vault.run("new", *words)
        assert answer.code == 0
        assert answer.out.splitlines()[0].startswith(f"New {words[0]} ")
        assert answer.out.splitlines()[1] in vault.files()
        states.append(vault.files())
    assert unsound(vault) == []
    for state in states[-2::-1]:
        assert vault.run("undo").code == 0
        assert vault.files() == state


def test_programs_are_told_the_id_and_the_path(tree: DiskVault) -> None:
    told = tree.json("new", "task", "Tune", "--under", "1001", "--priority", "high", "--owner", "Mira")
    assert told["version"] == 1
    assert (told["id"], told["path"]) == (1012, "specs/1000/1001/1012.spec.md")
    assert told["path"] in told["changed"]
    assert told["undo"]
    assert b"priority: high\nowner: Mira\n" in tree.read(told["path"])


def test_a_dry_run_makes_nothing(tree: DiskVault) -> None:
    before = tree.files()
    told = tree.json("new", "task", "Tune", "--dry-run")
    assert (told["id"], told["undo"]) == (1012, None)
    assert "+# Tune" in told["diff"]
    assert tree.files() == before


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        pytest.param(["task", "x", "--under", "1011"], "refused", "is a task", id="a parent that is a task"),
        pytest.param(["task", "x", "--under", "99"], "unknown-spec", "no spec has the id 99", id="an unknown parent"),
        pytest.param(["task", ""], "bad-usage", "needs a title", id="no title"),
        pytest.param(["saga", "x"], "bad-usage", "invalid choice", id="an unknown kind"),
        pytest.param(["task"], "bad-usage", "TITLE", id="too few words"),
    ],
)
def test_a_new_spec_is_refused_in_one_line(tree: DiskVault, words: list[str], code: str, says: str) -> None:
    before = tree.files()
    answer = tree.run("new", *words, "--json")
    assert answer.code == 2
    assert answer.json["error"]["code"] == code
    assert says in answer.json["error"]["message"]
    assert answer.err.startswith("error: ")
    assert tree.files() == before


@pytest.mark.parametrize(
    "title", ['A/B: "c" #d | [e] \\ f', "🚀 $$ %% [[x]] <!-- ^y", "x" * 300, "two\nlines", "-5", "\udcff"]
)
def test_any_title_makes_a_sound_spec(tree: DiskVault, title: str) -> None:
    told = tree.run("new", "task", "--json", "--", title).json
    assert unsound(tree) == []
    assert tree.json("props", told["path"], "get", "title")["properties"]["title"] == " ".join(title.split()).replace(
        "\udcff", "\ufffd"
    )
    assert tree.run("set", "1012", "title=Plain").code == 0
    assert b'["1012 Plain"]' in tree.read(told["path"])


def test_ids_on_other_branches_are_not_given_out_again(tree: DiskVault) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=Mira", "-c", "user.email=mira@example.org"]
        subprocess.run(["git", *who, *words], cwd=tree.folder, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "start")
    git("checkout", "-qb", "other")
    assert tree.json("new", "task", "There")["id"] == 1012
    git("add", ".")
    git("commit", "-qm", "there")
    git("checkout", "-q", "main")
    assert tree.json("new", "task", "Here")["id"] == 1013


def test_a_spec_made_meanwhile_by_another_hand_is_seen(tree: DiskVault) -> None:
    tree.has({"specs/1000/1001/1012.spec.md": "---\nid: 1012\n---\n# Another\n"})
    assert tree.json("new", "task", "Tune", "--under", "1001")["id"] == 1013


# set, tick, depend


def test_a_spec_is_set_ticked_and_made_to_wait(tree: DiskVault) -> None:
    tree.has({T: tree.read(T).replace(b"Criteria\n", b"Criteria\n\n- [ ] mounted\n- [ ] fast\n")})
    assert tree.run("set", "1011", "status=done", "title=Mount it", "risk=high", "tags=a", "tags=b").code == 0
    assert tree.run("tick", "Mount it", "fast").code == 0
    assert tree.run("depend", "1001", "1011").code == 0
    text = tree.read(T).decode()
    assert "title: Mount it\nstatus: completed\n" in text
    assert "tags: [a, b]\nrisk: high\n" in text
    assert "- [ ] mounted\n- [x] fast\n" in text
    assert b"[[1011.spec|1011 Mount it]]" in tree.read(S)
    assert tree.run("tick", "1011", "2", "--undo").code == 0
    assert tree.run("depend", "1001", "1011", "--remove").code == 0
    for _ in range(5):
        assert tree.run("undo").code == 0
    assert b"Mount the NAS" in tree.read(T)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["set", "1011", "status"], "'status' sets nothing"),
        (["set", "1011", "=x"], "'=x' sets nothing"),
        (["set", "1011", "id=7"], "id is not set by hand"),
        (["set", "77", "status=done"], "no spec has the id 77"),
        (["tick", "1011", "1"], "has no acceptance criteria"),
        (["depend", "1011", "1011"], "cannot wait for itself"),
        (["renumber", "1011"], "renumber it to what?"),
        (["renumber", "1011", "1001"], "1001 is taken: 1001 Storage"),
        (["mv", "1011"], "move it where?"),
        (["mv", "1011", "--under", "1000"], "a task is part of a feature"),
        (["archive", "1001"], "not completed or dropped yet: 1001 Storage (planning), 1011 Mount the NAS (planning)"),
        (["adopt", S], "is a spec already"),
    ],
)
def test_what_is_asked_wrongly_is_told_with_a_hint(tree: DiskVault, words: list[str], says: str) -> None:
    before = tree.files()
    answer = tree.run(*words)
    assert answer.code == 2
    assert says in answer.err
    assert "\nhint: " in answer.err
    assert tree.files() == before


def test_a_change_is_refused_if_the_file_is_not_the_one_that_was_read(tree: DiskVault) -> None:
    known = tree.json("props", T)["hash"]
    tree.has({T: tree.read(T) + b"more\n"})
    assert tree.run("set", "1011", "owner=Mira", "--expect", known).code == 3
    assert tree.run("set", "1011", "owner=Mira", "--expect", tree.json("props", T)["hash"]).code == 0


def test_a_spec_that_moved_unseen_is_found_all_the_same(tree: DiskVault) -> None:
    (tree.folder / "specs/1000/1001").rename(tree.folder / "specs/1000/1002")
    assert tree.run("set", "1011", "owner=Mira").code == 0
    assert b"owner: Mira" in tree.read("specs/1000/1002/1011.spec.md")


# the tree


def test_specs_move_through_the_tree_and_the_vault_stays_sound(tree: DiskVault) -> None:
    tree.has({"Home.md": "[[specs/1000/1001/spec|1001 Storage]] [[1011.spec]]\n"})
    before = tree.files()
    steps = [
        ["new", "epic", "Market"],
        ["mv", "1001", "--under", "2000"],
        ["renumber", "1001", "--next"],
        ["archive", "2001", "--force"],
        ["mv", "2001", "--under", "1000"],
    ]
    for words in steps:
        assert tree.run(*words).code == 0
        assert [one for one in tree.json("check")["findings"] if one["code"] == "broken-link"] == []
    assert tree.read("Home.md") == b"[[specs/1000/2001/spec|2001 Storage]] [[1011.spec]]\n"
    for _ in steps:
        assert tree.run("undo").code == 0
    assert tree.files() == before


def test_notes_from_a_phone_are_adopted(tree: DiskVault) -> None:
    tree.has({"specs/1000/On a train.md": "---\ntype: feature\n---\n# On a train\n", "old.md": "words\n"})
    told = tree.json("adopt")
    assert told["specs"] == [{"id": 1002, "path": "specs/1000/1002/spec.md"}]
    told = tree.json("adopt", "old", "--type", "task", "--under", "1002")
    assert (told["id"], told["path"]) == (1021, "specs/1000/1002/1021.spec.md")
    assert tree.json("adopt")["changed"] == []
    assert unsound(tree) == []


def test_where_obsidian_writes_the_shortest_names_the_next_spec_takes_no_link_of_the_last(vault: DiskVault) -> None:
    vault.has({".obsidian/app.json": '{"newLinkFormat": "shortest"}'})
    vault.run("init")
    for kind, title in (("epic", "One"), ("feature", "A"), ("feature", "B"), ("epic", "Two")):
        assert vault.run("new", kind, title, *(("--under", "1000") if kind == "feature" else ())).code == 0
    assert b"- [[specs/1000/1001/spec|1001 A]]\n- [[specs/1000/1002/spec|1002 B]]\n" in vault.read("specs/1000/epic.md")
    assert vault.run("check").out == "0 errors, 0 warnings in 9 notes\n"


def test_links_to_an_adopted_note_show_its_old_name_and_no_later_spec_takes_them(vault: DiskVault) -> None:
    vault.has({"Garden.md": "# Garden\n", "Pump.md": "For [[Garden]], [[Garden#Soil]].\n\n| [[Garden]] | b |\n|-|-|\n"})
    vault.run("init")
    vault.run("adopt", "Garden.md", "--type", "epic")
    vault.run("new", "epic", "House")
    assert vault.read("Pump.md").startswith(
        b"For [[specs/1000/epic|Garden]], [[specs/1000/epic#Soil]].\n\n| [[specs/1000/epic]] |"
    )
    vault.run("adopt", "Pump.md", "--type", "feature", "--under", "1000")
    assert b"For [[specs/1000/epic|Garden]]" in vault.read("specs/1000/1001/spec.md")
    vault.run("new", "feature", "Well", "--under", "1000")
    assert [one["code"] for one in vault.json("check")["findings"] if one["severity"] != "remark"] == [
        "missing-heading"
    ]


def test_a_number_whose_spec_was_thrown_away_by_hand_is_free_again(tree: DiskVault) -> None:
    """The index that knew it may lie in the cache, and nobody has swept since."""
    shutil.rmtree(tree.folder / "specs" / "1000")
    assert tree.json("new", "epic", "Another")["id"] == 1000


def test_a_number_given_in_another_work_tree_is_taken(tree: DiskVault, tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", *words], cwd=tree.folder, check=True
        )

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "as it stands")
    git("worktree", "add", "-q", str(tmp_path / "beside"))
    (tmp_path / "beside" / "specs" / "1000" / "1002").mkdir()
    assert tree.json("new", "feature", "Desk")["id"] == 1003


ONE, TWO = "specs/My epics/1000/epic.md", "specs/your epics/1000/epic.md"
EPIC = "---\nid: 1000\ntype: epic\ntitle: Base\n---\n# Base\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["props", ONE, "set"], f"specwork props '{ONE}' set KEY", id="a property"),
        pytest.param(["show", "1000"], f"specwork renumber '{TWO}' NEW", id="an id that two specs bear"),
        pytest.param(["adopt", "My note.md"], "specwork adopt 'My note.md' --type feature", id="a note of no type"),
        pytest.param(["check"], f"specwork renumber '{ONE}' NEW", id="a finding"),
        pytest.param(["check"], "specwork adopt 'specs/a task.md'", id="a finding in a note of a person"),
        pytest.param(["sync", "--check"], f"specwork renumber '{TWO}' NEW", id="what sync met"),
    ],
)
def test_a_path_with_a_blank_is_one_word_of_the_command_that_a_hint_names(
    vault: DiskVault, words: list[str], says: str
) -> None:
    vault.has({ONE: EPIC, TWO: EPIC, "My note.md": "# Note\n", "specs/a task.md": "---\ntype: task\n---\n# Task\n"})
    answer = vault.run(*words, "--json")
    assert says in answer.err + answer.out
