"""Which specs there are, and how far each has come: for lists, for what may be begun next, for the tree of a vault.

Everything here is told from the rows of the index; no note is read.
"""

from collections.abc import Iterable, Iterator

from specwork.domain import layout
from specwork.domain.spec import JournalRow, Spec
from specwork.domain.status import BLOCKED, COMPLETED, DROPPED, FAILED, is_open, meaning
from specwork.errors import BadUsage
from specwork.work.finding import Found, Specs
from specwork.work.given import Given
from specwork.work.waiting import depends
from vault.index.resolve import RememberedNames
from vault.typed import NamedTuple


class Listed(NamedTuple):
    """A spec among others. `journal` is None where none stands; `parent` is the path of its parent's spec."""

    found: Found
    journal: JournalRow | None
    parent: str | None

    @property
    def spec(self) -> Spec:
        return self.found.spec

    @property
    def sessions(self) -> int:
        return self.journal.sessions if self.journal else 0


class Forest:
    """All specs of a vault with who is whose part, from two questions to the index."""

    def __init__(self, specs: Specs) -> None:
        journals = specs.journals()
        self.at = {one.path: one for one in specs.all()}
        self.journals = journals
        self.below: dict[str | None, list[Listed]] = {}
        self.all: list[Listed] = []
        for one in self.at.values():
            parent = next((path for path in layout.parents_of(one.home) if path in self.at), None)
            listed = Listed(one, journals.get(one.journal), parent)
            self.all.append(listed)
            self.below.setdefault(parent, []).append(listed)
        self.named = {listed.found.path: listed for listed in self.all}

    def children(self, path: str | None) -> list[Listed]:
        """The parts of a spec, by id; of None: those that are nobody's part."""
        return self.below.get(path, [])

    def subtree(self, path: str) -> Iterator[Listed]:
        """All that lies below a spec, itself not."""
        waiting = self.children(path)[::-1]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += self.children(one.found.path)[::-1]

    def above(self, listed: Listed) -> Iterator[Listed]:
        """Whose part it is, and whose part that is."""
        while listed.parent is not None:
            listed = self.named[listed.parent]
            yield listed


class Wanted(NamedTuple):
    """What a list is narrowed to; the empty text asks for nothing in particular."""

    type: str = ""
    status: str = ""
    under: str = ""
    open: bool = False
    blocked: bool = False


EVERYTHING = Wanted()


def listed(given: Given, wanted: Wanted = EVERYTHING) -> list[Listed]:
    """The specs that are asked for, by id."""
    if wanted.type and wanted.type not in layout.TYPES:
        raise BadUsage(f"no type is called {wanted.type!r}", hint=f"one of {', '.join(layout.TYPES)}")
    forest = Forest(given.specs)
    among: Iterable[Listed] = forest.all
    if wanted.under:
        among = sorted(forest.subtree(given.specs.find(wanted.under).path), key=lambda one: one.spec.id)
    return [one for one in among if _fits(one.spec, wanted)]


def _fits(spec: Spec, wanted: Wanted) -> bool:
    return (
        (not wanted.type or spec.type == wanted.type)
        and (not wanted.status or meaning(spec.status) == meaning(wanted.status))
        and (not wanted.open or is_open(spec.status))
        and (not wanted.blocked or meaning(spec.status) == BLOCKED)
    )


class Ready(NamedTuple):
    """A spec that may be begun. `leaf`: no part of it is still open. `free`: nobody else has taken it."""

    listed: Listed
    leaf: bool
    free: bool


def ready(given: Given, *, me: str | None = None) -> list[Ready]:
    """What may be begun now: nothing it waits on is open, nobody works on it. What has no open parts comes first.

    `me` is who may take what is theirs; the empty name is nobody's, for what is told to everybody.
    """
    forest = Forest(given.specs)
    me = given.participant if me is None else me
    names = RememberedNames(given.index.names)
    waiting: dict[str, bool] = {}

    def held(one: Listed) -> bool:
        """Whether it waits on something, or is not to be worked on as long as its status stands."""
        if one.found.path not in waiting:
            waiting[one.found.path] = meaning(one.spec.status) in (BLOCKED, FAILED, DROPPED) or any(
                not other.done for other in depends(given.specs, one.found, names, forest.at)
            )
        return waiting[one.found.path]

    found = []
    for one in forest.all:
        begun = one.journal is not None and bool(one.journal.open)
        if not is_open(one.spec.status) or begun or held(one) or any(held(above) for above in forest.above(one)):
            continue
        leaf = not any(is_open(part.spec.status) for part in forest.children(one.found.path))
        found.append(Ready(one, leaf, one.spec.owner.casefold() in ("", me.casefold())))
    return sorted(
        found, key=lambda one: (not one.leaf, not one.free, urgency(one.listed.spec.priority), one.listed.spec.id)
    )


_URGENCY = {
    "critical": 0, "urgent": 0, "highest": 0, "blocker": 0, "high": 1, "medium": 2, "normal": 2, "": 2,
    "low": 3, "minor": 3, "lowest": 4,
}  # fmt: skip


def urgency(priority: str) -> float:
    """What comes first: a word, `p0`, or a number, the smaller the sooner. Said in no way, it is in the middle.

    >>> [urgency(said) for said in ("critical", "P1", "2", "", "low", "10", "someday")]
    [0, 1.0, 2.0, 2, 3, 10.0, 2]
    """
    word = priority.strip().casefold()
    if word in _URGENCY:
        return _URGENCY[word]
    number = word.removeprefix("p")
    try:
        return float(number) if number[:1].isdigit() else _URGENCY[""]
    except ValueError:
        return _URGENCY[""]


class Progress(NamedTuple):
    """How far a spec and all below it have come; what was dropped does not count."""

    met: int
    total: int
    completed: int  # of the specs below it
    below: int

    @property
    def percent(self) -> int | None:
        if self.total:
            return 100 * self.met // self.total
        return 100 * self.completed // self.below if self.below else None


def progresses(forest: Forest) -> dict[str, Progress]:
    """The progress of every spec, by path; each is looked at once."""
    order = [*forest.children(None)]
    for one in order:  # it grows as it is gone through: parts stand behind the whole
        order += forest.children(one.found.path)
    below: dict[str, tuple[int, int, int, int]] = {}
    made = {}
    for one in reversed(order):
        spec = one.spec
        sums = [0, 0, 0, 0]
        for part in forest.children(spec.path):
            own, counts = part.spec, meaning(part.spec.status) != DROPPED
            known = below[part.found.path]
            if counts:
                done = meaning(own.status) == COMPLETED
                known = (known[0] + own.met, known[1] + own.total, known[2] + done, known[3] + 1)
            sums = [mine + theirs for mine, theirs in zip(sums, known, strict=True)]
        below[spec.path] = (sums[0], sums[1], sums[2], sums[3])
        made[spec.path] = Progress(spec.met + sums[0], spec.total + sums[1], sums[2], sums[3])
    return made


def progress_of(spec: Spec, parts: list[Spec]) -> Progress:
    """The progress of one spec, by itself and by what lies below it and was not dropped."""
    return Progress(
        spec.met + sum(part.met for part in parts),
        spec.total + sum(part.total for part in parts),
        sum(meaning(part.status) == COMPLETED for part in parts),
        len(parts),
    )
