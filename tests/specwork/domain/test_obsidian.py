"""Obsidian's settings: what a vault of specs needs is added, what is set stays."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.obsidian import WANTED, with_settings


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(None, '{\n  "A": 1\n}', id="none"),
        pytest.param("", '{\n  "A": 1\n}', id="an empty one"),
        pytest.param("{}", '{"A": 1}', id="an empty object"),
        pytest.param('{\n  "x": 1\n}\n', '{\n  "x": 1,\n  "A": 1\n}\n', id="as Obsidian writes it"),
        pytest.param('{\r\n\t"x": 1\r\n}', '{\r\n\t"x": 1,\r\n\t"A": 1\r\n}', id="in another style"),
        pytest.param('{"x": {"y": []}}', '{"x": {"y": []}, "A": 1}', id="on one line"),
        pytest.param('{"A": false}', '{"A": false}', id="set already"),
    ],
)
def test_settings_are_added(monkeypatch: pytest.MonkeyPatch, before: str | None, after: str) -> None:
    monkeypatch.setattr("specwork.domain.obsidian.WANTED", {"A": 1})
    assert with_settings(None if before is None else before.encode()) == after.encode()


@pytest.mark.parametrize("text", ["[]", "{", '{"a": 1,}', "// x\n{}", "nonsense", "\xff"])
def test_what_is_no_object_is_left_alone(text: str) -> None:
    assert with_settings(text.encode("latin-1")) is None


values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


@given(st.dictionaries(st.text() | st.sampled_from(sorted(WANTED)), values), st.sampled_from([None, 2, "\t"]))
def test_whatever_was_set_stays_and_twice_is_once(said: dict[str, object], indent: int | str | None) -> None:
    after = with_settings(json.dumps(said, indent=indent).encode())
    assert after is not None
    assert json.loads(after) == {**WANTED, **said}
    assert with_settings(after) == after
