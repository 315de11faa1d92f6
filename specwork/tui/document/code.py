"""Code with its syntax in looks, line by line. Pure; Pygments is loaded with the first block that names a language.

Only languages that are listed here are coloured, and only blocks of a size and with lines of a length that somebody
reads: a lexer is a pile of patterns, and what it is fed comes from strangers.
"""

import re
from collections.abc import Iterable
from typing import Any

from specwork.tui.document.words import harmless, untabbed

LARGEST, LONGEST = 12_000, 400
LANGUAGES = {
    "bash", "c", "cpp", "csharp", "css", "diff", "dockerfile", "go", "html", "ini", "java", "javascript", "js", "json",
    "kotlin", "lua", "make", "makefile", "markdown", "md", "php", "py", "python", "rb", "ruby", "rust", "rs", "scss",
    "sh", "shell", "sql", "swift", "toml", "ts", "tsx", "typescript", "xml", "yaml", "yml", "zsh",
}  # fmt: skip
_KINDS = (
    "Comment",
    "Keyword",
    "String",
    "Number",
    "Operator",
    "Name.Function",
    "Name.Class",
    "Name.Tag",
    "Name.Builtin",
)

Painted = list[tuple[str, str]]  # text and look, along a line

_language = re.compile(r"[\w+#-]+").match


def language(info: str) -> str:
    """The language that a fence names; empty where we colour none of that name."""
    found = _language(info)
    name = found[0].casefold() if found else ""
    return name if name in LANGUAGES else ""


def painted(code: str, info: str = "") -> list[Painted]:
    """The lines of a block of code, harmless and without tabs."""
    lines = [untabbed(harmless(line)) for line in code.split("\n")]
    name = language(info)
    if not name or len(code) > LARGEST or any(len(line) > LONGEST for line in lines):
        return [[(line, "")] if line else [] for line in lines]
    return _coloured(lines, name)


def _coloured(lines: list[str], name: str) -> list[Painted]:
    from pygments.lexers import get_lexer_by_name  # slow to load, and most notes hold no code

    tokens: Iterable[tuple[Any, str]] = get_lexer_by_name(name, stripnl=False).get_tokens("\n".join(lines))
    out: list[Painted] = [[]]
    for kind, text in tokens:
        look = _look(str(kind))
        for number, part in enumerate(text.split("\n")):
            if number:
                out.append([])
            if part:
                out[-1].append((part, look))
    return out[: len(lines)] + [[] for _ in range(len(lines) - len(out))]


def _look(kind: str) -> str:
    """The look of one of Pygments' kinds: `Token.Name.Function.Magic` looks like every function."""
    known = next((one for one in _KINDS if kind.startswith((f"Token.{one}", f"Token.Literal.{one}"))), "")
    return f"syntax-{known.rpartition('.')[2].lower()}" if known else ""
