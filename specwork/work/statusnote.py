"""The note that tells how a vault stands, for whoever reads it on a phone.

It is ours as long as nobody edits it: its front matter keeps the hash of what we wrote, and a note that says something
else is left alone.
"""

from collections.abc import Callable
from hashlib import blake2b

from specwork.work.given import Given
from specwork.work.progress import Overview, overview
from vault.edits.changes import ChangeSet, Create, rewrite
from vault.edits.linking import link_to
from vault.errors import Refused
from vault.notes import frontmatter, properties
from vault.text import Edit, raw

NAME, MARK = "status.md", "generated"

Render = Callable[[Overview, Callable[[str, str], str]], str]


def write(given: Given, *, render: Render) -> ChangeSet:
    """Makes the note, or brings it up to date. Refused where somebody has written in it."""
    path = f"{given.root}/{NAME}" if given.root else NAME
    why = f"Write {path}"
    made = overview(given)
    style = given.style()
    with given.index.preview(come=() if given.index.has(path) else (path,)) as names:
        body = raw(render(made, lambda target, text: link_to(names, path, target, text, style) or text))
    mark = _hash(body)
    if given.kind(path) is None:
        return ChangeSet(why, (Create(path, f"---\n{MARK}: {mark}\n---\n".encode() + body),))
    text = given.text(path)
    front = frontmatter.read(text)
    start = front.block.end if front else 0
    if front is None or front.get(MARK) != _hash(text[start:]):
        raise Refused(
            f"{path} was edited by hand, and is left alone",
            where=path,
            hint="rename or delete it, then write it again; to look only: specwork status --markdown",
        )
    if text[start:] == body:
        return ChangeSet(why)
    edits = [*properties.set_property(text, MARK, mark), Edit(start, len(text), body)]
    return ChangeSet(why, tuple(rewrite(path, text, edits)))


def _hash(body: bytes) -> str:
    return "b2-" + blake2b(body, digest_size=8).hexdigest()
