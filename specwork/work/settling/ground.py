"""What all settling stands on: the vault as it will be, its specs, what was agreed, and what comes of it.

Here links in places get their meaning and new links are written. Which fact is true is decided in `domain.facts`; which
places a relation has, in the other files of this room.
"""

from collections.abc import Iterable

from specwork.domain.command import word
from specwork.domain.facts import Fact, Memory, Outcome, Place, Value
from specwork.work.agreement import Agreement
from specwork.work.cast import Cast
from specwork.work.view import View
from vault.edits.linking import leads, link_to, spellings
from vault.edits.rename import replaced
from vault.index.resolve import resolve
from vault.notes.links import Link, read_link, respelled
from vault.paths import folder_of, is_note, joined, key, name_of
from vault.text import Edit, Lines
from vault.typed import NamedTuple


class Conflict(NamedTuple):
    """Two places that contradict each other. Both texts stay as they are; `places` are `path:line`."""

    code: str
    fact: str
    places: tuple[str, ...]
    message: str
    hint: str


class Told(NamedTuple):
    """What settling met that the user should know."""

    code: str
    path: str
    line: int | None
    message: str
    hint: str


class Meant(NamedTuple):
    """What a link in a place means. `why` says why it means nothing: broken-link, leads-elsewhere."""

    path: str | None
    why: str = ""


class Ground:
    def __init__(self, view: View, cast: Cast, agreement: Agreement, memory: Memory, day: int) -> None:
        self.view, self.cast, self.agreement, self.memory, self.day = view, cast, agreement, memory, day
        self.conflicts: list[Conflict] = []
        self.told: dict[Told, None] = {}
        self.why: dict[str, str] = {}  # by file, the first reason why it is edited
        self.open: set[str] = set()  # files with something unsettled: to be looked at again next time
        self.stuck: set[str] = set()  # those of them that stay remembered as they were: dark, or held
        self.outcomes: dict[Fact, Outcome] = {}
        self.words: dict[tuple[str, int], Value | None] = {}
        self._raws: dict[tuple[str, str], dict[str, str]] = {}

    # telling

    def tell(self, code: str, path: str, line: int | None, message: str, hint: str) -> None:
        self.told[Told(code, path, line, message, hint)] = None
        self.open.add(path)

    def conflict(self, code: str, fact: str, places: Iterable[str], message: str, hint: str) -> None:
        found = Conflict(code, fact, tuple(places), message, hint)
        if found not in self.conflicts:
            self.conflicts.append(found)
        self.open.update(place.rpartition(":")[0] for place in found.places)

    def spot(self, path: str, offset: int | None) -> str:
        """A place as people read it."""
        if offset is None:
            return f"{path}:1"
        return f"{path}:{self.line(path, offset)}"

    def line(self, path: str, offset: int) -> int:
        return Lines(self.view.text(path)).at(offset)

    def trust(self, path: str) -> str:
        return f"make both say the same, or settle it: specwork sync --trust {word(path)}"

    # meaning

    def remembered(self, host: str, relation: str) -> dict[str, str]:
        """What the links of a host meant when they were agreed on, by their text."""
        known = self._raws.get((host, relation))
        if known is None:
            known = self._raws[host, relation] = {}
            for fact in self._facts_of(host, relation):
                agreed = self.agreement.fact(fact)
                for place, (written, _) in agreed.said.items() if agreed else ():
                    if place.host == host:
                        known.setdefault(written, other_end(fact, place))
        return known

    def _facts_of(self, host: str, relation: str) -> list[Fact]:
        """The facts that a host may have said something of."""
        ref = self.cast.owner(host)
        facts: list[Fact] = []
        if ref:
            facts += self.agreement.facts(relation, subject=ref.id)
            facts += self.agreement.facts(relation, about=str(ref.id))
        folder = folder_of(host)
        facts += self.agreement.facts(relation, about=host)
        if relation == "delivers":
            facts += self.agreement.below(folder)
        return facts

    def file_meant(self, host: str, link: Link | str, relation: str) -> Meant:
        """Which file a link in a place means: as remembered, else from its own folder, else as Obsidian opens it."""
        written, target = (link, read_link(link).target) if isinstance(link, str) else (link.raw, link.target)
        known = self.remembered(host, relation).get(written)
        if known is not None:
            if not known.isdecimal():
                return Meant(known)
            ref = self.cast.called(int(known))
            if ref:
                return Meant(ref.path)
        if not target:
            return Meant(None, "broken-link")
        beside = joined(folder_of(host), target.strip())
        if beside is not None:
            for candidate in (beside, beside + ".md"):
                if found := self.view.names.at(key(candidate)):
                    return Meant(found[0])
        path = resolve(self.view.names, host, target).path
        if path is None:
            return Meant(None, "broken-link")
        return Meant(path) if _named(target, path) else Meant(None, "leads-elsewhere")

    def spec_meant(self, host: str, link: Link | str, relation: str, said_in: str | None = None) -> int | None:
        """The spec that a link names: the one that it meant, while that is there or the link opens no other."""
        meant = self.remembered(host, relation).get(link if isinstance(link, str) else link.raw, "")
        known = int(meant) if meant.isdecimal() else None
        if known is not None and self.cast.called(known):
            return known
        path = self.file_meant(host, link, said_in or relation).path
        ref = self.cast.at(path) if path else None
        return ref.id if ref else known

    # links

    def link(self, source: str, path: str, text: str) -> str | None:
        return link_to(self.view.names, source, path, text, self.view.given.style())

    def opens(self, source: str, link: Link | str, path: str) -> bool:
        """Whether Obsidian opens that very file."""
        target = read_link(link).target if isinstance(link, str) else link.target
        meaning = resolve(self.view.names, source, target)
        return meaning.path == path and not meaning.ambiguous

    def retargeted(self, source: str, link: Link, path: str, alias: str | None = None) -> str | None:
        """A link written anew so that it opens a file; its words and its own spelling stay. None where nothing does."""
        keeps = is_note(path) and link.target[-3:].lower() == ".md"
        for target in spellings(source, path, self.view.given.style().form):
            written = respelled(link, target + ".md" if keeps else target, alias)
            if leads(self.view.names, source, written.removeprefix("!"), path):
                return written
        return None

    def meaning(self, source: str, target: str) -> str | None:
        """The file that Obsidian opens."""
        return resolve(self.view.names, source, target).path

    def target(self, source: str, path: str) -> str | None:
        """How a wiki-link from a file names another, so that it opens it; None where nothing does."""
        for spelled in spellings(source, path, self.view.given.style().form):
            if leads(self.view.names, source, f"[[{spelled}]]", path):
                return spelled
        return None

    def mended(self, source: str, link: Link, path: str) -> list[Edit]:
        """The edit that makes a link open the file that it means; none where it does so already."""
        if self.opens(source, link, path) and self._would_mean(source, link.target, path):
            return []
        written = self.retargeted(source, link, path)
        if written is None:
            self.cannot_link(source, path)
            return []
        return [replaced(self.view.text(source), link, written)]

    def _would_mean(self, source: str, target: str, path: str) -> bool:
        """Whether who remembers nothing reads the link so too: a search through the vault is no statement."""
        beside = joined(folder_of(source), target.strip())
        near = beside is not None and key(path) in (key(beside), key(beside + ".md"))
        return near or _named(target, path)

    def cannot_link(self, source: str, path: str) -> None:
        hint = "give it a name without # ^ [ ] |, and one that no other file has but for letter case"
        if "." not in name_of(path):
            hint = "Obsidian opens no file without an ending: call it build.mk, app.dockerfile, LICENSE.txt or the like"
        self.tell("cannot-link", source, None, f"no link leads from here to {path}", hint)

    def edit(self, path: str, edits: Iterable[Edit], why: str) -> None:
        if self.view.edit(path, edits):
            self.why.setdefault(path, why)


def _named(target: str, path: str) -> bool:
    """Whether a link's target names a file by its name alone, or from the root; not by the end of its path."""
    return "/" not in target.strip("/") or key(path) in (key(target).lstrip("/"), key(target).lstrip("/") + ".md")


_OF_SUBJECT = frozenset(("trace", "down", "list"))


def other_end(fact: Fact, place: Place) -> str:
    """What the link in a place of a fact leads to: a file's path, or a spec's id."""
    return str(fact.subject) if place.kind in _OF_SUBJECT else fact.object
