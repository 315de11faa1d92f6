"""The app: one main screen, what is asked behind it, and what comes of that.

It decides nothing about specs: questions and changes go to the desk, through `backstage`, and come back as messages.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import PurePath
from threading import Thread
from time import monotonic
from typing import Any

from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.theme import Theme
from textual.timer import Timer

from specwork import programs
from specwork.desk import Desk
from specwork.tui.backstage import Answer, Backstage, Busy, Failed, Refreshed, Told
from specwork.tui.bars import KeyBar
from specwork.tui.clean import shown
from specwork.tui.glance import FirstLook, health_of, notes_of, rows_of
from specwork.tui.home import Home
from specwork.tui.keys import Keymap
from specwork.tui.looks import ASCII, LOOKS, UNICODE, AsciiSigns, Colourless, theme
from specwork.tui.own import Own
from specwork.tui.place import Place, write_place
from specwork.tui.tree.rows import Rows
from specwork.tui.turns import InTurn
from specwork.tui.working import TURN, Work
from specwork.work.given import Done
from vault.errors import VaultError

_COLOURLESS = Colourless()
_ASCII_SIGNS = AsciiSigns()
KEEP = 1.0  # seconds after which a new place is written down
MOST_SAID = 1_000  # messages that are kept


class News(Message):
    """Something was told from behind the screen."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told


class Specwork(InTurn):
    """specwork on a screen."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []  # noqa: RUF012 keys are those of the table

    def __init__(
        self,
        backstage: Backstage,
        *,
        folder: str,
        vault: str,
        place: Place,
        own: Own,
        state: str | None,
        on: str = "",
        told: Sequence[str] = (),
    ) -> None:
        self._looks: dict[str, Theme] = {name: theme(look) for name, look in LOOKS.items()}
        self.set_reactive(App.theme, own.theme or place.theme or "dark")
        super().__init__(css_path="specwork.tcss")
        self.title = "specwork"
        self.backstage, self.vault, self.own, self.state = backstage, vault, own, state
        self.folder = folder
        self.keymap = Keymap(own.keys)
        self.glyphs = ASCII if own.ascii else UNICODE
        self.set_class(own.ascii, "ascii")
        self.home = Home(vault, place, self.listen)
        self._place = place
        self._on, self._told = on, told  # the spec that one begins on, and what is said of that
        self.works: list[Work] = []
        self._turning: Timer | None = None
        self._coming = ""  # the theme whose style sheet is being read,
        self._sheet: Stylesheet | None = None  # and that sheet
        self.said: list[tuple[str, str]] = []  # everything that was told in a toast: (severity, text)

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters: Sequence[LineFilter] = [_COLOURLESS] if self.theme == "plain" else super().get_line_filters()
        return [*filters, _ASCII_SIGNS] if self.glyphs == ASCII else filters

    @property
    def available_themes(self) -> dict[str, Theme]:
        return self._looks

    def get_default_screen(self) -> Home:
        return self.home

    def on_mount(self) -> None:
        for trouble in self.own.trouble + tuple(self.keymap.trouble):
            self.tell(trouble, "warning")
        for told in self._told:
            self.tell(told)
        self.set_interval(KEEP, self._keep_place)
        self._heed()

    def _heed(self) -> None:
        """Told to end, or left by its terminal, the app goes as by its own key: all that was written is kept."""
        for name in ("SIGHUP", "SIGTERM"):
            if number := getattr(signal, name, None):
                with suppress(NotImplementedError, RuntimeError, ValueError):  # on Windows, or in a thread
                    asyncio.get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)

    def listen(self) -> None:
        """The screen stands: from now on it hears what is told."""
        self.backstage.listen(self._hear)
        first = FirstLook()
        self.backstage.ask(notes_of if self.home.files else first.rows, self.fill, group="tree")
        self.backstage.ask(first.waits, self.home.fill_waits, group="waits")
        self.backstage.start()

    def _hear(self, told: Told) -> None:
        """On whatever thread tells it."""
        self.post_message(News(told))

    # what is asked behind the screen

    def ask(
        self,
        question: Callable[[Desk], Any],
        then: Callable[[Any], None],
        *,
        group: str = "",
        otherwise: Callable[[Exception], None] | None = None,
        long: str = "",
        ends: bool = True,
        fresh: bool = False,
    ) -> None:
        """`long` is the word for what may take long: it is shown while that lasts, and `ends` by Escape."""
        work = Work(long, harmless=True, ends=ends, group=group) if long else None
        good, bad = self._shown(work, then, otherwise)
        self.backstage.ask(question, good, group=group, otherwise=bad, long=work, fresh=fresh)

    def change(
        self,
        deed: Callable[[Desk], Done],
        then: Callable[[Done], None] | None = None,
        *,
        twin: str = "",
        otherwise: Callable[[Exception], None] | None = None,
        long: str = "",
        fresh: bool = False,
    ) -> None:
        """Changes the vault, and tells what that did with its twin on the command line."""

        def told(done: Done) -> None:
            if done.undo is not None:
                self.tell(f"{done.why}\n{twin}" if twin else done.why)
            for notice in done.notices:
                self.tell(notice, "warning")
            if then:
                then(done)

        work = Work(long, harmless=False) if long else None
        good, bad = self._shown(work, told, otherwise)
        self.backstage.change(deed, good, otherwise=bad, long=work, fresh=fresh)

    @property
    def generation(self) -> int:
        return self.backstage.generation

    # what takes long

    def _shown(
        self,
        work: Work | None,
        then: Callable[[Any], None],
        otherwise: Callable[[Exception], None] | None,
    ) -> tuple[Callable[[Any], None], Callable[[Exception], None] | None]:
        """The footer tells of it until it has come to an end, be it good or bad."""
        if work is None:
            return then, otherwise
        self.works = [one for one in self.works if not work.group or one.group != work.group] + [work]
        self._turning = self._turning or self.set_interval(TURN, self._turn)

        def over() -> None:
            self.works = [one for one in self.works if one is not work]
            self._turn()

        def good(answer: Any) -> None:
            over()
            then(answer)

        def bad(fault: Exception) -> None:
            over()
            (otherwise or self.tell_fault)(fault)

        return good, bad

    def _turn(self) -> None:
        for bar in self.screen.query(KeyBar):
            bar.refresh()
        if not self.works and self._turning is not None:
            self._turning.stop()
            self._turning = None

    @property
    def working(self) -> str:
        """What has been going on for a while, as the footer tells it."""
        now, plain = monotonic(), self.glyphs == ASCII
        return next((said for work in self.works if (said := work.said(now, plain=plain))), "")

    def stop_working(self) -> bool:
        """Ends what is seen to take long; whether there was any."""
        seen = bool(self.working) and any(work.ends for work in self.works)
        if seen:
            self.cancelled()
        return seen

    def cancelled(self) -> None:
        for work in self.works:
            work.stopped = work.stopped or work.ends
        self._turn()

    def on_news(self, message: News) -> None:
        if not self.home.is_attached:  # one is leaving, and nobody is there to be told
            return
        told = message.told
        match told:
            case Answer(then, value):
                if not self.backstage.stale(told):
                    then(value)
            case Failed(fault, otherwise):
                if not self.backstage.stale(told):
                    (otherwise or self.tell_fault)(fault)
            case Refreshed():
                self._refreshed(told)
            case Busy():
                self.home.tell_busy(told)

    def reread(self, paths: list[str]) -> None:
        """Somebody may have changed these files through us: looked at now, not when the watcher hears of it."""
        self.backstage.look_at(paths)

    def beside(self, command: Sequence[str], glad: str, sorry: str, text: str = "") -> None:
        """Starts a program on a thread of its own, and says how that went where there is a word for it."""

        def start() -> None:
            word, severity = (glad, "information") if programs.hand_over(command, text) else (sorry, "error")
            if word:
                self.call_from_thread(self.tell, word, severity)

        Thread(target=start, name="specwork-beside", daemon=True).start()

    def _refreshed(self, news: Refreshed) -> None:
        """Every screen that is open hears of it, and the rows are asked for anew."""
        for screen in self.screen_stack:
            hears = getattr(screen, "refreshed", None)
            if hears is not None:
                hears(news)
        self.load()
        self.examine()

    def examine(self) -> None:
        """Counts what is wrong in the vault, as far as the index knows it."""
        self.backstage.later(health_of, self._healthy, group="health")

    def _healthy(self, found: tuple[int, int]) -> None:
        self.home.light(self.home.lamps._replace(errors=found[0], warnings=found[1]))

    def load(self) -> None:
        """Asks for the rows of the tree anew."""
        self.backstage.ask(notes_of if self.home.files else rows_of, self.fill, group="tree")

    def fill(self, rows: Rows) -> None:
        first = not self.home.filled
        self.home.fill(rows)
        if first:
            if self._on in self.home.model.rows:
                self.home.go_to(self._on)
            self.call_after_refresh(self.backstage.reconcile)
            self.call_after_refresh(self.examine)

    # what is told

    def tell(self, text: str, severity: Any = "information") -> None:
        """A toast, which can be read again among the messages. The text may come from anywhere."""
        said = "\n".join(shown(line) for line in text.splitlines())
        self.notify(said, markup=False, severity=severity)

    def notify(self, message: str, *, severity: Any = "information", **named: Any) -> None:
        """Whoever tells something, and be it why a key does nothing: it stands among the messages."""
        self.said.append((severity, message))
        del self.said[:-MOST_SAID]
        self._make_room(message)
        super().notify(message, severity=severity, **named)

    def _make_room(self, message: str) -> None:
        """Older toasts go before their time, where they would hide what they are about; what went wrong stays."""
        most = 1 if self.size.height < 30 else 3
        old = [one for one in self._notifications if one.severity != "error" or one.message == message]
        for one in old[: max(0, len(old) + 1 - most)]:
            self._unnotify(one, refresh=False)

    def tell_fault(self, fault: Exception) -> None:
        if isinstance(fault, VaultError):
            self.tell(f"{fault.message}\n{fault.hint}", "error")
        else:
            self.tell(f"specwork went wrong: {type(fault).__name__}: {fault}", "error")

    # what is done

    def do_quit(self) -> None:
        self.exit(0)

    def do_rescan(self) -> None:
        self.backstage.reconcile(watch=False)
        self.load()

    def do_theme(self) -> None:
        if self.theme == "plain":
            self.tell("NO_COLOR is set, so there are no colours", "warning")
            return
        names = [name for name in LOOKS if name != "plain"]
        before = self._coming or self.theme
        at = names.index(before) if before in names else -1
        self._coming = names[(at + 1) % len(names)]
        self.ask(partial(styled, self.stylesheet.copy(), self._looks[self._coming]), self._put_on, group="theme")

    def _put_on(self, sheet: Stylesheet) -> None:
        """Into the theme that was wanted, with its style sheet as it was read behind the screen."""
        self._sheet = sheet
        self.theme = self.home.theme = self._coming
        self._coming = ""
        self.tell(f"theme: {LOOKS[self.theme].about}")

    def refresh_css(self, animate: bool = True) -> None:
        """With a sheet that was read already, what is seen is styled anew first, and the screens below after that."""
        sheet, self._sheet = self._sheet, None
        if sheet is None or sheet.source != self.stylesheet.source:
            super().refresh_css(animate)
            return
        self.stylesheet = sheet
        self.get_css_variables()
        sheet.update_nodes([self], animate=animate)
        self._restyle(self.screen)
        for screen in reversed(self.screen_stack[:-1]):
            self.call_after_refresh(self._restyle, screen)

    def _restyle(self, screen: Screen[Any]) -> None:
        if screen in self.screen_stack:
            self.update_styles(screen, animate=False)
            for widget in screen.walk_children():
                widget.refresh()
            screen.refresh(layout=True)

    # the place

    def _keep_place(self) -> None:
        if not self.home.filled or not self.is_running:
            return  # nothing was restored yet, or all is being taken down
        place = self.home.place_now()
        if place != self._place:
            self._place = place
            state = self.state
            self.backstage.later(lambda desk: write_place(state, place), group="place")

    def exit(self, *arguments: Any, **named: Any) -> None:
        """The place is looked up, and what is being written kept, while the screen still stands."""
        if self.home.is_attached and self.home.filled:
            self._place = self.home.place_now()
            self.home.side.save()
        super().exit(*arguments, **named)

    def leave(self) -> None:
        """Writes down the place and ends what runs behind; once the screen is the terminal's again."""
        write_place(self.state, self._place)
        self.backstage.stop()


def styled(sheet: Stylesheet, theme: Theme, _desk: Desk) -> Stylesheet:
    """A style sheet in the colours of a theme, read. It takes a while, and is best done behind the screen."""
    sheet.set_variables({**theme.to_color_system().generate(), **theme.variables})
    sheet.parse()
    return sheet


def name_of_vault(folder: str, home: str) -> str:
    """The folder as people write it.

    >>> name_of_vault("/srv/mira/notes", "/srv/mira"), name_of_vault("/opt/vault", "/srv/mira")
    ('~/notes', '/opt/vault')
    """
    path, above = PurePath(folder), PurePath(home)
    return f"~/{path.relative_to(above)}" if above in path.parents else folder
