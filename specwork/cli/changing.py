"""The commands that move files and take changes back: mv, undo, redo, history."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, is_top, show_diff, tell, typed_path
from specwork.cli.terminal import shown
from specwork.domain.counted import counted
from specwork.errors import BadUsage
from specwork.work import notes, tree


def add_mv(parser: ArgumentParser) -> object:
    parser.add_argument("old", metavar="OLD", help="a note, another file, or a folder; with --under, a spec")
    parser.add_argument("new", metavar="NEW", nargs="?", help="where it goes; a folder that stands there takes it in")
    parser.add_argument("--under", metavar="ID", help="the spec that a spec becomes a part of")
    changes(parser)
    return _mv


def _mv(asked: Asked, options: Namespace) -> int:
    if (options.new is None) == (options.under is None):
        raise BadUsage("move it where?", hint="specwork mv OLD NEW, or specwork mv ID --under ID")
    vault = desk(asked)
    vault.sweep()
    how = {"dry_run": options.dry_run, "expect": options.expect}
    if options.under is not None:
        return tell(asked, vault.run(tree.move_under, **how, spec=options.old, under=options.under), options)
    kind = vault.open().root.kind
    old = typed_path(vault, options.old)
    if kind(old) is None and kind(old + ".md") is not None:
        old += ".md"
    new = "/" if is_top(vault, options.new) else typed_path(vault, options.new)
    new += "/" if options.new.endswith("/") else ""
    return tell(asked, vault.run(notes.move, **how, old=old, new=new), options)


def add_undo(parser: ArgumentParser) -> object:
    parser.add_argument("operation", nargs="?", help="which; without it, your last one (see specwork history)")
    changes(parser)
    return _undo


def _undo(asked: Asked, options: Namespace) -> int:
    return tell(asked, desk(asked).undo(options.operation, dry_run=options.dry_run, expect=options.expect), options)


def add_redo(parser: ArgumentParser) -> object:
    changes(parser)
    return _redo


def _redo(asked: Asked, options: Namespace) -> int:
    return tell(asked, desk(asked).redo(dry_run=options.dry_run, expect=options.expect), options)


def add_history(parser: ArgumentParser) -> object:
    parser.add_argument("operation", nargs="?", help="what this one changed, be it undone or lost since")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many, the latest first (20)")
    return _history


def _history(asked: Asked, options: Namespace) -> int:
    if options.operation:
        return _what_it_did(asked, options.operation)
    operations = desk(asked).history()[::-1][: max(0, options.limit)]
    if asked.out.json:
        asked.out.answer(shapes.answer(operations=shapes.records(operations)))
        return 0
    from time import localtime, strftime

    rows = []
    for one in operations:
        when = strftime("%Y-%m-%d %H:%M", localtime(one.at))
        files = counted(len(one.paths), "file")
        state = " (undone)" if one.undone else ""
        rows.append((one.id, when, shown(one.by), files, shown(one.why) + state))
    if rows or not asked.out.terminal:
        asked.out.table(rows)
    else:
        asked.out.line("nothing was changed by specwork yet")
    return 0


def _what_it_did(asked: Asked, operation: str) -> int:
    done = desk(asked).shown(operation)
    if asked.out.json:
        asked.out.answer(shapes.answer(paths=done.changed, diff=done.diff))
        return 0
    show_diff(asked, done)
    if not done.changed:
        asked.out.line("it moved files, or the undo store does not hold its texts any more")
    return 0
