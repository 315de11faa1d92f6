"""The laws of sync, over random vaults and random histories of outside edits.

What the files say is read by `reader`, which shares no code with the product. Every example is a vault on disk.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from tests.conftest import TORTURE
from tests.kit import index_of
from tests.specs_kit import MARKERS, Specs, Told
from tests.specwork.sync.generators import Edit, Shape, edit, histories, shapes
from tests.specwork.sync.outside import World
from tests.specwork.sync.reader import Fact, Vault, prose
from tests.specwork.sync.union import merged_files
from vault.index.resolve import resolve
from vault.notes.links import read_link

History = list[list[Edit]]
few = settings(max_examples=1000 if TORTURE else 25)
ANY = st.booleans().flatmap(lambda agreed: shapes(agreed=agreed))


@contextmanager
def vaults(shape: Shape, *, names: tuple[str, ...] = ("vault",)) -> Iterator[list[World]]:
    with tempfile.TemporaryDirectory() as folder:
        yield [World(Specs(Path(folder) / name), shape) for name in names]


class Step(NamedTuple):
    """What stood before a sync and after it."""

    before: Vault
    after: Vault
    told: Told


def steps(world: World, history: History) -> Iterator[Step]:
    """The first sync, and one behind every round of edits."""
    for edits in ([], *history):
        done = [one for one in edits if world.apply(one)]
        before = world.read()
        told = world.specs.sync()
        note(f"{done} -> {told.diff} {told.conflicts} {told.findings}")
        yield Step(before, world.read(), told)


def fact_of(text: str) -> Fact | None:
    """The fact that a conflict is about, of those that have many values."""
    found = re.match(r"(\d+) (delivers|depends)\b.*?(\d+)(?:\.\w+)?\Z", text)
    return (found[2], int(found[1]), int(found[3])) if found else None


def facts_of(told: Told) -> set[Fact]:
    return {fact for _, text in told.conflicts if (fact := fact_of(text))}


def dark(vault: Vault) -> dict[str, bytes]:
    """The hosts in a merge conflict."""
    return {path: text for path, text in vault.files.items() if MARKERS.encode() in text}


# 1


@few
@given(ANY, histories())
def test_a_second_and_a_third_sync_write_nothing_and_say_the_same(shape: Shape, history: History) -> None:
    with vaults(shape) as [world]:
        for step in steps(world, history):
            for _ in range(2):
                again = world.specs.sync()
                assert again.diff == {}
                assert again.conflicts == step.told.conflicts
                assert world.read().facts == step.after.facts


@few
@given(shapes())
def test_a_vault_whose_places_agree_is_not_written_with_an_agreement_or_without(shape: Shape) -> None:
    with vaults(shape) as [world]:
        assert world.specs.sync().quiet
        assert world.specs.sync().quiet
        world.specs.forget()
        assert world.specs.sync().quiet


# 2


PATCHES = (
    "take_spec", "take_context", "take_both", "take_front", "take_downstream", "put_spec", "put_context", "put_trace",
    "depend", "status_spec", "status_context", "delete_file", "duplicate", "describe", "drop_trace", "share", "retitle",
    "typed", "prose", "delete_index", "drop_section",
)  # fmt: skip


class Orders:
    """One agreed vault, to which things happen in several orders. It is put back where it stood: the place counts."""

    def __init__(self, world: World) -> None:
        self.world, self.folder = world, world.specs.folder
        world.specs.sync()
        self.base = world.specs.snapshot()
        self.kept = self.folder.parent / "kept"
        shutil.copytree(self.folder, self.kept)

    def restore(self) -> None:
        """In the folder that it was, for an agreement holds for no other."""
        for one in self.folder.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        shutil.copytree(self.kept, self.folder, dirs_exist_ok=True)

    def patch(self, one: Edit) -> dict[str, bytes | None]:
        """What an edit makes of the files that it changes."""
        self.restore()
        assume(self.world.apply(one))
        after = self.world.specs.snapshot()
        return {path: after.get(path) for path in {*self.base, *after} if self.base.get(path) != after.get(path)}

    def footprint(self, patch: Mapping[str, bytes | None]) -> set[str]:
        """The files that it changes, those that it begins to name, and those that sync changes because of it."""
        self.restore()
        self.apply(patch)
        told = self.world.specs.sync()
        assume(not told.conflicts)
        return {*patch, *self._named(patch), *told.diff}

    def _named(self, patch: Mapping[str, bytes | None]) -> set[str]:
        found = set()
        for path, text in patch.items():
            before = self.base.get(path, b"")
            for other in self.base:
                name = os.path.basename(other).encode()
                if text is not None and text.count(name) > before.count(name):
                    found.add(other)
        return found

    def apply(self, patch: Mapping[str, bytes | None]) -> None:
        now = self.world.specs.snapshot()
        changed = {path: self.base[path] for path in patch if path in self.base}
        theirs = {path: text for path, text in patch.items() if text is not None}
        ours = {path: now[path] for path in patch if path in now}
        for path, text in merged_files(changed, ours, theirs).items():
            self.world.specs.write(path, text)
        for path in patch:
            if patch[path] is None and path in now:
                self.world.specs.delete(path)

    def run(self, *happenings: Mapping[str, bytes | None] | None) -> tuple[set[Fact], dict[str, list[bytes]]]:
        """Patches, and syncs where there is none. Items may come in another order."""
        self.restore()
        for patch in happenings:
            if patch is None:
                self.world.specs.sync()
            else:
                self.apply(patch)
        vault = self.world.read()
        return vault.facts, {path: sorted(text.split(b"\n")) for path, text in vault.files.items()}


@few
@given(shapes(), histories(kinds=PATCHES, longest=1), histories(kinds=PATCHES, longest=1))
def test_the_order_of_independent_edits_does_not_matter(shape: Shape, first: History, second: History) -> None:
    with vaults(shape) as [world]:
        orders = Orders(world)
        one, other = (orders.patch(history[0][0]) for history in (first, second))
        assume(not orders.footprint(one) & orders.footprint(other))
        expected = orders.run(one, other, None)
        assert orders.run(one, None, other, None) == expected
        assert orders.run(other, None, one, None) == expected


# 3


@few
@given(shapes(), st.integers(0, 5), st.integers(0, 4), st.sampled_from(("spec", "context")))
def test_what_is_added_stands_in_every_place_afterwards(shape: Shape, one: int, other: int, place: str) -> None:
    with vaults(shape) as [world]:
        world.specs.sync()
        fact = world.put(place, one, other)
        assert world.specs.sync().conflicts == []
        assert world.read().places(fact) >= world.vault.required(fact)


@few
@given(shapes(), st.sampled_from(("take_spec", "take_context", "take_front", "take_downstream")), st.integers(0, 5))
def test_what_is_deleted_stands_nowhere_even_for_a_sync_that_remembers_nothing(
    shape: Shape, kind: str, one: int
) -> None:
    with vaults(shape) as [world]:
        world.specs.sync()
        assume(world.apply((kind, one, 0)))
        [fact] = world.taken
        assert world.specs.sync().conflicts == []
        assert world.read().places(fact) == set()
        world.specs.forget()
        assert world.specs.sync().diff == {}


# 4, 5, 6, 7: held by every sync of any history


@few
@given(ANY, histories())
def test_no_fact_is_lost_whose_item_nobody_deleted(shape: Shape, history: History) -> None:
    with vaults(shape) as [world]:
        for step in steps(world, history):
            assert step.before.facts - step.after.facts <= world.taken


@few
@given(ANY, histories())
def test_what_is_in_conflict_or_cannot_be_read_is_left_as_it_is(shape: Shape, history: History) -> None:
    with vaults(shape) as [world]:
        for step in steps(world, history):
            for fact in facts_of(step.told):
                assert step.after.lines(fact) == step.before.lines(fact)
            for path, text in dark(step.before).items():
                assert step.after.files[path] == text
            for _, fact_in_words in step.told.conflicts:
                number = int(fact_in_words.split()[0]) if "status" in fact_in_words else 0
                if number in step.before.specs:
                    assert step.after.status(number) == step.before.status(number)


@few
@given(ANY, histories())
def test_lines_that_are_none_of_its_business_stay_and_keep_their_order(shape: Shape, history: History) -> None:
    with vaults(shape) as [world]:
        for path in [path for path in world.vault.files if path.endswith(".md")]:
            world.specs.write(path, world.vault.files[path] + b"\ncaf\xe9 \xff stays\n")
        for step in steps(world, history):
            for path, text in step.before.files.items():
                assert prose(step.after.files[path]) == prose(text), path


def links_of(vault: Vault) -> Counter[tuple[str, str]]:
    """Every link of notes, and those in the traces of scripts."""
    found = Counter((link.source, link.raw) for link in index_of(vault.files).links())
    for path in vault.files:
        if path.endswith((".sh", ".py")):
            found.update((path, raw) for raw in re.findall(r"\[\[[^\]]*\]\]", vault.text(path)))
    return found


@few
@given(ANY, histories())
def test_a_link_that_was_not_there_before_leads_to_what_was_meant(shape: Shape, history: History) -> None:
    with vaults(shape) as [world]:
        for step in steps(world, history):
            names = index_of(step.after.files).names
            for source, raw in links_of(step.after) - links_of(step.before):
                said = read_link(raw)
                meaning = resolve(names, source, said.target)
                assert meaning.path is not None, f"{source}: {raw} leads nowhere"
                assert not meaning.ambiguous, f"{source}: {raw} may lead elsewhere"
                if delivered := re.fullmatch(r"F(\d+)", said.alias or ""):
                    assert Vault.bears(meaning.path, int(delivered[1])), f"{source}: {raw} leads to {meaning.path}"
                elif (labelled := re.match(r"(\d{4})\b", said.alias or "")) and meaning.path in step.after.ids:
                    assert step.after.ids[meaning.path] in (int(labelled[1]), world.called(meaning.path))


# 8


@few
@given(ANY, histories(longest=2))
def test_without_an_agreement_sync_only_adds(shape: Shape, history: History) -> None:
    with vaults(shape) as [world]:
        for step in steps(world, history):
            world.specs.forget()
            said = {(one.fact, one.place, one.host) for one in step.after.said}
            told = world.specs.sync()
            assert told.report.adds_only is True
            assert said <= {(one.fact, one.place, one.host) for one in world.read().said}


# 9


APART = (
    "take_spec", "take_context", "take_both", "take_front", "take_downstream", "put_spec", "put_context", "put_trace",
    "reorder", "describe", "duplicate", "prose", "delete_file", "share", "drop_trace",
)  # fmt: skip


@few
@given(shapes(), st.integers(0, 2**32))
def test_two_machines_come_to_the_same_files(shape: Shape, seed: int) -> None:
    chance = Random(seed)
    with vaults(shape, names=("here", "there")) as machines:
        machines[1].fresh = 80
        base = machines[0].specs.snapshot()
        for world in machines:
            world.specs.sync()
        told = [_works(world, chance) for world in machines]
        restored: set[Fact] = set()
        for _ in range(4):
            here, there = (world.specs.snapshot() for world in machines)
            if here == there and here == base:
                break
            base = merged_files(base, here, there)
            restored |= _complete(Vault(base))
            for world in machines:
                _becomes(world.specs, base)
            told = [world.specs.sync() for world in machines]
            note(f"merged, then {[(one.diff, one.conflicts) for one in told]}")
        here, there = (world.specs.snapshot() for world in machines)
        assert here == there
        open_ = {fact for one in told for fact in facts_of(one)}
        taken = machines[0].taken | machines[1].taken
        held = any("broken-link" in one.codes for one in told)  # a new item leads nowhere: nothing is let go beside it
        assert held or Vault(here).facts & taken <= open_ | restored


def _works(world: World, chance: Random) -> Told:
    """One or two rounds of edits and syncs, the last of which may not have been synced."""
    told = world.specs.sync()
    for _ in range(chance.randint(1, 2)):
        done = [one for one in (edit(chance, APART) for _ in range(chance.randint(1, 3))) if world.apply(one)]
        if chance.random() < 0.8:
            told = world.specs.sync()
        note(f"{world.specs.folder.name}: {done} -> {told.diff}")
    return told


def _complete(vault: Vault) -> set[Fact]:
    """The facts that stand in every full place."""
    ends = {"delivers": {"spec", "context"}, "depends": {"front", "downstream"}}
    return {fact for fact in vault.facts if vault.places(fact) >= ends[fact[0]]}


def _becomes(specs: Specs, files: Mapping[str, bytes]) -> None:
    now = specs.snapshot()
    for path in now.keys() - files.keys():
        specs.delete(path)
    specs.has({path: text for path, text in files.items() if now.get(path) != text})


# 10


def _git(specs: Specs, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=specs.folder, check=True, capture_output=True)


def _commit(specs: Specs) -> None:
    _git(specs, "add", "-A")
    _git(specs, "commit", "-q", "--allow-empty", "-m", "as it stands")


@settings(few, max_examples=300 if TORTURE else 12)
@given(shapes(), histories(kinds=PATCHES, longest=2), histories(kinds=PATCHES, longest=1))
def test_work_in_an_older_tree_is_not_lost(shape: Shape, newer: History, older: History) -> None:
    with vaults(shape) as [world]:
        specs = world.specs
        _git(specs, "init", "-q", "-b", "main")
        _commit(specs)
        _git(specs, "branch", "older")
        for _ in steps(world, newer):
            pass
        _commit(specs)
        specs.sync()
        _git(specs, "checkout", "-q", "older")
        for one in older[0]:
            world.apply(one)
        _commit(specs)
        before = world.read()
        specs.sync()
        assert before.facts <= world.read().facts


@pytest.mark.parametrize("kind", ["take_spec", "put_context", "share", "rename_feature", "mark"])
def test_edits_do_what_they_say(kind: str) -> None:
    """The generators are worth something: what they take is gone, what they put is there."""
    shape = Shape([], [], [("planning", "planning")] * 4)
    with vaults(shape) as [world]:
        for at in range(3):
            world.put("spec", at, at)
        before = world.read().files
        assert world.apply((kind, 0, 1))
        assert world.read().files != before
        assert bool(world.taken) is (kind == "take_spec")
