"""The app on a small vault: keys are pressed, and what stands on the screen is read as text."""

import asyncio
import unicodedata
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from specwork.desk import Desk
from specwork.tui.app import Specwork
from specwork.tui.backstage import Backstage
from specwork.tui.own import Own
from specwork.tui.place import read_place
from specwork.tui.tree.view import TreeView
from specwork.tui.turns import InTurn
from tests.conftest import TORTURE
from tests.kit import content_of

SOON = 0.4  # seconds within which a timer is waited for; what blinks or is kept now and then is slower
PATIENCE = 60.0  # seconds after which it is said that something never ends
WIDE, USUAL, NARROW = (200, 50), (120, 40), (80, 24)


def spec(number: int, kind: str, title: str, *, status: str = "planning", more: str = "", body: str = "") -> str:
    return f"---\nid: {number}\ntype: {kind}\ntitle: {title}\nstatus: {status}\n{more}---\n# {title}\n\n{body}"


OPEN_SESSION = """# Journal

### Session 1: 2026-11-20 - Mount it
**Started**: 2026-11-20 14:05 +01:00
**Participants**: Mira
**Status**: open ^s-7f3a9c2e
"""
CRITERIA = "## Acceptance Criteria\n\n- [x] mounts at boot\n- [ ] survives a reboot of the NAS\n"
VAULT = {
    "specs/1000/epic.md": spec(1000, "epic", "Storage"),
    "specs/1000/context.md": "# Journal\n",
    "specs/1000/1001/spec.md": spec(1001, "feature", "Mount the NAS", status="doing", body=CRITERIA),
    "specs/1000/1001/context.md": OPEN_SESSION,
    "specs/1000/1001/1011.spec.md": spec(1011, "task", "Automount unit", status="done", more="priority: high\n"),
    "specs/1000/1001/1012.spec.md": spec(
        1012, "task", "Tests of the mount", more='depends_on:\n  - "[[1013.spec|1013]]"\n'
    ),
    "specs/1000/1001/1013.spec.md": spec(1013, "task", "A second disk", status="blocked"),
    "specs/2000/epic.md": spec(2000, "epic", "Desk"),
}


def key_of(key: str) -> events.Key:
    """A key as the terminal tells it."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    named = REPLACED_KEYS.get(name, name)
    try:
        char: str | None = unicodedata.lookup(_get_unicode_name_from_key(named))
    except KeyError:
        char = name if len(name) == 1 else None
    return events.Key(name, char)


def waiting_in(app: App[Any]) -> list[str]:
    """What has not happened yet and soon will: told to nobody yet, to be laid out, or in a moment."""
    found = ["an animation"] if app.animator._animations or app.animator._scheduled else []
    if isinstance(app, InTurn) and app.hurried:
        found.append("a key")
    unpainted = app.screen._layout_required or bool(app.screen._dirty_widgets)
    for screen in app.screen_stack:
        if screen == app.screen and (screen._callbacks or unpainted):
            found.append(f"the layout of {screen}")
        for pump in (app, *screen.walk_children(with_self=True)):
            if pump._next_callbacks or not pump._message_queue.empty():
                found.append(f"a message to {pump}")
            if not pump._is_mounted:
                found.append(f"the coming of {pump}")
            found += [f"{timer} of {pump}" for timer in pump._timers if _soon(timer)]
    return found


def _soon(timer: Timer) -> bool:
    return timer._interval < SOON and timer._task is not None and not timer._task.done() and timer._active.is_set()


class Room:
    """One run of the app. `press` waits until all that follows from a key has happened, in torture from all keys."""

    def __init__(self, app: Specwork, pilot: Pilot[Any], folder: Path) -> None:
        self.app, self.pilot, self.folder = app, pilot, folder

    async def press(self, *keys: str) -> "Room":
        for key in keys:
            self.app.post_message(key_of(key))
            if not TORTURE:
                await self.quiet(calm=1)
        return await self.quiet()

    async def type_ahead(self, *keys: str) -> "Room":
        """Presses keys one upon the other, as somebody does who does not look."""
        for key in keys:
            self.app.post_message(key_of(key))
        return await self.quiet()

    async def quiet(self, calm: int = 3) -> "Room":
        """Until nothing waits, before the screen or behind it: no message, no question, no timer about to go off.

        `calm`: how often that is to be found, since each question that is answered may ask another one.
        """
        found, awaited = 0, list[str]()
        until = monotonic() + PATIENCE
        while monotonic() < until:
            if found == calm or not self.app.is_running:
                return self
            await self._answered()
            awaited = waiting_in(self.app)
            found = 0 if awaited else found + 1
            if awaited:
                await asyncio.sleep(0.005)
        raise AssertionError(f"it never came to rest: {awaited}")

    async def _answered(self) -> None:
        """Until what was asked behind the screen has its answer, and the screen has taken it in."""
        await self._taken_in()
        answered: list[None] = []
        self.app.backstage.later(lambda desk: None, answered.append)
        until = monotonic() + PATIENCE
        while not answered and self.app.is_running:
            assert monotonic() < until, "no answer from behind the screen"
            await asyncio.sleep(0.001)
        await self._taken_in()

    async def _taken_in(self) -> None:
        """Until every widget has heard what it was told up to now, and what changed of that is laid out."""
        if self.app.is_running:
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()
            await asyncio.sleep(0)

    @property
    def tree(self) -> TreeView:
        return self.app.home.query_one(TreeView)

    def lines(self, widget: Widget | None = None) -> list[str]:
        """What stands on the screen, or in one part of it."""
        if widget is not None:
            return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
        return ["".join(segment.text for segment in strip).rstrip() for strip in self.strips()]

    def strips(self) -> list[Strip]:
        """The lines of the screen as they go to the terminal, colours and all."""
        filters = [one for one in self.app.get_line_filters() if one.enabled]
        found = []
        for strip in self.app.screen._compositor.render_strips():
            for one in filters:
                strip = strip.apply_filter(one, self.app.screen.background_colors[1])
            found.append(strip.crop(0, self.app.size.width))
        return found

    def text(self, widget: Widget | None = None) -> str:
        return "\n".join(self.lines(widget))


def app_on(folder: Path, own: Own | None = None) -> Specwork:
    desk = Desk(str(folder), participant="Mira")
    backstage = Backstage(desk, watching=False)
    state = desk.state()
    app = Specwork(backstage, folder=desk.folder, vault="vault", place=read_place(state), own=own or Own(), state=state)
    app.NOTIFICATION_TIMEOUT = 3600  # type: ignore[misc]  # what was said stands there for as long as one looks
    return app


def tour(
    folder: Path,
    walk: Callable[[Room], Coroutine[Any, Any, None]],
    *,
    size: tuple[int, int] = USUAL,
    own: Own | None = None,
    toasts: bool = False,
) -> Specwork:
    """Runs the app on a vault for as long as the walk through it takes, and leaves it. `toasts`: they are painted."""
    app = app_on(folder, own)

    async def run() -> None:
        async with app.run_test(size=size, notifications=toasts) as pilot:
            room = await Room(app, pilot, folder).quiet()
            await walk(room)
            app.exit(0)  # as a person leaves it: what is timed stands still before the screens are taken down

    try:
        asyncio.run(run())
    finally:
        app.leave()
    return app


def vault_in(folder: Path, files: dict[str, str] | None = None) -> Path:
    for path, text in (VAULT if files is None else files).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content_of(text))
    return folder
