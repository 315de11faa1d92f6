"""The command `check`: what is wrong, and with --fix what was mended and what is left."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import desk, expected, typed_path
from specwork.cli.terminal import Out, shown
from specwork.desk import Desk
from specwork.domain import layout
from specwork.domain.counted import counted
from specwork.errors import BadUsage
from vault.paths import is_note
from vault.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from specwork.work.given import Done, Given
    from vault.edits.changes import ChangeSet
    from vault.index.health import Trouble

ERROR, WARNING, REMARK = "error", "warning", "remark"
COLOURS = {ERROR: "red", WARNING: "yellow", REMARK: "blue"}


def add_check(parser: ArgumentParser) -> object:
    parser.add_argument("what", nargs="?", metavar="ID", help="one spec with all that is its, or a file")
    parser.add_argument("--fix", action="store_true", help="mend what has one right answer, as one change")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: tell what would be mended, change nothing")
    expected(parser)
    parser.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    return _check


def _check(asked: Asked, options: Namespace) -> int:
    if options.dry_run and not options.fix:
        raise BadUsage("check changes nothing, so there is nothing to try", hint="specwork check --fix --dry-run")
    if options.expect and not (options.fix and options.what):
        raise BadUsage("--expect which file?", hint="specwork check ID --fix --expect HASH")
    vault = desk(asked)
    found = vault.check()
    concerns = _concerns(vault, options.what) if options.what else _everything
    found = [one for one in found if concerns(one.path)]
    if not options.fix:
        return _told(asked, vault, found, strict=options.strict)
    from specwork.work.mending import mend

    seen = [path for path in vault.open().index.paths() if is_note(path) and concerns(path)] if options.expect else []

    def mended(given: "Given") -> "ChangeSet":
        for path in seen:
            given.text(path)  # what is expected is a file that was asked about, mended or not
        return mend(given, only=concerns)

    done = vault.run(mended, dry_run=options.dry_run, expect=options.expect)
    left = [one for one in vault.check() if concerns(one.path)] if done.undo else found
    return _mended(asked, vault, found, left, done, strict=options.strict)


def _everything(_: str) -> bool:
    return True


def _concerns(vault: Desk, what: str) -> Callable[[str], bool]:
    """Whether a file is what was named, or belongs to the spec that was."""
    path = typed_path(vault, what)
    if vault.open().root.kind(path) is not None and not layout.home(path):
        return lambda one: one == path or one.startswith(path + "/")
    spec = vault.given().specs.find(what)
    folder = layout.own_deliverables(spec.path) + "/"
    return lambda one: one in (spec.path, spec.journal) or (one.startswith(folder) and not spec.home.inline)


def _told(asked: Asked, vault: Desk, found: "list[Trouble]", *, strict: bool) -> int:
    if asked.out.json:
        asked.out.answer(shapes.answer(findings=list(shapes.findings(found))))
    else:
        _list(asked.out, found)
        _sum_up(asked.out, vault, found)
    return _code(found, strict=strict)


def _mended(
    asked: Asked, vault: Desk, found: "list[Trouble]", left: "list[Trouble]", done: "Done", *, strict: bool
) -> int:
    remaining = {(one.code, one.path, one.message) for one in left}
    mended = [one for one in found if (one.code, one.path, one.message) not in remaining]
    out = asked.out
    if out.json:
        told = {**shapes.done(done), "findings": list(shapes.findings(left)), "mended": list(shapes.findings(mended))}
        out.answer(told)
        return _code(left, strict=strict)
    if done.diff is not None:
        for line in done.diff.splitlines():
            out.line(shown(line))
    for one in mended:
        out.line(f"{_place(one)}: {out.painted('green', 'mended')} {one.code}: {shown(one.message)}")
    _list(out, left)
    _sum_up(out, vault, left)
    if done.undo:
        files = counted(len(done.changed), "file")
        out.line(f"mended in {files} (take it back: specwork undo {done.undo})")
    return _code(left, strict=strict)


def _code(found: "Iterable[Trouble]", *, strict: bool) -> int:
    bad = (ERROR, WARNING) if strict else (ERROR,)
    return 1 if any(one.severity in bad for one in found) else 0


def _place(one: "Trouble") -> str:
    return shown(one.path) + (f":{one.line}" if one.line else "")


def _list(out: Out, found: "Iterable[Trouble]") -> None:
    for one in found:
        out.line(f"{_place(one)}: {out.painted(COLOURS[one.severity], one.severity)} {one.code}: {shown(one.message)}")
        if out.terminal:
            out.line(out.painted("dim", f"    {shown(one.hint)}"))


def _sum_up(out: Out, vault: Desk, found: "list[Trouble]") -> None:
    errors, warnings, remarks = (sum(one.severity == of for one in found) for of in COLOURS)
    notes = vault.open().index.counts()["notes"]
    more = f", {_count(remarks, 'remark')}" if remarks else ""
    summary = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}{more} in {_count(notes, 'note')}"
    out.line(out.painted("red" if errors else "yellow" if warnings else "green", summary))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
