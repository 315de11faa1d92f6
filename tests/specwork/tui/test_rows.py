"""The model of the tree: what is seen, and that nobody loses their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.tui.tree.model import EVERYTHING, ORDERS, Tree, Wanted
from specwork.tui.tree.rows import Row, Rows

SPECS = Rows(
    (
        Row("a", None, "epic", "Storage", 1000),
        Row("a/b", "a", "feature", "Mount", 1001, "doing"),
        Row("a/b/c", "a/b", "task", "Automount", 1011, "done", priority="high"),
        Row("a/b/d", "a/b", "task", "Tests", 1012, "planning", priority="low"),
        Row("e", None, "epic", "Desk", 2000, "done"),
    ),
    specs=True,
)


def seen(tree: Tree) -> list[str]:
    return [f"{'  ' * depth}{key}" for key, depth in zip(tree.lines, tree.depths, strict=True)]


def test_folded_it_shows_what_is_nobodys_part() -> None:
    assert seen(Tree(SPECS)) == ["a", "e"]


def test_unfolding_shows_the_parts_and_what_was_unfolded_among_them() -> None:
    tree = Tree(SPECS)
    tree.unfold("a/b")
    assert seen(tree) == ["a", "e"]
    tree.unfold("a")
    assert seen(tree) == ["a", "  a/b", "    a/b/c", "    a/b/d", "e"]
    tree.fold("a")
    assert seen(tree) == ["a", "e"]


def test_folding_around_the_cursor_takes_it_along() -> None:
    tree = Tree(SPECS)
    tree.reveal("a/b/d")
    tree.fold("a")
    assert tree.cursor == "a"


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        pytest.param(Wanted(open=True), ["a"], id="what is done is not open"),
        pytest.param(Wanted(type="task"), ["a", "  a/b", "    a/b/c", "    a/b/d"], id="tasks, with what holds them"),
        pytest.param(Wanted(text="auto"), ["a", "  a/b", "    a/b/c"], id="a word of a title, wherever it lies"),
        pytest.param(Wanted(text="1012"), ["a", "  a/b", "    a/b/d"], id="an id"),
        pytest.param(Wanted(text="nowhere"), [], id="nothing is called so"),
        pytest.param(Wanted(status="completed"), ["a", "  a/b", "    a/b/c", "e"], id="a status in any of its words"),
    ],
)
def test_narrowed_it_shows(wanted: Wanted, lines: list[str]) -> None:
    tree = Tree(SPECS)
    tree.narrow(wanted)
    assert seen(tree) == lines
    tree.narrow(EVERYTHING)
    assert seen(tree) == ["a", "e"]


@pytest.mark.parametrize(
    ("order", "tasks"),
    [("id", ["a/b/c", "a/b/d"]), ("title", ["a/b/c", "a/b/d"]), ("status", ["a/b/d", "a/b/c"]),
     ("priority", ["a/b/d", "a/b/c"])],
)  # fmt: skip
def test_parts_are_in_order(order: str, tasks: list[str]) -> None:
    tree = Tree(SPECS)
    tree.sort(order)
    assert tree.below["a/b"] == tasks


def test_a_spec_that_moved_keeps_fold_mark_and_cursor() -> None:
    tree = Tree(SPECS)
    tree.unfold("a")
    tree.unfold("a/b")
    tree.cursor = "a/b"
    tree.toggle_mark("a/b")
    moved = [row._replace(key=row.key.replace("a/b", "e/x"), parent=(row.parent or "").replace("a/b", "e/x") or None)
             for row in SPECS.rows]  # fmt: skip
    moved[1] = moved[1]._replace(parent="e")
    tree.replace(Rows(tuple(moved), specs=True))
    assert tree.cursor == "e/x"
    assert tree.marks == {"e/x"}
    assert "e/x" in tree.unfolded


def test_where_the_cursors_row_is_gone_it_stands_on_the_line_at_its_place() -> None:
    tree = Tree(SPECS)
    tree.go(1)
    tree.replace(Rows(SPECS.rows[:1], specs=True))
    assert tree.cursor == "a"


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    keys: list[str] = []
    made = []
    for number in range(draw(st.integers(0, 12))):
        parent = draw(st.sampled_from([None, *keys])) if keys else None
        key = f"{parent}/{number}" if parent else str(number)
        keys.append(key)
        status = draw(st.sampled_from(["planning", "done", "doing"]))
        made.append(Row(key, parent, draw(st.sampled_from(["epic", "task"])), f"t{number}", number, status))
    return Rows(tuple(made), specs=True)


def steps() -> st.SearchStrategy[list[tuple[str, int]]]:
    word = st.sampled_from(["fold", "unfold", "move", "narrow", "sort", "reveal", "replace"])
    return st.lists(st.tuples(word, st.integers(-3, 12)), max_size=12)


@given(rows(), rows(), steps())
def test_whatever_is_done_the_lines_are_those_of_a_tree_made_anew(
    one: Rows, other: Rows, done: list[tuple[str, int]]
) -> None:
    tree = Tree(one)
    for word, number in done:
        key = list(tree.rows)[number % len(tree.rows)] if tree.rows else ""
        if word == "fold" and key:
            tree.fold(key)
        elif word == "unfold" and key:
            tree.unfold(key)
        elif word == "move":
            tree.move(number)
        elif word == "narrow":
            tree.narrow([EVERYTHING, Wanted(open=True), Wanted(type="task"), Wanted(text=str(number))][number % 4])
        elif word == "sort":
            tree.sort(ORDERS[number % len(ORDERS)])
        elif word == "reveal":
            tree.reveal(key)
        elif word == "replace":
            tree.replace(other)
        assert (tree.cursor is None) == (not tree.lines)
        assert tree.cursor is None or tree.position() >= 0
    anew = Tree()
    anew.unfolded, anew.wanted, anew.order = set(tree.unfolded), tree.wanted, tree.order
    anew.replace(Rows(tuple(tree.rows.values()), specs=True))
    assert anew.rows == tree.rows
    if not tree.wanted.seeks:  # where one seeks, what was folded by hand unfolds again
        assert (anew.lines, anew.depths) == (tree.lines, tree.depths)
