"""Migration from the command line: the table, the deed, the way back, and what git knows."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from specwork.cli.main import main
from specwork.desk import Desk
from tests.kit import DiskVault

EPIC, FEATURE, TASK = "1000-epic-base", "1001-feature-storage", "1011-task-nas"
NESTED = f"specs/{EPIC}/{FEATURE}"
OLD: dict[str, str | bytes] = {
    f"specs/{EPIC}/{EPIC}.spec.md": "# Base\n",
    f"{NESTED}/{FEATURE}.spec.md": "# Storage\n\n**Status**: Completed\n\n## Files\n- `src/nas.ts` - client\n",
    f"{NESTED}/{TASK}.spec.md": "# NAS\r\n",
    f"{NESTED}/.hidden": "h",
    "src/nas.ts": "1",
    "home.md": f"[[{FEATURE}.spec]]\n",
}


def everything(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".specwork" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if ".git" not in path.parts}


def test_the_table_comes_first_and_nothing_is_changed(vault: DiskVault) -> None:
    before = everything(vault.has(OLD).folder)
    told = vault.run("migrate").out.splitlines()
    assert told[0] == f"move, write\tspecs/{EPIC}/{EPIC}.spec.md\tspecs/1000/epic.md"
    assert "create\t\tspecs/1000/1001/context.md" in told
    assert "write\thome.md\thome.md" in told
    assert told[-1].endswith("nothing is changed yet: specwork migrate --apply")
    assert "+id: 1001" in vault.run("migrate", "--dry-run").out
    assert everything(vault.folder) == before


def test_one_undo_gives_back_every_byte_and_a_second_run_does_nothing(vault: DiskVault) -> None:
    before = everything(vault.has(OLD).folder)
    told = vault.json("migrate", "--apply")
    assert {"old": f"{NESTED}/{TASK}.spec.md", "new": "specs/1000/1001/1011.spec.md"} in told["moves"]
    assert told["created"] == ["specs/1000/1001/context.md"]
    assert (vault.folder / "specs/1000/1001/.hidden").exists()
    assert not (vault.folder / f"specs/{EPIC}").exists()
    assert vault.run("check").code == 0
    now = everything(vault.folder)
    assert vault.run("migrate", "--apply").out == "nothing to migrate\n"
    assert everything(vault.folder) == now
    assert vault.run("undo", told["undo"]).code == 0
    assert everything(vault.folder) == before


def test_both_sides_agree_once_they_are_synced(vault: DiskVault) -> None:
    vault.has(OLD).has({f"{NESTED}/deliverables/scripts/a.sh": "#!/bin/sh\n"}).run("migrate", "--apply")
    desk = Desk(str(vault.folder), participant="Mira")
    assert desk.sync().conflicts == ()
    assert "[[1011.spec|1011 NAS]]" in vault.read("specs/1000/1001/spec.md").decode()
    assert b"# Spec: [[../../spec|1001 Storage]]" in vault.read("specs/1000/1001/deliverables/scripts/a.sh")
    assert desk.sync().done.changed == []
    assert vault.run("migrate").out == "nothing to migrate\n"


@pytest.mark.parametrize(("standing", "asked"), [
    pytest.param("", ["specs"], id="by its name"),
    pytest.param("", ["."], id="by the folder around it"),
    pytest.param("", [], id="without being named"),
    pytest.param("specs", [], id="from inside it"),
    pytest.param("src", ["../specs/"], id="from beside it"),
])  # fmt: skip
def test_a_folder_of_old_specs_is_found_where_no_vault_was_yet(
    vault: DiskVault,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    standing: str,
    asked: list[str],
) -> None:
    monkeypatch.chdir(vault.has(OLD).folder / standing)
    assert main(["migrate", *asked, "--json"]) == 0
    moves = json.loads(capsys.readouterr().out)["moves"]
    assert {"old": f"specs/{EPIC}/{EPIC}.spec.md", "new": "specs/1000/epic.md"} in moves


def test_old_specs_beside_the_folder_of_specs_go_into_it(vault: DiskVault) -> None:
    vault.has({"old/1001-feature-a.spec.md": "# A\n", "specs/1000/epic.md": "---\nid: 1000\n---\n# E\n"})
    moves: Any = vault.json("migrate", "old")["moves"]
    assert moves == [{"old": "old/1001-feature-a.spec.md", "new": "specs/1000/1001/spec.md"}]


def test_what_was_asked_wrongly_is_said(vault: DiskVault) -> None:
    vault.has(OLD)
    assert vault.run("migrate", "nowhere").code == 2
    assert vault.run("migrate", "--apply", "--dry-run").code == 2


def test_a_symbolic_link_stays(vault: DiskVault) -> None:
    vault.has(OLD)
    os.symlink("../../../home.md", vault.folder / f"{NESTED}/link.md")
    told = vault.json("migrate", "--apply")
    assert told["left"] == [{"path": f"{NESTED}/link.md", "why": "it is a symbolic link"}]
    assert (vault.folder / f"{NESTED}/link.md").is_symlink()


def commit(folder: Path, day: str, subject: str) -> str:
    when = f"{day}T10:00:00+01:00"
    who = {"GIT_AUTHOR_NAME": "Mira", "GIT_AUTHOR_EMAIL": "m@example.org", "GIT_COMMITTER_NAME": "Mira"}
    who |= {"GIT_COMMITTER_EMAIL": "m@example.org", "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    said = ""
    for command in (["add", "-A"], ["commit", "-q", "-m", subject], ["rev-parse", "--short=7", "HEAD"]):
        asked = ["git", *command]
        said = subprocess.run(
            asked, cwd=folder, env={**os.environ, **who}, capture_output=True, check=True
        ).stdout.decode()
    return said.strip()


def test_a_journal_is_told_from_the_commits_and_lists_what_they_added(vault: DiskVault) -> None:
    subprocess.run(["git", "init", "-q", str(vault.folder)], check=True)
    first = commit(vault.has(OLD).folder, "2025-01-10", "Plan everything")
    second = commit(
        vault.has({"src/raid.ts": "2", "specs/README.md": ""}).folder, "2025-01-13", "feat(1001): RAID [[x]]"
    )
    third = commit(vault.has({f"{NESTED}/{FEATURE}.spec.md": OLD[f"{NESTED}/{FEATURE}.spec.md"]}).has(
        {f"{NESTED}/how.md": "# How\n"}).folder, "2025-01-13", "Storage 1001 is told")  # fmt: skip
    vault.run("migrate", "--apply")
    journal = vault.read("specs/1000/1001/context.md").decode()
    _, _, timeline = journal.partition("## Implementation Timeline\n\n")
    assert timeline.split("\n## ")[0] == (
        "### Session 1: 2025-01-10 - Plan everything\n**Participants**: Mira  \n**Status**: completed\n\n"
        f"#### Commits\n- `{first}`: Plan everything\n\n"
        "### Session 2: 2025-01-13 - feat(1001): RAID ((x))\n**Participants**: Mira  \n**Status**: completed\n\n"
        f"#### Commits\n- `{second}`: feat(1001): RAID ((x))\n- `{third}`: Storage 1001 is told\n"
    )
    assert {"- `src/nas.ts` - client", "- `src/raid.ts`", "- [[how|how.md]]"} < set(journal.splitlines())
    assert "README" not in journal
    assert "created: 2025-01-10" in vault.read("specs/1000/1001/spec.md").decode()


def test_commits_are_found_under_the_names_that_a_spec_had_before(vault: DiskVault) -> None:
    subprocess.run(["git", "init", "-q", str(vault.folder)], check=True)
    text = "# Storage\n\n**Status**: Done\n"
    commit(vault.has({"specs/storage.md": text}).folder, "2025-01-08", "Sketch")
    os.rename(vault.folder / "specs/storage.md", vault.folder / f"specs/{FEATURE}.spec.md")
    commit(vault.folder, "2025-01-09", "Give it a number")
    vault.run("migrate", "--apply")
    assert "created: 2025-01-08" in vault.read("specs/1001/spec.md").decode()
    assert "### Session 1: 2025-01-08 - Sketch\n" in vault.read("specs/1001/context.md").decode()


def test_files_that_are_not_those_that_were_read_are_not_migrated(vault: DiskVault) -> None:
    seen = vault.has(OLD).json("props", f"{NESTED}/{TASK}.spec.md")["hash"]
    vault.has({f"{NESTED}/{TASK}.spec.md": "# NAS, mounted\n"})
    before = everything(vault.folder)
    assert (vault.run("migrate", "--apply", "--expect", seen).code, everything(vault.folder)) == (3, before)
    now = vault.json("props", f"{NESTED}/{TASK}.spec.md")["hash"]
    assert vault.run("migrate", "--apply", "--expect", now).code == 0
