"""The command that tells how a spec stands, or the whole vault: status."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.finding import fresh, spec_of
from specwork.cli.lines import criteria, fact, facts, fit, left_out, painted, put
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, tell
from specwork.cli.paged import html, page_options
from specwork.cli.terminal import Out, shown
from specwork.desk import Desk
from specwork.domain.hours import hours_text
from specwork.domain.spec import OpenSession
from specwork.domain.status import COMPLETED, meaning
from specwork.errors import BadUsage
from specwork.work import progress
from specwork.work.given import Given
from specwork.work.listing import Listed, Progress
from specwork.work.progress import Overview, Standing
from vault.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from vault.edits.changes import ChangeSet

BAR = 20


def add_status(parser: ArgumentParser) -> object:
    parser.add_argument("spec", nargs="?", metavar="ID", help="one spec; without it, the whole vault")
    page_options(parser)
    parser.add_argument(
        "--write", action="store_true", help="write it to the note specs/status.md, and make Home.md true"
    )
    changes(parser)
    return _status


def _status(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    if options.spec is None:
        return _whole(asked, options, vault)
    if options.write:
        raise BadUsage("only the status of the whole vault is written", hint="specwork status --write")
    found = spec_of(vault, options.spec)
    if options.html is not None:
        return html(asked, options, vault, found)
    left: dict[str, str] = {}
    one = fresh(vault, lambda: _standing(vault, found.path, left), _others)
    if asked.out.json:
        asked.out.answer(shapes.answer(**shapes.standing(one)))
    elif options.markdown:
        from specwork.pages import markdown

        put(asked.out, markdown.status(one))
    else:
        _tell(asked.out, one)
    left_out(left)
    return 0


def _standing(vault: Desk, path: str, left: dict[str, str]) -> Standing:
    given = vault.given()
    one = progress.standing(given, given.specs.find(path))
    left |= given.left_out
    return one


def _others(one: Standing) -> list[str]:
    """The files that a report took from the index: those of other specs."""
    others = [each.found.path for each in one.waits_on if each.found]
    others += [each.path for each in (*one.blocks, *([one.parent] if one.parent else []))]
    return others + [path for each in one.children for path in (each.found.path, each.found.journal)]


def _tell(out: Out, one: Standing) -> None:
    spec = one.listed.spec
    out.line(fit(out, out.painted("bold", shown(spec.label)) + f" · {shown(spec.type)} · {painted(out, spec.status)}"))
    out.line(fit(out, shown(spec.path)))
    out.line()
    _criteria(out, one)
    last = one.last
    when = (
        f"; the last {shown(last.day or 'undated')}: {shown(last.title or 'untitled')}"
        f" ({shown(last.status or 'no status')})"
        if last
        else ""
    )
    worked = f", {hours_text(one.time)}" if one.sessions else ""
    fact(out, "sessions", f"{len(one.sessions)}{worked}{when}")
    facts(out, "left open", (shown(each) for each in one.left))
    if one.children:
        ended = sum(meaning(each.spec.status) == COMPLETED for each in one.children)
        fact(out, "parts", f"{ended} of {len(one.children)} completed")
        facts(out, "", (_part(out, each) for each in one.children))
    gone = f", {len(one.gone)} missing: {', '.join(map(shown, one.gone))}" if one.gone else ""
    fact(out, "delivered", f"{one.delivers}{gone}")
    fact(out, "links", f"{one.links}, {len(one.broken)} broken" if one.broken else f"{one.links}, none broken")
    facts(out, "", (f"{shown(each.source)}:{each.line} {shown(each.raw)}" for each in one.broken))
    waiting = (
        f"{shown(each.found.spec.label)} ({painted(out, each.found.spec.status)})"
        if each.found
        else f"{shown(each.typed)} (leads to no spec)"
        for each in one.waits_on
    )
    facts(out, "waits on", waiting)
    facts(out, "blocks", (f"{shown(each.spec.label)} ({painted(out, each.spec.status)})" for each in one.blocks))
    facts(out, "next", filter(None, (shown(one.next.text), one.next.command)))


def _criteria(out: Out, one: Standing) -> None:
    met = sum(each.met for each in one.criteria)
    if not one.criteria:
        fact(out, "criteria", "none written yet")
        return
    filled = BAR * met // len(one.criteria)
    fact(out, "criteria", f"{met}/{len(one.criteria)} met  {'█' * filled}{'░' * (BAR - filled)}")
    facts(out, "", (f"[{'x' if each.met else ' '}] {each.number} {shown(each.text)}" for each in one.criteria))


def _part(out: Out, one: Listed) -> str:
    return f"{shown(one.spec.label)} ({painted(out, one.spec.status)}) {criteria(one.spec.met, one.spec.total)}"


# the whole vault


def _whole(asked: Asked, options: Namespace, vault: Desk) -> int:
    if options.html is not None:
        raise BadUsage("a page of HTML is one of a spec", hint="specwork status ID --html FILE")
    vault.sweep()
    if options.write:
        return tell(asked, vault.run(_written, dry_run=options.dry_run, expect=options.expect), options)
    one = progress.overview(vault.given())
    if asked.out.json:
        asked.out.answer(shapes.answer(**shapes.overview(one)))
    elif options.markdown:
        from specwork.pages import markdown

        put(asked.out, markdown.overview(one))
    else:
        _tell_whole(asked.out, one)
    return 0


def _written(given: Given) -> "ChangeSet":
    """The note of the status, and `Home.md` where one of ours stands."""
    from specwork.pages import markdown
    from specwork.pages.home import home
    from specwork.work import homenote, statusnote

    changes = statusnote.write(given, render=markdown.overview)
    return changes._replace(changes=changes.changes + homenote.write(given, render=home).changes)


def _tell_whole(out: Out, one: Overview) -> None:
    if not one.forest.all:
        out.line('no specs yet: specwork new epic "TITLE"')
        return
    for depth, listed, done in one.tree(folded=out.terminal):
        _branch(out, one, listed, done, depth)
    if one.sessions:
        out.line()
        fact(out, "open", f"{len(one.sessions)} session{'s' * (len(one.sessions) > 1)}")
        facts(
            out,
            "",
            (begun_text(each, session) for each, session in one.sessions),
        )
    if one.blocked:
        facts(out, "blocked", (shown(each.spec.label) for each in one.blocked))
    if one.broken:
        fact(out, "broken", f"{one.broken} link{'s' * (one.broken > 1)}: specwork check")


def begun_text(one: Listed, session: OpenSession) -> str:
    """One line about an open session."""
    who = shown(", ".join(session.participants) or "nobody named")
    since = f", since {shown(session.started)}" if session.started else ""
    return f"{shown(one.spec.label)}: {shown(session.title or 'untitled')}{since} ({who})"


def _branch(out: Out, one: Overview, listed: Listed, done: Progress, depth: int) -> None:
    parts = one.forest.children(listed.found.path)
    percent = "" if done.percent is None else f"  {done.percent:3}%"
    counted = f"  {one.completed(parts)}/{len(parts)} parts" if parts else ""
    met = f"  {done.met}/{done.total} criteria" if done.total else ""
    label = "  " * depth + shown(listed.spec.label)
    out.line(fit(out, f"{label}  {painted(out, listed.spec.status)}{percent}{met}{counted}"))
