"""The spec that a command is about, as true as its own files are now.

Finding one looks at that spec's files alone. The whole vault is looked at only where the index does not know it.
"""

from collections.abc import Callable

from specwork.desk import Desk
from specwork.errors import AmbiguousSpec, UnknownSpec
from specwork.work.finding import Found
from vault.errors import VaultError
from vault.typed import TypeVar

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
    return vault.given().specs.find(asked)


def fresh(vault: Desk, report: Callable[[], Report], named: Callable[[Report], list[str]]) -> Report:
    """A report whose other specs were looked at too: thought out anew if the files that it names had changed."""
    made = report()
    return report() if vault.open().refresh(named(made)) else made
