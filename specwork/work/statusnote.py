"""The note that tells how a vault stands, for whoever reads it on a phone. It is ours as long as nobody edits it."""

from collections.abc import Callable

from specwork.work.given import Given
from specwork.work.ownnote import written
from specwork.work.progress import Overview, overview
from vault.edits.changes import ChangeSet
from vault.edits.linking import link_to
from vault.errors import Refused
from vault.text import raw

NAME = "status.md"

Render = Callable[[Overview, Callable[[str, str], str]], str]


def write(given: Given, *, render: Render) -> ChangeSet:
    """Makes the note, or brings it up to date. Refused where somebody has written in it."""
    path = f"{given.root}/{NAME}" if given.root else NAME
    made = overview(given)
    style = given.style()
    with given.index.preview(come=() if given.index.has(path) else (path,)) as names:
        body = raw(render(made, lambda target, text: link_to(names, path, target, text, style) or text))
    changes = written(given, path, body)
    if changes is None:
        raise Refused(
            f"{path} was edited by hand, and is left alone",
            where=path,
            hint="rename or delete it, then write it again; to look only: specwork status --markdown",
        )
    return ChangeSet(f"Write {path}", changes)
