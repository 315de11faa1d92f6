"""A terminal that has only ASCII: no sign but of ASCII is drawn, on whatever screen."""

from itertools import cycle
from pathlib import Path

import pytest

from specwork.tui.own import Own, own_settings
from tests.specwork.tui.room import NARROW, USUAL, VAULT, WIDE, Room, tour, vault_in

ROUNDS = {
    "the tree": ["l", "j", "l", "space", "j", "."],
    "the document": ["G", "enter", "o"],
    "its headings": ["l", "j", "enter", "#"],
    "the journal": ["l", "j", "2"],
    "the deliverables": ["l", "j", "3"],
    "the links": ["l", "j", "4"],
    "the finder": ["f", "m", "o"],
    "the palette": [":"],
    "the keys": ["?"],
    "the messages": ["y", "i", "M"],
    "a filter": ["/", "m"],
    "the board": ["b"],
    "the graph": ["l", "j", "v"],
    "the health": ["!", "enter"],
    "a new spec": ["a"],
    "a new title": ["r"],
    "a status": ["m"],
    "the folders": ["F"],
    "the history": ["Z"],
}
BODY = "# Desk\n\n> [!note] Quoted\n> it\n\n"
BODY += "- one\n  - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n```py\nx = 1\n```\n"
FILES = {
    **VAULT,
    "specs/2000/epic.md": f"---\nid: 2000\ntype: epic\ntitle: Desk\nstatus: planning\n---\n{BODY}[[gone]] ![[x]]\n",
    "specs/1000/1001/deliverables/scripts/nas-setup.sh": "mount\n",
}


@pytest.mark.parametrize(
    ("keys", "size"), list(zip(ROUNDS.values(), cycle((USUAL, NARROW, WIDE)), strict=False)), ids=list(ROUNDS)
)
def test_only_ascii_is_drawn(tmp_path: Path, keys: list[str], size: tuple[int, int]) -> None:
    async def walk(room: Room) -> None:
        await room.press(*keys)
        assert [line for line in room.lines() if not line.isascii()] == []

    tour(vault_in(tmp_path, FILES), walk, size=size, own=Own(ascii=True))


@pytest.mark.parametrize(
    ("said", "environment", "plain"),
    [
        pytest.param("", {"LANG": "C"}, True, id="the locale asks for it"),
        pytest.param("", {"LANG": "C.UTF-8"}, False, id="the locale has more"),
        pytest.param("", {"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"}, True, id="what counts for all counts most"),
        pytest.param('glyphs = "unicode"', {"LANG": "C"}, False, id="the person knows better"),
        pytest.param('glyphs = "ascii"', {}, True, id="the person wants it"),
        pytest.param("", {"SPECWORK_ASCII": "1"}, True, id="for this once"),
    ],
)
def test_it_is_chosen_by_setting_and_by_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, environment: dict[str, str], plain: bool
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "specwork").mkdir()
    (tmp_path / "specwork/settings.toml").write_text(said)
    assert own_settings(environment).ascii == plain
