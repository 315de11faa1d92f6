"""Where somebody was, to be there again at the next start: kept in the state folder, on this machine alone.

Written beside and renamed, so that a kill leaves the one before or this one. Read at start, on the screen's thread,
because it says which theme to begin in; written on the backstage thread.
"""

import json
import os
from typing import Any

from vault.typed import NamedTuple

NAME = "place.json"
LARGEST = 4_000_000


class Place(NamedTuple):
    """`panes` are what each pane keeps for itself, by name. `width` is the tree's, in hundredths of the screen."""

    cursor: str = ""
    tab: str = ""
    unfolded: tuple[str, ...] = ()
    top: int = 0
    open: bool = False
    type: str = ""
    order: str = ""
    files: bool = False
    theme: str = ""
    width: int = 0
    hidden: bool = False
    recent: tuple[str, ...] = ()
    panes: dict[str, Any] = {}  # noqa: RUF012 never changed


NOWHERE = Place()


def read_place(state: str | None) -> Place:
    """What was kept, as far as it makes sense: anybody may have written there."""
    try:
        with open(f"{state}/{NAME}", "rb") as file:
            said = json.loads(file.read(LARGEST))
    except (OSError, ValueError, RecursionError):
        return NOWHERE
    if state is None or not isinstance(said, dict):
        return NOWHERE
    kept = {name: said[name] for name, usual in NOWHERE._asdict().items() if _alike(said.get(name), usual)}
    return Place(**{**kept, **{name: tuple(map(str, kept.get(name, ()))) for name in ("unfolded", "recent")}})


def _alike(said: object, usual: object) -> bool:
    return isinstance(said, list) if isinstance(usual, tuple) else type(said) is type(usual)


def write_place(state: str | None, place: Place) -> None:
    """Keeps it where the state of the vault lies. Where nothing can be written, nothing is."""
    if state is None:
        return
    beside = f"{state}/{NAME}.{os.getpid()}.new"
    try:
        os.makedirs(state, mode=0o700, exist_ok=True)
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(place._asdict(), file)
        os.replace(beside, f"{state}/{NAME}")
    except OSError:
        return
