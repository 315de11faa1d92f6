"""What programs get: each answer as plain values for JSON, with the names that `docs/json.md` promises."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from specwork.work.given import Done
from vault.errors import VaultError
from vault.index.index import FoundLink

VERSION = 1
Shape = dict[str, Any]


class Named(Protocol):
    """Any record: its fields are its shape."""

    def _asdict(self) -> Shape: ...


class Heard(Protocol):
    """What a watcher tells: paths that may have changed, trees to look through, deletions that stayed so."""

    @property
    def paths(self) -> frozenset[str]: ...

    @property
    def folders(self) -> frozenset[str]: ...

    @property
    def gone(self) -> frozenset[str]: ...


def answer(**named: Any) -> Shape:
    return {"version": VERSION, **named}


def records(found: Iterable[Named]) -> list[Shape]:
    return [one._asdict() for one in found]


def links(found: Iterable[FoundLink]) -> Iterator[Shape]:
    names = FoundLink._fields
    return (dict(zip(names, link, strict=True)) for link in found)


def done(change: Done) -> Shape:
    shape = answer(changed=change.changed, undo=change.undo)
    if change.diff is not None:
        shape["diff"] = change.diff
    if change.notices:
        shape["notices"] = list(change.notices)
    return shape


def error(fault: VaultError) -> Shape:
    told = {"code": fault.code, "message": fault.message, "where": fault.where, "hint": fault.hint}
    return answer(error=told)
