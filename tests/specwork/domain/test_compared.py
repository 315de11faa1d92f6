"""What became of a spec is told in words."""

import pytest

from specwork.domain.compared import compared
from vault.notes.note import read_note

BEFORE = """---
id: 1
title: Mount
priority: low
owner: Ada
tags: [nas]
depends_on: ["[[../1001/spec|1001 Storage]]"]
status: planning
updated: 2026-11-01
---
# Mount

Why this is here.

## Overview

It hangs.
For a minute.

## Acceptance Criteria

- [ ] Mounted at boot
- [ ] Survives a NAS that is dead
- [x] Quiet

## Technical Approach

An automount unit.

## Tasks

- [[1011.spec|1011 Look]]

## Deliverables
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("status: planning", "status: done", [], id="the status is told elsewhere"),
        pytest.param("## Deliverables", "## Deliverables\n- [[a]]", [], id="and so is what was delivered"),
        pytest.param("priority: low", "priority: high", ["Changed priority from low to high"], id="a property"),
        pytest.param("owner: Ada\n", "", ["Removed owner (Ada)"], id="a property that went"),
        pytest.param("priority: low", "priority: low\nrisk: high", ["Set risk to high"], id="a property that came"),
        pytest.param(
            "priority: low",
            "priority: low\nlinks: {a: [1, true], b: }",
            ["Set links to {a: [1, true], b: nothing}"],
            id="a property of several",
        ),
        pytest.param("[nas]", "[nas, boot]", ["Added tags: boot"], id="an item of a list"),
        pytest.param(
            'depends_on: ["[[../1001/spec|1001 Storage]]"]',
            'depends_on: ["[[../1002/spec|1002 Desk]]"]',
            ["Added dependency: 1002 Desk", "Removed dependency: 1001 Storage"],
            id="dependencies, by their names",
        ),
        pytest.param("[ ] Mounted", "[x] Mounted", ["Met acceptance criterion: Mounted at boot"], id="a tick"),
        pytest.param("[x] Quiet", "[ ] Quiet", ["Reopened acceptance criterion: Quiet"], id="a tick taken away"),
        pytest.param(
            "- [x] Quiet", "- [x] Quiet\n- [ ] Fast", ["Added acceptance criterion: Fast"], id="a new criterion"
        ),
        pytest.param("- [x] Quiet\n", "", ["Removed acceptance criterion: Quiet"], id="a criterion that went"),
        pytest.param("- [x] Quiet\n", "- [x] Quiet\n- [ ] \n", ["Added acceptance criterion:"], id="one without words"),
        pytest.param(
            "- [x] Quiet\n",
            "- [x] Quiet\n- [ ] Fast\n  within a second\n",
            ["Added acceptance criterion: Fast"],
            id="a new criterion with more below it",
        ),
        pytest.param(
            "- [x] Quiet\n",
            "- [x] Quiet\n  at night\n",
            ["Acceptance Criteria changed"],
            id="more below a criterion",
        ),
        pytest.param(
            "a NAS that is dead",
            "a NAS that is gone",
            ["Reworded acceptance criterion: Survives a NAS that is gone"],
            id="a criterion in other words",
        ),
        pytest.param("An automount unit.", "A line in fstab.", ["Technical Approach rewritten"], id="all of it anew"),
        pytest.param("It hangs.\n", "It hangs badly.\n", ["Overview changed"], id="half in other words"),
        pytest.param("For a minute.", "For a minute.\nOften.", ["Overview extended"], id="more words"),
        pytest.param("An automount unit.\n", "", ["Technical Approach emptied"], id="no words"),
        pytest.param("## Overview", "## Purpose", ["Renamed section Overview to Purpose"], id="another heading"),
        pytest.param("## Tasks", "## Risks\n\nNone.\n\n## Tasks", ["Risks added"], id="a new section"),
        pytest.param("1011 Look]]", "1011 Look]]\n- [[1012.spec|1012 Try]]", ["Added task: 1012 Try"], id="a new part"),
        pytest.param("Why this is here.", "Because.", ["Opening text rewritten"], id="what stands above"),
        pytest.param("It hangs.", "It  hangs. ", [], id="blanks are no words"),
    ],
)  # fmt: skip
def test_a_change_is_told(old: str, new: str, told: list[str]) -> None:
    assert old in BEFORE
    after = BEFORE.replace(old, new, 1)
    assert compared(read_note("a.md", BEFORE.encode()), read_note("a.md", after.encode())) == told


def test_words_of_a_spec_cannot_break_a_journal() -> None:
    after = BEFORE.replace("- [x] Quiet", "- [x] Quiet\n- [ ] `a %% b` ^s-00000001 <!-- x")
    [told] = compared(read_note("a.md", BEFORE.encode()), read_note("a.md", after.encode()))
    assert told == "Added acceptance criterion: `a %\\% b` \\^s-00000001 \\<!-- x"
