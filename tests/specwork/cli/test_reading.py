"""The commands that read: what a person, a pipe and a program get."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from specwork.cli.main import main
from tests.kit import DiskVault, lines
from vault.index.index import FoundLink, Index

SPECS = {
    "specs/1000/epic.md": "# Storage\n\n## Features\n- [[1001/spec|Mounts]]\n",
    "specs/1000/1001/spec.md": '---\nid: 1001\nup: "[[../epic]]"\n---\n# Mounts\n\n[[context]] [[nowhere]]\n',
    "specs/1000/1001/context.md": "# Journal\n",
}


def test_links_tell_where_each_one_leads(vault: DiskVault) -> None:
    answer = vault.has(SPECS).run("links")
    assert answer == (
        0,
        lines(
            "specs/1000/1001/spec.md:3\t[[../epic]]\tspecs/1000/epic.md",
            "specs/1000/1001/spec.md:7\t[[context]]\tspecs/1000/1001/context.md",
            "specs/1000/1001/spec.md:7\t[[nowhere]]\t(nowhere)",
            "specs/1000/epic.md:4\t[[1001/spec|Mounts]]\tspecs/1000/1001/spec.md",
        ),
        "",
    )


def test_links_of_one_note_for_a_program(vault: DiskVault) -> None:
    vault.has(SPECS)
    assert vault.json("links", "specs/1000/1001/spec")["links"][0] == {
        "source": "specs/1000/1001/spec.md",
        "line": 3,
        "where": "frontmatter",
        "raw": "[[../epic]]",
        "target": "../epic",
        "heading": None,
        "block": None,
        "alias": None,
        "embed": False,
        "resolves_to": "specs/1000/epic.md",
        "ambiguous": False,
    }


def test_backlinks_are_told(vault: DiskVault) -> None:
    assert vault.has(SPECS).run("backlinks", "specs/1000/1001/spec.md").out == (
        "specs/1000/epic.md:4\t[[1001/spec|Mounts]]\n"
    )


def test_check_finds_what_is_broken_and_exits_with_one(vault: DiskVault) -> None:
    answer = vault.has({"a.md": "[[b]]\n\n[[nowhere]]\n", "b.md": ""}).run("check")
    assert answer.code == 1
    assert answer.out == "a.md:3: error broken-link: [[nowhere]] leads nowhere\n1 error, 0 warnings in 2 notes\n"


def test_check_of_a_sound_vault_exits_with_nought_and_with_one_on_warnings_if_strict(vault: DiskVault) -> None:
    vault.has({"a.md": "[[b#Not there]]", "b.md": ""})
    assert vault.run("check").code == 0
    assert vault.run("check", "--strict").code == 1


def test_a_change_between_two_commands_is_seen(vault: DiskVault) -> None:
    vault.has(SPECS).run("check")
    vault.has({"deep/nowhere.md": ""})
    assert vault.run("check").code == 0
    (vault.folder / "deep/nowhere.md").unlink()
    assert vault.run("check").code == 1


def test_reading_writes_nothing_into_the_vault(vault: DiskVault) -> None:
    vault.has(SPECS)
    for command in (["links"], ["check"], ["index"], ["history"], ["backlinks", "specs/1000/epic.md"]):
        vault.run(*command)
    assert sorted(os.listdir(vault.folder)) == ["specs"]


@pytest.mark.parametrize("rubbish", [b"", b"no database at all", b"SQLite format 3\0" + b"\0" * 5000])
def test_a_damaged_database_is_thrown_away_without_a_word(vault: DiskVault, rubbish: bytes) -> None:
    first = vault.has(SPECS).run("links")
    store = vault.json("index")["index"]["store"]
    for name in os.listdir(store):
        if name.endswith(".db"):
            with open(f"{store}/{name}", "wb") as file:
                file.write(rubbish)
    assert vault.run("links") == first
    assert "threw away" in Path(store, "log").read_text(encoding="utf-8")


def test_a_database_of_another_shape_is_thrown_away(vault: DiskVault) -> None:
    first = vault.has(SPECS).run("links")
    store = vault.json("index")["index"]["store"]
    [name] = [name for name in os.listdir(store) if name.endswith(".db")]
    with sqlite3.connect(f"{store}/{name}") as connection:
        connection.execute("CREATE TRIGGER evil AFTER INSERT ON note BEGIN DELETE FROM note; END")
    connection.close()
    assert vault.run("links") == first


def test_a_database_damaged_in_the_middle_is_made_anew_unseen(vault: DiskVault) -> None:
    many = {f"{n}.md": f"[[{n + 1}]]" for n in range(300)}
    first = vault.has(many).run("check", "--json")
    _garbled_in_the_middle(vault)
    assert vault.run("check", "--json") == first


def test_what_was_half_told_when_damage_was_met_is_to_be_asked_again(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = vault.has(SPECS).run("links", "--json")
    really = Index.links

    def links(index: Index, path: str | None = None) -> Iterator[FoundLink]:
        yield next(really(index, path))
        raise sqlite3.DatabaseError("database disk image is malformed")

    with monkeypatch.context() as patch:
        patch.setattr(Index, "links", links)
        told = vault.run("links", "--json")
    assert (told.code, told.err.split("\n")[0]) == (3, "error: the index was damaged: database disk image is malformed")
    assert vault.run("links", "--json") == first


def _garbled_in_the_middle(vault: DiskVault) -> None:
    store = vault.json("index")["index"]["store"]
    [name] = [name for name in os.listdir(store) if name.endswith(".db")]
    path = Path(store, name)
    for stray in Path(store).glob(name + "-*"):
        stray.unlink()
    content = bytearray(path.read_bytes())
    for at in range(4096 * 2, len(content), 4096):
        content[at : at + 200] = b"\xff" * 200
    path.write_bytes(content)


def test_a_database_taken_away_under_us_is_made_anew(vault: DiskVault) -> None:
    from specwork.desk import Desk

    desk = Desk(str(vault.has(SPECS).folder))
    desk.sweep()
    store = desk.open().keep.folder
    for name in os.listdir(store):
        os.unlink(f"{store}/{name}")
    vault.has({"new.md": "[[epic]]"})
    desk.sweep()
    assert [link.source for link in desk.open().index.backlinks("specs/1000/epic.md")] == [
        "new.md",
        "specs/1000/1001/spec.md",
    ]
    desk.open().close()


HOSTILE = "[[a\x1b]0;title\x07\u202eb\u200bc]]"


def test_nothing_from_a_note_reaches_the_terminal_raw(vault: DiskVault) -> None:
    vault.has({"a\u202e.md": HOSTILE, "b.md": f'---\nx: "{HOSTILE}"\n---\n', "c\x1b[2J.md": "[[a]]"})
    for command in (["links"], ["check"], ["props", "b.md"], ["links", "nope\x1b[2J.md"], ["links", "--json"]):
        answer = vault.run(*command)
        assert not set(answer.out + answer.err) & set("\x1b\x07\u202e\u200b")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["links", "nope.md"], "no such file: nope.md", id="a file that is not there"),
        pytest.param(["links", "../outside.md"], "not in this vault: ../outside.md", id="a path out of the vault"),
        pytest.param(["links", "/etc/passwd"], "not in this vault: /etc/passwd", id="an absolute path"),
        pytest.param(["mv", "specs", "specs/1000/x"], "specs cannot go into itself", id="a folder into itself"),
        pytest.param(["mv", "nope", "b"], "nothing to move at nope", id="nothing to move"),
        pytest.param(
            ["mv", "specs/1000/epic.md", "a:b"], "no file may be called 'a:b.md'", id="a name that does not travel"
        ),
        pytest.param(["mv", "specs/1000/epic.md", ".git/x"], "'.git' is hidden", id="into a hidden folder"),
        pytest.param(["links", "n\udcff.md"], "n\\xff.md is not UTF-8", id="a file whose name is no text"),
        pytest.param(["mv", "f\udcff", "g"], "f\\xff is not UTF-8", id="a folder whose name is no text"),
        pytest.param(["list", "--under", "\udcff"], "\\xff is not UTF-8", id="an id that is no text"),
        pytest.param(["links", "pipe.md"], "pipe.md is a pipe, a socket or a device", id="a pipe"),
        pytest.param(["lnks"], "no such command: lnks", id="a command mistyped"),
        pytest.param(["links", "--nope"], "unrecognized arguments: --nope", id="an option mistyped"),
    ],
)
def test_what_was_asked_wrongly_is_one_clear_line_and_a_hint(
    vault: DiskVault, arguments: list[str], message: str
) -> None:
    os.mkfifo(vault.folder / "pipe.md")
    for name in (b"n\xff.md", b"f\xff/n.md"):
        _odd_name(vault, name)
    answer = vault.has(SPECS).run(*arguments)
    error, hint = answer.err.splitlines()
    assert (answer.code, answer.out) == (2, "")
    assert error.startswith("error: ")
    assert message in error
    assert hint.startswith("hint: ")
    told = vault.run(*arguments, "--json")
    assert told.code == 2
    assert set(told.json["error"]) == {"code", "message", "where", "hint"}


def _odd_name(vault: DiskVault, name: bytes) -> None:
    place = os.path.join(os.fsencode(vault.folder), name)
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY))
    except OSError:
        return  # a disk that takes no such names


def test_a_vault_is_read_by_whoever_stands_in_a_folder_that_was_deleted(
    vault: DiskVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.has(SPECS)
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv("PWD", str(gone))
    assert main(["--vault", str(vault.folder), "links", "specs/1000/epic.md"]) == 0
    assert main(["links"]) == 2


def test_a_path_may_come_through_a_link_to_the_vault(vault: DiskVault, tmp_path: Path) -> None:
    vault.has(SPECS)
    (tmp_path / "link").symlink_to(vault.folder)
    through = f"{tmp_path}/link/specs/1000/epic.md"
    assert vault.run("links", through) == vault.run("links", "specs/1000/epic.md")
    assert vault.run("mv", through, f"{tmp_path}/link/specs/1000/other.md").code == 0
    assert vault.run("links", f"{tmp_path}/other/specs/1000/epic.md").code == 2


def test_a_link_to_the_vault_itself_does_not_lead_out_of_it(vault: DiskVault) -> None:
    vault.has(SPECS)
    (vault.folder / "loop").symlink_to(".")
    assert [one["code"] for one in vault.json("check")["findings"] if one["path"] == "loop"] == ["symlink-folder"]


def test_what_cannot_be_read_is_left_out_and_told(vault: DiskVault) -> None:
    vault.has({**SPECS, "big.md": ""})
    os.mkfifo(vault.folder / "pipe.md")
    (vault.folder / "out.md").symlink_to("/etc/passwd")
    found = {(finding["code"], finding["path"]) for finding in vault.json("check")["findings"]}
    assert ("not-a-file", "pipe.md") in found
    assert ("symlink-out", "out.md") in found
    assert b"root" not in str(list(vault.json("links"))).encode()


def test_the_vault_is_found_from_a_folder_deep_inside(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    from specwork.whereabouts import find_vault

    deep = vault.has(SPECS).folder / "specs/1000/1001"
    assert find_vault(None, {}, str(deep)) == str(vault.folder)
    (vault.folder / "specs/1000/.obsidian").mkdir()
    assert find_vault(None, {}, str(deep)) == str(vault.folder / "specs/1000")
    (vault.folder / "specwork.toml").write_text("")
    assert find_vault(None, {}, str(deep)) == str(vault.folder)


def test_a_vault_that_was_changed_before_is_found_by_its_state_alone(vault: DiskVault) -> None:
    """So a change that left nothing else to know it by can be taken back from where one stands."""
    from specwork.whereabouts import find_vault

    (vault.folder / ".specwork").mkdir()
    (vault.folder / "notes").mkdir()
    assert find_vault(None, {}, str(vault.folder / "notes")) == str(vault.folder)


def test_links_and_backlinks_are_asked_by_id_too(vault: DiskVault) -> None:
    for words in (["init"], ["new", "epic", "Storage"], ["new", "feature", "Desk", "--under", "1000"]):
        assert vault.run(*words).code == 0
    assert {one["source"] for one in vault.json("links", "1001")["links"]} == {"specs/1000/1001/spec.md"}
    assert vault.json("backlinks", "Storage")["path"] == "specs/1000/epic.md"
    assert "no spec has the id 4711" in vault.run("links", "4711").err
    assert "no such file: specs/none.md" in vault.run("backlinks", "specs/none.md").err
