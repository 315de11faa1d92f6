"""git merges journals and specs through specwork: with real git, as it runs the driver."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specwork import driver
from tests.kit import DiskVault, Files
from tests.specs_kit import VAULT, C, I, S
from tests.specwork.domain.test_merge import FIRST, LIST, began, headings, listed, read, swapped

TOP = Path(__file__).resolve().parents[3]
RUN = f"PYTHONPATH={shlex.quote(str(TOP))} {shlex.quote(sys.executable)} -m specwork merge-file"


class Repository:
    """A vault in a repository of its own, whose driver is this checkout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str, code: int | None = 0) -> str:
        named = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false"]
        ran = subprocess.run(["git", *named, *arguments], cwd=self.folder, capture_output=True, check=False)
        said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
        assert code is None or ran.returncode == code, said
        return said

    def has(self, files: Files) -> "Repository":
        for path, text in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self

    def on(self, branch: str, files: Files) -> None:
        self.git("checkout", "-q", "-B", branch, "main")
        self.has(files)

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def merge(self, one: str, other: str, *, code: int | None = 0) -> str:
        self.git("checkout", "-q", "--detach", one)
        return self.git("merge", "--no-edit", "-q", other, code=code)


def repository(folder: Path) -> Repository:
    folder.mkdir(parents=True, exist_ok=True)
    found = Repository(folder)
    found.git("init", "-q", "-b", "main")
    driver.attach(str(folder), "specs")
    found.git("config", "merge.specwork.driver", f"{RUN} --marker-size=%L --path=%P %O %A %B")
    return found


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return repository(tmp_path / "repo").has(VAULT)


BASE = VAULT[C].encode()


def test_two_branches_with_sessions_tasks_and_deliverables_merge(repo: Repository) -> None:
    spec = VAULT[S].encode()
    item = "- [[1011.spec|1011 Mount the NAS]]\n"
    for branch, hour, number in (("one", 4, 1012), ("two", 3, 1013)):
        more = {
            C: began(BASE, hour, f"s-0000000{hour}", branch),
            S: swapped(spec, item, item + f"- [[{number}.spec|{number} X]]\n"),
            I: LIST + listed(f"{branch}.sh")[16:],
        }
        repo.on(branch, more)

    repo.merge("one", "two")

    found = {path: repo.read(path) for path in (C, S, I)}
    assert headings(found[C])[1:] == ["### Session 2: 2026-11-19 - two", "### Session 3: 2026-11-19 - one"]
    assert b"- **Total Sessions**: 3\n" in found[C]
    assert b"[[1012.spec|1012 X]]\n- [[1013.spec|1013 X]]\n" in found[S]
    assert found[I] == LIST + listed("one.sh", "two.sh")[16:]
    repo.merge("two", "one")
    assert found == {path: repo.read(path) for path in (C, S, I)}
    assert repo.git("status", "--porcelain") == ""


def test_one_session_edited_on_both_sides_is_a_conflict_around_it(repo: Repository) -> None:
    repo.on("one", {C: began(swapped(BASE, "Chose an automount", "Chose one"), 4, "s-00000004")})
    repo.on("two", {C: began(swapped(BASE, "Chose an automount", "Chose two"), 3, "s-00000003")})
    said = repo.merge("one", "two", code=1)
    assert f"CONFLICT (content): Merge conflict in {C}" in said
    text = repo.read(C).decode()
    inside = text.partition("<<<<<<< ours\n")[2].partition(">>>>>>> two\n")[0]
    assert inside.count("### Session") == 2
    assert inside.count("### Session 1: 2026-11-18") == 2
    assert text.count("### Session") == 4
    assert repo.git("ls-files", "-u").count(C) == 3


def test_a_file_that_both_sides_made_is_left_to_git(repo: Repository) -> None:
    path = "specs/1000/1003/spec.md"
    repo.on("one", {path: VAULT[S].replace("Storage", "One")})
    repo.on("two", {path: VAULT[S].replace("Storage", "Two")})
    said = repo.merge("one", "two", code=1)
    assert "CONFLICT (add/add)" in said
    assert b"title: One\n" in repo.read(path)
    assert b"title: Two\n" in repo.read(path)


def test_a_rebase_and_a_cherry_pick_go_through_it_too(repo: Repository) -> None:
    repo.on("one", {C: began(BASE, 4, "s-00000004")})
    repo.on("two", {C: began(BASE, 3, "s-00000003")})
    repo.git("rebase", "-q", "one")
    assert len(headings(repo.read(C))) == 3
    repo.git("checkout", "-q", "--detach", "one")
    repo.git("cherry-pick", "two")
    assert len(headings(repo.read(C))) == 3


def test_without_specwork_on_the_way_git_merges_as_it_always_does(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "which", lambda name: "/here/specwork")
    bare = os.path.dirname(shutil.which("git") or "")
    if shutil.which("specwork", path=f"{bare}:/bin"):
        pytest.skip("specwork lies beside git here")
    repo.git("config", "merge.specwork.driver", driver.driver())
    repo.on("one", {C: began(BASE, 4, "s-00000004")})
    repo.on("two", {C: began(BASE, 3, "s-00000003")})
    monkeypatch.setenv("PATH", f"{bare}:/bin")
    repo.merge("one", "two", code=1)
    assert b"<<<<<<<" in repo.read(C)
    assert b"s-00000003" in repo.read(C)
    assert b"s-00000004" in repo.read(C)


def test_a_specwork_that_does_not_start_is_as_good_as_none(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = repo.folder.parent / "python"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(driver, "which", lambda name: None)
    monkeypatch.setattr(sys, "executable", str(broken))
    repo.git("config", "merge.specwork.driver", driver.driver())
    repo.on("one", {C: began(BASE, 4, "s-00000004")})
    repo.on("two", {C: began(BASE, 3, "s-00000003")})
    repo.merge("one", "two", code=1)
    assert b"s-00000003" in repo.read(C)
    assert b"s-00000004" in repo.read(C)


def test_a_path_that_looks_like_an_option_is_a_path(repo: Repository) -> None:
    repo.has({"--json/context.md": BASE, ".gitattributes": "context.md merge=specwork\n"})
    repo.on("one", {"--json/context.md": began(BASE, 4, "s-00000004")})
    repo.on("two", {"--json/context.md": began(BASE, 3, "s-00000003")})
    repo.merge("one", "two")
    assert len(headings(repo.read("--json/context.md"))) == 3


# ---- the command by itself ------------------------------------------------------------------------------------------


@pytest.fixture
def three(vault: DiskVault) -> Callable[..., Path]:
    """Three files in a folder that is no vault and lies in no repository, which is where the command is run."""
    folder = vault.folder

    def made(base: bytes, ours: bytes, theirs: bytes) -> Path:
        for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
            (folder / name).write_bytes(text)
        return folder

    return made


def test_it_merges_three_files_without_vault_or_repository(three: Callable[..., Path], vault: DiskVault) -> None:
    folder = three(BASE, began(BASE, 4, "s-00000004"), began(BASE, 3, "s-00000003"))
    os.chmod(folder / "ours", 0o640)
    before = (folder / "ours").read_bytes()
    assert vault.run("merge-file", "base", "ours", "theirs", C, "--dry-run") == (0, "", "")
    assert (folder / "ours").read_bytes() == before
    assert vault.run("merge-file", "base", "ours", "theirs", C) == (0, "", "")
    assert len(headings((folder / "ours").read_bytes())) == 3
    assert (folder / "ours").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(folder)) == ["base", "ours", "theirs"]
    assert vault.run("merge-file", "base", "ours", "theirs", "--path", C).code == 0, "once more changes nothing"
    assert len(headings((folder / "ours").read_bytes())) == 3


def test_what_it_does_not_understand_is_gits_own_merge_and_exit_1(three: Callable[..., Path], vault: DiskVault) -> None:
    folder = three(b"a\nb\nc\nd\ne\n", b"A\nb\nc\nd\ne\n", b"a\nb\nc\nd\nE\n")
    answer = vault.run("merge-file", "base", "ours", "theirs", "README.md")
    assert answer.code == 1
    assert "merged by git, line by line" in answer.err
    assert (folder / "ours").read_bytes() == b"A\nb\nc\nd\nE\n"
    three(b"a\n", b"b\n", b"c\n")
    answer = vault.run("merge-file", "base", "ours", "theirs", "README.md", "--marker-size", "9", "--json")
    assert answer.json == {
        "version": 1,
        "path": "README.md",
        "conflicts": 1,
        "understood": False,
    }
    assert (folder / "ours").read_bytes() == b"<<<<<<<<< ours\nb\n=========\nc\n>>>>>>>>> theirs\n"


def test_a_fault_of_ours_ends_in_gits_own_merge(
    three: Callable[..., Path], vault: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = three(BASE, began(BASE, 4, "s-00000004"), began(BASE, 3, "s-00000003"))

    def broken(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(driver, "merged", broken)
    assert vault.run("merge-file", "base", "ours", "theirs", C).code == 1
    assert b"<<<<<<<" in (folder / "ours").read_bytes()


def test_what_git_cannot_merge_either_stops_the_merge(three: Callable[..., Path], vault: DiskVault) -> None:
    folder = three(b"a\0", b"b\0", b"c\0")
    assert vault.run("merge-file", "base", "ours", "theirs", "x.png").code == 129
    assert (folder / "ours").read_bytes() == b"b\0"
    assert vault.run("merge-file", "base", "nothing", "theirs", C).code == 129


def test_what_stopped_it_is_told_to_programs_too(
    three: Callable[..., Path], vault: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(BASE, began(BASE, 4, "s-00000004"), began(BASE, 3, "s-00000003"))
    answer = vault.run("merge-file", "base", "nothing", "theirs", C, "--json")
    assert (answer.code, answer.json["error"]["code"], answer.json["error"]["where"]) == (129, "unreadable", "nothing")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(driver, "_put", full)
    answer = vault.run("merge-file", "base", "ours", "theirs", C, "--json")
    assert (answer.code, answer.json["error"]["code"], answer.json["error"]["where"]) == (129, "cannot-write", "ours")


# ---- init --git -----------------------------------------------------------------------------------------------------


def test_init_adds_to_what_stands_there_and_says_what_it_did(tmp_path: Path, vault: DiskVault) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    answer = vault.run("init", str(folder), "--git")
    assert answer.code == 2
    assert "git init" in answer.err
    assert os.listdir(folder) == [], "refused before anything was made"
    Repository(folder).git("init", "-q")
    (folder / ".gitattributes").write_bytes(b"* text=auto\r\nspecs/**/spec.md -merge")
    dry = vault.run("init", str(folder), "--git", "--dry-run")
    assert "would make .gitattributes" in dry.out
    assert (folder / ".gitattributes").read_bytes() == b"* text=auto\r\nspecs/**/spec.md -merge"
    answer = vault.run("init", str(folder), "--git")
    assert "made .git/config (merge.specwork)" in answer.out
    assert "git config --remove-section merge.specwork" in answer.out
    names = ("context.md", "*.context.md", "epic.md", "*.spec.md", "deliverables/index.md")
    assert (folder / ".gitattributes").read_bytes() == b"* text=auto\r\nspecs/**/spec.md -merge\r\n" + b"".join(
        f"specs/**/{name} merge=specwork\r\n".encode() for name in names
    )
    assert "merge-file --marker-size=%L --path=%P %O %A %B" in Repository(folder).git("config", "merge.specwork.driver")
    assert vault.run("init", str(folder), "--git").out == "nothing to change\n"


def test_attributes_reach_every_file_that_is_merged_and_no_other(repo: Repository) -> None:
    def attribute(path: str) -> str:
        return repo.git("check-attr", "merge", "--", path).rsplit(": ", 1)[1].strip()

    ours = [C, S, I, "specs/1000/epic.md", "specs/1000/1001/1011.spec.md", "specs/a/1011.context.md"]
    assert {attribute(path) for path in ours} == {"specwork"}
    assert {attribute(path) for path in ("README.md", "docs/spec.md", "specs/1000/index.md")} == {"unspecified"}


# ---- random histories -----------------------------------------------------------------------------------------------

deeds = st.lists(
    st.tuples(st.sampled_from(["session", "task", "deliver", "decide", "entry"]), st.integers(0, 30)),
    max_size=4,
    unique_by=lambda deed: deed[1],
)


def done(files: dict[str, bytes], steps: list[tuple[str, int]], side: str) -> dict[str, bytes]:
    """What a branch makes of the vault."""
    from specwork.domain import writing
    from vault.text import applied

    for deed, number in sorted(steps, key=lambda step: step[1]):
        if deed == "session":
            files[C] = began(files[C], number + 40 * (side > "00"), f"s-{side}{number:06x}", f"By {side}")
        elif deed == "task":
            item = f"- [[{1012 + number}.spec|{1012 + number} X]]\n"
            files[S] = files[S].replace(b"\n## Deliverables", item.encode() + b"\n## Deliverables", 1)
        elif deed == "deliver":
            files[I] += listed(f"{side}{number}.sh")[16:]
        elif deed == "decide":
            files[C] = applied(files[C], writing.noted(read(files[C]), "decision", f"Decided {number}"))
        elif own := next((one for one in read(files[C]).sessions if one.title == f"By {side}"), None):
            files[C] = applied(files[C], writing.entry_added(read(files[C]), own, "test", f"{number}", FIRST))
    return files


Steps = list[tuple[str, int]]
branched = st.tuples(deeds, deeds, deeds)  # what was done before two branches parted, and in each of them


def histories_merge(folder: Path, first: Steps, one: Steps, two: Steps) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    repo = repository(folder)
    start = done({path: text.encode() for path, text in VAULT.items()}, first, "00")
    repo.has({**start})
    sides = [done(dict(start), steps, side) for steps, side in ((one, "11"), (two, "22"))]
    for name, files in zip(("one", "two"), sides, strict=True):
        repo.on(name, {**files})
    repo.merge("one", "two")
    found = {path: repo.read(path) for path in (C, S, I)}
    sessions = read(found[C]).sessions
    assert {one.key for one in sessions} == {one.key for files in sides for one in read(files[C]).sessions}
    assert [one.number for one in sessions] == list(range(1, len(sessions) + 1))
    began_at = [one.started + timedelta() for one in sessions if one.started]
    assert began_at == sorted(began_at)
    for path, text in found.items():
        for files in sides:
            lost = {line for line in files[path].splitlines() if b"[[" in line or b"Decided" in line}
            assert lost <= set(text.splitlines())
    repo.git("branch", "-f", "joined")
    repo.merge("two", "one")
    assert found == {path: repo.read(path) for path in (C, S, I)}, "it does not matter who merges whom"
    repo.git("merge", "--no-edit", "-q", "joined")
    assert found == {path: repo.read(path) for path in (C, S, I)}, "two who merged the same agree"
    assert "up to date" in repo.git("merge", "one")
    both = dict(zip((C, S, I), found.values(), strict=True))
    for name, side, parent in (("three", "33", "joined"), ("four", "44", "two")):
        repo.git("checkout", "-q", "-B", name, parent)
        if name == "four":
            repo.git("merge", "--no-edit", "-q", "one")
        repo.has({C: began(both[C], 90 + int(side), f"s-{side}000000", name)})
    repo.merge("three", "four")  # two that met crosswise before
    assert len(headings(repo.read(C))) == len(headings(both[C])) + 2
    assert b"<<<<<<<" not in repo.read(C)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(branched)
def test_random_histories_merge_with_all_that_they_did(
    tmp_path_factory: pytest.TempPathFactory, steps: tuple[Steps, Steps, Steps]
) -> None:
    histories_merge(tmp_path_factory.getbasetemp() / "history", *steps)


@pytest.mark.torture
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(branched)
def test_many_random_histories_merge_with_all_that_they_did(
    tmp_path_factory: pytest.TempPathFactory, steps: tuple[Steps, Steps, Steps]
) -> None:
    histories_merge(tmp_path_factory.getbasetemp() / "history", *steps)
