"""Paragraphs, lists, quotes, code: what mistune reads of a chunk, as lines of a width. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mistune import BlockParser, BlockState

from specwork.tui.document import code
from specwork.tui.document.inline import Inline, box
from specwork.tui.document.marks import BLOCK, BOX, CODE, FOOTNOTE, LINE, TABLE, Chunk
from specwork.tui.document.tables import table
from specwork.tui.document.words import Line, Piece, cells_of, cut, harmless, untabbed, wrapped
from vault.text import words

NARROWEST = 12  # what is nested does not make lines narrower than this
Tokens = Sequence[Mapping[str, Any]]

_parser = BlockParser()
_line_mark = re.compile(f"\ufdd0{LINE}([0-9]+)\ufdd1")
_code_mark = re.compile(f"\ufdd0{CODE}([0-9]+)\ufdd1")
_own_block = re.compile(f"\n?((?:\ufdd0{LINE}[0-9]+\ufdd1)?\ufdd0[{BLOCK}{TABLE}][0-9]+\ufdd1)\n?")
_lead = re.compile(f"((?:\ufdd0{LINE}[0-9]+\ufdd1)?)\ufdd0{BOX}([0-9]+)\ufdd1[ \t]*").match
_callout = re.compile(f"((?:\ufdd0{LINE}[0-9]+\ufdd1)?)\\[!([^\\]\n]{{1,40}})\\][+-]?[ \t]*([^\n]*)(?:\n|\\Z)").match
_defines = re.compile(f"((?:\ufdd0{LINE}[0-9]+\ufdd1)?)\ufdd0{FOOTNOTE}[0-9]+\ufdd1").match
WARNING = {"warning", "caution", "attention", "danger", "error", "bug", "failure", "fail", "missing"}


def parsed(chunk: Chunk, inline: Inline) -> Tokens | str:
    """What a chunk is made of; where that cannot be read, why."""
    if chunk.typed is not None:
        return chunk.typed
    state = BlockState()
    state.env = {"ref_links": dict(inline.references)}
    state.process(chunk.text if chunk.text.endswith("\n") else chunk.text + "\n")
    try:
        _parser.parse(state)
    except RecursionError:
        return "nested too deep, as typed"
    inline.references = state.env["ref_links"]
    return state.tokens


class Blocks:
    """Lays out the blocks of one chunk for one width."""

    def __init__(self, inline: Inline, chunk: Chunk) -> None:
        self.inline, self.glyphs, self.line, self.chunk = inline, inline.glyphs, chunk.line, chunk
        self.last = chunk.line + inline.source.body.count(b"\n", chunk.start, chunk.end)

    def lines(self, tokens: Tokens | str, width: int) -> list[Line]:
        if isinstance(tokens, str):
            return self.typed(tokens, width)
        try:
            return self.blocks(tokens, width, depth=0)
        except RecursionError:
            return self.typed("nested too deep, as typed", width)

    def typed(self, why: str, width: int) -> list[Line]:
        """A chunk that is not read, as it stands in the note; `why` stands above it."""
        source, chunk = self.inline.source, self.chunk
        text = words(source.body[chunk.start : chunk.end]).removesuffix("\n")
        out = [Line(row, chunk.line) for row in wrapped([Piece(f"({why})", "remark")], width)] if why else []
        name = "" if source.scan.leaves else source.note.path.rpartition(".")[2]
        for number, parts in enumerate(code.painted(text, name)):
            pieces = [Piece(part, look) for part, look in parts]
            out += [Line(row, chunk.line + number) for row in cut(pieces, width)]
        return out

    def blocks(self, tokens: Tokens, width: int, depth: int, *, tight: bool = False) -> list[Line]:
        out: list[Line] = []
        for token in tokens:
            found = self.block(token, width, depth)
            if found:
                if out and not (tight and token["type"] in ("block_text", "list")):
                    out.append(Line((), found[0].source))
                out += found
        return out

    def block(self, token: Mapping[str, Any], width: int, depth: int) -> list[Line]:
        kind = token["type"]
        if kind in ("paragraph", "block_text"):
            return self.paragraph(token["text"], width)
        if kind == "heading":
            return self.heading(token["text"], token["attrs"]["level"], width)
        if kind == "list":
            return self.listing(token, width, depth)
        if kind == "block_quote":
            return self.quote(token["children"], width, depth)
        if kind == "block_code":
            return self.program(token, width)
        if kind == "thematic_break":
            self.line = min(self.line + 1, self.last)
            return [Line((Piece(self.glyphs.rule * width, "rule"),), self.line)]
        if kind == "block_html":
            return self.raw(self.inline.source.restored(token["raw"]), "html", width)
        return []

    # paragraphs

    def paragraph(self, text: str, width: int) -> list[Line]:
        """A paragraph; tables, math and HTML between its lines stand for themselves."""
        out: list[Line] = []
        for number, part in enumerate(_own_block.split(text)):
            found = self.own(part, width) if number % 2 else self.text(part, width)
            if found and out:
                out.append(Line((), found[0].source))
            out += found
        return out

    def text(self, text: str, width: int, look: str = "") -> list[Line]:
        pieces = self.inline.pieces(text, self.line, look)
        if lead := _line_mark.match(text):
            self.line = int(lead[1])
        if not any(piece.text.strip() for piece in pieces):
            return []
        hanging = 4 if _defines(text) and width > NARROWEST else 0
        return self.flowed(pieces, width, hanging)

    def flowed(self, pieces: Iterable[Piece], width: int, hanging: int = 0) -> list[Line]:
        out = []
        for number, row in enumerate(wrapped(pieces, width, hanging)):
            if row:
                self.line = row[0].line
            indent = (Piece(" " * hanging),) if hanging and number else ()
            out.append(Line((*indent, *row), self.line))
        return out

    def own(self, text: str, width: int) -> list[Line]:
        if lead := _line_mark.match(text):
            self.line = int(lead[1])
            text = text[lead.end() :]
        number = int(text[2:-1])
        if text[1] == BLOCK:
            region = self.inline.source.regions[number]
            return self.raw(self.inline.source.raw(number), region.kind, width)
        grid = self.inline.source.grids[number]
        rows = [(line, [self.inline.pieces(cell, line) for cell in cells]) for line, cells in grid.rows]
        self.line = rows[-1][0]
        return table(rows, grid.aligns, width, self.glyphs)

    def heading(self, text: str, level: int, width: int) -> list[Line]:
        look = f"h{level}"
        if lead := _line_mark.match(text):
            self.line = int(lead[1])
        sign = Piece("#" * level + " ", "hash", -1, self.line)
        return self.flowed([sign, *self.inline.pieces(text, self.line, look)], width)

    # containers

    def listing(self, token: Mapping[str, Any], width: int, depth: int) -> list[Line]:
        out: list[Line] = []
        number = token["attrs"].get("start", 1) if token["attrs"].get("ordered") else None
        bullets = self.glyphs.bullets
        for item in token["children"]:
            sign = f"{number}{token['bullet']}" if number is not None else bullets[depth % len(bullets)]
            found = self.item(item["children"], sign, width, depth, tight=token["tight"])
            if out and not token["tight"]:
                out.append(Line((), found[0].source))
            out += found
            number = number + 1 if number is not None else None
        return out

    def item(self, tokens: Tokens, sign: str, width: int, depth: int, *, tight: bool) -> list[Line]:
        tokens = [one for one in tokens if one["type"] != "blank_line"]
        prefix = Piece(sign + " ", "bullet")
        first = tokens[0] if tokens else {}
        if "text" in first and (lead := _lead(first["text"])):
            task = self.inline.source.scan.tasks[int(lead[2])]
            prefix = box(task.state, self.line, self.glyphs)
            prefix = prefix._replace(text=prefix.text + " ")
            tokens = [{**first, "text": lead[1] + first["text"][lead.end() :]}, *tokens[1:]]
        indent = cells_of((prefix,))
        found = self.blocks(tokens, _inner(width, indent), depth + 1, tight=tight) or [Line((), self.line)]
        return _beside(found, prefix, Piece(" " * indent), width)

    def quote(self, tokens: Tokens, width: int, depth: int) -> list[Line]:
        bar = Piece(f"{self.glyphs.bar} ", "bar")
        inner = _inner(width, 2)
        tokens = [one for one in tokens if one["type"] != "blank_line"]
        first = tokens[0] if tokens else {}
        if "text" in first and (found := _callout(first["text"])):
            kind = found[2].partition("|")[0].strip()
            look = "warning" if kind.casefold() in WARNING else "callout"
            bar = bar._replace(look=look)
            title = found[3].strip()
            name = harmless(kind.capitalize())
            title = f"{found[1]}{name} {self.glyphs.dot} {title}" if title else f"{found[1]}{name}"
            head = self.text(title, inner, f"{look} strong")
            rest = first["text"][found.end() :]
            self.line += 1
            body = [{**first, "text": rest}, *tokens[1:]] if rest.strip() else tokens[1:]
            lines = head + self.blocks(body, inner, depth)
        else:
            lines = self.blocks(tokens, inner, depth)
        return _beside(lines, bar, bar, width)

    # as typed

    def program(self, token: Mapping[str, Any], width: int) -> list[Line]:
        raw = token["raw"]
        info = str(token.get("attrs", {}).get("info", ""))
        if lead := _code_mark.search(info) or _code_mark.match(raw):
            self.line = int(lead[1])
        fenced = token.get("style") == "fenced"
        if not fenced and _line_mark.match(raw):
            return self.text(raw, width)  # a footnote's second paragraph
        raw = self.inline.source.restored(raw.removesuffix("\n"))
        info = self.inline.source.restored(info).strip()
        return self.painted(code.painted(raw, info), self.line + (fenced and raw != ""), width)

    def painted(self, lines: list[code.Painted], line: int, width: int) -> list[Line]:
        bar = Piece(f"{self.glyphs.code} ", "code-bar")
        out = []
        for number, parts in enumerate(lines):
            pieces = [Piece(text, f"code-block {look}".rstrip(), -1, line + number) for text, look in parts]
            out += [Line(row, line + number, "code-block") for row in cut(pieces, _inner(width, 2))]
        self.line = line + len(lines)
        return _beside(out, bar, bar, width)

    def raw(self, text: str, look: str, width: int) -> list[Line]:
        out = []
        for number, line in enumerate(text.rstrip("\n").split("\n")):
            out += [Line(row, self.line + number) for row in cut([Piece(untabbed(line), look)], width)]
        self.line += text.count("\n")
        return out


def _inner(width: int, taken: int) -> int:
    return width - taken if width - taken >= NARROWEST else width


def _beside(lines: list[Line], first: Piece, rest: Piece, width: int) -> list[Line]:
    """Lines behind a sign; where there is no room for it, the sign stands on a line of its own."""
    taken = cells_of((first,))
    if _inner(width, taken) == width:
        return [Line((first,), lines[0].source), *lines] if first.look != rest.look and lines else lines
    out = []
    for number, line in enumerate(lines):
        sign = first if number == 0 else rest
        if not line.pieces and rest.look == first.look:
            sign = sign._replace(text=sign.text.rstrip())
        pieces = (sign, *line.pieces) if line.pieces or sign.text.strip() else ()
        out.append(line._replace(pieces=pieces))
    return out
