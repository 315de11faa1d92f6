"""A path in the vault cannot leave it; a new one is sound on every system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import BadPath
from vault.paths import folder_of, joined, key, name_of, new_path, relative, stem_of, vault_path


@pytest.mark.parametrize(
    "text", ["", "/a", "a//b", "../a", "a/../b", "a/.", ".git/x", "a/.hidden/b", "a\0b", "a/", ".obsidian"]
)
def test_no_path_of_the_vault(text: str) -> None:
    with pytest.raises(BadPath):
        vault_path(text)


@pytest.mark.parametrize(
    "text",
    [
        "a:b.md",
        "con.md",
        "LPT1",
        "a.",
        "a ",
        " a",
        "a\tb",
        "x" * 201,
        "a*b",
        "a?b",
        'a"b',
        "a<b",
        "a|b",
        "a\\b",
        "\udcff.md",
        "~/a.md",
    ],
)
def test_no_name_for_a_new_file(text: str) -> None:
    vault_path(text)
    with pytest.raises(BadPath):
        new_path(text)


@pytest.mark.parametrize(
    "text", ["a.md", "specs/1000/1001/spec.md", "日本 語.md", "C# notes.md", "console.md", "a'b (c).md", "~$a.md"]
)
def test_a_name_for_a_new_file(text: str) -> None:
    assert new_path(text) == text


STEPS = st.lists(st.sampled_from(["a", "b", "c d"]), min_size=1, max_size=4).map("/".join)


@given(STEPS, STEPS)
def test_a_relative_path_leads_back(folder: str, path: str) -> None:
    assert joined(folder, relative(folder, path)) == path


def test_spellings_of_one_path_share_a_key() -> None:
    assert key("Caf\u00e9/A\u00a0b.md") == key("CAFE\u0301/a b.MD")
    assert (folder_of("a/b"), name_of("a/b"), stem_of("a/b.c.md"), stem_of("a/b.png")) == ("a", "b", "b.c", "b.png")
