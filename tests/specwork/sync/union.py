"""Files of two machines, merged by three-way union of lines, as a merge driver does that never asks.

A line that one side took out is out; what both put in at one point stands once where it is the same, else both stand.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher

Inserted = dict[int, list[bytes]]


def merged_files(base: Mapping[str, bytes], here: Mapping[str, bytes], there: Mapping[str, bytes]) -> dict[str, bytes]:
    """A file deleted on one side and left alone on the other is gone; one that was changed there stays."""
    found = {}
    for path in sorted({*here, *there}):
        old, one, other = base.get(path), here.get(path), there.get(path)
        if one is None or other is None:
            left = one if other is None else other
            if left is not None and left != old:
                found[path] = left
        else:
            found[path] = merged(old or b"", one, other)
    return found


def merged(base: bytes, here: bytes, there: bytes) -> bytes:
    """
    >>> merged(b"a\\nb\\n", b"a\\nx\\nb\\n", b"a\\ny\\n")
    b'a\\nx\\ny\\n'
    """
    if here == there or base == there:
        return here
    if base == here:
        return there
    old = base.splitlines(keepends=True)
    kept_here, new_here = _against(old, here)
    kept_there, new_there = _against(old, there)
    out: list[bytes] = []
    for at in range(len(old) + 1):
        ours = new_here.get(at, [])
        out += ours + [line for line in new_there.get(at, []) if line not in ours]
        if at < len(old) and at in kept_here and at in kept_there:
            out.append(old[at])
    return b"".join(out)


def _against(old: list[bytes], text: bytes) -> tuple[set[int], Inserted]:
    """Which old lines are still there, and what was put in before which."""
    new = text.splitlines(keepends=True)
    kept: set[int] = set()
    inserted: Inserted = {}
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            kept.update(range(a, b))
        elif d > c:
            inserted[a] = new[c:d]
    return kept, inserted
