"""What reaches a screen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.cli.terminal import Out, fitted, shown, width
from tests.kit import DiskVault, Terminal

TOP = Path(__file__).resolve().parents[3]


@given(st.text())
def test_shown_text_is_one_printable_line(text: str) -> None:
    assert all(char.isprintable() or char in "\u00a0\u202f\u3000" for char in shown(text))


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=30))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text


def test_marks_piled_on_one_letter_are_cut() -> None:
    assert len(shown("a" + "\u0301" * 100)) < 10


def test_wide_letters_take_two_columns() -> None:
    assert width("日本a") == 5
    assert fitted("日本語", 5) == "日本…"


def test_columns_line_up_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    Out(screen).table([("a", "b"), ("long", "x" * 60)])
    assert screen.getvalue() == "a     b\nlong  " + "x" * 33 + "…\n"


def test_on_a_narrow_terminal_short_columns_leave_their_room_to_the_long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    Out(screen).table([("1011", "task", "implementing", "-", "Mount the NAS"), ("1", "epic", "planning", "-", "Lab")])
    assert screen.getvalue() == ("1011  task  implementi…  -  Mount the …\n1     epic  planning     -  Lab\n")


@given(st.lists(st.lists(st.text("ab日", max_size=90), min_size=3, max_size=3), max_size=4))
def test_no_line_of_a_table_is_wider_than_the_terminal(rows: list[list[str]]) -> None:
    screen = Terminal()
    out = Out(screen)
    out.terminal, out.columns = True, 60
    out.table(tuple(row) for row in rows)
    assert all(width(line) <= 60 for line in screen.getvalue().splitlines())


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        pytest.param({"TERM": "xterm"}, True, id="on a terminal"),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, False, id="not with NO_COLOR"),
        pytest.param({"TERM": "dumb"}, False, id="not on a dumb one"),
    ],
)
def test_colour_is_used_where_it_is_welcome(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b" in Out(Terminal()).painted("red", "x")) is coloured


def test_a_letter_that_the_terminal_has_not_ends_no_command(vault: DiskVault) -> None:
    vault.has({"specs/1000/epic.md": "---\nid: 1000\ntype: epic\ntitle: Größe 日本\n---\n"})
    told = subprocess.run(
        [sys.executable, "-m", "specwork", "--vault", str(vault.folder), "list"],
        env={**os.environ, "PYTHONPATH": str(TOP), "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert told.stdout.decode("latin-1").strip().endswith("Größe \\u65e5\\u672c")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
@pytest.mark.parametrize("asked", [["list"], ["list", "--json"], ["show", "nobody", "--json"], ["new", "epic", "Q"]])
def test_an_answer_that_the_disk_has_no_room_for_is_told_and_the_deed_is_done(
    tree: DiskVault, asked: list[str]
) -> None:
    command = [sys.executable, "-m", "specwork", "--vault", str(tree.folder), *asked]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True, cwd=TOP)
    assert done.returncode == 2
    assert "error: the answer could not be written: No space left on device\nhint: make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tree.folder / "specs/2000/epic.md").exists() == ("Q" in asked)
