"""`deliver` and `metrics` as a person or an agent types them."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.kit import DiskVault

AT = "specs/1000/1001"
S, C = f"{AT}/spec.md", f"{AT}/context.md"


def test_a_new_script_is_made_and_told_and_taken_back_with_one_undo(tree: DiskVault) -> None:
    tree.run("sync")
    before = tree.files()
    answer = tree.run("deliver", "1001", "--new", "nas-setup", "--type", "scripts", "--title", "NAS Setup Script")
    assert answer.code == 0
    assert answer.out.splitlines()[0].startswith("Deliver nas-setup.sh for 1001 Storage (4 files; take it back: ")
    assert answer.out.splitlines()[1] == f"{AT}/deliverables/scripts/nas-setup.sh"
    assert b"- [[deliverables/scripts/nas-setup.sh|NAS Setup Script]]\n" in tree.read(S)
    assert tree.json("deliverables", "1001")["deliverables"][0]["trace"] == "traced"
    assert tree.json("check")["findings"] == []
    assert tree.json("sync")["changed"] == []
    assert tree.run("undo").code == 0
    assert tree.files() == before


def test_programs_are_told_what_was_delivered(tree: DiskVault) -> None:
    tree.has({"a.csv": "a\n", "b.csv": "b\n"})
    told = tree.json("deliver", "1011", "a.csv", "b.csv", "--move")
    places = [f"{AT}/deliverables/data/a.csv", f"{AT}/deliverables/data/b.csv"]
    assert [one["path"] for one in told["deliverables"]] == places
    assert told["deliverables"][0] == {"path": places[0], "category": "Data", "title": "a.csv"}
    assert set(places) <= set(told["changed"])
    assert told["undo"]


def test_a_file_is_found_from_where_one_stands_and_from_the_spec(
    tree: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.has({f"{AT}/deliverables/scripts/a.sh": "#!/bin/sh\n", f"{AT}/deliverables/docs/b.md": "# B\n"})
    assert tree.json("deliver", "1001", "scripts/a.sh")["deliverables"][0]["path"].endswith("scripts/a.sh")
    assert tree.json("deliver", "1001", "deliverables/docs/b.md")["deliverables"][0]["title"] == "B"


def test_what_may_be_run_may_be_run_as_a_deliverable(tree: DiskVault, tmp_path: Path) -> None:
    script = tmp_path / "x.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    tree.run("deliver", "1001", str(script), "--copy")
    assert script.exists()
    place = tree.folder / f"{AT}/deliverables/scripts/x.sh"
    assert place.stat().st_mode & 0o111
    tree.run("undo")
    tree.run("redo")
    assert place.stat().st_mode & 0o111


def test_code_of_the_repository_is_named_by_its_line(tree: DiskVault, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/api.ts").write_text("x\n")
    told = tree.json("deliver", "1001", "../src/api.ts:45", "--description", "the client")
    assert told["changed"] == [S, C]
    assert b"- `src/api.ts` (line 45) - the client\n" in tree.read(S)
    assert tree.json("deliverables", "1001")["deliverables"][0]["path"] == "src/api.ts"
    assert (tmp_path / "src/api.ts").read_text() == "x\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param([], "deliver which file?", id="nothing named"),
        pytest.param(["no.sh"], "no such file: no.sh", id="a file that is not there"),
        pytest.param(["a.sh", "--new", "b"], "--new makes a file", id="a new one and one that is there"),
        pytest.param(["--new", " "], "needs a name", id="a new one without a name"),
        pytest.param(["--new", "../../x.sh", "--type", "docs"], "not a path", id="a new one that leaves its folder"),
        pytest.param(["--new", ".x", "--type", "docs"], "hidden", id="a new one that nobody would see"),
        pytest.param(["a.sh", "b.sh", "--title", "T"], "for one file", id="one title for two"),
        pytest.param(["a.sh", "--move", "--copy"], "not allowed with", id="moved and copied"),
        pytest.param(["{top}/out.sh", "--move"], "nothing is taken away there", id="moved from outside"),
        pytest.param(["{top}/out.sh"], "outside the vault and its repository", id="outside everything"),
        pytest.param(["{top}/link.sh", "--copy"], "symbolic link", id="a link outside"),
        pytest.param(["{top}", "--copy"], "is a folder", id="a folder outside"),
        pytest.param([".git/config", "--copy"], "git's own folder", id="what is git's"),
        pytest.param(["photo", "--move"], "what sort of deliverable", id="a name that suggests nothing"),
        pytest.param(["a.sh", "--move", "--type", "Deliverables"], "all of them are", id="no category at all"),
        pytest.param(["a\0b"], "no such file", id="a NUL"),
        pytest.param(["a.sh", "--in", "s-nowhere"], "no session s-nowhere", id="a session that is not there"),
    ],
)
def test_what_was_asked_wrongly_is_said_and_changes_nothing(
    tree: DiskVault, tmp_path: Path, words: list[str], says: str
) -> None:
    tree.has({"a.sh": "a\n", "b.sh": "b\n", "photo": "p", ".git/config": "[core]\n"})
    (tmp_path / "out.sh").write_text("x\n")
    (tmp_path / "link.sh").symlink_to("out.sh")
    before = tree.files()
    answer = tree.run("deliver", "1001", *(word.replace("{top}", str(tmp_path)) for word in words))
    assert (answer.code, tree.files()) == (2, before)
    assert says in answer.err
    assert "\nhint: " in answer.err
    assert answer.out == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_said(tree: DiskVault) -> None:
    tree.has({"a.sh": "a\n"})
    (tree.folder / "a.sh").chmod(0)
    assert tree.run("deliver", "1001", "a.sh", "--copy").code == 2


def test_the_session_of_the_environment_gets_the_entry(tree: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.run("start", "1001", "--as", "Jun")
    key = tree.json("status", "1001")["journal"][0]["id"]
    monkeypatch.setenv("SPECWORK_SESSION", key)
    tree.run("deliver", "1001", "--new", "x", "--type", "scripts")
    assert b"Created [[deliverables/scripts/x.sh|X]]" in tree.read(C)
    assert tree.json("status", "1001")["status"] == "implementing"
    assert tree.json("check")["findings"] == []


def test_metrics_are_written_once(tree: DiskVault, tmp_path: Path) -> None:
    (tmp_path / "coverage.xml").write_text('<coverage line-rate="0.5">')
    told = tree.json("metrics", "1001", "--coverage", str(tmp_path / "coverage.xml"))
    assert told["changed"] == [C]
    assert b"- **Test Coverage**: 50%\n" in tree.read(C)
    assert tree.json("metrics", "1001")["changed"] == []
    assert tree.run("metrics", "1001", "--coverage", "no.xml").code == 2
    assert tree.run("metrics", "4711").code == 2
