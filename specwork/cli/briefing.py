"""The command that tells what an agent needs to begin: brief."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.finding import fresh, spec_of
from specwork.cli.lines import put
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.desk import Desk
from specwork.errors import BadUsage
from specwork.work.briefing import LEAST, TOKENS, Brief, briefed


def add_brief(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="the spec to begin on")
    parser.add_argument(
        "--tokens", metavar="N", default=str(TOKENS), help=f"no more than so many: {TOKENS}, {LEAST} at least"
    )
    return _brief


def _brief(asked: Asked, options: Namespace) -> int:
    if not options.tokens.isdecimal() or len(options.tokens) > 9:
        raise BadUsage(f"--tokens takes a number, not {options.tokens!r}", hint=f"specwork brief ID --tokens {TOKENS}")
    return tell(asked, desk(asked), options.spec, int(options.tokens))


def tell(asked: Asked, vault: Desk, spec: str, tokens: int = TOKENS) -> int:
    """The brief on a spec, as every door prints it."""
    one = brief_of(vault, spec, tokens)
    if asked.out.json:
        asked.out.answer(shapes.answer(**shapes.brief(one)))
    else:
        put(asked.out, one.text)
    return 0


def brief_of(vault: Desk, spec: str, tokens: int = TOKENS) -> Brief:
    found = spec_of(vault, spec)

    def report() -> Brief:
        given = vault.given()
        return briefed(given, given.specs.find(found.path), tokens)

    return fresh(vault, report, lambda one: list(one.named))
