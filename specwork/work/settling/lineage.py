"""What the tree says, repeated in texts: whose journal a file is, whose part a spec is, and which parts it has.

The tree is the truth here and is never edited. A header that is missing, broken or left behind by a move is put right;
one that says anything else is a conflict. An item of a parent's list is put back while the folder stands.
"""

from specwork.domain import layout, placing
from specwork.domain.facts import CHILD, JOURNAL, PARENT, Place, Reading, Says, Value, settle_header
from specwork.domain.places import Host, Spot, is_placeholder
from specwork.work.cast import Ref
from specwork.work.settling.delivering import JOURNAL_TEXT
from specwork.work.settling.ground import Ground
from vault.notes.links import Link
from vault.notes.outline import Label

LABELS = {JOURNAL: ("Context",), "spec": ("Spec", "Specification"), PARENT: ("Parent",)}


class Lineage:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.view, self.cast, self.agreement = ground.view, ground.cast, ground.agreement

    def settled(self, ref: Ref) -> None:
        """The headers of a spec and of its journal, the list of its parts, and the one that it stands in."""
        self.headers(ref)
        if parent := self.cast.parent(ref):
            self.listed(parent)
        self.listed(ref)

    def headers(self, ref: Ref) -> None:
        journal = self.view.exists(ref.journal)
        said: dict[Place, str] = {}
        if journal:
            self._header(ref, Place("journal-spec", ref.path), LABELS[JOURNAL], ref.journal, JOURNAL_TEXT, said)
            self._header(ref, Place("journal-context", ref.journal), LABELS["spec"], ref.path, ref.label, said)
        else:
            self._gone(ref)
        self.ground.words[JOURNAL, ref.id] = Value(ref.journal, said) if journal else None
        parent = self.cast.parent(ref)
        said = {}
        if parent:
            for kind, path in (("parent-spec", ref.path), ("parent-context", ref.journal)):
                if self.view.exists(path):
                    self._header(ref, Place(kind, path), LABELS[PARENT], parent.path, parent.label, said)
        self.ground.words[PARENT, ref.id] = Value(parent.path, said) if parent else None

    def arrived(self, ref: Ref) -> None:
        """A spec that is new where it is: its headers, and its item in its parent's list, whose rest stays."""
        self.headers(ref)
        parent = self.cast.parent(ref)
        title = layout.CHILDREN_SECTION.get(parent.spec.type) if parent else None
        host = self.view.host(parent.path) if parent else None
        if parent and title and host and not host.dark:
            self._child(parent, title, ref)
            self._remember(parent, title, self.cast.children(parent))

    def left(self, parent: Ref, ref: Ref) -> None:
        """A spec that is no longer part of another: its item leaves that list."""
        title = layout.CHILDREN_SECTION.get(parent.spec.type, "")
        spots = [spot for spot, meant in self._spots(parent, title) if meant and meant.id == ref.id]
        cuts = [edit for spot in spots for edit in placing.item_removed(spot)]
        self.ground.edit(parent.path, cuts, f"what moved away leaves ## {title}")
        self._remember(parent, title, self.cast.children(parent))

    def _gone(self, ref: Ref) -> None:
        """A journal that was there and is gone: what it said stands, and nothing is written for it."""
        if self.agreement.value(JOURNAL, ref.id):
            hint = f"bring it back, or have it made anew: specwork check --fix {ref.id}"
            self.ground.tell("context-missing", ref.journal, None, f"the journal of {ref.label} is gone", hint)

    # headers

    def _header(
        self, ref: Ref, place: Place, names: tuple[str, ...], truth: str, text: str, said: dict[Place, str]
    ) -> None:
        host = self.view.host(place.host)
        if host is None or host.dark or host.note is None:
            self.ground.open.add(place.host)
            return
        label = host.label(*(name.casefold() for name in names))
        if isinstance(label, str):
            self._two_lines(place.host, label)
            return
        relation = JOURNAL if place.kind.startswith("journal") else PARENT
        agreed = self.agreement.value(relation, ref.id)
        link, reading, meant = self._reading(host, label, relation, truth)
        before = agreed.value if agreed else None
        if link and agreed and agreed.said.get(place) == link.raw:
            meant = before
        word = settle_header(before, truth, reading, meant)
        if word.conflict:
            self._contradicts(ref, place, label, relation, truth, meant)
            return
        if word.write and link is None:
            self._written(host, place, label, names[0], truth, text)
        elif link and (word.write or not self.ground.opens(place.host, link, truth)):
            self._retargeted(host, place, label, link, truth)
        said[place] = self._raw_now(place, names)

    def _reading(
        self, host: Host, label: Label | None, relation: str, truth: str
    ) -> tuple[Link | None, Reading, str | None]:
        """The link of a header line, what the line says, and the file that its link means."""
        if label is None or not label.value or is_placeholder(label.value):
            return None, None, None
        assert host.note is not None
        link = next((one for one in host.note.links if label.value_start <= one.start < label.value_end), None)
        if link is None:
            ref = self.cast.at(truth) or self.cast.journal_of(truth)
            own = ref is not None and label.value.strip() in (str(ref.id), ref.title, ref.label)
            return None, Says(label.value), None if own else label.value
        meant = self.ground.file_meant(host.path, link, relation)
        return link, Says(link.raw), meant.path

    def _written(self, host: Host, place: Place, label: Label | None, name: str, truth: str, text: str) -> None:
        link = self.ground.link(place.host, truth, text)
        if link is None:
            self.ground.cannot_link(place.host, truth)
            return
        self.ground.edit(place.host, placing.label_set(host, label, name, link), f"its **{name}** leads to {truth}")

    def _retargeted(self, host: Host, place: Place, label: Label | None, link: Link, truth: str) -> None:
        meant = self.ground.file_meant(place.host, link, "").path
        old, new_ref = self.cast.at(meant) if meant and meant != truth else None, self.cast.at(truth)
        follows = None
        if old and new_ref and link.alias in forms(old.id, old.title):
            follows = forms(new_ref.id, new_ref.title)[forms(old.id, old.title).index(link.alias)]
        new = self.ground.retargeted(place.host, link, truth, follows)
        if new is None:
            self.ground.cannot_link(place.host, truth)
            return
        assert label is not None
        before = host.text[label.value_start : link.start]
        after = host.text[link.end : label.value_end]
        value = before + new.encode("utf-8", "surrogateescape") + after
        edits = placing.label_set(host, label, label.name, value.decode("utf-8", "surrogateescape"))
        self.ground.edit(place.host, edits, f"its **{label.name}** leads to {truth}")

    def _raw_now(self, place: Place, names: tuple[str, ...]) -> str:
        host = self.view.host(place.host)
        label = host.label(*(name.casefold() for name in names)) if host else None
        if host is None or host.note is None or label is None or isinstance(label, str):
            return ""
        link = next((one for one in host.note.links if label.value_start <= one.start < label.value_end), None)
        return link.raw if link else label.value

    def _two_lines(self, path: str, why: str) -> None:
        self.ground.open.add(path)
        self.ground.tell("two-lines", path, None, why, "take out the wrong one")

    def _contradicts(
        self, ref: Ref, place: Place, label: Label | None, relation: str, truth: str, meant: str | None
    ) -> None:
        spot = self.ground.spot(place.host, label.start if label else None)
        says = f"says {meant}" if meant else "says something else"
        other = self.cast.at(meant) if meant else None
        if relation == PARENT:
            hint = f"write the link to {truth}"
            if other:
                hint = f"move it there: specwork mv {ref.id} --under {other.id}; or {hint}"
            message = f"{ref.label} lies below {truth}, and its **Parent** {says}"
            self.ground.conflict("parent", f"{ref.id} is part of {truth}", [spot, f"{ref.path}:1"], message, hint)
            return
        message = f"{ref.label} has its journal in {ref.journal}, and **{label.name if label else ''}** {says}"
        self.ground.conflict("journal", f"{ref.id} is journaled by {ref.journal}", [spot], message, f"link to {truth}")

    # the parts of a parent

    def listed(self, parent: Ref) -> None:
        """The list of a parent's parts holds each that lies below it, and no other's."""
        if (CHILD, parent.id) in self.ground.words:
            return
        self.ground.words[CHILD, parent.id] = None
        title = layout.CHILDREN_SECTION.get(parent.spec.type)
        if title is None:
            return
        host = self.view.host(parent.path)
        children = self.cast.children(parent)
        if host is None or host.dark:
            self.ground.open.add(parent.path)
            return
        agreed = self.agreement.value(CHILD, parent.id)
        listing = host.listings.get(title)
        if listing is None:
            if not children:
                return
            known = self.agreement.host(parent.path)
            if known and title in known.sections:
                self._section_gone(parent, title)
                return
        self._strangers(parent, title, children, agreed)
        for child in children:
            self._child(parent, title, child)
        self._remember(parent, title, children)

    def _section_gone(self, parent: Ref, title: str) -> None:
        self.ground.open.add(parent.path)
        hint = f"write the heading again, or have it made: specwork check --fix {parent.id}"
        self.ground.tell("section-missing", parent.path, None, f"its section ## {title} is gone", hint)

    def _spots(self, parent: Ref, title: str) -> list[tuple[Spot, Ref | None]]:
        host = self.view.host(parent.path)
        listing = host.listings.get(title) if host else None
        return [(spot, self._meant(parent, spot.link)) for spot in listing.spots] if listing else []

    def _meant(self, parent: Ref, link: Link) -> Ref | None:
        agreed = self.agreement.value(CHILD, parent.id)
        for place, written in agreed.said.items() if agreed else ():
            if written == link.raw and (known := self.cast.called(int(place.kind))):
                return known
        path = self.ground.file_meant(parent.path, link, CHILD).path
        return self.cast.at(path) if path else None

    def _child(self, parent: Ref, title: str, child: Ref) -> None:
        why = f"{child.label} is part of {parent.label}"
        mine = [spot for spot, ref in self._spots(parent, title) if ref and ref.id == child.id]
        host = self.view.host(parent.path)
        assert host is not None  # asked before
        if mine:
            edits = [edit for spot in mine for edit in self.ground.mended(parent.path, spot.link, child.path)]
            self.ground.edit(parent.path, edits, f"links to {child.label} follow")
            return
        listing = host.listings.get(title)
        if listing and any((ref := self._meant(parent, link)) and ref.id == child.id for link in listing.mentions):
            return
        link = self.ground.link(parent.path, child.path, child.label)
        if link is None:
            self.ground.cannot_link(parent.path, child.path)
        elif listing:
            self.ground.edit(parent.path, placing.item_added(host, listing, link), why)
        else:
            self.ground.edit(parent.path, placing.section_made(host, title, [f"- {link}"]), why)

    def _strangers(self, parent: Ref, title: str, children: list[Ref], agreed: Value | None) -> None:
        """Items for the parts of others: one that was part of this once is taken out, any other is a conflict."""
        own = {child.id for child in children}
        was = {int(place.kind) for place in agreed.said} if agreed else set()
        cuts = []
        for spot, ref in self._spots(parent, title):
            if ref is None or ref.id in own:
                continue
            if ref.id in was:
                cuts += placing.item_removed(spot)
                continue
            actual = self.cast.parent(ref)
            where = f"is part of {actual.label}" if actual else "is part of no spec"
            message = f"{parent.label} lists {ref.label}, which {where}"
            hint = f"take the item out, or move it here: specwork mv {ref.id} --under {parent.id}"
            places = [self.ground.spot(parent.path, spot.start), f"{ref.path}:1"]
            self.ground.conflict("parent", f"{ref.id} is part of {parent.id}", places, message, hint)
        self.ground.edit(parent.path, cuts, f"what moved away leaves ## {title}")

    def _remember(self, parent: Ref, title: str, children: list[Ref]) -> None:
        """By child, how the list names it. The id takes the place of a kind."""
        own = {child.id for child in children}
        said = {Place(str(ref.id), parent.path): spot.link.raw for spot, ref in self._spots(parent, title) if ref}
        kept = {place: written for place, written in said.items() if int(place.kind) in own}
        self.ground.words[CHILD, parent.id] = Value("", kept)


def forms(number: int, title: str) -> tuple[str, ...]:
    """The texts of a link that repeat a spec's title."""
    return (title, f"{number} {title}", f"{number} - {title}", f"{number}: {title}")
