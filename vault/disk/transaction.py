"""Changes of many files as one: wholly done or wholly undone, whatever happens in between.

Under the lock: look at everything (`plan.Survey`), stage the new files, sync them, write the plan, sync it, and give
it its name: that is the commit point. Then each step is published by an exchange that shows what it displaced, so an
edit that another program made in that instant is seen and merged, or laid beside. A crash before the commit point
leaves the old state; after it, the next start carries the plan through. A disk that says no after the commit point
makes us go back the same way; if it refuses that too, the plan stays and the next start finishes it.
"""

import errno
import os
from collections.abc import Callable, Mapping
from json import dumps, loads
from time import sleep, time
from typing import Any

from vault.disk import undo
from vault.disk.calls import calls
from vault.disk.files import Root, digest
from vault.disk.images import Images
from vault.disk.lock import Lock
from vault.disk.log import Log, Operation, Record, operation, told
from vault.disk.plan import Move, Plan, Remove, Step, Survey, Write
from vault.disk.publish import Merge, Publisher
from vault.disk.stage import changed_part, staged
from vault.errors import CannotWrite, VaultError
from vault.text import merged

PLAN = "plan"


class Disk:
    """What changes the files of a vault. Making one costs nothing; `recover` is one look into the state folder."""

    def __init__(
        self,
        root: Root,
        state: str,
        lock: str,
        *,
        clock: Callable[[], float] = time,
        pause: Callable[[float], None] = sleep,
        keep_days: float = 90,
        keep_bytes: int = 500_000_000,
    ) -> None:
        self.root, self.state, self.lock_path = root, state, lock
        self.clock, self.pause = clock, pause
        self.keep_days, self.keep_bytes = keep_days, keep_bytes
        self.images = Images(f"{state}/undo")
        self.log = Log(f"{state}/log.ops")

    # changing

    def apply(self, plan: Plan, *, read: Mapping[str, bytes] | None = None, merge: Merge = None) -> Operation:
        """Does the plan, all of it or nothing. `read`: hashes of the files that it was thought out on."""
        with Lock(self.lock_path, self.pause):
            self._finish_pending()
            return self._apply(plan, read or {}, merge)

    def _apply(self, plan: Plan, read: Mapping[str, bytes], merge: Merge) -> Operation:
        survey = Survey(self.root, self.pause, self.clock, self._is_ours)
        survey.check(plan, read)
        last = self.log.last()
        number = int(last["id"]) + 1 if last else 1
        folder = f"{self.state}/tx-{number}-{os.urandom(3).hex()}"
        try:
            record = self._staged(plan, survey, folder, str(number))
        except OSError as error:
            self._sweep_folder(folder)
            raise _refused_by_disk(error) from error
        return self._published(record, folder, plan, merge)

    def _staged(self, plan: Plan, survey: Survey, folder: str, number: str) -> Record:
        """Everything up to the commit point: until then nothing in the vault has changed."""
        calls.mkdir(folder, 0o700)
        steps = staged(plan, survey, folder, self.root, self.images)
        record: Record = {
            "id": number, "why": plan.why, "by": plan.by, "at": self.clock(), "undoes": plan.undoes, "steps": steps,
        }  # fmt: skip
        path = f"{folder}/{PLAN}"
        descriptor = calls.create(path + ".new", 0o600)
        try:
            content = memoryview(dumps(record).encode())
            while content:
                content = content[calls.write(descriptor, content) :]
            calls.sync(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(folder)
        calls.rename(path + ".new", path)
        sync_folder(folder)
        return record

    def _published(self, record: Record, folder: str, plan: Plan | None, merge: Merge) -> Operation:
        bases = {step.path: step for step in plan.steps if isinstance(step, Write)} if plan else None
        publisher = Publisher(self.root, folder, bases, merge or _by_line, self.clock)
        try:
            for step in record["steps"]:
                publisher.do(step)
            publisher.sync_folders()
        except (OSError, VaultError) as error:
            if plan is None:
                raise _refused_by_disk(error, pending=True) from error
            self._taken_back(publisher, record, folder, error)
            raise _refused_by_disk(error) from error
        record["made"] = publisher.made
        if publisher.set_aside or publisher.merged:
            record["set_aside"], record["merged"] = publisher.set_aside, publisher.merged
        self._recorded(record, folder)
        return operation(record)

    def _taken_back(self, publisher: Publisher, record: Record, folder: str, error: Exception) -> None:
        try:
            for step in reversed(record["steps"]):
                publisher.undo(step)
            publisher.unmake()
            publisher.sync_folders()
        except (OSError, VaultError):
            raise _refused_by_disk(error, pending=True) from error
        self._sweep_folder(folder)

    def _recorded(self, record: Record, folder: str) -> None:
        """The displaced files go to the undo store, the operation into the log, and the plan away; in this order."""
        young = []
        try:
            for step in record["steps"]:
                place = _staged_place(self.root, folder, step)
                if place and step.get("before") and os.path.lexists(place):
                    self.images.adopt(place, step["before"])
                    young.append([step["path"], step["before"]])
            last = self.log.last()
            if last is None or last["id"] != record["id"]:
                self.log.append(record)
            self._remember_young(young)
        except OSError as error:
            raise _refused_by_disk(error, done=True) from error
        self._sweep_folder(folder)
        if int(record["id"]) % 200 == 0:
            self.purge()

    # crashes

    def recover(self) -> list[Operation]:
        """Finishes or takes back what a crash left half-done. Costs one look where there is nothing."""
        if not self._pending():
            return []
        with Lock(self.lock_path, self.pause):
            return self._finish_pending()

    def _pending(self) -> list[str]:
        try:
            names = os.listdir(self.state)
        except OSError:
            return []
        return sorted(f"{self.state}/{name}" for name in names if name.startswith("tx-"))

    def _finish_pending(self) -> list[Operation]:
        """To be called under the lock: a plan that stands there now has no living owner."""
        finished = []
        for folder in self._pending():
            try:
                with open(f"{folder}/{PLAN}", "rb") as file:
                    record: Record = loads(file.read())
            except (OSError, ValueError):
                self._sweep_folder(folder)
                continue
            last = self.log.last()
            if last and int(last["id"]) >= int(record["id"]):
                self._sweep_folder(folder, record)
                continue
            finished.append(self._published(record, folder, None, None))
        self._check_young()
        return finished

    def _sweep_folder(self, folder: str, record: Record | None = None) -> None:
        """Takes a staging folder away, the plan last, and what was staged beside its target."""
        try:
            names = os.listdir(folder)
        except OSError:
            return
        if record is None and PLAN in names:
            try:
                with open(f"{folder}/{PLAN}", "rb") as file:
                    record = loads(file.read())
            except (OSError, ValueError):
                record = None
        try:
            for step in record["steps"] if record else ():
                if str(step.get("stage", "")).startswith("/"):
                    _unlink(_staged_place(self.root, folder, step) or "")
            for name in sorted(names, key=lambda name: name == PLAN):
                _unlink(f"{folder}/{name}")
            calls.rmdir(folder)
        except OSError:
            return  # the next start sweeps it

    # edits that came too late

    def _remember_young(self, entries: list[list[str]]) -> None:
        known = self._young()
        if entries or known:
            kept = [entry for entry in known if self.clock() - entry[2] < 60]
            kept += [[*entry, self.clock()] for entry in entries]
            path = f"{self.state}/young"
            with open(path + ".new", "w", encoding="utf-8") as file:
                file.write(dumps(kept))
            os.replace(path + ".new", path)

    def _young(self) -> list[list[Any]]:
        try:
            with open(f"{self.state}/young", encoding="utf-8") as file:
                found: list[list[Any]] = loads(file.read())
                return found
        except (OSError, ValueError):
            return []

    def _check_young(self) -> None:
        """An editor that had a displaced file open may have saved into it since: then its text is laid beside."""
        known = self._young()
        if not known:
            return
        for path, name, _ in known:
            content = self.images.raw(name)
            if content is not None and digest(content).hex() != name:
                publisher = Publisher(self.root, self.state, None, _by_line, self.clock)
                if content.strip():
                    publisher.lay_beside(path, content)
                self.images.drop(name)
        kept = [entry for entry in known if self.clock() - entry[2] < 60]
        if kept != known:
            self._remember_young([])

    def _is_ours(self, path: str, content: bytes) -> bool:
        """Whether these are the bytes that our own last operation gave the file."""
        last = self.log.last()
        return bool(last) and any(
            step.get("path") == path and step.get("after") == content.hex() for step in (last or {})["steps"]
        )

    # taking back

    def history(self) -> list[Operation]:
        """Every operation, the oldest first."""
        return told(self.log.records())

    def undo(self, asked: str | None = None, *, by: str) -> Operation:
        """Takes back an operation, or the participant's last. What was edited since keeps those edits."""
        return self._reversed(lambda records: undo.chosen(records, asked, by), by)

    def redo(self, *, by: str) -> Operation:
        return self._reversed(lambda records: undo.redoable(records, by), by)

    def _reversed(self, choose: Callable[[list[Record]], Record], by: str) -> Operation:
        with Lock(self.lock_path, self.pause):
            self._finish_pending()
            record = choose(self.log.records())
            plan = undo.plan(record, self.root, self.images, by)
            done = self._apply(plan, {}, None)
            undo.unmade(record, self.root)
            return done

    def preview_undo(self, asked: str | None = None, *, by: str) -> list[tuple[str, bytes | None, bytes | None]]:
        """For each file what it is now and what it would be; None where there is none."""
        plan = undo.plan(undo.chosen(self.log.records(), asked, by), self.root, self.images, by)
        return undo.shown(plan, self.root)

    def store_size(self) -> int:
        return self.images.size()

    def purge(self, *, days: float | None = None) -> int:
        """Lets go of images older than that. What they belonged to can then not be undone any more."""
        age = (self.keep_days if days is None else days) * 86_400
        return self.images.shrink(older_than=self.clock() - age, keep_bytes=self.keep_bytes)


def _by_line(_: str, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    return merged(base, ours, theirs)


def make_state(folder: str, machine: str) -> str:
    """The state folder of a vault, which git and Obsidian leave alone."""
    top = f"{folder}/.specwork"
    if os.path.islink(top):
        raise CannotWrite(f"{top} is a symbolic link", where=".specwork", hint="put a real folder in its place")
    try:
        for place in (top, f"{top}/{machine}"):
            if not os.path.isdir(place):
                os.mkdir(place, 0o700)
        if not os.path.lexists(f"{top}/.gitignore"):
            with open(f"{top}/.gitignore", "x", encoding="utf-8") as file:
                file.write("*\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise _refused_by_disk(error) from error
    return f"{top}/{machine}"


def sync_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        calls.sync(descriptor)
    finally:
        os.close(descriptor)


def _staged_place(root: Root, folder: str, step: Record) -> str | None:
    stage = step.get("stage")
    if stage is None:
        return None
    return root.absolute(stage[1:]) if stage.startswith("/") else f"{folder}/{stage}"


def _unlink(path: str) -> None:
    if path and os.path.lexists(path):
        calls.unlink(path)


def _refused_by_disk(error: Exception, *, pending: bool = False, done: bool = False) -> VaultError:
    if isinstance(error, VaultError) and not pending:
        return error
    number = getattr(error, "errno", None)
    reason = getattr(error, "strerror", None) or str(error)
    hint = {
        errno.ENOSPC: "make room on the disk, then try again",
        errno.EDQUOT: "make room in your quota, then try again",
        errno.EROFS: "the disk is read-only: make it writable first",
        errno.EACCES: "look at the permissions of the folder",
        errno.EPERM: "the file may be protected against changes: look at its attributes",
    }.get(number or 0, "look after the disk, then try again")
    state = "the change is half-done; the next start finishes it" if pending else "nothing was changed"
    if done:
        state = "the change is done, but not yet in the history; the next start sees to that"
    return CannotWrite(f"the disk said no: {reason}; {state}", where=getattr(error, "filename", None), hint=hint)


__all__ = ["Disk", "Move", "Operation", "Plan", "Remove", "Step", "Write", "changed_part", "make_state"]
