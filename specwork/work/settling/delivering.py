"""`delivers`: a spec and the files that came of it, in spec, journal, the file's trace and the folder's list."""

import re
from collections.abc import Mapping

from specwork.domain import layout, placing, traces
from specwork.domain.category import category_of
from specwork.domain.deliverable import delivered
from specwork.domain.facts import ADDS, DELIVERS, FULL, Agreed, Dark, Fact, Mentioned, Place, Reading, Says, Voice
from specwork.domain.places import DELIVERABLES, Host, Listing, Spot, can_hold_trace
from specwork.work.cast import Ref
from specwork.work.settling.facts_of_many import Relation
from specwork.work.settling.ground import Ground
from vault.edits.linking import link_to
from vault.errors import VaultError
from vault.index.health import original_of
from vault.notes.links import Link, read_link
from vault.paths import folder_of, name_of
from vault.text import Edit, raw, words

ITEM, JOURNAL_ITEM, TRACE, INDEX = "spec-item", "context-item", "trace", "index"
JOURNAL_TEXT = "Implementation Journal"


class Delivers(Relation):
    name = DELIVERS
    part = "## Deliverables"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._stated: dict[int, tuple[Host, dict[str, list[Spot]], dict[str, int]]] = {}

    def _ref(self, fact: Fact) -> Ref:
        ref = self.cast.called(fact.subject)
        assert ref is not None  # asked before
        return ref

    # places

    def voices(self, fact: Fact) -> Mapping[Place, Voice]:
        ref = self._ref(fact)
        found = {Place(ITEM, ref.path): Voice(FULL, True), Place(JOURNAL_ITEM, ref.journal): Voice(FULL, True)}
        folder = layout.deliverables_folder(fact.object)
        if folder is not None:
            index = layout.index_of(folder)
            found[Place(INDEX, index)] = Voice(ADDS, self._needs_index(folder, index, fact.object))
        if self.view.exists(fact.object):
            found[Place(TRACE, fact.object)] = Voice(ADDS, self.traceable(fact.object))
        return found

    def traceable(self, path: str) -> bool:
        try:
            return can_hold_trace(path, self.view.text(path))
        except VaultError:
            return False

    def _needs_index(self, folder: str, index: str, path: str) -> bool:
        """The list is needed for files that hold no trace; once it stands, it names every file of its folder."""
        if self.view.exists(index):
            return True
        if self.view.exists(path) and not self.traceable(path):
            return True
        others = [fact.object for fact in self.agreement.below(folder)]
        return any(self.view.exists(other) and not self.traceable(other) for other in others)

    def missing(self, fact: Fact, agreed: Agreed | None) -> str | None:
        path = fact.object
        if not self.view.exists(path):
            return "deliverable-missing" if agreed and agreed.true else "broken-link"
        if layout.home(path) or layout.specs_of_journal(path) or layout.is_index(path):
            return "not-a-deliverable"
        return None

    # reading

    def reading(self, fact: Fact, place: Place) -> Reading:
        if place.kind == TRACE:
            return self._traced(fact, place.host)
        host = self.view.host(place.host)
        if host is None:
            was_there = place.kind != INDEX or self._was_listed(place)
            return Dark("context-missing") if was_there else None
        if host.dark:
            return Dark(host.dark)
        listing = host.listings.get("" if place.kind == INDEX else DELIVERABLES)
        if listing is None:
            known = self.agreement.host(place.host)
            return Dark("section-missing") if known and DELIVERABLES in known.sections else None
        spots = self.spots(host, listing, fact, place)
        if spots:
            agreed = self.agreement.fact(fact)
            before = agreed.said.get(place) if agreed else None
            same = next((spot for spot in spots if before and spot.text == before[1]), spots[0])
            return Says(spots[0].link.raw, "" if place.kind == INDEX else same.text)
        if place.kind != INDEX:
            mention = next((link for link in listing.mentions if self._means(host.path, link, fact)), None)
            return Mentioned(mention.start) if mention else self._named_as_code(host, fact.object)
        return None

    def _named_as_code(self, host: Host, path: str) -> Reading:
        """Code that an item names in backticks without a link, as people do: no statement, and no silence either."""
        if host.note is None or layout.deliverables_folder(path) is not None:
            return None
        git = self.view.given.git
        named = (git.inside() if git else "") + path
        return next((Mentioned(one.start) for one in delivered(host.note) if one.code == named), None)

    def _was_listed(self, place: Place) -> bool:
        """Whether a list that is gone was there: then it is dark, and made anew only when asked for."""
        known = (self.agreement.fact(fact) for fact in self.agreement.below(folder_of(place.host)))
        return any(one is not None and place in one.said for one in known)

    def _means(self, host: str, link: Link, fact: Fact) -> bool:
        return self.ground.file_meant(host, link, DELIVERS).path == fact.object

    def spots(self, host: Host, listing: Listing, fact: Fact, place: Place) -> list[Spot]:
        """The items of a place that state a fact."""
        stated = self.stated(host, listing)
        found = stated.get(fact.object, [])
        if place.kind == INDEX:
            found = [spot for spot in found if fact.subject in self.index_subjects(host.path, spot)]
        return found

    def stated(self, host: Host, listing: Listing) -> dict[str, list[Spot]]:
        """The items of a list, by the file that they mean."""
        known = self._stated.get(id(host))
        if known is None or known[0] is not host:
            by_path: dict[str, list[Spot]] = {}
            for spot in listing.spots:
                meant = self.ground.file_meant(host.path, spot.link, DELIVERS)
                if meant.path is not None:
                    by_path.setdefault(meant.path, []).append(spot)
            known = self._stated[id(host)] = (host, by_path, {})
        return known[1]

    def index_subjects(self, index: str, spot: Spot) -> list[int]:
        """Whose file an item of the list names: its spec links; without any other link, the folder's own spec's."""
        if not spot.others:
            ref = self.cast.of_folder(folder_of(index))
            return [ref.id] if ref else []
        found = []
        for link in spot.others:
            path = self.ground.file_meant(index, link, "index").path
            ref = self.cast.at(path) if path else None
            if ref:
                found.append(ref.id)
        return found

    def trace_subject(self, path: str, trace: traces.Trace) -> int | None:
        """The spec that a trace names, as remembered or as it leads."""
        return self.ground.spec_meant(path, trace.raw, DELIVERS, "trace")

    def _traced(self, fact: Fact, path: str) -> Reading:
        host = self.view.host(path)
        if host is None:
            return Dark("it cannot be read")
        if host.dark:
            return Dark(host.dark)
        trace = self._trace(fact, host)
        if trace is None:
            return None
        return Says(trace.raw) if self.counts(fact, path) else None

    def _trace(self, fact: Fact, host: Host) -> traces.Trace | None:
        return next((one for one in host.traces if self.trace_subject(host.path, one) == fact.subject), None)

    def counts(self, fact: Fact, path: str) -> bool:
        """A trace in a conflict copy, or to a spec elsewhere, registers nothing; of a known fact it is a place."""
        ref = self._ref(fact)
        below = path.startswith(own_folder(ref) + "/") and not self.is_copy(fact)
        return below or self.agreement.fact(fact) is not None or self._listed(fact)

    def is_copy(self, fact: Fact) -> bool:
        """Whether a file is what a service that syncs laid beside one that is delivered already."""
        original = original_of(fact.object)
        if original is None or not self.view.exists(original):
            return False
        other = fact._replace(object=original)
        return self.agreement.fact(other) is not None or self._listed(other)

    def _listed(self, fact: Fact) -> bool:
        ref = self._ref(fact)
        for kind, path in ((ITEM, ref.path), (JOURNAL_ITEM, ref.journal)):
            if isinstance(self.reading(fact, Place(kind, path)), Says):
                return True
        return False

    # writing

    def write(self, fact: Fact, place: Place) -> None:
        why = f"{self._ref(fact).label} delivers {fact.object}"
        if place.kind == TRACE:
            self._write_trace(fact, place.host, why)
        elif place.kind == INDEX:
            self._write_index(fact, place.host, why)
        else:
            self._write_item(fact, place, why)

    def _write_trace(self, fact: Fact, path: str, why: str) -> None:
        ref = self._ref(fact)
        spec = self.ground.link(path, ref.path, ref.label)
        journal = self.ground.link(path, ref.journal, JOURNAL_TEXT) if self.view.exists(ref.journal) else None
        if spec is None:
            self.ground.cannot_link(path, ref.path)
            return
        host = self.view.host(path)
        if host and (stale := self._trace(fact, host)):
            self.ground.edit(path, traces.relinked(stale, spec, journal), why)
            return
        self.ground.edit(path, traces.added(path, self.view.text(path), spec, journal), why)

    def _write_index(self, fact: Fact, index: str, why: str) -> None:
        ref = self._ref(fact)
        line = self._index_line(fact, ref, index)
        if line is None:
            self.ground.cannot_link(index, fact.object)
            return
        host = self.view.host(index)
        if host is None and self.view.given.kind(index) is not None:
            hint = "move it away, or make it a plain note; until then nothing is listed in it"
            self.ground.tell("cannot-write", index, None, f"{index} cannot be read", hint)
            return
        if host is None:
            title = f"Deliverables of {self._folder_label(index, ref)}"
            self.view.create(index, raw(f"# {title}\n\n- {line}\n"))
            self.ground.why.setdefault(index, why)
            return
        listing = host.listings[""]
        keys = [self.ground.file_meant(index, spot.link, DELIVERS).path or "" for spot in listing.spots]
        self.ground.edit(index, placing.item_in_order(host, listing, line, fact.object, keys), why)

    def _folder_label(self, index: str, ref: Ref) -> str:
        own = self.cast.of_folder(folder_of(index))
        return (own or ref).label

    def _index_line(self, fact: Fact, ref: Ref, index: str) -> str | None:
        file = self.ground.link(index, fact.object, self._words(fact)[1])
        spec = self.ground.link(index, ref.path, ref.label)
        if file is None or spec is None:
            return None
        line = f"{file} - Spec: {spec}"
        journal = self.ground.link(index, ref.journal, JOURNAL_TEXT) if self.view.exists(ref.journal) else None
        return f"{line}, Context: {journal}" if journal else line

    def _write_item(self, fact: Fact, place: Place, why: str) -> None:
        host = self.view.host(place.host)
        if host is None:
            return
        before, alias, after = self._words(fact)
        link = self._item_link(fact, place.host, alias)
        if link is None:
            self.ground.cannot_link(place.host, fact.object)
            return
        under = self._category(fact) if place.kind == JOURNAL_ITEM else None
        self.ground.edit(place.host, listed_under(host, before + link + after, under), why)

    def _item_link(self, fact: Fact, host: str, text: str) -> str | None:
        said = self._said_first(fact)
        link = said[1].link if said else None
        if link is None or link.raw.startswith(("[[", "![[")) or not _line(link.heading or ""):
            return self.ground.link(host, fact.object, text)
        style = self.view.given.style()._replace(markdown=True)  # the one way to name a line
        return link_to(self.view.names, host, fact.object, text, style, sub=f"#{link.heading}")

    def _category(self, fact: Fact) -> str:
        """The heading that an item comes under in a journal."""
        return category_of(fact.object)

    def _said_first(self, fact: Fact) -> tuple[Host, Spot] | None:
        """The item of spec or journal whose words are copied."""
        ref = self._ref(fact)
        for path in (ref.path, ref.journal):
            host = self.view.host(path)
            listing = host.listings.get(DELIVERABLES) if host and not host.dark else None
            if host and listing and (spots := self.stated(host, listing).get(fact.object)):
                return host, spots[0]
        return None

    def _words(self, fact: Fact) -> tuple[str, str, str]:
        """What stands before the link, the link's text, and what stands behind it, where it is said first."""
        if said := self._said_first(fact):
            host, spot = said
            before = words(host.text[spot.content : spot.link.start])
            after = words(host.text[spot.link.end : spot.first_end]).rstrip()
            plain = "[[" not in before + after and "](" not in before + after
            return (before, _text(spot.link), after) if plain else ("", _text(spot.link), "")
        folder = layout.deliverables_folder(fact.object)
        index = self.view.host(layout.index_of(folder)) if folder else None
        if index and not index.dark:
            for spot in self.stated(index, index.listings[""]).get(fact.object, ()):
                return "", _text(spot.link), ""
        return "", name_of(fact.object), ""

    # taking out

    def remove(self, fact: Fact, place: Place) -> None:
        why = f"{self._ref(fact).label} does not deliver {fact.object} any more"
        host = self.view.host(place.host)
        if host is None:
            return
        if place.kind == TRACE:
            while (trace := self._trace(fact, host)) is not None:
                self.ground.edit(place.host, traces.removed(host.text, trace), why)
                again = self.view.host(place.host)
                if again is None or again is host:
                    return
                host = again
            return
        listing = host.listings.get("" if place.kind == INDEX else DELIVERABLES)
        if listing is None:
            return
        edits: list[Edit] = []
        for spot in self.spots(host, listing, fact, place):
            edits += self._index_cut(host, spot, fact) if place.kind == INDEX else placing.item_removed(spot)
        self.ground.edit(place.host, edits, why)

    def _index_cut(self, host: Host, spot: Spot, fact: Fact) -> list[Edit]:
        """The whole line, or where it names further specs, only this one's link."""
        if set(self.index_subjects(host.path, spot)) <= {fact.subject}:
            return _line_out(host.text, spot)
        mine = [link for link in spot.others if self._is_spec(host.path, link, fact.subject)]
        return [_cut(host.text, spot, link) for link in mine]

    def _is_spec(self, index: str, link: Link, subject: int) -> bool:
        path = self.ground.file_meant(index, link, "index").path
        ref = self.cast.at(path) if path else None
        return ref is not None and ref.id == subject

    # mending

    def mend(self, fact: Fact, place: Place) -> None:
        why = f"links to {name_of(fact.object)} follow"
        host = self.view.host(place.host)
        if host is None or host.dark:
            return
        if place.kind == TRACE:
            self._mend_trace(fact, host)
            return
        listing = host.listings.get("" if place.kind == INDEX else DELIVERABLES)
        if listing is None:
            return
        ref = self._ref(fact)
        edits: list[Edit] = []
        for spot in self.spots(host, listing, fact, place):
            edits += self.ground.mended(host.path, spot.link, fact.object)
            if place.kind == INDEX:
                for link in spot.others:
                    if self._is_spec(host.path, link, fact.subject):
                        edits += self.ground.mended(host.path, link, ref.path)
        self.ground.edit(place.host, edits, why)

    def _mend_trace(self, fact: Fact, host: Host) -> None:
        trace = self._trace(fact, host)
        if trace is None:
            return
        ref = self._ref(fact)
        spec = journal = None
        if not self.ground.opens(host.path, trace.raw, ref.path):
            spec = self.ground.link(host.path, ref.path, read_link(trace.raw).alias or ref.label)
        context = trace.context_raw if self.view.exists(ref.journal) else None
        if context and not self.ground.opens(host.path, context, ref.journal):
            journal = self.ground.link(host.path, ref.journal, read_link(context).alias or JOURNAL_TEXT)
        if spec or journal:
            self.ground.edit(host.path, traces.relinked(trace, spec, journal), f"its trace leads to {ref.label}")

    def spot(self, fact: Fact, place: Place) -> str:
        host = self.view.host(place.host)
        if host is None:
            return f"{place.host}:1"
        if place.kind == TRACE:
            trace = self._trace(fact, host)
            return f"{place.host}:{trace.line if trace else 1}"
        listing = host.listings.get("" if place.kind == INDEX else DELIVERABLES)
        if listing is None:
            return f"{place.host}:1"
        spots = self.spots(host, listing, fact, place)
        return self.ground.spot(place.host, spots[0].start if spots else listing.section.start)


def listed_under(host: Host, line: str, under: str | None) -> list[Edit]:
    """One more item of a Deliverables section, which is made where it is missing."""
    listing = host.listings.get(DELIVERABLES)
    if listing:
        return placing.item_added(host, listing, line, under=under)
    return placing.section_made(host, DELIVERABLES, [*([f"### {under}"] if under else []), f"- {line}"])


def own_folder(ref: Ref) -> str:
    """The folder in which a trace to a spec registers its file."""
    return ref.home.folder


_line = re.compile(r"L\d+(?:-L?\d+)?").fullmatch


def _text(link: Link) -> str:
    """What a link is called; of an embed, the size that it is shown in is no name."""
    alias = link.alias or ""
    return "" if link.embed and alias.replace("x", "").isdecimal() else alias


def _line_out(text: bytes, spot: Spot) -> list[Edit]:
    """A line of the folder's list goes; what somebody wrote below it stays, below what the line was called."""
    if not spot.nested:
        return [Edit(spot.start, spot.first_end, b"")]
    stop = spot.first_end
    while text[stop - 1 : stop] in (b"\n", b"\r"):
        stop -= 1
    return [Edit(spot.link.start, stop, raw(spot.link.alias or spot.link.target))]


def _cut(text: bytes, spot: Spot, link: Link) -> Edit:
    """One link of several goes, with the comma or the blank before it."""
    start = link.start
    while start > spot.link.end and text[start - 1 : start] in (b" ", b","):
        start -= 1
    return Edit(start, link.end, b"")
