"""The reports: how specs stand, what they delivered, what may be begun next, what was done."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.kit import DiskVault, Terminal, lines

EPIC = "specs/1000/epic.md"
STORAGE, DESK = "specs/1000/1001/spec.md", "specs/1000/1002/spec.md"
MOUNT = "specs/1000/1001/1011.spec.md"
FILES = "specs/1000/1001/deliverables"

VAULT = {
    EPIC: "---\nid: 1000\ntype: epic\ntitle: Foundation\nstatus: implementing\n---\n# 1000 Foundation\n",
    "specs/1000/context.md": "# Context: Foundation\n",
    STORAGE: """---
id: 1001
type: feature
title: Storage
status: implementing
aliases: ["1001 Storage", "Cold store"]
priority: high
---
# 1001 Storage

**Context**: [[context|Implementation Journal]]
**Parent**: [[../epic|1000 Foundation]]

## Acceptance Criteria
- [x] The share is mounted at boot
- [ ] A dead NAS does not hang the desk
- [-] Struck out

## Tasks
- [[1011.spec|1011 Mount the NAS]]

## Deliverables
- [[deliverables/scripts/setup.sh|Setup Script]] - Mounts the share
- [[deliverables/docs/guide|Guide]]

See [[nowhere]].
""",
    "specs/1000/1001/context.md": """# Context: Storage

**Spec**: [[spec|1001 Storage]]

## Implementation Timeline

### Session 1: 2026-11-18 - Look around
**Started**: 2026-11-18 09:00 +01:00
**Duration**: 1.5 hours
**Participants**: User, Mira
**Status**: completed ^s-00000001

#### Planning
- 09:05 Chose an automount unit

### Session 2: 2026-11-19 - Mount at boot
**Started**: 2026-11-19 14:00 +01:00
**Duration**: 45 min
**Participants**: Ada
**Status**: partial ^s-00000002

#### Implementation
- 14:05 Wrote the unit
- [ ] try it with the NAS unplugged
#### Issues & Resolutions
- **Issue**: the desk hangs for a minute
- **Issue**: no rights
- **Resolution**: joined the group

## Deliverables

### Scripts
- [[deliverables/scripts/setup.sh|Setup Script]]
### Data
- [[deliverables/data/gone.json|Figures]] - Measured twice
### Code Changes
- `src/nas.py` - The client
""",
    f"{FILES}/scripts/setup.sh": "#!/bin/sh\n# Spec: [[../../spec|1001 Storage]]\necho\n",
    f"{FILES}/docs/guide.md": "# Guide\n",
    MOUNT: "---\nid: 1011\ntitle: Mount the NAS\nstatus: planning\npriority: low\n---\n# 1011 Mount the NAS\n",
    DESK: '---\nid: 1002\ntitle: Desk\nstatus: planning\ndepends_on:\n  - "[[../1001/spec|Storage]]"\n---\n# Desk\n',
    "specs/2000/epic.md": "---\nid: 2000\ntitle: Market\nstatus: done\n---\n# Market\n## Glossary of terms\n",
}  # fmt: skip


@pytest.fixture
def specs(vault: DiskVault) -> DiskVault:
    return vault.has(VAULT)


def ids(answer: dict[str, Any], name: str = "specs") -> list[int]:
    return [one["id"] for one in answer[name]]


# list


def test_a_list_tells_every_spec_by_id(specs: DiskVault) -> None:
    assert specs.run("list").out == lines(
        "1000\tepic\timplementing\t-\t\t\tFoundation",
        "1001\tfeature\timplementing\t1/2\thigh\t\tStorage",
        "1002\tfeature\tplanning\t-\t\t\tDesk",
        "1011\ttask\tplanning\t-\tlow\t\tMount the NAS",
        "2000\tepic\tdone\t-\t\t\tMarket",
    )


def test_a_list_for_programs_has_the_promised_fields(specs: DiskVault) -> None:
    answer = specs.json("list", "--type", "feature")
    assert answer["version"] == 1
    assert answer["specs"][0] == {
        "id": 1001,
        "type": "feature",
        "title": "Storage",
        "status": "implementing",
        "path": STORAGE,
        "context": "specs/1000/1001/context.md",
        "parent": 1000,
        "criteria": {"met": 1, "total": 2},
        "sessions": 2,
        "deliverables": 2,
        "priority": "high",
        "owner": "",
    }
    assert answer["specs"][1]["context"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param(["--type", "task"], [1011], id="of a type"),
        pytest.param(["--status", "completed"], [2000], id="of a status, whatever word was typed for it"),
        pytest.param(["--under", "1000"], [1001, 1002, 1011], id="below a spec"),
        pytest.param(["--under", "Storage"], [1011], id="below a spec named by its title"),
        pytest.param(["--open", "--type", "epic"], [1000], id="open ones"),
        pytest.param(["--blocked"], [], id="blocked ones, of which there are none"),
    ],
)
def test_a_list_is_narrowed_to(specs: DiskVault, asked: list[str], found: list[int]) -> None:
    assert ids(specs.json("list", *asked)) == found


# search


@pytest.mark.parametrize(
    ("words", "best", "where"),
    [
        pytest.param("1001", 1001, "id", id="an id"),
        pytest.param("storage", 1001, "title", id="a title"),
        pytest.param("NAS mount", 1011, "title", id="the words of a title in any order"),
        pytest.param("cold store", 1001, "alias", id="an alias"),
        pytest.param("glossary", 2000, "heading", id="a heading"),
        pytest.param("mount at", 1001, "heading", id="a heading of a journal"),
    ],
)
def test_search_finds_by(specs: DiskVault, words: str, best: int, where: str) -> None:
    hits = specs.json("search", *words.split())["hits"]
    assert (hits[0]["id"], hits[0]["where"]) == (best, where)


def test_search_tells_the_line_and_the_words_as_typed(specs: DiskVault) -> None:
    assert specs.run("search", "GLOSSARY").out == "2000\theading\tspecs/2000/epic.md:7\tGlossary of terms\n"


def test_search_looks_into_every_line_when_asked(specs: DiskVault) -> None:
    assert specs.json("search", "unplugged")["hits"] == []
    [hit] = specs.json("search", "UNPLUGGED", "--text")["hits"]
    assert (hit["id"], hit["file"], hit["line"]) == (1001, "specs/1000/1001/context.md", 24)
    assert hit["text"] == "- [ ] try it with the NAS unplugged"


def test_search_takes_every_sign_for_itself(specs: DiskVault) -> None:
    specs.has({"specs/3000/epic.md": '---\nid: 3000\ntitle: "100% _sure_ \\"yes\\""\n---\n# Ünder % Ç\n## Ünder % x\n'})
    assert ids(specs.json("search", "100%"), "hits") == [3000]
    assert ids(specs.json("search", '"yes"'), "hits") == [3000]
    assert ids(specs.json("search", "ünder"), "hits") == [3000]
    assert ids(specs.json("search", "a%e"), "hits") == []


# next


def test_next_is_what_waits_on_nothing_and_nobody_works_on(specs: DiskVault) -> None:
    answer = specs.json("next")
    assert [(one["id"], one["leaf"]) for one in answer["specs"]] == [(1011, True), (1001, False), (1000, False)]


@pytest.mark.parametrize(
    ("edits", "first"),
    [
        pytest.param({}, 1011, id="a part before the whole that it is part of"),
        pytest.param({MOUNT: ("status: planning", "status: blocked")}, 1001, id="nothing that is blocked"),
        pytest.param(
            {STORAGE: ("status: implementing", "status: completed")}, 1002, id="what was waiting, by priority"
        ),
        pytest.param(
            {STORAGE: ("status: implementing", "status: dropped")}, 1002, id="what waited on something dropped"
        ),
    ],
)
def test_next_begins_with(specs: DiskVault, edits: dict[str, tuple[str, str]], first: int) -> None:
    for path, (old, new) in edits.items():
        specs.has({path: specs.read(path).replace(old.encode(), new.encode())})
    assert ids(specs.json("next"))[0] == first


def test_a_spec_with_an_open_session_is_not_next(specs: DiskVault) -> None:
    journal = "# Context\n## Implementation Timeline\n### Session 1: 2026-11-20 - x\n**Status**: open ^s-1\n"
    specs.has({"specs/1000/1001/1011.context.md": journal})
    assert 1011 not in ids(specs.json("next"))


def test_a_claim_makes_the_first_ready_spec_the_participants_and_can_be_undone(specs: DiskVault) -> None:
    before = specs.files()
    told = specs.json("next", "--claim")
    assert told["claimed"]["id"] == 1011
    assert b"owner: Mira\n" in specs.read(MOUNT)
    assert b"status: planning\n" in specs.read(MOUNT)
    assert specs.json("next", "--claim")["changed"] == []
    specs.run("undo")
    assert specs.files() == before


def test_a_claimed_spec_is_not_claimed_by_another(specs: DiskVault) -> None:
    specs.run("next", "--claim")
    assert specs.json("--as", "Ada", "next", "--claim")["claimed"]["id"] != 1011
    assert b"owner: Mira\n" in specs.read(MOUNT)


def test_a_dry_claim_claims_nothing(specs: DiskVault) -> None:
    before = specs.files()
    assert "+owner: Mira" in specs.run("next", "--claim", "--dry-run").out
    assert specs.files() == before


# status of a spec


def test_a_status_tells_all_that_one_asks_who_comes_back(specs: DiskVault) -> None:
    assert specs.run("status", "1001").out == lines(
        "1001 Storage · feature · implementing",
        STORAGE,
        "",
        "criteria   1/2 met  ██████████░░░░░░░░░░",
        "           [x] 1 The share is mounted at boot",
        "           [ ] 2 A dead NAS does not hang the desk",
        "sessions   2, 2.25 hours; the last 2026-11-19: Mount at boot (partial)",
        "left open  try it with the NAS unplugged",
        "           **Issue**: the desk hangs for a minute",
        "parts      0 of 1 completed",
        "           1011 Mount the NAS (planning) -",
        f"delivered  4, 1 missing: {FILES}/data/gone.json",
        "links      9, 2 broken",
        f"           {STORAGE}:26 [[nowhere]]",
        "           specs/1000/1001/context.md:37 [[deliverables/data/gone.json|Figures]]",
        "blocks     1002 Desk (planning)",
        "next       go on with its part 1011 Mount the NAS (planning)",
        "           specwork status 1011",
    )


def test_a_status_for_programs_is_the_fields_of_the_list_and_more(specs: DiskVault) -> None:
    answer = specs.json("status", "1001")
    listed = specs.json("list", "--type", "feature")["specs"][0]
    assert {name: answer[name] for name in listed} == listed
    assert [one["id"] for one in answer["journal"]] == ["s-00000001", "s-00000002"]
    assert answer["hours"] == 2.25
    assert ids(answer, "children") == [1011]
    assert [one["raw"] for one in answer["broken"]] == ["[[nowhere]]", "[[deliverables/data/gone.json|Figures]]"]
    assert (answer["waits_on"], ids(answer, "blocks")) == ([], [1002])
    assert answer["next"]
    assert specs.json("status", "1002")["waits_on"][0]["id"] == 1001


@pytest.mark.parametrize(
    ("status", "body", "next_step"),
    [
        pytest.param("dropped", "", "nothing: it was dropped", id="dropped"),
        pytest.param("done", "", "nothing: it is completed", id="completed"),
        pytest.param("planning", "", "write down its acceptance criteria, then begin", id="without criteria"),
        pytest.param("planning", "- [x] a", "every criterion is met: complete it", id="all met"),
        pytest.param("planning", "- [x] a\n- [ ] b", "meet criterion 2: b", id="one to meet"),
        pytest.param("blocked", "- [ ] a", "it is blocked: settle why, then set its status", id="blocked"),
        pytest.param(
            "completed", "- [ ] a", "it is completed with 1 criterion open: tick it or reopen it", id="too early"
        ),
    ],
)
def test_the_next_step_of_a_spec_that_is(vault: DiskVault, status: str, body: str, next_step: str) -> None:
    vault.has({"specs/5000/epic.md": f"---\nid: 5000\nstatus: {status}\n---\n# T\n## Acceptance Criteria\n{body}\n"})
    assert vault.json("status", "5000")["next"] == next_step


def test_a_spec_waits_on_what_its_depends_on_leads_to_however_it_was_typed(specs: DiskVault) -> None:
    for typed in ('"[[../1001/spec]]"', '"[[1001]]"', "1001", '"[S](../1001/spec.md)"'):
        specs.has({DESK: f"---\nid: 1002\ntitle: Desk\ndepends_on: [{typed}]\n---\n"})
        assert ids(specs.json("status", "1002"), "waits_on") == [1001]
    specs.has({DESK: '---\nid: 1002\ntitle: Desk\ndepends_on: ["[[lost]]"]\n---\n'})
    [lost] = specs.json("status", "1002")["waits_on"]
    assert (lost["id"], lost["typed"], lost["done"]) == (None, "[[lost]]", False)
    assert specs.json("status", "1002")["next"] == "mend what it depends on: [[lost]] leads to no spec"


def test_a_status_sees_what_was_edited_a_moment_ago(specs: DiskVault) -> None:
    specs.run("status", "1001")
    specs.has({STORAGE: specs.read(STORAGE).replace(b"- [ ] A dead", b"- [x] A dead")})
    specs.has({MOUNT: specs.read(MOUNT).replace(b"planning", b"completed")})
    answer = specs.json("status", "1001")
    assert answer["criteria"] == {"met": 2, "total": 2}
    assert answer["children"][0]["status"] == "completed"
    specs.has({"specs/1000/1001/1012.spec.md": "---\nid: 1012\ntitle: New\n---\n"})
    assert ids(specs.json("status", "1001"), "children") == [1011, 1012]


# status of the vault


def test_the_status_of_a_vault_is_its_tree(specs: DiskVault) -> None:
    assert specs.run("status").out == lines(
        "1000 Foundation  implementing   50%  1/2 criteria  0/2 parts",
        "  1001 Storage  implementing   50%  1/2 criteria  0/1 parts",
        "    1011 Mount the NAS  planning",
        "  1002 Desk  planning",
        "2000 Market  done",
        "broken     2 links: specwork check",
    )


def test_the_status_of_a_vault_for_programs(specs: DiskVault) -> None:
    specs.has({"specs/2000/epic.md": "---\nid: 2000\ntitle: Market\nstatus: blocked\n---\n"})
    session = "# C\n## Implementation Timeline\n### Session 1: 2026-11-20 - Begin\n**Status**: open ^s-9\n"
    specs.has({"specs/2000/context.md": session})
    answer = specs.json("status")
    assert ids(answer) == [1000, 2000]
    assert answer["specs"][0]["children"] == {"total": 2, "completed": 0}
    assert [(one["spec"]["id"], one["id"], one["title"]) for one in answer["open_sessions"]] == [(2000, "s-9", "Begin")]
    assert ids(answer, "blocked") == [2000]
    assert answer["broken"] == 2


def test_an_empty_vault_tells_how_to_begin(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.has({"specs/readme.md": ""})
    for command in ("list", "status", "next", "timeline"):
        stream = Terminal()
        monkeypatch.setattr("sys.stdout", stream)
        vault.run(command)
        assert "specwork new" in stream.getvalue() or "spec_work ID" in stream.getvalue()


# deliverables


def test_deliverables_are_told_by_category_with_all_that_is_known_of_each(specs: DiskVault) -> None:
    found = specs.json("deliverables", "1001")["deliverables"]
    told = [(one["path"], one["category"], one["title"], one["exists"], one["trace"]) for one in found]
    assert told == [
        (f"{FILES}/scripts/setup.sh", "Scripts", "Setup Script", True, "traced"),
        (f"{FILES}/docs/guide.md", "Documentation", "Guide", True, "untraced"),
        (f"{FILES}/data/gone.json", "Data", "Figures", False, "gone"),
        ("src/nas.py", "Code Changes", "src/nas.py", False, "gone"),
    ]
    assert found[0] == {
        "path": f"{FILES}/scripts/setup.sh",
        "category": "Scripts",
        "title": "Setup Script",
        "description": "Mounts the share",
        "exists": True,
        "traced": True,
        "spec": STORAGE,
        "context": "specs/1000/1001/context.md",
        "id": 1001,
        "trace": "traced",
        "size": 51,
        "commit": None,
        "listed_in": [STORAGE, "specs/1000/1001/context.md"],
        "backlinks": ["specs/1000/1001/context.md", STORAGE],
    }


def test_the_deliverables_of_an_epic_are_those_of_all_below_it(specs: DiskVault) -> None:
    assert specs.json("deliverables", "1000") == specs.json("deliverables", "1001") == specs.json("deliverables")


def test_a_file_that_holds_no_comment_is_traced_by_the_list_of_its_folder(specs: DiskVault) -> None:
    specs.has({f"{FILES}/data/gone.json": "{}"})
    assert specs.json("deliverables", "1001")["deliverables"][2]["trace"] == "untraced"
    specs.has({f"{FILES}/index.md": "- [[data/gone.json]] · [[../spec|1001]]\n"})
    assert specs.json("deliverables", "1001")["deliverables"][2]["trace"] == "indexed"


def test_a_deliverable_tells_its_last_commit_and_code_beside_the_vault(vault: DiskVault, tmp_path: Path) -> None:
    specs = vault.has(VAULT)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/nas.py").write_text("pass\n")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Mira", "-c", "user.email=mira@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        subprocess.run([*git, *command], check=True)
    specs.has({f"{FILES}/scripts/setup.sh": VAULT[f"{FILES}/scripts/setup.sh"] + "echo\n"})
    subprocess.run([*git, "commit", "-qam", "Second"], check=True)
    for _ in range(2):  # asked of git, then remembered
        found = {one["title"]: one for one in specs.json("deliverables", "1001")["deliverables"]}
        assert found["Setup Script"]["commit"]["subject"] == "Second"
        assert found["Guide"]["commit"]["subject"] == "First"
        assert (found["src/nas.py"]["exists"], found["src/nas.py"]["trace"]) == (True, "not needed")
    subprocess.run([*git, "commit", "-q", "--amend", "-m", "Other words"], check=True)
    assert specs.json("deliverables", "1001")["deliverables"][0]["commit"]["subject"] == "Other words"


# show, timeline


def test_show_tells_the_facts_and_then_the_spec(specs: DiskVault) -> None:
    out = specs.run("show", "1002").out
    assert out == lines(
        "1002 Desk · feature · planning", f"path       {DESK}", "parent     1000 Foundation",
        "waits on   1001 Storage", "", "# Desk",
    )  # fmt: skip
    told = specs.json("show", "1002")
    assert (told["text"], told["parent"]) == (VAULT[DESK], 1000)
    assert specs.run("props", DESK, "set", "x", "1", "--expect", told["hash"]).code == 0


def test_a_timeline_is_what_was_done_the_latest_first(specs: DiskVault) -> None:
    out = specs.run("timeline").out
    assert out.splitlines()[:2] == [
        "2026-11-19 14:00  1001 Storage: Mount at boot  (partial; 45 min; Ada)",
        "    14:05 implementation: Wrote the unit",
    ]
    assert [one["number"] for one in specs.json("timeline")["sessions"]] == [2, 1]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        pytest.param(["--since", "2026-11-19"], [2], id="since a day"),
        pytest.param(["--by", "mira"], [1], id="by somebody"),
        pytest.param(["1000"], [2, 1], id="of a spec and all below it"),
        pytest.param(["1002"], [], id="of a spec without a journal"),
        pytest.param(["--limit", "1"], [2], id="the latest alone"),
    ],
)
def test_a_timeline_is_narrowed_to(specs: DiskVault, asked: list[str], numbers: list[int]) -> None:
    assert [one["number"] for one in specs.json("timeline", *asked)["sessions"]] == numbers


def test_a_timeline_reads_no_further_than_it_must_and_says_the_same(vault: DiskVault) -> None:
    heading = "# C\n## Implementation Timeline\n### Session 1: 2026-11-{day:02} - Day {day}\n**Status**: completed\n"
    for day in range(1, 28):
        place = f"specs/{day}000"
        vault.has({f"{place}/epic.md": f"---\nid: {day}000\n---\n", f"{place}/context.md": heading.format(day=day)})
    whole = vault.json("timeline", "--limit", "0")["sessions"]
    assert [one["title"] for one in whole] == [f"Day {day}" for day in range(27, 0, -1)]
    assert vault.json("timeline", "--limit", "5")["sessions"] == whole[:5]


# what comes out


HOSTILE = "a\x1b[2Jb\u202ec\x07"


def test_nothing_from_a_spec_reaches_the_terminal_raw(specs: DiskVault) -> None:
    text = VAULT[STORAGE].replace("title: Storage", f'title: "{HOSTILE}"').replace("A dead NAS", HOSTILE)
    specs.has({STORAGE: text.replace("[[nowhere]]", f"[[{HOSTILE}]]").replace("Mounts the share", HOSTILE)})
    specs.has({"specs/1000/1001/context.md": VAULT["specs/1000/1001/context.md"].replace("Wrote", HOSTILE)})
    for command in ("list", "status", "next", "timeline", "search a", "show 1001", "status 1001", "deliverables 1001"):
        for form in ((), ("--json",), ("--markdown",)):
            if form == ("--markdown",) and command.split()[0] not in ("show", "status", "deliverables"):
                continue
            answer = specs.run(*command.split(), *form)
            assert answer.code == 0
            assert not set(answer.out + answer.err) & set("\x1b\x07\u202e")


def test_a_line_is_cut_to_the_terminal_and_whole_in_a_pipe(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "a very long title " * 20
    specs.has({MOUNT: f"---\nid: 1011\ntitle: {long}\n---\n"})
    assert long.strip() in specs.run("status", "1011").out
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    for command in (["status", "1011"], ["status"], ["list"], ["timeline"], ["deliverables", "1001"]):
        stream = Terminal()
        monkeypatch.setattr("sys.stdout", stream)
        specs.run(*command)
        assert stream.getvalue()
        assert max(map(len, stream.getvalue().splitlines())) <= 60


def test_pasteable_markdown_links_from_the_top_of_the_vault(specs: DiskVault) -> None:
    status = specs.run("status", "1001", "--markdown").out
    assert "- **Parent**: [1000 Foundation](specs/1000/epic.md)" in status
    assert "- [ ] A dead NAS does not hang the desk" in status
    table = specs.run("deliverables", "1001", "--markdown").out
    assert f"| [Setup Script]({FILES}/scripts/setup.sh) | Mounts the share | 51 B | traced |  |" in table
    assert "| Figures | Measured twice |  | **missing** |  |" in table
    shown = specs.run("show", "1001", "--markdown").out
    assert "- [1011 Mount the NAS](specs/1000/1001/1011.spec.md)" in shown
    assert "See [[nowhere]]." in shown
    assert "- [1001 Storage](specs/1000/1001/spec.md): implementing, 50%" in specs.run("status", "--markdown").out


# the note of a vault's status


def test_the_status_is_written_to_a_note_whose_links_hold(specs: DiskVault) -> None:
    assert specs.run("status", "--write").code == 0
    note = specs.read("specs/status.md").decode()
    assert "[[1000/1001/spec|1001 Storage]]" in note
    assert all(link["resolves_to"] for link in specs.json("links", "specs/status.md")["links"])
    assert specs.json("status", "--write")["changed"] == []
    specs.run("undo")
    assert "specs/status.md" not in specs.files()


def test_the_status_note_is_written_again_only_while_nobody_has_edited_it(specs: DiskVault) -> None:
    specs.run("status", "--write")
    specs.has({MOUNT: specs.read(MOUNT).replace(b"planning", b"completed")})
    assert specs.json("status", "--write")["changed"] == ["specs/status.md"]
    assert b"1011 Mount the NAS]]: completed" in specs.read("specs/status.md")
    specs.has({"specs/status.md": specs.read("specs/status.md") + b"\nmine\n"})
    before = specs.files()
    answer = specs.run("status", "--write")
    assert answer.code == 2
    assert "was edited by hand" in answer.err
    assert specs.files() == before


def test_a_persons_own_properties_of_the_status_note_stay(specs: DiskVault) -> None:
    specs.run("status", "--write")
    note = specs.read("specs/status.md").replace(b"---\ngenerated", b"---\ncssclass: wide\ngenerated", 1)
    specs.has({"specs/status.md": note, MOUNT: specs.read(MOUNT).replace(b"planning", b"completed")})
    assert specs.run("status", "--write").code == 0
    assert specs.read("specs/status.md").startswith(b"---\ncssclass: wide\ngenerated: ")


# asked wrongly


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["status", "9"], "no spec has the id 9", id="an id that nobody bears"),
        pytest.param(["show", "nothing"], "no spec is called 'nothing'", id="words that mean nothing"),
        pytest.param(["list", "--type", "saga"], "no type is called 'saga'", id="a type"),
        pytest.param(["timeline", "--since", "soon"], "no day is called 'soon'", id="a day"),
        pytest.param(["show", "1001", "--html", "x.md"], "x.md is no name for a page", id="a page over a note"),
        pytest.param(["status", "--html", "x.html"], "a page of HTML is one of a spec", id="a page of a vault"),
    ],
)
def test_what_was_asked_wrongly_is_told_with_a_hint(specs: DiskVault, arguments: list[str], message: str) -> None:
    answer = specs.run(*arguments)
    assert answer.code == 2
    assert message in answer.err
    assert "hint: " in answer.err


# spec_work


def test_spec_work_reports_under_its_own_name(specs: DiskVault, capsys: pytest.CaptureFixture[str]) -> None:
    from specwork.cli.spec_work import spec_work

    specs.run("index")
    for flag in ("status", "deliverables"):
        told = specs.json(flag, "1001")
        assert spec_work(["1001", f"--{flag}", "--json", "--vault", str(specs.folder)]) == 0
        assert json.loads(capsys.readouterr().out) == told
    assert spec_work(["1001", "--vault", str(specs.folder)]) == 2
    assert "specwork status 1001" in capsys.readouterr().err
