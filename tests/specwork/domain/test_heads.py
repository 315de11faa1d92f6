"""The head of a note: what it lacks is put in, what it says stays."""

import pytest

from specwork.domain.heads import aliases_renamed, header_lines, properties_set
from vault.notes.note import read_note
from vault.text import applied

WANTED = [("Context", "[[context|J]]"), ("Parent", "[[../epic|E]]")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "# A\n\n## B\n", "# A\n\n**Context**: [[context|J]]  \n**Parent**: [[../epic|E]]\n\n## B\n", id="none"
        ),
        pytest.param(
            "# A\r\n\r\n**Owner**: me\r\n\r\nText\r\n",
            "# A\r\n\r\n**Owner**: me  \r\n**Context**: [[context|J]]  \r\n**Parent**: [[../epic|E]]\r\n\r\nText\r\n",
            id="behind what stands there",
        ),
        pytest.param(
            "# A\n**Parent**: [[mine]]",
            "# A\n**Parent**: [[mine]]  \n**Context**: [[context|J]]",
            id="one is there, and says something else",
        ),
        pytest.param(
            "# A\n**context:** \n**Parent**: {{parent}}  \n**Owner**: me\n",
            "# A\n**context:** [[context|J]]\n**Parent**: [[../epic|E]]  \n**Owner**: me\n",
            id="empty, and a placeholder",
        ),
        pytest.param("Text", "**Context**: [[context|J]]  \n**Parent**: [[../epic|E]]\n\nText", id="no heading"),
        pytest.param("", "**Context**: [[context|J]]  \n**Parent**: [[../epic|E]]\n", id="nothing"),
        pytest.param(
            "# A",
            "# A\n\n**Context**: [[context|J]]  \n**Parent**: [[../epic|E]]\n",
            id="a heading without its line end",
        ),
        pytest.param(
            "---\nx: 1\n---\nText\n",
            "---\nx: 1\n---\n**Context**: [[context|J]]  \n**Parent**: [[../epic|E]]\n\nText\n",
            id="front matter and no heading",
        ),
        pytest.param(
            "# A\n**Context**: x  \n**Parent**: y\n", "# A\n**Context**: x  \n**Parent**: y\n", id="all is said"
        ),
    ],
)
def test_the_lines_of_a_header(before: str, after: str) -> None:
    text = before.encode()
    assert applied(text, header_lines(read_note("x.md", text), WANTED)).decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aliases: [a, 1 Old]", 'aliases: [a, "1 It\'s \\"n\\""]'),
        ("aliases: ['1 Old', '1 Old']", "aliases: ['1 It''s \"n\"', '1 It''s \"n\"']"),
        ("aliases:\n  - 1 Old # mine\n  - b", 'aliases:\n  - "1 It\'s \\"n\\"" # mine\n  - b'),
        ("aliases: 1 Old", 'aliases: 1 It\'s "n"'),
        ("aliases: [1 Older]", "aliases: [1 Older]"),
        ("title: 1 Old", "title: 1 Old"),
    ],
)
def test_an_alias_follows_its_title_where_it_stands(before: str, after: str) -> None:
    text = f"---\n{before}\n---\n".encode()
    assert applied(text, aliases_renamed(text, "1 Old", '1 It\'s "n"')).decode() == f"---\n{after}\n---\n"


def test_nothing_is_taken_away_from_a_note_without_front_matter() -> None:
    assert properties_set(b"# A\n", {"owner": None}) == []
    assert properties_set(b"---\na: 1\n---\n", {"owner": None}) == []
