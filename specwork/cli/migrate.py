"""The command that brings an older layout into this one: a table of every file first, and the change when asked."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import desk, expected, no_blank, tell, typed_path
from specwork.cli.terminal import shown, width
from specwork.desk import Desk
from specwork.errors import BadUsage
from specwork.whereabouts import find_vault, working_folder
from specwork.work import migrate
from specwork.work.given import Done
from specwork.work.migrate import Migration
from vault.errors import NoVault


def add_migrate(parser: ArgumentParser) -> object:
    parser.add_argument("folder", nargs="?", metavar="DIR", help="the folder of the specs, if not the vault's own")
    parser.add_argument(
        "--apply", action="store_true", help="do it; without this the table is shown and no file changed"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the table and a diff, and change nothing")
    expected(parser)
    return _migrate


def _migrate(asked: Asked, options: Namespace) -> int:
    if options.apply and options.dry_run:
        raise BadUsage("--apply and --dry-run are opposites", hint="name one of them")
    vault, source = _opened(asked, no_blank(options.folder, "specwork migrate DIR; without one, what is found"))
    vault.sweep()
    found = migrate.planned(vault.given(), source=source)
    done = vault.run(migrate.migrate, dry_run=not options.apply, expect=options.expect, source=source)
    if asked.out.json:
        answer = shapes.migration(found, done)
        if not options.dry_run:
            answer.pop("diff", None)
        asked.out.answer(answer)
        return 0
    _table(asked, vault, found, done)
    if not done.changed:
        _notices(done)
        asked.out.line("nothing to migrate")
        return 0
    if options.apply or options.dry_run:
        return tell(asked, done, options)
    _notices(done)
    asked.out.line(_summary(found))
    return 0


def _opened(asked: Asked, folder: str | None) -> tuple[Desk, str]:
    """The vault, and the folder in it; an old layout alone does not show yet that a folder is a vault."""
    if folder is None:
        try:
            return desk(asked), ""
        except NoVault:
            around = _above_specs(working_folder())
            if around is None:
                raise
            return desk(asked._replace(vault=around)), ""
    if asked.vault or os.environ.get("SPECWORK_VAULT") or not os.path.isdir(folder):
        opened = desk(asked)
    else:
        opened = desk(asked._replace(vault=_vault_around(os.path.realpath(folder))))
    if os.path.realpath(folder) == opened.folder:
        return opened, ""
    return opened, typed_path(opened, folder)


def _above_specs(folder: str) -> str | None:
    """The nearest folder from here upward that has one called `specs`."""
    while not os.path.isdir(f"{folder}/specs"):
        if (above := os.path.dirname(folder)) == folder:
            return None
        folder = above
    return folder


def _vault_around(folder: str) -> str:
    try:
        return find_vault(None, {}, folder)
    except NoVault:
        return os.path.dirname(folder) if os.path.basename(folder) == "specs" else folder


def _table(asked: Asked, vault: Desk, found: Migration, done: Done) -> None:
    out = asked.out
    written = set(found.rewritten)
    rows = [("move, write" if new in written else "move", shown(old), shown(new)) for old, new in found.moves]
    rows += [("create", "", shown(path)) for path in found.created]
    moved = {path for pair in found.moves for path in pair}
    known = moved.union(found.created)
    kind = vault.open().root.kind
    others = [path for path in done.changed if path not in known and kind(path) == "file"]
    rows += [("write", shown(path), shown(path)) for path in sorted(others)]
    rows += [("leave", shown(path), shown(why)) for path, why in found.left]
    wide = max((sum(map(width, row)) + 4 for row in rows), default=0)
    if not out.terminal or wide <= out.columns:
        out.table(rows)
        return
    for what, old, new in rows:  # no name is cut: these are what the user is asked to look at
        out.line(f"{what}  {old or new}")
        if old and new != old:
            out.line(f"    {new}" if what == "leave" else f"    → {new}")


def _notices(done: Done) -> None:
    for notice in done.notices:
        sys.stderr.write(f"note: {shown(notice)}\n")


def _summary(found: Migration) -> str:
    told = [f"{_count(len(found.moves), 'file')} would move"]
    if found.created:
        told.append(f"{_count(len(found.created), 'journal')} would be made")
    if found.left:
        told.append(f"{_count(len(found.left), 'file')} would stay")
    return f"{', '.join(told)}; nothing is changed yet: specwork migrate --apply"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
