"""The reports: how specs stand, what they delivered, one to read; in words, for programs, as Markdown."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.kit import DiskVault, Terminal, lines
from tests.specwork.cli.storage import DESK, FILES, MOUNT, STORAGE, VAULT


@pytest.fixture
def specs(vault: DiskVault) -> DiskVault:
    return vault.has(VAULT)


def ids(answer: dict[str, Any], name: str = "specs") -> list[int]:
    return [one["id"] for one in answer[name]]


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
        "           specs/1000/1001/context.md:35 [[deliverables/data/gone.json|Figures]]",
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


def test_a_session_that_tells_no_status_is_told_as_that(specs: DiskVault) -> None:
    journal = "specs/1000/1001/context.md"
    specs.has({journal: specs.read(journal).replace(b"**Status**: partial", b"**Mood**: fine")})
    assert "the last 2026-11-19: Mount at boot (no status)" in specs.run("status", "1001").out


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
        if "[" in typed:
            assert ids(specs.json("status", "1001"), "blocks") == [1002]
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
    specs.has({STORAGE: specs.read(STORAGE).replace(b"status: implementing", b"status: failed")})
    assert specs.json("status", "1002")["waits_on"][0]["status"] == "failed"
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
    specs.has({f"{FILES}/index.md": "- [[data/gone.json]] · [[../../1002/spec|1002]]\n"})
    assert specs.json("deliverables", "1001")["deliverables"][2]["trace"] == "untraced"


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


# show


def test_show_tells_the_facts_and_then_the_spec(specs: DiskVault) -> None:
    out = specs.run("show", "1002").out
    assert out == lines(
        "1002 Desk · feature · planning", f"path       {DESK}", "parent     1000 Foundation",
        "waits on   1001 Storage", "", "# Desk",
    )  # fmt: skip
    told = specs.json("show", "1002")
    assert (told["text"], told["parent"]) == (VAULT[DESK], 1000)
    assert specs.run("props", DESK, "set", "x", "1", "--expect", told["hash"]).code == 0


# what comes out


HOSTILE = "a\x1b[2Jb\u202ec\x07"


def test_nothing_from_a_spec_reaches_the_terminal_raw(specs: DiskVault) -> None:
    text = VAULT[STORAGE].replace("title: Storage\n", "").replace("# 1001 ", f"# {HOSTILE} ").replace("A dead", HOSTILE)
    assert HOSTILE in text
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
    specs.has({MOUNT: specs.read(MOUNT).replace(b"completed", b"blocked")})
    assert specs.json("status", "--write")["changed"] == ["specs/status.md"]
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


@pytest.mark.parametrize("command", ["status 1011", "deliverables", "deliverables 1011"])
def test_a_report_goes_on_without_a_journal_that_cannot_be_read_and_says_so(specs: DiskVault, command: str) -> None:
    path = MOUNT.replace(".spec.", ".context.")
    (specs.folder / path).symlink_to("/dev/null")
    answer = specs.run(*command.split())
    assert answer.code == 0
    assert answer.err == f"left out: {path}: {path} leads out of the vault\n"
    assert specs.json(*command.split())


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
