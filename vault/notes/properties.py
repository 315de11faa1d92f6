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

BY_HAND = "change this property by hand"


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
            _, end = _line(text, last)
            lead = _lead(text, last)
            edit = Edit(end, end, _ending(text, end) + lead + raw(_item(value)) + _own_newline(text, end))
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
    if new and entry.style == FLOW:
        return _proved(text, front, entry.key, _taken_out(text, entry, value), new)
    return _proved(text, front, entry.key, _replaced(text, entry, new), new)


# the edits


def _taken_out(text: bytes, entry: Property, value: Value) -> list[Edit]:
    """Items of a list in brackets go, each with the comma before it, the first ones with the comma behind."""
    edits = []
    kept = False
    values = entry.value if isinstance(entry.value, list) else []
    for number, item in enumerate(values):
        if not _same(item, value):
            kept = True
            continue
        here = entry.items[number]
        gap = Span(entry.items[number - 1].end, here.start) if kept else Span(here.end, entry.items[number + 1].start)
        if b"#" in text[gap.start : gap.end]:
            raise _comment_lost(entry)
        edits.append(Edit(gap.start, here.end, b"") if kept else Edit(here.start, gap.end, b""))
    return edits


def _replaced(text: bytes, entry: Property, value: Value) -> list[Edit]:
    scalar = not isinstance(value, (list, dict))
    if scalar and entry.style in (PLAIN, SINGLE, DOUBLE):
        new = raw(_scalar(value, style=entry.style))
        start, end = entry.value_start, entry.value_end
        if start == end or not new:  # the blanks around nothing are nobody's, unless a comment follows
            start = entry.start + len(text[entry.start : start].rstrip(b" \t\r\n"))
            rest = _rest_of_line(text, end)
            end += len(rest) if not rest.strip(b" \t") else 0
            new = b" " + new if new else b""
        return [Edit(start, end, new)]
    if isinstance(value, list) and entry.style == FLOW:
        if b"#" in _unquoted(text, entry):
            raise _comment_lost(entry)
        return [Edit(entry.value_start, entry.value_end, raw(_flow(value)))]
    if isinstance(value, list) and value and entry.style == BLOCK:
        return [_items(text, entry, value)]
    return [_whole(text, entry, value)]


def _rest_of_line(text: bytes, at: int) -> bytes:
    found = re.compile(rb"[^\r\n]*").match(text, at)
    return found[0] if found else b""


def _items(text: bytes, entry: Property, value: list[Value]) -> Edit:
    """The lines of the items written anew; the line of the key, and a comment on it, stays."""
    begin, _ = _line(text, entry.items[0])
    _, end = _line(text, entry.items[-1])
    if b"#" in _unquoted(text, entry, begin, end):
        raise _comment_lost(entry)
    lead, newline = _lead(text, entry.items[0]), newline_near(text, begin)
    body = newline.join(lead + raw(_item(item)) for item in value)
    return Edit(begin, end, body + _own_newline(text, end))


def _unquoted(text: bytes, entry: Property, start: int | None = None, end: int | None = None) -> bytes:
    """What stands between the values on the lines of a property, or on some of them: where a `#` begins a comment.

    A value whose exact place is not known stays in it, so that what is asked of the rest errs on the safe side.
    """
    start = entry.value_start if start is None else start
    end = entry.value_end if end is None else end
    pieces = []
    for place in entry.items or _own_value(text, entry):
        if start <= place.start <= place.end <= end and text[place.start : place.start + 1] not in (b"&", b"*", b"!"):
            pieces.append(text[start : place.start])
            start = place.end
    return b"_".join([*pieces, text[start:end]])


def _own_value(text: bytes, entry: Property) -> tuple[Span, ...]:
    """Where the value stands, if it is one text, number or truth."""
    if isinstance(entry.value, (list, dict)):
        return ()
    start = entry.value_start
    if text[start : start + 1] in (b"|", b">"):
        found = re.compile(rb"[\r\n]").search(text, start, entry.value_end)
        start = found.start() if found else start  # a comment may stand on its first line, and none below
    return (Span(start, entry.value_end),)


def _comment_lost(entry: Property) -> Refused:
    return Refused(
        f"a comment stands among the lines of {entry.key!r}, and it would be lost",
        hint=BY_HAND,
    )


def _whole(text: bytes, entry: Property, value: Value) -> Edit:
    """The key's lines written anew. A comment among them would be lost, so then not."""
    lines = text[entry.start : entry.end]
    if re.search(rb"(?:^|\s)#", _unquoted(text, entry, entry.start, entry.end), re.MULTILINE):
        raise _comment_lost(entry)
    spelled = _spelled_key(lines)
    name = spelled[0] if spelled else raw(_key(entry.key)) + b":"
    lead = _lead(text, entry.items[0]) if entry.style == BLOCK else b"  - "
    newline = newline_near(text, entry.start)
    body = _lines(name, value, lead, newline)
    return Edit(entry.start, entry.end, body if lines.endswith((b"\n", b"\r")) else body.removesuffix(newline))


_spelled_key = re.compile(rb"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\r\n]*?)[ \t]*:(?=\s|\Z)""").match


def _lead(text: bytes, item: Span) -> bytes:
    """What stands before an item on its line: the indentation, the dash and a blank."""
    begin, _ = _line(text, item)
    lead = text[begin : item.start]
    return lead if lead.endswith(b" ") else lead + b" "


def _lines(name: bytes, value: Value, lead: bytes, newline: bytes) -> bytes:
    if isinstance(value, list) and value:
        items = b"".join(lead + raw(_item(item)) + newline for item in value)
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
_plain_unsafe = re.compile(r": |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|^\s|\s$|^---|^\.\.\.").search
_flow_unsafe = re.compile(r"[,\[\]{}]|:\?").search
_old_words = frozenset({"yes", "no", "on", "off", "y", "n"})  # other programs take these for true and false
_controls = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


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
        if not _same(typed(str(value)), value):
            raise Refused(f"the number {value} would be read as a text", hint="give it as a text")
        return str(value)
    if not isinstance(value, str):
        raise Refused("only texts, numbers and truths, and lists of them, can be written here", hint=BY_HAND)
    if style == DOUBLE or _controls.search(value):
        return _double(value)
    if style == SINGLE:
        return "'" + value.replace("'", "''") + "'"
    if in_flow and _flow_unsafe(value):
        return _double(value)
    plain = _plain_start(value) and not _plain_unsafe(value) and typed(value) == value
    return value if plain and value.lower() not in _old_words and not _is_number_elsewhere(value) else _double(value)


_number = re.compile(r"[-+.0-9][0-9_:.eE+-]*\Z|[-+]?0[xob][0-9a-fA-F_]+\Z|[-+]?\.(?:inf|nan)\Z", re.IGNORECASE).match
_date = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?\Z").match


def _is_number_elsewhere(value: str) -> bool:
    """What other YAML readers would take for a number. A date stays plain, as Obsidian writes it."""
    return bool(_number(value)) and not _date(value)


def _double(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + _controls.sub(lambda found: short.get(found[0]) or f"\\u{ord(found[0]):04x}", text) + '"'


def _item(value: Value) -> str:
    return "null" if value is None else _scalar(value)


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
    around = words(_unquoted(text, entry, entry.start, entry.end))
    if entry.style == OTHER and re.search(r"(?:^|[\s\[,{])[&*!]\S", around):
        raise Refused(f"{entry.key!r} has an anchor, an alias or a tag", hint=BY_HAND)
    if entry.start >= entry.end or not re.match(r"[\w\"']", lines):
        raise Refused(f"{entry.key!r} does not stand on lines of its own", hint=BY_HAND)


def _same(one: Value, other: Value) -> bool:
    """To the type, also of what a list holds: for Python True is 1, for a reader of the note it is not."""
    return repr(one) == repr(other)


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
        raise Refused(f"{key!r} cannot be changed without touching something else", hint=BY_HAND)
    return edits


def _equal(one: dict[str, Value], other: dict[str, Value]) -> bool:
    return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
