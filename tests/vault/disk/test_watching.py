"""What may have changed is told in batches, once it is quiet; a deletion only once it is believed."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from vault.disk.walk import Ignore
from vault.disk.watching import Batch, Gathering, Watcher

NOTHING: frozenset[str] = frozenset()


def test_a_batch_comes_when_it_has_been_quiet() -> None:
    gathering = Gathering()
    gathering.changes("a.md", 10.0)
    gathering.changes("b.md", 10.03)
    assert gathering.batch(10.06) is None
    assert gathering.due() == pytest.approx(10.08)
    assert gathering.batch(10.09) == Batch(frozenset({"a.md", "b.md"}), NOTHING, NOTHING)
    assert gathering.due() is None


def test_steady_noise_is_not_waited_out_for_ever() -> None:
    gathering = Gathering()
    for tick in range(101):
        gathering.changes(f"{tick}.md", 10 + tick / 100)
    batch = gathering.batch(11.001)
    assert batch is not None
    assert len(batch.paths) == 101


def test_a_deletion_is_believed_after_a_while() -> None:
    gathering = Gathering()
    gathering.vanishes("a.md", 10.0)
    assert gathering.batch(11.9) is None
    assert gathering.batch(12.0) == Batch(NOTHING, NOTHING, frozenset({"a.md"}))


def test_a_file_that_comes_back_was_never_gone() -> None:
    gathering = Gathering()
    gathering.changes("a.md", 9.99)
    gathering.vanishes("a.md", 10.0)
    gathering.changes("a.md", 10.2)
    assert gathering.batch(10.3) == Batch(frozenset({"a.md"}), NOTHING, NOTHING)
    assert gathering.batch(20.0) is None


@pytest.fixture(params=[None, True], ids=["by events", "by polling"])
def watched(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Path, SimpleQueue[Batch]]]:
    (tmp_path / "old.md").write_text("x")
    (tmp_path / "node_modules").mkdir()
    batches: SimpleQueue[Batch] = SimpleQueue()
    with Watcher(
        str(tmp_path), batches.put, polling=request.param, believe=0.3, unchanged=lambda path: path == "ours.md"
    ):
        yield tmp_path, batches


def gathered(batches: "SimpleQueue[Batch]", *, until: str) -> tuple[set[str], set[str], set[str]]:
    """Everything told until a path is told of, or below a folder to look through."""
    paths: set[str] = set()
    folders: set[str] = set()
    gone: set[str] = set()
    while not (until in paths or until in gone or any(until.startswith(folder + "/") for folder in folders)):
        try:
            batch = batches.get(timeout=20)
        except Empty:
            raise AssertionError(f"nobody told of {until}; told were {paths} {folders} {gone}") from None
        paths |= batch.paths
        folders |= batch.folders
        gone |= batch.gone
    return paths, folders, gone


def test_a_new_file_is_told_and_hidden_and_left_out_ones_are_not(watched: tuple[Path, "SimpleQueue[Batch]"]) -> None:
    folder, batches = watched
    for name in (".hidden.md", "node_modules/x.md", "ours.md", "new.md"):
        (folder / name).write_text("x")
    paths, _, _ = gathered(batches, until="new.md")
    assert paths == {"new.md"}


def test_an_atomic_save_is_one_changed_file(watched: tuple[Path, "SimpleQueue[Batch]"]) -> None:
    folder, batches = watched
    (folder / ".old.md.tmp").write_text("longer than before")
    (folder / ".old.md.tmp").rename(folder / "old.md")
    paths, _, gone = gathered(batches, until="old.md")
    assert (paths, gone) == ({"old.md"}, set())


def test_a_deletion_and_a_rename_are_told(watched: tuple[Path, "SimpleQueue[Batch]"]) -> None:
    folder, batches = watched
    (folder / "old.md").rename(folder / "renamed.md")
    paths, _, _ = gathered(batches, until="renamed.md")
    assert "renamed.md" in paths
    _, _, gone = gathered(batches, until="old.md")
    assert "old.md" in gone


def test_files_made_at_once_in_a_new_folder_are_not_missed(watched: tuple[Path, "SimpleQueue[Batch]"]) -> None:
    folder, batches = watched
    (folder / "a/b").mkdir(parents=True)
    names = [f"a/b/{number}.md" for number in range(20)]
    for name in names:
        (folder / name).write_text("x")
    told: set[str] = set()
    folders: set[str] = set()
    while not all(name in told or any(name.startswith(one + "/") for one in folders) for name in names):
        batch = batches.get(timeout=20)
        told |= batch.paths
        folders |= batch.folders


def test_everything_is_looked_through_now_and_then(tmp_path: Path) -> None:
    batches: SimpleQueue[Batch] = SimpleQueue()
    with Watcher(str(tmp_path), batches.put, every=0.05):
        assert "" in batches.get(timeout=20).folders


def test_where_the_system_cannot_watch_it_is_polled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from watchdog.observers import Observer

    def full(*_: object) -> None:
        raise OSError(28, "no more watches")

    monkeypatch.setattr(Observer, "start", full)
    with Watcher(str(tmp_path), lambda batch: None, ignore=Ignore()) as watcher:
        assert watcher.kind == "polling"
