"""One file as a value: its bytes, and everything in them that the rest of the house asks about.

Made once from the bytes, whatever they are; never changed, never written. To change a note is to make edits on its
bytes (`vault.edits`) and read it again.
"""

from collections.abc import Sequence
from functools import lru_cache

from vault.notes import frontmatter
from vault.notes.frontmatter import FrontMatter
from vault.notes.links import Link, read_link
from vault.notes.scan import BlockId, Heading, Scan, Tag, Task, flat, scans
from vault.notes.structure import Item, Region
from vault.paths import is_canvas
from vault.typed import NamedTuple

BOM = b"\xef\xbb\xbf"


class Note(NamedTuple):
    """A note, or another file that links (a canvas). Spans are byte offsets into `text`."""

    path: str
    text: bytes
    front: FrontMatter | None
    links: list[Link]
    headings: list[Heading]
    ids: list[BlockId]
    tags: list[Tag]
    tasks: list[Task]
    items: list[Item]
    regions: list[Region]


@lru_cache(maxsize=2)
def read_note(path: str, text: bytes) -> Note:
    """Reads a note; nothing raises, however broken it is. A command asks several times for the one that it is about."""
    return read_notes([(path, text)])[0]


def read_notes(files: Sequence[tuple[str, bytes]]) -> list[Note]:
    """The same for several, in their order; see `scans`."""
    fronts = [None if is_canvas(path) else frontmatter.read(text) for path, text in files]
    bodies = [
        (b"", 0) if is_canvas(path) else (text, body_start(text, front))
        for (path, text), front in zip(files, fronts, strict=True)
    ]
    found = zip(files, fronts, scans(bodies), strict=True)
    return [
        _canvas(path, text) if is_canvas(path) else _note(path, text, front, its) for (path, text), front, its in found
    ]


def _canvas(path: str, text: bytes) -> Note:
    from vault.notes.canvas import canvas_links

    return Note(path, text, None, canvas_links(text), [], [], [], [], [], [])


def _note(path: str, text: bytes, front: FrontMatter | None, found: Scan) -> Note:
    return Note(
        path,
        text,
        front,
        (_property_links(text, front) if front else []) + found.links,
        found.headings,
        found.ids,
        found.tags,
        found.tasks,
        found.items,
        found.regions,
    )


def body_start(text: bytes, front: FrontMatter | None) -> int:
    if front:
        return front.block.end
    return len(BOM) if text.startswith(BOM) else 0


def _property_links(text: bytes, front: FrontMatter) -> list[Link]:
    links = []
    for found in frontmatter.links(front):
        said = read_link(found.raw)
        line = flat(text[: found.start]).count(b"\n") + 1
        links.append(
            Link(
                found.start,
                found.end,
                line,
                "frontmatter",
                found.raw,
                said.target,
                said.heading,
                said.block,
                said.alias,
                found.raw.startswith("!"),
            )
        )
    return links
