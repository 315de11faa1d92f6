"""Where no vault is found: what is offered, and what comes of it."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from textual.pilot import Pilot

from specwork.tui.first import FirstRun, Offers
from specwork.tui.own import Own
from specwork.tui.vaults import opened_lately, remember, state_folder
from tests.specwork.tui.room import PATIENCE, waiting_in


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    (tmp_path / "here/Notes.md").write_text("Words\n")
    return tmp_path / "here"


Walk = Callable[[FirstRun, Pilot[Any]], Coroutine[Any, Any, None]]


async def quiet(app: FirstRun) -> None:
    """Until nothing waits and nothing is being made, or a folder was chosen."""
    calm, until = 0, monotonic() + PATIENCE
    while calm < 3 and app.is_running and app.return_value is None and not app._exit:
        assert monotonic() < until
        await asyncio.sleep(0.002)
        making = any(isinstance(screen, Offers) and screen.busy for screen in app.screen_stack)
        calm = 0 if making or waiting_in(app) else calm + 1


def run(here: Path, walk: Walk, own: Own | None = None) -> str | None:
    app = FirstRun(str(here), own or Own())

    async def whole() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await quiet(app)
            await walk(app, pilot)
            await quiet(app)

    asyncio.run(whole())
    return app.return_value


def typed(*keys: str) -> Walk:
    async def walk(app: FirstRun, pilot: Pilot[Any]) -> None:
        for key in keys:
            await pilot.press(key)
            await quiet(app)
        if app.return_value is None and keys[-1] == "escape":
            app.exit(None)

    return walk


def test_a_folder_becomes_a_vault_once_somebody_said_yes(here: Path) -> None:
    assert run(here, typed("enter", "y")) == str(here)
    assert sorted(os.listdir(here)) == [".obsidian", "Home.md", "Notes.md", "specs"]
    assert (here / "Notes.md").read_text() == "Words\n"


def test_nothing_is_made_without_a_yes(here: Path) -> None:
    assert run(here, typed("enter", "n", "escape")) is None
    assert os.listdir(here) == ["Notes.md"]


def test_the_sample_is_written_and_the_next_time_opened(here: Path) -> None:
    sample = str(here / "specwork-demo")
    assert run(here, typed("down", "enter")) == sample
    assert os.path.isdir(f"{sample}/specs/1000")
    assert run(here, typed("down", "enter")) == sample


def test_a_folder_that_is_typed_is_opened_one_that_is_not_there_is_not(here: Path) -> None:
    (here / "notes").mkdir()
    assert run(here, typed(*"another", "enter", *"./notes", "enter")) == str(here / "notes")
    assert run(here, typed(*"another", "enter", *"gone", "enter", "escape")) is None


def test_a_path_with_a_slip_in_it_need_not_be_typed_again(here: Path) -> None:
    (here / "notes").mkdir()
    assert run(here, typed(*"another", "enter", *"./notez", "enter", "end", "backspace", "s", "enter")) == str(
        here / "notes"
    )


def test_vaults_that_were_opened_lately_are_offered_the_latest_first(here: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        remember(str(tmp_path / name))
    remember(str(tmp_path / "one"))
    remember(str(tmp_path / "gone"))
    assert opened_lately() == [str(tmp_path / "one"), str(tmp_path / "two")]
    assert run(here, typed("down", "down", "down", "enter")) == str(tmp_path / "one")


@pytest.mark.parametrize("text", [b"", b"{}", b'[1, null, "relative"]', b"\xff", b"[" * 100_000])
def test_what_somebody_else_wrote_there_does_no_harm(text: bytes) -> None:
    os.makedirs(state_folder())
    Path(state_folder(), "vaults.json").write_bytes(text)
    assert opened_lately() == []


def test_a_folder_with_a_hostile_name_is_shown_and_nothing_else(tmp_path: Path) -> None:
    odd = tmp_path / "[/b][@click=app.quit]x\x1b[2J"
    odd.mkdir(parents=True)

    async def walk(app: FirstRun, pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await quiet(app)
        strips = app.screen._compositor.render_strips()
        assert "\x1b" not in "".join(segment.text for strip in strips for segment in strip)
        await pilot.press("n", "escape")
        app.exit(None)

    assert run(odd, walk) is None


def test_only_ascii_is_drawn_where_only_that_is_wanted(here: Path) -> None:
    async def walk(app: FirstRun, pilot: Pilot[Any]) -> None:
        from textual.color import Color

        (filter_,) = [one for one in app.get_line_filters() if type(one).__name__ == "AsciiSigns"]
        for strip in app.screen._compositor.render_strips():
            assert "".join(one.text for one in strip.apply_filter(filter_, Color(0, 0, 0))).isascii()
        app.exit(None)

    assert run(here, walk, Own(ascii=True)) is None
