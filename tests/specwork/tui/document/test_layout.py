"""A note as lines: what each thing of Markdown and of Obsidian looks like, and what holds for any bytes at all."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from specwork.tui.document.glyphs import ASCII
from specwork.tui.document.layout import Flow, Reading
from specwork.tui.document.states import CAP, Led, document
from specwork.tui.document.words import Line


def shown(text: str | bytes, width: int = 40, path: str = "a.md") -> list[Line]:
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return list(Flow(Reading(document(path, content)), width).rows())


def plain(text: str | bytes, width: int = 40) -> list[str]:
    return [line.text.rstrip() for line in shown(text, width)]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("# A *title*\ntext", ["# A title", "", "text"], id="a heading keeps its signs"),
        pytest.param("Title\n=====\n", ["# Title"], id="a heading with a line below it"),
        pytest.param("one\ntwo", ["one two"], id="lines of a paragraph flow together"),
        pytest.param("one  \ntwo\\\nthree", ["one", "two", "three"], id="a hard break breaks"),
        pytest.param("**a** _b_ ~~c~~ ==d== `e  f`", ["a b c d e f"], id="emphasis in all its kinds"),
        pytest.param("- a\n- b\n  - c\n", ["• a", "• b", "  ◦ c"], id="a list, and one in it"),
        pytest.param("3. a\n4. b\n", ["3. a", "4. b"], id="numbers go on from where they begin"),
        pytest.param("- a\n\n- b\n", ["• a", "", "• b"], id="a loose list stays loose"),
        pytest.param(
            "- [ ] a\n- [x] b\n- [-] c\n1. [X] d",
            ["☐ a", "☑ b", "[-] c", "", "☑ d"],
            id="boxes take the bullet's place",
        ),
        pytest.param("> a\n> > b\n", ["▌ a", "▌", "▌ ▌ b"], id="a quote in a quote"),
        pytest.param("> [!note]- Mind\n> the gap", ["▌ Note · Mind", "▌ the gap"], id="a callout with a title"),
        pytest.param("> [!tip]\n> do", ["▌ Tip", "▌ do"], id="a callout without"),
        pytest.param("a [[b/c|see]] d", ["a see d"], id="a wiki-link shows its text"),
        pytest.param("[[b/c#Goals]] [[d#^e1]]", ["b/c > Goals d > ^e1"], id="one without text shows where it leads"),
        pytest.param("![[pic.png]]", ["⧉ pic.png"], id="an embed has a sign"),
        pytest.param("[a *b*](c.md) [w](https://e.org)", ["a b w↗"], id="links of Markdown, here and to the web"),
        pytest.param(
            "see https://e.org/a, ok <https://e.org>", ["see https://e.org/a↗, ok https://e.org↗"], id="bare links"
        ),
        pytest.param("`[[no]]` and \\[[no]]", ["[[no]] and [[no]]"], id="no link in code, nor behind a backslash"),
        pytest.param("a %%hidden [[x]]%% b\n\n%%\n# c\n%%\n", ["a b"], id="comments are hidden"),
        pytest.param("a paragraph ^id-1\n\n- item ^id2", ["a paragraph", "", "• item"], id="block ids are hidden"),
        pytest.param("a #tag/sub #1 c", ["a #tag/sub #1 c"], id="tags stay"),
        pytest.param(
            "$a_1 * b_1$ and\n\n$$\nx^2 *y*\n$$", ["$a_1 * b_1$ and", "", "$$", "x^2 *y*", "$$"], id="math is raw"
        ),
        pytest.param(
            "a <b>c</b>\n\n<div>\n*x*\n</div>", ["a <b>c</b>", "", "<div>", "*x*", "</div>"], id="HTML is text"
        ),
        pytest.param("&amp; &lt;b&gt; &#27;[1m", ["& <b> [1m"], id="character references, and none that does harm"),
        pytest.param(
            "a[^1]\n\n[^1]: said *so*\n\n    and on", ["a[1]", "", "[1] said so", "", "and on"], id="a footnote"
        ),
        pytest.param("```python\nx = 1\n\tif\n```", ["│ x = 1", "│     if"], id="code, its tabs expanded"),
        pytest.param("    x = 1\n\n    y", ["│ x = 1", "│", "│ y"], id="indented code"),
        pytest.param("a\n\n---\n\nb", ["a", "", "─" * 40, "", "b"], id="a rule"),
        pytest.param(
            "|a|b|\n|-|-:|\n|c [[d\\|e]]|`x\\|y`|\n|f|\n",
            ["a   │   b", "────┼────", "c e │ x|y", "f   │"],
            id="a table, with rows too short and bars in cells",
        ),
        pytest.param("text\n|a|b|\n|-|-|\n", ["text", "", "a │ b", "──┼──"], id="a table right below a paragraph"),
        pytest.param("> |a|b|\n> |-|-|\n> |c|d|\n", ["▌ a │ b", "▌ ──┼──", "▌ c │ d"], id="a table in a quote"),
        pytest.param("---\nstatus: open\ntags: [a, b]\n---\nx", ["status open   tags a, b", "", "x"], id="facts"),
        pytest.param('---\nup: "[[a|A]]"\nno:\n---\n', ["up A   no –"], id="a link in the facts"),
        pytest.param(
            "---\na: [\n---\nx",
            ["(its properties cannot be read: line 3:", "did not find expected node content)", "a: [", "", "x"],
            id="broken facts",
        ),
        pytest.param("", [], id="nothing"),
        pytest.param("a\r\nb\r\n\r\n- c\r\n", ["a b", "", "• c"], id="lines that end as on Windows"),
        pytest.param("\ufeff# a", ["# a"], id="a byte order mark"),
        pytest.param("x" * 50, ["x" * 40, "x" * 10], id="a long word is broken"),
        pytest.param(
            "日本語" * 8, ["日本語日本語日本語日本語日本語日本語日本", "語日本語"], id="wide characters take two cells"
        ),
        pytest.param("a\x1b[31mb\x9bc\u202ed\x00", ["a␛[31mb\ufffdc\ufffdd␀"], id="nothing that a terminal obeys"),
    ],
)
def test_a_note_reads(source: str, lines: list[str]) -> None:
    assert plain(source) == lines


def test_in_a_narrow_pane_a_table_becomes_a_list_of_entries() -> None:
    rows = plain("|name|what it is|count|owner|\n|-|-|-|-|\n|alpha|the first|1|Ann|\n|beta|second|2|Bob|\n", 24)
    assert rows == [
        "name: alpha",
        "what it is: the first",
        "count: 1",
        "owner: Ann",
        "",
        "name: beta",
        "what it is: second",
        "count: 2",
        "owner: Bob",
    ]


def test_the_widest_column_gives_first() -> None:
    rows = plain("|a|b|\n|-|-|\n|short|a longer text that has to be wrapped|\n", 24)
    assert rows == [
        "a     │ b",
        "──────┼─────────────────",
        "short │ a longer text",
        "      │ that has to be",
        "      │ wrapped",
    ]


def test_every_line_knows_its_line_in_the_note() -> None:
    text = "---\nid: 1\n---\n# A\n\none\ntwo  \nthree\n\n- x\n- y\n\n```\nc1\nc2\n```\n\n|a|\n|-|\n|b|\n"
    found = {line.text.strip(): line.source for line in shown(text) if line.pieces}
    assert found == {
        "id 1": 2,
        "# A": 4,
        "one two": 6,
        "three": 8,
        "• x": 10,
        "• y": 11,
        "│ c1": 14,
        "│ c2": 15,
        "a": 18,
        "─": 18,
        "b": 20,
    }


def test_looks_say_what_a_terminal_shows() -> None:
    [line] = shown("**a *b*** [[c]] `d`")
    looks = {piece.text: (piece.look, piece.link) for piece in line.pieces if piece.text.strip()}
    assert looks == {"a ": ("strong", -1), "b": ("strong em", -1), "c": ("link resolved", 0), "d": ("code", -1)}


def test_a_link_shows_how_it_stands() -> None:
    found = document("a.md", b"[[a]] [[b]] [[c]]")
    states = tuple(Led(None, state) for state in ("resolved", "missing", "ambiguous"))
    [line] = Flow(Reading(found._replace(led=states)), 40).rows()
    assert line.text == "a b✗ c≈"
    assert [piece.look for piece in line.pieces if piece.link >= 0] == [
        "link resolved",
        "link missing",
        "link ambiguous",
    ]


def test_a_link_to_the_web_knows_its_address() -> None:
    reading = Reading(document("a.md", b"[[a]] [w](https://e.org/x) https://e.org/y"))
    [line] = Flow(reading, 60).rows()
    numbers = sorted({piece.link for piece in line.pieces if piece.link >= 0})
    assert [reading.target(number) for number in numbers] == [None, "https://e.org/x", "https://e.org/y"]


def test_code_is_coloured_where_its_language_is_known() -> None:
    [line] = shown("```python\nreturn 'a'\n```")
    assert {piece.text: piece.look for piece in line.pieces[1:]} == {
        "return": "code-block syntax-keyword",
        " ": "code-block",
        "'a'": "code-block syntax-string",
    }
    [line] = shown("```nonsense\nreturn 'a'\n```")
    assert [piece.look for piece in line.pieces[1:]] == ["code-block"]


def test_a_criterion_is_known_by_its_line() -> None:
    found = document("specs/1000/epic.md", b"- [ ] no\n\n## Acceptance Criteria\n\n- [ ] a\n- [-] b\n- [x] c\n")
    assert found.criteria == {5: 1, 7: 2}


def test_headings_are_listed_as_they_read() -> None:
    found = document("a.md", b"# The *plan* of [[x|X]]\n\n## `b`\n")
    assert [tuple(one) for one in found.headings] == [(1, "The plan of X", 1), (2, "b", 3)]


def test_a_terminal_with_nothing_but_ascii_gets_ascii() -> None:
    text = b"---\na:\n---\n- [ ] a\n- [x] b\n\n> c\n\n* d\n\n---\n\n|a|b|\n|-|-|\n\n```\nx\n```\n\n![[e]] [w](https://e.org)\n"
    lines = [line.text for line in Flow(Reading(document("a.md", text), ASCII), 30).rows()]
    assert all(line.isascii() for line in lines), lines


def test_what_is_no_note_is_shown_as_it_is_typed() -> None:
    assert [line.text for line in shown("# a *b*\n\n\tc\n", path="a.sh")] == ["# a *b*", "", "    c"]


def test_of_a_huge_note_the_beginning_is_shown_and_the_rest_is_told() -> None:
    lines = plain(b"# a\n" + b"some words on a line\n\n" * 60_000, 60)
    assert lines[0] == "# a"
    assert re.fullmatch(r"… \d+\.\d KB more: e opens it in your editor", lines[-1]), lines[-1]


def test_a_block_that_is_too_large_to_read_is_shown_as_it_is_typed() -> None:
    lines = plain(b"# a\n\n" + b"some *words* on a line\n" * 5_000 + b"\n## b\n\n*c*\n", 60)
    assert lines[:4] == ["# a", "", "(115 KB in one piece, as typed)", "some *words* on a line"]
    assert lines[-4:] == ["", "## b", "", "c"]


def test_a_script_is_coloured_by_its_name() -> None:
    [line] = shown("return 'a'\n", path="a.py")
    assert [piece.look for piece in line.pieces] == ["syntax-keyword", "", "syntax-string"]


def test_one_line_without_end_is_cut_too() -> None:
    found = document("a.md", "é".encode() * (5 << 20))
    assert len(found.text) <= CAP
    assert "more: e opens it" in list(Flow(Reading(found), 80).rows())[-1].text


@pytest.mark.parametrize("sign", ["> ", "- ", "1. ", "[", "*", "**a ", "_a ", "![", "<b>", "==a ", "~~a "])
def test_what_is_nested_without_end_is_shown_all_the_same(sign: str) -> None:
    lines = plain(sign * 5000 + "deep", 40)
    assert any("deep" in line for line in lines)


# ---- laws

widths = st.sampled_from([12, 13, 20, 40, 80])
_markup = st.sampled_from(
    [
        "# ",
        "- ",
        "- [ ] ",
        "1. ",
        "> ",
        "> [!note] ",
        "```py\n",
        "```",
        "~~~",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "  \n",
        "|",
        "|-|-|\n",
        "| a | b |\n",
        "---\n",
        "===\n",
        "**",
        "*",
        "_",
        "~~",
        "==",
        "`",
        "``",
        "[[a]]",
        "[[a|b]]",
        "![[c#d]]",
        "[x](y.md)",
        "[x](http://y)",
        "[^1]",
        "[^1]: ",
        "[r]: /u\n",
        "[r]",
        "%%",
        "$",
        "$$",
        "$$\n",
        "<b>",
        "<!-- ",
        "-->",
        "<div>\n",
        "#tag",
        " ^id\n",
        "&amp;",
        "&#7;",
        "\\",
        "\r\n",
        "\r",
        "日本",
        "e\u0301",
        "👩‍👩‍👧",
        "☀\ufe0f",
        "\u200d",
        "\ufe0f",
        "\u202e",
        "\x1b[",
        "\ufdd0N1\ufdd1",
        "word",
        " ",
    ]
)
notes = st.lists(_markup | st.text(max_size=4), max_size=40).map(
    lambda parts: "".join(parts).encode("utf-8", "replace")
)
anything = st.binary(max_size=200) | notes


@given(anything, widths)
@example(b"\xed\xa0\x80 \xff[[\xfe]]", 12)
def test_no_bytes_are_too_strange(text: bytes, width: int) -> None:
    for line in shown(text, width):
        assert sum(cell_len(piece.text) for piece in line.pieces) <= width, line
        assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in line.text), line
        assert not re.search("[\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]", line.text), line


_words = st.lists(st.text("abcdefg日本éü'.,", min_size=1, max_size=30), min_size=1, max_size=30)


@given(st.lists(_words, min_size=1, max_size=4), widths)
def test_every_word_of_a_paragraph_is_shown_in_its_order(paragraphs: list[list[str]], width: int) -> None:
    text = "\n\n".join(" ".join(["w", *words]) for words in paragraphs)
    assert "".join("".join(plain(text, width)).split()) == "".join(text.split())


@given(anything)
def test_a_line_of_the_screen_stands_in_the_note(text: bytes) -> None:
    last = text.count(b"\n") + text.count(b"\r") + 1
    assert all(0 <= line.source <= last for line in shown(text))


@given(anything, widths, st.integers(0, 50))
def test_it_does_not_matter_what_is_asked_for_first(text: bytes, width: int, row: int) -> None:
    flow = Flow(Reading(document("a.md", text * 40)), width)
    flow.line(row * 7)
    flow.row_of(row)
    assert list(flow.rows()) == shown(text * 40, width)


def test_a_line_of_the_note_is_found_in_any_width() -> None:
    text = "".join(
        f"## Part {number}\n\n- [ ] item {number} with some words to be wrapped\n\n" for number in range(300)
    )
    for width in (20, 60):
        flow = Flow(Reading(document("a.md", text.encode())), width)
        for number in (299, 0, 150):
            line = flow.line(flow.row_of(number * 4 + 1))
            assert line is not None
            assert line.text == f"## Part {number}"
            assert flow.source_at(flow.row_of(number * 4 + 3)) == number * 4 + 3


def test_neighbouring_lines_of_the_note_are_told_apart() -> None:
    flow = Flow(Reading(document("a.md", b"- a\n- b\n- c\n")), 20)
    found = [flow.line(flow.row_of(source)) for source in (1, 2, 3)]
    assert [line.text for line in found if line] == ["• a", "• b", "• c"]
