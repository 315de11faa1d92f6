"""The same work in several processes: what a child made is there while it is still at work."""

import os
import select
import sys
from collections.abc import Iterator

import pytest

from vault.disk import forks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
LONG = 20_000  # milliseconds; only a fault waits for it


def test_what_a_part_made_comes_before_the_next_is_done() -> None:
    hearing, telling = os.pipe()

    def work(part: str) -> Iterator[str]:
        if part == "second":  # goes on when the parent has the first
            poll = select.poll()
            poll.register(hearing, select.POLLIN)
            yield "in time" if poll.poll(LONG) else "held back"
        else:
            yield part

    found = []
    for one in forks.spread(["first", "second"], work, 1):
        found.append(one)
        os.write(telling, b".")
    os.close(hearing)
    os.close(telling)
    assert found == ["first", "in time"]


def test_the_parent_does_what_is_asked_of_it_once_and_not_its_children() -> None:
    done: list[int] = []
    found = list(forks.spread([1, 2, 3], lambda part: [part * part], 2, lambda: done.append(os.getpid())))
    assert sorted(found) == [1, 4, 9]
    assert done == [os.getpid()]
