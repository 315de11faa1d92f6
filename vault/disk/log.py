"""The log of operations: what was changed, by whom, why, and how to take it back. One checked line each.

A line that was torn by a crash ends the log; it is cut off, and nothing fails.
"""

import os
from typing import Any, NamedTuple
from zlib import crc32

from vault.disk.calls import calls

Record = dict[str, Any]


class Operation(NamedTuple):
    """One change of the vault, as the user is told of it.

    `set_aside`: copies made where another program's edit could not be merged; `merged`: files where it was.
    """

    id: str
    why: str
    by: str
    at: float
    paths: tuple[str, ...]
    undoes: str | None = None
    undone: bool = False
    set_aside: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


class Log:
    def __init__(self, path: str) -> None:
        self.path = path

    def append(self, record: Record) -> None:
        from json import dumps

        body = dumps(record, separators=(",", ":")).encode()
        line = b"%08x %d %s\n" % (crc32(body), len(body), body)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            end = self._sound_end(descriptor)
            if end < os.fstat(descriptor).st_size:
                calls.truncate(descriptor, end)
            os.lseek(descriptor, end, os.SEEK_SET)
            written = 0
            while written < len(line):
                written += calls.write(descriptor, line[written:])
            calls.sync(descriptor)
        finally:
            os.close(descriptor)

    def _sound_end(self, descriptor: int) -> int:
        """Where the last whole line ends; a torn one behind it is to be cut."""
        size = os.fstat(descriptor).st_size
        at = size
        tail = b""
        while at > 0:
            start = max(0, at - 65536)
            tail = os.pread(descriptor, at - start, start) + tail
            at = start
            end = tail.rfind(b"\n") + 1
            if end == 0:
                continue
            begin = tail.rfind(b"\n", 0, end - 1) + 1
            if begin or at == 0:
                return at + end if _sound(tail[begin : end - 1]) is not None else at + begin
        return 0

    def records(self) -> list[Record]:
        """Every operation, the oldest first."""
        try:
            with open(self.path, "rb") as file:
                lines = file.read().split(b"\n")
        except OSError:
            return []
        found = []
        for line in lines:
            record = _sound(line)
            if record is None:
                break
            found.append(record)
        return found

    def last(self) -> Record | None:
        """The latest operation, without reading the others."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            end = self._sound_end(descriptor)
            at, tail = end, b""
            while at > 0:
                start = max(0, at - 65536)
                tail = os.pread(descriptor, at - start, start) + tail
                at = start
                begin = tail.rfind(b"\n", 0, len(tail) - 1) + 1
                if begin or at == 0:
                    return _sound(tail[begin:-1])
            return None
        finally:
            os.close(descriptor)


def _sound(line: bytes) -> Record | None:
    from json import loads

    try:
        check, size, body = line.split(b" ", 2)
        if int(check, 16) != crc32(body) or int(size) != len(body):
            return None
        record: Record = loads(body)
    except (ValueError, KeyError):
        return None
    return record


def told(records: list[Record]) -> list[Operation]:
    """The operations as they stand now. One is undone by a later one that undoes it and is not undone itself."""
    undone: dict[str, bool] = {}
    for record in reversed(records):
        if record["undoes"] is not None and not undone.get(record["id"], False):
            undone.setdefault(record["undoes"], True)
    return [operation(record, undone=undone.get(record["id"], False)) for record in records]


def operation(record: Record, *, undone: bool = False) -> Operation:
    paths: dict[str, None] = {}
    for step in record["steps"]:
        for name in ("old", "new", "path"):
            if name in step:
                paths[step[name]] = None
    return Operation(
        record["id"], record["why"], record["by"], record["at"], tuple(paths), record["undoes"], undone,
        tuple(record.get("set_aside", ())), tuple(record.get("merged", ())),
    )  # fmt: skip
