"""The words that say how a spec stands, and what people write instead of them.

Two words are one status if they mean the same: case, hyphens, blanks and emoji do not count. A word that is not known
is kept as it was typed and counts as open. A vault may have words of its own, and says what each means.
"""

import re
from collections.abc import Mapping
from itertools import islice

from specwork.errors import BadSettings
from vault.patterns import late

PLANNING, IMPLEMENTING, BLOCKED = "planning", "implementing", "blocked"
FAILED, COMPLETED, DROPPED = "failed", "completed", "dropped"
WORDS = (PLANNING, IMPLEMENTING, BLOCKED, FAILED, COMPLETED, DROPPED)
ENDED = frozenset((COMPLETED, DROPPED))
LONGEST = 6  # of how many words a status is made at the most

_ALSO = {
    PLANNING: ("draft", "pending", "todo", "to do", "ready", "planned", "proposed", "backlog"),
    IMPLEMENTING: ("in progress", "doing", "active", "executing", "wip", "started"),
    BLOCKED: ("on hold",),
    COMPLETED: ("done", "closed", "complete", "finished"),
    DROPPED: ("cancelled", "canceled", "abandoned"),
}
_MEANS = {word: word for word in WORDS} | {also: word for word, others in _ALSO.items() for also in others}

_word = late(r"[^\W_]+", re.UNICODE).finditer
_known = dict(_MEANS)  # with the words of the vault that this process works in


def speak(own: Mapping[str, str]) -> None:
    """From here on the words of this vault are known, and no other's. Those that every vault has keep their meaning.

    It is kept for the process, as a language is: whoever shows a status would else have to be handed the words.
    """
    said: dict[str, str] = {}
    for typed, means in own.items():
        plain, word = _plain(typed), _MEANS.get(_plain(means))
        if word is None:
            raise _unusable(f"{means!r} is no status", f"a word of your own means one of {', '.join(WORDS)}")
        if not plain or plain.count(" ") >= LONGEST:
            raise _unusable(f"{typed!r} is no status", 'write it so: statuses = { review = "implementing" }')
        if _MEANS.get(plain, word) != word:
            raise _unusable(f"{typed!r} means {_MEANS[plain]} in every vault", "choose another word")
        said[plain] = word
    _known.clear()
    _known.update(_MEANS | said)


def _unusable(message: str, hint: str) -> BadSettings:
    return BadSettings(f"specwork.toml cannot be used: statuses: {message}", where="specwork.toml", hint=hint)


def _plain(text: str) -> str:
    return " ".join(found[0] for found in _word(text)).casefold()


def meaning(text: str) -> str:
    """What a status says: one of `WORDS`, else its own words with case and punctuation evened out.

    >>> meaning("In_Progress"), meaning("✅ Done"), meaning("waiting for Bob")
    ('implementing', 'completed', 'waiting for bob')
    """
    plain = _plain(text)
    return _known.get(plain, plain or text.strip())


def written(text: str) -> str:
    """The word that is written for it: our own for what others call the same; a vault's own as it was typed."""
    return _MEANS.get(_plain(text)) or text.strip()


def is_known(text: str) -> bool:
    return meaning(text) in WORDS


def is_open(text: str) -> bool:
    return meaning(text) not in ENDED


def value_in(line: str) -> tuple[int, int]:
    """Where in a header's value the status stands: the known word at its start, else all of it.

    >>> "Implementing (slowly)"[slice(*value_in("Implementing (slowly)"))]
    'Implementing'
    """
    found = list(islice(_word(line), LONGEST))
    for count in range(len(found), 0, -1):
        start, end = found[0].start(), found[count - 1].end()
        if " ".join(word[0] for word in found[:count]).casefold() in _known and not line[end : end + 1].isalnum():
            return start, end
    return 0, len(line)


def common_in(line: str) -> str:
    """What a line says by the words that every vault has, and none of its own: so a session's status is read."""
    return _MEANS.get(_plain(line[slice(*value_in(line))]), "")
