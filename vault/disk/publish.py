"""One step of a plan done on the disk, or taken back. Each can be done again after a crash: it looks what stands there.

A file is published by an exchange with the staged one, and what that displaced is looked at: if it is not what the
plan was thought out on, another program saved in that instant. Then both are merged, or theirs stays and ours is laid
beside it under a name that says so. Nothing that was read nowhere is ever overwritten.
"""

import errno
import os
from collections.abc import Callable, Iterable, Mapping

from vault.disk.aside import holds, laid_beside, torn
from vault.disk.calls import NO_LINKS, NoExchange, calls
from vault.disk.files import Root
from vault.disk.images import Images, content_of, gone, hash_of, sync_folder, write_all, write_synced
from vault.disk.log import Record
from vault.disk.plan import Patience, Target, Write
from vault.disk.several import by_several
from vault.disk.stage import Staging, changed_part, make
from vault.errors import AlreadyThere, ChangedMeanwhile, VaultError
from vault.text import digest

Merge = Callable[[str, bytes, bytes, bytes], bytes | None]
ROUNDS = 8  # of merging with a program that saves without pause


class Publisher:
    """What does the steps. `bases`: the writes as they were planned; None while a crash is being mended."""

    def __init__(
        self, root: Root, images: Images, folder: str, at: float, bases: Mapping[str, Write] | None, merge: Merge,
        patience: Patience, overwritten: Callable[[str, bytes, float], str | None],
    ) -> None:  # fmt: skip
        self.root, self.images, self.folder, self.at = root, images, folder, at
        self.mending = bases is None
        self.bases = bases or {}
        self.merge, self.patience, self.overwritten = merge, patience, overwritten
        self.where: str | None = None
        self.made: list[str] = []
        self.touched: dict[str, None] = {}
        self.set_aside: list[str] = []
        self.merged: list[str] = []
        self.lost: list[tuple[str, str]] = []  # files in which our last text is gone again, and what had made that
        self.own: set[str] = set()
        self.seen: dict[str, list[int]] = {}
        self.cleared: set[str] = set()
        self.copied: set[str] = set()  # new files on another file system than ours

    def do(self, step: Record) -> None:
        self.where = step.get("path") or step.get("new") or step.get("folder")
        match step["do"]:
            case "move":
                self._move(step["old"], step["new"])
            case "write" if step["before"] is None:
                self._create(step)
            case "write":
                self._write(step)
            case "remove":
                self._remove(step)
            case "vacate":
                self._vacate(step["folder"])

    def sync_folders(self) -> None:
        by_several(list(self.touched), _sync_each)

    def lay_beside(self, path: str, content: bytes) -> None:
        name = laid_beside(self.root, path, content, self.at)
        if name not in self.set_aside:
            self.set_aside.append(name)
        self._touch(self.root.absolute(name))

    # moves

    def _move(self, old: str, new: str) -> None:
        source, target = self.root.absolute(old), self.root.absolute(new)
        between = f"{os.path.dirname(source)}/.{os.path.basename(self.folder)}"  # on the way to another letter case
        if self.mending and not os.path.lexists(source) and os.path.lexists(between):
            source = between
        there, here = os.path.lexists(source), os.path.lexists(target)
        same = there and here and os.path.samestat(os.lstat(source), os.lstat(target))
        if same and self.mending and old.casefold() != new.casefold():
            calls.unlink(source)  # half a rename, where one is a link and an unlink
            return
        if not there or (here and not same):
            if self.mending:
                return  # done before the crash, or made impossible by somebody since
            if not there:
                raise ChangedMeanwhile(f"{old} was moved meanwhile", where=old, hint="look again, then retry")
            raise _taken(new)
        self._make_folders(new)
        if same:
            calls.rename(source, between)
            source = between
        try:
            calls.rename_new(source, target)
        except FileExistsError:
            raise _taken(new) from None
        self._touch(source, target)

    def _make_folders(self, path: str) -> None:
        missing = []
        folder = path.rpartition("/")[0]
        while folder and not os.path.isdir(self.root.absolute(folder)):
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for folder in reversed(missing):
            calls.mkdir(self.root.absolute(folder), 0o777)
            self.made.append(folder)
            self._touch(self.root.absolute(folder))

    def _touch(self, *paths: str) -> None:
        for path in paths:
            self.touched[os.path.dirname(path)] = None

    def _vacate(self, folder: str) -> None:
        place = self.root.absolute(folder)
        try:
            calls.rmdir(place)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR):
                raise
            return
        self.cleared.add(folder)
        self._touch(place)

    # new files

    def _create(self, step: Record) -> None:
        path, stage = step["path"], self._stage(step)
        target = self.root.absolute(path)
        if self.mending and os.path.lexists(target) and os.path.lexists(stage):
            self._create_again(stage, target)
        if not os.path.lexists(stage):
            return  # published before the crash
        if not os.path.lexists(target):
            self._make_folders(path)
        try:
            try:
                calls.rename_new(stage, target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                write_synced(target, content_of(stage), os.stat(stage).st_mode & 0o7777)
                self.copied.add(path)
        except FileExistsError:
            if not self.mending:
                raise _taken(path) from None
            self.lay_beside(path, content_of(stage))
            gone(stage)
        self._touch(target)

    def _create_again(self, stage: str, target: str) -> None:
        """Something stands there after a crash: what we began to write, or another's file."""
        ours, now = content_of(stage), content_of(target)
        if ours == now:
            gone(stage)
        elif ours.startswith(now.rstrip(b"\0")):
            calls.unlink(target)

    # existing files

    def _write(self, step: Record) -> None:
        stage, target = self._stage(step), self._target(step["path"])
        now = hash_of(target)
        if self.mending:
            if os.path.lexists(stage + ".old") and now == step["after"]:
                calls.rename(stage + ".old", stage)
            if not self._still_to_do(step, stage, target, now):
                return
        elif now is None:
            raise ChangedMeanwhile(f"{step['path']} vanished meanwhile", where=step["path"], hint="look again")
        if not step["in_place"]:
            try:
                self._exchange(stage, target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                step["in_place"] = True
            else:
                self._touch(target)
                if hash_of(stage) != step["before"]:
                    self._met(step, target, stage)
                return
        self._rewrite(step, target, content_of(stage))

    def _still_to_do(self, step: Record, stage: str, target: str, now: str | None) -> bool:
        """After a crash: whether the file still waits for its new bytes. What else may have happened is settled."""
        path, staged = step["path"], hash_of(stage)
        if staged is None or staged == step["before"]:
            return False  # published
        if staged != step["after"]:  # published, and nobody looked yet at what that displaced: it was another's
            self.lay_beside(path, content_of(stage))
        elif now == step["before"]:
            return True
        elif now != step["after"] and now is not None:
            before = self.images.get(step["before"])  # there, if the file was to be written in place
            if before is not None and torn(content_of(target), before, content_of(stage)):
                self._overwrite(target, content_of(stage))
                return False
            self.lay_beside(path, content_of(stage))
        elif now == step["after"]:
            return False
        step["do"] = "kept"
        gone(stage)
        return False

    def _exchange(self, stage: str, target: str) -> None:
        """Afterwards the staged file is the target, and what was the target lies where it was staged."""
        try:
            calls.exchange(stage, target)
        except NoExchange:
            gone(stage + ".old")
            try:
                calls.link(target, stage + ".old")
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                write_synced(stage + ".old", content_of(target), 0o600)
            calls.rename(stage, target)
            calls.rename(stage + ".old", stage)

    def _rewrite(self, step: Record, target: str, ours: bytes) -> None:
        """In place, for a file that must keep its inode. What it holds is stored and synced before."""
        theirs = content_of(target)
        if self.images.put(theirs) == step["before"]:
            self._overwrite(target, ours)
        else:
            self.report_overwritten(step["path"], theirs, target)
            self.lay_beside(step["path"], ours)
            step["do"] = "kept"

    def _overwrite(self, target: str, content: bytes) -> None:
        descriptor = calls.open_to_write(target)
        try:
            write_all(descriptor, content)
            calls.truncate(descriptor, len(content))
            calls.sync(descriptor)
        finally:
            os.close(descriptor)

    # another program's edit

    def _met(self, step: Record, target: str, stage: str) -> None:
        """Another program saved in the instant of the exchange, and its text lies in `stage` now.

        It gets its place back at once, so that it is nowhere missing, and only then do we look how both can be had.
        """
        path, planned = step["path"], self.bases.get(step["path"])
        if planned is None:  # while a crash is mended nobody knows any more what ours was made on
            self.lay_beside(path, content_of(stage))
            step["do"] = "kept"
            gone(stage)
            return
        base, ours = planned.base or b"", planned.after
        for _ in range(ROUNDS):
            self._hand_back(step, target, stage)
            theirs = self.patience.settled(target, lambda: content_of(target), lambda content: False)
            self.report_overwritten(path, theirs, target)
            if holds(base, ours, theirs):  # they saved with our text in it
                self._take_as_done(step, theirs, self.merge(path, ours, base, theirs))
                return
            both = self.merge(path, base, ours, theirs)
            if both is None:
                break
            self._stage_merged(stage, both, target)
            self._exchange(stage, target)
            if content_of(stage) == theirs:
                step.update(before=digest(theirs).hex(), after=digest(both).hex(), edit=changed_part(theirs, both))
                self.merged.append(path)
                return
        self.lay_beside(path, ours)
        step["do"] = "kept"

    def _hand_back(self, step: Record, target: str, stage: str) -> None:
        """Theirs for ours. Ours is kept like any displaced file: they may have opened it in the meantime."""
        theirs = content_of(stage)
        self._exchange(stage, target)
        name = hash_of(stage)
        if name is None or name not in self.own | {step["after"]}:  # they saved once more: the newest gets the place
            self._exchange(stage, target)
            if not set(content_of(target).splitlines()) >= set(theirs.splitlines()):
                self.lay_beside(step["path"], theirs)
            gone(stage)
            return
        self.adopt(stage, name)
        step.setdefault("also", []).append(name)

    def _take_as_done(self, step: Record, theirs: bytes, without: bytes | None) -> None:
        if without is None:
            step["do"] = "kept"
            return
        self.images.put(without)
        before, after = digest(without).hex(), digest(theirs).hex()
        step.update(before=before, after=after, edit=changed_part(without, theirs))
        self.merged.append(step["path"])

    def adopt(self, place: str, name: str) -> bool:
        """A displaced file goes to the undo store, if it is still what it was; what stat said of it is remembered."""
        try:
            status = os.stat(place)
        except FileNotFoundError:
            return False
        if hash_of(place) != name:
            return False
        self.images.adopt(place, name)
        self.seen[name] = [status.st_mtime_ns, status.st_size, status.st_ino]
        return True

    def _stage_merged(self, place: str, content: bytes, like: str) -> None:
        gone(place)
        status = os.stat(like)
        make([Staging(place, content, status.st_mode & 0o7777, Target(like, status, in_place=False), {})])
        self.own.add(digest(content).hex())

    def report_overwritten(self, path: str, theirs: bytes, place: str) -> None:
        """Somebody took out what we had just written, on purpose or without having seen it.

        Nobody can tell, so it stays as they have it and is reported; our text lies in the undo store.
        """
        made_by = self.overwritten(path, theirs, os.stat(place).st_mtime)
        if made_by is not None and (path, made_by) not in self.lost:
            self.lost.append((path, made_by))

    # deletions

    def _remove(self, step: Record) -> None:
        stage, target = self._stage(step), self._target(step["path"])
        if not os.path.lexists(target) or (self.mending and hash_of(target) != step["before"]):
            return
        try:
            calls.rename_new(target, stage)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            if self.images.put(content_of(target)) == step["before"]:
                calls.unlink(target)
                self._touch(target)
                return
        if hash_of(stage) != step["before"]:
            if os.path.lexists(stage):
                calls.rename_new(stage, target)
            raise ChangedMeanwhile(f"{step['path']} was changed meanwhile", where=step["path"], hint="look again")
        self._touch(target)

    # going back

    def undo(self, step: Record) -> None:
        """Takes a step back that was done in this very run; one that was not is left alone."""
        if step["do"] == "move":
            self._unmove(self.root.absolute(step["old"]), self.root.absolute(step["new"]))
            return
        if step["do"] == "kept":
            return
        if step["do"] == "vacate":
            if step["folder"] in self.cleared:
                calls.mkdir(self.root.absolute(step["folder"]), 0o777)
            return
        stage, target = self._stage(step), self._target(step["path"])
        staged, now = hash_of(stage), hash_of(target)
        if step["do"] == "remove":
            if staged is not None and now is None:
                calls.rename_new(stage, target)
            elif now is None and (content := self.images.get(step["before"])) is not None:
                write_synced(target, content, step["mode"])
        elif step["before"] is None:
            if step["path"] in self.copied:
                calls.unlink(target)
            elif staged is None and now == step["after"]:
                calls.rename_new(target, stage)
        elif step["in_place"]:
            self._put_back(step, target, now)
        elif staged is not None and staged != step["after"] and now == step["after"]:
            self._exchange(stage, target)

    def _put_back(self, step: Record, target: str, now: str | None) -> None:
        before = self.images.get(step["before"])
        if before is None or now is None or now == step["before"]:
            return
        if now == step["after"] or torn(content_of(target), before, self.bases[step["path"]].after):
            self._overwrite(target, before)

    def _unmove(self, source: str, target: str) -> None:
        between = f"{os.path.dirname(source)}/.{os.path.basename(self.folder)}"
        if os.path.lexists(between):
            calls.rename_new(between, source)
        elif os.path.lexists(target) and not os.path.lexists(source):
            calls.rename_new(target, source)

    def unmake(self) -> None:
        for folder in reversed(self.made):
            try:
                calls.rmdir(self.root.absolute(folder))
            except OSError:
                continue

    # where things are

    def _stage(self, step: Record) -> str:
        return f"{self.folder}/{step['stage']}"

    def _target(self, path: str) -> str:
        try:
            return self.root.absolute(self.root.real(path))
        except VaultError:
            return self.root.absolute(path)


def _sync_each(folders: Iterable[str]) -> None:
    for folder in folders:
        try:
            sync_folder(folder)
        except FileNotFoundError:
            continue  # a later step moved it


def _taken(path: str) -> AlreadyThere:
    return AlreadyThere(f"something stands at {path} already", where=path, hint="choose another name")
