"""A new link leads where it is meant to, in the form that the vault prefers."""

import pytest

from vault.edits.linking import Style, link_to
from vault.edits.rename import ABSOLUTE, RELATIVE, SHORTEST
from vault.index.resolve import FileNames


@pytest.mark.parametrize(
    ("form", "path", "written"),
    [
        pytest.param(SHORTEST, "b/only.md", "[[only]]", id="the shortest form is a name that one file bears"),
        pytest.param(SHORTEST, "b/spec.md", "[[spec]]", id="no name is known to be shared before it is"),
        pytest.param(SHORTEST, "b/twice.md", "[[b/twice]]", id="a name that two files bear is a path"),
        pytest.param(ABSOLUTE, "b/only.md", "[[b/only]]", id="the absolute form is a path from the top"),
        pytest.param(RELATIVE, "b/only.md", "[[../b/only]]", id="the relative form is a path from here"),
    ],
)
def test_a_link_is_spelled(form: str, path: str, written: str) -> None:
    names = FileNames(["a/source.md", "a/twice.md", "b/only.md", "b/spec.md", "b/twice.md"])
    assert link_to(names, "a/source.md", path, "", Style(form)) == written
