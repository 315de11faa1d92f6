"""The product's own specs, kept in its own format: sound, agreed on every side, and proved by the tests they name."""

import re
from pathlib import Path

import pytest

from specwork.desk import Desk

TOP = Path(__file__).resolve().parent.parent
SPECS = sorted((TOP / "specs").rglob("spec.md"))
_proof = re.compile(r"^- \[(.)\] .*\(`([^`]+)`\)$", re.MULTILINE)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(str(TOP))


def test_nothing_is_wrong_in_them(desk: Desk) -> None:
    assert [one for one in desk.check() if one.severity == "error"] == []


def test_every_side_says_the_same(desk: Desk) -> None:
    report = desk.sync(dry_run=True)
    assert (report.done.changed, report.conflicts) == ([], ())


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
def test_each_feature_names_the_tests_that_prove_it(path: Path) -> None:
    proofs = _proof.findall(path.read_text(encoding="utf-8"))
    assert proofs
    for _, proof in proofs:
        place, _, name = proof.partition("::")
        assert (TOP / place).exists(), proof
        assert not name or f"def {name}(" in (TOP / place).read_text(encoding="utf-8"), proof


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
def test_each_feature_names_code_that_stands_there(path: Path) -> None:
    listed = path.read_text(encoding="utf-8").split("## Deliverables")[1].split("\n## ")[0]
    named = re.findall(r"^- `([^`]+)`", listed, re.MULTILINE)
    assert named
    assert [one for one in named if not (TOP / one).is_file()] == []
