"""What cannot be delivered changes nothing; and whatever can is told everywhere or nowhere."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specwork.errors import AmbiguousSpec, UnknownSpec
from specwork.work.delivering_files import MOVE, NEW, Taken
from tests import specs_kit
from tests.specs_kit import AT, C2, MARKERS, S2, B, C, I, S, Specs
from tests.specwork.work.delivered import SCRIPT, did, settled
from vault.errors import AlreadyThere, BadPath, NoSuchFile, Refused, VaultError

specs = specs_kit.specs


# what cannot be


def _refused(specs: Specs, spec: str, files: Sequence[str | Taken], fault: type[VaultError], **asked: Any) -> str:
    before = specs.snapshot()
    with pytest.raises(fault) as told:
        did(specs, spec, *files, **asked)
    assert specs.snapshot() == before
    assert told.value.hint
    return told.value.message


@pytest.mark.parametrize(
    ("file", "fault", "says"),
    [
        pytest.param(f"{AT}/deliverables/scripts/no.sh", NoSuchFile, "no such file", id="one that is not there"),
        pytest.param(f"{AT}/deliverables/scripts", Refused, "is a folder", id="a folder"),
        pytest.param(f"{AT}/deliverables/scripts/link.sh", Refused, "symbolic link", id="a symbolic link"),
        pytest.param(".obsidian/app.json", BadPath, "hidden", id="a hidden one"),
        pytest.param(S2, Refused, "cannot be delivered", id="a spec"),
        pytest.param(C2, Refused, "cannot be delivered", id="a journal"),
        pytest.param(I, Refused, "cannot be delivered", id="the list itself"),
        pytest.param("../x", BadPath, "not a path in this vault", id="a way out"),
        pytest.param(Taken("/x/y.sh"), BadPath, "outside the vault and its repository", id="outside everything"),
        pytest.param(Taken("/x/y.sh", None, "y.sh"), NoSuchFile, "no such file", id="code that is not there"),
        pytest.param(f"{AT}/deliverables/scripts/a#b.sh", Refused, "no link leads", id="a name that no link can say"),
        pytest.param("node_modules/x/y.md", Refused, "leaves out", id="in a folder that is left out"),
    ],
)
def test_what_cannot_be_delivered_changes_nothing_not_even_with_others(
    specs: Specs, file: str | Taken, fault: type[VaultError], says: str
) -> None:
    specs.write(f"{AT}/deliverables/scripts/a#b.sh", SCRIPT)
    specs.write("node_modules/x/y.md", "x\n")
    specs.write(".obsidian/app.json", "{}")
    (specs.folder / AT / "deliverables/scripts/link.sh").symlink_to("a.sh")
    specs.write(B, SCRIPT)
    assert says in _refused(specs, "1001", [B, file], fault)


@pytest.mark.parametrize(
    ("asked", "fault", "says"),
    [
        pytest.param({"how": MOVE}, Refused, "nothing is taken away there", id="nothing is moved from outside"),
        pytest.param({"trace": True}, Refused, "writes nothing", id="nothing is traced outside"),
    ],
)
def test_outside_the_vault_nothing_is_changed(
    specs: Specs, asked: dict[str, Any], fault: type[VaultError], says: str
) -> None:
    (specs.folder.parent / ".git").mkdir()
    (specs.folder.parent / "y.sh").write_text("x\n")
    assert says in _refused(specs, "1001", [Taken("y.sh", None, "y.sh")], fault, **asked)


@pytest.mark.parametrize(
    ("asked", "fault"),
    [("4711", UnknownSpec), ("o", AmbiguousSpec), ("nothing like it", UnknownSpec)],
)
def test_a_spec_that_is_not_meant_for_certain(specs: Specs, asked: str, fault: type[VaultError]) -> None:
    specs.write(B, SCRIPT)
    _refused(specs, asked, [B], fault)


@pytest.mark.parametrize(
    ("path", "old", "new", "says"),
    [
        pytest.param(C, "**Created**", "**Status**: done  \n**Created**", "two headers", id="two headers"),
        pytest.param(S, "# Storage", f"{MARKERS}# Storage", "conflict markers", id="a merge"),
        pytest.param(S, "status: implementing", "status: [", "front matter", id="front matter that does not parse"),
        pytest.param(I, "# Deliverables", MARKERS, "conflict markers", id="a dark list"),
    ],
)
def test_a_note_that_cannot_be_believed_stops_it(specs: Specs, path: str, old: str, new: str, says: str) -> None:
    specs.write(B, SCRIPT)
    specs.edit(path, old, new)
    assert says in _refused(specs, "1001", [B], Refused)


def test_a_spec_without_a_journal_says_how_to_begin_one(specs: Specs) -> None:
    specs.delete(C)
    specs.write(B, SCRIPT)
    assert "no journal" in _refused(specs, "1001", [B], NoSuchFile)


def test_a_spec_without_front_matter_or_header_gets_its_places(specs: Specs) -> None:
    specs.write(S, "# Storage\n")
    specs.forget()
    specs.write(B, SCRIPT)
    did(specs, "1001", B)
    assert specs.read(S) == "# Storage\n\n## Deliverables\n\n- [[deliverables/scripts/b.sh|b.sh]]\n"


def test_two_files_of_one_name_are_not_laid_on_each_other(specs: Specs) -> None:
    specs.has({"x/a.txt": "1\n", "y/A.txt": "2\n"})
    assert "two of these" in _refused(specs, "1002", ["x/a.txt", "y/A.txt"], AlreadyThere, how=MOVE, category="docs")


def test_a_dry_run_writes_nothing_and_shows_all(specs: Specs) -> None:
    before = specs.snapshot()
    done = did(specs, "1001", Taken("x"), how=NEW, category="scripts", dry_run=True)
    assert specs.snapshot() == before
    assert "+# Spec: [[../../spec|1001 Storage]]" in done.diff


def test_a_root_that_captures_links_is_led_around(specs: Specs) -> None:
    specs.write("context.md", "# A trap\n")
    specs.write("deliverables/scripts/b.sh", "trap\n")
    specs.settle()
    specs.write(B, SCRIPT)
    did(specs, "1001", B)
    assert "- [[./deliverables/scripts/b.sh|b.sh]]" in specs.section(S, "Deliverables")
    settled(specs)


# the law

NAMES = st.text("ab-_ .éß%'\"&;", min_size=1, max_size=8)
WORDS = st.text("ab [](){}|`#^%$<>!*_~\\\"'\n\té", max_size=20)


FILES = st.lists(st.tuples(NAMES, st.sampled_from(["sh", "md", "json", "py", "png", "yaml"])), min_size=1, max_size=3)


@settings(max_examples=15)
@given(FILES, WORDS, WORDS, st.sampled_from(["1001", "1002", "1011"]))
def test_whatever_it_is_called_it_is_told_everywhere_or_nowhere(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]], title: str, words: str, spec: str
) -> None:
    specs = Specs(tmp_path_factory.mktemp("law")).has(specs_kit.VAULT)
    for name, ending in names:
        before = specs.snapshot()
        try:
            did(specs, spec, Taken(f"{name}.{ending}"), how=NEW, category="docs", title=title, description=words)
        except VaultError:
            assert specs.snapshot() == before
    settled(specs)


def test_what_is_known_by_a_name_without_an_ending_is_told_where_to_go(specs: Specs) -> None:
    for name in ("Makefile", "docker/Dockerfile"):
        with pytest.raises(VaultError) as refused:
            did(specs, "1001", Taken(name), how=NEW, category="config")
        assert "deliver it as code" in (refused.value.hint or "")
    specs.write(f"{AT}/deliverables/config/Makefile", "all:\n")
    with pytest.raises(VaultError) as refused:
        did(specs, "1001", f"{AT}/deliverables/config/Makefile")
    assert "without an ending" in (refused.value.hint or "")
