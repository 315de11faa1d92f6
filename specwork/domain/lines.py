"""Lines put into a journal: where what stands there ends, what keeps them apart from it, and how an item joins a list.

Each is one edit on the journal's text, with the line ending that the text has there. What the lines say is not known.
"""

import re
from collections.abc import Sequence

from specwork.domain.harmless import one_line
from specwork.domain.journal import SECTIONS, SUMMARY, Journal
from vault.notes.outline import Label, Section
from vault.text import Edit, newline_near, raw
from vault.typed import NamedTuple

_rule = re.compile(rb"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\Z").match


def content_end(journal: Journal, start: int, end: int) -> int:
    """Behind the last line with text between two line starts; a rule that sets off what follows is not counted."""
    page = journal.page
    lines = list(page.lines(start, end))
    while lines:
        begin, line = lines[-1]
        bare = line.strip()
        sets_off = bare and len(lines) > 1 and not lines[-2][1].strip() and _rule(line) and not page.hidden(begin)
        if bare and not sets_off:
            return page.after(begin)
        del lines[-1]
    return start


class Piece(NamedTuple):
    """Lines to be put before an offset at which a line begins, or at the text's end. `apart`: behind a blank line."""

    at: int
    lines: Sequence[str]
    apart: bool


def inserted(journal: Journal, *pieces: Piece) -> list[Edit]:
    """Pieces as edits; those for one place become one edit, in their order."""
    places: dict[int, Piece] = {}
    for piece in pieces:
        first = places.get(piece.at)
        lines = [*first.lines, *([""] if piece.apart else []), *piece.lines] if first else piece.lines
        places[piece.at] = Piece(piece.at, lines, first.apart if first else piece.apart)
    return [_inserted(journal, *piece) for piece in places.values()]


def _inserted(journal: Journal, at: int, lines: Sequence[str], apart: bool) -> Edit:
    text, page = journal.text, journal.page
    newline = newline_near(text, at)
    lead = b""
    if at == len(text) and at and text[at - 1] not in b"\r\n":
        lead = newline
    closing = _left_open(journal, at)
    if closing:
        lead += raw(closing) + newline
    number = page.line_of(at) - (0 if lead and not closing else 1)
    before = text[page.starts[number] : at].strip() if number >= 0 and at else b""
    if (apart or closing) and (closing or before):
        lead += newline
    follows = text[at : page.after(at)] if at < len(text) else b""
    close_by = follows.strip() and (apart or not _opens_block(follows))
    block = b"".join(raw(line) + newline for line in lines)
    return Edit(at, at, lead + block + (newline if close_by else b""))


_opens_block = re.compile(rb"#| {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]").match
_opens = re.compile(
    rb"`{3,}|~{3,}|<!--|<(?i:script|pre|style|textarea)(?=[\s>]|\Z)|<\?|<!\[CDATA\[|<!(?=[A-Za-z])"
).match
_HTML_ENDS = {b"<!--": "-->", b"<?": "?>", b"<![CDATA[": "]]>", b"<!": ">"}


def _left_open(journal: Journal, at: int) -> str:
    """What closes the code or HTML block that would otherwise swallow what is put at an offset."""
    text, page = journal.text, journal.page
    region = page.region_before(at)
    if region is None or text[region[1] : at].strip() or page.in_item(region[0]) or not page.at_margin(region[0]):
        return ""
    start, end = region
    opened = _opens(text, start)
    if not opened:
        return ""
    mark = opened[0]
    if mark[:1] in b"`~":
        last = text[start:end].rstrip().replace(b"\r", b"\n").rpartition(b"\n")[2].strip()
        closed = last.startswith(mark) and not last.strip(mark[:1]) and text.rfind(last, start, end) > start
        return "" if closed else mark.decode()
    closing = _HTML_ENDS.get(mark) or f"</{mark[1:].decode()}>"
    return "" if closing.encode().lower() in text[start + len(mark) : end].lower() else closing


def items_behind(journal: Journal, start: int, end: int, items: Sequence[Sequence[str]]) -> Piece:
    """More items, each given without bullet, behind what stands between two offsets; in the list that ends there."""
    at = content_end(journal, start, end)
    begin, stop = ([*journal.page.spans(start, at)] or [(at, -1)])[-1]
    bullet = bullet_at(journal, begin) if stop == at else "-"
    return Piece(at, [line for item in items for line in as_item(item, bullet)], apart=start < at != stop)


def bullet_at(journal: Journal, start: int) -> str:
    """The bullet that the line at an offset begins with; the usual one, where it has none or a number."""
    mark = journal.text[start : journal.page.after(start)].lstrip()[:1]
    return mark.decode() if mark in (b"*", b"+") else "-"


def as_item(lines: Sequence[str], bullet: str = "-") -> list[str]:
    first, *more = lines or ("",)
    return [f"{bullet} {first}".rstrip(), *(f"  {line}" if line else "" for line in more)]


def place_in_order(journal: Journal, there: Sequence[tuple[int, int, int]], rank: int, start: int, end: int) -> int:
    """Where a piece of a rank goes among those that stand between two offsets, each told as (rank, start, end)."""
    earlier = [piece for piece in there if piece[0] < rank]
    later = [piece for piece in there if piece[0] > rank]
    if earlier:
        return content_end(journal, journal.page.after(earlier[-1][1]), earlier[-1][2])
    return content_end(journal, start, later[0][1] if later else end)


def new_section(journal: Journal, name: str, lines: Sequence[str]) -> Piece:
    """A section of the journal that is missing, in its place among the others."""
    sections = journal.sections
    later = [sections[other].start for other in SECTIONS[SECTIONS.index(name) + 1 :] if other in sections]
    if name == SUMMARY and journal.sessions:
        later.append(journal.sessions[0].start)
    level = next((section.level for section in sections.values()), 2)
    at = content_end(journal, journal.head_start, max(journal.head_start, min(later, default=len(journal.text))))
    return Piece(at, [f"{'#' * level} {name}", *lines], apart=True)


def subsection(journal: Journal, section: Section, name: str) -> Section | None:
    wanted = name.casefold()
    return next((one for one in journal.below(section) if one.title.strip().casefold() == wanted), None)


def items_below(journal: Journal, name: str, part: str, parts: Sequence[str], items: Sequence[Sequence[str]]) -> Piece:
    """More items in a subsection; it and its section are made where they are missing, in the order given."""
    made = [line for item in items for line in as_item(item)]
    section = journal.sections.get(name)
    if section is None:
        return new_section(journal, name, ["", f"### {part}", *made])
    found = subsection(journal, section, part)
    if found:
        return items_behind(journal, found.body, found.end, items)
    ranks = {one.casefold(): rank for rank, one in enumerate(parts)}
    below = journal.below(section)
    there = [(ranks.get(one.title.strip().casefold(), -1), one.start, one.end) for one in below]
    known = [piece for piece in there if piece[0] >= 0]
    at = place_in_order(journal, known, ranks[part.casefold()], section.body, section.end)
    level = min(below[0].level if below else section.level + 1, 6)
    return Piece(at, [f"{'#' * level} {part}", *made], apart=True)


# ---- labelled lines -------------------------------------------------------------------------------------------------


def label_set(label: Label, text: bytes, value: str) -> list[Edit]:
    """Another value on a labelled line; blanks, block id and all else on the line stay."""
    if label.value == value:
        return []
    gap = b"" if text[label.value_start - 1 : label.value_start] in (b" ", b"\t") else b" "
    return [Edit(label.value_start, label.value_end, gap + raw(value))]


def label_added(
    journal: Journal, labels: dict[str, Label], order: Sequence[str], name: str, value: str, start: int
) -> list[Edit]:
    """One more labelled line, in its order among the others; `start` is where it goes if there are none.

    Every line of the paragraph but the last ends in two blanks, else renderers run them together. A block id behind the
    last line moves to the new last one.
    """
    text, page = journal.text, journal.page
    line = f"**{name}**: {one_line(value)}"
    known = [other for other in order if other in labels]
    rank = order.index(name) if name in order else len(order)
    earlier = [labels[other] for other in known if order.index(other) < rank]
    later = [labels[other] for other in known if order.index(other) > rank]
    if not labels:
        return inserted(journal, Piece(start, [line], apart=bool(page.heads) and start == journal.head_start))
    if later and not earlier:
        first = min(later, key=lambda label: label.start)
        bullet, blanks = ("- ", "") if _in_list(text, first) else ("", "  ")
        newline = newline_near(text, first.end)
        return [Edit(first.start, first.start, raw(f"{bullet}{line}{blanks}") + newline)]
    last = max(earlier or labels.values(), key=lambda label: label.start)
    bullet, blanks = ("- ", "") if _in_list(text, last) else ("", "  ")
    newline = newline_near(text, last.end)
    follows = text[last.end : page.after(last.end)] if last.end < len(text) else b""
    if follows.strip() and not follows.startswith(b"#"):
        return [Edit(last.end, last.end, raw(f"{bullet}{line}{blanks}") + newline)]
    stop = last.start + len(text[last.start : last.end].rstrip(b"\r\n"))
    behind = text[last.value_end : stop].strip(b" \t")
    moved = b" " + behind if behind else b""
    return [Edit(last.value_end, stop, raw(blanks) + newline + raw(bullet + line) + moved)]


def _in_list(text: bytes, label: Label) -> bool:
    return text[label.start : label.value_start].lstrip()[:2] in (b"- ", b"* ", b"+ ")
