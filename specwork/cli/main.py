"""The command line: finds the command, builds the parser of that one alone, and turns faults into words and exit codes.

0 done, 1 problems found, 2 asked wrongly or could not, 3 not now.
"""

import argparse
import os
import sys
from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from collections.abc import Callable, Sequence

from specwork.cli.terminal import Out, Unanswered, columns_of, faulted
from specwork.errors import BadUsage
from vault.errors import CannotWrite, NotNow, NoVault, VaultError
from vault.text import storable
from vault.typed import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from types import ModuleType

    from specwork.desk import Desk

# At every start argparse would look for a translation of its words, and load what finds one. Ours are not translated.
vars(argparse)["_"] = str

USAGE = """\
specwork: an Obsidian vault of specs, kept true in both directions

  specwork [--vault DIR] [--json] [--as NAME] COMMAND …
  specwork                 alone, in a terminal: the app

read
  list                     the specs; --type --status --under ID --open --blocked
  show ID                  a spec, its facts first
  status [ID]              how a spec stands, or the whole vault; --write for a phone
  deliverables ID          what it delivered, by category
  brief ID                 what an agent needs to begin; --tokens N
  next [--claim]           what may be begun now, the most urgent first
  timeline [ID]            what was done, over all journals
  search WORD …            specs by title, alias and heading; --text for every line
  links [PATH|ID]          every link and where it leads
  backlinks PATH|ID        what links to a file
  sync [ID] [--check]      every side says the same again; --trust PATH, --dry-run
  check [ID] [--strict]    what is broken or will surprise; --fix mends what has one answer
  props PATH [get KEY]     the properties of a note
  history                  what was changed, by whom and when
  index [--rebuild]        make the index true; --stats tells about it
  watch                    tell what changes, as it changes
  path ID, edit ID, open ID
                           its file: told, in your editor, in Obsidian; --journal
change (each takes --dry-run)
  demo [DIR]               a sample vault with a history, to look around in
  init [DIR]               make a folder a vault; what stands there stays
  new epic|feature|task TITLE [--under ID]
                           a spec and its journal, linked both ways
  adopt [NOTE]             take in notes that have a type and no id
  set ID KEY=VALUE…        status, title, priority, owner, any property
  tick ID N…               a criterion met; --undo takes it back
  depend ID ON             what it waits for; --remove takes it away
  deliver ID FILE…         what came of it, told everywhere; --move --copy --new NAME
  metrics ID               the figures of its journal, made true
  archive ID               put away a spec that is completed or dropped
  renumber ID NEW          give a spec another number; --next finds one, --side
                           theirs parts two that a merge brought
  mv OLD NEW               move a note, a file or a folder with every link
  mv ID --under ID         move a spec below another parent
  props PATH set KEY VALUE, unset KEY, append KEY VALUE, remove KEY VALUE
  start ID, resume ID      open a session, or go on with it
  log ID KIND TEXT         what was planned, done, tested, learned; - reads it
  commit ID [-m TEXT]      commit the files of the session, and those alone
  done ID                  end the session; --status WORD --summary TEXT
  migrate [DIR] [--apply]  bring specs of an older layout into this one
  agents install|status|uninstall
                           coding agents get /spec_work; --for NAMES, --all
  hook session-start|touched|stop
                           for agents that have hooks: see docs/agents.md
  undo [OPERATION], redo
  doctor                   versions, where things lie, what is weaker on this machine;
                           --empty-undo makes room
  merge-file BASE OURS THEIRS [PATH]
                           what git runs to merge journals and specs (init --git)

  manual [COMMAND]         all commands on a page; --man DIR writes man pages
  completions SHELL        for bash, zsh or fish

Each command explains itself: specwork COMMAND --help
"""


class Command(NamedTuple):
    """A command: where its code lies, so that only what is asked for is loaded."""

    module: str
    about: str


COMMANDS = {
    "list": Command("listing", "The specs of the vault, by id."),
    "show": Command("showing", "One spec as it is written, its facts first."),
    "status": Command("reports", "How a spec stands and what to do next; without an ID, the whole vault."),
    "deliverables": Command("delivered", "What a spec and all below it delivered, by category."),
    "brief": Command("briefing", "What an agent needs to begin on a spec, in no more tokens than asked for."),
    "next": Command("listing", "What may be begun now: nothing it waits on is open, and nobody is on it."),
    "timeline": Command("listing", "What was done, over all journals, the latest first."),
    "search": Command("listing", "Finds specs by id, title, alias and heading; with --text in every line."),
    "links": Command("reading", "Every link of a note or of the whole vault, and where it leads."),
    "backlinks": Command("reading", "Every link that leads to a file."),
    "sync": Command("syncing", "Makes every side of each link and status say the same, with the smallest edits."),
    "check": Command("checking", "What is broken in the vault, or will surprise. Exit 1 where there are errors."),
    "props": Command("properties", "The properties of a note: shown, set, taken away."),
    "history": Command("changing", "Every change that specwork made to the vault, the latest first."),
    "index": Command("reading", "Makes the index true, and tells about it."),
    "watch": Command("watching", "Tells what changes in the vault, until interrupted."),
    "path": Command("opening", "Tells where the file of a spec lies."),
    "edit": Command("opening", "Opens a spec in your editor: VISUAL, EDITOR, or your own settings."),
    "open": Command("opening", "Opens a spec in Obsidian, or as your system opens its kind of file."),
    "demo": Command("demo", "Writes a sample vault, with a history of its own, and opens it."),
    "init": Command("tree", "Makes a folder a vault: a place for specs, Obsidian's settings where unset, a Home.md."),
    "new": Command("specs", "Makes a spec and its journal from their templates, linked both ways."),
    "set": Command("specs", "Sets properties of a spec: status, title, priority, owner or any other."),
    "tick": Command("specs", "Ticks acceptance criteria of a spec."),
    "deliver": Command("deliver", "Makes files deliverables of a spec: listed, traced and told in its journal."),
    "metrics": Command("deliver", "Makes the figures of a journal true; what cannot be computed is left alone."),
    "depend": Command("specs", "Says that a spec waits for another one."),
    "adopt": Command("tree", "Takes in notes made elsewhere: each gets its id, its place, its journal and its links."),
    "archive": Command("tree", "Puts a spec away, with everything below it, below archive/; it keeps its number."),
    "renumber": Command("tree", "Gives a spec another number, everywhere that it is named."),
    "start": Command("sessions", "Opens a session on a spec, in a new journal where there is none; prints its id."),
    "resume": Command("sessions", "Goes on with your open session, or opens the next one."),
    "log": Command("sessions", "Writes an entry in the open session, or in the journal's own sections."),
    "commit": Command("closing", "Commits exactly the files of the session, and records the commit in its journal."),
    "done": Command("closing", "Ends the open session: status, time, summary, figures; and the spec, if all is met."),
    "mv": Command("changing", "Moves a note, a file or a folder, and every link follows."),
    "merge-file": Command("merging", "Merges two sides of a journal or a spec, as git asks for it."),
    "migrate": Command("migrate", "Brings specs of an older layout into this one: a table first, --apply does it."),
    "agents": Command(
        "agents", "Tells coding agents of the vault: a command, a skill and a part of AGENTS.md for each."
    ),
    "hook": Command("hooks", "What agents' hooks run; it never fails them, and says nothing where there is no vault."),
    "undo": Command("changing", "Takes back your last change, or the operation named."),
    "redo": Command("changing", "Does again what was last undone."),
    "doctor": Command("doctor", "Looks at what stands around specwork here; exit 1 where something is broken."),
    "manual": Command("manual", "All commands with what they take: as a page, or as man pages."),
    "completions": Command("manual", "What completes commands and ids in bash, zsh or fish."),
}

SPEC_WORK = "spec_work"  # the second name of the program; as a command it begins or goes on with a session
BEHIND = {SPEC_WORK: Command("beginning", "Begins work on a spec, or goes on with it, and prints the brief.")}


class Asked(NamedTuple):
    """What every command is told: how to find the vault, who asks, where to answer."""

    vault: str | None
    participant: str | None
    out: Out
    opened: list["Desk"]  # let go of when the command has ended
    rebuild: bool = False


class Format(HelpFormatter):
    """Told its width, argparse does not load shutil to ask for it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=min(100, columns_of(sys.stdout)) - 2)


class Parser(ArgumentParser):
    """argparse that speaks as we do: a fault and a hint, and never an exit of its own."""

    def __init__(self, prog: str, about: str) -> None:
        super().__init__(prog=prog, description=about, allow_abbrev=False, formatter_class=Format)

    def error(self, message: str) -> NoReturn:
        raise BadUsage(message, hint=f"see {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    out = Out(json="--json" in arguments)
    try:
        code = _answered(arguments, out)
        out.end()
        return code
    except Unanswered as fault:
        _deaf()
        hint = "make room, or send it elsewhere; what was changed stands: specwork history"
        sys.stderr.write(f"error: the answer could not be written: {fault}\nhint: {hint}\n")
        return 2
    except BrokenPipeError:
        _deaf()
        return 0


def _deaf() -> None:
    """Nobody hears what is still to be said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answered(arguments: list[str], out: Out) -> int:
    try:
        return _run(arguments, out)
    except VaultError as fault:
        return _told(fault, out)
    except UnicodeEncodeError:
        garbled = next((each for each in arguments if storable(each) != each), None)
        if garbled is None:
            raise
        return _told(BadUsage(f"{garbled} is not UTF-8", hint="a file of such a name is to be renamed by hand"), out)
    except SystemExit as leaving:  # argparse, having shown its help
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        return 130


def _run(arguments: list[str], out: Out) -> int:
    name, rest = _command(arguments)
    if name is None:
        if not rest and not out.json and at_a_terminal():
            return _app(arguments)
        out.line(USAGE.rstrip())
        return 0 if rest or not arguments else 2
    if name == "--version":
        from specwork.version import version

        out.line(f"specwork {version()}")
        return 0
    command = COMMANDS.get(name) or BEHIND.get(name)
    if command is None:
        raise _unknown(name)
    from importlib import import_module  # each command loads its own module and no other

    module = import_module(f"specwork.cli.{command.module}")
    parser = Parser(name if name == SPEC_WORK else f"specwork {name}", command.about)
    everywhere(parser)
    run: Callable[..., int] = add_of(module, name)(parser)
    if not any(each == "--help" or (each[:1] == "-" != each[1:2] and "h" in each) for each in rest):
        parser.usage = ""  # shown to those alone who ask for help, and dear to make
    asked = parser.parse_intermixed_args(rest)  # options stand anywhere among the words
    told = Asked(getattr(asked, "vault", None), ", ".join(getattr(asked, "participant", ())) or None, out, [])
    try:
        return run(told, asked)
    except Exception as error:
        if type(error).__module__ != "sqlite3":
            raise
        if out.begun:
            for desk in told.opened:
                desk.open(rebuild=True)
            hint = "what stands above is not all; it is made anew, so ask again"
            raise NotNow(f"the index was damaged: {error}", hint=hint) from error
        if any(desk.changed for desk in told.opened):
            hint = "see what was done: specwork history; then make the index anew: specwork index --rebuild"
            raise CannotWrite(f"the index failed in the middle: {error}", hint=hint) from error
        return run(told._replace(rebuild=True), asked)  # the index was damaged: once more, on a new one
    finally:
        for desk in told.opened:
            desk.close()


def add_of(module: "ModuleType", name: str) -> Callable[[ArgumentParser], Any]:
    """What tells a parser all that a command takes, and answers with what runs it."""
    add: Callable[[ArgumentParser], Any] = getattr(module, f"add_{name.replace('-', '_')}")
    return add


def at_a_terminal() -> bool:
    """Whether somebody sits at a screen that can be painted on, and no agent or CI is at work."""
    from specwork.domain.driving import driven

    if os.environ.get("TERM", "") in ("", "dumb") or driven(os.environ):
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def _app(arguments: list[str]) -> int:
    """`specwork` alone: the app on the vault that is found from here."""
    from specwork.desk import Desk
    from specwork.tui.start import first_run, open_app
    from specwork.whereabouts import find_vault, working_folder

    parser = Parser("specwork", "The app.")
    everywhere(parser)
    asked = parser.parse_args(arguments)
    named = getattr(asked, "vault", None)
    try:
        folder = find_vault(named, os.environ, working_folder())
    except NoVault:
        if named or os.environ.get("SPECWORK_VAULT"):
            raise
        chosen = first_run(working_folder())
        if chosen is None:
            return 0
        folder = chosen
    return open_app(Desk(folder, participant=", ".join(getattr(asked, "participant", ())) or None))


def everywhere(parser: ArgumentParser) -> None:
    """What may be said to every command. Before the command's name it may be said too."""
    parser.add_argument("--vault", metavar="DIR", default=SUPPRESS, help="the vault's folder, if not found from here")
    parser.add_argument(
        "--as", dest="participant", metavar="NAME", action="append", default=SUPPRESS, help="who is asking"
    )
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="one JSON object instead of lines")


def _command(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The command's name, and all the other arguments; None where only help was asked for."""
    takes_value = {"--vault", "--as"}
    before: list[str] = []
    rest = iter(range(len(arguments)))
    for at in rest:
        argument = arguments[at]
        if argument in ("-h", "--help"):
            return None, [argument]
        if argument == "--version":
            return argument, []
        if not argument.startswith("-"):
            return argument, before + arguments[at + 1 :]
        before.append(argument)
        if argument in takes_value and at + 1 < len(arguments):
            before.append(arguments[next(rest)])
        elif argument != "--json" and not argument.startswith(("--vault=", "--as=")) and argument not in takes_value:
            raise BadUsage(f"no such option: {argument}", hint="see specwork --help")
    return None, []


def _unknown(name: str) -> BadUsage:
    from difflib import get_close_matches  # only where somebody mistyped

    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"did you mean: specwork {near[0]}" if near else "see specwork --help"
    return BadUsage(f"no such command: {name}", hint=hint)


def refused(fault: VaultError, *, json: bool) -> int:
    """A fault that was found before any command began."""
    return _told(fault, Out(json=json))


def _told(fault: VaultError, out: Out) -> int:
    if out.json:
        from specwork import shapes

        out.answer(shapes.error(fault))
    sys.stderr.write(faulted(fault))
    return 3 if fault.passing else 2
