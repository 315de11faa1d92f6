"""A link that leads nowhere, or to one of several files, is made to lead to the file that somebody names.

A job thinks and writes nothing. The link keeps its words, its heading and its own spelling; only its path changes, and
what is written is resolved before.
"""

from specwork.work.given import Given
from vault.edits.changes import ChangeSet, rewrite
from vault.edits.linking import leads, spellings
from vault.errors import Refused
from vault.notes.links import Link, read_link, respelled
from vault.notes.note import read_note
from vault.paths import is_note, stem_of
from vault.text import Edit, raw

NEAR = 12  # files whose names are like what was meant


def relink(given: Given, *, path: str, line: int, link: str, to: str) -> ChangeSet:
    """The links of a line that read so lead to a file from now on."""
    why = f"{path}: {link} leads to {to}"
    text = given.text(given.file(path))
    given.file(to)
    found = [one for one in read_note(path, text).links if one.line == line and one.raw == link]
    if not found:
        raise Refused(f"{link} does not stand there any more", where=f"{path}:{line}", hint="look at the note again")
    edits = []
    for one in found:
        content = raw(_written(given, path, one, to))
        quoted = one.where == "frontmatter" and text[one.start - 1 : one.start] == b"'"
        edits.append(Edit(one.start, one.end, content.replace(b"'", b"''") if quoted else content))
    return ChangeSet(why, tuple(rewrite(path, text, edits)))


def _written(given: Given, source: str, link: Link, path: str) -> str:
    ending = ".md" if is_note(path) and is_note(link.target) else ""
    for target in spellings(source, path, given.style().form):
        written = respelled(link, target + ending)
        if leads(given.index.names, source, written.removeprefix("!"), path):
            return written
    hint = "give the file a name without # ^ [ ] |, and one that no other file has but for letter case"
    raise Refused(f"no link leads from here to {path}", where=source, hint=hint)


def meant_by(given: Given, link: str) -> list[str]:
    """The files that somebody may have meant, the likeliest first: of that name elsewhere, of that id, of a name that
    is nearly the same."""
    from difflib import get_close_matches  # only where a link is broken and somebody asks

    name = stem_of(read_link(link).target.strip("/")).casefold()
    by_stem: dict[str, list[str]] = {}
    for path in given.index.paths():
        by_stem.setdefault(stem_of(path).casefold(), []).append(path)
    found = list(by_stem.get(name, ()))
    number = name.split(".")[0].split("-")[0].split(" ")[0]
    if number.isdecimal() and len(number) < 16:
        found += [one.path for one in given.specs.bearing(int(number))]
    if name not in by_stem and name:
        found += [path for near in get_close_matches(name, by_stem, NEAR, 0.6) for path in by_stem[near]]
    return list(dict.fromkeys(found))[: 4 * NEAR]
