"""Resolving is Obsidian's, to the letter: its cases, and a plain reading of its rules as the oracle."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit import index_of
from tests.vault.index.test_index import paths, targets
from vault.index.resolve import FileNames, heading_number, plain_heading, resolve
from vault.paths import folder_of, key, name_of

CASES = json.loads((Path(__file__).parent.parent / "link-cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['id']}: {case['why']}") for case in CASES])
def test_a_case_of_obsidians(case: dict[str, Any]) -> None:
    """All 186, the two of low confidence too: `[[My%20Note]]` is not decoded; of two equals the first by name wins."""
    files = {path: "" for path in case["files"] if not any(step.startswith(".") for step in path.split("/"))}
    index = index_of({**files, case["source"]: case["text"]})
    found = []
    for link in index.links(case["source"]):
        told = link._asdict()
        if link.where != "frontmatter":
            del told["where"]
        found.append({name: told[name] for name in told if name not in ("source", "line", "ambiguous")})
    for said, expected in zip(found, case["expect"], strict=True):
        accepted = expected.pop("accept", [expected["resolves_to"]])
        expected = {name: expected[name] for name in expected if name not in ("note", "needs")}
        assert said["resolves_to"] in accepted
        assert said == {**expected, "resolves_to": said["resolves_to"]}


def plainly(files: list[str], source: str, target: str) -> str | None:
    """The rules, step by step, by a look at every file."""
    asked = key(target).strip(" ")
    if not asked:
        return source
    name = name_of(asked)
    candidates = [path for path in files if "." in name and name_of(key(path)) == name]
    if not candidates:
        asked += ".md"
        candidates = [path for path in files if name and name_of(key(path)) == name + ".md"]
    if asked.startswith(("./", "../")):
        steps = key(folder_of(source)).split("/") if folder_of(source) else []
        while asked.startswith(("./", "../")):
            if asked.startswith("../"):
                if not steps:
                    return None
                steps.pop()
            asked = asked.partition("/")[2]
        place = "/".join([*steps, asked])
        return min((path for path in candidates if key(path) == place), default=None)
    rooted = asked.startswith("/")
    asked = asked[1:] if rooted else asked
    if exact := [path for path in candidates if key(path) == asked]:
        return min(exact)
    if rooted:
        return None
    candidates = [path for path in candidates if key(path).endswith(asked)]
    here = key(folder_of(source)) + "/" if folder_of(source) else ""
    return min(candidates, key=lambda path: (not key(path).startswith(here), len(path), path), default=None)


@settings(max_examples=300)
@given(st.lists(paths, max_size=12, unique=True), paths, targets)
def test_the_look_ups_answer_as_a_look_at_every_file_does(files: list[str], source: str, target: str) -> None:
    expected = plainly(files, source, target)
    assert resolve(FileNames(files), source, target).path == expected
    assert resolve(index_of(dict.fromkeys(files, "")).names, source, target).path == expected


@given(st.lists(paths, max_size=12, unique=True), paths, targets)
def test_tables_and_dictionaries_agree_on_everything(files: list[str], source: str, target: str) -> None:
    tables = index_of(dict.fromkeys(files, "")).names
    assert resolve(tables, source, target) == resolve(FileNames(files), source, target)


def test_two_files_at_equal_length_are_ambiguous() -> None:
    meaning = resolve(FileNames(["b/x.md", "a/x.md", "c.md"]), "c.md", "x")
    assert (meaning.path, meaning.ambiguous) == ("a/x.md", True)


def test_a_decomposed_name_on_disk_is_found_by_the_composed_one() -> None:
    assert resolve(FileNames(["Cafe\u0301.md"]), "n.md", "Caf\u00e9").path == "Cafe\u0301.md"


@pytest.mark.parametrize(
    ("subpath", "number"),
    [
        pytest.param("Goals", 0, id="the first of two equal headings"),
        pytest.param("Design#goals", 3, id="a nested one, below the one named before"),
        pytest.param("Data model!", 2, id="signs and letter case do not count"),
        pytest.param("Goals#Design", None, id="a nested one must lie deeper"),
        pytest.param("Nowhere", None, id="none"),
    ],
)
def test_a_subpath_finds_its_heading(subpath: str, number: int | None) -> None:
    headings = [(1, "Goals"), (1, "Design"), (2, "Data *model*"), (3, "Goals"), (2, "Goals")]
    assert heading_number([(level, plain_heading(text)) for level, text in headings], subpath) == number
