"""The open sessions as lines: one takes the whole width, several stand beside each other."""

from datetime import timedelta

import pytest
from rich.cells import cell_len

from specwork.tui.looks import ASCII, UNICODE
from specwork.tui.session.asking import File, Going, Said, Side
from specwork.tui.session.doing import Commit, End, Entry
from specwork.tui.session.drafts import Draft
from specwork.tui.session.listing import laid


def going(name: str, *said: str, mine: bool = False) -> Going:
    entries = tuple(Said("14:31", "implement", one) for one in said)
    return Going("s-1", 1, "Mount it", (name,), mine, timedelta(minutes=42), entries)


def side(*sessions: Going) -> Side:
    return Side("a.md", 1001, "1001 NAS", "context.md", None, sessions)


def lines(told: Side | None, wide: int = 60, *drafts: Draft, short: bool = True) -> list[str]:
    rows, _ = laid(told, drafts, wide, UNICODE, short=short)
    return ["".join(piece.text for piece in row).rstrip() for row in rows]


def test_one_session_takes_the_whole_width() -> None:
    assert lines(side(going("Mira", "wrote the unit"))) == [
        " ● Mira 1. Mount it  42 min",
        " 14:31 implement wrote the unit",
    ]


def test_two_stand_beside_each_other_where_there_is_room() -> None:
    seen = lines(side(going("Mira", "a"), going("Noor", "b", "c")), 61)
    assert seen[0].index("Mira") < seen[0].index("│") < seen[0].index("Noor")
    assert seen[1].endswith("b")
    assert seen[2].endswith("c")
    assert [line.find("│") for line in seen] == [30, 30, 30]


def test_below_each_other_where_there_is_not() -> None:
    seen = lines(side(going("Mira", "a"), going("Noor", "b")), 40)
    assert not any("│" in line for line in seen)
    assert [line for line in seen if "Mira" in line or "Noor" in line] == [seen[0], seen[2]]


@pytest.mark.parametrize("wide", [5, 12, 24, 49, 80])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_no_line_is_wider_than_the_screen(wide: int, count: int) -> None:
    sessions = [going("漢字 " * 3, "ways " * 9, "漢字漢字漢字漢字漢字漢字", "a" * 90) for _ in range(count)]
    told = side(*sessions)._replace(files=(File("x" * 50, "p", exists=False),), waits=(("w" * 40, False),))
    for signs in (UNICODE, ASCII):
        rows, last = laid(told, [Draft("a.md", 1, "plan", "t " * 60)], wide, signs, question=True)
        assert 0 < last <= len(rows)
        assert all(cell_len("".join(piece.text for piece in row)) <= wide for row in rows)


def test_what_came_of_it_stands_below() -> None:
    told = side(going("Mira"))._replace(
        files=(File("The unit", "a", exists=True), File("b.py", "b", exists=False)),
        waits=(("1000 Ground", True),),
        blocks=("1003 Roof",),
    )
    seen = "\n".join(lines(told, short=False))
    assert "✓ The unit" in seen
    assert "✗ b.py  missing" in seen
    assert "✓ 1000 Ground" in seen
    assert "▸ 1003 Roof" in seen


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (None, "this note is no spec"),
        (side(), "no session is open: s starts one"),
        (side(going("Mira")), "nothing was written yet: p plan, i implement"),
    ],
)
def test_where_there_is_nothing_it_says_what_to_press(told: Side | None, said: str) -> None:
    assert any(said in line for line in lines(told))


def test_the_command_that_does_the_same_names_what_matters() -> None:
    entry = Entry("a.md", "issue", "it hangs => a\nb", "s-1")
    assert entry.twin(1001, several=True) == "specwork log --in s-1 1001 issue 'it hangs' --resolution 'a…'"
    assert entry.twin(1001, several=False).startswith("specwork log 1001 issue")
    commit = Commit("a.md", None, "1001: do it", without=("b c",), files=("d",))
    assert commit.twin(1001) == "specwork commit 1001 -m '1001: do it' --file d --without 'b c'"
    end = End("a.md", None, ticks=(2, 3), status="completed", summary="all")
    assert end.twin(1001) == "specwork tick 1001 2 3 && specwork done 1001 --status completed --summary all"
