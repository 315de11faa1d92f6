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
RESULTS = (TOP / "bench" / "RESULTS.md").read_text(encoding="utf-8")
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


@pytest.mark.parametrize("room", sorted({path.name for path in (TOP / "specwork").glob("[a-z]*.py")}))
def test_every_file_between_the_rooms_is_there_too(room: str) -> None:
    assert f"`specwork/{room}`" in HOUSE


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(vault: DiskVault, command: str) -> None:
    answer = vault.run(command, "--help")
    assert answer.code == 0
    assert COMMANDS[command].about.split(".")[0] in " ".join(answer.out.split())


# A row of the README's table, and where its figures stand among those of the bench; where the floor is another thing
# than the least there, it is left out.
SPEED = {
    "index from nothing": (("cold index", "10,000"),),
    "open it when nothing changed": (("index, nothing changed", "10,000"),),
    "`status ID`, the same at 100 notes": (("status ID", "10,000"),),
    "`new task`, `deliver`, `log`, each safe on disk": tuple(
        (f"{what}, beside 100 notes", "10,000") for what in ("new task", "deliver", "log")
    ),
    "`sync --check` of a vault that agrees": (("sync --check, all in agreement", "10,000"),),
    "`mv` of a note with 1,000 links to it": (("mv, 1,000 backlinks", "10,000"),),
    "index of 1,000 notes, beside obsidiantools": (("cold index beside obsidiantools connect()", "1,000"),),
}


@pytest.mark.parametrize("row", SPEED)
def test_the_figures_of_the_readme_are_those_of_the_bench(row: str) -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in RESULTS.splitlines() if line.startswith("| ")]
    taken = [next(cells for cells in rows if cells[:2] == [*wanted]) for wanted in SPEED[row]]
    ours, least = ", ".join(seconds(cells[2]) for cells in taken), ""
    if len(taken) == 1:
        least = seconds(taken[0][3]) + " s" + (" there" if "obsidiantools" in row else "")
    assert f"\n| {row} | {ours} s | {least} |\n".replace("|  |", "| |") in README


def seconds(cell: str) -> str:
    taken = float(cell.removesuffix(" ms").replace(",", "")) / 1000
    return f"{taken:.2f}" if taken < 0.995 else f"{taken:.1f}" if taken < 9.95 else f"{taken:.0f}"
