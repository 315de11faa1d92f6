"""One round of settling: from the files that are due to the facts they touch, each settled alone and remembered.

What an edit brings to light is the next round's; which files are due, and how often, is `sync`'s business.
"""

from collections.abc import Iterable, Mapping

from specwork.domain import layout
from specwork.domain.command import word
from specwork.domain.facts import CHILD, DELIVERS, DEPENDS, Agreed, Fact, Memory, Outcome, Value
from specwork.domain.places import CONTEXT, DELIVERABLES, DOWNSTREAM, INDEX, SPEC, FrontList, Host, kind_of
from specwork.work.agreement import Agreement
from specwork.work.cast import Cast, Ref
from specwork.work.settling.delivering import Delivers
from specwork.work.settling.depending import Depends
from specwork.work.settling.facts_of_many import Relation
from specwork.work.settling.ground import Ground
from specwork.work.settling.lineage import Lineage
from specwork.work.settling.memory import held, remembered
from specwork.work.settling.wording import Wording
from specwork.work.view import View


class Round:
    """`due`: the files whose facts are to be settled. `free`: very much at once may be taken away."""

    def __init__(self, view: View, cast: Cast, agreement: Agreement, memory: Memory, day: int) -> None:
        self.ground = Ground(view, cast, agreement, memory, day)
        self.view, self.cast, self.agreement = view, cast, agreement
        self.delivers, self.depends = Delivers(self.ground), Depends(self.ground)
        self.lineage, self.wording = Lineage(self.ground), Wording(self.ground)
        self.refs: dict[int, Ref] = {}
        self.facts: dict[Fact, Relation] = {}
        self.broken: dict[str, frozenset[str]] = {}

    def run(self, due: Iterable[str], digests: Mapping[str, bytes]) -> None:
        due = sorted(due)
        for path in due:
            self.gather(path)
        facts = [(relation, fact) for fact, relation in sorted(self.facts.items(), key=self._order)]
        known = [(relation, fact) for relation, fact in facts if self._is_there(fact)]
        self.ground.memory = self.ground.memory._replace(
            held=held(self.ground, known, digests, self.broken, free=False)
        )
        for relation, fact in known:
            relation.settled(fact)
        for ref in list(self.refs.values()):
            self.lineage.settled(ref)
            self.wording.settled(ref)
        self._remember()

    def settle(self, facts: Iterable[Fact]) -> None:
        """These facts alone, with nothing held."""
        self.facts = {fact: self.relation(fact) for fact in facts}
        for fact, relation in sorted(self.facts.items(), key=self._order):
            if self._is_there(fact):
                relation.settled(fact)

    def relation(self, fact: Fact) -> Relation:
        return self.delivers if fact.relation == DELIVERS else self.depends

    def recall(self, outcomes: Mapping[Fact, Outcome], words: Mapping[tuple[str, int], Value | None]) -> None:
        """Remembers what was settled elsewhere."""
        self.ground.outcomes, self.ground.words = dict(outcomes), dict(words)
        self.facts = {fact: self.relation(fact) for fact in outcomes}
        self._remember()

    def _order(self, one: tuple[Fact, Relation]) -> tuple[str, int, bool, str]:
        """Files that can hold no trace come first: with them the list of their folder is made."""
        fact = one[0]
        traced = fact.relation == DELIVERS and self.delivers.traceable(fact.object)
        return (fact.relation, fact.subject, traced, fact.object)

    def _is_there(self, fact: Fact) -> bool:
        """Whether the subject of a fact is a spec that stands; what is remembered of one that is gone stays."""
        if self.cast.called(fact.subject):
            return True
        agreed = self.agreement.fact(fact)
        if agreed and agreed.true and not self.cast.clashes(fact.subject):
            where = next(iter(sorted(place.host for place in agreed.said)), fact.object)
            hint = "bring it back, or take away what still names it"
            self.ground.tell("spec-missing", where, None, f"the spec {fact.subject} is gone", hint)
        return False

    # from files to facts

    def gather(self, path: str) -> None:
        kind = kind_of(path)
        host = self.view.host(path)
        if host is not None and host.dark:
            self.ground.stuck.add(path)
            self.ground.tell(
                "unreadable", path, None, host.dark, "mend it by hand; until then nothing is written in it"
            )
        if kind in (SPEC, CONTEXT):
            self._gather_spec(path, host)
        elif kind == INDEX:
            self._gather_index(path, host)
        else:
            self._gather_file(path, host)

    def _add(self, relation: Relation, facts: Iterable[Fact]) -> None:
        self.facts.update((fact, relation) for fact in facts)

    def _gather_spec(self, path: str, host: Host | None) -> None:
        ref = self.cast.owner(path)
        if ref is None:
            self._nobody(path)
            return
        self.refs[ref.id] = ref
        number = str(ref.id)
        self._add(self.delivers, self.agreement.facts(DELIVERS, subject=ref.id))
        self._add(self.depends, self.agreement.facts(DEPENDS, subject=ref.id))
        self._add(self.depends, self.agreement.facts(DEPENDS, about=number))
        if ref.home.number is not None and ref.home.number != ref.id:
            hint = f"make it one: specwork renumber {word(ref.path)} NEW"
            self.ground.tell("id-mismatch", ref.path, 1, f"its id is {ref.id}, its place says {ref.home.number}", hint)
        elif path == ref.path and ref.spec.id == ref.id and self._claims_another(path, ref):
            hint = f"give it the id {ref.id}: specwork props {word(ref.path)} set id {ref.id}"
            self.ground.tell(
                "id-mismatch", ref.path, 1, f"it says an id that is another's; it counts as {ref.id}", hint
            )
        if host is None or host.dark:
            return
        if listing := host.listings.get(DELIVERABLES):
            self._add(self.delivers, (Fact(DELIVERS, ref.id, found) for found in self.delivers.stated(host, listing)))
            self._broken(host, DELIVERABLES, DELIVERS)
        if path == ref.path and host.depends:
            ups = (self.depends.upstream(path, value) for value in host.depends.values)
            self._add(self.depends, (Fact(DEPENDS, ref.id, str(up)) for up in ups if up is not None and up != ref.id))
            self._broken_values(host, host.depends)
        if path == ref.journal:
            downs = self.depends.downstream(path)
            self._add(self.depends, (Fact(DEPENDS, down, number) for down in downs if down != ref.id))
            self._broken(host, DOWNSTREAM, DEPENDS)

    def _claims_another(self, path: str, ref: Ref) -> bool:
        host = self.view.host(path)
        front = host.note.front if host and host.note else None
        said = front.get("id") if front else None
        return said is not None and str(said).strip() != str(ref.id)

    def _nobody(self, path: str) -> None:
        """A spec's file or a journal that belongs to no spec: its id clashes, or the spec is gone."""
        spec = path if layout.home(path) else next(filter(self.view.exists, layout.specs_of_journal(path)), None)
        if spec is None or not self.view.exists(spec):
            self._orphans(path)
            return
        number = self.cast.claim(spec)
        clash = self.cast.clashes(number) if number is not None else []
        if clash:
            newer = [one for one in clash if self.agreement.spec_at(one) is None] or clash
            hint = f"give one of them another id: specwork renumber {word(newer[-1])} NEW"
            self.ground.tell("id-clash", spec, 1, f"{number} is claimed by {' and '.join(clash)}", hint)

    def _orphans(self, path: str) -> None:
        """What is remembered of a spec that is gone."""
        for spec in (path, *layout.specs_of_journal(path)):
            known = self.agreement.spec_at(spec)
            if known and not self.view.exists(spec):
                self._add(self.delivers, self.agreement.facts(DELIVERS, subject=known[0]))
                self._add(self.depends, self.agreement.facts(DEPENDS, subject=known[0]))
                self._add(self.depends, self.agreement.facts(DEPENDS, about=str(known[0])))

    def _gather_index(self, path: str, host: Host | None) -> None:
        folder = path.rpartition("/")[0]
        self._add(self.delivers, self.agreement.below(folder))
        if host is None or host.dark:
            return
        listing = host.listings[""]
        for found, spots in self.delivers.stated(host, listing).items():
            for spot in spots:
                subjects = self.delivers.index_subjects(path, spot)
                self._add(self.delivers, (Fact(DELIVERS, subject, found) for subject in subjects))

    def _gather_file(self, path: str, host: Host | None) -> None:
        self._add(self.delivers, self.agreement.facts(DELIVERS, about=path))
        for trace in host.traces if host and not host.dark else ():
            subject = self.delivers.trace_subject(path, trace)
            if subject is None or self.cast.called(subject) is None:
                continue
            fact = Fact(DELIVERS, subject, path)
            self._add(self.delivers, [fact])
            if not self.delivers.counts(fact, path) and self.delivers.is_copy(fact):
                hint = f"take over what it has, then delete it; or: specwork deliver {subject} {word(path)}"
                self.ground.tell("conflict-copy", path, None, "a conflict copy, and delivered by nobody", hint)
            elif not self.delivers.counts(fact, path):
                hint = "name it among that spec's deliverables, or take the trace out"
                message = f"its trace names {subject}, in whose folder it does not lie"
                self.ground.tell("stray-trace", path, trace.line, message, hint)

    def _broken(self, host: Host, title: str, relation: str) -> None:
        """Items that state nothing, since their link leads nowhere or elsewhere."""
        listing = host.listings.get(title)
        if listing is None:
            return
        found = set()
        for spot in listing.spots:
            meant = self.ground.file_meant(host.path, spot.link, relation)
            if meant.path is None:
                found.add(spot.link.raw)
                line = self.ground.line(host.path, spot.start)
                message = f"{spot.link.raw} {_WHY[meant.why]}"
                self.ground.tell(meant.why, host.path, line, message, "mend the link, or make the file that it names")
        self.broken[host.path] = self.broken.get(host.path, frozenset()) | found

    def _broken_values(self, host: Host, listed: FrontList) -> None:
        """The same for values of `depends_on` that name no spec."""
        found = frozenset(one for one in listed.values if one and self.depends.upstream(host.path, one) is None)
        line = self.ground.line(host.path, listed.entry.start) if listed.entry else None
        for value in sorted(found):
            message = f"depends_on: {value} names no spec: it states nothing yet"
            self.ground.tell("broken-link", host.path, line, message, "mend it: an id, or a link to a spec")
        self.broken[host.path] = self.broken.get(host.path, frozenset()) | found

    # remembering

    def _remember(self) -> None:
        memory, day = self.ground.memory, self.ground.day
        for fact, outcome in self.ground.outcomes.items():
            before = self.agreement.fact(fact)
            if outcome.conflict or outcome.keep:
                if before:
                    self.agreement.put_fact(fact, Agreed(before.true, memory.said(before)), day)
            elif outcome.true is None:
                self.agreement.put_fact(fact, None, day)
            elif self.cast.called(fact.subject):
                known = remembered(self.facts[fact], fact, before, outcome.true, memory)
                self.agreement.put_fact(fact, known, day)
        for (relation, subject), value in self.ground.words.items():
            if value is not None and (relation != CHILD or value != self.agreement.value(relation, subject)):
                self.agreement.put_value(relation, subject, value)


_WHY = {
    "broken-link": "leads nowhere: the item states nothing yet",
    "leads-elsewhere": "names a path that is not there, and would open a file elsewhere",
}
