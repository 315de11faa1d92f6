"""Vaults of specs from a seed: the same seed, the same bytes.

    python -m bench.vaults DIR --notes 10000 [--seed 1]

About 3 KB a note, 6 to 10 links each in every spelling, a few names shared by nearly all notes, 3 % broken links, and
from 1,500 notes on one note that exactly 1,000 others link to once each. What a vault holds is counted while drawn.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator

from bench.pages import CATEGORIES, Page, Spec, Tally, index_page, journal_page, other_page, spec_page
from bench.words import Words

HUB = "specs/1000/glossary.md"
HUB_FROM = 1500  # a smaller vault has no hub
BACKLINKS = 1000
LEAST = 10
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def spec_vault(notes: int, seed: int = 1, *, tally: Tally | None = None) -> Iterator[tuple[str, bytes]]:
    """Every file of a vault, as (path, bytes), notes and attachments. A tally that is handed in is filled."""
    if notes < LEAST:
        raise ValueError(f"a vault of specs has {LEAST} notes at least")
    words = Words(seed)
    tally = Tally() if tally is None else tally
    specs = plan(notes, words)
    owing = _owing(specs, notes, tally)
    for path, content in _drawn(specs, owing, words, tally):
        tally.files += 1
        tally.notes += path.endswith(".md")
        tally.size += len(content)
        yield path, content


def write(folder: str, notes: int, seed: int = 1) -> Tally:
    """Writes a vault into a folder that is new or empty, and says what it holds."""
    os.makedirs(folder, exist_ok=True)
    if os.listdir(folder):
        raise FileExistsError(f"{folder} is not empty")
    tally = Tally()
    made = set()
    for path, content in spec_vault(notes, seed, tally=tally):
        parent = os.path.dirname(path)
        if parent not in made:
            os.makedirs(os.path.join(folder, parent), exist_ok=True)
            made.add(parent)
        with open(os.path.join(folder, path), "wb") as file:
            file.write(content)
    return tally


def plan(notes: int, words: Words) -> list[Spec]:
    """The specs of a vault whose notes come to exactly that number."""
    specs: list[Spec] = []
    left = notes
    number = 0
    while left >= 5:
        number += 1000
        epic = _epic(number, words, hub=notes >= HUB_FROM and number == 1000)
        specs.append(epic)
        left -= _notes(epic)
        for place in range(1, 5 + words.below(11)):
            for spec in _feature(epic, place, left, words):
                specs.append(spec)
                left -= _notes(spec)
    while left:
        specs[-1] = specs[-1]._replace(notes=(*specs[-1].notes, f"notes-{left}.md"))
        left -= 1
    return specs


def _notes(spec: Spec) -> int:
    return 2 + len(spec.notes)


def _epic(number: int, words: Words, *, hub: bool) -> Spec:
    others = ("README.md", "glossary.md") if hub else ("README.md",)
    return Spec(number, "epic", words.title(), f"specs/{number}", "epic.md", "context.md", None, (), others)


def _feature(epic: Spec, place: int, left: int, words: Words) -> Iterator[Spec]:
    """A feature with what it delivers, and the tasks below it, as far as there is room."""
    number = epic.id + (place if place < 10 else 90 + place)
    delivers = words.chance(0.75)
    tasks = 1 + words.below(3) if words.chance(0.1) and place < 10 else 0
    title, files = words.title(), _files(words)
    extra = ("notes.md",) if words.chance(0.15) else ()
    if left < 3 + len(extra):
        return
    others = ("deliverables/index.md", *extra) if delivers else extra
    feature = Spec(
        number, "feature", title, f"{epic.folder}/{number}", "spec.md", "context.md", epic.id,
        files if delivers else (), others,
    )  # fmt: skip
    left -= _notes(feature)
    yield feature
    for task in range(1, tasks + 1):
        if left < 2:
            return
        left -= 2
        own = epic.id + 10 * place + task
        yield Spec(
            own, "task", words.title(), feature.folder, f"{own}.spec.md", f"{own}.context.md", number, (), ()
        )  # fmt: skip


def _files(words: Words) -> tuple[str, ...]:
    """Names of deliverables, seen from the folder of their feature; each once."""
    names = {f"deliverables/scripts/{words.name()}.sh": None}
    for _ in range(words.below(3)):
        kind = words.pick(tuple(CATEGORIES))
        ending = {"scripts": ".sh", "config": ".yaml", "docs": " plan.png", "data": ".json"}[kind]
        names[f"deliverables/{kind}/{words.name()}{ending}"] = None
    return tuple(names)


def _owing(specs: list[Spec], notes: int, tally: Tally) -> frozenset[str]:
    """The notes that must link to the hub, spread evenly over the vault."""
    if notes < HUB_FROM:
        return frozenset()
    tally.hub = HUB
    able = [f"{spec.folder}/{name}" for spec in specs for name in (spec.spec, spec.journal)]
    return frozenset(able[count * len(able) // BACKLINKS] for count in range(BACKLINKS))


def _drawn(specs: list[Spec], owing: frozenset[str], words: Words, tally: Tally) -> Iterator[tuple[str, bytes]]:
    by_id = {spec.id: spec for spec in specs}
    below: dict[int, list[Spec]] = {}
    for spec in specs:
        if spec.parent is not None:
            below.setdefault(spec.parent, []).append(spec)
    for place, spec in enumerate(specs):
        near = specs[max(0, place - 25) : place + 25] if words.chance(0.7) else _far(specs, words)

        def page(name: str, spec: Spec = spec, near: list[Spec] = near) -> Page:
            path = f"{spec.folder}/{name}"
            return Page(path, words, tally, near, HUB if path in owing else None)

        parent = by_id[spec.parent] if spec.parent is not None else None
        drawn = spec_page(page(spec.spec), spec, parent, below.get(spec.id, ()), links=7 + words.below(3))
        yield f"{spec.folder}/{spec.spec}", drawn
        yield f"{spec.folder}/{spec.journal}", journal_page(page(spec.journal), spec, parent, links=6 + words.below(4))
        for name in spec.notes:
            one = page(name)
            yield one.path, index_page(one, spec) if name.endswith("index.md") else other_page(one, spec, name)
        for file in spec.files:
            yield f"{spec.folder}/{file}", _deliverable(spec, file, words)


def _far(specs: list[Spec], words: Words) -> list[Spec]:
    return [words.pick(specs) for _ in range(25)]


def _deliverable(spec: Spec, file: str, words: Words) -> bytes:
    trace = f"Spec: [[../../spec|{spec.id} {spec.title}]]", "Context: [[../../context|Implementation Journal]]"
    match file.rpartition(".")[2]:
        case "sh":
            lines = ["#!/bin/sh", f"# {trace[0]}", f"# {trace[1]}", "set -eu", f"echo '{words.name()}'"]
        case "yaml":
            lines = [f"# {trace[0]}", f"# {trace[1]}", f"name: {words.name()}", f"count: {words.below(100)}"]
        case "json":
            lines = [json.dumps({"name": words.name(), "count": words.below(100)})]
        case _:
            return _PIXEL
    return ("\n".join(lines) + "\n").encode()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.vaults", description="Draws a vault of specs from a seed.")
    parser.add_argument("folder", help="a folder that is new or empty")
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    try:
        tally = write(asked.folder, asked.notes, asked.seed)
    except (FileExistsError, ValueError) as wrong:
        print(f"error: {wrong}", file=sys.stderr)
        return 2
    print(json.dumps({**tally.record(), "broken_links": len(tally.broken_links)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
