"""Random vaults of specs and random outside edits of them.

An edit is a kind and two numbers that choose among what there is; where there is nothing to choose it does nothing.
Edits work on lines of files, as a person's do, and remember which facts they took from a full place.
"""

import re
from collections.abc import Callable
from posixpath import basename, dirname
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.specs_kit import MARKERS, Specs, epic, journal, spec
from tests.specwork.sync.reader import Fact, Vault

FOLDERS = {"sh": "scripts", "py": "scripts", "md": "docs", "json": "config", "png": "docs"}
EXTS = tuple(FOLDERS)
PLACES = ("spec", "context", "trace", "index")
WORDS = ("planning", "implementing", "blocked", "completed", "waiting for Kim")
FEATURES = (1001, 1002, 1003)
TITLES = {1001: "Storage", 1002: "Desk", 1003: "Names", 1011: "Mount the NAS"}


class Delivered(NamedTuple):
    number: int
    ext: str
    of: int  # which feature
    where: tuple[str, ...]


class Shape(NamedTuple):
    """A vault to be written out. Places that do not agree from the start are named one by one."""

    delivered: list[Delivered]
    depends: list[tuple[int, int, tuple[str, ...]]]
    statuses: list[tuple[str, str]]


Edit = tuple[str, int, int]


@st.composite
def shapes(draw: Any, *, agreed: bool = True) -> Shape:
    """With `agreed`, every fact stands in all of its places."""
    some = st.just(PLACES) if agreed else st.lists(st.sampled_from(PLACES), min_size=1, unique=True).map(tuple)
    ends = st.just(("front", "downstream"))
    both = ends if agreed else st.sampled_from((("front",), ("downstream",), ("front", "downstream")))
    files = draw(st.lists(st.tuples(st.sampled_from(EXTS), st.sampled_from(FEATURES), some), max_size=6))
    pairs = draw(st.lists(st.tuples(st.sampled_from((*FEATURES, 1011)), st.sampled_from(FEATURES), both), max_size=3))
    word = st.sampled_from(WORDS[:4])
    status = word.map(lambda one: (one, one)) if agreed else st.tuples(word, word)
    statuses = draw(st.lists(status, min_size=4, max_size=4))
    unique = {(one, other): where for one, other, where in pairs if one != other}
    depends = [(one, other, where) for (one, other), where in sorted(unique.items())]
    return Shape([Delivered(at, *one) for at, one in enumerate(files, 1)], depends, statuses)


KINDS = (
    "take_spec", "take_context", "take_both", "take_downstream", "take_front", "put_spec", "put_context", "put_trace",
    "depend", "status_spec", "status_context", "status_both", "rename_file", "move_file", "rename_feature", "case",
    "move_feature", "delete_file", "delete_context", "delete_spec", "delete_index", "duplicate", "reorder", "describe",
    "drop_section", "drop_front", "drop_header", "drop_trace", "mark", "unmark", "wrong_parent", "share", "trap",
    "retitle", "typed", "prose",
)  # fmt: skip
PAIRS = (
    ("case", "delete_file"), ("rename_feature", "drop_front"), ("delete_spec", "delete_index"), ("share", "take_spec"),
    ("share", "take_both"), ("reorder", "take_context"),
)  # fmt: skip


@st.composite
def histories(draw: Any, *, kinds: tuple[str, ...] = KINDS, longest: int = 4) -> list[list[Edit]]:
    """What happens before each sync: one to three edits, or a pair that found most.

    The edits come from a seed: drawn one by one, most kinds would hardly ever be tried in a few dozen examples.
    """
    chance = Random(draw(st.integers(0, 2**32)))
    pairs = [pair for pair in PAIRS if set(pair) <= set(kinds)]
    history = []
    for _ in range(draw(st.integers(1, longest))):
        if pairs and chance.random() < 0.2:
            one = chance.randrange(6)
            history.append([(kind, one, 0) for kind in chance.choice(pairs)])
        else:
            history.append([edit(chance, kinds) for _ in range(chance.randint(1, 3))])
    return history


def edit(chance: Random, kinds: tuple[str, ...] = KINDS) -> Edit:
    return chance.choice(kinds), chance.randrange(6), chance.randrange(5)


# a shape, written out


def text_of(one: Delivered, folder: str = "") -> bytes:
    trace = "Spec: [[../../spec|a spec]]\n# Context: [[../../context|Implementation Journal]]\n"
    head = f"# {trace}" if "trace" in one.where else ""
    match one.ext:
        case "md":
            lines = [f"<!-- {line[2:]} -->\n" for line in head.splitlines()]
            return f"{''.join(lines)}\n# Note\n\nNumber {one.number}, at length.\n".encode()
        case "json":
            return b'{"number": %d}\n' % one.number
        case "png":
            return b"\x89PNG %d \xff\x00" % one.number
        case "py":
            return f"{head}print({one.number})\n".encode()
        case _:
            return f"#!/bin/sh\n{head}echo {one.number}\n".encode()


def name_of(one: Delivered) -> str:
    return f"{FOLDERS[one.ext]}/f{one.number}.{one.ext}"


def files_of(shape: Shape) -> dict[str, str | bytes]:
    """The vault as text. Prose enough stands in each file that no single edit rewrites the whole of it."""
    listed = [f"- [[{number}/spec|{number} {TITLES[number]}]]\n" for number in FEATURES]
    found: dict[str, str | bytes] = {
        "specs/1000/epic.md": epic(1000, "Foundation", "".join(listed)),
        "specs/1000/context.md": journal("Foundation", "[[epic|1000 - Foundation]]"),
        "specs/2000/epic.md": epic(2000, "Market"),
        "specs/2000/context.md": journal("Market", "[[epic|2000 - Market]]"),
    }
    for at, number in enumerate((*FEATURES, 1011)):
        found |= _spec_of(shape, number, *shape.statuses[at])
    for one in shape.delivered:
        folder = f"specs/1000/{one.of}/deliverables"
        found[f"{folder}/{name_of(one)}"] = text_of(one)
        if "index" in one.where:
            line = f"- [[{name_of(one)}|F{one.number}]] - Spec: [[../spec|{one.of} {TITLES[one.of]}]]\n"
            found[f"{folder}/index.md"] = str(found.get(f"{folder}/index.md", "# Deliverables\n\n")) + line
    return found


def _spec_of(shape: Shape, number: int, front: str, header: str) -> dict[str, str | bytes]:
    feature = number in FEATURES
    own = "spec" if feature else "1011.spec"
    parent = "[[../epic|1000 Foundation]]" if feature else "[[spec|1001 Storage]]"
    here = f"specs/1000/{number if feature else 1001}"
    on = [f'  - "[[../{other}/spec|{other}]]"\n' for one, other, at in shape.depends if one == number and "front" in at]
    items = {
        place: "".join(
            f"- [[deliverables/{name_of(one)}|F{one.number}]]\n"
            for one in shape.delivered
            if one.of == number and place in one.where
        )
        for place in ("spec", "context")
    }
    down = "".join(
        f"- [[../{one}/spec|{one}]]\n" if one in FEATURES else f"- [[../1001/1011.spec|{one}]]\n"
        for one, other, at in shape.depends
        if other == number and "downstream" in at
    )
    words = "".join(f"\n{number} has its reason number {count}.\n" for count in range(6))
    tasks = "\n## Tasks\n\n- [[1011.spec|1011 Mount the NAS]]\n" if number == 1001 else ""
    more = f"depends_on:\n{''.join(on)}" if on else "depends_on: []\n"
    rest = f"{words}{tasks}\n## Deliverables\n\n{items['spec']}\n## Dependencies\n\nNone.\n"
    told = f"{words}\n## Deliverables\n\n### Scripts\n{items['context']}\n## Dependencies Delivered To\n\n"
    told += f"### Downstream Specs\n{down}"
    prefix = "" if feature else "1011."
    return {
        f"{here}/{prefix}spec.md": spec(number, TITLES[number], parent, status=front, more=more, rest=rest),
        f"{here}/{prefix}context.md": journal(
            TITLES[number], f"[[{own}|{number}]]", parent=parent, status=header, rest=told
        ),
    }


# outside edits


class World:
    """A vault under edits; `taken` are the facts whose item was deleted from a full place, ever."""

    def __init__(self, specs: Specs, shape: Shape) -> None:
        self.specs = specs.has(files_of(shape))
        self.taken: set[Fact] = set()
        self.fresh = 50
        self.read()

    def read(self) -> Vault:
        self.vault = Vault(self.specs.snapshot())
        return self.vault

    def called(self, path: str) -> int | None:
        """What the folder of a spec calls it, whatever its front matter says."""
        name = basename(dirname(path))
        return int(name) if name.isdecimal() else None

    def apply(self, asked: Edit) -> bool:
        """Whether there was anything to do it to."""
        kind, one, other = asked
        self.read()
        try:
            DEEDS[kind](self, one, other)
        except LookupError:
            return False
        return True

    # choosing

    def features(self) -> list[int]:
        return [number for number in sorted(self.vault.specs) if number not in (1000, 2000, 1011)]

    def host(self, one: int, place: str) -> str:
        """The spec or the journal of one of the features."""
        number = pick(self.features(), one)
        path = self.vault.specs[number] if place == "spec" else self.vault.journal(number)
        return str(pick([path] if path in self.vault.files else [], 0))

    def items(self, place: str, one: int) -> list[tuple[Fact, str, str]]:
        found = [(said.fact, said.host, said.line) for said in self.vault.said if said.place == place]
        return found[one % len(found) :] + found[: one % len(found)] if found else []

    def delivered(self, one: int) -> str:
        below = [path for path in self.vault.files if "/deliverables/" in path and path.startswith("specs/")]
        return str(pick([path for path in below if not path.endswith("/index.md")], one))

    # changing

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.specs.read(path)
        if old not in text:
            raise LookupError(old)
        self.specs.write(path, text.replace(old, new, 1))

    def take(self, place: str, one: int) -> None:
        fact, host, line = pick(self.items(place, one), 0)
        self.replace(host, line + "\n", "")
        self.taken.add(fact)

    def new_file(self, one: int, other: int, *, traced: bool = False) -> tuple[int, str]:
        number = pick(self.features(), one)
        self.fresh += 1
        places = ("trace",) if traced else ()
        made = Delivered(self.fresh, "sh" if traced else EXTS[other % len(EXTS)], number, places)
        path = f"deliverables/{name_of(made)}"
        self.specs.write(f"{dirname(self.vault.specs[number])}/{path}", text_of(made))
        return number, path

    def put(self, place: str, one: int, other: int) -> Fact:
        host = self.host(one, place)
        head = "## Deliverables\n\n" if place == "spec" else "## Deliverables\n\n### Scripts\n"
        if head not in self.specs.read(host):
            raise LookupError(head)
        number, path = self.new_file(one, other)
        self.replace(host, head, f"{head}- [[{path}|F{self.fresh}]]\n")
        return ("delivers", number, self.fresh)


def pick(among: list[Any], one: int) -> Any:
    if not among:
        raise LookupError("nothing to choose from")
    return among[one % len(among)]


def _take_both(world: World, one: int, other: int) -> None:
    fact, _, _ = pick(world.items("spec", one), 0)
    for said in world.vault.said:
        if said.fact == fact and said.place in ("spec", "context"):
            world.replace(said.host, said.line + "\n", "")
            world.taken.add(fact)


def _take_front(world: World, one: int, other: int) -> None:
    fact, host, link = pick(world.items("front", one), 0)
    world.replace(host, f'  - "{link}"\n', "")
    world.taken.add(fact)


def _depend(world: World, one: int, other: int) -> None:
    number, upstream = pick(world.features(), one), pick(world.features(), other)
    if number == upstream or number not in world.vault.specs:
        raise LookupError("on itself")
    world.replace(world.vault.specs[number], "depends_on: []\n", f"depends_on: [{upstream}]\n")


def _status(world: World, one: int, word: str, *places: str) -> None:
    for place in places:
        host = world.host(one, place)
        pattern = r"(?m)^status:.*$" if place == "spec" else r"(?m)^\*\*Status\*\*:.*$"
        label = "status:" if place == "spec" else "**Status**:"
        ending = "" if place == "spec" else "  "
        text = world.specs.read(host)
        world.specs.write(host, re.sub(pattern, f"{label} {word}{ending}", text, count=1))
        word = WORDS[(WORDS.index(word) + 1) % len(WORDS)]


def _rename(world: World, one: int, new: Callable[[str], str]) -> None:
    path = world.delivered(one)
    world.specs.move(path, new(path)) if not (world.specs.folder / new(path)).exists() else None


def _lettered(path: str) -> str:
    """The same number under another letter."""
    name = basename(path)
    return f"{dirname(path)}/{'g' if name[0] != 'g' else 'h'}{name[1:]}"


def _cased(path: str) -> str:
    return f"{dirname(path)}/{basename(path)[0].swapcase()}{basename(path)[1:]}"


def _tools(path: str) -> str:
    return re.sub(r"/deliverables/[^/]+/", "/deliverables/tools/", path)


def _rename_feature(world: World, one: int, other: int) -> None:
    folder = dirname(world.vault.specs[pick(world.features(), one)])
    world.fresh += 1
    world.specs.move(folder, f"{dirname(folder)}/{3000 + world.fresh}")


def _move_feature(world: World, one: int, other: int) -> None:
    folder = dirname(world.vault.specs[pick(world.features(), one)])
    there = "specs/2000" if folder.startswith("specs/1000/") else "specs/1000"
    world.specs.move(folder, f"{there}/{basename(folder)}")


def _line(world: World, one: int, other: int, new: Callable[[str], str]) -> None:
    _, host, line = pick(world.items(("spec", "context")[other % 2], one), 0)
    world.replace(host, line + "\n", new(line + "\n"))


def _reorder(world: World, one: int, other: int) -> None:
    host = world.host(one, ("spec", "context")[other % 2])
    lines = list(
        dict.fromkeys(said.line + "\n" for said in world.vault.said if said.host == host and "- " in said.line)
    )
    block = "".join(lines)
    world.replace(host, block, "".join(reversed(lines)))


def _drop(world: World, path: str, pattern: str) -> None:
    text = world.specs.read(path)
    found = re.search(pattern, text)
    if not found:
        raise LookupError(pattern)
    world.specs.write(path, text[: found.start()] + text[found.end() :])


def _unmark(world: World, one: int, other: int) -> None:
    marked = [path for path in world.vault.files if MARKERS.encode() in world.vault.files[path]]
    world.replace(pick(marked, one), MARKERS, "")


def _delete(world: World, path: str) -> None:
    if path not in world.vault.files:
        raise LookupError(path)
    world.specs.delete(path)


def _mark(world: World, one: int, other: int) -> None:
    host = world.host(one, ("spec", "context")[other % 2])
    world.specs.write(host, world.specs.read(host) + MARKERS)


def _share(world: World, one: int, other: int) -> None:
    path, host = world.delivered(one), world.host(other, "spec")
    if dirname(host) == path[: path.index("/deliverables/")] or dirname(dirname(host)) not in path:
        raise LookupError("its own")
    inside = path[len(dirname(dirname(host))) + 1 :]
    world.replace(host, "## Deliverables\n\n", f"## Deliverables\n\n- [[../{inside}|shared]]\n")


def _trap(world: World, one: int, other: int) -> None:
    path = world.delivered(one)
    trap = path[path.index("deliverables/") :] if other % 2 else "context.md"
    world.specs.write(trap, "a trap\n")


def _prose(world: World, one: int, other: int, words: str) -> None:
    world.replace(world.host(one, ("spec", "context")[other % 2]), "\n## ", f"\n{words}\n\n## ")


DEEDS: dict[str, Callable[[World, int, int], object]] = {
    "take_spec": lambda world, one, other: world.take("spec", one),
    "take_context": lambda world, one, other: world.take("context", one),
    "take_both": _take_both,
    "take_downstream": lambda world, one, other: world.take("downstream", one),
    "take_front": _take_front,
    "put_spec": lambda world, one, other: world.put("spec", one, other),
    "put_context": lambda world, one, other: world.put("context", one, other),
    "put_trace": lambda world, one, other: world.new_file(one, other, traced=True),
    "depend": _depend,
    "status_spec": lambda world, one, other: _status(world, one, WORDS[other], "spec"),
    "status_context": lambda world, one, other: _status(world, one, WORDS[other], "context"),
    "status_both": lambda world, one, other: _status(world, one, WORDS[other], "spec", "context"),
    "rename_file": lambda world, one, other: _rename(world, one, _lettered),
    "move_file": lambda world, one, other: _rename(world, one, _tools),
    "case": lambda world, one, other: _rename(world, one, _cased),
    "rename_feature": _rename_feature,
    "move_feature": _move_feature,
    "delete_file": lambda world, one, other: _delete(world, world.delivered(one)),
    "delete_context": lambda world, one, other: _delete(world, world.host(one, "context")),
    "delete_spec": lambda world, one, other: _delete(world, world.host(one, "spec")),
    "delete_index": lambda world, one, other: _delete(
        world, f"{dirname(world.host(one, 'spec'))}/deliverables/index.md"
    ),
    "duplicate": lambda world, one, other: _line(world, one, other, lambda line: f"{line}{line[:-1]} - again\n"),
    "reorder": _reorder,
    "describe": lambda world, one, other: _line(world, one, other, lambda line: f"{line[:-1]} - in other words\n"),
    "drop_section": lambda world, one, other: _drop(
        world, world.host(one, ("spec", "context")[other % 2]), r"(?s)\n## Deliverables\n.*?(?=\n## )"
    ),
    "drop_front": lambda world, one, other: _drop(world, world.host(one, "spec"), r"(?s)\A---\n.*?\n---\n"),
    "drop_header": lambda world, one, other: _drop(
        world, world.host(one, ("spec", "context")[other % 2]), r"\n\*\*(?:Context|Parent|Spec|Status)\*\*:.*(?=\n)"
    ),
    "drop_trace": lambda world, one, other: _drop(
        world, world.delivered(one), r"(?:# |<!-- )Spec: .*\n(?:(?:# |<!-- )Context: .*\n)?"
    ),
    "mark": _mark,
    "unmark": _unmark,
    "wrong_parent": lambda world, one, other: world.replace(
        world.host(one, "spec"), "**Parent**: [[../epic|", "**Parent**: [[../../2000/epic|"
    ),
    "share": _share,
    "trap": _trap,
    "retitle": lambda world, one, other: world.replace(world.host(one, "spec"), "title: ", "title: New "),
    "typed": lambda world, one, other: _prose(world, one, other, "It waits for [[1002]]."),
    "prose": lambda world, one, other: _prose(world, one, other, "One word more of it."),
}
