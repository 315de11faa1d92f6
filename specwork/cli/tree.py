"""The commands on the tree of specs: init, adopt, archive, renumber."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, file_path, no_blank, tell
from specwork.cli.specs import told
from specwork.cli.terminal import shown
from specwork.desk import as_expected
from specwork.domain.layout import TYPES
from specwork.errors import BadUsage
from specwork.founding import found, specs_folder_of, standing, with_home
from specwork.whereabouts import working_folder
from specwork.work import adopting, renumbering, siding, specs, tree
from specwork.work.given import Given
from vault.edits.changes import ChangeSet


def add_init(parser: ArgumentParser) -> object:
    parser.add_argument("folder", metavar="DIR", nargs="?", help="the vault's folder, made if need be; else this one")
    changes(parser)
    parser.add_argument("--git", action="store_true", help="let git merge journals and specs through specwork")
    return _init


def _init(asked: Asked, options: Namespace) -> int:
    """Nothing that stands there is changed, so there is nothing to take back."""
    from specwork.driver import attach  # with it comes all that a merge needs

    named = no_blank(options.folder, "specwork init DIR; without one it is the folder that you are in")
    folder = os.path.realpath(named or no_blank(asked.vault, "specwork init DIR") or working_folder())
    specs_folder = specs_folder_of(folder)
    if options.expect is not None:
        as_expected(standing(folder), options.expect)
    if options.git:
        attach(folder, specs_folder, dry_run=True)  # refused before anything is made
    begun = found(folder, specs_folder, dry_run=options.dry_run)
    if options.git:
        attached = attach(folder, specs_folder, dry_run=options.dry_run)
        begun = begun._replace(changed=begun.changed + attached.changed, left=begun.left + attached.left)
    begun = begun._replace(changed=begun.changed + with_home(folder, dry_run=options.dry_run))
    for path in begun.left:
        sys.stderr.write(f"note: {shown(path)} cannot be added to, and stays as it is\n")
    if asked.out.json:
        asked.out.answer(shapes.answer(changed=begun.changed, undo=None, path=folder))
        return 0
    for path in begun.changed:
        asked.out.line(f"{'would make' if options.dry_run else 'made'} {shown(path)}")
    if options.git and begun.changed:
        asked.out.line("git merges journals and specs through specwork; each clone is told so once: init --git")
        asked.out.line("take it back: git config --remove-section merge.specwork")
    asked.out.line("nothing to change" if not begun.changed else "begin with: specwork new epic TITLE")
    return 0


def add_adopt(parser: ArgumentParser) -> object:
    parser.add_argument("note", metavar="NOTE", nargs="?", help="a note; else every one below the specs without an id")
    parser.add_argument("--type", dest="kind", choices=TYPES, help="what it is, where it does not say so itself")
    parser.add_argument("--under", metavar="ID", help="the spec that it becomes a part of")
    changes(parser)
    return _adopt


def _adopt(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    named = no_blank(options.note, "specwork adopt NOTE; without one, all that are below the specs")
    note = file_path(vault, named) if named else None
    planned: list[ChangeSet] = []

    def job(given: Given) -> ChangeSet:
        planned[:] = [adopting.adopt(given, note=note, kind=options.kind, under=options.under)]
        return planned[0]

    done = vault.run(job, dry_run=options.dry_run, expect=options.expect)
    return told(asked, done, options, specs.made(planned[0]), many=note is None)


def add_archive(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="which spec; everything below it goes along")
    parser.add_argument("--force", action="store_true", help="also if it is not completed or dropped yet")
    changes(parser)
    return _archive


def _archive(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    how = {"dry_run": options.dry_run, "expect": options.expect}
    return tell(asked, vault.run(tree.archive, **how, spec=options.spec, force=options.force), options)


def add_renumber(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="OLD", help="an id; where two specs bear it, the path of one")
    parser.add_argument("new", metavar="NEW", type=int, nargs="?", help="the number that it is to bear")
    parser.add_argument("--next", action="store_true", help="the next free one of its parent's range")
    parser.add_argument(
        "--side", choices=siding.SIDES, help="of two specs of that id, the one that a merge brought from that side"
    )
    changes(parser)
    return _renumber


def _renumber(asked: Asked, options: Namespace) -> int:
    how = {"dry_run": options.dry_run, "expect": options.expect, "new": options.new}
    if options.side:
        if not options.spec.isdecimal():
            raise BadUsage(f"{options.spec} is no id", hint=f"specwork renumber ID --side {options.side}")
        vault = desk(asked)
        vault.sweep()
        number = int(options.spec)
        return tell(asked, vault.run(siding.renumber_side, **how, number=number, side=options.side), options)
    if (options.new is None) != options.next:
        raise BadUsage("renumber it to what?", hint="specwork renumber OLD NEW, or specwork renumber OLD --next")
    vault = desk(asked)
    vault.sweep()
    return tell(asked, vault.run(renumbering.renumber, **how, spec=options.spec), options)
