"""The command that makes a folder a vault."""

import json

import pytest

from tests.kit import DiskVault
from vault.text import digest


def test_init_makes_a_vault_that_is_found_from_within(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    told = vault.json("init", "deep/vault")
    assert told == {
        "version": 1,
        "changed": ["specs", ".obsidian/app.json", "Home.md"],
        "undo": None,
        "path": str(vault.folder / "deep/vault"),
    }
    settings = json.loads(vault.read("deep/vault/.obsidian/app.json"))
    assert settings == {"newLinkFormat": "relative", "alwaysUpdateLinks": True, "showUnsupportedFiles": True}
    assert vault.json("init", "deep/vault")["changed"] == []


def test_init_changes_nothing_that_stands_there(vault: DiskVault) -> None:
    own = b'{\r\n  "newLinkFormat": "shortest",\r\n  "x": [1]\r\n}'
    vault.has({".obsidian/app.json": own, "specs/1000/epic.md": "# A\n", "note.md": "x", "Home.md": "mine\n"})
    before = vault.files()
    assert vault.json("init")["changed"] == [".obsidian/app.json"]
    after = vault.read(".obsidian/app.json")
    assert after.startswith(own.removesuffix(b"\r\n}"))
    assert json.loads(after)["newLinkFormat"] == "shortest"
    assert vault.run("init").out == "nothing to change\n"
    assert vault.files() == before


def test_init_is_refused_where_the_file_is_not_the_one_that_was_read(vault: DiskVault) -> None:
    vault.has({".obsidian/app.json": "{}\n"})
    before = vault.files()
    assert vault.run("init", "--expect", digest(b"{ }\n").hex()).code == 3
    assert vault.files() == before
    assert vault.run("init", "--expect", digest(b"{}\n").hex()).code == 0
    assert vault.files() != before
    assert vault.run("init", "fresh", "--expect", digest(b"{}\n").hex()).code == 3
    assert not (vault.folder / "fresh").exists()


def test_init_leaves_settings_that_it_cannot_read(vault: DiskVault) -> None:
    vault.has({".obsidian/app.json": "{oops"})
    answer = vault.run("init")
    assert "stays as it is" in answer.err
    assert vault.read(".obsidian/app.json") == b"{oops"


def test_init_writes_through_no_link(vault: DiskVault) -> None:
    vault.has({"elsewhere/app.json": "{}"})
    (vault.folder / "inner").mkdir()
    (vault.folder / "inner/.obsidian").symlink_to(vault.folder / "elsewhere")
    assert vault.json("init", "inner")["changed"] == ["specs", "Home.md"]
    assert vault.read("elsewhere/app.json") == b"{}"
    (vault.folder / "elsewhere/app.json").unlink()
    assert vault.json("init", "inner")["changed"] == []
    assert not (vault.folder / "elsewhere/app.json").exists()


def test_init_tried_first_makes_nothing(vault: DiskVault) -> None:
    told = "would make specs\nwould make .obsidian/app.json\nwould make Home.md\n"
    assert vault.run("init", "--dry-run").out.startswith(told)
    assert vault.run("init", "new", "--dry-run").out.startswith(told)
    assert vault.files() == {}
    assert not (vault.folder / "specs").exists()
    assert not (vault.folder / ".obsidian").exists()


@pytest.mark.parametrize(
    ("files", "made"),
    [
        pytest.param(
            {"1000/epic.md": "# A\n"}, [".obsidian/app.json", "Home.md"], id="specs at the top stay at the top"
        ),
        pytest.param(
            {"specwork.toml": 'specs = "plan/specs"\n'}, ["plan/specs", ".obsidian/app.json", "Home.md"], id="as set"
        ),
    ],
)
def test_init_makes_the_folder_that_specs_lie_in(vault: DiskVault, files: dict[str, str], made: list[str]) -> None:
    assert vault.has(files).json("init")["changed"] == made


def test_init_is_refused_where_a_file_stands(vault: DiskVault) -> None:
    vault.has({"note.md": ""})
    assert vault.run("init", "note.md").code == 2


@pytest.mark.parametrize(
    "asked",
    [("demo", ""), ("init", " "), ("migrate", ""), ("adopt", ""), ("list", "--vault", ""), ("init", "--vault", "")],
)
def test_an_empty_name_is_no_folder_and_no_note(vault: DiskVault, asked: tuple[str, ...]) -> None:
    vault.has({"specs/a.md": "---\ntype: epic\n---\n# A\n"})
    before = vault.files()
    refused = vault.run(*asked)
    assert refused.code == 2
    assert "an empty name names no" in refused.err
    assert vault.files() == before
    assert not list(vault.folder.glob("specwork-demo*"))
