"""What was done, over all journals: sessions and their entries, the latest first.

Journals are read from the one that was worked on last, and no further than the answer needs.
"""

from datetime import date, datetime, timedelta

from specwork.domain.session import Session
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.listing import Forest
from specwork.work.progress import in_order, legible_journal, spent
from vault.typed import NamedTuple


class Worked(NamedTuple):
    """A session, on which spec, and how long it took."""

    found: Found
    session: Session
    time: timedelta

    @property
    def moment(self) -> str:
        """Its day, then its beginning, as text that sorts."""
        clock = f"{self.session.started:%H:%M}" if self.session.started else ""
        return f"{self.session.day or ''} {clock}"


def timeline(
    given: Given, *, since: str = "", by: str = "", under: Found | None = None, limit: int = 0
) -> list[Worked]:
    """The sessions of all journals or of one spec and what lies below it, the latest first."""
    forest = Forest(given.specs)
    among = forest.all if under is None else [forest.named[under.path], *forest.subtree(under.path)]
    held = [(one.journal.last, one.found) for one in among if one.journal and one.journal.sessions]
    held.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
    out: list[Worked] = []
    for last, found in held:
        if last < since:
            break
        if limit and len(out) >= limit and last < sorted((one.moment for one in out), reverse=True)[limit - 1][:10]:
            break
        out += _of(given, found, since, by.casefold())
    out.sort(key=lambda one: (one.moment, one.found.id, one.session.start), reverse=True)
    return out[:limit] if limit else out


def _of(given: Given, found: Found, since: str, by: str) -> list[Worked]:
    journal = legible_journal(given, found)
    sessions = in_order(journal.sessions) if journal else ()
    return [
        Worked(found, one, spent(one, given.now))
        for one in sessions
        if (one.day or "") >= since and (not by or any(by in name.casefold() for name in one.participants))
    ]


def day_asked(text: str, now: datetime) -> str | None:
    """What `--since` says: a day, `today`, `yesterday`, or so many days or weeks: `3d`, `2w`.

    >>> [day_asked(said, datetime(2026, 11, 21)) for said in ("2026-11-01", "yesterday", "3d", "2w", "once")]
    ['2026-11-01', '2026-11-20', '2026-11-18', '2026-11-07', None]
    """
    said = text.strip().casefold()
    ago = {"today": 0, "yesterday": 1}.get(said)
    if said[-1:] in ("d", "w") and said[:-1].isdecimal() and len(said) < 6:
        ago = int(said[:-1]) * (7 if said[-1] == "w" else 1)
    try:
        day = now.date() - timedelta(days=ago) if ago is not None else date.fromisoformat(said)
        return day.isoformat()
    except (ValueError, OverflowError):
        return None
