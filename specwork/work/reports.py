"""What was delivered: the report on `deliverables`, and the texts that a page of a spec is made of.

Only the files of the specs concerned are read; whether a file stands is asked of the disk, not of the index.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from specwork.domain import layout
from specwork.domain.category import category_of
from specwork.domain.comments import comment_for
from specwork.domain.deliverable import Entry, leads_to, place_of
from specwork.domain.traces import traces
from specwork.work.finding import Found, Specs
from specwork.work.given import Given
from specwork.work.progress import entries, legible_journal
from vault.errors import BadPath, NoSuchFile, Unreadable, VaultError
from vault.notes.note import Note, body_start, read_note
from vault.paths import is_note
from vault.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specwork.work.history import Committed, History

TRACED, UNTRACED, INDEXED, NEEDLESS, GONE = "traced", "untraced", "indexed", "not needed", "gone"
LARGEST = 4 << 20  # a file above that is not read to look for its trace

Size = Callable[[str], int | None]
Last = Callable[[Sequence[str]], Mapping[str, "Commit"]]


class Commit(NamedTuple):
    id: str
    at: str
    subject: str


class Delivered(NamedTuple):
    """One deliverable of a spec.

    `trace`: traced, untraced, indexed (it can hold no comment, and its folder's list names the spec), not needed
    (people's code), or gone with its file. `places` are the notes that list it.
    """

    owner: Found
    path: str
    category: str
    title: str
    description: str
    exists: bool
    size: int | None
    trace: str
    places: tuple[str, ...]
    backlinks: tuple[str, ...]
    commit: Commit | None = None

    @property
    def traced(self) -> bool:
        return self.trace in (TRACED, INDEXED)


class _Said(NamedTuple):
    note: str
    entry: Entry
    inside: bool  # the vault


def deliverables(
    given: Given, found: Found | None, *, size: Size = lambda path: None, last: Last = lambda paths: {}
) -> list[Delivered]:
    """What a spec delivered, and all below it, or all specs: by spec, then by category and path."""
    out: list[Delivered] = []
    for one in (found, *subtree(given.specs, found)) if found else given.specs.all():
        here = [_looked_at(given, one, path, said, size) for path, said in _registered(given, one).items()]
        out += sorted(here, key=lambda each: (_rank(each.category), each.path))
    known = last([one.path for one in out if one.exists])
    return [one._replace(commit=known.get(one.path)) for one in out]


def subtree(specs: Specs, found: Found) -> Iterator[Found]:
    """All that lies below a spec, by the tree: parts behind the whole."""
    waiting = specs.children(found)[::-1]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += specs.children(one)[::-1]


_ORDER = (*layout.CATEGORIES.values(),)


def _rank(category: str) -> tuple[int, str]:
    named = category.casefold()
    known = [one.casefold() for one in _ORDER]
    return (known.index(named) if named in known else len(known), named)


def _registered(given: Given, found: Found) -> dict[str, list[_Said]]:
    """What spec and journal list, by path: a file named in both is one deliverable."""
    registered: dict[str, list[_Said]] = {}
    for note, entry in entries(spec_note(given, found), legible_journal(given, found)):
        path, inside = _meant(given, note.path, entry)
        registered.setdefault(path, []).append(_Said(note.path, entry, inside))
    return registered


def spec_note(given: Given, found: Found) -> Note:
    return read_note(found.path, given.text(found.path))


def _meant(given: Given, source: str, entry: Entry) -> tuple[str, bool]:
    """The path that an entry means, and whether it is one of the vault: people's code may lie beside it."""
    path = place_of(given.index.names, source, entry)
    return path, entry.code is None or given.kind(path) is not None


def _looked_at(given: Given, found: Found, path: str, said: list[_Said], size: Size) -> Delivered:
    items = [one.entry for one in said]
    inside = any(one.inside for one in said)
    kind = given.kind(path) if inside else given.elsewhere(path)
    code = layout.deliverables_folder(path) is None
    titles = [one.title for one in items if one.code is None and one.link and one.link.alias]
    bytes_in = size(path) if inside and kind in ("file", "symlink") else None
    return Delivered(
        found,
        path,
        next((one.category for one in reversed(items) if one.category), category_of(path)),
        next(iter(titles), items[0].title),
        next((one.description for one in items if one.description), ""),
        kind is not None,
        bytes_in,
        GONE if kind is None else NEEDLESS if code else _trace(given, found, path, bytes_in),
        tuple(dict.fromkeys(one.note for one in said)),
        tuple(given.index.linking(path)) if inside else (),
    )


def _trace(given: Given, found: Found, path: str, bytes_in: int | None) -> str:
    """Whether a file leads back to its spec: by its own comment, else by the list that its folder keeps."""
    names = given.index.names
    try:
        text = given.text(path) if (bytes_in or 0) <= LARGEST else b""
    except VaultError:
        text = b""
    if text and comment_for(path, text):
        led = (leads_to(names, path, one.target) for one in traces(path, text))
        return TRACED if found.path in led else UNTRACED
    folder = layout.deliverables_folder(path)
    index = layout.index_of(folder) if folder else ""
    return INDEXED if index and _listed_in(given, index, found, path) else UNTRACED


def _listed_in(given: Given, index: str, found: Found, path: str) -> bool:
    """Whether the list of a folder names a file as this spec's: by a link to it on the same line, or to no other."""
    lines: dict[int, list[str | None]] = {}
    for link in given.index.links(index):
        lines.setdefault(link.line, []).append(link.resolves_to)
    own = given.specs.owning(index)
    for led in lines.values():
        if path in led:
            others = [one for one in led if one and layout.home(one)]
            return found.path in others if others else own is not None and own.path == found.path
    return False


def last_commits(git: "History", paths: Sequence[str]) -> dict[str, Commit]:
    """The last commit of each file. One question for each folder of them, and one for what that did not tell."""
    known: dict[str, Commit] = {}
    asked: set[str] = set()
    for path in paths:
        folder = layout.deliverables_folder(path)
        if folder and folder not in asked:
            asked.add(folder)
            for commit in _log(git, folder, 200):
                for file in commit.files:
                    known.setdefault(file.path, _commit(commit))
        if path not in known and (last := _log(git, path, 1)):
            known[path] = _commit(last[0])
    return known


def _log(git: "History", path: str, limit: int) -> "Sequence[Committed]":
    try:
        return git.log(path, limit=limit)
    except VaultError:
        return ()


def _commit(commit: "Committed") -> Commit:
    return Commit(commit.id, commit.at, commit.subject)


class Part(NamedTuple):
    """A text that a page of a spec shows: itself, its journal, or a deliverable."""

    path: str
    title: str
    body: bytes
    note: bool


def parts(given: Given, found: Found, delivers: list[Delivered], size: Size) -> list[Part]:
    """What a page of a spec is made of: spec, journal, and what it delivered, as far as that is text of some size."""
    texts = [_part(given, found.path, found.spec.label)]
    try:
        texts.append(_part(given, found.journal, "Journal"))
    except (NoSuchFile, Unreadable, BadPath):
        pass
    for path, title in dict.fromkeys((one.path, one.title) for one in delivers if one.exists):
        if given.index.has(path) and (size(path) or 0) <= LARGEST // 16:
            part = _part(given, path, title)
            if b"\0" not in part.body:
                texts.append(part)
    return texts


def _part(given: Given, path: str, title: str) -> Part:
    text = given.text(path)
    note = is_note(path)
    start = body_start(text, read_note(path, text).front) if note else 0
    return Part(path, title, text[start:], note)
