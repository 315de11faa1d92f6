"""What `check` finds in a vault of specs: nothing in a sound one, and each single damage by its file."""

import pytest

from specwork.domain.findings import KINDS
from tests.specwork.work.checked import DAMAGES, Files, Found, found, made
from tests.specwork.work.room import Room


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return made(tmp_path_factory.mktemp("sound") / "vault")


def test_nothing_is_wrong_in_what_the_commands_made(sound: Files) -> None:
    assert found(Room(sound)) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_named_with_its_file(sound: Files, damage: str) -> None:
    files = dict(sound)
    DAMAGES[damage].does(files)
    told = found(Room(files))
    assert Found(DAMAGES[damage].code, DAMAGES[damage].path) in told


@pytest.mark.parametrize("code", KINDS)
def test_every_sort_of_finding_is_met_in_a_test(code: str) -> None:
    assert code in {damage.code for damage in DAMAGES.values()}


def test_what_cannot_be_read_just_now_says_nothing_wrong_of_others(sound: Files) -> None:
    markers = b"<<<<<<< ours\none\n=======\nother\n>>>>>>> theirs\n"
    for path in [path for path in sound if path.endswith(".md")]:
        files = {**sound, path: sound[path] + markers}
        assert found(Room(files)) == [], path


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("[[deliverables/scripts/a.sh]]", True, id="without words"),
        pytest.param("[Script](deliverables/scripts/a.sh)", True, id="as a Markdown link"),
        pytest.param("[[specs/1000/1001/deliverables/scripts/a.sh]]", True, id="from the top"),
        pytest.param("[[Deliverables/Scripts/A.SH]]", True, id="in other letter case"),
        pytest.param("[[a.sh]]", True, id="by its bare name"),
        pytest.param("[[elsewhere/a.sh]]", False, id="in a folder that is not there"),
    ],
)
def test_an_item_means_what_sync_takes_it_to_mean(sound: Files, written: str, meant: bool) -> None:
    spec = "specs/1000/1001/spec.md"
    text = sound[spec].decode().replace("[[deliverables/scripts/a.sh|Mount script]]", written)
    assert text != sound[spec].decode()
    assert (found(Room({**sound, spec: text.encode()})) == []) == meant


def test_a_vault_whose_top_holds_the_specs_is_checked_too(sound: Files) -> None:
    files = {path.removeprefix("specs/"): text for path, text in sound.items()}
    assert found(Room(files, root="")) == []
    del files["1000/1001/context.md"]
    assert Found("context-missing", "1000/1001/spec.md") in found(Room(files, root=""))


def test_the_vaults_own_template_says_which_sections_there_are(sound: Files) -> None:
    files = dict(sound)
    DAMAGES["a section is deleted in the spec"].does(files)
    own = {**files, "templates/task.md": b"---\ntype: task\n---\n# {{title}}\n\n## Overview\n"}
    assert found(Room(own)) == []
    strict = {**files, "templates/task.md": b"# {{title}}\n\n## Technical approach\n"}
    assert [one.code for one in found(Room(strict))] == ["section-missing"]
