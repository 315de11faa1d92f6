"""The links of an Obsidian canvas: files laid on it, and links in the text of its cards.

A canvas is JSON. It is read for the spans of its strings and never written anew, so an edit touches one string. What
is no canvas has no links.
"""

import re
from collections.abc import Iterator

from vault.notes.links import Link
from vault.notes.scan import scan
from vault.text import Edit, raw, words
from vault.typed import NamedTuple

_tokens = re.compile(rb'[{}\[\]:,]|"(?:[^"\\\x00-\x1f]|\\.)*"|[^\s{}\[\]:,"]+').finditer
_pieces = re.compile(rb"\\u[0-9a-fA-F]{4}|\\.|[^\\]+").finditer


class _Node(NamedTuple):
    file: tuple[int, int] | None
    text: tuple[int, int] | None


def canvas_links(content: bytes) -> list[Link]:
    """Its links in document order. A file on it has `where` canvas-file, a link in a card canvas."""
    links: list[Link] = []
    for node in _nodes(content):
        if node.file:
            links.append(_file_link(content, *node.file))
        if node.text:
            links += _card_links(content, *node.text)
    return sorted(links)


def edited(content: bytes, start: int, end: int, text: str) -> Edit:
    """Other text for a part of a JSON string. What is the same at either end stays as it was spelled there."""
    from json import dumps

    old, places = _unescaped(content[start:end])
    shorter = min(len(old), len(text))
    begin = next((at for at in range(shorter) if old[at] != text[at]), shorter)
    rest = next((at for at in range(shorter - begin) if old[-1 - at] != text[-1 - at]), shorter - begin)
    new = raw(dumps(text[begin : len(text) - rest], ensure_ascii=False)[1:-1])
    return Edit(start + places[begin], start + places[len(old) - rest], new)


def _nodes(content: bytes) -> Iterator[_Node]:
    """The objects of the top `nodes` array, each with the spans of its `file` and `text`."""
    depth = 0
    in_nodes = False
    key = b""
    last = (0, 0)
    found: dict[bytes, tuple[int, int]] = {}
    expects_value = False
    for token in _tokens(content):
        mark = token[0]
        if mark in (b"{", b"["):
            depth += 1
            in_nodes = in_nodes or (depth == 2 and mark == b"[" and expects_value and key == b'"nodes"')
            if depth == 3:
                found = {}
            expects_value = False
        elif mark in (b"}", b"]"):
            if depth == 3 and in_nodes and mark == b"}":
                yield _Node(found.get(b'"file"'), found.get(b'"text"'))
            depth -= 1
            in_nodes = in_nodes and depth >= 2
            expects_value = False
        elif mark == b":":
            key = content[slice(*last)]
            expects_value = True
        elif mark == b",":
            expects_value = False
        else:
            last = token.span()
            if expects_value and depth == 3 and mark[:1] == b'"':
                found[key] = (last[0] + 1, last[1] - 1)


def _file_link(content: bytes, start: int, end: int) -> Link:
    path = _unescaped(content[start:end])[0]
    line = content.count(b"\n", 0, start) + 1
    return Link(start, end, line, "canvas-file", path, path, None, None, None, True)


def _card_links(content: bytes, start: int, end: int) -> Iterator[Link]:
    text, places = _unescaped(content[start:end])
    card = raw(text)
    line = content.count(b"\n", 0, start) + 1
    for link in scan(card, 0).links:
        first = len(words(card[: link.start]))
        last = len(words(card[: link.end]))
        yield link._replace(start=start + places[first], end=start + places[last], line=line, where="canvas")


def _unescaped(literal: bytes) -> tuple[str, list[int]]:
    """The text of a JSON string, and for each of its characters (and for its end) where it stands in the literal."""
    chars: list[str] = []
    places: list[int] = []
    for piece in _pieces(literal):
        at = piece.start()
        if piece[0][:1] == b"\\":
            chars.append(_one(piece[0]))
            places.append(at)
            continue
        for char in words(piece[0]):
            chars.append(char)
            places.append(at)
            at += len(char.encode("utf-8", "surrogateescape"))
    text = "".join(chars)
    if any(0xD800 <= ord(char) < 0xDC00 for char in chars):
        text, places = _paired(chars, places)
    places.append(len(literal))
    return text, places


_SHORT = {b"\\n": "\n", b"\\t": "\t", b"\\r": "\r", b"\\b": "\b", b"\\f": "\f"}


def _one(escape: bytes) -> str:
    if len(escape) == 6:
        return chr(int.from_bytes(bytes.fromhex(escape[2:].decode())))
    return _SHORT.get(escape) or words(escape[1:])


def _paired(chars: list[str], places: list[int]) -> tuple[str, list[int]]:
    """The same with every surrogate pair as the one character that it means."""
    out: list[str] = []
    kept: list[int] = []
    for char, place in zip(chars, places, strict=True):
        if out and "\ud800" <= out[-1] < "\udc00" <= char < "\ue000":
            out[-1] = (out[-1] + char).encode("utf-16", "surrogatepass").decode("utf-16")
        else:
            out.append(char)
            kept.append(place)
    return "".join(out), kept
