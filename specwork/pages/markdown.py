"""Reports as Markdown to paste: links are those of the vault, seen from its top.

Nothing of a note is taken for markup: what people typed is escaped, and stands on one line.
"""

from collections.abc import Callable, Iterable
from itertools import groupby

from specwork.domain.hours import hours_text
from specwork.pages.sizes import size_text
from specwork.work.finding import Found
from specwork.work.progress import Overview, Standing
from specwork.work.reports import GONE, NEEDLESS, Delivered
from specwork.work.showing import Shown
from vault.notes.links import encoded
from vault.notes.note import Note, body_start
from vault.paths import stem_of
from vault.text import Edit, applied, raw, words

Meaning = Callable[[str, str], str | None]  # the file that a link means, seen from a note
Linked = Callable[[str, str], str]  # a path and its text, as a link

_MARKUP = str.maketrans({char: "\\" + char for char in "\\`*_[]<>|#~$%"})


def plain(text: str) -> str:
    r"""Text that means nothing but itself.

    >>> plain("a | [b](c) <i>\n- d")
    'a \\| \\[b\\](c) \\<i\\> - d'
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text).split()).translate(_MARKUP)


def link(path: str, text: str) -> str:
    """A Markdown link to a file of the vault, seen from its top."""
    whole = encoded("".join(char if char.isprintable() else f"%{ord(char):02X}" for char in path))
    return f"[{plain(text)}]({whole})"


def to_spec(found: Found, linked: Linked = link) -> str:
    return linked(found.path, found.spec.label)


def status(one: Standing) -> str:
    """How one spec stands."""
    spec = one.listed.spec
    lines = [f"# {plain(spec.label)}", "", *_facts(one), ""]
    if one.criteria:
        lines += ["## Acceptance Criteria", ""]
        lines += [f"- [{'x' if each.met else ' '}] {plain(each.text)}" for each in one.criteria]
        lines.append("")
    if one.last:
        session = one.last
        lines += ["## Last Session", "", f"{plain(session.day or 'undated')}: {plain(session.title or 'untitled')}, "]
        lines[-1] += plain(session.status or "no status") + ("; left open:" if one.left else ".")
        lines += ["", *(f"- {plain(each)}" for each in one.left)] if one.left else []
        lines.append("")
    lines += _section("Parts", [f"{to_spec(each.found)} ({plain(each.spec.status)})" for each in one.children])
    waiting = [
        (to_spec(each.found) + f" ({plain(each.found.spec.status)})")
        if each.found
        else f"{plain(each.typed)} (no spec)"
        for each in one.waits_on
    ]
    lines += _section("Waits On", waiting)
    lines += _section("Blocks", [to_spec(each) for each in one.blocks])
    broken = [f"{link(each.source, each.source)}, line {each.line}: `{_code(each.raw)}`" for each in one.broken]
    return "\n".join(lines + _section("Broken Links", broken)).rstrip() + "\n"


def _code(text: str) -> str:
    return plain(text).replace("\\", "").replace("`", "'")


def _section(title: str, items: Iterable[str]) -> list[str]:
    items = list(items)
    return [f"## {title}", "", *(f"- {item}" for item in items), ""] if items else []


def _facts(one: Standing) -> list[str]:
    spec = one.listed.spec
    facts = [("Status", plain(spec.status)), ("Type", plain(spec.type))]
    if one.parent:
        facts.append(("Parent", to_spec(one.parent)))
    if one.listed.journal:
        facts.append(("Context", link(one.listed.journal.path, "Implementation Journal")))
    facts.append(("Criteria", f"{spec.met} of {spec.total} met"))
    if one.progress.below:
        facts.append(("Parts completed", f"{one.progress.completed} of {one.progress.below}"))
    facts.append(("Sessions", f"{len(one.sessions)}, {hours_text(one.time)}"))
    missing = f", {len(one.gone)} missing" if one.gone else ""
    facts.append(("Deliverables", f"{one.delivers}{missing}"))
    facts.append(("Next", plain(one.next.text) + (f": `{_code(one.next.command)}`" if one.next.command else "")))
    return [f"- **{name}**: {value}" for name, value in facts]


def overview(one: Overview, linked: Linked = link) -> str:
    """How the whole vault stands: every spec below its parent."""
    lines = ["# Status", ""]
    for depth, listed, done in one.tree():
        percent = "" if done.percent is None else f", {done.percent}%"
        lines.append(f"{'  ' * depth}- {to_spec(listed.found, linked)}: {plain(listed.spec.status)}{percent}")
    if not one.forest.all:
        lines.append("No specs yet.")
    lines.append("")
    begun = [
        f"{to_spec(each.found, linked)}: {plain(session.title or 'untitled')}"
        + (f" ({plain(', '.join(session.participants))})" if session.participants else "")
        for each, session in one.sessions
    ]
    lines += _section("Open Sessions", begun)
    lines += _section("Blocked", [to_spec(each.found, linked) for each in one.blocked])
    if one.broken:
        lines += [f"Broken links: {one.broken}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def deliverables(of: Found | None, found: list[Delivered]) -> str:
    """What a spec delivered, by category, as tables."""
    lines = [f"# Deliverables of {plain(of.spec.label)}" if of else "# Deliverables", ""]
    owners = len({one.owner.path for one in found})
    for (owner, category), group in groupby(found, key=lambda one: (one.owner, one.category)):
        lines += [f"## {plain(category)}" + (f" of {plain(owner.spec.label)}" if owners > 1 else ""), ""]
        lines += ["| File | Description | Size | Trace | Last commit |", "|---|---|---|---|---|"]
        lines += [_row(one) for one in group] + [""]
    if not found:
        lines.append("Nothing yet.")
    return "\n".join(lines).rstrip() + "\n"


def _row(one: Delivered) -> str:
    there = plain(one.title) if one.trace == NEEDLESS or not one.exists else link(one.path, one.title)
    last = f"`{one.commit.id[:7]}` {plain(one.commit.subject)}" if one.commit else ""
    state = "**missing**" if one.trace == GONE else one.trace
    return f"| {there} | {plain(one.description)} | {size_text(one.size)} | {state} | {last} |"


def show(one: Shown, note: Note, meaning: Meaning) -> str:
    """A spec with its facts first; the links in its own text are written as seen from the top of the vault."""
    spec = one.listed.spec
    facts = [f"- **Status**: {plain(spec.status)}", f"- **Type**: {plain(spec.type)}"]
    if one.parent:
        facts.append(f"- **Parent**: {to_spec(one.parent)}")
    facts += [f"- **Waits on**: {to_spec(each.found)}" for each in one.waits_on if each.found]
    facts += [f"- **Blocks**: {to_spec(each)}" for each in one.blocks]
    body = words(rebased(note, meaning)).strip("\r\n")
    return f"{link(spec.path, spec.label)}\n\n" + "\n".join(facts) + f"\n\n{body}\n"


def rebased(note: Note, meaning: Meaning) -> bytes:
    """A note's text below its front matter, every link in it one of Markdown, seen from the top of the vault."""
    edits = []
    for one in note.links:
        path = meaning(note.path, one.target) if one.where == "body" and one.target else None
        if path:
            edits.append(Edit(one.start, one.end, raw(link(path, (one.alias or "").strip() or stem_of(path)))))
    return applied(note.text, edits)[body_start(note.text, note.front) :]
