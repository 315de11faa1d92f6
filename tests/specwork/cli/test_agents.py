"""`specwork agents` on a disk: what is installed is installed once, and goes again without a trace."""

import subprocess
from pathlib import Path

import pytest

from specwork.domain.agents import AGENTS, files_of
from tests.kit import DiskVault
from tests.specwork.cli.storage import VAULT
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


def test_a_link_out_of_the_repository_is_refused_before_anything_is_written(specs: DiskVault, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (specs.folder / ".cursor").symlink_to(tmp_path / "elsewhere")
    before = every(specs.folder)
    answer = specs.run("agents", "install", "--all")
    assert (answer.code, every(specs.folder)) == (2, before)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_status_names_every_agent(specs: DiskVault) -> None:
    out = specs.run("agents", "status").out
    assert all(agent.title in out for agent in AGENTS.values())
    assert specs.json("agents", "status")["agents"][0] == {
        "name": "claude", "title": "Claude Code", "present": False, "installed": False, "say": "/spec_work 1014",
    }  # fmt: skip
