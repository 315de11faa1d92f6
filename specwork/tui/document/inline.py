"""What stands inside a line of Markdown, as pieces with looks.

mistune reads emphasis, code and links to the web; what the scanner found comes back at its marks. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from mistune import InlineParser, Markdown
from mistune.plugins.formatting import mark as highlight
from mistune.plugins.formatting import strikethrough

from specwork.tui.document.glyphs import Glyphs
from specwork.tui.document.marks import ATOM, BLOCK, BOX, FOOTNOTE, LINE, LINK, TABLE, TAG, Marked, mark_in
from specwork.tui.document.words import Piece, harmless, untabbed
from vault.notes.links import Link, read_link

RESOLVED, MISSING, AMBIGUOUS, WEB = "resolved", "missing", "ambiguous", "web"
LONGEST = 24_000  # a paragraph above that is text and nothing else

_LOOKS = {"strong": "strong", "emphasis": "em", "strikethrough": "strike", "mark": "mark"}
_special = re.compile(r"[*_\[\]`~=<>&\\!\ufdd0\n^]|https?://").search
_web = re.compile(r"https?://[^\s<>\"`\[\]\ufdd0]+[^\s<>\"`\[\].,;:!?)'*_~\ufdd0]").finditer
_blanks = re.compile(r"[ \t\n]+").sub
_note_mark = re.compile(r"\[\^([^\]\s\[]{1,60})\]").finditer


def _parser() -> InlineParser:
    made = Markdown()
    strikethrough(made)
    highlight(made)
    return made.inline


_inline = _parser()


class Inline:
    """Reads the text of one note. `states` says of each of its links how it stands; `webs` grows as they are met."""

    def __init__(self, source: Marked, states: Sequence[str], glyphs: Glyphs) -> None:
        self.source, self.states, self.glyphs = source, states, glyphs
        self.webs: list[str] = []  # addresses, numbered on from the links of the note
        self._known: dict[str, int] = {}
        self.references: Mapping[str, Any] = {}

    def pieces(self, text: str, line: int, look: str = "") -> list[Piece]:
        """A paragraph, or a cell. A hard break is a piece of its own, a line feed."""
        if not _special(text):
            return [Piece(untabbed(text), look, -1, line)] if text else []
        if len(text) > LONGEST:
            return [Piece(_one_line(self.source.restored(text)), look, -1, line)]
        walk = _Walk(self, line)
        try:
            tokens = _inline(text.strip(" \r\n\t\f"), {"ref_links": dict(self.references)})
            return list(walk.tokens(tokens, look, -1))
        except RecursionError:
            return [Piece(_one_line(self.source.restored(text)), look, -1, line)]

    def web(self, address: str) -> int:
        """The number of a link to the web."""
        address = harmless(address)
        if address not in self._known:
            self._known[address] = len(self.source.links) + len(self.webs)
            self.webs.append(address)
        return self._known[address]

    def link(self, number: int, line: int, look: str) -> Iterator[Piece]:
        """A link of the note as it is shown: its text, with a sign where it leads nowhere or to several."""
        link = self.source.links[number]
        state = self.states[number] if number < len(self.states) else RESOLVED
        look = _and(look, f"link {state}")
        if link.embed:
            yield Piece(f"{self.glyphs.embed} ", look, number, line)
        if link.markdown and link.alias and _special(link.alias):
            inside = _plain_tokens(_inline(harmless(link.alias), {"ref_links": {}}))
            yield Piece(inside, look, number, line)
        else:
            yield Piece(_one_line(label(link)), look, number, line)
        sign = {MISSING: self.glyphs.missing, AMBIGUOUS: self.glyphs.ambiguous}.get(state)
        if sign:
            yield Piece(sign, look, number, line)


def label(link: Link) -> str:
    """What a link shows: its own text, else where it leads.

    >>> label(Link(0, 0, 1, "body", "[[a/b#Goals]]", "a/b", "Goals", None, None, False))
    'a/b > Goals'
    """
    alias = (link.alias or "").strip()
    if alias:
        return harmless(alias)
    spot = link.heading.replace("#", " > ") if link.heading else f"^{link.block}" if link.block else ""
    return harmless(" > ".join(part for part in (link.target.strip(), spot) if part)) or harmless(link.raw)


def shown_text(text: str) -> str:
    """Wiki-links and emphasis as they read: for a list of headings.

    >>> shown_text("The **plan** of [[1001/spec|Storage]]")
    'The plan of Storage'
    """
    text = re.sub(r"!?\[\[[^\[\]\n]+\]\]", lambda found: label(_said(found[0])), harmless(text))
    return _one_line(_plain_tokens(_inline(text, {"ref_links": {}})))


def _said(raw: str) -> Link:
    said = read_link(raw)
    return Link(0, 0, 0, "body", raw, *said[:4], raw.startswith("!"))


class _Walk:
    """One walk over tokens; `line` counts on with every line end that it passes."""

    def __init__(self, inline: Inline, line: int) -> None:
        self.inline, self.line = inline, line

    def tokens(self, tokens: Iterable[Mapping[str, Any]], look: str, link: int) -> Iterator[Piece]:
        for token in tokens:
            kind = token["type"]
            if kind == "text":
                yield from self.text(token["raw"], look, link)
            elif kind in _LOOKS:
                yield from self.tokens(token["children"], _and(look, _LOOKS[kind]), link)
            elif kind == "codespan":
                yield self.piece(self.inline.source.restored(token["raw"]), _and(look, "code"), link)
            elif kind == "softbreak":
                self.line += 1
                yield self.piece(" ", look, link)
            elif kind == "linebreak":
                self.line += 1
                yield Piece("\n", "", -1, self.line)
            elif kind == "link":
                yield from self.web(token, look)
            elif kind == "image":
                yield from self.image(token, look, link)
            else:
                yield self.piece(self.inline.source.restored(str(token.get("raw", ""))), _and(look, "html"), link)

    def piece(self, text: str, look: str, link: int) -> Piece:
        text = harmless(text)
        if "  " in text or not text.isprintable():
            text = _blanks(" ", text)
        return Piece(text, look, link, self.line)

    def web(self, token: Mapping[str, Any], look: str) -> Iterator[Piece]:
        number = self.inline.web(self.inline.source.restored(str(token["attrs"]["url"])))
        yield from self.tokens(token["children"], _and(look, f"link {WEB}"), number)
        yield Piece(self.inline.glyphs.web, _and(look, f"link {WEB}"), number, self.line)

    def image(self, token: Mapping[str, Any], look: str, link: int) -> Iterator[Piece]:
        address = self.inline.source.restored(str(token["attrs"].get("url", "")))
        number = self.inline.web(address) if link < 0 else link
        text = self.inline.source.restored(_plain_tokens(token["children"])) or address
        yield self.piece(f"{self.inline.glyphs.embed} {text}", _and(look, f"link {WEB}"), number)

    def text(self, raw: str, look: str, link: int) -> Iterator[Piece]:
        done = 0
        for found in mark_in.finditer(raw):
            yield from self.words(raw[done : found.start()], look, link)
            yield from self.marked(found[1], int(found[2]), look, link)
            done = found.end()
        yield from self.words(raw[done:], look, link)

    def words(self, text: str, look: str, link: int) -> Iterator[Piece]:
        if "&" in text and ";" in text:
            text = unescape(text)
        if link < 0 and "http" in text:
            done = 0
            for found in _web(text):
                yield from self.notes(text[done : found.start()], look, link)
                number = self.inline.web(found[0])
                yield self.piece(found[0] + self.inline.glyphs.web, _and(look, f"link {WEB}"), number)
                done = found.end()
            text = text[done:]
        yield from self.notes(text, look, link)

    def notes(self, text: str, look: str, link: int) -> Iterator[Piece]:
        done = 0
        if "[^" in text:
            for found in _note_mark(text):
                if found.start() > done:
                    yield self.piece(text[done : found.start()], look, link)
                yield self.piece(f"[{found[1]}]", _and(look, "footnote"), link)
                done = found.end()
        if text[done:]:
            yield self.piece(text[done:], look, link)

    def marked(self, kind: str, number: int, look: str, link: int) -> Iterator[Piece]:
        source = self.inline.source
        if kind == LINE:
            self.line = number
        elif kind == LINK:
            yield from self.inline.link(number, self.line, look)
        elif kind == TAG:
            yield self.piece("#" + source.scan.tags[number].text, _and(look, "tag"), link)
        elif kind == BOX:
            yield box(source.scan.tasks[number].state, self.line, self.inline.glyphs)
        elif kind == FOOTNOTE:
            yield self.piece(f"[{source.labels[number]}] ", _and(look, "footnote"), link)
        elif kind in (ATOM, BLOCK):
            region = source.regions[number]
            yield self.piece(source.raw(number), _and(look, region.kind), link)
            self.line += source.body.count(b"\n", region.start, region.end)
        elif kind == TABLE:
            yield self.piece(source.restored(f"\ufdd0{TABLE}{number}\ufdd1"), look, link)


def box(state: str, line: int, glyphs: Glyphs) -> Piece:
    """The box of a task."""
    if state == " ":
        return Piece(glyphs.open, "box", -1, line)
    if state in "xX":
        return Piece(glyphs.done, "box done", -1, line)
    return Piece(f"[{harmless(state)}]", "box", -1, line)


def _plain_tokens(tokens: Iterable[Mapping[str, Any]]) -> str:
    return "".join(
        _plain_tokens(token["children"]) if "children" in token else unescape(str(token.get("raw", " ")))
        for token in tokens
    )


def _one_line(text: str) -> str:
    return " ".join(harmless(text).split())


def _and(look: str, more: str) -> str:
    return f"{look} {more}" if look else more
