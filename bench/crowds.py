"""Several at one note: writers who take the lock, and an editor that takes none. Each is a process of its own:

python -m bench.crowds JOB FOLDER NAME COUNT
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from bench.scratch import Outcome, disk_of, drawn, seen, strays
from vault.disk.files import Root
from vault.disk.transaction import Plan, Write
from vault.errors import ChangedMeanwhile

TOP = str(Path(__file__).resolve().parent.parent)


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
            [sys.executable, "-m", "bench.crowds", job, folder, name, str(count)],
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


if __name__ == "__main__":
    job, folder, name, count = sys.argv[1:]
    {"append": append, "edit": edit}[job](folder, name, int(count))
