"""Templates: whatever a title holds, the note that it makes says that title and nothing else."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specwork.domain.templates import body_filled, evened, filled, moment
from vault.notes.note import body_start, read_note
from vault.text import applied

TOP = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 3, 9, 5, 7, 42_000, tzinfo=timezone(timedelta(hours=5, minutes=30)))
SHIPPED = ["epic.md", "feature.md", "task.md", "context.md"]
HARD = [
    "a: b # c \"d\" 'e' [f] | g",
    "[[1014]] %% hidden <!-- no --> `code",
    "a\nb\r\n\tc",
    "- x",
    "{{date}} and {{title}}",
    "trailing #",
    "ends ^so",
    "$$ math",
    "🚀 emoji",
    "x" * 300,
    "---",
    "yes",
    "1011",
    "\\",
    "'",
    '"',
    "# not a heading",
    "<script>alert(1)</script>",
]


def values(title: str) -> dict[str, str]:
    return {
        "title": title,
        "alias": f"1011 {title}",
        "id": "1011",
        "status": "planning",
        "spec": "[[spec|1011 x]]",
        "parent": "[[../epic|1000 y]]",
        "context": "[[context|Implementation Journal]]",
    }


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("title", HARD)
def test_no_title_breaks_a_note(name: str, title: str) -> None:
    _holds(name, title)


@given(st.text(min_size=1) | st.text(alphabet="[]|#^%$`<>!-\"'\\: a{}\udcff", max_size=12))
@example("\x85a")
def test_no_text_breaks_a_note(title: str) -> None:
    if evened(title):
        _holds("task.md", title)


def _holds(name: str, title: str) -> None:
    template = (TOP / "templates" / name).read_bytes()
    plain = read_note("x.md", filled(template, values("Plain"), NOW))
    note = read_note("x.md", filled(template, values(title), NOW))
    assert note.front is not None
    assert note.front.problem is None
    said = evened(title)
    if name != "context.md":
        assert note.front.get("title") == said
        assert note.front.get("aliases") == [f"1011 {said}"]
    assert plain.front is not None
    assert [entry.key for entry in note.front.entries] == [entry.key for entry in plain.front.entries]
    assert [(head.level, head.text) for head in note.headings[1:]] == [
        (head.level, head.text) for head in plain.headings[1:]
    ]
    assert [link.raw for link in note.links] == [link.raw for link in plain.links]
    body = body_start(note.text, note.front)
    for region in note.regions:  # code and formulas of the title's own, on its line
        own = region.kind in ("code", "math") and b"\n" not in note.text[region.start : region.end]
        assert own or region.end <= body
    assert note.ids == []


@pytest.mark.parametrize(
    ("template", "note"),
    [
        pytest.param("# {{title}}\n", "# A: b\n", id="a title in a heading"),
        pytest.param("# {{ Title }}\n", "# A: b\n", id="blanks and case do not count"),
        pytest.param("{{date}} {{time}}\n", "2026-11-03 09:05\n", id="date and time"),
        pytest.param("{{date:DD.MM.YY}} {{time:H:mm}}\n", "03.11.26 9:05\n", id="in a format of their own"),
        pytest.param(
            "{{mine}} {{tp.file}} {{title:x}}\n", "{{mine}} {{tp.file}} {{title:x}}\n", id="unknown ones stay"
        ),
        pytest.param("**Parent**: {{parent}}  \n**Status**: x\n", "**Status**: x\n", id="a label without a value goes"),
        pytest.param("Parent: {{parent}}\n", "Parent: \n", id="other words stay"),
        pytest.param("- {{parent}}\r\nx", "x", id="an item without a value goes"),
        pytest.param("#!/bin/sh\n# {{parent}}\nx", "#!/bin/sh\nx", id="a comment without a value goes"),
        pytest.param("[[a|{{title}}]]\n", "[[a|A: b]]\n", id="in a link's text"),
        pytest.param("---\ntitle: {{title}}\n---\n", '---\ntitle: "A: b"\n---\n', id="quoted where it must be"),
        pytest.param("---\nname: '{{title}}' # x\n---\n", "---\nname: 'A: b' # x\n---\n", id="in single quotes"),
        pytest.param("---\nname: On {{title}} # x\n---\n", '---\nname: "On A: b" # x\n---\n', id="amid plain words"),
        pytest.param("---\nid: {{id}}\n---\n", "---\nid: 1011\n---\n", id="an id is a number"),
        pytest.param("---\nx: {{id}}\n---\n", '---\nx: "1011"\n---\n', id="elsewhere it is a text"),
        pytest.param('---\nd: "{{date}}"\n---\n', "---\nd: 2026-11-03\n---\n", id="a date needs no quotes"),
        pytest.param("---\na: [{{title}}, b]\n---\n", '---\na: ["A: b", b]\n---\n', id="in a list in brackets"),
        pytest.param("---\na:\n  - {{title}}\n---\n", '---\na:\n  - "A: b"\n---\n', id="in a list of lines"),
        pytest.param("---\r\nt: {{mine}}\r\n---\r\n", "---\r\nt: {{mine}}\r\n---\r\n", id="unknown in front matter"),
    ],
)
def test_a_template_makes(template: str, note: str) -> None:
    known = {"title": "A: b", "id": "1011", "parent": ""}
    assert filled(template.encode(), known, NOW).decode() == note


@pytest.mark.parametrize(
    ("template", "note"),
    [
        ("[[a|{{title}}]]\n", '[[a|It\'s (x)- "y"]]\n'),
        ("---\na: '{{title}} x'\n---\n", "---\na: 'It''s [x]| \"y\" x'\n---\n"),
        ('---\na: "{{title}} x"\n---\n', '---\na: "It\'s [x]| \\"y\\" x"\n---\n'),
    ],
)
def test_a_value_ends_nothing_early(template: str, note: str) -> None:
    assert filled(template.encode(), {"title": 'It\'s [x]| "y"'}, NOW).decode() == note


def test_values_are_not_filled_again() -> None:
    assert filled(b"# {{title}}\n", {"title": "{{id}}", "id": "7"}, NOW) == b"# {{id}}\n"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("YYYY-MM-DD HH:mm:ss", "2026-11-03 09:05:07"),
        ("YY M D H h m s", "26 11 3 9 9 5 7"),
        ("dddd ddd dd d E", "Tuesday Tue Tu 2 2"),
        ("MMMM MMM Do", "November Nov 3rd"),
        ("[week] W WW Q DDD DDDD", "week 45 45 4 307 307"),
        ("A a kk SSS", "AM am 09 042"),
        ("Z ZZ", "+05:30 +0530"),
        ("LL [at] LT", "November 3, 2026 at 9:05 AM"),
        ("YYYY-MM-DDTHH:mm", "2026-11-03T09:05"),
        ("X", "1793676907"),
    ],
)
def test_times_are_written_as_moment_writes_them(form: str, text: str) -> None:
    assert moment(NOW, form) == text


@pytest.mark.parametrize(("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")])
def test_days_have_their_ending(day: int, said: str) -> None:
    assert moment(NOW.replace(day=day), "Do") == said


def test_in_a_note_that_stands_only_the_lines_with_placeholders_change() -> None:
    text = b"---\na: {{id}}\n---\r\n# {{title}}\r\n\xff {{date}}\n{{x}}"
    after = applied(text, body_filled(text, {"title": "T", "id": "7"}, NOW))
    assert after == b"---\na: {{id}}\n---\r\n# T\r\n\xff 2026-11-03\n{{x}}"
