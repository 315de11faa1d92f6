"""What is written and not sent, and what others change meanwhile: nothing of it is lost."""

from pathlib import Path

from tests.specwork.tui.room import OPEN_SESSION, VAULT, WIDE, Room, tour, vault_in
from tests.specwork.tui.session.sessions_room import (
    JOURNAL,
    READY,
    journal,
    text,
    to,
    told,
)

# drafts


def test_escape_keeps_a_text_and_another_start_finds_it(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def begin(room: Room) -> None:
        await to(room, 1001)
        await room.press("p")
        await text(room, "half a thought")
        await room.press("escape")
        assert "half a thought" in room.text()
        assert room.tree.has_focus

    async def again(room: Room) -> None:
        assert "1 text kept: 1001 plan" in told(room)
        await to(room, 1001)
        await room.press("p")
        assert room.app.home.side.area.text == "half a thought"
        await text(room, ", and the rest")
        await room.press("enter")

    async def gone(room: Room) -> None:
        assert "kept" not in told(room)

    before = journal(folder)
    tour(folder, begin)
    assert journal(folder) == before
    tour(folder, again)
    assert "half a thought, and the rest" in journal(folder)
    tour(folder, gone)


def test_texts_of_several_kinds_and_specs_are_kept_beside_each_other(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("p", "a", "escape", "i", "b", "escape")
        await to(room, 1014)
        await room.press("s", "enter", "p", "c", "escape")
        await to(room, 1001)
        await room.press("p")
        assert room.app.home.side.area.text == "a"
        await room.press("escape", "i")
        assert room.app.home.side.area.text == "b"

    tour(vault_in(tmp_path / "vault", READY), walk)


def test_a_text_that_was_dropped_comes_back_with_u(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("p")
        await text(room, "never mind")
        await room.press("ctrl+g")
        assert "never mind" not in room.text()
        assert not room.app.home.side.drafts.kept
        await room.press("u")
        assert room.app.home.side.area.text == "never mind"

    tour(vault_in(tmp_path / "vault"), walk)


def test_tab_leads_out_of_a_text_to_where_plain_keys_do_what_control_keys_do_in_it(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def walk(room: Room) -> None:
        side = room.app.home.side
        await to(room, 1001)
        await room.press("t")
        await text(room, "XPV ran")
        assert side.area.text == "XPV ran"
        await room.press("tab")
        assert side.listing.has_focus
        assert "P how it went" in room.lines()[-1]
        await room.press("P")
        assert "passed" in room.text()
        (folder / JOURNAL).write_text(journal(folder) + "\nA line by hand.\n", encoding="utf-8")
        room.app.reread([JOURNAL])
        await room.quiet()
        await room.press("V")
        assert "+A line by hand." in room.text()
        await room.press("r", "tab", "enter")
        assert room.tree.has_focus

    tour(folder, walk)
    assert "XPV ran ✅" in journal(folder) or "✅ XPV ran" in journal(folder)


def test_a_text_is_dropped_by_a_plain_key_open_or_kept_and_u_brings_it_back(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        side = room.app.home.side
        await to(room, 1001)
        await room.press("p", *"first", "tab", "X")
        assert not side.drafts.kept
        await room.press("u")
        assert side.area.text == "first"
        await room.press("escape", "s")
        assert side.listing.has_focus
        await room.press("X")
        assert not side.drafts.kept
        await room.press("X")
        assert told(room).endswith("no text is kept here")
        await room.press("u", "tab", "escape")
        assert room.tree.has_focus
        assert [one.text for one in side.drafts.kept.values()] == ["first"]
        assert not side.has_class("-writing")

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_text_that_cannot_be_written_down_is_given_back(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("p")
        await text(room, "precious")
        place = folder / JOURNAL
        place.write_text(journal(folder).replace("open ^", "completed ^"), encoding="utf-8")
        await room.press("enter")
        assert room.app.said[-1][0] == "error"
        assert [one.text for one in room.app.home.side.drafts.kept.values()] == ["precious"]

    tour(folder, walk)


# others at work


def test_two_people_at_work_on_a_spec_stand_beside_each_other(tmp_path: Path) -> None:
    second = OPEN_SESSION.partition("\n\n")[2].replace("Session 1", "Session 2").replace("Mira", "Noor")
    second = second.replace("7f3a9c2e", "0000aaaa") + "\n#### Implementation\n- 14:31 her own work\n"
    both = {**VAULT, JOURNAL: OPEN_SESSION + "\n" + second}

    async def walk(room: Room) -> None:
        await to(room, 1001)
        line = next(line for line in room.lines() if "Mira 1." in line)
        assert "Noor 2." in line
        await room.press("i")
        await text(room, "my own work")
        await room.press("enter")

    folder = vault_in(tmp_path / "vault", both)
    tour(folder, walk, size=WIDE)
    said = journal(folder)
    assert said.index("my own work") < said.index("Session 2") < said.index("her own work")


def test_a_journal_that_changes_under_a_text_asks_before_it_is_written(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("i")
        await text(room, "mine")
        place = folder / JOURNAL
        place.write_text(journal(folder) + "\n#### Implementation\n- 14:40 from a phone\n", encoding="utf-8")
        room.app.reread([JOURNAL])
        await room.quiet()
        assert "changed outside" in room.text()
        assert room.app.home.side.area.text == "mine"
        await room.press("enter")
        assert "+- 14:40 from a phone" in room.text()
        assert "mine" not in journal(folder)
        await room.press("n")
        assert room.app.home.side.area.text == "mine"
        await room.press("ctrl+r", "r")
        assert "changed outside" not in room.text()
        assert "from a phone" in room.text()
        await room.press("enter")

    tour(folder, walk)
    assert "from a phone" in journal(folder)
    assert "mine" in journal(folder)


def test_what_was_changed_outside_may_be_taken_as_it_is(tmp_path: Path) -> None:
    folder = vault_in(tmp_path / "vault")

    async def walk(room: Room) -> None:
        await to(room, 1001)
        await room.press("i")
        await text(room, "mine")
        (folder / JOURNAL).write_text(journal(folder) + "\nA line by hand.\n", encoding="utf-8")
        room.app.reread([JOURNAL])
        await room.quiet()
        await room.press("enter", "y")
        assert room.tree.has_focus

    tour(folder, walk)
    assert "A line by hand." in journal(folder)
    assert "mine" in journal(folder)


def test_our_own_entry_is_no_change_from_outside(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await to(room, 1001)
        for key in ("i", "w", "t"):
            await room.press(key, "a", "enter")
            assert room.app.screen is room.app.home
        await room.press("i")
        assert "changed outside" not in room.text()

    tour(vault_in(tmp_path / "vault"), walk)
