"""The docs are held to the code: no command, finding or name goes unsaid."""

from pathlib import Path

import pytest

from specwork.cli.main import COMMANDS, USAGE
from specwork.domain.findings import KINDS as SPEC_KINDS
from tests.kit import DiskVault
from vault.index.health import KINDS
from vault.index.index import FoundLink

TOP = Path(__file__).resolve().parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
JSON = (TOP / "docs" / "json.md").read_text(encoding="utf-8")
FINDINGS = (TOP / "docs" / "findings.md").read_text(encoding="utf-8")
HOUSE = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_the_usage_and_the_shapes(command: str) -> None:
    assert f"`{command}" in README or f"specwork {command}" in README
    assert f"  {command}" in USAGE or f", {command}" in USAGE
    assert f"`{command}" in JSON


@pytest.mark.parametrize("code", KINDS)
def test_every_finding_is_explained(code: str) -> None:
    assert f"| `{code}` | {KINDS[code].severity} |" in FINDINGS


@pytest.mark.parametrize("code", SPEC_KINDS)
def test_every_finding_in_specs_is_explained_and_marked_if_it_can_be_mended(code: str) -> None:
    [line] = [line for line in FINDINGS.splitlines() if line.startswith(f"| `{code}` | {SPEC_KINDS[code].severity} |")]
    assert ("✎" in line) == (SPEC_KINDS[code].mended or code == "stray-trace")


@pytest.mark.parametrize("name", FoundLink._fields)
def test_every_name_of_a_link_is_documented(name: str) -> None:
    assert f'"{name}"' in JSON


@pytest.mark.parametrize("room", sorted(path for path in (TOP / "vault").glob("*/*.py") if path.stem != "__init__"))
def test_every_room_is_on_the_plan_of_the_house(room: Path) -> None:
    assert f"`{room.name}`" in HOUSE


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(vault: DiskVault, command: str) -> None:
    answer = vault.run(command, "--help")
    assert answer.code == 0
    assert COMMANDS[command].about.split(".")[0] in " ".join(answer.out.split())
