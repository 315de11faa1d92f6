"""What may be filled again without a question: the trace of a file that was delivered, and the list of its folder.

Part of `mending`. Neither takes anything away but a trace to a spec that does not deliver the file.
"""

from collections.abc import Callable
from functools import cached_property

from specwork.domain import placing, traces
from specwork.domain.known import Known
from specwork.domain.places import DELIVERABLES, Host
from specwork.work.given import Given
from specwork.work.making import JOURNAL_TEXT
from specwork.work.view import View
from vault.edits.linking import link_to
from vault.index.health import Trouble
from vault.paths import folder_of, joined, name_of
from vault.text import Edit, raw


def named(known: Known, host: str, target: str) -> str | None:
    """The file that a link in a place means."""
    return known.meant(host, [joined(folder_of(host), target.strip()), target])


class WaysBack:
    def __init__(
        self, given: Given, known: Known, view: View, edit: Callable[[Trouble, str, list[Edit]], None]
    ) -> None:
        self.given, self.known, self.view, self.edit = given, known, view, edit

    def host(self, path: str) -> Host | None:
        host = self.view.host(path) if self.view.exists(path) else None
        return None if host is None or host.dark or host.note is None else host

    def link(self, source: str, path: str, text: str) -> str | None:
        return link_to(self.view.names, source, path, text, self.given.style())

    @cached_property
    def owners(self) -> dict[str, list[str]]:
        """By file, the specs that say in their note or in their journal that they deliver it."""
        known, found = self.known, dict[str, list[str]]()
        for path, spec in known.specs.items():
            journal = known.homes[path].journal
            theirs = known.journals[journal].items if journal in known.journals else []
            said = [known.meant(path, one) for one in spec.items] + [known.meant(journal, one) for one in theirs]
            for file in dict.fromkeys(said):
                if file:
                    found.setdefault(file, []).append(path)
        return found

    def _pair(self, file: str, spec: str) -> tuple[str | None, str | None]:
        journal = self.known.homes[spec].journal
        context = self.link(file, journal, JOURNAL_TEXT) if self.view.exists(journal) else None
        return self.link(file, spec, self.known.label(spec)), context

    def trace(self, one: Trouble) -> None:
        for spec in self.owners.get(one.path, []):
            text = self.view.text(one.path)
            if any(self._names(one.path, trace.target) == spec for trace in traces.traces(one.path, text)):
                continue
            link, context = self._pair(one.path, spec)
            if link:
                self.edit(one, one.path, traces.added(one.path, text, link, context))

    def stray(self, one: Trouble) -> None:
        owners = self.owners.get(one.path, [])
        if len(owners) != 1:
            return
        text = self.view.text(one.path)
        found = traces.traces(one.path, text)
        strays = [trace for trace in found if self._names(one.path, trace.target) != owners[0]]
        right = len(strays) < len(found)
        link, context = self._pair(one.path, owners[0])
        if not strays or link is None:
            return
        edits = [] if right else traces.relinked(strays[0], link, context)
        for trace in strays if right else strays[1:]:
            edits += traces.removed(text, trace)
        self.edit(one, one.path, edits)

    def _names(self, host: str, target: str) -> str | None:
        return named(self.known, host, target)

    def list(self, one: Trouble) -> None:
        """Every file of the folder that the list lacks, each on its line."""
        folder = folder_of(one.path)
        for file in sorted(path for path in self.known.paths if path.startswith(folder + "/") and path != one.path):
            for spec in self.owners.get(file, []):
                self._listed(one, file, spec)

    def _listed(self, one: Trouble, file: str, spec: str) -> None:
        index = one.path
        host = self.host(index) if index in self.known.paths or index in self.view.come else None
        listing = host.listings[""] if host else None
        meant = [self._names(index, spot.link.target) or "" for spot in listing.spots] if listing else []
        if host and listing:
            for spot, path in zip(listing.spots, meant, strict=True):
                own = not spot.others and spec == self._own(index)
                if path == file and (own or any(self._names(index, at.target) == spec for at in spot.others)):
                    return
        text, owner, journal = self._text(file, spec), self.known.label(spec), self.known.homes[spec].journal
        links = [self.link(index, file, text), self.link(index, spec, owner)]
        context = self.link(index, journal, JOURNAL_TEXT) if self.view.exists(journal) else None
        if links[0] is None or links[1] is None:
            return
        line = f"{links[0]} - Spec: {links[1]}" + (f", Context: {context}" if context else "")
        if host is None or listing is None:
            if self.given.kind(index) is None:
                title = self.known.label(self._own(index) or spec)
                self.view.create(index, raw(f"# Deliverables of {title}\n\n- {line}\n"))
                self.edit(one, index, [])
            return
        self.edit(one, index, placing.item_in_order(host, listing, line, file, meant))

    def _own(self, index: str) -> str | None:
        above = folder_of(folder_of(index))
        return next((at for at in (f"{above}/spec.md", f"{above}/epic.md") if at in self.known.homes), None)

    def _text(self, file: str, spec: str) -> str:
        """What the spec or its journal calls a file."""
        for path in (spec, self.known.homes[spec].journal):
            host = self.host(path) if self.view.exists(path) else None
            listing = host.listings.get(DELIVERABLES) if host else None
            for spot in listing.spots if listing else ():
                if self._names(path, spot.link.target) == file and spot.link.alias:
                    return spot.link.alias
        return name_of(file)
