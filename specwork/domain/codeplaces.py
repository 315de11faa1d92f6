"""Places in code, as people type them in a sentence: `services/broker/api.ts:45`.

Reads words; whether a file stands there, and how the place is written, is told by whoever asks.
"""

import re
from collections.abc import Callable, Iterator

from vault.typed import NamedTuple

MOST = 40  # places looked at in one text: a log that is pasted may hold thousands


class CodePlace(NamedTuple):
    """A line of a file, or several: the `last` is the first where only one is meant."""

    path: str
    line: int
    last: int

    @property
    def text(self) -> str:
        """
        >>> CodePlace("a.py", 4, 4).text, CodePlace("a.py", 4, 9).text
        ('Line 4', 'Lines 4-9')
        """
        return f"Line {self.line}" if self.last == self.line else f"Lines {self.line}-{self.last}"

    @property
    def sub(self) -> str:
        return f"#L{self.line}" if self.last == self.line else f"#L{self.line}-L{self.last}"


_WORD = r"[\w./@+~-]"
_AT = r":(?P<{0}line>[1-9]\d{{0,6}})(?:-(?P<{0}last>[1-9]\d{{0,6}})|:\d{{1,6}})?"
_found = re.compile(
    r"!?\[\[[^\[\]\n]{0,500}\]\]"  # links stay as they are,
    r"|\]\([^()\n]{0,500}\)"
    rf"|`(?P<quoted>[^`\n:]{{1,300}}){_AT.format('q')}`"
    r"|(?P<ticks>`+)(?!`)"  # and so does other code, from here to its end
    rf"|(?<!{_WORD})(?<!:)(?P<bare>{_WORD}++){_AT.format('b')}(?![\w:/])"
)
_ticks = re.compile("`+").findall
_code = re.compile(r"(?<!`)(`+)(?!`)([^\r\n]{1,300}?)(?<!`)\1(?!`)").finditer
_fence = re.compile(r"[ \t]*(`{3,}|~{3,})").match


def in_backticks(path: str) -> str:
    """A path as code, so that it is read back as it is.

    >>> in_backticks("a.py"), in_backticks("back`tick.py")
    ('`a.py`', '`` back`tick.py ``')
    """
    if "`" not in path:
        return f"`{path}`"
    ticks = "`" * (max(map(len, _ticks(path))) + 1)
    return f"{ticks} {path} {ticks}"


def code_in(text: str) -> Iterator[str]:
    """What stands in backticks.

    >>> list(code_in("`a.py`, `` back`tick.py `` and ` b `"))
    ['a.py', 'back`tick.py', 'b']
    """
    return (found[2].strip() for found in _code(text))


def with_places(text: str, written: Callable[[CodePlace], str | None]) -> str:
    """The text with every place in code written as asked; what nobody can write so stays as it was typed.

    >>> with_places("See a/b.ts:45, not 12:30 or `x:1 y`", lambda place: f"<{place.path} {place.text}>"
    ...             if place.path == "a/b.ts" else None)
    'See <a/b.ts Line 45>, not 12:30 or `x:1 y`'
    """
    if ":" not in text:
        return text
    lines, fence, left = text.split("\n"), "", MOST
    for number, line in enumerate(lines):
        marks = _fence(line)
        if fence:
            if marks and marks[1].startswith(fence):
                fence = ""
        elif marks:
            fence = marks[1]
        elif left and ":" in line:
            lines[number], left = _line(line, written, left)
    return "\n".join(lines)


def _line(line: str, written: Callable[[CodePlace], str | None], left: int) -> tuple[str, int]:
    out, at = [], 0
    while left and (found := _found.search(line, at)):
        out.append(line[at : found.start()])
        at = found.end()
        if found["ticks"]:
            close = line.find(found["ticks"], at)
            stop = close + len(found["ticks"]) if close >= 0 else at
            out.append(line[found.start() : stop])
            at = stop
            continue
        place = _place(found)
        left -= place is not None
        out.append((place and written(place)) or found[0])
    return "".join(out) + line[at:], left


def _place(found: re.Match[str]) -> CodePlace | None:
    kind = "q" if found["quoted"] else "b"
    path = found["quoted"] or found["bare"]
    if not path or not ("." in path or "/" in path):
        return None
    first = int(found[kind + "line"])
    return CodePlace(path.removeprefix("./"), first, max(first, int(found[kind + "last"] or first)))
