"""The commands that hand a spec to another program: path, edit, open.

Which program it is, the person's own environment says, and nothing that lies in a vault.
"""

import os
import re
from argparse import ArgumentParser, Namespace

from specwork import programs, shapes
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.cli.terminal import shown
from specwork.desk import Desk
from specwork.whereabouts import working_folder
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
    parser.add_argument("spec", metavar="ID", help="which spec; to edit and open also a line of code: src/api.py:45")
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


_line = re.compile(r"(?P<path>[^\0]+?):(?P<line>[1-9]\d{0,6})(?:[-:]\d{1,7})?\Z").match


def _code(vault: Desk, text: str) -> tuple[str, int] | None:
    """A line of a file, as a journal names it: seen from here, from the vault's top, from its repository's."""
    found = _line(text)
    if found is None:
        return None
    git = vault.git()
    tops = [vault.folder, *([top] if git and (top := git.root()) else [])]
    for folder in (working_folder(), *tops):
        place = os.path.realpath(os.path.join(folder, found["path"]))
        if os.path.isfile(place) and any(place.startswith(os.path.realpath(top) + "/") for top in tops):
            return place, int(found["line"])
    return None


def _at_line(asked: Asked, place: str, line: int) -> int:
    """What opens files by their kind knows no lines, so that an editor is asked for."""
    programs.run(programs.at_line(programs.editor(os.environ), place, line), place)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=place, line=line))
    return 0


def add_path(parser: ArgumentParser) -> object:
    _which(parser)
    return _path


def _path(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    path = _chosen(vault, options)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path, absolute=f"{vault.folder}/{path}"))
    else:
        asked.out.line(os.path.relpath(f"{vault.folder}/{path}", os.path.realpath(working_folder())))
    return 0


def add_edit(parser: ArgumentParser) -> object:
    _which(parser)
    return _edit


def _edit(asked: Asked, options: Namespace) -> int:
    command = programs.editor(os.environ)
    vault = desk(asked)
    if found := _code(vault, options.spec):
        return _at_line(asked, *found)
    path = _chosen(vault, options)
    programs.run([*command, f"{vault.folder}/{path}"], path)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path))
    return 0


def add_open(parser: ArgumentParser) -> object:
    _which(parser)
    parser.add_argument("--print", dest="only", action="store_true", help="tell what would be opened, and open nothing")
    return _open


def _open(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    if (found := _code(vault, options.spec)) and not options.only:
        return _at_line(asked, *found)
    path = _chosen(vault, options)
    target = programs.target(vault.folder, path)
    if not options.only:
        programs.run([programs.opener(), target], path)
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path, opens=target))
    elif options.only:
        asked.out.line(shown(target))
    return 0
