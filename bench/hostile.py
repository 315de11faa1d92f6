"""Notes that nobody wrote by hand: random pieces, and patterns made to be slow."""

import random
from collections.abc import Callable, Iterator
from time import process_time

from vault.notes.note import Note, read_note
from vault.notes.outline import items, labels, sections
from vault.text import applied

PIECES = (
    b"[[", b"]]", b"![[", b"[", b"](", b")", b"](<", b">", b"|", b"#", b"^", b"^id-1", b"`", b"```\n", b"~~~\n", b"$",
    b"$$\n", b"%%", b"%%\n", b"<!--", b"-->", b"<a href=\"", b"<div>\n", b"</div>\n", b"**", b"- [x] ", b"1. ", b"> ",
    b"---\n", b"===\n", b"tags: [a, b]\n", b"key: \"[[Note]]\"\n", b"\t", b"    ", b"\n", b"\r\n", b"\r", b"\n\n",
    b"| a | b |\n| - | - |\n", b"\\", b"\\[", b"\0", b"\xff", b"\xc3\xa9", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"Note",
    b"Note.md", b"../a b", b"%20", b"&amp;", b"http://a.b/c", b"#tag/deep", b" word ", b"[^1]: ", b"[a]: b\n",
)  # fmt: skip


SIZES = (10,) * 100 + (300,) * 100 + (4000,) * 10 + (60_000,)


def read_and_written_back(size: int) -> str:
    """Not a byte is normalised, and no span leaves its text."""
    chance, read, notes = random.Random(3), 0, 0
    while read < size:
        text = _fuzzed(chance, min(chance.choice(SIZES), size - read))
        note = read_note("a.canvas" if chance.random() < 0.02 else "a.md", text)
        assert note.text == text == applied(text, []), f"other bytes: {text[:80]!r}"
        for start, end in spans(note):
            assert 0 <= start <= end <= len(text), f"the span {start}:{end} leaves {text[:80]!r}"
        read += len(text)
        notes += 1
    return f"{notes} notes are identical"


def _fuzzed(chance: random.Random, size: int) -> bytes:
    parts = [b"---\n"] if chance.random() < 0.3 else []
    while (size := size - len(parts[-1]) if parts else size) > 0:
        parts.append(chance.randbytes(chance.randrange(1, 6)) if chance.random() < 0.2 else chance.choice(PIECES))
    return b"".join(parts)


def spans(note: Note) -> Iterator[tuple[int, int]]:
    for found in (note.links, note.headings, note.ids, note.tags, note.items, note.regions):
        yield from ((span.start, span.end) for span in found)
    yield from (task.mark for task in note.tasks)
    if note.front:
        yield note.front.block.start, note.front.block.end


def _ladder(count: int) -> bytes:
    """Runs of backticks, no two of one length, that fit into the bytes of so many."""
    return b"".join(b"`" * n + b" " for n in range(1, int((2 * count) ** 0.5)))


PATTERNS: dict[str, Callable[[int], bytes]] = {
    "[[": lambda n: b"[[" * n,
    "[": lambda n: b"[" * n,
    "![": lambda n: b"![" * n,
    "](": lambda n: b"[a](" * n,
    "](<": lambda n: b"[a](<" * n,
    "tags": lambda n: b'<a "' * n,
    "comments": lambda n: b"a <!-- " * n,
    "$": lambda n: b"a $b " * n,
    "$$": lambda n: b"$$ a " * n,
    "backticks": lambda n: _ladder(4 * n),
    "%%": lambda n: b"%% a " * n,
    "**": lambda n: b"**a " * n,
    "quotes": lambda n: b"> " * n + b"a",
    "nested lists": lambda n: b"- " * n + b"a",
    "numbered": lambda n: b"1. a\n" * n,
    "tables": lambda n: b"|" * n + b"\n" + b"|-" * n + b"|\n" + b"|a" * n,
    "hashes": lambda n: b"#" * n + b"\n" + b"# " * n + b"#a" * n,
    "ids": lambda n: b"a ^b " * n + b"\n" + b"a ^" * n,
    "backslashes": lambda n: b"\\" * n + b"[[a\\|" * n,
    "keys": lambda n: b"---\n" + b"a" * 9 + b": " * n + b"\n---\n",
    "many keys": lambda n: b"---\n" + b"".join(b"k%d: [[a]]\n" % m for m in range(n)) + b"---\n",
    "deep flow": lambda n: b"---\na: " + b"[" * n + b"\n---\n",
    "aliases": lambda n: b"---\na: &a [b]\nc: [" + b"*a, " * n + b"]\n---\n",
    "indented lists": lambda n: b"".join(b" " * (m % 300) + b"- a\n" for m in range(n)),
    "definitions": lambda n: b"[a]: b\n" * n + b"[a]" * n,
    "closers": lambda n: b"]]" * n + b"](" * n + b"-->" * n,
    "returns": lambda n: b"\r" * n + b"a\r\n" * n,
    "headings": lambda n: b"# a\n" * n,
    "headings and returns": lambda n: b"## a\r" * n,
    "labels": lambda n: b"**a**: `b`\n" * n,
    "labels of blanks": lambda n: b"**a" + b" " * n + b"\n**a**:" + b" " * n + b"b" + b" " * n + b"c",
}  # fmt: skip
RATIO = 3.0
TOO_SHORT = 0.02  # seconds: below, the clock says more than the code


def grows_linearly(repeats: int) -> str:
    worst, slow = (0.0, "nothing"), []
    for name, made in PATTERNS.items():
        half, whole = _time(made(repeats // 2)), _time(made(repeats))
        ratio = whole / half if whole > TOO_SHORT else 1.0
        worst = max(worst, (ratio, name))
        if ratio > RATIO:
            slow.append(f"{name} x{ratio:.1f} ({half * 1000:.0f} -> {whole * 1000:.0f} ms)")
    assert not slow, f"more than x{RATIO} for twice the size: {', '.join(slow)}"
    return f"{len(PATTERNS)} patterns; twice the size takes at most x{worst[0]:.1f} ({worst[1]})"


def _time(text: bytes) -> float:
    """The best of three: what else the machine does only ever adds."""
    best = 1e9
    for _ in range(3):
        began = process_time()
        note = read_note("a.md", text)
        sections(note)
        labels(note, 0, len(text))
        items(note, 0, len(text))
        best = min(best, process_time() - began)
        if best > 1:
            break
    return best
