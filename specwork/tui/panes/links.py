"""The links of a note: those that are broken, those out, and those in, each with the line that it stands in.

A list to walk: Enter on a link out goes to what it leads to, on a link in or a broken one to the line that holds it.
"""

import re
from collections.abc import Iterable, Iterator

from specwork.desk import Desk
from specwork.domain.command import word
from specwork.domain.spec import Spec
from specwork.tui.document.inline import shown_text
from specwork.tui.document.words import Line, Piece, harmless, untabbed, wrapped
from specwork.tui.looks import glyphs
from specwork.tui.panes import Target
from specwork.tui.panes.rows import BLANK, Item, ListPane, head, hung, linked, remark
from specwork.work.given import Given
from vault.errors import VaultError
from vault.index.index import FoundLink
from vault.text import line_starts, words
from vault.typed import NamedTuple

MOST_READ = 200  # so many notes are read for the lines that their links stand in
MOST_SHOWN = 2_000
LONGEST = 300


class Told(NamedTuple):
    """A link, the note at its other end, and the words around it. `line` is where it stands."""

    path: str
    name: str
    line: int
    context: str
    ambiguous: bool


class Answer(NamedTuple):
    path: str
    broken: tuple[Told, ...]
    out: tuple[Told, ...]
    into: tuple[Told, ...]
    more: int  # links in that are not shown


def asked(desk: Desk, path: str) -> Answer:
    given = desk.given()
    own = _Lines(given)
    broken, out = [], []
    for link in given.index.links(path):
        if link.resolves_to is None:
            broken.append(Told(path, harmless(link.raw), link.line, own.at(path, link.line), False))
        elif link.resolves_to != path:
            told = Told(
                link.resolves_to, _name(given, link.resolves_to), link.line, own.at(path, link.line), link.ambiguous
            )
            out.append(told)
    found = [link for link in given.index.backlinks(path) if link.source != path]
    into = [_coming(given, own, link) for link in found[:MOST_SHOWN]]
    return Answer(path, tuple(broken[:MOST_SHOWN]), tuple(out[:MOST_SHOWN]), tuple(into), len(found) - len(into))


def _coming(given: Given, lines: "_Lines", link: FoundLink) -> Told:
    return Told(link.source, _name(given, link.source), link.line, lines.at(link.source, link.line), link.ambiguous)


def _name(given: Given, path: str) -> str:
    """A note as people call it: a spec by its label, a journal by its spec's."""
    found = given.specs.owning(path)
    if found is None:
        return harmless(path)
    label = _label(found.spec)
    return label if path == found.path else f"{label} journal" if path == found.journal else harmless(path)


def _label(spec: Spec) -> str:
    return " ".join(harmless(spec.label).split())


def _sign(line: str) -> str:
    """A line without the signs that open it: of a quote, an item, a heading."""
    found = _signs(line)
    return line[found.end() :] if found else line


_signs = re.compile(r"(?:[ \t]*(?:>|#{1,6}[ \t]|[-*+][ \t]+(?:\[.\][ \t])?|\d{1,9}[.)][ \t]))+").match


class _Lines:
    """Lines of notes, each note read once, and no more of them than anybody looks at."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.known: dict[str, tuple[bytes, list[int]]] = {}

    def at(self, path: str, line: int) -> str:
        if path not in self.known:
            if len(self.known) >= MOST_READ:
                return ""
            self.known[path] = self._read(path)
        text, starts = self.known[path]
        if not 0 < line <= len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(text)
        said = words(text[starts[line - 1] : min(end, starts[line - 1] + LONGEST)])
        return " ".join(untabbed(shown_text(_sign(said))).split())

    def _read(self, path: str) -> tuple[bytes, list[int]]:
        try:
            text = self.given.text(path)
        except VaultError:
            return b"", []
        return text, line_starts(text)


class LinksPane(ListPane):
    place = "links"

    def question(self, desk: Desk, path: str) -> Answer:
        return asked(desk, path)

    def items(self, answer: Answer, width: int) -> list[Item]:
        items: list[Item] = []
        if answer.broken:
            items += _part(
                "Broken", answer.broken, [_own(one, answer.path, glyphs(self).bad, width) for one in answer.broken]
            )
        items += _part("Out", answer.out, [_other(one, one.path, None, width) for one in answer.out])
        items += _part("In", answer.into, [_other(one, one.path, one.line, width) for one in answer.into])
        if answer.more:
            items.append(
                Item(
                    "more",
                    remark(f"{glyphs(self).more} {answer.more:,} more: specwork backlinks {word(answer.path)}", width),
                )
            )
        return linked(list(_numbered(items)))


def _part(name: str, links: tuple[Told, ...], items: list[Item]) -> list[Item]:
    start = [head(f"{name} {len(links)}")]
    nothing = {"Out": "leads nowhere else", "In": "nothing leads here"}
    return [
        *start,
        *(items or [Item(f"no {name}", [Line((Piece(nothing.get(name, ""), "dim"),))])]),
        Item(f"behind {name}", [BLANK]),
    ]


def _own(one: Told, path: str, bad: str, width: int) -> Item:
    title = [Piece(f"{bad} ", "bad"), Piece(one.name, "link missing"), Piece(f"  line {one.line}", "dim")]
    return Item(f"broken {one.line} {one.name}", _lines(title, one.context, width), Target(path, line=one.line))


def _other(one: Told, path: str, line: int | None, width: int) -> Item:
    title = [Piece(one.name, "link ambiguous" if one.ambiguous else "link resolved")]
    title.append(Piece(f"  line {one.line}" + (", one of several" if one.ambiguous else ""), "dim"))
    return Item(
        f"{'in' if line else 'out'} {path} {one.line}", _lines(title, one.context, width), Target(path, line=line)
    )


def _lines(title: Iterable[Piece], context: str, width: int) -> list[Line]:
    lines = hung(title, width)
    if context:
        lines += [Line((Piece("  "), *row)) for row in wrapped([Piece(context, "dim")], width - 2)[:2]]
    return lines


def _numbered(items: list[Item]) -> Iterator[Item]:
    """Keys that are all different, where a line holds the same link twice."""
    seen: dict[str, int] = {}
    for item in items:
        seen[item.key] = seen.get(item.key, 0) + 1
        yield item._replace(key=f"{item.key} {seen[item.key]}")
