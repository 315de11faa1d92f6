"""The vaults that a person opened lately: kept in their own state folder, never in a vault.

Read where no vault is found; written when one is left. What cannot be kept is not kept.
"""

import json
import os

NAME = "vaults.json"
MOST = 20
LARGEST = 1_000_000


def state_folder() -> str:
    return f"{os.environ.get('XDG_STATE_HOME') or os.path.expanduser('~/.local/state')}/specwork"


def opened_lately() -> list[str]:
    """The folders that still stand, the latest first."""
    return [folder for folder in _kept() if os.path.isdir(folder)]


def remember(folder: str) -> None:
    kept = [folder, *(one for one in _kept() if one != folder)][:MOST]
    place = f"{state_folder()}/{NAME}"
    beside = f"{place}.{os.getpid()}.new"
    try:
        os.makedirs(state_folder(), mode=0o700, exist_ok=True)
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        os.replace(beside, place)
    except OSError:
        return


def _kept() -> list[str]:
    try:
        with open(f"{state_folder()}/{NAME}", "rb") as file:
            said = json.loads(file.read(LARGEST))
    except (OSError, ValueError, RecursionError):
        return []
    return [one for one in said if isinstance(one, str) and os.path.isabs(one)][:MOST] if isinstance(said, list) else []
