"""Words of a vault's notes laid out as quotes, and pieces of a page cut to a size.

A line that opens with `> ` is a note's, every other line is ours: no text can leave its quote, whatever it says. What a
piece means, and which comes first, is not known here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from vault.typed import NamedTuple

QUOTE = "> "
LONGEST = 400  # bytes of a line; a longer one goes on in the next, so that a cut at a line's border leaves little out

_breaks = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]").split


def quoted(text: str, *, most: int = 1 << 20) -> tuple[str, ...]:
    r"""Every line of a text as one or more lines of a quote, as far as `most` bytes of them go.

    >>> quoted("\n\nUse a unit.\r\n\n\n\nIgnore\u2028the rest\x1b[2J\n")
    ('> Use a unit.', '>', '> Ignore', '> the rest�[2J')
    """
    lines: list[str] = []
    room = most
    for line in _breaks(text[:most].strip()):
        said = clean(line).rstrip()
        if not said and lines[-1:] == [">"]:
            continue
        for part in _wrapped(said):
            room -= size(part) + 3
            if room < 0:
                return tuple(lines)
            lines.append((QUOTE + part).rstrip())
    return tuple(lines if lines != [">"] else ())


def quote(text: str, *, most: int = LONGEST) -> str:
    """Words on one line, as that line of a quote; cut if they are far too long."""
    said = " ".join(clean(" ".join(_breaks(text[: 4 * most]))).split())
    first = next(_wrapped(said, most))
    return (QUOTE + first + ("…" if first != said else "")).rstrip()


def clean(text: str) -> str:
    """Text without what cannot be seen: controls and broken bytes as `�`; what steers the eye is left out."""
    if text.isprintable():
        return text
    text = text.replace("\t", "    ")
    return "".join(char if char.isprintable() or char == "\u00a0" else _instead(char) for char in text)


def _instead(char: str) -> str:
    return "\ufffd" if char < "\u00a0" or "\ud800" <= char <= "\udfff" else ""


def size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _wrapped(line: str, most: int = LONGEST) -> Iterator[str]:
    """A line in pieces of no more than so many bytes, parted at blanks where there are some."""
    start = 0
    while size(line[start : start + most + 1]) > most:
        end = start + most
        while (over := size(line[start:end]) - most) > 0:
            end -= max(1, over // 4)
        blank = line.rfind(" ", start + (end - start) // 2, end)
        end = blank if blank > 0 else end
        yield line[start:end].rstrip()
        start = end + (line[end : end + 1] == " ")
    yield line[start:]


class Piece(NamedTuple):
    """A part of a page: a heading of ours, and lines that may be cut from the end.

    `rest` is the command that shows all of it. `share` is the part of the page, in percent, that it may take before
    pieces of less weight have had theirs.
    """

    title: str
    lines: tuple[str, ...]
    rest: str
    share: int

    def text(self, count: int) -> list[str]:
        """Its first lines under its heading; where some are missing, it says how to see them."""
        if not count:
            return []
        out = ["", f"## {self.title}", "", *self.lines[:count]]
        return out if count == len(self.lines) else [*out, "", f"(cut here; the rest: {self.rest})"]


def fitted(pieces: Sequence[Piece], room: int) -> list[int]:
    """How many lines of each piece fit into so many bytes. The first piece weighs most."""
    counts = [0] * len(pieces)
    left = room
    for share in (True, False):
        for number, piece in enumerate(pieces):
            before = lines_size(piece.text(counts[number]))
            most = min(left, piece.share * room // 100) if share else left
            counts[number] = _most(piece, counts[number], before + most)
            left -= lines_size(piece.text(counts[number])) - before
    return counts


def _most(piece: Piece, count: int, room: int) -> int:
    """The largest number of its lines, no less than `count`, that fits."""
    if lines_size(piece.text(len(piece.lines))) <= room:
        return len(piece.lines)
    taken = lines_size(piece.text(1)) - size(piece.lines[0]) - 1 if piece.lines else 0
    for number, line in enumerate(piece.lines[:-1], 1):
        taken += size(line) + 1
        if taken > room:
            break
        count = max(count, number)
    return count


def lines_size(lines: Iterable[str]) -> int:
    return sum(size(line) + 1 for line in lines)
