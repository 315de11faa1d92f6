"""`check --fix`: what is wrong and has one right answer is mended, all in one change; the rest is left to people.

The folder tree decides about parents and journals, and a list or a trace that may be filled again is filled. A fact
that two places see differently is not touched: that is `sync`'s, which knows what was agreed.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property

from specwork.domain import layout, placing
from specwork.domain.category import category_of
from specwork.domain.counted import counted
from specwork.domain.heads import aliases_renamed, header_lines, properties_set
from specwork.domain.journal import read_journal
from specwork.domain.known import Known
from specwork.domain.lines import inserted, new_section
from specwork.domain.places import DELIVERABLES, DELIVERED_TO, DOWNSTREAM, Host
from specwork.domain.session import Session
from specwork.domain.status import PLANNING
from specwork.domain.writing import key_set
from specwork.work.checking import gathered, in_specs, sections_named
from specwork.work.given import Given
from specwork.work.making import JOURNAL_TEXT, Place, Wanted, journal_page
from specwork.work.refilling import WaysBack, named
from specwork.work.settling.lineage import forms
from specwork.work.view import View
from vault.edits.changes import ChangeSet
from vault.edits.linking import leads, link_to, spellings
from vault.edits.rename import replaced
from vault.errors import VaultError
from vault.index.health import Trouble
from vault.index.resolve import Names, resolve
from vault.notes import properties
from vault.notes.links import Link, respelled
from vault.notes.note import read_note
from vault.notes.values import Value
from vault.paths import folder_of, is_note
from vault.text import Edit, Lines, digest, raw, words

LABELS = {"Context": ("context",), "Spec": ("spec", "specification"), "Parent": ("parent",), "Status": ("status",)}


def mend(
    given: Given, *, only: Callable[[str], bool] = lambda path: True, codes: Collection[str] | None = None
) -> ChangeSet:
    """Everything in these files that has one right answer; `codes`: no more than these sorts of it."""
    found = [one for one in in_specs(given.index, given.root, given.now.timestamp()) if only(one.path)]
    found = [one for one in found if codes is None or one.code in codes]
    known = gathered(given.index, given.root)
    come = [known.homes[one.path].journal for one in found if one.code == "context-missing"]
    come += [one.path for one in found if one.code == "unlisted" and one.path not in known.paths]
    with given.index.preview(come=list(dict.fromkeys(come))) as names:
        return _Mending(given, known, names).run(found)


class _Mending:
    def __init__(self, given: Given, known: Known, names: Names) -> None:
        self.given, self.known = given, known
        self.view = View(given, names)
        self.done: dict[str, None] = {}
        back = WaysBack(given, known, self.view, self.edit)
        self.menders: dict[str, Callable[[Trouble], None]] = {
            "no-front-matter": self._front_matter,
            "id-missing": self._id,
            "alias": self._alias,
            "context-missing": self._journal,
            "header-missing": self._header,
            "parent": self._leads,
            "journal": self._leads,
            "captured-link": self._captured,
            "session-id-place": self._key_place,
            "session-id-missing": self._key,
            "section-missing": self._sections,
            "untraced": back.trace,
            "stray-trace": back.stray,
            "unlisted": back.list,
        }

    def run(self, found: Collection[Trouble]) -> ChangeSet:
        """By sort, so that what a note lacks at its head is there before the rest of it is edited."""
        for code, mender in self.menders.items():
            for one in found:
                if one.code == code:
                    try:
                        mender(one)
                    except VaultError:
                        continue  # what cannot be written safely is left, and the next check still names it
        return self.view.changes(f"Mend {counted(len(self.view.over), 'file')}: {', '.join(self.done)}")

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """By spec, its parts."""
        found: dict[str, list[str]] = {}
        for child, above in self.known.above.items():
            if above:
                found.setdefault(above, []).append(child)
        return found

    @cached_property
    def downs(self) -> dict[str, set[str]]:
        """By spec, those that depend on it."""
        found: dict[str, set[str]] = {}
        for down, spec in self.known.specs.items():
            for stated in spec.depends or ():
                if up := self.known.upstream(down, stated):
                    found.setdefault(up, set()).add(down)
        return found

    def edit(self, one: Trouble, path: str, edits: list[Edit]) -> None:
        if path in self.known.paths and is_note(path) and _is_no_text(self.view.text(path)):
            return  # whatever it is, it is not ours to write into
        if self.view.edit(path, edits) or path in self.view.come:
            self.done[one.code] = None

    def host(self, path: str) -> Host | None:
        host = self.view.host(path)
        return None if host is None or host.dark or host.note is None else host

    def link(self, source: str, path: str, text: str) -> str | None:
        return link_to(self.view.names, source, path, text, self.given.style())

    # the head of a note

    def _front_matter(self, one: Trouble) -> None:
        spec, path = self.known.specs[one.path], one.path
        journal = self.known.journals.get(self.known.homes[path].journal)
        status = journal.status if journal and journal.status not in ("", "?") else PLANNING
        title = re.sub(rf"\A{spec.id}\b\s*[:–—-]?\s+", "", spec.title)  # a heading may repeat the id
        head: dict[str, Value] = {"id": spec.id, "type": spec.type, "title": title, "status": status}
        self.edit(one, path, properties_set(self.view.text(path), {**head, "aliases": [f"{spec.id} {title}"]}))

    def _id(self, one: Trouble) -> None:
        spec = self.known.specs[one.path]
        self.edit(one, one.path, properties.set_property(self.view.text(one.path), "id", spec.id))

    def _alias(self, one: Trouble) -> None:
        label, text = self.known.specs[one.path].label, self.view.text(one.path)
        front = read_note(one.path, text).front
        said = front.get("aliases") if front else None
        known = said if isinstance(said, list) else [said]
        if label in known:
            return  # written just now, with the rest of the head
        number = str(self.known.specs[one.path].id)
        old = [alias for alias in known if isinstance(alias, str) and alias.split(" ")[0] == number]
        edits = aliases_renamed(text, old[0], label) if len(old) == 1 else []
        self.edit(one, one.path, edits or properties.append_property(text, "aliases", label))

    def _header(self, one: Trouble) -> None:
        host = self.host(one.path)
        if host is None or host.note is None:
            return
        wanted = [(name, value) for name, value in self._lines(one.path) if host.label(*LABELS[name]) is None]
        wanted += [(name, value) for name, value in self._lines(one.path) if self._says_nothing(host, name)]
        self.edit(one, one.path, header_lines(host.note, wanted))

    def _says_nothing(self, host: Host, name: str) -> bool:
        """An empty line, under the very name that it is filled by."""
        label = host.label(*LABELS[name])
        return label is not None and not isinstance(label, str) and label.name.casefold() == name.casefold()

    def _lines(self, path: str) -> Iterator[tuple[str, str]]:
        """What the header of a spec or of a journal has to say, by the tree."""
        spec = path if path in self.known.homes else self.known.of_journal[path]
        above, journal = self.known.above[spec], self.known.homes[spec].journal
        truths = [("Context", journal, JOURNAL_TEXT)] if path == spec else [("Spec", spec, self.known.label(spec))]
        truths += [("Parent", above, self.known.label(above))] if above else []
        for name, truth, text in truths:
            link = self.link(path, truth, text) if self.view.exists(truth) else None
            if link:
                yield name, link
        says = self.known.specs.get(spec)
        if path != spec and says and says.status:
            yield "Status", says.status

    def _leads(self, one: Trouble) -> None:
        """A header line that names another file than the tree does."""
        host = self.host(one.path)
        if host is None or host.note is None:
            return
        for name, truth in self._truths(one):
            label = host.label(*LABELS[name])
            if label is None or isinstance(label, str) or Lines(host.text).at(label.start) != one.line:
                continue
            link = next((at for at in host.note.links if label.value_start <= at.start < label.value_end), None)
            if link is None:
                text = JOURNAL_TEXT if name == "Context" else self.known.label(truth)
                new = self.link(one.path, truth, text)
                self.edit(one, one.path, placing.label_set(host, label, name, new) if new else [])
            elif written := self._retargeted(one.path, link, truth):
                self.edit(one, one.path, [Edit(link.start, link.end, raw(written))])
            return

    def _truths(self, one: Trouble) -> Iterator[tuple[str, str]]:
        path = one.path
        spec = path if path in self.known.homes else self.known.of_journal[path]
        if one.code == "journal":
            yield ("Context", self.known.homes[spec].journal) if path == spec else ("Spec", spec)
        elif above := self.known.above[spec]:
            yield "Parent", above

    def _retargeted(self, source: str, link: Link, path: str) -> str | None:
        """The same link to another file. A text that repeats a spec's title becomes the other's; any other stays."""
        alias = None
        old = self.known.specs.get(resolve(self.view.names, source, link.target).path or "")
        new = self.known.specs.get(path)
        if old and new and link.alias in forms(old.id, old.title):
            alias = forms(new.id, new.title)[forms(old.id, old.title).index(link.alias)]
        ending = ".md" if is_note(path) and link.target[-3:].lower() == ".md" else ""
        for target in spellings(source, path, self.given.style().form):
            written = respelled(link, target + ending, alias)
            if leads(self.view.names, source, written.removeprefix("!"), path):
                return written
        return None

    def _captured(self, one: Trouble) -> None:
        host = self.host(one.path)
        if host is None or host.note is None:
            return
        edits = []
        for link in host.note.links:
            beside = f"{folder_of(one.path)}/{link.target.strip()}"
            own = next((at for at in (beside, f"{beside}.md") if at in self.known.paths), None)
            opens = resolve(self.view.names, one.path, link.target).path
            if "/" not in link.target and own and opens != own and (new := self._retargeted(one.path, link, own)):
                edits.append(replaced(host.text, link, new))
        self.edit(one, one.path, edits)

    # journals and sections

    def _journal(self, one: Trouble) -> None:
        found = self.given.specs.at(one.path)
        if found is None or found.journal in self.view.come or self.given.kind(found.journal) is not None:
            return
        spec = self.known.specs.get(one.path)
        place = Place(found.id, found.home, self.given.specs.parent(found))
        wanted = Wanted(found.spec.type, found.spec.title, spec.status if spec and spec.status else PLANNING)
        self.view.create(found.journal, journal_page(self.given, self.view.names, wanted, place))
        self.done[one.code] = None

    def _sections(self, one: Trouble) -> None:
        for title in sections_named(one.message):
            host = self.host(one.path)
            if host is None or host.note is None:
                return
            lines = self._items(one.path, title)
            if title == DOWNSTREAM:
                if title not in host.listings:  # made with the section around it, where that was missing too
                    self.edit(one, one.path, placing.section_made(host, title, lines))
            elif one.path in self.known.homes:
                self.edit(one, one.path, placing.section_made(host, title, lines))
            else:
                journal = read_journal(host.note)
                piece = new_section(journal, title, ["", *lines] if lines else [])
                self.edit(one, one.path, inserted(journal, piece))

    def _items(self, path: str, title: str) -> list[str]:
        """What a section has to hold from the start, or it would say that nothing of it is true any more."""
        known = self.known
        if path not in known.homes and path not in known.of_journal:
            return []
        if title in layout.CHILDREN_SECTION.values():
            links = (self.link(path, child, known.label(child)) for child in sorted(self.children.get(path, ())))
            return [f"- {link}" for link in links if link]
        if title == DELIVERED_TO:
            return [f"### {DOWNSTREAM}", *self._dependants(path)]
        if title == DOWNSTREAM:
            return self._dependants(path)
        return self._delivered(path) if title == DELIVERABLES else []

    def _dependants(self, path: str) -> list[str]:
        spec = self.known.of_journal[path]
        downs = sorted(self.downs.get(spec, set()) - {spec})
        links = (self.link(path, down, self.known.label(down)) for down in downs)
        return [f"- {link}" for link in links if link]

    def _delivered(self, path: str) -> list[str]:
        """The items of the other of spec and journal. Both lie in one folder: a link means the same in either."""
        ours = self.known.homes.get(path)
        host = self.host(ours.journal if ours else self.known.of_journal[path])
        listing = host.listings.get(DELIVERABLES) if host else None
        if host is None or listing is None:
            return []
        by_heading: dict[str, list[str]] = {}
        for spot in listing.spots:
            meant = named(self.known, host.path, spot.link.target)
            heading = "" if ours else f"### {category_of(meant or spot.link.target)}"
            line = words(host.text[spot.content : spot.first_end]).strip()
            by_heading.setdefault(heading, []).append(f"- {line}")
        if ours:
            return by_heading.get("", [])
        parts = [[heading, *lines, ""] for heading, lines in by_heading.items()]
        return [line for part in parts for line in part][:-1]

    # sessions

    def _key_place(self, one: Trouble) -> None:
        for session in self._sessions(one.path):
            if session.key and one.message.startswith(f"the id ^{session.key} "):
                host = self.host(one.path)
                if host and host.note:
                    self.edit(one, one.path, key_set(read_journal(host.note), session, session.key))
                return

    def _key(self, one: Trouble) -> None:
        """A session that has lost its id gets it back, as it was committed; else one made of its start and its heading,
        the same on every machine."""
        session = next((at for at in self._sessions(one.path) if at.line == one.line), None)
        host = self.host(one.path)
        if session is None or session.key or host is None or host.note is None:
            return
        taken = {at.key for at in self._sessions(one.path)}
        key = self._committed(one.path, session) or f"s-{digest(raw(f'{session.started} {session.title}')).hex()[:8]}"
        if key not in taken:
            self.edit(one, one.path, key_set(read_journal(host.note), session, key))

    def _sessions(self, path: str) -> tuple[Session, ...]:
        host = self.host(path)
        return read_journal(host.note).sessions if host and host.note else ()

    def _committed(self, path: str, session: Session) -> str | None:
        git = self.given.git
        head = git.head() if git else None
        before = git.show(head, path) if git and head else None
        for old in read_journal(read_note(path, before)).sessions if before else ():
            if old.key and (old.started, old.title) == (session.started, session.title):
                return old.key
        return None


def _is_no_text(content: bytes) -> bool:
    return b"\0" in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))
