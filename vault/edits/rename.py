"""A move of files, and every link to and from them.

Only links whose result would change are written anew, in the way they were written: wiki or Markdown, bare or with a
path, with or without `.md`; subpath, display text and table escapes stay. Every new spelling is resolved before it is
taken, and every edited note is read again to prove that its links lead where they led.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from vault.edits.changes import Rewrite, rewrite
from vault.edits.recalled import Recalled
from vault.errors import Refused
from vault.index.entry import asked_of, could_ask_for
from vault.index.index import Index
from vault.index.resolve import FileNames, Meaning, Names, RememberedNames, resolve, tail_of
from vault.notes.canvas import edited
from vault.notes.links import Link, read_link, respelled
from vault.notes.note import Note, read_note
from vault.notes.scan import scan
from vault.paths import folder_of, is_note, joined, key, name_of, relative, stem_of
from vault.text import Edit, applied, raw
from vault.typed import NamedTuple

SHORTEST, RELATIVE, ABSOLUTE = "shortest", "relative", "absolute"


MANY = 60  # moved files; from here on, dictionaries of all names cost less than asking the tables link by link
Known = tuple[Note, list[Meaning | None]]  # a note, and what those of its links mean that matter


class Repaired(NamedTuple):
    """The notes to rewrite, and the links that no spelling can save, as (note, link)."""

    rewrites: list[Rewrite]
    lost: list[tuple[str, str]]


def repaired(
    index: Index,
    text: Callable[[str], bytes],
    moves: Mapping[str, str],
    *,
    fallback: str = RELATIVE,
    keep_words: bool = False,
) -> Repaired:
    """What to rewrite so that every link still leads to the same file after the moves.

    `fallback` is the form for a link whose own form leads elsewhere afterwards. `keep_words` is for files whose new
    names say nothing: a bare `[[Garden]]` goes on showing that word, and finds its file by the path.
    """
    concerned = index.asking(list(moves), list(moves.values()))
    concerned.update(path for path in moves if index.digest(path) is not None)
    matters = _Matter(index, moves)
    recalled = Recalled(index, concerned - moves.keys())

    def known_among(names: Names) -> list[Known]:
        contents = ((path, text(path)) for path in sorted(concerned))
        return [recalled.known(*one, matters) or _known(*one, names, matters) for one in contents]

    if len(moves) > MANY:
        paths = index.paths()
        known = known_among(FileNames(paths))
        kept = [path for path in paths if path not in moves]
        return _respelled(FileNames([*kept, *moves.values()]), known, moves, fallback, keep_words)
    known = known_among(RememberedNames(index.names))
    with index.preview(moves=moves) as names:
        return _respelled(RememberedNames(names), known, moves, fallback, keep_words)


def followed(
    index: Index,
    text: Callable[[str], bytes],
    moves: Mapping[str, str],
    *,
    come: Collection[str] = (),
    gone: Collection[str] = (),
    edited: Collection[str] = (),
    fallback: str = RELATIVE,
) -> Repaired:
    """The same when the files lie at their new places already, and only the links are behind.

    The rewrites name notes by where they lie now. Links of a note that is new mean what they say,
    and a link that meant a file that is gone stays as it is. `edited`: those of the moved notes, by their old paths,
    that were written to as well; where more links lead somewhere from the new place, whoever moved one wrote them so.
    """
    back = {new: old for old, new in moves.items()}
    concerned = {back.get(path, path) for path in index.asking(list(back), list(moves))}
    concerned.update(old for old, new in moves.items() if index.digest(new) is not None)
    concerned -= set(come) - back.keys()
    matters = _Matter(index, moves, flips=index.flips(list(back), list(moves)))
    lost = set(gone) - moves.keys()
    with index.preview(moves=back, come=lost) as names:
        before = RememberedNames(names)
        known = [_known(path, text(moves.get(path, path)), before, matters) for path in sorted(concerned)]
    after = RememberedNames(index.names)
    known = [(note, [one if one and one.path not in lost else None for one in meant]) for note, meant in known]
    known = [one for one in known if one[0].path not in edited or not _at_home(after, *one, moves)]
    found = _respelled(after, known, moves, fallback)
    return Repaired([one._replace(path=moves.get(one.path, one.path)) for one in found.rewrites], found.lost)


def copied(
    index: Index, path: str, text: bytes, new: str, *, come: Collection[str] = (), fallback: str = RELATIVE
) -> tuple[bytes, list[str]]:
    """The text of a copy at another place, whose links lead to what they led to; and the links that no spelling can
    save. What led to the note itself leads to the copy. `come`: what else is made with it."""
    before = RememberedNames(index.names)
    known = _known(path, text, before, lambda source, link: True)
    with index.preview(come=[one for one in {new, *come} if not index.has(one)]) as names:
        found = _respelled(RememberedNames(names), [known], {path: new}, fallback)
    written = found.rewrites[0].content if found.rewrites else text
    return written, [link for _, link in found.lost]


def repaired_among(
    paths: Iterable[str], notes: Mapping[str, bytes], moves: Mapping[str, str], *, fallback: str = RELATIVE
) -> Repaired:
    """The same for a tree that no index knows: all of its files, and the notes whose links may be concerned."""
    paths = list(paths)
    before = FileNames(paths)
    after = FileNames([*(path for path in paths if path not in moves), *moves.values()])
    known = [_known(path, text, before, lambda path, link: True) for path, text in notes.items()]
    return _respelled(after, known, moves, fallback)


class _Matter:
    """Which links a move may concern: those of a moved note, and those that ask for what comes or goes."""

    def __init__(self, index: Index, moves: Mapping[str, str], *, flips: Iterable[str] | None = None) -> None:
        self.moves = moves
        self.tails: set[str] = set()
        for path in (*moves, *moves.values()):
            exact, ends = could_ask_for(key(path))
            self.tails.update(exact, ends)
        self.flips = set(index.flips(list(moves), list(moves.values())) if flips is None else flips)

    def __call__(self, path: str, link: Link) -> bool:
        if path in self.moves:
            return True
        tail = tail_of(asked_of(link), key(folder_of(path)))
        return tail in self.tails or name_of(tail) in self.flips


def _known(path: str, content: bytes, names: Names, matters: Callable[[str, Link], bool]) -> Known:
    note = read_note(path, content)
    return note, [_meant(names, path, link) if matters(path, link) else None for link in note.links]


def _respelled(
    names: Names,
    known: list[Known],
    moves: Mapping[str, str],
    fallback: str,
    keep_words: bool = False,
) -> Repaired:
    respelling = _Respelling(names, moves, fallback, keep_words)
    rewrites = [found for note, meant in known for found in respelling.note(note, meant)]
    return Repaired(rewrites, respelling.lost)


def _at_home(names: Names, note: Note, meant: list[Meaning | None], moves: Mapping[str, str]) -> bool:
    """Whether the links of a moved note lead somewhere from where it lies, more than from where it lay."""
    here = moves.get(note.path, note.path)
    now = [_meant(names, here, link) for link in note.links]
    return sum(one.path is not None for one in now) > sum(one is not None and one.path is not None for one in meant)


def _meant(names: Names, source: str, link: Link) -> Meaning:
    return resolve(names, source, "/" + link.target if link.where == "canvas-file" else link.target)


class _Respelling:
    """Writes links anew, among the names as they will be."""

    def __init__(self, names: Names, moves: Mapping[str, str], fallback: str, keep_words: bool) -> None:
        self.names, self.moves, self.fallback, self.keep_words = names, moves, fallback, keep_words
        self.lost: list[tuple[str, str]] = []

    def note(self, note: Note, meant: list[Meaning | None]) -> list[Rewrite]:
        source = self.moves.get(note.path, note.path)
        edits: list[Edit] = []
        written: list[str | None] = []
        for link, was in zip(note.links, meant, strict=True):
            new = self._written(note, source, link, was) if was else None
            written.append(new)
            if new is not None:
                edits.append(replaced(note.text, link, new))
        if edits:
            self._prove(note, source, edits, written)
        return rewrite(note.path, note.text, edits)

    def _now(self, path: str | None) -> str | None:
        return path if path is None else self.moves.get(path, path)

    def _written(self, note: Note, source: str, link: Link, was: Meaning) -> str | None:
        """The link as it must be written now; None where it may stay, or cannot be saved."""
        old, new = was.path, self._now(was.path)
        if old is None or new is None or not link.target:
            return None
        now = _meant(self.names, source, link)
        if now.path == new and (was.ambiguous or not now.ambiguous):
            return None
        if link.where == "canvas-file":
            return new
        follows = link.alias == stem_of(old) and old != new and not self.keep_words
        for alias in (stem_of(new), None) if follows else (None,):  # a name may hold what no display text can
            for path in self._spellings(note.path, source, link.target, old, new):
                written = respelled(link, path, alias)
                if self.keep_words and _shows_its_name(note, link) and stem_of(old) != stem_of(new):
                    written = f"{written[:-2]}|{link.target}]]"
                if self._leads(source, written, link, new):
                    return written
        self.lost.append((note.path, link.raw))
        return None

    def _leads(self, source: str, written: str, link: Link, new: str) -> bool:
        """Whether a link so written is read as one link, and leads there for certain."""
        content = raw(written)
        found = scan(content, 0).links
        if not found or (found[0].start, found[0].end) != (0, len(content)):
            return False
        if len(found) > 1 and not link.holds_another:
            return False
        said = read_link(written)
        if (said.heading, said.block) != (link.heading, link.block):
            return False
        meaning = resolve(self.names, source, said.target)
        return meaning.path == new and not meaning.ambiguous

    def _spellings(self, before: str, source: str, target: str, old: str, new: str) -> Iterator[str]:
        """The ways to name a file, the one nearest to how it was named first."""
        keeps_ending = target[-3:].lower() == ".md" and is_note(new)
        here = folder_of(source)
        near = relative(here, new)
        for path in (
            *self._like(before, target, old, new, near),
            *self._by_setting(new, near),
            near if near.startswith("../") else "./" + near,
            new,
            "/" + new,
        ):
            bare = path[:-3] if is_note(path) else path
            yield path if keeps_ending else bare
        yield near if near.startswith("../") else "./" + near

    def _like(self, before: str, target: str, old: str, new: str, near: str) -> Iterator[str]:
        place = key(target)
        if place.startswith("/"):
            yield "/" + new
        elif place.startswith(("./", "../")):
            if place.startswith("./") and not near.startswith("../"):
                yield "./" + near
            yield near
        elif "/" not in place:
            if not self.keep_words or name_of(old) == name_of(new):
                yield name_of(new)
        elif _same(place, key(old)):
            yield new
        elif _same(joined(key(folder_of(before)), place) or "", key(old)):
            yield near
        else:
            steps = new.split("/")
            yield "/".join(steps[-(place.count("/") + 1) :])

    def _by_setting(self, new: str, near: str) -> Iterator[str]:
        if self.fallback == SHORTEST:
            yield name_of(new)
            yield new
        yield new if self.fallback == ABSOLUTE else near

    def _prove(self, note: Note, source: str, edits: list[Edit], written: list[str | None]) -> None:
        """Read again, the note has the same links, but for those written anew, and these as they were meant."""
        try:
            links = read_note(source, applied(note.text, edits)).links
        except ValueError:  # edits that overlap
            links = []
        same = len(links) == len(written) and all(
            _says(now, link.raw if new is None else new)
            for now, link, new in zip(links, note.links, written, strict=True)
        )
        if not same:
            raise Refused(
                "its links cannot be rewritten safely: read again, the note would say something else",
                where=note.path,
                hint="mend this note by hand, then move again",
            )


def _says(link: Link, written: str) -> bool:
    """Whether a link is as it was to be written. What it holds may have been written anew as well."""
    if not link.holds_another:
        return link.raw == written
    said = read_link(written)
    return (link.target, link.heading, link.block) == (said.target, said.heading, said.block)


def _shows_its_name(note: Note, link: Link) -> bool:
    """Whether it is a bare `[[Garden]]` in the text, in a line where another `|` would mean nothing else."""
    plain = link.where == "body" and link.raw == f"[[{link.target}]]"
    return plain and b"|" not in note.text[note.text.rfind(b"\n", 0, link.start) + 1 : _line_end(note.text, link.end)]


def _line_end(text: bytes, at: int) -> int:
    end = text.find(b"\n", at)
    return end if end >= 0 else len(text)


def _same(asked: str, place: str) -> bool:
    return asked == place or asked + ".md" == place


def replaced(text: bytes, link: Link, written: str) -> Edit:
    """A link written anew as it is spelled where it stands: in a JSON string, in quotes, or plainly."""
    if link.where.startswith("canvas"):
        return edited(text, link.start, link.end, written)
    quote = text[link.start - 1 : link.start] if link.where == "frontmatter" else b""
    content = raw(written)
    if quote == b'"':
        content = content.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    elif quote == b"'":
        content = content.replace(b"'", b"''")
    return _narrowed(text, link, content)


def _narrowed(text: bytes, link: Link, content: bytes) -> Edit:
    """An edit of the whole link; of one that holds another, only where it differs, so that both can be edited."""
    start, end = link.start, link.end
    if not link.holds_another:
        return Edit(start, end, content)
    begin = _alike(text[start:end], content)
    start, content = start + begin, content[begin:]
    rest = _alike(text[start:end][::-1], content[::-1])
    return Edit(start, end - rest, content[: len(content) - rest])


def _alike(one: bytes, other: bytes) -> int:
    """With how many same bytes two texts begin."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)
