"""Which specs somebody is at work on, and the few lines that say so to an agent which begins or stops.

Told from the index; of the spec itself its brief is read.
"""

import re

from specwork.domain.session import people_in
from specwork.domain.spec import OpenSession
from specwork.work.briefing import LEAST, brief
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.quoting import size
from vault.typed import NamedTuple

ROOM = 1000  # bytes that an agent is told at its start
MANY = 5

_key = re.compile(r"s-[0-9a-f]{8}").fullmatch


class Active(NamedTuple):
    found: Found
    session: OpenSession

    @property
    def named(self) -> str:
        """Our own words for it: none that a note could choose."""
        return f"spec {self.found.id}" + (f" ({self.session.key})" if _key(self.session.key) else "")


def active(given: Given, key: str | None = None) -> list[Active]:
    """The open sessions of the participant, the latest first; with a key, that one alone."""
    me = {name.casefold() for name in people_in(given.participant)}
    found = []
    for path, journal in given.specs.journals().items():
        for session in journal.open:
            who = {name.casefold() for name in session.participants}
            mine = session.key == key.lstrip("^") if key else not who or bool(who & me)
            if mine and (spec := given.specs.owning(path)):
                found.append(Active(spec, session))
    return sorted(found, key=lambda one: one.session.started, reverse=True)


def at_start(given: Given, begun: list[Active], option: str = "") -> str:
    """What an agent is told that begins: which sessions are open, and how the brief on the latest opens."""
    first = begun[0].found
    lines = [f"specwork: a session is open on {one.named}." for one in begun[:MANY]]
    last = f"All of it, with the commands to log with: specwork {option}{' ' * bool(option)}brief {first.id}"
    room = ROOM - sum(size(line) + 1 for line in (*lines, last))
    for line in brief(given, first, LEAST).splitlines():
        room -= size(line) + 1
        if room < 0 or line == "## Commands":
            break
        lines.append(line)
    return "\n".join([*lines, last])


def at_stop(begun: list[Active]) -> str:
    """What is told when an agent stops with sessions open."""
    open_ones = ", ".join(one.named for one in begun[:MANY])
    first = begun[0].found.id
    return (
        f"specwork: a session is still open on {open_ones}. Log what was done; when the work has ended: "
        f'specwork done {first} --summary "TEXT". It may stay open to be gone on with: spec_work {first}.'
    )
