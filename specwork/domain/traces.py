"""A deliverable's way back: the two comment lines that name its spec and its journal.

Finds them, and says what to change to add, remove or re-point a pair. Stands on `comments`, which knows the syntaxes.
Resolves no link and writes nothing: an edit is given back, and every byte outside it stays.
"""

import re
from collections.abc import Iterator

from specwork.domain.comments import Comment, Syntax, comment_for, front_end, lines_of, syntax_for, top
from vault.errors import Refused
from vault.notes.links import destination_at, internal, read_link
from vault.patterns import late
from vault.text import Edit, Span, raw, words
from vault.typed import NamedTuple

__all__ = ["Trace", "added", "comment_for", "relinked", "removed", "trace_place", "traces"]

WITHIN = 30  # so many lines are read, from what must stay first on; those of traces do not count


class Trace(NamedTuple):
    """One spec that a file names. `start` to `end` are its lines, whole; the other spans are those of the links.

    `cuts` is what goes with it: its lines and the blank line that keeps them apart, or the words alone where a line
    also opens or closes a longer comment.
    """

    start: int
    end: int
    raw: str
    raw_start: int
    raw_end: int
    target: str
    alias: str | None
    line: int
    context_raw: str | None
    context_start: int | None
    context_end: int | None
    comment: Comment
    inside: bool
    cuts: tuple[Span, ...]


class _Line(NamedTuple):
    """One line of the head: what it labels, if anything, and whether it stands in a longer comment."""

    start: int
    end: int
    number: int
    label: str | None
    words: Span
    link: Span
    comment: Comment
    opens: bool  # a comment that goes on below it
    inside: bool  # it began inside of one
    code: bool  # something that is no comment stands in it


def traces(path: str, text: bytes) -> list[Trace]:
    """The traces in the comments at the head of a file; none where the file can hold no comment.

    >>> traces("a.sh", b"#!/bin/sh\\n# Spec: [[../../spec|1001 Storage]]\\n")[0].target
    '../../spec'
    """
    syntax = syntax_for(path, text)
    return _traces(syntax, text, _head(syntax, text)) if syntax else []


def _traces(syntax: Syntax, text: bytes, lines: list[_Line]) -> list[Trace]:
    found: list[Trace] = []
    for at, line in enumerate(lines):
        if line.label != "spec":
            continue
        below = lines[at + 1] if at + 1 < len(lines) else None
        context = below if below and below.label == "context" and _together(line, below) else None
        gap = syntax.gap and not (found and found[-1].end == line.start)
        found.append(_trace(text, line, context, gap))
    return found


def _together(line: _Line, below: _Line) -> bool:
    """A comment of a line has no business with one that goes on, or that code stands behind."""
    return line.inside or line.opens or not (below.opens or below.code)


def _trace(text: bytes, line: _Line, context: _Line | None, gap: bool) -> Trace:
    last = context or line
    own = words(text[line.link.start : line.link.end])
    said = read_link(own)
    whole = line.inside == last.opens and not (line.code or last.code)
    return Trace(
        line.start,
        last.end,
        own,
        *line.link,
        said.target,
        said.alias,
        line.number,
        words(text[context.link.start : context.link.end]) if context else None,
        context.link.start if context else None,
        context.link.end if context else None,
        line.comment,
        line.inside or not whole,
        (_cut(text, line.start, last.end, gap),) if whole else tuple(one.words for one in (line, context) if one),
    )


def _cut(text: bytes, start: int, end: int, gap: bool) -> Span:
    """Whole lines. Without a line end of their own they take the one before them: the file had none there either."""
    view = lines_of(text)
    if view[end - 1 : end] != b"\n":
        above = view[max(0, start - 2) : start]
        return Span(start - (2 if above == b"\r\n" else above.endswith(b"\n")), end)
    blank = 2 if view[end : end + 2] == b"\r\n" else view.startswith(b"\n", end)
    return Span(start, end + blank * gap)


def _head(syntax: Syntax, text: bytes) -> list[_Line]:
    view = lines_of(text)
    floor, skipped = top(syntax, text), front_end(syntax, view)
    styles = [_Style(comment) for comment in (syntax.write, *syntax.read)]
    lines: list[_Line] = []
    block: _Style | None = None
    fence = ""
    left = WITHIN
    for number, start, end in _numbered(view):
        if start < skipped:
            continue
        written = words(view[start:end])
        prose = syntax.prose and not block
        mark = _fence(written) if prose else None
        if mark:
            fence = mark[1] if not fence else "" if mark[1].startswith(fence) and not mark[2].strip() else fence
        if mark or fence or (prose and written.startswith(("    ", "\t"))):
            line = _nothing(number, start, end, styles[0].comment, code=True)
        else:
            line, block = _read(styles, block, written, number, start, end)
        lines.append(line)
        if start >= floor and line.label is None:
            left -= 1
            if not left:
                break
    return lines


_fence = late(r" {0,3}(`{3,}|~{3,})([^\n]*)").match


def _numbered(view: bytes) -> Iterator[tuple[int, int, int]]:
    start, number = (3 if view.startswith(b"\xef\xbb\xbf") else 0), 1
    while start < len(view):
        end = view.find(b"\n", start) + 1 or len(view)
        yield number, start, end
        start, number = end, number + 1


_LABEL = r"(?:(?P<spec>spec|specification|generated[ \t]+from)|context)[ \t]*:[ \t]*(?=!?\[)"
_label = re.compile(rf"[ \t]*\*?[ \t]*(?P<at>){_LABEL}", re.IGNORECASE).match


class _Style:
    """A comment's opening as it may be written by hand: at the line's beginning, its last sign repeated."""

    def __init__(self, comment: Comment) -> None:
        opening = comment.opening.strip()
        again = "" if opening[-1].isalpha() else re.escape(opening[-1]) + "*"
        self.comment = comment
        self.closing = comment.closing.strip()
        self.opens = re.compile(rf"[ \t]*{re.escape(opening)}{again}", re.IGNORECASE).match


def _read(
    styles: list[_Style], block: _Style | None, written: str, number: int, start: int, end: int
) -> tuple[_Line, _Style | None]:
    """What one line says, and the comment that is still open behind it."""
    style, at, inside = block, 0, block is not None
    if style is None:
        for style in styles:
            if opening := style.opens(written):
                at = opening.end()
                break
        else:
            return _nothing(number, start, end, styles[0].comment, code=bool(written.strip())), None
    label = _label(written, at)
    link = _link(written, label.end()) if label else None
    behind = link[1] if link else at
    closed = written.find(style.closing, behind) if style.closing else len(written)
    code = closed >= 0 and bool(written[closed + len(style.closing) :].strip())
    still = style if closed < 0 else None
    if not label or not link:
        return _nothing(number, start, end, style.comment, code, still is not None, inside), still
    here = [start + len(raw(written[:offset])) for offset in (label.start("at"), *link)]
    said = "spec" if label["spec"] else "context"
    line = _Line(
        start,
        end,
        number,
        said,
        Span(here[0], here[2]),
        Span(*here[1:]),
        style.comment,
        still is not None,
        inside,
        code,
    )
    return line, still


def _nothing(
    number: int, start: int, end: int, comment: Comment, code: bool, opens: bool = False, inside: bool = False
) -> _Line:
    return _Line(start, end, number, None, Span(start, start), Span(start, start), comment, opens, inside, code)


_wiki = re.compile(r"!?\[\[(?!\[)(?:[^\[\]\n\r]|\](?!\])|\[(?!\[))+\]\]").match


def _link(written: str, at: int) -> tuple[int, int] | None:
    """Where the link at an offset stands, in either spelling; a link into the web is none."""
    if found := _wiki(written, at):
        return found.span()
    closing = at
    while (closing := written.find("](", closing + 1)) >= 0:
        if (spot := destination_at(written, closing)) and "\n" not in written[at : spot[2]]:
            return (at, spot[2]) if internal(written[spot[0] : spot[1]]) else None
    return None


def trace_place(path: str, text: bytes) -> int:
    """Where a new pair goes: below what must stay first, and below the traces and comments of a line above it."""
    return _place(_syntax(path, text), text)


def _syntax(path: str, text: bytes) -> Syntax:
    syntax = syntax_for(path, text)
    if syntax is None:
        raise Refused(
            f"{path}: a comment cannot stand in it, or would change it",
            where=path,
            hint="the index.md of its folder names its spec",
        )
    return syntax


def _place(syntax: Syntax, text: bytes) -> int:
    lines = _head(syntax, text)
    ends = {trace.end for trace in _traces(syntax, text, lines) if not trace.inside}
    floor = place = top(syntax, text)
    for line in (line for line in lines if line.start >= floor):
        if line.code or line.opens or line.inside:
            break
        if line.end in ends or line.label == "context":
            place = line.end
    return place


def added(path: str, text: bytes, spec_link: str, context_link: str | None) -> list[Edit]:
    """One more pair. `removed` gives back exactly the bytes that were there before."""
    syntax = _syntax(path, text)
    links = [("Spec", spec_link)] + ([("Context", context_link)] if context_link else [])
    place = _place(syntax, text)
    _refuse_other_encodings(path, text[: top(syntax, text)], links)
    comment = syntax.write
    written = [
        raw(f"{comment.opening}{label}: {_fitted(path, link, comment)}{comment.closing}") for label, link in links
    ]
    newline = _newline(text, place)
    view = lines_of(text)
    if place == len(text) and view and not view.endswith(b"\n") and text != b"\xef\xbb\xbf":
        return [Edit(place, place, b"".join(newline + line for line in written))]
    behind_another = any(trace.end == place for trace in traces(path, text))
    if syntax.gap and place < len(text) and not behind_another:
        written.append(b"")
    return [Edit(place, place, b"".join(line + newline for line in written))]


def removed(text: bytes, trace: Trace) -> list[Edit]:
    """Without the pair: its lines whole, or its words where a line holds more than the trace."""
    return [Edit(start, end, b"") for start, end in trace.cuts if end <= len(text)]


def relinked(trace: Trace, spec_link: str | None, context_link: str | None) -> list[Edit]:
    """The same pair with other links; None leaves one as it is. Labels, blanks and other words stay."""
    edits = []
    if spec_link is not None and spec_link != trace.raw:
        edits.append(Edit(trace.raw_start, trace.raw_end, raw(_fitted(None, spec_link, trace.comment))))
    start, end = trace.context_start, trace.context_end
    if start is not None and end is not None and context_link is not None and context_link != trace.context_raw:
        edits.append(Edit(start, end, raw(_fitted(None, context_link, trace.comment))))
    return edits


def _newline(text: bytes, at: int) -> bytes:
    """The file's own line end. A CR among LFs is a character to most programs, and ends no line here."""
    if b"\n" not in text:
        return b"\r" if b"\r" in text else b"\n"
    above = text.rfind(b"\n", 0, at)
    near = above if above >= 0 else text.find(b"\n")
    return b"\r\n" if text[:near].endswith(b"\r") else b"\n"


# What ends a line somewhere, turns the direction of reading, or is no text.
_odd = late("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
_SWAPPED = {'"': "''", "@": "(at)"}


def _fitted(path: str | None, link: str, comment: Comment) -> str:
    """The link with what its text may not say in this comment broken up. Its target cannot be told otherwise."""
    start, end = _alias(link)
    alias = _odd.sub(" ", link[start:end])
    if comment.never:
        alias = re.sub(comment.never, lambda found: _SWAPPED.get(found[0]) or found[0][0] + " " + found[0][1:], alias)
    fitted = link[:start] + alias + link[end:]
    broken = _odd.search(fitted) or (comment.never and re.search(comment.never, fitted))
    if broken or _link(fitted, 0) != (0, len(fitted)):
        raise Refused(
            f"{link!r} cannot stand in a comment {(comment.opening + '…' + comment.closing).strip()}",
            where=path,
            hint="rename what the link leads to, or its text",
        )
    return fitted


def _alias(link: str) -> tuple[int, int]:
    """Where the display text of a link stands."""
    if link.startswith(("[[", "![[")):
        bar = link.find("|") + 1
        return (bar, len(link) - 2) if bar else (0, 0)
    closing = link.find("](")
    return (1, closing) if closing > 0 else (0, 0)


_declared = late(rb"""coding[:=][ \t]*["']?([-\w.]+)|@charset[ \t]+"([^"]+)""").findall


def _refuse_other_encodings(path: str, head: bytes, links: list[tuple[str, str]]) -> None:
    """A file that says how it is encoded, and not in UTF-8, gets no letters that would be wrong there."""
    if all(link.isascii() for _, link in links):
        return
    names = {(one or other).decode("latin-1").lower() for one, other in _declared(head)}
    if any(not name.startswith(("utf-8", "utf8")) for name in names):
        raise Refused(
            f"{path}: it is written in {', '.join(sorted(names))}, and the link has letters of its own",
            where=path,
            hint="convert it to UTF-8, or let the index.md of its folder name its spec",
        )
