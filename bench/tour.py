"""A tour through the app with its loop watched, and twenty changes by other hands that are to be seen in it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from bench.processes import Failed, timed
from bench.terminal import Terminal

PULLED = 500
EDITS = 20
WATCHED = Path(__file__).resolve().parent / "watched.py"
Gap = tuple[float, float, float, float]
Step = tuple[float, str]


def tour(python: str, vault: Path, out: Path) -> tuple[list[Gap], list[Step]]:
    """Where the loop was held up, and when which step of the tour began."""
    upstream = _upstream(vault)
    timed([python, "-m", "specwork", "--vault", str(vault), "index"])
    steps: list[Step] = []
    with Terminal([python, str(WATCHED), str(vault), str(out)]) as terminal:
        terminal.until("1000 ")
        steps.append((perf_counter(), "reading behind"))
        terminal.silence(1.5)
        for what, keys in WAY:
            steps.append((perf_counter(), what))
            for key in keys.split():
                terminal.press(NAMED.get(key, key))
                terminal.calm(0.03, 0.3)
            terminal.silence(0.4)
        for columns, rows in ((80, 24), (200, 50), (120, 40)):
            steps.append((perf_counter(), f"resize to {columns}"))
            terminal.resize(columns, rows)
            terminal.silence(0.5)
        steps.append((perf_counter(), "pull"))
        terminal.mark()
        _git(vault, "pull", "--quiet", str(upstream), "HEAD")
        terminal.until("Pulled ")
        terminal.silence(2.0)
        steps.append((perf_counter(), "after the pull"))
        for key in "jjjkk":
            terminal.press(key)
            terminal.calm(0.05, 0.3)
        terminal.silence(0.5)
        left = perf_counter()
        terminal.press("q")
        if terminal.end():
            raise Failed(f"the app ended with {terminal.code}")
    _git(vault, "reset", "--quiet", "--hard", "drawn")
    gaps: list[Gap] = [tuple(one) for one in json.loads(out.read_text(encoding="utf-8"))]
    return [one for one in gaps if one[0] + one[1] < left], steps


NAMED = {"enter": "\r", "escape": "\x1b", "tab": "\t", "^d": "\x04", "^u": "\x15"}
WAY = (
    ("down and up", "escape g g " + "j " * 30 + "k " * 10),
    ("fold", "l j l j j h h"),
    ("to the end", "G"),
    ("into the long document", "enter " + "^d " * 10 + "^u " * 5 + "G g g"),
    ("search in it", "/ p r o s e enter n n escape escape"),
    ("tabs", "g g l j 2 j j 3 j 4 j j 1 escape"),
    ("filter", "/ r e l e a s e escape"),
    ("by title, and back", ", , , ,"),
    ("keys", "? j j escape"),
    ("palette", ": u n d o escape"),
    ("files", "F j j l j F"),
    ("theme", "T T T"),
    ("zoom", "z z escape"),
)


def _upstream(vault: Path) -> Path:
    """A clone in which other hands changed 500 notes."""
    clone = vault.parent / "upstream"
    shutil.rmtree(clone, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", str(vault), str(clone)], check=True)
    for path in sorted(clone.glob("specs/*/*/spec.md"))[:PULLED]:
        content = path.read_bytes()
        path.write_bytes(content.replace(b"title: ", b"title: Pulled ", 1) + b"\nPulled.\n")
    _git(clone, "-c", "user.name=Bench", "-c", "user.email=b@localhost", "commit", "--quiet", "--all", "--message", "x")
    return clone


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


# twenty changes


def edits(opened: Callable[[], Terminal], vault: Path) -> Iterator[tuple[str, float, bool]]:
    """Other hands change the spec that is shown and those around it: how, how long it took, whether the place was kept.

    The cursor stands on the second feature of the third epic. The place is kept if the next key leads where it would
    have led without the change.
    """
    epic = vault / "specs" / "3000"
    feature = epic / "3002" / "spec.md"
    with opened() as terminal:
        terminal.press("jjljj")
        terminal.silence(1.5)
        for number in range(EDITS):
            title = f"Seen by others {number:02}"
            how = HOW[number % len(HOW)]
            began = perf_counter()
            terminal.mark()
            how(feature, title)
            terminal.until(title)
            took = perf_counter() - began
            terminal.silence(0.3)
            terminal.press("j")
            terminal.calm(0.2)
            kept = "3003 " in terminal.text
            terminal.press("k")
            terminal.calm(0.25)
            yield how.__name__.strip("_").replace("_", " "), took, kept and title in terminal.text
    _git(vault, "reset", "--quiet", "--hard", "drawn")
    _git(vault, "clean", "--quiet", "-fd", "-e", ".specwork")


def _titled(path: Path, title: str) -> bytes:
    lines = path.read_bytes().split(b"\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(b"title: "))
    lines[at] = b"title: " + title.encode()
    return b"\n".join(lines)


def _written_in_place(path: Path, title: str) -> None:
    path.write_bytes(_titled(path, title))


def _saved_beside_and_renamed(path: Path, title: str) -> None:
    beside = path.with_name(".spec.md.swp")
    beside.write_bytes(_titled(path, title))
    os.replace(beside, path)


def _moved_away_and_written_anew(path: Path, title: str) -> None:
    content = _titled(path, title)
    backup = path.with_name("spec.md~")
    os.replace(path, backup)
    path.write_bytes(content)
    backup.unlink()


def _with_another_note_before_it(path: Path, title: str) -> None:
    folder = path.parent.parent / "3000"
    folder.mkdir(exist_ok=True)
    (folder / "spec.md").write_text(f"---\nid: 3{hash(title) % 900 + 100}\ntype: feature\ntitle: A\n---\n# A\n")
    path.write_bytes(_titled(path, title))


def _among_forty_others(path: Path, title: str) -> None:
    for other in sorted(path.parents[2].glob("*/*/spec.md"))[:40]:
        if other != path:
            other.write_bytes(other.read_bytes() + b"\n")
    path.write_bytes(_titled(path, title))


HOW: tuple[Callable[[Path, str], None], ...] = (
    _written_in_place,
    _saved_beside_and_renamed,
    _moved_away_and_written_anew,
    _with_another_note_before_it,
    _among_forty_others,
)
