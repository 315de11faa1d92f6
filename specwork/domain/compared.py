"""What became of a spec between two moments, in words: its front matter, its acceptance criteria, its sections.

Takes the two texts and answers with sentences. What is told elsewhere anyway is left out: the status, the day of the
last change, what was delivered.
"""

from collections.abc import Iterator

from specwork.domain.criteria import CRITERIA, boxes, criteria
from specwork.domain.harmless import one_line
from vault.notes.frontmatter import FrontMatter
from vault.notes.links import read_link
from vault.notes.note import Note
from vault.notes.outline import header, items, line_end, line_start, section, sections
from vault.notes.values import Value
from vault.text import words

_QUIET = frozenset({"status", "updated", "created", "aliases", "id", "type"})
_QUIET_SECTIONS = frozenset({"deliverables"})
_LISTS = {"features": "feature", "tasks": "task"}
_LONGEST = 300  # characters of a criterion or a value that are repeated


def compared(before: Note, after: Note) -> list[str]:
    """Everything that changed, a sentence each, in the order of the spec."""
    if before.text == after.text:
        return []
    return [one_line(said) for said in (*_front(before.front, after.front), *_criteria(before, after),
                                        *_sections(before, after))]  # fmt: skip


# front matter


def _front(before: FrontMatter | None, after: FrontMatter | None) -> Iterator[str]:
    old, new = _values(before), _values(after)
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was == now or name in _QUIET:
            continue
        if name == "depends_on":
            yield from _listed("dependency", _list(was), _list(now))
        elif isinstance(was, list) or isinstance(now, list):
            yield from _listed(f"{name}", _list(was), _list(now))
        elif was in (None, ""):
            yield f"Set {name} to {_short(now)}"
        elif now in (None, ""):
            yield f"Removed {name} ({_short(was)})"
        else:
            yield f"Changed {name} from {_short(was)} to {_short(now)}"


def _values(front: FrontMatter | None) -> dict[str, Value]:
    return front.properties if front else {}


def _list(value: Value) -> list[str]:
    found = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return [_shown(one) for one in found]


def _listed(what: str, was: list[str], now: list[str]) -> Iterator[str]:
    yield from (f"Added {what}: {one}" for one in now if one not in was)
    yield from (f"Removed {what}: {one}" for one in was if one not in now)


def _shown(value: Value) -> str:
    """A value in words; a link by what it shows, for seen from the journal it may lead elsewhere."""
    text = _plain(value)
    if text.startswith("[[") and text.endswith("]]"):
        said = read_link(text)
        text = said.alias or said.target
    return _short(text)


def _short(value: Value) -> str:
    text = " ".join(_plain(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _plain(value: Value) -> str:
    """A value as one would write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_plain(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_plain, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    return str(value)


# acceptance criteria


def _criteria(before: Note, after: Note) -> Iterator[str]:
    was = {one.text: one for one in criteria(before)}
    now = {one.text: one for one in criteria(after)}
    gone = [text for text in was if text not in now]
    for text, one in now.items():
        if text in was:
            if one.met != was[text].met:
                yield f"{'Met' if one.met else 'Reopened'} acceptance criterion: {_short(text)}"
        elif old := _nearest(text, gone):
            gone.remove(old)
            yield f"Reworded acceptance criterion: {_short(text)}"
        else:
            yield f"Added acceptance criterion: {_short(text)}"
    yield from (f"Removed acceptance criterion: {_short(text)}" for text in gone)


def _nearest(text: str, among: list[str]) -> str | None:
    """The one that this was before it was worded anew: most of its words are the same."""
    mine = set(text.casefold().split())
    best, share = None, 0.6
    for one in among:
        others = set(one.casefold().split())
        alike = 2 * len(mine & others) / max(1, len(mine) + len(others))
        if alike >= share:
            best, share = one, alike
    return best


# sections


def _sections(before: Note, after: Note) -> Iterator[str]:
    kept = {one.text for one in criteria(before)} & {one.text for one in criteria(after)}
    was, now = _bodies(before, kept), _bodies(after, kept)
    gone = [name for name in was if name not in now]
    for name, (title, body) in now.items():
        if name in was:
            yield from _body(before, after, title, was[name][1], body)
            continue
        renamed = next((old for old in gone if body and was[old][1] == body), None)
        if renamed:
            gone.remove(renamed)
            yield f"Renamed section {was[renamed][0]} to {title}"
        else:
            yield f"{title} added"
    yield from (f"{was[name][0]} removed" for name in gone)


def _body(before: Note, after: Note, title: str, was: list[str], now: list[str]) -> Iterator[str]:
    if was == now:
        return
    if what := _LISTS.get(title.casefold()):
        yield from _listed(what, _items(before, title), _items(after, title))
    elif title.casefold() == CRITERIA.casefold():
        yield f"{title} changed"  # what stands around the criteria, which are told one by one
    elif not was:
        yield f"{title} written"
    elif not now:
        yield f"{title} emptied"
    else:
        kept, all_ = len(set(was) & set(now)), len(set(was))
        yield f"{title} {'rewritten' if kept * 2 < all_ else 'extended' if kept == all_ else 'changed'}"


def _items(note: Note, title: str) -> list[str]:
    part = section(note, title)
    found = items(note, part.body, part.end) if part else []
    return [_shown(one.links[0].raw) for one in found if one.links]


def _bodies(note: Note, kept: set[str]) -> dict[str, tuple[str, list[str]]]:
    """The text of each section, line by line, by its title; what stands above the first is the opening.

    Criteria are told one by one: of their section, what stands between them and below those that are `kept`.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    found[""] = ("Opening text", [line for line in _lines(note, *header(note)) if not line.startswith("**")])
    for one in sections(note):
        name = one.title.strip().casefold()
        if one.level != 2 or name in _QUIET_SECTIONS or name in found:
            continue
        told = _of_criteria(note, kept) if name == CRITERIA.casefold() else []
        lines = [line for start, end in _between(told, one.body, one.end) for line in _lines(note, start, end)]
        found[name] = (one.title.strip(), lines)
    return found


def _of_criteria(note: Note, kept: set[str]) -> list[tuple[int, int]]:
    """The line of each criterion; and all that is nested below one that came or went."""
    found = []
    for (item, _), one in zip(boxes(note), criteria(note), strict=True):
        first = line_end(note.text, item.start)
        found.append((line_start(note.text, item.start), first if one.text in kept else max(first, item.end)))
    return found


def _between(spans: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What lies between two offsets and in none of these, which are in order and may be nested."""
    for begin, stop in spans:
        if begin > start:
            yield start, begin
        start = max(start, stop)
    yield start, end


def _lines(note: Note, start: int, end: int) -> list[str]:
    return [line for raw in note.text[start:end].splitlines() if (line := " ".join(words(raw).split()))]
