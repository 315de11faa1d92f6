"""The app for a terminal, measured from outside: start, keys, a long document, the changes of others, a tour.

    python -m bench.tui [--quick] [--here]              (make bench)

On a vault of 10,000 notes, in a real terminal, beside a bare Textual app in the same run. `--here` takes this checkout
instead of an installed wheel, and writes nothing to RESULTS-TUI.md.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.goals import Goal, Taken, as_markdown, as_text, taken
from bench.installed import alone, installed
from bench.processes import Failed, timed
from bench.terminal import Terminal, settle
from bench.tour import EDITS, edits, tour
from bench.vaults import write

TOP = Path(__file__).resolve().parent.parent
WORK = TOP / ".bench"
NOTES, SEED = 10_000, 1
FRAME = " specwork "
LONG, LONG_LINES = "specs/990000/epic.md", 2_000
COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


class Stage(NamedTuple):
    """What is run: the Python with specwork in it, the vault, and how often."""

    python: str
    vault: Path
    rounds: int
    keys: int

    @property
    def app(self) -> list[str]:
        return [self.python, "-m", "specwork", "--vault", str(self.vault)]

    @property
    def bare(self) -> list[str]:
        return [self.python, str(TOP / "bench" / "bare.py")]

    @property
    def epics(self) -> list[int]:
        return sorted(int(folder.name) for folder in (self.vault / "specs").iterdir() if folder.name.isdecimal())

    @property
    def filled(self) -> str:
        """What stands far down in the list once it is filled."""
        return f"{self.epics[30]} "

    def unfoldable(self) -> list[tuple[int, int]]:
        """Epics with a feature inside: on which row they stand while all is folded, and the first id below each."""
        found = []
        for row, epic in enumerate(self.epics):
            inside = [int(one.name) for one in (self.vault / "specs" / str(epic)).iterdir() if one.name.isdecimal()]
            if inside:
                found.append((row, min(inside)))
        return found

    def forget_place(self) -> None:
        """The next start is at the top, with everything folded."""
        for folder in (self.vault / ".specwork", Path(os.environ["XDG_CACHE_HOME"])):
            for place in folder.rglob("place.json"):
                place.unlink()

    def opened(self, columns: int = 120, rows: int = 40) -> Terminal:
        """The app with its list filled, at rest, at the top."""
        self.forget_place()
        terminal = Terminal(self.app, columns=columns, rows=rows)
        terminal.until("1000 ")
        terminal.silence(1.0)
        return terminal


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tui", description="Measures the app for a terminal.")
    parser.add_argument("--quick", action="store_true", help="few rounds, nothing written to RESULTS-TUI.md")
    parser.add_argument("--rounds", type=int, default=15, metavar="N", help="how often each is taken (15)")
    parser.add_argument("--here", action="store_true", help="this checkout with this Python, instead of a wheel")
    parser.add_argument("--strict", action="store_true", help="exit 1 if a goal does not hold")
    parser.add_argument("--only", default="", metavar="WORDS", help="these goals alone, by number: 1,3")
    asked = parser.parse_args(arguments)
    if asked.here:
        alone(WORK)
        os.environ["PYTHONPATH"] = str(TOP)
        python, about = sys.executable, ["this checkout"]
    else:
        ours = installed(TOP, WORK)
        python, about = ours.python, ours.about
    stage = Stage(python, _vault(), *((3, 20) if asked.quick else (asked.rounds, 60)))
    only = {int(number) for number in asked.only.split(",") if number}
    found: list[Taken] = []
    for one in _all(stage, only):
        found.append(one)
        print(as_text([one], head=len(found) == 1), flush=True)
    about.append(f"load while it was taken: {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores")
    if not (asked.quick or asked.here or only):
        (TOP / "bench" / "RESULTS-TUI.md").write_text(as_markdown(found, about), encoding="utf-8")
    over = [one for one in found if one.verdict == "OVER"]
    print("\n" + "\n".join([*about, f"{len(found)} figures, {len(over)} over their goal"]))
    failed = any(one.figure is None for one in found)
    return 1 if failed or (asked.strict and over) else 0


PARTS: list[tuple[int, Callable[[Stage], Iterable[Taken]]]] = []


def _all(stage: Stage, only: set[int]) -> Iterator[Taken]:
    for number, part in PARTS:
        if not only or number in only:
            try:
                yield from part(stage)
            except Failed as failure:
                yield Taken(Goal(number, (part.__doc__ or "").split(".")[0]), failure=str(failure))


def _part(number: int) -> Callable[[Callable[[Stage], Iterable[Taken]]], Callable[[Stage], Iterable[Taken]]]:
    def added(part: Callable[[Stage], Iterable[Taken]]) -> Callable[[Stage], Iterable[Taken]]:
        PARTS.append((number, part))
        return part

    return added


# start


@_part(1)
def start(stage: Stage) -> Iterable[Taken]:
    """First frame and filled list on top of the bare app."""
    bare: list[float] = []
    frames: list[float] = []
    lists: list[float] = []
    held: list[float] = []
    held_bare: list[float] = []
    for number in range(stage.rounds + 1):
        with Terminal(stage.bare) as terminal:
            floor = terminal.until("Hello there")
            if number in (1, 2):
                settle(1.5)
                held_bare.append(terminal.megabytes())
        stage.forget_place()
        with Terminal(stage.app) as terminal:
            frame = terminal.until(FRAME)
            full = terminal.until(stage.filled)
            if number in (1, 2):
                terminal.silence(1.5)
                held.append(terminal.megabytes())
        if number:  # the first round is for the caches
            bare.append(floor * 1000)
            frames.append((frame - floor) * 1000)
            lists.append((full - floor) * 1000)
    elsewhere = "toolong +796, posting +1,090, harlequin +1,490"
    yield taken(Goal(1, "first frame, over the bare app", most=100, anchor=elsewhere), frames, bare)
    yield taken(
        Goal(1, "list filled, over the bare app", most=200, anchor="fzf on 10,000 lines: 29 in all"), lists, bare
    )
    yield taken(
        Goal(1, "memory after 1.5 s, all processes", "MB", 60, "toolong 45, posting 76, Backlog 127"), held, held_bare
    )


@_part(2)
def commands(stage: Stage) -> Iterable[Taken]:
    """A command without the app."""
    run = partial(timed, [stage.python, "-m", "specwork", "--help"])
    pause = partial(timed, [stage.python, "-c", "pass"])
    run(), pause()
    pairs = [(pause() * 1000, run() * 1000) for _ in range(stage.rounds)]
    goal = Goal(2, "specwork --help, which loads no Textual", most=120, anchor="harlequin's adapters about 120")
    yield taken(goal, [ours for _, ours in pairs], [floor for floor, _ in pairs])


# keys


def _strokes(terminal: Terminal, keys: Iterable[str], quiet: float) -> list[float]:
    found = []
    for key in keys:
        terminal.press(key)
        found.append(terminal.calm(quiet) * 1000)
    return found


@_part(3)
def keys(stage: Stage) -> Iterable[Taken]:
    """A key to the last byte it brings: the list alone, and with the preview."""
    alone_, worst, with_preview, slowest, bare = [], [], [], [], []
    for _ in range(max(2, stage.rounds // 3)):
        with Terminal(stage.bare) as terminal:
            terminal.until("Hello there")
            terminal.silence(0.5)
            bare += _strokes(terminal, "j" * (stage.keys // 2), 0.03)
        with stage.opened(80, 24) as terminal:
            found = _strokes(terminal, "j" * stage.keys, 0.03)
            alone_ += found
            worst.append(max(found))
        with stage.opened() as terminal:
            found = _strokes(terminal, "j" * (stage.keys // 2), 0.15)
            with_preview += found
            slowest.append(max(found))
    yield taken(
        Goal(3, "j to the list repainted", most=10, anchor="Textual Tree 5.7, posting 51; fzf 0.4"), alone_, bare
    )
    yield taken(Goal(3, "the slowest of 60, one a run", most=35, anchor="Textual Tree 34, posting 113"), worst)
    yield taken(
        Goal(3, "j to the list and the preview repainted", most=60, anchor="frogmouth scroll 52"), with_preview, bare
    )
    yield taken(Goal(3, "the slowest of these, one a run", anchor="frogmouth scroll 159"), slowest)


@_part(4)
def calm(stage: Stage) -> Iterable[Taken]:
    """Gaps of the loop in a tour with a pull of 500 files."""
    longest: list[float] = []
    at_work: list[float] = []
    own: list[float] = []
    told: list[str] = []
    for _ in range(max(2, stage.rounds // 5)):
        stage.forget_place()
        gaps, steps = tour(stage.python, stage.vault, WORK / "gaps.json")
        longest.append(max((gap for _, gap, _, _ in gaps), default=0) * 1000)
        at_work.append(max((min(gap, ours) for _, gap, _, ours in gaps), default=0) * 1000)
        own.append(max((loop for _, _, loop, _ in gaps), default=0) * 1000)
        for at, gap, loop, ours in gaps:
            if gap > 0.04:
                step = max((step for step in steps if step[0] <= at + gap), default=(0, "start"))[1]
                told.append(f"{step}: {gap * 1000:.0f} ms, at work {ours * 1000:.0f}, its loop {loop * 1000:.0f}")
    anchor = "stock Markdown 3,318, Textual Tree 384; prototype 11-14"
    yield taken(Goal(4, "longest gap of the loop, by the clock", most=50, anchor=anchor), longest)
    yield taken(Goal(4, "longest while it was at work itself", most=50), at_work)
    yield taken(Goal(4, "longest piece of work of the loop's own thread", most=50), own)
    if told:
        print("\n".join("      " + line for line in told[-24:]), file=sys.stderr)


@_part(5)
def document(stage: Stage) -> Iterable[Taken]:
    """A document of 2,000 lines."""
    opened, scrolled, resized, bare = [], [], [], []
    for _ in range(max(2, stage.rounds // 3)):
        with stage.opened(80, 24) as terminal:
            terminal.press("G")
            terminal.calm(0.2)
            terminal.press("\r")
            terminal.until("Every line of it")
            opened.append(terminal.calm(0.04) * 1000)
            terminal.silence(1.0)
            scrolled += _strokes(terminal, "\x04" * (stage.keys // 4) + "\x15" * (stage.keys // 4), 0.03)
        with stage.opened() as terminal:
            terminal.press("G")
            terminal.silence(1.0)
            for columns in (112, 120, 96, 120, 140, 120):
                terminal.resize(columns, 40)
                resized.append(terminal.calm(0.08) * 1000)
                terminal.silence(0.6)
        with Terminal(stage.bare) as terminal:
            terminal.until("Hello there")
            terminal.silence(0.5)
            for columns in (112, 120):
                terminal.resize(columns, 40)
                bare.append(terminal.calm(0.08) * 1000)
    yield taken(
        Goal(5, "2,000 lines to be read after Enter", most=250, anchor="MarkdownViewer 12,600; frogmouth 9,475"), opened
    )
    yield taken(Goal(5, "half a page on in them", most=15, anchor="MarkdownViewer 450"), scrolled)
    yield taken(Goal(5, "another width of the terminal", most=150, anchor="MarkdownViewer 5,800"), resized, bare)


@_part(6)
def finder(stage: Stage) -> Iterable[Taken]:
    """A key in the finder to its new list."""
    found: list[float] = []
    for _ in range(max(2, stage.rounds // 3)):
        with stage.opened() as terminal:
            terminal.press("f")
            terminal.silence(0.6)
            terminal.press("zqx")
            terminal.calm(0.2)
            _strokes(terminal, "\x7f\x7f\x7f", 0.1)
            found += _strokes(terminal, "1001", 0.08)
            found += _strokes(terminal, "\x7f\x7f\x7f\x7f", 0.08)
            found += _strokes(terminal, "release", 0.08)
    yield taken(Goal(6, "a key in the finder to its new list", most=50, anchor="fzf 7; Textual's palette 607"), found)


@_part(7)
def live(stage: Stage) -> Iterable[Taken]:
    """What others change."""
    seen, lost = [], 0
    for how, took, kept in edits(partial(stage.opened), stage.vault):
        seen.append(took * 1000)
        lost += not kept
        if took > 0.5 or not kept:
            print(f"      {how}: {took * 1000:.0f} ms{'' if kept else ', place lost'}", file=sys.stderr)
    yield taken(Goal(7, "what others changed, on the screen", most=500, anchor="watchfiles tells after 45"), seen)
    yield taken(Goal(7, f"the slowest of {EDITS}", most=500), [max(seen)])
    yield taken(Goal(7, f"places lost in {EDITS} changes", "", 0, "none keeps them by what they are"), [float(lost)])


@_part(8)
def actions(stage: Stage) -> Iterable[Taken]:
    """Actions without a plain key."""
    out = WORK / "actions.json"
    ask = (
        "import json; from specwork.tui.keys import ACTIONS as all;"
        "print(json.dumps([len(all), sum(any('ctrl' not in key for key in a.keys) for a in all)]))"
    )
    timed([stage.python, "-c", ask], out=out)
    every, plain = json.loads(out.read_text(encoding="utf-8"))
    yield taken(Goal(8, f"of {every} actions those without a plain key", "", 0, "lazygit nearly all"), [every - plain])


@_part(9)
def colours(stage: Stage) -> Iterable[Taken]:
    """Colour codes under NO_COLOR."""
    with Terminal(stage.app, told={"NO_COLOR": "1"}) as terminal:
        terminal.until("1000 ")
        said = terminal.said
        for key in ("j", "l", "?", "\x1b", "2", "\x1b"):
            terminal.press(key)
            terminal.calm(0.2)
            said += terminal.said
    goal = Goal(9, "colour codes under NO_COLOR", "", 0, "Textual leaves 12 greys")
    yield taken(goal, [float(len(COLOUR.findall(said)))])


@_part(10)
def again(stage: Stage) -> Iterable[Taken]:
    """Killed, and started where it was."""
    back, lost = [], 0
    for number, inside in stage.unfoldable()[: max(3, stage.rounds // 3)]:
        with stage.opened() as terminal:
            terminal.press("j" * number + "lj")
            terminal.silence(2.5)  # the place is written every second
            terminal.kill()
        with Terminal(stage.app) as terminal:
            back.append(terminal.until(f"{inside} ") * 1000)
            terminal.silence(0.5)
            terminal.press("h")
            terminal.calm(0.2)
            terminal.press("l")  # in again only from the very row above
            terminal.calm(0.2)
            lost += f"{inside} " not in terminal.text
    yield taken(Goal(10, "started again after a kill: the spec where one was"), back)
    yield taken(Goal(10, f"places lost in {len(back)} kills", "", 0, "harlequin restores its buffers"), [float(lost)])


# the vault


def _vault() -> Path:
    """A vault with one long document, in a repository; as drawn, whatever an earlier run did to it."""
    folder = WORK / "tui" / str(NOTES)
    if not (folder / ".git" / "drawn").exists():
        shutil.rmtree(folder, ignore_errors=True)
        write(str(folder), NOTES, SEED)
        place = folder / LONG
        place.parent.mkdir(parents=True)
        place.write_text(_long(), encoding="utf-8")
        for words in (
            ("init", "--quiet"),
            ("config", "user.name", "Bench"),
            ("config", "user.email", "bench@localhost"),
            ("config", "gc.auto", "0"),
            ("add", "--all"),
            ("commit", "--quiet", "--message", "as drawn"),
            ("tag", "drawn"),
        ):
            subprocess.run(["git", "-C", str(folder), *words], check=True, stdin=subprocess.DEVNULL)
        (folder / ".git" / "drawn").touch()
    subprocess.run(["git", "-C", str(folder), "reset", "--quiet", "--hard", "drawn"], check=True)
    subprocess.run(["git", "-C", str(folder), "clean", "--quiet", "-fd", "-e", ".specwork"], check=True)
    return folder


def _long() -> str:
    """A spec of 2,000 lines with all that a spec may hold."""
    head = ["---", "id: 990000", "type: epic", "title: The long one", "status: planning", "---", "# The long one", ""]
    lines = [*head, "Every line of it is to be seen at once.", ""]
    while len(lines) < LONG_LINES:
        number = len(lines)
        lines += [
            f"## Part {number}",
            "",
            f"Some **prose** of part {number} with `code`, *stress*, a link to [[../1000/epic|the first]] and one to",
            "[[nowhere]], long enough that a window of eighty columns has to break it twice or even three times over.",
            "",
            f"- an item with [[../1000/1001/spec#Overview|another]] link {number}",
            "- [ ] a box to be ticked",
            "",
            "| a | b |",
            "|---|---|",
            f"| {number} | cell |",
            "",
            "```python",
            f"def part_{number}(): return {number}",
            "```",
            "",
        ]
    return "\n".join(lines[:LONG_LINES]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
