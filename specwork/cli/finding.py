"""The spec that a command is about, as true as its own files are now.

Finding one looks at that spec's files alone. The whole vault is looked at only where the index does not know it.
"""

import os
from collections.abc import Callable
from typing import TypeVar

from specwork.cli.opened import typed_path
from specwork.desk import Desk
from specwork.errors import AmbiguousSpec, UnknownSpec
from specwork.work.finding import Found
from vault.errors import BadPath, VaultError

Report = TypeVar("Report")


def spec_of(vault: Desk, asked: str) -> Found:
    """The one spec that was meant; its files were looked at just now."""
    found = sought(vault, asked)
    if not vault.open().refresh(_files(found), folders=[found.home.folder] if found.home.folder else []):
        return found
    try:
        return named(vault, asked)
    except VaultError:
        vault.sweep()
        return named(vault, asked)


def sought(vault: Desk, asked: str) -> Found:
    """The one spec that was meant; the whole vault is looked at only where the index knows none."""
    try:
        return named(vault, asked)
    except (UnknownSpec, AmbiguousSpec):
        vault.sweep()
        return named(vault, asked)


def _files(found: Found) -> list[str]:
    return [found.path, found.journal]


def named(vault: Desk, asked: str) -> Found:
    specs = vault.given().specs
    try:
        return specs.find(asked)
    except UnknownSpec:
        if "/" not in asked and not asked.endswith(".md") and not os.path.lexists(asked):
            raise
        try:
            return specs.find(typed_path(vault, asked))  # as seen from the working folder
        except (BadPath, UnknownSpec):
            pass
        raise


def fresh(vault: Desk, report: Callable[[], Report], named: Callable[[Report], list[str]]) -> Report:
    """A report whose other specs were looked at too: thought out anew if the files that it names had changed."""
    made = report()
    return report() if vault.open().refresh(named(made)) else made
