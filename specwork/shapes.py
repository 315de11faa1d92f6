"""What programs get: each answer as plain values for JSON, with the names that `docs/json.md` promises."""

from collections.abc import Iterable, Iterator
from typing import Any

from specwork.desk import Done
from vault.disk.transaction import Operation
from vault.errors import VaultError
from vault.index.health import Trouble
from vault.index.index import FoundLink

VERSION = 1
Shape = dict[str, Any]


def answer(**named: Any) -> Shape:
    return {"version": VERSION, **named}


def links(found: Iterable[FoundLink]) -> Iterator[Shape]:
    names = FoundLink._fields
    return (dict(zip(names, link, strict=True)) for link in found)


def findings(found: Iterable[Trouble]) -> list[Shape]:
    return [trouble._asdict() for trouble in found]


def done(change: Done) -> Shape:
    shape = answer(changed=change.changed, undo=change.undo)
    if change.diff is not None:
        shape["diff"] = change.diff
    if change.notices:
        shape["notices"] = list(change.notices)
    return shape


def operation(one: Operation) -> Shape:
    return {
        "id": one.id,
        "why": one.why,
        "by": one.by,
        "at": one.at,
        "paths": list(one.paths),
        "undoes": one.undoes,
        "undone": one.undone,
        "set_aside": list(one.set_aside),
    }


def error(fault: VaultError) -> Shape:
    told = {"code": fault.code, "message": fault.message, "where": fault.where, "hint": fault.hint}
    return answer(error=told)
