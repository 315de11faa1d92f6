"""What the index keeps of one file, made from its note; and what its links mean among all files.

Pure: `entry` looks at one note alone and may run in any process; `settled` asks the three look-ups of `resolve`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from vault.index.resolve import EXACT, NEAR, Names, at_tail, heading_number, plain_heading, tail_of
from vault.notes.links import Link, read_link
from vault.paths import code_beside, folder_of, is_note, key
from vault.patterns import late
from vault.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # a reading command parses no note, so it does not load what would
    from vault.notes.note import Note


class Row(NamedTuple):
    """A row of the application's own, kept with the note it came from. `value` is anything that JSON can say."""

    kind: str
    key: str
    value: Any


HEAD = 1 << 16  # so much of a file that is no note is read


class Annotator(NamedTuple):
    """What an application wants kept of each note. A new version throws the kept rows away.

    Of other files, it is shown how those begin that it `wants`. When a whole vault is read, only the `first` rows are
    made; those of the `late` kinds follow when the first of them is asked for.
    """

    version: str
    rows: Callable[["Note"], Iterable[Row]]
    wants: Callable[[str], bool] = lambda path: False
    of_file: Callable[[str, bytes], Iterable[Row]] = lambda path, head: ()
    first: Callable[["Note"], Iterable[Row]] | None = None
    late: frozenset[str] = frozenset()


NO_ROWS = Annotator("", lambda note: ())


class Kept(NamedTuple):
    """A link as the index keeps it; the rest is read off `raw` again."""

    line: int
    where: str
    raw: str


class Finding(NamedTuple):
    line: int
    code: str
    text: str


class Entry(NamedTuple):
    """All that is kept of a note: JSON in memory, rows in the tables."""

    links: list[tuple[int, str, str]]  # what `Kept` holds
    headings: list[tuple[int, str]]  # level and text, as it is written
    ids: list[str]
    about: dict[str, Any]
    findings: list[Finding]
    rows: list[Row]


class LinkRow(NamedTuple):
    """All links of a note that ask for the same, as one row.

    `tail` is what they ask for: `=` and a path key where only that place will do, else the key as it was written.
    `near` says whose coming or going may change the answer: `.` nobody's (it is the very path), a folder key (it was
    found below the folder of the note), or `/` anybody's.
    """

    tail: str
    near: str
    target: str | None
    ambiguous: bool
    subpath: bool
    dotted: str | None  # the last step of the tail, where it has a dot


class Claim(NamedTuple):
    """A link into a note that names a heading or block there, still to be looked for."""

    line: int
    raw: str
    target: str
    heading: str | None
    block: str | None


class Settled(NamedTuple):
    links: list[LinkRow]
    findings: list[Finding]
    claims: list[Claim]


_marker = late(rb"^<{7} .*?^={7}\s*$.*?^>{7} ", re.MULTILINE | re.DOTALL).search
_plain = lru_cache(4096)(plain_heading)  # the headings of a template stand in every note made from it


def entry(note: "Note", annotator: Annotator, *, first: bool = False) -> Entry:
    """`first`: without the late rows."""
    front = note.front
    about: dict[str, Any] = {}
    if note.tags:
        about["tags"] = sorted({tag.text for tag in note.tags})
    return Entry(
        [link[2:5] for link in note.links],
        [(heading.level, heading.text) for heading in note.headings],
        [found.text.lower() for found in note.ids],
        about,
        _own_findings(note, front.problem if front else None),
        list(((first and annotator.first) or annotator.rows)(note)),
    )


def _own_findings(note: "Note", problem: str | None) -> list[Finding]:
    found = []
    if problem:
        found.append(Finding(1, "unreadable-frontmatter", problem))
    marked = b"<" in note.text and b"<<<<<<< " in note.text  # one sign is looked for ten times as fast as several
    if marked and (mark := _marker(note.text)) and not _in_code(note, mark.start()):
        found.append(Finding(note.text.count(b"\n", 0, mark.start()) + 1, "conflict-markers", ""))
    return found


def _in_code(note: "Note", offset: int) -> bool:
    starts = [region.start for region in note.regions]
    number = bisect_right(starts, offset) - 1
    return number >= 0 and note.regions[number].kind == "code" and note.regions[number].end > offset


def asked_of(link: Link | Kept) -> str:
    """The key of what a link asks for."""
    return key_asked(link.where, _said(link)[0])


def _said(link: Link | Kept) -> tuple[str, str | None, str | None]:
    if isinstance(link, Link):
        return link[5:8]
    if link.where == "canvas-file":
        return link.raw, None, None
    return read_link(link.raw)[:3]


def key_asked(where: str, target: str) -> str:
    """The same, of what it says. A file on a canvas is named by its whole path."""
    return "/" + key(target) if where == "canvas-file" else key(target).strip(" ")


KNOWN = 1000  # so many rows are handed on


def settled(path: str, links: Iterable[Link | Kept], names: Names, known: dict[str, LinkRow] | None = None) -> Settled:
    """What the links of one note mean. `known` is handed on from note to note, while no file comes or goes."""
    here = key(folder_of(path))
    if known is None:
        known = {}
    elif len(known) > KNOWN:
        known.clear()
    rows: dict[str, LinkRow] = {}
    findings: list[Finding] = []
    claims: list[Claim] = []
    for link in links:
        target, heading, block = link[5:8] if isinstance(link, Link) else _said(link)
        tail = tail_of(key_asked(link.where, target), here)
        row = rows.get(tail)
        if row is None:
            row = rows[tail] = known.get(tail) or _row(tail, here, path, names)
            if row.near == "." and tail:
                known[tail] = row  # the very place that is asked for: from everywhere the same
        leads = row.target
        if leads is None and code_beside(folder_of(path), target, heading):
            continue
        if leads is None:
            findings.append(Finding(link.line, "broken-link", link.raw))
            continue
        if row.ambiguous:
            findings.append(Finding(link.line, "ambiguous-link", link.raw))
        elif row.near != "." and _by_half_a_name(tail, leads):
            findings.append(Finding(link.line, "half-name-link", link.raw))
        if (heading or block) and is_note(leads):
            claims.append(Claim(link.line, link.raw, leads, heading, block))
            if not row.subpath:
                rows[tail] = LinkRow(tail, row.near, leads, row.ambiguous, True, row.dotted)
    return Settled(list(rows.values()), findings, claims)


def _row(tail: str, here: str, path: str, names: Names) -> LinkRow:
    found, ambiguous, how = at_tail(names, here, tail) if tail else (path, False, EXACT)
    name = tail.rpartition("/")[2]
    dotted = name.lstrip("=") if "." in name else None
    return LinkRow(tail, "." if how == EXACT else here if how == NEAR else "/", found, ambiguous, False, dotted)


def _by_half_a_name(tail: str, leads: str) -> bool:
    """Whether a path matched only as raw text: `ary/index` finds `glossary/index.md`, in Obsidian too."""
    if "/" not in tail:
        return False
    place = "/" + key(leads)
    return not place.endswith(("/" + tail, "/" + tail + ".md"))


def could_ask_for(path_key: str) -> tuple[list[str], list[str]]:
    """The tails of every link that the coming or going of a file may concern.

    First those that name its very place, whoever asks; then those that only end like it, which concern the ones that
    look anywhere and the ones in the folders above it.

    >>> could_ask_for("ab/x.md")
    (['=ab/x.md', 'ab/x.md', '=ab/x', 'ab/x'], ['x.md', 'x', 'b/x.md', 'b/x'])
    """
    spellings = [path_key, path_key[:-3]] if path_key.endswith(".md") else [path_key]
    exact = [mark + spelling for spelling in spellings for mark in ("=", "")]
    ends = [
        spelling[at:]
        for at in range(len(path_key) - 1, 0, -1)
        if path_key[at - 1] == "/" or (path_key[at] != "/" and "/" in path_key[at:])
        for spelling in spellings
        if at < len(spelling)
    ]
    return exact, ends


class Outline:
    """The headings and blocks of one note, to look for those that links name. Most name a heading as it is written."""

    def __init__(self, headings: list[tuple[int, str]], ids: list[str]) -> None:
        self.headings = headings
        self.written = {text for _, text in headings}
        self.ids = set(ids)

    @cached_property
    def plain(self) -> list[tuple[int, str]]:
        return [(level, _plain(text)) for level, text in self.headings]

    @cached_property
    def texts(self) -> set[str]:
        return {text for _, text in self.plain}

    def missing(self, claim: Claim) -> Finding | None:
        if claim.block is not None:
            return None if claim.block.lower() in self.ids else Finding(claim.line, "missing-block", claim.raw)
        heading = claim.heading or ""
        if "#" not in heading:
            there = heading in self.written or not (text := plain_heading(heading)) or text in self.texts
        else:
            there = not plain_heading(heading) or heading_number(self.plain, heading) is not None
        return None if there or heading.startswith("[^") else Finding(claim.line, "missing-heading", claim.raw)
