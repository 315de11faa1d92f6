"""Front matter is read as Obsidian means it, by a fast reader and a full one that agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.notes.frontmatter import _fast, aliases, find_block, links, read, tags
from vault.notes.slowyaml import read_slowly
from vault.notes.values import Value


def properties(inner: str) -> dict[str, Value]:
    front = read(f"---\n{inner}---\n".encode())
    assert front is not None
    return front.properties if front.problem is None else {"problem": front.problem}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        pytest.param(b"---\na: 1\n---\nbody", 13, id="closed"),
        pytest.param(b"\xef\xbb\xbf---\n---\n", 11, id="empty, behind a byte order mark"),
        pytest.param(b"---\r\na: 1\r\n---  \r\n", 18, id="CRLF, blanks behind the closing line"),
        pytest.param(b"---\na: 1\n---", 12, id="closed by the end of the file"),
        pytest.param(b"\n---\na: 1\n---\n", None, id="not on the first line"),
        pytest.param(b"---\na: 1\n", None, id="never closed"),
        pytest.param(b"---\na: 1\n----\n", None, id="four dashes close nothing"),
        pytest.param(b"----\na: 1\n---\n", None, id="four dashes open nothing"),
        pytest.param(b"", None, id="an empty file"),
    ],
)
def test_where_a_block_ends(text: bytes, end: int | None) -> None:
    block = find_block(text)
    assert (block.end if block else None) == end


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("012", "012"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("1_000", "1_000"),
        ("1.10", "1.10"),
        ("1.5", 1.5),
        ("-3", -3),
        ("2026-11-20", "2026-11-20"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("0x1f", "0x1f"),
        ("1e3", "1e3"),
        ("+5", "+5"),
        ("'12'", "12"),
        ('"a\\tb"', "a\tb"),
        ("a # note", "a"),
        ("a#b", "a#b"),
        ("[[a]]", [["a"]]),
        ("[a, 'b, c', \"d\", 4]", ["a", "b, c", "d", 4]),
        ("[]", []),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        ("{b: [1]}", {"b": [1]}),
        ("\n  - 1\n  - x: y\n", [1, {"x": "y"}]),
        ("http://x/y", "http://x/y"),
        ("a: b", "problem"),
        ("*no", "problem"),
        ("!!python/object:os.system x", "x"),
    ],
)
def test_a_value_stays_what_was_typed(written: str, value: Value) -> None:
    found = properties(f"k: {written}\nafter: 1\n")
    assert found == {"k": value, "after": 1} or (value == "problem" and "problem" in found)


@pytest.mark.parametrize(
    ("inner", "problem"),
    [
        pytest.param(
            "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
            + "".join(f"{chr(100 + n)}: &{chr(100 + n)} [*{chr(99 + n)}, *{chr(99 + n)}]\n" for n in range(12)),
            "repeats itself too often",
            id="a bomb of aliases",
        ),
        pytest.param("a: " + "[" * 1000 + "\n", "nested too deep", id="brackets without end"),
        pytest.param("- " * 5000 + "\n", "nested too deep", id="items without end"),
        pytest.param("a: " + "x" * 300_000 + "\n", "larger", id="larger than any"),
        pytest.param("a: \udcff\n", "not UTF-8", id="bytes that are no text"),
        pytest.param("a: 1\nA: 2\na: 3\n", "twice", id="a key twice"),
        pytest.param("? [a]\n: 1\n", "no plain text", id="a key that is a list"),
    ],
)
def test_a_block_that_cannot_be_read_has_a_problem_and_no_properties(inner: str, problem: str) -> None:
    front = read(f"---\n{inner}---\n".encode("utf-8", "surrogateescape"))
    assert front is not None
    assert front.properties == {}
    assert front.problem is not None
    assert problem in front.problem


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        pytest.param('a: "[[x]]"\n', [("a", "[[x]]")], id="quoted"),
        pytest.param("a: [[x]]\n", [], id="unquoted it is a list of lists"),
        pytest.param("a:\n  - '[[x]]'\n  - y\n", [("a.0", "[[x]]")], id="in a list"),
        pytest.param('a:\n  b: {c: "[[x|y]]"}\n', [("a.b.c", "[[x|y]]")], id="deep down"),
        pytest.param(
            'é: "[[ü]]" # note\nb: "[[é]]"\n', [("é", "[[ü]]"), ("b", "[[é]]")], id="behind letters of two bytes"
        ),
        pytest.param('a: "[x](y.md)"\nb: "[x](https://y)"\n', [("a", "[x](y.md)")], id="Markdown, not of the web"),
        pytest.param("a: |\n  [[x]]\n", [("a", "[[x]]")], id="in a block of text, alone"),
        pytest.param('a: "see [[x]]"\nb: "[[x]] [[y]]"\nc: "[[]]"\n', [], id="only a value that is one link"),
        pytest.param('{"a": "[[x]]"}\n', [("a", "[[x]]")], id="in JSON"),
    ],
)
def test_links_in_properties(inner: str, found: list[tuple[str, str]]) -> None:
    text = f"\ufeff---\n{inner}---\n".encode()
    front = read(text)
    assert front is not None
    assert [(link.key, link.raw) for link in links(front)] == found
    assert [text[link.start : link.end].decode() for link in links(front)] == [raw for _, raw in found]


def test_tags_and_aliases_are_lists_of_texts() -> None:
    front = read(b"---\nTags: ['#a', b/c, 'no blanks']\naliases: [One, 2, '']\n---\n")
    assert tags(front) == ["a", "b/c"]
    assert aliases(front) == ["One"]


SCALARS = st.sampled_from(
    [
        "x",
        "two words",
        "12",
        "012",
        "1.5",
        "12:30",
        "'it'",
        '"q"',
        "-1",
        "a-b",
        "é",
        "x#y",
        "true",
        "~",
        '"[[a]]"',
        "2026-01-02",
    ]
)
SHAPES = st.one_of(
    SCALARS.map(lambda text: f" {text}"),
    st.lists(SCALARS, max_size=3).map(lambda items: " [" + ", ".join(items) + "]"),
    st.lists(SCALARS, min_size=1, max_size=3).map(lambda items: "".join(f"\n  - {item}" for item in items)),
    st.just(""),
    st.sampled_from([" [a] # c", "\n  - a # c\n  - b"]),
    st.sampled_from(
        [
            " [a:b, c: d]",
            " [-]",
            " [a b]",
            " - x",
            " x:",
            " x # c: d",
            " # c",
            " 'q' # c",
            " [a] # c",
            "\n  - a # c\n  - b",
            " x :y",
            " a, b",
            " 'a' b",
            ' "',
            " ?",
            " a\n  b",
        ]
    ),
)


@given(st.lists(st.tuples(st.sampled_from("abcdé"), SHAPES), max_size=4, unique_by=lambda pair: pair[0]))
def test_the_fast_reader_says_what_the_full_one_says_or_declines(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}:{shape}\n" for key, shape in pairs)
    fast = _fast(text)
    if fast is not None:
        entries, scalars = read_slowly(text)
        assert [(entry.key, entry.value, entry.start) for entry in fast[0]] == [
            (entry.key, entry.value, entry.start) for entry in entries
        ]
        assert [(one.text, one.start, one.end) for one in fast[1]] == [
            (one.text, one.start, one.end) for one in scalars if one.style != "plain"
        ]
        for mine, full in zip(fast[0], entries, strict=True):
            if mine.value is not None:
                assert (mine.style, mine.items) == (full.style, full.items)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_read(body: bytes) -> None:
    read(b"---\n" + body + b"\n---\n")
