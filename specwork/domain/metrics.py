"""The figures of a journal: what `## Metrics` is made to say, and coverage read off a report.

Figures that are not given are left alone, like all else that stands there; so are those that already say the same in
other words. Nothing is counted here.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from specwork.domain import lines as put
from specwork.domain.hours import hours_text, length_in
from specwork.domain.journal import METRICS, Journal
from specwork.domain.session import label_in
from vault.notes.outline import Label, Section
from vault.text import Edit
from vault.typed import NamedTuple

IMPLEMENTATION, QUALITY = "Implementation", "Quality"
SESSIONS, DURATION, CODE = "Total Sessions", "Total Duration", "Lines of Code"
CREATED, MODIFIED, COVERAGE = "Files Created", "Files Modified", "Test Coverage"
PERFORMANCE, CRITERIA = "Performance", "Acceptance Criteria Met"
_PARTS = {
    IMPLEMENTATION: (SESSIONS, DURATION, CODE, CREATED, MODIFIED),
    QUALITY: (COVERAGE, PERFORMANCE, CRITERIA),
}


class Figures(NamedTuple):
    """What is known of a spec's work; None where it is not. `coverage` is in percent."""

    sessions: int | None = None
    duration: timedelta | None = None
    added: int | None = None
    removed: int | None = None
    created: int | None = None
    modified: int | None = None
    met: int | None = None
    total: int | None = None
    coverage: float | None = None


def figure_texts(figures: Figures) -> dict[str, str]:
    """Each figure that is known, as the journal says it.

    >>> figure_texts(Figures(duration=timedelta(hours=4.5), added=1250, removed=85, met=8, total=8, coverage=92.0))
    ... # doctest: +NORMALIZE_WHITESPACE
    {'Total Duration': '4.5 hours', 'Lines of Code': '+1,250, -85', 'Test Coverage': '92%',
     'Acceptance Criteria Met': '8/8 ✅'}
    """
    said = {}
    for name, count in ((SESSIONS, figures.sessions), (CREATED, figures.created), (MODIFIED, figures.modified)):
        if count is not None:
            said[name] = f"{count:,}"
    if figures.duration is not None:
        said[DURATION] = hours_text(figures.duration)
    if figures.added is not None and figures.removed is not None:
        said[CODE] = f"+{figures.added:,}, -{figures.removed:,}"
    if figures.coverage is not None:
        said[COVERAGE] = f"{figures.coverage:.1f}".removesuffix(".0") + "%"
    if figures.met is not None and figures.total:
        said[CRITERIA] = f"{figures.met}/{figures.total}" + (" ✅" if figures.met >= figures.total else "")
    return said


def metrics_set(journal: Journal, figures: Figures) -> list[Edit]:
    """The figures, written where they are missing or have changed."""
    said = figure_texts(figures)
    if not said:
        return []
    section = journal.metrics
    if section is None:
        return put.inserted(journal, put.new_section(journal, METRICS, _fresh(said)))
    labels = dict(_labels(journal, section))
    edits = [edit for name, label in labels.items() if name in said for edit in _changed(journal, label, said[name])]
    pieces = []
    for part, names in _PARTS.items():
        missing = {name: said[name] for name in names if name in said and name not in labels}
        pieces += _added(journal, section, part, missing, labels) if missing else []
    return edits + put.inserted(journal, *pieces)


def figures_in(journal: Journal) -> dict[str, str]:
    """What the section says today, by our names for the figures."""
    section = journal.metrics
    return {name: label.value for name, label in _labels(journal, section)} if section else {}


def figures_changed(journal: Journal, said: dict[str, str]) -> list[Edit]:
    """Figures that stand there say something else; none is added."""
    section = journal.metrics
    labels = dict(_labels(journal, section)) if section else {}
    return [edit for name, label in labels.items() if name in said for edit in _changed(journal, label, said[name])]


def figures_joined(base: str, ours: str, theirs: str) -> str | None:
    """A count that two sides raised, each by its own part: both parts are in it.

    >>> figures_joined("+100, -5", "+110, -5", "+130, -6"), figures_joined("", "few", "4")
    ('+140, -6', None)
    """
    was, one, other = ([int(number.replace(",", "")) for number in _counts(text)] for text in (base, ours, theirs))
    was = was or [0] * len(one)
    if not one or not len(was) == len(one) == len(other):
        return None
    sums = iter(f"{max(a + b - c, 0):,}" for a, b, c in zip(one, other, was, strict=True))
    return _one_count(lambda _: next(sums), ours)


_counts = re.compile(r"(?<![\d.,])\d(?:[\d,]{0,20}\d)?(?![.\d])", re.ASCII).findall
_one_count = re.compile(r"(?<![\d.,])\d(?:[\d,]{0,20}\d)?(?![.\d])", re.ASCII).sub


def _fresh(said: dict[str, str]) -> list[str]:
    out: list[str] = []
    for part, names in _PARTS.items():
        lines = ["- " + _line(name, said[name]) for name in names if name in said]
        if lines:
            out += ["", f"### {part}", *lines]
    return out


def _line(name: str, value: str) -> str:
    return f"**{name}**: {value}"


_OURS = {name.casefold(): name for names in _PARTS.values() for name in names}


def _labels(journal: Journal, section: Section) -> Iterator[tuple[str, Label]]:
    """The figures that stand in the section, by our names for them; of two of one name the first."""
    page, seen = journal.page, set()
    for begin, line in page.lines(section.body, section.end):
        label = None if page.hidden(begin) else label_in(page, begin, line, _OURS)
        name = _OURS.get(label.name.casefold()) if label else None
        if label and name and name not in seen:
            seen.add(name)
            yield name, label


def _changed(journal: Journal, label: Label, value: str) -> list[Edit]:
    """The figure replaced, unless it is the same already. What a person wrote in brackets behind it stays."""
    figure = re.match(r"[^(]*", label.value)
    old = figure[0].rstrip() if figure else ""
    if _same(old, value):
        return []
    end = label.value_start + len(old.encode("utf-8", "surrogateescape"))
    return put.label_set(label._replace(value=old, value_end=end), journal.text, value)


_numbers = re.compile(r"\d[\d,]*(?:\.\d+)?", re.ASCII).findall


def _same(old: str, new: str) -> bool:
    if length_in(new) is not None:
        return length_in(old) == length_in(new)
    before, after = ([float(number.replace(",", "")) for number in _numbers(text)] for text in (old, new))
    return before == after


def _added(
    journal: Journal, section: Section, part: str, said: dict[str, str], labels: dict[str, Label]
) -> list[put.Piece]:
    """Lines for figures that have none yet, each behind the nearest figure before it, else at the part's end."""
    found = put.subsection(journal, section, part)
    if found is None:
        items = [[_line(name, value)] for name, value in said.items()]
        return [put.items_below(journal, METRICS, part, tuple(_PARTS), items)]
    order = _PARTS[part]
    pieces = []
    for name, value in said.items():
        spans = [
            span
            for other in order[: order.index(name)]
            if other in labels
            for span in journal.page.spans(found.body, found.end)
            if span[0] <= labels[other].start < span[1]
        ]
        if spans:
            bullet = put.bullet_at(journal, spans[-1][0])
            pieces.append(put.Piece(spans[-1][1], [f"{bullet} {_line(name, value)}"], apart=False))
        else:
            pieces.append(put.items_behind(journal, found.body, found.end, [[_line(name, value)]]))
    return pieces


# ---- coverage -------------------------------------------------------------------------------------------------------

_root = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>(?:\s+|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE(?>[^>\[]*)(?>\[.*?\]\s*)?>)*)"
    rb"<coverage(?=\s)([^>]*)>",
    re.DOTALL,
).match
_rate = re.compile(rb"\sline-rate\s*=\s*[\"']\s*(\d{1,3}(?:\.\d{1,20})?(?:[eE]-?\d{1,3})?)\s*[\"']").search
_found = re.compile(rb"(?m)^[ \t]*L([FH]):[ \t]*(\d{1,12})[ \t]*\r?$").findall


def coverage_of(text: bytes) -> float | None:
    """The share of lines covered, in percent, that a coverage.xml (Cobertura) or an lcov file tells.

    Of XML only the root's own attribute is read; no entity is expanded.

    >>> coverage_of(b'<?xml version="1.0" ?><coverage version="7" line-rate="0.925">'), coverage_of(b"LF:50\\nLH:40\\n")
    (92.5, 80.0)
    """
    root = _root(text)
    if root:
        rate = _rate(root[1])
        share = float(rate[1]) if rate else -1.0
        return round(share * 100, 4) if 0 <= share <= 1 else None
    lines = hits = 0
    for kind, count in _found(text):
        lines, hits = (lines + int(count), hits) if kind == b"F" else (lines, hits + int(count))
    return round(hits * 100 / lines, 4) if 0 < lines >= hits else None
