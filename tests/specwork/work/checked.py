"""A vault that the commands made, in which nothing is wrong; and the ways in which tests damage it."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from specwork.desk import Desk
from specwork.domain.checks import DAY
from specwork.domain.findings import KINDS
from specwork.work import specs
from specwork.work.checking import in_specs
from specwork.work.mending import mend
from tests.specwork.work.room import NOW, Room

AT = "specs/1000/1001"
E, EC = "specs/1000/epic.md", "specs/1000/context.md"
S, C = f"{AT}/spec.md", f"{AT}/context.md"
T, TC = f"{AT}/1011.spec.md", f"{AT}/1011.context.md"
S2, C2 = "specs/1000/1002/spec.md", "specs/1000/1002/context.md"
I = f"{AT}/deliverables/index.md"  # noqa: E741 short, as the others
A, G, J = f"{AT}/deliverables/scripts/a.sh", f"{AT}/deliverables/docs/guide.md", f"{AT}/deliverables/config/c.json"

SESSIONS = """
### Session 1: 2026-11-18 - Look around
**Started**: 2026-11-18 09:00 +01:00  
**Participants**: Ann  
**Status**: completed ^s-00000001

#### Planning
- 09:05 Chose an automount unit

### Session 2: 2026-11-19 - Mount at boot
**Started**: 2026-11-19 14:00 +01:00  
**Status**: partial ^s-00000002
"""  # noqa: W291 two spaces end a field

Files = dict[str, bytes]


def made(folder: Path) -> Files:
    """The files of a vault made by commands, then by hand and sync."""
    (folder / "specs").mkdir(parents=True)
    desk = Desk(str(folder), participant="Ann", clock=NOW.timestamp)
    desk.disk()  # its state, as `init` makes it
    for kind, title, under in (("epic", "Foundation", None), ("feature", "Storage", None), ("task", "Mount", None)):
        desk.sweep()
        desk.run(specs.new, kind=kind, title=title, under=under)
    desk.sweep()
    desk.run(specs.new, kind="feature", title="Desk", depends_on=["1001"])
    for path, text in ((A, "#!/bin/sh\necho\n"), (G, "# Guide\n"), (J, "{}\n")):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    _put(folder / S, "## Acceptance Criteria\n", "\n- [x] It mounts\n- [ ] It survives\n")
    items = "".join(f"- [[{path.removeprefix(AT + '/').removesuffix('.md')}|{name}]]\n" for path, name in _NAMES)
    _put(folder / S, "## Deliverables\n", f"\n{items}")
    _put(folder / C, "## Implementation Timeline\n", SESSIONS)
    desk.sync()
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("specs/**/*") if path.is_file()}


_NAMES = ((A, "Mount script"), (G, "Guide"), (J, "Settings"))


def _put(place: Path, heading: str, text: str) -> None:
    before = place.read_text(encoding="utf-8")
    assert before.count(heading) == 1
    place.write_text(before.replace(heading, heading + text), encoding="utf-8")


class Found(NamedTuple):
    code: str
    path: str


def found(room: Room) -> list[Found]:
    """What is wrong, without what may be said in passing."""
    return [Found(one.code, one.path) for one in in_specs(room.index(), room.root, NOW.timestamp())]


def mended(room: Room) -> list[str]:
    """The files that `--fix` changes."""
    return room.run(mend).paths()


# damages


class Damage(NamedTuple):
    """What somebody did to a vault, and what `check` has to say to it. `path` is the file that it names."""

    does: Callable[[Files], None]
    code: str
    path: str

    @property
    def is_mended(self) -> bool:
        return KINDS[self.code].mended or self.code == "stray-trace"


def cut(path: str, pattern: str) -> Callable[[Files], None]:
    """Takes out what matches, once."""
    return put(path, pattern, "")


def put(path: str, pattern: str, new: str) -> Callable[[Files], None]:
    def does(files: Files) -> None:
        text = files[path].decode()
        after, count = re.subn(pattern, lambda _: new, text, count=1, flags=re.MULTILINE)
        assert count == 1, f"{path} has no {pattern!r}"
        files[path] = after.encode()

    return does


def gone(path: str) -> Callable[[Files], None]:
    return lambda files: files.__delitem__(path)


def come(path: str, text: str = "") -> Callable[[Files], None]:
    return lambda files: files.__setitem__(path, text.encode())


def both(*deeds: Callable[[Files], None]) -> Callable[[Files], None]:
    def does(files: Files) -> None:
        for deed in deeds:
            deed(files)

    return does


LINE = r"^.*{}.*\n"
DAMAGES: Mapping[str, Damage] = {
    "an item is deleted in the spec": Damage(cut(S, LINE.format("a.sh")), "one-sided", S),
    "an item is deleted in the journal": Damage(cut(C, LINE.format("a.sh")), "one-sided", C),
    "a part is deleted in its parent's list": Damage(cut(E, r"^- .*1002 Desk.*\n"), "one-sided", E),
    "a part of another is listed": Damage(put(E, r"^## Features\n\n", "## Features\n\n- [[1001/1011.spec|x]]\n"),
                                          "one-sided", E),
    "a dependency is deleted below": Damage(cut(S2, r"^  - .*1001.*\n"), "one-sided", S2),
    "a dependency is deleted above": Damage(cut(C, LINE.format("1002 Desk")), "one-sided", C),
    "a status is changed": Damage(put(S, r"^status: .*$", "status: blocked"), "status-differs", C),
    "a line of the list is deleted": Damage(cut(I, LINE.format("c.json")), "unlisted", I),
    "the list is deleted": Damage(gone(I), "unlisted", I),
    "a trace is deleted": Damage(cut(A, r"^# Spec.*\n# Context.*\n"), "untraced", A),
    "a note's trace is deleted": Damage(cut(G, r"^<!-- Spec.*\n<!-- Context.*\n"), "untraced", G),
    "a trace names another spec": Damage(put(A, r"\[\[\.\./\.\./spec\|.*\]\]", "[[../../1011.spec|1011 Mount]]"),
                                         "stray-trace", A),
    "a trace leads nowhere": Damage(put(A, r"\[\[\.\./\.\./spec\|.*\]\]", "[[../../spek]]"), "stray-trace", A),
    "a second trace is somebody else's": Damage(put(A, r"^# Spec", "# Spec: [[../../1011.spec|1011 Mount]]\n# Spec"),
                                                "stray-trace", A),
    "a deliverable is deleted": Damage(gone(J), "deliverable-missing", S),
    "a deliverable named in a journal is missing": Damage(put(C, r"deliverables/config/c\.json", "deliverables/no"),
                                                          "deliverable-missing", C),
    "a journal among the deliverables": Damage(put(S, r"^- \[\[deliverables/s", "- [[context]]\n- [[deliverables/s"),
                                               "not-a-deliverable", S),
    "a file that nobody names": Damage(come(f"{AT}/deliverables/data/x.csv"), "orphan-deliverable",
                                       f"{AT}/deliverables/data/x.csv"),
    "a spec is deleted": Damage(gone(T), "orphan-context", TC),
    "a journal is deleted": Damage(gone(TC), "context-missing", T),
    "a folder with neither": Damage(come("specs/1000/1003/notes.md", "x"), "spec-missing", "specs/1000/1003"),
    "a dependency on nobody": Damage(put(T, r"^depends_on:.*$", "depends_on: [1777]"), "spec-missing", T),
    "the Context line is deleted": Damage(cut(S, LINE.format(r"\*\*Context\*\*")), "header-missing", S),
    "the Spec line is deleted": Damage(cut(C, LINE.format(r"\*\*Spec\*\*")), "header-missing", C),
    "the Parent line is emptied": Damage(put(TC, r"^\*\*Parent\*\*: .*$", "**Parent**:"), "header-missing", TC),
    "the Status line is deleted": Damage(cut(C2, LINE.format(r"\*\*Status\*\*")), "header-missing", C2),
    "another parent": Damage(put(T, r"^\*\*Parent\*\*: .*$", "**Parent**: [[../epic|1000 Foundation]]"), "parent", T),
    "a parent that is no link": Damage(put(T, r"^\*\*Parent\*\*: .*$", "**Parent**: Storage"), "parent", T),
    "a parent that leads nowhere": Damage(put(S2, r"^\*\*Parent\*\*: .*$", "**Parent**: [[../epik|1000 Foundation]]"),
                                          "parent", S2),
    "another journal": Damage(put(S, r"^\*\*Context\*\*: \[\[context", "**Context**: [[1011.context"), "journal", S),
    "another spec": Damage(put(C, r"^\*\*Spec\*\*: \[\[spec", "**Spec**: [[../epic"), "journal", C),
    "two Parent lines": Damage(put(C, r"^\*\*Parent\*\*", "**Parent**: [[1011.spec]]  \n**Parent**"), "two-lines", C),
    "a second header": Damage(put(C, r"^## Summary\n", "# Context: Storage\n\n**Status**: done\n\n## Summary\n"),
                              "two-lines", C),
    "a context.md at the top": Damage(come("context.md", "# Mine\n"), "captured-link", S),
    "an id typed by hand": Damage(put(S2, r"^## Overview\n", "## Overview\n\nSee [[1011]].\n"), "typed-id", S2),
    "an id twice": Damage(put(S2, r"^id: 1002$", "id: 1001"), "id-clash", S2),
    "an id that its folder does not say": Damage(put(S2, r"^id: 1002$", "id: 1005"), "id-mismatch", S2),
    "the id is deleted": Damage(cut(S, r"^id: 1001\n"), "id-missing", S),
    "the front matter is deleted": Damage(cut(E, r"\A---\n(?:.*\n)*?---\n"), "no-front-matter", E),
    "a note from a phone": Damage(come("specs/idea.md", "---\ntype: task\n---\n"), "untaken", "specs/idea.md"),
    "a new title, and the old alias": Damage(put(T, r"^title: .*$", "title: Mount it"), "alias", T),
    "no aliases": Damage(cut(T, r"^aliases: .*\n"), "alias", T),
    "a status of one's own": Damage(put(T, r"^status: .*$", "status: waiting for Bob"), "status-unknown", T),
    "completed with open criteria": Damage(put(S, r"^status: .*$", "status: completed"), "criteria-open", S),
    "completed with open parts": Damage(put(E, r"^status: .*$", "status: done"), "parts-open", E),
    "a session left open": Damage(put(C, r"^\*\*Status\*\*: partial", "**Status**: open"), "session-open", C),
    "a session's number twice": Damage(put(C, r"Session 2", "Session 1"), "session-twice", C),
    "a session's id twice": Damage(put(C, r"s-00000002", "s-00000001"), "session-id-twice", C),
    "a session's id moved up": Damage(both(put(C, r" \^s-00000001", ""), put(C, r"(?<=: Ann)  ", "  ^s-00000001")),
                                      "session-id-place", C),
    "a session's heading made plain": Damage(put(C, r"^### (?=Session 2)", ""), "session-heading-missing", C),
    "the first session's heading made plain": Damage(put(C, r"^### (?=Session 1)", ""), "session-heading-missing", C),
    "a session's id lost": Damage(cut(C, r" \^s-00000002"), "session-id-missing", C),
    "created after it was updated": Damage(put(S, r"^created: .*$", "created: 2027-01-01"), "dates-backwards", S),
    "a journal created after it was updated": Damage(put(C, r"^\*\*Created\*\*: \S+", "**Created**: 2027-01-01"),
                                                     "dates-backwards", C),
    "a session before the one before it": Damage(put(C, r"2: 2026-11-19", "2: 2026-11-01"), "dates-backwards", C),
    "a section is deleted in the spec": Damage(cut(T, r"^## Technical Approach\n"), "section-missing", T),
    "a section is deleted in the journal": Damage(cut(TC, r"^## Metrics\n"), "section-missing", TC),
    "the deliverables are deleted in the spec": Damage(cut(S, r"^## Deliverables\n(?:.*\n)*?(?=## )"),
                                                       "section-missing", S),
    "the deliverables are deleted in the journal": Damage(cut(C, r"^## Deliverables\n(?:.*\n)*?(?=## )"),
                                                          "section-missing", C),
    "the features are deleted": Damage(cut(E, r"^## Features\n(?:.*\n)*?(?=## )"), "section-missing", E),
    "the list of what depends on it is deleted": Damage(cut(C, r"^### Downstream Specs\n(?:(?:- .*)?\n)+?(?=#)"),
                                                        "section-missing", C),
    "what depends on it is deleted": Damage(cut(C, r"^## Dependencies Delivered To\n(?:.*\n)*?(?=## )"),
                                            "section-missing", C),
}  # fmt: skip

__all__ = ["DAMAGES", "DAY", "Damage", "Files", "Found", "found", "made", "mended"]
