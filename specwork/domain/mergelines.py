"""Three versions of a sequence become one: the plain arithmetic of a merge.

A piece is a line, or several that belong together and are known by something: a property, a label, a list item. Two
sides that changed pieces known by different things have changed different things, however close they stand. What the
pieces say is not known here.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from vault.typed import Any, NamedTuple, TypeVar

WORK = 300_000  # how many pairs of equal lines are looked at before git's own merge is the better one


class Unclear(Exception):
    """These texts are not ours to merge."""


class Marks(NamedTuple):
    """How a conflict is written."""

    size: int = 7
    ours: bytes = b"ours"
    theirs: bytes = b"theirs"
    newline: bytes = b"\n"


class Piece(NamedTuple):
    """Whole lines. `name` is what they are known by; a plain line is known by nothing."""

    text: bytes
    name: str | None = None


class Clash(NamedTuple):
    """What both sides changed, each in its own way."""

    ours: bytes
    theirs: bytes

    def written(self, marks: Marks) -> bytes:
        def line(sign: bytes, name: bytes = b"") -> bytes:
            return sign * marks.size + (b" " + name if name else b"") + marks.newline

        return line(b"<", marks.ours) + self.ours + line(b"=") + self.theirs + line(b">", marks.theirs)


Out = list[bytes | Clash]
Value = TypeVar("Value")
Name = TypeVar("Name", bound=Hashable)


def chosen(base: Value, ours: Value, theirs: Value) -> tuple[Value, bool]:
    """The one that changed, and whether that is clear."""
    if ours == theirs or theirs == base:
        return ours, True
    return theirs, ours == base


def merged_pieces(base: Sequence[Piece], ours: Sequence[Piece], theirs: Sequence[Piece]) -> Out:
    """Both sides' changes; where they meet, piece by piece if all are known by something, else a conflict."""
    out: Out = []
    for old, one, other in _regions(base, ours, theirs):
        found, clear = chosen(old, one, other)
        out += [piece.text for piece in found] if clear else _met(old, one, other)
    return out


Region = tuple[Sequence[Piece], Sequence[Piece], Sequence[Piece]]


def _regions(base: Sequence[Piece], ours: Sequence[Piece], theirs: Sequence[Piece]) -> Iterator[Region]:
    """The three cut at every piece that all have, so that what lies between belongs together."""
    one, other = _matches(base, ours), _matches(base, theirs)
    b = o = t = 0
    for at in range(len(base)):
        if at in one and at in other:
            if (at, one[at], other[at]) != (b, o, t):
                yield base[b:at], ours[o : one[at]], theirs[t : other[at]]
            yield base[at : at + 1], base[at : at + 1], base[at : at + 1]
            b, o, t = at + 1, one[at] + 1, other[at] + 1
    yield base[b:], ours[o:], theirs[t:]


def _matches(old: Sequence[Piece], new: Sequence[Piece]) -> dict[int, int]:
    """Which piece of the new is which of the old."""
    start, stop = same_ends(old, new)
    found = {at: at for at in range(start)}
    found |= {len(old) - at: len(new) - at for at in range(1, stop + 1)}
    a = [piece.text for piece in old[start : len(old) - stop]]
    b = [piece.text for piece in new[start : len(new) - stop]]
    counts = Counter(b)
    if sum(counts[line] for line in a) > WORK:
        raise Unclear
    for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        found |= {start + block.a + at: start + block.b + at for at in range(block.size)}
    return found


def same_ends(one: Sequence[Any], other: Sequence[Any]) -> tuple[int, int]:
    """How many are the same at the beginning, and of the rest at the end."""
    most = min(len(one), len(other))
    start = 0
    while start < most and one[start] == other[start]:
        start += 1
    stop = 0
    while stop < most - start and one[-1 - stop] == other[-1 - stop]:
        stop += 1
    return start, stop


def _met(base: Sequence[Piece], ours: Sequence[Piece], theirs: Sequence[Piece]) -> Out:
    start, stop = same_ends(ours, theirs)
    one, other = ours[start : len(ours) - stop], theirs[start : len(theirs) - stop]
    clash: Out = [Clash(b"".join(piece.text for piece in one), b"".join(piece.text for piece in other))]
    before, behind = [piece.text for piece in ours[:start]], [piece.text for piece in ours[len(ours) - stop :]]
    try:
        met = united(base, one, other)
    except Unclear:
        met = clash
    return [*before, *met, *behind]


def united(base: Sequence[Piece], ours: Sequence[Piece], theirs: Sequence[Piece]) -> Out:
    """Each piece for itself, by what it is known by; what one side added, changed or took away is done."""
    old, one, other = named(base), named(ours), named(theirs)
    out: Out = []
    for name in joined(list(old), list(one), list(other), natural):
        texts = old.get(name, b""), one.get(name, b""), other.get(name, b"")
        found, clear = chosen(*texts)
        if clear:
            out.append(found)
        elif name[0].startswith(LISTED) and all(texts[1:]):
            out += _listed(*texts)
        else:
            out.append(Clash(*texts[1:]))
    return out


LISTED = "property "


def _listed(base: bytes, ours: bytes, theirs: bytes) -> Out:
    """A property that holds a list, a line each: what either side added is in it."""
    lines = [[Piece(line, _entry(line)) for line in text.splitlines(keepends=True)] for text in (base, ours, theirs)]
    first = lines[1][:1]
    if any(one[:1] != first or any(piece.name is None for piece in one[1:]) for one in lines):
        return [Clash(ours, theirs)]
    try:
        return [first[0].text, *united(*(one[1:] for one in lines))]
    except Unclear:
        return [Clash(ours, theirs)]


def _entry(line: bytes) -> str | None:
    return repr(line.strip()) if line.lstrip(b" ").startswith(b"- ") else None


def named(pieces: Sequence[Piece]) -> dict[tuple[str, int], bytes]:
    """Pieces by what they are known by; two of one name are told apart by their order."""
    found: dict[tuple[str, int], bytes] = {}
    seen: Counter[str] = Counter()
    for piece in pieces:
        if piece.name is None:
            raise Unclear
        found[piece.name, seen[piece.name]] = piece.text
        seen[piece.name] += 1
    return found


def joined(
    base: Sequence[Name], ours: Sequence[Name], theirs: Sequence[Name], rank: Callable[[Name], Any]
) -> list[Name]:
    """All names of either side in an order that both can live with: what they share as it stands, what is new by rank.

    It does not matter which side is which.
    """
    mine, yours = set(ours), set(theirs)
    shared = [name for name in ours if name in yours]
    there = [name for name in theirs if name in mine]
    if shared != there:
        kept = [name for name in base if name in mine and name in yours]
        shared, clear = chosen(kept, shared, there)
        if not clear:
            raise Unclear
    slots: dict[Name | None, list[list[Name]]] = {name: [[], []] for name in (None, *shared)}
    both = set(shared)
    place: Name | None
    for side, names in enumerate((ours, theirs)):
        place = None
        for name in names:
            if name in both:
                place = name
            else:
                slots[place][side].append(name)
    out: list[Name] = []
    for place, (one, other) in slots.items():
        out += [] if place is None else [place]
        out += _by_rank(one, other, rank)
    return out


def _by_rank(one: Sequence[Name], other: Sequence[Name], rank: Callable[[Name], Any]) -> Iterator[Name]:
    a = b = 0
    while a < len(one) or b < len(other):
        if b == len(other) or (a < len(one) and rank(one[a]) <= rank(other[b])):
            yield one[a]
            a += 1
        else:
            yield other[b]
            b += 1


def natural(name: tuple[str, int]) -> tuple[list[tuple[int, str]], int, str]:
    """Numbers within a name count as numbers.

    >>> sorted([("1002/spec", 0), ("10001/spec", 0), ("999/spec", 0)], key=natural)
    [('999/spec', 0), ('1002/spec', 0), ('10001/spec', 0)]
    """
    parts = re.split(r"([0-9]{1,18})", name[0].casefold())
    return [(int(part) if part.isdecimal() else -1, part) for part in parts], name[1], name[0]
