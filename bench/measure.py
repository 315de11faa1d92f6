"""Speed and memory of an installed specwork, each figure beside its floor.

    python -m bench.measure [--quick] [--strict]        (make bench)

Builds a wheel, installs it into an environment of its own, draws vaults, and runs the commands as a person would. A
floor and a figure are taken in turn, round by round; ratios are taken within a round; what is shown are medians.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import sleep
from zlib import crc32

from bench.installed import Installed, installed
from bench.processes import Failed, peak_memory, timed
from bench.rounds import figure_of, rounds_of
from bench.table import Budget, Figure, as_markdown, as_text
from bench.vaults import HUB, HUB_FROM, write
from bench.working import working

TOP = Path(__file__).resolve().parent.parent
WORK = TOP / ".bench"
SIZES = (100, 10_000, 50_000)
QUICK = (100, 2_000)
PEER_SIZE = 1_000
SEED = 1
MOVED = "specs/2000/handbook.md"
WORD = "storage"
YOUNG = 3.0  # seconds for which a file may change once more without its times telling so


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.measure", description="Measures an installed specwork.")
    parser.add_argument("--quick", action="store_true", help="small vaults, no peer, nothing written to RESULTS.md")
    parser.add_argument("--strict", action="store_true", help="exit 1 if a budget does not hold")
    asked = parser.parse_args(arguments)
    ours = installed(TOP, WORK)
    figures: list[Figure] = []
    for figure in _all(ours, QUICK if asked.quick else SIZES, peer=not asked.quick):
        figures.append(figure)
        print(as_text([figure], head=len(figures) == 1), flush=True)
    if not asked.quick:
        (TOP / "bench" / "RESULTS.md").write_text(as_markdown(figures, ours.about), encoding="utf-8")
    print("\n" + "\n".join(ours.about))
    failed = sum(figure.failure is not None for figure in figures)
    over = sum(figure.verdict == "OVER" for figure in figures)
    print(f"{len(figures)} figures, {over} over their budget, {failed} not taken")
    return 1 if failed or (asked.strict and over) else 0


def _all(ours: Installed, sizes: Sequence[int], *, peer: bool) -> Iterable[Figure]:
    yield _paired("specwork --help", None, [ours.python, "-c", "pass"], [ours.specwork, "--help"], 25, Budget(ratio=5))
    cold: dict[int, float] = {}
    for notes in sizes:
        for figure in _of_vault(ours, notes):
            if figure.what == "cold index" and figure.ratio:
                cold[notes] = figure.ratio
            yield figure
    if 10_000 in cold and 50_000 in cold:
        growth = cold[50_000] / cold[10_000]
        yield Figure("cold index: ratio at 50,000 over ratio at 10,000", None, ratio=growth, budget=Budget(ratio=1.15))
    small, large = min(sizes), min(max(sizes), 10_000)
    floor = [ours.python, str(TOP / "bench" / "floors.py")]
    yield from working(ours, _vault(small), _vault(large), large, floor)
    if peer:
        yield from _peer(ours)


def _of_vault(ours: Installed, notes: int) -> Iterable[Figure]:
    folder = _vault(notes)
    ours.forget(folder)
    rounds = 7 if notes <= 10_000 else 3
    pair = partial(_paired, notes=notes, rounds=rounds)
    command = [ours.specwork, "--vault", str(folder)]
    floor = [ours.python, str(TOP / "bench" / "floors.py")]
    by_stat = [*floor, "stat", str(folder)]
    index = [*command, "index", "--rebuild"]
    hub = HUB if notes >= HUB_FROM else "specs/1000/epic.md"

    yield pair("cold index", floor=[*floor, "read", str(folder)], command=index, budget=Budget(ratio=5))
    yield _memory(index, notes)
    yield from _inside(ours, folder, notes, rounds)
    yield pair("index, nothing changed", floor=by_stat, command=[*command, "index"])
    yield pair("links", floor=by_stat, command=[*command, "links", "--json"])
    yield pair("check", floor=by_stat, command=[*command, "check", "--json"], budget=Budget(ratio=3))
    yield pair("list", floor=by_stat, command=[*command, "list", "--json"], budget=Budget(ratio=3))
    yield pair("search WORD", floor=by_stat, command=[*command, "search", WORD, "--json"], budget=Budget(ratio=3))
    yield pair("backlinks", floor=by_stat, command=[*command, "backlinks", hub, "--json"])
    if notes >= HUB_FROM:
        yield _move(ours, folder, notes, 2 * (rounds // 2 + 1))
    ours.forget(folder)


# one kind of figure each


def _paired(
    what: str, notes: int | None, floor: list[str], command: list[str], rounds: int, budget: Budget | None = None
) -> Figure:
    """Two commands in turn, the order changing from round to round."""
    return rounds_of(what, notes, [partial(timed, floor)] * rounds, [partial(timed, command)] * rounds, budget)


def _inside(ours: Installed, folder: Path, notes: int, rounds: int) -> Iterable[Figure]:
    """What a process feels that stays open: see bench/inside.py."""
    script = [ours.python, str(TOP / "bench" / "inside.py"), str(folder), str(rounds + 2), "specs/1000/epic.md"]
    out = WORK / "inside.json"
    try:
        timed(script, out=out)
    except Failed as failure:
        yield Figure("warm open", notes, failure=str(failure))
        return
    taken = json.loads(out.read_text(encoding="utf-8"))
    yield figure_of("warm open", notes, taken["warm"], Budget(ratio=1.6))
    yield figure_of("one note changed", notes, taken["changed"], Budget(ms=50))


def _memory(command: list[str], notes: int) -> Figure:
    budget = Budget(megabytes=150) if notes == 10_000 else None
    try:
        return Figure("cold index: memory of all its processes", notes, megabytes=peak_memory(command), budget=budget)
    except Failed as failure:
        return Figure("cold index: memory of all its processes", notes, failure=str(failure))


def _move(ours: Installed, folder: Path, notes: int, rounds: int) -> Figure:
    """There and back again, beside the bare rewriting of the same 1,000 files in a copy."""
    copy = _linking(folder, WORK / "rewritten" / str(notes))
    command = [ours.specwork, "--vault", str(folder), "mv"]
    there, back = partial(timed, [*command, HUB, MOVED]), partial(timed, [*command, MOVED, HUB])
    floor = partial(timed, [ours.python, str(TOP / "bench" / "floors.py"), "rewrite", str(copy)])
    marker = _marker(notes)
    drawn = marker.read_text(encoding="utf-8")
    marker.unlink()  # a vault left half-way by a fault is drawn anew
    try:
        there(), back()  # the first change founds the vault's own store
    except Failed as failure:
        return Figure("mv, 1,000 backlinks", notes, failure=str(failure))
    figure = rounds_of("mv, 1,000 backlinks", notes, [floor] * rounds, [there, back] * (rounds // 2), Budget(ratio=3))
    if figure.failure is None:
        marker.write_text(drawn, encoding="utf-8")
    return figure


def _peer(ours: Installed) -> Iterable[Figure]:
    """The same vault in obsidiantools, beside our cold index: once, for it takes half a minute."""
    what = "cold index beside obsidiantools connect()"
    python = WORK / "peers" / "bin" / "python"
    folder = _vault(PEER_SIZE)
    ours.forget(folder)
    out = WORK / "peer.json"
    try:
        if not python.exists():
            raise Failed("obsidiantools is not installed")
        timed([str(python), "-W", "ignore", str(TOP / "bench" / "peers.py"), str(folder)], out=out)
        own = median(timed([ours.specwork, "--vault", str(folder), "index", "--rebuild"]) for _ in range(5))
    except Failed as failure:
        return [Figure(what, PEER_SIZE, failure=str(failure))]
    told = json.loads(out.read_text(encoding="utf-8"))
    ours.about.append(
        f"obsidiantools {told['version']}: {told['megabytes']:.0f} MB, {told['missing']} missing notes named"
    )
    seconds = told["seconds"]
    return [Figure(what, PEER_SIZE, ms=1000 * own, floor_ms=1000 * seconds, ratio=own / seconds, floor="the peer")]


# vaults


def _vault(notes: int) -> Path:
    """A vault of that size, drawn once and kept for as long as it would be drawn the same."""
    folder, marker = WORK / "vaults" / str(notes), _marker(notes)
    if not marker.exists() or json.loads(marker.read_bytes()).get("pencil") != _pencil():
        _removed(folder)
        tally = write(str(folder), notes, SEED)
        told = {**tally.record(), "broken_links": tally.broken, "pencil": _pencil()}
        marker.write_text(json.dumps(told), encoding="utf-8")
        sleep(YOUNG)
    return folder


def _pencil() -> int:
    """What vaults are drawn with."""
    return crc32(b"".join((TOP / "bench" / name).read_bytes() for name in ("vaults.py", "pages.py", "words.py")))


def _marker(notes: int) -> Path:
    return WORK / "vaults" / f"{notes}.json"


def _linking(folder: Path, copy: Path) -> Path:
    """A copy of the notes that link to the hub, each in a folder as deep as its own."""
    _removed(copy)
    name = os.path.basename(HUB).removesuffix(".md").encode()
    for path in folder.rglob("*.md"):
        content = path.read_bytes()
        if name in content and path.name != os.path.basename(HUB):
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return copy


def _removed(folder: Path) -> None:
    from shutil import rmtree

    if folder.exists():
        rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
