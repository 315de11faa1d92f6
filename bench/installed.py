"""A specwork installed as its users have it: a wheel, in an environment of its own, with compiled bytecode."""

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Installed(NamedTuple):
    """What to run, and what it is, in words without the name of a machine."""

    python: str
    specwork: str
    about: list[str]

    def forget(self, vault: Path) -> None:
        """Takes away all that earlier runs kept of a vault."""
        shutil.rmtree(vault / ".specwork", ignore_errors=True)
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


def installed(top: Path, work: Path) -> Installed:
    """Builds the wheel of this checkout and installs it, with the pinned packages it stands on."""
    alone(work)
    wheels, place = work / "wheels", work / "venv"
    shutil.rmtree(wheels, ignore_errors=True)
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels))
    wheel = next(wheels.glob("*.whl"))
    shutil.rmtree(place, ignore_errors=True)
    python = str(place / "bin" / "python")
    lock = str(top / "requirements-run.lock")
    if uv := shutil.which("uv"):
        _run(uv, "venv", "--quiet", "--python", sys.executable, str(place))
        install = [uv, "pip", "install", "--quiet", "--python", python, "--compile-bytecode"]
        by = "uv"
    else:
        _run(sys.executable, "-m", "venv", str(place))
        # An old setuptools, where venv still brings one, is read at every start of Python and would flatter the ratios.
        _run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools")
        install = [python, "-m", "pip", "install", "--quiet", "--compile"]
        by = "pip"
    _run(*install, "--require-hashes", "-r", lock)
    _run(*install, "--no-deps", str(wheel))
    return Installed(python, str(place / "bin" / "specwork"), _about(wheel.name, by))


def alone(work: Path) -> None:
    """No settings, cache or agent of the person who measures."""
    for name in [name for name in os.environ if name.startswith(("SPECWORK_", "PYTHON", "XDG_"))]:
        del os.environ[name]
    os.environ["XDG_CACHE_HOME"] = str(work / "cache")
    os.environ["XDG_CONFIG_HOME"] = str(work / "config")


def _about(wheel: str, by: str) -> list[str]:
    return [
        f"{wheel}, installed by {by}",
        f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores, page cache warm",
    ]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
