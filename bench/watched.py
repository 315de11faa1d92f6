"""The app with a heart that beats in its loop: tells how long the loop was held up, and when.

    python bench/watched.py VAULT OUT

Writes [(when by perf_counter, gap, processor time of the loop's own thread within it, of all threads), ...] in seconds.
What of a gap is no processor time of ours is time in which the machine was busy with others.
"""

import asyncio
import json
import sys
import time

import specwork.tui.app as module
from specwork.desk import Desk
from specwork.tui.start import open_app

BEAT = 0.001
LEAST = 0.015
gaps: list[tuple[float, float, float, float]] = []


class Watched(module.Specwork):
    __module__ = module.__name__  # its style sheet is looked for beside that

    def on_mount(self) -> None:
        asyncio.get_running_loop().call_later(
            BEAT, self._beat, time.perf_counter(), time.thread_time(), time.process_time()
        )

    def _beat(self, before: float, spent: float, all_spent: float) -> None:
        now, used, all_used = time.perf_counter(), time.thread_time(), time.process_time()
        if now - before - BEAT > LEAST:
            gaps.append((before, now - before - BEAT, used - spent, all_used - all_spent))
        asyncio.get_running_loop().call_later(BEAT, self._beat, now, used, all_used)


if __name__ == "__main__":
    module.Specwork = Watched  # type: ignore[misc]  # the app that is opened is this one
    vault, out = sys.argv[1:]
    code = open_app(Desk(vault, participant="Bench"))
    with open(out, "w", encoding="utf-8") as file:
        json.dump(gaps, file)
    sys.exit(code)
