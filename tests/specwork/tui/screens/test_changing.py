"""New specs, other titles, places and numbers, the archive, and all of it taken back: shown first, then done."""

from pathlib import Path

import pytest

from specwork.tui.over import Question
from specwork.tui.panes import Target
from specwork.tui.screens import changing
from specwork.tui.screens.preview import by_file, summary
from tests.kit import content_of
from tests.specwork.tui.room import VAULT, Room, tour, vault_in

LINKED = {**VAULT, "notes.md": "# Notes\n\nsee [[specs/1000/1001/1013.spec|the disk]] and [[1013.spec]]\n"}
DISK = "specs/1000/1001/1013.spec.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return vault_in(tmp_path, LINKED)


def said(room: Room) -> list[str]:
    return [text for _, text in room.app.said]


async def on_disk(room: Room) -> None:
    room.app.home.go(Target(DISK))
    await room.quiet()


def test_a_new_spec_shows_its_id_and_files_before_it_is_made_and_one_is_there_after(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("a")
        assert "New task in 1001 Mount the NAS" in room.text()
        assert "1014 specs/1000/1001/1014.spec.md  specs/1000/1001/1014.context.md" in room.text()
        await room.press("tab")
        assert "1002 specs/1000/1002/spec.md" in room.text()
        await room.press("shift+tab", *"It's new", "enter")
        assert (folder / "specs/1000/1001/1014.spec.md").is_file()
        assert said(room)[0] == "New task 1014 It's new\nspecwork new task 'It'\"'\"'s new' --under 1001"
        chosen = room.app.home.model.chosen
        assert chosen is not None
        assert chosen.id == 1014

    tour(folder, walk)


def test_a_title_may_be_typed_before_anything_asks_for_it(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.type_ahead("a", *"bqfuzz")
        assert "bqfuzz" in room.text()
        await room.press("enter")
        assert "title: bqfuzz" in (folder / "specs/1000/1001/1014.spec.md").read_text()
        await room.type_ahead("s", *"bq", "enter")
        assert "Session 1: " in (folder / "specs/1000/1001/1014.context.md").read_text()
        assert "bq\n" in (folder / "specs/1000/1001/1014.context.md").read_text()

    tour(folder, walk)


def test_what_was_typed_for_a_screen_that_cannot_come_is_dropped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*asked: object, **more: object) -> None:
        raise ValueError("broken")

    async def walk(room: Room) -> None:
        await on_disk(room)
        monkeypatch.setattr(changing, "_places", broken)
        await room.type_ahead("a", *"bq")
        assert room.app.screen is room.app.home
        await room.press("b")
        assert "Board" in room.text()

    tour(folder, walk)


def test_beside_a_feature_comes_a_feature_below_it_a_task(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("l", "j")
        await room.press("A")
        assert "New feature in 1000 Storage" in room.text()
        await room.press("escape", "a")
        assert "New task in 1001 Mount the NAS" in room.text()

    tour(folder, walk)


def test_a_title_that_is_none_is_refused_where_it_was_typed(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("a", "enter")
        assert "a spec needs a title" in room.text()
        await room.press(*"Yes", "enter")
        assert (folder / "specs/1000/1002/spec.md").is_file()

    tour(folder, walk)


def test_a_status_is_chosen_from_its_words_or_typed(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("m", *"compl", "enter")
        assert "status: completed" in (folder / DISK).read_text()
        await room.press("m", *"done")
        assert "what done means" in room.text()
        await room.press("escape", "m", *"in spring", "enter")
        assert "status: in spring" in (folder / DISK).read_text()
        assert any("specwork set 1013 status='in spring'" in one for one in said(room))

    tour(folder, walk)


def test_another_title_is_shown_with_all_that_follows_before_it_is_written(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("r", "enter", "end", *" more", "enter")
        assert isinstance(room.app.screen, Question)
        assert "+title: A second disk more" in room.text()
        assert "title: A second disk\n" in (folder / DISK).read_text()
        await room.press("n")
        assert "title: A second disk\n" in (folder / DISK).read_text()
        await room.press("r", "enter", "end", *" more", "enter", "y")
        assert "title: A second disk more\n" in (folder / DISK).read_text()

    tour(folder, walk)


def test_another_number_takes_every_link_along_and_nothing_is_done_on_no(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("r", *"number", "enter", *"1019", "enter")
        text = room.text()
        assert "notes.md" in text
        assert "+see [[specs/1000/1001/1019.spec|the disk]] and [[1019.spec]]" in text
        await room.press("y")
        assert "[[1019.spec]]" in (folder / "notes.md").read_text()
        assert not (folder / DISK).exists()
        assert any(one.endswith("specwork renumber 1013 1019") for one in said(room))
        chosen = room.app.home.model.chosen
        assert chosen is not None
        assert chosen.title == "A second disk"

    tour(folder, walk)


def test_what_was_shown_and_what_is_done_cannot_differ(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("r", *"number", "enter", *"1019", "enter")
        (folder / "other.md").write_bytes(content_of("# Other\n\n[[1013.spec]]\n"))
        await room.press("y")
        assert (folder / DISK).exists()
        assert room.app.said[-1][1].startswith("the files have changed")

    tour(folder, walk)


def test_a_task_goes_under_another_feature(tmp_path: Path) -> None:
    other = VAULT["specs/1000/1001/spec.md"].replace("1001", "1002").replace("Mount the NAS", "Backups")
    folder = vault_in(tmp_path, {**LINKED, "specs/1000/1002/spec.md": other})

    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("r", *"under", "enter")
        assert "1002 Backups" in room.text()
        assert "1001 Mount the NAS\n" not in room.text(room.app.screen.query_one("Choices"))
        await room.press("enter", "y")
        assert (folder / "specs/1000/1002/1013.spec.md").is_file()
        assert any(one.endswith("specwork mv 1013 --under 1002") for one in said(room))

    tour(folder, walk)


def test_the_archive_asks_and_says_what_has_not_ended(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("D")
        assert "Archive 1013 A second disk, not ended: 1013?" in room.text()
        await room.press("escape")
        assert (folder / DISK).exists()
        await room.press("D", "y")
        assert (folder / "specs/archive/1013.spec.md").is_file()
        assert any(one.endswith("specwork archive 1013 --force") for one in said(room))

    tour(folder, walk)


def test_undo_and_redo_show_what_they_bring_back(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("m", *"failed", "enter", "u")
        assert "Take back: Set status of 1013 A second disk?" in room.text()
        assert "+status: blocked" in room.text()
        await room.press("y")
        assert "status: blocked" in (folder / DISK).read_text()
        await room.press("U")
        assert "Do again: Set status of 1013 A second disk?" in room.text()
        await room.press("y")
        assert "status: failed" in (folder / DISK).read_text()

    tour(folder, walk)


def test_the_history_takes_back_any_change_and_does_it_again(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await on_disk(room)
        await room.press("m", *"failed", "enter", "a", *"New", "enter")
        await room.press("Z", *"status", "enter", "y")
        assert "status: blocked" in (folder / DISK).read_text()
        assert (folder / "specs/1000/1001/1014.spec.md").is_file()
        await room.press("Z")
        assert "taken back" in room.text()
        await room.press(*"status", "enter")
        assert "Do again" in room.text()
        await room.press("y")
        assert "status: failed" in (folder / DISK).read_text()

    tour(folder, walk)


def test_the_history_is_ones_own_until_one_asks_for_everybodys(folder: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("Z")
        assert "nothing was done yet" in room.text()
        await room.press("escape", "u")
        assert said(room)[-1].startswith("nothing of Mira to undo")
        await on_disk(room)
        await room.press("m", *"failed", "enter")
        room.app.backstage._desk._participant = "Ada"
        await room.press("u")
        assert said(room)[-1].startswith("nothing of Ada to undo")
        await room.press("Z")
        assert "Set status" not in room.text()
        await room.press("tab")
        assert "Set status of 1013" in room.text()
        assert "Mira" in room.text()

    tour(folder, walk)


def test_a_plain_note_is_moved_with_its_links(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, {"a.md": "# A\n", "b.md": "see [[a]]\n"})

    async def walk(room: Room) -> None:
        await room.press("r", "end", *["backspace"] * 4, *"deep/c.md", "enter")
        assert "+see [[" in room.text()
        await room.press("y")
        assert (folder / "deep/c.md").is_file()

    tour(folder, walk)


DIFF = """rename from specs/1
rename to specs/2
--- specs/1/spec.md
+++ specs/2/spec.md
@@ -1,3 +1,3 @@
 --- a
--- old
+++ new
 rename from nowhere
--- /dev/null
+++ fresh.md
@@ -0,0 +1 @@
+one
--- gone.md
+++ /dev/null
@@ -1 +0,0 @@
-x
"""


def test_a_diff_is_told_file_by_file_whatever_stands_in_them() -> None:
    files = by_file(DIFF)
    assert [one.title for one in files] == [
        "specs/1 → specs/2",
        "specs/1/spec.md → specs/2/spec.md",
        "fresh.md  new",
        "gone.md  goes away",
    ]
    assert files[1].lines[1:] == (" --- a", "--- old", "+++ new", " rename from nowhere")
    assert summary(files) == "1 move, 3 files: 2 new lines, 2 old"
