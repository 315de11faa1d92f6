"""The properties of a note, read.

A fast reader takes the usual shapes, flat keys with plain or quoted values and lists of them, and hands anything
unusual to `vault.notes.slowyaml`. A block that cannot be read has a problem and no properties, as in Obsidian; nothing
raises and nothing here writes.
"""

import re
from typing import NamedTuple

from vault.notes.links import destination_of, internal
from vault.notes.values import BLOCK, DOUBLE, FLOW, PLAIN, SINGLE, Problem, Property, Scalar, Value, typed
from vault.text import Span

MAX_BLOCK = 256_000


class Block(NamedTuple):
    """Where it stands, fences included, and the lines between them. Offsets are bytes of the file."""

    start: int
    end: int
    inner: Span


class FrontMatter(NamedTuple):
    block: Block
    entries: tuple[Property, ...]
    scalars: tuple[Scalar, ...]
    problem: str | None = None

    @property
    def properties(self) -> dict[str, Value]:
        return {entry.key: entry.value for entry in self.entries}

    def entry(self, key: str) -> Property | None:
        """By its exact name, else in any letter case, as Obsidian does."""
        for entry in self.entries:
            if entry.key == key:
                return entry
        low = key.lower()
        return next((entry for entry in self.entries if entry.key.lower() == low), None)

    def get(self, key: str) -> Value:
        found = self.entry(key)
        return found.value if found else None


class LinkValue(NamedTuple):
    """A value that is one link as a whole. The span is the link's, inside the quotes."""

    key: str
    start: int
    end: int
    raw: str


_opening = re.compile(rb"(?:\xef\xbb\xbf)?---(?:\r\n|\n|\r)").match


def find_block(text: bytes) -> Block | None:
    """The block at the very start of a note (a byte order mark may come first), if it is closed."""
    opening = _opening(text)
    if not opening:
        return None
    at = opening.end()
    while (at := text.find(b"---", at)) >= 0:
        if text[at - 1] in b"\r\n" and (closing := _fence_end(text, at + 3)) is not None:
            start = 3 if text.startswith(b"\xef\xbb\xbf") else 0
            return Block(start, closing, Span(opening.end(), at))
        at += 3
    return None


_line_end = re.compile(rb"[ \t]*(?:\r\n|\n|\r|\Z)").match


def _fence_end(text: bytes, at: int) -> int | None:
    found = _line_end(text, at)
    return found.end() if found else None


def read(text: bytes) -> FrontMatter | None:
    """The front matter of a note; None where there is none."""
    block = find_block(text)
    if block is None:
        return None
    inner = text[block.inner.start : block.inner.end]
    if len(inner) > MAX_BLOCK:
        return FrontMatter(block, (), (), "it is larger than any front matter")
    if b"\r" in inner:
        inner = inner.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
    try:
        return _read(inner, block)
    except Problem as problem:
        return FrontMatter(block, (), (), str(problem))


def _read(inner: bytes, block: Block) -> FrontMatter:
    try:
        text = inner.decode()
    except UnicodeDecodeError:
        raise Problem("it is not UTF-8") from None
    if found := _conflict(text):
        raise Problem(f"conflict markers stand in it: {found[0].strip()}")
    entries = _fast(text)
    if entries is None:
        if re.search(r"^[ ]*\t", text, re.MULTILINE):
            raise Problem("a tab stands in an indentation")
        from vault.notes.slowyaml import read_slowly  # YAML is slow to load, and seldom needed

        properties, scalars = read_slowly(text, 0)
    else:
        properties, scalars = entries
    return _placed(text, block, properties, scalars)


_conflict = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE).search


def _placed(text: str, block: Block, properties: list[Property], scalars: list[Scalar]) -> FrontMatter:
    """With the end of each property, and every span in bytes of the file."""
    stops = [*(entry.start for entry in properties[1:]), len(text)]
    properties = [
        entry._replace(end=_own_end(text, entry, stop)) for entry, stop in zip(properties, stops, strict=False)
    ]
    base = block.inner.start
    if text.isascii():
        properties = [_moved(entry, base) for entry in properties] if base else properties
        return FrontMatter(
            block, tuple(properties), tuple(one._replace(start=one.start + base, end=one.end + base) for one in scalars)
        )
    bytes_before = [0]
    for char in text:
        bytes_before.append(bytes_before[-1] + len(char.encode()))
    at = [base + count for count in bytes_before]
    return FrontMatter(
        block,
        tuple(
            entry._replace(
                start=at[entry.start],
                end=at[entry.end],
                value_start=at[entry.value_start],
                value_end=at[entry.value_end],
                items=tuple(Span(at[item.start], at[item.end]) for item in entry.items),
            )
            for entry in properties
        ),
        tuple(one._replace(start=at[one.start], end=at[one.end]) for one in scalars),
    )


def _moved(entry: Property, base: int) -> Property:
    key, value, start, end, value_start, value_end, style, items = entry
    spans = tuple(Span(item.start + base, item.end + base) for item in items) if items else items
    return Property(key, value, start + base, end + base, value_start + base, value_end + base, style, spans)


def _own_end(text: str, entry: Property, stop: int) -> int:
    """Where the lines of a property end: blank lines and comments at the margin below it are not its own."""
    end = text.find("\n", max(entry.start, entry.value_end)) + 1 or len(text)
    at = end
    while at < stop:
        following = text.find("\n", at) + 1 or len(text)
        line = text[at:following]
        if line.strip() and not line.startswith("#"):
            end = following
        at = following
    return min(end, stop)


# the fast reader

_line = re.compile(
    r"""(?P<key>[^\W\d][\w -]*?)[ ]*:(?:[ ]+(?:
          "(?P<double>[^"\\\n]*)"
        | '(?P<single>[^'\n]*)'
        | \[(?P<flow>[^\[\]{}"'\#\n&*!|>%@`]*|(?:[ ]*(?:"[^"\\\n]*"|'[^'\n]*')[ ]*,?)*)\]
        | (?P<plain>[^\s\[\]{}"'\#&*!|>%@`,?:-](?:[^\#:\n]|:(?=[^\s])|(?<=\S)\#)*|-?[0-9.][^\#:\n]*)
      ))?[ ]*(?:(?<=[ ])\#[^\n]*)?(?:\n|\Z)""",
    re.VERBOSE,
).match
_item = re.compile(
    r"""[ ]*-[ ]+(?:
          "(?P<double>[^"\\\n]*)"
        | '(?P<single>[^'\n]*)'
        | (?P<plain>[^\s\[\]{}"'\#&*!|>%@`,?:-](?:[^\#:\n]|:(?=[^\s])|(?<=\S)\#)*|-?[0-9.][^\#:\n]*)
      )[ ]*(?:(?<=[ ])\#[^\n]*)?(?:\n|\Z)""",
    re.VERBOSE,
).match
_flow_item = re.compile(r"""[ ]*(?:"([^"]*)"|'([^']*)'|([^,]*?))[ ]*(?:,|\Z)""").match
_skipped = re.compile(r"(?:[ ]*\n|\#[^\n]*(?:\n|\Z))+").match


def _fast(text: str) -> tuple[list[Property], list[Scalar]] | None:
    """The properties where every line has one of the usual shapes; None where one has not."""
    properties: list[Property] = []
    scalars: list[Scalar] = []
    known: set[str] = set()
    at, size = 0, len(text)
    while at < size:
        if skipped := _skipped(text, at):
            at = skipped.end()
            continue
        found = _line(text, at)
        if not found or found["key"] in known:
            return None
        key, kind = found["key"], found.lastgroup
        known.add(key)
        start, at = at, found.end()
        if kind == "key":
            listed = _fast_list(text, at, key, start, scalars)
            if listed is None:
                return None
            at, entry = listed
        elif kind == "flow":
            flow = _fast_flow(found["flow"], found.start("flow"), key, scalars)
            if flow is None:
                return None
            value_start, value_end = found.start("flow") - 1, found.end("flow") + 1
            entry = Property(key, flow[0], start, -1, value_start, value_end, FLOW, flow[1])
        else:
            entry = _fast_scalar(found, str(kind), key, start, scalars)
        properties.append(entry)
    return properties, scalars


def _fast_scalar(found: re.Match[str], kind: str, key: str, start: int, scalars: list[Scalar]) -> Property:
    inside, span = found[kind], found.span(kind)
    if kind == PLAIN:
        inside = inside.rstrip()
        span = (span[0], span[0] + len(inside))
        return Property(key, typed(inside), start, -1, span[0], span[1], PLAIN)
    if inside:
        scalars.append(Scalar(key, inside, *span, kind))
    return Property(key, inside, start, -1, span[0] - 1, span[1] + 1, kind)


def _fast_list(text: str, at: int, key: str, start: int, scalars: list[Scalar]) -> tuple[int, Property] | None:
    """A key with nothing behind it: a list on the lines below, all of one indentation, or no value."""
    values: list[Value] = []
    items: list[Span] = []
    indent = -1
    first = at
    while found := _item(text, at):
        here = text.index("-", at) - at
        if indent not in (-1, here):
            return None
        indent = here
        kind = str(found.lastgroup)
        inside, span = found[kind], found.span(kind)
        if kind == PLAIN:
            inside = inside.rstrip()
            values.append(typed(inside))
            items.append(Span(span[0], span[0] + len(inside)))
        else:
            values.append(inside)
            items.append(Span(span[0] - 1, span[1] + 1))
            if inside:
                scalars.append(Scalar(f"{key}.{len(values) - 1}", inside, *span, kind))
        at = found.end()
    if not items:
        end = text.index(":", start, first) + 1
        following = text[at : at + 1]
        return None if following in (" ", "\t", "-") else (at, Property(key, None, start, -1, end, end, PLAIN))
    if text[at : at + 1] in (" ", "\t", "-"):
        return None
    return at, Property(key, values, start, -1, items[0].start, items[-1].end, BLOCK, tuple(items))


def _fast_flow(inside: str, start: int, key: str, scalars: list[Scalar]) -> tuple[list[Value], tuple[Span, ...]] | None:
    values: list[Value] = []
    items: list[Span] = []
    at = 0
    while at < len(inside) and inside[at:].strip():
        found = _flow_item(inside, at)
        if not found:
            return None
        if found[3] is not None:
            plain = found[3]
            if not plain or plain[0] in "-?:&*!|>%@`\"'" or ": " in plain or plain.endswith(":"):
                return None
            values.append(typed(plain))
            items.append(Span(start + found.start(3), start + found.end(3)))
        else:
            group = 1 if found[1] is not None else 2
            values.append(found[group])
            items.append(Span(start + found.start(group) - 1, start + found.end(group) + 1))
            style = DOUBLE if group == 1 else SINGLE
            scalars.append(
                Scalar(
                    f"{key}.{len(values) - 1}",
                    found[group],
                    start + found.start(group),
                    start + found.end(group),
                    style,
                )
            )
        at = found.end()
    return values, tuple(items)


# what notes mean by it


def links(front: FrontMatter) -> list[LinkValue]:
    """The values that are one link as a whole, in document order. Unquoted, a wiki-link is a list to YAML."""
    return [LinkValue(one.key, one.start, one.end, one.text) for one in front.scalars if _is_link(one.text)]


_wiki = re.compile(r"\[\[(?!\[)(?:[^\[\]\n]|\](?!\])|\[(?!\[))+\]\]\Z").match


def _is_link(text: str) -> bool:
    if text.startswith("[["):
        return bool(_wiki(text)) and bool(text[2:-2].partition("|")[0].strip(" #"))
    if not (text.startswith("[") and text.endswith(")") and "\n" not in text):
        return False
    try:
        start, end = destination_of(text)
    except ValueError:
        return False
    closing = text.find("](")
    return internal(text[start:end]) and "[" not in text[1:closing]


def aliases(front: FrontMatter | None) -> list[str]:
    return _texts(front, "aliases")


def tags(front: FrontMatter | None) -> list[str]:
    """The tags of the property, without their hash; one with a blank in it is none."""
    return [tag.removeprefix("#") for tag in _texts(front, "tags") if " " not in tag]


def _texts(front: FrontMatter | None, key: str) -> list[str]:
    """A property whose one text counts as a list of one; items that are no text are dropped."""
    value = front.get(key) if front else None
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")] if key == "tags" else [value]
    return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []
