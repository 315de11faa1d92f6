"""`status` and `title`: one word of a spec, said in its front matter and repeated elsewhere."""

import re
from collections.abc import Iterable

from specwork.domain import placing
from specwork.domain.facts import STATUS, TITLE, Dark, Place, Reading, Says, Value, Word, settle_value
from specwork.domain.heads import aliases_renamed
from specwork.domain.places import Host, is_placeholder, status_span
from specwork.domain.status import meaning, written
from specwork.domain.traces import relinked
from specwork.work.cast import Ref
from specwork.work.settling.ground import Ground
from specwork.work.settling.lineage import forms
from vault.edits.rename import replaced
from vault.errors import Refused
from vault.notes import properties
from vault.notes.links import respelled
from vault.notes.scan import Heading
from vault.text import Edit, raw

FRONT, HEADER, H1, JOURNAL_H1 = "front", "header", "h1", "journal-h1"


class Wording:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.view, self.agreement = ground.view, ground.agreement

    def settled(self, ref: Ref) -> None:
        self._status(ref)
        self._title(ref)

    def said(self, ref: Ref, relation: str) -> dict[Place, Reading]:
        """What each of its places says; a heading too that is no place of the title, but its writer's own words."""
        front: dict[Place, Reading] = {Place(FRONT, ref.path): self._front(ref.path, relation)}
        if relation == STATUS:
            there = [ref.journal] if self.view.exists(ref.journal) else []
            return front | {Place(HEADER, path): self._status_line(path) for path in there}
        headings = {
            Place(kind, path): self._heading(ref, path, kind)
            for kind, path in ((H1, ref.path), (JOURNAL_H1, ref.journal))
        }
        return front | {place: Says(text) for place, text in headings.items() if text is not None}

    # status

    def _status(self, ref: Ref) -> None:
        places = self.said(ref, STATUS)
        agreed = self.agreement.value(STATUS, ref.id)
        word = settle_value(agreed, places, self.ground.memory, meaning)
        if word.conflict:
            self._contradicts(ref, STATUS, agreed, places)
            return
        if word.value is not None:
            new = written(word.value)
            for place in word.write:
                self._write_status(ref, place, new)
        self._remember(ref, STATUS, word, agreed, places)

    def _front(self, path: str, name: str) -> Reading:
        host = self.view.host(path)
        if host is None or host.dark:
            return Dark(host.dark or "" if host else "it is gone")
        if host.note is None or host.note.front is None:
            return Dark("it has no front matter")
        value = host.note.front.get(name)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]  # a property that was made a list
        if isinstance(value, (list, dict)):
            return Dark(f"its {name} is not one word")
        text = "" if value is None else str(value).strip()
        return None if not text or is_placeholder(text) else Says(text)

    def _status_line(self, path: str) -> Reading:
        host = self.view.host(path)
        if host is None or host.dark:
            return Dark(host.dark or "" if host else "it is gone")
        label = host.label("status")
        if isinstance(label, str):
            return Dark(label)
        if label is None or not label.value or is_placeholder(label.value):
            return None
        start, end = status_span(label)
        return Says(host.text[start:end].decode("utf-8", "surrogateescape"))

    def _write_status(self, ref: Ref, place: Place, word: str) -> None:
        host = self.view.host(place.host)
        assert host is not None  # it was read just now
        why = f"{ref.label} is {word}"
        if place.kind == FRONT:
            self._set_front(place.host, "status", word, why)
            return
        label = host.label("status")
        if isinstance(label, str):
            return
        if label is None or not label.value or is_placeholder(label.value):
            self.ground.edit(place.host, placing.label_set(host, label, "Status", word), why)
            return
        start, end = status_span(label)
        self.ground.edit(place.host, [Edit(start, end, raw(word))], why)

    def _set_front(self, path: str, name: str, value: str, why: str) -> None:
        try:
            self.ground.edit(path, properties.set_property(self.view.text(path), name, value), why)
        except Refused as refused:
            self.ground.tell("cannot-write", path, None, refused.message, refused.hint)

    # title

    def _title(self, ref: Ref) -> None:
        agreed = self.agreement.value(TITLE, ref.id)
        places: dict[Place, Reading] = {}
        front = self._front(ref.path, "title")
        for place, reading in self.said(ref, TITLE).items():
            joined = agreed is not None and place in agreed.said and place.host not in self.ground.memory.void
            own = isinstance(front, Says) and isinstance(reading, Says) and _plain(front.raw) == _plain(reading.raw)
            if joined or own or place.kind == FRONT:
                places[place] = reading
        word = settle_value(agreed, places, self.ground.memory, _plain)
        if word.conflict:
            self._contradicts(ref, TITLE, agreed, places)
            return
        if word.value is not None:
            for place in word.write:
                self._write_title(ref, place, word.value)
            if agreed and _plain(agreed.value) != _plain(word.value):
                self.follow(ref, agreed.value, word.value)
        self._remember(ref, TITLE, word, agreed, places)

    def _heading(self, ref: Ref, path: str, kind: str) -> str | None:
        """What the first heading says besides the words and the id before the title."""
        found = self._first(path)
        return _bare(found[1].text, ref.id, kind) if found else None

    def _first(self, path: str) -> tuple[Host, Heading] | None:
        host = self.view.host(path)
        if host is None or host.dark or host.note is None:
            return None
        head = next((head for head in host.note.headings if head.level == 1), None)
        return (host, head) if head else None

    def _write_title(self, ref: Ref, place: Place, title: str) -> None:
        why = f"{ref.id} is called {title}"
        if place.kind == FRONT:
            self._set_front(place.host, "title", title, why)
            return
        found = self._first(place.host)
        if not found:
            return
        host, head = found
        old = raw(_bare(head.text, ref.id, place.kind))
        at = host.text.rfind(old, head.start, head.end)
        if old and at >= 0:
            self.ground.edit(place.host, [Edit(at, at + len(old), raw(title))], why)

    def follow(self, ref: Ref, old: str, new: str) -> None:
        """Links whose text is the old title get the new one, and so does the alias; any other text is its writer's."""
        self._alias(ref, f"{ref.id} {old}", f"{ref.id} {new}")
        was, now = forms(ref.id, old), forms(ref.id, new)
        sources = {link.source for link in self.view.index.backlinks(ref.path) if link.alias in was}
        for source in sorted(sources | {path for path in self.view.over if path != ref.path}):
            self._follow_in(ref, source, dict(zip(was, now, strict=True)))
        for fact in self.agreement.facts("delivers", subject=ref.id):
            self.follow_trace(fact.object, ref, dict(zip(was, now, strict=True)))

    def _alias(self, ref: Ref, old: str, new: str) -> None:
        try:
            edits = aliases_renamed(self.view.text(ref.path), old, new)
        except Refused:
            return  # it stays, and check says so
        self.ground.edit(ref.path, edits, f"{ref.id} is called {new.partition(' ')[2]}")

    def _follow_in(self, ref: Ref, source: str, words: dict[str, str]) -> None:
        host = self.view.host(source)
        if host is None or host.note is None or host.dark:
            return
        edits = []
        for link in host.note.links:
            new = words.get(link.alias or "")
            if new is not None and self.ground.opens(source, link, ref.path):
                edits.append(replaced(host.text, link, respelled(link, link.target, _safe(new))))
        self.ground.edit(source, edits, f"links to {ref.label} follow its title")

    def follow_trace(self, path: str, ref: Ref, words: dict[str, str]) -> None:
        """Its trace that says one of these words for a spec says the other."""
        host = self.view.host(path)
        for trace in host.traces if host and not host.dark else ():
            new = words.get(trace.alias or "")
            if new is not None and self.ground.opens(path, trace.raw, ref.path):
                link = self.ground.link(path, ref.path, new)
                if link:
                    self.ground.edit(path, relinked(trace, link, None), f"its trace follows the title of {ref.label}")
                return

    # both

    def _remember(self, ref: Ref, relation: str, word: Word, agreed: Value | None, places: Iterable[Place]) -> None:
        """What stands now; places that are dark stay remembered as they were."""
        if word.value is None:
            self.ground.words[relation, ref.id] = agreed
            return
        said: dict[Place, str] = {}
        for place in places:
            reading = self._read_again(ref, relation, place)
            if isinstance(reading, Says):
                said[place] = reading.raw
            elif isinstance(reading, Dark):
                self.ground.open.add(place.host)
                if agreed and place in agreed.said:
                    said[place] = agreed.said[place]
        self.ground.words[relation, ref.id] = Value(word.value, said)

    def _read_again(self, ref: Ref, relation: str, place: Place) -> Reading:
        if place.kind == FRONT:
            return self._front(place.host, relation)
        if place.kind == HEADER:
            return self._status_line(place.host)
        heading = self._heading(ref, place.host, place.kind)
        return Says(heading) if heading is not None else None

    def _contradicts(self, ref: Ref, relation: str, agreed: Value | None, places: dict[Place, Reading]) -> None:
        """Both texts stay, and so does what is remembered of them, but for files whose memory is worth nothing."""
        if agreed:
            void = self.ground.memory.void
            said = {place: word for place, word in agreed.said.items() if place.host not in void}
            self.ground.words[relation, ref.id] = Value(agreed.value, said)
        says = [(place, reading.raw) for place, reading in places.items() if isinstance(reading, Says)]
        spots = [self._spot(place, relation) for place, _ in says]
        words = " and ".join(f"{word} ({spot})" for (_, word), spot in zip(says, spots, strict=True))
        message = f"{ref.label}: its {relation} is both {words}"
        self.ground.conflict("conflict", f"{ref.id} has {relation}", spots, message, self.ground.trust(says[0][0].host))

    def _spot(self, place: Place, relation: str) -> str:
        host = self.view.host(place.host)
        if host is None or host.note is None:
            return f"{place.host}:1"
        if place.kind == FRONT:
            entry = host.note.front.entry(relation) if host.note.front else None
            return self.ground.spot(place.host, entry.start if entry else None)
        if place.kind == HEADER:
            label = host.label("status")
            return self.ground.spot(place.host, None if label is None or isinstance(label, str) else label.start)
        head = next((head for head in host.note.headings if head.level == 1), None)
        return self.ground.spot(place.host, head.start if head else None)


def _plain(title: str) -> str:
    return " ".join(title.split())


_numbered = re.compile(r"([0-9]+)\b\s*[:\-–—]?\s+").match  # one for all: thousands of specs have a number each


def _bare(heading: str, number: int, kind: str) -> str:
    """A heading without what may stand before a title.

    >>> _bare("Context: 1001 - Storage", 1001, "journal-h1"), _bare("1001: Storage", 1001, "h1")
    ('Storage', 'Storage')
    """
    text = heading.strip()
    if kind == JOURNAL_H1:
        text = re.sub(r"\A(?:context|journal)\s*[:\-]\s*", "", text, flags=re.IGNORECASE)
    found = _numbered(text)
    return text[found.end() :].strip() if found and found[1] == str(number) else text.strip()


def _safe(title: str) -> str:
    return title.replace("[", "(").replace("]", ")").replace("|", "-")
