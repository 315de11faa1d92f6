"""A broken link is made to lead to the file that somebody names, and nothing else of its note changes."""

import pytest

from specwork.work.relinking import meant_by, relink
from tests.specwork.work.room import Room
from vault.errors import Refused

FILES = {
    "specs/1000/epic.md": "---\nid: 1000\n---\n# Storage\n",
    "notes/Mounting.md": "# Mounting\n",
    "a.md": "one [[gone#Goals|the goals]]\r\nand ![[gone]] and [x](gone.md) [[gone]]\r\n",
}


ONE, TWO = FILES["a.md"].splitlines()


@pytest.mark.parametrize(
    ("line", "link", "after"),
    [
        pytest.param(
            1, "[[gone#Goals|the goals]]", ["one [[notes/Mounting#Goals|the goals]]", TWO], id="heading and words"
        ),
        pytest.param(
            2, "[x](gone.md)", [ONE, TWO.replace("(gone.md)", "(notes/Mounting.md)")], id="Markdown stays Markdown"
        ),
        pytest.param(2, "![[gone]]", [ONE, TWO.replace("![[gone]]", "![[notes/Mounting]]")], id="an embed alone"),
    ],
)
def test_a_link_keeps_all_but_its_path(line: int, link: str, after: list[str]) -> None:
    room = Room(dict(FILES))
    room.run(relink, path="a.md", line=line, link=link, to="notes/Mounting.md")
    assert room.text("a.md") == "".join(f"{one}\r\n" for one in after)


def test_a_link_that_is_not_there_any_more_is_refused() -> None:
    with pytest.raises(Refused, match="does not stand there any more"):
        Room(dict(FILES)).run(relink, path="a.md", line=1, link="[[other]]", to="notes/Mounting.md")


@pytest.mark.parametrize(
    ("link", "first"),
    [
        pytest.param("[[old/mounting]]", "notes/Mounting.md", id="the same name elsewhere"),
        pytest.param("[[1000-epic-storage]]", "specs/1000/epic.md", id="an id in front"),
        pytest.param("[[Muonting]]", "notes/Mounting.md", id="nearly the same name"),
    ],
)
def test_what_was_meant_is_guessed_from_the_name(link: str, first: str) -> None:
    assert meant_by(Room(dict(FILES)).given(), link)[0] == first


def test_what_is_like_nothing_means_nothing() -> None:
    assert meant_by(Room(dict(FILES)).given(), "[[zzzz]]") == []
