"""Makes ready what a plan will publish: the new files, complete, with all that the old ones had, and synced.

What is staged here is the very file that will be published; it only changes places then.
"""

import os
import stat
from collections.abc import Callable, Iterable

from vault.disk.calls import calls
from vault.disk.files import Root
from vault.disk.images import write_all
from vault.disk.log import Record
from vault.disk.plan import Move, Plan, Remove, Survey, Target, Vacate, Write
from vault.disk.several import by_several
from vault.text import digest
from vault.typed import NamedTuple


class Staging(NamedTuple):
    """One file to be made: where, of what, and in whose likeness."""

    place: str
    content: bytes
    mode: int
    like: Target | None
    step: Record


def staged(plan: Plan, survey: Survey, folder: str, root: Root) -> list[Record]:
    """The steps as the plan file keeps them, with their files staged."""
    steps: list[Record] = []
    waiting: list[Staging] = []
    fresh = 0o666 & ~_umask()
    for number, step in enumerate(plan.steps):
        record: Record = {}
        match step:
            case Move(old, new):
                record = {"do": "move", "old": old, "new": new, "made": survey.made[number]}
            case Vacate(emptied):
                record = {"do": "vacate", "folder": emptied}
            case Remove(path, base):
                mode = survey.targets[number].status.st_mode & 0o7777
                record = {"do": "remove", "path": path, "before": digest(base).hex(), "mode": mode}
            case Write(path, base, after, mode_asked):
                like = survey.targets.get(number) if base is not None else _folder_of(root, survey, path)
                mode = fresh if like is None or base is None else like.status.st_mode & 0o7777
                record = _write_record(step, like, mode)
                if base is None:
                    record["made"] = survey.made[number]
                mode = mode if mode_asked is None else mode_asked
                waiting.append(Staging(f"{folder}/{number}", after, mode, like, record))
        record["stage"] = str(number)
        steps.append(record)
    make(waiting)
    return steps


def _umask() -> int:
    now = os.umask(0o077)
    os.umask(now)
    return now


def runnable() -> int:
    """The mode of a new file that may be run."""
    return 0o777 & ~_umask()


def _folder_of(root: Root, survey: Survey, path: str) -> Target | None:
    """The folder of a new file, if it hands its group on to what is made in it."""
    today = survey.now(path.rpartition("/")[0])
    if today is None:
        return None
    place = root.absolute(today)
    try:
        status = os.stat(place)
    except OSError:
        return None
    return Target(place, status, in_place=False) if status.st_mode & stat.S_ISGID else None


def _write_record(step: Write, like: Target | None, mode: int) -> Record:
    record: Record = {
        "do": "write",
        "path": step.path,
        "before": None if step.base is None else digest(step.base).hex(),
        "after": digest(step.after).hex(),
        "in_place": step.base is not None and like is not None and like.in_place,
    }
    if step.base is not None:
        record["edit"] = changed_part(step.base, step.after)
        if step.mode is not None and step.mode != mode:
            record["mode"] = mode
    return record


def changed_part(before: bytes, after: bytes) -> list[int | str]:
    """What makes the one of the other: how much stays at either end, and what stands between."""
    shorter = min(len(before), len(after))
    start = _most(shorter, lambda size: before[:size] == after[:size])
    end = _most(shorter - start, lambda size: before[len(before) - size :] == after[len(after) - size :])
    return [start, end, after[start : len(after) - end].decode("latin-1")]


def _most(limit: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to `limit` for which something still holds that holds for all smaller ones."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def make(waiting: list[Staging]) -> None:
    by_several(waiting, _make_each)


def _make_each(waiting: Iterable[Staging]) -> None:
    for staging in waiting:
        descriptor = calls.create(staging.place, 0o600)
        try:
            write_all(descriptor, staging.content)
            if not _given_likeness(descriptor, staging):
                staging.step["in_place"] = True
            calls.chmod(descriptor, staging.mode)
            calls.sync(descriptor)
        finally:
            os.close(descriptor)


def _given_likeness(descriptor: int, staging: Staging) -> bool:
    """Gives the new file owner and attributes of the old one; False where that cannot be."""
    if staging.like is None:
        return True
    status = staging.like.status
    try:
        now = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            calls.own(descriptor, -1, status.st_gid)
            return True
        if (now.st_uid, now.st_gid) != (status.st_uid, status.st_gid):
            calls.own(descriptor, status.st_uid, status.st_gid)
        calls.copy_attributes(staging.like.path, descriptor)
    except OSError:
        return stat.S_ISDIR(status.st_mode)
    return True
