"""A change of our own, settled before it is made: what it adds or takes away is said in all its places at once.

Only that: what lagged before goes on lagging, and is left to sync. What the change says is right in itself; what it
left as it was is compared with what stood there before, not with what was agreed on.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from specwork.domain import layout
from specwork.domain.facts import DELIVERS, STATUS, TITLE, Agreed, Fact, Memory, Place, Reading, Says, Value
from specwork.domain.places import DELIVERABLES, FILE
from specwork.work.agreement import Agreement
from specwork.work.cast import Cast, Ref
from specwork.work.given import Given
from specwork.work.settling.ids import spelled_out, typed
from specwork.work.settling.lineage import forms
from specwork.work.settling.memory import known_of, remembered
from specwork.work.settling.moving import known_file
from specwork.work.settling.round import Round
from specwork.work.view import View
from vault.edits.changes import ChangeSet, Create, Delete, Rewrite
from vault.edits.rename import RELATIVE
from vault.index.index import Preview
from vault.paths import below, folder_of
from vault.text import digest
from vault.typed import NamedTuple

Words = Mapping[tuple[str, Place], Reading]  # by relation and place


class Settled(NamedTuple):
    """The change with all that follows from it, and how much else lags close by."""

    changes: ChangeSet
    lags: int = 0


def settled(
    given: Given, changes: ChangeSet, agreement: Callable[[], Agreement], scratch: Callable[[], Agreement]
) -> Settled:
    """`agreement` opens what was agreed on, where it is needed; `scratch` gives an empty one to think with."""
    return _Own(given, changes, agreement, scratch()).run()


class _Own:
    def __init__(
        self, given: Given, changes: ChangeSet, agreement: Callable[[], Agreement], scratch: Agreement
    ) -> None:
        self.given, self.laid, self.agreement, self.scratch = given, changes, agreement, scratch
        self.day = given.now.toordinal()
        before, after = View(given, given.index.names), View(given, given.index.names, changes)
        self.before = Round(before, Cast(before, scratch), scratch, Memory(), self.day)
        self.after = Round(after, Cast(after, scratch), scratch, Memory(), self.day)
        self.moves = {old: new for new, old in after.origin.items()}
        self.come = [change.path for change in changes.changes if isinstance(change, Create)]
        hosts = [change.path for change in changes.changes if isinstance(change, (Rewrite, Delete))]
        if self.moves:  # what moves takes its statements along; in other notes only links follow
            beside = _registries(self.moves.values())
            hosts = [path for path in hosts if path in self.moves or folder_of(path) in beside]
        self.hosts = sorted(path for path in hosts if below(given.root, path))
        self.ids: dict[int, int] = {}  # specs that bear another number from now on

    def run(self) -> Settled:
        was = {self._now(path): self._stated(self.before, path) for path in self.hosts}
        self.refs = {ref.path: ref for path in self.hosts if (ref := self._spec(self.before, path))}
        said = {path: self._words(self.before, ref) for path, ref in self.refs.items()}
        above = {path: _nearest(self.before.view, path) for path in self.moves if layout.home(path)}
        crossing = self._crossing() if self.moves else set()
        with self._preview():
            paths = sorted({*was, *(path for path in self.come if below(self.given.root, path))})
            self._renumbered()
            facts = {self._called(fact) for fact in crossing}
            for path in paths:
                facts |= {self._called(fact) for fact in was.get(path, ())} ^ self._stated(self.after, path)
            kin, changed = self._kin(above), self._reworded(paths, said)
            numbered = [path for path in paths if self._numbered(path)]
        if not (facts or kin or changed or numbered or self.moves):
            return Settled(self.laid)
        self._think(facts)
        with self._preview():
            self._settle(facts, kin, changed)
            spelled_out(self.after.ground, numbered)
            notices = [one.message for one in self.after.ground.told if one.code in _WORTH_TELLING]
            self._remember(self.agreement())
            return Settled(self.after.view.changes(self.laid.why, notices), self._lags())

    def _preview(self) -> Preview:
        """The names of files as they will be. The index knows nothing of the change yet."""
        return self.given.index.preview(moves=self.moves, come=self.come)

    def _settle(
        self, facts: Iterable[Fact], kin: Iterable[tuple[Ref, Ref | None]], changed: Iterable[tuple[Ref, set[str]]]
    ) -> None:
        self.after.cast.forget()
        self.after.settle(sorted(facts))
        for ref, old in kin:
            self.after.lineage.arrived(ref)
            if old is not None:
                self.after.lineage.left(old, ref)
        for ref, hosts in changed:
            self.after.ground.memory = Memory(trusted=frozenset(hosts))
            self.after.wording.settled(ref)
        self.after.ground.memory = Memory()
        self._traces_follow()

    def _traces_follow(self) -> None:
        """What traces call a spec that bears another number or title from now on."""
        for ref in self.refs.values():
            now = self.after.cast.at(self._now(ref.path))
            if now is None or now.label == ref.label:
                continue
            words = dict(zip(forms(ref.id, ref.title), forms(now.id, now.title), strict=True))
            for fact in self.agreement().facts(DELIVERS, subject=ref.id):
                self.after.wording.follow_trace(self._now(fact.object), now, words)

    def _now(self, path: str) -> str:
        return self.moves.get(path, path)

    def _was(self, path: str) -> str:
        return self.after.view.origin.get(path, path)

    def _stated(self, looked: Round, path: str) -> set[Fact]:
        """The facts that one file states."""
        looked.facts.clear()
        looked.gather(path)
        return set(looked.facts)

    def _numbered(self, path: str) -> bool:
        """Whether links come to it that are no more than an id."""
        return bool(self._numbers(self.after, path) - self._numbers(self.before, self._was(path)))

    def _numbers(self, looked: Round, path: str) -> Counter[str]:
        host = looked.view.host(path)
        return Counter(link.raw for link in host.note.links if typed(link.raw)) if host and host.note else Counter()

    def _called(self, fact: Fact) -> Fact:
        """The fact by the names and numbers that it bears from now on."""
        return _named(fact, self.moves, self.ids)

    def _spec(self, looked: Round, path: str) -> Ref | None:
        return looked.cast.owner(path) if layout.home(path) or layout.specs_of_journal(path) else None

    def _words(self, looked: Round, ref: Ref) -> Words:
        said = {relation: looked.wording.said(ref, relation) for relation in (STATUS, TITLE)}
        return {(one, self._moved(place)): word for one, words in said.items() for place, word in words.items()}

    # what is concerned

    def _renumbered(self) -> None:
        for old, ref in self.refs.items():
            now = self.after.cast.at(self._now(old))
            if now is not None and now.id != ref.id:
                self.ids[ref.id] = now.id

    def _kin(self, above: Mapping[str, str | None]) -> list[tuple[Ref, Ref | None]]:
        """Specs that are new where they are, each with the parent that it had."""
        found = []
        for path in sorted({*self.come, *self.moves.values()}):
            if not layout.home(path) or not below(self.given.root, path):
                continue
            origin = self.after.view.origin.get(path)
            was = above.get(origin) if origin else None
            if origin and (self._now(was) if was else None) == _nearest(self.after.view, path):
                continue
            if ref := self.after.cast.at(path):
                found.append((ref, self.after.cast.at(self._now(was)) if was else None))
        return found

    def _reworded(self, paths: Iterable[str], said: Mapping[str, Words]) -> list[tuple[Ref, set[str]]]:
        """Specs whose status or title is another than it was, and the files that say so."""
        found: dict[str, tuple[Ref, set[str]]] = {}
        for path in paths:
            ref = self._spec(self.after, path)
            if ref is None or ref.path in found:
                continue
            was = said.get(self._was(ref.path), {})
            now = self._words(self.after, ref)
            hosts = {one[1].host for one, word in now.items() if word is not None and was.get(one) != word}
            if hosts:
                found[ref.path] = (ref, hosts)
        return list(found.values())

    def _crossing(self) -> set[Fact]:
        """What is delivered where spec and file part, or is traced by whole paths: traces that lead elsewhere now."""
        found = set()
        agreement, whole = self.agreement(), self.given.style().form != RELATIVE
        for old in self.moves:
            ref = self.before.cast.at(old) if layout.home(old) else None
            facts = agreement.facts(DELIVERS, subject=ref.id) if ref else []
            for fact in facts + agreement.facts(DELIVERS, about=old):
                spec = self.before.cast.called(fact.subject)
                if spec and (whole or (spec.path in self.moves) != (fact.object in self.moves)):
                    found.add(fact)
        return found

    # thinking

    def _think(self, facts: Collection[Fact]) -> None:
        """What was said before counts as agreed on, so that settling sees what this change adds and takes away."""
        back = {new: old for old, new in self.moves.items()}
        numbers = {new: old for old, new in self.ids.items()}
        known = {fact: self._before(_named(fact, back, numbers)) for fact in facts}
        for ref in self.refs.values():
            self.before.wording.settled(ref)
            self.before.lineage.headers(ref)
        for (relation, subject), value in self.before.ground.words.items():
            if value is not None:
                said = {self._moved(place): word for place, word in value.said.items()}
                subject = self.ids.get(subject, subject)
                self.scratch.put_value(relation, subject, Value(self._now(value.value), said))
        for fact, agreed in known.items():
            self.scratch.put_fact(fact, agreed, self.day)

    def _before(self, fact: Fact) -> Agreed | None:
        """Where a fact was said before this change."""
        if self.before.cast.called(fact.subject) is None:
            return None
        said = remembered(self.before.relation(fact), fact, None, True, Memory()).said
        return Agreed(True, {self._moved(place): word for place, word in said.items()}) if said else None

    def _moved(self, place: Place) -> Place:
        return place._replace(host=self._now(place.host))

    def _lags(self) -> int:
        """How much the specs that were changed say on one side alone, besides."""
        count = 0
        for ref in {ref.path: ref for path in self.hosts if (ref := self._spec(self.after, self._now(path)))}.values():
            view, delivers = self.after.view, self.after.delivers
            sides = [host for path in (ref.path, ref.journal) if (host := view.host(path)) and not host.dark]
            if len(sides) < 2:
                continue
            said = [
                set(delivers.stated(host, listing)) if (listing := host.listings.get(DELIVERABLES)) else set()
                for host in sides
            ]
            count += len(said[0] ^ said[1])
            words = {word.raw for word in self.after.wording.said(ref, STATUS).values() if isinstance(word, Says)}
            count += len(words) > 1
        return count

    # remembering

    def _remember(self, agreement: Agreement) -> None:
        view = self.after.view
        before = {path: agreement.host(path) for path in (*self.hosts, *self.moves, *view.over)}
        agreement.renamed(self.moves)
        for old, new in self.ids.items():
            agreement.renumbered(old, new)
        kept = Round(view, Cast(view, agreement), agreement, Memory(), self.day)
        kept.recall(self.after.ground.outcomes, self.after.ground.words)
        for path in sorted({*view.over, *self.come}):
            origin = view.origin.get(path, path)
            known = before.get(origin)
            is_new = path in view.come and path not in view.origin
            if not is_new and (known is None or known.hash != digest(self.given.text(origin))):
                continue  # somebody edited it, and that is still to be settled
            host = view.host(path)
            if host is None or host.dark or not below(self.given.root, path):
                continue
            text = view.text(path)
            agreement.put_host(path, known_of(host, digest(text), known, ()))
            agreement.put_file(path, known_file(path, text, None))
            if layout.home(path):
                ref = kept.cast.at(path)
                agreement.put_spec(path, (ref.id, ref.title) if ref else None)
        self._remember_delivered(agreement)

    def _remember_delivered(self, agreement: Agreement) -> None:
        """A file that was there before it was delivered is known from now on: renamed by hand, it is found again."""
        view, outcomes = self.after.view, self.after.ground.outcomes
        for path in sorted({fact.object for fact, one in outcomes.items() if fact.relation == DELIVERS and one.true}):
            host = view.host(path) if below(self.given.root, path) and agreement.file(path) is None else None
            if host is None or host.kind != FILE or not self._stated(self.after, path) <= outcomes.keys():
                continue  # what else it says is still to be settled
            agreement.put_host(path, known_of(host, digest(host.text), agreement.host(path), ()))
            agreement.put_file(path, known_file(path, host.text, None))


_WORTH_TELLING = ("cannot-link", "cannot-write", "two-lines")


def _named(fact: Fact, paths: Mapping[str, str], numbers: Mapping[int, int]) -> Fact:
    """The fact by other names and numbers."""
    object_ = fact.object
    if fact.relation == DELIVERS:
        object_ = paths.get(object_, object_)
    elif object_.isdecimal():
        object_ = str(numbers.get(int(object_), int(object_)))
    return Fact(fact.relation, numbers.get(fact.subject, fact.subject), object_)


def _registries(paths: Iterable[str]) -> set[str]:
    """The folders of the notes that may name these files among what is delivered: of the spec, and of the list."""
    folders = {folder for path in paths if (folder := layout.deliverables_folder(path))}
    return folders | {folder_of(folder) for folder in folders}


def _nearest(view: View, path: str) -> str | None:
    return next((one for one in layout.parents(path) if view.exists(one)), None)
