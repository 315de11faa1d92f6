"""Opens the app on a vault, and returns with the exit code when it is left. Loads no Textual before that."""

import gc
import os
import sys
from collections.abc import MutableMapping, Sequence

from specwork.desk import Desk
from specwork.tui.backstage import Backstage
from specwork.tui.place import read_place
from specwork.tui.vaults import remember


def open_app(desk: Desk, *, on: str = "", told: Sequence[str] = ()) -> int:
    """The whole life of the app; `on` a spec, by its path, and with these words for a beginning."""
    _without_tls()
    _often(os.environ)
    from specwork.tui.app import Specwork, name_of_vault
    from specwork.tui.own import own_settings

    gc.freeze()  # what was loaded stays; what comes and goes from now on is little, and soon looked through
    gc.set_threshold(5_000, 10, 30)
    sys.setswitchinterval(0.001)  # the screen is waited for; what runs behind it is not
    _few_arenas()
    state = desk.state()
    place = read_place(state)
    if on:
        place = place._replace(cursor=on, tab="document", files=False, open=False, type="")
    app = Specwork(
        Backstage(desk, settled=_give_back),
        folder=desk.folder,
        vault=name_of_vault(desk.folder, os.path.expanduser("~")),
        place=place,
        own=own_settings(os.environ),
        state=state,
        on=on,
        told=told,
    )
    try:
        app.run()
    finally:
        app.leave()
        remember(desk.folder)
    return app.return_code or 0


def first_run(here: str) -> str | None:
    """Where no vault is found: the folder to open, as somebody chose it on a screen; None: none."""
    _without_tls()
    from specwork.tui.first import FirstRun
    from specwork.tui.own import own_settings

    return FirstRun(here, own_settings(os.environ)).run()


def _without_tls() -> None:
    """The app speaks to nobody, and asyncio does without the library for that if it cannot be had: 4 MB less."""
    if "ssl" in sys.modules:
        return
    sys.modules.update({"ssl": None})  # type: ignore[dict-item]  # so an import of it fails
    try:
        import asyncio  # noqa: F401 as it stays from now on
    finally:
        del sys.modules["ssl"]


def _often(environment: MutableMapping[str, str]) -> None:
    """What comes behind the first painting waits for the next one no longer than must be.

    Textual asks the environment, once; what is started from here later has nothing to do with it.
    """
    if "TEXTUAL_FPS" not in environment:
        environment["TEXTUAL_FPS"] = "120"
        import textual.constants  # noqa: F401 it has asked now

        del environment["TEXTUAL_FPS"]


def _few_arenas() -> None:
    """Threads share one heap where the C library would give each of them its own: half a dozen megabytes less."""
    _of_libc("mallopt", _ARENA_MAX, 1)


def _give_back(desk: Desk) -> None:
    """What only the start needed goes back to the system, four megabytes; what it made is not looked through again."""
    desk.given().index.ask("PRAGMA shrink_memory")
    gc.freeze()  # the rows of the vault stay too
    _of_libc("malloc_trim", 0)


def _of_libc(name: str, *arguments: int) -> None:
    from ctypes import CDLL

    try:
        getattr(CDLL(None), name)(*arguments)
    except (OSError, AttributeError, TypeError):  # another C library
        return


_ARENA_MAX = -8  # as glibc's malloc.h has it
