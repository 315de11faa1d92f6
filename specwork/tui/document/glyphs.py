"""The signs that a document is drawn with, and those for a terminal that has only ASCII."""

from vault.typed import NamedTuple


class Glyphs(NamedTuple):
    bullets: str = "•◦▪"
    open: str = "☐"
    done: str = "☑"
    bar: str = "▌"
    code: str = "│"
    rule: str = "─"
    column: str = "│"
    cross: str = "┼"
    missing: str = "✗"
    ambiguous: str = "≈"
    web: str = "↗"
    embed: str = "⧉"
    more: str = "…"
    dot: str = "·"
    nothing: str = "–"


UNICODE = Glyphs()
ASCII = Glyphs("*-+", "[ ]", "[x]", "|", "|", "-", "|", "+", "!", "~", "^", "@", "...", "-", "-")
