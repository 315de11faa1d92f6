"""The same work on several parts at once, in forked processes.

Blind: what the work is comes from above. A child inherits all that its parent has read, sends plain values back
through a pipe, and touches nothing else.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from marshal import dumps, loads

from vault.typed import Any, TypeVar

if sys.platform == "linux":  # the only place where there is a choice
    from fcntl import F_SETPIPE_SZ, fcntl

PIPE = 1 << 20
TOGETHER = 1 << 16  # bytes that a child sends at once
MOST = 1000  # parts
Part = TypeVar("Part")


class ChildFailed(Exception):
    """A child process died or could not be started; its part is to be done again without it."""


def cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Forking is sound on Linux while the process has one thread; elsewhere the work is done in turn."""
    threading = sys.modules.get("threading")
    return sys.platform == "linux" and (threading is None or threading.active_count() == 1)


def spread(
    parts: Sequence[Part],
    work: Callable[[Part], Iterable[Any]],
    children: int,
    meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[Any]:
    """Everything that `work` yields for every part, in the order it comes in. Whoever is done takes the next part.

    `meanwhile` is done by the parent once, while its children are at work.
    """
    if len(parts) > MOST:
        raise ValueError(f"{len(parts)} parts are more than there are turns")
    pipes: dict[int, int] = {}
    turns = _turns(len(parts))
    try:
        for _ in range(children):
            reading, writing = _pipe()
            try:
                child = os.fork()
            except OSError as error:  # there are too many processes already
                os.close(reading)
                os.close(writing)
                raise ChildFailed from error
            if child == 0:
                _do((parts[turn] for turn in _taken(turns)), work, reading, writing)
            os.close(writing)
            pipes[reading] = child
        meanwhile()
        yield from _gather(pipes)
    finally:
        os.close(turns)
        for reading, child in pipes.items():
            os.close(reading)
            os.waitpid(child, 0)


def _pipe() -> tuple[int, int]:
    """A pipe that holds a few values, so that no child waits while its parent is at work on one."""
    reading, writing = os.pipe()
    if sys.platform == "linux":
        try:
            fcntl(writing, F_SETPIPE_SZ, PIPE)
        except OSError:
            pass  # it stays as small as it is
    return reading, writing


_TURN = 4  # bytes; the smallest pipe holds as many of them as there may be parts


def _turns(parts: int) -> int:
    """A pipe in which the number of every part lies, for whoever comes first."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_TURN, "little") for number in range(parts)))
    os.close(writing)
    return reading


def _taken(turns: int) -> Iterator[int]:
    while told := os.read(turns, _TURN):
        yield int.from_bytes(told, "little")


def _do(parts: Iterable[Part], work: Callable[[Part], Iterable[Any]], reading: int, writing: int) -> None:
    """The whole life of a child. It ends here, without running anything that its parent meant to run at its own end."""
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb", TOGETHER) as pipe:
            for part in parts:
                for value in work(part):
                    packed = dumps(value)
                    pipe.write(len(packed).to_bytes(8, "little") + packed)
                pipe.flush()  # what is held back would leave the parent idle now, and busy when all others are done
        status = 0
    finally:
        os._exit(status)


def _gather(pipes: dict[int, int]) -> Iterator[Any]:
    import select

    waiting = {reading: bytearray() for reading in pipes}
    poll = select.poll()
    for reading in waiting:
        poll.register(reading, select.POLLIN | select.POLLHUP)
    while waiting:
        for reading, _ in poll.poll():
            got = os.read(reading, PIPE)
            buffer = waiting[reading]
            if not got:
                poll.unregister(reading)
                del waiting[reading]
                os.close(reading)
                _, status = os.waitpid(pipes.pop(reading), 0)
                if status or buffer:
                    raise ChildFailed
                continue
            buffer += got
            yield from _whole(buffer)


def _whole(buffer: bytearray) -> Iterator[Any]:
    """The values that have come in whole; what is left over stays for the next time."""
    at = 0
    while len(buffer) >= at + 8:
        end = at + 8 + int.from_bytes(buffer[at : at + 8], "little")
        if len(buffer) < end:
            break
        yield loads(memoryview(buffer)[at + 8 : end])
        at = end
    del buffer[:at]
