"""What an item of a Deliverables section says, in every form that people write."""

import pytest

from specwork.domain.deliverable import Entry, delivered, means
from tests.kit import index_of
from vault.notes.note import read_note

SPEC = "specs/1000/1001/spec.md"


def entries(body: str) -> list[Entry]:
    return delivered(read_note(SPEC, f"# S\n\n## Deliverables\n{body}\n## Next\n- [[other]]\n".encode()))


@pytest.mark.parametrize(
    ("item", "target", "title", "description"),
    [
        pytest.param("- [[d/a.sh|Mount]] - Mounts it", "d/a.sh", "Mount", "Mounts it", id="as the template has it"),
        pytest.param("- [[d/a.sh]]", "d/a.sh", "a.sh", "", id="a bare link is called by its file"),
        pytest.param("* [x] [[d/guide|Guide]]: reads well", "d/guide", "Guide", "reads well", id="a box and a colon"),
        pytest.param("1. [Mount](d/a%20b.sh) — on boot", "d/a b.sh", "Mount", "on boot", id="a Markdown link"),
        pytest.param("- ![[d/a.png|300]]", "d/a.png", "a.png", "", id="the width of a picture is no title"),
        pytest.param("- [[d/a.sh|A]] mounts - and more", "d/a.sh", "A", "mounts - and more", id="without a dash"),
        pytest.param("- `src/a.ts` - Client", "src/a.ts", "src/a.ts", "Client", id="code in backticks"),
        pytest.param(
            "- `src/a.ts` ([Line 45](../../../src/a.ts#L45)) - Client",
            "src/a.ts",
            "src/a.ts",
            "Client",
            id="code with the line that changed",
        ),
        pytest.param("- [[d/a.sh|A]] - ends in blanks  ", "d/a.sh", "A", "ends in blanks", id="blanks at the end"),
        pytest.param("- [[d/é.sh|Ä]] – ü", "d/é.sh", "Ä", "ü", id="not ASCII"),
    ],
)
def test_an_item_says_what_was_delivered(item: str, target: str, title: str, description: str) -> None:
    [entry] = entries(item + "\n")
    assert (entry.target, entry.title, entry.description) == (target, title, description)


def test_an_entry_knows_the_heading_that_it_stands_under() -> None:
    found = entries("- [[a]]\n### Scripts\n- [[b]]\n- [[c]]\n### Code Changes\n- `d.py`\n")
    assert [(one.target, one.category) for one in found] == [
        ("a", ""), ("b", "Scripts"), ("c", "Scripts"), ("d.py", "Code Changes"),
    ]  # fmt: skip


def test_prose_code_and_items_without_a_link_are_no_entries() -> None:
    assert entries("See [[a]].\n- nothing yet\n```\n- [[b]]\n```\n") == []


def test_what_is_nested_below_an_entry_belongs_to_it() -> None:
    found = entries("- Scripts:\n  - [[a]]\n    - see [[b]]\n- [[c]] and [[d]]\n- [[e]]\n")
    assert [(one.target, one.alone) for one in found] == [("a", False), ("c", False), ("e", True)]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_spans_of_an_entry_are_its_lines(ending: str) -> None:
    text = ending.join(["# S", "## Deliverables", "- [[a|A]] - one", "- [[b]]", ""]).encode()
    first, second = delivered(read_note(SPEC, text))
    assert text[first.start : first.first_end] == f"- [[a|A]] - one{ending}".encode()
    assert text[first.described.start : first.described.end] == b"one"
    assert (first.end, second.end) == (second.start, len(text))


def test_a_link_means_the_file_beside_its_note_before_a_namesake_elsewhere() -> None:
    index = index_of({SPEC: "", "specs/1000/1001/deliverables/a.sh": "", "deliverables/a.sh": ""})
    [entry] = entries("- [[deliverables/a.sh]]\n")
    assert means(index.names, SPEC, entry) == "specs/1000/1001/deliverables/a.sh"
    assert means(index.names, "notes/x.md", entry) == "deliverables/a.sh"
