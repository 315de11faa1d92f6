"""What a file states of facts, and what is wrong in it alone, in the few words that the index keeps.

So `check` needs no text: it compares what the files of a vault say. What a link leads to, with all files known, is
asked there; here it is kept as the path that it names from its own folder, and as it was typed.
"""

from collections.abc import Iterable, Iterator

from specwork.domain import layout
from specwork.domain.deliverable import delivered
from specwork.domain.hours import day_in, moment_in
from specwork.domain.journal import SECTIONS, Journal, read_journal
from specwork.domain.places import (
    CONTEXT,
    DELIVERABLES,
    DOWNSTREAM,
    Host,
    Listing,
    can_hold_trace,
    host_of,
    is_placeholder,
    status_span,
)
from specwork.domain.schema import kept_of, read_spec, row_of, untaken
from specwork.domain.session import Session
from specwork.domain.spec import CODE, LISTED, SAYS, TRACE, WRONG, Spec
from specwork.domain.status import COMPLETED, is_known, meaning
from specwork.domain.traces import traces
from specwork.domain.writing import key_set
from vault.index.entry import HEAD, Row
from vault.notes.links import Link, read_link
from vault.notes.note import Note
from vault.notes.outline import Label, plain_title
from vault.paths import folder_of, joined
from vault.text import Lines, words
from vault.typed import Any

MISSING, DOUBLED = 0, 2  # a header line that is not there, and one that is there twice and differs
SPEC_SECTIONS = ("Overview", "Requirements", "Acceptance Criteria", "Technical Approach", DELIVERABLES, "Dependencies")

Stated = list[Any]  # [path from the folder of the note, the target as typed, line]


class Said:
    """Reads one host for the index. `says` comes first, then what is wrong in it alone."""

    def __init__(self, note: Note) -> None:
        self.note, self.folder = note, folder_of(note.path)
        self.host: Host = host_of(note.path, note.text, note)
        self.wrongs: list[Row] = []

    def line(self, offset: int) -> int:
        text = self.note.text
        return Lines(text).at(offset) if b"\r" in text else text.count(b"\n", 0, offset) + 1

    def wrong(self, code: str, line: int, text: str = "") -> None:
        self.wrongs.append(Row(WRONG, code, [line, text]))

    def link(self, link: Link) -> Stated:
        return [joined(self.folder, link.target.strip()), link.target, link.line]

    def items(self, title: str) -> list[Stated]:
        listing = self.host.listings.get(title)
        return [self.link(spot.link) for spot in listing.spots] if listing else []

    def mentions(self, title: str) -> list[Stated]:
        listing: Listing | None = self.host.listings.get(title)
        return [self.link(link) for link in listing.mentions] if listing else []

    def header(self, *names: str) -> int | Stated:
        """Where a header line leads; 0 where it says nothing, 2 where two of them differ."""
        label = self.host.label(*(name.casefold() for name in names))
        if isinstance(label, str):
            self.wrong("two-lines", self._second(names), label)
            return DOUBLED
        if label is None or not label.value or is_placeholder(label.value):
            return MISSING
        link = next((one for one in self.note.links if label.value_start <= one.start < label.value_end), None)
        return self.link(link) if link else ["", label.value, self.line(label.start)]

    def _second(self, names: tuple[str, ...]) -> int:
        found: list[Label] = [label for name in names for label in self.host.labels.get(name.casefold(), ())]
        return self.line(max(label.start for label in found))

    def codes(self) -> Iterator[Row]:
        """People's code that its deliverables name in backticks."""
        for path in dict.fromkeys(one.code for one in delivered(self.note) if one.code is not None):
            yield Row(CODE, path, 0)

    def without(self, wanted: Iterable[str]) -> None:
        """The sections that every such note has."""
        there = {plain_title(head.text) for head in self.note.headings}
        gone = [title for title in wanted if title.casefold() not in there]
        if gone:
            self.wrong("section-missing", 1, ", ".join(gone))


def rows(note: Note, root: str) -> Iterator[Row]:
    """All that the index keeps of a note: what `schema` lists it by, and the kinds `spec.LATE`."""
    if not layout.below(root, note.path):
        if layout.among_deliverables(root, note.path):
            yield from of_index(note) if layout.is_index(note.path) else of_file(note.path, note.text)
    elif layout.home(note.path):
        if spec := read_spec(note, root):
            yield row_of(spec)
            yield from of_spec(note, spec)
    elif layout.specs_of_journal(note.path):
        journal = read_journal(note, parts=False)
        yield kept_of(note, journal.sessions)
        yield from of_journal(note, journal)
    else:
        yield from untaken(note)


# a spec


def of_spec(note: Note, spec: Spec) -> Iterator[Row]:
    """`says` of a spec: status, its line, title, type, **Context**, **Parent**, and the items of its lists."""
    said = Said(note)
    if said.host.dark:
        return
    front = note.front
    entry = front.entry("status") if front else None
    status = _status(entry.value if entry else None)
    line = said.line(entry.start) if entry else 1
    part = layout.CHILDREN_SECTION.get(spec.type)
    depends = said.host.depends
    where = said.line(depends.entry.start) if depends and depends.entry else 1
    value = [
        status,
        line,
        spec.id,
        spec.title,
        spec.type,
        said.header("Context"),
        said.header("Parent"),
        said.items(DELIVERABLES),
        said.mentions(DELIVERABLES),
        [_value(said, one, where) for one in depends.values if one] if depends else None,
        said.items(part) if part in said.host.listings else None,
        said.mentions(part) if part in said.host.listings else [],
    ]
    _wrong_in_spec(said, spec, status, line)
    yield Row(SAYS, str(spec.id), value)
    yield from said.wrongs
    yield from said.codes()


def _status(value: object) -> str:
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    text = "" if value is None or isinstance(value, (list, dict)) else str(value).strip()
    return "" if not text or is_placeholder(text) else meaning(text)


def _value(said: Said, value: str, line: int) -> Stated:
    """A value of depends_on: a link, or an id."""
    bare = value.strip("[] ").partition("|")[0].strip()
    if bare.isdecimal():
        return ["", bare, line]
    target = read_link(value).target if value.startswith(("[", "!")) else bare
    return [joined(said.folder, target.strip()), target, line]


def _wrong_in_spec(said: Said, spec: Spec, status: str, line: int) -> None:
    front, here = said.note.front, layout.home(said.note.path)
    if front is None:
        said.wrong("no-front-matter", 1)
    elif front.get("id") is None:
        said.wrong("id-missing", 1, str(spec.id))
    elif here and here.number is not None and here.number != spec.id:
        entry = front.entry("id")
        said.wrong("id-mismatch", said.line(entry.start) if entry else 1, f"{spec.id} {here.number}")
    if status and not is_known(status):
        said.wrong("status-unknown", line, spec.status)
    if status == COMPLETED and spec.met < spec.total:
        said.wrong("criteria-open", line, f"{spec.total - spec.met} of {spec.total}")
    label = f"{spec.id} {spec.title}"
    sure = here is not None and here.number in (None, spec.id)  # else one cannot tell what it is called
    if front is not None and sure and front.get("title") and label not in spec.aliases:
        aliases = front.entry("aliases")
        said.wrong("alias", said.line(aliases.start) if aliases else 1, label)
    first, last = day_in(spec.created), day_in(spec.updated)
    if first and last and first > last and front is not None:
        updated = front.entry("updated")
        said.wrong("dates-backwards", said.line(updated.start) if updated else 1, "updated before it was created")
    said.without(SPEC_SECTIONS)


# a journal


def of_journal(note: Note, journal: Journal) -> Iterator[Row]:
    """`says` of a journal: status, its line, **Spec**, **Parent**, and the items of its lists."""
    said = Said(note)
    if said.host.dark:
        return
    label = said.host.label("status")
    status, line = "", 1
    if isinstance(label, str):
        said.wrong("two-lines", said.line(max(one.start for one in said.host.labels["status"])), label)
        status = "?"
    elif label and label.value and not is_placeholder(label.value):
        start, end = status_span(label)
        status, line = _status(words(note.text[start:end])), said.line(label.start)
    value = [
        status,
        line,
        said.header("Spec", "Specification"),
        said.header("Parent"),
        said.items(DELIVERABLES),
        said.mentions(DELIVERABLES),
        said.items(DOWNSTREAM) if DOWNSTREAM in said.host.listings else None,
        said.mentions(DOWNSTREAM),
    ]
    _wrong_in_journal(said, journal)
    yield Row(SAYS, CONTEXT, value)
    yield from said.wrongs
    yield from said.codes()


def _wrong_in_journal(said: Said, journal: Journal) -> None:
    if journal.doubled and not any(row.key == "two-lines" for row in said.wrongs):
        first = journal.header.get(journal.doubled[0].name) or journal.doubled[0]
        said.wrong("two-lines", said.line(journal.doubled[0].start), f"it says **{first.name}** twice")
    created, updated = (journal.header.get(name) for name in ("Created", "Updated"))
    if created and updated:
        first_day, last_day = moment_in(created.value, None), moment_in(updated.value, None)
        early, late = day_in(created.value), day_in(updated.value)
        if (early and late and early > late) or (
            first_day and last_day and first_day.tzinfo == last_day.tzinfo and first_day > last_day
        ):
            said.wrong("dates-backwards", said.line(updated.start), "updated before it was created")
    _wrong_sessions(said, journal)
    said.without(title for title in SECTIONS if title not in journal.sections)


def _wrong_sessions(said: Said, journal: Journal) -> None:
    numbers: set[int] = set()
    keys: set[str] = set()
    ours = any(one.key for one in journal.sessions)
    day = ""
    for session in journal.sessions:
        if session.number is not None:
            if session.number in numbers:
                said.wrong("session-twice", session.line, str(session.number))
            numbers.add(session.number)
        if session.key:
            if session.key in keys:
                said.wrong("session-id-twice", session.line, session.key)
            elif key_set(journal, session, session.key):
                said.wrong("session-id-place", said.line(session.key_start), session.key)
            keys.add(session.key)
        elif ours and session.started:
            said.wrong("session-id-missing", session.line, session.title)
        if session.status == "open":
            at = session.started.timestamp() if session.started and session.started.tzinfo else 0
            said.wrong("session-open", session.line, f"{at:.0f} {session.number or ''} {session.title}")
        if backwards := _backwards(session, day):
            said.wrong("dates-backwards", session.line, backwards)
        day = max(day, session.day or "")
    _without_heading(said, journal)


def _without_heading(said: Said, journal: Journal) -> None:
    """Ids of sessions that no session bears where they stand: somebody made a plain line of its heading."""
    theirs = {one.key_start for one in journal.sessions if one.key}
    for one in said.note.ids:
        if one.start not in theirs and one.text.startswith("s-") and _is_hash(one.text[2:]):
            said.wrong("session-heading-missing", said.line(one.start), one.text)


def _is_hash(text: str) -> bool:
    return len(text) == 8 and set(text) <= set("0123456789abcdef")


def _backwards(session: Session, day: str) -> str:
    if session.day and session.day < day:
        return f"this session is of {session.day}, one before it of {day}"
    started = session.started
    if started and session.day and started.date().isoformat() != session.day:
        return f"its heading says {session.day}, it started on {started.date().isoformat()}"
    return ""


# what was delivered


def of_file(path: str, head: bytes) -> Iterator[Row]:
    """The traces of a file below `deliverables`, and whether it can hold one; of a long file only the head is seen."""
    folder = folder_of(path)
    found = [[joined(folder, one.target.strip()), one.target, one.line] for one in traces(path, head)]
    yield Row(TRACE, "", [len(head) < HEAD and can_hold_trace(path, head), found])


def of_index(note: Note) -> Iterator[Row]:
    """The items of the list that a `deliverables` folder keeps: each file, and what else its line names."""
    said = Said(note)
    if said.host.dark:
        return
    spots = said.host.listings[""].spots
    yield Row(LISTED, "", [[said.link(spot.link), [said.link(link) for link in spot.others]] for spot in spots])
