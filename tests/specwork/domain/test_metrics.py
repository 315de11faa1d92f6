"""The figures of a journal: written where they are missing or have changed, and nowhere else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.journal import Journal, read_journal
from specwork.domain.metrics import Figures, coverage_of, figure_texts, metrics_set
from tests.specwork.domain.test_journal import odd
from vault.notes.note import read_note
from vault.text import applied

ALL = Figures(3, timedelta(hours=4.5), 1250, 85, 8, 12, 8, 8, 92.0)
WRITTEN = """\
## Metrics

### Implementation
- **Total Sessions**: 3
- **Total Duration**: 4.5 hours
- **Lines of Code**: +1,250, -85
- **Files Created**: 8
- **Files Modified**: 12

### Quality
- **Test Coverage**: 92%
- **Acceptance Criteria Met**: 8/8 ✅
"""


def read(text: str | bytes) -> Journal:
    return read_journal(read_note("context.md", text.encode() if isinstance(text, str) else text))


def set_in(text: str, figures: Figures) -> str:
    return applied(text.encode(), metrics_set(read(text), figures)).decode()


def test_a_journal_without_metrics_gets_them_all_in_their_place() -> None:
    before, behind = "# C\n\n## Summary\nx\n\n", "## Notes & Learnings\n"
    assert set_in(before + behind, ALL) == f"{before}{WRITTEN}\n{behind}"


@pytest.mark.parametrize(("before", "figures", "after"), [
    pytest.param("## Metrics\n", Figures(sessions=1), "## Metrics\n\n### Implementation\n- **Total Sessions**: 1\n",
                 id="an empty section"),
    pytest.param(WRITTEN, Figures(sessions=4), WRITTEN.replace("Sessions**: 3", "Sessions**: 4"), id="one has changed"),
    pytest.param(WRITTEN, Figures(met=7, total=9), WRITTEN.replace("8/8 ✅", "7/9"), id="criteria open again"),
    pytest.param("## Metrics\n### Quality\n- **Performance**: 1 GB/s\n", Figures(coverage=92.5, met=1, total=2),
                 "## Metrics\n### Quality\n- **Performance**: 1 GB/s\n- **Test Coverage**: 92.5%\n"
                 "- **Acceptance Criteria Met**: 1/2\n", id="what cannot be computed stays"),
    pytest.param("## Metrics\n### Implementation\n* **Total Sessions**: 2 (one lost)\n  - a remark\n* Mine\n",
                 Figures(sessions=3, duration=timedelta(hours=1)),
                 "## Metrics\n### Implementation\n* **Total Sessions**: 3 (one lost)\n  - a remark\n"
                 "* **Total Duration**: 1 hour\n* Mine\n", id="remarks and other lines stay"),
    pytest.param("## Metrics\n### Quality\n- x\n", Figures(sessions=1),
                 "## Metrics\n\n### Implementation\n- **Total Sessions**: 1\n\n### Quality\n- x\n", id="in order"),
    pytest.param("## Metrics\n### Implementation\n- x\n", Figures(modified=2, coverage=50),
                 "## Metrics\n### Implementation\n- x\n- **Files Modified**: 2\n\n### Quality\n"
                 "- **Test Coverage**: 50%\n", id="two at one place"),
])  # fmt: skip
def test_figures_are_set(before: str, figures: Figures, after: str) -> None:
    assert set_in(before, figures) == after


@pytest.mark.parametrize(("text", "figures"), [
    pytest.param(WRITTEN, ALL, id="as we wrote it"),
    pytest.param(WRITTEN, Figures(), id="nothing is known"),
    pytest.param(WRITTEN.replace("4.5 hours", "4h30"), ALL, id="a length in other words"),
    pytest.param(WRITTEN.replace("+1,250, -85", "+1250 / -85"), ALL, id="numbers in another dress"),
    pytest.param(WRITTEN.replace("8/8 ✅", "8 of 8"), ALL, id="criteria in words"),
    pytest.param("## Summary\n", Figures(added=1, met=1), id="half a figure is none"),
])  # fmt: skip
def test_figures_that_say_the_same_are_left_alone(text: str, figures: Figures) -> None:
    assert metrics_set(read(text), figures) == []


counts = st.none() | st.integers(0, 10**7)
figures = st.builds(
    Figures, counts, st.none() | st.integers(0, 10**5).map(lambda minutes: timedelta(minutes=minutes)),
    counts, counts, counts, counts, counts, counts, st.none() | st.integers(0, 1000).map(lambda tenth: tenth / 10),
)  # fmt: skip
own = st.lists(
    st.sampled_from(
        ["## Metrics", "### Implementation", "### Quality", "- **Total Sessions**: 3", "* **Files Created**: x (y)",
         "  - nested", "**Test Coverage**: 1%", "- **Performance**: 1 GB/s", "", "```", "text", "### Session 1: a",
         "1. **Lines of Code**: +1, -2", "<!--", "| a |"]
    ), max_size=12,
).map(lambda parts: "\n".join(parts).encode())  # fmt: skip


@given(own | odd, figures)
def test_set_twice_is_set_once_and_lines_stay(text: bytes, known: Figures) -> None:
    before = read(text)
    once = applied(text, metrics_set(before, known))
    assert metrics_set(read(once), known) == []
    ours = tuple(f"**{name}**".encode() for name in figure_texts(known))
    kept = [line for line in text.splitlines() if line.strip() and not any(name in line for name in ours)]
    rest = iter(once.splitlines())
    assert all(any(line.strip() == other.strip() for other in rest) for line in kept)
    assert len(read(once).sessions) == len(before.sessions)


XML = b'<?xml version="1.0" ?>\n<!DOCTYPE coverage SYSTEM "x.dtd">\n<!-- made by a tool -->\n'


@pytest.mark.parametrize(("text", "percent"), [
    pytest.param(XML + b'<coverage branch-rate="0.1" line-rate="0.925" version="7">', 92.5, id="Cobertura"),
    pytest.param(b"\xef\xbb\xbf<coverage line-rate='1'/>", 100.0, id="single quotes"),
    pytest.param(b'<!DOCTYPE c [<!ENTITY a "9">]><coverage line-rate="&a;">', None, id="an entity is not expanded"),
    pytest.param(b'<!-- <coverage line-rate="0.5"> --><report/>', None, id="in a comment"),
    pytest.param(b'<coverage lines="3">', None, id="no rate"),
    pytest.param(b'<coverage line-rate="92">', None, id="no rate of one"),
    pytest.param(b"TN:\nSF:a\nLF:10\nLH:5\nend_of_record\nSF:b\r\nLF:30\r\nLH:30\r\n", 87.5, id="lcov"),
    pytest.param(b"LF:0\nLH:0\n", None, id="no lines"),
    pytest.param(b"LF:1\nLH:2\n", None, id="more hit than there are"),
    pytest.param(b"", None, id="nothing"),
])  # fmt: skip
def test_coverage_is_read_off(text: bytes, percent: float | None) -> None:
    assert coverage_of(text) == percent


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"<!--", b"-->", b"<coverage ", b"<?", b"?>", b">", b"["])).map(b"".join)
)
def test_no_report_is_too_odd(text: bytes) -> None:
    coverage_of(text)
