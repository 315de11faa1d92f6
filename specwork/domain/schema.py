"""How a spec lies in its note, and what the index keeps of specs and journals.

The other way round, from values to the bytes of a new note, is the templates' business; how facts lie in several places
is `places`'.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from specwork.domain import layout
from specwork.domain.criteria import boxes
from specwork.domain.journal import read_sessions
from specwork.domain.session import Session
from specwork.domain.spec import JOURNAL, SPEC, UNTAKEN, Spec
from specwork.domain.status import PLANNING
from vault.index.entry import Row
from vault.notes.note import Note
from vault.notes.outline import Section, items_between, line_end, line_start, links_between, sections_named
from vault.notes.values import Value
from vault.paths import stem_of

DELIVERS = "Deliverables"


def read_spec(note: Note, root: str) -> Spec | None:
    """The spec that a note is; None where it bears no id."""
    here = layout.home(note.path)
    number = spec_id(note)
    if here is None or number is None:
        return None
    says = _said(note)
    states = [task.state for _, task in boxes(note)]
    depends = says("depends_on")
    return Spec(
        id=number,
        type=_word(says("type")) if says("type") in layout.TYPES else layout.type_of(note.path, root),
        title=title_of(note),
        status=_word(says("status")) or PLANNING,
        path=note.path,
        priority=_word(says("priority")),
        owner=_word(says("owner")),
        met=sum(state in "xX" for state in states),
        total=len(states),
        deliverables=_count(note),
        depends_on=tuple(map(_word, depends if isinstance(depends, list) else [depends] if depends else [])),
        created=_word(says("created")),
        updated=_word(says("updated")),
        aliases=_texts(says("aliases")),
    )


def _said(note: Note) -> Callable[[str], Value]:
    """What the properties say, for many questions: by the exact name, else in any letter case; of equals the first."""
    entries = note.front.entries[::-1] if note.front else ()
    known = {entry.key.lower(): entry.value for entry in entries}
    known.update((entry.key, entry.value) for entry in entries)
    return known.get


def _word(value: Value) -> str:
    """One word; a list of one is a property that was made a list."""
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    return "" if value is None or isinstance(value, (list, dict)) else str(value).strip()


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(map(_word, value)) if isinstance(value, list) else (_word(value),) if value else ()


def spec_id(note: Note) -> int | None:
    """What the front matter says, else the number of the folder or the file."""
    said = note.front.get("id") if note.front else None
    if isinstance(said, str) and said.strip().isdecimal():
        said = int(said.strip())
    if isinstance(said, int) and not isinstance(said, bool) and 0 < said < 10**15:
        return said
    here = layout.home(note.path)
    return here.number if here else None


def title_of(note: Note) -> str:
    """As the front matter says, else the first heading, else the file's name."""
    said = _word(note.front.get("title")) if note.front else ""
    if said:
        return said
    first = next((head.text.strip() for head in note.headings if head.level == 1), "")
    return first or stem_of(note.path)


def _count(note: Note) -> int:
    """How many deliverables are listed: items with a link on their first line, and not what is nested below one."""
    return sum(_count_in(note, part) for part in sections_named(note, DELIVERS))


def _count_in(note: Note, part: Section) -> int:
    if not links_between(note, part.body, part.end):
        return 0
    count, linked = 0, set[int]()
    for number, item in enumerate(items_between(note, part.body, part.end), bisect_left(note.items, (part.body,))):
        if item.parent in linked:
            linked.add(number)
        elif links_between(note, line_start(note.text, item.start), line_end(note.text, item.start)):
            linked.add(number)
            count += 1
    return count


# what the index keeps


def first_rows(note: Note, root: str) -> Iterable[Row]:
    """What a vault is listed by. All else is what `check` compares: see `stated.rows`."""
    if not layout.below(root, note.path):
        return
    if layout.home(note.path):
        if spec := read_spec(note, root):
            yield row_of(spec)
    elif layout.specs_of_journal(note.path):
        yield kept_of(note, read_sessions(note))
    else:
        yield from untaken(note)


def row_of(spec: Spec) -> Row:
    return Row(SPEC, str(spec.id), list(spec))


def kept_of(note: Note, sessions: Sequence[Session]) -> Row:
    """Of a journal: how many sessions it has, the last of their days, and those that are open."""
    last = max((one.day or "" for one in sessions), default="")
    begun = [
        (one.key or "", one.number, one.title, one.started.isoformat() if one.started else "", one.participants)
        for one in sessions
        if one.status == "open"
    ]
    return Row(JOURNAL, note.path, [len(sessions), last, begun])


def untaken(note: Note) -> Iterator[Row]:
    """A note that says it is a spec, and bears no id."""
    if note.front and note.front.get("type") in layout.TYPES and note.front.get("id") is None:
        yield Row(UNTAKEN, note.path, note.front.get("type"))
