"""The commands that move files and take changes back: mv, undo, redo, history."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, tell, typed_path
from specwork.cli.terminal import shown
from specwork.work import notes


def add_mv(parser: ArgumentParser) -> object:
    parser.add_argument("old", metavar="OLD", help="a note, another file, or a folder")
    parser.add_argument("new", metavar="NEW", help="where it goes; a folder that stands there takes it in")
    changes(parser)
    return _mv


def _mv(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    kind = vault.open().root.kind
    old = typed_path(vault, options.old)
    if kind(old) is None and kind(old + ".md") is not None:
        old += ".md"
    new = typed_path(vault, options.new) + ("/" if options.new.endswith("/") else "")
    done = vault.run(notes.move, dry_run=options.dry_run, expect=options.expect, old=old, new=new)
    return tell(asked, done, options)


def add_undo(parser: ArgumentParser) -> object:
    parser.add_argument("operation", nargs="?", help="which; without it, your last one (see specwork history)")
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, and change nothing")
    return _undo


def _undo(asked: Asked, options: Namespace) -> int:
    return tell(asked, desk(asked).undo(options.operation, dry_run=options.dry_run), options)


def add_redo(_: ArgumentParser) -> object:
    return _redo


def _redo(asked: Asked, options: Namespace) -> int:
    return tell(asked, desk(asked).redo(), options)


def add_history(parser: ArgumentParser) -> object:
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many, the latest first (20)")
    return _history


def _history(asked: Asked, options: Namespace) -> int:
    operations = desk(asked).history()[::-1][: max(0, options.limit)]
    if asked.out.json:
        asked.out.answer(shapes.answer(operations=shapes.records(operations)))
        return 0
    from time import localtime, strftime

    rows = []
    for one in operations:
        when = strftime("%Y-%m-%d %H:%M", localtime(one.at))
        files = "1 file" if len(one.paths) == 1 else f"{len(one.paths)} files"
        state = " (undone)" if one.undone else ""
        rows.append((one.id, when, shown(one.by), files, shown(one.why) + state))
    if rows or not asked.out.terminal:
        asked.out.table(rows)
    else:
        asked.out.line("nothing was changed by specwork yet")
    return 0
