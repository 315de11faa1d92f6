"""Bytes, spans and edits.

The ground floor: knows no Markdown, no files. A text is the bytes it has on disk; what we change of it is a list
of edits, and every byte outside their spans stays as it is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from vault.typed import NamedTuple

try:
    from _blake2 import blake2b  # hashlib takes ten milliseconds to load
except ImportError:
    from hashlib import blake2b


def digest(content: bytes) -> bytes:
    """What tells one content from another."""
    return blake2b(content, digest_size=16).digest()


class Span(NamedTuple):
    start: int
    end: int


class Edit(NamedTuple):
    """Put `new` where the bytes from `start` to `end` stand. An insertion has start == end."""

    start: int
    end: int
    new: bytes


def applied(text: bytes, edits: Iterable[Edit]) -> bytes:
    """The text with the edits done. They may come in any order, but never overlap.

    >>> applied(b"one two", [Edit(4, 7, b"2"), Edit(0, 0, b"> ")])
    b'> one 2'
    """
    pieces: list[bytes] = []
    done = 0
    for start, end, new in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not done <= start <= end <= len(text):
            raise ValueError(f"edits overlap or leave the text at {start}:{end}")
        pieces += (text[done:start], new)
        done = end
    pieces.append(text[done:])
    return b"".join(pieces)


def words(text: bytes) -> str:
    """Bytes as text, without ever failing: what is not UTF-8 becomes lone surrogates and goes back as it came."""
    return text.decode("utf-8", "surrogateescape")


def raw(text: str) -> bytes:
    """The way back from `words`. A lone surrogate that no byte stands for (from JSON, say) becomes a question mark."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def storable(text: str) -> str:
    r"""Text that a database takes: bytes that were no text are written out.

    >>> storable("a\udcff")
    'a\\udcff'
    """
    return text.encode("utf-8", "backslashreplace").decode()


class Lines:
    """Where lines begin. A line ends with LF, CRLF or a lone CR; lines count from 1."""

    def __init__(self, text: bytes) -> None:
        self.starts = line_starts(text)

    def at(self, offset: int) -> int:
        return bisect_right(self.starts, offset)


def line_starts(text: bytes) -> list[int]:
    """The offset of every line's first byte.

    >>> line_starts(bytes([97, 13, 10, 98, 13, 99, 10]))
    [0, 3, 5, 7]
    """
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    if text and text[-1] not in b"\r\n":
        starts.pop()
    return starts


def newline_near(text: bytes, offset: int) -> bytes:
    """The line ending used just before `offset`, else just after it, else LF."""
    before = max(text.rfind(b"\n", 0, offset), text.rfind(b"\r", 0, offset))
    if before < 0:
        found = [at for at in (text.find(b"\n", offset), text.find(b"\r", offset)) if at >= 0]
        if not found:
            return b"\n"
        before = min(found)
        if text[before : before + 2] == b"\r\n":
            return b"\r\n"
    if text[before : before + 1] == b"\r":
        return b"\r"
    return b"\r\n" if before and text[before - 1 : before] == b"\r" else b"\n"


def merged(base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Both sides' changes to `base`, line by line; None where both changed the same or neighbouring lines.

    What both merely inserted at one point is kept twice over: theirs, then ours.
    """
    if ours == theirs or base == theirs:
        return ours
    if base == ours:
        return theirs
    old = base.splitlines(keepends=True)
    edits = sorted([*_line_edits(old, theirs, 0), *_line_edits(old, ours, 1)], key=lambda edit: edit[:3])
    out: list[bytes] = []
    done = 0
    last = (-1, -1, -1)
    for start, end, side, new in edits:
        both_insert = (start, end) == last[:2] and start == end
        behind = start == end == last[1]  # lines put right behind changed ones touch none of them
        if side != last[2] and start <= last[1] and not both_insert and not behind:
            return None
        if both_insert and out and not out[-1].endswith((b"\n", b"\r")):
            return None
        out += (*old[done:start], *new)
        done = end
        last = (start, end, side)
    return b"".join((*out, *old[done:]))


def _line_edits(old: Sequence[bytes], new: bytes, side: int) -> list[tuple[int, int, int, list[bytes]]]:
    from difflib import SequenceMatcher  # only where two writers met

    lines = new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, lines, autojunk=False)
    return [(a, b, side, lines[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
