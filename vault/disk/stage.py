"""Makes ready what a plan will publish: the new files, complete, with all that the old ones had, and synced.

What is staged here is the very file that will be published; it only changes places then. It lies in the state folder,
or hidden beside its target where that is on another file system.
"""

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

from vault.disk.calls import calls
from vault.disk.files import Root, digest
from vault.disk.images import Images, write_all
from vault.disk.log import Record
from vault.disk.plan import Move, Plan, Survey, Target, Write

THREADS_FROM = 16  # files; the disk syncs several at once much faster than one after the other
THREADS = 8


class Staging(NamedTuple):
    """One file to be made: where, of what, and in whose likeness."""

    place: str
    content: bytes
    mode: int
    like: Target | None
    step: Record


def staged(plan: Plan, survey: Survey, folder: str, root: Root, images: Images) -> list[Record]:
    """The steps as the plan file keeps them, with their files staged."""
    steps: list[Record] = []
    waiting: list[Staging] = []
    device = os.stat(folder).st_dev
    for number, step in enumerate(plan.steps):
        if isinstance(step, Move):
            steps.append({"do": "move", "old": step.old, "new": step.new})
            continue
        today = survey.now(step.path)
        stage = str(number) if _device(root, today) == device else "/" + _beside(step.path, folder, number)
        if isinstance(step, Write):
            record = _write_record(step, survey, stage)
            place = f"{folder}/{stage}" if stage[0] != "/" else root.absolute(_beside(today, folder, number))
            like = survey.targets.get(step.path)
            if record["in_place"] and step.base is not None:
                images.put(step.base)
            mode = step.mode if step.mode is not None else 0o644 if like is None else like.status.st_mode & 0o7777
            waiting.append(Staging(place, step.after, mode, like, record))
        else:
            record = {"do": "remove", "path": step.path, "before": digest(step.base).hex(), "stage": stage}
        steps.append(record)
    _make(waiting)
    return steps


def _write_record(step: Write, survey: Survey, stage: str) -> Record:
    like = survey.targets.get(step.path)
    record: Record = {
        "do": "write",
        "path": step.path,
        "before": None if step.base is None else digest(step.base).hex(),
        "after": digest(step.after).hex(),
        "stage": stage,
        "in_place": bool(like and like.in_place),
    }
    if step.base is not None:
        record["edit"] = changed_part(step.base, step.after)
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


def _device(root: Root, path: str) -> int:
    folder = path
    while True:
        folder = folder.rpartition("/")[0]
        try:
            return os.stat(root.absolute(folder)).st_dev
        except OSError:
            if not folder:
                raise


def _beside(path: str, folder: str, number: int) -> str:
    parent = path.rpartition("/")[0]
    name = f".{os.path.basename(folder)}-{number}"
    return f"{parent}/{name}" if parent else name


def _make(waiting: list[Staging]) -> None:
    if len(waiting) < THREADS_FROM:
        _make_each(waiting)
        return
    import threading  # only where it pays

    faults: list[OSError] = []

    def some(part: list[Staging]) -> None:
        try:
            _make_each(part)
        except OSError as error:
            faults.append(error)

    threads = [threading.Thread(target=some, args=(waiting[n::THREADS],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def _make_each(waiting: Iterable[Staging]) -> None:
    for staging in waiting:
        descriptor = calls.create(staging.place, 0o600)
        try:
            write_all(descriptor, staging.content)
            if not _alike(descriptor, staging):
                staging.step["in_place"] = True
            os.fchmod(descriptor, staging.mode)
            calls.sync(descriptor)
        finally:
            os.close(descriptor)


def _alike(descriptor: int, staging: Staging) -> bool:
    """Gives the new file owner and attributes of the old one; False where that cannot be."""
    if staging.like is None:
        return True
    status = staging.like.status
    try:
        now = os.fstat(descriptor)
        if (now.st_uid, now.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(descriptor, status.st_uid, status.st_gid)
        if hasattr(os, "listxattr"):
            target = staging.like.path
            for name in os.listxattr(target):
                os.setxattr(descriptor, name, os.getxattr(target, name))
    except OSError:
        return False
    return True
