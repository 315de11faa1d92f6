"""What was published lately, and whether another program that worked on an older text has written since.

An editor that had a file open while we published may save into the displaced file: that is found here by its hash. One
that read the old text may save over ours: that is found when we come to the same file again. Either text is handed
back, to be laid beside the file; nothing is written here but the list.
"""

import os
from collections.abc import Callable

from vault.disk.aside import dropped
from vault.disk.images import Images, content_of
from vault.disk.log import Log, Record
from vault.disk.plan import YOUNG
from vault.text import digest
from vault.typed import Any

KEPT = 60.0  # seconds
KEPT_FILES = 500
STALE = 5.0  # seconds: a save so soon after ours that lacks it was not made on it

Entry = dict[str, Any]


FIELDS = {"path", "id", "begun", "at", "also", "before", "after", "seen"}


class Young:
    def __init__(self, path: str, images: Images, log: Log, clock: Callable[[], float]) -> None:
        self.path, self.images, self.log, self.clock = path, images, log, clock
        self._hold([])

    def load(self) -> None:
        """Takes in the list as it is on the disk now; another process may have made it longer."""
        from json import loads

        try:
            found = loads(content_of(self.path))
        except (OSError, ValueError):
            found = []
        whole = isinstance(found, list) and all(isinstance(entry, dict) and entry.keys() >= FIELDS for entry in found)
        self._hold(found if whole else [])  # torn, or of another version

    def _hold(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._latest = {entry["path"]: entry for entry in entries if entry["after"]}
        self._ours = {(entry["path"], entry["after"]) for entry in entries}

    def watched(self) -> set[str]:
        """The displaced files that an editor may still save into, by their hashes."""
        now = self.clock()
        return {entry["before"] for entry in self.entries if now - entry["at"] < KEPT}

    def ours(self, path: str, content: bytes) -> bool:
        """Whether these are the bytes, by their hash, that we gave the file lately."""
        return (path, content.hex()) in self._ours

    def overwritten(self, path: str, now: bytes, saved: float) -> str | None:
        """The operation that made our last text of a file, if somebody saved over that without having seen it."""
        entry = self._latest.get(path)
        if entry is None or not entry["begun"] - YOUNG <= saved < entry["at"] + STALE:
            return None
        if digest(now).hex() in (entry["before"], entry["after"], *entry["also"]):
            return None
        records = self.log.records()
        made = text_of(entry["after"], records, self.images)
        if made is None:
            return None
        before = [text_of(name, records, self.images) for name in (entry["before"], *entry["also"])]
        return str(entry["id"]) if any(dropped(old, made, now) for old in before if old is not None) else None

    def remember(self, record: Record, seen: dict[str, list[int]], now: float) -> None:
        """Takes in what an operation displaced. To fail in this loses no text that anybody saved in time."""
        from json import dumps

        kept = [entry for entry in self.entries if now - entry["at"] < KEPT][-KEPT_FILES:]
        for step in record["steps"]:
            if step["do"] in ("move", "vacate"):
                continue
            entry = {
                "path": step["path"],
                "id": record["id"],
                "begun": record["at"],
                "at": now,
                "also": step.get("also", []),
            }
            for name in entry["also"]:
                kept.append({**entry, "before": name, "after": None, "seen": seen.get(name)})
            if step["do"] != "kept" and step["before"]:
                name = step["before"]
                kept.append({**entry, "before": name, "after": step.get("after"), "seen": seen.get(name)})
        self._hold(kept)
        try:
            descriptor = os.open(self.path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(dumps(kept))
            os.replace(self.path + ".new", self.path)
        except OSError:
            return

    def _seen(self, name: str) -> list[int]:
        try:
            status = os.stat(self.images.place(name))
        except OSError:
            return []
        return [status.st_mtime_ns, status.st_size, status.st_ino]

    def stirred(self) -> list[Entry]:
        """Displaced files that were touched since."""
        return [
            entry
            for entry in self.entries
            if entry["seen"] and (seen := self._seen(entry["before"])) and seen != entry["seen"]
        ]

    def is_over(self) -> bool:
        """Whether nothing in the list is young any more, so that no start has to look at it again."""
        return bool(self.entries) and self.clock() - max(entry["at"] for entry in self.entries) >= KEPT

    def late(self) -> list[tuple[Entry, bytes]]:
        """Edits that were saved into a displaced file, once they are done with; for each the entry and the text."""
        found: dict[str, tuple[Entry, bytes]] = {}
        for entry in self.stirred():
            name = entry["before"]
            content = self.images.raw(name)
            if content is None or self.images.get(name) is not None:
                continue
            if 0 <= self.clock() - os.stat(self.images.place(name)).st_mtime < YOUNG:
                continue
            found[name] = (entry, content)
        return list(found.values())


def text_of(name: str, records: list[Record], images: Images) -> bytes | None:
    """A text that a file once had, by its hash: an image of it, or made anew by the writes that led to it."""
    steps: list[Record] = []
    found = images.get(name)
    for record in reversed(records):
        if found is not None:
            break
        for step in reversed(record["steps"]):
            if step["do"] == "write" and step["after"] == name and step["before"]:
                steps.append(step)
                name = step["before"]
                found = images.get(name)
                break
    for step in reversed(steps):
        if found is not None:
            found = made_of(found, step)
    return found


def made_of(before: bytes, step: Record) -> bytes:
    """What a write made of the bytes that it was done on."""
    start, end, middle = step["edit"]
    return before[:start] + str(middle).encode("latin-1") + before[len(before) - end :]
