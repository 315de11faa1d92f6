"""The wheel holds all that an installed specwork needs, and nothing that a checkout alone has."""

import subprocess
import sys
import zipfile
from pathlib import Path

from specwork.domain.agents import AGENTS, files_of
from specwork.whereabouts import templates_folder

TOP = Path(__file__).resolve().parents[1]


def test_a_wheel_has_both_packages_the_templates_and_the_two_commands(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=TOP,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
        [entries] = [name for name in names if name.endswith("entry_points.txt")]
        commands = archive.read(entries).decode()
    assert {"vault/live.py", "specwork/cli/main.py", "specwork/templates/README.md"} <= names
    assert {f"specwork/templates/agents/{template}" for template in files_of(AGENTS).values()} <= names
    assert not any(name.startswith(("tests/", "bench/", "docs/")) for name in names)
    assert "specwork = specwork.__main__:main" in commands
    assert "spec_work = specwork.__main__:spec_work" in commands
    found = subprocess.run(
        [sys.executable, "-c", "from specwork.whereabouts import templates_folder; print(templates_folder())"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "installed")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout.strip() == str(tmp_path / "installed/specwork/templates")


def test_a_checkout_has_its_templates_at_the_top() -> None:
    assert templates_folder() == str(TOP / "templates")
