"""A context journal read into values: its header, its sections, and the sessions in them.

Stands on one note, of whatever shape: a section may be missing, a session may stand under any heading. Every part is
known by its span; what is added to a journal is the business of `writing`.
"""

from bisect import bisect_left

from specwork.domain.page import Page
from specwork.domain.session import Session, bare_title, heading_parts, kind_of, label_in, opens, read_session
from vault.notes.note import Note, body_start
from vault.notes.outline import Label, Section
from vault.notes.scan import Heading
from vault.typed import NamedTuple

SUMMARY, TIMELINE, DELIVERABLES = "Summary", "Implementation Timeline", "Deliverables"
DEPENDENCIES, METRICS, NOTES = "Dependencies Delivered To", "Metrics", "Notes & Learnings"
SECTIONS = (SUMMARY, TIMELINE, DELIVERABLES, DEPENDENCIES, METRICS, NOTES)  # in the order of the template
HEADER = ("Spec", "Parent", "Status", "Created", "Updated")

_SECTION_OF = {name.casefold(): name for name in SECTIONS} | {
    "timeline": TIMELINE,
    "notes and learnings": NOTES,
    "dependencies": DEPENDENCIES,
}
_LABEL_OF = {name.casefold(): name for name in HEADER} | {"specification": "Spec"}


class Journal(NamedTuple):
    """Of two sections of one name, and of two header lines, the first is meant; other header lines are `doubled`."""

    note: Note
    page: Page
    header: dict[str, Label]
    doubled: tuple[Label, ...]
    head_start: int  # where the header's lines stand, or would stand
    head_end: int
    sections: dict[str, Section]  # by the template's name for them
    sessions: tuple[Session, ...]

    @property
    def text(self) -> bytes:
        return self.note.text

    @property
    def summary(self) -> Section | None:
        return self.sections.get(SUMMARY)

    @property
    def timeline(self) -> Section | None:
        """With the sessions that follow it directly, whatever the level of their headings."""
        return self.sections.get(TIMELINE)

    @property
    def deliverables(self) -> Section | None:
        return self.sections.get(DELIVERABLES)

    @property
    def dependencies(self) -> Section | None:
        return self.sections.get(DEPENDENCIES)

    @property
    def metrics(self) -> Section | None:
        return self.sections.get(METRICS)

    @property
    def notes(self) -> Section | None:
        return self.sections.get(NOTES)

    def session(self, key: str) -> Session | None:
        return next((session for session in self.sessions if session.key == key), None)

    def below(self, section: Section) -> list[Section]:
        """The sections directly within a section."""
        inside = [head for head in self.page.heads if section.body <= head.start < section.end]
        level = min((head.level for head in inside), default=0)
        tops = [head for head in inside if head.level == level]
        ends = [self.page.line_start(head.start) for head in tops[1:]] + [section.end]
        return [_section(self.page, head, end) for head, end in zip(tops, ends, strict=False)]


def read_journal(note: Note, *, parts: bool = True) -> Journal:
    """Reads a journal; nothing raises, however a person left it. Sessions without their parts cost a third."""
    page = Page(note)
    walk = _Walk(page, parts=parts)
    titles = [head for head in page.heads if head.level == 1 and not section_name(head)]
    begun = {session.start for session in walk.sessions}
    titles = [head for head in titles if page.line_start(head.start) not in begun]
    spans = _header_spans(page, titles)
    header, doubled = _header(page, spans)
    sections = {name: _section(page, head, end) for name, (head, end) in walk.sections.items()}
    return Journal(note, page, header, doubled, *spans[0], sections, tuple(walk.sessions))


def read_sessions(note: Note) -> list[Session]:
    """The sessions alone, without their parts."""
    return _Walk(Page(note), parts=False).sessions


def section_name(head: Heading) -> str | None:
    """The template's name for the section that a heading opens."""
    return _SECTION_OF.get(bare_title(head.text)) if head.level <= 2 else None


class _Walk:
    """One walk down the headings. A session lasts until a heading comes that is none of its parts."""

    def __init__(self, page: Page, *, parts: bool) -> None:
        self.page, self.reads_parts = page, parts
        self.sections: dict[str, tuple[Heading, int]] = {}  # the heading that opens each, and where it ends
        self.sessions: list[Session] = []
        self._open: list[tuple[str, Heading]] = []  # the sections that this place is in
        self._head: Heading | None = None  # the session that it is in
        self._parts: list[Heading] = []
        for head in page.heads:
            self._meets(head)
        self._ends_session(None)

    def _meets(self, head: Heading) -> None:
        name = section_name(head)
        if not name and self._begins_session(head):
            self._ends_session(head)
            self._ends_sections(head, but=TIMELINE)
            self._head = head
        elif not name and self._is_part(head):
            self._parts.append(head)
        else:
            self._ends_session(head)
            self._ends_sections(head)
            if name and name not in self.sections:
                self._open.append((name, head))
                self.sections[name] = (head, len(self.page.text))

    def _in_timeline(self, head: Heading) -> bool:
        return any(name == TIMELINE and head.level > opened.level for name, opened in self._open)

    def _begins_session(self, head: Heading) -> bool:
        how = opens(head.text)
        if not (how.session or how.dated):
            return False
        number, day, _ = heading_parts(head.text)
        beside = self._head is None or head.level <= self._head.level
        if how.session:
            told = number is not None or day is not None
            return told or (beside and (self._in_timeline(head) or (how.stops and head.level <= 3)))
        return bool(day) and beside and self._in_timeline(head)

    def _is_part(self, head: Heading) -> bool:
        if self._head is None:
            return False
        if head.level == self._head.level:  # a flat journal: `### Session 1`, `### Planning`
            return head.level > 2 and kind_of(head.text) is not None
        return head.level > self._head.level

    def _ends_session(self, head: Heading | None) -> None:
        if self._head:
            end = self._start(head)
            heads = part_heads(self._parts) if self.reads_parts else self._parts
            self.sessions.append(read_session(self.page, self._head, heads, end, parts=self.reads_parts))
            self._head, self._parts = None, []

    def _ends_sections(self, head: Heading, but: str = "") -> None:
        if all(head.level > opened.level for _, opened in self._open):
            return
        staying = []
        for name, opened in self._open:
            if head.level > opened.level or name == but:
                staying.append((name, opened))
            else:
                self.sections[name] = (opened, self._start(head))
        self._open = staying

    def _start(self, head: Heading | None) -> int:
        return self.page.line_start(head.start) if head else len(self.page.text)


def part_heads(heads: list[Heading]) -> list[Heading]:
    """The headings that open parts of a session: those that we know, and others unless they stand below one."""
    parts: list[Heading] = []
    for head in heads:
        if not parts or head.level <= parts[-1].level or kind_of(head.text):
            parts.append(head)
    return parts


def _section(page: Page, head: Heading, end: int) -> Section:
    return Section(head.level, head.text, page.line_start(head.start), head.end, page.after(head.end), end)


def _header_spans(page: Page, titles: list[Heading]) -> list[tuple[int, int]]:
    """Where a header stands: behind the H1 that the note opens with, if it does; and behind every other, by mistake."""
    ends = [page.line_start(head.start) for head in page.heads] + [len(page.text)]
    spans = [(start, ends[bisect_left(ends, start)]) for start in (page.after(head.end) for head in titles)]
    if titles and titles[0] is page.heads[0]:
        return spans
    start = body_start(page.text, page.note.front)
    return [(start, max(start, ends[0])), *spans]


def _header(page: Page, spans: list[tuple[int, int]]) -> tuple[dict[str, Label], tuple[Label, ...]]:
    """The labelled lines of the header; below a second H1 there may be a second header."""
    header: dict[str, Label] = {}
    doubled = []
    for start, end in spans:
        for begin, line in page.lines(start, end):
            if b":" not in line or page.hidden(begin):
                continue
            if label := label_in(page, begin, line, _LABEL_OF):
                name = _LABEL_OF.get(label.name.casefold(), label.name)
                if header.setdefault(name, label) is not label:
                    doubled.append(label)
    return header, tuple(doubled)
