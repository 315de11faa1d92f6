"""The last commit of each deliverable, asked of git once for each state of the repository.

To ask git takes longer than all the rest of a report, so the answers are kept beside the index until HEAD is another
commit. Like the index they may be thrown away at any time.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from json import dumps, loads

from specwork.desk import Desk
from specwork.work.reports import Commit, last_commits
from vault.typed import Any

NAME = "commits.json"
Last = Callable[[Sequence[str]], Mapping[str, Commit]]


def remembered(vault: Desk) -> Last:
    """Answers with the last commits of these files; of those alone that have one."""

    def last(paths: Sequence[str]) -> Mapping[str, Commit]:
        head = vault.head() if paths else None
        if head is None:
            return {}
        folder = vault.open().keep.folder
        place = f"{folder}/{NAME}" if folder else ""
        known = _kept(place, head)
        unknown = [path for path in paths if path not in known]
        if unknown and (git := vault.git()):
            found = last_commits(git, unknown)
            known.update((path, found.get(path)) for path in unknown)
            _keep(place, head, known)
        return {path: commit for path in paths if (commit := known.get(path))}

    return last


def _kept(place: str, head: str) -> dict[str, Commit | None]:
    try:
        with open(place, encoding="ascii") as file:
            said: dict[str, Any] = loads(file.read())
        if said["head"] == head:
            return {path: Commit(*map(str, one)) if one else None for path, one in said["commits"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {}


def _keep(place: str, head: str, known: Mapping[str, Commit | None]) -> None:
    """All of it or nothing; where it cannot be kept, git is asked again next time."""
    beside = f"{place}.{os.getpid()}"
    try:
        with open(beside, "x", encoding="ascii") as file:
            file.write(dumps({"head": head, "commits": known}))
        os.replace(beside, place)
    except OSError:
        pass
