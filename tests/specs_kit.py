"""A vault of specs on disk, written out by hand, edited as a person would and synced.

The texts are literal: no template and no command made them, so that neither can be wrong in the same way as sync. All
of its places agree from the start: epic 1000 with the features 1001 Storage and 1002 Desk; task 1011; 1001 delivers
a.sh, guide.md and c.json; 1002 depends on 1001. Epic 2000 stands by for whatever moves.
"""

import os
import shutil
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from time import time
from typing import Any, NamedTuple

import pytest

from specwork.desk import Desk
from tests.kit import content_of

AT = "specs/1000/1001"
E, EC = "specs/1000/epic.md", "specs/1000/context.md"
S, C, I = f"{AT}/spec.md", f"{AT}/context.md", f"{AT}/deliverables/index.md"  # noqa: E741 the reference calls it I
A, G, J = f"{AT}/deliverables/scripts/a.sh", f"{AT}/deliverables/docs/guide.md", f"{AT}/deliverables/config/c.json"
T, TC = f"{AT}/1011.spec.md", f"{AT}/1011.context.md"
S2, C2 = "specs/1000/1002/spec.md", "specs/1000/1002/context.md"
F, FC = "specs/2000/epic.md", "specs/2000/context.md"
DAY = 86400

ITEM_A = "- [[deliverables/scripts/a.sh|Mount script]] - mounts the share\n"
ITEM_G = "- [[deliverables/docs/guide|Guide]]\n"
ITEM_J = "- [[deliverables/config/c.json|Settings]] - what the unit reads\n"
TRACE = "# Spec: [[../../spec|1001 Storage]]\n# Context: [[../../context|Implementation Journal]]\n"
NOTE_TRACE = "<!-- Spec: [[../../spec|1001 Storage]] -->\n<!-- Context: [[../../context|Implementation Journal]] -->\n"
TRACE_GONE = [f"-{line}" for line in TRACE.splitlines(keepends=True)]
TRACE_COME = [f"+{line}" for line in TRACE.splitlines(keepends=True)]
NOTE_TRACE_GONE = [f"-{line}" for line in NOTE_TRACE.splitlines(keepends=True)]
B = f"{AT}/deliverables/scripts/b.sh"
ITEM_B = "- [[deliverables/scripts/b.sh|B]] - second\n"
MARKERS = "<<<<<<< ours\none\n=======\nother\n>>>>>>> theirs\n"
OWNERS = "Spec: [[../spec|1001 Storage]], Context: [[../context|Implementation Journal]]\n"
LISTED_A = f"- [[scripts/a.sh|Mount script]] - {OWNERS}"
LISTED_G = f"- [[docs/guide|Guide]] - {OWNERS}"
LISTED_J = f"- [[config/c.json|Settings]] - {OWNERS}"


def front(number: int, kind: str, title: str, *, status: str = "planning", more: str = "") -> str:
    head = f"---\nid: {number}\ntype: {kind}\ntitle: {title}\nstatus: {status}\n"
    return f"{head}created: 2026-11-02\nupdated: 2026-11-18\n{more}---\n"


def spec(number: int, title: str, parent: str, *, status: str = "planning", more: str = "", rest: str = "") -> str:
    kind, journal = ("task", f"{number}.context") if 1011 <= number <= 1099 else ("feature", "context")
    return f"""{front(number, kind, title, status=status, more=more)}# {title}

**Context**: [[{journal}|Implementation Journal]]  
**Parent**: {parent}

## Overview

{title}, as it is needed.
{rest}"""  # noqa: W291 two spaces end a header's field, as everywhere in a vault


def epic(number: int, title: str, features: str = "", *, status: str = "planning") -> str:
    return f"""{front(number, "epic", title, status=status)}# {title}

**Context**: [[context|Implementation Journal]]

## Overview

What everything stands on.

## Features

{features}"""


def journal(title: str, of: str, *, parent: str = "", status: str = "planning", rest: str = "") -> str:
    above = f"**Parent**: {parent}  \n" if parent else ""
    return f"""# Context: {title}

**Spec**: {of}  
{above}**Status**: {status}  
**Created**: 2026-11-02 09:00  
**Updated**: 2026-11-18 17:30

## Summary

The journal of {title}.

## Implementation Timeline
{rest}
## Metrics

- **Total Sessions**: 0
"""  # noqa: W291 two spaces end a header's field, as everywhere in a vault


SESSION = """
### Session 1: 2026-11-18 - Mount the NAS at boot
**Duration**: 1.5 hours  
**Participants**: User, Claude  
**Status**: completed

#### Planning
- Chose an automount unit over a line in fstab
- It survives a share that is down at boot

#### Implementation
- Created [[deliverables/scripts/a.sh|Mount script]]
"""  # noqa: W291 two spaces end a session's field, as everywhere in a vault

DELIVERED = f"""
## Deliverables

### Scripts
{ITEM_A}
### Documentation
{ITEM_G}
### Configuration Files
{ITEM_J}
### Code Changes
- `services/storage/nas.ts` - the client

## Dependencies Delivered To

### Downstream Specs
- [[../1002/spec|1002 Desk]]

### Integration Points
- Archive: `services/archive/`
"""

OF_1000, OF_1001, OF_2000 = "[[../epic|1000 Foundation]]", "[[spec|1001 Storage]]", "[[../epic|2000 Market]]"
VAULT: dict[str, str] = {
    E: epic(1000, "Foundation", "- [[1001/spec|1001 Storage]]\n- [[1002/spec|1002 Desk]]\n", status="implementing"),
    EC: journal("Foundation", "[[epic|1000 - Foundation]]", status="implementing"),
    S: spec(
        1001, "Storage", OF_1000, status="implementing", more="depends_on: []\ntags: [storage]\n",
        rest=f"\n## Acceptance Criteria\n\n- [ ] The share is mounted at boot\n\n## Tasks\n\n"
        f"- [[1011.spec|1011 Mount the NAS]]\n\n## Deliverables\n\n{ITEM_A}{ITEM_G}{ITEM_J}\n"
        "## Dependencies\n\nNone.\n",
    ),
    C: journal("Storage", "[[spec|1001 - Storage]]", parent=OF_1000, status="implementing", rest=SESSION + DELIVERED),
    I: f"# Deliverables\n\n{LISTED_J}{LISTED_G}{LISTED_A}",
    A: f"#!/bin/sh\n{TRACE}set -e\nmount the-share\n",
    G: f"{NOTE_TRACE}\n# Guide\n\nHow to mount it.\n",
    J: '{"share": "nas"}\n',
    T: spec(1011, "Mount the NAS", OF_1001, more="depends_on: []\n"),
    TC: journal("Mount the NAS", "[[1011.spec|1011 - Mount the NAS]]", parent=OF_1001),
    S2: spec(1002, "Desk", OF_1000, more='depends_on:\n  - "[[../1001/spec|1001 Storage]]"\naliases: ["1002 Desk"]\n'),
    C2: journal("Desk", "[[spec|1002 - Desk]]", parent=OF_1000),
    F: epic(2000, "Market"),
    FC: journal("Market", "[[epic|2000 - Market]]"),
}  # fmt: skip


class Told(NamedTuple):
    """One sync: which files it changed and how, line by line, and what it said."""

    diff: dict[str, list[str]]
    conflicts: list[tuple[str, str]]
    findings: list[tuple[str, str]]
    report: Any

    @property
    def codes(self) -> set[str]:
        """Of everything that it reported: what is held is told beside conflicts, and counts like one."""
        return {code for code, _ in (*self.conflicts, *self.findings)}

    @property
    def quiet(self) -> bool:
        return not self.diff and not self.codes

    @property
    def said(self) -> str:
        """All its words, to look for a hint in."""
        return repr((self.report.conflicts, self.report.findings))


class Specs:
    """The vault in a folder. Every sync opens it anew, as a command does: what it remembers lies in `.specwork`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.later = -100.0  # ours were written long before: a save right behind one of ours may not have seen it
        folder.mkdir(parents=True, exist_ok=True)

    # what a person does to files

    def has(self, files: Mapping[str, str | bytes]) -> "Specs":
        for path, text in files.items():
            self.write(path, text)
        return self

    def write(self, path: str, text: str | bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content_of(text))

    def read(self, path: str) -> str:
        return (self.folder / path).read_bytes().decode("utf-8", "surrogateescape")

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        self.write(path, text.replace(old, new))

    def drop_line(self, path: str, fragment: str) -> str:
        """Takes out the one line that holds this, and answers with it."""
        lines = self.read(path).splitlines(keepends=True)
        [found] = [line for line in lines if fragment in line]
        self.write(path, "".join(line for line in lines if line != found))
        return found

    def move(self, old: str, new: str) -> None:
        (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
        os.rename(self.folder / old, self.folder / new)

    def delete(self, path: str) -> None:
        place = self.folder / path
        shutil.rmtree(place) if place.is_dir() else place.unlink()

    def copy(self, path: str, to: str) -> None:
        place = self.folder / path
        (self.folder / to).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(place, self.folder / to) if place.is_dir() else shutil.copy(place, self.folder / to)

    def forget(self) -> None:
        """The agreement is lost, as in a fresh clone."""
        shutil.rmtree(self.folder / ".specwork", ignore_errors=True)

    # what is there

    def snapshot(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(self.folder).parts)
        }

    def section(self, path: str, title: str) -> list[str]:
        """The lines of a section that are not blank, without the heading itself."""
        _, _, rest = self.read(path).partition(f"\n## {title}\n")
        return [line.rstrip() for line in rest.split("\n## ")[0].splitlines() if line.strip()]

    def header(self, path: str) -> list[str]:
        """The labelled lines behind the first heading."""
        return [line.rstrip() for line in self.read(path).split("\n## ")[0].splitlines() if line.startswith("**")]

    # syncing

    def desk(self) -> Any:
        return Desk(str(self.folder), participant="Ann", clock=lambda: time() + self.later)

    def sync(self, *, trust: tuple[str, ...] = (), only: tuple[str, ...] = (), dry_run: bool = False) -> Told:
        before = self.snapshot()
        report = self.desk().sync(trust=trust, only=only, dry_run=dry_run)
        after = self.snapshot()
        diff = {path: _lines(before.get(path), after.get(path)) for path in sorted({*before, *after})}
        told = Told(
            {path: lines for path, lines in diff.items() if before.get(path) != after.get(path)},
            sorted((one.code, one.fact) for one in report.conflicts),
            sorted((one.code, one.path) for one in report.findings),
            report,
        )
        if not dry_run:
            assert sorted(report.done.changed) == sorted(told.diff), "it says what it changed"
        return told

    def settle(self, *, trust: tuple[str, ...] = ()) -> Told:
        """A sync, and another that has to write nothing and to report the same."""
        told = self.sync(trust=trust)
        again = self.sync()
        assert again.diff == {}, "a second sync writes nothing"
        assert again.conflicts == told.conflicts, "a second sync has the same conflicts"
        assert again.findings == told.findings, "a second sync finds the same"
        return told

    def agreed(self) -> "Specs":
        """What stands here agrees in itself; sync has only to remember it."""
        told = self.settle()
        assert told.quiet, f"not agreed: {told.diff} {told.said}"
        return self


def _lines(before: bytes | None, after: bytes | None) -> list[str]:
    """What went and what came, a line each, in order; a file that came or went as a whole says so first.

    Blank lines come and go with what they set apart, and are not told.
    """
    marks = (["+++"] if before is None else []) + (["---"] if after is None else [])
    old, new = (_split(text) for text in (before or b"", after or b""))
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            marks += [f"-{line}" for line in old[a:b]] + [f"+{line}" for line in new[c:d]]
    return [mark for mark in marks if mark[1:].strip()]


def _split(text: bytes) -> list[str]:
    return text.decode("utf-8", "surrogateescape").splitlines(keepends=True)


class Like:
    """Equal to every line that begins so and holds all of these: where the words are the product's own to choose."""

    def __init__(self, start: str, *holds: str) -> None:
        self.start, self.holds = start, holds

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.startswith(self.start) and all(one in other for one in self.holds)

    def __hash__(self) -> int:
        return hash(self.start)

    def __repr__(self) -> str:
        return f"{self.start}…{'…'.join(self.holds)}…"


def listed(name: str, *, mark: str = "+") -> Like:
    """A line of the index of 1001's deliverables."""
    return Like(f"{mark}- [[{name}", "Spec: [[../spec|1001 Storage]]", "[[../context|")


def dark(specs: Specs, path: str) -> str:
    """A merge conflict in a file; answers with what it was before."""
    whole = specs.read(path)
    specs.write(path, whole + MARKERS)
    return whole


def puts(specs: Specs, path: str = S) -> None:
    """A new script, with an item typed into the spec or the journal."""
    specs.write(B, "#!/bin/sh\nsecond\n")
    specs.edit(path, ITEM_A, ITEM_A + ITEM_B)


@pytest.fixture
def specs(tmp_path: Path) -> Specs:
    """The agreed vault."""
    return Specs(tmp_path / "vault").has(VAULT).agreed()
