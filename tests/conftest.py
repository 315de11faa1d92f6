"""What every test gets: how many examples are tried, and no trace of the person whose machine it is.

`make torture` sets SPECWORK_TORTURE: tests marked `torture` run only then, and `times` answers with its full count.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from specwork.domain.driving import AGENTS, NAMED
from tests import kit

TORTURE = bool(os.environ.get("SPECWORK_TORTURE"))

_slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=_slow)
settings.register_profile("ci", max_examples=100, deadline=None, suppress_health_check=_slow, derandomize=True)
settings.register_profile("torture", max_examples=5000, deadline=None, suppress_health_check=_slow)
settings.load_profile("torture" if TORTURE else "ci" if os.environ.get("CI") else "dev")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if TORTURE:
        return
    left_out = [item for item in items if item.get_closest_marker("torture")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("torture")]


@pytest.fixture(scope="session")
def times() -> Callable[[int, int], int]:
    """How often to do a thing: `times(few, full)` is few, and full in `make torture`."""
    return lambda few, full: full if TORTURE else few


@pytest.fixture(autouse=True, scope="session")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests run as nobody in particular: no settings, caches, git identity or agent of the person who runs them."""
    home = tmp_path_factory.mktemp("home")
    ours = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "TZ": "UTC",
        "LANG": "C.UTF-8",
    }
    theirs = [name for name in os.environ if name.startswith(("SPECWORK_", "GIT_", "XDG_")) or name in _AGENTS]
    with pytest.MonkeyPatch.context() as patch:
        for name in [*theirs, "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"]:
            patch.delenv(name, raising=False)
        for name, value in ours.items():
            patch.setenv(name, value)
        yield


_AGENTS = {*AGENTS, NAMED, "AGENT"}


vault = kit.vault
