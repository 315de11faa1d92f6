"""What people and agents do all day, on vaults whose sides all say the same: reports, sessions, deliverables, sync.

A report is held against a Python that does nothing; what changes the vault against the very same on a hundred notes;
sync against a bare walk with stat. Each pair is taken in turn.
"""

import itertools
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.installed import Installed
from bench.processes import Failed, timed
from bench.rounds import rounds_of
from bench.table import Budget, Figure

FEATURE, EPIC = "1001", "1000"
PULLED = 50  # specs that a pull touches
TURNS = 15


class Stand(NamedTuple):
    """A vault to work on, with its command."""

    folder: Path
    notes: int
    specwork: str
    turns: Iterator[int]

    def command(self, *words: str) -> list[str]:
        return [self.specwork, "--vault", str(self.folder), "--as", "Bench", *words]

    def run(self, *words: str) -> float:
        return timed(self.command(*words))

    # what is measured

    def new_task(self) -> float:
        return self.run("new", "task", f"Measured {next(self.turns)}", "--under", FEATURE)

    def deliver(self) -> float:
        path = f"specs/{EPIC}/{FEATURE}/deliverables/scripts/measured-{next(self.turns)}.sh"
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("#!/bin/sh\necho measured\n", encoding="utf-8")
        return self.run("deliver", FEATURE, path)

    def log(self) -> float:
        return self.run("log", FEATURE, "note", f"Measured {next(self.turns)}")

    def pulled(self) -> float:
        """Sync after other hands changed the status of fifty specs."""
        word = f"held-{next(self.turns)}"
        for path in itertools.islice(sorted(self.folder.glob("specs/*/*/spec.md")), PULLED):
            lines = path.read_bytes().split(b"\n")
            at = next(number for number, line in enumerate(lines) if line.startswith(b"status: "))
            lines[at] = b"status: " + word.encode()
            path.write_bytes(b"\n".join(lines))
        _git(self.folder, "commit", "--quiet", "--all", "--message", word)
        return self.run("sync")


def working(ours: Installed, small: Path, large: Path, notes: int, floor: list[str]) -> Iterable[Figure]:
    """`small` and `large` are drawn vaults; they are copied first."""
    try:
        stands = [_stand(ours, small, 100), _stand(ours, large, notes)]
    except Failed as failure:
        yield Figure("working", notes, failure=str(failure))
        return
    little, great = stands
    nothing = partial(timed, [ours.python, "-c", "pass"])
    for report, budget in (("show", 5), ("status", 5), ("deliverables", 5), ("brief", None)):
        for stand in stands:
            limit = Budget(ratio=budget) if budget else None
            yield _figure(f"{report} ID", stand.notes, nothing, partial(stand.run, report, FEATURE), limit)
        pair = [partial(stand.run, report, FEATURE) for stand in stands]
        yield _figure(f"{report} ID, beside 100 notes", notes, pair[0], pair[1])
    for what in ("new_task", "deliver", "log"):
        yield _figure(f"{what.replace('_', ' ')}, beside 100 notes", notes, getattr(little, what), getattr(great, what))
    great.run("sync")
    by_stat = partial(timed, [*floor, "stat", str(great.folder)])
    yield _figure(
        "sync --check, all in agreement", notes, by_stat, partial(great.run, "sync", "--check"), Budget(ratio=4)
    )
    yield _figure(f"sync after a pull of {PULLED} specs", notes, by_stat, great.pulled, Budget(ms=1000))
    for stand in stands:
        shutil.rmtree(stand.folder)


def _figure(
    what: str, notes: int, floor: Callable[[], float], taken: Callable[[], float], budget: Budget | None = None
) -> Figure:
    budget = Budget(ratio=1.2) if "beside" in what else budget
    return rounds_of(what, notes, [floor] * TURNS, [taken] * TURNS, budget)


def _stand(ours: Installed, drawn: Path, notes: int) -> Stand:
    """A copy in which every side says the same, in a repository, with a session open."""
    folder = drawn.parent.parent / "working" / str(notes)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(drawn, folder, ignore=shutil.ignore_patterns(".specwork"))
    stand = Stand(folder, notes, ours.specwork, itertools.count(1))
    stand.run("sync")
    _git(folder, "init", "--quiet")
    _git(folder, "config", "user.name", "Bench")
    _git(folder, "config", "user.email", "bench@localhost")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "as drawn")
    stand.run("start", FEATURE)
    stand.run("sync")
    return stand


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
