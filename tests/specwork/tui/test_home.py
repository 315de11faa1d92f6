"""The main screen: what one sees and where the keys lead."""

import json
from pathlib import Path

import pytest

from specwork.tui.app import News
from specwork.tui.backstage import Answer
from specwork.tui.own import Own
from specwork.work.specs import set_values
from tests.specwork.tui.room import NARROW, VAULT, WIDE, Room, tour, vault_in


def test_the_tree_shows_the_epics_and_the_first_spec_beside_it(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        seen = room.text()
        assert "1000 Storage" in seen
        assert "2000 Desk" in seen
        assert "# Storage" in seen
        assert "1011" not in seen

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_narrow_screen_shows_one_side_at_a_time(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        assert "# Storage" not in room.text()
        await room.press("enter")
        assert "# Storage" in room.text()
        assert "2000 Desk" not in room.text()
        await room.press("escape")
        assert "2000 Desk" in room.text()

    tour(vault_in(tmp_path / "vault"), walk, size=NARROW)


def test_in_a_vault_without_specs_folders_and_notes_are_browsed(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        assert "Notes 2" in room.text()
        await room.press("l", "j")
        assert room.app.home.model.cursor == "Recipes/Bread.md"
        assert "Flour and water" in room.text()

    files = {"Today.md": "# Today\n", "Recipes/Bread.md": "Flour and water\n"}
    tour(vault_in(tmp_path / "vault", files), walk)


def test_an_empty_vault_is_no_trouble(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press(
            "j", "k", "l", "h", "enter", "e", "y", "i", "G", "g", "g", "slash", "x", "enter", "escape", "F"
        )
        assert room.app.is_running

    (tmp_path / "vault").mkdir()
    tour(tmp_path / "vault", walk)


def test_words_narrow_the_tree_until_escape(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("slash", *"tests")
        assert [row.strip() for row in room.app.home.model.lines][-1] == "specs/1000/1001/1012.spec.md"
        await room.press("enter", "escape")
        assert len(room.app.home.model.lines) == 2

    tour(vault_in(tmp_path / "vault"), walk)


def test_one_goes_back_to_where_one_was(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("l", "j", "l", "G")
        assert room.app.home.model.cursor == "specs/2000/epic.md"
        await room.press("k")
        await room.pilot.click("#title", offset=(room.lines()[0].index("1000 Storage"), 0))
        await room.quiet()
        assert room.app.home.model.cursor == "specs/1000/epic.md"
        await room.press("H")
        assert room.app.home.model.cursor == "specs/1000/1001/1013.spec.md"
        await room.press("L")
        assert room.app.home.model.cursor == "specs/1000/epic.md"

    tour(vault_in(tmp_path / "vault"), walk)


def test_one_key_after_the_other_means_one_thing(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("G", "g", "g")
        assert room.app.home.model.cursor == "specs/1000/epic.md"
        await room.press("y")
        assert "copy id" in room.lines()[-1]
        await room.press("i")
        assert ("information", "copied: 1000") in room.app.said
        await room.press("g", "x", "j")
        assert room.app.home.model.cursor == "specs/2000/epic.md"
        await room.press("y", "escape", "k")
        assert room.app.home.model.cursor == "specs/1000/epic.md"

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_change_is_shown_before_it_is_taken_back(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        room.app.change(lambda desk: desk.run(set_values, spec="2000", values={"status": "blocked"}))
        await room.quiet()
        assert b"status: blocked" in (room.folder / "specs/2000/epic.md").read_bytes()
        await room.press("u")
        assert "+status: planning" in room.text()
        await room.press("n")
        assert b"status: blocked" in (room.folder / "specs/2000/epic.md").read_bytes()
        await room.press("u", "y")
        assert b"status: planning" in (room.folder / "specs/2000/epic.md").read_bytes()

    tour(vault_in(tmp_path / "vault"), walk)


def test_an_action_of_the_palette_is_done(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("colon", *"open/all", "enter")
        assert room.app.home.model.wanted.open

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_tree_that_was_put_away_comes_back_with_escape_and_is_no_trap_at_the_next_start(tmp_path: Path) -> None:
    async def away(room: Room) -> None:
        await room.press("backslash")
        assert "2000 Desk" not in room.text()
        assert room.app.home.focused is not room.tree
        await room.press("escape")
        assert "2000 Desk" in room.text()
        assert room.app.home.focused is room.tree
        await room.press("backslash", "q")

    async def again(room: Room) -> None:
        assert "2000 Desk" not in room.text()
        assert room.app.home.focused is not room.tree
        await room.press("backslash")
        assert room.app.home.focused is room.tree

    vault = vault_in(tmp_path / "vault")
    tour(vault, away)
    tour(vault, again)


def test_a_key_that_means_nothing_here_says_so(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("space", "X", "J", "ctrl+y")
        said = [one.message for one in room.app._notifications]
        assert said == ["X (drop) does nothing here; ? lists what does"]

    tour(vault_in(tmp_path / "vault"), walk)


def test_the_status_of_all_that_are_marked_is_one_change(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("space", "space")
        assert "2 marked" in room.text()
        await room.press("m", *"blocked", "enter")
        assert [row.status for row in room.app.home.model.rows.values() if row.type == "epic"] == ["blocked"] * 2
        await room.press("u", "y", "escape")
        assert [row.status for row in room.app.home.model.rows.values() if row.type == "epic"] == ["planning"] * 2
        assert room.app.home.model.marks == set()

    tour(vault_in(tmp_path / "vault"), walk)


def test_one_can_leave_while_something_is_waited_for(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        room.app.home.hold()
        await room.press("j", "q")
        assert not room.app._exit
        await room.press("ctrl+q")
        assert room.app._exit

    tour(vault_in(tmp_path / "vault"), walk)


def test_among_the_messages_stands_whatever_was_told_and_why_a_key_did_nothing(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("p", "X", "y", "i", "M")
        said = [line.strip() for line in room.lines() if line.strip()]
        told = [line for line in said if "copied" in line or "no session" in line or "does nothing" in line]
        assert ["copied" in told[0], "does nothing" in told[1], "no session on 1000" in told[2]] == [True] * 3

    tour(vault_in(tmp_path / "vault"), walk)


def test_where_there_is_no_room_one_line_asks_for_some_and_keys_go_on_working(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        assert room.text().split() == ["needs", "40x10", "or", "more"]
        await room.press("l", "j")
        assert room.app.home.model.cursor == "specs/1000/1001/spec.md"
        await room.pilot.resize_terminal(80, 9)
        await room.quiet()
        assert room.text().split() == ["needs", "40x10", "or", "more"]
        await room.pilot.resize_terminal(40, 10)
        await room.quiet()
        assert "1001 Mount" in room.text()
        assert "needs" not in room.text()

    tour(vault_in(tmp_path / "vault"), walk, size=(39, 24))


def test_a_small_screen_is_closed_not_left_and_a_question_is_answered_by_its_keys(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("question_mark")
        assert "q close" in room.text()
        await room.press("q")
        room.app.change(lambda desk: desk.run(set_values, spec="2000", values={"status": "blocked"}))
        await room.quiet()
        await room.press("u")
        assert "y yes  n no  ↵ yes  q close" in room.text()

    tour(vault_in(tmp_path / "vault"), walk)


def test_the_graph_from_another_screen_is_of_the_spec_one_stood_on(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("G", "exclamation_mark", "v")
        assert "Graph around 2000 Desk" in room.text()

    tour(vault_in(tmp_path / "vault"), walk)


def test_every_key_of_the_footer_is_one_that_can_be_clicked(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        at = room.lines()[-1].index("z zoom")
        await room.pilot.click("#keys", offset=(at, 0))
        await room.quiet()
        assert room.app.home.has_class("zoomed")

    tour(vault_in(tmp_path / "vault"), walk)


def test_a_key_of_ones_own_takes_the_place_of_the_usual_one(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("N")
        assert room.app.home.model.cursor == "specs/2000/epic.md"
        await room.press("k", "j")
        assert room.app.home.model.cursor == "specs/1000/epic.md"

    tour(vault_in(tmp_path / "vault"), walk, own=Own(keys={"down": "N"}))


HOSTILE = "[/b][red]x[@click=app.quit]y[/] \x1b[2J\x1b]52;c;eA==\x07 \x9b2J \u202eabc\u2066 \u0007 \udc8d"


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_no_title_reaches_the_screen_as_markup_or_as_a_control(tmp_path: Path, size: tuple[int, int]) -> None:
    title = json.dumps(HOSTILE.replace("\udc8d", ""))
    files = VAULT | {
        "specs/3000/epic.md": f"---\nid: 3000\ntitle: {title}\nstatus: {title}\nowner: {title}\n---\n{HOSTILE}",
        "specs/3000/context.md": f"### Session 1: {HOSTILE}\n**Participants**: {HOSTILE}\n**Status**: open\n",
        "specs/3000/[b]x\x1b[2J\u202e.md": HOSTILE,
    }

    async def walk(room: Room) -> None:
        await room.press("G", "e", "y", "t", "u", "escape", "slash", "3", "enter", "question_mark", "escape", "M")
        seen = room.text()
        room.app.tell(HOSTILE, "error")
        await room.press("escape", "1", "2", "3", "4", "escape", "escape", "F", "G", "l", "G", "enter")
        seen += room.text()
        assert "[/b][red]x" in seen
        assert not set(seen) & set("\x1b\x9b\x07\u202e\u2066")

    tour(vault_in(tmp_path / "vault", files), walk, size=size)


@pytest.mark.parametrize(("size", "left"), [(NARROW, ["the third"]), (WIDE, ["the first", "the second", "the third"])])
def test_toasts_make_room_for_later_ones_where_they_would_hide_the_screen(
    tmp_path: Path, size: tuple[int, int], left: list[str]
) -> None:
    async def walk(room: Room) -> None:
        room.app.tell("broken", "error")
        for text in ("the first", "the second", "the third"):
            room.app.tell(text)
            await room.quiet()
        seen = room.text()
        assert [one for one in ("the first", "the second", "the third") if one in seen] == left
        assert "broken" in seen  # what went wrong is not hidden by what went well

    tour(vault_in(tmp_path / "vault"), walk, size=size, toasts=True)


def test_the_same_refusal_again_does_not_pile_up(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("H", "H", "H", "H")
        assert room.text().count("nowhere to go back to") == 1

    tour(vault_in(tmp_path / "vault"), walk, size=NARROW, toasts=True)


def test_what_comes_while_one_is_leaving_is_told_to_nobody(tmp_path: Path) -> None:
    late: list[object] = []

    async def walk(room: Room) -> None:
        late.append(room.app.home.model.chosen)

    app = tour(vault_in(tmp_path), walk)
    app.on_news(News(Answer(late.append, "an answer", "", 0)))
    app.home.tab = "links"
    app.home._show_pane()
    assert len(late) == 1
