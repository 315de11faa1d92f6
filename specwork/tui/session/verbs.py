"""What the keys of a session do: begin it, write in it, answer for the plan. Mixed into the main screen.

It asks and changes behind the screen and decides nothing: which session is written in is the jobs' to say.
"""

from collections.abc import Sequence

from specwork.domain.session import IMPLEMENT, ISSUE, NOTE, PLAN, TEST
from specwork.tui.keyed import Offer
from specwork.tui.over import Prompt
from specwork.tui.session import asking, doing
from specwork.tui.session.aimed import NO_SPEC, nobody_asked
from specwork.tui.session.asking import Side
from specwork.tui.session.differing import RELOAD, SEND, ChangedOutside
from specwork.tui.session.doing import Entry
from specwork.tui.session.filing import Filing
from specwork.tui.session.pane import SessionPane, Writing
from specwork.work.given import Done


def steering(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys that write nothing; all of them, if each does.

    >>> steering(("X", "ctrl+g")), steering(("X",))
    (('ctrl+g',), ('X',))
    """
    return tuple(key for key in keys if len(key) > 1) or tuple(keys)


class Sessions(Filing):
    """A text belongs to the spec that was meant when it was begun."""

    can_plan = can_implement = can_test = can_note = can_issue = Filing.why_not_here

    # begin

    def do_session(self) -> None:
        """Opens a session, or shows the one that is open."""
        row = self.spec_here()
        if row is None:
            return
        if self.recorded(row):
            self.side.add_class("-opened")
            self.set_focus(self.side.listing)
            self.ask_side()
            return
        path = row.key
        self.ask_for(lambda desk: asking.side(desk, path), self._begin_from, group="begin", or_here=True)

    def can_session(self) -> str:
        return "" if self.spec_here() else NO_SPEC

    def _begin_from(self, side: Side | None) -> None:
        if side is None or side.before:
            if side is not None:
                self._begin(side, "", again=True)
            return

        def answered(title: str | None) -> None:
            if title is not None:
                self._begin(side, title.strip(), again=False)

        self.app.push_screen(Prompt("What is the session about?", text=side.title, hint="a title"), answered)

    def _begin(self, side: Side, title: str, *, again: bool) -> None:
        self.opening.add(side.path)

        def told(_done: Done) -> None:
            self.side.changed_by_us(side.path)
            self.ask_side()

        def failed(fault: Exception) -> None:
            self.opening.discard(side.path)
            self.own_app.tell_fault(fault)

        verb = "resume" if again else "start"
        titled = f" --session {doing.words_of(title)}" if title else ""
        deed = doing.begin(side.path, title, again=again)
        self.own_app.change(deed, told, twin=f"specwork {verb} {side.id}{titled}", otherwise=failed)

    # write

    def _write(self, kind: str) -> None:
        row = self.spec_here()
        if row is None or row.id is None:
            return
        side = self.side.side
        seen = side.text if side is not None and side.path == row.key else None
        self.side.write(Writing(row.key, row.id, row.label, kind, seen))
        self.ask_side()

    def do_plan(self) -> None:
        self._write(PLAN)

    def do_implement(self) -> None:
        self._write(IMPLEMENT)

    def do_test(self) -> None:
        self._write(TEST)

    def do_note(self) -> None:
        self._write(NOTE)

    def do_issue(self) -> None:
        self._write(ISSUE)

    def on_session_pane_left(self, message: SessionPane.Left) -> None:
        message.stop()
        self.back_to_work()

    def on_session_pane_send(self, message: SessionPane.Send) -> None:
        message.stop()
        writing, text = message.writing, message.text
        side = self.side.side
        known = side if side is not None and side.path == writing.path else None
        entry = Entry(writing.path, writing.kind, text, known.named if known else None, message.result)
        turn = self.hold() if writing.kind == PLAN else 0  # whether it is approved is asked next

        def told(_done: Done) -> None:
            self.side.drafts.sent(writing.path, writing.kind)
            self.side.changed_by_us(writing.path)
            if writing.kind == PLAN:
                self._ask_plan(writing.path, turn)

        def failed(fault: Exception) -> None:
            self.come(turn)
            self.side.restore(writing, text)
            self.own_app.tell_fault(fault)

        twin = entry.twin(writing.id, several=known is not None and known.several)
        self.own_app.change(entry.deed, told, twin=twin, otherwise=failed)

    # the plan

    def _ask_plan(self, path: str, turn: int) -> None:
        """Shows the plan, and asks whether it is one's own: unless something else was begun meanwhile."""

        def told(side: Side | None) -> None:
            self.come(turn, self)
            self.told_side(side)
            if side is None or not side.plan or side.approved or self.side.writing is not None:
                return
            if path == self.shown_path() and self.app.screen is self:
                self.side.ask_plan()
                self.set_focus(self.side.listing)

        def unknown(fault: Exception) -> None:
            self.come(turn)
            nobody_asked(fault)

        self.own_app.ask(lambda desk: asking.side(desk, path), told, group="plan", otherwise=unknown)

    def do_yes(self) -> None:
        side = self.side.side
        if not self.side.asking or side is None:
            return
        entry = Entry(side.path, PLAN, "", side.named, approve=True)
        twin = entry.twin(side.id, several=side.several)
        self.own_app.change(entry.deed, lambda _: self.side.changed_by_us(side.path), twin=twin)
        self._plan_answered()

    def do_no(self) -> None:
        self._plan_answered()

    def _plan_answered(self) -> None:
        self.side.asking = False
        self.side.show(self.side.side)
        self.back_to_work()

    # what was changed outside

    def on_session_pane_look(self, message: SessionPane.Look) -> None:
        message.stop()
        side, writing = self.side.side, message.writing
        if side is None or side.path != writing.path or writing.seen is None:
            return

        def answered(answer: str | None) -> None:
            if answer == RELOAD:
                self.side.seen_again()
            elif answer == SEND:
                self.side.seen_again()
                if message.then_send:
                    self.side.send()

        self.app.push_screen(ChangedOutside(side.journal, writing.seen, side.text), answered)

    def offers(self) -> list[Offer]:
        """While somebody writes, only what can be done with the text, by keys that are not written into it."""
        offers = super().offers()
        if self.focused is None or self.focused.id != "draft":
            return offers
        found = []
        for one in offers:
            if "draft" in one.action.places:
                found.append(one._replace(action=one.action._replace(keys=steering(one.action.keys))))
            elif one.action.id == "next_pane":
                found.append(one._replace(action=one.action._replace(word="plain keys", rank=4)))
        return found
