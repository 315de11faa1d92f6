"""A session line by line: what is typed is recorded, and nothing that goes wrong ends it."""

import os
import subprocess

import pytest

from specwork.cli.dialogue import ACTIONS, split
from specwork.cli.typist import Person, paths
from specwork.desk import Desk
from tests.kit import DiskVault
from tests.specwork.cli.dialogue_room import Told, held, said, session, typed
from tests.specwork.work.desk_vault import JOURNAL, SPEC, VAULT


@pytest.fixture
def specs(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    for name in ("SPECWORK_SESSION", "SPECWORK_AGENT", "CI"):
        monkeypatch.delenv(name, raising=False)
    return vault.has(VAULT)


SCRIPT = """\
# a script
plan: Chose an automount unit
approve
implement: Wrote src/nas.py:2
test: Booted ✅
issue: no rights => joined the group
decision: NFS it is
note:
several
lines

tick 1 2
done: completed It works.
"""


def test_a_script_drives_a_session_from_its_start_to_its_end(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed(specs, SCRIPT, monkeypatch, "--plain") == 0
    assert said(specs, "plan") == ["Chose an automount unit", "Plan approved by Mira"]
    assert said(specs, "implement") == ["Wrote `src/nas.py` ([Line 2](../../../src/nas.py#L2))"]
    assert said(specs, "test") == ["Booted ✅"]
    assert said(specs, "issue") == ["**Issue**: no rights **Resolution**: joined the group"]
    assert said(specs, "note") == ["several"]
    assert session(specs).status == "completed"
    text = specs.read(JOURNAL).decode()
    assert "- NFS it is\n" in text
    assert "## Summary\n\nIt works.\n" in text
    assert b"status: completed" in specs.read(SPEC)


def test_a_fault_in_a_script_is_told_and_the_rest_goes_on(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(specs, "dance: x\nplann: y\nnote:\n\ntest: $ touch ran\nnote: z\n", monkeypatch, "--plain") == 2
    told = capsys.readouterr()
    assert "no such action: dance" in told.err
    assert "did you mean: plan" in told.err
    assert "an entry needs words" in told.err
    assert "run only where a person types it" in told.err
    assert not (specs.folder / "ran").exists()
    assert said(specs, "note") == ["z"]
    assert "the session stays open; go on with it: spec_work 1011 --resume" in told.out


def test_an_entry_that_a_script_left_empty_takes_no_action_behind_it_for_its_text(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "plan: \nnote:\nimplement: x\nnote:\n  several\n  test: lines\n\nissue:\ndone: partial\n"
    assert typed(specs, lines, monkeypatch, "--plain") == 2
    assert capsys.readouterr().err.count("an entry needs words") == 3
    assert (said(specs, "plan"), said(specs, "implement")) == ([], ["x"])
    assert "several\n    test: lines" in specs.read(JOURNAL).decode()
    assert session(specs).status == "partial"


@pytest.mark.parametrize("action", ["tick", "deliver"])
def test_a_quote_left_open_is_a_fault_like_any(specs: DiskVault, monkeypatch: pytest.MonkeyPatch, action: str) -> None:
    assert typed(specs, f'{action} "1\nnote: z\n', monkeypatch, "--plain") == 2
    assert said(specs, "note") == ["z"]


def test_a_script_from_another_system_is_read_as_any(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    assert typed(specs, "\ufeffplan: a\r\nnote: b\r\nnote : c", monkeypatch, "--plain") == 0
    assert (said(specs, "plan"), said(specs, "note")) == (["a"], ["b", "c"])


@pytest.mark.parametrize("end", ["done", "quit"])
def test_lines_behind_the_end_are_told(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], end: str
) -> None:
    assert typed(specs, f"note: a\n{end}\n\n# over\n", monkeypatch, "--plain") == 0
    assert typed(specs, f"{end}\nnote: b\nnote: c\n", monkeypatch, "--plain") == 2
    assert "2 lines stand behind the end of the session" in capsys.readouterr().err


def test_where_json_is_asked_for_a_script_is_refused_before_anything_begins(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = specs.files()
    monkeypatch.setattr("specwork.cli.beginning.has_lines", lambda: True)
    assert typed(specs, "note: a\n", monkeypatch, "--json") == 2
    assert specs.files() == before


@pytest.mark.parametrize(
    "text", ["-", "--approve", "--in s-00000001", "-- x", "$ rm -r .", "$(touch ran)", "; touch ran"]
)
def test_whatever_is_typed_is_text(specs: DiskVault, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    typed(specs, f"note: x {text}\ndecision: {text} y\n", monkeypatch, "--plain")
    assert said(specs, "note") == [f"x {text}"]
    assert f"- {text} y\n" in specs.read(JOURNAL).decode()
    assert not (specs.folder / "ran").exists()


def test_a_person_approves_the_plan_before_work_begins(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typist = Told(
        "implement early", "n", "plan Automount", "n", "implement x", "n", "plan By fstab", "y", "implement x", ""
    )
    told = held(specs, typist, capsys, monkeypatch)
    assert "the plan:\n  Looked at what there is\n" in told.out  # that of the session before
    assert told.out.count("then revise it") == 3
    assert said(specs, "plan") == ["Automount", "By fstab", "Plan approved by Mira"]
    assert said(specs, "implement") == ["x"]


def test_without_any_plan_it_is_asked_for(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    specs.has({JOURNAL: "# Context: Mount the NAS\n"})
    assert "there is no plan yet" in held(specs, Told("implement early", "approve"), capsys, monkeypatch).out
    assert said(specs, "implement") == []


def test_files_that_changed_are_offered(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("src/nas.py", "specs/1000/epic.md"):
        os.utime(specs.folder / name, (1, 1))
    typist = Told("plan x", "y", "^C")
    held(specs, typist, capsys, monkeypatch)
    specs.has({"src/new.py": "x\n"})
    told = held(specs, Told("implement Wrote it", "7 1 x"), capsys, monkeypatch)
    assert "  1 src/new.py (created)\n" in told.out
    assert "nas.py" not in told.out
    assert said(specs, "implement") == ["Wrote it (`src/new.py`)"]


def test_a_command_that_a_person_types_is_run_for_its_outcome(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held(specs, Told("test $ echo fine", "test $ echo '# no'; echo \"\\`\\`\\`\"; exit 3"), capsys, monkeypatch)
    first, second = said(specs, "test")
    assert first == "`echo fine` ended with 0 after 0 s ✅"
    assert second.endswith("ended with 3 after 0 s ❌")
    assert "  # no\n" in specs.read(JOURNAL).decode()
    assert session(specs).status == "open"


def test_what_is_asked_back_is_asked(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typist = Told(
        "test Booted", "f", "issue no rights", "joined", "note", "one", "two", "", "status", "help",
        "done", "blocked", "The switch", "is broken.", "",
    )  # fmt: skip
    told = held(specs, typist, capsys, monkeypatch)
    assert told.code == 0
    assert said(specs, "test") == ["Booted ❌"]
    assert said(specs, "issue") == ["**Issue**: no rights **Resolution**: joined"]
    assert "one\n  two\n" in specs.read(JOURNAL).decode()
    assert session(specs).status == "blocked"
    assert "## Summary\n\nThe switch\nis broken.\n" in specs.read(JOURNAL).decode()
    assert all(action in told.out for action in ("plan TEXT", "approve", "deliver FILE"))


def test_an_interrupt_keeps_everything(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = held(specs, Told("note x", "^C"), capsys, monkeypatch)
    assert told.code == 130
    assert "spec_work 1011 --resume" in told.out
    assert said(specs, "note") == ["x"]
    assert session(specs).status == "open"


def test_an_interrupt_in_the_middle_of_a_text_keeps_its_lines(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = held(specs, Told("note", "one", "two", "^C", "note never"), capsys, monkeypatch)
    assert told.code == 130
    assert said(specs, "note") == ["one"]
    assert "one\n  two\n" in specs.read(JOURNAL).decode()


@pytest.mark.parametrize(
    ("lines", "kind", "kept"),
    [
        pytest.param(["issue It broke", "^C"], "issue", "**Issue**: It broke", id="how an issue was resolved"),
        pytest.param(["test It mounts", "^C"], "test", "It mounts", id="how a test went"),
    ],
)
def test_an_interrupt_at_a_question_about_an_entry_keeps_the_entry(
    specs: DiskVault,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lines: list[str],
    kind: str,
    kept: str,
) -> None:
    told = held(specs, Told(*lines, "note never"), capsys, monkeypatch)
    assert told.code == 130
    assert said(specs, kind) == [kept]
    assert said(specs, "note") == []


def test_who_left_in_the_middle_of_a_text_is_asked_nothing_more(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typist = Told("test", "Booted", "^C", "passed")
    assert held(specs, typist, capsys, monkeypatch).code == 130
    assert [prompt for prompt, _ in typist.asked] == ["1011> ", "test: ", "... "]
    assert said(specs, "test") == ["Booted"]


def test_an_interrupt_in_the_summary_leaves_the_session_open(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = held(specs, Told("done", "completed", "half a summ", "^C"), capsys, monkeypatch)
    assert told.code == 130
    assert session(specs).status == "open"
    assert "half a summ" not in specs.read(JOURNAL).decode()
    assert "spec_work 1011 --resume" in told.out


def test_a_status_that_is_none_is_asked_for_again_before_the_summary(
    specs: DiskVault, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = held(specs, Told("done", "finished", "part", "It works.", ""), capsys, monkeypatch)
    assert "a session does not end as finished" in told.out
    assert session(specs).status == "partial"
    assert "## Summary\n\nIt works.\n" in specs.read(JOURNAL).decode()


def test_a_spec_that_somebody_moved_meanwhile_is_found_again(
    specs: DiskVault, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Moving(Told):
        def ask(self, prompt: str, given: str = "") -> str | None:
            line = super().ask(prompt, given)
            if line == "implement It moved":
                assert specs.run("mv", "1011", "--under", "1002").code == 0
            return line

    specs.run("new", "feature", "Desk", "--under", "1000")
    told = held(specs, Moving("plan x", "y", "implement It moved", "", "commit"), capsys, monkeypatch)
    assert "no journal" not in told.err
    moved = "specs/1000/1002/1011.context.md"
    assert b"It moved" in specs.read(moved)


def test_a_commit_offers_its_message(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=specs.folder, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    for name, value in (("user.name", "Mira"), ("user.email", "mira@example.org"), ("commit.gpgSign", "false")):
        git("config", name, value)
    typist = Told("plan x", "y", "implement Wrote it", "", "commit", "1011: By hand", "note x", "commit", "")
    told = held(specs, typist, capsys, monkeypatch)
    assert ("message: ", "1011: Wrote it") in typist.asked
    assert git("log", "--format=%s") == "1011: By hand\n"
    assert "nothing was committed" in told.out


def test_an_agent_gets_its_brief(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(specs, "", monkeypatch, "--session", "Mount at boot") == 0
    told = capsys.readouterr().out
    key = session(specs).key
    assert told.startswith(f"{key} is open: session 2 of 1011 Mount the NAS, Mount at boot")
    assert "specwork log 1011 plan" in told
    assert session(specs).title == "Mount at boot"
    assert typed(specs, "", monkeypatch, "--resume", "--json") == 0
    shape = capsys.readouterr().out
    assert f'"id": "{key}"' in shape
    assert '"brief": "' in shape


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("plan: a: b", ("plan", "a: b")),
        ("plan a: b", ("plan", "a: b")),
        ("PLAN:a", ("plan", "a")),
        ("test $ make", ("test", "$ make")),
        ("done", ("done", "")),
    ],
)
def test_a_line_is_an_action_and_its_text(line: str, parts: tuple[str, str]) -> None:
    assert split(line) == parts


def test_actions_ids_and_paths_are_completed(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(specs.folder)
    specs.run("index")
    person = Person.__new__(Person)
    person.desk, person.actions, person._ids = Desk(str(specs.folder)), ACTIONS, None
    assert person.candidates("", "im") == ["implement ", "improvement "]
    assert person.candidates("note see ", "10") == ["1000", "1001", "1011"]
    assert person.candidates("deliver ", "src/n") == ["src/nas.py"]
    assert paths("sp") == ["specs/"]
    assert paths("nowhere/x") == []
