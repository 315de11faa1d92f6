"""Patterns that are compiled when they are first asked.

A start loads many and asks few: those that usual text never meets are written with `late` in place of `re.compile`.
Knows no text. What every note meets is compiled at once: being late costs each call a little.
"""

import re

from vault.typed import Any, AnyStr, cast


class _Late:
    """Stands for a pattern; asked, it answers as that does."""

    __slots__ = ("_compiled", "_made_of")

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._made_of = pattern, flags
        self._compiled: re.Pattern[Any] | None = None

    def _pattern(self) -> re.Pattern[Any]:
        if self._compiled is None:
            self._compiled = re.compile(*self._made_of)
        return self._compiled

    def match(self, *asked: Any) -> Any:
        return self._pattern().match(*asked)

    def search(self, *asked: Any) -> Any:
        return self._pattern().search(*asked)

    def findall(self, *asked: Any) -> Any:
        return self._pattern().findall(*asked)

    def finditer(self, *asked: Any) -> Any:
        return self._pattern().finditer(*asked)

    def split(self, *asked: Any) -> Any:
        return self._pattern().split(*asked)

    def sub(self, *asked: Any) -> Any:
        return self._pattern().sub(*asked)


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """
    >>> digits = late("[0-9]+").match
    >>> digits("12 files")[0], digits("no files")
    ('12', None)
    """
    return cast(re.Pattern[AnyStr], _Late(pattern, flags))
