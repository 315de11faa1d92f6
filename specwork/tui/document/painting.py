"""The looks of a document in the tones of the theme. Knows colours only by the names that `looks` gives them."""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style

from specwork.tui.document.words import Line, Piece
from specwork.tui.looks import style_of

_TONES = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "strong", "h5": "strong", "h6": "strong",
    "hash": "dim", "bullet": "accent", "box": "accent", "done": "good", "bar": "dim", "rule": "dim",
    "code-bar": "dim", "code": "code", "code-block": "code", "math": "code", "html": "dim",
    "tag": "info", "footnote": "info", "callout": "info", "warning": "warn", "remark": "warn",
    "fact": "dim", "value": "text", "dim": "dim", "strong": "strong", "em": "emphasis", "good": "good",
    "bad": "bad", "warn": "warn", "info": "info", "accent": "accent", "title": "title",
    "link": "link", "resolved": "link", "web": "link", "missing": "bad", "ambiguous": "warn",
    "syntax-comment": "dim", "syntax-keyword": "accent", "syntax-string": "good", "syntax-number": "info",
    "syntax-function": "link", "syntax-class": "link", "syntax-tag": "accent", "syntax-builtin": "link",
}  # fmt: skip
_BOLD, _ITALIC, _STRIKE, _LINE = Style(bold=True), Style(italic=True), Style(strike=True), Style(underline=True)
_EXTRA = {
    "h1": _BOLD + _LINE, "h2": _BOLD, "strong": _BOLD, "em": _ITALIC, "strike": _STRIKE, "link": _LINE,
    "syntax-keyword": _BOLD, "title": _BOLD,
}  # fmt: skip
_GROUNDS = {"code-block": "block", "mark": "match"}


@lru_cache(2048)
def style(theme: str, look: str, ground: str = "ground") -> Style:
    """The style of a look, which may be several names: the last of them that has a tone gives it."""
    names = look.split()
    tone = next((_TONES[name] for name in reversed(names) if name in _TONES), "text")
    if ground == "ground":
        ground = next((_GROUNDS[name] for name in names if name in _GROUNDS), ground)
    made = style_of(theme, tone, ground)
    for name in names:
        if name in _EXTRA:
            made += _EXTRA[name]
    return made


def segments(
    line: Line, theme: str, ground: str = "ground", marks: tuple[tuple[int, int], ...] = (), now: int = -1
) -> list[Segment]:
    """A line to be painted. `marks` are stretches of its text that were searched for, `now` the one that is meant."""
    out = []
    at = 0
    for piece in line.pieces:
        for text, mark in _parted(piece, at, marks):
            made = style(theme, piece.look, "match" if mark >= 0 else ground)
            out.append(Segment(text, made + _BOLD + _LINE if mark >= 0 and mark == now else made))
        at += len(piece.text)
    return out


def _parted(piece: Piece, at: int, marks: tuple[tuple[int, int], ...]) -> list[tuple[str, int]]:
    """The text of a piece in stretches, each with the number of the mark that it lies in, or -1."""
    parts: list[tuple[str, int]] = []
    done, end = 0, len(piece.text)
    for number, (start, stop) in enumerate(marks):
        first, last = max(start - at, done), min(stop - at, end)
        if first < last:
            parts += [(piece.text[done:first], -1), (piece.text[first:last], number)]
            done = last
    parts.append((piece.text[done:], -1))
    return [part for part in parts if part[0]]
