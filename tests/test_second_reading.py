"""The engine's links and a second reading of them agree: in the sample vault, in the product's own, in one of traps."""

import ast
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from specwork.demo.telling import tell
from tests.kit import DiskVault
from tests.second_reading import Read, SecondReading
from vault.index.resolve import Meaning

TOP = Path(__file__).resolve().parents[1]
TRAPS = {
    "context.md": "it captures every bare [[context]]\n",
    "specs/1000/epic.md": '---\nup: "[[Home]]"\nall:\n  - "[[1001/spec|One]]"\nno: see [[Home]]\n---\n[[context]]\n',
    "specs/1000/context.md": "[[epic]] [[./context]] [[../1000/epic#^a|b]] [[/specs/1000/epic]] [[/epic]]\n",
    "specs/1000/1001/spec.md": "[[../epic]] [[deliverables/a.sh]] ![[A.SH]] [[gone/a.sh]] [[#Here]] [[1014]]\n",
    "specs/1000/1001/deliverables/a.sh": "[[spec]]\n",
    "specs/1000/1002/spec.md": "[a](../1001/spec.md) [b](<with a blank.md>) [c](with%20a%20blank) [d](https://a.b/c)\n",
    "specs/1000/1002/with a blank.md": "`[[epic]]` <!-- [[epic]] --> %% [[epic]] %%\n\n~~~\n[[epic]]\n~~~\n[[spec]]\n",
    "one/note.md": "[[note]] [[x/note]]\n",
    "two/note.md": "| [[one/note\\|n]] | [[v1.2 plan]] |\n",
    "v1.2 plan.md": "\u00e9: [[e\u0301t\u00e9]] [[\u00c9T\u00c9]]\n",
    "été.md": "[[Note]]\r\n[[two/NOTE]]\r\n",
}


def engines(vault: DiskVault) -> set[Read]:
    links = vault.json("links")["links"]
    return {Read(*(one[name] for name in Read._fields)) for one in links}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told") / "library"
    tell(str(folder), git=False)
    return folder


@pytest.fixture
def sample(vault: DiskVault, told: Path) -> DiskVault:
    shutil.copytree(told, vault.folder, dirs_exist_ok=True)
    return vault


def test_it_shares_no_line_with_the_engine() -> None:
    parsed = ast.parse((TOP / "tests/second_reading.py").read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(parsed) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(parsed) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in named if name.split(".")[0] in ("vault", "specwork", "tests")}


def test_it_reads_the_cases_of_obsidians_rules_as_they_are_told(tmp_path: Path) -> None:
    wrong = []
    for case in json.loads((TOP / "tests/vault/link-cases.json").read_text(encoding="utf-8")):
        reading = SecondReading(tmp_path)
        reading.files = sorted(path for path in {*case["files"], case["source"]} if not path.startswith("."))
        for expected in case["expect"]:
            found = [*reading.opens(case["source"], expected["target"] or ""), None][0]
            if found != expected["resolves_to"] and "accept" not in case:
                wrong.append((case["id"], expected["target"], found))
    assert wrong == []


def test_both_agree_on_every_link_of_the_sample_vault(sample: DiskVault) -> None:
    sample.run("status", "--write")
    read = set(SecondReading(sample.folder).links())
    assert engines(sample) == read
    assert len(read) > 400
    assert [one.raw for one in read if one.resolves_to is None] == ["[[closing-days-2026]]"]


@pytest.mark.skipif(not (TOP / "specs").is_dir(), reason="the product's own specs are not here")
def test_both_agree_on_every_link_of_the_products_own_specs(vault: DiskVault) -> None:
    for path in (TOP / "specs").rglob("*"):
        if path.is_file():
            vault.has({str(path.relative_to(TOP)): path.read_bytes()})
    own = {one for one in SecondReading(vault.folder).links() if one.source.startswith("specs/")}
    assert {one for one in engines(vault) if one.source.startswith("specs/")} == own


def test_both_agree_where_names_are_traps(vault: DiskVault) -> None:
    read = sorted(SecondReading(vault.has(TRAPS).folder).links(), key=str)
    assert sorted(engines(vault), key=str) == read
    assert {one.resolves_to for one in read if one.raw == "[[context]]"} == {"context.md"}
    assert any(one.ambiguous for one in read)


def _anywhere(names: object, tail: str, folder_key: str) -> Meaning:
    return Meaning("specs/1000/epic.md")


@pytest.mark.parametrize(
    ("broken", "wrong"),
    [
        pytest.param("vault.index.resolve.FileNames.ending", _anywhere, id="the nearest file is not looked for"),
        pytest.param("vault.index.resolve.joined", lambda *_: "specs/1000/epic.md", id="dots are not followed"),
    ],
)
def test_a_wrong_answer_of_the_engine_is_found(
    sample: DiskVault, monkeypatch: pytest.MonkeyPatch, broken: str, wrong: Callable[..., object]
) -> None:
    monkeypatch.setattr(broken, wrong)
    sample.run("index", "--rebuild")
    assert engines(sample) != set(SecondReading(sample.folder).links())
