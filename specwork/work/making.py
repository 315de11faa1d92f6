"""What a new spec is made of: its parent, its number, its place, and the two notes that it begins with.

Shared by the jobs that make specs and by those that take notes in. Thinks and writes nothing.
"""

import re
from collections.abc import Sequence

from specwork.domain import layout
from specwork.domain.command import word
from specwork.domain.heads import header_lines, with_alias, with_properties
from specwork.domain.ids import next_id
from specwork.domain.status import PLANNING
from specwork.domain.templates import evened, filled, moment
from specwork.errors import AmbiguousSpec, BadUsage, UnknownSpec
from specwork.work.finding import SHOWN, Found
from specwork.work.given import Given
from vault.edits.changes import Create
from vault.edits.linking import Style, link_to
from vault.errors import AlreadyThere, GitFailed, Refused
from vault.index.resolve import Names
from vault.notes import frontmatter
from vault.notes.note import read_note
from vault.notes.properties import append_property
from vault.notes.values import Value
from vault.paths import below, folder_of
from vault.text import applied
from vault.typed import NamedTuple

ARCHIVE = "archive"
JOURNAL_TEXT = "Implementation Journal"
PARENT = {layout.FEATURE: layout.EPIC, layout.TASK: layout.FEATURE}


class Wanted(NamedTuple):
    """What is asked of a new spec. Without a status, its template says; `depends_on` are those that it waits for."""

    kind: str
    title: str
    status: str = ""
    priority: str = ""
    owner: str = ""
    depends_on: tuple[Found, ...] = ()


class Place(NamedTuple):
    """Where a new spec goes."""

    number: int
    home: layout.Home
    parent: Found | None


def title_from(text: str) -> str:
    """A title as it was typed, on one line."""
    title = evened(text)
    if not title:
        raise BadUsage("a spec needs a title", hint='say what it is about: specwork new feature "Mount the NAS"')
    return title


# the parent


def parent_for(given: Given, kind: str, under: str | None) -> Found | None:
    """The spec that a new one is part of: as asked, else the only one there is."""
    wanted = PARENT.get(kind)
    if wanted is None:
        if under is not None:
            raise BadUsage("an epic is part of no other spec", hint="leave --under out, or make a feature")
        return None
    if under is not None:
        return fit_parent(kind, given.specs.find(under))
    found = [one for one in given.specs.all() if one.spec.type == wanted and not archived(given, one.path)]
    if len(found) == 1:
        return fit_parent(kind, found[0])
    if not found:
        raise UnknownSpec(f"a {kind} is part of {_a(wanted)}, and there is none", hint=f"specwork new {wanted} TITLE")
    named = ", ".join(one.spec.label for one in found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
    raise AmbiguousSpec(
        f"a {kind} is part of {_a(wanted)}, and there are {len(found)}: {named}",
        hint=f"say which: --under {found[0].id}",
    )


def fit_parent(kind: str, parent: Found) -> Found:
    """The same spec, if one of that kind can be part of it."""
    wanted = PARENT.get(kind)
    if wanted is None:
        raise BadUsage("an epic is part of no other spec", hint="only features and tasks have a parent")
    if parent.spec.type != wanted:
        raise Refused(
            f"{parent.spec.label} is {_a(parent.spec.type)}; a {kind} is part of {_a(wanted)}",
            where=parent.path,
            hint=f"name {_a(wanted)} with --under; see which there are: specwork list",
        )
    if parent.home.inline:
        new = f"{folder_of(parent.path)}/{parent.id}/spec.md"
        raise Refused(
            f"{parent.spec.label} has no folder of its own that a {kind} could lie in",
            where=parent.path,
            hint=f"give it one first: specwork mv {word(parent.path)} {word(new)}",
        )
    return parent


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "aeio" else f"a {kind}"


def archived(given: Given, path: str) -> bool:
    """Whether it has been put away."""
    return below(f"{given.root}/{ARCHIVE}".strip("/"), path)


# the number


class Numbers:
    """The numbers that are taken: in the vault, and in the folder where the new one goes, also on other branches."""

    def __init__(self, given: Given, folder: str) -> None:
        self.given, self.specs = given, given.specs
        self.seen = {number for name in given.listed(folder) if (number := number_in(name)) is not None}
        self.unasked = ""
        try:
            branches = given.git.branches_paths(folder) if given.git else {}
        except GitFailed as fault:
            branches, self.unasked = {}, fault.message
        start = len(folder) + 1 if folder else 0
        for path in {path for paths in branches.values() for path in paths}:
            self.seen.update(number for step in path[start:].split("/") if (number := number_in(step)) is not None)

    def __contains__(self, number: object) -> bool:
        if number in self.seen:
            return True
        found = self.specs.bearing(number) if isinstance(number, int) else []
        return any(self.given.kind(one.path) is not None for one in found)  # the index may know what is gone by now

    def take(self, kind: str, parent: Found | None) -> int:
        """The next free one, which is then taken."""
        number = next_id(kind, parent.id if parent else None, self)
        self.seen.add(number)
        return number


_number = re.compile(r"(\d{1,15})(?![^.-])").match


def number_in(name: str) -> int | None:
    """The number that a file or a folder bears, in this layout or an older one.

    >>> number_in("1001"), number_in("1011.spec.md"), number_in("1014-task-nas"), number_in("spec.md"), number_in("3d")
    (1001, 1011, 1014, None, None)
    """
    found = _number(name)
    return int(found[1]) if found else None


# the place


def folder_for(given: Given, parent: Found | None) -> str:
    """The folder that a new spec's folder or files go into."""
    return parent.home.folder if parent else given.root


def home_in(folder: str, kind: str, number: int) -> layout.Home:
    prefix = folder + "/" if folder else ""
    name = {layout.EPIC: f"{number}/epic.md", layout.FEATURE: f"{number}/spec.md"}.get(kind, f"{number}.spec.md")
    here = layout.home(prefix + name)
    assert here is not None  # these are the names of a spec
    return here


def free(given: Given, path: str) -> str:
    """The same path, if nothing stands there."""
    if given.kind(path) is not None:
        raise AlreadyThere(f"something stands at {path} already", where=path, hint="move it away, or choose another id")
    return path


# the notes


def pages(given: Given, wanted: Wanted, place: Place) -> list[Create]:
    """The spec and its journal, from their templates, linked both ways and to the parent."""
    spec, journal = place.home.spec, place.home.journal
    with given.index.preview(come=[spec, journal]) as names:
        values = {**_words(wanted, place), **links_of(given, names, spec, place, wanted.title)}
        content = _spec_page(given, names, wanted, place, values)
        notes = [Create(spec, content)]
        if given.kind(journal) is None:
            front = frontmatter.read(content)
            said = str(front.get("status") or PLANNING) if front else PLANNING
            notes.append(Create(journal, journal_page(given, names, wanted._replace(status=said), place)))
    return notes


def _words(wanted: Wanted, place: Place) -> dict[str, str]:
    return {
        "title": wanted.title,
        "id": str(place.number),
        "alias": f"{place.number} {wanted.title}",
        "type": wanted.kind,
        "status": wanted.status or PLANNING,
        "priority": wanted.priority,
        "owner": wanted.owner,
    }


def links_of(given: Given, names: Names, source: str, place: Place, title: str) -> dict[str, str]:
    """The links that stand in the head of a spec or a journal."""
    above = place.parent
    return {
        "context": _link(given, names, source, place.home.journal, JOURNAL_TEXT),
        "spec": _link(given, names, source, place.home.spec, f"{place.number} {title}"),
        "parent": _link(given, names, source, above.path, above.spec.label) if above else "",
    }


def _link(given: Given, names: Names, source: str, path: str, text: str, style: Style | None = None) -> str:
    written = link_to(names, source, path, text, style or given.style())
    if written is None:
        raise Refused(
            f"no link in {source} would lead to {path}", where=path, hint="see what stands in its way: specwork check"
        )
    return written


def property_link(given: Given, names: Names, source: str, found: Found) -> str:
    """A link to a spec as it stands in a property, where Obsidian reads wiki-links alone."""
    return _link(given, names, source, found.path, found.spec.label, given.style()._replace(markdown=False))


def template(given: Given, name: str) -> bytes:
    content = given.template(name)
    if content is None:
        raise Refused(f"there is no template {name}", where=f"templates/{name}", hint="install specwork anew")
    return content


def _spec_page(given: Given, names: Names, wanted: Wanted, place: Place, values: dict[str, str]) -> bytes:
    name = f"{wanted.kind}.md"
    content = filled(template(given, name), values, given.now)
    try:
        content = headed(given, content, wanted, place)
        for found in wanted.depends_on:
            link = property_link(given, names, place.home.spec, found)
            content = applied(content, append_property(content, "depends_on", link))
    except Refused as fault:
        raise Refused(fault.message, where=f"templates/{name}", hint="mend the template") from None
    return lined(content, place.home.spec, spec_lines(values))


def headed(given: Given, content: bytes, wanted: Wanted, place: Place) -> bytes:
    """A spec's note with the properties that every spec has."""
    day = moment(given.now, "YYYY-MM-DD")
    asked = {"status": wanted.status, "priority": wanted.priority, "owner": wanted.owner}
    must: dict[str, Value] = {"id": place.number, "type": wanted.kind, "title": wanted.title}
    must |= {name: value for name, value in asked.items() if value}
    content = with_properties(content, must, {"status": PLANNING, "created": day, "updated": day})
    return with_alias(content, f"{place.number} {wanted.title}")


def lined(content: bytes, path: str, lines: Sequence[tuple[str, str]]) -> bytes:
    return applied(content, header_lines(read_note(path, content), lines))


def spec_lines(values: dict[str, str]) -> list[tuple[str, str]]:
    """The labelled lines of a spec."""
    return [(name, values[key]) for name, key in (("Context", "context"), ("Parent", "parent")) if values[key]]


def journal_page(given: Given, names: Names, wanted: Wanted, place: Place) -> bytes:
    source = place.home.journal
    values = {**_words(wanted, place), **links_of(given, names, source, place, wanted.title)}
    content = filled(template(given, "context.md"), values, given.now)
    lines = [("Spec", values["spec"]), ("Parent", values["parent"]), ("Status", wanted.status)]
    return lined(content, source, [line for line in lines if line[1]])
