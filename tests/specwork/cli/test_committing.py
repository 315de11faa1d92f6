"""A commit holds exactly the session's files, with the person's own git, and its hash enters the journal."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from specwork.cli.main import main
from specwork.domain.journal import read_journal
from specwork.domain.session import CHANGE, COMMIT, IMPLEMENT, NOTE, Session
from tests.kit import DiskVault
from tests.specwork.work.desk_vault import JOURNAL, SPEC, VAULT
from vault.notes.note import read_note

Git = Callable[..., str]
SCRIPT, INDEX = "specs/1000/1001/deliverables/scripts/mount.sh", "specs/1000/1001/deliverables/index.md"


def git_in(folder: Path) -> Git:
    def git(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout.strip()

    return git


def repository(folder: Path) -> Git:
    git = git_in(folder)
    git("init", "-q", "-b", "main")
    for name, value in (("user.name", "Mira"), ("user.email", "mira@example.org"), ("commit.gpgSign", "false")):
        git("config", name, value)
    git("add", ".")
    git("commit", "-q", "-m", "First")
    return git


@pytest.fixture
def specs(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    monkeypatch.delenv("SPECWORK_SESSION", raising=False)
    return vault.has(VAULT)


@pytest.fixture
def git(specs: DiskVault) -> Git:
    """The vault is a repository; a session is open and has done something."""
    git = repository(specs.folder)
    begin(specs)
    return git


def begin(specs: DiskVault) -> None:
    specs.run("start", "1011")
    specs.has({"src/nas.py": "one\nTWO\nthree\n", "src/other.py": "x\n"})
    assert specs.run("log", "1011", "implement", "Wrote src/nas.py:2").code == 0


def session(specs: DiskVault) -> Session:
    return read_journal(read_note(JOURNAL, specs.read(JOURNAL))).sessions[-1]


def told(specs: DiskVault, kind: str) -> list[str]:
    part = session(specs).part(kind)
    return [entry.text for entry in part.entries] if part else []


def files(git: Git) -> list[str]:
    return git("show", "--name-only", "--format=", "HEAD").split("\n")


def test_a_commit_holds_the_files_of_the_session_alone(specs: DiskVault, git: Git) -> None:
    specs.has({"src/staged.py": "y\n"})
    git("add", "src/staged.py")
    answer = specs.run("commit", "1011", "-m", "Mount it")
    assert (answer.code, answer.err) == (0, "")
    assert files(git) == [JOURNAL, SPEC, "src/nas.py"]
    assert git("log", "-1", "--format=%s") == "1011: Mount it"
    key = session(specs).key
    assert git("log", "-1", "--format=%(trailers)") == f"Spec: 1011\nSession: {key}"
    assert git("diff", "--cached", "--name-only") == "src/staged.py"
    hash_ = git("rev-parse", "HEAD")
    assert told(specs, COMMIT) == [f"`{hash_[:7]}`: 1011: Mount it"]
    assert answer.out == f"{hash_[:7]} 1011: Mount it (3 files)\n"


def test_what_was_delivered_belongs_to_the_session_with_its_list(specs: DiskVault, git: Git) -> None:
    link = "- [[deliverables/scripts/mount.sh|Mount]]\n- [[deliverables/scripts/gone.sh|Gone]]\n"
    specs.has({SCRIPT: "#!/bin/sh\n", INDEX: "# Deliverables\n"})
    specs.has({SPEC: specs.read(SPEC) + b"\n## Deliverables\n\n" + link.encode()})
    answer = specs.run("commit", "1011")
    assert "gone.sh was delivered, and is not there: left out" in answer.err
    assert files(git) == [JOURNAL, SPEC, INDEX, SCRIPT, "src/nas.py"]


def test_a_commit_of_a_journal_that_was_not_read_is_refused_and_would_be(specs: DiskVault, git: Git) -> None:
    seen = specs.json("props", JOURNAL)["hash"]
    assert specs.run("commit", "1011", "--dry-run", "--expect", seen).code == 0
    specs.run("log", "1011", "note", "more")
    assert specs.run("commit", "1011", "--dry-run", "--expect", seen).code == 3
    assert specs.run("commit", "1011", "--expect", seen).code == 3
    assert git("log", "-1", "--format=%s") == "First"


def test_without_a_message_it_says_what_was_implemented_last(specs: DiskVault, git: Git) -> None:
    assert specs.json("commit", "1011", "--dry-run")["commit"]["message"] == "1011: Wrote `src/nas.py`"
    before = specs.files()
    assert specs.run("commit", "1011", "--dry-run").out.splitlines()[1:] == [f"  {path}" for path in (
        SPEC, JOURNAL, "src/nas.py")]  # fmt: skip
    assert specs.files() == before
    made = specs.json("commit", "1011", "-m", "1011: By hand", "--file", "src/other.py")
    assert made["commit"] == {
        "id": git("rev-parse", "HEAD"),
        "message": "1011: By hand",
        "files": [SPEC, JOURNAL, "src/nas.py", "src/other.py"],
        "left_out": [],
    }


def test_what_a_delivery_wrote_is_nobodys_word_of_what_was_done(specs: DiskVault, git: Git) -> None:
    specs.run("deliver", "1011", "--new", "boot.sh", "--type", "scripts")
    specs.run("deliver", "1011", "src/other.py:1")
    specs.run("deliver", "1011", "src/nas.py")
    assert [text.split()[0] for text in told(specs, IMPLEMENT)] == ["Wrote", "Created", "Modified", "Modified"]
    assert specs.json("commit", "1011", "--dry-run")["commit"]["message"] == "1011: Wrote `src/nas.py`"
    specs.run("log", "1011", "implement", "Modified boot.sh: it waits for the network")
    answer = specs.json("commit", "1011", "--dry-run")
    assert answer["commit"]["message"] == "1011: Modified boot.sh: it waits for the network"


def test_where_nobody_said_what_was_done_the_message_is_the_title_of_the_spec(specs: DiskVault, git: Git) -> None:
    specs.run("done", "1011", "--no-commit")
    specs.run("start", "1011", "--session", "Go on")
    specs.run("deliver", "1011", "--new", "boot.sh", "--type", "scripts")
    assert specs.json("commit", "1011", "--dry-run")["commit"]["message"] == "1011: Mount the NAS"


def test_what_became_of_the_spec_is_told_once_before_a_commit(specs: DiskVault, git: Git) -> None:
    specs.run("tick", "1011", "1")
    specs.run("commit", "1011")
    assert told(specs, CHANGE) == ["Met acceptance criterion: Mounted at boot"]
    specs.run("tick", "1011", "1", "--undo")
    specs.run("commit", "1011", "-m", "Again")
    specs.run("done", "1011")
    assert told(specs, CHANGE) == [
        "Met acceptance criterion: Mounted at boot",
        "Reopened acceptance criterion: Mounted at boot",
    ]


def test_where_nothing_was_kept_git_tells_how_the_spec_was(specs: DiskVault, git: Git) -> None:
    for path in (specs.folder / ".specwork").glob("*/begun/*"):
        path.unlink()
    specs.run("tick", "1011", "1")
    specs.run("done", "1011")
    assert told(specs, CHANGE) == ["Met acceptance criterion: Mounted at boot"]


def test_done_ends_with_a_commit_if_the_session_has_committed_before(specs: DiskVault, git: Git) -> None:
    specs.run("commit", "1011")
    specs.has({"src/nas.py": "later\n"})
    answer = specs.run("done", "1011")
    subject = git("log", "-1", "--format=%s")
    assert subject.startswith("1011: session 2 is partial, ")
    assert files(git) == [JOURNAL]
    assert answer.out.splitlines()[1] == f"{git('rev-parse', 'HEAD')[:7]} {subject}"
    assert git("status", "--porcelain", "specs") == ""


@pytest.mark.parametrize(
    ("before", "option", "commits"), [(True, "--no-commit", 2), (False, "--commit", 2), (False, "", 1)]
)
def test_done_commits_as_it_is_told(specs: DiskVault, git: Git, before: bool, option: str, commits: int) -> None:
    if before:
        specs.run("commit", "1011")
    specs.run("done", "1011", *([option] if option else []))
    assert git("rev-list", "--count", "HEAD") == str(commits)


def test_a_commit_that_a_kill_kept_from_the_journal_is_recorded_by_the_next(specs: DiskVault, git: Git) -> None:
    key = session(specs).key
    git("commit", "-q", "-m", f"1011: Cut off\n\nSpec: 1011\nSession: {key}", "--", "src/nas.py")
    specs.run("commit", "1011", "-m", "Second")
    assert [text.partition("`: ")[2] for text in told(specs, COMMIT)] == ["1011: Cut off", "1011: Second"]


def test_a_commit_that_a_rebase_made_anew_is_not_recorded_twice(specs: DiskVault, git: Git) -> None:
    specs.run("commit", "1011", "-m", "First")
    git("commit", "-q", "--amend", "--no-edit", "--date", "2026-01-01T00:00:00", "--", JOURNAL)
    specs.run("log", "1011", "note", "x")
    specs.run("commit", "1011", "-m", "Second")
    assert [text.partition("`: ")[2] for text in told(specs, COMMIT)] == ["1011: First", "1011: Second"]


def test_a_commit_is_recorded_though_the_clock_was_set_back_since_the_session_began(
    specs: DiskVault, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2001-01-01T00:00:00Z")
    specs.run("commit", "1011", "-m", "First")
    assert told(specs, COMMIT) == [f"`{git('rev-parse', '--short=7', 'HEAD')}`: 1011: First"]


def test_trailers_stand_with_those_that_the_message_has_itself(specs: DiskVault, git: Git) -> None:
    key = session(specs).key
    specs.run("commit", "1011", "-m", "Mount it\n\nIt hung.\n\nSigned-off-by: Ada <a@example.org>\nSpec: 1011\n")
    said = git("log", "-1", "--format=%(trailers:only)")
    assert said == f"Signed-off-by: Ada <a@example.org>\nSpec: 1011\nSession: {key}"


def test_a_commit_is_recorded_though_a_hook_took_its_trailers(specs: DiskVault, git: Git) -> None:
    hook = specs.folder / ".git/hooks/commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Worded by a hook' > \"$1\"\n")
    hook.chmod(0o755)
    specs.run("commit", "1011", "-m", "First")
    assert told(specs, COMMIT) == [f"`{git('rev-parse', '--short=7', 'HEAD')}`: Worded by a hook"]


def test_the_commit_of_somebody_who_was_quicker_is_not_taken_for_this_one(specs: DiskVault, git: Git) -> None:
    hook = specs.folder / ".git/hooks/post-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n[ -e again ] || { touch again; git commit -q --allow-empty -m Theirs; }\n")
    hook.chmod(0o755)
    answer = specs.run("commit", "1011", "-m", "Ours")
    assert answer.out.startswith(f"{git('rev-parse', '--short=7', 'HEAD~1')} 1011: Ours")
    assert told(specs, COMMIT) == [f"`{git('rev-parse', '--short=7', 'HEAD~1')}`: 1011: Ours"]


def refused(specs: DiskVault, git: Git, *arguments: str) -> str:
    """A commit that is not made: nothing is recorded, and nothing announced to git stays so."""
    head, staged = git("rev-parse", "HEAD"), git("diff", "--cached", "--name-only")
    answer = specs.run("commit", "1011", *arguments)
    assert answer.code in (2, 3)
    assert answer.err.count("\n") == 2
    assert told(specs, COMMIT) == []
    assert (git("rev-parse", "HEAD"), git("diff", "--cached", "--name-only")) == (head, staged)
    assert specs.run("log", "1011", "note", "still open").code == 0
    return answer.err


def test_a_commit_in_the_middle_of_a_merge_is_refused(specs: DiskVault, git: Git) -> None:
    git("switch", "-q", "-c", "side")
    git("commit", "-q", "--allow-empty", "-m", "Side")
    git("switch", "-q", "main")
    git("merge", "-q", "--no-commit", "--no-ff", "side")
    assert "a merge is under way" in refused(specs, git)


def test_a_file_staged_in_part_is_refused_unless_all_of_it_is_meant(specs: DiskVault, git: Git) -> None:
    git("add", "src/nas.py")
    specs.has({"src/nas.py": "one\nTWO\nTHREE\n"})
    assert "--whole" in refused(specs, git)
    assert specs.run("commit", "1011", "--whole").code == 0
    assert git("status", "--porcelain", "src/nas.py") == ""


def test_a_hook_that_says_no_is_heard(specs: DiskVault, git: Git) -> None:
    hook = specs.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'no tabs here' >&2\nexit 1\n")
    os.chmod(hook, 0o755)
    specs.has({"src/new.py": "z\n"})
    assert "no tabs here" in refused(specs, git, "--file", "src/new.py")
    assert git("status", "--porcelain", "src/new.py") == "?? src/new.py"


def test_where_nothing_was_done_since_there_is_nothing_to_commit(specs: DiskVault, git: Git) -> None:
    specs.run("commit", "1011", "-m", "Mount it")
    before, head = specs.files(), git("rev-parse", "HEAD")
    for options in ([], ["-m", "Again"], ["--dry-run"]):
        answer = specs.run("commit", "1011", *options)
        assert (answer.code, answer.err.partition(":")[2].startswith(" nothing to commit")) == (2, True)
    assert (specs.files(), git("rev-parse", "HEAD")) == (before, head)
    specs.run("log", "1011", "note", "Looked at it again")
    assert specs.run("commit", "1011").code == 0


def test_a_journal_that_was_deleted_is_brought_back_as_the_hint_says(specs: DiskVault, git: Git) -> None:
    specs.run("commit", "1011")
    (specs.folder / JOURNAL).unlink()
    hint = specs.run("log", "1011", "note", "x").err.partition("bring it back: ")[2].partition(";")[0]
    git(*shlex.split(hint)[1:])
    assert specs.run("log", "1011", "note", "x").code == 0


def test_who_begins_anew_where_a_journal_was_deleted_is_told_so(specs: DiskVault, git: Git) -> None:
    specs.run("commit", "1011")
    (specs.folder / JOURNAL).unlink()
    begun = specs.run("start", "1011")
    assert begun.code == 0
    git(*shlex.split(begun.err.partition("not there any more: ")[2].partition("\n")[0])[1:])
    assert specs.run("log", "1011", "note", "x").code == 0
    assert told(specs, IMPLEMENT) != []


def test_what_a_hook_says_keeps_its_lines(specs: DiskVault, git: Git) -> None:
    hook = specs.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nprintf 'a.py:1 \\033[31mbad\\033[0m\\nb.py:2 worse\\n' >&2\nexit 1\n")
    os.chmod(hook, 0o755)
    assert specs.run("commit", "1011").err == (
        "error: git said no: a.py:1 \\x1b[31mbad\\x1b[0m\n  b.py:2 worse\nhint: see what git says: git status\n"
    )


def test_a_file_that_was_taken_away_is_told_and_committed_so(specs: DiskVault, git: Git) -> None:
    git("add", "src/other.py")
    git("commit", "-q", "-m", "Other")
    specs.run("commit", "1011")
    for path in ("src/nas.py", "src/other.py"):
        (specs.folder / path).unlink()
    assert specs.run("commit", "1011", "-m", "Gone").code == 0
    assert files(git) == [JOURNAL, "src/nas.py"]  # the one that the session names
    assert specs.run("log", "1011", "implement", "Removed src/other.py", "--file", "src/other.py").code == 0
    assert specs.run("log", "1011", "implement", "x", "--file", "src/never.py").code == 2
    assert specs.run("commit", "1011", "-m", "Gone too").code == 0
    assert files(git) == [JOURNAL, "src/other.py"]


def test_a_file_that_was_renamed_since_is_committed_with_both_of_its_names(specs: DiskVault, git: Git) -> None:
    specs.has({"src/nas.py": "".join(f"line {number}\n" for number in range(40))})
    specs.run("commit", "1011", "-m", "First")
    specs.run("log", "1011", "implement", "Changed src/nas.py:2")
    git("mv", "src/nas.py", "src/share.py")
    assert "src/share.py" in specs.run("commit", "1011", "--dry-run").out
    assert specs.run("commit", "1011", "-m", "Renamed").code == 0
    assert git("show", "--format=", "--name-status", "-M", "HEAD", "--", "src") == "R100\tsrc/nas.py\tsrc/share.py"
    assert git("status", "--porcelain", "--", "src") == "?? src/other.py"


def test_a_file_is_named_from_where_one_stands_or_in_full(
    specs: DiskVault, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    def standing(*arguments: str) -> int:
        monkeypatch.chdir(specs.folder / "src")
        return main([*arguments, "--vault", str(specs.folder)])

    (specs.folder.parent / "outside.py").write_text("x")
    for name in ("other.py", f"{specs.folder}/src/other.py", "src/other.py"):
        assert standing("log", "1011", "note", "x", "--file", name) == 0
    assert standing("log", "1011", "note", f"See {specs.folder}/src/other.py:1") == 0
    named = "x (`src/other.py`)"
    assert told(specs, "note") == [named, named, named, "See `src/other.py` ([Line 1](../../../src/other.py#L1))"]
    assert standing("log", "1011", "note", "x", "--file", "../../outside.py") == 2
    assert standing("commit", "1011", "--file", "other.py") == 0
    assert "src/other.py" in files(git)


def test_a_file_of_another_repository_is_told_and_left_out(specs: DiskVault, git: Git) -> None:
    specs.has({"lib/a.py": "x\n"})
    git_in(specs.folder / "lib")("init", "-q")
    specs.run("log", "1011", "implement", "Changed lib/a.py:1")
    answer = specs.run("commit", "1011", "-m", "Mount it")
    assert (answer.code, answer.err) == (0, "note: lib/a.py lies in a repository of its own: left out\n")
    assert files(git) == [JOURNAL, SPEC, "src/nas.py"]


def test_a_stale_lock_is_named_and_never_removed(specs: DiskVault, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.disk.git.PATIENCE", 0.0)
    lock = specs.folder / ".git/index.lock"
    lock.write_text("")
    answer = specs.run("commit", "1011")
    assert (answer.code, lock.exists()) == (3, True)
    assert "index.lock" in answer.err
    assert told(specs, COMMIT) == []


def test_ignored_files_are_named_and_left_out(specs: DiskVault, git: Git) -> None:
    specs.has({".gitignore": "src/secret.py\n", "src/secret.py": "s\n"})
    answer = specs.run("commit", "1011", "--file", "src/secret.py")
    assert answer.code == 0
    assert "git ignores src/secret.py: left out" in answer.err
    assert "src/secret.py" not in files(git)


def test_without_git_it_is_said(specs: DiskVault) -> None:
    begin(specs)
    before = specs.files()
    answer = specs.run("commit", "1011")
    assert (answer.code, answer.err.startswith("error: the vault lies in no git repository")) == (2, True)
    assert specs.files() == before
    assert specs.run("done", "1011", "--commit").code == 0


def test_a_vault_below_the_top_of_its_repository_commits_code_beside_it(specs: DiskVault, tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code/api.py").write_text("one\n")
    (tmp_path / "README.md").write_text("one\n")
    (tmp_path / ".gitignore").write_text("cache/\nhome*/\n")
    git = repository(tmp_path)
    specs.run("start", "1011")
    (tmp_path / "code/api.py").write_text("two\n")
    specs.run("log", "1011", "implement", "Changed code/api.py:1 and vault/src/nas.py:2")
    assert "[Line 1](../../../../code/api.py#L1)" in specs.read(JOURNAL).decode()
    assert "`vault/src/nas.py` ([Line 2](../../../src/nas.py#L2))" in specs.read(JOURNAL).decode()
    specs.run("log", "1011", "note", "See ../code/api.py:1 and README.md:1, not ../../passwd:1")
    [note] = told(specs, NOTE)
    assert "See `code/api.py` ([Line 1](../../../../code/api.py#L1)) and" in note
    assert note.endswith("`README.md` ([Line 1](../../../../README.md#L1)), not ../../passwd:1")
    assert specs.json("status", "1011")["broken"] == []
    assert specs.run("check").code == 0  # a line of code beside the vault is nothing broken
    assert specs.run("commit", "1011").code == 0
    assert files(git) == ["code/api.py", f"vault/{JOURNAL}", f"vault/{SPEC}"]


def test_on_a_detached_head_and_before_the_first_commit_it_works_too(specs: DiskVault, git: Git) -> None:
    git("switch", "-q", "--detach")
    assert specs.run("commit", "1011").code == 0
    git("switch", "-q", "-f", "--orphan", "fresh")
    specs.has(VAULT)
    begin(specs)
    assert specs.run("commit", "1011").code == 0
    assert git("rev-list", "--count", "HEAD") == "1"
