"""Where specs lie, told from paths alone."""

import pytest

from specwork.domain import layout
from specwork.domain.category import category_of


@pytest.mark.parametrize(
    ("path", "journal", "number", "inline"),
    [
        pytest.param("specs/1000/epic.md", "specs/1000/context.md", 1000, False, id="an epic"),
        pytest.param("specs/1000/1001/spec.md", "specs/1000/1001/context.md", 1001, False, id="a feature"),
        pytest.param("specs/1000/1001/1011.spec.md", "specs/1000/1001/1011.context.md", 1011, True, id="a task"),
        pytest.param("1000/1001/1011/spec.md", "1000/1001/1011/context.md", 1011, False, id="a task in a folder"),
        pytest.param("1014-task-nas/spec.md", "1014-task-nas/context.md", None, False, id="a folder that is no number"),
        pytest.param("spec.md", "context.md", None, False, id="at the top"),
    ],
)
def test_a_spec_has_its_home(path: str, journal: str, number: int | None, inline: bool) -> None:
    here = layout.home(path)
    assert here is not None
    assert (here.journal, here.number, here.inline) == (journal, number, inline)
    assert path in layout.specs_of_journal(journal)


@pytest.mark.parametrize("path", ["specs/1000/context.md", "1011.context.md", "notes.md", "1011.spec.txt", "a.spec.md"])
def test_another_file_is_no_spec(path: str) -> None:
    assert layout.home(path) is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("specs/1000/epic.md", "epic"),
        ("specs/1000/1001/spec.md", "feature"),
        ("specs/1000/1001/1011.spec.md", "task"),
        ("specs/1000/1001/1011/spec.md", "task"),
        ("specs/archive/1001/spec.md", "feature"),
        ("specs/archive/1011.spec.md", "task"),
    ],
)
def test_what_a_spec_is_follows_from_where_it_lies(path: str, kind: str) -> None:
    assert layout.type_of(path, "specs") == kind


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("specs/1000/epic.md", True),
        ("specs/templates/epic.md", False),
        ("specs/1000/1001/deliverables/docs/spec.md", False),
        ("other/1000/epic.md", False),
        ("specification/a.md", False),
    ],
)
def test_templates_and_deliverables_are_no_specs(path: str, inside: bool) -> None:
    assert layout.below("specs", path) is inside


@pytest.mark.parametrize("folder", layout.CATEGORIES)
def test_a_category_has_one_folder_and_one_heading(folder: str) -> None:
    assert layout.folder_for(layout.CATEGORIES[folder]) == folder
    assert category_of(f"specs/1000/1001/deliverables/{folder}/a.txt") == layout.CATEGORIES[folder]


def test_a_folder_of_ones_own_is_a_category() -> None:
    assert category_of("1001/deliverables/diagrams/a.png") == "Diagrams"
    assert layout.folder_for("Data Flow / Diagrams") == "data-flow-diagrams"
