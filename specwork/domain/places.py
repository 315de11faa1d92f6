"""Where facts are written down, read from one file: header lines, list items, front matter, traces.

Places are known by their structure (labels, headings, link targets), not by markers. What a link means is not asked
here, and nothing is edited: see `placing`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from specwork.domain import layout
from specwork.domain.status import is_known, value_in
from specwork.domain.traces import Trace, comment_for, traces
from vault.notes import outline
from vault.notes.links import Link
from vault.notes.note import Note, read_note
from vault.notes.outline import Label, Section
from vault.notes.values import OTHER, Property
from vault.paths import is_note
from vault.patterns import late
from vault.text import Span, words
from vault.typed import NamedTuple

SPEC, CONTEXT, INDEX, FILE = "spec", "context", "index", "file"
DELIVERABLES, DOWNSTREAM, DELIVERED_TO = "Deliverables", "Downstream Specs", "Dependencies Delivered To"


class Spot(NamedTuple):
    """A list item that states something: the outermost one whose first line holds a link.

    `text` is what the item says besides its target. `others` are the further links of the item.
    """

    start: int  # of the line
    content: int  # where it begins to say something, after bullet and box
    first_end: int  # of its first line
    end: int  # of all that belongs to it
    link: Link
    text: str
    others: tuple[Link, ...]
    nested: bool


class Listing(NamedTuple):
    """A section that states facts, item by item. What its prose mentions states nothing, and no more does an item below
    another: who indents one has not taken it away.

    Of several sections of one title all items count, and new ones come into the first.
    """

    section: Section
    spots: tuple[Spot, ...]
    mentions: tuple[Link, ...]


class FrontList(NamedTuple):
    """A list in the front matter: each value as written, and its own span where it has one."""

    entry: Property | None
    values: tuple[str, ...]
    spans: tuple[Span, ...]


class Host(NamedTuple):
    """A file in which facts are written down. `dark` says why nothing in it can be read just now."""

    path: str
    kind: str
    text: bytes
    note: Note | None
    dark: str | None
    labels: dict[str, tuple[Label, ...]]
    listings: dict[str, Listing]
    depends: FrontList | None  # None: it cannot be read or written
    traces: tuple[Trace, ...]

    def label(self, *names: str) -> Label | str | None:
        """The labelled line of one of these names; a reason where two of them differ."""
        found = [label for name in names for label in self.labels.get(name, ())]
        if len({label.value for label in found}) > 1:
            return f"two lines say **{found[0].name}**, each something else"
        return found[0] if found else None


def kind_of(path: str) -> str:
    if layout.home(path):
        return SPEC
    if layout.specs_of_journal(path):
        return CONTEXT
    return INDEX if layout.is_index(path) else FILE


def read_host(path: str, text: bytes) -> Host:
    """Reads a file for all that it may state; nothing raises."""
    return host_of(path, text, read_note(path, text) if is_note(path) else None)


def host_of(path: str, text: bytes, note: Note | None) -> Host:
    kind = kind_of(path)
    why = darkness(note, text)
    found = tuple(traces(path, text)) if kind == FILE and not why else ()
    if note is None or why or kind == FILE:
        return Host(path, kind, text, note, why, {}, {}, None, found)
    labels: dict[str, tuple[Label, ...]] = {}
    for label in header_labels(note):
        name = label.name.casefold()
        labels[name] = (*labels.get(name, ()), label)
    listings = dict(_listings(note, kind))
    return Host(path, kind, text, note, None, labels, listings, _front_list(note), ())


def header_labels(note: Note) -> list[Label]:
    """The labelled lines of a header; those that we know also as items of a list, quoted, or without their stars."""
    start, end = outline.header(note)
    found = outline.labels(note, start, end, OURS)
    taken = {label.start for label in found}
    for match in _bare_label(note.text, start, end):
        at, stop = match.span("value")
        value = words(match["value"]).rstrip(" \t")
        status = match["name"].lower() == b"status" and is_known(value[slice(*value_in(value))])
        known = match.start() in taken or outline.hidden(note, match.start())
        if (status or value.startswith("[")) and not known:
            name, value_end = words(match["name"]), at + len(match["value"].rstrip(b" \t"))
            found.append(Label(name, value, match.start(), at, value_end, outline.line_end(note.text, stop)))
    return sorted(found, key=lambda label: label.start)


OURS = frozenset(("context", "spec", "specification", "parent", "status"))
_bare_label = late(
    rb"(?im)^[ \t]*(?:>[ \t]*)*(?:[-*+][ \t]+)?(?P<name>context|spec|specification|parent|status)[ \t]*:[ \t]+"
    rb"(?P<value>[^\r\n]+)"
).finditer
_markers = re.compile(rb"(?m)^(?:<<<<<<< |>>>>>>> )").finditer


def darkness(note: Note | None, text: bytes) -> str | None:
    """Why a file cannot be believed just now; None if it can."""
    if text and not text.strip(b"\0"):
        return "it is an empty placeholder"
    if note is None:
        return None
    if note.front and note.front.problem:
        return f"its front matter cannot be read: {note.front.problem}"
    marked = b"<<<<<<< " in text or b">>>>>>> " in text
    if marked and any(not _in_code(note, found.start()) for found in _markers(text)):
        return "conflict markers stand in it"
    return None


def _in_code(note: Note, offset: int) -> bool:
    return any(region.kind == "code" and region.start <= offset < region.end for region in note.regions)


def _listings(note: Note, kind: str) -> Iterator[tuple[str, Listing]]:
    """The sections that state facts, by title."""
    if kind == INDEX:
        start, _ = outline.header(note)
        yield "", _listing(note, Section(0, "", start, start, start, len(note.text)))
        return
    wanted = (DELIVERABLES,) if kind == CONTEXT else (DELIVERABLES, "Features", "Tasks")
    for title in wanted:
        if parts := list(outline.sections_named(note, title)):
            yield title, _listing_of(note, parts)
    if kind == CONTEXT:
        inner = (
            outline.sections_named(note, DOWNSTREAM, level=3, inside=outer)
            for outer in outline.sections_named(note, DELIVERED_TO)
        )
        if parts := [part for found in inner for part in found]:
            yield DOWNSTREAM, _listing_of(note, parts)


def _listing_of(note: Note, parts: list[Section]) -> Listing:
    each = [_listing(note, part) for part in parts]
    if len(each) == 1:
        return each[0]
    spots = tuple(spot for one in each for spot in one.spots)
    return Listing(parts[0], spots, tuple(link for one in each for link in one.mentions))


def _listing(note: Note, part: Section) -> Listing:
    links = outline.links_between(note, part.body, part.end)
    if not links:
        return Listing(part, (), ())
    spots = tuple(_spots(note, part))
    taken = {link.start for spot in spots for link in outline.links_between(note, spot.start, spot.end)}
    taken -= set(_indented(note, part, {spot.start for spot in spots}))
    return Listing(part, spots, tuple(link for link in links if link.start not in taken))


def _indented(note: Note, part: Section, stating: set[int]) -> Iterator[int]:
    """Where the links stand that would state something, were their items not nested below others."""
    for item in outline.items_between(note, part.body, part.end):
        begin = outline.line_start(note.text, item.start)
        if begin not in stating:
            first = outline.links_between(note, item.start, outline.line_end(note.text, item.start))
            yield from (link.start for link in first[:1])


def _spots(note: Note, part: Section) -> Iterator[Spot]:
    stating: set[int] = set()
    inside = outline.items_between(note, part.body, part.end)
    for number, item in enumerate(inside, bisect_left(note.items, (part.body,))):
        if item.parent in stating:
            stating.add(number)
            continue
        first = outline.line_end(note.text, item.start)
        mine = outline.links_between(note, item.start, min(first, part.end))
        if not mine:
            continue
        stating.add(number)
        begin = outline.line_start(note.text, item.start)
        end = max(first, outline.line_end(note.text, max(item.end - 1, item.start)))
        others = tuple(outline.links_between(note, item.start, min(end, part.end))[1:])
        nested = note.text[first:end].strip() != b""
        content = outline.content_start(note.text, item.start)
        yield Spot(begin, content, first, end, mine[0], _besides(note, content, first, mine[0]), others, nested)


def _besides(note: Note, content: int, end: int, link: Link) -> str:
    """What an item says besides where its link leads."""
    before, after = note.text[content : link.start], note.text[link.end : end]
    return words(before + (link.alias or "").encode("utf-8", "surrogateescape") + after).strip()


def _front_list(note: Note) -> FrontList | None:
    if note.front is None:
        return None
    entry = note.front.entry("depends_on")
    if entry is None or entry.value is None or entry.value == "":
        return FrontList(entry, (), ())
    value = entry.value if isinstance(entry.value, list) else [entry.value]
    if len(value) == 1 and isinstance(value[0], str) and _several(value[0].strip()):
        return FrontList(entry, tuple(_one.findall(value[0])), ())
    values = tuple(_bare(one) for one in value)
    if isinstance(entry.value, list) and len(value) == 1 and len(entry.items) != 1:
        return FrontList(entry, values, ())
    if entry.style == OTHER or (isinstance(entry.value, list) and entry.value and not entry.items):
        return None if not all(values) else FrontList(entry, values, ())
    spans = entry.items if isinstance(entry.value, list) else (Span(entry.value_start, entry.value_end),)
    return FrontList(entry, values, tuple(spans) if len(spans) == len(values) else ())


_one = re.compile(r"\[\[[^\[\]]*\]\]|\d+")
_several = re.compile(rf"(?:{_one.pattern})(?:\s*[,;]\s*(?:{_one.pattern}))+").fullmatch  # 1001, [[1002]]


def _bare(value: object) -> str:
    """A value as a link or an id. `[[1002]]` without quotes is, to YAML, a list in a list."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
        if not isinstance(value, list):
            return f"[[{value}]]" if not isinstance(value, str) or "[[" not in value else value
    return "" if value is None or isinstance(value, (list, dict)) else str(value).strip()


def status_span(label: Label) -> tuple[int, int]:
    """Where in a header's line the status itself stands."""
    start, end = value_in(label.value)
    before = len(label.value[:start].encode("utf-8", "surrogateescape"))
    length = len(label.value[start:end].encode("utf-8", "surrogateescape"))
    return label.value_start + before, label.value_start + before + length


_placeholder = re.compile(r"\{\{?[^{}]*\}?\}").fullmatch


def is_placeholder(value: str) -> bool:
    """Whether a template was not filled in here.

    >>> is_placeholder("{{status}}"), is_placeholder("{planning|completed}"), is_placeholder("planning")
    (True, True, False)
    """
    return _placeholder(value.strip()) is not None


def can_hold_trace(path: str, text: bytes) -> bool:
    return layout.deliverables_folder(path) is not None and comment_for(path, text) is not None
