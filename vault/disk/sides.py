"""Who meets in a merge: two commits, and the one where they parted. Asked of git, and nothing is done.

While a merge, a cherry-pick or a rebase is under way its files name the other commit; afterwards the history does.
"""

import os
from collections.abc import Iterator

from vault.disk.repository import Repository
from vault.typed import NamedTuple

LATEST = 20  # merges that are looked at, of those that are done


class Sides(NamedTuple):
    """`base` is None where they have nothing in common. `during`: the merge is not done yet."""

    base: str | None
    ours: str
    theirs: str
    during: bool


def sides_of(repository: Repository, head: str | None, state: str) -> list[Sides]:
    """The sides of what is under way; else of the latest merges of two, newest first."""
    if head is None:
        return []
    marks = ("MERGE_HEAD", "CHERRY_PICK_HEAD", *(("REBASE_HEAD",) if state == "rebase" else ()))
    for mark in marks:
        if os.path.isfile(f"{repository.folder}/{mark}"):
            with open(f"{repository.folder}/{mark}", encoding="ascii", errors="replace") as file:
                heads = [line for line in file.read(10_000).split() if line.isalnum()]
            if len(heads) != 1:
                return []
            picked = mark != "MERGE_HEAD"
            base = _one(repository, "rev-parse", "-q", "--verify", f"{heads[0]}^") if picked else None
            return [Sides(base if picked else _parted(repository, head, heads[0]), head, heads[0], during=True)]
    asked = repository.read("log", "--merges", f"-n{LATEST}", "--format=%P", "--end-of-options", head, "--")
    pairs = [line.split() for line in asked.out.decode("ascii", "replace").splitlines()]
    met = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]
    return [Sides(_parted(repository, one, other), one, other, during=False) for one, other in met]


def _parted(repository: Repository, one: str, other: str) -> str | None:
    return _one(repository, "merge-base", one, other)


def _one(repository: Repository, *arguments: str) -> str | None:
    return next(iter(repository.read(*arguments).out.decode("ascii", "replace").split()), None)


def files_of(listed: bytes) -> Iterator[tuple[str, str]]:
    """Reads `ls-tree -r -z`: plain files, no links and no submodules."""
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        said, _, path = line.partition("\t")
        mode, _, rest = said.partition(" ")
        if mode in ("100644", "100755"):
            yield path, rest.partition(" ")[2]
