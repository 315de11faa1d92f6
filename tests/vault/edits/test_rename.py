"""A move takes every link along, as it was written, and touches no other."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.kit import content_of, index_of
from tests.vault.index.test_index import paths, vaults
from vault.edits import rename
from vault.edits.rename import ABSOLUTE, RELATIVE, SHORTEST, repaired
from vault.index.resolve import FileNames
from vault.paths import is_canvas, is_note, key


def moved(files: dict[str, str], old: str, new: str, fallback: str = RELATIVE) -> dict[str, str]:
    """The vault after the move, as text."""
    index = index_of(files)
    moves = {path: new + path[len(old) :] for path in files if path == old or path.startswith(old + "/")}
    found = repaired(index, lambda path: content_of(files[path]), moves, fallback=fallback)
    after = dict(files)
    for rewrite in found.rewrites:
        after[rewrite.path] = rewrite.content.decode("utf-8", "surrogateescape")
    return {moves.get(path, path): text for path, text in after.items()}


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        pytest.param("[[old]]", "[[new]]", id="a bare name stays bare"),
        pytest.param("[[old|Old|Text]]", "[[new|Old|Text]]", id="display text of its own stays"),
        pytest.param("[[old|old]]", "[[new|new]]", id="display text equal to the old name follows"),
        pytest.param("![[old#Goals]]", "![[new#Goals]]", id="an embed and its heading stay"),
        pytest.param("[[old#^id|x]]", "[[new#^id|x]]", id="a block stays"),
        pytest.param("[[old.md]]", "[[new.md]]", id="an ending that was written stays"),
        pytest.param("[[a/old]]", "[[b/new]]", id="a path from the top stays one"),
        pytest.param("[[./a/old]]", "[[./b/new]]", id="a dotted path stays dotted"),
        pytest.param("[[/a/old]]", "[[/b/new]]", id="a rooted path stays rooted"),
        pytest.param("[x](a/old.md)", "[x](b/new.md)", id="a Markdown link stays one"),
        pytest.param("[x](a/old)", "[x](b/new)", id="with no ending where none was"),
        pytest.param('[x](<a/old.md> "t")', '[x](<b/new.md> "t")', id="angle brackets and title stay"),
        pytest.param("[x](a/old.md#Data%20model)", "[x](b/new.md#Data%20model)", id="an encoded heading stays encoded"),
        pytest.param("[[1] x](a/old.md)", "[[1] x](b/new.md)", id="a text in brackets makes no wiki-link"),
        pytest.param(
            "[![a](a.png)](a/old.md) [![[a.png]]](a/old.md#x)",
            "[![a](a.png)](b/new.md) [![[a.png]]](b/new.md#x)",
            id="a link that shows an image",
        ),
        pytest.param("| a |\n| - |\n| [[old\\|x]] |", "| a |\n| - |\n| [[new\\|x]] |", id="the table's escape stays"),
        pytest.param('---\nup: "[[old]]"\n---\n', '---\nup: "[[new]]"\n---\n', id="in a property"),
        pytest.param(
            "`[[old]]` <!-- [[old]] -->", "`[[old]]` <!-- [[old]] -->", id="in code and comments nothing changes"
        ),
        pytest.param("[[OLD]]", "[[new]]", id="in whatever letter case"),
        pytest.param("[[#Here]] [[gone]]", "[[#Here]] [[gone]]", id="own headings and broken links stay"),
    ],
)
def test_a_link_to_a_note_that_moves(written: str, becomes: str) -> None:
    assert moved({"a/old.md": "# Goals", "n.md": written}, "a/old.md", "b/new.md")["n.md"] == becomes


@pytest.mark.parametrize("where", ["n.md", "a/n.md", "b.canvas"])
@pytest.mark.parametrize(
    ("old", "new", "becomes"),
    [
        pytest.param("a/i.png", "b/k.png", "[![i](b/k.png)](a/t.md) ![[k.png]]", id="the image moves"),
        pytest.param("a/t.md", "b/u.md", "[![i](a/i.png)](b/u.md) ![[i.png]]", id="the note moves"),
        pytest.param("a", "b", "[![i](b/i.png)](b/t.md) ![[i.png]]", id="both move"),
    ],
)
def test_an_image_that_is_a_link_and_its_link_both_follow(where: str, old: str, new: str, becomes: str) -> None:
    said = "[![i](a/i.png)](a/t.md) ![[i.png]]"
    around = '{"nodes":[{"type":"text","text":"%s"}]}' if is_canvas(where) else "%s"
    files = {"a/i.png": "", "a/t.md": "", where: around % said, "b/x.md": ""}
    after = moved(files, old, new)
    assert after[where if old != "a" or where != "a/n.md" else "b/n.md"] == around % becomes


def test_a_canvas_keeps_what_is_spelled_in_escapes() -> None:
    card = r'{"nodes":[{"type":"text","text":"[![\u00e9](a\u0020/i.png)](a\/i.png) [[a\/i.png|\u00e9]]"}]}'
    after = moved({"a/i.png": "", "b.canvas": card.replace(r"\u0020", "")}, "a/i.png", "c/k.png")
    assert after["b.canvas"] == (
        r'{"nodes":[{"type":"text","text":"[![\u00e9](c/k.png)](c/k.png) [[c/k.png|\u00e9]]"}]}'
    )


def test_display_text_stays_where_the_new_name_can_be_none() -> None:
    after = moved({"old.md": "", "n.md": "[old](old.md) ![old](old.md)"}, "old.md", "[b].md")
    assert after["n.md"] == "[old]([b].md) ![old]([b].md)"


def test_a_bare_link_that_would_open_another_note_is_written_with_a_path() -> None:
    files = {"a/old.md": "", "n/n.md": "[[old]]", "n/new.md": ""}
    assert moved(files, "a/old.md", "a/new.md")["n/n.md"] == "[[../a/new]]"
    assert moved(files, "a/old.md", "a/new.md", ABSOLUTE)["n/n.md"] == "[[a/new]]"
    assert moved(files, "a/old.md", "a/new.md", SHORTEST)["n/n.md"] == "[[a/new]]"


def test_links_inside_a_moved_note_are_rewritten_only_where_they_would_break() -> None:
    files = {"a/n.md": "[[b]] [[./c]] [[../d]] [[unique]]", "a/b.md": "", "a/c.md": "", "d.md": "", "z/unique.md": ""}
    assert moved(files, "a/n.md", "q/r/n.md")["q/r/n.md"] == "[[b]] [[../../a/c]] [[../../d]] [[unique]]"


def test_links_between_files_of_one_moved_folder_stay() -> None:
    files = {"f/n.md": "[[./m]] [[../out]] ![[p.png]]", "f/m.md": "[[n]]", "f/p.png": "", "out.md": "[[f/n]]"}
    after = moved(files, "f", "g/h")
    assert after["g/h/n.md"] == "[[./m]] [[../../out]] ![[p.png]]"
    assert after["g/h/m.md"] == "[[n]]"
    assert after["out.md"] == "[[g/h/n]]"


def test_a_note_that_comes_to_bear_a_name_takes_no_link_away() -> None:
    files = {"x.md": "", "deep/context.md": "", "deep/n.md": "[[context]]"}
    assert moved(files, "x.md", "context.md")["deep/n.md"] == "[[./context]]"


def test_a_canvas_follows() -> None:
    board = '{"nodes":[{"type":"file","file":"a/old.md"},{"type":"text","text":"\\"see\\"\\n[[old|old]] | [[a/old]]"}]}'
    after = moved({"a/old.md": "", "b.canvas": board}, "a/old.md", "c/it's.md")
    assert after["b.canvas"] == board.replace("a/old", "c/it's").replace("[[old|old]]", "[[it's|it's]]")


def test_quotes_of_a_property_are_kept_sound() -> None:
    after = moved({"old.md": "", "n.md": "---\nup: '[[old]]'\n---\n"}, "old.md", "it's.md")
    assert after["n.md"] == "---\nup: '[[it''s]]'\n---\n"


def test_a_name_that_no_wiki_link_can_hold_is_told() -> None:
    files = {"old.md": "", "n.md": "[[old]]"}
    found = repaired(index_of(files), lambda path: content_of(files[path]), {"old.md": "C# notes.md"})
    assert (found.rewrites, found.lost) == ([], [("n.md", "[[old]]")])


def test_the_names_of_all_files_are_gathered_before_and_after_and_not_for_each_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {f"{n}.md": f"[[{n + 1}]]" for n in range(rename.MANY + 20)}
    made = []

    class Counted(FileNames):
        def __init__(self, paths: Iterable[str]) -> None:
            made.append(1)
            super().__init__(paths)

    monkeypatch.setattr(rename, "FileNames", Counted)
    moves = {path: f"below/{path}" for path in files}
    assert repaired(index_of(files), lambda path: content_of(files[path]), moves) == ([], [])
    assert len(made) == 2


Asked = tuple[dict[str, str], str, str]


@st.composite
def moves(draw: Any) -> Asked:
    """A vault, a file of it, and a path where that may go."""
    files, new = draw(vaults), draw(paths)
    assume(files)
    old = draw(st.sampled_from(sorted(files)))
    assume(is_note(old) == is_note(new) and is_canvas(old) == is_canvas(new))
    assume(not any(key(path) == key(new) or path.startswith(new + "/") or new.startswith(path + "/") for path in files))
    return files, old, new


@settings(max_examples=200)
@given(moves(), st.sampled_from([RELATIVE, ABSOLUTE, SHORTEST]))
def test_every_link_leads_where_it_led_and_no_other_was_touched(asked: Asked, fallback: str) -> None:
    files, old, new = asked
    before = index_of(files)
    after_files = moved(files, old, new, fallback)
    after = index_of(after_files)
    lost = set(repaired(before, lambda path: content_of(files[path]), {old: new}, fallback=fallback).lost)
    untouched = index_of({new if path == old else path: text for path, text in files.items()})
    for path in files:
        there = new if path == old else path
        for was, now, plain in zip(before.links(path), after.links(there), untouched.links(there), strict=True):
            wanted = new if was.resolves_to == old else was.resolves_to
            if was.resolves_to is None or (path, was.raw) in lost:
                continue
            assert now.resolves_to == wanted
            if plain.resolves_to == wanted and not plain.ambiguous:
                assert now.raw == was.raw
            assert (now.heading, now.block, now.embed) == (was.heading, was.block, was.embed)
