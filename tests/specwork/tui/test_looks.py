"""How things look: legible in every theme, and no state told by colour alone."""

import pytest
from textual.color import Color

from specwork.domain.status import WORDS
from specwork.tui.looks import ASCII, GROUNDS, LOOKS, TONES, UNICODE, state_of, style_of, theme

# What terminals show for the sixteen colours: the values of xterm, on its black and on its white.
XTERM = {
    "bright_cyan": "#00ffff", "bright_green": "#00ff00", "bright_yellow": "#ffff00", "bright_red": "#ff0000",
    "bright_magenta": "#ff00ff", "blue": "#0000ee", "magenta": "#cd00cd", "red": "#cd0000",
}  # fmt: skip


def contrast(one: str, other: str) -> float:
    """How far two colours lie apart, as WCAG counts it."""

    def light(text: str) -> float:
        red, green, blue = (part / 255 for part in Color.parse(text).rgb)
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_tone_is_legible_on_every_ground(name: str, tone: str, ground: str) -> None:
    look = LOOKS[name]
    assert contrast(look.tones[tone], look.grounds[ground]) >= 4.5


@pytest.mark.parametrize(("name", "paper"), [("ansi-dark", "#000000"), ("ansi-light", "#ffffff")])
@pytest.mark.parametrize("tone", TONES)
def test_of_sixteen_colours_only_legible_ones_are_used(name: str, paper: str, tone: str) -> None:
    ink = LOOKS[name].tones[tone]
    assert ink == "default" or contrast(XTERM[ink], paper) >= 3.9


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_names_every_tone_and_every_ground(name: str) -> None:
    look = LOOKS[name]
    assert set(look.tones) == set(TONES)
    assert set(look.grounds) == set(GROUNDS)
    assert theme(look).name == name


@pytest.mark.parametrize("tone", [*TONES, "title", "heading", "strong", "key", "emphasis"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_without_colours_there_is_no_colour(tone: str, ground: str) -> None:
    style = style_of("plain", tone, ground)
    assert style.color is None
    assert style.bgcolor is None


@pytest.mark.parametrize("name", LOOKS)
def test_the_cursor_is_seen_in_every_look(name: str) -> None:
    assert style_of(name, "text", "cursor") != style_of(name, "text", "ground")
    assert style_of(name, "text", "idle") != style_of(name, "text", "ground")


def test_every_status_has_a_glyph_of_its_own() -> None:
    for signs in (UNICODE, ASCII):
        assert len({state_of(word, signs)[0] for word in WORDS}) == len(WORDS)
        assert state_of("waiting for somebody", signs)[0] == signs.other


def test_the_ascii_glyphs_are_ascii_and_each_is_one_cell() -> None:
    for sign in ASCII:
        assert sign.isascii()
        assert len(sign) == 1
    assert all(len(sign) == 1 for sign in UNICODE)
