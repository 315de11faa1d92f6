"""The bench vaults hold what they say they hold: the engine counts the same."""

from collections import Counter

import pytest

from bench.pages import Tally
from bench.vaults import BACKLINKS, HUB, spec_vault, write
from vault.index.entry import settled
from vault.index.resolve import FileNames, resolve
from vault.notes.note import Note, read_note


def drawn(notes: int, seed: int = 1) -> tuple[dict[str, bytes], Tally]:
    tally = Tally()
    return dict(spec_vault(notes, seed, tally=tally)), tally


def notes_of(files: dict[str, bytes]) -> list[Note]:
    return [read_note(path, content) for path, content in files.items() if path.endswith(".md")]


@pytest.mark.parametrize("notes", [10, 37, 100, 501])
def test_a_vault_has_exactly_as_many_notes_as_asked_for(notes: int) -> None:
    files, tally = drawn(notes)

    assert len(notes_of(files)) == tally.notes == notes
    assert len(files) == tally.files


def test_one_seed_draws_one_vault_and_another_seed_another() -> None:
    assert drawn(60, seed=7)[0] == drawn(60, seed=7)[0]
    assert drawn(60, seed=7)[0] != drawn(60, seed=8)[0]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_engine_finds_every_link_that_was_counted_and_no_decoy(seed: int) -> None:
    files, tally = drawn(400, seed)

    links = [link for note in notes_of(files) for link in note.links]

    assert [link.raw for link in links if "decoy" in link.target] == []
    assert len(links) == tally.links
    assert sum(link.where == "frontmatter" for link in links) == tally.in_properties


def test_three_in_a_hundred_links_are_broken_and_they_are_the_ones_that_were_counted() -> None:
    files, tally = drawn(400)
    names = FileNames(files)

    broken = [
        (note.path, link.raw) for note in notes_of(files) for link in note.links
        if resolve(names, note.path, link.target).path is None
    ]  # fmt: skip

    assert Counter(broken) == Counter(tally.broken_links)
    assert round(100 * tally.broken / tally.links) == 3


def test_nothing_else_is_wrong_with_a_vault() -> None:
    files, _ = drawn(400)
    names = FileNames(files)

    codes = {finding.code for note in notes_of(files) for finding in settled(note.path, note.links, names).findings}

    assert codes == {"broken-link"}


def test_the_hub_has_exactly_its_backlinks_each_from_another_note() -> None:
    files, tally = drawn(1500)
    names = FileNames(files)

    sources = [
        note.path for note in notes_of(files) for link in note.links
        if resolve(names, note.path, link.target).path == HUB
    ]  # fmt: skip

    assert len(sources) == len(set(sources)) == BACKLINKS == tally.hub_backlinks


def test_most_notes_share_a_few_names() -> None:
    files, tally = drawn(1000)

    shared = Counter(path.rpartition("/")[2] for path in files if path.endswith(".md")).most_common(3)

    assert {name for name, _ in shared} == {"spec.md", "context.md", "index.md"}
    assert sum(count for _, count in shared) > 0.75 * tally.notes


def test_a_vault_is_written_into_an_empty_folder_only(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("vault")
    tally = write(str(folder / "new"), 12)
    written = [path for path in (folder / "new").rglob("*") if path.is_file()]

    assert len(written) == tally.files
    with pytest.raises(FileExistsError):
        write(str(folder / "new"), 12)
