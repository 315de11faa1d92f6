"""The words that say how a spec stands, and what people write instead of them.

Two words are one status if they mean the same: case, hyphens, blanks and emoji do not count. A word that is not known
is kept as it was typed and counts as open.
"""

import re

PLANNING, IMPLEMENTING, BLOCKED = "planning", "implementing", "blocked"
FAILED, COMPLETED, DROPPED = "failed", "completed", "dropped"
WORDS = (PLANNING, IMPLEMENTING, BLOCKED, FAILED, COMPLETED, DROPPED)
ENDED = frozenset((COMPLETED, DROPPED))

_ALSO = {
    PLANNING: ("draft", "pending", "todo", "to do", "ready", "planned", "proposed", "backlog"),
    IMPLEMENTING: ("in progress", "doing", "active", "executing", "wip", "started"),
    BLOCKED: ("on hold",),
    COMPLETED: ("done", "closed", "complete", "finished"),
    DROPPED: ("cancelled", "canceled", "abandoned"),
}
_MEANS = {word: word for word in WORDS} | {also: word for word, others in _ALSO.items() for also in others}
_LONGEST = max(word.count(" ") for word in _MEANS) + 1

_word = re.compile(r"[^\W_]+", re.UNICODE).finditer


def meaning(text: str) -> str:
    """What a status says: one of `WORDS`, else its own words with case and punctuation evened out.

    >>> meaning("In_Progress"), meaning("✅ Done"), meaning("waiting for Bob")
    ('implementing', 'completed', 'waiting for bob')
    """
    plain = " ".join(found[0] for found in _word(text)).casefold()
    return _MEANS.get(plain, plain or text.strip())


def is_known(text: str) -> bool:
    return meaning(text) in WORDS


def is_open(text: str) -> bool:
    return meaning(text) not in ENDED


def value_in(line: str) -> tuple[int, int]:
    """Where in a header's value the status stands: the known word at its start, else all of it.

    >>> "Implementing (slowly)"[slice(*value_in("Implementing (slowly)"))]
    'Implementing'
    """
    found = list(_word(line))[:_LONGEST]
    for count in range(len(found), 0, -1):
        start, end = found[0].start(), found[count - 1].end()
        if " ".join(word[0] for word in found[:count]).casefold() in _MEANS and not line[end : end + 1].isalnum():
            return start, end
    return 0, len(line)
