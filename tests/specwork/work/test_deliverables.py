"""What `deliver` does to a vault: every place says it, in one change, and sync finds nothing to do behind it."""

from typing import Any

import pytest

from specwork.work.deliverables import deliver
from specwork.work.delivering_files import COPY, MOVE, NEW, Asked, Taken
from tests import specs_kit
from tests.specs_kit import AT, C2, S2, TC, A, B, C, I, S, Specs, T
from tests.specwork.work.delivered import SCRIPT, begun, did, settled
from vault.edits.changes import Create, Rewrite, moved
from vault.errors import AlreadyThere

specs = specs_kit.specs


# registered as it lies


def test_a_file_that_lies_there_is_told_in_every_place_and_sync_has_nothing_to_do(specs: Specs) -> None:
    specs.write(B, SCRIPT)
    done = did(specs, "1001", B, title="Second [script]", description="runs  after\n[the](a.sh) [[first]]")
    assert sorted(done.changed) == sorted([S, C, I, B])
    assert "- [[deliverables/scripts/b.sh|Second (script)]] - runs after [the] (a.sh) ((first))" in specs.section(
        S, "Deliverables"
    )
    listed = specs.section(C, "Deliverables")
    assert listed.index(
        "- [[deliverables/scripts/b.sh|Second (script)]] - runs after [the] (a.sh) ((first))"
    ) < listed.index("### Documentation")
    assert specs.read(B) == "#!/bin/sh\n" + specs_kit.TRACE + "second\n"
    assert f"- [[scripts/b.sh|Second (script)]] - {specs_kit.OWNERS}" in specs.read(I)
    settled(specs)


@pytest.mark.parametrize(
    ("spec", "file", "asked"),
    [
        pytest.param("1001", B, {}, id="registered"),
        pytest.param("1002", A, {"how": MOVE}, id="moved away from another spec"),
        pytest.param("1011", Taken("x"), {"how": NEW, "category": "scripts"}, id="made"),
        pytest.param("1001", Taken("n.md", "n.md"), {"how": MOVE}, id="a note moved in"),
    ],
)
def test_the_job_alone_says_it_in_every_place(
    specs: Specs, spec: str, file: str | Taken, asked: dict[str, Any]
) -> None:
    specs.has({B: SCRIPT, "n.md": "# N\n\n[[Home]]\n", "Home.md": "[[n]]\n"})
    desk = specs.desk()
    desk.sweep()
    taken = Taken(file, file) if isinstance(file, str) else file
    changes = deliver(desk.given(), spec=spec, files=[taken], asked=Asked(**asked))
    moves = changes.moves()
    alone = {moved(one.path, moves): one.content for one in changes.changes if isinstance(one, (Create, Rewrite))}
    done = did(specs, spec, file, **asked)
    settled_too = specs.snapshot()
    assert alone == {path: settled_too[path] for path in alone}
    assert {*alone, *(move.old for move in moves)} == {*done.changed}


def test_one_undo_takes_all_of_it_back(specs: Specs) -> None:
    specs.write(B, SCRIPT)
    begun(specs)
    before = specs.snapshot()
    did(specs, "1001", B)
    assert specs.desk().undo().changed
    assert specs.snapshot() == before


def test_delivered_twice_it_is_told_once(specs: Specs) -> None:
    specs.write(B, SCRIPT)
    did(specs, "1001", B)
    before = specs.snapshot()
    again = did(specs, "1001", B, B, title="Other words")
    assert (again.changed, specs.snapshot()) == ([], before)
    assert any("its words stay as they are" in notice for notice in again.notices)


def test_what_one_place_says_already_gives_the_others_their_words(specs: Specs) -> None:
    specs.write(B, SCRIPT)
    specs.edit(S, specs_kit.ITEM_A, specs_kit.ITEM_A + specs_kit.ITEM_B)
    did(specs, "1001", B, title="Mine")
    assert "- [[deliverables/scripts/b.sh|B]] - second" in specs.section(C, "Deliverables")
    assert specs.section(S, "Deliverables").count("- [[deliverables/scripts/b.sh|B]] - second") == 1
    settled(specs)


def test_two_specs_deliver_one_file_and_both_are_traced(specs: Specs) -> None:
    did(specs, "1002", A)
    assert "- [[../1001/deliverables/scripts/a.sh|a.sh]]" in specs.section(S2, "Deliverables")
    assert "- [[../1001/deliverables/scripts/a.sh|a.sh]]" in specs.section(C2, "Deliverables")
    assert "# Spec: [[../../spec|1001 Storage]]" in specs.read(A)
    assert "# Spec: [[../../../1002/spec|1002 Desk]]" in specs.read(A)
    assert "Spec: [[../../1002/spec|1002 Desk]]" in specs.read(I)
    settled(specs)


def test_a_task_delivers_into_the_folder_of_its_feature(specs: Specs) -> None:
    specs.write("x.py", "print(1)\n")
    done = did(specs, "1011", "x.py", how=MOVE)
    place = f"{AT}/deliverables/scripts/x.py"
    assert place in done.changed
    assert "- [[deliverables/scripts/x.py|x.py]]" in specs.section(T, "Deliverables")
    assert "- [[deliverables/scripts/x.py|x.py]]" in specs.section(TC, "Deliverables")
    assert specs.read(place).startswith(
        "# Spec: [[../../1011.spec|1011 Mount the NAS]]\n# Context: [[../../1011.context|"
    )
    settled(specs)


def test_the_list_of_a_folder_is_made_with_the_first_and_names_all_that_are_listed_there(specs: Specs) -> None:
    specs.delete(I)
    specs.forget()
    specs.write(B, SCRIPT)
    did(specs, "1011", B)
    assert [line.split("|")[0] for line in specs.read(I).splitlines()[2:]] == [
        "- [[config/c.json", "- [[docs/guide", "- [[scripts/a.sh", "- [[scripts/b.sh",
    ]  # fmt: skip
    settled(specs)


def test_a_list_that_is_made_in_the_folder_of_another_names_what_that_one_lists(specs: Specs) -> None:
    specs.delete(I)
    specs.forget()
    did(specs, "1002", A)
    assert specs.read(I).startswith("# Deliverables of 1001 Storage\n\n- [[config/c.json|Settings]] - Spec: ")
    assert specs.read(I).count("a.sh|") == 2
    settled(specs)


def test_spec_and_journal_bear_the_day(specs: Specs) -> None:
    specs.write(B, SCRIPT)
    did(specs, "1001", B)
    assert "updated: 2026-11-18" not in specs.read(S)
    assert "**Updated**: 2026-11-18 17:30" not in specs.read(C)


def test_the_list_is_made_for_a_spec_that_has_none(specs: Specs) -> None:
    specs.write("x.json", "{}\n")
    did(specs, "1002", "x.json", how=MOVE)
    folder = "specs/1000/1002/deliverables"
    owners = specs_kit.OWNERS.replace("1001 Storage", "1002 Desk")
    assert specs.read(f"{folder}/index.md") == f"# Deliverables of 1002 Desk\n\n- [[config/x.json|x.json]] - {owners}"
    assert specs.read(f"{folder}/config/x.json") == "{}\n"  # no comment: it would be JSON no more
    settled(specs)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("data/t.csv", b"a,b\n", id="a table, whose first line is its head"),
        pytest.param("scripts/x.min.js", b"let a=1\n", id="a minified script"),
        pytest.param("docs/p.png", b"\x89PNG\r\n\x1a\n\0", id="a picture"),
        pytest.param("config/uv.lock", b"version = 1\n", id="a lock file"),
        pytest.param("scripts/s.ps1", b"'x'\r\n" * 2000 + b"# SIG # Begin signature block\r\n", id="signed at its end"),
    ],
)
def test_a_file_that_bears_no_comment_keeps_every_byte(specs: Specs, name: str, content: bytes) -> None:
    path = f"{AT}/deliverables/{name}"
    specs.write(path, content)
    assert path not in did(specs, "1001", path).changed
    assert specs.snapshot()[path] == content
    assert f"[[{name}|" in specs.read(I)
    settled(specs)


def test_crlf_and_bytes_that_are_no_text_stay(specs: Specs) -> None:
    text = specs.snapshot()[S].replace(b"\n", b"\r\n") + b"\r\n\xff\xfe odd \r\n"
    specs.write(S, text)
    specs.agreed()
    specs.write(B, "#!/bin/sh\r\nsecond\r\n")
    did(specs, "1001", B)
    after = specs.snapshot()[S]
    assert b"\r\n- [[deliverables/scripts/b.sh|b.sh]]\r\n" in after
    assert after.count(b"\n") == after.count(b"\r\n")
    assert after.endswith(b"\xff\xfe odd \r\n")
    assert specs.snapshot()[B].count(b"\r\n") == 4
    settled(specs)


# categories


@pytest.mark.parametrize(
    ("asked", "folder", "heading"),
    [
        pytest.param("", "scripts", "### Scripts", id="guessed from the name"),
        pytest.param("Configuration Files", "config", "### Configuration Files", id="by its heading"),
        pytest.param("tests", "tests", "### Tests", id="by its folder"),
        pytest.param("api specs", "api-specs", "### API Specs", id="a name that the journal uses"),
        pytest.param("diagrams", "diagrams", "### Diagrams", id="a new one"),
    ],
)
def test_a_category_is_a_folder_and_a_heading(specs: Specs, asked: str, folder: str, heading: str) -> None:
    specs.edit(C, "### Documentation\n", "### API Specs\n\n### Documentation\n")
    specs.agreed()
    specs.write("x.sh", SCRIPT)
    done = did(specs, "1001", "x.sh", how=COPY, category=asked)
    assert f"{AT}/deliverables/{folder}/x.sh" in done.changed
    listed = specs.section(C, "Deliverables")
    here = listed.index(heading)
    end = next((at for at in range(here + 1, len(listed)) if listed[at].startswith("###")), len(listed))
    assert f"- [[deliverables/{folder}/x.sh|x.sh]]" in listed[here:end]
    settled(specs)


def test_a_folder_spelled_otherwise_is_the_same_folder(specs: Specs) -> None:
    specs.write(f"{AT}/deliverables/Diagrams/a.txt", "a\n")
    specs.write("b.txt", "b\n")
    assert f"{AT}/deliverables/Diagrams/b.txt" in did(specs, "1001", "b.txt", how=MOVE, category="diagrams").changed


def test_a_file_that_lies_straight_in_the_folder_is_told_under_the_category_of_its_type(specs: Specs) -> None:
    specs.write(f"{AT}/deliverables/boot.sh", "#!/bin/sh\n")
    did(specs, "1001", f"{AT}/deliverables/boot.sh")
    above, item, _ = specs.read(C).partition("- [[deliverables/boot.sh|")
    assert item
    assert above.rpartition("\n### ")[2].startswith("Scripts\n")


# moved and copied


def test_a_note_that_is_moved_in_takes_every_link_along(specs: Specs) -> None:
    specs.write("notes/guide two.md", "# Guide two\n\nSee [[../Home]].\n")
    specs.write("Home.md", "[[notes/guide two]] and [so](<notes/guide two.md>)\n")
    did(specs, "1001", "notes/guide two.md", how=MOVE)
    place = f"{AT}/deliverables/docs/guide two.md"
    assert specs.read("Home.md") == f"[[{place[:-3]}]] and [so](<{place}>)\n"
    assert specs.read(place).startswith("<!-- Spec: [[../../spec|1001 Storage]] -->\n")
    assert "- [[deliverables/docs/guide two|Guide two]]" in specs.section(S, "Deliverables")
    assert "notes/guide two.md" not in specs.snapshot()
    settled(specs)


def test_a_deliverable_of_another_spec_that_moves_stays_that_ones_too(specs: Specs) -> None:
    did(specs, "1002", A, how=MOVE)
    place = "specs/1000/1002/deliverables/scripts/a.sh"
    assert "- [[../1002/deliverables/scripts/a.sh|Mount script]] - mounts the share" in specs.section(S, "Deliverables")
    assert "# Spec: [[../../../1001/spec|1001 Storage]]\n# Context: [[../../../1001/context|" in specs.read(place)
    assert "# Spec: [[../../spec|1002 Desk]]" in specs.read(place)
    assert "a.sh" not in specs.read(I)
    own = specs.read("specs/1000/1002/deliverables/index.md")
    assert own.count("a.sh|") == 2
    settled(specs)


def test_a_copy_bears_its_own_trace_alone_and_may_be_run(specs: Specs) -> None:
    did(specs, "1002", Taken(A, A, executable=True), how=COPY)
    copy = "specs/1000/1002/deliverables/scripts/a.sh"
    assert specs.read(copy).count("Spec:") == 1
    assert "# Spec: [[../../spec|1002 Desk]]" in specs.read(copy)
    assert (specs.folder / copy).stat().st_mode & 0o111
    assert not (specs.folder / A).stat().st_mode & 0o111
    settled(specs)


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        pytest.param("[[./other]]", "[[../../../../../notes/other]]", id="by the way to it"),
        pytest.param("[o](./other.md#A)", "[o](../../../../../notes/other.md#A)", id="as Markdown, to a heading"),
        pytest.param("![[./pic.png|80]]", "![[../../../../../notes/pic.png|80]]", id="embedded"),
        pytest.param("[[../specs/1000/1001/spec|S]]", "[[../../spec|S]]", id="to the spec it is copied to"),
        pytest.param("[[other]]", "[[other]]", id="a name finds its only bearer from anywhere"),
        pytest.param("[[./second]]", "[[../../../../../notes/second]]", id="to what is copied in the same call"),
        pytest.param("[[#Guide]] [[./manual]]", "[[#Guide]] [[./manual]]", id="to itself"),
        pytest.param("[[./nowhere]]", "[[./nowhere]]", id="to nothing"),
        pytest.param("`[[./other]]`", "`[[./other]]`", id="in code"),
        pytest.param("```\n[[./other]]\n```", "```\n[[./other]]\n```", id="in a block of code"),
    ],
)
def test_the_links_of_a_copied_note_lead_where_they_led(specs: Specs, written: str, becomes: str) -> None:
    specs.write("notes/other.md", "# A\n")
    specs.write("notes/second.md", "# Second\n")
    specs.write("notes/pic.png", b"\x89PNG")
    specs.write("notes/manual.md", f'---\nup: "[[./other]]"\n---\n# Guide\r\n{written} \xe9\r\n')
    before = specs.read("notes/manual.md")
    did(specs, "1001", "notes/manual.md", "notes/second.md", how=COPY)
    copy = specs.read(f"{AT}/deliverables/docs/manual.md")
    assert copy.startswith('---\nup: "[[../../../../../notes/other]]"\n---\n')
    assert copy.endswith(f"# Guide\r\n{becomes} \xe9\r\n")
    assert specs.read("notes/manual.md") == before
    settled(specs)
    assert did(specs, "1001", "notes/manual.md", how=COPY).changed == []
    assert any("stays" in one for one in did(specs, "1001", "notes/manual.md", how=MOVE).notices)


def test_links_of_a_note_from_outside_that_lead_nowhere_are_told(specs: Specs) -> None:
    guide = Taken("/somewhere/x.md", content=b"[[./a]] [[1000/epic]] [b](b.png) `[[c]]` [[#X]] [w](https://w.org)\n")
    done = did(specs, "1001", guide, how=COPY)
    assert [one for one in done.notices if "nowhere" in one] == [
        f"{AT}/deliverables/docs/x.md: from there these lead nowhere: [[./a]], [b](b.png)"
    ]


def test_what_is_copied_from_outside_is_taken_in(specs: Specs) -> None:
    did(specs, "1001", Taken("/somewhere/x.sh", content=b"#!/bin/sh\r\n", executable=True), how=COPY)
    assert specs.read(f"{AT}/deliverables/scripts/x.sh").startswith("#!/bin/sh\r\n# Spec: ")
    settled(specs)


def test_the_same_content_that_lies_there_already_is_registered(specs: Specs) -> None:
    specs.write("a.sh", specs.read(A).replace(specs_kit.TRACE, ""))
    done = did(specs, "1001", "a.sh", how=MOVE)
    assert done.changed == []
    assert any("stays" in notice for notice in done.notices)


@pytest.mark.parametrize("there", ["a.sh", "A.SH"])
@pytest.mark.parametrize("how", [MOVE, COPY])
def test_nothing_is_ever_written_over(specs: Specs, how: str, there: str) -> None:
    specs.move(A, f"{AT}/deliverables/scripts/{there}")
    specs.write("a.sh", "other\n")
    before = specs.snapshot()
    with pytest.raises(AlreadyThere, match=there):
        did(specs, "1001", "a.sh", how=how)
    assert specs.snapshot() == before


# made from a template


@pytest.mark.parametrize(
    ("name", "category", "place", "begins"),
    [
        pytest.param("nas-setup", "scripts", "scripts/nas-setup.sh", "#!/bin/sh\n# Spec: ", id="a script"),
        pytest.param("Manual", "docs", "docs/Manual.md", "<!-- Spec: ", id="a document"),
        pytest.param("seen", "diagrams", "diagrams/seen.md", "<!-- Spec: ", id="any category, by its ending"),
        pytest.param("mount.yaml", "", "config/mount.yaml", "# Spec: ", id="a configuration, by its ending"),
        pytest.param("test_mount.py", "", "tests/test_mount.py", "# Spec: ", id="a test, by its name"),
        pytest.param("sizes", "data", "data/sizes.csv", "name,value\n", id="a table"),
        pytest.param("x.toml", "config", "config/x.toml", "# Spec: ", id="empty where there is no template"),
        pytest.param(
            "net/x.sh", "scripts", "scripts/net/x.sh", "#!/bin/sh\n# Spec: [[../../../spec|", id="deeper down"
        ),
    ],
)
def test_a_new_file_begins_as_its_category_does(
    specs: Specs, name: str, category: str, place: str, begins: str
) -> None:
    did(specs, "1001", Taken(name), how=NEW, category=category)
    path = f"{AT}/deliverables/{place}"
    assert specs.read(path).startswith(begins)
    assert "{{" not in specs.read(path)
    assert bool((specs.folder / path).stat().st_mode & 0o111) == begins.startswith("#!")
    settled(specs)


def test_a_vaults_own_template_wins(specs: Specs) -> None:
    specs.write("templates/deliverables/scripts.sh", "#!/bin/bash\n# {{title}} of {{spec}}, {{id}}\n")
    did(specs, "1001", Taken("nas"), how=NEW, category="scripts", title="NAS `x`")
    body = specs.read(f"{AT}/deliverables/scripts/nas.sh")
    assert body.startswith("#!/bin/bash\n# Spec: ")
    assert body.endswith("# NAS `x` of 1001 Storage, 1001\n")


# code changes


def test_code_elsewhere_in_the_repository_is_named_and_never_written_to(specs: Specs) -> None:
    specs.write("src/api.ts", "let a = 1\n")
    specs.agreed()
    done = did(specs, "1001", Taken("api.ts", "src/api.ts", "web/src/api.ts", 45), description="the client")
    assert sorted(done.changed) == sorted([S, C])
    item = "- `web/src/api.ts` ([Line 45](../../../src/api.ts#L45)) - the client"
    assert item in specs.section(S, "Deliverables")
    assert specs.section(C, "Deliverables")[-2:] == ["- `services/storage/nas.ts` - the client", item]
    settled(specs)


def test_code_without_a_line_is_named_in_backticks_alone(specs: Specs) -> None:
    specs.write("src/api.ts", "let a = 1\n")
    did(specs, "1001", "src/api.ts")
    did(specs, "1001", "src/api.ts")
    assert specs.read(S).count("- `src/api.ts`\n") == specs.read(C).count("- `src/api.ts`\n") == 1
    settled(specs)


def test_code_is_traced_where_that_is_asked_for(specs: Specs) -> None:
    specs.write("src/api.ts", "let a = 1\n")
    done = did(specs, "1001", "src/api.ts", trace=True)
    assert "src/api.ts" in done.changed
    assert specs.read("src/api.ts").startswith("// Spec: [[../specs/1000/1001/spec|1001 Storage]]\n// Context: ")
    assert "- `src/api.ts` ([api.ts](../../../src/api.ts))" in specs.section(S, "Deliverables")
    settled(specs)


def test_a_note_elsewhere_in_the_vault_is_linked_where_it_lies(specs: Specs) -> None:
    specs.write("notes/why.md", "# Why an automount\n")
    did(specs, "1001", "notes/why.md")
    assert "- [[../../../notes/why|Why an automount]]" in specs.section(S, "Deliverables")
    assert "- [[../../../notes/why|Why an automount]]" in specs.section(C, "Deliverables")
    settled(specs)
