"""What git prints, as values: the status of files, commits with their files and trailers; a message as git takes it.

Pure: bytes in, records out. Which command printed them is `git`'s business.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from vault.typed import NamedTuple


class PathState(NamedTuple):
    """`state`: unchanged is not told; else staged, unstaged, partly staged, untracked, ignored, conflicted."""

    path: str
    state: str
    old: str | None = None


class Changed(NamedTuple):
    """A file in a commit. Lines are None for what git counts as binary."""

    path: str
    added: int | None
    removed: int | None
    old: str | None = None


class Commit(NamedTuple):
    id: str
    at: str  # with its offset, as ISO 8601 has it
    author: str
    subject: str
    body: str
    trailers: tuple[tuple[str, str], ...]
    files: tuple[Changed, ...] = ()
    left_out: tuple[str, ...] = ()  # ignored files that were asked for


def text_of(out: bytes) -> str:
    return out.decode("utf-8", "surrogateescape")


def states_in(out: bytes, inside: Callable[[str], str | None]) -> Iterator[PathState]:
    """Reads `status --porcelain=v2 -z`."""
    lines = iter(text_of(out).split("\0"))
    for line in lines:
        kind, old = line[:1], None
        if kind == "1":
            path = line.split(" ", 8)[8]
        elif kind == "2":
            path, old = line.split(" ", 9)[9], inside(next(lines))
        elif kind == "u":
            path = line.split(" ", 10)[10]
        elif kind in ("?", "!"):
            path = line[2:]
        else:
            continue
        if (mine := inside(path)) is not None:
            yield PathState(mine, _state(kind, line[2:4]), old)


def _state(kind: str, letters: str) -> str:
    if kind in "?!u":
        return {"?": "untracked", "!": "ignored", "u": "conflicted"}[kind]
    if letters[0] == ".":
        return "unstaged"
    return "staged" if letters[1] == "." else "partly staged"


_counted = re.compile(r"\n?(\d+|-)\t(\d+|-)\t(.*)\Z", re.DOTALL).match


def commits_in(out: bytes, inside: Callable[[str], str | None]) -> Iterator[Commit]:
    """Reads `log -z --numstat` in our format: four fields of a commit, then its files, each ended by a NUL."""
    parts = text_of(out).split("\0")
    at = 0
    while at + 3 < len(parts):
        if not parts[at].strip("\n"):
            at += 1
            continue
        commit, when, author, body = parts[at].strip("\n"), *parts[at + 1 : at + 4]
        at += 4
        files = []
        while at < len(parts) and ((found := _counted(parts[at])) or not parts[at].strip("\n")):
            if found:
                old = None
                path = found[3]
                if not path:
                    old, path = parts[at + 1], parts[at + 2]
                    at += 2
                if (mine := inside(path)) is not None:
                    files.append(Changed(mine, _count(found[1]), _count(found[2]), inside(old) if old else None))
            at += 1
        subject, _, rest = body.strip("\n").partition("\n")
        yield Commit(commit, when, author, subject, rest.strip("\n"), trailers_in(rest), tuple(files))


def _count(text: str) -> int | None:
    return None if text == "-" else int(text)


_trailer = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (.*)\Z").match


def trailers_in(body: str) -> tuple[tuple[str, str], ...]:
    """The last paragraph, where it is nothing but `Key: value` lines."""
    lines = body.strip("\n").rpartition("\n\n")[2].split("\n")
    found = [_trailer(line) for line in lines]
    return tuple((one[1], one[2]) for one in found if one) if all(found) else ()


def message_of(message: str, trailers: Sequence[tuple[str, str]]) -> str:
    """A message with its trailers, below those that it ends with itself: git knows those of the last paragraph alone.

    >>> message_of("Mount it\\n\\nSigned-off-by: Ada <a@b>\\n", [("Spec", "1011")])
    'Mount it\\n\\nSigned-off-by: Ada <a@b>\\nSpec: 1011\\n'
    """
    message = message.rstrip()
    own = trailers_in(message) if "\n\n" in message else ()
    said = [(key, " ".join(value.split())) for key, value in trailers]
    lines = [f"{key}: {value}" for key, value in said if (key, value) not in own]
    return message + (("\n" if own else "\n\n") + "\n".join(lines) if lines else "") + "\n"
