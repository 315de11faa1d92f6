"""What a session needs of the machine: its turn, and the spec as it was when it began.

Stands on the desk, below the doors. The copy of a spec lies in the vault's state folder until its session has ended; it
may be deleted at any time: then git is asked for what it had.
"""

import os
from time import sleep

from specwork.desk import Desk, Job
from specwork.errors import NoSession
from specwork.work import entries
from specwork.work.given import Done
from specwork.work.sessions import AtWork, at_work
from vault.disk.lock import Lock
from vault.typed import Any, NamedTuple


class Begun(NamedTuple):
    """What opening a session did; `at` is None in a dry run."""

    done: Done
    at: AtWork | None


def turn(desk: Desk) -> Lock:
    """To be entered by whoever writes in a session: several at once wait for each other instead of planning in vain.

    It orders sessions alone; that a file is as it was read, every change sees to itself.
    """
    desk.disk()
    return Lock(f"{desk.folder}/.specwork/turn", sleep)


def begin(
    desk: Desk,
    job: Job,
    *,
    spec: str,
    session: str | None = None,
    dry_run: bool = False,
    expect: str | None = None,
    **asked: Any,
) -> Begun:
    """Runs a job that may open a session (`opening.start`, `opening.resume`), and keeps the spec as it is now."""
    if session is not None:
        asked["session"] = session
    if dry_run:
        return Begun(desk.run(job, dry_run=True, expect=expect, spec=spec, **asked), None)
    key = f"s-{os.urandom(4).hex()}"
    with turn(desk):
        _keep(desk, key, desk.open().read(desk.given().specs.find(spec).path))
        at = None
        try:
            done = desk.run(job, expect=expect, spec=spec, key=key, **asked)
            try:
                at = at_work(desk.given(), spec, key)
            except NoSession:  # one that was open went on
                return Begun(done, at_work(desk.given(), spec, session))
        finally:
            if at is None:
                forget(desk, key)
    return Begun(done, at)


def log(desk: Desk, *, dry_run: bool = False, expect: str | None = None, **asked: Any) -> Done:
    """An entry (`entries.log`), in its turn."""
    if dry_run:
        return desk.run(entries.log, dry_run=True, expect=expect, **asked)
    with turn(desk):
        return desk.run(entries.log, expect=expect, **asked)


# the spec as it was


def _place(desk: Desk, key: str) -> str:
    return f"{desk.disk().state}/begun/{key}"


def _keep(desk: Desk, key: str, text: bytes) -> None:
    """All of it or nothing. Where it cannot be kept the session begins all the same."""
    place = _place(desk, key)
    try:
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        with open(f"{place}.{os.getpid()}", "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, place)
    except OSError:
        return


def kept_anew(desk: Desk, key: str, path: str) -> None:
    """What became of the spec so far was told: from now on it is compared with what it is today."""
    _keep(desk, key, desk.open().read(path))


def forget(desk: Desk, key: str) -> None:
    """The session has ended, or never began."""
    try:
        os.unlink(_place(desk, key))
    except OSError:
        return
