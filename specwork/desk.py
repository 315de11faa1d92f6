"""The one way to do anything: finds the vault, hands a job what it may know, and applies what it answers.

Every door comes through here, so every door has dry run, preview and undo for nothing. The clock, the environment and
the state folders are known here and nowhere else above the engine.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from time import time

from specwork.domain.layout import among_deliverables
from specwork.domain.spec import LATE
from specwork.domain.spec import VERSION as SPECS_VERSION
from specwork.domain.status import speak
from specwork.errors import BadSettings
from specwork.surroundings import Surroundings
from specwork.whereabouts import cache_folder, machine, own_word
from specwork.work.given import Done, Given, Watched
from vault.disk.files import Root
from vault.disk.store import Store, log
from vault.disk.walk import Ignore
from vault.errors import ChangedMeanwhile, NoSuchFile, NoVault, Refused, VaultError
from vault.index.entry import Annotator
from vault.live import Live, Swept
from vault.paths import below as inside
from vault.text import digest, storable
from vault.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # what only some commands need is loaded by them
    from specwork.agreed import Agreed
    from specwork.work.settling.ground import Conflict, Told
    from vault.disk.git import Git
    from vault.disk.transaction import Disk, Operation
    from vault.disk.watching import Watcher
    from vault.edits.changes import ChangeSet
    from vault.index.entry import Row
    from vault.index.health import Trouble
    from vault.notes.note import Note

AGREEMENT_VERSION = "1"
ITSELF = "specwork"  # who did what nobody asked for
TRIES = 5  # how often a change is thought out anew because the files changed under it


Job = Callable[..., "ChangeSet"]  # (Given, asked by name)


class SyncReport(NamedTuple):
    """What sync did and met. `why` says for each file what made it be edited."""

    done: Done
    why: dict[str, str]
    conflicts: tuple["Conflict", ...]
    findings: tuple["Told", ...]
    adds_only: bool


def _annotator(root: str, statuses: Sequence[tuple[str, str]], *, whole: bool) -> Annotator:
    """What is kept of notes and deliverables, where specs lie in a folder; loaded when the first of them is read."""

    def of_note(note: "Note") -> "Iterable[Row]":
        from specwork.domain import stated

        return stated.rows(note, root)

    def of_file(path: str, head: bytes) -> "Iterable[Row]":
        from specwork.domain import stated

        return stated.of_file(path, head)

    def first(note: "Note") -> "Iterable[Row]":
        from specwork.domain.schema import first_rows

        return first_rows(note, root)

    version = f"specs {SPECS_VERSION} {root} {sorted(statuses)}"
    wanted = partial(among_deliverables, root)
    return Annotator(version, of_note, wanted, of_file, None if whole else first, frozenset(LATE))


class Desk:
    """An opened vault, and who works on it."""

    def __init__(self, folder: str, *, participant: str | None = None, clock: Callable[[], float] = time) -> None:
        self.folder = os.path.realpath(folder)
        if not os.path.isdir(self.folder):
            raise NoVault(f"no such folder: {folder}", where=folder, hint="name the folder that holds the notes")
        self.clock = clock
        self.around = Surroundings(self.folder, clock)
        self.settings = self.around.settings
        speak(dict(self.settings.statuses))
        self._participant = participant
        self._live: Live | None = None
        self._disk: Disk | None = None
        self.recovered: list[Operation] = []
        self.changed = False  # whether anything was asked of the disk, so that to ask again would do it twice
        self.pulse: Callable[[int], None] | None = None  # told how far a job is; what it raises ends that

    # opening

    @property
    def participant(self) -> str:
        if self._participant is None:
            from vault.disk.repository import name_of_user

            named = os.environ.get("SPECWORK_AS") or _own_name() or name_of_user(self.folder)
            self._participant = named or os.environ.get("USER") or "somebody"
        return self._participant

    @property
    def initialised(self) -> bool:
        return os.path.isdir(f"{self.folder}/.specwork") and not os.path.islink(f"{self.folder}/.specwork")

    def state(self) -> str | None:
        """Where the store lies: in the vault once we have changed it, else in the user's cache; None: nowhere."""
        if self.initialised:
            state = f"{self.folder}/.specwork/{machine()}"
            if os.access(state if os.path.isdir(state) else f"{self.folder}/.specwork", os.W_OK | os.X_OK):
                return state
        return cache_folder(self.folder)

    def open(self, *, rebuild: bool = False, whole: bool = False) -> Live:
        """The vault with an index; first of all, whatever a crash left half-done is finished or taken back.

        `whole`: where the index must be made, with the rows that `check` asks for.
        """
        if self._live is None or rebuild:
            self._recover()
            self._live = Live(
                self.folder,
                keep=Store(self.state()),
                annotator=_annotator(self.root, self.settings.statuses, whole=whole),
                ignore=Ignore(self.settings.ignored_names, self.settings.ignored_places),
                rebuild=rebuild,
            )
        return self._live

    @property
    def root(self) -> str:
        """The folder that the specs lie in: as the settings say, else `specs` where it is, else the vault itself."""
        if self.settings.specs is not None:
            return self.settings.specs.strip("/")
        return "specs" if os.path.isdir(f"{self.folder}/specs") else ""

    def _recover(self) -> None:
        """A vault that cannot be written is read all the same; whoever changes it next is told why that fails."""
        state = f"{self.folder}/.specwork/{machine()}"
        try:
            if self.initialised and os.path.isdir(state) and _unfinished(state, self.clock()):
                self.recovered += self.disk().recover()
        except (OSError, VaultError) as error:
            log(Store(self.state()), f"nothing was finished or taken back: {error}")

    def disk(self) -> "Disk":
        """What changes files. The first change of a vault gives it its state folder."""
        if self._disk is None:
            from vault.disk.transaction import Disk, make_state

            state = f"{self.folder}/.specwork/{machine()}"
            if not os.path.isdir(state):
                state = make_state(self.folder, machine())
                if self._live is not None:
                    self._live.keep_in(Store(state))
            self._disk = Disk(Root(self.folder), state, f"{self.folder}/.specwork/lock", clock=self.clock)
        return self._disk

    def close(self) -> None:
        """Lets go of the index; asked again, the desk opens it again."""
        if self._live is not None:
            self._live.close()
            self._live = None

    # reading

    def sweep(self) -> Swept:
        return self.open().sweep()

    def given(self) -> Given:
        live = self.open()
        ports = self.around.ports(live.read, live.root.kind, lambda: self.participant)
        if self.pulse is None:
            return Given(live.index, ports, root=self.root)
        return Watched(live.index, ports, root=self.root, pulse=self._pulse)

    def _pulse(self, files: int) -> None:
        if self.pulse is not None:
            self.pulse(files)

    def git(self) -> "Git | None":
        """git, where the vault lies in a repository."""
        return self.around.git()

    def head(self) -> str | None:
        """The commit that HEAD stands at; git is asked only where its files do not tell."""
        from vault.disk.repository import found_from, head_of

        repository, _ = found_from(self.folder)
        if repository is None:
            return None
        commit, _ = head_of(repository)
        git = None if commit else self.git()
        return git.head() if git else commit

    def text(self, path: str) -> tuple[bytes, str]:
        """A file's bytes, and their hash as `--expect` takes it."""
        content = self.open().read(path)
        return content, digest(content).hex()

    def watcher(self, tell: Callable[[Any], None], *, polling: bool | None = None) -> "Watcher":
        """To be entered while one wants to hear of changes."""
        from vault.disk.watching import Watcher

        return Watcher(self.folder, tell, ignore=self.open().ignore, polling=polling)

    def check(self) -> "list[Trouble]":
        """Everything that is wrong, the whole vault looked at."""
        self.open(whole=True)
        swept = self.sweep()
        live = self.open()
        seen = [(odd.code, odd.path, odd.reason) for odd in swept.odd]
        seen += [("unreadable-file", path, reason) for path, reason in live.left_out.items()]
        from specwork.work.checking import with_specs
        from vault.index.health import examined

        return with_specs(examined(live.index, live.read, seen), live.index, self.root, self.clock())

    # changing

    def run(self, job: Job, *, dry_run: bool = False, expect: str | None = None, **asked: Any) -> Done:
        """Asks a job what should change, and changes it all at once. Planned anew if the files changed meanwhile."""
        for attempt in range(TRIES):
            given = self.given()
            changes = job(given, **asked)
            if changes and not (dry_run or self.initialised):
                self.disk()  # the first change of a vault gives its index another place: it is asked there
                given = self.given()
                changes = job(given, **asked)
            if expect is not None:
                as_expected(given.texts, expect)
            try:
                return self._settled(changes, given, dry_run=dry_run)
            except ChangedMeanwhile:
                if attempt == TRIES - 1:
                    raise
                self.sweep()
        raise AssertionError("the last try either returns or raises")

    def run_unasked(self, job: Job, **asked: Any) -> Done:
        """What the program does of its own accord: nobody's `undo` of their last change meets it."""
        person, self._participant = self._participant, ITSELF
        try:
            return self.run(job, **asked)
        finally:
            self._participant = person

    def _settled(self, changes: "ChangeSet", given: Given, *, dry_run: bool) -> Done:
        """What a job asked for, with all that follows from it."""
        if not changes or not any(inside(self.root, path) for path in changes.paths()):
            return self._done(changes, given, dry_run=dry_run)
        from specwork.agreed import scratch
        from specwork.work.settling.own import settled

        with self._agreed(copy=dry_run) as agreed:
            given.looks_at(self.open().index)  # a vault that was never changed has its own only now
            changes, lags = settled(given, changes, lambda: agreed.agreement, scratch)
            if lags:
                lag = "1 link lags" if lags == 1 else f"{lags} links lag"
                changes = changes._replace(notices=(*changes.notices, f"{lag}: specwork sync"))
            done = self._done(changes, given, dry_run=dry_run)
            agreed.keep(done.undo)
        return done

    def _done(self, changes: "ChangeSet", given: Given, *, dry_run: bool) -> Done:
        if dry_run or not changes:
            diff = _difference(changes) if dry_run else None
            return Done(changes.why, changes.paths(), None, diff, changes.notices)
        operation = self.apply(changes, given)
        return Done(changes.why, list(operation.paths), operation.id, None, _told(changes, operation))

    def apply(self, changes: "ChangeSet", given: Given) -> "Operation":
        """Does what a change set says, and makes the index true again."""
        self.pulse = None  # from here on nobody ends it
        live = self.open()
        read = {path: digest(text) for path, text in given.texts.items()}
        self.changed = True
        return live.apply(self.disk(), changes, read=read, by=self.participant)

    # settling

    def _agreed(self, *, copy: bool) -> "Agreed":
        """The agreement of this vault on this machine; in a copy nothing is made and nothing is written."""
        from specwork.agreed import Agreed

        status = os.stat(self.folder)
        stamp = f"{AGREEMENT_VERSION}\n{machine()}\n{storable(self.folder)}\n{status.st_dev}:{status.st_ino}"
        state = f"{self.folder}/.specwork/{machine()}"
        if not copy:
            self.disk()
        return Agreed(state if os.path.isdir(state) else None, stamp, copy=copy)

    def sync(
        self, *, only: Sequence[str] = (), trust: Sequence[str] = (), dry_run: bool = False, expect: str | None = None
    ) -> "SyncReport":
        """Makes every place say what is true, and remembers what they agreed on."""
        from specwork.work.sync import agrees, looked_at, still_agreed, synced

        for attempt in range(TRIES):
            self.sweep()
            with self._agreed(copy=dry_run or not self._may_write()) as agreed:
                given = self.given()
                named = [given.specs.find(asked) for asked in only]
                if expect is not None:
                    files = [path for one in named for path in (one.path, one.journal)]
                    as_expected({path: given.text(path) for path in (*files, *trust) if given.kind(path)}, expect)
                scope = looked_at(given, agreed.agreement)
                if not trust and agrees(agreed.agreement, scope):
                    if still_agreed(given, agreed.agreement) and not dry_run:
                        agreed.keep(None)
                    return SyncReport(Done("Sync", [], None, "" if dry_run else None), {}, (), (), False)
                found = synced(given, agreed.agreement, scope, only=only, trust=trust)
                try:
                    done = self._done(found.changes, given, dry_run=dry_run)
                except ChangedMeanwhile:
                    if attempt == TRIES - 1:
                        raise
                    continue
                if not dry_run:
                    agreed.keep(done.undo)
            return SyncReport(done, found.why, found.conflicts, found.told, found.adds_only)
        raise AssertionError("the last try either returns or raises")

    def _may_write(self) -> bool:
        return os.access(self.folder, os.W_OK)

    def undo(self, operation: str | None = None, *, dry_run: bool = False, expect: str | None = None) -> Done:
        if not self.initialised:
            if operation is not None:
                raise NoSuchFile(f"no operation {operation}", hint="nothing was changed here yet")
            raise Refused(f"nothing of {self.participant} to undo", hint="nothing was changed here yet")
        self._recover()  # what a crash left half-done may be the very operation that is meant
        disk = self.disk()
        steps = disk.preview_undo(operation, by=self.participant) if dry_run or expect else []
        _as_seen(steps, expect)
        if dry_run:
            return Done("Undo", [path for path, _, _ in steps], None, _diff_of(steps))
        with self._agreed(copy=False) as agreed:
            meant = disk.undoes(operation, by=self.participant)
            agreed.agreement.take_back(meant)
            self.changed = True
            undone = disk.undo(meant, by=self.participant)
            agreed.keep(undone.id)
        return self._refreshed(undone)

    def shown(self, operation: str) -> Done:
        """What an operation changed, as far as the undo store still has it; nothing is done."""
        steps = self.disk().shown(operation) if self.history() else []
        return Done("", [path for path, _, _ in steps], None, _diff_of(steps))

    def redo(self, *, dry_run: bool = False, expect: str | None = None) -> Done:
        self._recover()
        disk = self.disk()
        steps = disk.preview_redo(by=self.participant) if dry_run or expect else []
        _as_seen(steps, expect)
        if dry_run:
            return Done("Redo", [path for path, _, _ in steps], None, _diff_of(steps))
        with self._agreed(copy=False) as agreed:
            agreed.agreement.take_back(disk.redoes(by=self.participant))
            self.changed = True
            redone = disk.redo(by=self.participant)
            agreed.keep(redone.id)
        return self._refreshed(redone)

    def _refreshed(self, operation: "Operation") -> Done:
        if self._live is not None:
            self._live.sweep()
        return Done(operation.why, list(operation.paths), operation.id, None, _set_aside(operation))

    def history(self) -> "list[Operation]":
        self._recover()
        known = self.initialised and os.path.isdir(f"{self.folder}/.specwork/{machine()}")
        return self.disk().history() if known else []


def _own_name() -> str:
    """The name in the person's settings. Whether they can be used is told by the app and by doctor."""
    try:
        return own_word("name")
    except BadSettings:
        return ""


def _unfinished(state: str, now: float) -> bool:
    """Whether a crash left something half-done, or an editor may just now have saved what we had displaced."""
    for name in os.listdir(state):
        if name.startswith("tx-"):
            return True
        if name == "young" and now - os.stat(f"{state}/{name}").st_mtime < 60:
            return True
    return False


def as_expected(texts: Mapping[str, bytes], expect: str) -> None:
    """`--expect`: of the files that were read, one must still be what the asker has seen."""
    if all(digest(text).hex() != expect for text in texts.values()):
        where = next(iter(texts), None)
        raise ChangedMeanwhile("the file is not the one you read", where=where, hint="read it again, then retry")


def _as_seen(steps: list[tuple[str, bytes | None, bytes | None]], expect: str | None) -> None:
    if expect is not None:
        as_expected({path: now for path, now, _ in steps if now is not None}, expect)


def _difference(changes: "ChangeSet") -> str:
    from vault.edits.changes import difference

    return difference(changes)


def _told(changes: "ChangeSet", operation: "Operation") -> tuple[str, ...]:
    return (*changes.notices, *_set_aside(operation))


def _set_aside(operation: "Operation") -> tuple[str, ...]:
    aside = (f"somebody saved meanwhile: our version lies in {path}" for path in operation.set_aside)
    lost = (
        f"{path}: what operation {number} wrote there is gone again; to see it: specwork history {number}"
        for path, number in operation.lost
    )
    return (*aside, *(f"{path}: somebody's edit was merged in" for path in operation.merged), *lost)


def _diff_of(steps: list[tuple[str, bytes | None, bytes | None]]) -> str:
    from vault.edits.changes import difference_of

    return difference_of(steps)
