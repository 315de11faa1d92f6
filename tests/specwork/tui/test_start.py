"""What the start of the app loads, and what it leaves for later."""

import subprocess
import sys

import pytest

LOADED = """
import sys
before = set(sys.modules)  # what measures coverage loads for itself
from specwork.tui.start import _without_tls
_without_tls()
import specwork.tui.app, specwork.tui.own
print(*(name for name in sys.modules if name not in before))
"""


@pytest.fixture(scope="module")
def loaded() -> list[str]:
    command = [sys.executable, "-c", LOADED]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize(
    "name",
    ["ssl", "tomllib", "specwork.committing", "specwork.sitting", "specwork.lately", "specwork.work.delivering_files"],
)
def test_what_the_first_screen_does_not_need_is_not_loaded_for_it(loaded: list[str], name: str) -> None:
    assert "specwork.tui.home" in loaded
    assert name not in loaded


def test_whoever_wants_tls_after_that_has_it() -> None:
    asked = "from specwork.tui.start import _without_tls; _without_tls(); import ssl; print(ssl.HAS_SNI)"
    command = [sys.executable, "-c", asked]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() in ("True", "False")
