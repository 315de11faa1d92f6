"""Text of a vault as it may be shown on one line: control and direction characters become visible.

So a note cannot move a cursor, touch a clipboard or turn a line around, whichever door shows it.
"""

from unicodedata import category, combining

_MARKS_IN_A_ROW = 6
_JOINERS = "\u200c\u200d"


def shown(text: str) -> str:
    r"""Text as it may be shown on one line.

    >>> shown("a\x1b[2Jb\u202ec\n")
    'a\\x1b[2Jb\\u202ec\\n'

    What joins two signs, or parts two letters of a script that joins them, stays: an emoji is one.

    >>> family, word = "\U0001f468\u200d\U0001f469", "\u0645\u06cc\u200c\u062e"
    >>> shown(family) == family, shown(word) == word, shown("a\u200db")
    (True, True, 'a\\u200db')
    """
    if text.isascii() and text.isprintable():
        return text
    out: list[str] = []
    marks = 0
    for char in text:
        if combining(char) or category(char) in ("Mn", "Me"):
            marks += 1
            if marks > _MARKS_IN_A_ROW:
                continue
        else:
            marks = 0
        joins = char in _JOINERS and out and not out[-1].isascii() and out[-1] not in _JOINERS
        out.append(char if joins or char.isprintable() or char in "\u00a0\u202f\u3000" else _visible(char))
    return "".join(out)


def _visible(char: str) -> str:
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    if short:
        return short
    number = ord(char)
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02x}"  # a byte that is no text
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
