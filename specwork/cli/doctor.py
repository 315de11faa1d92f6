"""The command `doctor`: what stands around specwork here, and what is wrong with it. --empty-undo makes room."""

import os
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from math import isfinite

from specwork import shapes
from specwork.cli.lines import fact, facts
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.cli.terminal import Out, shown
from specwork.doctor import empty_undo, examined
from specwork.domain.counted import counted
from specwork.domain.doctoring import ERROR, REMARK, WARNING, Seen, Told, findings
from specwork.errors import BadUsage
from specwork.pages.sizes import size_text
from specwork.whereabouts import find_vault, working_folder
from vault.errors import NoVault

COLOURS = {ERROR: "red", WARNING: "yellow", REMARK: "blue"}
FIRST = 4  # tools whose versions stand on one line


def add_doctor(parser: ArgumentParser) -> object:
    parser.add_argument(
        "--empty-undo", action="store_true", help="let go of what undo lives on; files stay as they are"
    )
    parser.add_argument(
        "--older-than", metavar="DAYS", type=_days, help="with --empty-undo: only of what is older than that"
    )
    return _doctor


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1
    if not isfinite(days) or days < 0:
        raise ArgumentTypeError("this takes a number of days")
    return days


def _doctor(asked: Asked, options: Namespace) -> int:
    if options.empty_undo:
        return _emptied(asked, options.older_than or 0)
    if options.older_than is not None:
        raise BadUsage("--older-than goes with --empty-undo", hint="specwork doctor --empty-undo --older-than 30")
    try:
        folder = find_vault(asked.vault, os.environ, working_folder())
    except NoVault:
        if asked.vault or os.environ.get("SPECWORK_VAULT"):
            raise
        folder = None
    seen = examined(folder, os.environ, time.time())
    found = findings(seen)
    if asked.out.json:
        asked.out.answer(shapes.answer(**shapes.seen(seen, found)))
    else:
        _tell(asked.out, seen)
        _tell_findings(asked.out, found)
    return 1 if any(one.severity == ERROR for one in found) else 0


def _emptied(asked: Asked, days: float) -> int:
    gone = empty_undo(desk(asked), days=days)
    if asked.out.json:
        asked.out.answer(shapes.answer(emptied=gone))
        return 0
    asked.out.line(
        f"let go of {counted(gone, 'text')}; changes that stood on them cannot be taken back any more"
        if gone
        else "nothing to let go of"
    )
    return 0


def _tell(out: Out, seen: Seen) -> None:
    out.line(" · ".join(f"{tool.name} {shown(tool.version or 'missing')}" for tool in seen.tools[:FIRST]))
    facts(out, "with", (f"{tool.name} {shown(tool.version or 'missing')}" for tool in seen.tools[FIRST:]))
    if seen.vault is None:
        fact(out, "vault", "none here or above")
        return
    fact(out, "vault", shown(seen.vault))
    if seen.disk:
        fact(out, "disk", shown(f"{seen.disk.kind}, mounted at {seen.disk.place}"))
    facts(out, "carried by", (shown(f"{one.name} ({one.sign})") for one in seen.carriers))
    if seen.git:
        remotes = f", remotes: {', '.join(seen.git.remotes)}" if seen.git.remotes else ""
        fact(out, "git", shown(seen.git.top + remotes))
    fact(out, "state", shown(seen.state or "nowhere: the index is made anew each time"))
    facts(out, "", (f"{size_text(one.size):>9}  {one.name}: {shown(one.about)}" for one in seen.parts))
    if seen.undo:
        _tell_undo(out, seen)
    if seen.folders is not None and seen.watches is not None and seen.folders <= seen.watches:
        fact(out, "watching", f"{seen.folders} folders, of {seen.watches} that the system watches for you")


def _tell_undo(out: Out, seen: Seen) -> None:
    undo = seen.undo
    if undo is None or undo.oldest is None:
        fact(out, "undo", "empty")
        return
    day = time.strftime("%Y-%m-%d", time.localtime(undo.oldest))
    kept = f"kept for {undo.keep_days:.0f} days, up to {size_text(undo.keep_bytes)}"
    fact(out, "undo", f"{size_text(undo.size)} in {undo.files} texts since {day}; {kept}")
    fact(out, "", "make room: specwork doctor --empty-undo --older-than DAYS")


def _tell_findings(out: Out, found: tuple[Told, ...]) -> None:
    out.line()
    for one in found:
        out.line(f"{out.painted(COLOURS[one.severity], one.severity)} {one.code}: {shown(one.message)}")
        out.line(out.painted("dim", f"    {shown(one.hint)}"))
    if not any(one.severity == ERROR for one in found):
        out.line(out.painted("green", "nothing is broken"))
