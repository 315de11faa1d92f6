"""The job that gives a spec another number: folder, files, front matter, aliases, and every link that names it.

A job thinks and writes nothing. What a spec's parts are numbered stays as it is.
"""

import re
from collections.abc import Callable, Iterator

from specwork.domain import layout
from specwork.domain.command import word
from specwork.domain.heads import aliases_renamed, properties_set
from specwork.domain.templates import moment
from specwork.errors import BadUsage, IdClash
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.making import Numbers
from specwork.work.notes import carried
from specwork.work.tree import moves_to, place_of
from vault.edits.changes import ChangeSet, Rewrite, rewrite
from vault.edits.linking import text_in_wiki
from vault.index.resolve import Names, RememberedNames, resolve
from vault.notes import frontmatter
from vault.notes.links import Link
from vault.notes.note import Note, read_note
from vault.notes.outline import hidden, line_end, line_start
from vault.text import Edit, raw


def renumber(given: Given, *, spec: str, new: int | None = None) -> ChangeSet:
    """A spec bears another number; without one, the next free one of its parent's range."""
    return renumbered(given, given.specs.find(spec), new)


def renumbered(given: Given, found: Found, new: int | None, means: "Means | None" = None) -> ChangeSet:
    """`means`: in which lines of which notes the bare number is this spec's. Without it: where it alone bears it."""
    number = _number(given, found, new)
    if number == found.id == found.home.number:
        return ChangeSet(f"{found.spec.label} bears that number")
    moves = moves_to(given, found, place_of(found), number=number)
    rewrites, notices = carried(given, moves)
    if means is None and len(given.specs.bearing(found.id)) == 1:
        means = lambda path, line: True  # noqa: E731 a name for what takes two and answers with one
    naming = Naming(found, number, RememberedNames(given.index.names), moment(given.now, "YYYY-MM-DD"), means)
    changed = {one.path: one for one in rewrites}
    for path in _naming_notes(given, found, bare=means is not None) | changed.keys():
        if one := joined_edits(path, given.text(path), changed.get(path), naming):
            changed[path] = one
    why = f"Renumber {found.spec.label} to {number}"
    return ChangeSet(why, (*moves, *(changed[path] for path in sorted(changed))), notices)


def _number(given: Given, found: Found, new: int | None) -> int:
    if new is None:
        return Numbers(given, place_of(found)).take(found.spec.type, given.specs.parent(found))
    if not 0 < new < 10**15:
        raise BadUsage(f"{new} is no id", hint="an id is a whole number above zero")
    others = [one for one in given.specs.bearing(new) if one.path != found.path]
    if others:
        raise IdClash(
            f"{new} is taken: {others[0].spec.label}",
            where=others[0].path,
            hint=f"choose another, or the next free one: specwork renumber {word(found.path)} --next",
        )
    return new


Means = Callable[[str, bytes], bool]  # whether a line of a note means this spec by the bare number


def _naming_notes(given: Given, found: Found, *, bare: bool) -> set[str]:
    """The notes that may name a spec."""
    index = given.index
    named = {source for path in (found.path, found.journal) for source in index.linking(path)}
    named.update(path for path in (found.path, found.journal) if index.has(path))
    if bare:
        named |= index.asking((), (f"{found.id}.md",))
        number = str(found.id)
        named.update(one.path for one in given.specs.all() if number in one.spec.depends_on)
    return {path for path in named if path.endswith(".md")}


def joined_edits(path: str, text: bytes, moved: Rewrite | None, naming: "Naming") -> Rewrite | None:
    """The edits of a move and those of the number, where both may write one link anew."""
    edits = {(edit.start, edit.end): edit.new for edit in moved.edits} if moved else {}
    note = read_note(path, text)
    for link in note.links:
        span = (link.start, link.end)
        now = edits.get(span, text[link.start : link.end])
        edits[span] = naming.link(note, link, now)
    for edit in naming.own(note):
        edits[edit.start, edit.end] = edit.new
    found = rewrite(path, text, [Edit(start, end, new) for (start, end), new in edits.items()])
    return found[0] if found else None


class Naming:
    """Every place where a spec is named by its number."""

    def __init__(self, found: Found, number: int, names: Names, today: str, means: Means | None) -> None:
        self.found, self.number, self.names, self.today, self.means = found, number, names, today, means
        self.old, self.new = str(found.id).encode(), str(number).encode()
        title = found.spec.title
        self.labels = {
            f"{found.id}{sign}{name}" for sign in (" ", " - ", ": ") for name in (title, text_in_wiki(title))
        }

    def _means(self, note: Note, offset: int) -> bool:
        """Whether the bare number at an offset is this spec's."""
        if self.means is None:
            return False
        return self.means(note.path, note.text[line_start(note.text, offset) : line_end(note.text, offset)])

    def link(self, note: Note, link: Link, now: bytes) -> bytes:
        """A link as it stands or is to stand, with the new number in its text, or as its target."""
        meant = resolve(self.names, note.path, link.target).path
        if meant is None and link.target.strip() == str(self.found.id) and self._means(note, link.start):
            return now.replace(self.old, self.new, 1)
        own = meant == self.found.path and link.alias in self.labels
        if own or (meant == self.found.journal and link.alias == f"{self.found.id} journal"):
            sign = b"[" if link.markdown else b"|"
            return now.replace(sign + self.old, sign + self.new, 1)
        return now

    def own(self, note: Note) -> Iterator[Edit]:
        """What its own two notes say of their number, and who waits for the bare number."""
        found = self.found
        title = found.spec.title
        if note.path == found.path:
            front = note.front
            if front and front.entry("id"):
                yield from properties_set(note.text, {"id": self.number})
            yield from aliases_renamed(note.text, f"{found.id} {title}", f"{self.number} {title}")
            if front and front.entry("updated"):
                yield from properties_set(note.text, {"updated": self.today})
        if note.path == found.journal:
            yield from aliases_renamed(note.text, f"{found.id} journal", f"{self.number} journal")
        listed = layout.index_of(layout.own_deliverables(found.path))
        if note.path in (found.path, found.journal, listed):
            yield from self._headings(note)
        yield from self._bare(note)

    def _headings(self, note: Note) -> Iterator[Edit]:
        """`# 1001 Storage` and `# Context: 1001 - Storage`: the label before the title, or all that there is."""
        title = re.escape(raw(self.found.spec.title))
        label = re.compile(rb"(?<![\w.-])" + self.old + rb"(?=(?:(?: -|:)? )" + title + rb"|[ \t]*\Z)")
        for head in note.headings:
            said = label.search(note.text, head.start, head.end)
            linked = said and any(link.start <= said.start() < link.end for link in note.links)
            if said and not linked and not hidden(note, said.start()):
                yield Edit(said.start(), said.end(), self.new)

    def _bare(self, note: Note) -> Iterator[Edit]:
        front = note.front or frontmatter.read(note.text)
        entry = front.entry("depends_on") if front else None
        if entry is None:
            return
        spans = entry.items or ((entry.value_start, entry.value_end),)
        for start, end in spans:
            if note.text[start:end].strip(b"\"' ") == self.old and self._means(note, start):
                at = note.text.index(self.old, start, end)
                yield Edit(at, at + len(self.old), self.new)
