"""One spec to read, its facts first: the report on `show`. The note is not parsed; the index knows its facts."""

from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.listing import Listed
from specwork.work.waiting import Dependency, depends, waiting_on
from vault.notes.frontmatter import find_block
from vault.typed import NamedTuple


class Shown(NamedTuple):
    """One spec to read. `body` is what stands below its front matter, as it was written."""

    listed: Listed
    parent: Found | None
    waits_on: tuple[Dependency, ...]
    blocks: tuple[Found, ...]
    text: bytes
    body: bytes


def show(given: Given, found: Found) -> Shown:
    text = given.text(found.path)
    front = find_block(text)
    return Shown(
        Listed(found, given.specs.journal(found), None),
        given.specs.parent(found),
        tuple(depends(given.specs, found)),
        tuple(waiting_on(given.specs, found)),
        text,
        text[front.end if front else 3 * text.startswith(b"\xef\xbb\xbf") :],
    )
