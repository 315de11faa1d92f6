"""Random vaults of specs, and random histories of what is done to them; what each edit does stands in `outside`."""

from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.specs_kit import epic, journal, spec

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
