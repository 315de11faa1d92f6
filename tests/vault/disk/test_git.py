"""git is asked without running what a repository names."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vault.disk.repo import git, repo
from vault.disk.git import Git
from vault.disk.printed import Changed, PathState
from vault.disk.repository import name_of_user
from vault.disk.sides import Sides
from vault.errors import GitFailed

__all__ = ["repo"]  # a fixture


def test_where_things_are(repo: Path) -> None:
    vault = Git(str(repo / "vault"))
    assert vault.root() == str(repo)
    assert vault.head() == git(repo, "rev-parse", "HEAD")
    assert (vault.branch(), vault.state(), vault.user()) == ("main", "clean", "Mira")
    git(repo, "pack-refs", "--all")
    assert vault.head() == git(repo, "rev-parse", "HEAD")
    git(repo, "checkout", "-q", "--detach")
    assert vault.branch() is None
    assert vault.head() == git(repo, "rev-parse", "main")


def test_the_persons_name_is_read_without_asking_git(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert name_of_user(str(repo / "vault")) == "Mira"
    git(repo, "config", "--unset", "user.name")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    assert name_of_user(str(repo)) is None
    (tmp_path / ".gitconfig").write_text('[core]\n\tname = no\n[User]\n\tName = "Jun Park" # me\n')
    assert name_of_user(str(repo)) == "Jun Park"


def test_the_persons_name_is_read_from_where_their_git_reads_it(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repo, "config", "--unset", "user.name")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    (tmp_path / ".gitconfig").write_text("[include]\n\tpath = own/who\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own/who").write_text("[user]\n\tname = Jun\n[include]\n\tpath = who\n")
    assert name_of_user(str(repo)) == "Jun"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "elsewhere"))
    assert name_of_user(str(repo)) is None
    (tmp_path / "elsewhere").write_text("[user]\nname = Lea\n")
    assert name_of_user(str(repo)) == "Lea"
    (repo / ".git/config").write_text(f"[include]\npath = {tmp_path}/own/who\n")
    assert name_of_user(str(repo)) == "Lea"


def test_a_folder_in_no_repository(tmp_path: Path) -> None:
    vault = Git(str(tmp_path))
    assert (vault.root(), vault.head(), vault.branch(), vault.user()) == (None, None, None, None)
    assert "no git repository" in vault.why_not
    with pytest.raises(GitFailed):
        vault.status()
    vault.init()
    assert vault.root() == str(tmp_path)
    assert (vault.head(), vault.log(), vault.status()) == (None, [], [])


def test_a_work_tree_of_its_own(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    vault = Git(str(tmp_path / "side/vault"))
    assert vault.branch() == "side"
    assert vault.head() == git(repo, "rev-parse", "main")
    assert vault.worktrees() == [str(repo), str(tmp_path / "side")]


NAMES = ["new file.md", "-dash.md", "line\nend.md", "ü.md", ":(top)x.md", "tab\t.md", os.fsdecode(b"\xff.md")]


def test_the_status_of_files_with_any_name(repo: Path) -> None:
    for name in NAMES:
        (repo / "vault" / name).write_text("x")
    vault = Git(str(repo / "vault"))
    assert {found.path for found in vault.status()} == set(NAMES)
    assert vault.status([":(top)x.md"]) == [PathState(":(top)x.md", "untracked")]


def test_every_state_has_its_word(repo: Path) -> None:
    folder = repo / "vault"
    for name in ("b.md", "c.md", "d.md"):
        (folder / name).write_text("1\n2\n3\n4\n5\n")
    git(repo, "add", ".")
    git(repo, "commit", "-q", "-m", "More")
    (folder / ".gitignore").write_text("*.log\n")
    (folder / "x.log").write_text("x")
    (folder / "a.md").write_text("staged\n")
    git(repo, "add", "vault/a.md")
    (folder / "b.md").write_text("unstaged\n")
    (folder / "c.md").write_text("staged\n")
    git(repo, "add", "vault/c.md")
    (folder / "c.md").write_text("and more\n")
    git(repo, "mv", "vault/d.md", "vault/e.md")
    asked = ["a.md", "b.md", "c.md", "d.md", "e.md", "x.log", ".gitignore"]
    assert {found.path: found.state for found in Git(str(folder)).status(asked)} == {
        "a.md": "staged",
        "b.md": "unstaged",
        "c.md": "partly staged",
        "e.md": "staged",
        "x.log": "ignored",
        ".gitignore": "untracked",
    }


def test_the_log_tells_files_renames_and_trailers(repo: Path) -> None:
    (repo / "vault/a.md").write_text("one\ntwo\nthree\n")
    git(repo, "commit", "-qam", "Grow\n\nBecause.\n\nSpec: 1014\nSession: s-1")
    git(repo, "mv", "vault/a.md", "vault/b.md")
    (repo / "vault/pic.bin").write_bytes(bytes(range(256)))
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "Rename")
    vault = Git(str(repo / "vault"))
    rename, grow, first = vault.log()
    assert (grow.subject, grow.body) == ("Grow", "Because.\n\nSpec: 1014\nSession: s-1")
    assert grow.trailers == (("Spec", "1014"), ("Session", "s-1"))
    assert grow.files == (Changed("a.md", 2, 0),)
    assert rename.files == (Changed("b.md", 0, 0, "a.md"), Changed("pic.bin", None, None))
    assert first.files == (Changed("a.md", 1, 0),)
    assert [commit.subject for commit in vault.log("b.md")] == ["Rename", "Grow", "First"]
    assert [commit.subject for commit in vault.log(limit=1)] == ["Rename"]
    assert vault.renames(grow.id) == [("a.md", "b.md")]
    assert vault.contains(first.id) is True
    assert vault.contains("f" * 40) is False
    assert vault.show(first.id, "a.md") == b"one\n"
    assert vault.show("HEAD", "a.md") is None


def test_what_lies_on_every_branch(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "side")
    (repo / "vault/1000").mkdir()
    (repo / "vault/1000/epic.md").write_text("x")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "Side")
    found = Git(str(repo / "vault")).branches_paths("1000")
    assert found == {"main": [], "side": ["1000/epic.md"]}


def test_what_another_work_tree_holds_counts_though_it_is_not_committed(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    (tmp_path / "side/vault/1000/1003").mkdir(parents=True)
    found = Git(str(repo / "vault")).branches_paths("1000")
    assert found[f"the work tree {tmp_path / 'side'}"] == ["1000/1003"]
    (repo / "vault/1000/1001").mkdir(parents=True)
    from_there = Git(str(tmp_path / "side/vault")).branches_paths("1000")
    assert from_there[f"the work tree {repo}"] == ["1000/1001"]


def test_the_two_sides_of_a_merge_are_told_while_it_lasts_and_when_it_is_done(repo: Path) -> None:
    first = git(repo, "rev-parse", "HEAD")
    for name in ("one", "two"):
        git(repo, "checkout", "-q", "-b", name, first)
        (repo / "vault/a.md").write_text(name)
        git(repo, "commit", "-qam", name)
    one, two = git(repo, "rev-parse", "one"), git(repo, "rev-parse", "two")
    vault = Git(str(repo / "vault"))
    assert vault.sides() == []
    git(repo, "checkout", "-q", "--detach")
    subprocess.run(["git", "merge", "-q", "one"], cwd=repo, capture_output=True, check=False)
    assert vault.sides() == [Sides(first, two, one, during=True)]
    git(repo, "commit", "-qam", "Both")
    assert vault.sides() == [Sides(first, two, one, during=False)]
    git(repo, "checkout", "-q", "two")
    for under_way in ("cherry-pick", "rebase"):
        subprocess.run(["git", under_way, "one"], cwd=repo, capture_output=True, check=False)
        ours, theirs = (two, one) if under_way == "cherry-pick" else (one, two)  # a rebase stands on the other
        assert vault.sides() == [Sides(first, ours, theirs, during=True)]
        git(repo, under_way, "--abort")


def test_every_file_of_a_commit_has_the_id_of_its_content(repo: Path) -> None:
    (repo / "vault/b").symlink_to("a.md")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "Link")
    assert Git(str(repo / "vault")).files("HEAD") == {"a.md": git(repo, "hash-object", "vault/a.md")}


def test_no_name_of_a_commit_is_an_option(repo: Path) -> None:
    for name in ("--output=x", "-n1", "nowhere", "HEAD\0x"):
        with pytest.raises(GitFailed):
            Git(str(repo)).show(name, "a")


READING: list[tuple[str, Callable[[Git], object]]] = [
    ("status", lambda it: it.status(["vault/a.md"])),
    ("status of all", lambda it: it.status()),
    ("log", lambda it: it.log()),
    ("log of one", lambda it: it.log("vault/a.md")),
    ("show", lambda it: it.show("HEAD", "vault/a.md")),
    ("renames", lambda it: it.renames("HEAD")),
    ("contains", lambda it: it.contains("HEAD")),
    ("branches", lambda it: it.branches_paths("")),
    ("sides", lambda it: it.sides()),
    ("files", lambda it: it.files("HEAD")),
    ("worktrees", lambda it: it.worktrees()),
    ("head", lambda it: (it.head(), it.branch(), it.state(), it.user())),
]


@pytest.mark.parametrize("ask", [pytest.param(ask, id=name) for name, ask in READING])
def test_nothing_that_a_hostile_repository_names_is_run(
    repo: Path, tmp_path: Path, ask: Callable[[Git], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\necho $0 $@ >> {canary}\ncat\n")
    script.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (hooks / hook).write_text(script.read_text())
        (hooks / hook).chmod(0o755)
    evil = str(script)
    included = tmp_path / "included"
    included.write_text(f'[filter "inc"]\n\tclean = {evil}\n[diff "inc"]\n\ttextconv = {evil}\n')
    named = {
        "core.fsmonitor": evil,
        "core.hooksPath": str(hooks),
        "diff.external": evil,
        "filter.x.clean": evil,
        "filter.x.smudge": evil,
        "filter.x.process": evil,
        "filter.x.required": "true",
        "filter.a=b.clean": evil,
        "diff.x.textconv": evil,
        "diff.x.command": evil,
        "merge.x.driver": evil,
        "alias.status": f"!{evil}",
        "alias.log": f"!{evil}",
        "log.showSignature": "true",
        "gpg.program": evil,
        "gpg.ssh.program": evil,
        "core.pager": evil,
        "pager.log": evil,
        "core.editor": evil,
        "core.sshCommand": evil,
        "credential.helper": f"!{evil}",
        "core.askPass": evil,
        "core.alternateRefsCommand": evil,
        "include.path": str(included),
        "diff.trustExitCode": "true",
    }
    for name, value in named.items():
        git(repo, "config", name, value)
    (repo / ".gitattributes").write_text(
        "*.md filter=x diff=x merge=x\n*.txt filter=inc diff=inc\nvault/z.md filter=a=b\n"
    )
    (repo / "vault/a.md").write_text("changed\n")
    (repo / "outside.txt").write_text("changed\n")
    (repo / "vault/z.md").write_text("new\n")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", evil)
    canary.unlink(missing_ok=True)

    ask(Git(str(repo)))

    assert not canary.exists(), canary.read_text()


def test_a_git_file_that_leads_nowhere_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")
    assert Git(str(tmp_path)).root() is None
    (tmp_path / ".git").write_text("rubbish\n")
    assert "no git repository" in Git(str(tmp_path)).why_not
