"""The scanner: what counts where, for any bytes, in time that grows with their number alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.notes.scan import Scan, scan
from vault.text import words


def scanned(text: str | bytes) -> Scan:
    return scan(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"), 0)


def links(text: str) -> list[str]:
    return [link.raw for link in scanned(text).links]


def headings(text: str) -> list[tuple[int, str]]:
    return [(head.level, head.text) for head in scanned(text).headings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("[[[a]]]", ["[[a]]"], id="of nested brackets the inner link counts"),
        pytest.param("\\![[a]]", ["[[a]]"], id="an escaped bang makes no embed"),
        pytest.param("![[a]]", ["![[a]]"], id="a bang makes an embed"),
        pytest.param("[x](a.md 'it')", ["[x](a.md 'it')"], id="a title may be in single quotes"),
        pytest.param(
            "[![i](i.png)](a.md)", ["[![i](i.png)](a.md)", "![i](i.png)"], id="an image in a link: both count"
        ),
        pytest.param("[o [x](a.md)](b.md)", ["[x](a.md)"], id="no link in a link: the inner one counts"),
        pytest.param('[a](b "x](y")', ['[a](b "x](y")'], id="a title may look like a link"),
        pytest.param("[a `](x)` b](c)", ["[a `](x)` b](c)"], id="code in the text may look like a link"),
        pytest.param("<!-- [[a]]\n\n[[b]]", [], id="a comment never closed hides the rest of the note"),
        pytest.param("x <!-- [[a]]\n\n[[b]]", ["[[a]]", "[[b]]"], id="never closed within a line, it is text"),
        pytest.param(
            '<a title="[[a]]">[[b]]</a> [[c]]', ["[[b]]", "[[c]]"], id="a tag is opaque, not what it encloses"
        ),
        pytest.param("<https://x/[[a]]> [[b]]", ["[[b]]"], id="an autolink is opaque"),
        pytest.param("| a |\n| - |\n| [[b|c]] |", [], id="a bare bar in a table cell splits the link"),
        pytest.param("`[[a]]\n---|\n[[b]]`", ["[[a]]", "[[b]]"], id="a table's head of one cell needs no bar"),
        pytest.param("| a |\n| - |\n    [[b]]", [], id="four blanks begin code, which ends a table"),
        pytest.param("| a |\n    | - |\n[[b|c]]", ["[[b|c]]"], id="behind four blanks there is no delimiter row"),
        pytest.param("a | `b | [[c]] `\n-|-|-", ["[[c]]"], id="a bar ends a cell, be it in code"),
        pytest.param("a | b\n-|-\n[[c\\|d]] | [[e]]", ["[[c\\|d]]", "[[e]]"], id="an escaped bar ends no cell"),
        pytest.param("<div[[a]]> <b [[c]]> </b [[d]]>", ["[[a]]", "[[c]]", "[[d]]"], id="what is no tag is text"),
        pytest.param('<b\n a=[[b]] c = "[[d]]" e>[[f]]', ["[[f]]"], id="a tag may reach over lines"),
        pytest.param(
            "-\n      a\n\n  [[b]]\n\n      [[c]]", ["[[b]]"], id="an item may begin with code below its dash"
        ),
        pytest.param("| a | b |\n- | - |\n[[c|d]]", ["[[c|d]]"], id="what begins an item is no delimiter row"),
        pytest.param("| a |\n\n| [[b|c]] |", ["[[b|c]]"], id="without a delimiter row it is no table"),
        pytest.param("$$\n[[a]]\n\n[[b]]\n$$\n[[c]]", ["[[c]]"], id="block math reaches over blank lines"),
        pytest.param("$$\n[[a]]", ["[[a]]"], id="block math never closed is text"),
        pytest.param("$a [[b$c]] d", ["[[b$c]]"], id="a dollar inside a link closes no math"),
        pytest.param("[^1]: one\n\n    [[a]]", ["[[a]]"], id="what is indented below a footnote belongs to it"),
        pytest.param("1. a\n\n      [[b]]", ["[[b]]"], id="in an item the fourth column counts from its text"),
        pytest.param("- a\n\n      [[b]]", [], id="four columns further in it is code"),
        pytest.param("> - ```\n>   [[a]]\n> [[b]]", ["[[b]]"], id="a fence ends with the item that holds it"),
        pytest.param("a\r\n```\r\n[[a]]\r\n```\r\n[[b]]", ["[[b]]"], id="CRLF ends lines"),
        pytest.param("```\r[[a]]\r```\r[[b]]", ["[[b]]"], id="a lone CR ends lines"),
        pytest.param("a\0[[b]]", ["[[b]]"], id="a NUL is a character"),
        pytest.param("[a]: b.md\n\n[x][a]", [], id="reference links are kept apart"),
    ],
)
def test_a_link_counts(text: str, found: list[str]) -> None:
    assert links(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("# One #\n## Two", [(1, "One"), (2, "Two")], id="closing hashes are no text"),
        pytest.param("One\n===\nTwo\n---", [(1, "One"), (2, "Two")], id="setext"),
        pytest.param("#no\n####### no", [], id="a blank is needed, and at most six hashes"),
        pytest.param("- # In an item", [(1, "In an item")], id="in an item"),
        pytest.param("a\n\n---\n", [], id="three dashes after a blank line are a rule"),
        pytest.param("# See [[a]]", [(1, "See [[a]]")], id="a link in it stays raw"),
        pytest.param("#", [(1, "")], id="an empty one"),
    ],
)
def test_headings(text: str, found: list[tuple[int, str]]) -> None:
    assert headings(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("#a #b/c, #d.", ["a", "b/c", "d"], id="signs end a tag"),
        pytest.param("#1984 #y1984", ["y1984"], id="digits alone are no tag"),
        pytest.param("x#a (#b) https://x/#c", [], id="only after a blank or at the start of a line"),
        pytest.param("#été #日本 #🚀", ["été", "日本", "🚀"], id="any script, and emoji"),
        pytest.param("#a/ `#b` %% #c %%", ["a", "c"], id="no closing slash; not in code; in comments"),
        pytest.param("#“quoted”", [], id="typographic quotes are signs"),
    ],
)
def test_tags(text: str, found: list[str]) -> None:
    assert [tag.text for tag in scanned(text).tags] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("a line ^id-1\n", ["id-1"], id="at the end of a paragraph"),
        pytest.param("a\nb ^x\nc", [], id="not in the middle of one"),
        pytest.param("- one ^a\n- two ^b\n", ["a", "b"], id="at the end of items"),
        pytest.param("| a |\n| - |\n\n^tab", ["tab"], id="alone below a table"),
        pytest.param("a^id", [], id="a blank comes before it"),
    ],
)
def test_block_ids(text: str, found: list[str]) -> None:
    assert [one.text for one in scanned(text).ids] == found


def test_a_task_has_any_one_character_as_its_state() -> None:
    text = "- [ ] a\n* [x] b\n1. [é] c\n- [xx] no\n- [ ]no\n"
    body = text.encode()
    assert [(task.state, body[slice(*task.mark)].decode()) for task in scanned(text).tasks] == [
        (" ", " "),
        ("x", "x"),
        ("é", "é"),
    ]


def test_an_item_reaches_to_the_end_of_what_is_nested_in_it() -> None:
    text = "- one\n  more\n  - two\n- three\n\nafter"
    body = text.encode()
    found = [(body[item.start : item.end].decode(), item.parent) for item in scanned(text).items]
    assert found == [("- one\n  more\n  - two", -1), ("- two", 0), ("- three", -1)]


def test_a_rule_begins_no_item_but_may_stand_in_one() -> None:
    text = "- - + - - -\n\n- - - a\n\n* * *"
    body = text.encode()
    found = [(body[item.start : item.end].decode(), item.parent) for item in scanned(text).items]
    assert found == [
        ("- - + - - -", -1), ("- + - - -", 0), ("+ - - -", 1), ("- - - a", -1), ("- - a", 3), ("- a", 4),
    ]  # fmt: skip


def test_regions_are_named() -> None:
    text = "`a` $b$ <!-- c --> %% d %%\n\n```\ne\n```\n"
    body = text.encode()
    assert [(kind, body[start:end].decode()) for kind, start, end in scanned(text).regions] == [
        ("code", "`a`"),
        ("math", "$b$"),
        ("html", "<!-- c -->"),
        ("comment", "%% d %%"),
        ("code", "```\ne\n```"),
    ]


PIECES = st.sampled_from(
    [
        *"-*+>#`~|$%<![]()\\ \t\n\r\0:^=_",
        "[[",
        "]]",
        "](",
        "```",
        "~~~",
        "    ",
        "\n\n",
        "- ",
        "> ",
        "1. ",
        "<!--",
        "-->",
        "$$",
        "%%",
        "[[a]]",
        "[x](a.md)",
        "# ",
        "---",
        "| - |",
        "<div>",
        "text",
        "é",
        "\udcff",
        "🚀",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_nothing_raises_and_every_span_lies_in_the_text_and_says_what_it_says(text: str) -> None:
    body = text.encode("utf-8", "surrogateescape")
    found = scanned(body)
    for link in found.links:
        assert words(body[link.start : link.end]) == link.raw
    for tag in found.tags:
        assert words(body[tag.start : tag.end]) == "#" + tag.text
    for region in found.regions:
        assert 0 <= region.start < region.end <= len(body)
    for task in found.tasks:
        assert words(body[slice(*task.mark)]) == task.state
    starts = [link.start for link in found.links]
    assert starts == sorted(starts)


@given(st.lists(PIECES.filter(lambda piece: "\r" not in piece), max_size=30).map("".join))
def test_line_ends_of_any_kind_mean_the_same(text: str) -> None:
    assert [link.raw for link in scanned(text.replace("\n", "\r")).links] == links(text)
    assert [link.raw for link in scanned(text.replace("\n", "\r\n")).links] == [
        raw.replace("\n", "\r\n") for raw in links(text)
    ]


@given(st.binary(max_size=300))
def test_any_bytes_can_be_scanned(body: bytes) -> None:
    scan(body, 0)


def test_a_line_of_megabytes_is_one_line() -> None:
    found = scanned(b"[[a]] " + b"x" * 3_000_000 + b" [[b]]")
    assert [link.raw for link in found.links] == ["[[a]]", "[[b]]"]
