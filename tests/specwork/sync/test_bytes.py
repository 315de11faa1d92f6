"""Every byte that is not sync's own stays, whatever it is: line ends, marks, spellings, the vault's own style of links.

And git: what a checkout puts back is not what somebody took away.
"""

import subprocess

import pytest

from tests.specs_kit import (
    AT,
    C2,
    ITEM_A,
    ITEM_B,
    MARKERS,
    S2,
    VAULT,
    A,
    B,
    C,
    E,
    G,
    I,
    J,
    Like,
    S,
    Specs,
    T,
    Told,
)
from vault.text import raw

NOTES = [path for path in VAULT if path not in (A, J)]


def everything_happens(specs: Specs) -> None:
    """A fact of every relation changes in one place."""
    specs.write(B, "#!/bin/sh\r\nsecond\r\n")
    for path, old, new in (
        (S, "deliverables/config/c.json|Settings]] - what the unit reads", ""),
        (S, "status: implementing", "status: blocked"),
        (T, "depends_on: []", "depends_on: [1002]"),
        (E, "- [[1001/spec|1001 Storage]]", ""),
        (S2, "title: Desk", "title: Table"),
    ):
        if new:
            specs.edit(path, old, new)
        else:
            specs.drop_line(path, old)
    text = specs.read(C)
    at = text.index("- [[deliverables/scripts/a.sh|Mount script]] - mounts")
    specs.write(C, text[:at] + ITEM_B.rstrip() + ("\r\n" if "\r" in text else "\n") + text[at:])


@pytest.mark.parametrize(
    ("before", "ending"),
    [
        pytest.param(b"", b"\r\n", id="CRLF"),
        pytest.param(b"\xef\xbb\xbf", b"\n", id="a byte order mark"),
        pytest.param(b"\xef\xbb\xbf", b"\r\n", id="both"),
    ],
)
def test_line_ends_and_byte_order_marks_stay_and_new_lines_end_alike(
    specs: Specs, before: bytes, ending: bytes
) -> None:
    for path in NOTES:
        specs.write(path, before + raw(specs.read(path)).replace(b"\n", ending))
    specs.forget()
    specs.agreed()
    everything_happens(specs)
    told = specs.settle()
    assert told.codes == set()
    assert {S, C, I, E, S2, C2, T, B} <= set(told.diff)
    for path in NOTES:
        text = raw(specs.read(path))
        assert text.startswith(before), path
        assert text.count(b"\n") == text.count(ending), path
    assert raw(specs.read(B)).count(b"\n") == raw(specs.read(B)).count(b"\r\n") == 4


def test_bytes_that_are_no_text_stay(specs: Specs) -> None:
    odd = b"caf\xe9 \xff\xfe \xed\xa0\x80"
    for path in (S, C, G, I, E, S2):
        specs.write(path, raw(specs.read(path)) + b"\n" + odd + b"\n")
    specs.agreed()
    before = specs.snapshot()
    specs.drop_line(S, ITEM_A)
    specs.edit(S, "title: Storage", "title: Cold Storage")
    told = specs.settle()
    assert told.codes == set()
    assert {C, I, E, S2, G} <= set(told.diff)
    for path in (S, C, G, I, E, S2):
        assert raw(specs.read(path)).endswith(b"\n" + odd + b"\n")
    assert len(specs.snapshot()[C]) < len(before[C]) + 3 * len("Cold ")


def test_new_links_are_written_as_obsidian_is_set_to_write_them(specs: Specs) -> None:
    specs.write(".obsidian/app.json", '{"useMarkdownLinks": true}')
    specs.write(B, "#!/bin/sh\nsecond\n")
    item = "- [B](deliverables/scripts/b.sh) - second\n"
    specs.edit(S, ITEM_A, ITEM_A + item)
    specs.edit(T, "depends_on: []", "depends_on: [1002]")
    told = specs.settle()
    assert told.diff[C] == ["+" + item]
    assert told.diff[I] == [Like("+- [B](scripts/b.sh)", "(../spec")]
    assert told.diff[C2][-1] == Like("+- [1011 Mount the NAS](../1001/1011.spec")
    assert told.codes == set()
    specs.drop_line(S, item)
    assert sorted(specs.settle().diff) == sorted([C, I, B])


def test_items_that_are_markdown_links_or_embeds_state_what_wikilinks_do(specs: Specs) -> None:
    specs.edit(S, ITEM_A, "- [Mount script](deliverables/scripts/a.sh) - mounts the share\n")
    specs.edit(C, "[[deliverables/docs/guide|Guide]]", "![[deliverables/docs/guide|Guide]]")
    assert specs.settle().quiet
    specs.drop_line(S, "[Mount script](")
    specs.drop_line(C, "![[deliverables/docs/guide")
    told = specs.settle()
    assert sorted(told.diff) == sorted([S, C, I, A, G])
    assert told.codes == set()


def git(specs: Specs, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=specs.folder, check=True, capture_output=True)


def committed(specs: Specs, words: str) -> None:
    """What stands is committed, and agreed on at that commit."""
    git(specs, "add", "-A")
    git(specs, "commit", "-q", "-m", words)
    assert specs.sync().diff == {}


def once(specs: Specs) -> Told:
    """What is gone from every place of the tree that was checked out is told of once."""
    told = specs.sync()
    assert specs.sync().diff == {}
    return told


def two_commits(specs: Specs) -> None:
    """First the vault as it was; then a script more and a guide less."""
    git(specs, "init", "-q", "-b", "main")
    committed(specs, "first")
    specs.write(B, "#!/bin/sh\nsecond\n")
    specs.edit(S, ITEM_A, ITEM_A + ITEM_B)
    specs.drop_line(S, "|Guide]]")
    specs.sync()
    committed(specs, "second")


def test_an_older_commit_checked_out_takes_nothing_away(specs: Specs) -> None:
    two_commits(specs)
    git(specs, "checkout", "-q", "HEAD~1")
    before = specs.snapshot()
    told = once(specs)
    assert told.diff == {}
    assert specs.snapshot() == before
    git(specs, "checkout", "-q", "main")
    assert once(specs).diff == {}
    assert "guide" not in "".join(specs.section(S, "Deliverables"))


def test_work_of_another_branch_is_not_lost_when_it_is_checked_out(specs: Specs) -> None:
    two_commits(specs)
    git(specs, "checkout", "-q", "-b", "side", "HEAD~1")
    item = "- [[deliverables/scripts/d.sh|D]]\n"
    specs.write(f"{AT}/deliverables/scripts/d.sh", "#!/bin/sh\nthird\n")
    specs.edit(C, ITEM_A, ITEM_A + item)
    git(specs, "add", "-A")
    git(specs, "commit", "-q", "-m", "third")
    told = once(specs)
    assert told.diff[S] == ["+" + item]
    assert not any(line.startswith("-") for lines in told.diff.values() for line in lines)
    assert C not in told.diff


def test_a_fast_forward_is_an_ordinary_edit(specs: Specs) -> None:
    git(specs, "init", "-q", "-b", "main")
    committed(specs, "first")
    git(specs, "checkout", "-q", "-b", "side")
    specs.drop_line(S, ITEM_A)
    git(specs, "commit", "-q", "-a", "-m", "by hand")
    git(specs, "checkout", "-q", "main")
    git(specs, "merge", "-q", "--ff-only", "side")
    told = specs.settle()
    assert sorted(told.diff) == sorted([C, I, A])
    assert told.codes == set()


def test_a_file_that_git_says_was_renamed_is_followed_though_it_changed(specs: Specs) -> None:
    long = "".join(f"echo line {number}\n" for number in range(30))
    specs.write(A, specs.read(A) + long)
    git(specs, "init", "-q", "-b", "main")
    committed(specs, "first")
    there = f"{AT}/deliverables/tools/mounter.sh"
    specs.move(A, there)
    specs.edit(there, "echo line 7\n", "echo another line\n")
    git(specs, "add", "-A")
    git(specs, "commit", "-q", "-m", "second")
    told = specs.settle()
    assert told.diff[S] == ["-" + ITEM_A, "+" + ITEM_A.replace("scripts/a.sh", "tools/mounter.sh")]
    assert sorted(told.diff) == sorted([S, C, I])
    assert told.codes == set()


def test_what_was_agreed_on_before_it_was_committed_is_remembered_as_of_that_commit(specs: Specs) -> None:
    git(specs, "init", "-q", "-b", "main")
    committed(specs, "first")
    git(specs, "branch", "older")
    specs.write(B, "#!/bin/sh\nsecond\n")
    specs.edit(S, ITEM_A, ITEM_A + ITEM_B)
    specs.sync()
    git(specs, "add", "-A")
    git(specs, "commit", "-q", "-m", "second")
    git(specs, "checkout", "-q", "older")
    specs.edit(C2, "## Summary", "A word.\n\n## Summary")
    git(specs, "commit", "-q", "-a", "-m", "apart")
    specs.write(B, "#!/bin/sh\nsecond\n")
    specs.edit(S, ITEM_A, ITEM_A + ITEM_B)
    git(specs, "add", "-A")
    git(specs, "commit", "-q", "-m", "the same again")
    specs.sync()
    assert ITEM_B.strip() in specs.section(S, "Deliverables"), "what is said there is not taken for a leftover"


def test_a_file_with_conflict_markers_that_moved_is_left_as_it_is(specs: Specs) -> None:
    specs.write(S, specs.read(S) + MARKERS)
    specs.move(AT, "specs/2000/1001")
    specs.sync()
    moved = specs.read("specs/2000/1001/spec.md")
    assert moved.endswith(MARKERS)
    assert "**Parent**: [[../epic|1000 Foundation]]" in moved
    assert "**Parent**: [[../epic|2000 Market]]" in specs.read("specs/2000/1001/context.md")


def test_a_journal_that_moved_without_its_spec_is_not_led_to_another_spec(specs: Specs) -> None:
    """The spec lost its front matter on the way, so nobody knows it again; the bare link means the one beside it."""
    specs.write("specs/1000/1051/spec.md", specs.read(S2).split("---\n", 2)[2])
    specs.move(C2, "specs/1000/1051/context.md")
    specs.delete(S2)
    specs.sync()
    assert "**Spec**: [[spec|1002 - Desk]]" in specs.read("specs/1000/1051/context.md")
    assert "**Context**: [[context|" in specs.read("specs/1000/1051/spec.md")


def test_an_id_typed_in_an_older_tree_does_not_make_its_silence_count(specs: Specs) -> None:
    two_commits(specs)
    git(specs, "checkout", "-q", "-b", "side", "HEAD~1")
    specs.edit(C, "## Summary", "It waits for [[1002]].\n\n## Summary")
    specs.edit(C, ITEM_A, "")
    git(specs, "commit", "-q", "-a", "-m", "apart")
    told = specs.sync()
    assert "[[../1002/spec|1002 Desk]]" in specs.read(C)
    assert ITEM_A.strip() in specs.section(S, "Deliverables"), "what the older journal leaves unsaid counts for nothing"
    assert S not in told.diff
