"""What is done in a session: the jobs of the command line, and the command that does the same.

Knows nothing of Textual. A deed is called with the desk, behind the screen, and answers what was done; what it found
out beside that it keeps for whoever tells of it.
"""

import os
from collections.abc import Callable, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from specwork.desk import Desk
from specwork.domain import layout
from specwork.domain.counted import counted
from specwork.domain.session import ISSUE
from specwork.errors import UnknownSpec
from specwork.tui.session.asking import files_of
from specwork.work.finding import Found
from specwork.work.given import Done
from specwork.work.progress import journal_of
from specwork.work.sessions import aim
from specwork.work.specs import tick
from vault.errors import BadPath, NoSuchFile, VaultError
from vault.typed import NamedTuple

if TYPE_CHECKING:  # the jobs are loaded by the first deed that needs them, behind the screen
    from specwork.work.closing import Outcome
    from specwork.work.delivering_files import Taken

Deed = Callable[[Desk], Done]
LONGEST = 60  # characters of a text in a command line that is only shown
RESULTS = ("", "passed", "warned", "failed")


def words_of(text: str) -> str:
    """A text as an argument, for a command line that is shown: of a long one, how it begins.

    >>> words_of("keep the old anchor table"), words_of("one\\ntwo")
    ("'keep the old anchor table'", "'one…'")
    """
    first, more, _ = text.strip().partition("\n")
    if len(first) > LONGEST:
        first, more = first[:LONGEST].rsplit(" ", 1)[0], "…"
    return quote(first + ("…" if more else ""))


def within(session: str | None) -> str:
    """How the command line says which of several sessions is meant."""
    return f"--in {session} " if session else ""


# begin, write


def begin(path: str, title: str, *, again: bool) -> Deed:
    """Opens a session, or goes on with the open one; after an earlier one, like that."""

    def deed(desk: Desk) -> Done:
        from specwork import sitting
        from specwork.work import opening

        job = opening.resume if again and not title else opening.start
        return sitting.begin(desk, job, spec=path, title=title).done

    return deed


class Entry(NamedTuple):
    """What is written into a session. `session` names it where one has several."""

    path: str
    kind: str
    text: str
    session: str | None = None
    result: str = ""
    approve: bool = False

    def deed(self, desk: Desk) -> Done:
        from specwork import sitting

        text, resolution = _parted(self.text) if self.kind == ISSUE else (self.text, "")
        return sitting.log(
            desk,
            spec=self.path,
            kind=self.kind,
            text=text,
            session=self.session,
            resolution=resolution,
            result=self.result,
            approve=self.approve,
        )

    def twin(self, number: int, *, several: bool) -> str:
        text, resolution = _parted(self.text) if self.kind == ISSUE else (self.text, "")
        words = [f"specwork log {within(self.session if several else None)}{number} {self.kind}"]
        words += [words_of(text)] if text else []
        words += [f"--resolution {words_of(resolution)}"] if resolution else []
        words += [f"--{self.result}"] if self.result else []
        return " ".join([*words, "--approve"] if self.approve else words)


def _parted(text: str) -> tuple[str, str]:
    """An issue, and how it was resolved: `a => b`.

    >>> _parted("the parser loops => bounded it"), _parted("it loops")
    (('the parser loops', 'bounded it'), ('it loops', ''))
    """
    issue, _, resolution = text.partition(" => ")
    return issue.strip(), resolution.strip()


# files


class Offered(NamedTuple):
    """A file that changed: `place` is where it lies on this machine, `path` what is shown of it."""

    place: str
    path: str
    what: str


def offered(path: str, session: str | None) -> Callable[[Desk], tuple[Offered, ...]]:
    """The files that changed since the last action, the latest first, without those that are delivered already."""

    def question(desk: Desk) -> tuple[Offered, ...]:
        from specwork.lately import touched

        top = _top(desk)
        given = desk.given()
        listed = deliverables_of(desk, given.specs.find(path))
        found = [Offered(os.path.join(top, one.path), one.path, one.what) for one in touched(desk, path, session)]
        return tuple(one for one in found if one.place not in listed)

    return question


def deliverables_of(desk: Desk, found: Found) -> frozenset[str]:
    """Where the files lie that a spec delivered already."""
    given, top = desk.given(), _top(desk)
    paths = [one.path for one in files_of(given, found, journal_of(given, found))]
    return frozenset(os.path.join(folder, path) for path in paths for folder in (desk.folder, top))


def _top(desk: Desk) -> str:
    git = desk.git()
    return os.path.realpath((git.root() if git else None) or desk.folder)


def deliver(path: str, places: Sequence[str], typed: str) -> Deed:
    """Registers files: those offered by their places, and one that was typed."""

    def deed(desk: Desk) -> Done:
        from specwork.work import deliverables

        found = desk.given().specs.find(path)
        files = [taken(desk, place, place, None) for place in places]
        if typed:
            files.append(_typed(desk, found, typed))
        inside = [one.path for one in files if one.path]
        desk.open().refresh([*inside, layout.index_of(layout.own_deliverables(found.path))])
        return desk.run(deliverables.deliver, spec=found.path, files=files)

    return deed


def _typed(desk: Desk, found: Found, text: str) -> "Taken":
    """A file as it was named: seen from where the app was started, the vault, the spec, or the repository."""
    from specwork.whereabouts import named_file

    own = layout.own_deliverables(found.path)
    folders = [f"{desk.folder}/{folder}".rstrip("/") for folder in ("", found.home.folder, own)]
    named = named_file(os.path.expanduser(text), os.path.realpath(os.getcwd()), [*folders, _top(desk)])
    if named is None:
        raise NoSuchFile(f"no such file: {text}", where=text, hint="type a path as it is seen from the vault's top")
    return taken(desk, *named[:1], text, named[1])


def taken(desk: Desk, place: str, name: str, line: int | None) -> "Taken":
    """A file that is to be delivered, by its place."""
    from specwork.work.delivering_files import Taken

    if "/.git/" in place + "/":
        raise BadPath(f"{name} lies in git's own folder", where=name, hint="name a file of the work tree")
    top = _top(desk) if desk.git() else ""
    code = place[len(top) + 1 :] if top and place.startswith(top + "/") else None
    path = place[len(desk.folder) + 1 :] if place.startswith(desk.folder + "/") else None
    return Taken(name, path, code, line, executable=os.access(place, os.X_OK))


def deliver_twin(number: int, names: Sequence[str]) -> str:
    return " ".join([f"specwork deliver {number}", *map(quote, names)])


# commit


class Batch(NamedTuple):
    """What a commit would hold. `more` are files that changed and are none of the session's yet."""

    message: str
    paths: tuple[str, ...]
    more: tuple[str, ...]
    told: tuple[str, ...]


def batch(path: str, session: str | None) -> Callable[[Desk], Batch]:
    def question(desk: Desk) -> Batch:
        from specwork import committing
        from specwork.lately import touched

        would = committing.commit(desk, spec=path, session=session, dry_run=True)
        known = set(would.paths)
        more = tuple(one.path for one in touched(desk, path, session) if one.path not in known)
        return Batch(would.message, would.paths, more, would.done.notices)

    return question


class Commit:
    """A commit of what was ticked. `told` is its id and its subject, once it is made."""

    def __init__(
        self, path: str, session: str | None, message: str, *, without: tuple[str, ...], files: tuple[str, ...]
    ) -> None:
        self.path, self.session, self.message = path, session, message
        self.without, self.files = without, files
        self.told = ""

    def deed(self, desk: Desk) -> Done:
        from specwork import committing

        made = committing.commit(
            desk,
            spec=self.path,
            session=self.session,
            message=self.message,
            files=self.files,
            without=self.without,
        )
        self.told = f"{(made.id or '')[:7]} {made.message.splitlines()[0]} ({counted(len(made.paths), 'file')})"
        return made.done._replace(why=self.told)

    def twin(self, number: int) -> str:
        words = [f"specwork commit {number} -m {words_of(self.message)}"]
        words += [f"--file {quote(one)}" for one in self.files]
        words += [f"--without {quote(one)}" for one in self.without]
        return " ".join(words)


# the end


class End:
    """The end of a session. `next` is the spec to go on with, once it has ended."""

    def __init__(self, path: str, session: str | None, *, ticks: tuple[int, ...], status: str, summary: str) -> None:
        self.path, self.session, self.ticks = path, session, ticks
        self.status, self.summary = status, summary
        self.outcome: Outcome | None = None
        self.next: str | None = None

    def deed(self, desk: Desk) -> Done:
        from specwork import committing

        changed: list[str] = []
        aim(desk.given(), self.path, self.session)
        if self.ticks:
            changed += desk.run(tick, spec=self.path, which=[str(one) for one in self.ticks]).changed
        finished = committing.finish(
            desk, spec=self.path, session=self.session, status=self.status, summary=self.summary
        )
        done, self.outcome = finished.ended.done, finished.ended.outcome
        self.next = following(desk, self.path, self.outcome)
        told = [f"{finished.commit.id[:7]} {finished.commit.subject}"] if finished.commit else []
        return done._replace(why="\n".join([done.why, *told]), changed=[*dict.fromkeys([*changed, *done.changed])])

    def twin(self, number: int) -> str:
        words = [f"specwork done {within(self.session)}{number}"]
        words += [f"--status {self.status}"] if self.status else []
        words += [f"--summary {words_of(self.summary)}"] if self.summary else []
        ticked = [f"specwork tick {number} {' '.join(map(str, self.ticks))} && "] if self.ticks else []
        return "".join([*ticked, " ".join(words)])

    @property
    def told(self) -> str:
        """How the parent stands, and what is next."""
        lines = []
        if self.outcome and self.outcome.parent and self.outcome.progress:
            made = self.outcome.progress
            lines.append(f"{self.outcome.parent.spec.label}: {made.completed} of {made.below} completed")
        return "\n".join([*lines, *([f"next: {self.outcome.next.text}"] if self.outcome else [])])


def following(desk: Desk, path: str, outcome: "Outcome | None") -> str | None:
    """The file of the spec that an end says is next, if it is another one."""
    command = outcome.next.command if outcome else ""
    program, _, named = command.partition(" ")
    if program != "spec_work" or not named:
        return None
    try:
        found = desk.given().specs.find(named)
    except (UnknownSpec, VaultError):
        return None
    return found.path if found.path != path else None


def made_word(what: str) -> str:
    from specwork.lately import CREATED

    return "new" if what == CREATED else "changed"
