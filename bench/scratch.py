"""A vault in a folder of its own: drawn, changed through the disk room, and looked at again from outside."""

import os
import shutil
import time
from pathlib import Path
from typing import NamedTuple

from vault.disk.files import Root
from vault.disk.transaction import Disk, make_state

Files = dict[str, bytes]
LASTING = {"log.ops", "young", "undo"}


class Outcome(NamedTuple):
    name: str
    tried: int
    told: str
    failures: list[str]


def disk_of(folder: str) -> Disk:
    return Disk(Root(folder), make_state(folder, "here"), f"{folder}/.specwork/lock", clock=time.time)


def drawn(folder: str, files: Files) -> None:
    """A vault with these files and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for path, content in files.items():
        os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
        Path(f"{folder}/{path}").write_bytes(content)


def seen(folder: str) -> Files:
    """Every file outside of the state folder, hidden ones too."""
    found = {}
    for place, folders, names in os.walk(folder):
        if ".specwork" in folders:
            folders.remove(".specwork")
        for name in names:
            path = f"{place}/{name}"
            found[os.path.relpath(path, folder)] = Path(path).read_bytes()
    return found


def strays(folder: str) -> list[str]:
    """What lies in the state folder that should not outlive a start."""
    state = Path(folder, ".specwork", "here")
    new = [str(path.name) for path in state.glob("undo/*/*") if len(path.name) != 32]
    return sorted({path.name for path in state.iterdir()} - LASTING) + new


def is_done(disk: Disk) -> bool:
    last = [operation for operation in disk.history() if not operation.undone]
    return bool(last) and last[-1].undoes is None
