"""What is written in the notes of an old layout once they have moved: properties, header lines, journals, deliverables.

Bytes in, bytes out, each step on the result of the one before; what the notes said stays. Where files go is `oldtree`'s
business.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from specwork.domain import layout, oldlayout, templates
from specwork.domain.category import category_of
from specwork.domain.deliverable import SECTION, leads_to
from specwork.domain.deliverable import delivered as entries_of
from specwork.domain.harmless import one_line
from specwork.domain.journal import SUMMARY, TIMELINE
from specwork.domain.places import is_placeholder, read_host
from specwork.domain.placing import front_replaced, item_added, section_made
from specwork.work.given import Given
from specwork.work.history import Committed
from vault.edits.linking import Style, link_to
from vault.index.resolve import Names
from vault.notes import outline, properties
from vault.notes.note import Note, read_note
from vault.notes.scan import scan
from vault.notes.values import Value
from vault.paths import below, folder_of, is_note, joined, name_of
from vault.text import Edit, applied, newline_near, raw
from vault.typed import NamedTuple

JOURNAL_TEXT = "Implementation Journal"
PLAIN_JOURNAL = (
    b"---\ntype: context\n---\n# Context: {{title}}\n\n**Spec**: {{spec}}  \n**Parent**: {{parent}}  \n"
    b"**Status**: {{status}}\n\n## Summary\n\n## Implementation Timeline\n\n## Deliverables\n"
)


class What(NamedTuple):
    """What is said of a delivered file. `mentioned`: a text names it, not only the history."""

    title: str
    about: str
    mentioned: bool = True


class Delivered(NamedTuple):
    """Files of the vault, as they lie today, and people's code elsewhere in the repository."""

    files: dict[str, What]
    code: dict[str, str]

    def add(self, given: Given, known: set[str], path: str, what: What) -> None:
        """A file that stands in the vault. People's code outside the folder of the specs gets no trace, so no link."""
        ours = layout.home(path) or layout.specs_of_journal(path) or layout.is_index(path)
        if path in known or ours or path.startswith("templates/"):
            return
        if below(given.root, path) or is_note(path) or given.elsewhere(path) != "file":
            self.files.setdefault(path, what)
        else:
            self.code[path] = self.code.get(path) or what.about


class Writing(NamedTuple):
    """What a link needs to be written: the names as they will be, and how this vault writes links."""

    names: Names
    style: Style

    def link(self, source: str, path: str, text: str) -> str | None:
        return link_to(self.names, source, path, text, self.style)


# what was delivered


def delivered(given: Given, names: Names, notes: Iterable[Note], known: set[str], added: Sequence[str]) -> Delivered:
    """What a spec's notes name as delivered, and what its commits added. Specs and journals are no deliverables."""
    found = Delivered({}, {})
    for note in notes:
        for one in oldlayout.mentions(note):
            path = leads_to(names, note.path, one.target) if one.link else _standing(given, note.path, one.target)
            if path:
                found.add(given, known, path, What(one.title, one.about))
            elif not one.link and given.elsewhere(one.target) == "file":
                found.code.setdefault(one.target, one.about)
    for path in added:
        if given.index.has(path):
            found.add(given, known, path, What(name_of(path), "", mentioned=False))
    return found


def _standing(given: Given, source: str, path: str) -> str | None:
    for candidate in (joined(folder_of(source), path), path.removeprefix("./")):
        if candidate and given.index.has(candidate):
            return candidate
    return None


def added_by(commits: Sequence[Committed], naming: Mapping[int, Sequence[Committed]]) -> dict[int, list[str]]:
    """The files that came with the commits that name a spec. `commits` is the history, the latest first."""
    seen: set[str] = set()
    new: dict[str, list[str]] = {}
    for commit in reversed(commits):
        new[commit.id] = [file.path for file in commit.files if file.path not in seen and file.old is None]
        seen.update(file.path for file in commit.files)
    return {number: [path for one in reversed(named) for path in new[one.id]] for number, named in naming.items()}


def naming(commits: Sequence[Committed]) -> dict[int, list[Committed]]:
    """The commits by the specs that they name, in a trailer or in their subject."""
    found: dict[int, list[Committed]] = {}
    for commit in commits:
        said = [value.strip() for name, value in commit.trailers if name.casefold() == "spec"]
        numbers = {int(value) for value in said if value.isdecimal()}
        numbers |= {one for one in oldlayout.numbers(commit.subject) if oldlayout.names_spec(commit.subject, one)}
        for number in numbers:
            found.setdefault(number, []).append(commit)
    return found


def touching(commits: Sequence[Committed], paths: Iterable[str]) -> dict[str, set[str]]:
    """The commits that touched each of these files, by their ids, under whatever name. The latest one comes first."""
    called = {path: {path} for path in paths}
    found: dict[str, set[str]] = {path: set() for path in called}
    for commit in commits:
        for file in commit.files:
            for path in called.get(file.path, ()):
                found[path].add(commit.id)
                if file.old:
                    called.setdefault(file.old, set()).add(path)
    return found


# a spec


def with_front(
    text: bytes, number: int, kind: str, title: str, status: str, created: str | None, said: dict[str, str]
) -> bytes:
    """The front matter completed; what it says already stays."""
    front = read_note("", text).front
    values: dict[str, Value] = {"id": number, "type": kind, "title": title, "status": status, "created": created}
    values |= {"owner": said.get("owner") or said.get("assignee"), "priority": said.get("priority", "").lower()}
    block = b"" if front is None else text
    for name, value in values.items():
        old = front.get(name) if front else None
        keeps = name not in ("id", "type") or str(old) == str(value)
        legible = name == "title" or "\ufffd" not in str(value)
        if value and legible and (old in (None, "", []) or not keeps):
            block = applied(block, properties.set_property(block, name, value))
    block = applied(block, properties.append_property(block, "aliases", f"{number} {title}"))
    if front is not None:
        return block
    at = 3 if text.startswith(b"\xef\xbb\xbf") else 0
    return text[:at] + block.replace(b"\n", newline_near(text, at)) + text[at:]


class Line(NamedTuple):
    """A header line: plain words, or a link to a file."""

    name: str
    words: str
    path: str | None = None
    also: str = ""  # another name that it may have


def with_header(path: str, text: bytes, lines: Sequence[Line], writing: Writing, notices: list[str]) -> bytes:
    """The header lines, below those that stand there. A line whose link leads elsewhere is left to the user."""
    note = read_note(path, text)
    start, end = outline.header(note)
    known = outline.labels(note, start, end)
    edits: list[Edit] = []
    missing: list[bytes] = []
    for line in lines:
        names = {line.name.casefold(), line.also.casefold()}
        label = next((one for one in known if one.name.casefold() in names), None)
        if label is None:
            value = line.words if line.path is None else writing.link(path, line.path, line.words)
            if value:
                missing.append(raw(f"**{line.name}**: {value}"))
            continue
        if line.path is None:
            continue
        links = scan(raw(label.value), 0).links
        meant = [leads_to(writing.names, path, link.target) for link in links]
        if line.path in meant:
            continue
        if any(meant):
            notices.append(f"{path}: its **{label.name}** line names something else than {line.path}")
            continue
        shown = links[0].alias if links else label.value
        words_ = line.words if not shown or is_placeholder(shown) or _says_none(shown) else shown
        if value := writing.link(path, line.path, words_):
            blank = b"" if text[label.value_start - 1 : label.value_start] in (b" ", b"\t") else b" "
            edits.append(Edit(label.value_start, label.value_end, blank + raw(value)))
    if missing:
        edits.append(_header_lines(text, start, known, missing))
    return applied(text, edits)


def _says_none(value: str) -> bool:
    return value.strip(" -–—_*").casefold() in ("", "none", "n/a", "na", "tbd", "todo")


def _header_lines(text: bytes, start: int, known: Sequence[outline.Label], lines: Sequence[bytes]) -> Edit:
    """New lines below the last one; every line but the last ends in two blanks, or they would run together."""
    at = known[-1].end if known else start
    newline = newline_near(text, at)
    block = (b"  " + newline).join(lines)
    if not known:
        before = newline if at and text[at - 1 : at] not in (b"\n", b"\r") else b""
        before += newline if at else b""
        rest = text[at : at + 1]
        return Edit(at, at, before + block + newline + (b"" if rest in (b"\n", b"\r", b"") else newline))
    last = known[-1]
    tail = text[last.value_end : last.end]
    ended = tail.endswith((b"\n", b"\r"))
    block = newline + block + (newline if ended else b"")
    blanks = tail.rstrip(b"\r\n")
    return Edit(last.value_end, last.end, (blanks if len(blanks) >= 2 else b"  ") + block)


def with_depends(path: str, text: bytes, links: Callable[[str], str | None]) -> bytes:
    """What a spec waits for, as links where an older layout had names; `links` writes what a name stands for."""
    host = read_host(path, text)
    for value in host.depends.values if host.depends else ():
        link = links(value) if oldlayout.old_name(value) else None
        if link and host.depends:
            text = applied(text, front_replaced(text, host.depends, value, link))
            host = read_host(path, text)
    return text


# a journal


def with_deliverables(
    path: str, text: bytes, found: Delivered, moves: dict[str, str], writing: Writing, notices: list[str]
) -> bytes:
    """A journal's registry with every deliverable that it does not list yet."""
    listed = {
        one.code or (leads_to(writing.names, path, one.link.target) if one.link else None)
        for one in entries_of(read_note(path, text))
    }
    files = {moves.get(old, old): what for old, what in found.files.items()}
    for file, what in sorted(files.items(), key=lambda one: (_order(one[0]), one[0])):
        if file in listed:
            continue
        link = writing.link(path, file, what.title)
        if link is None:
            notices.append(f"{path}: no link can be written that leads to {file}")
            continue
        text = _listed(path, text, link + (f" - {what.about}" if what.about else ""), category_of(file))
    for file, about in sorted(found.code.items()):
        if file not in listed:
            text = _listed(path, text, f"`{file}`" + (f" - {about}" if about else ""), layout.CODE_CHANGES)
    return text


def _order(path: str) -> int:
    """Where a file's category stands among those that have a name of their own."""
    category, known = category_of(path), list(layout.CATEGORIES.values())
    return known.index(category) if category in known else len(known)


def _listed(path: str, text: bytes, line: str, category: str) -> bytes:
    host = read_host(path, text)
    listing = host.listings.get(SECTION)
    if listing is None:
        return applied(text, section_made(host, SECTION, [f"### {category}", f"- {line}"]))
    return applied(text, item_added(host, listing, line, under=category))


def made_journal(given: Given, values: dict[str, str], summary: str, commits: Sequence[Committed]) -> bytes:
    """A journal from the template, told from the commits that touched a spec's files: one session a day."""
    template = given.template("context.md") or PLAIN_JOURNAL
    text = templates.filled(template, values, given.now)
    text = _in_section(text, SUMMARY, [one_line(summary)])
    days: dict[str, list[Committed]] = {}
    for commit in commits:
        days.setdefault(commit.at[:10], []).append(commit)
    lines: list[str] = []
    for number, (day, of_day) in enumerate(days.items(), 1):
        who = ", ".join(dict.fromkeys(one_line(one.author) for one in of_day))
        lines += [f"### Session {number}: {day} - {_safe(of_day[0].subject)}"]
        lines += [f"**Participants**: {who}  ", "**Status**: completed", "", "#### Commits"]
        lines += [f"- `{one.id[:7]}`: {_safe(one.subject)}" for one in of_day]
        lines += [""]
    return _in_section(text, TIMELINE, lines[:-1]) if lines else text


def _safe(text: str) -> str:
    return one_line(text.replace("[[", "((").replace("]]", "))"))


def _in_section(text: bytes, title: str, lines: Sequence[str]) -> bytes:
    """Lines put first in a section; one that the template lacks comes at the end."""
    part = outline.section(read_note("", text), title)
    newline = newline_near(text, len(text))
    block = newline.join(map(raw, lines)) + newline
    if part:
        return applied(text, [Edit(part.body, part.body, newline + block)])
    before = b"" if text.endswith((b"\n", b"\r")) else newline
    return text + before + newline + raw(f"## {title}") + newline * 2 + block
