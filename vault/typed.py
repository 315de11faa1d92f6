"""What `typing` has, for less: a start need not load it, and makes its records in a third of the time.

Type checkers take each of these names for the one in `typing`. At run time `NamedTuple` makes the same records, and all
other names stand for nothing. A start defines seventy kinds of records and fills fifty: so a kind is made of its names
alone, its methods are those of all records, and the function that makes one of it is built when the first is made.
"""

__all__ = [
    "TYPE_CHECKING",
    "Any",
    "AnyStr",
    "NamedTuple",
    "NewType",
    "NoReturn",
    "Protocol",
    "TextIO",
    "TypeVar",
    "cast",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, AnyStr, NamedTuple, NewType, NoReturn, Protocol, TextIO, TypeVar, cast
else:
    from _collections import _tuplegetter

    Any = AnyStr = NoReturn = Protocol = TextIO = object

    def _meant(_told, meant=object, **_bound):
        return meant

    TypeVar = NewType = cast = _meant

    _Function = type(lambda: None)
    _compiled = {}  # what makes a record, by the number of its fields: to compile is the dear part

    def _maker(fields, defaults):
        """A function with these names that makes a record of them: what a class says as its `__new__`."""
        count = len(fields)
        if count not in _compiled:
            names = [f"field{at}" for at in range(count)]
            taken, inside = ", ".join(("_cls", *names)), "".join(f"{name}, " for name in names)
            _compiled[count] = eval(f"lambda {taken}: new(_cls, ({inside}))").__code__
        code = _compiled[count].replace(co_varnames=("_cls", *fields))
        return _Function(code, {"new": tuple.__new__}, "__new__", defaults)

    class _Record(tuple):
        """What every record can do."""

        __slots__ = ()

        def __new__(cls, /, *values, **named):
            """The first of its kind: from here on a function of its own makes them, as fast as any."""
            cls.__new__ = staticmethod(_maker(cls._fields, tuple(cls._field_defaults.values())))
            return cls.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **named):
            made = tuple.__new__(type(self), map(named.pop, self._fields, self))
            if named:
                raise ValueError(f"Got unexpected field names: {list(named)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self):
            return tuple(self)  # what copy and pickle make one of

    class _Kind(type):
        def __new__(cls, name, bases, space):
            if not bases:
                return super().__new__(cls, name, bases, space)
            kind = type(name, (_Record,), {"__slots__": (), **space})
            kind._fields = kind.__match_args__ = tuple(kind.__annotations__)
            kind._field_defaults = {field: space[field] for field in kind._fields if field in space}
            for at, field in enumerate(kind._fields):
                setattr(kind, field, _tuplegetter(at, f"Field {at}"))
            return kind

    class NamedTuple(metaclass=_Kind):
        """To be a record: `class Point(NamedTuple)` with its fields as annotations, defaults behind."""
