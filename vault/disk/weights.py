"""What commits did to files, read from git's own words: which were made, and by how many lines each changed.

Takes text and gives values; git is asked by `git`.
"""

import re
from collections.abc import Iterator

from vault.typed import NamedTuple


class Weighed(NamedTuple):
    """What a commit did to a file, by its path from the repository's top. Lines are None for a binary file.

    `made`: it was not there before.
    """

    path: str
    added: int | None
    removed: int | None
    made: bool


_stated = re.compile(r"\n*:\d{6} \d{6} \S+ \S+ ([A-Z])\d*\Z").match
_counted = re.compile(r"\n*(\d+|-)\t(\d+|-)\t(.*)\Z", re.DOTALL).match


def read_weights(out: str) -> Iterator[Weighed]:
    """Reads `log -z --raw --numstat --format=`: of each commit first how every file changed, then by how many lines.

    >>> list(read_weights(":000000 100644 0000 bbbb A\\0a.py\\0007\\t0\\ta.py\\0"))
    [Weighed(path='a.py', added=7, removed=0, made=True)]
    """
    parts = iter(out.split("\0"))
    made: set[str] = set()
    counting = False
    for part in parts:
        if stated := _stated(part):
            made = set() if counting else made
            counting = False
            path = next(parts, "")
            if stated[1] in "RC":
                path = next(parts, "")
            if stated[1] in "AC":
                made.add(path)
        elif found := _counted(part):
            counting = True
            path = found[3]
            if not path:
                path = (next(parts, ""), next(parts, ""))[1]
            yield Weighed(path, _count(found[1]), _count(found[2]), path in made)


def _count(text: str) -> int | None:
    return None if text == "-" else int(text)
