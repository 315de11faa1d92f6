"""`Home.md`, from which somebody with a phone starts: what is being worked on, what is next, the epics.

It says the same whoever asks, and tells no time, so that it changes only when the specs do. It is ours as long as
nobody edits it; a vault whose own notes know another `Home` gets none, since links to that one would come to lead here.
"""

from collections.abc import Callable

from specwork.domain.spec import OpenSession
from specwork.work.given import Given
from specwork.work.listing import Listed, Ready, ready
from specwork.work.ownnote import is_ours, written
from specwork.work.progress import Overview, overview
from vault.edits.changes import ChangeSet
from vault.edits.linking import link_to, text_in_wiki
from vault.errors import VaultError
from vault.text import raw
from vault.typed import NamedTuple

NAME = "Home.md"
FEW = 7  # of what is next: what fits on a phone's screen


class Home(NamedTuple):
    """What the note tells. `more`: how many may be begun besides those that are named."""

    whole: Overview
    begun: tuple[tuple[Listed, OpenSession], ...]
    next: tuple[Ready, ...]
    more: int


Linked = Callable[[str, str, str], str]  # a path, the text of the link, and what stands behind the path (`#…`)
Render = Callable[[Home, Linked], str]


def home(given: Given) -> Home:
    whole = overview(given)
    free = [one for one in ready(given, me="") if one.leaf]
    return Home(whole, whole.sessions, tuple(free[:FEW]), max(0, len(free) - FEW))


def write(given: Given, *, render: Render, make: bool = False) -> ChangeSet:
    """Brings the note up to date, where there is one of ours; with `make`, also where there is none yet."""
    why = f"Write {NAME}"
    if not (make and not given.index.bearers(NAME) if given.kind(NAME) is None else stands(given)):
        return ChangeSet(why)
    made, style = home(given), given.style()
    with given.index.preview(come=() if given.index.has(NAME) else (NAME,)) as names:

        def linked(path: str, text: str, sub: str) -> str:
            return link_to(names, NAME, path, text, style, sub=sub) or text_in_wiki(text)

        body = raw(render(made, linked))
    return ChangeSet(why, written(given, NAME, body) or ())


def stands(given: Given) -> bool:
    """Whether a note of ours stands there, as it was written."""
    try:
        return given.kind(NAME) == "file" and is_ours(given.text(NAME))
    except VaultError:
        return False
