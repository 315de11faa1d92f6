"""The files for agents: their paths, their texts, the manifest, and the block of AGENTS.md."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from specwork.domain.agents import (
    AGENTS,
    OLD_COMMANDS,
    Manifest,
    asked_for,
    block_in,
    files_of,
    filled,
    fingerprint,
    known_paths,
    manifest_text,
    old_command,
    read_manifest,
    with_block,
    without_block,
)
from specwork.errors import BadUsage
from vault.errors import Refused
from vault.notes.note import read_note
from vault.text import applied

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "agents"
INNER = b"## Specs\n\nRun `spec_work ID`.\n"


# the texts


@pytest.mark.parametrize("agent", AGENTS)
def test_every_file_of_an_agent_has_a_template_that_leads_to_the_brief(agent: str) -> None:
    for template in AGENTS[agent].files.values():
        text = filled((TEMPLATES / template).read_bytes(), "").decode()
        assert "spec_work" in text
        assert "brief" in text
        assert "{{vault}}" not in text
        assert len(text) < 1600, "few and short"


def test_a_skill_is_named_like_its_folder_and_has_only_the_keys_that_strict_readers_take() -> None:
    front = read_note("SKILL.md", (TEMPLATES / "SKILL.md").read_bytes()).front
    assert front
    keys = re.findall(r"^([a-z-]+):", (TEMPLATES / "SKILL.md").read_text().split("---")[1], re.MULTILINE)
    assert set(keys) <= {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
    assert front.get("name") == "spec-work"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", "spec-work")
    assert 1 <= len(str(front.get("description"))) <= 1024
    skills = {path.rsplit("/", 2)[1] for path in files_of(AGENTS) if path.endswith("SKILL.md")}
    assert skills == {"spec-work"}


@pytest.mark.parametrize("vault", ["", "docs/vault", "My Notes/spécs"])
def test_a_vault_below_the_top_is_named_in_every_command(vault: str) -> None:
    for template in set(files_of(AGENTS).values()):
        text = filled((TEMPLATES / template).read_bytes(), vault).decode()
        option = f"--vault={vault} " if vault == "docs/vault" else f'--vault="{vault}" ' if vault else ""
        assert f"spec_work {option}" in text
    prompt = filled((TEMPLATES / "gemini.toml").read_bytes(), vault).decode()
    assert "{{args}}" in tomllib.loads(prompt)["prompt"]


@pytest.mark.parametrize("vault", ["a`rm -rf`", "a$(b)", 'a"b', "a\nb", "a!b", "a{b}", "a\\b", "a\u202eb"])
def test_a_vault_whose_path_could_be_run_is_refused(vault: str) -> None:
    with pytest.raises(Refused):
        filled(b"spec_work {{vault}}ID", vault)


def test_what_git_makes_of_line_endings_does_not_count() -> None:
    assert fingerprint(b"a\r\nb\r\n") == fingerprint(b"a\nb\n") != fingerprint(b"a\nb")


@pytest.mark.parametrize(
    ("names", "meant"),
    [("claude", ["claude"]), ("codex, Claude", ["claude", "codex"]), ("gemini,gemini,", ["gemini"])],
)
def test_agents_are_asked_for_by_name(names: str, meant: list[str]) -> None:
    assert asked_for(names) == meant


@pytest.mark.parametrize("names", ["", ",", "clippy", "claude,clippy"])
def test_an_agent_that_is_not_known_is_refused(names: str) -> None:
    with pytest.raises(BadUsage):
        asked_for(names)


def test_for_every_older_command_there_is_something_to_type() -> None:
    assert all("1014" in old_command(path) for path in OLD_COMMANDS)


# the manifest


def test_a_manifest_comes_back_as_it_was_written() -> None:
    manifest = Manifest(("claude", "codex"), dict.fromkeys(files_of(["claude"]), "00"), (".claude/skills",))
    assert read_manifest(manifest_text(manifest)) == manifest


@pytest.mark.parametrize(
    "said",
    [b"", b"{", b"[]", b"null", b'{"agents": 7}', b'{"files": []}', b"\xff", b"[" * 9999, b'{"files": {"x": []}}'],
)
def test_a_broken_manifest_tells_nothing(said: bytes) -> None:
    assert read_manifest(said) == Manifest()


def test_a_manifest_is_believed_about_our_own_paths_alone() -> None:
    paths = ["../../etc/passwd", "/etc/passwd", ".git/config", "src/main.py", ".claude/settings.json", "AGENTS.md"]
    said = {"agents": ["claude", "clippy"], "files": dict.fromkeys(paths, "00"), "folders": ["src", "..", "/", ""]}
    assert read_manifest(json.dumps(said).encode()) == Manifest(("claude",))
    assert not known_paths() & set(paths)


# the block

texts = st.lists(
    st.sampled_from([b"# Rules\n", b"word", b"\n", b"\r\n", b"\r", b"\xef\xbb\xbf", b"\xff", b"```\n", b"<!-- x -->\n"])
).map(b"".join)


@drawn(texts)
def test_a_block_put_in_and_taken_out_leaves_every_byte_as_it_was(text: bytes) -> None:
    told = applied(text, with_block(text, INNER))
    found = block_in(told)
    assert found
    assert (found.inner, found.edited) == (INNER, False)
    assert told.startswith(text)
    assert with_block(told, INNER) == []
    assert applied(told, without_block(told)) == text


@drawn(texts, texts)
def test_a_block_is_renewed_where_it_stands(before: bytes, behind: bytes) -> None:
    told = applied(before, with_block(before, INNER))
    if not told.endswith((b"\n", b"\r")):
        told += b"\n"
    whole = told + behind
    new = applied(whole, with_block(whole, b"New words.\n"))
    found = block_in(new)
    assert found
    assert (found.inner, found.edited) == (b"New words.\n", False)
    assert new.startswith(before)
    assert new.endswith(behind)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace(b"Run", b"Walk"), id="a word of it"),
        pytest.param(lambda text: text + text, id="doubled"),
        pytest.param(lambda text: text.replace(b"<!-- specwork:end -->", b""), id="without its end"),
        pytest.param(lambda text: text.replace(b"<!-- specwork:begin", b"<!-- specwork:start"), id="without its start"),
    ],
)
def test_a_block_that_somebody_edited_is_left_alone(change: object) -> None:
    assert callable(change)
    text = change(applied(b"# Rules\n", with_block(b"# Rules\n", INNER)))
    assert (with_block(text, b"New words.\n"), without_block(text)) == ([], [])


def test_many_markers_cost_no_time() -> None:
    found = block_in(b"<!-- specwork:begin -->\n" * 20_000)
    assert found
    assert found.edited
