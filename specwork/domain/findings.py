"""The sorts of findings that specs have: how bad each is, what to do, and whether it has one right answer.

What is found is `checks`' business.
"""

from vault.index.health import ERROR, WARNING, Trouble
from vault.typed import NamedTuple

REMARK = "remark"
SYNC, FIX = "specwork sync", "specwork check --fix"


class Kind(NamedTuple):
    """A sort of finding; `mended` where it has one right answer, which `check --fix` writes."""

    severity: str
    hint: str
    mended: bool = False


KINDS = {
    "one-sided": Kind(WARNING, f"{SYNC}: it writes it, or says what is in the way"),
    "status-differs": Kind(WARNING, f"{SYNC}, or make both say the same"),
    "unlisted": Kind(WARNING, FIX, True),
    "untraced": Kind(WARNING, FIX, True),
    "stray-trace": Kind(WARNING, "name it among that spec's deliverables, or take the trace out"),
    "deliverable-missing": Kind(ERROR, "bring it back, or take its items out of spec and journal"),
    "not-a-deliverable": Kind(WARNING, "name it in the prose, or in front of the list"),
    "orphan-deliverable": Kind(WARNING, "say whose it is: specwork deliver ID FILE; or delete it"),
    "orphan-context": Kind(WARNING, "bring its spec back, or delete it"),
    "context-missing": Kind(WARNING, FIX, True),
    "spec-missing": Kind(WARNING, "write its spec.md, or take away what names it"),
    "header-missing": Kind(WARNING, FIX, True),
    "parent": Kind(ERROR, FIX, True),
    "journal": Kind(ERROR, FIX, True),
    "two-lines": Kind(WARNING, "take out the wrong one"),
    "captured-link": Kind(WARNING, FIX, True),
    "typed-id": Kind(WARNING, SYNC),
    "id-clash": Kind(ERROR, "give one of them another id: specwork renumber PATH NEW"),
    "id-mismatch": Kind(WARNING, "make it one: specwork renumber PATH NEW"),
    "id-missing": Kind(WARNING, FIX, True),
    "no-front-matter": Kind(WARNING, FIX, True),
    "untaken": Kind(WARNING, "take it in: specwork adopt NOTE"),
    "alias": Kind(REMARK, FIX, True),
    "status-unknown": Kind(REMARK, "it counts as open; the words that are known: specwork set --help"),
    "criteria-open": Kind(WARNING, "tick them, or set another status: specwork set ID status=implementing"),
    "parts-open": Kind(WARNING, "complete or drop them first, or set another status"),
    "session-open": Kind(WARNING, "end it: specwork done ID"),
    "session-twice": Kind(WARNING, "give the later one the next number"),
    "session-id-twice": Kind(WARNING, "take it out of the one that was copied"),
    "session-id-place": Kind(WARNING, FIX, True),
    "session-id-missing": Kind(REMARK, FIX, True),
    "session-heading-missing": Kind(WARNING, "make it a heading again: ### Session N: YYYY-MM-DD - TITLE"),
    "dates-backwards": Kind(WARNING, "see which of them is wrong"),
    "section-missing": Kind(REMARK, FIX, True),
}

WORDS = {
    "two-lines": "{}",
    "id-missing": "its front matter has no id; its place says {}",
    "no-front-matter": "a spec without front matter",
    "status-unknown": "{!r} is no status that specwork knows",
    "criteria-open": "it is completed, and {} of its criteria are open",
    "alias": "no alias of it is {!r}, so Obsidian's switcher does not find it by its title",
    "session-twice": "there are two sessions {}",
    "session-id-twice": "two sessions bear the id ^{}",
    "session-id-place": "the id ^{} does not stand at the end of the session's fields",
    "session-id-missing": "the session {!r} has lost its id",
    "session-heading-missing": "the id ^{} stands below no session's heading, so nothing reads it as a session",
    "dates-backwards": "{}",
}


def trouble(code: str, path: str, line: int | None, message: str, hint: str = "") -> Trouble:
    kind = KINDS[code]
    return Trouble(code, kind.severity, path, line, message, hint or kind.hint)
