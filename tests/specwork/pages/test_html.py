"""A page of a spec: it is whole in itself, and whatever the notes say, nothing in it acts."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.pages.html import clean, text
from tests.kit import DiskVault

SPEC = "specs/1000/epic.md"
FRONT = "---\nid: 1000\ntitle: {title}\n---\n"
TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "h4", "h5", "h6", "table",
    "thead", "tbody", "tr", "th", "td", "p", "a", "span", "section", "br", "progress", "pre",
    "code", "em", "strong", "del", "ul", "ol", "li", "blockquote", "hr", "details", "summary",
    "input",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "rel", "title"}, "meta": {"charset", "http-equiv", "content", "name"}, "span": {"class"},
    "section": {"id"}, "progress": {"max", "value"}, "code": {"class"}, "ol": {"start"}, "li": {"class"},
    "input": {"class", "type", "disabled", "checked"}, "th": {"style"}, "td": {"style"},
}  # fmt: skip


class Seen(HTMLParser):
    """Every tag of a page with its attributes, as a browser would take them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> Iterator[str]:
        return (attributes["href"] or "" for tag, attributes in self.tags if tag == "a")


def page_of(vault: DiskVault, body: str, *, title: str = "Foundation", **more: str) -> Seen:
    vault.has({SPEC: FRONT.format(title=title) + body, **more})
    answer = vault.run("show", "1000", "--html", "-")
    assert answer.code == 0, answer.err
    seen = Seen(answer.out)
    for tag, attributes in seen.tags:
        assert tag in TAGS, tag
        assert set(attributes) <= ATTRIBUTES.get(tag, set()), (tag, attributes)
    return seen


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>", id="raw HTML"),
        pytest.param("a <b onclick='x()'>b</b> <iframe src=//evil.example></iframe>", id="raw HTML in a line"),
        pytest.param("[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java\tscript:x)", id="a script as a link"),
        pytest.param(
            "[a](data:text/html,<script>1</script>) [b](vbscript:x) [c](file:///etc/passwd)", id="other schemes"
        ),
        pytest.param("[a](//evil.example) [b](\\\\evil.example) [c](/\\evil.example) <javascript:x>", id="no scheme"),
        pytest.param(
            "[a]( javascript&colon;alert(1)) [b](&#106;avascript:alert(1)) [c](javascript%3Aalert)", id="in code"
        ),
        pytest.param("![a](https://evil.example/pixel.png) ![[https://evil.example/x.png]]", id="a picture from afar"),
        pytest.param('[a](https://x.example/"onmouseover="x) [b](https://x.example "t\\" onclick=\\"x")', id="quotes"),
        pytest.param('[[a|"><script>alert(1)</script>]] [["onclick="x]]', id="wiki-links"),
        pytest.param('```html" onload="x\n</code></pre><script>\n```', id="a fence that breaks out"),
        pytest.param("| a |\n|---|\n| <script> [x](javascript:y) |", id="a table"),
        pytest.param("</body></html><script>x</script><style>@import '//evil'</style>", id="the end of the page"),
        pytest.param("[x]: javascript:alert(1)\n\n[x] and ![y][x]", id="a reference"),
        pytest.param("> " * 3000 + "[[" * 3000 + "- " * 3000, id="nested without end"),
    ],
)
def test_nothing_in_a_note_acts(vault: DiskVault, body: str) -> None:
    seen = page_of(vault, body, title='"</title><script>x</script>"', **{"specs/1000/context.md": body})
    for href in seen.links():
        assert href.startswith(("#", "https://x.example")), href


def test_a_page_loads_nothing(vault: DiskVault) -> None:
    seen = page_of(vault, "text")
    [policy] = [one["content"] or "" for tag, one in seen.tags if one.get("http-equiv")]
    assert policy.startswith("default-src 'none'")
    assert not [one for _, one in seen.tags if {"src", "srcset"} & set(one)]


def test_a_page_holds_the_spec_its_journal_and_what_it_delivered(vault: DiskVault) -> None:
    files = {
        "specs/1000/context.md": "# Context\n\n## Summary\nHow it went\n",
        "specs/1000/deliverables/scripts/a.sh": "#!/bin/sh\necho '<b>'\n",
        "specs/1000/deliverables/data/p.png": "\x89PNG\0\0",
        "specs/1000/deliverables/docs/g.md": "# Guide\nBack to [[../../epic|the epic]]\n",
    }
    body = (
        "# Foundation\n[[context|Journal]] [[#Parts]]\n## Deliverables\n- [[deliverables/scripts/a.sh|Script]] - it\n"
    )
    seen = page_of(vault, body + "- [[deliverables/data/p.png]]\n- [[deliverables/docs/g]]\n", **files)
    assert "How it went" in seen.text
    assert "echo '<b>'" in seen.text
    anchors = {one["id"] for tag, one in seen.tags if tag == "section" and "id" in one}
    links = set(seen.links())
    assert {"#part-0", "#part-1", "#part-2"} <= links
    assert {link[1:] for link in links} <= anchors


def test_links_lead_to_the_web_to_a_mailbox_or_within_the_page(vault: DiskVault) -> None:
    body = "[w](https://docs.example/a?b=c&d) [m](mailto:a@b.example) [j](context.md#Summary) [o](../2000/epic.md)"
    files = {"specs/1000/context.md": "# C\n", "specs/2000/epic.md": "---\nid: 2000\n---\n"}
    assert set(page_of(vault, body, **files).links()) == {
        "https://docs.example/a?b=c&d", "mailto:a@b.example", "#part-1",
    }  # fmt: skip


def test_a_page_within_the_vault_leads_to_the_files_beside_it(vault: DiskVault) -> None:
    vault.has({SPEC: FRONT.format(title="A") + "[[../2000/a b:c|x]]", "specs/2000/a b:c.md": ""})
    assert vault.run("status", "1000", "--html", str(vault.folder / "out.html")).code == 0
    assert "specs/2000/a%20b%3Ac.md" in list(Seen(vault.read("out.html").decode()).links())


def test_a_page_is_written_over_and_a_note_is_not(vault: DiskVault) -> None:
    vault.has({SPEC: FRONT.format(title="A"), "page.html": "old"})
    assert vault.run("deliverables", "1000", "--html", "page.html").out == "wrote page.html\n"
    assert vault.read("page.html").startswith(b"<!DOCTYPE html>")
    before = vault.files()
    for place in (SPEC, "nowhere/page.html", "specs"):
        assert vault.run("show", "1000", "--html", place).code == 2
    assert vault.files() == before


def test_bytes_that_are_no_text_are_shown_as_such(vault: DiskVault) -> None:
    vault.has({SPEC: b"---\nid: 1000\n---\n# A \xff\xfe \x00 \x1b[2J\n" + "\u202eabc\u2066".encode()})
    answer = vault.run("show", "1000", "--html", "-")
    assert not set(answer.out) & set("\x00\x1b\u202e\u2066")
    assert Seen(answer.out).text.count("\ufffd") >= 4


@given(st.text())
def test_no_text_leaves_the_place_where_it_was_put(said: str) -> None:
    seen = Seen(f'<p title="{text(said)}">{text(said)}</p>')
    assert [tag for tag, _ in seen.tags] == ["p"]
    clean(said).encode()  # it is text that UTF-8 can hold
