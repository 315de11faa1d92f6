"""Makes a folder a vault: a place for specs, the settings that Obsidian needs, and a note to begin with.

Nothing that stands there is changed, so there is nothing to take back. Asks nobody and tells nobody.
"""

import os

from specwork.desk import Desk
from specwork.errors import BadUsage
from specwork.pages.home import home
from specwork.whereabouts import Begun, begin_vault, plain_text, put_new
from specwork.work import homenote
from vault.edits.changes import Create
from vault.errors import CannotWrite


def specs_folder_of(folder: str) -> str:
    """Where the specs of a vault lie, or would."""
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise BadUsage(f"{folder} is no folder", hint="name a folder, or a new one")
    if not os.path.isdir(folder):
        return "specs"
    said = Desk(folder).settings.specs
    return said.strip("/") if said is not None else "" if _at_the_top(folder) else "specs"


def found(folder: str, specs: str, *, dry_run: bool = False) -> Begun:
    """All that a vault begins with, but its note to begin with."""
    try:
        return begin_vault(folder, specs, dry_run=dry_run)
    except OSError as error:
        raise CannotWrite(
            f"no vault could be made: {error.strerror}", where=folder, hint="choose another folder"
        ) from None


def standing(folder: str) -> dict[str, bytes]:
    """What can be read of the files that are made or added to."""
    found = {}
    for name in (".obsidian/app.json", ".gitattributes", homenote.NAME):
        try:
            text = plain_text(f"{folder}/{name}")
        except OSError:
            continue
        if text is not None:
            found[name] = text
    return found


def with_home(folder: str, *, dry_run: bool = False) -> list[str]:
    """`Home.md`: made where none stands, made true where it is ours and lags."""
    if not os.path.isdir(folder):  # a new vault that is only tried
        return [homenote.NAME]
    vault = Desk(folder)
    vault.sweep()
    if vault.open().root.kind(homenote.NAME) is not None:
        return vault.run_unasked(homenote.write, render=home, dry_run=dry_run).changed
    changes = homenote.write(vault.given(), render=home, make=True)
    made = [change for change in changes.changes if isinstance(change, Create)]
    if not dry_run:
        made = [one for one in made if put_new(f"{vault.folder}/{one.path}", one.content)]
    return [one.path for one in made]


def _at_the_top(folder: str) -> bool:
    """Whether the specs of a vault lie in the vault itself."""
    return any(name.isdigit() and os.path.isfile(f"{folder}/{name}/epic.md") for name in os.listdir(folder))
