"""The programs that a person's own environment or settings name: their editor, what opens a file here, their clipboard.

Nothing that lies in a vault has a say in what is run.
"""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence

from specwork.errors import BadUsage, NoProgram
from specwork.whereabouts import own_word


def editor_named(environment: Mapping[str, str]) -> str:
    named = (environment.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    return next(filter(None, named), "") or own_word("editor")


def editor(environment: Mapping[str, str]) -> list[str]:
    """The editor as VISUAL or EDITOR name it, else the person's own settings, with its arguments."""
    said = editor_named(environment)
    if not said:
        raise BadUsage("no editor is set", hint="set VISUAL or EDITOR, or use: specwork path ID")
    try:
        return shlex.split(said)
    except ValueError:
        raise BadUsage(f"this names no editor: {said}", hint="set VISUAL or EDITOR anew") from None


_PLUS = frozenset(
    ("vi", "vim", "nvim", "gvim", "mvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "gedit", "mg")
)
_GOTO = frozenset(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"))
_COLON = frozenset(("subl", "zed", "hx", "helix", "mate"))


def at_line(command: Sequence[str], place: str, line: int) -> list[str]:
    """The editor with a file, at a line where it is known how it is told; of others only the file is asked.

    >>> at_line(["nvim", "-p"], "a.py", 4), at_line(["/usr/bin/code", "-w"], "a.py", 4), at_line(["ed"], "a.py", 4)
    (['nvim', '-p', '+4', 'a.py'], ['/usr/bin/code', '-w', '-g', 'a.py:4'], ['ed', 'a.py'])
    """
    name = os.path.basename(command[0]).removesuffix(".exe")
    if name in _PLUS:
        return [*command, f"+{line}", place]
    if name in _GOTO:
        return [*command, "-g", f"{place}:{line}"]
    return [*command, f"{place}:{line}" if name in _COLON else place]


def target(folder: str, path: str) -> str:
    """What is to be opened: in Obsidian, where the vault is one of its own; else the file."""
    place = f"{folder}/{path}"
    return f"obsidian://open?path={_encoded(place)}" if os.path.isdir(f"{folder}/.obsidian") else place


def opener() -> str:
    return "open" if sys.platform == "darwin" else "xdg-open"


def clipboards(environment: Mapping[str, str]) -> list[list[str]]:
    """What may take a text for the clipboard here, the likeliest first."""
    if sys.platform == "darwin":
        return [["pbcopy"]]
    found = [["wl-copy"]] if environment.get("WAYLAND_DISPLAY") else []
    if environment.get("DISPLAY"):
        found += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    return found


def run(command: Sequence[str], path: str) -> None:
    """Runs a program until it ends, in this terminal. A ctrl+c there is the program's, and ends nobody else."""
    from signal import SIGINT, signal
    from subprocess import call

    ours = signal(SIGINT, lambda *_: None)
    try:
        code = call(list(command))
    except OSError as error:
        raise NoProgram(
            f"{command[0]} could not be started: {error.strerror}", where=path, hint=f"it lies at {path}"
        ) from None
    finally:
        signal(SIGINT, ours)
    if code:
        raise NoProgram(f"{command[0]} ended with {code}", where=path, hint=f"it lies at {path}")


def hand_over(command: Sequence[str], text: str = "") -> bool:
    """Starts a program that says nothing in this terminal. Whether it could be started and ended well."""
    from subprocess import DEVNULL, TimeoutExpired
    from subprocess import run as start

    said = text.encode("utf-8", "surrogateescape")
    try:
        done = start(list(command), input=said, stdout=DEVNULL, stderr=DEVNULL, timeout=5, check=False)
    except TimeoutExpired:
        return False
    except OSError:
        return False
    return done.returncode == 0


_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _encoded(text: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in os.fsencode(text))
