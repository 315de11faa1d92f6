"""Changing a spec: a new one, its status, title, place and number, the archive; and taking back what was done.

Mixed into every screen on which a spec can be chosen. It decides nothing: the deeds are jobs of `specwork.work`, and
what they would do is shown before it is done wherever more than one file is concerned.
"""

from collections.abc import Callable, Sequence
from shlex import quote
from typing import Any

from specwork.desk import Desk
from specwork.domain.counted import counted
from specwork.domain.layout import CHILD, EPIC, FEATURE, TASK
from specwork.domain.status import WORDS, is_open, meaning, written
from specwork.tui.choices import Choice
from specwork.tui.clean import shown
from specwork.tui.deeds import Deeds
from specwork.tui.looks import glyphs, state_of
from specwork.tui.over import Picker, Prompt, Question, hits_of
from specwork.tui.screens.making import NewSpec, Place, made_by
from specwork.tui.screens.past import Past, last_own, taking_back
from specwork.tui.screens.preview import Proposal, as_seen, preview_lines, proposed
from specwork.tui.tree.rows import Row
from specwork.work.given import Done
from specwork.work.making import archived
from specwork.work.notes import move
from specwork.work.renumbering import renumber
from specwork.work.specs import new, set_statuses, set_values
from specwork.work.tree import archive, family, move_under

MOST = 200  # candidates that are shown; whoever wants another one types
NO_SPEC = "this is no spec"
_ABOVE = {kind: above for above, kind in CHILD.items()}


class Changing(Deeds):
    """Whoever inherits it says which spec is meant (`row_or_none`), and where to go once there is a new one."""

    def arrive(self, path: str) -> None:
        """A spec was made; one wants to be there."""

    def no_spec(self) -> str:
        row = self.row_or_none()
        return "" if row and row.id is not None else NO_SPEC

    def propose(self, proposal: Proposal, then: Callable[[Done], None] | None = None) -> None:
        """Shows what would change, and does exactly that on yes."""
        app, then_seen = self.own_app, 0

        def look(desk: Desk) -> Done:
            nonlocal then_seen
            then_seen = app.generation
            return proposal.look(desk)

        def show(done: Done) -> None:
            if not done.changed:
                self.own_app.tell("\n".join(("nothing to change", *done.notices)))
                return
            question = Question(f"{shown(proposal.title)}?", preview_lines(done))
            self.app.push_screen(question, lambda yes: answered(done, yes))

        def answered(done: Done, yes: bool | None) -> None:
            if yes:
                deed = as_seen(proposal, done, lambda: app.generation == then_seen)
                self._change(deed, then or (lambda _: None), proposal.twin, long=proposal.title, fresh=True)

        self.ask_for(look, show, long=proposal.title, fresh=True)

    def _change(self, deed: Callable[[Desk], Done], then: Callable[[Done], None], twin: str, **how: Any) -> None:
        """Changes the vault. What is typed next is meant for it as it will be: it is kept until `then` was called, once
        the rows have come that tell of it, for questions are answered in turn.
        """
        turn = self.hold()

        def come(done: Done) -> None:
            then(done)
            self.come(turn, self.app.screen)

        def failed(fault: Exception) -> None:
            self.come(turn)
            self.own_app.tell_fault(fault)

        def changed(done: Done) -> None:
            self.own_app.ask(lambda desk: None, lambda _: come(done))

        self.own_app.change(deed, changed, twin=twin, otherwise=failed, **how)

    # a new one

    def do_add_below(self) -> None:
        self.add(below=True)

    def do_add_beside(self) -> None:
        self.add(below=False)

    def add(self, *, below: bool, title: str = "") -> None:
        row = self.row_or_none()
        path = row.path if row and row.id is not None else None

        def show(places: list[Place]) -> None:
            self.app.push_screen(NewSpec(places, title), answered)

        def answered(asked: tuple[str, Place] | None) -> None:
            if asked is not None:
                self._make(*asked)

        self.ask_for(lambda desk: _places(desk, path, below=below), show)

    def _make(self, title: str, place: Place) -> None:
        made: list[str] = []

        def deed(desk: Desk) -> Done:
            job, paths = made_by(new, kind=place.kind, title=title, under=place.under)
            done = desk.run(job)
            made[:] = paths
            return done

        named = f" --under {quote(place.named)}" if place.under else ""
        twin = f"specwork new {place.kind} {quote(title)}{named}"
        self._change(deed, lambda _: self.arrive(made[0]), twin)

    # its status

    def marked_rows(self) -> list[Row]:
        """The specs that are marked: what can be done with several is done with them."""
        return []

    def do_status(self) -> None:
        row, marked = self.row_or_none(), self.marked_rows()
        rows = marked or ([row] if row else [])

        def answered(choice: Choice | None) -> None:
            if choice is not None:
                self.set_statuses([(row, choice.key) for row in rows if meaning(choice.key) != meaning(row.status)])

        if rows:
            self.app.push_screen(StatusPicker(rows), answered)

    def can_status(self) -> str:
        return "" if self.marked_rows() else self.no_spec()

    def set_statuses(self, words: Sequence[tuple[Row, str]], *, sorry: Callable[[], None] | None = None) -> None:
        """One change, however many they are. `sorry` is called where it could not be done."""
        app = self.own_app

        def failed(fault: Exception) -> None:
            app.tell_fault(fault)
            if sorry is not None:
                sorry()

        def deed(desk: Desk) -> Done:
            if len(words) == 1:
                ((row, word),) = words
                return desk.run(set_values, spec=row.path, values={"status": word})
            return desk.run(set_statuses, words={row.path: word for row, word in words})

        if words:
            app.change(deed, twin=statuses_twin(words), otherwise=failed)

    # its title, place and number

    def do_rename(self) -> None:
        row, meant = self.row_or_none(), self.meant
        if row is not None and row.id is not None:
            spec = row

            def answered(choice: Choice | None) -> None:
                if choice is not None:
                    {"title": self._retitle, "under": self._move, "number": self._renumber}[choice.key](spec)

            self.app.push_screen(Menu(f"{shown(row.label)}: change", _ways(row)), answered)
        elif meant is not None:
            self._move_note(meant.path)

    def can_rename(self) -> str:
        return "" if self.meant else "nothing is chosen"

    def _retitle(self, row: Row) -> None:
        def answered(title: str | None) -> None:
            title = (title or "").strip()
            if title and title != row.title:
                twin = f"specwork set {row.id} {quote('title=' + title)}"
                named = f"{row.id} gets the title {title}"
                self.propose(proposed(named, twin, set_values, spec=row.path, values={"title": title}))

        self.app.push_screen(Prompt("Title", text=row.title, hint="what it is about"), answered)

    def _move(self, row: Row) -> None:
        def show(found: list[tuple[str, str]]) -> None:
            if not found:
                self.own_app.tell(f"there is no other {_ABOVE[row.type]} to move it under", "warning")
            else:
                empty = f"no {_ABOVE[row.type]} is called so"
                self.app.push_screen(Menu(f"Move {shown(row.label)} under", _choices(found), empty), answered)

        def answered(choice: Choice | None) -> None:
            if choice is not None:
                twin = f"specwork mv {row.id} --under {choice.label.split(' ')[0]}"
                title = f"Move {row.label} under {choice.label}"
                self.propose(proposed(title, twin, move_under, spec=row.path, under=choice.key))

        self.ask_for(lambda desk: _parents(desk, row), show)

    def _renumber(self, row: Row) -> None:
        def answered(typed: str | None) -> None:
            if typed is None:
                return
            typed = typed.strip()
            if typed and not (typed.isascii() and typed.isdecimal()):
                self.own_app.tell(f"{typed} is no id: a whole number", "warning")
                return
            number = int(typed) if typed else None
            twin = f"specwork renumber {row.id} {number or '--next'}"
            title = f"{row.label} gets the {f'number {number}' if number else 'next free number'}"
            self.propose(proposed(title, twin, renumber, spec=row.path, new=number))

        self.app.push_screen(Prompt(f"New number for {row.id}", hint="empty: the next free one"), answered)

    def _move_note(self, path: str) -> None:
        def answered(to: str | None) -> None:
            if to is not None and to.strip() and to != path:
                twin = f"specwork mv {quote(path)} {quote(to)}"
                self.propose(proposed(f"Move {path} to {to.strip()}", twin, move, old=path, new=to.strip()))

        self.app.push_screen(Prompt("Move to", text=path, hint="a path from the vault's top"), answered)

    # away

    def do_archive(self) -> None:
        row = self.row_or_none()
        if row is None:
            return
        path, label, number = row.path, row.label, row.id

        def show(begun: list[str]) -> None:
            forced = " --force" if begun else ""
            title = f"Archive {label}, not ended: {', '.join(begun)}" if begun else f"Archive {label}"
            self.propose(proposed(title, f"specwork archive {number}{forced}", archive, spec=path, force=bool(begun)))

        self.ask_for(lambda desk: _begun(desk, path), show)

    def can_archive(self) -> str:
        return self.no_spec()

    # taking back

    def do_undo(self) -> None:
        self.ask_for(last_own, lambda found: self.propose(taking_back(found)))

    def do_redo(self) -> None:
        self.ask_for(lambda desk: last_own(desk, undone=True), lambda found: self.propose(taking_back(found)))

    def do_history(self) -> None:
        def answered(choice: object) -> None:
            if choice is not None:
                self.propose(taking_back(choice))  # type: ignore[arg-type]  # Past answers an operation, or None

        self.app.push_screen(Past(), answered)


# what is asked behind the screen


def _places(desk: Desk, path: str | None, *, below: bool) -> list[Place]:
    """Where a new spec may go, from where one stands: first what was asked for, then all else."""
    specs = desk.given().specs
    found = specs.at(path) if path else None
    above = specs.parent(found) if found else None
    grand = specs.parent(above) if above else None
    places = [
        Place(CHILD[one.spec.type], one.path, one.spec.label)
        for one in (found, above, grand)
        if one and one.spec.type in CHILD and not one.home.inline
    ]
    places.append(Place(EPIC, None, ""))
    if found and not below and (own := next((one for one in places if one.kind == found.spec.type), None)):
        places.remove(own)
        places.insert(0, own)
    return places


def _parents(desk: Desk, row: Row) -> list[tuple[str, str]]:
    """The specs that a spec could be part of, and is not yet."""
    given = desk.given()
    wanted = _ABOVE.get(row.type)
    return [
        (one.path, one.spec.label)
        for one in given.specs.all()
        if one.spec.type == wanted and one.path != row.parent and not one.home.inline and not archived(given, one.path)
    ]


def _begun(desk: Desk, path: str) -> list[str]:
    """What of a spec and all below it has not ended."""
    given = desk.given()
    kin = family(given, given.specs.find(path))
    named = [str(one.id) for one in kin if is_open(one.spec.status)]
    return named if len(named) <= 8 else [*named[:8], f"{len(named) - 8} more"]


# what is chosen from


def _ways(row: Row) -> list[Choice]:
    ways = [Choice("title", "another title", hint=row.title)]
    if row.type in (FEATURE, TASK):
        ways.append(Choice("under", "under another parent", hint="with every link"))
    return [*ways, Choice("number", "another number", hint=str(row.id))]


def statuses_twin(words: Sequence[tuple[Row, str]]) -> str:
    """The same on the command line; of many, how it begins."""
    said = [f"specwork set {row.id} status={quote(word)}" for row, word in words]
    return " && ".join([*said[:2], "…"] if len(said) > 3 else said)


def _choices(found: list[tuple[str, str]]) -> list[Choice]:
    return [Choice(path, label) for path, label in found]


class Menu(Picker):
    """Some lines to choose from; what is typed narrows them."""

    def __init__(self, title: str, lines: list[Choice], empty: str = "nothing fits") -> None:
        super().__init__(title, hint="type a word", empty=empty)
        self.lines = lines

    def look_for(self, text: str) -> None:
        found = []
        for one in self.lines:
            hits = hits_of(text, one.label)
            if hits is not None:
                found.append(one._replace(hits=hits))
                if len(found) == MOST:
                    break
        self.tell(found)


class StatusPicker(Picker):
    """The words that are known, and whatever else somebody types."""

    def __init__(self, rows: Sequence[Row]) -> None:
        named = shown(rows[0].label) if len(rows) == 1 else f"{len(rows)} specs"
        super().__init__(f"Status of {named}", hint="type a word")
        self.rows = rows

    def look_for(self, text: str) -> None:
        signs = glyphs(self)
        words = {meaning(row.status) for row in self.rows}
        now = words.pop() if len(words) == 1 else ""
        unmet = sum(row.total - row.met for row in self.rows)
        found = []
        for word in WORDS:
            hits = hits_of(text, word)
            if hits is not None:
                hint = (
                    "now"
                    if word == now
                    else f"{counted(unmet, 'criterion')} open"
                    if word == "completed" and unmet
                    else ""
                )
                found.append(Choice(word, word, before=state_of(word, signs)[0], hint=hint, hits=hits))
        typed = " ".join(text.split())
        if typed and not found:
            word, label = meaning(typed), written(typed)
            hint = f"what {typed} means" if word in WORDS else "a word of your own, counts as open"
            found.append(Choice(label, label, before=state_of(word, signs)[0], hint=hint))
        self.tell(found)
