"""One property of a note changed, as edits on its own lines; every other byte stays.

The YAML is never loaded and dumped: that would drop comments, requote and reorder, and turn a change of one word into
a diff of the whole head. After each edit the block is read again, to prove that this key alone changed; where that
cannot be, the edit is refused.
"""

import re

from vault.errors import Refused
from vault.notes.frontmatter import FrontMatter, read
from vault.notes.values import BLOCK, DOUBLE, FLOW, OTHER, PLAIN, SINGLE, Property, Value, typed
from vault.text import Edit, Span, applied, newline_near, raw, words


def set_property(text: bytes, key: str, value: Value) -> list[Edit]:
    """The key gets the value, in the style that it has; a new key comes last, a new block comes first."""
    front = _readable(text)
    if front is None:
        return _proved(text, front, key, [_new_block(text, key, value)], value)
    entry = front.entry(key)
    if entry is None:
        return _proved(text, front, key, [_new_line(text, front, key, value)], value)
    if _same(entry.value, value):
        return []
    _changeable(text, entry)
    return _proved(text, front, entry.key, _replaced(text, entry, value), value)


def unset_property(text: bytes, key: str) -> list[Edit]:
    """The key goes, with its lines."""
    front = _readable(text)
    entry = front.entry(key) if front else None
    if front is None or entry is None:
        return []
    _changeable(text, entry)
    return _proved(text, front, entry.key, [Edit(entry.start, entry.end, b"")], None, gone=True)


def append_property(text: bytes, key: str, value: Value) -> list[Edit]:
    """The list gets one more item, unless it has it; one value becomes a list of two, a missing key a list of one."""
    front = _readable(text)
    entry = front.entry(key) if front else None
    if front is None or entry is None or entry.value is None:
        return set_property(text, key, [value])
    old = entry.value if isinstance(entry.value, list) else [entry.value]
    if any(_same(item, value) for item in old):
        return []
    _changeable(text, entry)
    new = [*old, value]
    if entry.style in (FLOW, BLOCK) and entry.items:
        last = entry.items[-1]
        if entry.style == FLOW:
            edit = Edit(last.end, last.end, b", " + raw(_scalar(value, in_flow=True)))
        else:
            begin, end = _line(text, last)
            lead = text[begin : last.start]
            edit = Edit(end, end, _ending(text, end) + lead + raw(_scalar(value)) + _own_newline(text, end))
        return _proved(text, front, entry.key, [edit], new)
    return _proved(text, front, entry.key, _replaced(text, entry, new), new)


def remove_from_property(text: bytes, key: str, value: Value) -> list[Edit]:
    """Every item of the list that is the value goes; an only value goes with its key."""
    front = _readable(text)
    entry = front.entry(key) if front else None
    if front is None or entry is None:
        return []
    if not isinstance(entry.value, list):
        return unset_property(text, key) if _same(entry.value, value) else []
    new = [item for item in entry.value if not _same(item, value)]
    if len(new) == len(entry.value):
        return []
    _changeable(text, entry)
    if new and entry.style == BLOCK:
        edits = [
            Edit(*_line(text, span), b"")
            for span, item in zip(entry.items, entry.value, strict=True)
            if _same(item, value)
        ]
        return _proved(text, front, entry.key, edits, new)
    return _proved(text, front, entry.key, _replaced(text, entry, new), new)


# the edits


def _replaced(text: bytes, entry: Property, value: Value) -> list[Edit]:
    scalar = not isinstance(value, (list, dict))
    if scalar and entry.style in (PLAIN, SINGLE, DOUBLE):
        new = raw(_scalar(value, style=entry.style))
        if entry.value_start == entry.value_end and new:
            blank = b"" if text[entry.value_start - 1] in b" \t" else b" "
            new = blank + new
        return [Edit(entry.value_start, entry.value_end, new)]
    if isinstance(value, list) and entry.style == FLOW:
        return [Edit(entry.value_start, entry.value_end, raw(_flow(value)))]
    return [_whole(text, entry, value)]


def _whole(text: bytes, entry: Property, value: Value) -> Edit:
    """The key's lines written anew. A comment among them would be lost, so then not."""
    lines = text[entry.start : entry.end]
    if re.search(rb"(?:^|\s)#", lines, re.MULTILINE):
        raise Refused(
            f"a comment stands among the lines of {entry.key!r}, and it would be lost",
            where=None,
            hint="change this property by hand",
        )
    spelled = re.match(rb"[^:]*:", lines)
    name = spelled[0] if spelled else raw(entry.key) + b":"
    lead = _lead(text, entry) if entry.style == BLOCK else b"  - "
    newline = newline_near(text, entry.start)
    body = _lines(name, value, lead, newline)
    return Edit(entry.start, entry.end, body if lines.endswith((b"\n", b"\r")) else body.removesuffix(newline))


def _lead(text: bytes, entry: Property) -> bytes:
    begin, _ = _line(text, entry.items[0])
    return text[begin : entry.items[0].start]


def _lines(name: bytes, value: Value, lead: bytes, newline: bytes) -> bytes:
    if isinstance(value, list) and value:
        items = b"".join(lead + raw(_scalar(item)) + newline for item in value)
        return name + newline + items
    if isinstance(value, list):
        return name + b" []" + newline
    scalar = raw(_scalar(value))
    return name + (b" " + scalar if scalar else b"") + newline


def _new_line(text: bytes, front: FrontMatter, key: str, value: Value) -> Edit:
    at = front.block.inner.end
    newline = newline_near(text, at)
    before = b"" if text[at - 1] in b"\r\n" else newline
    return Edit(at, at, before + _lines(raw(_key(key)) + b":", value, b"  - ", newline))


def _new_block(text: bytes, key: str, value: Value) -> Edit:
    at = 3 if text.startswith(b"\xef\xbb\xbf") else 0
    newline = newline_near(text, at)
    body = _lines(raw(_key(key)) + b":", value, b"  - ", newline)
    return Edit(at, at, b"---" + newline + body + b"---" + newline)


def _line(text: bytes, span: Span) -> tuple[int, int]:
    """The whole lines that a span stands on, with their end."""
    begin = max(text.rfind(b"\n", 0, span.start), text.rfind(b"\r", 0, span.start)) + 1
    found = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)").match(text, span.end)
    return begin, found.end() if found else span.end


def _ending(text: bytes, at: int) -> bytes:
    return b"" if text[at - 1] in b"\r\n" else newline_near(text, at)


def _own_newline(text: bytes, at: int) -> bytes:
    return newline_near(text, at) if text[at - 1] in b"\r\n" else b""


# how a value is written

_plain_start = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=]|-(?=[^\s-])").match
_plain_unsafe = re.compile(r": |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^\s|\s$|^---|^\.\.\.").search
_old_words = frozenset({"yes", "no", "on", "off", "y", "n"})  # other programs take these for true and false
_controls = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def _key(key: str) -> str:
    if not key or _plain_unsafe(key) or not _plain_start(key) or ":" in key:
        return _double(key)
    return key


def _scalar(value: Value, *, style: str = PLAIN, in_flow: bool = False) -> str:
    """A value as YAML: in the style asked for where that can hold it."""
    if value is None:
        return "null" if in_flow else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        raise Refused("a list of lists cannot be written here", hint="change this property by hand")
    if style == DOUBLE or _controls.search(value):
        return _double(value)
    if style == SINGLE:
        return "'" + value.replace("'", "''") + "'"
    if in_flow and any(char in value for char in ",[]{}"):
        return _double(value)
    plain = _plain_start(value) and not _plain_unsafe(value) and typed(value) == value
    return value if plain and value.lower() not in _old_words and not _is_number_elsewhere(value) else _double(value)


_number = re.compile(r"[-+.0-9][0-9_:.eE+-]*\Z|0[xo][0-9a-fA-F]+\Z").match
_date = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?\Z").match


def _is_number_elsewhere(value: str) -> bool:
    """What other YAML readers would take for a number. A date stays plain, as Obsidian writes it."""
    return bool(_number(value)) and not _date(value)


def _double(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + _controls.sub(lambda found: short.get(found[0]) or f"\\u{ord(found[0]):04x}", text) + '"'


def _flow(values: list[Value]) -> str:
    return "[" + ", ".join(_scalar(value, in_flow=True) for value in values) + "]"


# what must hold


def _readable(text: bytes) -> FrontMatter | None:
    front = read(text)
    if front and front.problem:
        raise Refused(
            f"its front matter cannot be changed safely: {front.problem}", hint="mend it by hand, then try again"
        )
    return front


def _changeable(text: bytes, entry: Property) -> None:
    lines = words(text[entry.start : entry.end])
    if re.search(r"(?:^|[\s\[,{])[&*!][\w/]", lines) and entry.style == OTHER:
        raise Refused(f"{entry.key!r} has an anchor, an alias or a tag", hint="change this property by hand")
    if entry.start >= entry.end or not re.match(r"[\w\"']", lines):
        raise Refused(f"{entry.key!r} does not stand on lines of its own", hint="change this property by hand")


def _same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other


def _proved(
    text: bytes, front: FrontMatter | None, key: str, edits: list[Edit], value: Value, *, gone: bool = False
) -> list[Edit]:
    """The edits, if read again the block says what it should: this key changed, no other, and the body the same."""
    after = applied(text, edits)
    new = read(after)
    expected = dict(front.properties) if front else {}
    if gone:
        del expected[key]
    else:
        expected[key] = value
    body = text[front.block.end if front else 3 if text.startswith(b"\xef\xbb\xbf") else 0 :]
    if new is None or new.problem or not _equal(new.properties, expected) or after[new.block.end :] != body:
        raise Refused(f"{key!r} cannot be changed without touching something else", hint="change this property by hand")
    return edits


def _equal(one: dict[str, Value], other: dict[str, Value]) -> bool:
    return list(one) == list(other) and all(repr(one[key]) == repr(other[key]) for key in one)
