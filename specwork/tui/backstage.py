"""The one thread that owns the desk: every question and every change of the app goes through it, one after another.

Knows nothing of Textual. It is handed callables that take the desk and answer values; what they answer, and what
happens in the vault, is told to a listener, which must be safe to call from here. The screen never waits for it.
"""

import gc
import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from specwork.desk import Desk
from specwork.tui.working import Stopped, Work
from specwork.work.given import Done
from vault.errors import Refused
from vault.typed import NamedTuple

if TYPE_CHECKING:
    from specwork.shapes import Heard


class Answer(NamedTuple):
    """What came of a question: `then` is to be called with `value` on the thread of the screen."""

    then: Callable[[Any], None]
    value: Any
    group: str
    ticket: int


class Failed(NamedTuple):
    """A question that could not be answered. `otherwise` is to be called with the fault; None: it is shown to all."""

    fault: Exception
    otherwise: Callable[[Exception], None] | None
    group: str
    ticket: int


class Refreshed(NamedTuple):
    """The vault is another one now. It counts up, so the latest stands for all before it.

    `paths` are the files that came, went or changed. `own`: we changed them ourselves.
    """

    generation: int
    paths: frozenset[str]
    own: bool = False

    def touches(self, path: str) -> bool:
        return path in self.paths


class Busy(NamedTuple):
    """What is being done for long: shown while it lasts, with an empty word once it is over."""

    word: str


Told = Answer | Failed | Refreshed | Busy


class _Task(NamedTuple):
    work: Callable[[Desk], Any]
    then: Callable[[Any], None] | None
    otherwise: Callable[[Exception], None] | None
    group: str
    ticket: int
    long: Work | None = None
    fresh: bool = False


class Backstage:
    """`ask`, `change` and `later` may be called from any thread; the desk is touched on its own thread alone."""

    def __init__(self, desk: Desk, *, watching: bool = True, settled: Callable[[Desk], None] | None = None) -> None:
        """`settled` is called once, with all that a start needs behind it."""
        self._desk, self._watching, self._settled = desk, watching, settled
        self._listener: Callable[[Told], None] | None = None
        self._untold: list[Told] = []
        self._now: deque[_Task] = deque()
        self._behind: deque[_Task] = deque()
        self._tickets: dict[str, int] = {}
        self._count = 0
        self._wake = threading.Condition()
        self._ended = False
        self._doing: Work | None = None
        self._heard: list[Heard] = []
        self._watcher: Any = None
        self._beginning: threading.Thread | None = None
        self.generation = 0
        self.watched = threading.Event()  # once it is set, what others change is heard of by itself
        self._thread = threading.Thread(target=self._run, name="specwork-backstage", daemon=True)

    def start(self) -> None:
        """May be called before anybody listens: what is told meanwhile is kept for them."""
        self._thread.start()

    def look_at(self, paths: Sequence[str]) -> None:
        """These files may say something else now."""

        def look(desk: Desk) -> None:
            self._refreshed(frozenset(desk.open().refresh(list(paths))), own=True)

        self.ask(look)

    def reconcile(self, *, watch: bool = True) -> None:
        """What was painted from the store as it stood is held against the files, and from then on they are watched."""
        self.later(self._sweep)
        if self._watching and watch:
            self.later(self._watch)

    def listen(self, listener: Callable[[Told], None]) -> None:
        with self._wake:
            self._listener = listener
            untold, self._untold = self._untold, []
            for told in untold:
                listener(told)

    def stop(self, timeout: float = 5.0) -> None:
        """Does what was asked for already, drops what nobody waits for, and ends."""
        with self._wake:
            self._ended = True
            self._behind.clear()
            for long in [self._doing, *(task.long for task in self._now)]:
                if long is not None and long.harmless:
                    long.stopped = True
            self._wake.notify()
        until = monotonic() + timeout
        for thread in (self._thread, self._beginning):  # none is left to the interpreter's end, where it stands still
            if thread is not None and thread.is_alive():
                thread.join(max(0.0, until - monotonic()))

    # asking

    def ask(
        self,
        question: Callable[[Desk], Any],
        then: Callable[[Any], None] | None = None,
        *,
        group: str = "",
        otherwise: Callable[[Exception], None] | None = None,
        long: Work | None = None,
        fresh: bool = False,
    ) -> None:
        """Asks the desk something. Of questions of one group only the last is answered; without a group, all are.

        `fresh`: of the vault as the files now are. `long` is told how far it is, and may end it.
        """
        self._put(self._now, question, then, otherwise, group, long, fresh=fresh)

    def later(self, work: Callable[[Desk], Any], then: Callable[[Any], None] | None = None, *, group: str = "") -> None:
        """The same, once nothing else is waiting."""
        self._put(self._behind, work, then, None, group)

    def change(
        self,
        deed: Callable[[Desk], Done],
        then: Callable[[Done], None] | None = None,
        *,
        otherwise: Callable[[Exception], None] | None = None,
        long: Work | None = None,
        fresh: bool = False,
    ) -> None:
        """Changes the vault; every screen hears of it as of any other change. Never dropped."""

        def done(desk: Desk) -> Done:
            change = deed(desk)
            if change.undo is not None or change.changed:
                self._refreshed(frozenset(change.changed), own=True)
            return change

        self._put(self._now, done, then, otherwise, "", long, fresh=fresh)

    def stale(self, told: Answer | Failed) -> bool:
        """Whether a later question of the same group has taken the place of this one."""
        return bool(told.group) and self._tickets.get(told.group) != told.ticket

    def forget(self, group: str) -> None:
        """Whatever was asked in this group is wanted no more."""
        with self._wake:
            self._count += 1
            self._tickets[group] = self._count

    def _put(
        self,
        queue: "deque[_Task]",
        work: Callable[[Desk], Any],
        then: Callable[[Any], None] | None,
        otherwise: Callable[[Exception], None] | None,
        group: str,
        long: Work | None = None,
        *,
        fresh: bool = False,
    ) -> None:
        with self._wake:
            self._count += 1
            if group:
                self._tickets[group] = self._count
            queue.append(_Task(work, then, otherwise, group, self._count, long, fresh))
            self._wake.notify()

    # the thread

    def _run(self) -> None:
        if (task := self._first()) is not None:
            self._tell(Busy("opening"))
            self._do(task)  # what is painted first is told from the store as it stands
            self._tell(Busy(""))
        while (task := self._next()) is not None:
            self._do(task)
        if self._watcher is not None:
            self._watcher.stop()
        self._desk.close()

    def _first(self) -> _Task | None:
        with self._wake:
            return self._now.popleft() if self._now else None

    def _sweep(self, desk: Desk) -> None:
        self._tell(Busy("reading notes"))
        try:
            made_just_now = desk.open().fresh  # then all of it was painted already
            swept = desk.sweep()
        finally:
            self._tell(Busy(""))
        if not made_just_now:
            self._refreshed(frozenset((*swept.changed, *swept.gone)))

    def _watch(self, desk: Desk) -> None:
        """Watching a large vault takes a while to begin, so it begins beside; what came meanwhile a sweep finds."""
        watcher = desk.watcher(self._hear)

        def begin() -> None:
            if not self._leaving():
                watcher.start()
                with self._wake:
                    self._watcher = watcher
                    self.watched.set()
                if self._leaving():
                    watcher.stop()
                else:
                    self.later(self._quiet_sweep)

        self._beginning = threading.Thread(target=begin, name="specwork-watch-begins", daemon=True)
        self._beginning.start()

    def _leaving(self) -> bool:
        with self._wake:
            return self._ended

    def _quiet_sweep(self, desk: Desk) -> None:
        swept = desk.sweep()
        self._refreshed(frozenset((*swept.changed, *swept.gone)))
        if self._settled is not None:
            self.later(self._settled)

    def _hear(self, batch: "Heard") -> None:
        """On the watcher's thread: one note for the next time this one is free."""
        with self._wake:
            self._heard.append(batch)
            if len(self._heard) == 1:
                self._behind.append(_Task(self._take_in, None, None, "", 0))
            self._wake.notify()

    def _take_in(self, desk: Desk) -> None:
        with self._wake:
            heard, self._heard = self._heard, []
        paths: set[str] = set()
        folders: set[str] = set()
        for batch in heard:
            paths |= batch.paths | batch.gone
            folders |= batch.folders
        news = desk.open().refresh(paths, folders=folders)
        if news:
            self._refreshed(frozenset(news))

    def _tell(self, told: Told) -> None:
        with self._wake:
            if self._listener is None:
                self._untold.append(told)
                return
        self._listener(told)

    def _refreshed(self, paths: frozenset[str], *, own: bool = False) -> None:
        if paths:
            self.generation += 1
            self._tell(Refreshed(self.generation, paths, own))

    def _next(self) -> _Task | None:
        with self._wake:
            while not self._now and not self._behind:
                if self._ended:
                    return None
                self._wake.wait()
            return (self._now or self._behind).popleft()

    def _do(self, task: _Task) -> None:
        if task.group and self._tickets.get(task.group) != task.ticket:
            return
        try:
            value = self._done(task)
        except Stopped:
            stopped = Refused("stopped before it was done", hint="nothing was changed")
            self._tell(Failed(stopped, task.otherwise, task.group, task.ticket))
        except Exception as fault:  # noqa: BLE001 the screen shows it; this thread must go on
            self._tell(Failed(fault, task.otherwise, task.group, task.ticket))
        else:
            if task.then is not None:
                self._tell(Answer(task.then, value, task.group, task.ticket))

    def _done(self, task: _Task) -> Any:
        long = self._doing = task.long
        self._desk.pulse = long.pulse if long else None
        try:
            if long is not None:
                gc.disable()  # it makes much that is let go at its end; looking through that stops the screen each time
                long.pulse(0)
            if task.fresh:
                swept = self._desk.sweep()
                self._refreshed(frozenset((*swept.changed, *swept.gone)))
            value = task.work(self._desk)
            if long is not None and long.harmless:
                long.pulse(0)  # nobody wants to see it any more
            return value
        finally:
            if long is not None:
                gc.enable()
            self._doing = self._desk.pulse = None
