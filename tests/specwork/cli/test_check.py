"""`specwork check` as a person, a pipe and a program meet it."""

import pytest

from tests.kit import DiskVault

EPIC, JOURNAL = "specs/1000/epic.md", "specs/1000/context.md"
SPEC, ITS_JOURNAL = "specs/1000/1001/spec.md", "specs/1000/1001/context.md"


@pytest.fixture
def tree(vault: DiskVault) -> DiskVault:
    vault.run("init")
    vault.run("new", "epic", "Foundation")
    vault.run("new", "feature", "Storage")
    vault.run("sync")
    return vault


def without(tree: DiskVault, path: str, line: bytes) -> None:
    lines = tree.read(path).splitlines(keepends=True)
    kept = [one for one in lines if line not in one]
    assert len(kept) == len(lines) - 1
    (tree.folder / path).write_bytes(b"".join(kept))


def test_a_sound_vault_has_nothing_to_tell(tree: DiskVault) -> None:
    answer = tree.run("check", "--strict")
    assert answer == (0, "0 errors, 0 warnings in 5 notes\n", "")


def test_a_fact_that_one_side_lacks_is_told_in_one_line(tree: DiskVault) -> None:
    without(tree, EPIC, b"1001 Storage")
    answer = tree.run("check")
    assert answer.out.splitlines()[0] == (
        f"{EPIC}: warning one-sided: 1001 Storage is part of 1000 Foundation: its folder says so, ## Features does not"
    )
    assert answer.code == 0
    assert tree.run("check", "--strict").code == 1


def test_remarks_fail_nobody(tree: DiskVault) -> None:
    without(tree, SPEC, b"aliases:")
    answer = tree.run("check", "--strict")
    assert answer.code == 0
    assert "0 errors, 0 warnings, 1 remark in 5 notes" in answer.out


def test_what_is_mended_and_what_is_left_are_both_told(tree: DiskVault) -> None:
    without(tree, SPEC, b"**Parent**")
    without(tree, EPIC, b"1001 Storage")
    (tree.folder / "Home.md").write_text("[[nowhere]]\n", encoding="utf-8")
    before = tree.files()
    answer = tree.run("check", "--fix")
    assert answer.code == 1
    told = answer.out.splitlines()
    assert told[0] == f"{SPEC}: mended header-missing: it has no **Parent** that leads to ../epic.md"
    assert told[1] == "Home.md:1: error broken-link: [[nowhere]] leads nowhere"
    assert "take it back: specwork undo" in told[-1]
    assert b"**Parent**: [[../epic|1000 Foundation]]" in tree.read(SPEC)
    assert tree.run("undo").code == 0
    assert tree.files() == before


def test_once_nothing_of_weight_is_left_mending_exits_with_nought(tree: DiskVault) -> None:
    text = tree.read(SPEC).replace(b"[[../epic|1000 Foundation]]", b"[[context|1000 Foundation]]")
    (tree.folder / SPEC).write_bytes(text)
    assert tree.run("check").code == 1
    assert tree.run("check", "--fix").code == 0
    again = tree.run("check", "--fix")
    assert again == (0, "0 errors, 0 warnings in 5 notes\n", "")


def test_a_dry_run_shows_the_difference_and_changes_nothing(tree: DiskVault) -> None:
    without(tree, SPEC, b"**Parent**")
    before = tree.files()
    answer = tree.run("check", "--fix", "--dry-run")
    assert "+**Parent**: [[../epic|1000 Foundation]]" in answer.out
    assert tree.files() == before
    assert tree.run("check", "--dry-run").code == 2


def test_a_program_gets_what_is_left_and_what_was_mended(tree: DiskVault) -> None:
    without(tree, SPEC, b"**Parent**")
    told = tree.json("check", "--fix")
    assert told["findings"] == []
    assert told["changed"] == [SPEC]
    assert told["undo"]
    [one] = told["mended"]
    assert set(one) == {"code", "severity", "path", "line", "message", "hint"}


def test_one_spec_is_looked_at_alone(tree: DiskVault) -> None:
    without(tree, SPEC, b"**Parent**")
    without(tree, JOURNAL, b"**Spec**")
    assert {one["path"] for one in tree.json("check", "1001")["findings"]} == {SPEC}
    assert {one["path"] for one in tree.json("check", JOURNAL)["findings"]} == {JOURNAL}
    assert tree.json("check", "1001", "--fix")["changed"] == [SPEC]
    assert [one["path"] for one in tree.json("check")["findings"]] == [JOURNAL]
    answer = tree.run("check", "7777")
    assert answer.code == 2
    assert "hint: " in answer.err


def test_a_spec_without_anything_and_a_folder_with_neither_are_told_with_the_way_out(tree: DiskVault) -> None:
    tree.has({"specs/1000/1002/spec.md": "words\n", "specs/1000/1003/x.txt": "", "specs/1000/1004/context.md": "x\n"})
    before = tree.files()
    found = {(one["code"], one["path"]): one["hint"] for one in tree.json("check")["findings"]}
    assert "check --fix" in found["no-front-matter", "specs/1000/1002/spec.md"]
    assert "check --fix" in found["context-missing", "specs/1000/1002/spec.md"]
    assert "spec.md" in found["spec-missing", "specs/1000/1003"]
    assert "bring its spec back" in found["orphan-context", "specs/1000/1004/context.md"]
    assert tree.files() == before
    assert tree.run("check", "--fix").code == 0
    assert tree.run("sync").code == 0
    left = {one["code"] for one in tree.json("check")["findings"]}
    assert left == {"spec-missing", "orphan-context"}
    assert b"\nwords\n" in tree.read("specs/1000/1002/spec.md")


def test_the_trap_at_the_top_is_named_and_mended(tree: DiskVault) -> None:
    tree.has({"context.md": "# Mine\n"})
    found = [(one["code"], one["path"]) for one in tree.json("check")["findings"]]
    assert ("captured-name", "context.md") in found
    assert ("captured-link", SPEC) in found
    assert tree.run("check", "--fix").code == 0
    assert b"**Context**: [[./context|Implementation Journal]]" in tree.read(SPEC)
    assert "captured-link" not in {one["code"] for one in tree.json("check")["findings"]}


def test_a_script_is_read_again_when_it_changes(tree: DiskVault) -> None:
    path = "specs/1000/1001/deliverables/scripts/a.sh"
    tree.has({path: "#!/bin/sh\n"})
    text = tree.read(SPEC).replace(b"## Deliverables\n", b"## Deliverables\n\n- [[deliverables/scripts/a.sh|A]]\n")
    (tree.folder / SPEC).write_bytes(text)
    tree.run("sync")
    assert tree.json("check")["findings"] == []
    traced = tree.read(path)
    tree.has({path: "#!/bin/sh\necho anew\n"})
    assert [one["code"] for one in tree.json("check")["findings"]] == ["untraced"]
    tree.has({path: traced})
    assert tree.json("check")["findings"] == []


def test_a_link_that_leads_nowhere_is_told_beside_an_id_on_the_same_line(tree: DiskVault) -> None:
    text = tree.read(SPEC).replace(b"## Requirements\n", b"## Requirements\n\nAs [[1000]] and [[nowhere]] say.\n", 1)
    tree.has({SPEC: text})
    found = {(one["code"], one["message"].split("]]")[0]) for one in tree.json("check")["findings"]}
    assert {("typed-id", "[[1000"), ("broken-link", "[[nowhere")} <= found
    assert ("broken-link", "[[1000") not in found


def test_what_is_mended_is_the_file_that_was_read(tree: DiskVault) -> None:
    seen = tree.json("props", SPEC)["hash"]
    without(tree, SPEC, b"**Parent**")
    broken = tree.read(SPEC)
    assert tree.run("check", "1001", "--fix", "--expect", seen).code == 3
    assert tree.read(SPEC) == broken
    other = tree.json("props", ITS_JOURNAL)["hash"]
    assert tree.run("check", "1001", "--fix", "--expect", other).code == 0, "any file of the spec may be the one read"
    assert b"**Parent**" in tree.read(SPEC)


@pytest.mark.parametrize("words", [["1001"], ["--fix"]], ids=["nothing is changed", "no file is named"])
def test_to_expect_a_file_one_names_it_and_wants_it_mended(tree: DiskVault, words: list[str]) -> None:
    answer = tree.run("check", *words, "--expect", "00")
    assert (answer.code, "hint: specwork check ID --fix --expect HASH" in answer.err) == (2, True)
