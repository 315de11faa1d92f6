"""The job that takes in notes made elsewhere: each gets what a spec has, and says what it said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.schema import read_spec
from specwork.errors import AmbiguousSpec, BadUsage
from specwork.work import adopting, specs
from tests.specwork.work.room import Room
from vault.errors import NoSuchFile, Refused
from vault.notes.note import read_note

S = "specs/1000/1001/spec.md"


@pytest.fixture
def room() -> Room:
    room = Room({"Home.md": "See [[specs/1000/epic|the base]]\n"})
    for kind, title, under in [
        ("epic", "Base", None),
        ("epic", "Market", None),
        ("feature", "Storage", "1000"),
        ("feature", "Desk", "2000"),
        ("task", "Mount", "1001"),
        ("task", "Tune", "1001"),
    ]:
        room.run(specs.new, kind=kind, title=title, under=under)
    room.files["specs/1000/1001/deliverables/a.sh"] = b"#!/bin/sh\n"
    return room


PHONE = (
    '---\nid:\ntype: feature\ntitle: ""\nstatus: planning\ncreated: "2026-11-01"\naliases: ["{{alias}}"]\n---\n'
    "# On the train\n\n**Context**: {{context}}  \n**Parent**: {{parent}}\n\n## Overview\n\nText [[../../Home]]\n"
)


def test_a_note_from_a_phone_is_taken_in(room: Room) -> None:
    room.files["specs/1000/idea 7.md"] = PHONE.encode()
    room.files["n.md"] = b"[[idea 7]]"
    changes = room.run(adopting.adopt)
    assert specs.made(changes) == [(1002, "specs/1000/1002/spec.md")]
    assert room.text("specs/1000/1002/spec.md") == (
        '---\nid: 1002\ntype: feature\ntitle: "On the train"\nstatus: planning\ncreated: "2026-11-01"\n'
        "aliases: [1002 On the train]\nupdated: 2026-11-20\n---\n# On the train\n\n"
        "**Context**: [[context|Implementation Journal]]  \n**Parent**: [[../epic|1000 Base]]\n\n"
        "## Overview\n\nText [[../../../Home]]\n"
    )
    assert "**Spec**: [[spec|1002 On the train]]" in room.text("specs/1000/1002/context.md")
    assert room.text("n.md") == "[[specs/1000/1002/spec|idea 7]]"
    assert not room.run(adopting.adopt)


@pytest.mark.parametrize("link", ["[[idea 7]]", "[[specs/1000/idea 7|idea 7]]"])
def test_links_to_a_note_that_is_taken_in_read_as_they_did(room: Room, link: str) -> None:
    room.files["specs/1000/idea 7.md"] = PHONE.encode()
    room.files["n.md"] = link.encode()
    room.run(adopting.adopt)
    assert room.text("n.md") == "[[specs/1000/1002/spec|idea 7]]"


@pytest.mark.parametrize(
    ("path", "text", "home"),
    [
        pytest.param(
            "specs/1000/1001/x.md", "---\ntype: task\n---\n", "specs/1000/1001/1013.spec.md", id="a task by its folder"
        ),
        pytest.param(
            "specs/1000/1001/x.md",
            "---\ntype: feature\n---\n",
            "specs/1000/1002/spec.md",
            id="a feature within another",
        ),
        pytest.param("specs/x.md", "---\ntype: epic\n---\n", "specs/3000/epic.md", id="an epic"),
        pytest.param(
            "specs/x.md",
            "---\ntype: feature\n---\n# X\n\n**Parent**: [[2000/epic]]\n",
            "specs/2000/2002/spec.md",
            id="a feature by the parent that it names",
        ),
        pytest.param(
            "specs/1000/x.md",
            "---\ntype: feature\nid: {{id}}\n---\n",
            None,
            id="an id that is a placeholder without quotes is left to be named",
        ),
    ],
)
def test_a_note_finds_its_place(room: Room, path: str, text: str, home: str | None) -> None:
    room.files[path] = text.encode()
    changes = room.run(adopting.adopt)
    assert [made for _, made in specs.made(changes)] == ([] if home is None else [home])


def test_notes_taken_in_together_get_numbers_of_their_own(room: Room) -> None:
    for name in "abc":
        room.files[f"specs/1000/{name}.md"] = b"---\r\ntype: feature\r\n---\r\n"
    room.files["specs/lost.md"] = b"---\ntype: feature\n---\n"
    changes = room.run(adopting.adopt)
    assert [number for number, _ in specs.made(changes)] == [1002, 1003, 1004]
    assert b"\n" not in room.files["specs/1000/1002/spec.md"].replace(b"\r\n", b"")
    assert "specs/lost.md" in room.files
    assert [notice.split(":")[0] for notice in changes.notices] == ["specs/lost.md stays where it is"]


def test_notes_in_several_places_get_numbers_of_their_own_too() -> None:
    room = Room({f"specs/{number}/epic.md": "" for number in (100001, 100002)})
    room.files |= {f"specs/{number}/x.md": b"---\ntype: feature\n---\n" for number in (100001, 100002)}
    assert [number for number, _ in specs.made(room.run(adopting.adopt))] == [100003, 100004]


def test_any_note_can_be_named(room: Room) -> None:
    room.files["old/Plan.md"] = b"\xef\xbb\xbfJust text with [[Home]].\r\n\xff"
    room.run(adopting.adopt, note="old/Plan.md", kind="task", under="2001")
    assert room.files["specs/2000/2001/2011.spec.md"] == (
        b"\xef\xbb\xbf---\r\nid: 2011\r\ntype: task\r\ntitle: Plan\r\nstatus: planning\r\ncreated: 2026-11-20\r\n"
        b"updated: 2026-11-20\r\naliases:\r\n  - 2011 Plan\r\n---\r\n"
        b"**Context**: [[2011.context|Implementation Journal]]  \r\n**Parent**: [[spec|2001 Desk]]\r\n\r\n"
        b"Just text with [[Home]].\r\n\xff"
    )


@pytest.mark.parametrize(
    ("note", "kind", "under", "error"),
    [
        pytest.param("Home.md", None, None, BadUsage, id="without a type"),
        pytest.param("Home.md", "task", "1000", Refused, id="below a parent of the wrong kind"),
        pytest.param("Home.md", "feature", None, AmbiguousSpec, id="with several parents to choose from"),
        pytest.param("gone.md", "epic", None, NoSuchFile, id="that is not there"),
        pytest.param(S, "epic", None, BadUsage, id="that is a spec already"),
        pytest.param("specs/1000/1001/context.md", "epic", None, Refused, id="that is a journal"),
        pytest.param("specs/1000/1001/deliverables/a.sh", "epic", None, Refused, id="that is no note"),
        pytest.param("templates/epic.md", None, None, Refused, id="that is a template"),
    ],
)
def test_a_note_is_not_taken_in(
    room: Room, note: str, kind: str | None, under: str | None, error: type[Exception]
) -> None:
    room.files["templates/epic.md"] = b"---\ntype: epic\n---\n"
    with pytest.raises(error):
        room.run(adopting.adopt, note=note, kind=kind, under=under)


@given(st.text(alphabet=st.sampled_from("ab#:[]|\n\r-*{}\"'% \\é"), max_size=60), st.sampled_from(["", "type: task\n"]))
def test_whatever_a_note_says_it_still_says_when_it_is_taken_in(text: str, head: str) -> None:
    room = Room({"specs/1000/epic.md": "", "specs/1000/1001/spec.md": ""})
    content = (f"---\n{head}---\n" if head else "").encode() + text.encode()
    room.files["x.md"] = content
    try:
        room.run(adopting.adopt, note="x.md", kind="task", under="1001")
    except (BadUsage, Refused):  # nothing to call it by, or a front matter that cannot be changed safely
        assert room.files["x.md"] == content
        return
    after = room.files["specs/1000/1001/1011.spec.md"]
    spec = read_spec(read_note("specs/1000/1001/1011.spec.md", after), "specs")
    assert spec is not None
    assert (spec.id, spec.type, spec.status) == (1011, "task", "planning")
    kept = [line for line in text.encode().splitlines() if b"{{" not in line]
    lines = iter(after.splitlines())
    assert all(line in lines for line in kept)  # all of them, in their order
