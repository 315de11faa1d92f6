"""Reports as Markdown: what people typed stays what it was, and is no markup."""

import mistune
from hypothesis import given
from hypothesis import strategies as st

from specwork.pages.markdown import link, plain, rebased
from vault.notes.note import read_note
from vault.notes.scan import scan

_line = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda said: said.strip())


@given(_line)
def test_plain_text_holds_no_link_no_tag_and_one_line(said: str) -> None:
    found = scan(f"- x {plain(said)}".encode(), 0)
    assert (found.links, found.tags) == ([], [])
    assert "\n" not in plain(said)
    assert len(mistune.create_markdown(renderer="ast")(f"- x {plain(said)}")) == 1


@given(st.text(st.characters(categories=["L", "N"], include_characters=" ()[]%'&"), min_size=1), _line)
def test_a_link_is_one_link_and_leads_where_it_should(name: str, said: str) -> None:
    path = f"specs/{name}/epic.md"
    [found] = scan(link(path, said).encode(), 0).links
    assert found.target == path


def test_links_of_a_note_are_written_as_seen_from_the_top_and_all_else_stays() -> None:
    text = b"---\nup: '[[x]]'\n---\n\r\nSee [[context#A|the | journal]], `[[x]]` and [[lost]]\xff\r\n"
    note = read_note("specs/1000/epic.md", text)
    meant = {"context": "specs/1000/context.md"}
    assert rebased(note, lambda source, target: meant.get(target)) == (
        b"\r\nSee [the \\| journal](specs/1000/context.md), `[[x]]` and [[lost]]\xff\r\n"
    )
