"""Two sides of a journal, a spec or a list of deliverables become one text.

Sessions are told apart by their block ids, list items by what they link to, properties by their keys; what both sides
changed in different ways is a conflict around that thing alone. It does not matter which side is which. A text that is
not understood is not ours to merge: the answer is None, and git does what it always does.
"""

import re
from collections.abc import Sequence

from specwork.domain import places
from specwork.domain.mergejournals import journals
from specwork.domain.mergelines import Marks, Unclear, chosen
from specwork.domain.mergenotes import CONTEXT, INDEX, SPEC, notes
from specwork.domain.mergesections import note_of
from vault.text import newline_near
from vault.typed import NamedTuple

LIMIT = 4_000_000  # bytes; a longer text is not merged by us


class Merged(NamedTuple):
    text: bytes
    conflicts: int


def kind_at(path: str) -> str | None:
    """What lies at a path of a repository, as far as we merge it.

    >>> kind_at("specs/1000/1001/context.md"), kind_at("1001/1011.spec.md"), kind_at("x/deliverables/index.md")
    ('context', 'spec', 'index')
    >>> kind_at("README.md"), kind_at("deliverables/docs/guide.md")
    (None, None)
    """
    kind = places.kind_of(path)
    return kind if kind != places.FILE else None


def merged(base: bytes, ours: bytes, theirs: bytes, kind: str, *, marks: Marks | None = None) -> Merged | None:
    """One text of two; None where they are not understood."""
    if ours == theirs or theirs == base:
        return Merged(ours, 0)
    if ours == base:
        return Merged(theirs, 0)
    versions = (base, ours, theirs)
    if kind not in (SPEC, CONTEXT, INDEX) or not _readable(versions, kind):
        return None
    marks = (marks or Marks())._replace(newline=newline_near(ours, 0))
    ended = [_ended(text) for text in versions]
    whole = [text if end else text + newline_near(text, len(text)) for text, end in zip(versions, ended, strict=True)]
    try:
        text, conflicts = journals(whole, marks) if kind == CONTEXT else notes(whole, kind, marks)
    except Unclear:
        return None
    if not conflicts and not chosen(*ended)[0]:
        text = re.sub(rb"(?:\r\n|\n|\r)\Z", b"", text)
    if not conflicts and places.darkness(note_of(text), text):
        return None
    return Merged(text, conflicts)


def _ended(text: bytes) -> bool:
    return not text or text.endswith((b"\n", b"\r"))


def _readable(versions: Sequence[bytes], kind: str) -> bool:
    base, ours, theirs = versions
    if max(map(len, versions)) > LIMIT or not ours.strip() or not theirs.strip():
        return False
    if any(places.darkness(note_of(text), text) for text in versions):
        return False
    if base.strip():
        return True
    # Both made the file. Two lists of one spec's files belong together, and two of the files of one feature, each of
    # another task's; two specs of one number never do.
    one_feature = b"" != _named(ours) == _named(theirs)
    return kind == INDEX and (one_feature or bool(_owners(ours) & _owners(theirs)))


def _named(text: bytes) -> bytes:
    """The heading of a list, if it says by its number whose deliverables these are."""
    found = re.match(rb"\s*# ([^\r\n]*\d[^\r\n]*)", text)
    return found[1].strip() if found else b""


def _owners(text: bytes) -> set[bytes]:
    return set(re.findall(rb"Spec: ?(\[\[[^\]\r\n]*\]\]|\[[^\]\r\n]*\]\([^)\r\n]*\))", text))
