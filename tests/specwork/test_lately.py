"""What changed since the last action is offered: by git where there is one, by the file system where not."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from specwork.desk import Desk
from specwork.lately import Touched, forget, touched
from specwork.touched import remember
from tests.kit import DiskVault
from tests.specwork.work.desk_vault import JOURNAL, VAULT


@pytest.fixture
def specs(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    """A session is open; some files are old, and some have changed since."""
    monkeypatch.delenv("SPECWORK_SESSION", raising=False)
    vault.has({**VAULT, "src/old.py": "x\n", "src/lib.py": "x\n"})
    for path in vault.files():
        os.utime(vault.folder / path, (1, 1))
    vault.run("index")
    return vault


def repository(folder: Path) -> None:
    for line in ("init -q", "config user.name Mira", "config user.email m@example.org", "config commit.gpgSign false"):
        subprocess.run(["git", *line.split()], cwd=folder, check=True)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "First"], cwd=folder, check=True)


def worked(specs: DiskVault) -> tuple[Touched, ...]:
    specs.run("start", "1011")
    specs.has({"src/lib.py": "changed\n", "src/new.py": "x\n", "src/old.py": "long ago\n"})
    now = time.time()
    os.utime(specs.folder / "src/old.py", (1, 1))
    os.utime(specs.folder / "src/lib.py", (now, now))
    os.utime(specs.folder / "src/new.py", (now + 1, now + 1))
    return touched(Desk(str(specs.folder), participant="Mira"), "1011")


@pytest.mark.parametrize("git", [True, False], ids=["git", "no git"])
def test_files_are_offered_that_changed_since_the_last_action(specs: DiskVault, git: bool) -> None:
    if git:
        repository(specs.folder)
    assert worked(specs) == (Touched("src/new.py", "created"), Touched("src/lib.py", "modified"))


def test_in_a_larger_repository_they_are_seen_from_its_top(specs: DiskVault) -> None:
    (specs.folder.parent / "code.py").write_text("x\n")
    (specs.folder.parent / ".gitignore").write_text("cache/\nhome*/\n")
    repository(specs.folder.parent)
    found = worked(specs)
    (specs.folder.parent / "code.py").write_text("changed\n")
    desk = Desk(str(specs.folder), participant="Mira")
    assert Touched("code.py", "modified") in touched(desk, "1011")
    assert [one.path for one in found] == ["vault/src/new.py", "vault/src/lib.py"]


def test_what_a_hook_saw_is_offered_with_it_until_it_was_named(specs: DiskVault) -> None:
    worked(specs)
    desk = Desk(str(specs.folder), participant="Mira")
    remember(desk.disk().state, ["src/old.py", "src/lib.py", "gone.py", JOURNAL, "../../elsewhere.py"])
    assert [one.path for one in touched(desk, "1011")] == ["src/new.py", "src/lib.py", "src/old.py"]
    forget(desk)
    assert [one.path for one in touched(desk, "1011")] == ["src/new.py", "src/lib.py"]
