"""The law of the index: kept up change by change, it says what one built from scratch says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit import change, contents, index_of
from vault.index.entry import Annotator, Row
from vault.notes.note import Note

STEPS = ["a", "ab", "b", "A"]
NAMES = ["spec.md", "context.md", "x.md", "X.md", "v1.2.md", "v1.2", "pic.png", "spec", "x.md.md", "note.canvas"]
paths = st.builds(
    lambda steps, name: "/".join([*steps, name]), st.lists(st.sampled_from(STEPS), max_size=3), st.sampled_from(NAMES)
)
targets = st.one_of(
    st.sampled_from(
        ["spec", "x", "v1.2", "context", "X.md", "b/x", "./x", "../spec", "/x", "/a/x", "ab/spec", "pic.png", ""]
    ),
    paths.map(lambda path: path.removesuffix(".md")),
)
link = st.builds(lambda target, sub: f"[[{target}{sub}]]", targets, st.sampled_from(["", "#One", "#^id", "#Two#Three"]))
texts = st.lists(st.one_of(link, st.sampled_from(["# One", "## Three", "# Two", "text ^id", "#tag"])), max_size=5).map(
    "\n\n".join
)
vaults = st.dictionaries(paths, texts, max_size=8)


def note_titles(note: Note) -> list[Row]:
    return [Row("any", heading.text, heading.level) for heading in note.headings]


ANNOTATOR = Annotator("1", note_titles)


@given(vaults)
def test_who_links_to_a_file_and_how_is_what_its_links_say(files: dict[str, str]) -> None:
    index = index_of({**files, "top.md": "---\nup: '[[x]]'\n---\n[[x]]\n"})
    for path in index.paths():
        leading = [link for link in index.links() if link.resolves_to == path]
        assert index.backlinks(path) == leading
        assert index.backlinks(path, where="frontmatter") == [one for one in leading if one.where == "frontmatter"]
        assert index.linking(path) == sorted({link.source for link in leading})


@given(vaults)
def test_counted_are_all_that_it_tells_of(files: dict[str, str]) -> None:
    index = index_of({**files, "top.md": "---\nup: '[[x]]'\n---\n[[x]] [[x]] [[nowhere at all]]\n"})
    counts = index.counts()
    assert counts["files"] == len(index.paths())
    assert counts["links"] == len(list(index.links()))
    assert counts["broken"] == sum(finding.code == "broken-link" for _, finding in index.findings())


@settings(max_examples=150)
@given(vaults, st.lists(st.tuples(vaults, st.sets(paths, max_size=3)), min_size=1, max_size=4))
def test_kept_up_it_equals_one_built_from_scratch(
    first: dict[str, str], later: list[tuple[dict[str, str], set[str]]]
) -> None:
    index = index_of(first, ANNOTATOR)
    now = dict(first)
    for written, deleted in later:
        gone = [path for path in now if path in deleted]
        come = {path: text for path, text in written.items() if path not in deleted}
        now = {path: text for path, text in {**now, **come}.items() if path not in gone}
        index.update(gone, [change(path, text, ANNOTATOR) for path, text in come.items()])
        assert contents(index) == contents(index_of(now, ANNOTATOR))


@given(vaults, paths, paths)
def test_a_preview_leaves_no_trace(files: dict[str, str], old: str, new: str) -> None:
    index = index_of(files)
    before = contents(index)
    with index.preview(moves={old: new} if old in files and new not in files else {}):
        pass
    assert contents(index) == before


def test_a_heading_that_appears_mends_the_links_that_name_it() -> None:
    index = index_of({"a.md": "[[b#Later]]", "b.md": ""})
    assert [finding.code for _, finding in index.findings()] == ["missing-heading"]

    index.update([], [change("b.md", "# Later")])

    assert index.findings() == []


def test_a_note_that_appears_nearer_takes_the_links_of_its_folder() -> None:
    index = index_of({"a/n.md": "[[x]]", "b/x.md": ""})
    index.update([], [change("a/deep/x.md", "")])
    assert [found.resolves_to for found in index.links("a/n.md")] == ["a/deep/x.md"]


def test_a_file_without_ending_takes_the_links_that_name_it_to_the_letter() -> None:
    index = index_of({"n.md": "[[v1.2]]", "v1.2.md": ""})
    index.update([], [change("deep/v1.2", "")])
    assert [found.resolves_to for found in index.links("n.md")] == ["deep/v1.2"]


def test_bytes_that_are_no_text_do_not_stop_the_index() -> None:
    index = index_of({"a.md": b"[[\xff\xfe]] [[b]]", "b.md": b"\xff"})
    assert [found.resolves_to for found in index.links("a.md")] == [None, "b.md"]


def test_the_links_of_a_canvas_count() -> None:
    board = '{"nodes":[{"id":"1","type":"file","file":"deep/b.md"},{"id":"2","type":"text","text":"see\\n[[b]]"}]}'
    index = index_of({"board.canvas": board, "deep/b.md": "", "deep/deep/b.md": ""})
    assert [(found.where, found.raw, found.resolves_to) for found in index.links()] == [
        ("canvas-file", "deep/b.md", "deep/b.md"),
        ("canvas", "[[b]]", "deep/b.md"),
    ]
