"""The links of a note as the index remembers them, found in its text again: for a move, which needs nothing else of it.

To find a link takes no parser where what it looks like stands in the text exactly as often as there are such links:
then every one of these spots is one of them, in their order. Where that does not hold the note is to be read.
"""

from collections.abc import Callable, Iterable, Iterator

from vault.index.index import Index
from vault.index.resolve import Meaning
from vault.notes.links import Link
from vault.notes.note import Note
from vault.paths import is_note
from vault.text import digest, raw

NOWHERE = -1  # the place of a link that nobody asks for


class Recalled:
    """What the index knows of some notes, asked at once."""

    def __init__(self, index: Index, paths: Iterable[str]) -> None:
        asked = [path for path in paths if is_note(path)]
        self.hashes = index.digests(asked)
        self.links = index.links_of(asked)

    def known(
        self, path: str, content: bytes, matters: Callable[[str, Link], bool]
    ) -> tuple[Note, list[Meaning | None]] | None:
        """A note with its links, placed where they matter, and what those meant; None where it has to be read."""
        if self.hashes.get(path) != digest(content):
            return None
        links: list[Link] = []
        meant: list[Meaning | None] = []
        spots: dict[str, Iterator[int]] = {}
        found = self.links.get(path, [])
        for one in found:
            link = Link(NOWHERE, NOWHERE, *one[1:9])
            if link.holds_another:
                return None
            if matters(path, link):
                if one.where != "body":
                    return None
                if one.raw not in spots:
                    places = _places(content, raw(one.raw))
                    if len(places) != sum(other.raw == one.raw for other in found):
                        return None
                    spots[one.raw] = iter(places)
                start = next(spots[one.raw])
                link = link._replace(start=start, end=start + len(raw(one.raw)))
                meant.append(Meaning(one.resolves_to, one.ambiguous))
            else:
                meant.append(None)
            links.append(link)
        return Note(path, content, None, links, [], [], [], [], [], []), meant


def _places(content: bytes, written: bytes) -> list[int]:
    places: list[int] = []
    at = content.find(written)
    while at >= 0:
        places.append(at)
        at = content.find(written, at + len(written))
    return places
