"""Which operation to take back, and the plan that does it: the same steps with the sides swapped, from the last on.

What was edited since keeps those edits: three ways, between what the operation made, what it was before, and what it
is now. Where that cannot be, nothing is done and the files are named.
"""

import os

from vault.disk.calls import calls
from vault.disk.files import Root, digest
from vault.disk.images import Images
from vault.disk.log import Record, told
from vault.disk.plan import Move, Plan, Remove, Step, Write
from vault.errors import NoSuchFile, Refused, VaultError
from vault.text import merged


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


def plan(record: Record, root: Root, images: Images, by: str) -> Plan:
    """The operation backwards."""
    why = record["why"]
    why = why.removeprefix("Undo: ") if why.startswith("Undo: ") else f"Undo: {why}"
    steps: list[Step] = []
    where = _Names(record)
    for number in range(len(record["steps"]) - 1, -1, -1):
        step = record["steps"][number]
        if step["do"] == "move":
            steps.append(Move(step["new"], step["old"]))
        elif step["do"] == "remove":
            steps.append(Write(step["path"], None, _image(images, step)))
        elif step["do"] == "write":
            steps.append(_unwritten(step, root, images, where.today(step["path"], number)))
    return Plan(why, by, tuple(steps), undoes=record["id"])


class _Names:
    """How a file that a step named is called when the whole operation is done."""

    def __init__(self, record: Record) -> None:
        self.steps = record["steps"]

    def today(self, path: str, number: int) -> str:
        for step in self.steps[number + 1 :]:
            if step["do"] == "move":
                if path == step["old"]:
                    path = step["new"]
                elif path.startswith(step["old"] + "/"):
                    path = step["new"] + path[len(step["old"]) :]
        return str(path)


def _unwritten(step: Record, root: Root, images: Images, today: str) -> Step:
    path = step["path"]
    now = root.read(today)
    if step["before"] is None:
        if digest(now).hex() != step["after"]:
            raise _edited(path, "it was made then, and edited since")
        return Remove(path, now)
    before = _image(images, step)
    if digest(now).hex() == step["after"]:
        return Write(path, now, before)
    start, end, middle = step["edit"]
    made = before[:start] + middle.encode("latin-1") + before[len(before) - end :]
    both = merged(made, before, now)
    if both is None:
        raise _edited(path, "the same lines were edited since")
    return Write(path, now, both)


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


def unmade(record: Record, root: Root) -> None:
    """Takes away the folders that the undone operation made, where they are empty again."""
    for folder in reversed(record.get("made", ())):
        try:
            calls.rmdir(root.absolute(folder))
        except OSError:
            continue


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
