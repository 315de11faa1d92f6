"""`spec_work ID`: finds or opens the session. A person is then in the app, or asked line by line;
an agent gets its brief.

Without an ID: the sessions that are open, and the spec to begin next. What a screen shows is not known here.
"""

import sys
from argparse import ArgumentParser, Namespace
from io import BufferedReader
from select import select

from specwork import shapes, sitting
from specwork.cli.briefing import brief_of, tokens_in, vault_said
from specwork.cli.lines import put
from specwork.cli.main import Asked, at_a_terminal
from specwork.cli.opened import changes, desk
from specwork.cli.reports import begun_text
from specwork.cli.sessions import meant, told_begun
from specwork.cli.terminal import shown
from specwork.desk import Desk
from specwork.errors import BadUsage
from specwork.work import listing, opening, progress
from specwork.work.briefing import TOKENS

PATIENCE = 0.2  # seconds in which a script must have begun to write


def add_spec_work(parser: ArgumentParser) -> object:
    parser.add_argument("spec", nargs="*", metavar="ID", help="the spec, by id or title; without it: what is open")
    parser.add_argument("--session", dest="title", metavar="TITLE", default="", help="what the session is about")
    parser.add_argument(
        "--resume", action="store_true", help="go on with your open session, or open the next one like the last"
    )
    parser.add_argument("--with", dest="participants", metavar="NAME", action="append", default=[], help="who else")
    parser.add_argument("--plain", action="store_true", help="line by line; a script may write the lines")
    parser.add_argument("--tokens", metavar="N", default=str(TOKENS), help="how long the brief may be")
    parser.add_argument("--status", action="store_true", help="only report: as specwork status ID")
    parser.add_argument("--deliverables", action="store_true", help="only report: as specwork deliverables ID")
    changes(parser)
    return _spec_work


def _spec_work(asked: Asked, options: Namespace) -> int:
    if options.status or options.deliverables:
        raise BadUsage("this begins work, and reports nothing", hint="specwork status ID, or specwork deliverables ID")
    vault = desk(asked)
    if not options.spec:
        if options.title or options.resume or options.expect:
            raise BadUsage("on which spec?", hint="spec_work ID, or spec_work alone to see what is open")
        return _open_ones(asked, vault)
    tokens = tokens_in(options.tokens)
    if asked.out.json and has_lines():
        hint = "leave --json out; or one command each: specwork log ID KIND TEXT --json"
        raise BadUsage("lines are written to this, and with --json nobody takes them", hint=hint)
    path = meant(vault, " ".join(options.spec))
    job = opening.resume if options.resume else opening.start
    how = {"dry_run": options.dry_run, "expect": options.expect}
    begun = sitting.begin(vault, job, spec=path, title=options.title, participants=options.participants, **how)
    if begun.at and at_a_terminal() and not (asked.out.json or options.plain):
        return _on_a_screen(vault, begun)
    person = at_a_terminal() or (options.plain and sys.stdin.isatty())
    if begun.at and not asked.out.json and (person or options.plain or has_lines()):
        from specwork.cli.dialogue import held

        told_begun(asked, begun, options)
        return held(asked, vault, begun.at, person=person)
    one = brief_of(vault, path, tokens, vault_said(asked))
    if asked.out.json:
        told = shapes.done(begun.done) | (shapes.begun(begun.at) if begun.at else {})
        asked.out.answer({**told, **shapes.brief(one)})
        return 0
    told_begun(asked, begun, options)
    asked.out.line()
    put(asked.out, one.text)
    return 0


def _on_a_screen(vault: Desk, begun: sitting.Begun) -> int:
    """The app on the spec, in the session that was just begun or found."""
    from specwork.tui.start import open_app

    at = begun.at
    label = f"{at.found.spec.label}: session {at.session.number or ''}".rstrip() + " is open" if at else ""
    left = [f"left open: {item}" for item in at.left] if at else []
    vault.close()  # its index is opened again on the thread that asks it there
    return open_app(vault, on=at.found.path if at else "", told=["\n".join([label, *begun.done.notices, *left])])


def _open_ones(asked: Asked, vault: Desk) -> int:
    vault.sweep()
    given = vault.given()
    one = progress.overview(given)
    ready = listing.ready(given)[:1]
    if asked.out.json:
        following = shapes.of_forest(one.forest, ready[0].listed) if ready else None
        asked.out.answer(shapes.answer(open_sessions=shapes.overview(one)["open_sessions"], next=following))
        return 0
    for listed, session in one.sessions:
        asked.out.line(f"open: {begun_text(listed, session)}")
    for each in ready:
        spec = each.listed.spec
        asked.out.line(f"next: {shown(spec.label)} ({shown(spec.status)}): spec_work {spec.id}")
    if not one.sessions and not ready:
        asked.out.line("no session is open, and no spec is ready to begin: specwork status")
    return 0


def has_lines() -> bool:
    """Whether somebody writes lines to us; a standard input that stays silent is nobody's."""
    try:
        lines = sys.stdin.buffer
        if sys.stdin.isatty() or not select([lines], [], [], PATIENCE)[0]:
            return False
        return isinstance(lines, BufferedReader) and bool(lines.peek(1))
    except (OSError, ValueError):
        return False  # closed, or nothing that can be waited for
