"""Three versions of a journal become one: with all sessions, in order, renumbered, and figures that fit.

A session is one thing: what both sides changed in it is a conflict around that session alone. The result is read back
and proven to hold the sessions that it should.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from specwork.domain.journal import TIMELINE, Journal, read_journal
from specwork.domain.lines import content_end, new_section
from specwork.domain.mergelines import Clash, Marks, Unclear, chosen, joined, natural
from specwork.domain.mergenotes import CONTEXT, KNOWN, blank_end, later_of, latest, said_at, sections
from specwork.domain.mergesections import Block, gap_of, note_of, read_parts, written
from specwork.domain.metrics import (
    CODE,
    COVERAGE,
    CREATED,
    CRITERIA,
    MODIFIED,
    Figures,
    figure_texts,
    figures_changed,
    figures_in,
    figures_joined,
)
from specwork.domain.session import Session, length_of, total
from vault.text import Edit, Span, applied
from vault.typed import NamedTuple


class Told(NamedTuple):
    """A session as it stands in one version. `gap`: what sets off the next one; None if none follows."""

    name: tuple[str, int]
    session: Session
    text: bytes
    digits: tuple[int, int] | None  # where in the text its number stands
    gap: bytes | None

    def numbered(self, number: int | None) -> bytes:
        if self.digits is None or number is None or number == self.session.number:
            return self.text
        start, end = self.digits
        return self.text[:start] + str(number).encode() + self.text[end:]

    @property
    def plain(self) -> bytes:
        """What it says, whatever its number."""
        return self.numbered(0) if self.session.number else self.text


class Split(NamedTuple):
    """A journal cut in three: before its sessions, they themselves, behind them."""

    journal: Journal
    before: bytes
    told: tuple[Told, ...]
    behind: bytes


def journals(versions: Sequence[bytes], marks: Marks) -> tuple[bytes, int]:
    splits = _split_all(versions)
    base, ours, theirs = ({told.name: told for told in split.told} for split in splits)
    names = _in_order(splits)
    kept = [name for name in names if _kept(base.get(name), ours.get(name), theirs.get(name))]
    out: list[Block] = []
    sessions: list[Session] = []
    numbers = _numbers(kept, splits)
    for name in kept:
        was, mine, yours = base.get(name), ours.get(name), theirs.get(name)
        own, session = _session(was, mine, yours, numbers[name])
        gaps = [told.gap if told else None for told in (was, mine, yours)]
        out.append(([own], gap_of(*gaps)))
        sessions.append(session)
    moved = [{name: told.plain for name, told in side.items()} for side in (base, ours, theirs)]
    frames = _evened(splits, sessions if moved[0] not in moved[1:] and moved[1] != moved[2] else None)
    text, conflicts = _assembled(frames, out, marks)
    if not conflicts:
        _proven(text, [sessions[at].key for at in range(len(sessions))], kept)
    return text, conflicts


def _assembled(frames: Sequence[Split], sessions: list[Block], marks: Marks) -> tuple[bytes, int]:
    def write(clash: Clash) -> bytes:
        return clash.written(marks)

    heads = [split.before for split in frames]
    tails = [split.behind for split in frames]
    before, lead = sections([read_parts(text, KNOWN[CONTEXT]) for text in heads], heads, CONTEXT, marks)
    behind, last = sections([read_parts(text, KNOWN[CONTEXT]) for text in tails], tails, CONTEXT, marks)
    first, one = written(before, marks.newline, write)
    middle, two = written(sessions, marks.newline, write)
    rest, three = written(behind, marks.newline, write)
    if sessions:
        leads = [blank_end(split.before) if split.told else None for split in frames]
        found = gap_of(*leads)
        lead = marks.newline if found is None else found
    else:
        lead = b"" if rest else lead
    return first + lead + middle + rest + (last if rest or not sessions or last else b""), one + two + three


def _proven(text: bytes, keys: Sequence[str | None], kept: Sequence[tuple[str, int]]) -> None:
    """The result reads back with these sessions, in this order."""
    found = read_journal(note_of(text)).sessions
    if len(found) != len(kept) or [one.key for one in found] != list(keys):
        raise Unclear


# how a journal is cut


def _split_all(versions: Sequence[bytes]) -> list[Split]:
    journals = [read_journal(note_of(text)) for text in versions]
    names = _names(journals)
    return [_split(journal, own) for journal, own in zip(journals, names, strict=True)]


def _names(journals: Sequence[Journal]) -> list[list[tuple[str, int]]]:
    """What each session is known by: its block id; one that lost it, by when and under what name it was begun."""
    keys: dict[str, set[str]] = {}
    for journal in journals:
        for one in journal.sessions:
            if one.key:
                keys.setdefault(_heading(one), set()).add(one.key)
    out = []
    for journal in journals:
        own = {one.key for one in journal.sessions}
        seen: Counter[str] = Counter()
        found = []
        for one in journal.sessions:
            lost = keys.get(_heading(one), set()) - own if not one.key else set()
            name = one.key or (min(lost) if len(lost) == 1 else _heading(one))
            found.append((name, seen[name]))
            seen[name] += 1
        out.append(found)
    return out


def _heading(session: Session) -> str:
    started = session.started.isoformat() if session.started else ""
    return f" {started} {session.day} {session.title.casefold()}"


def _split(journal: Journal, names: Sequence[tuple[str, int]]) -> Split:
    text, sessions = journal.text, journal.sessions
    if not sessions:
        timeline = journal.timeline
        if timeline:
            at = content_end(journal, timeline.start, timeline.end)
        else:
            at = new_section(journal, TIMELINE, []).at
        return Split(journal, text[:at], (), text[at:])
    told = []
    end = 0
    for number, (name, one) in enumerate(zip(names, sessions, strict=True)):
        if number and sessions[number - 1].end != one.start:
            raise Unclear  # something else stands between two sessions
        end = content_end(journal, one.start, one.end)
        gap = text[end : one.end] if number + 1 < len(sessions) else None
        told.append(Told(name, one, text[one.start : end], _digits(one, text), gap))
    return Split(journal, text[: sessions[0].start], tuple(told), text[end:])


_numbered = re.compile(rb"(?:[ \t]*#{1,6})?\W*session\b[\s#]*(\d{1,6})", re.IGNORECASE).match


def _digits(session: Session, text: bytes) -> tuple[int, int] | None:
    found = _numbered(text[session.start : session.body])
    return found.span(1) if found and session.number == int(found[1]) else None


# header and figures


def _evened(splits: Sequence[Split], sessions: Sequence[Session] | None) -> list[Split]:
    """The three with what is reckoned already the same in each of them: it stands between no two changes then.

    `sessions` are those of the result, where both sides changed some.
    """
    texts = [split.journal.text for split in splits]
    updated = [split.journal.header.get("Updated") for split in splits]
    spans = [Span(label.value_start, label.value_end) if label else None for label in updated]
    said = _figures([figures_in(split.journal) for split in splits], sessions, later_of(said_at(texts, spans)))
    out = []
    for split, edits in zip(splits, latest(texts, spans), strict=True):
        edits += figures_changed(split.journal, said)
        start = len(split.journal.text) - len(split.behind)
        first = [edit for edit in edits if edit.end <= len(split.before)]
        rest = [Edit(edit.start - start, edit.end - start, edit.new) for edit in edits if edit.start >= start]
        out.append(split._replace(before=applied(split.before, first), behind=applied(split.behind, rest)))
    return out


def _figures(said: Sequence[dict[str, str]], sessions: Sequence[Session] | None, later: int | None) -> dict[str, str]:
    """The figures that both sides' work goes into."""
    base, ours, theirs = said
    found = {}
    if sessions is not None:
        reckoned = figure_texts(Figures(sessions=len(sessions), duration=total(sessions)))
        found = {
            name: text for name, text in reckoned.items() if not base.get(name) == ours.get(name) == theirs.get(name)
        }
    for name in ours.keys() & theirs.keys():
        was, one, other = base.get(name, ""), ours[name], theirs[name]
        if was in (one, other) or (one == other and sessions is None):
            continue
        if name in (CODE, CREATED, MODIFIED) and (both := figures_joined(was, one, other)):
            found[name] = both
        elif name == COVERAGE and later:
            found[name] = said[later][name]
        elif name == CRITERIA and one.partition("/")[2].split()[:1] == other.partition("/")[2].split()[:1]:
            found[name] = max(one, other, key=lambda text: (natural((text, 0)), text))
    return found


# one session


def _kept(base: Told | None, ours: Told | None, theirs: Told | None) -> bool:
    """Whether it stands in the end; also where one side took it away and the other changed it."""
    if ours and theirs:
        return True
    there = ours or theirs
    return there is not None and not (base and base.plain == there.plain)


def _session(
    base: Told | None, ours: Told | None, theirs: Told | None, number: int | None
) -> tuple[bytes | Clash, Session]:
    there = ours or theirs
    assert there is not None  # only sessions that stand on one side at least are asked for
    if ours and theirs:
        _, clear = chosen(base.plain if base else None, ours.plain, theirs.plain)
        if clear:
            found = theirs if base and ours.plain == base.plain else ours
            return found.numbered(number), found.session
        longer = max(ours.session, theirs.session, key=length_of)
        return Clash(ours.numbered(number), theirs.numbered(number)), longer
    if base:
        return Clash(ours.numbered(number) if ours else b"", theirs.numbered(number) if theirs else b""), there.session
    return there.numbered(number), there.session


# their order and numbers


def _in_order(splits: Sequence[Split]) -> list[tuple[str, int]]:
    """What both have as it stands; what is new on each side by the time at which it was begun."""
    times: dict[tuple[str, int], str] = {}
    down = all(_newest_first(split) for split in splits[1:])
    for split in splits:
        last = ""
        for told in split.told:
            last = _begun(told.session) or last
            times[told.name] = min(last, times.get(told.name, last))

    def rank(name: tuple[str, int]) -> tuple[object, ...]:
        said = times[name]
        return tuple(-ord(sign) for sign in said) if down else tuple(map(ord, said)), *name

    base, ours, theirs = ([told.name for told in split.told] for split in splits)
    return joined(base, ours, theirs, rank)


def _begun(session: Session) -> str:
    at: datetime | None = session.started
    if at and at.tzinfo:
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else session.day or ""


def _newest_first(split: Split) -> bool:
    times = [begun for told in split.told if (begun := _begun(told.session))]
    return len(times) > 1 and times == sorted(times, reverse=True) and times[0] != times[-1]


def _numbers(names: Sequence[tuple[str, int]], splits: Sequence[Split]) -> dict[tuple[str, int], int | None]:
    """The number of each session: as it was, but always more than the one before, if that was so on both sides."""
    base, ours, theirs = ({told.name: told.session.number for told in split.told} for split in splits)
    out = {}
    for name in names:
        said = [side[name] for side in (ours, theirs) if name in side]
        found, clear = chosen(base.get(name), said[0], said[-1])
        out[name] = found if clear else min((one for one in said if one is not None), default=None)
    rising = all(_rising(split.told) for split in splits[1:])
    falling = all(_rising(split.told[::-1]) and _newest_first(split) for split in splits[1:])
    last = 0
    for name in names if rising else reversed(names) if falling else ():
        number = out[name]
        if number is not None:
            out[name] = last = max(number, last + 1)
    return out


def _rising(told: Sequence[Told]) -> bool:
    numbers = [one.session.number for one in told if one.session.number is not None]
    return all(one < other for one, other in pairwise(numbers))
