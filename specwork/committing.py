"""A commit in a session: what is written before it, the commit, and its hash in the journal behind it.

Stands on the desk and on git's room, below the doors. The commit is the person's own `git commit` of exactly the
session's files; where it is refused nothing is recorded as committed.
"""

import os

from specwork.desk import Desk
from specwork.sitting import forget, kept_anew, turn
from specwork.work import closing
from specwork.work.closing import Outcome
from specwork.work.gathering import Gathered, gathered, named_session, prepare, record, spared, titled, told_alone
from specwork.work.given import Done
from specwork.work.sessions import Aim, aim
from vault.disk.git import Git
from vault.disk.printed import Commit
from vault.disk.repository import found_from
from vault.errors import GitFailed, Refused, VaultError
from vault.paths import folder_of
from vault.typed import Any, NamedTuple


class Committed(NamedTuple):
    """What a commit did; in a dry run, what it would do, without an `id`. Paths are seen from the repository's top."""

    done: Done
    at: Aim
    id: str | None
    message: str
    paths: tuple[str, ...]
    left_out: tuple[str, ...]


def commit(
    desk: Desk,
    *,
    spec: str,
    session: str | None = None,
    message: str = "",
    files: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    whole: bool = False,
    dry_run: bool = False,
    expect: str | None = None,
) -> Committed:
    """Commits the session's files: the spec, its journal, what it delivered, the code that it names; less `without`."""
    git = repository(desk)
    at = aim(desk.given(), spec, session)
    if dry_run:
        if expect is not None:
            desk.run(prepare, dry_run=True, spec=spec, session=session, expect=expect)
        found = _found(desk, git, at, files, without)
        _something(git, at, found)
        told = (*_left(found, ()), *_others(git, found))
        return Committed(Done("", [], None, None, told), at, None, titled(at, message), found.paths, ())
    with turn(desk):
        _found(desk, git, aim(desk.given(), spec, session), files, without)
        desk.run(prepare, spec=spec, session=session, expect=expect)
        at = aim(desk.given(), spec, session)
        kept_anew(desk, named_session(at), at.found.path)
    found = _found(desk, git, at, files, without)
    _something(git, at, found)
    made = git.commit(found.paths, titled(at, message), trailers=_trailers(at), whole=whole)
    done = _recorded(desk, spec, at, made)
    notices = (*done.notices, *_left(found, made.left_out), *_others(git, found))
    return Committed(done._replace(notices=notices), at, made.id, made.subject, _of(made, found), made.left_out)


def _found(desk: Desk, git: Git, at: Aim, files: tuple[str, ...], without: tuple[str, ...]) -> Gathered:
    """The session's files; one that was renamed goes by both of its names, for half of a rename is a deletion."""
    found = gathered(desk.given(), at, files)
    absent = [path for path in found.paths if not os.path.lexists(f"{git.folder}/{path}")]
    new = [one.path for one in git.status() if one.old in absent and one.path not in found.paths] if absent else []
    return spared(found._replace(paths=(*found.paths, *new)), without)


def repository(desk: Desk) -> Git:
    """git at the top of the repository that the vault lies in, where a commit can be made now."""
    inside = desk.git()
    top = inside.root() if inside else None
    if top is None:
        raise GitFailed("the vault lies in no git repository, so nothing is committed", hint="git init makes one")
    git = Git(top)
    if (state := git.state()) != "clean":
        raise Refused(f"a {state} is under way in this repository", hint=f"finish or abort the {state} first")
    return git


def _something(git: Git, at: Aim, found: Gathered) -> None:
    """Refused where nothing was done since the last commit: that it is told in the journal is no work of its own."""
    changed = [one.path for one in git.status(found.paths)]
    if len(changed) != 1 or not changed[0].endswith(at.found.journal):
        return
    if told_alone(git.show("HEAD", changed[0]), at.journal.text):
        hint = "write down what was done: specwork log; the journal's line of the last commit rides in the next one"
        raise Refused("nothing to commit: nothing was done since the last commit", hint=hint)


def _trailers(at: Aim) -> list[tuple[str, str]]:
    return [("Spec", str(at.found.id)), ("Session", named_session(at))]


def _recorded(desk: Desk, spec: str, at: Aim, made: Commit) -> Done:
    """The hash in the journal. The commit stands, whatever becomes of that: the next one tells both."""
    try:
        with turn(desk):
            return desk.run(record, spec=spec, session=named_session(at), commit=made)
    except VaultError as fault:
        told = f"committed as {made.id[:7]}, but that is not in the journal yet: {fault.message}"
        return Done(f"{at.found.id}: commit {made.id[:7]}", [], None, None, (told,))


def _left(found: Gathered, ignored: tuple[str, ...]) -> tuple[str, ...]:
    gone = (f"{path} was delivered, and is not there: left out" for path in found.gone)
    return (*(f"git ignores {path}: left out" for path in ignored), *gone)


def _others(git: Git, found: Gathered) -> tuple[str, ...]:
    """Files of a submodule, or of another repository in this one: a commit here does not hold them."""
    top = git.folder
    folders = {folder_of(path) for path in found.paths}
    other = {one for one in folders if (there := found_from(f"{top}/{one}")[0]) and there.top != top}
    named = (path for path in found.paths if folder_of(path) in other)
    return tuple(f"{path} lies in a repository of its own: left out" for path in named)


def _of(made: Commit, found: Gathered) -> tuple[str, ...]:
    committed = {file.path for file in made.files}
    return tuple(path for path in found.paths if path in committed)


# the end of a session


class Ended(NamedTuple):
    """What ending a session did; `outcome` is None in a dry run."""

    done: Done
    outcome: Outcome | None


class Finished(NamedTuple):
    """A session that ended, and the commit that told of it, if one was made."""

    ended: Ended
    commit: Commit | None


def end(
    desk: Desk,
    *,
    spec: str,
    session: str | None = None,
    dry_run: bool = False,
    expect: str | None = None,
    **asked: Any,
) -> Ended:
    """Ends a session (`closing.done`), and tells how things stand then."""
    if dry_run:
        return Ended(desk.run(closing.done, dry_run=True, expect=expect, spec=spec, session=session, **asked), None)
    with turn(desk):
        key = aim(desk.given(), spec, session).session.key
        done = desk.run(closing.done, expect=expect, spec=spec, session=key or session, **asked)
        if key:
            forget(desk, key)
        return Ended(done, closing.outcome(desk.given(), spec, key))


def finish(
    desk: Desk,
    *,
    spec: str,
    session: str | None = None,
    committed: bool | None = None,
    dry_run: bool = False,
    **asked: Any,
) -> Finished:
    """Ends a session. `committed`: whether spec and journal are committed then; unless said, if the session has before.

    Its end stands whatever git says to the commit.
    """
    at = aim(desk.given(), spec, session)
    ended = end(desk, spec=spec, session=session, dry_run=dry_run, **asked)
    wanted = at.session.part("commit") is not None if committed is None else committed
    if dry_run or not wanted:
        return Finished(ended, None)
    try:
        git = repository(desk)
        beside = Git(desk.folder).inside()
        message = f"{at.found.id}: {ended.done.why.partition(': ')[2]}"
        trailers = [("Spec", str(at.found.id)), *([("Session", at.session.key)] if at.session.key else [])]
        made = git.commit([beside + at.found.path, beside + at.found.journal], message, trailers=trailers)
    except VaultError as fault:
        told = f"spec and journal are not committed: {fault.message}"
        done = ended.done._replace(notices=(*ended.done.notices, told))
        return Finished(ended._replace(done=done), None)
    return Finished(ended, made)
