"""What the tests of several commands begin with."""

import pytest

from tests.kit import DiskVault


@pytest.fixture
def tree(vault: DiskVault) -> DiskVault:
    """An epic with a feature with a task, as the commands make them."""
    vault.run("init")
    vault.run("new", "epic", "Foundation")
    vault.run("new", "feature", "Storage")
    vault.run("new", "task", "Mount the NAS")
    return vault
