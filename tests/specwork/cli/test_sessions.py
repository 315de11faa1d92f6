"""A session by one-shot commands: each says one thing, and programs get it all."""

import io
import re
import sys

import pytest

from specwork.domain.journal import Journal, read_journal
from specwork.touched import remember
from tests.kit import DiskVault
from tests.specwork.work.desk_vault import JOURNAL, SPEC, VAULT
from vault.notes.note import read_note


@pytest.fixture
def specs(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    monkeypatch.delenv("SPECWORK_SESSION", raising=False)
    return vault.has(VAULT)


def journal(vault: DiskVault) -> Journal:
    return read_journal(read_note(JOURNAL, vault.read(JOURNAL)))


def kept(vault: DiskVault) -> list[str]:
    return sorted(path.name for path in (vault.folder / ".specwork").glob("*/begun/*"))


def test_start_prints_the_id_of_the_session_in_one_line(specs: DiskVault) -> None:
    answer = specs.run("start", "1011", "--session", "Mount at boot", "--with", "Claude")
    key = journal(specs).sessions[-1].key
    assert answer.code == 0
    assert answer.out.startswith(f"{key} is open: session 2 of 1011 Mount the NAS, Mount at boot (take it back")
    assert answer.out.splitlines()[1:] == ["  left open: ask about the switch"]
    assert len(re.findall(r"s-[0-9a-f]{8}", answer.out)) == 1
    assert journal(specs).sessions[-1].participants == ("Mira", "Claude")
    assert kept(specs) == [key]


def test_the_session_goes_from_start_to_done(specs: DiskVault) -> None:
    specs.run("start", "1011")
    for line in (
        ["plan", "Chose", "an", "automount", "unit", "--approve"],
        ["implement", "Wrote src/nas.py:2"],
        ["test", "Booted", "--passed"],
        ["issue", "no rights", "--resolution", "joined"],
    ):
        answer = specs.run("log", "1011", *line)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.count("\n") == 1
    specs.run("tick", "1011", "1", "2")
    told = specs.run("done", "1011", "--summary", "It works.", "--json").json
    assert told["session"]["status"] == "completed"
    assert told["spec"]["status"] == "completed"
    assert told["parent"]["id"] == 1001
    assert told["next"] == "nothing below 1001 Storage is ready"
    text = specs.read(JOURNAL).decode()
    assert "Met acceptance criterion: Mounted at boot" in text
    assert "## Summary\n\nIt works.\n" in text
    assert kept(specs) == []


def test_programs_get_the_session_with_every_answer(specs: DiskVault) -> None:
    begun = specs.json("start", "1011")
    assert begun["session"]["id"] == journal(specs).sessions[-1].key
    assert (begun["context"], begun["left_open"], begun["others"]) == (JOURNAL, ["ask about the switch"], [])
    told = specs.json("log", "1011", "note", "x")
    assert told["session"]["id"] == begun["session"]["id"]
    assert (told["changed"], told["spec"]["id"]) == ([JOURNAL], 1011)
    assert specs.json("start", "1011") == begun | {"changed": [], "undo": None, "notices": begun.get("notices") or [
        f"session 2 of Mira ({begun['session']['id']}) was open, and goes on"
    ]}  # fmt: skip


def test_text_may_come_from_standard_input(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    specs.run("start", "1011")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"one\r\ntwo \xff\n# three")))
    assert specs.run("log", "1011", "note", "-").code == 0
    assert "one\n  two \ufffd\n  \\# three\n" in specs.read(JOURNAL).decode()


def test_a_megabyte_is_an_entry_like_any_other(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    specs.run("start", "1011")
    pasted = b"src/nas.py:2 `a` ]] %% \n# x\n" * 40_000
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pasted)))
    assert specs.run("log", "1011", "note", "-").code == 0
    assert specs.run("log", "1011", "note", "after").code == 0
    assert len(journal(specs).sessions[-1].entries) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        pytest.param(["log", "1011", "note", "x"], 2, "open one: specwork start 1011", id="no session"),
        pytest.param(["done", "1011"], 2, "open one: specwork start 1011", id="nothing to end"),
        pytest.param(["log", "9999", "note", "x"], 2, "specwork list", id="no such spec"),
        pytest.param(["log", "1011", "dance", "x"], 2, "one of plan, change", id="no such action"),
        pytest.param(["log", "1011", "note", "x", "--in", "s-nope"], 2, "open one", id="no such session"),
        pytest.param(["start", "1011", "--expect", "00"], 3, "read it again", id="another file than was read"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    specs: DiskVault, arguments: list[str], code: int, hint: str
) -> None:
    before = specs.files()
    answer = specs.run(*arguments)
    assert answer.code == code
    assert hint in answer.err
    assert specs.files() == before
    assert kept(specs) == []


def test_a_dry_run_tells_and_changes_nothing(specs: DiskVault) -> None:
    assert "+### Session 2" in specs.run("start", "1011", "--dry-run").out
    specs.run("start", "1011")
    before = specs.files()
    assert "+- " in specs.run("log", "1011", "note", "x", "--dry-run").out
    assert "-**Status**: open" in specs.run("done", "1011", "--dry-run").out
    assert specs.files() == before


def test_the_environment_names_the_session(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    first = specs.json("start", "1011")["session"]["id"]
    specs.run("start", "1011", "--new")
    assert specs.run("log", "1011", "note", "x").code == 2
    monkeypatch.setenv("SPECWORK_SESSION", first)
    assert specs.run("log", "1011", "note", "x").code == 0
    assert len(journal(specs).sessions[1].entries) == 1


def test_undo_takes_an_entry_back(specs: DiskVault) -> None:
    specs.run("start", "1011")
    before = specs.read(JOURNAL)
    specs.run("log", "1011", "note", "x")
    specs.run("undo")
    assert specs.read(JOURNAL) == before


def test_a_spec_is_found_by_its_title_or_its_path(specs: DiskVault) -> None:
    assert specs.run("start", "mount the nas").code == 0
    assert specs.run("log", SPEC, "note", "x").code == 0
    assert specs.run("log", "nas", "note", "y").code == 0
    assert [entry.text for entry in journal(specs).sessions[-1].entries] == ["x", "y"]


def test_a_journal_deleted_in_mid_session_is_one_clear_line(specs: DiskVault) -> None:
    specs.run("start", "1011")
    text = specs.read(JOURNAL)
    (specs.folder / JOURNAL).unlink()
    answer = specs.run("log", "1011", "note", "x")
    assert (answer.code, answer.err.count("\n")) == (2, 2)
    assert "has no journal" in answer.err
    (specs.folder / JOURNAL).write_bytes(text)
    assert specs.run("log", "1011", "note", "x").code == 0


def test_an_edit_made_meanwhile_in_another_program_stays(specs: DiskVault) -> None:
    specs.run("start", "1011")
    place = specs.folder / JOURNAL
    place.write_bytes(place.read_bytes().replace(b"\n## Metrics", b"\nBy hand \xff\r\n\n## Metrics"))
    specs.run("log", "1011", "note", "x")
    assert b"\nBy hand \xff\r\n" in specs.read(JOURNAL)


def test_files_that_a_hook_saw_are_named_when_they_are_asked_for(specs: DiskVault) -> None:
    specs.run("start", "1011")
    specs.has({"specs/1000/1001/deliverables/docs/guide.md": "# Guide\n"})
    state = next((specs.folder / ".specwork").glob("*/begun")).parent
    seen = ["src/nas.py", "gone.py", "../outside.py", SPEC, "specs/1000/1001/deliverables/docs/guide.md"]
    remember(str(state), seen)
    specs.run("log", "1011", "implement", "Wrote it", "--touched")
    specs.run("log", "1011", "implement", "Again", "--touched")
    assert [entry.text for entry in journal(specs).sessions[-1].entries] == [
        "Wrote it ([[deliverables/docs/guide|guide.md]], `src/nas.py`)",
        "Again",
    ]


def test_several_people_may_work_as_one(specs: DiskVault) -> None:
    specs.run("--as", "User", "start", "1011", "--as", "Claude")
    assert journal(specs).sessions[-1].participants == ("User", "Claude")
    assert specs.run("--as", "claude", "log", "1011", "note", "x").code == 0


@pytest.mark.parametrize(
    ("editor", "told"), [("vim", "+2 {}"), ("code -w", "-w -g {}:2"), ("ed", "{}")], ids=["vim", "code", "another"]
)
@pytest.mark.parametrize("command", ["edit", "open"])
def test_a_line_of_code_is_opened_in_the_editor(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, command: str, editor: str, told: str
) -> None:
    called: list[str] = []
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("specwork.programs.run", lambda line, path: called.extend(line))
    assert specs.run(command, "src/nas.py:2").code == 0
    assert " ".join(called[1:]) == told.format(f"{specs.folder}/src/nas.py")
    called.clear()
    assert specs.run(command, "src/none.py:2").code == 2
    assert specs.run(command, "../../../etc/hostname:1").code == 2
    assert called == []


def test_options_stand_anywhere_among_the_words(vault: DiskVault) -> None:
    vault.has({"a.py": "1\n", "-b.py": "2\n"})
    vault.run("init")
    vault.run("new", "epic", "Storage")
    session = vault.run("start", "1000").out.split()[0]
    assert vault.run("log", "1000", "note", "--in", session, "seen", "--dry-run", "twice").code == 0
    assert vault.run("deliver", "1000", "--copy", "a.py").code == 0
    assert vault.run("deliver", "1000", "--copy", "--type", "scripts", "--", "-b.py").code == 0


@pytest.mark.parametrize("flag", ["--status", "--deliverables"])
def test_who_asks_the_beginning_for_a_report_begins_nothing(specs: DiskVault, flag: str) -> None:
    before = specs.files()
    answer = specs.run("spec_work", "1014", flag)
    assert (answer.code, "specwork status ID" in answer.err) == (2, True)
    assert specs.files() == before


def test_a_test_has_one_result(specs: DiskVault) -> None:
    specs.run("start", "1011")
    before = specs.files()
    assert specs.run("log", "1011", "test", "Booted", "--passed", "--failed").code == 2
    assert specs.files() == before
