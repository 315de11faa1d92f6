"""Edits of the places in which facts are written: the smallest that add or take away one statement.

Bytes in, edits out; lists keep their bullets, order and line ends, prose stays. What a link means and whether a fact is
true is decided elsewhere.
"""

import re
from collections.abc import Sequence

from specwork.domain.places import CONTEXT, DELIVERED_TO, DOWNSTREAM, FrontList, Host, Listing, Spot, header_labels
from vault.notes import outline, properties
from vault.notes.note import Note, body_start
from vault.notes.outline import Label, Section
from vault.notes.values import Value
from vault.text import Edit, newline_near, raw

ORDER = {
    "spec": (
        "Overview", "Requirements", "Acceptance Criteria", "Technical Approach", "Features", "Tasks", "Deliverables",
        "Dependencies",
    ),
    "context": (
        "Summary", "Implementation Timeline", "Deliverables", DELIVERED_TO, "Metrics", "Notes & Learnings",
    ),
}  # fmt: skip


# items


def item_added(host: Host, listing: Listing, line: str, *, under: str | None = None) -> list[Edit]:
    """One more item at the end of a list, or of the part of it under a heading, which is made if it is missing."""
    assert host.note is not None
    start, end = listing.section.body, listing.section.end
    heading = None
    if under is not None:
        part = _category(host.note, listing.section, under)
        if part:
            start, end = part.body, part.end
        else:
            heading = f"### {under}"
    elif sub := _first_below(host.note, listing.section):
        end = sub.start
    spots = [spot for spot in listing.spots if start <= spot.start < end]
    if heading is None and spots:
        return [_after(host.text, spots[-1], line)]
    if heading is None and (last := _last_item(host.note, start, end)):
        return [_after(host.text, last, line)]
    lines = [line] if heading is None else [heading, line]
    if heading is None:
        lines[0] = "- " + line
        tight = under is not None
    else:
        lines[1] = "- " + line
        tight = False
    return [_filled(host.text, start, end, lines, tight=tight)]


def item_in_order(host: Host, listing: Listing, line: str, key: str, keys: Sequence[str]) -> list[Edit]:
    """The same, in a list that is sorted by these keys; in one that is not, at its end."""
    if keys and list(keys) == sorted(keys):
        later = next((at for at, one in enumerate(keys) if one > key), None)
        if later is not None:
            spot = listing.spots[later]
            new = host.text[spot.start : spot.content] + raw(line) + newline_near(host.text, spot.start)
            return [Edit(spot.start, spot.start, new)]
    return item_added(host, listing, line)


def _category(note: Note, section: Section, title: str) -> Section | None:
    wanted = title.casefold()
    for one in outline.sections(note):
        if section.body <= one.start < section.end and one.level > 2 and outline.plain_title(one.title) == wanted:
            return one
    return None


def _first_below(note: Note, section: Section) -> Section | None:
    return next((one for one in outline.sections(note) if section.body <= one.start < section.end), None)


def _last_item(note: Note, start: int, end: int) -> tuple[int, int, int] | None:
    found = outline.items(note, start, end)
    return (found[-1].start, found[-1].text_start, found[-1].end) if found else None


_number = re.compile(rb"(\d{1,9})([.)])").search
_box = re.compile(rb"\[[^\]]\](?=[ \t])").search


def _after(text: bytes, last: Spot | tuple[int, int, int], line: str) -> Edit:
    """A new item below one, with the same bullet. A number goes on counting, a box is empty."""
    start, content, end = (last.start, last.content, last.end) if isinstance(last, Spot) else last
    lead = text[start:content]
    if found := _number(lead):
        count = str(int(found[1]) + 1).encode()
        lead = lead[: found.start(1)] + count + lead[found.end(1) :]
    if found := _box(lead):
        lead = lead[: found.start()] + b"[ ]" + lead[found.end() :]
    newline = newline_near(text, end)
    before = b"" if text[end - 1 : end] in (b"\n", b"\r") else newline
    after = newline if before == b"" or end < len(text) else b""
    return Edit(end, end, before + lead + raw(line) + after)


def _filled(text: bytes, start: int, end: int, lines: Sequence[str], *, tight: bool) -> Edit:
    """Lines put behind the last that says something in a stretch, with a blank line around them."""
    inside = text[start:end]
    said = len(inside.rstrip(b" \t\r\n"))
    at = outline.line_end(text, start + said) if said else start
    newline = newline_near(text, at)
    before = b"" if at == 0 or text[at - 1 : at] in (b"\n", b"\r") else newline
    before += b"" if tight and not said else newline
    if text[at:end].strip() == b"" and at < end and not (tight and not said):
        skip = outline.line_end(text, at)  # a blank line that stands there serves
        if (outline.line_end(text, skip) <= end and skip < end) or (skip == end and end == len(text)):
            at, before = skip, b""
    block = newline.join(raw(line) for line in lines) + newline
    rest = text[at:]
    if rest and rest[:1] not in (b"\n", b"\r"):
        block += newline
    return Edit(at, at, before + block)


def item_removed(spot: Spot) -> list[Edit]:
    """Its line goes; with more below it, or a second link in it, only the link does, and becomes its text."""
    if spot.nested or spot.others:
        return [Edit(spot.link.start, spot.link.end, raw(spot.link.alias or spot.link.target))]
    return [Edit(spot.start, spot.first_end, b"")]


# sections


def section_made(host: Host, title: str, lines: Sequence[str]) -> list[Edit]:
    """A section that never was, before the next of the template."""
    assert host.note is not None
    if title == DOWNSTREAM:
        return _downstream_made(host, lines)
    block = [f"## {title}", *(["", *lines] if lines else [])]
    return [_placed(host, title, block)]


def _downstream_made(host: Host, lines: Sequence[str]) -> list[Edit]:
    assert host.note is not None
    block = [f"### {DOWNSTREAM}", *lines]
    outer = outline.section(host.note, DELIVERED_TO)
    if outer is None:
        return [_placed(host, DELIVERED_TO, [f"## {DELIVERED_TO}", "", *block])]
    first = _first_below(host.note, outer)
    if first is None:
        return [_filled(host.text, outer.body, outer.end, block, tight=False)]
    newline = newline_near(host.text, first.start)
    return [Edit(first.start, first.start, newline.join(map(raw, [*block, "", ""])))]


def _placed(host: Host, title: str, block: Sequence[str]) -> Edit:
    assert host.note is not None
    order = ORDER["context" if host.kind == CONTEXT else "spec"]
    later = {name.casefold() for name in order[order.index(title) + 1 :]}
    for one in outline.sections(host.note):
        if one.level == 2 and outline.plain_title(one.title) in later:
            newline = newline_near(host.text, one.start)
            return Edit(one.start, one.start, newline.join(map(raw, [*block, "", ""])))
    return _filled(host.text, len(host.text), len(host.text), list(block), tight=False)


# header lines


def label_set(host: Host, label: Label | None, name: str, value: str) -> list[Edit]:
    """A header line gets its value; one that is missing comes below the last, or below the title."""
    assert host.note is not None
    new = raw(value)
    if label is not None:
        blank = b"" if host.text[label.value_start - 1 : label.value_start] in (b" ", b"\t") else b" "
        lead = blank if label.value_start == label.value_end else b""
        return [Edit(label.value_start, label.value_end, lead + new)]
    line = raw(f"**{name}**: ") + new
    known = header_labels(host.note)
    if known:
        return _below(host.text, known[-1], line)
    return [_first_label(host, host.note, outline.header(host.note)[0], line)]


_lead = re.compile(rb"[ \t]*(?:>[ \t]*)*(?:[-*+][ \t]+)?").match


def _below(text: bytes, last: Label, line: bytes) -> list[Edit]:
    """A line below another, as that one begins: in a list, or quoted. Without two blanks both would run together."""
    lead = _lead(text, last.start)
    line = (lead[0] if lead else b"") + line
    newline = newline_near(text, last.end)
    stop = last.end
    while text[stop - 1 : stop] in (b"\n", b"\r"):
        stop -= 1
    tight = lead is None or lead[0].strip(b" \t>") == b""  # no items of a list
    pad = b"  " if tight and not text[last.value_end : stop].endswith(b"  ") else b""
    if pad and text[last.value_end : stop] == b" ":
        pad = b" "
    return [Edit(stop, stop, pad + newline + line)]


def _first_label(host: Host, note: Note, start: int, line: bytes) -> Edit:
    newline = newline_near(host.text, start)
    before = newline if start and start > body_start(host.text, note.front) else b""
    if start and host.text[start - 1 : start] not in (b"\n", b"\r"):
        before += newline
    rest = host.text[start:]
    after = newline if not rest or rest[:1] in (b"\n", b"\r") else newline * 2
    return Edit(start, start, before + line + after)


# front matter


def front_added(text: bytes, link: str) -> list[Edit]:
    return properties.append_property(text, "depends_on", link)


def front_removed(text: bytes, listed: FrontList, values: Sequence[str]) -> list[Edit]:
    """These values leave the list; the key stays, even with nothing in it."""
    kept = [value for value in listed.values if value not in values]
    return _front_set(text, listed, kept)


def front_replaced(text: bytes, listed: FrontList, old: str, new: str) -> list[Edit]:
    """A value written anew, in quotes, where it stands."""
    if listed.spans:
        spans = [span for span, value in zip(listed.spans, listed.values, strict=True) if value == old]
        return [Edit(span.start, span.end, raw(_quoted(new))) for span in spans]
    return _front_set(text, listed, [new if value == old else value for value in listed.values])


def _front_set(text: bytes, listed: FrontList, values: Sequence[str]) -> list[Edit]:
    if listed.spans or listed.entry is None or not listed.values:
        new: list[Value] = list(values)
        return properties.set_property(text, "depends_on", new)
    entry = listed.entry
    newline = newline_near(text, entry.end)
    key = raw(entry.key)
    if b"\n" in text[entry.start : entry.end].strip() and values:
        lines = [key + b":", *(b"  - " + raw(_quoted(value)) for value in values)]
    else:
        lines = [key + b": [" + b", ".join(raw(_quoted(value)) for value in values) + b"]"]
    return [Edit(entry.start, entry.end, newline.join(lines) + newline)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
