"""`specwork doctor`: it tells what stands here, breaks at nothing, writes nothing, and makes room when asked."""

import gc
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from specwork import doctor
from specwork.cli.main import main
from specwork.whereabouts import machine
from tests.kit import DiskVault

STATE = f".specwork/{machine()}"


@pytest.fixture
def tree(vault: DiskVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    vault.run("init")
    vault.run("new", "epic", "Foundation")
    vault.run("set", "1000", "status=implementing")
    return vault


def codes(vault: DiskVault) -> dict[str, str]:
    return {one["code"]: one["severity"] for one in vault.json("doctor")["findings"]}


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time, the state's too."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def test_it_tells_versions_the_state_and_its_sizes_and_writes_nothing(tree: DiskVault) -> None:
    gc.collect()  # what earlier commands of this process had open is closed, and written, now
    before = everything(tree.folder)
    answer = tree.run("doctor")
    assert answer.code == 0
    assert answer.err == ""
    for word in ("specwork ", "Python 3.", "SQLite 3.", "textual", str(tree.folder / STATE), "undo store", "agreement"):
        assert word in answer.out
    assert "nothing is broken" in answer.out
    assert everything(tree.folder) == before


def test_programs_are_told_the_same(tree: DiskVault) -> None:
    told = tree.json("doctor")
    assert told["state"] == str(tree.folder / STATE)
    parts = {one["name"]: one for one in told["parts"]}
    assert {"index", "undo store", "agreement", "history"} <= parts.keys()
    assert parts["undo store"]["size"] == told["undo"]["size"] > 0
    assert parts["history"]["size"] == (tree.folder / STATE / "log.ops").stat().st_size
    assert told["watching"]["folders"] >= len([path for path in tree.folder.rglob("*") if path.is_dir()])


def test_outside_of_a_vault_it_tells_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SPECWORK_VAULT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["doctor"]) == 0
    assert "none here or above" in capsys.readouterr().out
    assert main(["--vault", str(tmp_path / "gone"), "doctor"]) == 2


def test_nothing_that_is_missing_breaks_it(tree: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree.folder / ".git").mkdir()
    (tree.folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tree.folder / ".git/objects").mkdir()
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("importlib.metadata.version", _missing)
    monkeypatch.setattr(doctor, "_text", lambda *_, **__: None)
    told = tree.json("doctor")
    assert {tool["name"] for tool in told["tools"] if tool["version"] is None} >= {"git", "textual", "an editor"}
    assert "git" not in {one["code"] for one in told["findings"]}


def _missing(name: str) -> str:
    from importlib.metadata import PackageNotFoundError

    raise PackageNotFoundError(name)


def _linked(vault: DiskVault) -> None:
    os.rename(vault.folder / ".specwork", vault.folder.parent / "state")
    (vault.folder / ".specwork").symlink_to(vault.folder.parent / "state")


def _garbled(vault: DiskVault) -> None:
    (vault.folder / STATE / "agreed.sqlite").write_bytes(b"no database\n" * 1000)


@pytest.mark.parametrize(
    ("deed", "code", "severity"),
    [
        pytest.param(_linked, "state-linked", "error", id="the state leads elsewhere"),
        pytest.param(_garbled, "agreement", "warning", id="the agreement is garbled"),
        pytest.param(lambda vault: (vault.folder / STATE / "tx-9-ab").mkdir(), "half-done", "error", id="a crash"),
        pytest.param(
            lambda vault: (vault.folder / STATE / "unreadable-tx-9").mkdir(),
            "unreadable-plan",
            "error",
            id="a bad disk",
        ),
        pytest.param(lambda vault: vault.has({"specwork.toml": "ignore = 3\n["}), "settings", "error", id="settings"),
        pytest.param(lambda vault: vault.has({".obsidian/app.json": "{"}), "obsidian", "warning", id="Obsidian's"),
        pytest.param(lambda vault: vault.has({".git": "gitdir: nowhere\n"}), "git", "error", id="no repository"),
    ],
)
def test_what_is_broken_is_named(tree: DiskVault, deed: "object", code: str, severity: str) -> None:
    deed(tree)  # type: ignore[operator]  # each row brings its own deed
    answer = tree.run("doctor")
    assert f"{severity} {code}: " in answer.out
    assert answer.code == (1 if severity == "error" else 0)
    assert codes(tree)[code] == severity


def test_a_change_on_its_way_is_no_crash(tree: DiskVault) -> None:
    import fcntl

    (tree.folder / STATE / "tx-9-ab").mkdir()
    with open(tree.folder / ".specwork/lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "half-done" not in codes(tree)
        assert codes(tree)["busy"] == "remark"
    assert "half-done" in codes(tree)


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_git_is_asked_how_it_is_and_runs_nothing_of_the_repositorys_own(tree: DiskVault) -> None:
    git(tree.folder, "init", "-q")
    assert codes(tree)["merge-driver"] == "remark"
    tree.run("init", "--git")
    assert "merge-driver" not in codes(tree)
    git(tree.folder, "config", "--remove-section", "merge.specwork")
    assert codes(tree)["merge-driver"] == "warning"
    ran = tree.folder.parent / "ran"
    git(tree.folder, "config", "core.fsmonitor", f"touch {ran}; false")
    git(tree.folder, "config", "alias.remote", f"!touch {ran}")
    tree.run("doctor")
    assert not ran.exists()
    (tree.folder / ".git/index").write_bytes(b"garbled" * 100)
    assert codes(tree)["git"] == "error"
    assert tree.run("doctor").code == 1


def test_two_services_are_told_with_their_signs(tree: DiskVault) -> None:
    tree.has({".stfolder/x": "", ".dropbox": ""})
    assert "Syncthing (" in tree.run("doctor").out
    assert codes(tree)["carried-twice"] == "warning"


def test_the_undo_store_is_emptied_when_asked(tree: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    before, size = tree.files(), tree.json("doctor")["undo"]["size"]
    assert tree.run("doctor", "--empty-undo", "--older-than", "30").out == "nothing to let go of\n"
    assert tree.json("doctor")["undo"]["size"] == size
    monkeypatch.setattr("vault.disk.young.KEPT", 0.0)
    assert tree.json("doctor", "--empty-undo")["emptied"] > 0
    assert tree.json("doctor")["undo"] == {**tree.json("doctor")["undo"], "files": 0, "size": 0, "oldest": None}
    assert tree.files() == before
    answer = tree.run("undo")
    assert (answer.code, "no longer in the undo store" in answer.err) == (2, True)
    assert tree.files() == before


def test_what_an_editor_may_still_save_into_stays(tree: DiskVault) -> None:
    assert tree.json("doctor", "--empty-undo")["emptied"] == 0
    assert tree.run("undo").code == 0


def test_a_vault_that_was_never_changed_has_nothing_to_empty(vault: DiskVault) -> None:
    vault.has({"a.md": "x"})
    assert vault.json("doctor", "--empty-undo")["emptied"] == 0
    assert not (vault.folder / ".specwork").exists()


@pytest.mark.parametrize(
    "words", [["--older-than", "3"], ["--empty-undo", "--older-than", "-1"], ["--older-than", "nan"]]
)
def test_asked_wrongly_it_empties_nothing(tree: DiskVault, words: list[str]) -> None:
    before = tree.json("doctor")["undo"]
    assert tree.run("doctor", *words).code == 2
    assert tree.json("doctor")["undo"] == before


def test_the_agreement_of_a_busy_vault_counts_as_sound(tree: DiskVault) -> None:
    tree.run("sync")
    connection = sqlite3.connect(tree.folder / STATE / "agreed.sqlite", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        assert "agreement" not in codes(tree)
    finally:
        connection.close()


def test_the_disk_that_a_vault_lies_on_is_found_here() -> None:
    found = doctor.mounted(os.path.realpath("/"))
    assert found is None or found.place == "/"


def test_a_vault_in_a_folder_whose_name_is_no_text_is_a_vault_like_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    try:
        os.mkdir(os.fsencode(tmp_path) + b"/b\xff\n")
    except OSError:
        pytest.skip("this disk takes no such name")
    folder = str(tmp_path / "b\udcff\n")
    for words in ("init", "new epic Foundation", "sync", "list", "doctor", "undo", "sync", "check"):
        assert main(["--vault", folder, *words.split()]) == 0, words
    assert "\udcff" not in capsys.readouterr().out
