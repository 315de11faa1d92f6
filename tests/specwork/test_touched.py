"""The memory of touched files: each path once, bounded, added to by several at once."""

import os
from multiprocessing import get_context
from pathlib import Path

import pytest

from specwork.touched import LARGEST, NAME, remember, remembered, seen_from, take


def test_paths_are_remembered_once_each_the_latest_last(tmp_path: Path) -> None:
    remember(str(tmp_path), ["a", "b"])
    remember(str(tmp_path), ["c", "a"])
    assert remembered(str(tmp_path)) == ["b", "c", "a"]


def test_what_is_taken_is_forgotten(tmp_path: Path) -> None:
    assert take(str(tmp_path)) == []
    remember(str(tmp_path), ["a"])
    assert take(str(tmp_path)) == ["a"]
    assert (take(str(tmp_path)), remembered(str(tmp_path)), os.listdir(tmp_path)) == ([], [], [])


def test_the_memory_is_bounded_and_keeps_the_latest(tmp_path: Path) -> None:
    for number in range(4000):
        remember(str(tmp_path), [f"../src/some/folder/file{number}.py"])
        assert (tmp_path / NAME).stat().st_size <= LARGEST + 100
    kept = remembered(str(tmp_path))
    assert kept[-1] == "../src/some/folder/file3999.py"
    assert len(kept) > 500


def _adds(state: str, who: int) -> None:
    for number in range(50):
        remember(state, [f"{who}/{number}"])


def test_several_agents_add_at_once_and_no_line_is_torn(tmp_path: Path) -> None:
    processes = [get_context("fork").Process(target=_adds, args=(str(tmp_path), who)) for who in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert sorted(remembered(str(tmp_path))) == sorted(f"{who}/{number}" for who in range(4) for number in range(50))


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("theirs\n")
    (tmp_path / NAME).symlink_to("elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        remember(str(tmp_path), ["a"])
    assert (tmp_path / "elsewhere").read_text() == "theirs\n"


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("specs/a.md", "../../specs/a.md"),
        ("/top/docs/vault/specs/a.md", "specs/a.md"),
        ("src/../src/a.py", "../../src/a.py"),
        ("/elsewhere/a.py", None),
        ("../a.py", None),
        (".git/config", None),
        ("docs/vault/.specwork/x/touched", None),
        ("a\u2028b", None),
    ],
)
def test_a_path_is_seen_from_the_vault(path: str, seen: str | None) -> None:
    assert seen_from("/top/docs/vault", "/top", "/top", path) == seen
