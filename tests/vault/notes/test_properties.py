"""A property is changed on its own lines; every other byte stays."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vault.errors import Refused
from vault.notes.frontmatter import read
from vault.notes.properties import append_property, remove_from_property, set_property, unset_property
from vault.notes.values import Value
from vault.text import applied


@pytest.mark.parametrize(
    ("before", "value", "becomes"),
    [
        pytest.param("a: 1 # why\n", 2, None, id="a comment behind a value is the user's: kept"),
        pytest.param("a: 'x'\n", "y", "a: 'y'\n", id="single quotes stay"),
        pytest.param('a: "x"\n', "y", 'a: "y"\n', id="double quotes stay"),
        pytest.param("a:   x\n", "w", "a:   w\n", id="odd blanks stay"),
        pytest.param("a:\n", "w", "a: w\n", id="an empty value is filled"),
        pytest.param("a: x\n", "[[Note]]", 'a: "[[Note]]"\n', id="a link is quoted"),
        pytest.param("a: x\n", "12:30", 'a: "12:30"\n', id="what others read as a number is quoted"),
        pytest.param("a: x\n", "2026-11-20", "a: 2026-11-20\n", id="a date stays plain"),
        pytest.param("a: x\n", "yes", 'a: "yes"\n', id="an old word for true is quoted"),
        pytest.param("a: x\n", "one\ntwo", 'a: "one\\ntwo"\n', id="a line end is escaped"),
        pytest.param("a: [x, y]\n", ["z"], "a: [z]\n", id="a list in brackets stays so"),
        pytest.param("a:\n    - x\n", ["z", "w"], "a:\n    - z\n    - w\n", id="a list on lines keeps its indent"),
        pytest.param("a:   \n", "w", "a: w\n", id="blanks where nothing stood make room for the value"),
        pytest.param("a: x \n", None, "a:\n", id="nothing has no blanks around it"),
        pytest.param("a:\n  x\n", None, "a:\n", id="nor a line of its own"),
        pytest.param("a: x  # why\n", None, "a:  # why\n", id="but those before a comment stay"),
        pytest.param("a:\n- x\n", [None, "w"], "a:\n- null\n- w\n", id="nothing in a list is a word"),
        pytest.param("A: x\n", "w", "A: w\n", id="a key is found in any letter case, and keeps its own"),
    ],
)
def test_a_value_is_set_in_the_style_it_has(before: str, value: Value, becomes: str | None) -> None:
    text = f"---\nfirst: 0\n{before}last: [1] # note\n---\nbody\n".encode()
    expected = (becomes or before.replace("1", "2")).encode()
    edits = set_property(text, "a", value)
    assert applied(text, edits) == b"---\nfirst: 0\n" + expected + b"last: [1] # note\n---\nbody\n"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        pytest.param(b"body\n", b"---\nk: v\n---\nbody\n", id="a note without front matter gets one"),
        pytest.param(b"", b"---\nk: v\n---\n", id="an empty note too"),
        pytest.param(b"\xef\xbb\xbfbody", b"\xef\xbb\xbf---\nk: v\n---\nbody", id="behind a byte order mark"),
        pytest.param(b"---\r\na: 1\r\n---\r\n", b"---\r\na: 1\r\nk: v\r\n---\r\n", id="with the line ends of the file"),
        pytest.param(b"---\n---\n", b"---\nk: v\n---\n", id="into an empty block"),
        pytest.param(b"---\ra: 1\r---\r", b"---\ra: 1\rk: v\r---\r", id="lone carriage returns"),
        pytest.param(b"---\na: 1\n---", b"---\na: 1\nk: v\n---", id="a block that ends the file"),
    ],
)
def test_a_new_key_comes_last(text: bytes, becomes: bytes) -> None:
    assert applied(text, set_property(text, "k", "v")) == becomes


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        pytest.param("a: 1\na: 2\n", "twice", id="a key twice"),
        pytest.param("a:\n\tb: 1\n", "tab", id="a tab in an indentation"),
        pytest.param("<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n", "markers", id="conflict markers"),
        pytest.param("a: [1\n", "line", id="YAML that does not parse"),
        pytest.param("- a\n", "not a list of keys", id="no mapping"),
        pytest.param("a: &x 1\nb: *x\n", "anchor", id="an anchor"),
        pytest.param("a:\n  - x # why\n  - y\n", "comment", id="a comment that would be lost"),
        pytest.param("a: " + "[" * 100 + "]" * 100 + "\n", "nested", id="nested too deep"),
    ],
)
def test_what_cannot_be_changed_safely_is_refused_with_a_reason(inner: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        set_property(f"---\n{inner}---\n".encode(), "a", "z")


def test_lists_grow_and_shrink_in_their_own_style() -> None:
    text = b"---\na: [x]\nb:\n- x\n- 'y'\nc: x\n---\n"
    for key, becomes in ((b"a", b"a: [x, z]"), (b"b", b"b:\n- x\n- 'y'\n- z"), (b"c", b"c:\n  - x\n  - z")):
        grown = applied(text, append_property(text, key.decode(), "z"))
        assert becomes in grown
        assert applied(grown, remove_from_property(grown, key.decode(), "z")) in (
            text,
            text.replace(b"c: x", b"c:\n  - x"),
        )
    assert append_property(text, "a", "x") == []
    assert applied(text, append_property(text, "new", "z")).endswith(b"new:\n  - z\n---\n")


@pytest.mark.parametrize("item", ["-", "- ", "-   ", "- ~", "- null", "-  # none"])
@pytest.mark.parametrize("lead", ["", "  "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_list_item_that_says_nothing_stays_as_it_is_or_goes_with_its_line(item: str, lead: str, newline: str) -> None:
    def block(*items: str) -> bytes:
        return newline.join(["---", "k:", *(lead + one for one in items), "z: 1", "---", "body", ""]).encode()

    for text, added, cleared in (
        (block("- a", item), block("- a", item, "- b"), block("- a")),
        (block(item, "- a"), block(item, "- a", "- b"), block("- a")),
        (block("- a", item, item), block("- a", item, item, "- b"), block("- a")),
    ):
        assert applied(text, append_property(text, "k", "b")) == added
        assert applied(added, remove_from_property(added, "k", "b")) == text
        assert applied(text, remove_from_property(text, "k", None)) == cleared
        assert append_property(text, "k", None) == []


def test_a_key_goes_with_its_lines_and_leaves_the_comments_of_others() -> None:
    text = b"---\na:\n  - 1\n\n# about b\nb: 2\n---\n"
    assert applied(text, unset_property(text, "a")) == b"---\n\n# about b\nb: 2\n---\n"


KEYS = st.sampled_from(["a", "b c", "key", "dé", "x-y"])
PLAIN_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
VALUES: st.SearchStrategy[Value] = st.one_of(
    PLAIN_TEXT, st.integers(-999, 999), st.booleans(), st.none(), st.lists(PLAIN_TEXT, max_size=3)
)
LINES = st.sampled_from(
    [
        "{}: 1\n",
        "{}: 'it''s'\n",
        '{}: "a\\tb"\n',
        "{}:\n",
        "{}: [a, 'b']\n",
        "{}:\n  - x\n  - y z\n",
        "{}: |\n  long\n\n  text\n",
        "{}: x # note\n",
        "{}:\n  deep: 1\n  more: [2]\n",
        "{}: ~\n",
        "{}: 2026-01-02\n",
        '{}: "[[N]]"\n',
        "{}:   odd   \n",
    ]
)


@st.composite
def notes(draw: st.DrawFn) -> bytes:
    keys = draw(st.lists(KEYS, unique=True, max_size=4))
    parts = [draw(LINES).format(key) for key in keys]
    parts.insert(draw(st.integers(0, len(parts))), draw(st.sampled_from(["", "# a comment\n", "\n"])))
    text = "---\n" + "".join(parts) + "---\nbody\udcff\n"
    text = draw(st.sampled_from(["", "\ufeff"])) + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return text.encode("utf-8", "surrogateescape")


@given(notes(), KEYS, VALUES)
def test_what_is_set_can_be_read_and_nothing_else_changes(text: bytes, key: str, value: Value) -> None:
    before = read(text)
    assert before is not None
    try:
        edits = set_property(text, key, value)
    except Refused:
        assume(False)
    new = applied(text, edits)
    found = read(new)
    assert found is not None
    assert found.get(key) == value
    assert {name: found.properties[name] for name in found.properties if name != key} == {
        name: before.properties[name] for name in before.properties if name != key
    }
    assert set_property(new, key, value) == []
    gone = applied(new, unset_property(new, key))
    if key not in before.properties:
        assert gone == text


@given(st.text("abé'\" #:[]", max_size=8), st.sampled_from("'\""))
def test_a_value_set_and_set_back_leaves_every_byte(value: str, quote: str) -> None:
    written = value.replace("'", "''") if quote == "'" else value.replace('"', '\\"')
    text = f"---\nx: 1\na:  {quote}{written}{quote}  # why\n---\nbody".encode()
    there = applied(text, set_property(text, "a", "plain"))
    assert applied(there, set_property(there, "a", value)) == text
