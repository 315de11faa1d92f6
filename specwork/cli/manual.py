"""The commands that tell of the commands: manual (a reference, man pages) and completions for a shell."""

import argparse
import os
from argparse import ArgumentParser, Namespace
from importlib import import_module

from specwork.cli.hooks import EVENTS
from specwork.cli.main import BEHIND, COMMANDS, SPEC_WORK, Asked, Command, Parser, add_of, everywhere
from specwork.cli.opened import desk
from specwork.cli.terminal import shown
from specwork.domain import status
from specwork.domain.agents import AGENTS
from specwork.domain.category import USUAL_ENDING
from specwork.domain.counted import counted
from specwork.domain.layout import TYPES
from specwork.errors import BadUsage
from specwork.pages import comments, manual
from specwork.pages.completing import completions
from specwork.pages.manual import Key, Option, Page
from specwork.tui.keys import ACTIONS, Action, shown_key
from specwork.version import version
from specwork.work.closing import ENDS
from specwork.work.entries import LOGGED
from vault.errors import CannotWrite, NoVault

OFFERED = {("log", "kind"): LOGGED, ("hook", "event"): EVENTS}  # words that a parser does not hold anybody to
SUGGESTED: dict[tuple[str, str], tuple[str, ...]] = {  # words among others: to complete by, and no more
    ("list", "type"): TYPES,
    ("list", "status"): status.WORDS,
    ("new", "status"): status.WORDS,
    ("new", "priority"): ("high", "medium", "low"),
    ("done", "status"): ENDS,
    ("deliver", "type"): tuple(USUAL_ENDING),
    ("agents", "agents"): tuple(AGENTS),
    ("timeline", "since"): ("today", "yesterday", "7d", "2w"),
}
ABOUT = "an Obsidian vault of specs, kept true in both directions"


def add_manual(parser: ArgumentParser) -> object:
    parser.add_argument("command", metavar="COMMAND", nargs="?", help="this one alone")
    parser.add_argument("--keys", action="store_true", help="the keys of the app instead")
    parser.add_argument("--comments", action="store_true", help="how files of each kind say whose deliverable they are")
    parser.add_argument("--man", metavar="DIR", help="write man pages into this folder, one a command")
    return _manual


def _manual(asked: Asked, options: Namespace) -> int:
    if options.keys:
        return _put(asked, manual.markdown_of_keys(_keys()))
    if options.comments:
        return _put(asked, comments.markdown())
    pages = described()
    if options.command is not None:
        pages = [page for page in pages if page.name == options.command]
        if not pages:
            raise BadUsage(f"no such command: {options.command}", hint="see specwork --help")
    if options.man is None:
        one = options.command is not None
        return _put(asked, manual.markdown_of(pages[0]) if one else manual.markdown(pages, _everywhere()))
    texts = {f"{manual.man_name(page)}.1": manual.man(page, version()) for page in pages}
    if options.command is None:
        texts["specwork.1"] = manual.man_of_all(pages, _everywhere(), ABOUT, version())
    try:
        os.makedirs(options.man, exist_ok=True)
        for name, text in texts.items():
            with open(f"{options.man}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise CannotWrite(
            f"no man pages could be written: {error.strerror}", where=options.man, hint="name another folder"
        ) from None
    folder, pages_made = shown(options.man), counted(len(texts), "page")
    asked.out.line(f"wrote {pages_made} to {folder}; read one: man {folder}/{[*texts][-1]}")
    return 0


def _put(asked: Asked, text: str) -> int:
    for line in text.splitlines():
        asked.out.line(line)
    return 0


def _keys() -> list[Key]:
    return [
        Key(one.group, tuple(map(shown_key, one.keys)), one.about, one.id, ", ".join(one.places), _twin(one))
        for one in ACTIONS
    ]


def _twin(action: Action) -> str:
    return action.twin.format(id="ID", path="PATH")


def add_completions(parser: ArgumentParser) -> object:
    choices = ("bash", "zsh", "fish", "ids")
    parser.add_argument(
        "shell", metavar="SHELL", choices=choices, help="bash, zsh or fish; ids: the specs, a line each"
    )
    return _completions


def _completions(asked: Asked, options: Namespace) -> int:
    if options.shell == "ids":
        return _ids(asked)
    return _put(asked, completions(options.shell, described()))


def _ids(asked: Asked) -> int:
    """Outside a vault there is nothing to say, and a key press is answered all the same."""
    try:
        vault = desk(asked)
    except NoVault:
        return 0
    vault.sweep()
    for found in vault.given().specs.all():
        asked.out.line(f"{found.id}\t{shown(found.spec.title)}")
    return 0


def described() -> list[Page]:
    """Every command, as its own parser has it; the program's second name is the last."""
    pages = [_described(name, command, f"specwork {name}") for name, command in COMMANDS.items()]
    return [*pages, _described(SPEC_WORK, BEHIND[SPEC_WORK], SPEC_WORK)]


def _described(name: str, command: Command, program: str) -> Page:
    parser = Parser(program, command.about)
    parser.formatter_class = _Wide
    add_of(import_module(f"specwork.cli.{command.module}"), name)(parser)
    return _page(name, command.about, parser)


def _everywhere() -> tuple[Option, ...]:
    parser = Parser("specwork", ABOUT)
    everywhere(parser)
    return _page("", ABOUT, parser).takes


class _Wide(argparse.HelpFormatter):
    """The same text, whatever terminal it is made on."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=100)


def _page(name: str, about: str, parser: ArgumentParser) -> Page:
    takes, below = [], []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction) or action.help == argparse.SUPPRESS:
            continue
        if isinstance(action, argparse._SubParsersAction):
            helped = {one.dest: one.help or "" for one in action._choices_actions}
            for part, inner in action.choices.items():
                inner.formatter_class = _Wide
                below.append(_page(f"{name} {part}", helped.get(part) or inner.description or "", inner))
            continue
        choices = tuple(str(one) for one in action.choices or OFFERED.get((name, action.dest), ()))
        offered = SUGGESTED.get((name, action.dest), ())
        takes.append(Option(tuple(action.option_strings), _value(action), action.help or "", choices, offered))
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
    return Page(name, about, usage, tuple(takes), tuple(below))


def _value(action: argparse.Action) -> str:
    if action.option_strings and action.nargs == 0:
        return ""
    return str(action.metavar or action.dest.upper())
