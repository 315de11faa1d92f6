"""The command that tells what an agent needs to begin: brief."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.finding import fresh, spec_of
from specwork.cli.lines import put
from specwork.cli.main import Asked
from specwork.cli.opened import desk
from specwork.desk import Desk
from specwork.domain.agents import vault_option
from specwork.errors import BadUsage
from specwork.work.briefing import LEAST, TOKENS, Brief, briefed
from vault.errors import Refused


def add_brief(parser: ArgumentParser) -> object:
    parser.add_argument("spec", metavar="ID", help="the spec to begin on")
    parser.add_argument(
        "--tokens", metavar="N", default=str(TOKENS), help=f"no more than so many: {TOKENS}, {LEAST} at least"
    )
    return _brief


def _brief(asked: Asked, options: Namespace) -> int:
    one = brief_of(desk(asked), options.spec, tokens_in(options.tokens), vault_said(asked))
    if asked.out.json:
        asked.out.answer(shapes.answer(**shapes.brief(one)))
    else:
        put(asked.out, one.text)
    return 0


def tokens_in(typed: str) -> int:
    """How long a brief may be, as it was typed."""
    if not typed.isdecimal() or len(typed) > 9:
        raise BadUsage(f"--tokens takes a number, not {typed!r}", hint=f"say it so: --tokens {TOKENS}")
    if int(typed) < LEAST:
        raise BadUsage(f"a brief takes {LEAST} tokens at least", hint=f"say it so: --tokens {LEAST}")
    return int(typed)


def vault_said(asked: Asked) -> str:
    """The option that named the vault, to be said again; empty where it was found without, or cannot be repeated."""
    try:
        return vault_option(asked.vault) if asked.vault else ""
    except Refused:
        return ""


def brief_of(vault: Desk, spec: str, tokens: int, option: str = "") -> Brief:
    found = spec_of(vault, spec)

    def report() -> Brief:
        given = vault.given()
        return briefed(given, given.specs.find(found.path), tokens, option=option)

    return fresh(vault, report, lambda one: list(one.named))
