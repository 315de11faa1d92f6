"""Health: what is wrong by sort, where Enter leads, and that nothing is mended before it was shown."""

from pathlib import Path
from time import monotonic

import pytest

from specwork.desk import Desk
from specwork.tui.over import Question
from specwork.tui.screens import asking
from specwork.tui.screens.health import Health
from specwork.work.specs import new
from tests.specwork.tui.room import PATIENCE, VAULT, Room, tour, vault_in

BROKEN = {**VAULT, "notes.md": "# Notes\n\nfirst\n\nsee [[gone]]\n\n[[1012]]\n"}


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A vault in which every side says the same."""
    (tmp_path / "specs").mkdir()
    desk = Desk(str(tmp_path), participant="Mira")
    desk.run(new, kind="epic", title="Storage")
    desk.run(new, kind="feature", title="Mount", under="1000")
    desk.close()
    return tmp_path


def health(room: Room) -> Health:
    assert isinstance(room.app.screen, Health)
    return room.app.screen


def said(room: Room) -> list[str]:
    return [text for _, text in room.app.said]


async def on(room: Room, words: str) -> None:
    await room.press("slash", *words, "enter", "escape")


def test_findings_stand_by_sort_with_their_counts_the_worst_first(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("!")
        text = room.text()
        assert "1 error" in text
        sorts = [one.code for one in health(room).list.sorts or ()]
        assert sorts[0] == "broken-link"
        assert sorts[-1] == "alias"
        assert "context-missing 4 warnings  F mends all" in text

    tour(vault_in(tmp_path, BROKEN), walk, size=(120, 60))


def test_enter_goes_to_the_line_and_on_a_sort_folds_it(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("!")
        await on(room, "broken-link")
        await room.press("enter")
        assert "[[gone]]" not in room.text()
        await room.press("l")
        await on(room, "[[gone]]")
        await room.press("enter")
        assert room.app.screen is room.app.home
        pane = room.app.home.pane
        assert pane is not None
        assert "see gone" in room.text(pane)
        assert getattr(pane, "source", 0) == 5

    tour(vault_in(tmp_path, BROKEN), walk)


def test_one_finding_is_mended_after_it_was_shown(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, BROKEN)

    async def walk(room: Room) -> None:
        await room.press("!")
        await on(room, "'2000 Desk'")
        await room.press("F")
        assert isinstance(room.app.screen, Question)
        assert "+  - 2000 Desk" in room.text()
        assert "aliases" not in (folder / "specs/2000/epic.md").read_text()
        await room.press("y")
        assert "- 2000 Desk" in (folder / "specs/2000/epic.md").read_text()
        assert "aliases" not in (folder / "specs/1000/epic.md").read_text()
        assert not any("'2000 Desk'" in one.message for sort in health(room).list.sorts or () for one in sort.findings)

    tour(folder, walk)


def test_all_of_a_sort_are_mended_and_then_everything(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, BROKEN)

    async def walk(room: Room) -> None:
        await room.press("!")
        await on(room, "context-missing")
        await room.press("F", "y")
        assert (folder / "specs/2000/context.md").is_file()
        assert "aliases" not in (folder / "specs/1000/epic.md").read_text()
        assert "context-missing" not in [one.code for one in health(room).list.sorts or ()]
        await room.press("X", "y")
        assert not any(one.mended for one in health(room).list.sorts or ())
        assert any(one.endswith("specwork check --fix") for one in said(room))

    tour(folder, walk)


def test_a_broken_link_is_made_to_lead_somewhere(tmp_path: Path) -> None:
    folder = vault_in(tmp_path, {**BROKEN, "deep/gone.md": "# Gone\n", "notes.md": "[[old/gone|words]]\r\n"})

    async def walk(room: Room) -> None:
        await room.press("!")
        await on(room, "[[old/gone")
        await room.press("F")
        assert "deep/gone.md" in room.text()
        await room.press("enter")
        assert "+[[gone|words]]" in room.text() or "+[[deep/gone|words]]" in room.text()
        await room.press("y")
        assert (folder / "notes.md").read_bytes() in (b"[[gone|words]]\r\n", b"[[deep/gone|words]]\r\n")

    tour(folder, walk)


def test_what_has_no_one_right_answer_says_what_to_do(tmp_path: Path) -> None:
    unread = {**BROKEN, "odd.md": "---\na: [b\n---\n"}

    async def walk(room: Room) -> None:
        await room.press("!")
        await on(room, "front matter cannot")
        await room.press("F")
        assert [one.message for one in room.app._notifications][-1].startswith("by hand: mend it by hand")

    tour(vault_in(tmp_path, unread), walk)


def test_a_conflict_stands_side_by_side_and_is_settled_by_saying_who_is_right(sound: Path) -> None:
    spec, journal = sound / "specs/1000/1001/spec.md", sound / "specs/1000/1001/context.md"
    spec.write_text(spec.read_text().replace("status: planning", "status: blocked"))
    journal.write_text(journal.read_text().replace("**Status**: planning", "**Status**: failed"))

    async def walk(room: Room) -> None:
        await room.press("!")
        assert "Conflicts 1" in room.text()
        line = next(line for line in room.lines() if "status: blocked" in line)
        assert "**Status**: failed" in line
        await room.press("F", *"failed", "enter")  # on the heading, or on the line itself
        assert "+status: failed" in room.text()
        await room.press("y")
        assert "status: failed" in spec.read_text()
        assert "Conflicts" not in room.text()
        assert any(one.endswith("specwork sync --trust specs/1000/1001/context.md") for one in said(room))

    tour(sound, walk)


def test_what_lags_is_settled_by_one_key_and_a_yes(sound: Path) -> None:
    spec, journal = sound / "specs/1000/1001/spec.md", sound / "specs/1000/1001/context.md"
    spec.write_text(spec.read_text().replace("status: planning", "status: blocked"))

    async def walk(room: Room) -> None:
        await room.press("!")
        assert "Files that lag 1" in room.text()
        assert "specs/1000/1001/context.md" in room.text()
        await room.press("S", "y")
        assert "**Status**: blocked" in journal.read_text()
        assert "Files that lag" not in room.text()

    tour(sound, walk)


def test_what_takes_long_to_find_out_is_asked_of_another_process(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LARGE", 0)
    spec, journal = sound / "specs/1000/1001/spec.md", sound / "specs/1000/1001/context.md"
    spec.write_text(spec.read_text().replace("status: planning", "status: blocked"))
    journal.write_text(journal.read_text().replace("**Status**: planning", "**Status**: failed"))

    async def walk(room: Room) -> None:
        await room.press("!")
        until = monotonic() + PATIENCE
        while health(room).list.differences is None:
            assert monotonic() < until
            await room.quiet()
        assert "Conflicts 1" in room.text()
        assert "**Status**: failed" in room.text()
        await room.press("escape")

    tour(sound, walk)


def test_a_sound_vault_says_so_and_the_next_key(sound: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("!")
        assert "nothing is wrong here, and every side says the same" in room.text()
        await room.press("X")
        assert said(room)[-1] == "nothing to change"
        await room.press("escape")
        assert room.app.screen is room.app.home

    tour(sound, walk)


def test_names_of_a_hostile_vault_are_only_words(tmp_path: Path) -> None:
    files = {**VAULT, "[b]x\x1b[2J\u202e.md": "[[no\x1b[31m]] [[/b]]\n"}

    async def walk(room: Room) -> None:
        await room.press("!")
        await on(room, "broken-link")
        text = room.text()
        assert "[b]x" in text
        assert not {"\x1b", "\u202e"} & set(text)
        await room.press("F")
        assert "\x1b" not in room.text()

    tour(vault_in(tmp_path, files), walk, size=(120, 60))
