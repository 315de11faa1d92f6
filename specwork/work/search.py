"""Finding specs by words: in ids, titles, aliases and headings, which the index knows, or in every line they say.

All the words must be found: in the names of a spec together, or in one heading, or in one line. The best comes first.
"""

from collections.abc import Iterator
from functools import lru_cache
from json import dumps, loads

from specwork.domain import layout
from specwork.domain.spec import SPEC
from specwork.work.finding import Found
from specwork.work.given import Given
from vault.errors import VaultError
from vault.index.resolve import plain_heading
from vault.text import words as as_text
from vault.typed import NamedTuple

FEW = 200  # from here on, all specs are asked for at once
ID, TITLE, ALIAS, HEADING, TEXT = "id", "title", "alias", "heading", "text"


_plain = lru_cache(4096)(plain_heading)  # the headings of a template stand in every note made from it


class Hit(NamedTuple):
    """Where words were found. The smaller its rank, the better; names have the line of the first heading or 1."""

    rank: int
    found: Found
    path: str
    line: int
    where: str
    text: str


def search(given: Given, words: str, *, text: bool = False, limit: int = 0) -> list[Hit]:
    """What the words find, the best first; all of it without a limit."""
    asked = words.casefold().split()
    if not asked:
        return []
    hits = [hit for one in _perhaps(given, asked) if (hit := _named(one, asked))]
    hits += _lines(given, asked) if text else _headed(given, asked)
    hits.sort(key=lambda hit: (hit.rank, hit.found.id, hit.path, hit.line))
    return [_placed(given, hit) for hit in (hits[:limit] if limit else hits)]


def _perhaps(given: Given, asked: list[str]) -> list[Found]:
    """The specs whose names may hold the words: SQLite looks for the longest one, if letter case is no riddle to it."""
    plain = [word for word in asked if word.isascii()]
    if not plain:
        return given.specs.all()
    paths = given.index.ask(
        "SELECT path FROM row JOIN file ON id = source WHERE kind = ? AND value LIKE ? ESCAPE '!'",
        (SPEC, _pattern(max(plain, key=len))),
    ).fetchall()
    if len(paths) > FEW:
        return given.specs.all()
    return [found for (path,) in paths if (found := given.specs.at(path))]


def _pattern(word: str) -> str:
    """What SQLite looks for: the word as JSON keeps it."""
    return "%" + dumps(word)[1:-1].replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def _owners(given: Given) -> dict[str, Found]:
    """Whose each spec and each journal is."""
    found = given.specs.all()
    return {one.path: one for one in found} | {one.journal: one for one in found}


def _named(one: Found, asked: list[str]) -> Hit | None:
    """Whether a spec's names hold all the words, and how well."""
    spec = one.spec
    whole = " ".join(asked)
    title = spec.title.casefold()
    number = str(spec.id)
    if whole == number:
        return Hit(0, one, one.path, 0, ID, spec.label)
    if whole in (title, f"{number} {title}"):
        return Hit(1, one, one.path, 0, TITLE, spec.label)
    if title.startswith(whole):
        return Hit(2, one, one.path, 0, TITLE, spec.label)
    if all(word in title or word == number for word in asked):
        return Hit(3 if _whole_words(title, asked) else 4, one, one.path, 0, TITLE, spec.label)
    for alias in spec.aliases:
        if all(word in alias.casefold() for word in asked):
            return Hit(5, one, one.path, 0, ALIAS, alias)
    if len(asked) == 1 and whole.isdecimal() and number.startswith(whole):
        return Hit(6, one, one.path, 0, ID, spec.label)
    return None


def _whole_words(text: str, asked: list[str]) -> bool:
    said = set(plain_heading(text).split())
    return all(word in said for word in asked)


def _headed(given: Given, asked: list[str]) -> Iterator[Hit]:
    """Headings that hold all the words, but for signs and letter case; the index knows them without their lines."""
    wanted = [plain for word in asked if (plain := plain_heading(word))]
    if not wanted:
        return
    query = "SELECT path, headings FROM note JOIN file ON file.id = note.id WHERE headings LIKE ? ESCAPE '!'"
    ascii_ones = [word for one in wanted for word in one.split() if word.isascii()]  # to others SQLite knows one case
    found = given.index.ask(query, (_pattern(max(ascii_ones, key=len, default="")),)).fetchall()
    owners = _owners(given) if len(found) > FEW else None
    seen = set()
    for path, headings in found:
        if not (layout.home(path) or layout.specs_of_journal(path)):
            continue
        owner = owners.get(path) if owners is not None else given.specs.owning(path)
        for level, written in loads(headings) if owner else ():
            heading = _plain(written)
            if owner and level > 1 and (path, heading) not in seen and all(word in heading for word in wanted):
                seen.add((path, heading))
                yield Hit(10 if _whole_words(heading, wanted) else 11, owner, path, 0, HEADING, heading)


def _lines(given: Given, asked: list[str]) -> Iterator[Hit]:
    """Every line of specs and journals that holds all the words; front matter apart, whose names are known."""
    for path, owner in _owners(given).items():
        if not given.index.has(path):
            continue
        try:
            lines = _split(given.text(path))
        except VaultError:
            continue
        for number in range(_front_end(lines), len(lines)):
            line = lines[number].casefold()
            if all(word in line for word in asked):
                heading = line.startswith("#")
                rank = 9 if heading else 20 if path == owner.path else 21
                yield Hit(rank, owner, path, number + 1, HEADING if heading else TEXT, lines[number].strip())


def _split(text: bytes) -> list[str]:
    """The lines as the index counts them: LF, CRLF or a lone CR ends one, and nothing else."""
    return as_text(text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).split("\n")


def _front_end(lines: list[str]) -> int:
    if lines[:1] == ["---"]:
        return next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "...")), 0)
    return 0


def _placed(given: Given, hit: Hit) -> Hit:
    """With the line that it stands on, and a heading as it was typed."""
    if hit.line:
        return hit
    try:
        lines = _split(given.text(hit.path))
    except VaultError:
        return hit._replace(line=1)
    heads = ((number, line) for number, line in enumerate(lines, 1) if line.startswith("#"))
    for number, line in heads:
        said = line.strip("# \t")
        if hit.where != HEADING:
            return hit._replace(line=number)
        if plain_heading(said) == hit.text:
            return hit._replace(line=number, text=said)
    return hit._replace(line=1)
