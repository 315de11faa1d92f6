"""Files beside the vault: written whole, never over what changed, never through a link that leads out."""

import os
from pathlib import Path

import pytest

from specwork.beside import Beside
from vault.errors import CannotWrite, ChangedMeanwhile, Refused, Unreadable


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_a_file_is_made_changed_and_taken_away(top: Path) -> None:
    beside = Beside(str(top))
    beside.change(".claude/commands/a.md", None, b"one")
    (top / ".claude/commands/a.md").chmod(0o640)
    beside.change(".claude/commands/a.md", b"one", b"two")
    assert beside.read(".claude/commands/a.md") == b"two"
    assert (top / ".claude/commands/a.md").stat().st_mode & 0o777 == 0o640
    assert names(top) == [".claude/commands/a.md"]
    beside.change(".claude/commands/a.md", b"two", None)
    assert beside.read(".claude/commands/a.md") is None


@pytest.mark.parametrize(("before", "after"), [(b"one", b"two"), (b"one", None), (None, b"two")])
def test_what_changed_since_it_was_read_is_not_written_over(
    top: Path, before: bytes | None, after: bytes | None
) -> None:
    (top / "a.md").write_bytes(b"theirs")
    with pytest.raises(ChangedMeanwhile):
        Beside(str(top)).change("a.md", before, after)
    assert (top / "a.md").read_bytes() == b"theirs"
    assert names(top) == ["a.md"]


def test_a_file_that_appears_at_the_last_moment_is_not_written_over(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def quicker(source: str, place: str) -> None:
        Path(place).write_bytes(b"theirs")
        link(source, place)

    monkeypatch.setattr("os.link", quicker)
    with pytest.raises(ChangedMeanwhile):
        Beside(str(top)).change("a.md", None, b"ours")
    assert (top / "a.md").read_bytes() == b"theirs"
    assert names(top) == ["a.md"]


def test_two_that_write_the_same_at_once_both_do_well(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def quicker(source: str, place: str) -> None:
        Path(place).write_bytes(b"ours")
        link(source, place)

    monkeypatch.setattr("os.link", quicker)
    Beside(str(top)).change("a.md", None, b"ours")
    assert names(top) == ["a.md"]


def test_a_disk_without_second_names_takes_a_new_file_too(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(source: str, place: str) -> None:
        raise PermissionError(1, "not here")

    monkeypatch.setattr("os.link", none)
    Beside(str(top)).change("a.md", None, b"ours")
    assert (top / "a.md").read_bytes() == b"ours"
    assert names(top) == ["a.md"]


@pytest.mark.parametrize("path", [".claude/a.md", ".claude/commands/a.md"])
def test_a_link_out_of_the_repository_is_refused(top: Path, tmp_path: Path, path: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (top / ".claude").symlink_to(tmp_path / "elsewhere")
    beside = Beside(str(top))
    with pytest.raises(Refused):
        beside.read(path)
    with pytest.raises(Refused):
        beside.change(path, None, b"x")
    beside.remove_empty([".claude"])
    assert names(tmp_path / "elsewhere") == []


def test_a_link_into_gits_own_folder_is_refused(top: Path) -> None:
    (top / ".git/hooks").mkdir(parents=True)
    (top / ".claude").symlink_to(".git/hooks")
    with pytest.raises(Refused):
        Beside(str(top)).change(".claude/post-commit", None, b"x")


def test_two_folders_that_are_one_get_the_file_once(top: Path) -> None:
    (top / ".agents").mkdir()
    (top / ".claude").symlink_to(".agents")
    beside = Beside(str(top))
    for path in (".claude/skill.md", ".agents/skill.md"):
        beside.change(path, None, b"alike")
    assert names(top / ".agents") == ["skill.md"]
    for path in (".claude/skill.md", ".agents/skill.md"):
        beside.change(path, b"alike", None)
    assert names(top / ".agents") == []


@pytest.mark.parametrize("kind", ["folder", "pipe", "large", "loop"])
def test_what_is_no_file_of_ours_is_not_read(top: Path, kind: str) -> None:
    place = top / "a.md"
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "large":
        place.write_bytes(b"x" * ((4 << 20) + 1))
    else:
        place.symlink_to("a.md")
    with pytest.raises(Unreadable):
        Beside(str(top)).read("a.md")


def test_a_disk_that_says_no_leaves_nothing_behind(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (top / "a.md").write_bytes(b"one")

    def full(descriptor: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CannotWrite):
        Beside(str(top)).change("a.md", b"one", b"two")
    assert (names(top), (top / "a.md").read_bytes()) == (["a.md"], b"one")


def test_only_empty_folders_are_removed(top: Path) -> None:
    (top / ".claude/skills/spec-work").mkdir(parents=True)
    (top / ".claude/settings.json").write_bytes(b"{}")
    Beside(str(top)).remove_empty([".claude/skills/spec-work", ".claude/skills", ".claude", ".gone"])
    assert names(top) == [".claude/settings.json"]
    assert not (top / ".claude/skills").exists()
