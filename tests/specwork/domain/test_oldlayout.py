"""The older layout, recognised by its names and by what its notes say."""

import pytest

from specwork.domain import oldlayout
from specwork.domain.oldlayout import JournalName, OldName
from vault.notes.note import read_note

STORAGE = OldName(1001, "feature", "storage")


@pytest.mark.parametrize(("path", "name"), [
    pytest.param("specs/1001-feature-storage/1001-feature-storage.spec.md", STORAGE, id="in a folder of its name"),
    pytest.param("specs/1000-epic-base/1001-feature-storage.spec.md", STORAGE, id="beside its parent"),
    pytest.param("specs/1001-feature-storage.spec.md", STORAGE, id="without a folder"),
    pytest.param("specs/1001-Feature-storage.SPEC.md", STORAGE, id="in any letter case"),
    pytest.param("specs/1001-feature-storage/1001.spec.md", STORAGE, id="called by its id alone, in its folder"),
    pytest.param("specs/1001-feature-storage/1011.spec.md", OldName(1011, "", ""), id="another id alone"),
    pytest.param("specs/1001-feature-storage/spec.md", STORAGE, id="by the new name, in an old folder"),
    pytest.param("specs/1001-feature-storage/1001-feature-storage.md", STORAGE, id="called as its folder"),
    pytest.param("specs/1001-storage.spec.md", OldName(1001, "", "storage"), id="without a type"),
    pytest.param("specs/1001-feature.spec.md", OldName(1001, "feature", ""), id="without a name"),
    pytest.param("specs/1000/1001/1011.spec.md", None, id="of the new layout, inline"),
    pytest.param("specs/1000/1001/spec.md", None, id="of the new layout, in its folder"),
    pytest.param("specs/1001-feature-storage/notes.md", None, id="another note"),
    pytest.param("specs/storage.spec.md", None, id="without an id"),
    pytest.param("templates/1001-feature-storage.spec.md", None, id="a template"),
    pytest.param("s/1001-feature-a/deliverables/1001-feature-a.spec.md", None, id="a deliverable"),
])  # fmt: skip
def test_an_old_spec_is_known_by_its_name(path: str, name: OldName | None) -> None:
    assert oldlayout.spec_name(path) == name


@pytest.mark.parametrize(("path", "name"), [
    pytest.param("s/1001-feature-storage/1001.context.md", JournalName(1001, ""), id="by its id"),
    pytest.param("s/1001-feature-storage/1001-feature-storage.context.md", JournalName(1001, ""), id="by its name"),
    pytest.param("s/1001-feature-storage/Storage.context.md", JournalName(None, "storage"), id="by its words"),
    pytest.param("s/1001-feature-storage/context.md", JournalName(1001, ""), id="by its folder"),
    pytest.param("specs/1000/1001/context.md", None, id="of the new layout"),
    pytest.param("specs/1000/1001/1011.context.md", None, id="of the new layout, inline"),
    pytest.param("s/1001-feature-storage/notes.md", None, id="another note"),
])  # fmt: skip
def test_an_old_journal_is_known_by_its_name(path: str, name: JournalName | None) -> None:
    assert oldlayout.journal_name(path) == name


@pytest.mark.parametrize(("number", "kind", "parent"), [
    (1001, "feature", 1000), (1009, "feature", 1000), (1100, "feature", 1000), (1011, "task", 1001),
    (1014, "task", 1001),
    (1099, "task", 1009), (2021, "task", 2002), (1010, "task", None), (1100, "task", None),
    (1000, "epic", None), (7, "task", None),
])  # fmt: skip
def test_a_number_lies_in_the_range_of_its_parent(number: int, kind: str, parent: int | None) -> None:
    assert oldlayout.parent_by_number(number, kind) == parent


@pytest.mark.parametrize(("heading", "title"), [
    pytest.param("# Storage", "Storage", id="plain"),
    pytest.param("# Feature: Storage", "Storage", id="with its type"),
    pytest.param("# Feature 1001: Storage", "Storage", id="with type and number"),
    pytest.param("# 1001 - Storage", "Storage", id="with its number"),
    pytest.param("# [1001] Storage", "Storage", id="with its number in brackets"),
    pytest.param("# Feature Spec: Storage", "Storage", id="with two such words"),
    pytest.param("# 1001 Feature: Storage", "Storage", id="with the number first"),
    pytest.param("# Feature flags", "Feature flags", id="a title that begins with such a word"),
    pytest.param("# Spec-driven storage", "Spec-driven storage", id="a compound"),
    pytest.param("# 1001-feature-storage", "Storage", id="the file's name"),
    pytest.param("text", "Storage", id="none"),
    pytest.param("---\ntitle: Cold storage\n---\n# Other", "Cold storage", id="the front matter first"),
])  # fmt: skip
def test_a_title_is_what_is_left_of_the_heading(heading: str, title: str) -> None:
    assert oldlayout.title_of(read_note("x.md", heading.encode()), STORAGE) == title


@pytest.mark.parametrize(("text", "status"), [
    pytest.param("# A\n\n**Status**: Completed\n", "completed", id="a bold line"),
    pytest.param("# A\n\n**Status:** ✅ Done (2025-01-13)  \n", "completed", id="with a sign and a remark"),
    pytest.param("# A\n\n- **Status**: In Progress\n", "implementing", id="in a list"),
    pytest.param("# A\n\n| Status | Blocked |\n", "blocked", id="in a table"),
    pytest.param("# A\n\n> Status: pending\n", "planning", id="in a quote, plain"),
    pytest.param("# A\r\n\r\n**Status**: Done\r\n", "completed", id="with CRLF"),
    pytest.param("# A\n\n## Status\n\nDone\n", "completed", id="as a section"),
    pytest.param("# A\n\n## Metadata\n\n**Status**: failed\n", "failed", id="under Metadata"),
    pytest.param("---\nstatus: done\n---\n# A\n\n**Status**: failed\n", "completed", id="the front matter first"),
    pytest.param("# A\n\n## Overview\n\n**Status**: failed\n", "planning", id="not in the prose further on"),
    pytest.param("# A\n", "planning", id="nothing said"),
])  # fmt: skip
def test_a_status_is_read_from_wherever_it_was_written(text: str, status: str) -> None:
    assert oldlayout.status_of(oldlayout.fields(read_note("x.md", text.encode()))) == status


def named(text: str) -> list[tuple[str, str]]:
    return [(one.target, one.about) for one in oldlayout.mentions(read_note("x.md", text.encode()))]


@pytest.mark.parametrize(("text", "found"), [
    pytest.param("## Deliverables\n- [[a.sh]] - mounts\n", [("a.sh", "mounts")], id="a link in a list"),
    pytest.param("## Files\n| File | |\n|--|--|\n| src/a.ts | client |\n", [("src/a.ts", "client")], id="in a table"),
    pytest.param("### Files Modified\n- `src/a.ts:45` – retry\n", [("src/a.ts", "retry")], id="a path with its line"),
    pytest.param("## Key Outputs\n`Makefile` is one\n", [("Makefile", "")], id="in prose, in backticks"),
    pytest.param("## Outputs\n- [a](out/a%20b.md) — see\n", [("out/a b.md", "see")], id="a Markdown link, once"),
    pytest.param("## Files\n```\nsrc/a.ts\n```\n", [], id="not in a fence"),
    pytest.param("## Overview\n- [[a.sh]], `b.sh`\n", [], id="not under other headings"),
    pytest.param("## Overview\nSee [[deliverables/docs/g]].\n", [("deliverables/docs/g", "")], id="what lies there"),
    pytest.param("## Files\n- [web](https://a.example/x.md)\n", [], id="nothing on the web"),
])  # fmt: skip
def test_a_delivered_file_is_named(text: str, found: list[tuple[str, str]]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(("subject", "number", "names"), [
    ("feat(1011): mount it", 1011, True), ("Mount the NAS, for 1011", 1011, True), ("Close #1011", 1011, True),
    ("1011-task-nas-setup: done", 1011, True), ("Port 10110", 1011, False), ("v1.1011", 1011, False),
    ("Wait 1000 ms", 1000, False), ("Raise the limit to 1000", 1000, False), ("Epic 1000: begun", 1000, True),
    ("1000: begun", 1000, True), ("[1000] begun", 1000, True),
])  # fmt: skip
def test_a_commit_names_a_spec(subject: str, number: int, names: bool) -> None:
    assert oldlayout.names_spec(subject, number) is names
