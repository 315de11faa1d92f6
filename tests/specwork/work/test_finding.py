"""Which spec is meant."""

import pytest

from specwork.errors import AmbiguousSpec, IdClash, UnknownSpec
from tests.specwork.work.room import Room

FILES = {
    "specs/1000/epic.md": "---\nid: 1000\ntitle: Foundation\n---\n",
    "specs/1000/1001/spec.md": "---\nid: 1001\ntitle: Mount the NAS\n---\n",
    "specs/1000/1001/context.md": "# Context\n",
    "specs/1000/1001/1011.spec.md": "---\nid: 1011\ntitle: Mount options\n---\n",
    "specs/1000/1001/1011.context.md": "",
    "specs/1000/1001/deliverables/scripts/a.sh": "",
    "specs/1000/1002/spec.md": "---\nid: 1007\ntitle: Mount\n---\n",
    "specs/1000/1003/spec.md": "---\nid: 1001\ntitle: Copy\n---\n",
    "specs/2000/epic.md": "# No front matter\n",
    "notes.md": "",
}


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        pytest.param("1011", "specs/1000/1001/1011.spec.md", id="an id"),
        pytest.param(" 1011 ", "specs/1000/1001/1011.spec.md", id="with blanks around it"),
        pytest.param("1007", "specs/1000/1002/spec.md", id="the id that the front matter says"),
        pytest.param("2000", "specs/2000/epic.md", id="an id that only the folder says"),
        pytest.param("specs/1000/1001/spec.md", "specs/1000/1001/spec.md", id="a path"),
        pytest.param("specs/1000/1001/spec", "specs/1000/1001/spec.md", id="a path without its ending"),
        pytest.param("./specs/1000/1001/", "specs/1000/1001/spec.md", id="its folder"),
        pytest.param("specs/1000", "specs/1000/epic.md", id="an epic's folder"),
        pytest.param("specs/1000/1001/context.md", "specs/1000/1001/spec.md", id="its journal"),
        pytest.param("specs/1000/1001/1011.context.md", "specs/1000/1001/1011.spec.md", id="a task's journal"),
        pytest.param("specs/1000/1001/deliverables/scripts/a.sh", "specs/1000/1001/spec.md", id="what it delivered"),
        pytest.param("foundation", "specs/1000/epic.md", id="a title in any case"),
        pytest.param("Mount", "specs/1000/1002/spec.md", id="a whole title, though others hold it"),
        pytest.param("options", "specs/1000/1001/1011.spec.md", id="a piece of a title"),
        pytest.param("nas mount", "specs/1000/1001/spec.md", id="words of a title in any order"),
        pytest.param("1011 Mount options", "specs/1000/1001/1011.spec.md", id="its label"),
        pytest.param("1011-task-nas-setup", "specs/1000/1001/1011.spec.md", id="the name of an older layout"),
    ],
)
def test_a_spec_is_found_by(asked: str, path: str) -> None:
    assert Room(FILES).given().specs.find(asked).path == path


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        pytest.param("99", UnknownSpec, "no spec has the id 99", id="an unknown id"),
        pytest.param("nowhere", UnknownSpec, "no spec is called 'nowhere'", id="unknown words"),
        pytest.param("1001", IdClash, "1001 is the id of 2 specs", id="an id that two bear"),
        pytest.param("o", AmbiguousSpec, "may mean 6 specs: 1000 Foundation, 1001 Mount the NAS", id="too little"),
        pytest.param("notes.md", UnknownSpec, "no spec is called", id="a file of no spec"),
        pytest.param(" ", UnknownSpec, "no spec is named", id="nothing"),
    ],
)
def test_what_is_not_found_is_told(asked: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        Room(FILES).given().specs.find(asked)


def test_a_slip_of_the_pen_gets_a_hint() -> None:
    with pytest.raises(UnknownSpec) as fault:
        Room(FILES).given().specs.find("fundation")
    assert fault.value.hint == "did you mean 1000 Foundation"


def test_the_tree_says_who_is_whose_parent() -> None:
    specs = Room(FILES).given().specs
    epic = specs.find("1000")
    assert [one.path for one in specs.children(epic)] == [
        "specs/1000/1001/spec.md",
        "specs/1000/1003/spec.md",
        "specs/1000/1002/spec.md",
    ]
    task = specs.find("1011")
    parent = specs.parent(task)
    assert parent is not None
    assert parent.path == "specs/1000/1001/spec.md"
    assert specs.children(task) == []
    assert specs.parent(epic) is None
