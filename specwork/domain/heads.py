"""The head of a new or adopted note: its properties and its labelled lines brought to say what they must.

What is said already stays; what is missing, empty or a placeholder is put in. Nothing else is touched.
"""

from collections.abc import Mapping, Sequence

from specwork.domain.templates import evened
from vault.notes import frontmatter, properties
from vault.notes.note import BOM, Note
from vault.notes.outline import Label, header, labels, line_end
from vault.notes.values import Value
from vault.text import Edit, applied, newline_near, raw

Lines = Sequence[tuple[str, str]]  # a label and its value


def with_properties(text: bytes, must: Mapping[str, Value], may: Mapping[str, Value]) -> bytes:
    """The note with these properties: `must` in any case, `may` where nothing is said yet."""
    for name, value in {**must, **{name: value for name, value in may.items() if name not in must}}.items():
        front = frontmatter.read(text)
        said = front.get(name) if front else None
        if said == value and type(said) is type(value):
            continue
        if name in must or unsaid(said):
            text = applied(text, properties.set_property(text, name, value))
    return text


def with_alias(text: bytes, alias: str) -> bytes:
    front = frontmatter.read(text)
    said = front.get("aliases") if front else None
    if said == [] or unsaid(said) or (isinstance(said, list) and all(map(unsaid, said))):
        return applied(text, properties.set_property(text, "aliases", [alias]))
    return applied(text, properties.append_property(text, "aliases", alias))


def properties_set(text: bytes, values: Mapping[str, Value]) -> list[Edit]:
    """Edits that set these properties, and take away those whose value is None; one that is a list stays a list."""
    front = frontmatter.read(text)
    if front is None:
        at = len(BOM) if text.startswith(BOM) else 0
        block = with_properties(b"", {name: value for name, value in values.items() if value is not None}, {})
        return [Edit(at, at, block.replace(b"\n", newline_near(text, at)))] if block else []
    edits = []
    for name, value in values.items():
        if value is None:
            edits += properties.unset_property(text, name)
        else:
            listed = isinstance(front.get(name), list) and not isinstance(value, list)
            edits += properties.set_property(text, name, [value] if listed else value)
    return edits


def aliases_renamed(text: bytes, old: str, new: str) -> list[Edit]:
    """The alias that is the spec's label follows its title; all others stay, and so does how they are written."""
    front = frontmatter.read(text)
    entry = front.entry("aliases") if front else None
    if entry is None or old == new:
        return []
    if not isinstance(entry.value, list) or len(entry.items) != len(entry.value):
        return properties.set_property(text, "aliases", new) if entry.value == old else []
    edits = []
    for span, value in zip(entry.items, entry.value, strict=True):
        if value == old:
            quote = text[span.start : span.start + 1]
            inside = new.replace("'", "''") if quote == b"'" else new.replace("\\", "\\\\").replace('"', '\\"')
            quote = quote if quote == b"'" else b'"'
            edits.append(Edit(span.start, span.end, quote + raw(inside) + quote))
    return edits


def unsaid(value: Value) -> bool:
    """Nothing, or a placeholder that nobody filled: `{{id}}` without quotes is a mapping to YAML."""
    if isinstance(value, dict):
        return True
    return value is None or (isinstance(value, str) and (not evened(value) or value.strip().startswith("{{")))


def header_lines(note: Note, wanted: Lines) -> list[Edit]:
    """The labelled lines that a note lacks. All but the last end in two blanks, or a renderer runs them together."""
    start, end = header(note)
    found = labels(note, start, end)
    by_name = {label.name.casefold(): label for label in reversed(found)}
    edits, missing = [], []
    for name, value in wanted:
        label = by_name.get(name.casefold())
        if label is None:
            missing.append((name, value))
        elif unsaid(label.value):
            blank = b"" if note.text[label.value_start - 1 : label.value_start] == b" " else b" "
            rest = note.text[label.value_end : label.end].rstrip(b"\r\n")
            end = label.value_end + (not label.value and rest == b" ")  # two blanks end a line of a paragraph
            edits.append(Edit(label.value_start, end, blank + raw(value)))
    return edits + (_added(note, start, found[-1] if found else None, missing) if missing else [])


def _added(note: Note, start: int, last: Label | None, missing: Lines) -> list[Edit]:
    text = note.text
    newline = newline_near(text, start)
    lines = (b"  " + newline).join(raw(f"**{name}**: {value}") for name, value in missing)
    if last is None:
        lead = newline if start and note.headings else b""
        begin = b"" if text[:start] in (b"", BOM) or text[start - 1 : start] in (b"\n", b"\r") else newline
        blank = b"" if not text[start : line_end(text, start)].strip() else newline
        return [Edit(start, start, begin + lead + lines + newline + blank)]
    stop = last.end - len(_ending(text[: last.end]))
    pad = b"  " if not text[last.value_end : stop].endswith(b"  ") else b""
    return [Edit(stop, stop, pad + newline + lines)]


def _ending(text: bytes) -> bytes:
    return b"\r\n" if text.endswith(b"\r\n") else text[-1:] if text.endswith((b"\n", b"\r")) else b""
