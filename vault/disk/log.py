"""The log of operations: what was changed, by whom, why, and how to take it back. One checked line each.

A line that was torn by a crash ends the log; it is cut off, and nothing fails.
"""

import os
from zlib import crc32

from vault.disk.calls import calls
from vault.typed import Any, NamedTuple

Record = dict[str, Any]


class Operation(NamedTuple):
    """One change of the vault, as the user is told of it.

    `set_aside`: copies made where another program's edit could not be merged; `merged`: files where it was; `lost`:
    files from which somebody took our last text again, perhaps without having seen it, and the operation that had
    made it.
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
    lost: tuple[tuple[str, str], ...] = ()


class Log:
    def __init__(self, path: str) -> None:
        self.path = path

    def append(self, record: Record) -> None:
        from json import dumps

        body = dumps(record, separators=(",", ":")).encode()
        line = b"%08x %d %s\n" % (crc32(body), len(body), body)
        descriptor = calls.open_log(self.path)
        try:
            end, _ = self._sound_end(descriptor)
            if end < os.fstat(descriptor).st_size:
                calls.truncate(descriptor, end)
            os.lseek(descriptor, end, os.SEEK_SET)
            written = 0
            while written < len(line):
                written += calls.write(descriptor, line[written:])
            calls.sync(descriptor)
        finally:
            os.close(descriptor)

    def _sound_end(self, descriptor: int) -> tuple[int, int]:
        """Where the last whole line ends, and the number in it; what stands behind it is torn, and to be cut."""
        at = os.fstat(descriptor).st_size
        tail = b""
        while at > 0:
            start = max(0, at - 65536)
            tail = os.pread(descriptor, at - start, start) + tail
            at = start
            end = len(tail)
            while (end := tail.rfind(b"\n", 0, end) + 1) > 0:
                begin = tail.rfind(b"\n", 0, end - 1) + 1
                if begin == 0 and at > 0:
                    break  # the line begins further up
                number = _id_of(tail[begin : end - 1])
                if number is not None:
                    return at + end, number
                end = begin
        return 0, 0

    def records(self) -> list[Record]:
        """Every operation, the oldest first. A damaged line is left out."""
        try:
            with open(self.path, "rb") as file:
                *lines, _ = file.read().split(b"\n")  # what has no line end is torn
        except OSError:
            return []
        return [record for line in lines if (record := _sound(line)) is not None]

    def last_id(self) -> int:
        """The number of the latest operation, without reading the others; 0 for none."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return 0
        try:
            return self._sound_end(descriptor)[1]
        finally:
            os.close(descriptor)


def _id_of(line: bytes) -> int | None:
    """The number of the operation in a whole line; None for a torn one."""
    try:
        check, size, body = line.split(b" ", 2)
        if int(check, 16) != crc32(body) or int(size) != len(body) or not body.startswith(_BEGINS):
            return None
        return int(body[len(_BEGINS) : body.index(b'"', len(_BEGINS))])
    except ValueError:
        return None


_BEGINS = b'{"id":"'


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
        tuple((path, made_by) for path, made_by in record.get("lost", ())),
    )  # fmt: skip
