"""The job that mends a number which two branches gave to two specs: the one of one side gets another.

After a merge both specs stand there, and git tells which came from where. In the middle of one both may lie at the same
path: then the spec of that side is written out anew beside the other, from its commit, as its branch left it. A number
in a line that only one side wrote means that side's spec. What is not certain is refused or told. Nothing is staged.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from shlex import quote

from specwork.domain import layout
from specwork.domain.ids import next_id
from specwork.domain.merge import kind_at, merged
from specwork.domain.schema import read_spec
from specwork.domain.templates import moment
from specwork.errors import BadUsage, IdClash, UnknownSpec
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.making import Numbers, free, number_in
from specwork.work.renumbering import Naming, joined_edits, renumbered
from vault.edits.changes import Change, ChangeSet, Create, Move, Rewrite, rewrite
from vault.edits.rename import repaired_among
from vault.errors import Refused
from vault.index.resolve import FileNames
from vault.notes.note import read_note
from vault.paths import folder_of, is_note, name_of
from vault.text import Edit, raw
from vault.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specwork.work.history import History, Sides

OURS, THEIRS = "ours", "theirs"
SIDES = (OURS, THEIRS)


def renumber_side(given: Given, *, number: int, side: str, new: int | None = None) -> ChangeSet:
    """The spec of that number which came from one side bears another."""
    git = given.git
    if git is None:
        raise Refused("there is no git here to tell two sides apart", hint=f"name it by its path: {_BY_PATH}")
    claimants = given.specs.bearing(number)
    for sides in git.sides():
        meeting = _Meeting(git, sides, side)
        mine = [one for one in claimants if meeting.is_mine(one.path)]
        others = [one for one in claimants if meeting.is_others(one.path)]
        if len(mine) == 1 and others and len(mine) + len(others) == len(claimants):
            return renumbered(given, mine[0], new, meeting.means)
        if sides.during and (path := meeting.shared(given.root, number)):
            return _Parting(given, meeting, path, number, new).changes()
    if not claimants:
        raise UnknownSpec(f"no spec has the id {number}", hint="see which there are: specwork list")
    if len(claimants) == 1:
        raise BadUsage(
            f"only one spec bears {number}: {claimants[0].spec.label}",
            hint=f"without --side: specwork renumber {number} NEW",
        )
    raise IdClash(
        f"git cannot tell which of these came from which side: {', '.join(one.path for one in claimants)}",
        where=claimants[0].path,
        hint=f"name it by its path: {_BY_PATH}",
    )


_BY_PATH = "specwork renumber PATH --next"


class _Meeting:
    """A merge, seen from the side whose spec gets another number: `mine` is that one."""

    def __init__(self, git: "History", sides: "Sides", side: str) -> None:
        self.git, self.sides, self.side = git, sides, side
        self.mine, self.others = (sides.theirs, sides.ours) if side == THEIRS else (sides.ours, sides.theirs)
        self._lines: dict[tuple[str, str], set[bytes]] = {}

    def is_mine(self, path: str) -> bool:
        return self.git.show(self.mine, path) is not None and self.git.show(self.others, path) is None

    def is_others(self, path: str) -> bool:
        return self.git.show(self.others, path) is not None and self.git.show(self.mine, path) is None

    def means(self, path: str, line: bytes) -> bool:
        """Whether a line stands there because of this side alone."""
        bare = line.rstrip(b"\r\n")
        return bare in self.lines(self.mine, path) and bare not in self.lines(self.others, path)

    def lines(self, commit: str, path: str) -> set[bytes]:
        if (commit, path) not in self._lines:
            text = self.git.show(commit, path) or b""
            self._lines[commit, path] = {line.rstrip(b"\r\n") for line in text.splitlines()}
        return self._lines[commit, path]

    def shared(self, root: str, number: int) -> str | None:
        """The path at which both sides made a spec of that number."""
        mine, others = self.git.files(self.mine), self.git.files(self.others)
        before = self.git.files(self.sides.base) if self.sides.base else {}
        found = [path for path in mine if _is_spec(root, path, number) and others.get(path, mine[path]) != mine[path]]
        if len(found) > 1:
            raise Refused(
                f"both sides have {len(found)} specs of the number {number}", where=found[0], hint="settle one by hand"
            )
        if found and found[0] in before:
            raise Refused(
                f"{found[0]} was there before the sides parted: it is one spec, which both changed",
                where=found[0],
                hint="settle the conflict in it",
            )
        return found[0] if found else None


def _is_spec(root: str, path: str, number: int) -> bool:
    here = layout.home(path)
    return here is not None and here.number == number and layout.below(root, path)


class _World(NamedTuple):
    """A side's own tree: its files, and what moves in it."""

    files: Mapping[str, str]
    moves: dict[str, str]


class _Parting:
    """Two specs that lie at one path are laid side by side."""

    def __init__(self, given: Given, meeting: _Meeting, path: str, number: int, new: int | None) -> None:
        self.given, self.meeting, self.git = given, meeting, meeting.git
        self.found = self._spec(path, number)
        self.theirs = meeting.git.files(meeting.others)
        files = meeting.git.files(meeting.mine)
        self.number = self._number(files, new)
        self.world = _World(files, dict(self._moves(files)))
        self.notices: list[str] = []

    def _spec(self, path: str, number: int) -> Found:
        text = self.git.show(self.meeting.mine, path) or b""
        spec, here = read_spec(read_note(path, text), self.given.root), layout.home(path)
        if spec is None or here is None or spec.id != number:
            raise Refused(f"{path} does not say that it is {number}", where=path, hint="settle the conflict by hand")
        return Found(spec, here)

    def _place(self) -> str:
        here = self.found.home
        return here.folder if here.inline else folder_of(here.folder)

    def _number(self, files: Iterable[str], new: int | None) -> int:
        """As asked, if it is free everywhere; else the next one that is."""
        place = self._place()
        taken = Numbers(self.given, place)
        start = len(place) + 1 if place else 0
        for path in (*files, *self.theirs):
            if path[:start].rstrip("/") == place:
                taken.seen.update(number for step in path[start:].split("/") if (number := number_in(step)) is not None)
        if new is None:
            above = next((path for path in layout.parents(self.found.path) if path in self.theirs), None)
            parent = layout.home(above) if above else None
            return next_id(self.found.spec.type, parent.number if parent else None, taken)
        if not 0 < new < 10**15:
            raise BadUsage(f"{new} is no id", hint="an id is a whole number above zero")
        if new in taken:
            raise IdClash(f"{new} is taken", where=place, hint="choose another, or leave it out for the next free one")
        return new

    def _moves(self, files: Iterable[str]) -> Iterator[tuple[str, str]]:
        here = self.found.home
        if here.inline:
            for path in (here.spec, here.journal):
                if path in files:
                    name = name_of(path)
                    yield path, path[: len(path) - len(name)] + f"{self.number}{name[name.index('.') :]}"
            return
        place = self._place()
        folder = f"{place}/{self.number}" if place else str(self.number)
        for path in files:
            if path.startswith(here.folder + "/"):
                yield path, folder + path[len(here.folder) :]

    # what changes

    def changes(self) -> ChangeSet:
        contents = {
            path: self.git.show(self.meeting.mine, path) or b"" for path in (*self.world.moves, *self._concerned())
        }
        now = self._renamed(contents)
        done: list[Change] = []
        for old, new in self.world.moves.items():
            free(self.given, new)
            done += self._parted(old, new, contents[old], now[old])
        for path, text in contents.items():
            if path not in self.world.moves and now[path] != text:
                done += self._followed(path, text, now[path])
        self._told_of_parts()
        self.notices.append(f"nothing is staged yet; when you are content: git add -A {' '.join(self._places(done))}")
        return ChangeSet(
            f"Renumber {self.found.spec.label} of {self.meeting.side} to {self.number}",
            tuple(done),
            tuple(self.notices),
        )

    def _places(self, done: Iterable[Change]) -> list[str]:
        """What is to be staged: a folder that parted as a whole, else file by file."""
        named = dict.fromkeys([*self.world.moves, *self.world.moves.values()])
        if not self.found.home.inline:
            named = dict.fromkeys(folder_of(path) for path in (self.found.path, self.world.moves[self.found.path]))
        rest = [one.path for one in done if isinstance(one, Rewrite) and one.path not in self.world.moves]
        return sorted({quote(path) for path in [*named, *rest]})

    def _concerned(self) -> list[str]:
        """The notes that this side wrote otherwise than the other, and that may name the spec."""
        bare = str(self.found.id).encode()
        return [
            path
            for path, blob in self.world.files.items()
            if path not in self.world.moves
            and self.theirs.get(path) != blob
            and (is_note(path) or path.endswith(".canvas"))
            and self.given.kind(path) == "file"
            and bare in self.given.text(path)
        ]

    def _renamed(self, contents: Mapping[str, bytes]) -> dict[str, bytes]:
        """Every file as this side would have it, had it taken the new number from the start."""
        notes = {path: text for path, text in contents.items() if is_note(path) or path.endswith(".canvas")}
        found = repaired_among(self.world.files, notes, self.world.moves, fallback=self.given.style().form)
        self.notices += [f"{path}: no spelling of {link} leads there; mend it by hand" for path, link in found.lost]
        moved = {one.path: one for one in found.rewrites}
        today = moment(self.given.now, "YYYY-MM-DD")
        naming = Naming(self.found, self.number, FileNames(self.world.files), today, lambda path, line: True)
        now = {}
        for path, text in contents.items():
            if path in notes:
                one = joined_edits(path, text, moved.get(path), naming)
                now[path] = one.content if one else text
            else:
                now[path] = self._traced(text, naming)
        return now

    def _traced(self, text: bytes, naming: Naming) -> bytes:
        """A deliverable's trace says the number too."""
        for label in naming.labels:
            renamed = naming.new + raw(label)[len(naming.old) :]
            text = text.replace(b"|" + raw(label) + b"]]", b"|" + renamed + b"]]")
        return text

    def _parted(self, old: str, new: str, text: bytes, now: bytes) -> Iterator[Change]:
        """This side's file at its new place; at the old one the other's, as it was."""
        there = self.given.text(old) if self.given.kind(old) == "file" else None
        others = self.git.show(self.meeting.others, old) if old in self.theirs else None
        if others is None and there is not None:
            if _bare(there) != _bare(text):
                raise _edited(old)
            yield Move(old, new)
            yield from rewrite(old, there, [Edit(0, len(there), now)] if now != text else [])
            return
        yield Create(new, now)
        if now.startswith(b"#!"):
            self.notices.append(f"{new} is not executable yet: chmod +x {quote(new)}")
        if others is not None and there is not None and there != others:
            known = self.meeting.lines(self.meeting.mine, old) | self.meeting.lines(self.meeting.others, old)
            if any(line not in known for line in _bare(there)):
                raise _edited(old)
            yield Rewrite(old, (Edit(0, len(there), others),), there)

    def _followed(self, path: str, text: bytes, now: bytes) -> Iterator[Change]:
        """Another note, in which lines of this side name the spec."""
        there = self.given.text(path)
        old, new = text.splitlines(keepends=True), now.splitlines(keepends=True)
        if there == text and path not in self.theirs:
            yield Rewrite(path, (Edit(0, len(there), now),), there)
            return
        pairs = {
            one.rstrip(b"\r\n"): other.rstrip(b"\r\n") for one, other in zip(old, new, strict=True) if one != other
        }
        both = [line for line in pairs if line in self.meeting.lines(self.meeting.others, path)]
        for line in both:
            del pairs[line]
        if both:
            self.notices.append(
                f"{path}: both sides wrote the same of {self.found.id}; what they meant is left as it is"
            )
        mine = b"".join(_swapped(old, pairs))
        again = self._merged_again(path, there, text, mine)
        after = again if again is not None else b"".join(_swapped(there.splitlines(keepends=True), pairs))
        said = set(_bare(there))
        if again is None and any(line not in said for line in pairs):
            self.notices.append(f"{path}: a line that names {self.found.id} is not there any more; look at it")
        yield from rewrite(path, there, [Edit(0, len(there), after)] if after != there else [])

    def _merged_again(self, path: str, there: bytes, text: bytes, mine: bytes) -> bytes | None:
        """The merge of the note with the new number in it, where what lies there is the merge as it came."""
        kind, sides = kind_at(path), self.meeting.sides
        if kind is None or path not in self.theirs:
            return None
        base = (self.git.show(sides.base, path) if sides.base else None) or b""
        others = self.git.show(self.meeting.others, path) or b""

        def meet(own: bytes) -> tuple[bytes, bytes]:
            return (others, own) if self.meeting.side == THEIRS else (own, others)

        before = merged(base, *meet(text), kind)
        after = merged(base, *meet(mine), kind)
        if before is None or after is None or _bare(before.text) != _bare(there):
            return None
        return after.text if after.conflicts <= before.conflicts else None

    def _told_of_parts(self) -> None:
        here = {home.number for path in self.theirs if path != self.found.path and (home := layout.home(path))}
        for old, new in self.world.moves.items():
            home = layout.home(old)
            if home and old != self.found.path and home.number in here:
                self.notices.append(f"{home.number} is the number of two specs now: specwork renumber {new} --next")


_mark = re.compile(rb"(?:<{7,}|={7,}|>{7,}|\|{7,})(?: |\Z)").match


def _bare(text: bytes) -> list[bytes]:
    """The lines of a text without the marks of a conflict."""
    return [line for line in (one.rstrip(b"\r\n") for one in text.splitlines()) if not _mark(line)]


def _swapped(lines: Iterable[bytes], pairs: Mapping[bytes, bytes]) -> Iterator[bytes]:
    for line in lines:
        bare = line.rstrip(b"\r\n")
        yield pairs.get(bare, bare) + line[len(bare) :]


def _edited(path: str) -> Refused:
    return Refused(
        f"{path} was edited since the merge began, and says what neither side does",
        where=path,
        hint="keep that elsewhere, then take the conflict back: git checkout -m -- " + path,
    )
