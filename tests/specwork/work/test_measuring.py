"""The figures of a journal: from its sessions, its spec, the commits that git knows, and a coverage report."""

import subprocess
from pathlib import Path

import pytest

from specwork.errors import BadUsage
from specwork.work.measuring import metrics
from tests import specs_kit
from tests.specs_kit import AT, C2, TC, C, S, Specs, T

specs = specs_kit.specs


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def committed(folder: Path, message: str) -> str:
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repo(specs: Specs) -> Path:
    """The vault lies within a repository that holds code beside it."""
    top = specs.folder.parent
    git(top, "init", "-q", "-b", "main")
    for name, value in (("user.name", "Ann"), ("user.email", "ann@example.com")):
        git(top, "config", name, value)
    (top / ".gitignore").write_text(".specwork/\n")
    (top / "old.py").write_text("a\nb\n")
    committed(top, "First")
    return top


def figures(specs: Specs, spec: str = "1001", path: str = C, report: bytes | None = None) -> list[str]:
    desk = specs.desk()
    desk.sweep()
    desk.run(metrics, spec=spec, report=report)
    return [line for line in specs.section(path, "Metrics") if line.startswith("- ")]


def test_sessions_time_and_criteria_are_counted(specs: Specs) -> None:
    specs.edit(S, "- [ ] The share", "- [x] The share")
    assert figures(specs) == [
        "- **Total Sessions**: 1", "- **Total Duration**: 1.5 hours", "- **Acceptance Criteria Met**: 1/1 ✅",
    ]  # fmt: skip


def test_figures_that_hold_are_not_written_again(specs: Specs) -> None:
    figures(specs)
    before = specs.snapshot()
    desk = specs.desk()
    desk.sweep()
    assert desk.run(metrics, spec="1001").changed == []
    assert specs.snapshot() == before


def test_what_a_person_measured_by_hand_stays(specs: Specs) -> None:
    line = "- **Total Sessions**: 0\n"
    specs.edit(C, line, f"{line}- **Performance**: 1.0 GB/s write\n- **Lines of Code**: about +40, -2 (by hand)\n")
    told = figures(specs)
    assert "- **Performance**: 1.0 GB/s write" in told
    assert "- **Lines of Code**: about +40, -2 (by hand)" in told


def test_commits_are_found_by_their_trailer_wherever_their_files_lie(specs: Specs, repo: Path) -> None:
    (repo / "new.py").write_text("1\n2\n3\n")
    (repo / "old.py").write_text("a\nc\nd\n")
    specs.write(S, specs.read(S) + "\nMore.\n")
    committed(repo, "Build\n\nSpec: 1001\nSession: s-1")
    (repo / "new.py").write_text("1\n2\n3\n4\n")
    (repo / "p.png").write_bytes(b"\x89PNG\0")
    committed(repo, "Go on\n\nSpec: 1001")
    (repo / "other.py").write_text("x\n" * 50)
    committed(repo, "Another\n\nSpec: 10011")
    committed_text = "Not one: Spec: 1001 stands in the words\n\nSpec: 1001\nand more words"
    (repo / "words.py").write_text("x\n" * 50)
    committed(repo, committed_text)
    told = figures(specs)
    assert "- **Lines of Code**: +6, -1" in told
    assert "- **Files Created**: 2" in told
    assert "- **Files Modified**: 1" in told


def test_a_commit_that_only_the_journal_names_counts_once(specs: Specs, repo: Path) -> None:
    (repo / "one.py").write_text("1\n")
    by_hash = committed(repo, "By hand")
    (repo / "two.py").write_text("1\n2\n")
    both = committed(repo, "By us\n\nSpec: 1001")
    entry = f"\n#### Commits\n- `{by_hash[:7]}`: By hand\n- `{both[:8]}`: By us\n- `0123abc`: of no repository\n"
    specs.edit(C, "\n## Deliverables", f"{entry}\n## Deliverables")
    assert "- **Lines of Code**: +3, -0" in figures(specs)


def test_a_commit_that_a_rebase_left_behind_does_not_count_beside_the_new_one(specs: Specs, repo: Path) -> None:
    (repo / "one.py").write_text("1\n")
    old = committed(repo, "Build\n\nSpec: 1001")
    git(repo, "commit", "-q", "--amend", "-m", "Build it\n\nSpec: 1001")
    specs.edit(C, "\n## Deliverables", f"\n#### Commits\n- `{old[:7]}`: Build\n\n## Deliverables")
    assert "- **Lines of Code**: +1, -0" in figures(specs)


def test_without_commits_nothing_is_said_of_them(specs: Specs, repo: Path) -> None:
    assert not any("Lines" in line or "Files" in line for line in figures(specs))


def test_a_repository_without_a_commit_is_no_fault(specs: Specs) -> None:
    git(specs.folder, "init", "-q")
    assert "- **Total Sessions**: 1" in figures(specs)


@pytest.mark.parametrize(
    ("path", "report", "share"),
    [
        pytest.param("coverage.xml", '<?xml version="1.0"?><coverage line-rate="0.925">', "92.5%", id="Cobertura"),
        pytest.param("web/lcov.info", "LF:50\nLH:40\nend_of_record\n", "80%", id="lcov"),
        pytest.param(f"{AT}/deliverables/data/unit.lcov", "LF:2\nLH:1\n", "50%", id="seen from the journal"),
    ],
)
def test_coverage_is_read_where_a_session_names_a_report(specs: Specs, path: str, report: str, share: str) -> None:
    specs.write(path, report)
    named = path.removeprefix(f"{AT}/")
    specs.edit(C, "\n#### Implementation", f"\n#### Testing\n- All pass, see `{named}`.\n\n#### Implementation")
    assert f"- **Test Coverage**: {share}" in figures(specs)


def test_a_report_that_is_gone_or_odd_leaves_the_figure(specs: Specs) -> None:
    specs.edit(C, "- **Total Sessions**: 0\n", "- **Total Sessions**: 0\n- **Test Coverage**: 90%\n")
    specs.write("lcov.info", "nothing\n")
    specs.edit(
        C, "\n#### Implementation", "\n#### Testing\n- ../../../../x/coverage.xml lcov.info\n\n#### Implementation"
    )
    assert "- **Test Coverage**: 90%" in figures(specs)


def test_a_report_that_was_named_counts_and_must_tell_something(specs: Specs) -> None:
    assert "- **Test Coverage**: 25%" in figures(specs, report=b"LF:4\nLH:1\n")
    with pytest.raises(BadUsage):
        figures(specs, report=b"nothing\n")


def test_a_spec_without_sessions_or_criteria_says_so_little(specs: Specs) -> None:
    assert figures(specs, "1011", TC) == ["- **Total Sessions**: 0", "- **Total Duration**: 0 min"]
    assert "**Status**: planning" in specs.read(TC)
    assert specs.read(T)
    assert figures(specs, "1002", C2)[0] == "- **Total Sessions**: 0"
