"""`specwork agents` on a disk: what is installed is installed once, and goes again without a trace."""

import subprocess
from json import loads
from pathlib import Path

import pytest

from specwork.beside import Beside
from specwork.domain.agents import AGENTS, files_of
from tests.kit import DiskVault
from tests.specwork.cli.storage import VAULT
from vault.errors import CannotWrite
from vault.text import digest

RULES = b"# Rules\r\n\r\n- be kind"


@pytest.fixture
def specs(vault: DiskVault, monkeypatch: pytest.MonkeyPatch) -> DiskVault:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return vault.has(VAULT)


def every(folder: Path) -> dict[str, bytes]:
    """Every file but our own state and git's."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in (".specwork", ".git")
    }


def test_all_are_installed_once_and_go_without_a_trace(specs: DiskVault) -> None:
    specs.has({"AGENTS.md": RULES})
    before = every(specs.folder)
    first = specs.json("agents", "install", "--all")
    assert set(first["changed"]) == {*files_of(AGENTS), "AGENTS.md", ".agents/specwork.json"}
    assert first["agents"] == list(AGENTS)
    installed = every(specs.folder)
    assert specs.json("agents", "install", "--all")["changed"] == []
    assert every(specs.folder) == installed
    assert specs.run("agents", "uninstall").code == 0
    assert every(specs.folder) == before
    assert not (specs.folder / ".claude").exists()


def test_a_dry_run_tells_the_same_and_writes_nothing(specs: DiskVault) -> None:
    before = every(specs.folder)
    dry = specs.json("agents", "install", "--for", "claude,codex", "--dry-run")
    assert every(specs.folder) == before
    assert "+++ .claude/commands/spec_work.md" in dry["diff"]
    assert dry["changed"] == specs.json("agents", "install", "--for", "claude,codex")["changed"]


def test_a_file_that_is_not_the_one_that_was_read_is_expected_in_vain(specs: DiskVault) -> None:
    specs.has({"AGENTS.md": RULES})
    before = every(specs.folder)
    assert specs.run("agents", "install", "--for", "codex", "--expect", digest(b"other").hex()).code == 3
    assert every(specs.folder) == before
    assert specs.run("agents", "install", "--for", "codex", "--expect", digest(RULES).hex()).code == 0
    manifest = digest(specs.read(".agents/specwork.json")).hex()
    assert specs.run("agents", "uninstall", "--expect", manifest).code == 0


def test_the_part_of_agents_md_can_be_undone_as_any_change_of_a_note(specs: DiskVault) -> None:
    specs.has({"AGENTS.md": RULES})
    undo = specs.json("agents", "install", "--for", "codex")["undo"]
    assert specs.read("AGENTS.md") != RULES
    specs.run("undo", undo)
    assert specs.read("AGENTS.md") == RULES


def test_in_a_repository_the_files_lie_at_its_top_and_name_the_vault(
    vault: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = vault.folder.parent / "project"
    (top / ".cursor").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    below = DiskVault(top / "docs" / "vault", monkeypatch, vault._capsys)
    below.has(VAULT)
    assert below.run("agents", "install").code == 0
    assert "spec_work --vault=docs/vault ID" in (top / ".cursor/commands/spec_work.md").read_text()
    assert "in `docs/vault`" in (top / "AGENTS.md").read_text()
    assert below.files().keys() == VAULT.keys()
    below.run("agents", "uninstall")
    assert every(top) == {f"docs/vault/{path}": text for path, text in below.files().items()}


def test_the_vaults_own_templates_have_no_say_in_what_agents_run(specs: DiskVault) -> None:
    specs.has({"templates/agents/claude.md": "!`spec_work --evil`\n", "templates/claude.md": "!`x`\n"})
    specs.run("agents", "install", "--for", "claude")
    assert b"evil" not in specs.read(".claude/commands/spec_work.md")


def test_an_older_command_is_named_and_left_alone(specs: DiskVault) -> None:
    specs.has({".claude/commands/run_task.md": "old\n"})
    answer = specs.run("agents", "install")
    assert "run_task.md is an older command and was left alone; type /spec_work 1014 instead" in answer.err
    assert specs.read(".claude/commands/run_task.md") == b"old\n"
    old = [{"path": ".claude/commands/run_task.md", "instead": "/spec_work 1014"}]
    assert specs.json("agents", "status")["old"] == old


def test_an_edited_file_is_kept_and_told(specs: DiskVault) -> None:
    specs.run("agents", "install", "--for", "claude")
    specs.has({".claude/commands/spec_work.md": "mine\n"})
    answer = specs.run("agents", "install", "--for", "claude")
    assert "kept .claude/commands/spec_work.md: it was edited" in answer.out
    assert specs.read(".claude/commands/spec_work.md") == b"mine\n"
    states = {one["path"]: one["state"] for one in specs.json("agents", "status")["files"]}
    assert states[".claude/commands/spec_work.md"] == "edited"
    assert states[".claude/commands/spec_work.md.new"] == "laid beside"
    specs.run("agents", "uninstall")
    assert specs.read(".claude/commands/spec_work.md") == b"mine\n"


def test_the_agent_that_asks_is_present(specs: DiskVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUDECODE", "1")
    assert specs.json("agents", "install")["agents"] == ["claude"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param(["install"], "no coding agent is used here", id="none is used"),
        pytest.param(["install", "--for", "clippy"], "no agent known as 'clippy'", id="one that is not known"),
        pytest.param(["install", "--for", "claude", "--all"], "not allowed with", id="both ways"),
        pytest.param(["renew"], "invalid choice", id="something else"),
        pytest.param([], "required", id="nothing"),
    ],
)
def test_agents_asked_wrongly_are_refused(specs: DiskVault, asked: list[str], message: str) -> None:
    answer = specs.run("agents", *asked)
    assert answer.code == 2
    assert message in answer.err


def test_what_cannot_be_read_is_left_out_and_named_and_the_rest_is_installed(specs: DiskVault, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (specs.folder / ".cursor").symlink_to(tmp_path / "elsewhere")
    (specs.folder / "AGENTS.md").mkdir()
    odd = min(files_of(["claude"]))
    (specs.folder / odd).mkdir(parents=True)
    code, out, _ = specs.run("agents", "install", "--all", "--json")
    told = loads(out)
    assert code == 2
    left = [one["path"] for one in told["left_out"]]
    cursors = [path for path in files_of(AGENTS) if path.startswith(".cursor/")]
    assert sorted(left) == sorted([odd, *cursors, "AGENTS.md"])
    assert set(told["changed"]) == {*files_of(AGENTS), ".agents/specwork.json"} - set(left)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    states = {one["path"]: one["state"] for one in specs.json("agents", "status")["files"]}
    assert {path for path, state in states.items() if state == "cannot be read"} == set(left)
    told = specs.run("agents", "install", "--all")
    assert told.code == 2
    assert f"left out {odd}: cannot be read: it is no plain file" in told.out
    (specs.folder / ".cursor").unlink()
    (specs.folder / "AGENTS.md").rmdir()
    (specs.folder / odd).rmdir()
    assert set(specs.json("agents", "install", "--all")["changed"]) == {*left, ".agents/specwork.json"}
    assert specs.run("agents", "uninstall").code == 0


def test_what_cannot_be_written_is_left_out_and_not_taken_for_edited_later(
    specs: DiskVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs.run("agents", "install", "--for", "claude")
    odd = min(files_of(["cursor"]))
    change = Beside.change

    def full(self: Beside, path: str, before: bytes | None, after: bytes | None) -> None:
        if path == odd:
            raise CannotWrite(f"{path} cannot be written: the disk is full", where=path, hint="make room")
        change(self, path, before, after)

    with monkeypatch.context() as patch:
        patch.setattr(Beside, "change", full)
        told = specs.run("agents", "install", "--all")
    assert told.code == 2
    assert f"left out {odd}: cannot be written: the disk is full" in told.out
    assert odd not in (specs.folder / ".agents/specwork.json").read_text()
    assert specs.run("agents", "install", "--all").code == 0
    assert odd in (specs.folder / ".agents/specwork.json").read_text()


def test_a_status_names_every_agent(specs: DiskVault) -> None:
    out = specs.run("agents", "status").out
    assert all(agent.title in out for agent in AGENTS.values())
    assert specs.json("agents", "status")["agents"][0] == {
        "name": "claude", "title": "Claude Code", "present": False, "installed": False, "say": "/spec_work 1014",
    }  # fmt: skip
