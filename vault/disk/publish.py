"""One step of a plan done on the disk, or taken back. Each can be done again after a crash: it looks what stands there.

A file is published by an exchange with the staged one, and what that displaced is looked at: if it is not what the
plan was thought out on, another program saved in that instant. Then both are merged, or theirs stays and ours is laid
beside it under a name that says so. Nothing that was read nowhere is ever overwritten.
"""

import os
from collections.abc import Callable, Mapping

from vault.disk.calls import NoExchange, calls
from vault.disk.files import Root, digest
from vault.disk.images import write_all, write_synced
from vault.disk.log import Record
from vault.disk.plan import Write
from vault.disk.stage import changed_part
from vault.errors import AlreadyThere, ChangedMeanwhile, VaultError

Merge = Callable[[str, bytes, bytes, bytes], bytes | None] | None
ROUNDS = 8  # of merging with a program that saves without pause


class Publisher:
    """`bases`: the writes as they were planned; none are known when a crash is being mended."""

    def __init__(
        self,
        root: Root,
        folder: str,
        bases: Mapping[str, Write] | None,
        merge: Callable[[str, bytes, bytes, bytes], bytes | None],
        clock: Callable[[], float],
    ) -> None:
        self.root, self.folder, self.merge, self.clock = root, folder, merge, clock
        self.bases = bases or {}
        self.mending = bases is None
        self.made: list[str] = []
        self.touched: dict[str, None] = {}
        self.set_aside: list[str] = []
        self.merged: list[str] = []

    def do(self, step: Record) -> None:
        match step["do"]:
            case "move":
                self._move(step["old"], step["new"])
            case "write" if step["before"] is None:
                self._create(step)
            case "write":
                self._write(step)
            case "remove":
                self._remove(step)

    def sync_folders(self) -> None:
        for folder in self.touched:
            try:
                descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            try:
                calls.sync(descriptor)
            finally:
                os.close(descriptor)

    # moves

    def _move(self, old: str, new: str) -> None:
        source, target = self.root.absolute(old), self.root.absolute(new)
        there, here = os.path.lexists(source), os.path.lexists(target)
        same = there and here and os.path.samestat(os.lstat(source), os.lstat(target))
        if not there or (here and not same):
            if self.mending or (here and not there):
                return  # done before the crash, or made impossible by somebody since
            raise ChangedMeanwhile(f"{old} was moved meanwhile", where=old, hint="look again, then retry")
        self._make_folders(new)
        if same:  # a change of letter case, where case does not count
            calls.rename(source, source + ".case")
            source += ".case"
        try:
            calls.rename_new(source, target)
        except FileExistsError:
            raise AlreadyThere(f"something stands at {new} already", where=new, hint="choose another name") from None
        self._touch(source, target)

    def _make_folders(self, path: str) -> None:
        missing = []
        folder = path.rpartition("/")[0]
        while folder and not os.path.isdir(self.root.absolute(folder)):
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for folder in reversed(missing):
            calls.mkdir(self.root.absolute(folder), 0o755)
            self.made.append(folder)
            self._touch(self.root.absolute(folder))

    def _touch(self, *paths: str) -> None:
        for path in paths:
            self.touched[os.path.dirname(path)] = None

    # new files

    def _create(self, step: Record) -> None:
        path, stage = step["path"], self._stage(step)
        target = self.root.absolute(path)
        if os.path.lexists(target):
            if self._hash(target) == step["after"]:
                return
            if not self.mending:
                raise AlreadyThere(f"something stands at {path} already", where=path, hint="choose another name")
            self.lay_beside(path, _content(stage))
            return
        if not os.path.lexists(stage):
            return  # published before the crash, and taken away by somebody since
        self._make_folders(path)
        try:
            calls.rename_new(stage, target)
        except FileExistsError:
            self._create(step)
            return
        self._touch(target)

    # existing files

    def _write(self, step: Record) -> None:
        stage, target = self._stage(step), self._target(step["path"])
        if not os.path.lexists(target):
            if self.mending:
                return  # somebody deleted it since
            raise ChangedMeanwhile(f"{step['path']} vanished meanwhile", where=step["path"], hint="look again")
        now = self._hash(target)
        if now == step["after"] or not os.path.lexists(stage):
            return
        if self._hash(stage) != step["after"]:
            return  # published before the crash, and edited by somebody since
        if step["in_place"]:
            self._overwrite(target, _content(stage))
        elif now != step["before"] and self.mending:
            self.lay_beside(step["path"], _content(stage))
        else:
            self._exchange(stage, target)
            displaced = _content(stage)
            if digest(displaced).hex() != step["before"]:
                self._met(step, target, stage, displaced)
        self._touch(target)

    def _exchange(self, stage: str, target: str) -> None:
        """Afterwards the staged file is the target, and what was the target lies where it was staged."""
        try:
            calls.exchange(stage, target)
        except NoExchange:
            calls.link(target, stage + ".old")
            calls.rename(stage, target)
            calls.rename(stage + ".old", stage)

    def _overwrite(self, target: str, content: bytes) -> None:
        """In place, for a file that must keep its inode. Its image is stored and synced before."""
        descriptor = calls.open_to_write(target)
        try:
            write_all(descriptor, content)
            calls.truncate(descriptor, len(content))
            calls.sync(descriptor)
        finally:
            os.close(descriptor)

    def _met(self, step: Record, target: str, stage: str, theirs: bytes) -> None:
        """Another program saved in the instant of the exchange, and its text lies in `stage` now."""
        path = step["path"]
        planned = self.bases[path]
        base, ours = planned.base or b"", planned.after
        for _ in range(ROUNDS):
            both = self.merge(path, base, ours, theirs)
            if both is None:
                break
            again = stage + ".merged"
            write_synced(again, both, os.stat(target).st_mode & 0o7777)
            self._exchange(again, target)
            displaced = _content(again)
            if displaced == ours:
                calls.unlink(again)
                step.update(before=digest(theirs).hex(), after=digest(both).hex(), edit=changed_part(theirs, both))
                self.merged.append(path)
                return
            calls.rename(again, stage)
            base, ours, theirs = ours, both, displaced
        self._exchange(stage, target)
        if _content(stage) == ours:
            self.lay_beside(path, ours)
        else:  # and saved once more: the newest stays, what it replaced is laid beside
            self._exchange(stage, target)
            self.lay_beside(path, theirs)
        step.update(do="kept")

    def lay_beside(self, path: str, content: bytes) -> None:
        """A copy beside the file, named so that nobody takes it for the file."""
        from time import localtime, strftime

        stem, dot, ending = path.rpartition(".")
        if not dot or "/" in ending:
            stem, ending = path, ""
        stamp = strftime("%Y-%m-%d %H%M%S", localtime(self.clock()))
        for number in range(1000):
            more = f" {number}" if number else ""
            name = f"{stem} (specwork conflict {stamp}{more}){dot if ending else ''}{ending}"
            try:
                write_synced(self.root.absolute(name), content, 0o644)
            except FileExistsError:
                continue
            self.set_aside.append(name)
            self._touch(self.root.absolute(name))
            return

    # deletions

    def _remove(self, step: Record) -> None:
        stage, target = self._stage(step), self._target(step["path"])
        if not os.path.lexists(target):
            return
        if self.mending and self._hash(target) != step["before"]:
            return
        calls.rename_new(target, stage)
        if self._hash(stage) != step["before"]:
            calls.rename_new(stage, target)
            raise ChangedMeanwhile(f"{step['path']} was changed meanwhile", where=step["path"], hint="look again")
        self._touch(target)

    # going back

    def undo(self, step: Record) -> None:
        """Takes a step back that was done in this very run; one that was not is left alone."""
        if step["do"] == "move":
            source, target = self.root.absolute(step["old"]), self.root.absolute(step["new"])
            if os.path.lexists(target) and not os.path.lexists(source):
                calls.rename_new(target, source)
            return
        if step["do"] == "kept":
            return
        stage, target = self._stage(step), self._target(step["path"])
        if step["do"] == "remove":
            if os.path.lexists(stage) and not os.path.lexists(target):
                calls.rename_new(stage, target)
        elif step["before"] is None:
            if self._hash(target) == step["after"] and not os.path.lexists(stage):
                calls.rename_new(target, stage)
        elif step["in_place"]:
            planned = self.bases.get(step["path"])
            if planned and planned.base is not None and self._hash(target) != step["before"]:
                self._overwrite(target, planned.base)
        elif os.path.lexists(stage) and self._hash(stage) == step["before"] and self._hash(target) == step["after"]:
            self._exchange(stage, target)

    def unmake(self) -> None:
        for folder in reversed(self.made):
            try:
                calls.rmdir(self.root.absolute(folder))
            except OSError:
                continue

    # where things are

    def _stage(self, step: Record) -> str:
        stage = str(step["stage"])
        return self.root.absolute(stage[1:]) if stage.startswith("/") else f"{self.folder}/{stage}"

    def _target(self, path: str) -> str:
        try:
            return self.root.absolute(self.root.real(path))
        except VaultError:
            return self.root.absolute(path)

    def _hash(self, path: str) -> str | None:
        try:
            return digest(_content(path)).hex()
        except OSError:
            return None


def _content(path: str) -> bytes:
    with open(path, "rb", 0) as file:
        return file.read()
