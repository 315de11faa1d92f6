"""Which operation to take back, and the plan that does it: the same steps with the sides swapped, from the last on.

What was edited since keeps those edits: three ways, between what the operation made, what it was before, and what it
is now. Where that cannot be, nothing is done and the files are named.
"""

import os
from collections.abc import Iterable

from vault.disk.files import Root
from vault.disk.images import Images
from vault.disk.log import Record, told
from vault.disk.plan import Move, Plan, Remove, Step, Vacate, Write
from vault.disk.young import made_of
from vault.errors import NoSuchFile, Refused, VaultError
from vault.paths import below
from vault.text import digest, merged


def chosen(records: list[Record], asked: str | None, by: str) -> Record:
    """The operation named, or the participant's last that is not undone and did not itself undo anything."""
    undone = {operation.id for operation in told(records) if operation.undone}
    depth = _depths(records)
    if asked is not None:
        for record in records:
            if record["id"] == asked:
                if asked in undone:
                    raise Refused(f"operation {asked} is undone already", hint="do it again: specwork redo")
                return record
        raise NoSuchFile(f"no operation {asked}", hint="see which there are: specwork history")
    for record in reversed(records):
        if record["by"] == by and record["id"] not in undone and depth[record["id"]] % 2 == 0:
            return record
    raise Refused(f"nothing of {by} to undo", hint="name an operation: see specwork history")


def redoable(records: list[Record], by: str) -> Record:
    """The participant's last undo, if they have done nothing new since."""
    undone = {operation.id for operation in told(records) if operation.undone}
    depth = _depths(records)
    for record in reversed(records):
        if record["by"] != by or record["id"] in undone:
            continue
        if depth[record["id"]] % 2 == 1:
            return record
        if depth[record["id"]] == 0:
            break
    raise Refused(f"nothing of {by} to do again", hint="redo follows an undo: see specwork history")


def _depths(records: list[Record]) -> dict[str, int]:
    """0 for a change, 1 for what undid it, 2 for what did it again."""
    depth: dict[str, int] = {}
    for record in records:
        depth[record["id"]] = 0 if record["undoes"] is None else depth.get(record["undoes"], 0) + 1
    return depth


def plan(record: Record, later: list[Record], root: Root, images: Images, by: str) -> Plan:
    """The operation backwards. `later`: what was done since, for files that were moved again."""
    why = record["why"]
    why = why.removeprefix("Undo: ") if why.startswith("Undo: ") else f"Undo: {why}"
    steps: list[Step] = []
    back: list[tuple[str, str]] = []
    since = [(step["old"], step["new"]) for done in later for step in done["steps"] if step["do"] == "move"]
    moves = list(since)  # what happened to a name after the step looked at
    for number in range(len(record["steps"]) - 1, -1, -1):
        step = record["steps"][number]
        emptied = [Vacate(_followed(_followed(folder, moves), back)) for folder in step.get("made", ())]
        if step["do"] == "move":
            back.append((_followed(_followed(step["new"], moves), back), step["old"]))
            steps.append(Move(*back[-1]))
            moves.insert(0, (step["old"], step["new"]))
        elif step["do"] == "remove":
            folder, slash, name = step["path"].rpartition("/")
            place = step["path"]
            if not _emptied(folder, record["steps"][number + 1 :]):
                place = _followed(_followed(folder, moves), back) + slash + name
            steps.append(Write(place, None, _image(images, step), step["mode"]))
        elif step["do"] == "write":
            today = _followed(step["path"], moves)
            steps.append(_unwritten(step, root, images, today, _followed(today, back)))
        steps += emptied
    return Plan(why, by, tuple(steps), undoes=record["id"])


def _emptied(folder: str, steps: list[Record]) -> bool:
    """Whether these took that folder away: what bears its name later is another one."""
    return any(step["do"] == "vacate" and below(step["folder"], folder + "/") for step in steps)


def _followed(path: str, moves: Iterable[tuple[str, str]]) -> str:
    """Where a file or folder is after these moves."""
    for old, new in moves:
        if path == old:
            path = new
        elif below(old, path) and old:
            path = new + path[len(old) :]
    return path


def _unwritten(step: Record, root: Root, images: Images, today: str, path: str) -> Step:
    now = root.read(today)
    if step["before"] is None:
        if digest(now).hex() != step["after"]:
            raise _edited(path, "it was made then, and edited since")
        return Remove(path, now)
    before = _image(images, step)
    if digest(now).hex() == step["after"]:
        return Write(path, now, before, step.get("mode"))
    both = merged(made_of(before, step), before, now)
    if both is None:
        raise _edited(path, "the same lines were edited since")
    return Write(path, now, both, step.get("mode"))


def _image(images: Images, step: Record) -> bytes:
    content = images.get(step["before"])
    if content is None:
        raise Refused(
            f"what {step['path']} was before is no longer in the undo store",
            where=step["path"],
            hint="git may still have it: git log -- FILE",
        )
    return content


def _edited(path: str, reason: str) -> VaultError:
    return Refused(f"{path} cannot be taken back: {reason}", where=path, hint="change it back by hand")


def shown(undoing: Plan, root: Root) -> list[tuple[str, bytes | None, bytes | None]]:
    """For each file what it is now and what it would be."""
    found: list[tuple[str, bytes | None, bytes | None]] = []
    for step in undoing.steps:
        match step:
            case Write(path, base, after, _):
                found.append((path, base, after))
            case Remove(path, base):
                found.append((path, base, None))
            case Move(old, new) if os.path.isfile(root.absolute(old)):
                found += [(old, root.read(old), None), (new, None, root.read(old))]
            case Move(old, new):
                found += [(old, None, None), (new, None, None)]
    return found
