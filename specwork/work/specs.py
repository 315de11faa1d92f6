"""Jobs on one spec: make it, set what its head says, tick a criterion, say what it waits for.

A job thinks and writes nothing: it is given what it may know and returns a change set. A fact that lies in several
places is written in one of them; the others follow when the change is settled.
"""

from collections.abc import Mapping, Sequence

from specwork.domain import layout, status
from specwork.domain.criteria import Criterion, criteria
from specwork.domain.heads import aliases_renamed, properties_set
from specwork.domain.templates import moment
from specwork.errors import AmbiguousSpec, BadUsage
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.making import (
    Numbers,
    Place,
    Wanted,
    folder_for,
    free,
    home_in,
    pages,
    parent_for,
    property_link,
    title_from,
)
from specwork.work.waiting import depends
from vault.edits.changes import Change, ChangeSet, Create, rewrite
from vault.errors import Refused
from vault.notes import frontmatter
from vault.notes.note import read_note
from vault.notes.properties import append_property, remove_from_property
from vault.notes.values import Value
from vault.text import Edit


def new(
    given: Given,
    *,
    kind: str,
    title: str,
    under: str | None = None,
    state: str = "",
    priority: str = "",
    owner: str = "",
    depends_on: Sequence[str] = (),
) -> ChangeSet:
    """A spec and its journal, from their templates."""
    title = title_from(title)
    parent = parent_for(given, kind, under)
    numbers = Numbers(given, folder_for(given, parent))
    number = numbers.take(kind, parent)
    place = Place(number, home_in(folder_for(given, parent), kind, number), parent)
    free(given, place.home.spec)
    waits_for: tuple[Found, ...] = tuple(given.specs.find(one) for one in depends_on)
    wanted = Wanted(kind, title, status.written(state), priority, owner, waits_for)
    notices = [f"ids on other branches were not looked at: {numbers.unasked}"] if numbers.unasked else []
    return ChangeSet(f"New {kind} {number} {title}", tuple(pages(given, wanted, place)), (*notices, *odd_status(state)))


def odd_status(text: str) -> list[str]:
    known = not text or status.is_known(text)
    return (
        [] if known else [f"{text!r} is no status that specwork knows, and counts as open: {', '.join(status.WORDS)}"]
    )


def made(changes: ChangeSet) -> list[tuple[int, str]]:
    """The id and the path of each spec that such a change set makes."""
    come = [change.path for change in changes.changes if isinstance(change, Create)]
    come += [move.new for move in changes.moves()]
    homes = [home for path in come if (home := layout.home(path))]
    return [(home.number, home.spec) for home in homes if home.number is not None]


# what the head says

ELSEWHERE = {
    "id": "give it another number: specwork renumber {id} NEW",
    "type": "what it is follows from where it lies: specwork mv {id} --under ID",
    "depends_on": "say what it waits for: specwork depend {id} ON",
}


def set_values(given: Given, *, spec: str, values: Mapping[str, Value]) -> ChangeSet:
    """Properties of a spec. A value that is None, or an empty text, takes its property away."""
    found = given.specs.find(spec)
    text = given.text(found.path)
    edits, changed, notices = _valued(given, found, text, values)
    why = f"Set {', '.join(changed)} of {found.spec.label}"
    return ChangeSet(why, tuple(rewrite(found.path, text, edits)), tuple(notices))


def set_statuses(given: Given, *, words: Mapping[str, str]) -> ChangeSet:
    """The status of each of several specs, all of them or none."""
    changes: list[Change] = []
    notices: list[str] = []
    for spec, word in words.items():
        found = given.specs.find(spec)
        text = given.text(found.path)
        edits, _, told = _valued(given, found, text, {"status": word})
        changes += rewrite(found.path, text, edits)
        notices += told
    return ChangeSet(f"Set status of {len(words)} specs", tuple(changes), tuple(dict.fromkeys(notices)))


def _valued(
    given: Given, found: Found, text: bytes, values: Mapping[str, Value]
) -> tuple[list[Edit], list[str], list[str]]:
    """The edits that set properties, the names of those that change, and what there is to say of it."""
    must: dict[str, Value] = {}
    for name, value in values.items():
        must[name] = _meant(found, name, None if value == "" else value)
    said = frontmatter.read(text)
    edits = properties_set(text, must)
    notices: list[str] = []
    if "title" in must and "aliases" not in must:
        title = str(must["title"])
        edits += aliases_renamed(text, f"{found.id} {found.spec.title}", f"{found.id} {title}")
    if "status" in must:
        notices += odd_status(str(must["status"]))
        notices += _too_early(found, str(must["status"]))
    if edits and "updated" not in must:
        edits += bumped(given, text)
    changed = [name for name, value in must.items() if not said or said.get(name) != value]
    return edits, changed or list(must), notices


def _meant(found: Found, name: str, value: Value) -> Value:
    """The value as it is written: a title on one line, a status by its own word."""
    if name in ELSEWHERE:
        raise BadUsage(f"{name} is not set by hand", hint=ELSEWHERE[name].format(id=found.id))
    if name == "title":
        return title_from("" if value is None else str(value))
    if name == "status":
        if value is None:
            raise BadUsage("a spec has a status", hint=f"one of {', '.join(status.WORDS)}")
        return status.written(str(value))
    return value


def _too_early(found: Found, word: str) -> list[str]:
    unmet = found.spec.total - found.spec.met
    if status.meaning(word) != status.COMPLETED or not unmet:
        return []
    return [f"{unmet} of {found.spec.total} acceptance criteria of {found.spec.label} are not met"]


def bumped(given: Given, text: bytes) -> list[Edit]:
    """The day in `updated`, where there is one: our own changes of a spec move it on."""
    front = frontmatter.read(text)
    if front is None or front.entry("updated") is None:
        return []
    return properties_set(text, {"updated": moment(given.now, "YYYY-MM-DD")})


# acceptance criteria


def tick(given: Given, *, spec: str, which: Sequence[str], undo: bool = False) -> ChangeSet:
    """Boxes of the acceptance criteria, by number or by a piece of their text."""
    found = given.specs.find(spec)
    text = given.text(found.path)
    listed = criteria(read_note(found.path, text))
    chosen = [_criterion(found, listed, one) for one in which]
    edits = [Edit(one.task.mark.start, one.task.mark.end, b" " if undo else b"x") for one in chosen if one.met == undo]
    edits = list(dict.fromkeys(edits))
    if edits:
        edits += bumped(given, text)
    numbers = ", ".join(str(one.number) for one in chosen)
    why = f"{'Untick' if undo else 'Tick'} criterion {numbers} of {found.spec.label}"
    return ChangeSet(why, tuple(rewrite(found.path, text, edits)))


def _criterion(found: Found, listed: list[Criterion], asked: str) -> Criterion:
    hint = f"see them: specwork show {found.id}"
    if not listed:
        raise Refused(
            f"{found.spec.label} has no acceptance criteria",
            where=found.path,
            hint="add a list of boxes below ## Acceptance Criteria: - [ ] what must hold",
        )
    if asked.isdecimal():
        if not 1 <= int(asked) <= len(listed):
            raise BadUsage(f"there is no criterion {asked}: {found.spec.label} has {len(listed)}", hint=hint)
        return listed[int(asked) - 1]
    wanted = asked.casefold().strip()
    fits = [one for one in listed if wanted == one.text.casefold()] or [
        one for one in listed if wanted and wanted in one.text.casefold()
    ]
    if not fits:
        raise BadUsage(f"no criterion of {found.spec.label} says {asked!r}", hint=hint)
    if len(fits) > 1:
        named = ", ".join(f"{one.number} {one.text}" for one in fits)
        raise AmbiguousSpec(f"{asked!r} may mean {len(fits)} criteria: {named}", hint="give the number of one of them")
    return fits[0]


# dependencies


def depend(given: Given, *, spec: str, on: str, remove: bool = False) -> ChangeSet:
    """What a spec waits for."""
    found, other = given.specs.find(spec), given.specs.find(on)
    text = given.text(found.path)
    entries = [one for one in depends(given.specs, found) if one.found and one.found.path == other.path]
    edits: list[Edit] = []
    if remove:
        why = f"{found.spec.label} no longer waits for {other.spec.label}"
        if not entries:
            raise BadUsage(
                f"{found.spec.label} does not wait for {other.spec.label}", hint=f"see: specwork status {found.id}"
            )
        ways = list(dict.fromkeys(one.typed for one in entries))  # one may be named twice, in two ways
        kept: list[Value] = [typed for typed in found.spec.depends_on if typed not in ways]
        edits = _without(text, ways[0]) if len(ways) == 1 else properties_set(text, {"depends_on": kept})
    else:
        why = f"{found.spec.label} waits for {other.spec.label}"
        _no_circle(given, found, other)
        if not entries:
            edits = append_property(text, "depends_on", property_link(given, given.index.names, found.path, other))
    if edits:
        edits += bumped(given, text)
    return ChangeSet(why, tuple(rewrite(found.path, text, edits)))


def _without(text: bytes, typed: str) -> list[Edit]:
    """The item taken out of the list; an id may stand there as a number."""
    edits = remove_from_property(text, "depends_on", typed)
    return edits or (remove_from_property(text, "depends_on", int(typed)) if typed.isdecimal() else [])


def _no_circle(given: Given, found: Found, other: Found) -> None:
    """Refused if what it is to wait for waits for it already."""
    if found.path == other.path:
        raise Refused(f"{found.spec.label} cannot wait for itself", where=found.path, hint="name another spec")
    before: dict[str, Found | None] = {other.path: None}
    waiting = [other]
    while waiting:
        one = waiting.pop()
        if one.path == found.path:
            raise Refused(
                f"they would wait for each other: {found.id} → {' → '.join(_way(before, one))}",
                where=found.path,
                hint="take one of these away: specwork depend ID ON --remove",
            )
        for dependency in depends(given.specs, one):
            if dependency.found and dependency.found.path not in before:
                before[dependency.found.path] = one
                waiting.append(dependency.found)


def _way(before: Mapping[str, Found | None], last: Found) -> list[str]:
    """The ids from where it began to where it ended."""
    way = []
    step: Found | None = last
    while step is not None:
        way.append(str(step.id))
        step = before[step.path]
    return way[::-1]
