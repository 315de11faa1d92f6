"""A template made into a note: its placeholders filled so that nothing a person typed can break the note.

The placeholders are those of Obsidian's own Templates plugin (`{{title}}`, `{{date}}`, `{{time:HH:mm}}`) and names of
ours; one that is not known stays. Where templates lie, and what the note is for, is not known here.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from specwork.domain.harmless import one_line
from vault.edits.linking import text_in_wiki
from vault.notes import frontmatter, properties
from vault.notes.note import body_start, read_note
from vault.text import Edit, applied, raw, words

Values = Mapping[str, str]
DATE, TIME = "YYYY-MM-DD", "HH:mm"
LINKS = frozenset({"parent", "spec", "context"})  # values that are whole links; all others are plain words

_placeholder = re.compile(r"\{\{[ \t]*(?P<name>[A-Za-z_]+)(?:[ \t]*:(?P<form>[^}\r\n]+))?[ \t]*\}\}")
_line = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)").match


def filled(template: bytes, values: Values, now: datetime) -> bytes:
    """The note that a template makes. A line that holds nothing but placeholders without a value is left out.

    >>> at = datetime(2026, 11, 20, 14, 5)
    >>> filled(b"# {{title}}\\n**Parent**: {{parent}}\\n{{date}} {{mine}}\\n", {"title": "A", "parent": ""}, at)
    b'# A\\n2026-11-20 {{mine}}\\n'
    """
    body = body_start(template, frontmatter.read(template))
    head, rest = words(template[:body]), words(template[body:])
    known = {name: evened(value) for name, value in values.items()}
    front = _each_line(head, lambda line: _front_line(line, known, now), known)
    return raw(front + _each_line(rest, lambda line: _body_line(line, known, now), known))


def body_filled(text: bytes, values: Values, now: datetime) -> list[Edit]:
    """The placeholders in the body of a note that stands already, as edits; its front matter is left to others."""
    known = {name: evened(value) for name, value in values.items()}
    body = words(text[body_start(text, frontmatter.read(text)) :])
    edits, at = [], len(text) - len(raw(body))
    for line in body.splitlines(keepends=True):
        new, size = raw(_body_line(line, known, now)), len(raw(line))
        if new != raw(line):
            edits.append(Edit(at, at + size, new))
        at += size
    return edits


def evened(text: str) -> str:
    """Words as they may stand in a title: blanks, line ends and control characters are one blank, and all is text.

    >>> evened(" a\\n b\\x00c ")
    'a b c'
    """
    return _no_text("\ufffd", _blank(" ", text)).strip()


_blank = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+").sub
_no_text = re.compile(r"[\ud800-\udfff]").sub  # what stands for bytes that are no UTF-8


def _each_line(text: str, fill: Callable[[str], str], values: Values) -> str:
    lines, at = [], 0
    while at < len(text) and (found := _line(text, at)):
        line, at = found[0], found.end()
        if not _says_nothing(line, values):
            lines.append(fill(line))
    return "".join(lines)


def _says_nothing(line: str, values: Values) -> bool:
    """A label, a bullet or a comment in front of placeholders that are all without a value."""
    names = [found["name"].casefold() for found in _placeholder.finditer(line)]
    if not names or any(values.get(name, "?") for name in names):
        return False
    return bool(_bare(_placeholder.sub("", line).strip()))


_bare = re.compile(r"(?:[-*+]|#|//|--|;|<!--[ \t]*-->|\*\*[^*]+\*\*[ \t]*:|\*\*[^*:]+:\*\*)?\Z").match


def _value(found: re.Match[str], values: Values, now: datetime) -> str | None:
    """What a placeholder stands for; None for one that is not known."""
    name, form = found["name"].casefold(), found["form"]
    if name in ("date", "time"):
        return moment(now, form or (DATE if name == "date" else TIME))
    return values.get(name) if form is None else None


# in a body


def _body_line(line: str, values: Values, now: datetime) -> str:
    def put(found: re.Match[str]) -> str:
        value = _value(found, values, now)
        if value is None:
            return found[0]
        if found["name"].casefold() in LINKS:
            return value
        before = line[: found.start()]
        inside = before.rfind("[[") > before.rfind("]]") or before.rfind("[") > before.rfind("]")
        return text_in_wiki(value) if inside else line_of(value)

    return _placeholder.sub(put, line)


def line_of(text: str) -> str:
    """Words for a line of their own, a heading say: they make no link, comment or block id, and hide nothing.

    >>> line_of("A [b] `c`: # d"), line_of("[[x]] %% y"), line_of("Learn C #")
    ('A [b] `c`: # d', '((x)) %\\\\% y', 'Learn C \\\\#')
    """
    if _stands(text):
        return text
    text = one_line(text.replace("[[", "((").replace("]]", "))"))
    return text if _stands(text) else _tag(r"\<", text)


_tag = re.compile(r"(?<!\\)<(?=[A-Za-z/?!])").sub


def _stands(text: str) -> bool:
    note = read_note("x.md", raw(f"# {text}\n\n[[y]]\n"))
    if len(note.headings) != 1 or note.headings[0].text != text or len(note.links) != 1 or note.ids:
        return False
    end = note.headings[0].end
    return all(region.kind in ("code", "math") and region.end <= end for region in note.regions)


# in front matter


def _front_line(line: str, values: Values, now: datetime) -> str:
    end = len(line.rstrip("\r\n"))
    text, newline = line[:end], line[end:]
    if not _placeholder.search(text):
        return line
    if found := _whole_value(text):
        value = _placeholder.sub(lambda one: _or_itself(one, values, now), found["value"] or found["quoted"])
        if value != (found["value"] or found["quoted"]):
            return found["key"] + scalar(value, found["key"]) + found["rest"] + newline
        return line
    return _placeholder.sub(lambda one: _quoted(one, text, values, now), text) + newline


# A key or a dash, and behind it one plain value, or one in double quotes that is nothing but a placeholder.
_whole_value = re.compile(
    r"(?P<key>[ \t]*(?:-[ \t]+|[^\s:#'\"\[{][^:]*:[ \t]+))"
    r"(?:\"(?P<quoted>\{\{[^}\"]+\}\})\"|(?P<value>(?:\{\{|[^\s\"'\[{#|>&*!])(?:(?![ \t]#).)*?))"
    r"(?P<rest>[ \t]*(?:[ \t]#.*)?)\Z"
).match


def _or_itself(found: re.Match[str], values: Values, now: datetime) -> str:
    value = _value(found, values, now)
    return found[0] if value is None else value


def scalar(value: str, key: str = "") -> str:
    """A text as a value of YAML, in quotes where it needs them. An id is a number.

    >>> scalar("Mount the NAS"), scalar("a: b"), scalar("1011", "id: "), scalar("1011")
    ('Mount the NAS', '"a: b"', '1011', '"1011"')
    """
    if not value or (key.strip().casefold() == "id:" and value.isdecimal()):
        return value
    text = applied(b"", properties.set_property(b"", "x", value))
    return words(text.split(b"\n")[1][3:])


def _quoted(found: re.Match[str], line: str, values: Values, now: datetime) -> str:
    """A value inside quotes, or an item of a list in brackets."""
    value = _value(found, values, now)
    if value is None:
        return found[0]
    quote = _open_quote(line[: found.start()])
    if quote == "'":
        return value.replace("'", "''")
    inside = value.replace("\\", "\\\\").replace('"', '\\"')
    return inside if quote else f'"{inside}"'


def _open_quote(before: str) -> str:
    quote = ""
    for at, char in enumerate(before):
        if char in "\"'" and (not quote or char == quote) and before[at - 1 : at] != "\\":
            quote = "" if quote else char
    return quote


# times, in the words of moment.js

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_token = re.compile(
    r"\[([^\]]*)\]|YYYY|YY|GGGG|Qo|Q|MMMM|MMM|MM|Mo|M|DDDD|DDD|DD|Do|D|dddd|ddd|dd|do|d|E|e|WW|W|HH|H|hh|h|kk|k|mm|m"
    r"|ss|s|SSS|A|a|ZZ|Z|X|x|LTS|LT|LLLL|LLL|LL|L"
)
_LONG = {
    "LT": "h:mm A",
    "LTS": "h:mm:ss A",
    "L": "MM/DD/YYYY",
    "LL": "MMMM D, YYYY",
    "LLL": "MMMM D, YYYY h:mm A",
    "LLLL": "dddd, MMMM D, YYYY h:mm A",
}


def moment(at: datetime, form: str) -> str:
    """A time in a format of moment.js, in English, as Obsidian's templates write it.

    >>> moment(datetime(2026, 11, 3, 14, 5), "dddd, MMMM Do YYYY [at] h:mm a")
    'Tuesday, November 3rd 2026 at 2:05 pm'
    """

    def put(found: re.Match[str]) -> str:
        token = found[0]
        if token.startswith("["):
            return found[1]
        return moment(at, _LONG[token]) if token in _LONG else _part(at, token)

    return _token.sub(put, form.strip())


def _part(at: datetime, token: str) -> str:
    year, week, _ = at.isocalendar()
    weekday = at.isoweekday() % 7
    twelve, quarter, day_of_year = at.hour % 12 or 12, (at.month + 2) // 3, at.timetuple().tm_yday
    numbers = {
        "Y": at.year, "M": at.month, "D": at.day, "H": at.hour, "h": twelve, "k": at.hour or 24,
        "m": at.minute, "s": at.second, "W": week, "Q": quarter, "d": weekday, "e": weekday, "E": at.isoweekday(),
    }  # fmt: skip
    texts = {
        "YYYY": f"{at.year:04}", "YY": f"{at.year % 100:02}", "GGGG": f"{year:04}",
        "SSS": f"{at.microsecond // 1000:03}", "MMMM": _MONTHS[at.month - 1], "MMM": _MONTHS[at.month - 1][:3],
        "DDDD": f"{day_of_year:03}", "DDD": str(day_of_year),
        "dddd": _DAYS[weekday], "ddd": _DAYS[weekday][:3], "dd": _DAYS[weekday][:2],
        "A": "AM" if at.hour < 12 else "PM", "a": "am" if at.hour < 12 else "pm",
        "X": str(int(at.timestamp())), "x": str(int(at.timestamp() * 1000)),
        "ZZ": at.strftime("%z") or "+0000", "Z": _offset(at),
    }  # fmt: skip
    if token in texts:
        return texts[token]
    if token.endswith("o"):
        return _ordinal(numbers[token[0]])
    return str(numbers[token[0]]).zfill(len(token))


def _offset(at: datetime) -> str:
    zone = at.strftime("%z") or "+0000"
    return f"{zone[:3]}:{zone[3:5]}"


def _ordinal(number: int) -> str:
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
