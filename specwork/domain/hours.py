"""Times and lengths of work, as people write them and as we do.

Text in, values out, and back. Knows no clock and no note.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

WORKING_DAY = timedelta(hours=8)  # what somebody means who writes that a thing took two days
_UNITS = {"d": WORKING_DAY, "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}

_about = re.compile(r"[\s~≈]*(?:about|around|approx\.?|circa|ca\.?)?\s*", re.IGNORECASE).match
_clock_like = re.compile(r"(\d{1,4}):([0-5]\d)(?:\s*(?:h|hours?))?(?=\s*(?:\(|\Z))").match
_piece = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,6})?)\s*(d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)(?![^\W\d])[.\s]*(?:,|and\b)?\s*",
    re.IGNORECASE,
).match
_minutes_behind = re.compile(r"([0-5]?\d)(?=\s*(?:\(|\Z))").match


def hours_text(length: timedelta) -> str:
    """A length of work in words, exact to the minute: what is read back from it is the same.

    >>> hours_text(timedelta(minutes=90)), hours_text(timedelta(minutes=45)), hours_text(timedelta(hours=1))
    ('1.5 hours', '45 min', '1 hour')
    """
    minutes = round(length / timedelta(minutes=1))
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    return "1 hour" if minutes == 60 else f"{minutes / 60:.2f}".rstrip("0").rstrip(".") + " hours"


@lru_cache(64)
def length_in(text: str) -> timedelta | None:
    """The length of work that a text begins with, to the minute; None where it tells none, or more than one.

    >>> [str(length_in(text)) for text in ("45 min", "1h30", "1.5 hours (with tests)", "2 days", "~ 2:15", "a while")]
    ['0:45:00', '1:30:00', '1:30:00', '16:00:00', '2:15:00', 'None']
    """
    begin = _about(text)
    at = begin.end() if begin else 0
    if clock := _clock_like(text, at):
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    length, last = timedelta(0), ""
    begin_at = at
    while piece := _piece(text, at):
        last = piece[2][0].lower()
        length += float(piece[1].replace(",", ".")) * _UNITS[last]
        at = piece.end()
    if at == begin_at:
        return None
    if last == "h" and (minutes := _minutes_behind(text, at)):
        length += timedelta(minutes=int(minutes[1]))
    return timedelta(minutes=round(length / timedelta(minutes=1)))


_day = re.compile(r"(?<![\d])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_moment = re.compile(
    r"(?:(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?:[ \t]+|[ \t]*[Tt,][ \t]*))?(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::\d{2}(?:\.\d{1,9})?)?[ \t]*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
).match


@lru_cache(64)  # a session tells its day twice
def day_in(text: str) -> date | None:
    """The first day that a text names.

    >>> day_in("Session 2 (2026/1/5)"), day_in("2026-02-30")
    (datetime.date(2026, 1, 5), None)
    """
    for found in _day.finditer(text):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            continue
    return None


def moment_in(text: str, day: date | None) -> datetime | None:
    """The moment that a text begins with; one without a day is on the day given. It is aware if an offset is written.

    >>> moment_in("2026-11-20 14:05 +01:00", None).isoformat(), moment_in("9:30", date(2026, 1, 5)).isoformat()
    ('2026-11-20T14:05:00+01:00', '2026-01-05T09:30:00')
    """
    found = _moment(text.strip())
    if not found:
        return None
    day = day_in(found["day"]) if found["day"] else day
    hour, minute = int(found["hour"]), int(found["minute"])
    if day is None or hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=_zone(found["zone"]))


@lru_cache(64)  # those of one vault are few
def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def moment_text(at: datetime) -> str:
    """A moment as a journal writes it.

    >>> moment_text(datetime(2026, 11, 20, 14, 5, tzinfo=timezone(timedelta(hours=1))))
    '2026-11-20 14:05 +01:00'
    """
    plain = f"{at:%H:%M}"
    offset = at.utcoffset()
    if offset is None:
        return f"{at.date().isoformat()} {plain}"
    minutes = round(offset / timedelta(minutes=1))
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"{at.date().isoformat()} {plain} {sign}{minutes // 60:02}:{minutes % 60:02}"
