"""The command that shows one spec to read: show."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.finding import spec_of
from specwork.cli.lines import criteria, fact, painted, put
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.cli.paged import html, page_options
from specwork.cli.terminal import Out, shown
from specwork.work.showing import Shown
from specwork.work.showing import show as report


def add_show(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="an id, a path, or a piece of a title that no other has")
    page_options(parser)
    return _show


def _show(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    found = spec_of(vault, options.spec)
    if options.html is not None:
        return html(asked, options, vault, found)
    one = report(vault.given(), found)
    if asked.out.json:
        asked.out.answer(shapes.answer(**shapes.shown(one, vault.text(found.path)[1])))
    elif options.markdown:
        from specwork.domain.deliverable import leads_to
        from specwork.pages import markdown
        from vault.notes.note import read_note

        names = vault.given().index.names
        note = read_note(found.path, one.text)
        put(asked.out, markdown.show(one, note, lambda source, target: leads_to(names, source, target)))
    else:
        _read_out(asked.out, one)
    return 0


def _read_out(out: Out, one: Shown) -> None:
    spec = one.listed.spec
    out.line(out.painted("bold", shown(spec.label)) + f" · {shown(spec.type)} · {painted(out, spec.status)}")
    facts = [
        ("path", shown(spec.path)),
        ("parent", shown(one.parent.spec.label) if one.parent else ""),
        ("journal", shown(one.listed.journal.path) if one.listed.journal else ""),
        ("criteria", criteria(spec.met, spec.total) if spec.total else ""),
        ("priority", shown(spec.priority)),
        ("owner", shown(spec.owner)),
        ("waits on", ", ".join(shown(each.found.spec.label if each.found else each.typed) for each in one.waits_on)),
        ("blocks", ", ".join(shown(each.spec.label) for each in one.blocks)),
    ]
    for name, value in facts:
        if value:
            fact(out, name, value)
    out.line()
    for line in one.body.decode("utf-8", "surrogateescape").strip("\r\n").splitlines():
        said = shown(line.expandtabs(4))
        out.line(out.painted("bold", said) if line.startswith("#") else said)
