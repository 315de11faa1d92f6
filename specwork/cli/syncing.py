"""The command that makes every side say the same: sync."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, tell, typed_path
from specwork.cli.terminal import Out, shown
from specwork.desk import Desk
from specwork.domain.counted import counted
from specwork.errors import BadUsage
from specwork.work.homenote import NAME, write
from vault.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from specwork.desk import SyncReport

ADDS_ONLY = "no agreement is kept on this machine yet: this sync only adds, and takes nothing away"


def add_sync(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", nargs="?", help="this spec, its journal and its deliverables alone")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and tell what lags, if anything")
    parser.add_argument(
        "--trust", metavar="PATH", action="append", default=[], help="this file is right in all it says"
    )
    changes(parser)
    return _sync


def _sync(asked: Asked, options: Namespace) -> int:
    if options.expect and options.spec is None and not options.trust:
        raise BadUsage("--expect which file?", hint="specwork sync ID --expect HASH, or --trust PATH --expect HASH")
    vault = desk(asked)
    trust = [typed_path(vault, path) for path in options.trust]
    for path in trust:
        if vault.open().root.kind(path) not in ("file", "symlink"):
            raise BadUsage(f"no such file: {path}", hint="--trust names the file whose word counts")
    only = [options.spec] if options.spec is not None else []
    report = vault.sync(only=only, trust=trust, dry_run=options.dry_run or options.check, expect=options.expect)
    if not only and not options.check and not options.dry_run:
        report = _with_home(vault, report)
    if asked.out.json:
        asked.out.answer(shapes.synced(report))
    else:
        _tell(asked, report, options)
    return 1 if report.conflicts or (options.check and report.done.changed) else 0


def _with_home(vault: Desk, report: "SyncReport") -> "SyncReport":
    """Says so where a `Home.md` of ours lags. It states nothing: it is no part of what sync may write."""
    if not os.path.isfile(f"{vault.folder}/{NAME}"):
        return report
    from specwork.pages.home import home

    if not vault.run(write, render=home, dry_run=True).changed:
        return report
    notices = (*report.done.notices, f"{NAME} lags: specwork status --write")
    return report._replace(done=report.done._replace(notices=notices))


def _tell(asked: Asked, report: "SyncReport", options: Namespace) -> None:
    out = asked.out
    if report.adds_only:
        sys.stderr.write(f"note: {ADDS_ONLY}\n")
    for path in report.done.changed:
        why = report.why.get(path, "links follow what moved")
        out.line(f"{shown(path)}: {out.painted('yellow', 'lags: ') if options.check else ''}{shown(why)}")
    _tell_findings(out, report)
    for one in report.conflicts:
        code = "" if one.code == "conflict" else f" {one.code}"
        out.line(f"{out.painted('red', 'conflict')}{code}: {shown(one.message)}")
        for place in one.places:
            out.line(f"    {shown(place)}")
        out.line(out.painted("dim", f"    {shown(one.hint)}"))
    if options.check:
        _tell_count(out, report)
    elif report.done.changed or not report.conflicts:
        done = report.done
        tell(asked, done if done.changed else done._replace(diff=None), options)


def _tell_findings(out: Out, report: "SyncReport") -> None:
    for one in report.findings:
        place = shown(one.path) + (f":{one.line}" if one.line else "")
        out.line(f"{place}: {out.painted('yellow', 'warning')} {one.code}: {shown(one.message)}")
        out.line(out.painted("dim", f"    {shown(one.hint)}"))


def _tell_count(out: Out, report: "SyncReport") -> None:
    lag, differ = len(report.done.changed), len(report.conflicts)
    if not lag and not differ:
        out.line(out.painted("green", "every side says the same"))
        return
    said = [f"{counted(lag, 'file')} {'lags' if lag == 1 else 'lag'}: specwork sync"] if lag else []
    said += [counted(differ, "conflict")] if differ else []
    out.line(out.painted("red", ", ".join(said)))
