"""The layout before this one, recognised: `1001-feature-storage/1001-feature-storage.spec.md` and what its notes say.

Told from names and from one note at a time. Which files there are, where they go, and any edit of them is `work`'s
business.
"""

import re
from collections.abc import Iterator

from specwork.domain import layout
from specwork.domain.deliverable import title_of as link_title
from specwork.domain.status import PLANNING, meaning, value_in
from vault.notes import outline
from vault.notes.note import Note, body_start
from vault.notes.values import Value
from vault.paths import folder_of, name_of, stem_of
from vault.text import raw, words
from vault.typed import NamedTuple

RANK = {layout.EPIC: 0, layout.FEATURE: 1, layout.TASK: 2}


class OldName(NamedTuple):
    """What a name says: `1001-feature-storage`. The type is empty where it says none."""

    number: int
    type: str
    slug: str


_named = re.compile(r"(\d{1,15})-(?:(epic|feature|task)(?=-|\Z)-?)?(.*)\Z", re.IGNORECASE | re.DOTALL).match
_inline = re.compile(r"(\d{1,15})\Z").match


def old_name(text: str) -> OldName | None:
    """The name of an old folder, or of an old file without its endings.

    >>> old_name("1001-feature-storage"), old_name("1011-nas-setup"), old_name("1000")
    (OldName(number=1001, type='feature', slug='storage'), OldName(number=1011, type='', slug='nas-setup'), None)
    """
    found = _named(text)
    if not found or not (found[2] or found[3]):
        return None
    return OldName(int(found[1]), (found[2] or "").lower(), found[3])


def spec_name(path: str) -> OldName | None:
    """What spec an old file is; None for any other file, those of the new layout among them.

    >>> spec_name("specs/1000-epic-base/1001-feature-storage.spec.md").slug, spec_name("specs/1000/1001/1011.spec.md")
    ('storage', None)
    """
    if not layout.below("", path):
        return None
    name = name_of(path).casefold()
    around = old_name(name_of(folder_of(path)))
    if name in ("spec.md", "epic.md"):
        return around
    if name.endswith(".spec.md"):
        stem = name_of(path)[: -len(".spec.md")]
        if around and (bare := _inline(stem)):
            same = around.number == int(bare[1])
            return around if same else OldName(int(bare[1]), "", "")
        return old_name(stem)
    if around and around.type and name.endswith(".md") and name[:-3] == name_of(folder_of(path)).casefold():
        return around
    return None


class JournalName(NamedTuple):
    """Whose journal a file is: by its number, else by the words that its spec is called."""

    number: int | None
    words: str


def journal_name(path: str) -> JournalName | None:
    """Whose journal an old file is; None for any other file.

    >>> journal_name("s/1001-feature-storage/1001.context.md"), journal_name("s/1001-feature-storage/context.md").number
    (JournalName(number=1001, words=''), 1001)
    """
    if not layout.below("", path):
        return None
    name = name_of(path)
    around = old_name(name_of(folder_of(path)))
    if name.casefold() == "context.md":
        return JournalName(around.number, "") if around else None
    if not name.casefold().endswith(".context.md"):
        return None
    stem = name[: -len(".context.md")]
    if bare := _inline(stem):
        return JournalName(int(bare[1]), "") if around or not layout.home(f"{folder_of(path)}/spec.md") else None
    found = old_name(stem)
    return JournalName(found.number, "") if found else JournalName(None, stem.casefold())


def type_by_number(number: int) -> str | None:
    """What a number of the usual ranges stands for.

    >>> type_by_number(1000), type_by_number(1001), type_by_number(1011), type_by_number(1100)
    ('epic', 'feature', 'task', None)
    """
    rest = number % 1000
    if number >= 1000 and not rest:
        return layout.EPIC
    if number < 1000 or rest >= 100:
        return None
    return layout.FEATURE if rest < 10 else layout.TASK if rest % 10 else None


def parent_by_number(number: int, kind: str) -> int | None:
    """Whose part a spec is by the range that its number lies in.

    >>> parent_by_number(1001, "feature"), parent_by_number(1014, "task"), parent_by_number(1100, "task")
    (1000, 1001, None)
    """
    thousand, rest = divmod(number, 1000)
    if not thousand or kind == layout.EPIC:
        return None
    if kind == layout.FEATURE:
        return thousand * 1000 if rest else None
    return thousand * 1000 + rest // 10 if 10 < rest < 100 and rest % 10 else None


# what an old spec says of itself

_fields = re.compile(
    r"(?im)(?:^|(?<=\r))[ \t>|*+-]{0,20}(?P<name>[a-z][a-z ]{2,20}?)\*{0,3}[ \t]{0,20}[:|](?P<value>[^\r\n]*)"
).finditer
_KNOWN = frozenset(
    ("status", "state", "created", "date", "priority", "owner", "assignee")
    + ("parent", "parent spec", "parent feature", "parent epic", "feature", "epic")
)
_ABOUT = frozenset(("metadata", "meta", "info", "information", "details"))
PARENT_FIELDS = ("parent", "parent spec", "parent feature", "feature", "parent epic", "epic")


def fields(note: Note) -> dict[str, str]:
    """What a spec says of itself: in its front matter, else in lines like `**Status**: Completed` or table rows."""
    start, end = outline.header(note)
    start = body_start(note.text, note.front) if start > end else start
    about = [(start, end)]
    about += [(part.body, part.end) for part in outline.sections(note) if part.title.strip().casefold() in _ABOUT]
    said: dict[str, str] = {}
    for begin, stop in about:
        for found in _fields(words(note.text[begin:stop])):
            name = " ".join(found["name"].lower().split())
            value = _legible(found["value"].strip("* \t|"))
            if name in _KNOWN and value:
                said.setdefault(name, value)
    if "status" not in said and (part_ := outline.section(note, "Status")):
        said["status"] = next(
            (line for line in words(note.text[part_.body : part_.end]).splitlines() if line.strip()), ""
        )
    for name in _KNOWN:
        if text := _text(note.front.get(name) if note.front else None):
            said[name] = text
    return said


def _legible(text: str) -> str:
    """Bytes that are no text become the sign for such."""
    return raw(text).decode("utf-8", "replace")


def _text(value: Value) -> str:
    while isinstance(value, list):
        if not value:
            return ""
        value = value[0]
    return "" if value is None or isinstance(value, dict) else str(value).strip()


def numbers(text: str) -> list[int]:
    """The numbers in a text that may be ids.

    >>> numbers("Epic 1000-epic-base, v1.2")
    [1000]
    """
    return [int(found) for found in re.findall(r"(?<![\w.])\d{1,15}(?!\w|\.\d)", text)]


def status_of(said: dict[str, str], otherwise: str = PLANNING) -> str:
    """The status word of what was said.

    >>> status_of({"status": "✅ Completed (2025-01-13)"}), status_of({"state": "Waiting"}), status_of({})
    ('completed', 'waiting', 'planning')
    """
    line = said.get("status") or said.get("state") or ""
    line = re.sub(r"^[^\w]+", "", line)
    return meaning(line[slice(*value_in(line))]) if line else otherwise


_day = re.compile(r"\b(\d{4}-\d\d-\d\d)\b").search


def created_of(said: dict[str, str]) -> str | None:
    found = _day(said.get("created", "")) or _day(said.get("date", ""))
    return found[1] if found else None


_type_word = r"(?:epic|feature|task|spec(?:ification)?)"


def title_of(note: Note, name: OldName) -> str:
    """The title of an old spec: as its front matter says, else its heading without type and number, else its name.

    >>> from vault.notes.note import read_note
    >>> title_of(read_note("x.md", b"# Feature 1001: Storage\\n"), OldName(1001, "feature", "storage"))
    'Storage'
    """
    said = _text(note.front.get("title")) if note.front else ""
    if said:
        return said
    slug = name.slug.replace("-", " ").replace("_", " ").strip()
    plain = slug[:1].upper() + slug[1:] or str(name.number)
    first = _legible(next((head.text.strip() for head in note.headings if head.level == 1), ""))
    if not first or old_name(first.strip("`")):
        return plain
    bare = re.sub(rf"(?i)\A(?:{_type_word}\s+)*[\[(]?#?{name.number}\b[\])]?[\s:.–—-]*", "", first)
    return re.sub(rf"(?i)\A(?:{_type_word}\s*)+(?::|\s[–—-])\s+", "", bare).strip() or plain


# what was delivered

_lists_files = re.compile(
    r"(?i)(?:[\w&/-]+ ){0,2}(?:deliverables?|outputs?|artifacts?|artefacts?|files?)(?: [\w&/-]+){0,3}\Z|code changes\Z"
).match
_path = re.compile(
    rb"`([^`\r\n]+)`|(?<![\w/.@+\[(-])((?:[\w.@+-]+/)*[\w@+-][\w.@+-]*\.[A-Za-z0-9]+(?![\w/])|(?:[\w.@+-]+/)+[\w.@+-]*\w)"
).finditer
_where = re.compile(r"(?::\d+(?:-\d+)?|#L\d+\S*)\Z").sub


class Mention(NamedTuple):
    """A file that a text names as delivered: by a link, or by its path. `about` is what the line says of it."""

    target: str
    link: bool
    title: str
    about: str


def mentions(note: Note) -> Iterator[Mention]:
    """The files named under headings like Deliverables or Files, and links to anything in a `deliverables` folder."""
    parts = [(part.body, part.end) for part in outline.sections(note) if _lists_files(part.title.strip())]
    links = [link for link in note.links if link.where == "body"]
    for link in links:
        listed = any(start <= link.start < end for start, end in parts)
        if link.target and (listed or f"/{link.target}".casefold().find("/deliverables/") >= 0):
            yield Mention(link.target, True, link_title(link), _about(note.text, link.end) if listed else "")
    blocks = [region for region in note.regions if b"\n" in note.text[region.start : region.end]]
    for start, end in parts:
        for found in _path(note.text, start, end):
            at = found.start()
            inside = any(link.start <= at < link.end for link in links)
            if not inside and not any(block.start <= at < block.end for block in blocks):
                path = _where("", words(found[1] or found[2]).strip()).lstrip("/")
                yield Mention(path, False, name_of(path), _about(note.text, found.end()))


_listed = re.compile(rb"[ \t]*(?:[-*+|]|\d{1,9}[.)])").match


def _about(text: bytes, at: int) -> str:
    """What a list item or a table row says behind a file that it names."""
    if not _listed(text, outline.line_start(text, at)):
        return ""
    rest = words(text[at : outline.line_end(text, at)]).strip()
    rest = rest.strip(" \t|").split("|")[0]
    rest = re.sub(r"\A[\s:*–—-]+", "", rest).strip()
    return "" if "[" in rest or "`" in rest else rest


_CATEGORY_OF = {
    "scripts": "sh bash zsh fish py rb pl js mjs ts ps1 bat cmd lua r sql go rs",
    "docs": "md txt rst adoc pdf html docx odt tex png jpg jpeg svg webp canvas",
    "config": "yaml yml toml ini conf cfg env json service timer socket properties plist xml example rules",
    "data": "csv tsv parquet ndjson jsonl xlsx ods sqlite db",
}
_by_ending = {ending: folder for folder, endings in _CATEGORY_OF.items() for ending in endings.split()}
_is_test = re.compile(r"(?i)(?:\Atests?[_-]|[._-](?:test|spec)s?\.\w+\Z)").search


def delivered_as(inside: str) -> str:
    """Where below `deliverables/` a loose file of an old folder belongs.

    >>> [delivered_as(path) for path in ("nas-setup.sh", "scripts/lib/a.sh", "tools/fstab.example", "test_nas.py")]
    ['scripts/nas-setup.sh', 'scripts/lib/a.sh', 'config/fstab.example', 'tests/test_nas.py']
    """
    first, _, rest = inside.partition("/")
    if rest and first.casefold() in layout.CATEGORIES:
        return f"{first.casefold()}/{rest}"
    name = name_of(inside)
    if _is_test(name):
        return f"tests/{name}"
    return f"{_by_ending.get(name.rpartition('.')[2].casefold(), 'docs')}/{name}"


def names_spec(text: str, number: int) -> bool:
    """Whether a commit's subject names a spec. A round thousand is a common number, so it must stand out as an id.

    >>> names_spec("feat(1011): mount it", 1011), names_spec("Mount it, 1011", 1011), names_spec("Wait 1000 ms", 1000)
    (True, True, False)
    """
    strict = (
        rf"(?:\A|[\[(#]|\b(?:spec|epic|feature|task)[ :#-]*){number}(?![\w.,]\d|\w| ?(?:ms|s|px|lines|rows|files)\b)"
    )
    loose = rf"(?<![\w.,/-]){number}(?!\w|[.,]\d)"
    return bool(re.search(strict if number % 1000 == 0 else f"{strict}|{loose}", text, re.IGNORECASE))


def slugs(name: OldName) -> frozenset[str]:
    """The words that a journal without a number may be called by."""
    full = f"{name.type}-{name.slug}" if name.type else name.slug
    return frozenset((name.slug.casefold(), full.casefold()))


def target_name(target: str) -> OldName | None:
    """The old spec that a broken link asks for: by its folder, or by its name without `.spec`.

    >>> target_name("../1001-feature-storage/").number, target_name("1001-feature-storage.spec").slug
    (1001, 'storage')
    """
    last = stem_of(target.rstrip("/"))
    return old_name(last[:-5] if last.casefold().endswith(".spec") else last)
