"""Files created or modified since the last action of a session, to be offered to whoever writes down what was done.

Asks what an agent's hook remembered, and git; the file system, where the vault lies in no repository. Stands on the
desk, below the doors; offers, and decides nothing.
"""

import os
from datetime import datetime

from specwork import touched as hooked
from specwork.desk import Desk
from specwork.domain.layout import home, is_index, specs_of_journal
from specwork.work.sessions import aim
from vault.disk.git import Git
from vault.disk.walk import walk
from vault.errors import GitFailed
from vault.typed import NamedTuple

CREATED, MODIFIED = "created", "modified"
MOST = 50  # files that are offered, the latest first


class Touched(NamedTuple):
    """A file, seen from the repository's top, or from the vault's where it lies in none."""

    path: str
    what: str


def touched(desk: Desk, spec: str, session: str | None = None) -> tuple[Touched, ...]:
    """What changed since the last action; no specs and no journals, for those tell themselves."""
    at = aim(desk.given(), spec, session)
    moments = [entry.at for entry in at.session.entries if entry.at and entry.at.tzinfo]
    moments += [at.session.started] if at.session.started and at.session.started.tzinfo else []
    found = changed_since(desk, max(moments)) if moments else ()
    named = {one.path for one in found}
    return (*found, *(one for one in remembered(desk) if one.path not in named))


def remembered(desk: Desk) -> tuple[Touched, ...]:
    """What an agent's hook told that it changed, as far as it still stands; the latest first."""
    inside = desk.git()
    top = (inside.root() if inside else None) or desk.folder
    found = []
    for path in reversed(hooked.remembered(desk.disk().state)):
        place = os.path.normpath(os.path.join(desk.folder, path))
        seen = place[len(os.path.realpath(top)) + 1 :] if place.startswith(os.path.realpath(top) + "/") else ""
        vaults = os.path.relpath(place, desk.folder)
        if seen and os.path.isfile(place) and not _tells_itself(vaults):
            found.append(Touched(seen, MODIFIED))
    return tuple(found[:MOST])


def forget(desk: Desk) -> None:
    """They were named in an entry or committed; from now on only what comes is new."""
    hooked.take(desk.disk().state)


def changed_since(desk: Desk, moment: datetime) -> tuple[Touched, ...]:
    since = int(moment.timestamp() * 1_000_000_000)
    inside = desk.git()
    top = inside.root() if inside else None
    try:
        found = _by_git(top, since) if top else _by_time(desk, since)
    except GitFailed:
        found = _by_time(desk, since)
    beside = inside.inside() if inside and top else ""
    told = [(when, one) for when, one in found if not _tells_itself(one.path.removeprefix(beside))]
    return tuple(one for _, one in sorted(told, reverse=True)[:MOST])


def _tells_itself(path: str) -> bool:
    return bool(home(path) or specs_of_journal(path) or is_index(path) or path.startswith((".specwork/", ".obsidian/")))


def _by_git(top: str, since: int) -> list[tuple[int, Touched]]:
    found = []
    for one in Git(top).status():
        when = _changed(f"{top}/{one.path}")
        if when >= since:
            found.append((when, Touched(one.path, CREATED if one.state == "untracked" else MODIFIED)))
    return found


def _by_time(desk: Desk, since: int) -> list[tuple[int, Touched]]:
    live = desk.open()
    walked = walk(desk.folder, live.ignore, young_since=since)
    found = [(_changed(f"{desk.folder}/{path}"), path) for path in walked.young]
    return [
        (when, Touched(path, MODIFIED if live.index.has(path) else CREATED)) for when, path in found if when >= since
    ]


def _changed(place: str) -> int:
    try:
        return os.stat(place, follow_symlinks=False).st_mtime_ns
    except OSError:
        return 0
