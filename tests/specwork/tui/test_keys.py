"""The table of keys: nothing clashes, everything can be remapped, and what it promises somebody does."""

import re
from pathlib import Path

import pytest

import specwork.tui
from specwork.tui.keys import ACTIONS, Keymap, named, shown_key

TAKEN = {"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+j", "ctrl+h", "ctrl+m", "ctrl+i", "ctrl+z", "ctrl+c"}


def test_no_key_means_two_things_at_one_place() -> None:
    assert Keymap().trouble == []


def test_no_key_is_one_that_a_multiplexer_or_the_terminal_takes() -> None:
    keys = {step for action in ACTIONS if action.id != "new_line" for key in action.keys for step in key.split()}
    assert keys & TAKEN == set()


def test_every_action_has_a_plain_key_a_word_and_a_sentence() -> None:
    for action in ACTIONS:
        assert any("ctrl" not in key for key in action.keys), action.id
        assert action.word, action.id
        assert action.about, action.id
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_a_person_may_choose_another_key() -> None:
    keymap = Keymap({"down": "n", "find": ["ctrl+f", "space space"]})
    assert [action.id for action in keymap.meant("n", [])] == ["down", "next_hit"]
    assert [action.id for action in keymap.meant("j", [])] == []
    assert [rest for rest, action in keymap.begun("space")] == ["space"]
    assert keymap.key_of("down") == "n"


@pytest.mark.parametrize(
    ("own", "trouble"),
    [
        pytest.param({"dwon": "n"}, "no action is called dwon", id="a slip of the pen"),
        pytest.param({"down": "k"}, "k means both down and up", id="a key that is taken"),
        pytest.param({"rename": "g"}, "g alone is rename, so g g is never heard", id="what begins a longer one"),
    ],
)
def test_what_cannot_be_used_is_said(own: dict[str, str], trouble: str) -> None:
    assert trouble in Keymap(own).trouble


def test_what_is_meant_here_comes_before_what_is_meant_everywhere() -> None:
    assert [action.id for action in Keymap().meant("y", ["question"])] == ["yes"]
    assert [action.id for action in Keymap().meant("n", ["question", "home"])] == ["no", "next_hit"]
    assert [action.id for action in Keymap().meant("space", ["tree"])] == ["mark"]
    assert [action.id for action in Keymap().meant("space", ["nowhere"])] == []


@pytest.mark.parametrize("key", sorted({key for action in ACTIONS for key in action.keys}))
def test_every_key_can_be_shown_in_ascii(key: str) -> None:
    assert shown_key(key, ascii_only=True).isascii()


def test_a_key_is_known_by_any_of_its_names() -> None:
    assert named("question_mark") == named("?") == "?"
    assert named("upper_g") == "G"


def answered() -> set[str]:
    """Every action that something in the app answers, by its method."""
    found = set()
    for path in Path(str(specwork.tui.__path__[0])).rglob("*.py"):
        found |= set(re.findall(r"def do_(\w+)\(self\)|\bdo_(\w+) = ", path.read_text(encoding="utf-8")))
    return {name for pair in found for name in pair if name}


def test_what_is_answered_stands_in_the_table() -> None:
    assert answered() <= {action.id for action in ACTIONS}
