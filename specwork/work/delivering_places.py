"""What is written down of a deliverable: the items of spec and journal, the trace, the line in the folder's list.

The second half of `deliverables`, on the same ground as settling and in the same words, so that settling afterwards
finds nothing to do. Where files go was decided before.
"""

from collections.abc import Sequence
from sqlite3 import connect

from specwork.domain import layout, traces
from specwork.domain.deliverable import delivered, leads_to
from specwork.domain.facts import DELIVERS, Dark, Fact, Memory, Place, Says
from specwork.domain.places import DELIVERABLES
from specwork.domain.templates import line_of
from specwork.work.agreement import Agreement, make_tables
from specwork.work.cast import Cast, Ref
from specwork.work.delivering_files import Planned
from specwork.work.given import Given
from specwork.work.settling.delivering import INDEX, ITEM, JOURNAL_ITEM, TRACE, Delivers, listed_under
from specwork.work.settling.ground import Ground
from specwork.work.view import View
from vault.edits.changes import Move, Rewrite, rewrite
from vault.edits.linking import link_to
from vault.errors import Refused
from vault.index.resolve import Names
from vault.notes.links import read_link
from vault.text import Edit
from vault.typed import NamedTuple


def ground_of(given: Given, view: View) -> Ground:
    """The ground that settling stands on, with nothing agreed: what is written here is what somebody asked for."""
    agreement = Agreement(connect(":memory:", isolation_level=None))
    make_tables(agreement.connection, "")
    return Ground(view, Cast(view, agreement), agreement, Memory(), given.now.toordinal())


class Delivering(Delivers):
    """`mine` are the facts to be written down, with how they were asked for."""

    def __init__(self, ground: Ground, description: str) -> None:
        super().__init__(ground)
        self.mine: dict[Fact, Planned] = {}
        self.after = f" - {_description(description)}" if description.strip() else ""
        self.notices: list[str] = []

    def deliver(self, ref: Ref, one: Planned, *, trace: bool) -> bool:
        """Writes it down where it is not yet; whether there was such a place."""
        before = dict(self.view.over)
        if one.path is None or (one.code and not (one.line or trace)) or self._named(ref, one):
            self._list_code(ref, one)
        if one.path is not None and (one.code is None or one.line or trace):
            fact = Fact(DELIVERS, ref.id, one.path)
            self.mine[fact] = one
            self._write_all(fact, code=one.code is not None and self._named(ref, one), trace=trace)
        return before != self.view.over

    def _write_all(self, fact: Fact, *, code: bool, trace: bool) -> None:
        for place, voice in self.voices(fact).items():
            if code and place.kind in (ITEM, JOURNAL_ITEM):
                continue
            reading = self.reading(fact, place)
            if isinstance(reading, Dark):
                raise Refused(f"{place.host}: {reading.why}", where=place.host, hint="mend that first")
            if reading is not None or not (voice.required or (trace and place.kind == TRACE)):
                continue
            if place.kind != TRACE or trace:
                self.write(fact, place)
            else:
                self._traced_if_it_can(fact, place)

    def _traced_if_it_can(self, fact: Fact, place: Place) -> None:
        """A file that cannot bear the comment is named by its folder's list all the same."""
        try:
            self.write(fact, place)
        except Refused as refused:
            self.notices.append(f"{place.host} bears no trace: {refused.message}")

    # code of people, named in backticks

    def _named(self, ref: Ref, one: Planned) -> bool:
        """Whether spec and journal name it already."""
        return all(self._names(path, one) for path in (ref.path, ref.journal))

    def _names(self, path: str, one: Planned) -> bool:
        host = self.view.host(path)
        entries = delivered(host.note) if host and host.note else []
        return any(entry.code == one.code for entry in entries)

    def _list_code(self, ref: Ref, one: Planned) -> None:
        line = f"`{one.code}`" + (f" (line {one.line})" if one.line else "") + self.after
        for path in (ref.path, ref.journal):
            host = self.view.host(path)
            if host and not self._names(path, one):
                under = one.heading if path == ref.journal else None
                self.ground.edit(path, listed_under(host, line, under), f"{ref.label} delivers {one.code}")

    # how settling's words become ours

    def _needs_index(self, folder: str, index: str, path: str) -> bool:
        return any(fact.object == path for fact in self.mine) or super()._needs_index(folder, index, path)

    def _category(self, fact: Fact) -> str:
        mine = self.mine.get(fact)
        return mine.heading if mine else super()._category(fact)

    def _words(self, fact: Fact) -> tuple[str, str, str]:
        mine = self.mine.get(fact)
        if mine is None or self._is_listed(fact):
            return super()._words(fact)
        if mine.code is None:
            return "", mine.title, self.after
        return f"`{mine.code}` (", f"Line {mine.line}" if mine.line else mine.title, ")" + self.after

    def _is_listed(self, fact: Fact) -> bool:
        ref = self._ref(fact)
        places = (Place(ITEM, ref.path), Place(JOURNAL_ITEM, ref.journal))
        return any(isinstance(self.reading(fact, place), Says) for place in places)

    def _item_link(self, fact: Fact, host: str, text: str) -> str | None:
        mine = self.mine.get(fact)
        if mine is None or mine.code is None:
            return super()._item_link(fact, host, text)
        return self.code_link(host, mine, text)

    def code_link(self, host: str, one: Planned, text: str) -> str | None:
        """A link to a line; as Markdown, the one way to name a line that other programs follow too."""
        sub = f"#L{one.line}" if one.line else ""
        style = self.view.given.style()._replace(markdown=True)
        return link_to(self.view.names, host, one.path or "", text, style, sub=sub)

    # what others delivered

    def index_others(self, index: str, kin: list[Ref]) -> None:
        """A list that was made now names all that its folder's specs list there already."""
        folder = index.rpartition("/")[0]
        for ref in kin:
            host = self.view.host(ref.path)
            listing = host.listings.get(DELIVERABLES) if host else None
            for path in self.stated(host, listing) if host and listing else ():
                if layout.deliverables_folder(path) == folder and self.view.exists(path):
                    self._index(Fact(DELIVERS, ref.id, path), index)

    def _index(self, fact: Fact, index: str) -> None:
        ref = self._ref(fact)
        both = (Place(ITEM, ref.path), Place(JOURNAL_ITEM, ref.journal))
        if all(isinstance(self.reading(fact, place), Says) for place in both):
            place = Place(INDEX, index)
            if self.reading(fact, place) is None and not self.missing(fact, None):
                self.write(fact, place)

    def carried_along(self, old: str, new: str) -> None:
        """The lines on a file that moved leave the list of its old folder, and join that of its new one."""
        before, after = layout.deliverables_folder(old), layout.deliverables_folder(new)
        if before is None or before == after or not self.view.exists(layout.index_of(before)):
            return
        index = layout.index_of(before)
        host = self.view.host(index)
        if host is None or host.dark:
            return
        for spot in self.stated(host, host.listings[""]).get(new, []):
            for subject in self.index_subjects(index, spot):
                if self.cast.called(subject):
                    fact = Fact(DELIVERS, subject, new)
                    self.remove(fact, Place(INDEX, index))
                    self._index(fact, layout.index_of(after or ""))


def _description(text: str) -> str:
    """What a description says, on one line, and without a link: the first link of an item states what is delivered."""
    return line_of(" ".join(text.split()).replace("](", "] ("))


# traces of files that move

Led = tuple[str, str]  # a link as written, and the file that it leads to


class Trail(NamedTuple):
    """A trace in a file that moves, and where it leads before."""

    move: Move
    trace: traces.Trace
    spec: Led | None
    journal: Led | None


def trails(given: Given, moves: Sequence[Move]) -> list[Trail]:
    return [
        Trail(move, trace, _meant(given, move.old, trace.raw), _meant(given, move.old, trace.context_raw))
        for move in moves
        for trace in traces.traces(move.old, given.text(move.old))
    ]


def repointed(given: Given, names: Names, found: Sequence[Trail]) -> list[Rewrite]:
    """The traces of files that move, so that they still lead where they led; `names` are as they will be."""
    edits: dict[str, list[Edit]] = {}
    for move, trace, spec, journal in found:
        new = traces.relinked(trace, _again(given, names, move, spec), _again(given, names, move, journal))
        edits[move.old] = edits.get(move.old, []) + new
    return [one for path, new in edits.items() for one in rewrite(path, given.text(path), new)]


def _meant(given: Given, path: str, written: str | None) -> Led | None:
    led = leads_to(given.index.names, path, read_link(written).target) if written else None
    return (written, led) if written and led else None


def _again(given: Given, names: Names, move: Move, led: Led | None) -> str | None:
    return link_to(names, move.new, led[1], read_link(led[0]).alias or "", given.style()) if led else None


def kin_of(view: View, cast: Cast, deliverables: str) -> list[Ref]:
    """The specs whose deliverables lie in one folder: a feature and its tasks."""
    own = cast.of_folder(deliverables)
    paths = view.below(own.home.folder) if own else []
    tasks = [path for path in paths if (here := layout.home(path)) and here.inline]
    found = [cast.at(path) for path in tasks if layout.own_deliverables(path) == deliverables]
    return [one for one in (own, *found) if one]
