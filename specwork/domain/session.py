"""One session of a journal: its heading, its fields, its parts, and the entries in them.

Reads what was written by us, by hand or on a phone, and knows each piece by its span. Changes nothing, and does not
know where in a journal a session stands.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from specwork.domain.hours import day_in, length_in, moment_in
from specwork.domain.page import Page
from specwork.domain.status import BLOCKED, COMPLETED, IMPLEMENTING, PLANNING, common_in
from vault.notes.links import Link
from vault.notes.outline import Label
from vault.notes.scan import Heading
from vault.patterns import late
from vault.text import words
from vault.typed import NamedTuple

OPEN, PARTIAL = "open", "partial"
PLAN, CHANGE, IMPLEMENT, TEST, COMMIT, ISSUE, NOTE = "plan", "change", "implement", "test", "commit", "issue", "note"
PARTS = {
    PLAN: "Planning",
    CHANGE: "Changes to Spec",
    IMPLEMENT: "Implementation",
    TEST: "Testing",
    COMMIT: "Commits",
    ISSUE: "Issues & Resolutions",
    NOTE: "Notes",
}
KINDS = tuple(PARTS)
STARTED, DURATION, PARTICIPANTS, STATUS = "Started", "Duration", "Participants", "Status"
FIELDS = (STARTED, DURATION, PARTICIPANTS, STATUS)
IDLE = timedelta(minutes=30)


class Entry(NamedTuple):
    """One item of a part. `start` is that of its line; `end`, behind a line end, takes in what is nested below it."""

    clock: str | None
    at: datetime | None
    text: str  # of its first line, without bullet, box and time
    start: int
    end: int
    links: tuple[Link, ...]  # those of nested lines too


class Part(NamedTuple):
    """A heading within a session and what stands below it. What stands before the first heading has no title."""

    title: str
    kind: str | None
    level: int
    start: int
    body: int
    end: int
    entries: tuple[Entry, ...]


class Session(NamedTuple):
    number: int | None
    day: str | None  # as 2026-11-20
    title: str
    level: int
    key: str | None  # its block id, without the `^`
    key_start: int  # of the `^`, and
    key_end: int
    started: datetime | None
    duration: str
    hours: float | None  # what the duration says
    participants: tuple[str, ...]
    status: str  # open, completed, partial, blocked; else as typed; empty where no line tells it
    fields: dict[str, Label]  # those we know by our names for them; of two lines of one name the first
    parts: tuple[Part, ...]
    start: int
    body: int  # behind the heading
    end: int
    line: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for part in self.parts for entry in part.entries)

    def part(self, kind: str) -> Part | None:
        return next((part for part in self.parts if part.kind == kind), None)


# ---- the heading ----------------------------------------------------------------------------------------------------

_session = re.compile(r"\W*session\b", re.IGNORECASE).match
_stops = re.compile(r"\W*session\b\s*(?:[:–—-]|\Z)", re.IGNORECASE).match
_dated = re.compile(r"\W*\d{4}[-/.]\d").match
_number = re.compile(r"\W*(?:session\b)?[\s#]*(?P<number>\d{1,6}(?![.\-/]?\d))?", re.IGNORECASE).match
_date = re.compile(r"[\s:,(*_–—-]*(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?:[T ]\d{1,2}:\d{2})?(?!\d)[\s)]*").match
_apart = re.compile(r"[\s*_)]*[-–—:|,]?\s*").match


class Opens(NamedTuple):
    """How a heading begins: with the word, with the word alone or a sign behind it, with a date."""

    session: bool
    stops: bool
    dated: bool


@lru_cache(1024)  # the headings of a template stand in every note made from it
def opens(title: str) -> Opens:
    return Opens(bool(_session(title)), bool(_stops(title)), bool(_dated(title)))


@lru_cache(16)  # whoever asks whether it heads a session will read that next
def heading_parts(title: str) -> tuple[int | None, date | None, str]:
    """The number, the day and the title that a session's heading tells.

    >>> heading_parts("Session 3: 2026-11-20 - Mount the NAS")
    (3, datetime.date(2026, 11, 20), 'Mount the NAS')
    >>> heading_parts("session - tidying up"), heading_parts("2026-11-20")
    ((None, None, 'tidying up'), (None, datetime.date(2026, 11, 20), ''))
    """
    title = " ".join(title.split())
    head = _number(title)
    number = int(head["number"]) if head and head["number"] else None
    rest = title[head.end("number") if number is not None else head.end() :] if head and _session(title) else title
    dated = _date(rest)
    if dated and (day := day_in(dated["day"])):
        rest = rest[dated.end() :]
    else:
        day = day_in(rest)
    cut = _apart(rest) if rest is not title else None
    return number, day, rest[cut.end() :] if cut else rest


_around = re.compile(r"^[^\w&]+|[^\w&]+$").sub
_KIND_OF = {title.casefold(): kind for kind, title in PARTS.items()} | {
    "plan": PLAN,
    "changes": CHANGE,
    "spec changes": CHANGE,
    "tests": TEST,
    "commit": COMMIT,
    "issues": ISSUE,
    "issues and resolutions": ISSUE,
    "note": NOTE,
}


def kind_of(title: str) -> str | None:
    """What a part is about, by its heading; emoji, colons and letter case do not count."""
    return _KIND_OF.get(bare_title(title))


@lru_cache(1024)  # the headings of a template stand in every note made from it
def bare_title(title: str) -> str:
    """A heading to be compared: without what stands around its words, in one letter case; nothing if it is long."""
    return _around("", " ".join(title.split())).casefold() if len(title) < 80 else ""


# ---- the fields -----------------------------------------------------------------------------------------------------

_OUR_NAME = {name.casefold(): name for name in FIELDS} | {"start": STARTED, "participant": PARTICIPANTS}
_bold = re.compile(rb"[ \t]*(?P<bullet>[-*+][ \t]+)?\*\*(?P<name>[^*\r\n:]{1,60})(?:\*\*[ \t]*::?|::?[ \t]*\*\*)").match
_plain = late(rb"[ \t]*(?P<bullet>[-*+][ \t]+)?(?P<name>[A-Za-z]{1,15})[ \t]*::?(?=[ \t]|\Z)").match
_key = re.compile(rb"(?:(?<=[ \t])|\A)\^(s-[0-9A-Za-z-]+)(?=[ \t]|\Z)").search


class Fields(NamedTuple):
    labels: dict[str, Label]
    key: str | None
    key_start: int
    key_end: int
    lines: frozenset[int]  # where lines with a field begin


def read_fields(page: Page, start: int, end: int) -> Fields:
    """The fields of a session, one a line, between its heading and its first part; and its block id among them."""
    labels: dict[str, Label] = {}
    taken = []
    key, key_start, key_end = None, end, end
    together = True  # still in the first paragraph
    for begin, line in page.lines(start, end):
        if page.hidden(begin):
            continue
        bare = line.strip()
        label = label_in(page, begin, line, _OUR_NAME) if b":" in line else None
        together = (together and bool(bare)) or not (labels or bare)
        if label:
            labels.setdefault(_OUR_NAME.get(label.name.casefold(), label.name), label)
            taken.append(begin)
        told = key is None and b"^s-" in line and (label or together or bare.startswith(b"^"))
        if told and (found := _key(line)):
            key, key_start, key_end = found[1].decode(), begin + found.start(), begin + found.end()
    return Fields(labels, key, key_start, key_end, frozenset(taken))


def label_in(page: Page, begin: int, line: bytes, ours: Mapping[str, str]) -> Label | None:
    """`**Name**: value`, be it an item of a list; our names also without the stars. A block id is no part of it."""
    bold = _bold(line)
    found = bold or _plain(line)
    if found is None:
        return None
    name = words(found["name"]).strip()
    if (not bold or found["bullet"]) and name.casefold() not in ours:
        return None
    rest = line[found.end() :]
    if b"^s-" in rest and (key := _key(rest)):
        rest = rest[: key.start()]
    value = rest.strip(b" \t")
    at = begin + found.end() + (rest.index(value) if value else 0)
    return Label(name, words(value), begin, at, at + len(value), page.after(begin))


# lengths, names and states are the same in session after session
_people = re.compile(r"\s*[,;]\s*|\s+(?:and|&)\s+", re.IGNORECASE).split


@lru_cache(64)
def people_in(text: str) -> tuple[str, ...]:
    """The names of a list of names.

    >>> people_in("User, Claude and Mira")
    ('User', 'Claude', 'Mira')
    """
    return tuple(one for one in _people(" ".join(text.split())) if one)


@lru_cache(64)
def status_in(value: str) -> str:
    """A session's status in our words, where it is one of them.

    >>> status_in("✅ done"), status_in("Partial (tests missing)"), status_in("in progress"), status_in("shelved")
    ('completed', 'partial', 'open', 'shelved')
    """
    if value.startswith("{"):
        return value  # a template's
    known = common_in(value)
    if known in (COMPLETED, BLOCKED):
        return known
    first = re.match(r"[\W_]*([^\W_]+)", value)
    if known in (IMPLEMENTING, PLANNING) or (first and first[1].casefold() == OPEN):
        return OPEN
    return PARTIAL if first and first[1].casefold() in (PARTIAL, "partially", "partly") else value


# ---- the entries ----------------------------------------------------------------------------------------------------

_bullet = re.compile(rb"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[^\r\n]\](?=[ \t]|\Z))?[ \t]*").match
_time = re.compile(
    r"\*{0,2}(?:(?P<day>\d{4}-\d{2}-\d{2})[ T])?(?P<clock>\d{1,2}:\d{2})(?::\d{2})?(?![\d:])\*{0,2}"
    r"(?:[ \t]*[-:](?=[ \t]|\Z))?(?:[ \t]+|\Z)",
    re.ASCII,
).match


def read_entry(page: Page, start: int, end: int, started: datetime | None, day: date | None) -> Entry:
    first = page.text[start : page.after(start)].rstrip(b"\r\n")
    mark = _bullet(first)
    text = words(first[mark.end() :] if mark else first).strip(" \t")
    clock = at = None
    found = _time(text)
    if found and (moment := moment_in(found["clock"], date(2000, 1, 1))):
        clock = f"{moment:%H:%M}"
        at = entry_moment(clock, day_in(found["day"]) if found["day"] else None, started, day)
        text = text[found.end() :]
    return Entry(clock, at, text, start, end, page.links(start, end))


def entry_moment(clock: str, own: date | None, started: datetime | None, day: date | None) -> datetime | None:
    """When an entry was made. Without a day of its own, one far before the start is one of the night after it."""
    at = moment_in(clock, own or (started.date() if started else day))
    if at is None or started is None:
        return at
    at = at.replace(tzinfo=started.tzinfo)
    try:
        return at + timedelta(days=1) if own is None and started - at > timedelta(hours=12) else at
    except OverflowError:
        return at


# ---- the whole ------------------------------------------------------------------------------------------------------


def read_session(page: Page, head: Heading, heads: list[Heading], end: int, *, parts: bool = True) -> Session:
    """The session below a heading, to an offset; `heads` are those of its parts, which need not be read."""
    body = page.after(head.end)
    first = page.line_start(heads[0].start) if heads else end
    fields = read_fields(page, body, first)
    said = {name: label.value for name, label in fields.labels.items()}
    number, day, title = heading_parts(head.text)
    day = day or day_in(said.get("Date", ""))
    started = moment_in(said.get(STARTED, ""), day)
    day = day or (started.date() if started else day_in(said.get(STARTED, "")))
    length = length_in(said.get(DURATION, ""))
    read: list[Part] = []
    if parts:
        stops = [first, *(page.line_start(later.start) for later in heads[1:]), end]
        asked = zip((None, *heads), stops, strict=False)
        read = [_part(page, one, body, stop, fields, started, day) for one, stop in asked]
    line = page.line_of(head.start)
    return Session(
        number,
        day.isoformat() if day else None,
        title,
        head.level,
        fields.key,
        fields.key_start,
        fields.key_end,
        started,
        said.get(DURATION, ""),
        None if length is None else length / timedelta(hours=1),
        people_in(said.get(PARTICIPANTS, "")),
        status_in(said.get(STATUS, "")),
        fields.labels,
        tuple(part for part in read if part.level or part.entries),
        page.starts[line],
        body,
        end,
        line + 1,
    )


def _part(
    page: Page, head: Heading | None, body: int, end: int, fields: Fields, started: datetime | None, day: date | None
) -> Part:
    """What stands below a heading, or before the first."""
    if head:
        body = page.after(head.end)
    items = (span for span in page.spans(body, end) if span[0] not in fields.lines)
    entries = tuple(read_entry(page, *span, started, day) for span in items)
    if head is None:
        return Part("", None, 0, body, body, end, entries)
    start = page.line_start(head.start)
    return Part(head.text, kind_of(head.text), head.level, start, body, end, entries)


def worked(session: Session, idle: timedelta = IDLE, *, until: datetime | None = None) -> timedelta:
    """Working time from the first action to the last; pauses longer than `idle` are left out.

    Moments are compared as such, whatever clock they were read from; those without an offset only with their like.
    """
    moments = [entry.at for entry in session.entries if entry.at]
    moments += [moment for moment in (session.started, until) if moment]
    aware = [moment for moment in moments if moment.tzinfo]
    alike = sorted(aware if len(aware) * 2 > len(moments) else (moment for moment in moments if not moment.tzinfo))
    gaps = (later - earlier for earlier, later in pairwise(alike))
    return sum((gap for gap in gaps if gap <= idle), timedelta(0))


def total(sessions: Iterable[Session], idle: timedelta = IDLE) -> timedelta:
    """The time of several sessions: what each says that it took, else what its entries tell."""
    return sum((length_of(session, idle) for session in sessions), timedelta(0))


def length_of(session: Session, idle: timedelta = IDLE) -> timedelta:
    said = length_in(session.duration)
    return worked(session, idle) if said is None else said


_hash = late(r"`([0-9a-fA-F]{4,64})`").match


def commits(session: Session) -> tuple[str, ...]:
    """The hashes that a session's commits name."""
    found = (_hash(entry.text) for part in session.parts if part.kind == COMMIT for entry in part.entries)
    return tuple(match[1] for match in found if match)
