"""The command that tells what was delivered: deliverables."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.finding import spec_of
from specwork.cli.lines import fit, left_out, put
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.cli.paged import html, last_in, page_options, size_in
from specwork.cli.terminal import Out, shown
from specwork.errors import BadUsage
from specwork.pages.sizes import size_text
from specwork.work import reports
from specwork.work.finding import Found
from specwork.work.reports import GONE, UNTRACED, Delivered


def add_deliverables(parser: ArgumentParser) -> object:
    parser.add_argument("spec", nargs="?", metavar="ID", help="a spec, with all below it; without it, every spec")
    parser.add_argument(
        "--no-commits", dest="commits", action="store_false", help="do not ask git for the last commits"
    )
    page_options(parser)
    return _deliverables


def _deliverables(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    found = spec_of(vault, options.spec) if options.spec else None
    if options.html is not None:
        if found is None:
            raise BadUsage("a page of HTML is one of a spec", hint="specwork deliverables ID --html FILE")
        return html(asked, options, vault, found)
    if found is None:
        vault.sweep()
    given = vault.given()
    delivers = reports.deliverables(given, found, size=size_in(vault), last=last_in(vault, options))
    if asked.out.json:
        asked.out.answer(shapes.answer(deliverables=[shapes.delivered(one) for one in delivers]))
    elif options.markdown:
        from specwork.pages import markdown

        put(asked.out, markdown.deliverables(found, delivers))
    else:
        _tell_delivered(asked.out, found, delivers)
    left_out(given.left_out)
    return 0


def _tell_delivered(out: Out, found: Found | None, delivers: list[Delivered]) -> None:
    if not delivers:
        out.line(f"nothing delivered yet: specwork deliver {found.id if found else 'ID'} FILE")
        return
    before: tuple[str, str] | None = None
    several = len({one.owner.path for one in delivers}) > 1
    for one in delivers:
        if (one.owner.path, one.category) != before:
            if before is not None:
                out.line()
            of = f" · {shown(one.owner.spec.label)}" if several else ""
            out.line(fit(out, out.painted("bold", shown(one.category)) + of))
            before = (one.owner.path, one.category)
        about = f" - {shown(one.description)}" if one.description else ""
        out.line(fit(out, f"  {shown(one.title)}{about}"))
        state = out.painted("red", "missing") if one.trace == GONE else one.trace
        state = out.painted("yellow", state) if one.trace == UNTRACED else state
        facts = [shown(one.path), size_text(one.size), state, f"{len(one.backlinks)} backlinks"]
        if one.commit:
            facts.append(f"{one.commit.id[:7]} {one.commit.at[:10]} {shown(one.commit.subject)}")
        out.line(fit(out, "    " + " · ".join(filter(None, facts))))
