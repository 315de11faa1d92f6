"""The notes of a bench vault, written out: specs, journals, lists, with links in every spelling.

Counts what it writes. The resolver is not asked: every link is either spelled so that one reading alone is possible, or
leads to a name that no file bears.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bench.words import Words

CATEGORIES = {"scripts": "Scripts", "config": "Configuration Files", "docs": "Documentation", "data": "Data"}
_SPEC_HEADINGS = ("Overview", "Requirements", "Acceptance Criteria", "Technical Approach", "Dependencies")
_JOURNAL_HEADINGS = ("Summary", "Implementation Timeline", "Notes & Learnings")
_DECOYS = (
    "```bash\nif [[ -f \"$state\" ]]; then\n  echo '[[decoys/in-a-fence]]'\nfi\n```",
    "Typed as `[[decoys/in-code]]` and ``a ` [[decoys/in-longer-code]]``, it is no link.",
    "<!-- kept for later: [[decoys/in-a-comment]] and [old](decoys/in-a-comment.md) -->",
    "An escaped pair, \\[\\[decoys/escaped\\]\\], and one address: <https://example.org/decoys>.",
    "~~~yaml\nrefers: '[[decoys/in-tildes]]'\n~~~",
)


class Spec(NamedTuple):
    """An epic, a feature or a task, as planned: where its notes lie, and what it delivers."""

    id: int
    kind: str
    title: str
    folder: str
    spec: str
    journal: str
    parent: int | None
    files: tuple[str, ...]  # deliverables, seen from the folder
    notes: tuple[str, ...]  # notes beside spec and journal, seen from the folder

    @property
    def sessions(self) -> tuple[str, ...]:
        return tuple(f"s-{(self.id * 2654435761 + n * 40503) & 0xFFFFFFFF:08x}" for n in range(1 + self.id % 3))


class Tally:
    """What a vault turned out to hold. It fills up while the vault is drawn."""

    def __init__(self) -> None:
        self.notes = self.files = self.size = 0
        self.links = self.in_properties = self.broken = 0
        self.forms: dict[str, int] = {}
        self.broken_links: list[tuple[str, str]] = []
        self.hub: str | None = None
        self.hub_backlinks = 0

    def record(self) -> dict[str, object]:
        """As JSON holds it."""
        return {**vars(self), "broken_links": [list(pair) for pair in self.broken_links]}


class Page:
    """One note being written. A link is made here or not at all, so that the tally is true."""

    def __init__(self, path: str, words: Words, tally: Tally, near: Sequence[Spec], hub: str | None) -> None:
        self.path = path
        self.folder = path.rpartition("/")[0]
        self.words = words
        self.tally = tally
        self.near = near
        self.hub = hub
        self.written = 0
        self.in_table = False
        self.text: list[str] = []

    def put(self, *lines: str) -> None:
        self.text.extend(lines)

    def done(self) -> bytes:
        return ("\n".join(self.text) + "\n").encode()

    # -- links ---------------------------------------------------------------------------------------------------

    def link(self, target: str, label: str, form: str = "relative", sub: str = "") -> str:
        """A link that holds. `target` is a path from the top, with its ending."""
        return self._spelled(target, label, form, sub)

    def property_link(self, target: str, label: str) -> str:
        self.tally.in_properties += 1
        return '"' + self._spelled(target, label, "relative", "") + '"'

    def bare(self, name: str, label: str) -> str:
        """A name alone, for the note of that name in this very folder."""
        return self._counted("bare", f"[[{name}|{label}]]")

    def here(self, heading: str) -> str:
        return self._counted("same note", f"[[#{heading}]]")

    def loose(self) -> str:
        """A link to the hub where this note owes it one, else to a neighbour, and now and then to nothing."""
        if self.hub:
            hub, self.hub = self.hub, None
            self.tally.hub_backlinks += 1
            form = (
                "full"
                if hub.startswith(self.folder + "/")
                else self.words.pick(("relative", "full", "suffix", "markdown"))
            )
            return self._spelled(hub, "the glossary", form, self.words.pick(("", "Terms")))
        if self.tally.broken < (self.tally.links + 1) * 3 // 100:
            return self._broken()
        spec = self.words.pick(self.near)
        label = f"{spec.id} {spec.title}"
        match self.words.below(10):
            case 0 | 1 | 2:
                return self.link(f"{spec.folder}/{spec.spec}", label)
            case 3:
                return self.link(f"{spec.folder}/{spec.spec}", label, "markdown", self.words.pick(_SPEC_HEADINGS))
            case 4:
                return self.link(f"{spec.folder}/{spec.journal}", f"{spec.id} journal", "suffix")
            case 5:
                return self.link(f"{spec.folder}/{spec.spec}", label, "full", self.words.pick(_SPEC_HEADINGS))
            case 6:
                block = "^" + self.words.pick(spec.sessions)
                return self.link(f"{spec.folder}/{spec.journal}", f"session on {spec.id}", "relative", block)
            case 7:
                heading = self.words.pick(_JOURNAL_HEADINGS)
                return self.link(f"{spec.folder}/{spec.journal}", f"{spec.id} journal", "markdown", heading)
            case 8 if spec.files:
                return self.link(f"{spec.folder}/{self.words.pick(spec.files)}", "the file", "markdown")
            case _:
                return self.link(f"{spec.folder}/{spec.journal}", f"{spec.id} journal")

    def _broken(self) -> str:
        """A link to a name that no file bears."""
        self.tally.broken += 1
        name = f"lost-{self.tally.broken}"
        match self.words.below(5):
            case 0:
                raw = self._counted("relative", f"[[../{name}|{self.words.name()}]]")
            case 1:
                raw = self._counted("suffix", f"[[deliverables/scripts/{name}.sh]]")
            case 2:
                raw = self._counted("markdown", f"[{self.words.name()}](../{name}.md#Overview)")
            case 3:
                raw = self._counted("embed", f"![[{name}.png|300]]")
            case _:
                raw = self._counted("full", f"[[specs/{name}/spec|{self.words.name()}]]")
        self.tally.broken_links.append((self.path, raw))
        return raw

    def _spelled(self, target: str, label: str, form: str, sub: str) -> str:
        sub = f"#{sub}" if sub else ""
        if form == "markdown":
            return self._counted(form, f"[{label}]({encoded(relative(self.folder, target) + sub)})")
        stem = target.removesuffix(".md")
        match form:
            case "full":
                path = stem
            case "suffix":
                path = "/".join(stem.split("/")[-3:])  # epic, feature, name: no other path ends so
            case _:
                path = relative(self.folder, stem)
        if form == "embed":
            return self._counted(form, f"![[{path}{sub}]]")
        return self._counted(form, f"[[{path}{sub}|{label}]]")

    def _counted(self, form: str, raw: str) -> str:
        if self.in_table:
            form, raw = "table", raw.replace("|", "\\|")
        self.written += 1
        self.tally.links += 1
        self.tally.forms[form] = self.tally.forms.get(form, 0) + 1
        return raw

    # -- text ----------------------------------------------------------------------------------------------------

    def prose(self, sentences: int, links: int = 0) -> None:
        """A paragraph, with some links woven in."""
        share = max(1, sentences // (links + 1))
        said = [self.words.prose(share)]
        for _ in range(links):
            lead = self.words.pick(("This follows", "It leans on", "See also", "Settled in", "Compare"))
            said.append(f"{lead} {self.loose()}. {self.words.prose(share)}")
        self.put(" ".join(said), "")

    def decoy(self) -> None:
        if self.words.chance(0.4):
            self.put(self.words.pick(_DECOYS), "")


def relative(folder: str, path: str) -> str:
    """How to say a path from a folder: `../` where needed, and no `./`."""
    here, there = folder.split("/"), path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])


def encoded(destination: str) -> str:
    return destination.replace(" ", "%20")


def day_of(spec: Spec, later: int = 0) -> str:
    """A day that belongs to a spec, the same in every vault."""
    count = spec.id % 251 + later
    return f"2026-{1 + count // 28 % 12:02d}-{1 + count % 28:02d}"


STATUSES = ("planning", "implementing", "implementing", "blocked", "completed", "completed", "in-progress")


def status_of(spec: Spec) -> str:
    """The status that a spec and its journal both say."""
    return STATUSES[spec.id * 31 % 97 % len(STATUSES)]


def spec_page(page: Page, spec: Spec, parent: Spec | None, children: Sequence[Spec], links: int) -> bytes:
    """The spec of an epic, a feature or a task."""
    words = page.words
    page.put("---", f"id: {spec.id}", f"type: {spec.kind}", f"title: {spec.title}", f"status: {status_of(spec)}")
    page.put(f"created: {day_of(spec)}", f"updated: {day_of(spec, 9)}", f'aliases: ["{spec.id} {spec.title}"]')
    page.put(f"priority: {words.pick(('low', 'normal', 'high'))}", "owner: platform  # the team, for now")
    if wanted := words.below(3):
        page.put("depends_on:")
        for other in (words.pick(page.near) for _ in range(wanted)):
            page.put(f"  - {page.property_link(f'{other.folder}/{other.spec}', f'{other.id} {other.title}')}")
    page.put(f"tags: [{spec.kind}, area/{words.name()}]", 'remark: "see [[decoys/in-a-property]] one day"', "---")
    page.put(f"# {spec.id} {spec.title}", "")
    journal = spec.journal.removesuffix(".md")
    page.put(f"**Context**: {page.bare(journal, 'Implementation Journal')}" + ("  " if parent else ""))
    if parent:
        page.put(f"**Parent**: {page.link(f'{parent.folder}/{parent.spec}', f'{parent.id} {parent.title}')}")
    page.put("", "## Overview", "")
    page.prose(10, 1)
    page.put("## Requirements", "")
    page.put(*(f"{n}. {words.prose(1)}" for n in range(1, 5)), "")
    page.put("## Acceptance Criteria", "")
    page.put(*(f"- [{words.pick((' ', 'x'))}] {words.prose(1)}" for _ in range(4)), "")
    page.put("## Technical Approach", "")
    page.prose(9, 1)
    page.decoy()
    _children(page, spec, children)
    _delivered(page, spec, limit=2)
    page.put("## Dependencies", "")
    page.prose(4)
    page.put(*(f"- {page.loose()}" for _ in range(max(0, links - page.written))))
    if page.hub:
        page.put(f"- {page.loose()}")
    page.put("", f"#spec/{spec.kind} %% the journal is {page.bare(journal, 'here')} %%")
    return page.done()


def _children(page: Page, spec: Spec, children: Sequence[Spec]) -> None:
    if not children:
        return
    page.put("## Features" if spec.kind == "epic" else "## Tasks", "")
    for child in children:
        page.put(f"- {page.link(f'{child.folder}/{child.spec}', f'{child.id} {child.title}')}: {page.words.name()}")
    page.put("")


def _delivered(page: Page, spec: Spec, limit: int) -> None:
    page.put("## Deliverables", "")
    for file in spec.files[:limit]:
        form = "embed" if file.endswith(".png") else "relative"
        page.put(f"- {page.link(f'{spec.folder}/{file}', page.words.title(), form)}")
    page.put("" if spec.files else "None yet.", "")


def journal_page(page: Page, spec: Spec, parent: Spec | None, links: int) -> bytes:
    """The journal of a spec, with its sessions."""
    words = page.words
    page.put("---", f'aliases: ["{spec.id} journal"]', "type: context", "---", f"# Context: {spec.title}", "")
    page.put(f"**Spec**: {page.bare(spec.spec.removesuffix('.md'), f'{spec.id} {spec.title}')}  ")
    if parent:
        page.put(f"**Parent**: {page.link(f'{parent.folder}/{parent.spec}', parent.title)}  ")
    page.put(f"**Status**: {status_of(spec)}  ", f"**Created**: {day_of(spec)} 09:00  ")
    page.put(f"**Updated**: {day_of(spec, 9)} 17:30")
    page.put("", "## Summary", "")
    page.prose(8, 1)
    page.put(f"The sessions stand under {page.here('Implementation Timeline')}.", "", "## Implementation Timeline", "")
    for number, session in enumerate(spec.sessions, 1):
        _session(page, spec, number, session)
    _delivered(page, spec, limit=1)
    page.put("## Dependencies Delivered To", "", "| Where | Since | State |", "|---|---|---|")
    page.in_table = True
    for _ in range(max(1, links - page.written)):
        page.put(f"| {page.loose()} | {day_of(words.pick(page.near))} | open |")
    page.in_table = False
    page.put("", "## Metrics", "", f"- Sessions: {len(spec.sessions)}", "", "## Notes & Learnings", "")
    page.prose(9)
    page.decoy()
    if page.hub:
        page.put(f"Terms: {page.loose()}.")
    return page.done()


def _session(page: Page, spec: Spec, number: int, session: str) -> None:
    words, day = page.words, day_of(spec, number)
    page.put(f"### Session {number}: {day} - {words.title()}", f"**Started**: {day} 14:05 +01:00  ")
    page.put("**Duration**: 1.5 hours  ", "**Participants**: User, Agent  ", f"**Status**: completed ^{session}", "")
    page.put("#### Planning", f"- 14:07 {words.prose(2)}", "#### Implementation", f"- 14:31 {words.prose(1)}")
    if spec.files:
        page.put(f"- 14:40 Created {page.link(f'{spec.folder}/{words.pick(spec.files)}', words.title())}")
    page.put(f"- 15:02 {words.prose(2)}", "#### Commits", f"- `{words.below(1 << 28):07x}`: {words.title()}", "")


def index_page(page: Page, spec: Spec) -> bytes:
    """The list of a deliverables folder."""
    page.put(f"# Deliverables of {spec.id} {spec.title}", "")
    for file in sorted(spec.files):
        back = page.link(f"{spec.folder}/{spec.spec}", str(spec.id))
        journal = page.link(f"{spec.folder}/{spec.journal}", "journal")
        form = "markdown" if " " in file else "relative"
        page.put(f"- {page.link(f'{spec.folder}/{file}', page.words.title(), form)} · {back} · {journal}")
    page.put("")
    page.prose(24, 2)
    return page.done()


def other_page(page: Page, spec: Spec, name: str) -> bytes:
    """A note of no particular kind, beside a spec: a read-me, notes, the glossary."""
    page.put(
        f"# {name.removesuffix('.md')} of {spec.title}",
        "",
        f"About {page.bare(spec.spec.removesuffix('.md'), spec.title)}.",
        "",
    )
    for heading in ("Terms", "Open Questions", "Reading"):
        page.put(f"## {heading}", "")
        page.prose(10, 2)
    page.decoy()
    return page.done()
