"""The commands over many specs: list, search, next, timeline."""

from typing import Any

import pytest

from tests.kit import DiskVault, lines
from tests.specwork.cli.storage import MOUNT, STORAGE, VAULT


@pytest.fixture
def specs(vault: DiskVault) -> DiskVault:
    return vault.has(VAULT)


def ids(answer: dict[str, Any], name: str = "specs") -> list[int]:
    return [one["id"] for one in answer[name]]


# list


def test_a_list_tells_every_spec_by_id(specs: DiskVault) -> None:
    assert specs.run("list").out == lines(
        "1000\tepic\timplementing\t-\t\t\tFoundation",
        "1001\tfeature\timplementing\t1/2\thigh\t\tStorage",
        "1002\tfeature\tplanning\t-\t\t\tDesk",
        "1011\ttask\tplanning\t-\tlow\t\tMount the NAS",
        "2000\tepic\tdone\t-\t\t\tMarket",
    )


def test_a_list_for_programs_has_the_promised_fields(specs: DiskVault) -> None:
    answer = specs.json("list", "--type", "feature")
    assert answer["version"] == 1
    assert answer["specs"][0] == {
        "id": 1001,
        "type": "feature",
        "title": "Storage",
        "status": "implementing",
        "path": STORAGE,
        "context": "specs/1000/1001/context.md",
        "parent": 1000,
        "criteria": {"met": 1, "total": 2},
        "sessions": 2,
        "deliverables": 2,
        "priority": "high",
        "owner": "",
    }
    assert answer["specs"][1]["context"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param(["--type", "task"], [1011], id="of a type"),
        pytest.param(["--status", "completed"], [2000], id="of a status, whatever word was typed for it"),
        pytest.param(["--under", "1000"], [1001, 1002, 1011], id="below a spec"),
        pytest.param(["--under", "Storage"], [1011], id="below a spec named by its title"),
        pytest.param(["--open", "--type", "epic"], [1000], id="open ones"),
        pytest.param(["--blocked"], [], id="blocked ones, of which there are none"),
    ],
)
def test_a_list_is_narrowed_to(specs: DiskVault, asked: list[str], found: list[int]) -> None:
    assert ids(specs.json("list", *asked)) == found


# search


@pytest.mark.parametrize(
    ("words", "best", "where"),
    [
        pytest.param("1001", 1001, "id", id="an id"),
        pytest.param("storage", 1001, "title", id="a title"),
        pytest.param("NAS mount", 1011, "title", id="the words of a title in any order"),
        pytest.param("cold store", 1001, "alias", id="an alias"),
        pytest.param("glossary", 2000, "heading", id="a heading"),
        pytest.param("mount at", 1001, "heading", id="a heading of a journal"),
    ],
)
def test_search_finds_by(specs: DiskVault, words: str, best: int, where: str) -> None:
    hits = specs.json("search", *words.split())["hits"]
    assert (hits[0]["id"], hits[0]["where"]) == (best, where)


def test_search_tells_the_line_and_the_words_as_typed(specs: DiskVault) -> None:
    assert specs.run("search", "GLOSSARY").out == "2000\theading\tspecs/2000/epic.md:7\tGlossary of terms\n"


def test_search_looks_into_every_line_when_asked(specs: DiskVault) -> None:
    assert specs.json("search", "unplugged")["hits"] == []
    [hit] = specs.json("search", "UNPLUGGED", "--text")["hits"]
    assert (hit["id"], hit["file"], hit["line"]) == (1001, "specs/1000/1001/context.md", 24)
    assert hit["text"] == "- [ ] try it with the NAS unplugged"


def test_search_takes_every_sign_for_itself(specs: DiskVault) -> None:
    specs.has({"specs/3000/epic.md": '---\nid: 3000\ntitle: "100% _sure_ \\"yes\\""\n---\n# Ünder % Ç\n## Ünder % x\n'})
    assert ids(specs.json("search", "100%"), "hits") == [3000]
    assert ids(specs.json("search", '"yes"'), "hits") == [3000]
    assert ids(specs.json("search", "ünder"), "hits") == [3000]
    assert ids(specs.json("search", "a%e"), "hits") == []
    specs.has({"specs/4000/epic.md": "---\nid: 4000\ntitle: Ärger\n---\n"})
    assert ids(specs.json("search", "ärger"), "hits") == [4000]


# next


def test_next_is_what_waits_on_nothing_and_nobody_works_on(specs: DiskVault) -> None:
    answer = specs.json("next")
    assert [(one["id"], one["leaf"]) for one in answer["specs"]] == [(1011, True), (1001, False), (1000, False)]


@pytest.mark.parametrize(
    ("edits", "first"),
    [
        pytest.param({}, 1011, id="a part before the whole that it is part of"),
        pytest.param({MOUNT: ("status: planning", "status: blocked")}, 1001, id="nothing that is blocked"),
        pytest.param(
            {STORAGE: ("status: implementing", "status: completed")}, 1002, id="what was waiting, by priority"
        ),
        pytest.param(
            {STORAGE: ("status: implementing", "status: dropped")}, 1002, id="what waited on something dropped"
        ),
    ],
)
def test_next_begins_with(specs: DiskVault, edits: dict[str, tuple[str, str]], first: int) -> None:
    for path, (old, new) in edits.items():
        specs.has({path: specs.read(path).replace(old.encode(), new.encode())})
    assert ids(specs.json("next"))[0] == first


def test_the_parts_of_what_waits_wait_with_it(specs: DiskVault) -> None:
    specs.has({"specs/1000/1002/1021.spec.md": "---\nid: 1021\ntitle: Screen\n---\n"})
    assert 1021 not in ids(specs.json("next"))
    specs.has({STORAGE: specs.read(STORAGE).replace(b"status: implementing", b"status: completed")})
    assert 1021 in ids(specs.json("next"))


def test_a_spec_with_an_open_session_is_not_next(specs: DiskVault) -> None:
    journal = "# Context\n## Implementation Timeline\n### Session 1: 2026-11-20 - x\n**Status**: open ^s-1\n"
    specs.has({"specs/1000/1001/1011.context.md": journal})
    assert 1011 not in ids(specs.json("next"))


def test_a_claim_makes_the_first_ready_spec_the_participants_and_can_be_undone(specs: DiskVault) -> None:
    before = specs.files()
    told = specs.json("next", "--claim")
    assert told["claimed"]["id"] == 1011
    assert b"owner: Mira\n" in specs.read(MOUNT)
    assert b"status: planning\n" in specs.read(MOUNT)
    assert specs.json("next", "--claim")["changed"] == []
    specs.run("undo")
    assert specs.files() == before


def test_a_claimed_spec_is_not_claimed_by_another(specs: DiskVault) -> None:
    specs.run("next", "--claim")
    assert specs.json("--as", "Ada", "next", "--claim")["claimed"]["id"] != 1011
    assert b"owner: Mira\n" in specs.read(MOUNT)


def test_a_dry_claim_claims_nothing(specs: DiskVault) -> None:
    before = specs.files()
    assert "+owner: Mira" in specs.run("next", "--claim", "--dry-run").out
    assert specs.files() == before


# timeline


def test_a_timeline_is_what_was_done_the_latest_first(specs: DiskVault) -> None:
    out = specs.run("timeline").out
    assert out.splitlines()[:2] == [
        "2026-11-19 14:00  1001 Storage: Mount at boot  (partial; 45 min; Ada)",
        "    14:05 implementation: Wrote the unit",
    ]
    assert [one["number"] for one in specs.json("timeline")["sessions"]] == [2, 1]


def test_an_entry_of_a_later_day_bears_its_day_in_a_timeline(specs: DiskVault) -> None:
    text = specs.read("specs/1000/1001/context.md").replace(b"Wrote the unit", b"x\n- 2026-11-20 00:10 Wrote the unit")
    specs.has({"specs/1000/1001/context.md": text})
    assert specs.run("timeline").out.splitlines()[1:3] == [
        "    14:05 implementation: x",
        "    2026-11-20 00:10 implementation: Wrote the unit",
    ]


def test_a_timeline_shows_what_a_reader_sees_and_tells_programs_what_is_written(specs: DiskVault) -> None:
    written = "Wrote [[deliverables/scripts/setup.sh|Setup Script]] as [[../epic]] says, `[[not]]` [so](a.md)"
    text = specs.read("specs/1000/1001/context.md").replace(b"Wrote the unit", written.encode())
    specs.has({"specs/1000/1001/context.md": text.replace(b"Mount at boot\n", b"[[spec|Mount]] at boot\n")})
    assert specs.run("timeline").out.splitlines()[:2] == [
        "2026-11-19 14:00  1001 Storage: Mount at boot  (partial; 45 min; Ada)",
        "    14:05 implementation: Wrote Setup Script as epic says, `[[not]]` so",
    ]
    [entry, *_] = specs.json("timeline")["sessions"][0]["entries"]
    assert entry["text"] == written


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        pytest.param(["--since", "2026-11-19"], [2], id="since a day"),
        pytest.param(["--by", "mira"], [1], id="by somebody"),
        pytest.param(["1000"], [2, 1], id="of a spec and all below it"),
        pytest.param(["1002"], [], id="of a spec without a journal"),
        pytest.param(["--limit", "1"], [2], id="the latest alone"),
    ],
)
def test_a_timeline_is_narrowed_to(specs: DiskVault, asked: list[str], numbers: list[int]) -> None:
    assert [one["number"] for one in specs.json("timeline", *asked)["sessions"]] == numbers


def test_a_timeline_reads_no_further_than_it_must_and_says_the_same(vault: DiskVault) -> None:
    heading = "# C\n## Implementation Timeline\n### Session 1: 2026-11-{day:02} - Day {day}\n**Status**: completed\n"
    for day in range(1, 28):
        place = f"specs/{day}000"
        vault.has({f"{place}/epic.md": f"---\nid: {day}000\n---\n", f"{place}/context.md": heading.format(day=day)})
    vault.has({"specs/27000/context.md": heading.format(day=27) + "### Session 2: 2026-01-01 - Long before\n"})
    whole = vault.json("timeline", "--limit", "0")["sessions"]
    assert [one["title"] for one in whole] == [*(f"Day {day}" for day in range(27, 0, -1)), "Long before"]
    for limit in (1, 2, 5):
        assert vault.json("timeline", "--limit", str(limit))["sessions"] == whole[:limit]
