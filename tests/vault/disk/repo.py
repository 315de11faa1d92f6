"""A repository to be asked and committed to, and the person's own git."""

import subprocess
from pathlib import Path

import pytest


def git(folder: Path, *arguments: str) -> str:
    """The person's own git, for setting the scene."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one commit, and the vault below its top."""
    top = tmp_path / "repo"
    (top / "vault").mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    for name, value in (("user.name", "Mira"), ("user.email", "mira@example.org"), ("commit.gpgSign", "false")):
        git(top, "config", name, value)
    (top / "vault/a.md").write_text("one\n")
    (top / "outside.txt").write_text("x\n")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "First")
    return top
