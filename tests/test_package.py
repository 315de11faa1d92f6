"""The wheel holds all that an installed specwork needs, and nothing that a checkout alone has."""

import importlib.util
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from specwork.domain.agents import AGENTS, files_of
from specwork.whereabouts import templates_folder

TOP = Path(__file__).resolve().parents[1]


def run(*command: str | Path, folder: Path, code: int = 0) -> str:
    """A command as a stranger runs it: nothing of the checkout is on the way to its modules."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "SPECWORK"))}
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def built(kind: str, source: Path, into: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", into, folder=source)
    [made] = into.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", TOP, tmp_path_factory.mktemp("built"))


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def text_in(wheel: Path, ending: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(ending)]
        return archive.read(name).decode()


def test_a_wheel_has_both_packages_the_templates_and_the_two_commands(wheel: Path) -> None:
    names, commands = names_in(wheel), text_in(wheel, "entry_points.txt")
    templates = {path.relative_to(TOP) for path in (TOP / "templates").rglob("*") if path.is_file()}
    assert {"vault/live.py", "specwork/cli/main.py"} <= names
    assert {f"specwork/{path}" for path in templates} <= names
    assert {f"specwork/templates/agents/{template}" for template in files_of(AGENTS).values()} <= names
    assert not any(name.startswith(("tests/", "bench/", "docs/", "specs/")) for name in names)
    assert "specwork = specwork.__main__:main" in commands
    assert "spec_work = specwork.__main__:spec_work" in commands


def test_what_a_wheel_says_of_itself_is_the_readme(wheel: Path) -> None:
    said = text_in(wheel, ".dist-info/METADATA")
    assert "\nDescription-Content-Type: text/markdown\n" in said
    assert said.partition("\n\n")[2].strip() == (TOP / "README.md").read_text(encoding="utf-8").strip()


def test_a_wheel_of_the_packed_source_is_the_same(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built("sdist", TOP, tmp_path)) as archive:
        for member in archive:
            if text := archive.extractfile(member):
                path = tmp_path / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.read())
    [source] = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert (source / "pyproject.toml").is_file()
    assert names_in(built("wheel", source, tmp_path)) == names_in(wheel)


@pytest.mark.skipif(importlib.util.find_spec("ensurepip") is None, reason="this Python makes no environments")
def test_installed_from_the_wheel_alone_it_tells_its_sample_vault_and_checks_it(wheel: Path, tmp_path: Path) -> None:
    """What it depends on is lent to the empty environment, so that no network is needed; the checkout is not."""
    env = tmp_path / "env"
    run(sys.executable, "-m", "venv", env, folder=tmp_path)
    python = env / "bin/python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, folder=tmp_path)
    [packages] = env.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    told = run(
        python, "-c", "import specwork.cli.main as it, vault; print(it.__file__, vault.__file__)", folder=tmp_path
    )
    assert str(TOP) not in told
    assert "sample vault" in run(env / "bin/specwork", "demo", "library", "--no-open", folder=tmp_path)
    library = tmp_path / "library"
    assert "1 error" in run(env / "bin/specwork", "check", folder=library, code=1)
    assert "1001" in run(env / "bin/spec_work", "1001", "--status", folder=library)
    assert "nothing is broken" in run(env / "bin/specwork", "doctor", folder=library)
    assert "4000 Annex" in run(env / "bin/specwork", "new", "epic", "Annex", folder=library)


def test_a_checkout_has_its_templates_at_the_top() -> None:
    assert templates_folder() == str(TOP / "templates")
