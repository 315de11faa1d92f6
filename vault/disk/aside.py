"""Copies laid beside a file when two versions of it cannot become one, and what tells versions apart.

Nothing here replaces or deletes anything.
"""

import errno
from time import localtime, strftime

from vault.disk.files import Root
from vault.disk.images import content_of, write_synced

PAGE = 4096


def laid_beside(root: Root, path: str, content: bytes, at: float) -> str:
    """Writes a copy beside the file, named so that nobody takes it for the file, and says its name.

    A copy with these bytes that is there already will do: after a crash the same thing is done again.
    """
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending:
        stem, ending = path, ""
    stamp = strftime("%Y-%m-%d %H%M", localtime(at))
    number = 0
    while True:
        number += 1
        more = f" {number}" if number > 1 else ""
        name = f"{stem} (specwork conflict {stamp}{more}){dot if ending else ''}{ending}"
        try:
            write_synced(root.absolute(name), content, 0o644)
            return name
        except FileExistsError:
            if root.kind(name) == "file" and content_of(root.absolute(name)) == content:
                return name
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG or not stem[-20:-1] or "/" in stem[-20:]:
                raise
            stem, number = stem[:-20], 0


def torn(now: bytes, before: bytes, after: bytes) -> bool:
    """Whether a file is what a crash leaves of writing `after` over `before` in place, page by page."""
    if len(now) < min(len(before), len(after)) or len(now) > max(len(before), len(after)):
        return False
    for at in range(0, len(now), PAGE):
        page = now[at : at + PAGE]
        old, new = before[at : at + len(page)], after[at : at + len(page)]
        if page not in (old, new) and not _spliced(page, old, new):
            return False
    return True


def _spliced(page: bytes, old: bytes, new: bytes) -> bool:
    """Begins as the new page and ends as the old one, or as nothing."""
    same = next((at for at, pair in enumerate(zip(page, new, strict=False)) if pair[0] != pair[1]), len(new))
    rest = page[same:]
    return not rest.strip(b"\0") or any(page[at:] == old[at:] for at in range(same + 1))


def dropped(before: bytes, after: bytes, now: bytes) -> bool:
    r"""Whether somebody saved over a change without having seen it: all that it took away is back, all it brought gone.

    >>> dropped(b"one\n", b"one\ntwo\n", b"one\nthree\n"), dropped(b"one\n", b"one\ntwo\n", b"two\n")
    (True, False)
    """
    brought, taken = _lines_changed(before, after)
    here = set(now.splitlines())
    return bool(brought or taken) and here.isdisjoint(brought) and here >= taken


def holds(before: bytes, after: bytes, now: bytes) -> bool:
    r"""Whether a text has a change in it already.

    >>> holds(b"one\n", b"one\ntwo\n", b"one\ntwo\nthree\n"), holds(b"one\n", b"one\ntwo\n", b"one\nthree\n")
    (True, False)
    """
    brought, taken = _lines_changed(before, after)
    here = set(now.splitlines())
    return bool(brought) and here >= brought and here.isdisjoint(taken)


def _lines_changed(before: bytes, after: bytes) -> tuple[set[bytes], set[bytes]]:
    """The lines that a change brought, and those that it took away."""
    old, new = set(before.splitlines()), set(after.splitlines())
    return new - old, old - new
