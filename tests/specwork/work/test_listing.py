"""How far a whole has come is the sum of its parts, however it is reckoned and however deep they lie."""

from hypothesis import given as drawing
from hypothesis import strategies as st

from specwork.work.finding import Specs
from specwork.work.listing import Forest, progress_of, progresses, ready
from specwork.work.progress import overview, parts_below
from specwork.work.reports import subtree
from tests.specwork.work.room import Room

_spec = st.tuples(st.sampled_from(["planning", "done", "dropped", "blocked"]), st.integers(0, 3), st.integers(0, 3))


@drawing(st.lists(st.tuples(st.integers(0, 7), _spec), max_size=8))
def test_the_progress_of_all_at_once_is_that_of_each_by_itself(drawn: list[tuple[int, tuple[str, int, int]]]) -> None:
    folders: list[str] = []
    files = {}
    for number, (above, (status, met, unmet)) in enumerate(drawn, 1):
        folders.append(f"{folders[above % len(folders)] if folders and above else 'specs'}/{number}")
        boxes = "- [x] a\n" * met + "- [ ] b\n" * unmet
        files[f"{folders[-1]}/spec.md"] = f"---\nstatus: {status}\n---\n# S\n## Acceptance Criteria\n{boxes}"
    specs = Specs(Room(files).index(), "specs")
    forest = Forest(specs)
    assert progresses(forest) == {
        one.found.path: progress_of(one.spec, parts_below(specs, one.found)) for one in forest.all
    }  # fmt: skip


def test_a_tree_as_deep_as_a_disk_allows_is_told_whole() -> None:
    deep = 1100
    files, folder = {}, "specs"
    for number in range(1, deep + 1):
        folder += f"/{number % 10}"
        files[f"{folder}/spec.md"] = f"---\nid: {number}\n---\n"
    given = Room(files).given()
    assert [depth for depth, _, _ in overview(given).tree()] == list(range(deep))
    assert len(list(subtree(given.specs, given.specs.find("1000")))) == deep - 1000
    assert ready(given)[0].listed.spec.id == deep
