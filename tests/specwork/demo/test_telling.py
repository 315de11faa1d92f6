"""The sample vault: believable, the same each time, and sound but for what it shows to be mended."""

import subprocess
import sys
from pathlib import Path

import pytest

from specwork.demo.telling import tell
from specwork.desk import Desk
from specwork.errors import BadUsage
from tests.kit import DiskVault


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told") / "library"
    tell(str(folder))
    return folder


def texts(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True).stdout


def test_it_holds_three_epics_a_dozen_features_and_forty_tasks(told: Path) -> None:
    desk = Desk(str(told))
    desk.sweep()
    kinds = [one.spec.type for one in desk.given().specs.all()]
    assert (kinds.count("epic"), kinds.count("feature"), kinds.count("task")) == (3, 12, 40)


def test_what_there_is_to_mend_is_one_link_and_one_contradiction(told: Path) -> None:
    desk = Desk(str(told))
    assert [one.code for one in desk.check() if one.severity == "error"] == ["broken-link"]
    report = desk.sync(dry_run=True)
    assert [one.code for one in report.conflicts] == ["conflict"]
    assert report.done.changed == []


def test_it_is_told_the_same_each_time_to_the_byte_and_to_the_commit(told: Path, tmp_path: Path) -> None:
    tell(str(tmp_path / "again"))
    assert texts(tmp_path / "again") == texts(told)
    assert git(tmp_path / "again", "log", "--format=%H") == git(told, "log", "--format=%H")


def test_its_history_names_the_specs(told: Path) -> None:
    log = git(told, "log", "--format=%s|%(trailers:key=Spec,valueonly,separator=%x2C)")
    assert "1011: Check both kinds of ISBN|1011" in log.splitlines()
    assert git(told, "status", "--short").count("\n") == 3, "what was edited by hand is not committed"


@pytest.mark.parametrize("name", ["isbn.py", "fold.py", "lend.py", "keep.sh"])
def test_what_it_delivered_runs(told: Path, name: str) -> None:
    [place] = told.rglob(name)
    command = [sys.executable, "-m", "doctest", str(place)] if name.endswith(".py") else ["sh", "-n", str(place)]
    subprocess.run(command, check=True)


def test_a_folder_that_holds_something_is_left_alone(vault: DiskVault) -> None:
    vault.has({"diary.md": "mine\n"})
    answer = vault.run("demo", str(vault.folder), "--no-open")
    assert answer.code == 2
    assert "not empty" in answer.err
    assert list(vault.files()) == ["diary.md"]
    with pytest.raises(BadUsage):
        tell(str(vault.folder / "diary.md"))


def test_tried_first_or_expecting_a_file_it_writes_nothing(vault: DiskVault) -> None:
    folder = vault.folder / "sample"
    assert vault.run("demo", str(folder), "--dry-run").out == f"would write a sample vault into {folder}\n"
    told = vault.json("demo", str(folder), "--dry-run")
    assert told == {"version": 1, "changed": [], "undo": None, "diff": "", "path": str(folder)}
    assert vault.run("demo", str(folder), "--expect", "00", "--no-open").code == 3
    assert not folder.exists()


def test_without_a_repository_it_makes_none(tmp_path: Path) -> None:
    tell(str(tmp_path / "plain"), git=False)
    assert not (tmp_path / "plain" / ".git").exists()


def test_below_another_repository_it_has_one_of_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    tell(str(tmp_path / "inner"))
    assert (tmp_path / "inner" / ".git").is_dir()
    assert "1011: Check both kinds of ISBN" in git(tmp_path / "inner", "log", "--format=%s")
    assert not (tmp_path / ".git" / "refs" / "heads" / "main").exists()
