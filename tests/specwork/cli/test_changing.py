"""The commands that change a vault: each is told, tried first if asked, and taken back to the byte."""

import os

import pytest

from tests.kit import DiskVault
from vault.disk.calls import calls

NOTES = {
    "a/old.md": "# Old\n[[b]] [[#Old]]\n",
    "b.md": "---\nup: '[[old]]'\n---\n[[a/old|old]] and [x](a/old.md)\r\n",
    "c.md": "nothing here\n",
}


def test_a_move_takes_every_link_along_and_undo_gives_back_every_byte(vault: DiskVault) -> None:
    before = vault.has(NOTES).files()

    moved = vault.run("mv", "a/old.md", "z/new.md")

    assert moved == (0, "Move a/old.md to z/new.md (3 files; take it back: specwork undo 1)\n", "")
    assert vault.read("b.md") == b"---\nup: '[[new]]'\n---\n[[z/new|new]] and [x](z/new.md)\r\n"
    assert vault.read("z/new.md") == NOTES["a/old.md"].encode()
    assert vault.json("check")["findings"] == []

    assert vault.run("undo").code == 0
    assert vault.files() == before
    assert not (vault.folder / "z").exists()
    assert vault.run("redo").code == 0
    assert vault.read("b.md") == b"---\nup: '[[new]]'\n---\n[[z/new|new]] and [x](z/new.md)\r\n"


def test_a_dry_run_tells_what_would_change_and_changes_nothing(vault: DiskVault) -> None:
    before = vault.has(NOTES).files()
    told = vault.json("mv", "a/old.md", "z/new.md", "--dry-run")
    assert told["undo"] is None
    assert told["changed"] == ["a/old.md", "z/new.md", "b.md"]
    assert "rename to z/new.md" in told["diff"]
    assert "-up: '[[old]]'" in told["diff"]
    assert vault.files() == before
    assert not (vault.folder / ".specwork").exists()


@pytest.mark.parametrize(
    ("arguments", "lands"),
    [
        pytest.param(["c.md", "d"], "d.md", id="a note stays a note"),
        pytest.param(["c", "d"], "d.md", id="its ending may be left out"),
        pytest.param(["c.md", "a"], "a/c.md", id="into a folder that stands there"),
        pytest.param(["c.md", "new/"], "new/c.md", id="into a folder to be made"),
        pytest.param(["a/old.md", "."], "old.md", id="to the top, where one stands"),
        pytest.param(["a/old.md", "./"], "old.md", id="the same, with a stroke"),
        pytest.param(["a/old.md", "../vault"], "old.md", id="to the top, seen from outside"),
        pytest.param(["c.md", "C.md"], "C.md", id="another letter case"),
        pytest.param(["a", "x/y"], "x/y/old.md", id="a folder"),
    ],
)
def test_where_a_move_lands(vault: DiskVault, arguments: list[str], lands: str) -> None:
    vault.has(NOTES)
    assert vault.run("mv", *arguments).code == 0
    assert lands in vault.files()


def test_nothing_is_ever_replaced(vault: DiskVault) -> None:
    before = vault.has(NOTES).files()
    answer = vault.run("mv", "c.md", "b.md")
    assert (answer.code, answer.out) == (2, "")
    assert "something stands at b.md already" in answer.err
    assert vault.files() == before


def test_a_link_that_no_spelling_can_save_is_told(vault: DiskVault) -> None:
    answer = vault.has(NOTES).run("mv", "a/old.md", "C# old.md")
    assert answer.code == 0
    assert "no spelling of" in answer.err
    assert vault.read("b.md").endswith(b"[x](a/old.md)\r\n")


def test_the_history_names_every_operation(vault: DiskVault) -> None:
    assert vault.has(NOTES).run("history").out == ""
    vault.run("mv", "c.md", "d.md")
    vault.run("undo", "--as", "Jun")
    told = vault.json("history")["operations"]
    assert [(one["id"], one["by"], one["why"], one["undone"]) for one in told] == [
        ("1", "Mira", "Move c.md to d.md", False)
    ]
    vault.run("undo")
    told = vault.json("history")["operations"]
    assert [(one["id"], one["undoes"], one["undone"]) for one in told] == [("2", "1", False), ("1", None, True)]


def test_what_an_operation_did_is_shown_whatever_became_of_it(vault: DiskVault) -> None:
    vault.has({"n.md": "---\na: 1\n---\nbody\n"})
    vault.run("props", "n.md", "set", "a", "2")
    vault.has({"n.md": "---\na: 3\n---\nbody\nmine\n"})
    told = vault.run("history", "1")
    assert told.code == 0
    assert [line for line in told.out.splitlines() if line[:2] in ("-a", "+a")] == ["-a: 1", "+a: 2"]
    assert vault.json("history", "1")["paths"] == ["n.md"]
    assert "+a: 2" in vault.json("history", "1")["diff"]


def test_what_an_operation_moved_has_no_text_to_show_and_an_unknown_one_is_refused(vault: DiskVault) -> None:
    vault.has(NOTES)
    vault.run("mv", "c.md", "d.md")
    assert vault.run("history", "1").code == 0
    told = vault.run("history", "7")
    assert (told.code, told.err.splitlines()[0]) == (2, "error: no operation 7")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["undo"], "nothing of Mira to undo", id="nothing to undo"),
        pytest.param(["undo", "7"], "no operation 7", id="an operation that never was"),
        pytest.param(["redo"], "nothing of Mira to do again", id="nothing to do again"),
        pytest.param(["props", "b.md", "set"], "set which property?", id="no key"),
        pytest.param(["props", "b.md", "set", "x"], "set x to what?", id="no value"),
        pytest.param(["props", "b.md", "append", "x", "1", "2"], "append takes one value", id="too many values"),
        pytest.param(["props", "pic.png", "set", "x", "1"], "pic.png is no note", id="no note"),
    ],
)
def test_what_cannot_be_done_is_said(vault: DiskVault, arguments: list[str], message: str) -> None:
    answer = vault.has({**NOTES, "pic.png": ""}).run(*arguments)
    assert answer.code == 2
    assert message in answer.err


def test_properties_are_shown_and_changed(vault: DiskVault) -> None:
    vault.has({"n.md": "---\ntitle: One # mine\ntags: [a]\ndone: false\n---\nbody\n"})
    assert vault.run("props", "n").out == "title\tOne\ntags\ta\ndone\tfalse\n"
    assert vault.run("props", "n", "get", "Title").out == "One\n"
    assert vault.run("props", "n", "set", "title", "Two words").code == 0
    assert vault.run("props", "n", "append", "tags", "b").code == 0
    assert vault.run("props", "n", "set", "done", "true").code == 0
    assert vault.run("props", "n", "set", "up", "[[b]]").code == 0
    assert vault.run("props", "n", "remove", "tags", "a").code == 0
    assert vault.read("n.md") == b'---\ntitle: Two words # mine\ntags: [b]\ndone: true\nup: "[[b]]"\n---\nbody\n'
    assert vault.run("props", "n", "unset", "up").code == 0
    assert vault.json("props", "n")["properties"] == {"title": "Two words", "tags": ["b"], "done": True}
    assert vault.run("props", "n", "set", "done", "true").out == "nothing to change\n"


def test_a_file_that_is_not_the_one_read_is_not_changed(vault: DiskVault) -> None:
    seen = vault.has({"n.md": "---\na: 1\n---\n"}).json("props", "n")["hash"]
    vault.has({"n.md": "---\na: 2\n---\n"})
    answer = vault.run("props", "n", "set", "a", "3", "--expect", seen)
    assert answer.code == 3
    assert vault.read("n.md") == b"---\na: 2\n---\n"
    now = vault.json("props", "n")["hash"]
    assert vault.run("props", "n", "set", "a", "3", "--expect", now).code == 0


def test_undo_and_redo_take_the_file_that_was_read_and_no_other(vault: DiskVault) -> None:
    vault.has({"n.md": "---\na: 1\n---\none\n"}).run("props", "n", "set", "a", "2")
    seen = vault.json("props", "n")["hash"]
    vault.has({"n.md": "---\na: 2\n---\none and more\n"})
    for words in (["undo"], ["undo", "--dry-run"]):
        answer = vault.run(*words, "--expect", seen)
        assert (answer.code, vault.read("n.md")) == (3, b"---\na: 2\n---\none and more\n")
        assert "n.md: the file is not the one you read" in answer.err
    assert vault.run("undo", "--expect", vault.json("props", "n")["hash"]).code == 0
    assert vault.run("redo", "--expect", seen).code == 3
    assert vault.run("redo", "--expect", vault.json("props", "n")["hash"]).code == 0
    assert vault.read("n.md") == b"---\na: 2\n---\none and more\n"


def test_an_edit_made_since_survives_undo(vault: DiskVault) -> None:
    vault.has({"n.md": "---\na: 1\n---\none\n\ntwo\n"}).run("props", "n", "set", "a", "2")
    vault.has({"n.md": "---\na: 2\n---\none\n\ntwo and more\n"})
    assert vault.run("undo").code == 0
    assert vault.read("n.md") == b"---\na: 1\n---\none\n\ntwo and more\n"


@pytest.mark.parametrize("front", ["a: 1\na: 2\n", "a: [\n", "a:\n\tb: 1\n"])
def test_front_matter_that_cannot_be_changed_safely_is_left_alone(vault: DiskVault, front: str) -> None:
    before = vault.has({"n.md": f"---\n{front}---\n"}).files()
    answer = vault.run("props", "n", "set", "a", "3")
    assert answer.code == 2
    assert "cannot be changed safely" in answer.err
    assert vault.files() == before
    assert vault.run("props", "n").code == 2
    assert vault.run("check").code == 1


def test_a_read_only_note_is_refused_and_nothing_moves(vault: DiskVault) -> None:
    before = vault.has(NOTES).files()
    os.chmod(vault.folder / "b.md", 0o444)
    answer = vault.run("mv", "a/old.md", "z/new.md")
    assert answer.code == 2
    assert "b.md is read-only" in answer.err
    assert vault.files() == before


def test_obsidians_own_setting_decides_the_form_of_a_link_that_cannot_keep_its_own(vault: DiskVault) -> None:
    vault.has(
        {"a/old.md": "", "n/n.md": "[[old]]", "n/new.md": "", ".obsidian/app.json": '{"newLinkFormat": "absolute"}'}
    )
    vault.run("mv", "a/old.md", "a/new.md")
    assert vault.read("n/n.md") == b"[[a/new]]"


def test_settings_leave_folders_out(vault: DiskVault) -> None:
    vault.has({"a.md": "[[b]]", "build/b.md": "", "node_modules/b.md": "", ".gitignore": "/build/\n*.log\n"})
    assert [one["resolves_to"] for one in vault.json("links")["links"]] == [None]
    vault.has({"specwork.toml": 'ignore = ["node_modules"]\n'})
    assert [one["resolves_to"] for one in vault.json("links")["links"]] == ["build/b.md"]
    vault.has({"specwork.toml": "ignore = 5\n"})
    answer = vault.run("links")
    assert answer.code == 2
    assert "specwork.toml cannot be used" in answer.err


@pytest.mark.parametrize("line", ["specs/", "/specs/"])
def test_specs_that_are_kept_out_of_git_are_specs_all_the_same(vault: DiskVault, line: str) -> None:
    vault.has({".gitignore": f"build/\n{line}\n"})
    vault.run("init")
    assert vault.run("new", "epic", "Storage").code == 0
    assert [one["id"] for one in vault.json("list")["specs"]] == [1000]


def test_what_a_redo_would_do_is_told_and_not_done(vault: DiskVault) -> None:
    vault.has(NOTES).run("mv", "a/old.md", "z/new.md")
    vault.run("undo")
    before = vault.files()
    told = vault.json("redo", "--dry-run")
    assert told["undo"] is None
    assert sorted(told["changed"]) == ["a/old.md", "b.md", "z/new.md"]
    assert "+up: '[[new]]'" in told["diff"]
    assert vault.files() == before
    assert sorted(vault.json("redo")["changed"]) == sorted(told["changed"])


@pytest.mark.parametrize("old", [".git", ".git/config", "a/.hidden.md"])
def test_what_is_hidden_stays_where_it_is_and_a_dry_run_says_so_too(vault: DiskVault, old: str) -> None:
    vault.has({**NOTES, ".git/config": "[core]\n", "a/.hidden.md": "theirs\n"})
    answers = [vault.run("mv", old, "shown.md"), vault.run("mv", old, "shown.md", "--dry-run")]
    assert [one.code for one in answers] == [2, 2]
    assert answers[0].err == answers[1].err


def test_what_a_crash_left_half_done_is_in_the_history_and_is_what_undo_means(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.has(NOTES)
    vault.run("props", "c.md", "set", "a", "1")
    before = vault.files()
    _crash_in_the_middle(vault, monkeypatch, "mv", "a/old.md", "z/new.md")

    assert sorted(vault.json("undo", "--dry-run")["changed"]) == ["a/old.md", "b.md", "z/new.md"]
    assert vault.run("undo").out.startswith("Undo: Move a/old.md to z/new.md ")
    assert vault.files() == before


@pytest.mark.parametrize("command", [["history"], ["history", "2"]])
def test_the_history_alone_finishes_what_a_crash_left(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    vault.has(NOTES)
    vault.run("props", "c.md", "set", "a", "1")
    _crash_in_the_middle(vault, monkeypatch, "mv", "a/old.md", "z/new.md")

    assert vault.run(*command).code == 0
    assert vault.read("z/new.md") == NOTES["a/old.md"].encode()


def test_redo_finishes_an_undo_that_was_cut_short(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.has(NOTES)
    vault.run("mv", "a/old.md", "z/new.md")
    _crash_in_the_middle(vault, monkeypatch, "undo")

    assert sorted(vault.json("redo", "--dry-run")["changed"]) == ["a/old.md", "b.md", "z/new.md"]


def _crash_in_the_middle(vault: DiskVault, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """The process ends when the first file of a change is about to be moved."""

    class Crash(BaseException):
        pass

    def crash(*_: str) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(calls, "rename_new", crash)
        with pytest.raises(Crash):
            vault.run(*arguments)


@pytest.mark.parametrize(("name", "hint"), [("title", "set 1000 title=TITLE"), ("Status", "set 1000 status=WORD")])
@pytest.mark.parametrize("asked", [("unset",), ("set", "")])
def test_what_a_spec_always_has_is_not_taken_away_as_a_property(
    vault: DiskVault, name: str, hint: str, asked: tuple[str, ...]
) -> None:
    vault.run("init")
    vault.run("new", "epic", "Foundation")
    before = vault.files()
    action, *value = asked
    refused = vault.run("props", "specs/1000/epic.md", action, name, *value)
    assert (refused.code, refused.out) == (2, "")
    assert f"a spec has a {name}" in refused.err
    assert hint in refused.err
    assert vault.files() == before
    vault.has({"notes/n.md": "---\ntitle: N\n---\n"})
    assert vault.run("props", "notes/n.md", "unset", "title").code == 0, "another note's title is its own affair"


def test_symbolic_links_in_a_folder_that_moves_are_told_where_they_would_lead_elsewhere(vault: DiskVault) -> None:
    vault.has({"a/in/x.md": "# X\n", "a/y.md": "# Y\n", "b/t.md": "# T\n"})
    links = {
        "rel.md": "../../b/t.md", "up.md": "../y.md", "own.md": "x.md", "out": "../../../elsewhere",
        "deep/same.md": "../x.md", "whole.md": "/etc/hostname",
    }  # fmt: skip
    (vault.folder / "a/in/deep").mkdir()
    for name, leads in links.items():
        (vault.folder / "a/in" / name).symlink_to(leads)
    for how in (["--dry-run"], []):
        told = vault.run("mv", "a/in", "z/there/in", *how)
        assert told.code == 0
        notes = [line for line in (told.out + told.err).splitlines() if "symbolic" in line]
        assert [line.partition("z/there/in/")[2].partition(",")[0] for line in notes] == [
            "out is a symbolic link to ../../../elsewhere",
            "rel.md is a symbolic link to ../../b/t.md",
            "up.md is a symbolic link to ../y.md",
        ]
    assert "symbolic" not in vault.run("mv", "z/there/in", "z/there/other").err, "beside, they lead where they led"
    assert "symbolic" not in vault.run("mv", "z/there", "z/here").err
