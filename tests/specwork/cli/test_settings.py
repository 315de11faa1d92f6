"""What a vault's `specwork.toml` and a person's own settings say, as the commands take it."""

import sys
from pathlib import Path

import pytest

from tests.kit import DiskVault
from tests.specs_kit import VAULT, C, S, Specs, T

WORDS = 'statuses = { "in review" = "implementing", parked = "blocked", merged = "completed" }\n'


@pytest.fixture
def door(vault: DiskVault) -> DiskVault:
    Specs(vault.folder).has(VAULT).sync()
    return vault


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of the person's own settings, which is not there yet."""
    for name in ("VISUAL", "EDITOR", "SPECWORK_AS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config/specwork").mkdir(parents=True)
    return tmp_path / "config/specwork/settings.toml"


def test_a_word_of_the_vaults_own_counts_as_what_it_means_and_is_shown_as_typed(door: DiskVault) -> None:
    assert door.run("set", "1001", "status=In Review").code == 0
    assert "In Review" in door.run("list", "--status", "in review").out
    assert door.run("list", "--status", "implementing").out.count("1001") == 0
    assert "status-unknown" in door.run("check").out

    door.has({"specwork.toml": WORDS})

    assert "1001\tfeature\tIn Review" in door.run("list", "--status", "implementing").out
    assert "status-unknown" not in door.run("check").out


def test_it_is_written_as_typed_and_follows_into_the_journal(door: DiskVault) -> None:
    door.has({"specwork.toml": WORDS})
    answer = door.run("set", "1001", "status=parked")
    assert (answer.code, answer.err) == (0, "")
    assert b"status: parked\n" in door.read(S)
    assert b"**Status**: parked  \n" in door.read(C)
    assert "parked" in door.run("list", "--blocked").out


def test_two_words_for_one_status_are_no_difference(door: DiskVault) -> None:
    door.has(
        {"specwork.toml": WORDS, C: door.read(C).replace(b"**Status**: implementing", b"**Status**: In review (b)")}
    )
    before = door.files()
    assert door.run("sync").code == 0
    assert door.files() == before
    door.has({C: door.read(C).replace(b"In review (b)", b"Merged (b)")})
    assert door.run("sync").code == 0
    assert b"status: Merged\n" in door.read(S)
    assert "1001" not in door.run("list", "--open").out.splitlines()


@pytest.mark.parametrize("said", ["statuses = 3\n", 'statuses = ["review"]\n', "statuses = { review = 1 }\n"])
def test_statuses_that_say_no_meaning_are_refused(door: DiskVault, said: str) -> None:
    door.has({"specwork.toml": said})
    answer = door.run("list", "--json")
    assert (answer.code, answer.json["error"]["where"]) == (2, "specwork.toml")
    assert 'statuses = { review = "implementing" }' in answer.json["error"]["hint"]


def test_the_editor_of_ones_own_settings_serves_where_the_environment_names_none(
    door: DiskVault, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = own.parent / "mine.py"
    program.write_text("import sys\nopen(sys.argv[-1], 'a').write('edited')\n", encoding="utf-8")
    own.write_text(f"""editor = "{sys.executable} '{program}'"\n""", encoding="utf-8")
    assert door.run("edit", "1011").code == 0
    assert door.read(T).endswith(b"edited")
    monkeypatch.setenv("EDITOR", "false")
    assert "false ended with 1" in door.run("edit", "1011").err


def test_the_name_of_ones_own_settings_stands_between_the_environment_and_git(
    door: DiskVault, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.write_text('name = "Ada"\n', encoding="utf-8")
    door.run("set", "1001", "priority=high")
    monkeypatch.setenv("SPECWORK_AS", "Grace")
    door.run("set", "1001", "priority=low")
    door.run("--as", "Edsger", "set", "1001", "priority=medium")
    names = [line.split("\t")[2] for line in door.run("history", "--limit", "3").out.splitlines()]
    assert names == ["Edsger", "Grace", "Ada"]


@pytest.mark.parametrize("said", ["name = [\n", "name = 3\neditor = 3\n"])
def test_settings_that_cannot_be_used_stop_what_asks_for_them_and_nothing_else(
    door: DiskVault, own: Path, said: str
) -> None:
    own.write_text(said, encoding="utf-8")
    assert door.run("set", "1001", "priority=high").code == 0
    answer = door.run("edit", "1011")
    assert answer.code == 2
    assert "settings.toml cannot be used" in answer.err
