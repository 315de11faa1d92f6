"""A session line by line: one asks, the other answers. For `spec_work ID --plain`, a dumb terminal, or a script.

Every action is the one-shot command of its name, run in this process; nothing is decided here. What is typed is the
only thing that is ever run as a command, and only where a person types it.
"""

import shlex
import sys
from collections.abc import Callable
from difflib import get_close_matches

from specwork.cli.main import Asked, main
from specwork.cli.scripted import Script
from specwork.cli.sessions import meant
from specwork.cli.terminal import Out, faulted, shown
from specwork.desk import Desk
from specwork.domain.command import word
from specwork.domain.session import PLAN
from specwork.errors import BadUsage
from specwork.work.entries import LOGGED, RESULTS, kind_meant
from specwork.work.sessions import AtWork, aim, approved, plan_of
from vault.errors import VaultError
from vault.typed import NamedTuple, Protocol

HELP = """\
  plan TEXT          what was considered and decided; then `approve`
  implement TEXT     what was done; a place in code is written so: src/api.py:45
  test TEXT          how it was tried; `test $ make test` runs that and records how it went
  issue TEXT         what was in the way; `issue TEXT => how it was resolved`
  note, change       whatever else; a change to the spec
  decision, improvement, reference, integration
                     for the sections of the journal that keep those
  deliver FILE       a file that came of it
  tick N             a criterion that is met
  commit [MESSAGE]   the files of the session
  status, undo       how the spec stands; take back the last action
  done [STATUS] [SUMMARY]
                     end the session: completed, partial or blocked
  quit               leave; the session stays open
An action alone asks for its text, which ends with an empty line."""
ACTIONS = (*LOGGED, "approve", "deliver", "tick", "commit", "done", "status", "undo", "help", "quit")
ENDS = ("completed", "partial", "blocked")
INTERRUPTED = 130  # what a shell calls it


class Typist(Protocol):
    """Where lines come from. `person` tells whether somebody can be asked back."""

    person: bool

    def ask(self, prompt: str, given: str = "") -> str | None:
        """One line, or None at the end of them. `given` stands there to be changed."""


def held(asked: Asked, vault: Desk, at: AtWork, *, person: bool) -> int:
    """The dialogue on a session that is open."""
    alone = len(vault.given().specs.bearing(at.found.id)) == 1
    options = ("--vault", vault.folder, *(("--as", asked.participant) if asked.participant else ()))
    place = Place(options, str(at.found.id) if alone else at.found.path, at.session.key or "")
    if not person:
        script = Script()
        return max(Dialogue(vault, place, script, asked.out).hold(), script.told_behind())
    from specwork.cli.typist import Person

    main(["status", *options, place.spec])
    asked.out.line("what next? (help tells what there is)")
    typist = Person(vault, ACTIONS)
    dialogue = Dialogue(vault, place, typist, asked.out)
    try:
        with typist.heard(dialogue.leave):
            return dialogue.hold()
    finally:
        typist.close()


class Place(NamedTuple):
    """What each command is told: the vault and who asks, the spec, the session."""

    options: tuple[str, ...]
    spec: str
    session: str


Run = Callable[[list[str]], int]


class Dialogue:
    def __init__(self, desk: Desk, place: Place, typist: Typist, out: Out, run: Run = main) -> None:
        self.desk, self.place, self.typist, self.out, self.run = desk, place, typist, out, run
        self.worst = 0
        self.open = True
        self.left = 0  # once somebody has gone away: the exit code that tells how

    def hold(self) -> int:
        """Takes actions until done, quit or the end of the lines. Whatever happens, what was entered is kept."""
        try:
            while self.open and not self.left and (line := self.typist.ask(f"{self._label}> ")) is not None:
                self.take(line)
        except KeyboardInterrupt:
            self.leave()
        self.worst = self.left or self.worst
        if self.open:
            self.out.line()
            self.out.line(f"the session stays open; go on with it: spec_work {word(self._label)} --resume")
        return self.worst

    def leave(self, code: int = INTERRUPTED) -> None:
        self.left = self.left or code

    @property
    def _label(self) -> str:
        return self.place.spec

    def _spec(self) -> str:
        """Where the spec lies now: somebody may have moved it since the last action."""
        return meant(self.desk, self._label)

    def take(self, line: str) -> None:
        """One line. A fault is told, and the session goes on."""
        line = line.strip()
        if not line or line.startswith("#"):
            return
        action, text = split(line)
        try:
            self._act(action, text)
        except VaultError as fault:
            self._failed(fault)

    def _failed(self, fault: VaultError) -> None:
        sys.stderr.write(faulted(fault))
        self.worst = max(self.worst, 3 if fault.passing else 2)

    def _act(self, action: str, text: str) -> None:
        if action in ("help", "?"):
            self.out.line(HELP)
        elif action in ("quit", "exit", "q"):
            self.open = False
            self.out.line(f"the session stays open; go on with it: spec_work {word(self._label)} --resume")
        elif action in ("status", "undo"):
            self._command([action, self._label] if action == "status" else [action])
        elif action == "approve":
            self._log(PLAN, "", "--approve")
        elif action == "deliver":
            self._deliver(text)
        elif action == "tick":
            self._command(["tick", self._label, *_words(text, "tick N…")])
        elif action == "commit":
            self._commit(text)
        elif action == "done":
            self._done(text)
        else:
            self._entry(_kind(action), text)

    def _command(self, arguments: list[str]) -> bool:
        code = self.run([arguments[0], *self.place.options, *arguments[1:]])
        self.worst = max(self.worst, code)
        return code == 0

    def _log(self, kind: str, text: str, *options: str) -> bool:
        if text == "-":
            raise BadUsage("an entry needs words", hint=f"{kind} TEXT")
        words = ["--", text] if text else []
        return self._command(["log", "--in", self.place.session, *options, self._label, kind, *words])

    # entries

    def _entry(self, kind: str, text: str) -> None:
        if kind == "implement" and not self._plan_stands():
            return
        if not text:
            text = self._text(kind)
        if not text:
            raise BadUsage("an entry needs words", hint=f"{kind} TEXT")
        if kind == "test":
            self._test(text)
        elif kind == "issue":
            issue, _, resolution = text.partition(" => ")
            if not resolution and self.typist.person:
                resolution = self._answer("how was it resolved? (empty: it is open) ")
            self._log(kind, issue, *(["--resolution", resolution] if resolution.strip() else []))
        elif kind == "implement":
            files = self._files()
            if self._log(kind, text, *files) and files:
                self._forget()
        else:
            written = self._log(kind, text)
            if kind == PLAN and written and self.typist.person and not self.left:
                self._approve()

    def _text(self, kind: str) -> str:
        """Lines up to an empty one. An interrupt keeps those that were typed, and leaves behind them.

        In a script, an action right behind it is no words: its text was left empty, by a variable perhaps.
        """
        if isinstance(self.typist, Script) and begins(self.typist.ahead() or ""):
            return ""
        lines: list[str] = []
        prompt = f"{kind}: "
        try:
            while line := self.typist.ask(prompt):
                lines.append(line)
                prompt = "... "
        except KeyboardInterrupt:
            if not lines:
                raise
            self.leave()
        return "\n".join(lines)

    def _answer(self, prompt: str) -> str:
        """What more there is to say of an entry. An interrupt says nothing, keeps the entry, and leaves behind it."""
        if self.left:
            return ""
        try:
            return (self.typist.ask(prompt) or "").strip()
        except KeyboardInterrupt:
            self.leave()
            return ""

    def _test(self, text: str) -> None:
        if text.startswith("$"):
            if not self.typist.person:
                raise BadUsage("a command is run only where a person types it", hint="run it, then say how it went")
            from specwork.cli.trying import tried

            try:
                text, result = tried(text[1:].strip(), self.out)
            except KeyboardInterrupt:
                self.out.line("interrupted: nothing is recorded of it")
                return
            self._log("test", text, f"--{result}")
            return
        options = []
        if self.typist.person and not any(mark in text for mark in RESULTS.values()):
            said = self._answer("how did it go? passed, warned, failed (empty: not said) ").casefold()
            options = [f"--{one}" for one in RESULTS if said and one.startswith(said)]
        self._log("test", text, *options)

    def _files(self) -> list[str]:
        """The files that changed since the last action, as far as the person says that they belong to it."""
        if not self.typist.person:
            return []
        from specwork.lately import touched

        found = touched(self.desk, self._spec(), self.place.session)
        if not found:
            return []
        for number, one in enumerate(found, 1):
            self.out.line(shown(f"  {number} {one.path} ({one.what})"))
        said = self._answer("which of these belong to it? numbers, all, or none (empty) ").split()
        chosen = found if said == ["all"] else [found[int(one) - 1] for one in said if _fits(one, len(found))]
        if strange := [one for one in said if said != ["all"] and not _fits(one, len(found))]:
            self.out.line(shown(f"no such number: {', '.join(strange)}"))
        git = self.desk.git()
        top = (git.root() if git else None) or self.desk.folder
        return [option for one in chosen for option in ("--file", f"{top}/{one.path}")]

    def _forget(self) -> None:
        from specwork.lately import forget

        forget(self.desk)

    # the plan

    def _plan_stands(self) -> bool:
        """Whether work may begin: nobody can be asked back in a script, where the command itself warns or refuses."""
        at = aim(self.desk.given(), self._spec(), self.place.session)
        if not self.typist.person or approved(at.journal, at.session):
            return True
        return self._approve()

    def _approve(self) -> bool:
        at = aim(self.desk.given(), self._spec(), self.place.session)
        plan = plan_of(at.journal, at.session)
        if not plan:
            self.out.line("there is no plan yet: write it first with plan TEXT")
            return False
        self.out.line("the plan:")
        for entry in plan:
            self.out.line(shown(f"  {entry}"))
        said = (self.typist.ask("is this plan approved? [y/N] ") or "").strip().casefold()
        if said in ("y", "yes"):
            return self._log(PLAN, "", "--approve")
        self.out.line("then revise it: plan TEXT")
        return False

    # files, and the end

    def _deliver(self, text: str) -> None:
        words = _words(text or self._text("deliver"), "deliver FILE…")
        if not words:
            raise BadUsage("deliver what?", hint="deliver FILE…")
        self._command(["deliver", "--in", self.place.session, self._label, *words])

    def _commit(self, text: str) -> None:
        if not text and self.typist.person:
            from specwork.committing import commit

            would = commit(self.desk, spec=self._spec(), session=self.place.session, dry_run=True)
            for path in would.paths:
                self.out.line(shown(f"  {path}"))
            said = self.typist.ask("message: ", would.message)
            if said is None or not said.strip():
                self.out.line("nothing was committed")
                return
            text = said
        self._command(["commit", "--in", self.place.session, self._label, *(["-m", text] if text else [])])

    def _status(self) -> str:
        """One of those that a session ends with, or none; asked again for any other, before the summary is typed."""
        while not self.left:
            said = (self.typist.ask("status: completed, partial, blocked (empty: as the criteria say) ") or "").strip()
            found = [one for one in ENDS if said and one.startswith(said.casefold())]
            if found or not said:
                return "".join(found[:1])
            self.out.line(shown(f"a session does not end as {said}"))
        return ""

    def _done(self, text: str) -> None:
        first, _, rest = text.partition(" ")
        status, summary = (first.casefold(), rest.strip()) if first.casefold() in ENDS else ("", text)
        if self.typist.person and not text:
            status = self._status()
            summary = self._text("summary")
            if self.left:
                return  # who interrupts the last question has not ended the session
        options = [*(["--status", status] if status else []), *(["--summary", summary] if summary.strip() else [])]
        if self._command(["done", "--in", self.place.session, *options, self._label]):
            self.open = False


def begins(line: str) -> bool:
    """Whether a line can only be meant as an action.

    >>> [begins(line) for line in ("test: all", "done", "Done:", "done with it", "Note that", "")]
    [True, True, True, False, False, False]
    """
    first = line.split(maxsplit=1)[0] if line.strip() else ""
    action, colon, _ = first.partition(":")
    return action.casefold() in ACTIONS and (bool(colon) or first == line.strip())


def split(line: str) -> tuple[str, str]:
    """The action of a line, and the rest.

    >>> split("plan: use NFS"), split("Test $ make"), split("note : by hand"), split("done")
    (('plan', 'use NFS'), ('test', '$ make'), ('note', 'by hand'), ('done', ''))
    """
    word = line.split(maxsplit=1)[0]
    action, colon, _ = word.partition(":")
    rest = line[len(action) + len(colon) :].strip()
    if not colon and rest[:1] == ":" and (rest[1:2].isspace() or rest == ":"):
        rest = rest[1:].strip()
    return action.casefold(), rest


def _kind(action: str) -> str:
    try:
        return kind_meant(action)
    except BadUsage:
        near = get_close_matches(action, ACTIONS, n=1)
        hint = f"did you mean: {near[0]}" if near else f"one of {', '.join(ACTIONS)}"
        raise BadUsage(f"no such action: {action}", hint=hint) from None


def _words(text: str, form: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise BadUsage(f"{text}: {error}", hint=f"{form}, with quotes around blanks") from None


def _fits(text: str, count: int) -> bool:
    return text.isdecimal() and 1 <= int(text) <= count
