"""The scanner against two Markdown parsers that know nothing of it: pulldown-cmark and mistune."""

import re
from typing import Any

import mistune
import pyromark
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vault.notes.scan import scan

OPTIONS = (
    pyromark.Options.ENABLE_WIKILINKS
    | pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_STRIKETHROUGH
)
PIECES = [
    "- ",
    "* ",
    "1. ",
    "2) ",
    "> ",
    "    ",
    "  ",
    "\t",
    " ",
    "# ",
    "## ",
    "```",
    "~~~",
    "````",
    "---",
    "===",
    "<div>",
    "</div>",
    "<!-- ",
    "-->",
    "| ",
    "| - | - |",
    "text ",
    "`",
    "``",
    "\\",
    "<b>",
    "+ ",
    "[t](a.md)",
    ":",
    "***",
    "[x] ",
    "word",
]
LINE = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)


@st.composite
def notes(draw: st.DrawFn) -> str:
    """Lines of pieces, most with a link of their own, so that every place in the structure is asked about."""
    lines = []
    for number in range(draw(st.integers(1, 7))):
        link = f"[[n{number}]]" if draw(st.integers(0, 9)) < 7 else ""
        lines.append(draw(LINE) + link + draw(st.sampled_from(["", "", "", *PIECES])))
        if draw(st.integers(0, 3)) == 0:
            lines.append("")
    return "\n".join(lines)


def by_pulldown(text: str) -> tuple[list[str], int, int]:
    links, headings, items = [], 0, 0
    for event in pyromark.events(text, options=OPTIONS):
        start: Any = event.get("Start") if isinstance(event, dict) else None
        if start == "Item":
            items += 1
        elif isinstance(start, dict) and "Link" in start:
            links.append(start["Link"]["dest_url"])
        elif isinstance(start, dict) and "Heading" in start:
            headings += 1
    return sorted(links), headings, items


# Tables that pulldown sees otherwise than GFM does.
_odd_table = re.compile(
    r"""^[^|\n]*\n[-:> ]*\|[-:|> ]*$        # a head of one cell needs no bar in GFM; pulldown wants one
      | ^[ >]*-*:[-: ]*$                      # nor does a delimiter row of one cell; pulldown wants one
      | ^[ >]*-[ ][-:|> ]*\|[-:|> ]*$       # what may begin an item is no delimiter row; for pulldown it is
      | ^[-:|> ]*\|[-:|> ]*\n(?:.*\S.*\n)*?.*[ ]{4}  # four blanks begin code; for pulldown one more row
      | \S.*\n.*\n[-:> ]*\|[-:|> ]*$         # the last line of a paragraph may head one; for pulldown only the first
    """,
    re.MULTILINE | re.VERBOSE,
).search

# A box with nothing behind it is the text of its item; for pulldown that begins on the next line.
_bare_box = re.compile(r"^(?:[ >]|[-*+] |\d+[.)] )+\[x\] *$", re.MULTILINE).search


def _wider_row(text: str) -> bool:
    """Cells that the head of their table has none for: they are not shown, but their links count all the same."""
    widths = [len(re.sub(r"^[ >]*\|?|\|? *$", "", line).split("|")) for line in text.split("\n")]
    delimits = [bool(re.fullmatch(r"[-:|> ]*-[-:|> ]*", line)) and "|" in line for line in text.split("\n")]
    heads = [width for width, is_delimiter in zip(widths, delimits, strict=True) if is_delimiter]
    return bool(heads) and max(widths) > min(heads)


@settings(max_examples=400)
@given(notes())
def test_pulldown_finds_the_same_links_headings_and_items(text: str) -> None:
    # Two more differences are ours on purpose: it takes a box behind five blanks for a task, where CommonMark sees
    # code, and no fence that a tab follows for a closing one.
    assume("\t" not in text and not _odd_table(text) and not _bare_box(text) and not _wider_row(text))
    found = scan(text.encode(), 0)
    ours = (sorted(link.target for link in found.links), len(found.headings), len(found.items))
    assert ours == by_pulldown(text)


_WORDS = st.lists(
    st.sampled_from(["one", "two [a](b.md)", "`code`", "**bold**", "[[n]]", "#tag"]), min_size=1, max_size=3
)
_BLOCKS = st.one_of(
    _WORDS.map(" ".join),
    _WORDS.map(lambda words: "# " + " ".join(words)),
    st.lists(_WORDS.map(" ".join), min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    _WORDS.map(lambda words: "```\n" + "\n".join(words) + "\n```"),
    _WORDS.map(lambda words: "> " + " ".join(words)),
)


@settings(max_examples=200)
@given(st.lists(_BLOCKS, min_size=1, max_size=5).map("\n\n".join))
def test_mistune_finds_the_same_headings_and_markdown_links(text: str) -> None:
    tree: Any = mistune.create_markdown(renderer="ast")(text)
    found = scan(text.encode(), 0)
    assert [one.level for one in found.headings] == [node["attrs"]["level"] for node in _all(tree, "heading")]
    assert [link.target for link in found.links if link.markdown] == [
        node["attrs"]["url"] for node in _all(tree, "link")
    ]


def _all(nodes: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        if node["type"] == kind:
            found.append(node)
        found += _all(node.get("children", []), kind)
    return found
