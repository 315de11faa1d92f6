"""A link as it is written, and how to write it otherwise.

Knows the two spellings, `[[target#sub|text]]` and `[text](target#sub)`, and nothing of where a link leads: that is
`vault.index.resolve`.
"""

import re

from vault.patterns import late
from vault.typed import NamedTuple


class Link(NamedTuple):
    """One link in a file: its bytes, and what they say. `where` is body, frontmatter or canvas."""

    start: int
    end: int
    line: int
    where: str
    raw: str
    target: str
    heading: str | None
    block: str | None
    alias: str | None
    embed: bool

    @property
    def markdown(self) -> bool:
        return not self.raw.endswith("]]")

    @property
    def holds_another(self) -> bool:
        """Whether its text shows an image, which is a link too: `[![logo](logo.png)](home.md)`."""
        return self.raw.find("![", 1) > 0 and self.markdown


class Said(NamedTuple):
    """What a link says, and where in its text the path stands: from `path_start` to `path_end`."""

    target: str
    heading: str | None
    block: str | None
    alias: str | None
    path_start: int
    path_end: int


def read_link(raw: str) -> Said:
    """Reads a whole link, in either spelling.

    >>> read_link("![[../epic#Goals|the epic]]")[:4]
    ('../epic', 'Goals', None, 'the epic')
    >>> read_link("[the epic](../my%20epic.md#^b1)")[:4]
    ('../my epic.md', None, 'b1', 'the epic')
    """
    begin = 1 if raw.startswith("!") else 0
    if raw.endswith("]]"):
        return _read_wiki(raw, begin + 2)
    return _read_markdown(raw, begin)


def _read_wiki(raw: str, begin: int) -> Said:
    path, heading, block, alias = wiki_parts(raw[begin:-2])
    return Said(path, heading, block, alias, begin, begin + len(path))


def wiki_parts(inside: str) -> tuple[str, str | None, str | None, str | None]:
    """Path, heading, block and display text of what stands between `[[` and `]]`."""
    path, bar, alias = inside.partition("|")
    if bar and path.endswith("\\"):
        path = path[:-1]  # in a table the bar is written `\\|`
    path, hash_, sub = path.partition("#")
    shown = alias if bar else None
    if not hash_:
        return path, None, None, shown
    return (path, None, sub[1:], shown) if sub.startswith("^") else (path, sub, None, shown)


def _read_markdown(raw: str, begin: int) -> Said:
    spot = destination_of(raw)
    destination = raw[slice(*spot)]
    before, hash_, after = destination.partition("#")
    target, sub = decoded(before), decoded(after)
    heading, block = _subpath(sub) if hash_ else (None, None)
    closing = raw.rindex("](", 0, spot[0] + 1)
    return Said(target, heading, block, raw[begin + 1 : closing], spot[0], spot[0] + len(before))


def _subpath(sub: str) -> tuple[str | None, str | None]:
    if sub.startswith("^"):
        return None, sub[1:]
    return sub, None


_destination = late(r"\]\(\s*(?:<([^<>\n]*)>|([^\s<]\S*))?").match
_title = late(r"""(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)""", re.DOTALL).match


def destination_of(raw: str) -> tuple[int, int]:
    """Where the destination stands in `[text](destination "title")`; inside the angle brackets if it has them."""
    at = -1
    while (at := raw.find("](", at + 1)) >= 0:
        if (found := destination_at(raw, at)) and found[2] == len(raw):
            return found[0], found[1]
    raise ValueError(f"not a Markdown link: {raw!r}")


def destination_at(text: str, at: int) -> tuple[int, int, int] | None:
    """The destination behind the `](` at an offset, and where the link ends; None where it is no link."""
    found = _destination(text, at)
    if not found or found.lastindex is None:
        return None
    if found.lastindex == 1:
        start, end = found.span(1)
        rest = end + 1
    else:
        start = found.start(2)
        end = rest = _balanced(text, start, found.end(2))
        if start == end:
            return None
    closing = _title(text, rest)
    return (start, end, closing.end()) if closing else None


def _balanced(text: str, start: int, end: int) -> int:
    """Where a bare destination ends: at a blank, or at a closing parenthesis that none opened."""
    if text.find("(", start, end) < 0 and text.find("\\", start, end) < 0:
        closing = text.find(")", start, end)
        return closing if closing >= 0 else end
    depth = 0
    at = start
    while at < end:
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "(":
            depth += 1
            if depth > 32:
                return start
        elif char == ")":
            if not depth:
                return at
            depth -= 1
        at += 1
    return start if depth else min(at, end)


_escape = late(r"\\([!-/:-@\[-`{-~])")
_percents = late(r"(?:%[0-9A-Fa-f]{2})+")
_RESERVED = frozenset(b";/?:@&=+$,#")


def decoded(destination: str) -> str:
    """A Markdown destination as Obsidian looks it up: reserved characters stay encoded, and a broken code all of it.

    >>> decoded("My%20Note%23.md"), decoded("%E6%97%A5.md"), decoded("100%")
    ('My Note%23.md', '日.md', '100%')
    """
    if "\\" in destination:
        destination = _escape.sub(r"\1", destination)
    if "&" in destination and ";" in destination:
        from html import unescape  # a large table, for the rare `&amp;`

        destination = unescape(destination)
    if "%" not in destination:
        return destination
    try:
        return _percents.sub(lambda found: _decoded_run(found[0]), destination)
    except UnicodeDecodeError:
        return destination


def _decoded_run(run: str) -> str:
    out = bytearray()
    for byte in bytes.fromhex(run.replace("%", "")):
        out += b"%%%02X" % byte if byte in _RESERVED else bytes((byte,))
    return out.decode("utf-8")


def encoded(path: str) -> str:
    """A path as Obsidian writes it in a bare Markdown destination: what Markdown cannot hold is encoded, no more.

    >>> encoded("My Note (old.md")
    'My%20Note%20%28old.md'
    """
    out = path.replace("%", "%25") if _percents.search(path) else path
    out = out.replace(" ", "%20").replace("\\", "%5C").replace("<", "%3C")
    out = "".join(f"%{ord(char):02X}" if ord(char) < 32 or ord(char) == 127 else char for char in out)
    if _balanced(out, 0, len(out)) != len(out):
        out = out.replace("(", "%28").replace(")", "%29")
    return out


def internal(destination: str) -> bool:
    """Whether a Markdown destination means something in the vault rather than on the web."""
    return bool(destination) and (destination.startswith(("./", "../")) or ":" not in destination)


def respelled(link: Link, path: str, alias: str | None = None) -> str:
    """The same link with another path, and other display text if that is given. All else stays as it was written.

    >>> respelled(Link(0, 0, 1, "body", "[[a\\\\|A]]", "a", None, None, "A", False), "x/b")
    '[[x/b\\\\|A]]'
    """
    raw = link.raw
    said = read_link(raw)
    if link.markdown:
        bracketed = raw[said.path_start - 1 : said.path_start] == "<"
        new = path.replace("%", "%25") if bracketed and _percents.search(path) else path if bracketed else encoded(path)
    else:
        new = path
    if alias is not None and said.alias is not None:
        at = raw.index("[") + 1 if link.markdown else raw.index("|") + 1
        length = len(said.alias)
        if link.markdown:
            return f"{raw[:at]}{alias}{raw[at + length : said.path_start]}{new}{raw[said.path_end :]}"
        return f"{raw[: said.path_start]}{new}{raw[said.path_end : at]}{alias}{raw[at + length :]}"
    return f"{raw[: said.path_start]}{new}{raw[said.path_end :]}"


def markdown_link(
    written: str, start: int, end: int, line: int, where: str, destination_start: int, destination_end: int
) -> Link:
    """A link in Markdown's spelling whose destination was found already, by where it stands in what is written."""
    destination = written[destination_start:destination_end]
    before, hash_, after = destination.partition("#")
    heading, block = _subpath(decoded(after)) if hash_ else (None, None)
    embed = written.startswith("!")
    alias = written[2 if embed else 1 : written.rindex("](", 0, destination_start + 1)]
    return Link(start, end, line, where, written, decoded(before), heading, block, alias, embed)
