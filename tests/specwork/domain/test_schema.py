"""How a spec lies in its note, and what the index keeps of it."""

import pytest

from specwork.domain.criteria import criteria
from specwork.domain.schema import read_spec
from specwork.domain.spec import SAYS, SPEC, UNTAKEN, WRONG
from specwork.domain.stated import rows
from vault.notes.note import read_note

AT = "specs/1000/1001/spec.md"
FULL = """---
id: 1001
type: feature
title: Storage
status: In progress
priority: 1
owner: Mira
depends_on:
  - "[[../1002/spec|1002 Desk]]"
  - 1003
aliases: [1001 Storage]
created: 2026-11-01
---
# Another heading

## Acceptance Criteria

- [x] mounted
- [ ] fast [[x]]
  - [X] also at night
- [-] dropped
- no box

## Deliverables

- [[deliverables/a.sh|A]] - one
- planned: b
"""


def test_a_spec_is_read_as_it_was_typed() -> None:
    spec = read_spec(read_note(AT, FULL.encode()), "specs")
    assert spec is not None
    assert (spec.id, spec.type, spec.title, spec.status) == (1001, "feature", "Storage", "In progress")
    assert (spec.priority, spec.owner, spec.created, spec.updated) == ("1", "Mira", "2026-11-01", "")
    assert spec.depends_on == ("[[../1002/spec|1002 Desk]]", "1003")
    assert spec.aliases == ("1001 Storage",)
    assert (spec.met, spec.total, spec.deliverables) == (2, 3, 1)


def test_a_criterion_is_known_by_its_number_and_its_box() -> None:
    found = criteria(read_note(AT, FULL.encode()))
    assert [(one.number, one.text, one.met) for one in found] == [
        (1, "mounted", True),
        (2, "fast [[x]]", False),
        (3, "also at night", True),
    ]
    assert [FULL.encode()[slice(*one.task.mark)] for one in found] == [b"x", b" ", b"X"]


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        pytest.param("", 1001, "spec", id="nothing but its place"),
        pytest.param("# Storage\n", 1001, "Storage", id="a heading"),
        pytest.param("---\nid: '1007'\ntitle: A\n---\n# B\n", 1007, "A", id="front matter wins"),
        pytest.param("---\nid: x\n---\n", 1001, "spec", id="an id that is none"),
        pytest.param("---\nid: true\n---\n", 1001, "spec", id="a truth is no id"),
        pytest.param("---\nid: -4\n---\n", 1001, "spec", id="neither is a negative number"),
    ],
)
def test_a_spec_without_much_front_matter(text: str, number: int, title: str) -> None:
    spec = read_spec(read_note(AT, text.encode()), "specs")
    assert spec is not None
    assert (spec.id, spec.title, spec.status, spec.type) == (number, title, "planning", "feature")


@pytest.mark.parametrize(
    ("path", "text", "kinds"),
    [
        pytest.param("specs/1000/epic.md", "", [SPEC], id="a spec by its place"),
        pytest.param("specs/idea.md", "---\ntype: feature\n---\n", [UNTAKEN], id="a type and no id"),
        pytest.param("specs/idea.md", "---\ntype: feature\nid:\n---\n", [UNTAKEN], id="an empty id"),
        pytest.param("specs/idea.md", "---\ntype: feature\nid: 5\n---\n", [], id="a note that is numbered"),
        pytest.param("specs/idea.md", "---\ntype: recipe\n---\n", [], id="another type"),
        pytest.param("specs/templates/epic.md", "---\ntype: epic\n---\n", [], id="a template"),
        pytest.param("idea.md", "---\ntype: feature\n---\n", [], id="elsewhere in the vault"),
        pytest.param("specs/x/spec.md", "---\ntype: feature\n---\n", [], id="a spec's name without a number"),
    ],
)
def test_the_index_keeps(path: str, text: str, kinds: list[str]) -> None:
    found = [row.kind for row in rows(read_note(path, text.encode()), "specs")]
    assert [kind for kind in found if kind not in (SAYS, WRONG)] == kinds
