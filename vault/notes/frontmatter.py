"""The properties of a note, read.

A fast reader takes the usual shapes, flat keys with plain or quoted values and lists of them, and hands anything
unusual to `vault.notes.slowyaml`. A block that cannot be read has a problem and no properties, as in Obsidian; nothing
raises and nothing here writes.
"""

import re

from vault.notes.links import destination_of, internal
from vault.notes.values import BLOCK, DOUBLE, FLOW, PLAIN, SINGLE, Problem, Property, Scalar, Value, typed
from vault.patterns import late
from vault.text import Span
from vault.typed import NamedTuple

MAX_BLOCK = 256_000
MAX_DEPTH = 64
SURELY_FLAT = 1_000  # so many signs that could begin a level may stand in a block without a closer look


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
    if block.inner.end - block.inner.start > MAX_BLOCK:
        return FrontMatter(block, (), (), "it is larger than any front matter")
    try:
        return _read(text[block.inner.start : block.inner.end], block)
    except Problem as problem:
        return FrontMatter(block, (), (), str(problem))


def _read(inner: bytes, block: Block) -> FrontMatter:
    try:
        text = inner.decode()
    except UnicodeDecodeError:
        raise Problem("it is not UTF-8") from None
    base = block.inner.start
    returns = "\r" in text
    lines = text.replace("\r\n", " \n").replace("\r", "\n") if returns else text  # every character keeps its place
    if found := _conflict(lines):
        raise Problem(f"conflict markers stand in it: {found[0].strip()}")
    ascii_only = len(text) == len(inner)
    fast = _fast(lines, base if ascii_only else 0)
    if fast is None:
        # In a block of text a blank before the line end would count: the full reader gets the lines as they are.
        bare = text.replace("\r\n", "\n").replace("\r", "\n") if returns else text
        entries, scalars = _in_bytes(_offsets(text, base), *_slow(bare))
    elif ascii_only:
        entries, scalars = fast
    else:
        entries, scalars = _in_bytes(_offsets(lines, base), *fast)
    return FrontMatter(block, tuple(entries), tuple(scalars))


def _slow(text: str) -> tuple[list[Property], list[Scalar]]:
    from vault.notes.slowyaml import read_slowly  # YAML is slow to load, and seldom needed

    _check_depth(text)
    try:
        entries, scalars = read_slowly(text)
    except Problem:
        if _tab(text):
            raise Problem("a tab stands in an indentation") from None
        raise
    stops = [*(entry.start for entry in entries[1:]), len(text)]
    return [
        entry._replace(end=_own_end(text, entry, stop)) for entry, stop in zip(entries, stops, strict=False)
    ], scalars


def _check_depth(text: str) -> None:
    """Depth is counted in a flat loop first: the full reader recurses in C, and a deep block would end the process.

    Brackets in texts and comments may lie about the depth, so where there are many signs that can begin a level, YAML's
    own events tell.
    """
    if sum(map(text.count, "[{-?:")) < SURELY_FLAT:
        return
    import yaml

    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise Problem("it is nested too deep")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return  # the full reader meets the same fault, no deeper than here, and names it


_tab = late(r"^ *\t", re.MULTILINE).search
_conflict = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?$", re.MULTILINE).search


def _offsets(text: str, base: int) -> list[int]:
    """The byte of the file where each character of the block stands, and the end; CRLF counts as one character."""
    at = []
    before = ""
    for char in text:
        if before != "\r" or char != "\n":
            at.append(base)
        base += 1 if char < "\x80" else len(char.encode())
        before = char
    at.append(base)
    return at


def _in_bytes(at: list[int], entries: list[Property], scalars: list[Scalar]) -> tuple[list[Property], list[Scalar]]:
    """The same with every span in bytes of the file instead of characters of the block."""
    moved = []
    for key, value, start, end, value_start, value_end, style, items in entries:
        spans = tuple(Span(at[item.start], at[item.end]) for item in items)
        moved.append(Property(key, value, at[start], at[end], at[value_start], at[value_end], style, spans))
    return moved, [one._replace(start=at[one.start], end=at[one.end]) for one in scalars]


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
        | (?P<plain>[^\s\[\]{}"'\#&*!|>%@`,?:-](?:[^\#:\n]++|:(?=[^\s])|(?<=\S)\#)*|-?[0-9.][^\#:\n]*)
      ))?[ ]*(?:(?<=[ ])\#[^\n]*)?(?:\n|\Z)""",
    re.VERBOSE,
).match
_item = re.compile(
    r"""[ ]*-[ ]+(?:
          "(?P<double>[^"\\\n]*)"
        | '(?P<single>[^'\n]*)'
        | (?P<plain>[^\s\[\]{}"'\#&*!|>%@`,?:-](?:[^\#:\n]++|:(?=[^\s])|(?<=\S)\#)*|-?[0-9.][^\#:\n]*)
      )[ ]*(?:(?<=[ ])\#[^\n]*)?(?:\n|\Z)""",
    re.VERBOSE,
).match
_flow_item = re.compile(r"""[ ]*(?:"([^"]*)"|'([^']*)'|([^,]*?))[ ]*(?:,|\Z)""").match
_skipped = late(r"(?:[ ]*\n|\#[^\n]*(?:\n|\Z))+").match


def _fast(text: str, base: int = 0) -> tuple[list[Property], list[Scalar]] | None:
    """The properties where every line has one of the usual shapes; None where one has not. Spans count from `base`.

    Tabs, controls and the blanks and line ends of other scripts are left to the full reader, which has rules for each.
    """
    if not text.replace("\n", "").isprintable():
        return None
    properties: list[Property] = []
    scalars: list[Scalar] = []
    known: set[str] = set()
    at, size = 0, len(text)
    while at < size:
        if text[at] in "\n #" and (skipped := _skipped(text, at)):
            at = skipped.end()
            continue
        found = _line(text, at)
        if not found or found["key"] in known:
            return None
        key, kind = found["key"], found.lastgroup
        known.add(key)
        start, at = at + base, found.end()
        if kind == "key":
            listed = _fast_list(text, at, found.end("key"), base, key, start, scalars)
            if listed is None:
                return None
            at, entry = listed
        elif kind == "flow":
            inside = found["flow"]
            first = found.start("flow") + base
            flow = _fast_flow(inside, first, key, scalars)
            if flow is None:
                return None
            entry = Property(key, flow[0], start, at + base, first - 1, first + len(inside) + 1, FLOW, flow[1])
        else:
            entry = _fast_scalar(found, str(kind), key, start, base, scalars)
        properties.append(entry)
    return properties, scalars


def _fast_scalar(found: re.Match[str], kind: str, key: str, start: int, base: int, scalars: list[Scalar]) -> Property:
    inside, first, end = found[kind], found.start(kind) + base, found.end() + base
    if kind == PLAIN:
        inside = inside.rstrip()
        return Property(key, typed(inside), start, end, first, first + len(inside), PLAIN)
    last = first + len(inside)
    if inside:
        scalars.append(Scalar(key, inside, first, last, kind))
    return Property(key, inside, start, end, first - 1, last + 1, kind)


def _fast_list(
    text: str, at: int, key_end: int, base: int, key: str, start: int, scalars: list[Scalar]
) -> tuple[int, Property] | None:
    """A key with nothing behind it: a list on the lines below, all of one indentation, or no value."""
    values: list[Value] = []
    items: list[Span] = []
    indent = -1
    while found := _item(text, at):
        here = text.index("-", at) - at
        if indent not in (-1, here):
            return None
        indent = here
        kind = str(found.lastgroup)
        inside, first = found[kind], found.start(kind) + base
        if kind == PLAIN:
            inside = inside.rstrip()
            values.append(typed(inside))
            items.append(Span(first, first + len(inside)))
        else:
            last = first + len(inside)
            items.append(Span(first - 1, last + 1))
            if inside:
                scalars.append(Scalar(f"{key}.{len(values)}", inside, first, last, kind))
            values.append(inside)
        at = found.end()
    if text[at : at + 1] in (" ", "\t", "-"):
        return None
    if not items:
        end = text.index(":", key_end) + 1 + base
        return at, Property(key, None, start, at + base, end, end, PLAIN)
    return at, Property(key, values, start, at + base, items[0].start, items[-1].end, BLOCK, tuple(items))


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
            if not plain or plain[0] in "-?:&*!|>%@`\"'" or ": " in plain or ":?" in plain or plain.endswith(":"):
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
    """The values that are one link as a whole, in document order. Unquoted, a wiki-link is a list to YAML.

    A value that is repeated by an alias stands in one place, and is one link.
    """
    found: dict[int, LinkValue] = {}
    for one in front.scalars:
        if one.start not in found and _is_link(one.text):
            found[one.start] = LinkValue(one.key, one.start, one.end, one.text)
    return list(found.values())


_wiki = re.compile(r"\[\[(?!\[)(?:[^\[\]\n]++|\](?!\])|\[(?!\[))+\]\]\Z").match


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
    found = [tag.removeprefix("#") for tag in _texts(front, "tags")]
    return [tag for tag in found if tag and not any(char.isspace() for char in tag)]


def _texts(front: FrontMatter | None, key: str) -> list[str]:
    """A property whose one text counts as a list of one; items that are no text are dropped."""
    value = front.get(key) if front else None
    found = value if isinstance(value, list) else [value]
    return [item for item in found if isinstance(item, str) and item]
