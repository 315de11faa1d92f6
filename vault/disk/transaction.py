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
from time import sleep, time

from vault.disk import undo
from vault.disk.calls import calls
from vault.disk.files import Root
from vault.disk.images import Images, content_of, gone, hash_of, sync_folder, write_synced
from vault.disk.lock import Lock
from vault.disk.log import Log, Operation, Record, operation, told
from vault.disk.plan import Move, Patience, Plan, Remove, Step, Survey, Write
from vault.disk.publish import Merge, Publisher
from vault.disk.stage import runnable, staged
from vault.disk.young import Young, text_of
from vault.errors import CannotWrite, NoSuchFile, VaultError
from vault.text import merged

KEEP_DAYS, KEEP_BYTES = 90, 500_000_000  # of what undo lives on
PLAN = "plan"
VOID = "plan.void"  # a plan that is over: what it staged is only to be taken away


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
        keep_days: float = KEEP_DAYS,
        keep_bytes: int = KEEP_BYTES,
    ) -> None:
        self.root, self.state, self.lock_path = root, os.path.realpath(state), lock
        self.clock, self.pause = clock, pause
        self.keep_days, self.keep_bytes = keep_days, keep_bytes
        self.images = Images(f"{self.state}/undo")
        self.log = Log(f"{self.state}/log.ops")
        self.young = Young(f"{self.state}/young", self.images, self.log, clock)

    # changing

    def apply(self, plan: Plan, *, read: Mapping[str, bytes] | None = None, merge: Merge | None = None) -> Operation:
        """Does the plan, all of it or nothing. `read`: hashes of the files that it was thought out on."""
        with self._lock():
            late = self._finish_pending()
            return self._apply(plan, read or {}, merge or _by_line, late)

    def _lock(self) -> Lock:
        if not os.path.isdir(self.state):  # it may be deleted at any time
            make_state(os.path.dirname(os.path.dirname(self.state)), os.path.basename(self.state))
        return Lock(self.lock_path, self.pause)

    def _apply(self, plan: Plan, read: Mapping[str, bytes], merge: Merge, late: list[Operation]) -> Operation:
        survey = Survey(self.root, Patience(self.clock, self.pause), self.young.ours)
        survey.check(plan, read)
        number = self.log.last_id() + 1
        folder = f"{self.state}/tx-{number}-{os.urandom(3).hex()}"
        publisher = self._publisher(folder, self.clock(), plan, merge)
        publisher.set_aside += [name for earlier in late for name in earlier.set_aside]
        try:
            record = self._staged(plan, survey, publisher, number)
        except (OSError, VaultError) as error:
            self._sweep(folder, publisher)
            raise _refused_by_disk(error) from error
        return self._published(record, publisher)

    def _publisher(self, folder: str, at: float, plan: Plan | None = None, merge: Merge | None = None) -> Publisher:
        bases = {step.path: step for step in plan.steps if isinstance(step, Write)} if plan else None
        patience = Patience(self.clock, self.pause)
        return Publisher(self.root, self.images, folder, at, bases, merge or _by_line, patience, self.young.overwritten)

    def _staged(self, plan: Plan, survey: Survey, publisher: Publisher, number: int) -> Record:
        """Everything up to the commit point: until then nothing in the vault has changed."""
        from json import dumps

        folder = publisher.folder
        calls.mkdir(folder, 0o700)
        for place, step in enumerate(plan.steps):
            if isinstance(step, Write) and step.base is not None:
                publisher.report_overwritten(step.path, step.base, survey.targets[place].path)
        steps = staged(plan, survey, folder, self.root)
        record: Record = {
            "id": str(number), "why": plan.why, "by": plan.by, "at": publisher.at, "undoes": plan.undoes,
            "steps": steps,
        }  # fmt: skip
        path = f"{folder}/{PLAN}"
        write_synced(path + ".new", dumps(record).encode(), 0o600)
        calls.rename(path + ".new", path)
        sync_folder(folder)
        sync_folder(self.state)
        return record

    def _published(self, record: Record, publisher: Publisher) -> Operation:
        try:
            for step in record["steps"]:
                publisher.do(step)
            publisher.sync_folders()
        except (OSError, VaultError) as error:
            where = publisher.where
            if publisher.mending:
                raise _refused_by_disk(error, where, pending=True) from error
            self._taken_back(publisher, record, error)
            raise _refused_by_disk(error, where) from error
        if publisher.set_aside or publisher.merged:
            record["set_aside"], record["merged"] = publisher.set_aside, publisher.merged
        if publisher.lost:
            record["lost"] = publisher.lost
        self._recorded(record, publisher)
        return operation(record)._replace(set_aside=tuple(publisher.set_aside))

    def _taken_back(self, publisher: Publisher, record: Record, error: Exception) -> None:
        where = publisher.where
        try:
            for step in reversed(record["steps"]):
                publisher.undo(step)
            publisher.unmake()
            publisher.sync_folders()
            calls.rename(f"{publisher.folder}/{PLAN}", f"{publisher.folder}/{VOID}")
            sync_folder(publisher.folder)
        except (OSError, VaultError):
            raise _refused_by_disk(error, where, pending=True) from error
        self._sweep(publisher.folder, publisher)

    def _recorded(self, record: Record, publisher: Publisher) -> None:
        """The displaced files go to the undo store, the operation into the log, and the plan away; in this order."""
        try:
            for step in record["steps"]:
                if step["do"] in ("write", "remove") and step["before"]:
                    publisher.adopt(f"{publisher.folder}/{step['stage']}", step["before"])
            if self.log.last_id() < int(record["id"]):
                self.log.append(record)
        except OSError as error:
            raise _refused_by_disk(error, done=True) from error
        self.young.remember(record, publisher.seen, self.clock())
        self._sweep(publisher.folder, publisher)
        if int(record["id"]) % 200 == 0:
            self.purge()

    # crashes

    def recover(self) -> list[Operation]:
        """Finishes or takes back what a crash left half-done. Costs one look where there is nothing."""
        try:
            names = os.listdir(self.state)
        except OSError:
            return []
        pending = any(name.startswith("tx-") or name.endswith(".new") for name in names)
        if not pending and "young" in names:
            self.young.load()
            pending = bool(self.young.stirred()) or self.young.is_over()
        if not pending:
            return []
        with self._lock():
            return self._finish_pending()

    def _finish_pending(self) -> list[Operation]:
        """To be called under the lock: a plan that stands there now has no living owner."""
        self.young.load()
        finished = []
        for name in sorted(os.listdir(self.state) if os.path.isdir(self.state) else ()):
            if name.startswith("tx-"):
                finished += self._finish(f"{self.state}/{name}")
            elif name.endswith(".new"):
                gone(f"{self.state}/{name}")
        found = self._late()
        if self.young.is_over() and not self.young.stirred():
            gone(self.young.path)
        return finished + found

    def _finish(self, folder: str) -> list[Operation]:
        try:
            record = _plan_of(f"{folder}/{PLAN}")
        except OSError as error:
            raise _refused_by_disk(error, pending=True) from error
        except ValueError:  # the disk garbled it: nobody can say what is in there, so nobody may throw it away
            calls.rename(folder, f"{self.state}/unreadable-{os.path.basename(folder)}")
            return []
        if record is None or self.log.last_id() >= int(record["id"]):
            self._sweep(folder, self._publisher(folder, self.clock()))
            return []
        return [self._published(record, self._publisher(folder, record["at"]))]

    def _sweep(self, folder: str, publisher: Publisher) -> None:
        """Takes a staging folder away. A text in it that no step knows is another program's, and laid beside."""
        try:
            names = os.listdir(folder)
            if PLAN in names:
                calls.rename(f"{folder}/{PLAN}", f"{folder}/{VOID}")
            record = _plan_of(f"{folder}/{VOID}")
            steps = record["steps"] if record else []
            known = {step.get(side) for step in steps for side in ("before", "after")} | publisher.own
            for name in names:
                place = f"{folder}/{name}"
                number = name.partition(".")[0]
                if number.isdigit() and steps and hash_of(place) not in known and content_of(place).strip():
                    publisher.lay_beside(steps[int(number)]["path"], content_of(place))
                if number.isdigit() or name == PLAN + ".new":
                    calls.unlink(place)
            if record:
                calls.unlink(f"{folder}/{VOID}")
            calls.rmdir(folder)
        except OSError:
            return  # the next start sweeps it

    def _late(self) -> list[Operation]:
        """An editor that had a displaced file open may have saved into it since: then its text is laid beside."""
        found = []
        for entry, content in self.young.late():
            publisher = self._publisher(self.state, self.clock())
            try:
                if content.strip():
                    publisher.lay_beside(entry["path"], content)
                    publisher.sync_folders()
            except OSError:
                continue
            self.images.drop(entry["before"])
            why = f"A late edit of {entry['path']} was set aside"
            aside = tuple(publisher.set_aside)
            found.append(Operation(entry["id"], why, "", self.clock(), (entry["path"],), set_aside=aside))
        return found

    # taking back

    def history(self) -> list[Operation]:
        """Every operation, the oldest first."""
        return told(self.log.records())

    def shown(self, asked: str) -> list[tuple[str, bytes | None, bytes | None]]:
        """What each file that an operation wrote was before and after it, whatever became of that since.

        Left out is what the undo store does not hold any more.
        """
        records = self.log.records()
        record = next((record for record in records if record["id"] == asked), None)
        if record is None:
            raise NoSuchFile(f"no operation {asked}", hint="see which there are: specwork history")
        found = []
        for step in record["steps"]:
            if step["do"] in ("write", "remove"):
                names = (step["before"], step.get("after"))
                before, after = (text_of(name, records, self.images) if name else None for name in names)
                if all(text is not None or not name for text, name in zip((before, after), names, strict=True)):
                    found.append((step["path"], before, after))
        return found

    def undo(self, asked: str | None = None, *, by: str) -> Operation:
        """Takes back an operation, or the participant's last. What was edited since keeps those edits."""
        return self._reversed(lambda records: undo.chosen(records, asked, by), by)

    def redo(self, *, by: str) -> Operation:
        return self._reversed(lambda records: undo.redoable(records, by), by)

    def _reversed(self, choose: Callable[[list[Record]], Record], by: str) -> Operation:
        with self._lock():
            late = self._finish_pending()
            records = self.log.records()
            record = choose(records)
            plan = undo.plan(record, _after(record, records), self.root, self.images, by)
            return self._apply(plan, {}, _by_line, late)

    def undoes(self, asked: str | None = None, *, by: str) -> str:
        """The operation that `undo`, asked so, would take back."""
        return str(undo.chosen(self.log.records(), asked, by)["id"])

    def redoes(self, *, by: str) -> str:
        """The undo that `redo` would take back."""
        return str(undo.redoable(self.log.records(), by)["id"])

    def preview_undo(self, asked: str | None = None, *, by: str) -> list[tuple[str, bytes | None, bytes | None]]:
        """For each file what it is now and what it would be; None where there is none."""
        return self._preview(lambda records: undo.chosen(records, asked, by), by)

    def preview_redo(self, *, by: str) -> list[tuple[str, bytes | None, bytes | None]]:
        return self._preview(lambda records: undo.redoable(records, by), by)

    def _preview(
        self, choose: Callable[[list[Record]], Record], by: str
    ) -> list[tuple[str, bytes | None, bytes | None]]:
        records = self.log.records()
        record = choose(records)
        plan = undo.plan(record, _after(record, records), self.root, self.images, by)
        return undo.shown(plan, self.root)

    def purge(self, *, days: float | None = None) -> int:
        """Lets go of images older than that. What they belonged to can then not be undone any more."""
        age = (self.keep_days if days is None else days) * 86_400
        young = self.young.watched()
        return self.images.shrink(older_than=self.clock() - age, keep_bytes=self.keep_bytes, keep=young)

    def empty(self, *, days: float) -> int:
        """The same as soon as nothing is half-done and nobody else writes. Says how many images went."""
        with self._lock():
            self._finish_pending()
            return self.purge(days=days)


def _by_line(_: str, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    return merged(base, ours, theirs)


def _after(record: Record, records: list[Record]) -> list[Record]:
    return records[records.index(record) + 1 :]


def _plan_of(path: str) -> Record | None:
    """A plan that was committed; it was synced before it got its name, so it is whole."""
    from json import loads

    try:
        record: Record = loads(content_of(path))
    except FileNotFoundError:
        return None
    return record


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


def _refused_by_disk(
    error: Exception, where: str | None = None, *, pending: bool = False, done: bool = False
) -> VaultError:
    if isinstance(error, VaultError) and not pending:
        return error
    number = getattr(error, "errno", None)
    reason = getattr(error, "strerror", None) or str(error)
    hint = {
        errno.ENOSPC: "make room on the disk, then try again",
        errno.EDQUOT: "make room in your quota, then try again",
        errno.EXDEV: "the two places lie on different disks: move it there by hand",
        errno.EROFS: "the disk is read-only: make it writable first",
        errno.EACCES: "look at the permissions of the folder",
        errno.EPERM: "the file may be protected against changes: look at its attributes",
    }.get(number or 0, "look after the disk, then try again")
    state = "the change is half-done; the next start finishes it" if pending else "nothing was changed"
    if done:
        state = "the change is done, but not yet in the history; the next start sees to that"
    return CannotWrite(f"the disk said no: {reason}; {state}", where=where, hint=hint)


__all__ = ["Disk", "Move", "Operation", "Plan", "Remove", "Step", "Write", "make_state", "runnable"]
