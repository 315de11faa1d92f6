"""A record is in all that a program can see what `typing.NamedTuple` would have made of it."""

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from vault import typed


class Point(typed.NamedTuple):
    """Where something lies."""

    x: int
    y: int
    name: "str | None" = None
    tags: tuple[str, ...] = ()

    @property
    def far(self) -> int:
        return abs(self.x) + abs(self.y)

    @classmethod
    def zero(cls) -> "Point":
        return cls(0, 0)


class Usual(typing.NamedTuple):
    x: int
    y: int
    name: "str | None" = None
    tags: tuple[str, ...] = ()


class Named(Point):
    """A class of its own on top of a record."""


class Empty(typed.NamedTuple):
    pass


class New(typed.NamedTuple):
    """Names that mean something to what makes it."""

    cls: int
    new: int
    self: int
    named: int
    values: int


ASKED: list[tuple[str, Callable[[Any], object]]] = [
    ("all fields in order", lambda kind: kind(1, 2, "n", ("t",))),
    ("the last by their defaults", lambda kind: kind(1, 2)),
    ("by name", lambda kind: kind(y=1, x=2, tags=("t",))),
    ("its fields", lambda kind: (kind._fields, kind.__match_args__)),
    ("its defaults", lambda kind: kind._field_defaults),
    ("its annotations", lambda kind: kind.__annotations__.keys()),
    ("one field", lambda kind: (kind(1, 2).x, kind(1, 2).tags)),
    ("its length", lambda kind: len(kind(1, 2))),
    ("unpacked", lambda kind: [*kind(1, 2)]),
    ("replaced", lambda kind: kind(1, 2)._replace(y=3, name="z")),
    ("replaced by an unknown name", lambda kind: kind(1, 2)._replace(z=3)),
    ("made of a list", lambda kind: kind._make([1, 2, 3, 4])),
    ("made of too short a list", lambda kind: kind._make([1, 2])),
    ("as a dictionary", lambda kind: kind(1, 2)._asdict()),
    ("beside a tuple", lambda kind: (kind(1, 2) == (1, 2, None, ()), hash(kind(1, 2)) == hash((1, 2, None, ())))),
    ("in order", lambda kind: sorted([kind(2, 1), kind(1, 5), kind(1, 2)])),
    ("as text", lambda kind: repr(kind(1, 2)).removeprefix(kind.__name__)),
    ("a field too few", lambda kind: kind(1)),
    ("a field too many", lambda kind: kind(1, 2, 3, 4, 5)),
    ("a field unknown", lambda kind: kind(1, 2, z=3)),
    ("a field twice", lambda kind: kind(1, 2, x=3)),
    ("a field set", lambda kind: setattr(kind(1, 2), "x", 3)),
    ("a name set that is no field", lambda kind: setattr(kind(1, 2), "z", 3)),
    ("copied", lambda kind: copy.deepcopy(kind(1, 2, "n", ("t",)))),
    ("there and back", lambda kind: pickle.loads(pickle.dumps(kind(1, 2, "n", ("t",))))),
    ("its room", lambda kind: (kind.__module__, type(kind), isinstance(kind(1, 2), tuple))),
]


@pytest.mark.parametrize(("asked"), [each for _, each in ASKED], ids=[name for name, _ in ASKED])
def test_a_record_answers_as_that_of_the_standard_library(asked: Callable[[Any], object]) -> None:
    assert _told(asked, Point) == _told(asked, Usual)


def _told(asked: Callable[[Any], object], kind: type) -> object:
    try:
        return asked(kind)
    except (TypeError, ValueError, AttributeError) as error:
        return type(error)


def test_a_record_keeps_what_its_class_says_besides() -> None:
    assert (Point.zero().far, Point(3, -4).far, Point.__doc__) == (0, 7, "Where something lies.")


def test_a_class_on_top_of_a_record_makes_its_own() -> None:
    assert type(Named(1, 2)) is Named
    assert type(Named(1, 2)._replace(x=3)) is Named
    assert type(Point(1, 2)) is Point


def test_a_record_may_have_no_fields_or_fields_of_any_name() -> None:
    assert (Empty(), Empty()._asdict()) == ((), {})
    assert New(1, 2, 3, 4, 5)._asdict() == {"cls": 1, "new": 2, "self": 3, "named": 4, "values": 5}
    assert New(1, new=2, self=3, named=4, values=5)._replace(self=6).self == 6


def test_a_record_matches_by_its_places() -> None:
    match Point(1, 2, "n"):
        case Point(x, _, name=str(name)):
            assert (x, name) == (1, "n")
        case _:
            pytest.fail("not matched")
