"""Text that somebody typed or pasted, made safe to stand in a journal: it reads as typed, and breaks nothing.

Marks that would begin a heading, a rule, HTML, math or a comment get a backslash, which no renderer shows; a fence left
open is closed. Knows nothing of where the text goes.
"""

from vault.patterns import late

_line_end = late(r"\r\n|\r|\n").split
_colour = late(r"\x1b\[[0-9;?]*[@-~]").sub
_CONTROLS = {code: 0x2400 + code for code in range(32) if code != 9} | {0x7F: 0x2421}  # each has a picture

_percent = late(r"%(?=%)").sub
_dollar = late(r"\$(?=\$)").sub
_comment = late(r"(?<!\\)<!--").sub
_lead = late(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))*[ \t]*").match
_starts = late(r"#{1,6}(?:[ \t]|\Z)|[=*_+-]+[ \t]*\Z|```|~~~|<(?![A-Za-z][A-Za-z0-9+.-]{1,31}:)|\[\^[^\]\s]+\]:").match
_fence = late(r"(`{3,})[^`]*\Z|(~{3,})").match
_block_id = late(r"(?:(?<=[ \t])|\A)\^").sub


def says(text: str) -> bool:
    """Whether there is anything in a text that one could read.

    >>> says("x"), says(" \\n"), says("\\x1b[31m\\u200b\\x1b[0m")
    (True, False, False)
    """
    plain = _colour("", text) if "\x1b" in text else text
    return any(char.isprintable() and not char.isspace() for char in plain)


def one_line(text: str) -> str:
    """Text for a heading or a field: one line, without comments, block ids or a closing `#`.

    >>> one_line(" Mount  the NAS ^a1 100%% # ")
    'Mount the NAS \\\\^a1 100%\\\\% \\\\#'
    """
    plain = _inline(" ".join(_visible(text).split()))
    plain = _block_id(r"\\^", plain)
    bare = plain.rstrip("#")
    if bare != plain and (not bare or bare[-1] == " "):
        plain = bare + "\\" + plain[len(bare) :]
    return plain


def safe_lines(text: str, *, behind: bool = False, dollars: bool = False) -> list[str]:
    """The lines of a text, each of them harmless. `behind` tells that something of ours stands before the first;
    `dollars`, that the note has a `$$`, which may be without an end: then it must not find one in code that is pasted.

    >>> safe_lines("Tried it\\n# Not a heading\\n---\\n```sh\\n# a comment")
    ['Tried it', '\\\\# Not a heading', '\\\\---', '```sh', '# a comment', '```']
    """
    lines = _line_end(_visible(text))
    dollars = dollars and "$$" in text
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    safe: list[str] = []
    if lines:
        lines[0] = lines[0].lstrip()
    if behind and lines:
        if _fence(lines[0]) and not dollars:
            safe.append("")
        else:
            safe.append(_inline(lines.pop(0).rstrip()))
    fence = ""
    for line in lines:
        bare = line.strip(" \t")
        if fence:
            closes = len(bare) >= len(fence) and not bare.strip(fence[0])
            safe.append(bare if closes else line)
            fence = "" if closes else fence
        elif (opens := _fence(line)) and not dollars:
            fence = opens[1] or opens[2]
            safe.append(line)
        else:
            safe.append(_safe(line) if bare else "")
    return [*safe, fence] if fence else safe


def _visible(text: str) -> str:
    """Without colours, and with a picture for every control character but tabs and line ends."""
    if text.isprintable():
        return text
    plain = _colour("", text)
    return "\n".join(line.translate(_CONTROLS) for line in _line_end(plain))


def _inline(line: str) -> str:
    return _comment(r"\\<!--", _percent(r"%\\", _dollar(r"$\\", line)))


def _safe(line: str) -> str:
    line = _inline(line)
    lead = _lead(line)
    at = lead.end() if lead else 0
    return line[:at] + "\\" + line[at:] if _starts(line, at) else line
