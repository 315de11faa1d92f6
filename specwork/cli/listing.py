"""The commands that look over many specs: list, search, next, timeline."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from specwork import shapes
from specwork.cli.finding import spec_of
from specwork.cli.lines import criteria, fit
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, tell
from specwork.cli.terminal import Out, shown
from specwork.desk import Desk
from specwork.domain.status import COMPLETED, DROPPED, meaning
from specwork.errors import BadUsage
from specwork.work import listing
from specwork.work.listing import Forest, Listed, Wanted

MANY = 50


def add_list(parser: ArgumentParser) -> object:
    parser.add_argument("--type", default="", metavar="TYPE", help="epic, feature or task")
    parser.add_argument("--status", default="", metavar="STATUS", help="whatever means the same counts as the same")
    parser.add_argument("--under", default="", metavar="ID", help="only what lies below a spec")
    parser.add_argument("--open", action="store_true", help="only what is neither completed nor dropped")
    parser.add_argument("--blocked", action="store_true", help="only what is blocked")
    return _list


def _list(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    given = vault.given()
    wanted = Wanted(options.type, options.status, options.under, options.open, options.blocked)
    found = listing.listed(given, wanted)
    if asked.out.json:
        parents = {one.found.path: one.spec.id for one in found}
        if any(one.parent and one.parent not in parents for one in found):
            parents = {one.path: one.id for one in given.specs.all()}
        asked.out.answer(shapes.answer(specs=(shapes.spec(one, parents.get(one.parent or "")) for one in found)))
    elif found:
        table(asked.out, found)
    elif asked.out.terminal:
        asked.out.line(_nothing(wanted))
    return 0


def _nothing(wanted: Wanted) -> str:
    if wanted == listing.EVERYTHING:
        return 'no specs yet: specwork new epic "TITLE"'
    return "no spec is like that: see all of them with specwork list"


def table(out: Out, found: Iterable[Listed]) -> None:
    """One spec a line: what it is, how it stands, how far it has come. A terminal is spared empty columns."""
    rows = [
        (
            str(one.spec.id),
            one.spec.type,
            shown(one.spec.status),
            criteria(one.spec.met, one.spec.total),
            shown(one.spec.priority),
            shown(one.spec.owner),
            shown(one.spec.title),
        )
        for one in found
    ]
    said = [not out.terminal or any(row[column] for row in rows) for column in range(7)]
    out.table(tuple(cell for cell, says in zip(row, said, strict=True) if says) for row in rows)


def add_search(parser: ArgumentParser) -> object:
    parser.add_argument("words", nargs="+", metavar="WORD", help="all of them must be found")
    parser.add_argument("--text", action="store_true", help="look in every line of specs and journals")
    parser.add_argument("--limit", type=int, default=MANY, metavar="N", help=f"the best so many ({MANY}); 0 for all")
    return _search


def _search(asked: Asked, options: Namespace) -> int:
    from specwork.work.search import search

    vault = desk(asked)
    vault.sweep()
    words = " ".join(options.words)
    found = search(vault.given(), words, text=options.text, limit=max(0, options.limit))
    if asked.out.json:
        asked.out.answer(shapes.answer(words=words, hits=[shapes.hit(one) for one in found]))
    elif found:
        asked.out.table(
            (str(one.found.id), one.where, shown(f"{one.path}:{one.line}"), shown(one.text)) for one in found
        )
    elif asked.out.terminal:
        further = "" if options.text else f": look in every line with specwork search --text {words}"
        asked.out.line(f"nothing holds {shown(words)!r}{shown(further)}")
    return 0


def add_next(parser: ArgumentParser) -> object:
    parser.add_argument("--claim", action="store_true", help="take the first one: it becomes yours")
    parser.add_argument("--limit", type=int, default=MANY, metavar="N", help=f"the first so many ({MANY}); 0 for all")
    changes(parser)
    return _next


def _next(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    vault.sweep()
    if options.claim:
        return _claim(asked, options, vault)
    given = vault.given()
    found = listing.ready(given)
    shown_now = found[: options.limit] if options.limit > 0 else found
    if asked.out.json:
        forest = Forest(given.specs)
        told = [{**shapes.of_forest(forest, one.listed), "leaf": one.leaf, "free": one.free} for one in shown_now]
        asked.out.answer(shapes.answer(specs=told, ready=len(found)))
    elif found:
        table(asked.out, [one.listed for one in shown_now])
    elif asked.out.terminal:
        open_ones = [one for one in given.specs.all() if meaning(one.spec.status) not in (COMPLETED, DROPPED)]
        waiting = "every open spec waits on another, is blocked, or is being worked on: specwork status"
        asked.out.line(waiting if open_ones else 'nothing is open: specwork new task "TITLE" --under ID')
    return 0


def _claim(asked: Asked, options: Namespace, vault: Desk) -> int:
    from specwork.work.claiming import claim

    done = vault.run(claim, dry_run=options.dry_run, expect=options.expect)
    given = vault.given()
    first = next(one.listed for one in listing.ready(given) if one.free)
    if asked.out.json:
        asked.out.answer({**shapes.done(done), "claimed": shapes.of_forest(Forest(given.specs), first)})
        return 0
    if not done.changed:
        asked.out.line(shown(done.why))
        return 0
    return tell(asked, done, options)


def add_timeline(parser: ArgumentParser) -> object:
    parser.add_argument("spec", nargs="?", metavar="ID", help="one spec and what lies below it")
    parser.add_argument("--since", default="", metavar="DATE", help="a day, today, yesterday, 3d or 2w")
    parser.add_argument("--by", default="", metavar="NAME", help="a participant, or a part of the name")
    parser.add_argument(
        "--limit", type=int, default=20, metavar="N", help="the latest so many sessions (20); 0 for all"
    )
    return _timeline


def _timeline(asked: Asked, options: Namespace) -> int:
    from specwork.work.timeline import day_asked, timeline

    vault = desk(asked)
    vault.sweep()
    given = vault.given()
    since = day_asked(options.since, given.now) if options.since else ""
    if since is None:
        raise BadUsage(f"no day is called {options.since!r}", hint="write it so: --since 2026-11-20, or 3d")
    under = spec_of(vault, options.spec) if options.spec else None
    found = timeline(given, since=since, by=options.by, under=under, limit=max(0, options.limit))
    out = asked.out
    if out.json:
        out.answer(shapes.answer(sessions=(shapes.worked(one) for one in found)))
        return 0
    from specwork.domain.asread import as_read
    from specwork.domain.hours import hours_text

    for one in found:
        session = one.session
        who = shown(", ".join(session.participants))
        facts = [shown(session.status), hours_text(one.time) if one.time else "", who]
        title = shown(as_read(session.title)) or "a session"
        head = f"{one.moment.strip() or 'undated'}  {shown(one.found.spec.label)}: {title}"
        said = "; ".join(filter(None, facts))
        out.line(fit(out, out.painted("bold", head) + out.painted("dim", f"  ({said})" if said else "")))
        for part in session.parts:
            for entry in part.entries:
                day = entry.at.date().isoformat() if entry.at else session.day
                clock = "".join(f"{one} " for one in (day if day != session.day else "", entry.clock) if one)
                out.line(fit(out, f"    {clock}{shown(part.title.lower()) or 'note'}: {shown(as_read(entry.text))}"))
    if not found and out.terminal:
        narrowed = options.since or options.by or options.spec
        out.line("nothing was done by that account" if narrowed else "no session yet: spec_work ID begins one")
    return 0
