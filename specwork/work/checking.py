"""Everything that is wrong in a vault: the engine's findings, and those of its specs.

Asks the index and nothing else, so that a check costs a look at rows; no file is read for it. What is mended is
`mending`'s.
"""

import re
from collections.abc import Iterable, Iterator
from json import loads

from specwork.domain import layout
from specwork.domain.checks import Checks
from specwork.domain.findings import trouble
from specwork.domain.known import Known, Rows
from vault.index.health import Trouble
from vault.index.index import Index
from vault.index.resolve import FileNames, Names, resolve
from vault.paths import folder_of, joined, key, name_of
from vault.patterns import late
from vault.typed import Any

TRAPS = ("context.md", "spec.md", "epic.md", "index.md")
FEW = 200  # links that are looked up one by one; more of them pay for dictionaries of all names
_typed = late(r"!?\[\[(\d{1,15})(?:#[^\]|]*)?(?:\\?\|[^\]]*)?\]\]\Z").match


def with_specs(engine: Iterable[Trouble], index: Index, root: str, now: float) -> list[Trouble]:
    """The engine's findings together with those of specs, each thing told once, by path and line."""
    specs = in_specs(index, root, now)
    gone = {(one.path, one.line) for one in specs if one.code == "deliverable-missing"}
    typed = {(one.path, one.line, _link_in(one)) for one in specs if one.code == "typed-id"}
    rest = [
        one
        for one in engine
        if one.code != "broken-link"
        or ((one.path, one.line) not in gone and (one.path, one.line, _link_in(one)) not in typed)
    ]
    return sorted([*rest, *specs], key=lambda one: (one.path, one.line or 0, one.code))


def _link_in(one: Trouble) -> str:
    """The link that a finding begins with."""
    return one.message.partition("]]")[0]


def in_specs(index: Index, root: str, now: float) -> list[Trouble]:
    """What is wrong with specs, journals and deliverables."""
    known = gathered(index, root)
    found = Checks(known, now).found()
    own = _Sections(index, root)
    found = [one for one in found if one.code != "section-missing" or own.has(one)]
    found += _captured(index, known.rows)
    found += _typed_ids(index, known.rows)
    return list(dict.fromkeys(found))


def gathered(index: Index, root: str) -> Known:
    """What all files say, as the index keeps it."""
    rows = _rows(index)
    return Known(rows, _Meanings(index, rows).of, root)


def _rows(index: Index) -> Rows:
    paths = index.numbered()

    def by_path(kind: str) -> dict[str, list[Any]]:
        return {paths[number]: value for number, _, value in index.bulk(kind)}

    return Rows(
        frozenset(paths.values()),
        {paths[number]: int(bears) for number, bears in index.keys("spec")},
        by_path("says"),
        by_path("trace"),
        by_path("listed"),
        [(paths[number], code, *value) for number, code, value in index.bulk("wrong")],
        [paths[number] for number, _ in index.keys("untaken")],
    )


class _Meanings:
    """What links mean that name no file from their own folder, letter by letter."""

    def __init__(self, index: Index, rows: Rows) -> None:
        self.names: Names = index.names
        self.paths = rows.paths
        self.known: dict[tuple[str, str], str | None] = {}

    def of(self, host: str, target: str) -> str | None:
        asked = (folder_of(host), target)
        if asked not in self.known:
            if len(self.known) == FEW:
                self.names = FileNames(self.paths)
            self.known[asked] = self._looked_up(host, target.strip())
        return self.known[asked]

    def _looked_up(self, host: str, target: str) -> str | None:
        beside = joined(folder_of(host), target)
        for candidate in (beside, beside + ".md") if beside else ():
            if found := self.names.at(key(candidate)):
                return found[0]
        path = resolve(self.names, host, target).path
        if path is None or "/" not in target.strip("/"):
            return path
        whole = key(target).lstrip("/")
        return path if key(path) in (whole, whole + ".md") else None


class _Sections:
    """A vault's own template decides which sections its notes have."""

    def __init__(self, index: Index, root: str) -> None:
        self.index, self.root = index, root
        self.known: dict[str, frozenset[str] | None] = {}

    def has(self, one: Trouble) -> bool:
        """Whether a section that is missing is one of the template's; all of the packaged one's are."""
        kind = "context" if layout.specs_of_journal(one.path) else layout.type_of(one.path, self.root)
        if kind not in self.known:
            query = "SELECT headings FROM note JOIN file ON file.id = note.id WHERE path = ?"
            found = self.index.ask(query, (f"templates/{kind}.md",)).fetchone()
            titles = (text.casefold() for _, text in loads(found[0])) if found else None
            self.known[kind] = None if titles is None else frozenset(titles)
        titles_there = self.known[kind]
        return titles_there is None or any(title.casefold() in titles_there for title in sections_named(one.message))


def sections_named(message: str) -> list[str]:
    """The titles of the sections that a finding names."""
    return re.findall(r"## (.+?)(?= and ## |\Z)", message)


def _captured(index: Index, rows: Rows) -> Iterator[Trouble]:
    """Bare links that a note at the vault's top takes from the one beside them."""
    for trap in TRAPS:
        if trap not in rows.paths:
            continue
        for link in index.backlinks(trap):
            beside = joined(folder_of(link.source), link.target.strip())
            own = next((one for one in (beside, f"{beside}.md") if one in rows.paths), None)
            if "/" not in link.target and own and own != trap and folder_of(link.source):
                message = f"{link.raw} opens the {trap} at the vault's top, not {name_of(own)} beside it"
                yield trouble("captured-link", link.source, link.line, message)


def _typed_ids(index: Index, rows: Rows) -> Iterator[Trouble]:
    """Ids typed by hand, which lead nowhere in Obsidian."""
    bearers: dict[int, list[str]] = {}
    for path, number in rows.ids.items():
        bearers.setdefault(number, []).append(path)
    query = "SELECT path, line, text FROM finding JOIN file ON id = source WHERE code = 'broken-link'"
    for path, line, text in index.ask(query + " AND text GLOB '*[[][[][0-9]*'"):
        found = _typed(text)
        if found is None:
            continue
        there = bearers.get(int(found[1]), ())
        if len(there) == 1:
            title = rows.says[there[0]][3] if there[0] in rows.says else ""
            yield trouble("typed-id", path, line, f"{text} opens nothing in Obsidian; it means {int(found[1])} {title}")
