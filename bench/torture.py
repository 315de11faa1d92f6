"""What is done to the disk room to see whether it keeps its word: kills, failing calls, crowds, rude editors.

    python -m bench.torture [--only NAME] [--scale 0.1]

Full counts unless a scale is given; a table at the end; exit 1 if anything was lost, halved or left lying about. The
tests run the same scenarios with fewer rounds. Each scenario works in a folder of its own, in processes of its own.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

from bench import hostile
from bench.crowds import appends, editor
from bench.faults import faults
from bench.scratch import Files, Outcome, disk_of, drawn, is_done, seen, strays
from vault.disk.transaction import Move, Plan, Remove, Step, Write

# a change of two hundred files


def before_the_move() -> Files:
    files = {f"old/part {n % 7}/note {n}.md": b"# Note %d\n\nSee [[hub]].\n" % n * (1 + n % 40) for n in range(60)}
    files |= {f"linking/{n % 20}/{n}.md": b"Text %d\n\n[[old/part %d/note %d]]\n" % (n, n % 7, n) for n in range(110)}
    files |= {f"single {n}.md": b"alone %d\n" % n for n in range(20)}
    return files | {f"gone/{n}.md": b"to be deleted %d\n" % n for n in range(10)}


def after_the_move(old: Files) -> tuple[Files, Plan]:
    files = dict(old)
    steps: list[Step] = [Move("old", "new/place")]
    for path in [path for path in files if path.startswith("old/")]:
        files["new/place" + path[3:]] = files.pop(path)
    for n in range(20):
        files[f"moved/{n % 3}/single {n}.md"] = files.pop(f"single {n}.md")
        steps.append(Move(f"single {n}.md", f"moved/{n % 3}/single {n}.md"))
    for path, base in sorted(files.items()):
        if path.startswith(("linking/", "new/")):
            files[path] = base.replace(b"[[old/", b"[[new/place/").replace(b"[[hub]]", b"[[the hub]]")
            steps.append(Write(path, base, files[path]))
    for n in range(10):
        steps.append(Remove(f"gone/{n}.md", files.pop(f"gone/{n}.md")))
        files[f"made/{n}.md"] = b"new %d\n" % n
        steps.append(Write(f"made/{n}.md", None, files[f"made/{n}.md"]))
    return files, Plan("Move old", "Mira", tuple(steps))


def kills(folder: str, times: int, *, seed: int = 1) -> Outcome:
    """SIGKILL at a random moment of a change of 200 files, or of its undo; then one start."""
    chance = random.Random(seed)
    old = before_the_move()
    new, plan = after_the_move(old)
    failures: list[str] = []
    half, took, now = 0, 0.0, old
    for number in range(times):
        if number % 20 == 0 or failures:
            drawn(folder, old)
            took = _time_of(folder, plan)
            now = old
            drawn(folder, old)
        disk = disk_of(folder)
        deed = partial(disk.apply, plan) if now == old else partial(disk.undo, by="Mira")
        _killed(deed, chance.uniform(0, took))
        half += any(name.startswith("tx-") for name in os.listdir(disk.state))
        fresh = disk_of(folder)
        fresh.recover()
        found = seen(folder)
        if found not in (old, new):
            wrong = {path for path in found.keys() | new.keys() | old.keys() if found.get(path) != new.get(path)}
            failures.append(f"round {number}: neither old nor new: {sorted(wrong)[:5]}")
        elif left := strays(folder):
            failures.append(f"round {number}: left behind {left}")
        elif is_done(fresh) != (found == new):
            failures.append(f"round {number}: the history says otherwise")
        now = found
    return Outcome("kills", times, f"{half} of them between first and last step", failures)


def _time_of(folder: str, plan: Plan) -> float:
    began = time.perf_counter()
    disk_of(folder).apply(plan)
    return (time.perf_counter() - began) * 1.1


def _killed(deed: Callable[[], object], after: float) -> None:
    child = os.fork()
    if child == 0:
        try:
            deed()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


SCENARIOS: dict[str, Callable[[str, float], Outcome]] = {
    "kills": lambda folder, scale: kills(folder, max(5, int(2000 * scale))),
    "faults": lambda folder, scale: faults(folder, max(1, int(1 / scale))),
    "appends": lambda folder, scale: appends(folder, max(5, int(500 * scale))),
    "editor": lambda folder, scale: editor(folder, max(5, int(250 * scale))),
    "fuzzed": lambda folder, scale: told("fuzzed", hostile.read_and_written_back, int(10_000_000 * scale)),
    "linear": lambda folder, scale: told("linear", hostile.grows_linearly, max(2000, int(20_000 * scale))),
}


def told(name: str, scenario: Callable[[int], str], count: int) -> Outcome:
    """A scenario that reads notes and fails by an assertion."""
    try:
        return Outcome(name, count, scenario(count), [])
    except AssertionError as error:
        return Outcome(name, count, "", [str(error)])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=SCENARIOS)
    parser.add_argument("--scale", type=float, default=1.0)
    asked = parser.parse_args()
    bad = 0
    for name in [asked.only] if asked.only else SCENARIOS:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            outcome = SCENARIOS[name](f"{folder}/vault", asked.scale)
        bad += len(outcome.failures)
        verdict = f"{len(outcome.failures)} FAILED" if outcome.failures else "ok"
        print(
            f"{name:<10}{outcome.tried:>8,} tried  {time.perf_counter() - began:>7.1f} s  {verdict:<10} {outcome.told}"
        )
        for failure in outcome.failures[:20]:
            print(f"    {failure}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
