"""The tree, ids and titles: what a spec is called, whose part it is, and which words follow when that changes.

The vault is that of `tests/specs_kit.py`; results are compared whole, as in `test_scenarios`.
"""

import os
from json import dumps

import pytest

from tests.specs_kit import AT, S2, TC, TRACE_GONE, A, C, E, I, J, Like, S, Specs, T, journal, spec
from vault.notes.note import read_note

# the tree, ids and words that follow


def test_an_id_that_only_the_folder_told_stays_when_the_folder_is_renamed(specs: Specs) -> None:
    specs.edit(S, "id: 1001\n", "")
    assert specs.settle().quiet
    specs.move(AT, "specs/1000/1005")
    told = specs.settle()
    assert told.diff[E] == ["-- [[1001/spec|1001 Storage]]\n", "+- [[1005/spec|1001 Storage]]\n"]
    assert sorted(told.diff) == sorted([E, S2])


def test_a_childs_own_words_for_its_parent_follow_only_as_the_parents_title(specs: Specs) -> None:
    for path in (S, C):
        specs.edit(path, "[[../epic|1000 Foundation]]", "[[../epic|Foundation]]")
    specs.edit("specs/1000/1002/spec.md", "[[../epic|1000 Foundation]]", "[[../epic|the ground floor]]")
    specs.settle()
    for number in (1001, 1002):
        specs.move(f"specs/1000/{number}", f"specs/2000/{number}")
    told = specs.settle()
    assert told.diff[S.replace("1000/", "2000/", 1)] == [
        "-**Parent**: [[../epic|Foundation]]\n", "+**Parent**: [[../epic|Market]]\n",
    ]  # fmt: skip
    assert "**Parent**: [[../epic|the ground floor]]\n" in specs.read("specs/2000/1002/spec.md")


def test_a_header_that_still_says_what_it_said_before_the_move_is_put_right(specs: Specs) -> None:
    specs.move("specs/1000/1002", "specs/2000/1002")
    told = specs.settle()
    there = "specs/2000/1002"
    assert told.diff[f"{there}/context.md"] == [
        "-**Parent**: [[../epic|1000 Foundation]]  \n", "+**Parent**: [[../epic|2000 Market]]  \n",
    ]  # fmt: skip
    assert told.diff[C] == ["-- [[../1002/spec|1002 Desk]]\n", "+- [[../../2000/1002/spec|1002 Desk]]\n"]
    assert told.codes == set()


def test_a_new_spec_is_listed_and_joined_to_its_journal(specs: Specs) -> None:
    there = "specs/1000/1003"
    bare = spec(1003, "Names", "[[../epic|1000 Foundation]]").replace(
        "**Context**: [[context|Implementation Journal]]  \n", ""
    )
    specs.has({f"{there}/spec.md": bare, f"{there}/context.md": journal("Names", "{{spec}}")})
    told = specs.settle()
    assert told.diff[E] == ["+- [[1003/spec|1003 Names]]\n"]
    assert specs.header(f"{there}/spec.md") == [
        "**Parent**: [[../epic|1000 Foundation]]", "**Context**: [[context|Implementation Journal]]",
    ]  # fmt: skip
    assert any("**Spec**: [[spec|" in line for line in specs.header(f"{there}/context.md"))
    assert any("**Parent**: [[../epic|1000 Foundation]]" in line for line in specs.header(f"{there}/context.md"))
    assert sorted(told.diff) == sorted([E, f"{there}/spec.md", f"{there}/context.md"])
    assert told.codes == set()


def test_a_copy_is_no_move_and_of_two_candidates_none_is_chosen(specs: Specs) -> None:
    specs.copy(J, J.replace("c.json", "k.json"))
    assert specs.settle().quiet
    specs.copy(J, J.replace("c.json", "l.json"))
    specs.move(J, J.replace("c.json", "m.json"))
    told = specs.settle()
    assert told.diff == {}
    assert told.codes == {"deliverable-missing"}


def test_a_change_of_letter_case_is_followed(specs: Specs) -> None:
    specs.move(A, f"{AT}/deliverables/scripts/A.sh")
    told = specs.settle()
    assert told.codes == set()
    assert os.path.exists(specs.folder / f"{AT}/deliverables/scripts/A.sh")
    assert {S, C, I} >= set(told.diff)
    specs.drop_line(S, "|Mount script]] - mounts")
    told = specs.settle()
    assert sorted(told.diff) == sorted([C, I, f"{AT}/deliverables/scripts/A.sh"])


# titles and link texts


def test_a_title_set_in_the_front_matter_is_followed_by_headings_and_by_link_texts_that_equal_it(specs: Specs) -> None:
    note = "notes/plan.md"
    specs.write(note, f"[[{AT}/spec|Storage]], [[{AT}/spec|1001: Storage]], [[{AT}/spec|where it lies]], Storage\n")
    specs.edit(S, "title: Storage", "title: Cold Storage")
    told = specs.settle()
    assert told.diff[S] == ["-# Storage\n", "+# Cold Storage\n"]
    assert told.diff[C] == [
        "-# Context: Storage\n", "+# Context: Cold Storage\n",
        "-**Spec**: [[spec|1001 - Storage]]  \n", "+**Spec**: [[spec|1001 - Cold Storage]]  \n",
    ]  # fmt: skip
    assert told.diff[E] == ["-- [[1001/spec|1001 Storage]]\n", "+- [[1001/spec|1001 Cold Storage]]\n"]
    assert told.diff[S2] == [Like("-  - "), '+  - "[[../1001/spec|1001 Cold Storage]]"\n']
    assert told.diff[T] == [Like("-**Parent**"), "+**Parent**: [[spec|1001 Cold Storage]]\n"]
    assert told.diff[A] == [Like("-# Spec: "), "+# Spec: [[../../spec|1001 Cold Storage]]\n"]
    assert specs.read(note) == (
        f"[[{AT}/spec|Cold Storage]], [[{AT}/spec|1001: Cold Storage]], [[{AT}/spec|where it lies]], Storage\n"
    )
    assert told.codes == set()


@pytest.mark.parametrize(("path", "old"), [(S, "\n# Storage\n"), (C, "# Context: Storage\n")])
def test_a_heading_that_was_the_title_and_is_edited_is_a_new_title(specs: Specs, path: str, old: str) -> None:
    specs.edit(path, old, old.replace("Storage", "Cold Storage"))
    told = specs.settle()
    assert "+title: Cold Storage\n" in told.diff[S]
    assert "# Cold Storage\n" in specs.read(S)
    assert "# Context: Cold Storage\n" in specs.read(C)
    assert told.codes == set()


def test_a_heading_that_never_was_the_title_is_the_users_own(specs: Specs) -> None:
    specs.edit(S, "\n# Storage\n", "\n# Everything about storing\n")
    specs.forget()
    assert specs.settle().quiet
    specs.edit(S, "# Everything about storing\n", "# All about storing\n")
    assert specs.settle().quiet
    specs.edit(S, "title: Storage", "title: Cold Storage")
    told = specs.settle()
    assert S not in told.diff
    assert "# Context: Cold Storage\n" in specs.read(C)


def test_no_link_text_ever_changes_a_title(specs: Specs) -> None:
    specs.edit(E, "|1001 Storage]]", "|1001 Cold Storage]]")
    specs.edit(C, "|1001 - Storage]]", "|the spec]]")
    assert specs.settle().quiet


def test_an_id_typed_by_hand_becomes_a_link_anywhere_outside_code(specs: Specs) -> None:
    note = "notes/plan.md"
    typed = "[[1001]] [[1002|the desk]] [[1001#Overview]] [[1001#Overview|why]] [[4711]]\n\n"
    code = "`[[1001]]` <!-- [[1001]] -->\n\n```\n[[1001]]\n```\n"
    specs.write(note, typed + code)
    specs.edit(C, "- It survives", "- [[1002]] asked for it. It survives")
    told = specs.settle()
    assert specs.read(note).endswith(code)
    was = specs.read(note).splitlines()[0]
    for link in (
        "1001/spec|1001 Storage]]",
        "1002/spec|the desk]]",
        "1001/spec#Overview|",
        "1001/spec#Overview|why]]",
        "[[4711]]",
    ):
        assert link in was
    assert "[[1001]]" not in was
    assert told.diff[C] == [
        Like("-- [[1002]]"),
        "+- [[../1002/spec|1002 Desk]] asked for it. It survives a share that is down at boot\n",
    ]
    assert sorted(told.diff) == sorted([C, note])
    assert told.codes <= {"broken-link"}


def test_an_id_that_is_a_notes_name_means_that_note(specs: Specs) -> None:
    specs.has({"notes/1001.md": "# A year\n", "notes/plan.md": "[[1001]]\n"})
    assert specs.settle().quiet


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("title", ['Say "when"', "Bob's \\ share", "a: b #c"])
def test_a_title_with_quotes_stands_in_the_quoted_links_of_front_matter(specs: Specs, title: str, quote: str) -> None:
    specs.edit(S2, '"[[../1001/spec|1001 Storage]]"', f"{quote}[[../1001/spec|1001 Storage]]{quote}")
    specs.edit(T, "depends_on: []\n", f"depends_on: []\nrelated: {quote}[[1002]]{quote}\n")
    specs.edit(S2, "title: Desk", "title: " + dumps(title))
    specs.edit(S, "title: Storage", "title: " + dumps(title))
    specs.settle()
    for path in (S2, T):
        note = read_note(path, specs.read(path).encode())
        assert note.front
        assert not note.front.problem
        assert next(link.alias for link in note.links if link.where == "frontmatter") in (
            f"1001 {title}",
            f"1002 {title}",
        )


def test_of_a_folder_and_its_copy_the_newcomer_is_to_be_renumbered(specs: Specs) -> None:
    specs.copy(AT, f"{AT} copy")
    told = specs.settle()
    assert told.diff == {}
    assert {one.hint for one in told.report.findings if "1001 is claimed" in one.message} == {
        f"give one of them another id: specwork renumber '{AT} copy/spec.md' NEW"
    }


def test_what_is_known_of_a_spec_goes_along_to_a_number_given_by_hand_or_elsewhere(specs: Specs) -> None:
    specs.edit(S, "id: 1001", "id: 1005")
    told = specs.settle()
    assert (told.diff, told.codes) == ({}, {"id-mismatch"})
    specs.drop_line(S, "a.sh|")
    assert specs.settle().diff[A] == TRACE_GONE, "the journal and the trace let go, for it was agreed on before"
    assert "a.sh" not in "".join(specs.section(C, "Deliverables"))


@pytest.mark.parametrize(
    ("alias", "follows"),
    [
        pytest.param('aliases: ["1001 Storage", shelf]\n', 'aliases: ["1001 Stores", shelf]\n', id="one of several"),
        pytest.param(
            "aliases:\n  - 1001 Storage\n", 'aliases:\n  - "1001 Stores"\n', id="a list as Obsidian writes it"
        ),
        pytest.param("aliases: The shelf\n", "aliases: The shelf\n", id="words of its writer's own"),
    ],
)
@pytest.mark.parametrize("said", ["title: Storage", "# Storage"])
def test_an_alias_that_is_the_title_follows_it_wherever_it_was_changed(
    specs: Specs, alias: str, follows: str, said: str
) -> None:
    specs.edit(S, "tags: [storage]\n", f"tags: [storage]\n{alias}")
    specs.settle()
    specs.edit(S, said, said.replace("Storage", "Stores"))
    specs.settle()
    assert f"tags: [storage]\n{follows}---\n# Stores\n" in specs.read(S)


def test_links_that_whoever_moved_a_note_wrote_anew_are_left_as_they_are(specs: Specs) -> None:
    specs.edit(T, "## Overview\n", "## Overview\n\nSee [[context]] of [[spec|the feature]].\n")
    specs.settle()
    there = f"{AT}/1011"
    specs.move(T, f"{there}/spec.md")
    specs.move(TC, f"{there}/context.md")
    for path, old, new in (
        ("spec", "[[1011.context|", "[[context|"),
        ("spec", "[[spec|1001", "[[../spec|1001"),
        ("spec", "See [[context]] of [[spec|", "See [[../context]] of [[../spec|"),
        ("context", "[[1011.spec|", "[[spec|"),
        ("context", "[[spec|1001", "[[../spec|1001"),
    ):
        specs.edit(f"{there}/{path}.md", old, new)
    told = specs.settle()
    assert told.diff == {S: ["-- [[1011.spec|1011 Mount the NAS]]\n", "+- [[1011/spec|1011 Mount the NAS]]\n"]}


def test_a_moved_note_that_was_edited_besides_has_its_links_led_back(specs: Specs) -> None:
    specs.edit(T, "## Overview\n", "## Overview\n\nSee [[context]] of [[spec|the feature]].\n")
    specs.settle()
    there = f"{AT}/1011"
    specs.move(T, f"{there}/spec.md")
    specs.move(TC, f"{there}/context.md")
    specs.edit(f"{there}/spec.md", "See", "Look at")
    specs.settle()
    assert "Look at [[../context]] of [[../spec|the feature]].\n" in specs.read(f"{there}/spec.md")


def test_a_deliverable_that_moved_to_another_specs_folder_is_named_by_where_it_lies(specs: Specs) -> None:
    """Obsidian opens the old link still, for it looks for the end of a path; a fresh clone may not go by that."""
    specs.move(A, "specs/1000/1002/deliverables/scripts/a.sh")
    specs.settle()
    for path in (S, C):
        assert "- [[../1002/deliverables/scripts/a.sh|Mount script]] - mounts the share\n" in specs.read(path)
    specs.forget()
    assert "broken-link" not in specs.settle().codes


PLACES = "specs/1000/1001", "specs/1000/1002", "specs/1000/1003"


def test_two_specs_that_changed_places_are_followed_with_all_that_is_theirs(specs: Specs) -> None:
    first, second, aside = PLACES
    specs.has({f"{second}/deliverables/scripts/a.sh": "#!/bin/sh\nof the desk\n"})
    specs.edit(S2, "## Overview\n", "## Deliverables\n\n- [[deliverables/scripts/a.sh|Desk]]\n\n## Overview\n")
    specs.settle()
    for old, new in ((first, aside), (second, first), (aside, second)):
        specs.move(old, new)
    told = specs.settle()
    assert told.codes == {"id-mismatch"}
    assert told.diff[E] == [
        "-- [[1001/spec|1001 Storage]]\n",
        "-- [[1002/spec|1002 Desk]]\n",
        "+- [[1002/spec|1001 Storage]]\n",
        "+- [[1001/spec|1002 Desk]]\n",
    ]
    assert sorted(told.diff) == sorted([E, f"{first}/spec.md", f"{second}/context.md"])
    specs.drop_line(f"{second}/spec.md", "deliverables/scripts/a.sh")
    told = specs.settle()
    assert sorted(told.diff) == [f"{second}/{at}" for at in ("context.md", "deliverables/index.md", A[len(AT) + 1 :])]


def test_a_spec_that_took_the_place_of_one_that_moved_up_is_followed_too(specs: Specs) -> None:
    first, second, third = PLACES
    specs.move(second, third)
    specs.move(first, second)
    told = specs.settle()
    assert told.codes == {"id-mismatch"}
    assert sorted(told.diff) == sorted([E, f"{second}/context.md", f"{third}/spec.md"])
    assert told.diff[f"{third}/spec.md"][-1] == '+  - "[[../1002/spec|1001 Storage]]"\n'


def test_ids_that_changed_places_by_hand_move_no_file(specs: Specs) -> None:
    for path, old, new in ((S, 1001, 1002), (S2, 1002, 1001)):
        specs.edit(path, f"id: {old}\n", f"id: {new}\n")
    told = specs.settle()
    assert not set(told.diff) & {S, C}
    assert "id-mismatch" in told.codes
