"""How things look: legible in every theme, and no state told by colour alone."""

import pytest
from rich.segment import Segment
from textual.color import Color

from specwork.domain.status import WORDS
from specwork.tui.document.glyphs import UNICODE as DOCUMENT_SIGNS
from specwork.tui.looks import ASCII, GROUNDS, LOOKS, TONES, UNICODE, AsciiSigns, state_of, style_of, theme

# What terminals show for the sixteen colours, those with no more of their own among them.
NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
SIXTEEN = [*NAMES, *(f"bright_{name}" for name in NAMES)]
PALETTES = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
    "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "vga": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "tango": "000000 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf "
    "555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
    "vscode": "000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 "
    "666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff",
    "windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc "
    "767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
}
INK = {name: dict(zip(SIXTEEN, (f"#{one}" for one in said.split()), strict=True)) for name, said in PALETTES.items()}


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
@pytest.mark.parametrize("terminal", PALETTES)
def test_of_sixteen_colours_only_legible_ones_are_used(name: str, paper: str, tone: str, terminal: str) -> None:
    ink = LOOKS[name].tones[tone]
    assert ink == "default" or contrast(INK[terminal][ink], paper) >= 4.5


@pytest.mark.parametrize("terminal", PALETTES)
def test_what_is_marked_in_a_field_is_legible_in_sixteen_colours(terminal: str) -> None:
    assert contrast(INK[terminal]["black"], INK[terminal]["cyan"]) >= 4.5
    assert contrast(INK[terminal]["black"], INK[terminal]["white"]) >= 4.5, "the cursor in a field"


@pytest.mark.parametrize("sign", sorted({*UNICODE, *"".join(DOCUMENT_SIGNS), *"─│╭╮╰╯▌▐█▁▔…·→−“”"}))
def test_every_sign_that_is_drawn_has_one_of_ascii_as_wide(sign: str) -> None:
    (segment,) = AsciiSigns().apply([Segment(sign)], Color.parse("black"))
    assert segment.text.isascii()
    assert len(segment.text) == len(sign)


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
