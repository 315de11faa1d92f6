"""How things look: tones by name, in light, dark, sixteen colours and none, and the glyphs beside them.

A widget asks for `paint(self, "dim")`, never for a colour. Each tone is legible on each ground (a test computes it),
and no state is told by colour alone: a glyph and a word stand beside it.
"""

from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as Background
from textual.filter import LineFilter
from textual.theme import Theme
from textual.widget import Widget

from specwork.domain.status import BLOCKED, COMPLETED, DROPPED, FAILED, IMPLEMENTING, PLANNING, meaning
from vault.typed import NamedTuple

TONES = ("text", "dim", "accent", "good", "warn", "bad", "info", "link", "code")
GROUNDS = ("ground", "bar", "cursor", "idle", "block", "match")
ATTRIBUTES = {"title": "bold", "key": "bold", "heading": "bold", "strong": "bold", "emphasis": "italic"}


class Look(NamedTuple):
    """`tones` are colours of text, `grounds` what it stands on. `extra` are attributes a tone or ground adds."""

    name: str
    about: str
    dark: bool
    ansi: bool
    tones: dict[str, str]
    grounds: dict[str, str]
    line: str  # borders: not text
    extra: dict[str, str] = {}  # noqa: RUF012 never changed


DARK = Look(
    "dark", "dark", True, False,
    {"text": "#e2e4e9", "dim": "#adb5c2", "accent": "#8ab8ff", "good": "#8fd694", "warn": "#f2c66d", "bad": "#ff9a94",
     "info": "#c9b1ff", "link": "#7fd3e6", "code": "#d9cfa9"},
    {"ground": "#14171c", "bar": "#20252e", "cursor": "#2c4468", "idle": "#272d38", "block": "#1b2027",
     "match": "#4a3f14"},
    "#3d4656",
)  # fmt: skip
LIGHT = Look(
    "light", "light", False, False,
    {"text": "#1d2129", "dim": "#4d5664", "accent": "#0b469e", "good": "#125724", "warn": "#6b4300", "bad": "#9c1b1b",
     "info": "#56309c", "link": "#00506b", "code": "#5a4509"},
    {"ground": "#fbfbfc", "bar": "#e9ecf1", "cursor": "#cfe0f8", "idle": "#e3e7ee", "block": "#f1f3f6",
     "match": "#f7e9b0"},
    "#b4bcc9",
)  # fmt: skip
_SIXTEEN = {"text": "default", "dim": "default", "link": "default", "code": "default"}
_FLAT = dict.fromkeys(GROUNDS, "default")
_MARKS = {"cursor": "reverse", "idle": "underline", "match": "reverse", "link": "underline"}
ANSI_DARK = Look(
    "ansi-dark", "16 colours on dark", True, True,
    {**_SIXTEEN, "accent": "bright_cyan", "good": "bright_green", "warn": "bright_yellow", "bad": "bright_red",
     "info": "bright_cyan"},
    _FLAT, "default", _MARKS,
)  # fmt: skip
ANSI_LIGHT = Look(
    "ansi-light", "16 colours on light", False, True,
    {**_SIXTEEN, "accent": "blue", "good": "default", "warn": "magenta", "bad": "red", "info": "magenta"},
    _FLAT, "default", _MARKS,
)  # fmt: skip
PLAIN = Look(
    "plain", "no colours", True, True,
    dict.fromkeys(TONES, "default"), _FLAT, "default", {**_MARKS, "bad": "bold", "accent": "bold"},
)  # fmt: skip
LOOKS = {look.name: look for look in (DARK, LIGHT, ANSI_DARK, ANSI_LIGHT, PLAIN)}


def paint(widget: Widget, tone: str = "text", ground: str = "ground") -> Style:
    """The style of a tone on a ground, as the theme of the moment has it.

    Tones: text, dim, accent, good, warn, bad, info, link, code; also title, heading, strong, emphasis, key.
    Grounds: ground, bar, block (code), cursor, idle (a cursor without the focus), match.
    """
    return style_of(widget.app.theme, tone, ground)


@lru_cache(1024)
def style_of(name: str, tone: str = "text", ground: str = "ground") -> Style:
    look = LOOKS.get(name, DARK)
    said = {"title": "text", "heading": "accent", "strong": "text", "emphasis": "text", "key": "accent"}.get(tone, tone)
    words = {*ATTRIBUTES.get(tone, "").split(), *look.extra.get(tone, "").split(), *look.extra.get(ground, "").split()}
    turned = "reverse" in words
    added = Style.parse(" ".join(sorted(words)))
    if look.name == "plain":
        return added
    colour = "default" if look.ansi and turned else look.tones[said]
    return Style(color=Color.parse(colour), bgcolor=Color.parse(look.grounds[ground])) + added


class Colourless(LineFilter):
    """Takes every colour away on the way to the terminal; bold, underlined and reversed stay."""

    def apply(self, segments: list[Segment], background: Background) -> list[Segment]:
        return [Segment(text, _without_colour(style), control) for text, style, control in segments]


class AsciiSigns(LineFilter):
    """Turns every sign that we or Textual draw into one of ASCII on the way to the terminal; letters stay."""

    def apply(self, segments: list[Segment], background: Background) -> list[Segment]:
        return [
            Segment(text if text.isascii() else text.translate(IN_ASCII), style, control)
            for text, style, control in segments
        ]


def _all(signs: str, sign: str) -> dict[int, str]:
    return dict.fromkeys(map(ord, signs), sign)


def _each(signs: str, others: str) -> dict[int, str]:
    return dict(zip(map(ord, signs), others, strict=True))


IN_ASCII: dict[int, str] = {
    **_all("".join(map(chr, range(0x2500, 0x2580))), "+"),  # boxes
    **_all("".join(map(chr, range(0x2580, 0x25A0))), "#"),  # blocks
    **_all("─━╌╍┄┅┈┉═╴╶╸╺▔–—−·•", "-"),
    **_all("│┃╎╏┆┇┊┋║╵╷╹╻▌▐▎▊▏▕", "|"),
    **_all("▁▂▃", "_"),
    **_each("“”‘’„…→←↑↓›‹▸▾○◐●⊘✗✓◌▪◆☑☐◦≈↗⧉⟳↵␡�", '""\'\'"~><^v><+-o~*!xv?/*xoo~^@@<??'),
}


@lru_cache(1024)
def _without_colour(style: Style | None) -> Style | None:
    if style is None or (style.color is None and style.bgcolor is None):
        return style
    return style.without_color + Style.from_meta(style.meta) if style.meta else style.without_color


def theme(look: Look) -> Theme:
    """The same for Textual's own widgets: fields, toasts, borders, scroll bars."""
    if look.ansi:
        tone = {name: "ansi_" + said for name, said in look.tones.items()}
        ground = dict.fromkeys(look.grounds, "ansi_default")
        line = "ansi_default"
    else:
        tone, ground, line = look.tones, look.grounds, look.line
    variables = {
        **{f"tone-{name}": said for name, said in tone.items()},
        **{f"ground-{name}": said for name, said in ground.items()},
        "line": line,
        "border": tone["accent"],
        "border-blurred": line,
        "block-cursor-foreground": "ansi_black" if look.ansi else tone["text"],
        "block-cursor-background": "ansi_white" if look.ansi else ground["cursor"],
        "block-cursor-text-style": "bold",
        "input-cursor-background": "ansi_white" if look.ansi else tone["text"],
        "input-cursor-foreground": "ansi_black" if look.ansi else ground["ground"],
        "input-selection-background": "ansi_blue" if look.ansi else ground["cursor"],
        "screen-selection-background": "ansi_blue" if look.ansi else ground["cursor"],
        "scrollbar": "ansi_white" if look.ansi else look.line,
        "scrollbar-hover": tone["accent"],
        "scrollbar-active": tone["accent"],
        "scrollbar-background": ground["ground"],
        "scrollbar-background-hover": ground["ground"],
        "scrollbar-background-active": ground["ground"],
        "scrollbar-corner-color": ground["ground"],
    }
    if look.ansi:
        variables["ansi-background"], variables["ansi-foreground"] = (
            ("ansi_black", "ansi_white") if look.dark else ("ansi_white", "ansi_black")
        )
    return Theme(
        name=look.name,
        primary=tone["accent"],
        secondary=tone["info"],
        warning=tone["warn"],
        error=tone["bad"],
        success=tone["good"],
        accent=tone["accent"],
        foreground=tone["text"],
        background=ground["ground"],
        surface=ground["bar"],
        panel=ground["bar"],
        boost=ground["idle"],
        dark=look.dark,
        ansi=look.ansi,
        text_alpha=1.0,
        variables=variables,
    )


class Glyphs(NamedTuple):
    """The few signs that we draw. Each is one cell wide."""

    folded: str = "▸"
    unfolded: str = "▾"
    planning: str = "○"
    implementing: str = "◐"
    completed: str = "●"
    blocked: str = "⊘"
    failed: str = "✗"
    dropped: str = "–"
    other: str = "◌"
    note: str = "·"
    folder: str = "▪"
    lamp: str = "●"
    changed: str = "⟳"
    crumb: str = "›"
    mark: str = "◆"
    met: str = "☑"
    unmet: str = "☐"
    warn: str = "!"
    bad: str = "✗"
    good: str = "✓"
    bullet: str = "•"
    bar: str = "│"
    rule: str = "─"
    more: str = "…"


UNICODE = Glyphs()
ASCII = Glyphs(
    folded="+", unfolded="-", planning="o", implementing="~", completed="x", blocked="!", failed="#", dropped="_",
    other="?", note=".", folder="/", lamp="*", changed="@", crumb=">", mark="*", met="x", unmet="o", warn="!", bad="X",
    good="v", bullet="-", bar="|", rule="-", more="~",
)  # fmt: skip


def glyphs(widget: Widget) -> Glyphs:
    found = getattr(widget.app, "glyphs", UNICODE)
    return found if isinstance(found, Glyphs) else UNICODE


_STATES = {
    PLANNING: ("planning", "dim"),
    IMPLEMENTING: ("implementing", "accent"),
    COMPLETED: ("completed", "good"),
    BLOCKED: ("blocked", "warn"),
    FAILED: ("failed", "bad"),
    DROPPED: ("dropped", "dim"),
}


def state_of(status: str, signs: Glyphs = UNICODE) -> tuple[str, str]:
    """The glyph and the tone of a status, whatever word it was typed with."""
    name, tone = _STATES.get(meaning(status), ("other", "dim"))
    return str(getattr(signs, name)), tone
