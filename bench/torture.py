"""What is done to the disk room to see whether it keeps its word: kills, failing calls, crowds, rude editors.

    python -m bench.torture [--only NAME] [--scale 0.1]

Full counts unless a scale is given; a table at the end; exit 1 if anything was lost, halved or left lying about. The
tests run the same scenarios with fewer rounds. Each scenario works in a folder of its own, in processes of its own.
"""

import argparse
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bench import hostile
from vault.disk.calls import calls
from vault.disk.files import Root
from vault.disk.transaction import Disk, Move, Plan, Remove, Step, Write, make_state
from vault.errors import ChangedMeanwhile, VaultError

TOP = str(Path(__file__).resolve().parent.parent)
Files = dict[str, bytes]
LASTING = {"log.ops", "young", "undo"}


class Outcome(NamedTuple):
    name: str
    tried: int
    told: str
    failures: list[str]


def disk_of(folder: str) -> Disk:
    return Disk(Root(folder), make_state(folder, "here"), f"{folder}/.specwork/lock", clock=time.time)


def drawn(folder: str, files: Files) -> None:
    """A vault with these files and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for path, content in files.items():
        os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
        Path(f"{folder}/{path}").write_bytes(content)


def seen(folder: str) -> Files:
    """Every file outside of the state folder, hidden ones too."""
    found = {}
    for place, folders, names in os.walk(folder):
        if ".specwork" in folders:
            folders.remove(".specwork")
        for name in names:
            path = f"{place}/{name}"
            found[os.path.relpath(path, folder)] = Path(path).read_bytes()
    return found


def strays(folder: str) -> list[str]:
    """What lies in the state folder that should not outlive a start."""
    state = Path(folder, ".specwork", "here")
    new = [str(path.name) for path in state.glob("undo/*/*") if len(path.name) != 32]
    return sorted({path.name for path in state.iterdir()} - LASTING) + new


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
        elif _is_done(fresh) != (found == new):
            failures.append(f"round {number}: the history says otherwise")
        now = found
    return Outcome("kills", times, f"{half} of them between first and last step", failures)


def _is_done(disk: Disk) -> bool:
    last = [operation for operation in disk.history() if not operation.undone]
    return bool(last) and last[-1].undoes is None


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


# calls that fail


class Faulty:
    """Makes the n-th call that changes the disk fail, once or from then on. A failing write has written half."""

    NAMES = (
        "create", "open_to_write", "open_log", "write", "truncate", "sync", "chmod", "mkdir", "rmdir", "unlink",
        "link", "rename", "rename_new", "exchange",
    )  # fmt: skip

    def __init__(self, number: int, code: int, *, lasting: bool) -> None:
        self.number, self.code, self.lasting = number, code, lasting
        self.count = 0

    def __enter__(self) -> "Faulty":
        for name in self.NAMES:
            setattr(calls, name, self._wrapped(name, getattr(calls, name)))
        return self

    def __exit__(self, *_: object) -> None:
        for name in self.NAMES:
            delattr(calls, name)

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*asked: Any) -> Any:
            self.count += 1
            if self.count == self.number or (self.lasting and self.count > self.number):
                if name == "write":
                    os.write(asked[0], asked[1][: len(asked[1]) // 2])
                raise OSError(self.code, os.strerror(self.code))
            return real(*asked)

        return call


NOTES: Files = {
    "a.md": b"# A\n\n" + b"a line of text\n" * 900,
    "b.md": b"b\n",
    "f/c.md": b"[[a]]\n",
    "f/d.md": b"[[c]]\n",
    "many/0.md": b"0\n",
} | {f"many/{n}.md": b"[[a]] %d\n" % n for n in range(1, 24)}
_LONGER, _SHORTER = NOTES["a.md"] + b"more\n" * 900, b"# A\n"


def changed(**files: bytes | None) -> Files:
    """The notes with some changed, made or taken away; `__` stands for `/`."""
    named = {path.replace("__", "/") + ".md": content for path, content in files.items()}
    return {path: content for path, content in {**NOTES, **named}.items() if content is not None}


def _plan(*steps: Step) -> Plan:
    return Plan("a change", "Mira", steps)


_MANY = tuple(Write(f"many/{n}.md", b"[[a]] %d\n" % n, b"[[new a]] %d\n" % n) for n in range(1, 24))
KINDS: dict[str, tuple[Plan, Files]] = {
    "a new note": (_plan(Write("new/deep/n.md", None, b"n\n" * 999)), changed(new__deep__n=b"n\n" * 999)),
    "an edit": (_plan(Write("a.md", NOTES["a.md"], _LONGER)), changed(a=_LONGER)),
    "a shortening edit": (_plan(Write("a.md", NOTES["a.md"], _SHORTER)), changed(a=_SHORTER)),
    "an edit in place": (_plan(Write("a.md", NOTES["a.md"], _LONGER)), changed(a=_LONGER)),
    "a file moved": (_plan(Move("b.md", "g/b.md")), changed(b=None, g__b=b"b\n")),
    "a folder moved, with edits": (
        _plan(Move("f", "g/f"), Write("g/f/c.md", b"[[a]]\n", b"[[b]]\n"), Write("b.md", b"b\n", b"b [[g/f/c]]\n")),
        changed(f__c=None, f__d=None, g__f__c=b"[[b]]\n", g__f__d=b"[[c]]\n", b=b"b [[g/f/c]]\n"),
    ),
    "a deletion": (_plan(Remove("b.md", b"b\n"), Write("f/d.md", b"[[c]]\n", b"\n")), changed(b=None, f__d=b"\n")),
    "many files": (
        _plan(Move("a.md", "new a.md"), *_MANY),
        {("new a.md" if path == "a.md" else path): (text.replace(b"[[a]]", b"[[new a]]") if "many" in path else text)
         for path, text in NOTES.items()},
    ),
    "an undo": (_plan(Move("f", "g"), Write("g/c.md", b"[[a]]\n", b"c\n"), Write("n.md", None, b"n")), NOTES),
}  # fmt: skip


def _ready(folder: str, kind: str) -> tuple[Files, Callable[[], object]]:
    """A fresh vault, what it looks like, and the change to be made."""
    drawn(folder, NOTES)
    disk = disk_of(folder)
    plan, _ = KINDS[kind]
    if kind == "an edit in place":
        os.link(f"{folder}/a.md", f"{folder}/.another name")
    if kind == "an undo":
        disk.apply(plan)
        return seen(folder), lambda: disk.undo(by="Mira")
    return seen(folder), lambda: disk.apply(plan)


def faults(folder: str, every: int = 1) -> Outcome:
    """Every call that changes the disk fails in its turn, for each kind of change: once, or until the next start."""
    tried = 0
    failures: list[str] = []
    for kind in KINDS:
        _, deed = _ready(folder, kind)
        with Faulty(0, 0, lasting=False) as counting:
            deed()
        for number in range(1, counting.count + 1, every):
            for code in (errno.EIO, errno.ENOSPC):
                for lasting in (False, True):
                    tried += 1
                    wrong = _fault(folder, kind, Faulty(number, code, lasting=lasting))
                    how = f"{kind}, call {number} of {counting.count}, {os.strerror(code)}, {lasting=}"
                    failures += [f"{how}: {reason}" for reason in wrong]
    return Outcome("faults", tried, f"{len(KINDS)} kinds of change", failures)


def _fault(folder: str, kind: str, faulty: Faulty) -> Iterator[str]:
    old, deed = _ready(folder, kind)
    new = dict(KINDS[kind][1])
    if kind == "an edit in place":
        new[".another name"] = new["a.md"]
    said = None
    with faulty:
        try:
            deed()
        except VaultError as error:
            said = error.message
    found = seen(folder)
    if said is None and found != new:
        yield "no error, and not done"
    if said is not None and "nothing was changed" in said and found != old:
        yield f"said that nothing was changed: {sorted(path for path in old if old[path] != found.get(path))}"
    disk_of(folder).recover()
    found = seen(folder)
    if found not in (old, new):
        wrong = {
            path: len(found.get(path, b"")) for path in found.keys() | new.keys() if found.get(path) != new.get(path)
        }
        yield f"neither old nor new after the next start: {wrong} ({said})"
    if left := strays(folder):
        yield f"left behind {left} ({said})"
    undone = kind == "an undo"
    if _is_done(disk_of(folder)) == undone and found == new and found != old:
        yield f"done, but not in the history ({said})"


# crowds and editors


def append(folder: str, name: str, count: int) -> None:
    """One writer: lines added to one note, thought out anew whenever somebody was faster."""
    disk, root = disk_of(folder), Root(folder)
    for number in range(count):
        while True:
            try:
                base = root.read("note.md")
                disk.apply(Plan("append", name, (Write("note.md", base, base + f"{name} {number}\n".encode()),)))
                break
            except ChangedMeanwhile:
                continue


def edit(folder: str, name: str, count: int) -> None:
    """An editor that takes no lock and asks nobody: reads, and saves a moment later, in place or by a rename."""
    chance = random.Random(name)
    path = f"{folder}/note.md"
    for number in range(count):
        time.sleep(chance.uniform(0, 0.08))
        content = Path(path).read_bytes() + f"{name} {number}\n".encode()
        time.sleep(chance.choice((0, 0, 0.001, 0.02)))
        if number % 2:
            Path(path).write_bytes(content)
        else:
            Path(f"{folder}/.{name}.tmp").write_bytes(content)
            os.replace(f"{folder}/.{name}.tmp", path)


def _together(folder: str, jobs: list[tuple[str, str, int]]) -> list[str]:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.torture", "--work", job, folder, name, str(count)],
            cwd=TOP, stderr=subprocess.PIPE,
        )
        for job, name, count in jobs
    ]  # fmt: skip
    return [f"{job} {name}: {said.decode()[-400:]}" for (job, name, _), process in zip(jobs, started, strict=True)
            if (said := process.communicate()[1]) or process.returncode]  # fmt: skip


def appends(folder: str, each: int, *, writers: int = 4) -> Outcome:
    """Several processes add lines to one note: all lines are there, each once."""
    drawn(folder, {"note.md": b"# Log\n"})
    disk_of(folder)
    names = [f"writer-{n}" for n in range(writers)]
    failures = _together(folder, [("append", name, each) for name in names])
    lines = Path(folder, "note.md").read_bytes().splitlines()[1:]
    if sorted(lines) != sorted(f"{name} {n}".encode() for name in names for n in range(each)):
        failures.append(f"{len(set(lines))} of {writers * each} lines are there")
    failures += [f"left behind {left}" for left in strays(folder)]
    return Outcome("appends", writers * each, f"{len(set(lines))} lines there", failures)


def editor(folder: str, each: int, *, writers: int = 4) -> Outcome:
    """An editor saves beside four writers. Every line of the editor is in the note, or in a copy named for it; so is
    every line of the writers, or the editor took it out, which was reported, and the undo store has it.
    """
    drawn(folder, {"note.md": b"# Log\n"})
    disk_of(folder)
    jobs = [("append", f"writer-{n}", each) for n in range(writers)] + [("edit", "editor", each)]
    failures = _together(folder, jobs)
    append(folder, "last", 1)
    time.sleep(0.1)
    append(folder, "very-last", 1)
    found = seen(folder)
    copies = [path for path in found if path != "note.md"]
    there = {line for content in found.values() for line in content.splitlines()}
    disk = disk_of(folder)
    reported = {pair for operation in disk.history() for pair in operation.lost}
    texts = [text for _, number in reported for _, _, text in disk.shown(number)]
    kept = {line for text in texts for line in (text or b"").splitlines()}
    wanted = {f"{name} {n}".encode() for _, name, count in jobs for n in range(count)}
    lost = sorted(line.decode() for line in wanted - there if line.startswith(b"editor") or line not in kept)
    if lost:
        failures.append(f"{len(lost)} lines lost: {lost[:5]}")
    failures += [f"an unnamed file: {path}" for path in copies if "(specwork conflict " not in path]
    failures += [f"left behind {left}" for left in strays(folder)]
    taken = len(wanted - there) - len(lost)
    told = f"{len(copies)} copies laid beside, {taken} lines taken out by the editor and reported"
    return Outcome("editor", len(wanted), told, failures)


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
    parser.add_argument("--work", nargs=4, metavar=("JOB", "FOLDER", "NAME", "COUNT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        job, folder, name, count = asked.work
        {"append": append, "edit": edit}[job](folder, name, int(count))
        return 0
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
