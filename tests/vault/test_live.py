"""The vault as it is now: the index follows the disk, whoever changed it, and building it in parts changes nothing."""

import os
from pathlib import Path

import pytest

from tests.kit import contents, index_of
from vault import reading as room
from vault.disk import forks
from vault.disk.files import Root
from vault.disk.store import Store
from vault.disk.walk import Ignore
from vault.index.entry import Annotator, Outline, Row
from vault.live import Live
from vault.notes.note import Note

FILES = {"a.md": "[[b]] [[c#One]]", "d/b.md": "# Two\n[[a]]", "c.md": "# One", "pic.png": "", "board.canvas": "{}"}
LONG_AGO = 1_600_000_000
FAR_AHEAD = 4_000_000_000  # as young as a file can be


@pytest.fixture(autouse=True)
def nothing_is_young(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files made by these tests count as old, so that stat alone tells whether they changed."""
    monkeypatch.setattr(room, "YOUNG", 0)


def laid(folder: Path, files: dict[str, str], *, age: int = LONG_AGO) -> None:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        os.utime(place, (age, age))


def opened(folder: Path, keep: Path | None = None, **how: object) -> Live:
    live = Live(str(folder), keep=Store(str(keep) if keep else None), **how)  # type: ignore[arg-type]  # passed on as given
    live.sweep()
    return live


def test_a_vault_is_read_from_disk_as_from_a_dict(tmp_path: Path) -> None:
    laid(tmp_path, FILES)
    live = opened(tmp_path)
    assert contents(live.index) == contents(index_of(FILES))
    live.close()


def test_forked_workers_build_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"{n % 7}/{n}.md": f"# H{n}\n[[{n + 1}]] [[{n * 2}#H{n * 2}]] [[gone]]" for n in range(120)}
    laid(tmp_path / "v", many)
    monkeypatch.setattr(room, "FORK_FROM", 50)
    live = opened(tmp_path / "v", tmp_path / "s", workers=3)
    assert contents(live.index) == contents(index_of(many))
    live.close()


@pytest.mark.parametrize("count", [0, 1, 20, 21, 500, 14_233, 1_000_000])
@pytest.mark.parametrize("workers", [2, 4, 64, 256])
def test_work_is_shared_out_whole_in_parts_that_grow_smaller(count: int, workers: int) -> None:
    parts = room._parts(range(count), workers)
    assert [thing for part in parts for thing in part] == list(range(count))
    assert sorted(map(len, parts), reverse=True) == list(map(len, parts))
    assert len(parts) <= forks.MOST


def test_it_matters_not_how_many_notes_are_read_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither their number nor their size, nor what is no note among them."""
    files = {
        **FILES,
        "b.canvas": '{"nodes": [{"type": "file", "file": "c.md"}]}',
        "long.md": "a [[b]]\n" * 100,
        "z": "",
    }
    laid(tmp_path, files)
    for batch, large in ((1, 1 << 20), (3, 1 << 20), (60, 500), (60, 1 << 20)):
        monkeypatch.setattr(room, "BATCH", batch)
        monkeypatch.setattr(room, "LARGE", large)
        live = opened(tmp_path)
        assert contents(live.index) == contents(index_of(files))
        live.close()


def test_the_headings_of_a_note_are_gathered_once_however_many_links_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path, {"a.md": "# One\n" + "[[#One]] [[#Two]] [[b#^x]]\n" * 50, "b.md": "[[a#One]] [[a#Two]]"})
    gathered = []

    class Counting(Outline):
        def __init__(self, headings: list[tuple[int, str]], ids: list[str]) -> None:
            gathered.append(headings)
            super().__init__(headings, ids)

    monkeypatch.setattr(room, "Outline", Counting)
    live = opened(tmp_path)
    assert len(gathered) == 2
    assert len(live.index.findings()) == 101
    live.close()


def test_a_worker_that_dies_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid(tmp_path, FILES)
    monkeypatch.setattr(room, "FORK_FROM", 1)
    ourselves = os.getpid()
    read = room.read_notes

    def dying(files: list[tuple[str, bytes]]) -> list[Note]:
        if os.getpid() != ourselves:
            os._exit(3)
        return read(files)

    monkeypatch.setattr(room, "read_notes", dying)
    live = opened(tmp_path, workers=2)
    assert contents(live.index) == contents(index_of(FILES))
    live.close()


def _says(note: Note) -> list[Row]:
    return [Row("says", heading.text, {"of": heading, "all": (1, None, note.path)}) for heading in note.headings]


@pytest.mark.parametrize("dies", [False, True], ids=["all live", "one dies"])
def test_what_changed_is_read_by_several_processes_as_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    vault, ourselves = tmp_path / "v", os.getpid()
    says = Annotator(
        "says 1", _says, lambda path: path.endswith(".sh"), lambda path, head: [Row("head", "", len(head))]
    )
    laid(vault, FILES | {"same.md": "[[a]]", "gone.md": "x", "huge.md": "x"})
    live = opened(vault, tmp_path / "s", annotator=says, workers=3)
    now = {**FILES, "same.md": "[[a]]", "new.md": "# N\n[[c#One]]", "a.md": "# A ^x\n[[new#N]] [[b]]", "run.sh": "echo"}
    laid(vault, {**now, "huge.md": "x" * 1000, "board.canvas": '{"nodes": []}'}, age=LONG_AGO + 9)
    (vault / "gone.md").unlink()
    (vault / "link.md").symlink_to("a.md")
    monkeypatch.setattr("vault.disk.files.MAX_SIZE", 500)
    monkeypatch.setattr(room, "CHANGED_FROM", 1)
    read = room.read_notes
    if dies:
        monkeypatch.setattr(room, "read_notes", lambda files: read(files) if os.getpid() == ourselves else os._exit(3))
    swept = live.sweep()
    alone = opened(vault, tmp_path / "alone", annotator=says, workers=1)
    assert contents(live.index) == contents(alone.index)
    assert [live.index.rows(kind) for kind in ("says", "head")] == [alone.index.rows(kind) for kind in ("says", "head")]
    assert (swept.changed, swept.gone) == (
        sorted({*now, "huge.md", "link.md"} - {"same.md", "c.md", "d/b.md"}),
        ["gone.md"],
    )
    assert live.left_out == alone.left_out != {}
    live.close()
    alone.close()


def test_what_changed_since_is_seen_and_nothing_else_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, keep = tmp_path / "v", tmp_path / "s"
    laid(vault, FILES)
    opened(vault, keep).close()
    read: list[str] = []
    monkeypatch.setattr(Root, "read", _noting(read, Root.read))

    live = opened(vault, keep)
    settled = [path for path in read if path not in FILES]
    assert settled == []
    read.clear()
    laid(vault, {"c.md": "# Other"}, age=LONG_AGO + 5)
    os.unlink(vault / "d/b.md")
    swept = live.sweep()

    assert (swept.changed, swept.gone) == (["c.md"], ["d/b.md"])
    assert read == ["c.md"]
    now = {**FILES, "c.md": "# Other"}
    del now["d/b.md"]
    assert contents(live.index) == contents(index_of(now))
    live.close()


def _noting(read: list[str], really: object) -> object:
    def reading(self: object, path: str) -> bytes:
        read.append(path)
        return really(self, path)  # type: ignore[operator, no-any-return]  # the method that it stands for

    return reading


def test_a_file_saved_twice_within_one_tick_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "YOUNG", 2_000_000_000)
    for place in ("vault.live.signature", "vault.reading.signature", "vault.disk.walk.signature"):
        monkeypatch.setattr(place, lambda status: status.st_mtime_ns)
    vault, keep = tmp_path / "v", tmp_path / "s"
    laid(vault, {"a.md": "[[x]]"})
    (vault / "a.md").write_text("[[y]]", encoding="utf-8")
    times = os.stat(vault / "a.md")
    live = opened(vault, keep)
    (vault / "a.md").write_text("[[z]]", encoding="utf-8")
    os.utime(vault / "a.md", ns=(times.st_atime_ns, times.st_mtime_ns))
    live.sweep()
    assert [link.raw for link in live.index.links()] == ["[[z]]"]
    live.close()


def test_paths_and_folders_are_looked_at_on_their_own(tmp_path: Path) -> None:
    laid(tmp_path, FILES)
    live = opened(tmp_path)
    laid(tmp_path, {"d/new.md": "[[a]]", "c.md": "# Changed", "elsewhere.md": ""})
    os.unlink(tmp_path / "d/b.md")
    assert live.refresh(["c.md", "never.md"]) == ["c.md"]
    assert live.refresh([], folders=["d"]) == ["d/b.md", "d/new.md"]
    assert live.index.has("elsewhere.md") is False
    assert live.refresh([], folders=[""]) == ["elsewhere.md"]
    assert live.unchanged("c.md") is True
    laid(tmp_path, {"c.md": "# Otherwise"})
    assert live.unchanged("c.md") is False
    assert live.unchanged("gone.md") is False
    live.close()


def test_most_of_a_vault_replaced_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = tmp_path / "v"
    laid(vault, FILES)
    live = opened(vault, tmp_path / "s", workers=1)
    monkeypatch.setattr(room, "FORK_FROM", 3)
    others = {path: text + "\n[[a]]" for path, text in FILES.items() if path.endswith(".md")}
    laid(vault, others, age=LONG_AGO + 9)
    live.sweep()
    assert contents(live.index) == contents(index_of({**FILES, **others}))
    live.close()


@pytest.mark.parametrize("fork_from", [1, 1000], ids=["built anew", "one by one"])
def test_a_file_too_young_to_be_sure_of_is_read_again_and_told_only_if_it_says_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork_from: int
) -> None:
    vault, notes = tmp_path / "v", {path: text for path, text in FILES.items() if path.endswith(".md")}
    laid(vault, notes, age=FAR_AHEAD)
    live = opened(vault, tmp_path / "s", workers=1)
    monkeypatch.setattr(room, "FORK_FROM", fork_from)
    assert live.sweep().changed == []
    laid(vault, {"c.md": "# Otherwise", "new.md": "come"}, age=FAR_AHEAD)
    assert live.sweep().changed == ["c.md", "new.md"]
    assert contents(live.index) == contents(index_of({**notes, "c.md": "# Otherwise", "new.md": "come"}))
    live.close()


def test_a_young_file_that_is_no_note_is_not_told_again_with_all_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path / "v", FILES | {"a.png": "1", "b.png": "2"}, age=FAR_AHEAD)
    laid(tmp_path / "v", {"a.png": "1"})
    live = opened(tmp_path / "v", tmp_path / "s", workers=1)
    monkeypatch.setattr(room, "FORK_FROM", 1)
    laid(tmp_path / "v", {"a.png": "other"}, age=LONG_AGO + 9)
    assert live.sweep().changed == ["a.png"]
    live.close()


def test_another_annotator_throws_the_kept_rows_away(tmp_path: Path) -> None:
    vault, keep = tmp_path / "v", tmp_path / "s"
    laid(vault, FILES)
    opened(vault, keep).close()
    titles = Annotator("titles 1", lambda note: [Row("title", heading.text, None) for heading in note.headings])
    live = opened(vault, keep, annotator=titles)
    assert [(row.path, row.key) for row in live.index.rows("title")] == [("c.md", "One"), ("d/b.md", "Two")]
    assert [row.path for row in live.index.rows("title", "One")] == ["c.md"]
    live.close()


def _lazy(read: list[str]) -> Annotator:
    """Titles of notes at once, and of each file what it says when that is asked for. Tells which notes were read."""

    def all_of(note: Note) -> list[Row]:
        read.append(note.path)
        return [*first(note), Row("says", "", note.text.decode())]

    def first(note: Note) -> list[Row]:
        return [Row("title", heading.text, None) for heading in note.headings]

    late = frozenset({"says"})
    return Annotator(
        "lazy 1", all_of, lambda path: path.endswith(".sh"), lambda path, head: [Row("says", "", 0)], first, late
    )


@pytest.mark.parametrize("workers", [1, 2], ids=["by one process", "by two"])
def test_late_rows_are_made_when_they_are_asked_for_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(room, "FORK_FROM", 1)
    vault, keep = tmp_path / "v", tmp_path / "s"
    files = {**FILES, "run.sh": "echo"}
    laid(vault, files)
    read: list[str] = []
    live = opened(vault, keep, annotator=_lazy(read), workers=workers)
    assert [row.key for row in live.index.rows("title")] == ["One", "Two"]
    assert (read, len(live.index.late())) == ([], sum(path.endswith((".md", ".canvas", ".sh")) for path in files))
    said = {row.path: row.value for row in live.index.rows("says")}
    assert said == {path: text for path, text in FILES.items() if path.endswith((".md", ".canvas"))} | {"run.sh": 0}
    assert live.index.late() == []
    live.close()
    before = list(read)
    again = opened(vault, keep, annotator=_lazy(read), workers=workers)
    assert {row.path: row.value for row in again.index.rows("says")} == said
    assert [row.key for row in again.index.rows("title")] == ["One", "Two"]
    assert read == before, "they were kept"
    again.close()


def test_a_note_that_changes_gets_its_late_rows_at_once_and_no_older_ones(tmp_path: Path) -> None:
    laid(tmp_path, FILES)
    live = opened(tmp_path, annotator=_lazy([]))
    laid(tmp_path, {"c.md": "# Changed"})
    assert live.refresh(["c.md"]) == ["c.md"]
    assert "c.md" not in [path for _, path, _ in live.index.late()]
    assert [row.value for row in live.index.rows_of("c.md", "says")] == ["# Changed"]
    live.close()


def test_late_rows_of_a_note_that_changed_unseen_wait_until_it_is_seen(tmp_path: Path) -> None:
    laid(tmp_path, FILES)
    live = opened(tmp_path, annotator=_lazy([]))
    laid(tmp_path, {"c.md": "# Changed"})
    assert live.index.rows_of("c.md", "says") == []
    live.refresh(["c.md"])
    assert [row.value for row in live.index.rows_of("c.md", "says")] == ["# Changed"]
    live.close()


def test_another_ignore_is_another_vault(tmp_path: Path) -> None:
    vault, keep = tmp_path / "v", tmp_path / "s"
    laid(vault, {**FILES, "env/pyvenv.cfg": "", "env/x.md": ""})
    live = opened(vault, keep)
    assert not live.index.has("env/x.md")
    live.close()
    live = opened(vault, keep, ignore=Ignore(names=frozenset({"d"})))
    assert not live.index.has("d/b.md")
    live.close()


def test_where_nothing_can_be_written_the_index_lies_in_memory(tmp_path: Path) -> None:
    vault = tmp_path / "v"
    laid(vault, FILES)
    (tmp_path / "file").write_text("")
    live = opened(vault, tmp_path / "file/below")
    assert contents(live.index) == contents(index_of(FILES))
    live.close()


def test_an_unreadable_note_is_told_at_every_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, keep = tmp_path / "v", tmp_path / "s"
    laid(vault, FILES)
    monkeypatch.setattr("vault.disk.files.MAX_SIZE", 10)
    for _ in range(2):
        live = opened(vault, keep)
        assert "a.md" in live.left_out
        assert [link.source for link in live.index.backlinks("a.md")] == []
        live.close()
    monkeypatch.setattr("vault.disk.files.MAX_SIZE", 1000)
    live = opened(vault, keep)
    assert live.left_out == {}
    assert contents(live.index) == contents(index_of(FILES))
    live.close()
