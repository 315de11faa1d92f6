"""A vault under edits from outside: what each kind of edit does to its files, as a person would.

An edit is a kind and two numbers that choose among what there is; where there is nothing to choose it does nothing.
Edits work on lines of files, and remember which facts they took from a full place.
"""

import re
from collections.abc import Callable
from posixpath import basename, dirname
from typing import Any

from tests.specs_kit import MARKERS, Specs
from tests.specwork.sync.generators import EXTS, WORDS, Delivered, Edit, Shape, files_of, name_of, text_of
from tests.specwork.sync.reader import Fact, Vault


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
