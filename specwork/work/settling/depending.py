"""`depends_on`: a spec and those it stands on, in its front matter and in the journals of the others."""

from collections.abc import Mapping

from specwork.domain import placing
from specwork.domain.facts import DEPENDS, FULL, Agreed, Dark, Fact, Mentioned, Place, Reading, Says, Voice
from specwork.domain.places import DOWNSTREAM, Spot
from specwork.work.cast import Ref
from specwork.work.settling.facts_of_many import Relation
from vault.notes.links import Link
from vault.text import Edit

FRONT, DOWN = "front", "down"


class Depends(Relation):
    name = DEPENDS
    part = "### Downstream Specs"

    def _refs(self, fact: Fact) -> tuple[Ref | None, Ref | None]:
        return self.cast.called(fact.subject), self.cast.called(int(fact.object))

    def label(self, fact: Fact) -> str:
        return f"{fact.subject} depends on {fact.object}"

    def voices(self, fact: Fact) -> Mapping[Place, Voice]:
        below, above = self._refs(fact)
        found = {}
        if below:
            found[Place(FRONT, below.path)] = Voice(FULL, True)
        if above:
            found[Place(DOWN, above.journal)] = Voice(FULL, True)
        return found

    def missing(self, fact: Fact, _: Agreed | None) -> str | None:
        below, above = self._refs(fact)
        return None if below and above else "spec-missing"

    def lost(self, fact: Fact, place: Place) -> tuple[str, str]:
        if place.kind != FRONT:
            return super().lost(fact, place)
        return "depends_on", f"write it again, or say it anew: specwork depend {fact.subject} {fact.object}"

    # reading

    def reading(self, fact: Fact, place: Place) -> Reading:
        host = self.view.host(place.host)
        if host is None:
            return Dark("context-missing")
        if host.dark:
            return Dark(host.dark)
        if place.kind == FRONT:
            return self._front(fact, place.host)
        listing = host.listings.get(DOWNSTREAM)
        if listing is None:
            known = self.agreement.host(place.host)
            return Dark("section-missing") if known and DOWNSTREAM in known.sections else None
        spots = self._spots(fact, place.host)
        if spots:
            return Says(spots[0].link.raw, spots[0].text)
        mention = next((link for link in listing.mentions if self._subject(place.host, link) == fact.subject), None)
        return Mentioned(mention.start) if mention else None

    def _front(self, fact: Fact, path: str) -> Reading:
        host = self.view.host(path)
        if host is None or host.depends is None:
            return Dark("its front matter cannot hold depends_on")
        values = self._values(fact, path)
        if values:
            return Says(values[0])
        if host.depends.entry is None:
            known = self.agreement.host(path)
            if known and "depends_on" in known.sections:
                return Dark("section-missing")
        return None

    def _values(self, fact: Fact, path: str) -> list[str]:
        host = self.view.host(path)
        listed = host.depends if host else None
        return [value for value in listed.values if self.upstream(path, value) == int(fact.object)] if listed else []

    def upstream(self, path: str, value: str) -> int | None:
        """The spec that a value of depends_on means: a link, or an id."""
        bare = value.strip("[] ").partition("|")[0]
        if value.startswith(("[", "!")) and not bare.isdecimal():
            return self.ground.spec_meant(path, value, DEPENDS)
        known = self.ground.remembered(path, DEPENDS).get(value, "")
        if known.isdecimal() or not bare.isdecimal():
            return int(known) if known.isdecimal() else None
        ref = self.cast.called(int(bare))
        return ref.id if ref else None

    def _subject(self, path: str, link: Link) -> int | None:
        return self.ground.spec_meant(path, link, DEPENDS)

    def _spots(self, fact: Fact, path: str) -> list[Spot]:
        host = self.view.host(path)
        listing = host.listings.get(DOWNSTREAM) if host else None
        return [spot for spot in listing.spots if self._subject(path, spot.link) == fact.subject] if listing else []

    def downstream(self, path: str) -> list[int]:
        """The specs that the items of a journal name as standing on its own."""
        host = self.view.host(path)
        listing = host.listings.get(DOWNSTREAM) if host and not host.dark else None
        found = [self._subject(path, spot.link) for spot in listing.spots] if listing else []
        return [one for one in found if one is not None]

    # writing

    def write(self, fact: Fact, place: Place) -> None:
        below, above = self._refs(fact)
        host = self.view.host(place.host)
        if host is None or below is None or above is None:
            return
        why = f"{below.label} depends on {above.label}"
        target = above if place.kind == FRONT else below
        link = self.ground.link(place.host, target.path, target.label)
        if link is None:
            self.ground.cannot_link(place.host, target.path)
        elif place.kind == FRONT:
            self.ground.edit(place.host, placing.front_added(host.text, link), why)
        elif listing := host.listings.get(DOWNSTREAM):
            self.ground.edit(place.host, placing.item_added(host, listing, link), why)
        else:
            self.ground.edit(place.host, placing.section_made(host, DOWNSTREAM, [f"- {link}"]), why)

    def remove(self, fact: Fact, place: Place) -> None:
        host = self.view.host(place.host)
        if host is None:
            return
        why = f"{fact.subject} does not depend on {fact.object} any more"
        if place.kind == FRONT:
            if host.depends:
                values = self._values(fact, place.host)
                self.ground.edit(place.host, placing.front_removed(host.text, host.depends, values), why)
            return
        edits: list[Edit] = []
        for spot in self._spots(fact, place.host):
            edits += placing.item_removed(spot)
        self.ground.edit(place.host, edits, why)

    def mend(self, fact: Fact, place: Place) -> None:
        below, above = self._refs(fact)
        host = self.view.host(place.host)
        if host is None or below is None or above is None:
            return
        if place.kind == DOWN:
            edits: list[Edit] = []
            for spot in self._spots(fact, place.host):
                edits += self.ground.mended(place.host, spot.link, below.path)
            self.ground.edit(place.host, edits, f"links to {below.label} follow")
            return
        for value in self._values(fact, place.host):
            host = self.view.host(place.host)
            if host is None or host.depends is None:
                return
            if "[" in value and self.ground.opens(place.host, value, above.path) and host.depends.spans:
                continue
            link = self._respelled(place.host, value, above)
            if (link and link != value) or not host.depends.spans:
                edits = placing.front_replaced(host.text, host.depends, value, link or value)
                self.ground.edit(place.host, edits, f"links to {above.label} follow")

    def _respelled(self, path: str, value: str, above: Ref) -> str | None:
        host = self.view.host(path)
        if host is None or host.note is None:
            return None
        link = next((one for one in host.note.links if one.where == "frontmatter" and one.raw == value), None)
        if link is not None and not value.strip("[] ").partition("|")[0].isdecimal():
            return self.ground.retargeted(path, link, above.path)
        return self.ground.link(path, above.path, value.strip("[] ").partition("|")[2] or above.label)

    def spot(self, fact: Fact, place: Place) -> str:
        host = self.view.host(place.host)
        if host is None:
            return f"{place.host}:1"
        if place.kind == FRONT:
            entry = host.depends.entry if host.depends else None
            return self.ground.spot(place.host, entry.start if entry else None)
        spots = self._spots(fact, place.host)
        listing = host.listings.get(DOWNSTREAM)
        return self.ground.spot(place.host, spots[0].start if spots else listing.section.start if listing else None)
