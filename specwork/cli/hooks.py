"""The command that agents' hooks run: hook session-start, touched, stop.

It must never stand in an agent's way: whatever goes wrong it says nothing and exits 0, and where there is no vault it
is done before anything is loaded. What it prints is what the asking agent takes in at that event.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from specwork.cli.main import Asked
from specwork.whereabouts import find_vault, machine, repository_top, working_folder
from vault.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from specwork.work.active import Active

EVENTS = ("session-start", "touched", "stop")
LARGEST = 32 << 20  # an agent tells the whole text of a file that it wrote
Said = dict[str, Any]


class Call(NamedTuple):
    """One run of a hook: what the agent said, the vault, and where the agent works."""

    asked: Asked
    said: Said
    vault: str
    here: str


def add_hook(parser: ArgumentParser) -> object:
    parser.add_argument("event", nargs="?", metavar="|".join(EVENTS), help="what the agent is at")
    return _hook


def _hook(asked: Asked, options: Namespace) -> int:
    run = dict(zip(EVENTS, (_session_start, _touched, _stop), strict=True)).get(options.event)
    if run is None:
        sys.stderr.write("hint: specwork hook session-start, touched or stop\n")
        return 0
    try:
        said = _said()
        here = _here(said)
        run(Call(asked, said, find_vault(asked.vault, os.environ, here), here))
    except Exception:  # noqa: BLE001 an agent's work is not to fail because of us
        return 0
    return 0


def _said() -> Said:
    """What the agent tells on standard input; nothing where a person tries it out."""
    if sys.stdin is None or sys.stdin.isatty():
        return {}
    text = sys.stdin.buffer.read(LARGEST)
    if not text.strip():
        return {}
    from json import loads

    said = loads(text)
    return said if isinstance(said, dict) else {}


def _here(said: Said) -> str:
    """Where the agent works."""
    roots = said.get("workspace_roots")
    for place in (said.get("cwd"), *(roots if isinstance(roots, list) else [])):
        if isinstance(place, str) and os.path.isdir(place):
            return os.path.realpath(place)
    return os.path.realpath(working_folder())


def _touched(call: Call) -> None:
    folder = os.path.realpath(call.vault)
    state = f"{folder}/.specwork/{machine()}"
    if os.path.islink(os.path.dirname(state)) or not os.path.isdir(state):
        return  # nobody has worked here yet
    from specwork.domain.touching import touched
    from specwork.touched import remember, seen_from

    top = repository_top(folder)
    seen = (seen_from(folder, top, call.here, path) for path in touched(call.said))
    remember(state, [path for path in seen if path])


def _session_start(call: Call) -> None:
    from specwork.cli.briefing import vault_said
    from specwork.work.active import at_start

    option = vault_said(call.asked)
    text = _about(call, lambda given, begun: at_start(given, begun, option))
    if text:
        event = str(call.said.get("hook_event_name") or call.said.get("hookEventName") or "")
        if not event:
            call.asked.out.line(text)
        elif event[:1].islower():
            call.asked.out.answer({"additional_context": text, "additionalContext": text})
        else:
            call.asked.out.answer({"hookSpecificOutput": {"hookEventName": "SessionStart", "additionalContext": text}})


def _stop(call: Call) -> None:
    """A reminder, no order: to hold the agent back would do so at the end of every turn."""
    if call.said.get("stop_hook_active"):
        return
    from specwork.work.active import at_stop

    text = _about(call, lambda given, begun: at_stop(begun))
    if text:
        if call.said:
            call.asked.out.answer({"systemMessage": text})
        else:
            call.asked.out.line(text)


def _about(call: Call, text: "Callable[[Any, list[Active]], str]") -> str:
    """What is to be said of the open sessions, if any; the files that tell of them are looked at anew."""
    from specwork.desk import Desk
    from specwork.work.active import active

    desk = Desk(call.vault, participant=call.asked.participant)
    call.asked.opened.append(desk)
    key = os.environ.get("SPECWORK_SESSION")
    begun = active(desk.given(), key)
    if not begun:
        return ""
    if desk.open().refresh([path for one in begun for path in (one.found.path, one.found.journal)]):
        begun = active(desk.given(), key)
    return text(desk.given(), begun) if begun else ""
