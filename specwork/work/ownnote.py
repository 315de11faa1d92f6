"""A note that specwork writes, and goes on writing for as long as nobody edits it.

Its front matter keeps the hash of the body that was written, without where its links lead and what they call a spec:
those follow what moves and what gets another title or number, and that is nobody's edit. A body that says something
else is a person's, and is left alone; properties that a person added stay in any case.
"""

import re
from hashlib import blake2b

from specwork.work.given import Given
from vault.edits.changes import Change, Create, rewrite
from vault.notes import frontmatter, properties
from vault.text import Edit

MARK = "generated"


def is_ours(text: bytes) -> bool:
    """Whether a note still has the body that was written."""
    return _body_start(text) is not None


def written(given: Given, path: str, body: bytes) -> tuple[Change, ...] | None:
    """What makes a note have this body; nothing where it has it, None where somebody has edited it."""
    mark = _hash(body)
    if given.kind(path) is None:
        return (Create(path, f"---\n{MARK}: {mark}\n---\n".encode() + body),)
    text = given.text(path)
    start = _body_start(text)
    if start is None:
        return None
    if text[start:] == body:
        return ()
    edits = [*properties.set_property(text, MARK, mark), Edit(start, len(text), body)]
    return tuple(rewrite(path, text, edits))


def _body_start(text: bytes) -> int | None:
    front = frontmatter.read(text)
    if front is None:
        return None
    start = front.block.end
    return start if front.get(MARK) in (_hash(text[start:]), _older(text[start:])) else None


_leads = re.compile(rb"(?<=\[\[)[^\[\]|\n]*|(?<=\]\()[^()\n]*(?=\))").sub
_labels = re.compile(rb"(?<=\[\[\|)\d+ [^\[\]\n]*(?=\]\])|(?<=\[)\d+ [^\[\]\n]*(?=\]\(\))").sub


def _hash(body: bytes) -> str:
    return "b3-" + blake2b(_labels(b"", _leads(b"", body)), digest_size=8).hexdigest()


def _older(body: bytes) -> str:
    """As notes bear it that were written when what a spec is called still counted."""
    return "b2-" + blake2b(_leads(b"", body), digest_size=8).hexdigest()
