"""Three versions of a spec or a list of deliverables, or of what stands around a journal's sessions, become one.

Which sections hold lists of ours is decided here, and that the later of two days of a last change is the right one.
"""

from collections.abc import Sequence

from specwork.domain import places
from specwork.domain.hours import day_in, moment_in
from specwork.domain.journal import DELIVERABLES, DEPENDENCIES, NOTES, SECTIONS
from specwork.domain.mergelines import Clash, Marks, Unclear
from specwork.domain.mergesections import EVERYWHERE, Block, Known, Merging, Part, gap_of, note_of, read_parts, written
from vault.text import Edit, Span, applied

SPEC, CONTEXT, INDEX = places.SPEC, places.CONTEXT, places.INDEX
_OF_SPEC = ("requirements", "acceptance criteria", "features", "tasks", "deliverables", "dependencies")
KNOWN = {
    SPEC: Known(frozenset(_OF_SPEC), ("overview", *_OF_SPEC[:2], "technical approach", *_OF_SPEC[2:])),
    INDEX: Known(frozenset({EVERYWHERE}), ()),
    CONTEXT: Known(
        frozenset(name.casefold() for name in (DELIVERABLES, DEPENDENCIES, NOTES)),
        tuple(name.casefold() for name in SECTIONS),
        "metrics",
    ),
}


def notes(versions: Sequence[bytes], kind: str, marks: Marks) -> tuple[bytes, int]:
    evened = same_day(versions)
    parts = [read_parts(text, KNOWN[kind]) for text in evened]
    blocks, gap = sections(parts, evened, kind, marks)
    text, conflicts = written(blocks, marks.newline, lambda clash: clash.written(marks))
    return text + gap, conflicts


def sections(parts: Sequence[Part], texts: Sequence[bytes], kind: str, marks: Marks) -> tuple[list[Block], bytes]:
    """Section by section; where that leaves conflicts, as plain lines, if those leave none."""
    merging = Merging(KNOWN[kind], marks)
    gap = gap_of(*map(blank_end, texts)) or b""
    try:
        blocks = merging.merged(*parts)
    except Unclear:
        blocks = [([Clash(texts[1], texts[2])], None)]
    if not any(isinstance(one, Clash) for own, _ in blocks for one in own):
        return blocks, gap
    lines = merging.plainly(*texts)
    return ([(lines, None)], b"") if lines else (blocks, gap)


def blank_end(text: bytes) -> bytes:
    """The blank lines that a text ends with; all its lines are ended."""
    lines = text.splitlines(keepends=True)
    count = 0
    while count < len(lines) and not lines[-1 - count].strip():
        count += 1
    return b"".join(lines[len(lines) - count :])


def same_day(versions: Sequence[bytes]) -> list[bytes]:
    """The three, all with the later day of the last change, if both sides moved it on."""
    spans: list[Span | None] = []
    for text in versions:
        front = note_of(text).front
        entry = front.entry("updated") if front else None
        spans.append(Span(entry.value_start, entry.value_end) if entry else None)
    edits = latest(versions, spans)
    return [applied(text, some) for text, some in zip(versions, edits, strict=True)]


def latest(versions: Sequence[bytes], spans: Sequence[Span | None]) -> list[list[Edit]]:
    """What writes the later of two times into all three, where both sides changed it."""
    says = said_at(versions, spans)
    later = later_of(says)
    if later is None or says[0] in says[1:]:
        return [[] for _ in versions]
    return [[Edit(*span, says[later])] if span else [] for span in spans]


def said_at(versions: Sequence[bytes], spans: Sequence[Span | None]) -> list[bytes]:
    return [text[slice(*span)] if span else b"" for text, span in zip(versions, spans, strict=True)]


def later_of(says: Sequence[bytes]) -> int | None:
    """Which side tells the later time."""
    times = [_time(said) for said in says]
    if says[1] == says[2] or None in times[1:]:
        return None
    return max((1, 2), key=lambda side: (times[side] or "", says[side]))


def _time(said: bytes) -> str | None:
    text = said.decode("utf-8", "replace").strip("\"' ")
    at = moment_in(text, None) or day_in(text)
    return at.isoformat() if at else None
