"""What is added to a journal: sessions, entries, fields, notes, each as edits on the journal's text.

Nothing that stands there is rewritten but the value that is set. Text comes in as somebody typed it and is made
harmless here, so that whatever it holds, the journal reads back with the same sessions and parts.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from specwork.domain import lines as put
from specwork.domain.harmless import one_line, safe_lines
from specwork.domain.hours import day_in, moment_text
from specwork.domain.journal import DEPENDENCIES, HEADER, NOTES, SUMMARY, TIMELINE, Journal
from specwork.domain.session import COMMIT, FIELDS, KINDS, OPEN, PARTS, Session, entry_moment
from vault.notes.outline import Label
from vault.text import Edit, newline_near, raw

DECISION, IMPROVEMENT, REFERENCE, INTEGRATION = "decision", "improvement", "reference", "integration"
NOTED = {
    DECISION: (NOTES, "Technical Decisions"),
    IMPROVEMENT: (NOTES, "Future Improvements"),
    REFERENCE: (NOTES, "References"),
    INTEGRATION: (DEPENDENCIES, "Integration Points"),
}
_BELOW = {
    NOTES: ("Technical Decisions", "Future Improvements", "References"),
    DEPENDENCIES: ("Downstream Specs", "Integration Points"),
}


def session_added(
    journal: Journal, *, title: str, at: datetime, key: str, participants: Iterable[str] = ()
) -> list[Edit]:
    """A new open session, at the end of the timeline. Its number is one more than any, and than there are."""
    timeline = journal.timeline
    within = [one for one in journal.sessions if timeline and timeline.body <= one.start < timeline.end]
    level = within[-1].level if within else (timeline.level if timeline else 2) + 1
    number = max([len(journal.sessions), *(one.number or 0 for one in journal.sessions)]) + 1
    name = one_line(title)
    people = [plain for one in participants if (plain := _person(one))]
    fields = [f"**Started**: {moment_text(at)}"]
    if people:
        fields.append(f"**Participants**: {', '.join(people)}")
    fields.append(f"**Status**: {OPEN}" + (f" ^{key}" if key else ""))
    heading = f"{'#' * min(level, 6)} Session {number}: {at.date().isoformat()}" + (f" - {name}" if name else "")
    block = [heading, *(f"{field}  " for field in fields[:-1]), fields[-1]]
    if timeline is None:
        return put.inserted(journal, put.new_section(journal, TIMELINE, ["", *block]))
    end = put.content_end(journal, timeline.body, timeline.end)
    return put.inserted(journal, put.Piece(end, block, apart=True))


def _person(name: str) -> str:
    """A name that can stand in a list of names."""
    return " ".join(one_line(name).replace(",", " ").replace(";", " ").split())


def entry_added(journal: Journal, session: Session, kind: str, text: str, at: datetime) -> list[Edit]:
    """One more entry of a part, which is made in its place if the session has none of that kind yet.

    Commits are known by their hash and bear no time.
    """
    if kind == COMMIT:
        lines = _safe(journal, text)
    else:
        first, *more = _safe(journal, text, behind=True) or [""]
        if first[:1] in ("-", ":") and first[1:2] in ("", " ", "\t"):  # would read as what parts time and text
            first = "\\" + first
        lines = [f"{clock_text(session, at)} {first}".rstrip(), *more]
    part = session.part(kind)
    if part:
        return put.inserted(journal, put.items_behind(journal, part.body, part.end, [lines]))
    there = [(KINDS.index(one.kind), one.start, one.end) for one in session.parts if one.kind]
    place = put.place_in_order(journal, there, KINDS.index(kind), session.body, session.end)
    level = next((one.level for one in session.parts if one.level), min(session.level + 1, 6))
    made = [f"{'#' * level} {PARTS[kind]}", *put.as_item(lines)]
    return put.inserted(journal, put.Piece(place, made, apart=True))


def _safe(journal: Journal, text: str, *, behind: bool = False) -> list[str]:
    return safe_lines(text, behind=behind, dollars=b"$$" in journal.text)


def clock_text(session: Session, at: datetime) -> str:
    """The time of an entry, by the clock of the session's start; with its day where the time alone is not enough."""
    started = session.started
    zone = started.tzinfo if started else None
    if zone and at.tzinfo:
        at = at.astimezone(zone)
    at = at.replace(second=0, microsecond=0, tzinfo=zone)
    clock = f"{at:%H:%M}"
    first = started.date() if started else day_in(session.day or "")
    return (
        clock
        if at.date() == first and entry_moment(clock, None, started, first) == at
        else f"{at.date().isoformat()} {clock}"
    )


def commit_text(name: str, message: str) -> str:
    """A commit as its entry: the short hash, and the first line of the message."""
    return f"`{name}`: {one_line((message.splitlines() or [''])[0])}"


def created_text(link: str) -> str:
    """The entry of a file that was delivered."""
    return f"Created {link}"


def modified_text(code: str, where: str = "") -> str:
    """The entry of people's code that was registered; `where` names the line."""
    return f"Modified `{code}`{f' ({where})' if where else ''}"


_delivery = re.compile(
    r"Created (?:`[^`]+`|\[\[[^\[\]]+\]\]|\[[^\[\]]*\]\([^()]*\))"
    r"|Modified `[^`]+`(?: \((?:line \d+|\[\[[^\[\]]+\]\]|\[Line \d+\]\([^()]*\))\))?"
).fullmatch


def is_of_delivery(text: str) -> bool:
    """Whether an entry is one that a delivery wrote, and nobody's own words.

    >>> is_of_delivery(created_text("[[a.sh|A]]")), is_of_delivery(modified_text("a.py", "[Line 4](../a.py#L4)"))
    (True, True)
    >>> is_of_delivery("Created [[a.sh|A]], which mounts the share"), is_of_delivery("Modified the unit")
    (False, False)
    """
    return _delivery(text) is not None


def issue_text(issue: str, resolution: str = "", commit: str = "") -> str:
    said = [f"**Issue**: {' '.join(issue.split())}"]
    if resolution:
        said.append(f"**Resolution**: {' '.join(resolution.split())}")
    if commit:
        said.append(f"**Commit**: `{commit}`")
    return " ".join(said)


def field_set(journal: Journal, session: Session, name: str, value: str) -> list[Edit]:
    """A field of a session gets a value; a new one comes in its order, and the block id stays behind the last."""
    value = one_line(value)
    label = session.fields.get(name)
    if label:
        return put.label_set(label, journal.text, value)
    return put.label_added(journal, session.fields, FIELDS, name, value, session.body)


def key_set(journal: Journal, session: Session, key: str) -> list[Edit]:
    """The block id of a session, put where it belongs: at the end of its last field, or below the heading."""
    text = journal.text
    gone = []
    if session.key is not None:
        start = len(text[: session.key_start].rstrip(b" \t"))
        gone = [Edit(start, session.key_end, b"")]
    if not session.fields:
        return gone + put.inserted(journal, put.Piece(session.body, [f"^{key}"], apart=False))
    last = _last_of_run(session)
    stop = last.start + len(text[last.start : last.end].rstrip(b"\r\n"))
    if text[last.value_end : stop].strip() == raw(f"^{key}"):
        return []
    if gone and last.value_end <= session.key_start < stop:
        gone = []
    return [*gone, Edit(last.value_end, stop, raw(f" ^{key}"))]


def _last_of_run(session: Session) -> Label:
    """The last of the fields that stand together, line by line."""
    labels = sorted(session.fields.values(), key=lambda label: label.start)
    last = labels[0]
    for label in labels[1:]:
        if label.start == last.end:
            last = label
    return last


def header_set(journal: Journal, name: str, value: str) -> list[Edit]:
    """A line of the header gets a value; a new one comes in its order."""
    label = journal.header.get(name)
    if label:
        return put.label_set(label, journal.text, one_line(value))
    first = {known: label for known, label in journal.header.items() if label.start < journal.head_end}
    return put.label_added(journal, first, HEADER, name, value, journal.head_start)


def noted(journal: Journal, where: str, text: str) -> list[Edit]:
    """One more decision, improvement, reference or integration point, in the section that keeps those."""
    section, part = NOTED[where]
    return put.inserted(journal, put.items_below(journal, section, part, _BELOW[section], [_safe(journal, text)]))


def summary_set(journal: Journal, text: str) -> list[Edit]:
    """The summary's text becomes another; what has a heading of its own below it stays."""
    lines = _safe(journal, text)
    section = journal.summary
    if section is None:
        return put.inserted(journal, put.new_section(journal, SUMMARY, lines))
    stop = summary_end(journal)
    newline = newline_near(journal.text, section.body)
    new = newline.join(raw(line) for line in lines)
    old = journal.text[section.body : stop]
    bare = old.strip()
    if bare == new:
        return []
    if not bare:
        return put.inserted(journal, put.Piece(section.body, lines, apart=False))
    start = section.body + old.index(bare)
    return [Edit(start, start + len(bare), new)]


def summary_end(journal: Journal) -> int:
    section = journal.summary
    if section is None:
        return 0
    inside = journal.below(section)
    return inside[0].start if inside else section.end
