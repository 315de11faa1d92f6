"""Tells which paths of a vault may have changed, in batches, soon after it has become quiet.

Blind, and it never writes. What the system reports is taken as a hint: whoever gets a batch looks at the files. The
thinking is in `Gathering`, which knows no thread and no clock; around it stand watchdog, and a poll where the system
cannot watch.
"""

import os
import threading
from collections.abc import Callable
from time import monotonic

from vault.disk.walk import Ignore, walk
from vault.typed import Any, NamedTuple

QUIET, BELIEVE, NOISE, EVERY = 0.05, 2.0, 1.0, 60.0


class Batch(NamedTuple):
    """`folders`: whole trees to look through again, the empty path for all. `gone`: deletions that stayed so."""

    paths: frozenset[str]
    folders: frozenset[str]
    gone: frozenset[str]


class Gathering:
    """Events in, with their times; batches out. A deletion is believed after a while; until then it may come back."""

    def __init__(self, *, quiet: float = QUIET, believe: float = BELIEVE, noise: float = NOISE) -> None:
        self.quiet, self.believe, self.noise = quiet, believe, noise
        self.changed: set[str] = set()
        self.folders: set[str] = set()
        self.missing: dict[str, float] = {}
        self.first = self.last = 0.0

    def changes(self, path: str, now: float) -> None:
        self.missing.pop(path, None)
        self._note(self.changed, path, now)

    def rescan(self, folder: str, now: float) -> None:
        self._note(self.folders, folder, now)

    def vanishes(self, path: str, now: float) -> None:
        self.changed.discard(path)
        self.missing.setdefault(path, now)

    def _note(self, where: set[str], path: str, now: float) -> None:
        if not (self.changed or self.folders):
            self.first = now
        where.add(path)
        self.last = now

    def due(self) -> float | None:
        """When there will be a batch, if nothing more happens; None if never."""
        times = [since + self.believe for since in self.missing.values()]
        if self.changed or self.folders:
            times.append(min(self.last + self.quiet, self.first + self.noise))
        return min(times, default=None)

    def batch(self, now: float) -> Batch | None:
        """What is ripe by now."""
        gone = {path for path, since in self.missing.items() if now >= since + self.believe}
        ripe = bool(self.changed or self.folders) and now >= min(self.last + self.quiet, self.first + self.noise)
        if not gone and not ripe:
            return None
        for path in gone:
            del self.missing[path]
        paths, folders = (self.changed, self.folders) if ripe else (set(), set())
        if ripe:
            self.changed, self.folders = set(), set()
        return Batch(frozenset(paths), frozenset(folders), frozenset(gone))


class Watcher:
    """Watches a folder and tells batches, on a thread of its own. `unchanged`: our own writes, which are no news."""

    def __init__(
        self,
        folder: str,
        tell: Callable[[Batch], None],
        *,
        ignore: Ignore | None = None,
        unchanged: Callable[[str], bool] = lambda path: False,
        every: float = EVERY,
        polling: bool | None = None,
        quiet: float = QUIET,
        believe: float = BELIEVE,
    ) -> None:
        self.folder = os.path.realpath(folder)
        self.tell, self.unchanged, self.every, self.polling = tell, unchanged, every, polling
        self.ignore = ignore or Ignore()
        self.gathering = Gathering(quiet=quiet, believe=believe)
        self.kind = "polling"
        self._wake = threading.Condition()
        self._ended = False
        self._observer: Any = None
        self._known: dict[str, int] = {}
        self._thread = threading.Thread(target=self._run, name="specwork-watch", daemon=True)

    def __enter__(self) -> "Watcher":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        if not self.polling and self._observe():
            self.kind = "events"
        else:
            self._known = self._walked()
        self._thread.start()

    def stop(self) -> None:
        with self._wake:
            self._ended = True
            self._wake.notify()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
        self._thread.join()

    # what the system tells

    def _observe(self) -> bool:
        """Watches by events; False where the system has no more watches to give."""
        from warnings import filterwarnings

        from watchdog import events, observers  # slow to load, and only needed to watch

        # A folder made while its parent is being added is added twice, of which watchdog warns in vain.
        filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")

        files = [events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent]
        folders = [events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent]
        observer = observers.Observer()
        heard = self._heard

        class Hearing(events.FileSystemEventHandler):
            def dispatch(self, event: events.FileSystemEvent) -> None:
                heard(event)

        try:
            # Without a filter watchdog's own reading fills the system's queue, and nothing is ever told.
            observer.schedule(Hearing(), self.folder, recursive=True, event_filter=files + folders)
            observer.start()
        except OSError:
            observer.unschedule_all()
            return False
        self._observer = observer
        return True

    def _heard(self, event: Any) -> None:
        now = monotonic()
        with self._wake:
            for place, came in (
                (event.src_path, event.event_type not in ("deleted", "moved")),
                (event.dest_path, True),
            ):
                path = self._inside(os.fsdecode(place)) if place else None
                if path is None:
                    continue
                if event.is_directory:
                    self.gathering.rescan(path if came else os.path.dirname(path), now)
                elif came:
                    self.gathering.changes(path, now)
                else:
                    self.gathering.vanishes(path, now)
            self._wake.notify()

    def _inside(self, place: str) -> str | None:
        """A place as a path of the vault; None where it is none of ours."""
        if not place.startswith(self.folder + "/"):
            return None
        path = place[len(self.folder) + 1 :]
        steps = path.split("/")
        if any(step.startswith(".") for step in steps) or not self.ignore.names.isdisjoint(steps[:-1]):
            return None
        return None if any(path.startswith(left_out + "/") for left_out in self.ignore.places) else path

    # the thread

    def _run(self) -> None:
        reconcile = monotonic() + self.every
        while True:
            with self._wake:
                now = monotonic()
                due = self.gathering.due()
                wait = min(reconcile, due if due is not None else reconcile) - now
                if self.kind == "polling":
                    wait = min(wait, 0.5)
                if not self._ended and wait > 0:
                    self._wake.wait(wait)
                if self._ended:
                    return
            if self.kind == "polling":
                self._poll()
            with self._wake:
                now = monotonic()
                if now >= reconcile:
                    self.gathering.rescan("", now - self.gathering.quiet)
                    reconcile = now + self.every
                batch = self.gathering.batch(now)
            if batch and (batch := self._news(batch)):
                self.tell(batch)

    def _news(self, batch: Batch) -> Batch | None:
        """Without what we wrote ourselves."""
        paths = frozenset(path for path in batch.paths if not self.unchanged(path))
        return batch._replace(paths=paths) if paths or batch.folders or batch.gone else None

    def _poll(self) -> None:
        found = self._walked()
        now = monotonic()
        for path in found.keys() | self._known.keys():
            if path not in found:
                self.gathering.vanishes(path, now)
            elif found[path] != self._known.get(path):
                self.gathering.changes(path, now)
        self._known = found

    def _walked(self) -> dict[str, int]:
        return walk(self.folder, self.ignore, young_since=2**63).files
