"""A commit is the person's own, of exactly the files named, or it is refused."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vault.disk.repo import git, repo
from vault.disk.git import Git
from vault.errors import GitFailed, NotNow, Refused

__all__ = ["repo"]  # a fixture


def test_a_commit_takes_exactly_the_files_named(repo: Path) -> None:
    folder = repo / "vault"
    (repo / "outside.txt").write_text("staged by the person\n")
    git(repo, "add", "outside.txt")
    (folder / "a.md").write_text("changed\n")
    (folder / "-new.md").write_text("new\n")
    (folder / "other.md").write_text("not named\n")
    (folder / ".gitignore").write_text("*.log\n")
    (folder / "x.log").write_text("ignored\n")

    done = Git(str(folder)).commit(["a.md", "-new.md", "x.log"], "1014: Mount", trailers=[("Spec", "1014")])

    assert (done.subject, done.trailers, done.left_out) == ("1014: Mount", (("Spec", "1014"),), ("x.log",))
    assert {changed.path for changed in done.files} == {"a.md", "-new.md"}
    assert git(repo, "diff", "--cached", "--name-only") == "outside.txt"
    assert git(repo, "status", "--porcelain", "vault") == "?? vault/.gitignore\n?? vault/other.md"


def test_a_deleted_and_a_renamed_file_can_be_committed(repo: Path) -> None:
    (repo / "vault/b.md").write_text("two\n" * 9)
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "Second")
    (repo / "vault/a.md").unlink()
    git(repo, "mv", "vault/b.md", "vault/c.md")
    done = Git(str(repo / "vault")).commit(["a.md", "c.md"], "Tidy")
    assert {changed.path for changed in done.files} == {"a.md", "c.md"}
    assert git(repo, "status", "--porcelain") == ""


def test_a_hook_that_says_no_leaves_everything_as_it_was(repo: Path) -> None:
    hook = repo / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    (repo / "vault/new.md").write_text("new\n")
    before = git(repo, "status", "--porcelain")
    with pytest.raises(GitFailed, match="not today"):
        Git(str(repo / "vault")).commit(["new.md"], "New")
    assert git(repo, "status", "--porcelain") == before


def hooked(repo: Path, *lines: str) -> None:
    hook = repo / ".git/hooks/pre-commit"
    hook.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    hook.chmod(0o755)


def test_what_a_hook_edits_and_stages_is_committed_and_leaves_nothing_staged(repo: Path) -> None:
    hooked(repo, "echo tidy >> vault/a.md", "git add vault/a.md")
    (repo / "vault/a.md").write_text("two\n")
    (repo / "outside.txt").write_text("staged by the person\n")
    git(repo, "add", "outside.txt")
    Git(str(repo / "vault")).commit(["a.md"], "Two")
    assert git(repo, "show", "HEAD:vault/a.md") == "two\ntidy"
    assert git(repo, "status", "--porcelain") == "M  outside.txt"


def test_a_hook_runs_in_the_persons_language(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)
    hooked(repo, 'test "$LC_ALL:$LANGUAGE" = "de_DE.UTF-8:"')
    (repo / "vault/a.md").write_text("two\n")
    assert Git(str(repo / "vault")).commit(["a.md"], "Two").subject == "Two"


def test_an_interrupt_takes_back_what_was_announced(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Git, *arguments: str) -> None:
        if arguments[0] == "commit":
            raise KeyboardInterrupt
        own(self, *arguments)

    own = Git._own
    monkeypatch.setattr(Git, "_own", interrupted)
    (repo / "vault/new.md").write_text("new\n")
    before = git(repo, "status", "--porcelain")
    with pytest.raises(KeyboardInterrupt):
        Git(str(repo / "vault")).commit(["new.md"], "New")
    assert git(repo, "status", "--porcelain") == before


def test_files_that_git_has_and_that_are_gone_are_told(repo: Path) -> None:
    vault = Git(str(repo / "vault"))
    asked = ["vault/a.md", "outside.txt", "never.md", "../x", "/etc/passwd", "a\0b", ""]
    assert vault.gone(asked) == []
    (repo / "vault/a.md").unlink()
    git(repo, "rm", "-q", "outside.txt")
    assert sorted(vault.gone(asked)) == ["outside.txt", "vault/a.md"]


def test_the_first_commit_of_all(tmp_path: Path) -> None:
    vault = Git(str(tmp_path))
    vault.init()
    git(tmp_path, "config", "user.name", "Mira")
    git(tmp_path, "config", "user.email", "mira@example.org")
    (tmp_path / "a.md").write_text("x")
    assert vault.commit(["a.md"], "First").subject == "First"


def _partly(repo: Path) -> None:
    (repo / "vault/a.md").write_text("staged\n")
    git(repo, "add", "vault/a.md")
    (repo / "vault/a.md").write_text("staged and more\n")


def _markers(repo: Path) -> None:
    (repo / "vault/a.md").write_text("<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")


def _merging(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "side")
    (repo / "vault/a.md").write_text("side\n")
    git(repo, "commit", "-qam", "Side")
    git(repo, "checkout", "-q", "main")
    (repo / "vault/a.md").write_text("main\n")
    git(repo, "commit", "-qam", "Main")
    subprocess.run(["git", "merge", "-q", "side"], cwd=repo, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("scene", "reason"),
    [
        pytest.param(_partly, "a part of a.md is staged", id="a file staged in part"),
        pytest.param(_markers, "conflict markers", id="conflict markers"),
        pytest.param(_merging, "a merge is under way", id="the middle of a merge"),
        pytest.param(lambda repo: None, "nothing to commit", id="nothing changed"),
    ],
)
def test_a_commit_is_refused(repo: Path, scene: Callable[[Path], None], reason: str) -> None:
    scene(repo)
    before = git(repo, "status", "--porcelain")
    with pytest.raises(Refused, match=reason):
        Git(str(repo / "vault")).commit(["a.md"], "No")
    assert git(repo, "status", "--porcelain") == before


def test_a_file_staged_in_part_is_committed_whole_if_asked(repo: Path) -> None:
    _partly(repo)
    assert Git(str(repo / "vault")).commit(["a.md"], "Whole", whole=True).subject == "Whole"
    assert git(repo, "status", "--porcelain") == ""


def test_a_locked_index_is_waited_for_and_then_named_and_never_unlocked(repo: Path) -> None:
    lock = repo / ".git/index.lock"
    lock.write_text("")
    (repo / "vault/a.md").write_text("changed\n")
    waited: list[float] = []
    with pytest.raises(NotNow, match=r"index\.lock is \d+ seconds old"):
        Git(str(repo / "vault"), pause=waited.append).commit(["a.md"], "No")
    assert sum(waited) >= 5
    assert lock.exists()


def test_a_lock_that_goes_away_lets_the_commit_through(repo: Path) -> None:
    lock = repo / ".git/index.lock"
    lock.write_text("")
    (repo / "vault/a.md").write_text("changed\n")
    vault = Git(str(repo / "vault"), pause=lambda seconds: lock.unlink())
    assert vault.commit(["a.md"], "Yes").subject == "Yes"
