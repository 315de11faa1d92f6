"""Commands run to be measured: how long they took, and how much memory they held."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, sleep

FINE = (0, 1)  # 1: found problems, which a vault with broken links has


class Failed(Exception):
    """A command could not do what it was measured for."""


def timed(command: Sequence[str], *, out: Path | None = None) -> float:
    """How long a command takes from start to end, in seconds. What it says goes to a file, or is dropped."""
    with open(out or os.devnull, "wb") as answer:
        began = perf_counter()
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.PIPE, check=False)
        took = perf_counter() - began
    _fine(done.returncode, done.stderr)
    return took


def _fine(status: int, told: bytes) -> None:
    if status not in FINE or (status and b"Traceback" in told):
        raise Failed(_last_line(told) or f"exit {status}")


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    told = [line for line in lines if line.startswith("error:")]
    return (told or lines or [""])[-1][:100]


def peak_memory(command: Sequence[str]) -> float:
    """The most memory that a command and its children held together, in megabytes.

    On Linux shared pages count once (proportional set size, looked at every 5 ms); elsewhere it is the
    largest process.
    """
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        most = 0
        if sys.platform == "linux":
            while run.poll() is None:
                most = max(most, sum(_held(process) for process in family(run.pid)))
                sleep(0.005)
        _, told = run.communicate()
    _fine(run.returncode, told)
    if not most:
        import resource

        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // (1 if sys.platform == "linux" else 1024)
    return most / 1024


def family(process: int) -> list[int]:
    found = [process]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def _held(process: int) -> int:
    """Kilobytes, each shared page divided among those who share it."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
