"""The commands that hand a spec to another program: path, edit, open.

Which program it is, the person's own environment says, and nothing that lies in a vault.
"""

import os
import shlex
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.cli.terminal import shown
from specwork.desk import Desk
from specwork.errors import BadUsage, NoProgram
from vault.errors import NoSuchFile


def aimed(vault: Desk, *asked: str) -> None:
    """Makes the index true for specs named by id; looks at the whole vault only where that is not enough."""
    for text in asked:
        if not text.strip().isdecimal() or not _stands(vault, int(text)):
            vault.sweep()
            return


def _stands(vault: Desk, number: int) -> bool:
    """Whether one spec bears this id, where the index says."""
    specs_known = vault.given().specs
    found = specs_known.bearing(number)
    if len(found) != 1:
        return False
    vault.open().refresh([found[0].path, found[0].journal])
    return [one.path for one in specs_known.bearing(number)] == [found[0].path]


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("spec", metavar="ID", help="which spec")
    parser.add_argument("--journal", action="store_true", help="its journal instead")


def _chosen(vault: Desk, options: Namespace) -> str:
    """The path of the spec's file or of its journal, from the vault's top."""
    aimed(vault, options.spec)
    found = vault.given().specs.find(options.spec)
    if not options.journal:
        return found.path
    if not vault.open().index.has(found.journal):
        raise NoSuchFile(f"{found.spec.label} has no journal", where=found.journal, hint=f"specwork start {found.id}")
    return found.journal


def add_path(parser: ArgumentParser) -> object:
    _which(parser)
    return _path


def _path(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    path = _chosen(vault, options)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path, absolute=f"{vault.folder}/{path}"))
    else:
        asked.out.line(os.path.relpath(f"{vault.folder}/{path}", os.path.realpath(os.getcwd())))
    return 0


def add_edit(parser: ArgumentParser) -> object:
    _which(parser)
    return _edit


def _edit(asked: Asked, options: Namespace) -> int:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor or not editor.strip():
        raise BadUsage("no editor is set", hint="set VISUAL or EDITOR, or use: specwork path ID")
    try:
        command = shlex.split(editor)
    except ValueError:
        raise BadUsage(f"this names no editor: {editor}", hint="set VISUAL or EDITOR anew") from None
    vault = desk(asked)
    path = _chosen(vault, options)
    _run([*command, f"{vault.folder}/{path}"], path)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path))
    return 0


def add_open(parser: ArgumentParser) -> object:
    _which(parser)
    parser.add_argument("--print", dest="only", action="store_true", help="tell what would be opened, and open nothing")
    return _open


def _open(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    path = _chosen(vault, options)
    place = f"{vault.folder}/{path}"
    target = f"obsidian://open?path={_encoded(place)}" if os.path.isdir(f"{vault.folder}/.obsidian") else place
    if not options.only:
        _run(["open" if sys.platform == "darwin" else "xdg-open", target], path)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path, opens=target))
    elif options.only:
        asked.out.line(shown(target))
    return 0


_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _encoded(text: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in os.fsencode(text))


def _run(command: list[str], path: str) -> None:
    from subprocess import call

    try:
        code = call(command)
    except OSError as error:
        raise NoProgram(
            f"{command[0]} could not be started: {error.strerror}", where=path, hint=f"it lies at {path}"
        ) from None
    if code:
        raise NoProgram(f"{command[0]} ended with {code}", where=path, hint=f"it lies at {path}")
