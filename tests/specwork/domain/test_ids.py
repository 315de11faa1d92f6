"""The number of a new spec: the next free one of its parent's range, and always one that is free."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.ids import next_id

FULL = set(range(1000, 2000))


@pytest.mark.parametrize(
    ("kind", "parent", "taken", "number"),
    [
        pytest.param("epic", None, set(), 1000, id="the first epic"),
        pytest.param("epic", None, {1000, 2000}, 3000, id="the next epic"),
        pytest.param("epic", None, {1000, 3000}, 2000, id="a gap is filled"),
        pytest.param("epic", None, {1000 * n for n in range(1, 10)}, 10000, id="after nine epics come round thousands"),
        pytest.param("epic", None, {1000 * n for n in range(1, 100)}, 100001, id="after ninety-nine, any number"),
        pytest.param("feature", 1000, {1000}, 1001, id="the first feature"),
        pytest.param("feature", 12000, {12001}, 12002, id="a feature of a later epic"),
        pytest.param("feature", 1000, set(range(1001, 1010)), 1100, id="a tenth feature goes on at 1100"),
        pytest.param("feature", 1000, {*range(1001, 1010), 1100}, 1101, id="and at 1101"),
        pytest.param("feature", 1000, FULL, 100001, id="a full thousand goes on at 100001"),
        pytest.param("feature", 1500, set(), 1100, id="an epic of another number has no range of its own"),
        pytest.param("feature", 7, set(), 100, id="an epic below a thousand"),
        pytest.param("feature", 100001, {100001}, 100002, id="an epic beyond all thousands"),
        pytest.param("task", 1001, set(), 1011, id="the first task of the first feature"),
        pytest.param("task", 1002, {1021}, 1022, id="a task of the second feature"),
        pytest.param("task", 1009, set(), 1091, id="a task of the ninth feature"),
        pytest.param("task", 1001, set(range(1011, 1020)), 1100, id="a tenth task goes on at 1100"),
        pytest.param("task", 1100, {1100}, 1101, id="a task of a feature beyond the ninth"),
        pytest.param("task", 1010, set(), 1100, id="a feature that bears no feature's number"),
        pytest.param("task", 2003, FULL, 2031, id="another thousand is not concerned"),
        pytest.param("task", 1001, FULL | {100001}, 100002, id="a full thousand, and one behind it"),
    ],
)
def test_the_next_number_is(kind: str, parent: int | None, taken: set[int], number: int) -> None:
    assert next_id(kind, parent, taken) == number


@given(
    st.sampled_from(["epic", "feature", "task"]),
    st.integers(1, 300_000),
    st.sets(st.integers(1, 3000) | st.integers(100_000, 100_030)),
)
def test_a_number_is_never_given_out_twice(kind: str, parent: int, taken: set[int]) -> None:
    first = next_id(kind, parent, taken)
    second = next_id(kind, parent, taken | {first})
    assert first not in taken
    assert second not in taken | {first}
    assert next_id(kind, parent, taken) == first


def test_a_range_gives_its_numbers_in_order_until_it_is_full() -> None:
    taken: set[int] = set()
    for _ in range(12):
        taken.add(next_id("task", 4003, taken))
    assert sorted(taken) == [*range(4031, 4040), 4100, 4101, 4102]
