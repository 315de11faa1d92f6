"""What is found wrong in a vault as a whole."""

import pytest

from tests.kit import content_of, index_of
from vault.errors import NoSuchFile
from vault.index.health import base_of, examined


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    def text(path: str) -> bytes:
        if files[path] == "unreadable":
            raise NoSuchFile("gone", hint="")
        return content_of(files[path])

    return [(one.code, one.path) for one in examined(index_of(files), text)]


PLAN = "# Plan\n\none\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({"a.md": "[[b]]"}, [("broken-link", "a.md")], id="a broken link"),
        pytest.param({"a.md": "[[b]]", "b.md": ""}, [], id="nothing"),
        pytest.param({"n.md": "[[x]]", "a/x.md": "", "b/x.md": ""}, [("ambiguous-link", "n.md")], id="two equals"),
        pytest.param({"n.md": "[[ary/x]]", "glossary/x.md": ""}, [("half-name-link", "n.md")], id="half a name"),
        pytest.param(
            {"a.md": "[[a#No]] [[a#^no]]"}, [("missing-block", "a.md"), ("missing-heading", "a.md")], id="subpaths"
        ),
        pytest.param({"a.md": "---\nx: [\n---\n"}, [("unreadable-frontmatter", "a.md")], id="front matter"),
        pytest.param({"context.md": "", "s/context.md": ""}, [("captured-name", "context.md")], id="a captured name"),
        pytest.param({"A/x.md": "", "a/y.md": ""}, [("equal-names", "a")], id="folders equal but for case"),
        pytest.param(
            {"x.md": "", "X.md": ""},
            [("captured-name", "X.md"), ("captured-name", "x.md"), ("equal-names", "x.md")],
            id="files equal but for case",
        ),
        pytest.param(
            {"a.md": "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"}, [("conflict-markers", "a.md")], id="markers"
        ),
        pytest.param(
            {"a.md": "```\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n```\n"}, [], id="markers shown as code"
        ),
        pytest.param(
            {"plan.md": PLAN, "plan 2.md": PLAN + "x"}, [("conflict-copy", "plan 2.md")], id="a copy by a service"
        ),
        pytest.param({"plan.md": PLAN, "plan 2.md": "# Another\n"}, [], id="a note with a number of its own"),
        pytest.param({"plan 2.md": PLAN}, [], id="no note that it would be a copy of"),
        pytest.param({"plan.md": PLAN, "plan 2.md": "unreadable"}, [], id="a copy that cannot be read"),
    ],
)
def test_what_is_wrong(files: dict[str, str], told: list[tuple[str, str]]) -> None:
    assert found(files) == told


@pytest.mark.parametrize(
    "name",
    [
        "plan.sync-conflict-20240102-030405-ABCDEFG.md",
        "plan (Ann's conflicted copy 2024-01-02).md",
        "plan (1).md",
        "plan 2.md",
        "plan (Conflicted copy phone 202401020304).md",
        "plan_BACKUP_123.md",
        "plan_LOCAL_9.md",
        "plan.md.orig",
        "plan.md~HEAD",
        "plan-DESKTOP-A1B2.md",
        "plan (specwork conflict 2026-11-20 140500).md",
        "plan (conflicted copy 2024-01-02 030405).md",
    ],
)
def test_a_name_that_a_service_gives_to_a_conflict_copy(name: str) -> None:
    assert base_of(f"deep/{name}") == "deep/plan.md"


@pytest.mark.parametrize("name", ["plan.md", "README.md", "plan B.md", "2.md", "picture 2.png", "well-known.md"])
def test_a_name_that_none_gives(name: str) -> None:
    assert base_of(name) is None
