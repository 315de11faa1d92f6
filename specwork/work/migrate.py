"""A vault of an older layout brought into this one: files moved, links kept, notes completed, journals made.

One job and the report that comes before it, both from one plan. Where things go is decided in `oldtree`, what is
written in `oldnotes`; what other files have to say of it is settled as after any job.
"""

from collections.abc import Sequence

from specwork.domain import layout, oldlayout
from specwork.domain.deliverable import leads_to
from specwork.domain.status import COMPLETED
from specwork.work import oldnotes
from specwork.work.given import Given
from specwork.work.history import Committed
from specwork.work.oldnotes import Delivered, Line, Writing
from specwork.work.oldtree import Going, Tree, tree
from vault.edits.changes import Change, ChangeSet, Create, Move, Rewrite, moved
from vault.edits.linking import leads, spellings
from vault.edits.rename import RELATIVE, repaired, replaced
from vault.errors import NoSuchFile
from vault.index.resolve import FileNames
from vault.notes.links import respelled
from vault.notes.note import read_note
from vault.paths import below, folder_of, is_note
from vault.text import Edit, applied
from vault.typed import NamedTuple


class Migration(NamedTuple):
    """What a migration would do: every file old and new, the journals it makes, what it writes, what it leaves."""

    moves: tuple[tuple[str, str], ...]
    created: tuple[str, ...]
    rewritten: tuple[str, ...]  # by their new names
    left: tuple[tuple[str, str], ...]
    changes: ChangeSet


def migrate(given: Given, *, source: str = "") -> ChangeSet:
    """Everything of an old layout below a folder goes into the layout of this vault, in one change."""
    return planned(given, source=source).changes


def planned(given: Given, *, source: str = "") -> Migration:
    source, target = _places(given, source)
    grown = tree(given, source, target)
    left = tuple(sorted(grown.left.items()))
    why = f"Migrate {source or 'the vault'} to the layout of specwork"
    if not grown.moves:
        return Migration((), (), (), left, ChangeSet("nothing to migrate", (), tuple(grown.notices)))
    writing = _Writing(given, grown)
    texts, created = writing.texts()
    moves = moves_of(given, grown)
    rewrites = [
        Rewrite(path, tuple(_edits(given.text(path), after)), given.text(path))
        for path, after in sorted(texts.items())
        if after != given.text(path)
    ]
    changes: list[Change] = [*moves, *rewrites, *(Create(path, text) for path, text in sorted(created.items()))]
    emptied = _emptied(given, grown, moves)
    notices = (*grown.notices, *([f"these folders are empty now: {', '.join(emptied)}"] if emptied else []))
    rewritten = tuple(sorted(grown.moves.get(one.path, one.path) for one in rewrites))
    pairs = tuple(sorted(grown.moves.items()))
    return Migration(pairs, tuple(sorted(created)), rewritten, left, ChangeSet(why, tuple(changes), notices))


def _places(given: Given, source: str) -> tuple[str, str]:
    """From where to where: within the folder of the specs, or into it from a folder beside it."""
    source = source.strip("/")
    if not source or below(source, given.root):
        return given.root, given.root
    if given.kind(source) != "folder":
        raise NoSuchFile(f"no such folder: {source}", where=source, hint="name the folder that holds the old specs")
    return source, given.root or source


# which files move, as steps


def moves_of(given: Given, grown: Tree) -> list[Move]:
    """The moves, whole folders first: what is hidden in a folder comes along, and no empty one stays behind."""
    steps: list[Move] = []
    for going in grown.going.values():
        folder = going.old.folder
        if folder and _goes_whole(given, grown, going):
            here = moved(folder, steps)
            if here != going.home:
                steps.append(Move(here, going.home))
    for old, new in grown.moves.items():
        here = moved(old, steps)
        if here != new:
            steps.append(Move(here, new))
    if all(moved(old, steps) == new for old, new in grown.moves.items()):
        return steps
    return [Move(old, new) for old, new in grown.moves.items()]


def _goes_whole(given: Given, grown: Tree, going: Going) -> bool:
    """Whether nothing of a folder stays, and nothing stands where it goes."""
    files = given.index.paths(going.old.folder or "")
    own = going.path.startswith(f"{going.home}/") and not going.path.endswith(f"/{going.old.number}.spec.md")
    free = given.kind(going.home) is None
    return own and free and all(path in grown.moves for path in files)


def _emptied(given: Given, grown: Tree, moves: Sequence[Move]) -> list[str]:
    """The old folders that nothing stands in any more and that did not move as a whole."""
    found = []
    for going in grown.going.values():
        folder = going.old.folder
        here = moved(folder, [step for step in moves if step.old not in grown.moves]) if folder else None
        if folder and here and here != going.home:
            inside = [f"{folder}/{name}" for name in given.listed(folder)]
            if all(path in grown.moves for path in inside):
                found.append(here)
    return sorted(found)


# what is written


class _Writing:
    """The texts of the notes as they will be, by their names of today; and the journals to be made."""

    def __init__(self, given: Given, grown: Tree) -> None:
        self.given, self.grown = given, grown
        self.moves, self.going = grown.moves, grown.going
        self.journals: dict[int, str] = {}  # where each spec's journal will stand
        self.made: dict[int, str] = {}  # those of them that are new
        for number, going in grown.going.items():
            home = layout.home(going.path)
            assert home is not None  # it is the new path of a spec
            if going.journal:
                self.journals[number] = home.journal
            elif self._wants_journal(going) and given.kind(home.journal) is None:
                self.journals[number] = self.made[number] = home.journal
        told = [going.old.path for going in self.going.values()]
        told += [path for found in grown.delivered.values() for path in found.files]
        self.touching, self.naming = oldnotes.touching(grown.commits, told), oldnotes.naming(grown.commits)
        kept = [path for path in given.index.paths() if path not in self.moves]
        names = FileNames([*kept, *self.moves.values(), *self.made.values()])
        self.writing = Writing(names, given.style())

    def _wants_journal(self, going: Going) -> bool:
        """A completed spec, and one that has delivered something, has a journal."""
        found = self.grown.delivered[going.old.number]
        return self._status(going) == COMPLETED or bool(found.files or found.code)

    def _status(self, going: Going) -> str:
        """As the spec says, else as its journal does."""
        said = oldlayout.status_of(going.old.said, "")
        if not said and going.journal:
            said = oldlayout.status_of(oldlayout.fields(read_note(going.journal, self.given.text(going.journal))), "")
        return said or oldlayout.status_of({})

    def texts(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        # A new journal may take a bare `[[context]]` away from another: to the links it comes like a moved file.
        come = {f"{path}.to-come": path for path in self.made.values()}
        mended = repaired(self.given.index, self.given.text, {**self.moves, **come}, fallback=self.given.style().form)
        for path, link in mended.lost:
            self.grown.notices.append(f"{path}: no spelling of {link} leads there from here; mend it by hand")
        texts = {one.path: one.content for one in mended.rewrites}
        for path in sorted({*texts, *self._asking_by_old_names()}):
            texts[path] = self._with_lasting_links(path, texts.get(path, self.given.text(path)))
        created = {}
        for number, going in self.going.items():
            old = going.old.path
            texts[old] = self._spec(going, texts.get(old, self.given.text(old)))
            if number in self.made:
                created[self.made[number]] = self._new_journal(going)
            elif going.journal:
                texts[going.journal] = self._journal(going, texts.get(going.journal, self.given.text(going.journal)))
        return texts, created

    # links by the name of an old folder, which Obsidian never opened, and by a name that many files will have

    def _asking_by_old_names(self) -> list[str]:
        broken = (link for link in self.given.index.links() if link.resolves_to is None and link.where != "canvas-file")
        return sorted({link.source for link in broken if self._meant(link.target)})

    def _meant(self, target: str) -> str | None:
        name = oldlayout.target_name(target)
        going = self.going.get(name.number) if name else None
        same = name and going and oldlayout.slugs(name) & oldlayout.slugs(going.old.name)
        return going.path if same and going else None

    def _with_lasting_links(self, path: str, text: bytes) -> bytes:
        if not is_note(path):
            return text
        here = self.moves.get(path, path)
        edits = []
        for link in read_note(here, text).links:
            wanted = self._wanted(here, link.target)
            for spelled in spellings(here, wanted, RELATIVE) if wanted else ():
                written = respelled(link, spelled + ".md" if link.markdown else spelled)
                if "/" in spelled and leads(self.writing.names, here, written, wanted or ""):
                    edits.append(replaced(text, link, written))
                    break
        return applied(text, edits)

    def _wanted(self, here: str, target: str) -> str | None:
        """Which file a link must be written anew for."""
        led = leads_to(self.writing.names, here, target)
        if led is None:
            return self._meant(target)
        shared = "/" not in target and (layout.home(led) or layout.specs_of_journal(led))
        return led if shared and folder_of(led) != folder_of(here) else None

    # specs and journals

    def _spec(self, going: Going, text: bytes) -> bytes:
        old = going.old
        created = oldlayout.created_of(old.said) or self._first_day(going)
        text = oldnotes.with_front(text, old.number, old.kind, old.title, self._status(going), created, old.said)
        lines = []
        if old.number in self.journals:
            lines.append(Line("Context", oldnotes.JOURNAL_TEXT, self.journals[old.number]))
        text = self._with_header(going.path, text, [*lines, *self._parent(going)])
        return oldnotes.with_depends(going.path, text, lambda name: self._linked(going.path, name))

    def _linked(self, source: str, name: str) -> str | None:
        path = self._meant(name)
        going = next((one for one in self.going.values() if one.path == path), None)
        return self.writing.link(source, going.path, f"{going.old.number} {going.old.title}") if going else None

    def _journal(self, going: Going, text: bytes) -> bytes:
        path, old = self.journals[going.old.number], going.old
        spec = Line("Spec", f"{old.number} - {old.title}", going.path, also="Specification")
        status = Line("Status", self._status(going))
        text = self._with_header(path, text, [spec, *self._parent(going), status])
        return self._with_deliverables(path, text, self.grown.delivered[old.number])

    def _new_journal(self, going: Going) -> bytes:
        path, old = self.made[going.old.number], going.old
        link = self.writing.link
        parent = [link(path, one.path, one.words) or "" for one in self._parent(going) if one.path]
        values = {
            "id": str(old.number),
            "title": old.title,
            "alias": f"{old.number} {old.title}",
            "status": self._status(going),
            "spec": link(path, going.path, f"{old.number} - {old.title}") or "",
            "parent": parent[0] if parent else "",
        }
        commits = self._commits(going)
        told = (
            "its timeline is told from the commits that touched its files"
            if commits
            else "how it was built was not written down"
        )
        text = oldnotes.made_journal(self.given, values, f"Migrated from `{old.path}`; {told}.", commits)
        return self._with_deliverables(path, text, self.grown.delivered[old.number])

    def _parent(self, going: Going) -> list[Line]:
        above = going.above
        return [Line("Parent", f"{above.number} {above.title}", above.path)] if above else []

    def _with_header(self, path: str, text: bytes, lines: Sequence[Line]) -> bytes:
        return oldnotes.with_header(path, text, lines, self.writing, self.grown.notices)

    def _with_deliverables(self, path: str, text: bytes, found: Delivered) -> bytes:
        return oldnotes.with_deliverables(path, text, found, self.moves, self.writing, self.grown.notices)

    # what git knows

    def _first_day(self, going: Going) -> str | None:
        touched = self.touching[going.old.path]
        return min((commit.at[:10] for commit in self.grown.commits if commit.id in touched), default=None)

    def _commits(self, going: Going) -> list[Committed]:
        """Every commit that touched a spec's files, under whatever name, or names the spec; the first one first."""
        own = (going.old.path, *self.grown.delivered[going.old.number].files)
        found = {one.id for one in self.naming.get(going.old.number, ())}.union(*(self.touching[path] for path in own))
        return [commit for commit in reversed(self.grown.commits) if commit.id in found]


def _edits(base: bytes, after: bytes) -> list[Edit]:
    """What makes one text of another, line by line."""
    from difflib import SequenceMatcher  # only here are two whole texts compared

    old, new = base.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [Edit(starts[a], starts[b], b"".join(new[c:d])) for tag, a, b, c, d in codes if tag != "equal"]
