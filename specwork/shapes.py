"""What programs get: each answer as plain values for JSON, with the names that `docs/json.md` promises."""

from collections.abc import Iterable, Iterator, Mapping

from specwork.work.given import Done
from vault.errors import VaultError
from vault.index.index import FoundLink
from vault.typed import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # reports are told here, and made by rooms that most commands do not load
    from specwork.domain.doctoring import Seen
    from specwork.domain.session import Session
    from specwork.domain.spec import OpenSession
    from specwork.work.briefing import Brief
    from specwork.work.closing import Outcome
    from specwork.work.finding import Found
    from specwork.work.listing import Forest, Listed, Progress
    from specwork.work.migrate import Migration
    from specwork.work.progress import Overview, Standing
    from specwork.work.reports import Delivered
    from specwork.work.search import Hit
    from specwork.work.sessions import Aim, AtWork
    from specwork.work.showing import Shown
    from specwork.work.timeline import Worked
    from specwork.work.waiting import Dependency

VERSION = 1
Shape = dict[str, Any]


class Named(Protocol):
    """Any record: its fields are its shape."""

    def _asdict(self) -> Shape: ...


class SyncReport(Protocol):
    """What sync did and met, as the desk tells it."""

    @property
    def done(self) -> Done: ...
    @property
    def why(self) -> Mapping[str, str]: ...
    @property
    def conflicts(self) -> Iterable[Named]: ...
    @property
    def findings(self) -> Iterable[Named]: ...
    @property
    def adds_only(self) -> bool: ...


class Made(Protocol):
    """A commit, as far as it is told."""

    @property
    def id(self) -> str: ...


class Committing(Protocol):
    """What `commit` did; without an `id` it was a dry run."""

    @property
    def done(self) -> Done: ...

    @property
    def at(self) -> "Aim": ...

    @property
    def id(self) -> str | None: ...

    @property
    def message(self) -> str: ...

    @property
    def paths(self) -> tuple[str, ...]: ...

    @property
    def left_out(self) -> tuple[str, ...]: ...


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


def pairs(found: Iterable[tuple[str, str]], *names: str) -> list[Shape]:
    return [dict(zip(names, pair, strict=True)) for pair in found]


def links(found: Iterable[FoundLink]) -> Iterator[Shape]:
    names = FoundLink._fields
    return (dict(zip(names, link, strict=True)) for link in found)


def findings(found: Iterable[Named]) -> Iterator[Shape]:
    names = ("code", "severity", "path", "line", "message", "hint")
    return (dict(zip(names, one, strict=True)) for one in found)  # type: ignore[call-overload]  # they are tuples


def done(change: Done) -> Shape:
    shape = answer(changed=change.changed, undo=change.undo)
    if change.diff is not None:
        shape["diff"] = change.diff
    if change.notices:
        shape["notices"] = list(change.notices)
    return shape


def synced(report: SyncReport) -> Shape:
    """What sync did; with a diff where it only looked."""
    why = report.why
    return {
        **done(report.done),
        "changes": [{"path": path, "why": why.get(path, "links follow what moved")} for path in report.done.changed],
        "conflicts": records(report.conflicts),
        "findings": records(report.findings),
        "adds_only": report.adds_only,
    }


def spec(listed: "Listed", parent: int | None) -> Shape:
    """One spec, as every list has it."""
    one = listed.spec
    return {
        "id": one.id,
        "type": one.type,
        "title": one.title,
        "status": one.status,
        "path": one.path,
        "context": listed.journal.path if listed.journal else None,
        "parent": parent,
        "criteria": {"met": one.met, "total": one.total},
        "sessions": listed.sessions,
        "deliverables": one.deliverables,
        "priority": one.priority,
        "owner": one.owner,
    }


def of_forest(forest: "Forest", listed: "Listed") -> Shape:
    return spec(listed, forest.named[listed.parent].spec.id if listed.parent else None)


def named(found: "Found") -> Shape:
    one = found.spec
    return {"id": one.id, "type": one.type, "title": one.title, "status": one.status, "path": one.path}


def dependency(one: "Dependency") -> Shape:
    """What a spec waits on; one that leads to no spec has no id, and says how it was typed."""
    told = named(one.found) if one.found else dict.fromkeys(("id", "type", "title", "status", "path"))
    return {**told, "typed": one.typed, "done": one.done}


def hit(one: "Hit") -> Shape:
    return {**named(one.found), "file": one.path, "line": one.line, "where": one.where, "text": one.text}


def session(one: "Session", hours: float) -> Shape:
    return {
        "id": one.key,
        "number": one.number,
        "date": one.day,
        "title": one.title,
        "started": one.started.isoformat() if one.started else None,
        "hours": round(hours, 2),
        "participants": list(one.participants),
        "status": one.status,
        "line": one.line,
    }


def of_session(found: "Found", one: "Session") -> Shape:
    """What every action in a session answers besides what it changed."""
    return {"spec": named(found), "context": found.journal, "session": session(one, one.hours or 0.0)}


def begun(one: "AtWork") -> Shape:
    others = [each.key for each in one.others]
    return {**of_session(one.found, one.session), "left_open": list(one.left), "others": others}


def ended(one: "Outcome", commit: "Made | None") -> Shape:
    told = of_session(one.found, one.session) if one.session else {"spec": named(one.found), "session": None}
    parent = named(one.parent) if one.parent else None
    made = progress(one.progress) if one.progress else None
    return {**told, "parent": parent, "progress": made, "next": one.next.text, "command": one.next.command,
            "commit": commit.id if commit else None}  # fmt: skip


def committed(one: "Committing") -> Shape:
    commit = {"id": one.id, "message": one.message, "files": list(one.paths), "left_out": list(one.left_out)}
    return {**done(one.done), **of_session(one.at.found, one.at.session), "commit": commit}


def worked(one: "Worked") -> Shape:
    entries = [
        {"part": part.title, "at": entry.at.isoformat() if entry.at else None, "text": entry.text}
        for part in one.session.parts
        for entry in part.entries
    ]
    told = session(one.session, one.time.total_seconds() / 3600)
    return {"spec": named(one.found), "context": one.found.journal, **told, "entries": entries}


def progress(one: "Progress") -> Shape:
    return {**one._asdict(), "percent": one.percent}


def standing(one: "Standing") -> Shape:
    """`status ID`: the fields of a list, and all that is known besides."""
    broken = list(links(one.broken))
    return {
        **spec(one.listed, one.parent.id if one.parent else None),
        "progress": progress(one.progress),
        "open_criteria": [{"number": each.number, "text": each.text} for each in one.criteria if not each.met],
        "hours": round(one.time.total_seconds() / 3600, 2),
        "journal": [
            session(each, spent.total_seconds() / 3600) for each, spent in zip(one.sessions, one.times, strict=True)
        ],
        "left_open": list(one.left),
        "children": [spec(child, one.listed.spec.id) for child in one.children],
        "delivered": {"count": one.delivers, "missing": list(one.gone)},
        "links": one.links,
        "broken": broken,
        "waits_on": [dependency(each) for each in one.waits_on],
        "blocks": [named(each) for each in one.blocks],
        "next": one.next.text,
        "command": one.next.command,
    }


def open_session(listed: "Listed", one: "OpenSession") -> Shape:
    return {
        "spec": named(listed.found),
        "id": one.key or None,
        "number": one.number,
        "title": one.title,
        "started": one.started or None,
        "participants": list(one.participants),
        "context": listed.found.journal,
    }


def overview(one: "Overview") -> Shape:
    """`status` of the whole vault: those that are nobody's part, with what their parts come to."""
    roots = []
    for root in one.forest.children(None):
        below = one.progress(root)
        parts = one.forest.children(root.found.path)
        told = of_forest(one.forest, root)
        told["children"] = {"total": len(parts), "completed": one.completed(parts)}
        told["progress"] = progress(below)
        roots.append(told)
    begun = [open_session(*each) for each in one.sessions]
    blocked = [of_forest(one.forest, each) for each in one.blocked]
    return {"specs": roots, "open_sessions": begun, "blocked": blocked, "broken": one.broken}


def delivered(one: "Delivered") -> Shape:
    return {
        "path": one.path,
        "category": one.category,
        "title": one.title,
        "description": one.description,
        "exists": one.exists,
        "traced": one.traced,
        "spec": one.owner.path,
        "context": one.owner.journal,
        "id": one.owner.id,
        "trace": one.trace,
        "size": one.size,
        "commit": one.commit._asdict() if one.commit else None,
        "listed_in": list(one.places),
        "backlinks": list(one.backlinks),
    }


def shown(one: "Shown", hash_: str) -> Shape:
    return {
        **spec(one.listed, one.parent.id if one.parent else None),
        "depends_on": list(one.listed.spec.depends_on),
        "waits_on": [dependency(each) for each in one.waits_on],
        "blocks": [named(each) for each in one.blocks],
        "hash": hash_,
        "text": one.text.decode("utf-8", "replace"),
    }


def brief(one: "Brief") -> Shape:
    size = len(one.text.encode("utf-8", "replace"))
    told = {**named(one.spec), "context": one.spec.journal}
    return {**told, "tokens": -(-size // 4), "left_out": list(one.left_out), "brief": one.text}


def migration(found: "Migration", change: Done) -> Shape:
    shape = done(change)
    shape["moves"] = [{"old": old, "new": new} for old, new in found.moves]
    shape["created"], shape["rewritten"] = list(found.created), list(found.rewritten)
    shape["left"] = [{"path": path, "why": why} for path, why in found.left]
    return shape


def seen(one: "Seen", found: Iterable[Named]) -> Shape:
    """What `doctor` saw; without a vault, of the machine alone."""
    tools = [{"name": tool.name, "version": tool.version, "for": tool.about} for tool in one.tools]
    return {
        "system": one.system,
        "tools": tools,
        "vault": one.vault,
        "state": one.state,
        "parts": records(one.parts),
        "undo": one.undo._asdict() if one.undo else None,
        "disk": {**one.disk._asdict(), "network": one.disk.network} if one.disk else None,
        "carriers": records(one.carriers),
        "git": one.git._asdict() if one.git else None,
        "watching": {"folders": one.folders, "most": one.watches},
        "findings": records(found),
    }


def error(fault: VaultError) -> Shape:
    told = {"code": fault.code, "message": fault.message, "where": fault.where, "hint": fault.hint}
    return answer(error=told)
