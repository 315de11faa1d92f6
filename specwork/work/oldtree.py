"""Where every file of an old layout belongs in the new one: specs under their parents, and all else along with them.

Decides, and says why a file stays where it is; what is written in the files that move is `oldnotes`' business.
"""

from collections.abc import Iterator

from specwork.domain import layout, oldlayout
from specwork.domain.deliverable import leads_to
from specwork.domain.oldlayout import RANK, JournalName, OldName
from specwork.domain.places import darkness
from specwork.work import oldnotes
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.history import Committed
from vault.errors import Refused
from vault.index.resolve import RememberedNames
from vault.notes.note import Note, read_note
from vault.notes.scan import scan
from vault.paths import folder_of, key, name_of
from vault.text import raw
from vault.typed import NamedTuple

LOG = 5_000  # commits looked through


class Old(NamedTuple):
    """A spec of the old layout. `folder` is its own, where it has one."""

    path: str
    name: OldName
    kind: str
    note: Note
    said: dict[str, str]
    title: str
    folder: str | None

    @property
    def number(self) -> int:
        return self.name.number


class Above(NamedTuple):
    """A parent as it will be: its spec's new path, and the folder that its parts go to."""

    number: int
    title: str
    path: str
    folder: str


class Going(NamedTuple):
    """An old spec on its way. `home` takes in what lay in its own folder; `journal` is where its journal lies today."""

    old: Old
    path: str
    home: str
    above: Above | None
    journal: str | None = None


class Tree(NamedTuple):
    """`moves` says of every file where it goes, `left` of those that stay why they do."""

    going: dict[int, Going]
    moves: dict[str, str]
    left: dict[str, str]
    notices: list[str]
    delivered: dict[int, oldnotes.Delivered]
    commits: list[Committed]


def tree(given: Given, source: str, target: str) -> Tree:
    """All of an old layout below `source`, laid out anew below `target`."""
    return _Growing(given, source, target).grown()


class _Growing:
    def __init__(self, given: Given, source: str, target: str) -> None:
        self.given, self.source, self.target = given, source, target
        self.prefix = target + "/" if target else ""
        self.files = given.index.paths(source)
        self.names = RememberedNames(given.index.names)
        self.olds: dict[str, Old] = {}
        self.folders: dict[str, str] = {}  # an old spec's own folder, and the spec
        self.unread: dict[str, int] = {}  # specs that cannot be read, by the number of their name
        self.going: dict[int, Going] = {}
        self.moves: dict[str, str] = {}
        self.left: dict[str, str] = {}
        self.taken: dict[str, str] = {}  # where something will stand, and what
        self.notices: list[str] = []

    def grown(self) -> Tree:
        for path in self.files:
            if name := oldlayout.spec_name(path):
                self._read(path, name)
        self._clashes()
        self._unread_journals()
        for old in sorted(self.olds.values(), key=lambda one: (RANK[one.kind], one.number)):
            if old.path not in self.left:
                self._place(old)
        self._journals()
        commits = list(self.given.git.log(limit=LOG)) if self.going and self.given.git else []
        delivered = self._delivered(commits)
        for path in self.files:
            if path not in self.moves and path not in self.left:
                self._along(path, delivered)
        return Tree(self.going, self.moves, self.left, self.notices, delivered, commits)

    # the specs

    def _read(self, path: str, name: OldName) -> None:
        folder = folder_of(path)
        around = oldlayout.old_name(name_of(folder))
        own = folder if around and around.number == name.number else None
        if own:
            self.folders[own] = path
        if why := self._unreadable(path):
            self.left[path] = why
            self.unread[path] = name.number
            return
        note = read_note(path, self.given.text(path))
        front = note.front
        kind, said_kind = name.type, str(front.get("type")) if front else ""
        said_id = str(front.get("id") or "").strip() if front else ""
        if said_id.isdecimal() and int(said_id) != name.number:
            self.left[path] = f"its name says {name.number}, its front matter {said_id}"
        elif kind and said_kind in layout.TYPES and said_kind != kind:
            self.left[path] = f"its name says {kind}, its front matter {said_kind}"
        kind = kind or (said_kind if said_kind in layout.TYPES else "") or oldlayout.type_by_number(name.number) or ""
        if not kind:
            self.left[path] = "nothing says whether it is an epic, a feature or a task"
        said = oldlayout.fields(note)
        self.olds[path] = Old(path, name, kind or layout.TASK, note, said, oldlayout.title_of(note, name), own)
        try:
            oldnotes.with_front(note.text, self.olds[path].number, kind, "x", "planning", "2000-01-01", said)
        except Refused as refused:
            self.left[path] = refused.message

    def _unreadable(self, path: str) -> str | None:
        if self.given.kind(path) == "symlink":
            return "it is a symbolic link"
        if self.given.index.digest(path) is None:
            return "it cannot be read"
        text = self.given.text(path)
        return darkness(read_note(path, text), text)

    def _clashes(self) -> None:
        bearing: dict[int, list[str]] = {}
        for path, old in self.olds.items():
            bearing.setdefault(old.number, []).append(path)
        for number, paths in bearing.items():
            standing = [one.path for one in self.given.specs.bearing(number) if one.path not in self.olds]
            for path in paths:
                unread = [other for other, bears in self.unread.items() if bears == number]
                others = [other for other in (*paths, *unread, *standing) if other != path]
                if others and path not in self.left:
                    self.left[path] = f"{number} is the id of {others[0]} too"

    def _place(self, old: Old) -> None:
        above = self._above(old)
        if isinstance(above, str):
            self.left[old.path] = f"it is part of {above}, which stays"
            return
        path, home = self._home(old, above)
        standing = self.given.kind(home)
        if standing not in (None, "folder"):
            self.left[old.path] = f"a file stands at {home}"
        elif why := self._claimed(old.path, path):
            self.left[old.path] = why
        else:
            self.going[old.number] = Going(old, path, home, above)
            if above is None and old.kind != layout.EPIC:
                self.notices.append(f"{old.number}: nothing says whose part it is, so it goes to the top: {path}")

    def _home(self, old: Old, above: Above | None) -> tuple[str, str]:
        """The spec's new path, and the folder for what comes along."""
        if above is None or old.kind == layout.EPIC:
            folder = f"{self.prefix}{old.number}"
            return f"{folder}/{'epic.md' if old.kind == layout.EPIC else 'spec.md'}", folder
        folder = f"{above.folder}/{old.number}"
        if old.kind == layout.TASK and not self._keeps_folder(old):
            return f"{above.folder}/{old.number}.spec.md", above.folder
        return f"{folder}/spec.md", folder

    def _keeps_folder(self, old: Old) -> bool:
        """Whether a task has files of its own besides spec and journal; then its folder stays one."""
        inside = self.given.index.paths(old.folder) if old.folder else []
        return any(path != old.path and not oldlayout.journal_name(path) for path in inside)

    def _claimed(self, old: str, new: str) -> str | None:
        """Takes a place for a file; says why it cannot have it."""
        if self.given.kind(new) is not None:
            return f"something stands at {new} already"
        if other := self.taken.get(key(new)):
            return f"{other} goes to {new} too"
        self.taken[key(new)] = old
        self.moves[old] = new
        return None

    # whose part a spec is

    def _above(self, old: Old) -> Above | str | None:
        """Its parent as it will be; the parent's path where that is left alone."""
        if old.kind == layout.EPIC:
            return None
        for one, next_above in self._candidates(old):
            if isinstance(one, str):
                return one
            kind = one.kind if isinstance(one, Old) else one.spec.type
            steps = RANK[old.kind] - RANK.get(kind, 9)
            if one.path == old.path or steps < 1 or (next_above and steps > 1):
                continue
            if isinstance(one, Found):
                return Above(one.id, one.spec.title, one.path, one.home.folder)
            if one.path in self.left:
                return one.path
            going = self.going[one.number]
            return Above(one.number, one.title, going.path, going.home)
        return None

    def _candidates(self, old: Old) -> Iterator[tuple[Old | Found | str, bool]]:
        """What it lies in, what it says, what its number says; a path is of one that cannot be read.

        Some count only if they are of the type next above: a task that lies in its epic's folder is its feature's.
        """
        around = list(self._around(old))
        number = oldlayout.parent_by_number(old.number, old.kind)
        said = {field: list(self._stated(old, old.said.get(field, ""))) for field in oldlayout.PARENT_FIELDS}
        yield from ((one, True) for one in around)
        yield from ((one, not field.startswith("parent")) for field, stated in said.items() for one in stated)
        yield from ((one, True) for one in (self._bearing(number) if number else ()))
        yield from ((one, False) for one in around)
        yield from ((one, False) for stated in said.values() for one in stated)

    def _around(self, old: Old) -> Iterator[Old | Found | str]:
        for folder in layout.folders_above(old.path):
            if folder in self.folders and folder != old.folder:
                spec = self.folders[folder]
                yield self.olds.get(spec, spec)
            for name in ("spec.md", "epic.md"):
                found = self.given.specs.at(f"{folder}/{name}")
                if found and found.path not in self.olds:
                    yield found

    def _stated(self, old: Old, value: str) -> Iterator[Old | Found | str]:
        for link in scan(raw(value), 0).links:
            path = leads_to(self.names, old.path, link.target)
            if path and (one := self.olds.get(path) or self.given.specs.at(path)):
                yield one
        for number in oldlayout.numbers(value):
            yield from self._bearing(number)

    def _bearing(self, number: int) -> Iterator[Old | Found | str]:
        yield from (path for path, bears in self.unread.items() if bears == number)
        yield from (one for one in self.olds.values() if one.number == number)
        yield from (one for one in self.given.specs.bearing(number) if one.path not in self.olds)

    # what comes along

    def _unread_journals(self) -> None:
        """A spec whose journal cannot be read stays with it."""
        for path in self.files:
            name = oldlayout.journal_name(path)
            if name and (why := self._unreadable(path)):
                self.left[path] = why
                for one in self.olds.values():
                    if one.number in self._whose(path, name):
                        self.left.setdefault(one.path, f"its journal stays: {path}")

    def _journals(self) -> None:
        for path in self.files:
            name = oldlayout.journal_name(path)
            if name is None or path in self.left:
                continue
            found = [number for number in self._whose(path, name) if number in self.going]
            if len(found) != 1:
                stays = self._stray(path, None) if layout.specs_of_journal(path) else None
                self.left[path] = stays or "no old spec is found whose journal it is"
                continue
            going = self.going[found[0]]
            here = layout.home(going.path)
            assert here is not None  # it is the new path of a spec
            if going.journal:
                self.left[path] = f"{going.journal} is the journal of {going.old.number} already"
            elif why := self._claimed(path, here.journal):
                self.left[path] = why
            else:
                self.going[going.old.number] = going._replace(journal=path)

    def _whose(self, path: str, name: JournalName) -> list[int]:
        """The numbers of the old specs whose journal it may be."""
        if name.number is not None:
            return [name.number]
        near = [one for one in self.olds.values() if folder_of(one.path) == folder_of(path)]
        return [one.number for one in near if name.words in oldlayout.slugs(one.name)]

    def _delivered(self, commits: list[Committed]) -> dict[int, oldnotes.Delivered]:
        known = {path for path in self.moves if oldlayout.spec_name(path) or oldlayout.journal_name(path)}
        added = oldnotes.added_by(commits, oldnotes.naming(commits))
        found = {}
        for number, going in self.going.items():
            notes = [going.old.note]
            if going.journal:
                notes.append(read_note(going.journal, self.given.text(going.journal)))
            mine = [path for path in added.get(number, []) if self._may_be_of(going.old, path)]
            found[number] = oldnotes.delivered(self.given, self.names, notes, known, mine)
        named = {path for one in found.values() for path in one.files}
        for path in self.files:
            folder = layout.deliverables_folder(path)
            owner = self._owner(path)
            if folder and owner and owner.number in found and path not in named and not layout.is_index(path):
                found[owner.number].files[path] = oldnotes.What(name_of(path), "", mentioned=False)
        return found

    def _may_be_of(self, old: Old, path: str) -> bool:
        """Whether a file that came with a spec's commit may be its: among the specs, only what lies beside it."""
        near = folder_of(old.path)
        beside = near not in ("", self.source, self.target) and path.startswith(near + "/")
        return beside or not (self.given.root and path.startswith(self.given.root + "/"))

    def _owner(self, path: str) -> Old | None:
        """The spec in whose own folder a file lies."""
        near = (self.folders[folder] for folder in layout.folders_above(path) if folder in self.folders)
        return next((self.olds[spec] for spec in near if spec in self.olds), None)

    def _along(self, path: str, delivered: dict[int, oldnotes.Delivered]) -> None:
        owner = self._owner(path)
        if owner is None or owner.number not in self.going:
            if why := self._stray(path, owner):
                self.left[path] = why
            return
        going = self.going[owner.number]
        if self.given.kind(path) == "symlink":
            self.left[path] = "it is a symbolic link"
            return
        inside = path[len(owner.folder or "") + 1 :]
        loose = inside.partition("/")[0].casefold() != layout.DELIVERABLES
        what = next((one.files[path] for one in delivered.values() if path in one.files), None)
        if loose and what and what.mentioned:
            better = f"{going.home}/{layout.DELIVERABLES}/{oldlayout.delivered_as(inside)}"
            if self._claimed(path, better) is None:
                return
        if why := self._claimed(path, f"{going.home}/{inside}"):
            self.left[path] = why

    def _stray(self, path: str, owner: Old | None) -> str | None:
        """Why a file that looks like the old layout stays; None for one that does not look so."""
        above = [spec for folder, spec in self.folders.items() if path.startswith(folder + "/")]
        if owner or above:
            return f"it stays with {owner.path if owner else above[-1]}"
        for folder in layout.folders_above(path):
            name = oldlayout.old_name(name_of(folder))
            if name and name.type:
                return f"no spec of {name.number} is found in {folder}"
        ends = name_of(path).casefold().endswith((".spec.md", ".context.md"))
        if ends and layout.below("", path) and not layout.home(path) and not layout.specs_of_journal(path):
            return "its name bears no id"
        return None
