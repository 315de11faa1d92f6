"""The graph: layers that lead forward, circles that are told and not followed, and where the keys lead."""

from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.tui.panes import Target
from specwork.tui.screens.drawing import Ink, drawn
from specwork.tui.screens.graph import Graph
from specwork.tui.screens.layering import laid
from tests.specwork.tui.room import NARROW, USUAL, VAULT, WIDE, Room, spec, tour, vault_in

INK = Ink(lambda key: (key, "text"), frozenset(), "▸", "⟳", ascii=False)


def task(number: int, *on: int, status: str = "planning", title: str = "") -> str:
    waits = "depends_on:\n" + "".join(f'  - "[[{other}.spec]]"\n' for other in on) if on else ""
    return spec(number, "task", title or f"Task {number}", status=status, more=waits)


WAITING = {
    "specs/1000/epic.md": VAULT["specs/1000/epic.md"],
    "specs/1000/1001/spec.md": spec(1001, "feature", "Mount the NAS"),
    **{
        f"specs/1000/1001/{number}.spec.md": text
        for number, text in {
            1011: task(1011, status="done"),
            1012: task(1012, 1011),
            1013: task(1013, 1011, status="doing"),
            1014: task(1014, 1012, 1013, title="Unlock it at boot"),
            1015: task(1015, 1014),
            1016: task(1016, 1014, 1011),
            1017: task(1017, 1018),
            1018: task(1018, 1017, 1015),
        }.items()
    },
}

names = st.sampled_from("abcdefghij")
Drawn = tuple[list[str], list[tuple[str, str]]]
graphs = st.tuples(st.lists(names, unique=True, min_size=1), st.lists(st.tuples(names, names), max_size=25)).map(
    lambda found: (found[0], [pair for pair in found[1] if set(pair) <= set(found[0])])
)


@given(graphs)
def test_every_node_has_one_place_and_every_edge_leads_one_layer_on(
    graph: Drawn,
) -> None:
    nodes, edges = graph
    found = laid(nodes, edges)
    level = {spot: at for at, layer in enumerate(found.layers) for spot in layer}
    assert sorted(spot.key for spot in level if spot.key) == sorted(nodes)
    assert all(level[end] == level[start] + 1 for start, end, _ in found.links)
    for layer in found.layers:
        rows = [found.rows[spot] for spot in layer]
        assert all(after - before >= 2 for before, after in pairwise(rows))


@given(graphs)
def test_every_edge_is_drawn_from_its_start_to_its_end(graph: Drawn) -> None:
    """Whoever follows the lines from a node comes to each that it leads to."""
    nodes, edges = graph
    found = laid(nodes, edges)
    picture = drawn(found, INK, 10)
    text = ["".join(cell.text for cell in line).ljust(picture.width) for line in picture.lines]
    assert all(len(line) == picture.width for line in text)
    at = {place.key: place for place in picture.places}
    assert all(text[place.row][place.column] == place.key for place in picture.places)
    for start, end in edges:
        if start != end and (start, end) not in found.turned:
            assert at[start].column < at[end].column
            assert (at[end].row, at[end].column - 2) in _reached(text, at[start].row, at[start].column + 1)


def _reached(text: list[str], row: int, column: int) -> set[tuple[int, int]]:
    """The cells that lines lead to from a place, labels aside."""
    ways = {"─": "lr", "│": "ud", "┌": "dr", "┐": "dl", "└": "ur", "┘": "ul", "├": "udr", "┤": "udl",
            "┬": "dlr", "┴": "ulr", "┼": "udlr", "▸": "l", "⟳": "l", " ": ""}  # fmt: skip
    steps = {"u": (-1, 0), "d": (1, 0), "l": (0, -1), "r": (0, 1)}
    while text[row][column] == " ":  # the blanks behind a label
        column += 1
    seen, waiting = {(row, column)}, [(row, column)]
    while waiting:
        row, column = waiting.pop()
        for way in ways.get(text[row][column], ""):
            there = (row + steps[way][0], column + steps[way][1])
            inside = 0 <= there[0] < len(text) and 0 <= there[1] < len(text[0])
            if inside and there not in seen and text[there[0]][there[1]] in ways:
                seen.add(there)
                waiting.append(there)
    return seen


# the screen


def graph(room: Room) -> Graph:
    assert isinstance(room.app.screen, Graph)
    return room.app.screen


async def on(room: Room, number: int, *keys: str) -> None:
    room.app.home.go(Target(f"specs/1000/1001/{number}.spec.md"))
    await room.quiet()
    await room.press("v", *keys)


def test_what_it_waits_on_stands_left_what_waits_on_it_right(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await on(room, 1014)
        places = {place.key[-12:-8]: place.column for place in graph(room).view.picture.places}
        assert places["1011"] < places["1012"] < places["1014"] < places["1015"]
        assert "waits on 1012, 1013 · waited on by 1015, 1016 · part of 1001" in room.text()

    tour(vault_in(tmp_path, WAITING), walk, size=WIDE)


def test_the_keys_go_along_the_edges_and_enter_goes_there(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await on(room, 1014, "h")
        assert graph(room).view.key.endswith(("1012.spec.md", "1013.spec.md"))
        await room.press("l", "l", "enter")
        assert room.app.screen is room.app.home
        assert room.app.home.model.chosen is not None
        assert room.app.home.model.chosen.id in (1015, 1016)

    tour(vault_in(tmp_path, WAITING), walk, size=WIDE)


def test_another_middle_and_more_steps_or_fewer(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await on(room, 1015, "-")
        shown = {place.key[-12:-8] for place in graph(room).view.picture.places}
        steps = graph(room).shown.steps
        await room.press("-")
        fewer = {place.key[-12:-8] for place in graph(room).view.picture.places}
        assert graph(room).shown.steps == max(1, steps - 1)
        assert fewer <= shown
        await room.press("h", "space")
        assert graph(room).middle.endswith("1014.spec.md")

    tour(vault_in(tmp_path, WAITING), walk, size=WIDE)


@pytest.mark.parametrize("size", [NARROW, USUAL])
def test_a_circle_is_told_and_not_followed_for_ever(tmp_path: Path, size: tuple[int, int]) -> None:
    async def walk(room: Room) -> None:
        await on(room, 1017)
        assert "⟳ they wait for each other" in room.text()
        assert "1018 Task 1018" in room.text()

    tour(vault_in(tmp_path, WAITING), walk, size=size)


def test_a_status_set_elsewhere_is_seen_and_the_cursor_stays(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await on(room, 1014, "l")
        key = graph(room).view.key
        await room.press("m", *"failed", "enter")
        assert graph(room).view.key == key
        assert "✗ failed" in room.text()

    tour(vault_in(tmp_path, WAITING), walk, size=WIDE)


def test_a_spec_that_stands_alone_says_what_to_do(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        await room.press("v")
        assert "stands alone" in room.text()
        await room.pilot.resize_terminal(*WIDE)
        await room.quiet()
        assert "1000 Storage" in room.text()

    tour(vault_in(tmp_path, {"specs/1000/epic.md": VAULT["specs/1000/epic.md"]}), walk, size=NARROW)


@pytest.mark.parametrize("size", [NARROW, USUAL])
def test_titles_of_a_hostile_vault_are_only_words(tmp_path: Path, size: tuple[int, int]) -> None:
    odd = task(1015, 1014, title='"[/b][@click=app.quit]\\e[31m\\u202e x"')

    async def walk(room: Room) -> None:
        await on(room, 1014, "j")
        assert "[/b]" in room.text()
        assert not {"\x1b", "\u202e"} & set(room.text())

    tour(vault_in(tmp_path, {**WAITING, "specs/1000/1001/1015.spec.md": odd}), walk, size=size)


def test_until_there_is_an_answer_it_does_not_say_that_nothing_is_meant(tmp_path: Path) -> None:
    async def walk(room: Room) -> None:
        free = Event()
        room.app.ask(lambda desk: free.wait(60), lambda _: None)
        room.app.home.perform("graph")
        await room.pilot.pause()
        await room.pilot.pause()
        assert isinstance(room.app.screen, Graph)
        assert room.app.screen.view.empty == "looking…"
        free.set()
        await room.quiet()
        assert "1000 Storage" in room.text()

    tour(vault_in(tmp_path, WAITING), walk)
