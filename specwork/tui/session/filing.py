"""The keys that ask what belongs: deliver, commit, done. Mixed into the main screen.

What is ticked and written on a small screen becomes a deed; what is offered there is asked before, behind the screen.
"""

from collections.abc import Callable

from specwork.domain.counted import counted
from specwork.tui.session import asking, doing
from specwork.tui.session.aimed import Aimed
from specwork.tui.session.asking import Missing
from specwork.tui.session.doing import Batch, Commit, End, Offered
from specwork.tui.session.marking import Item, Marked, Marking
from specwork.tui.tree.rows import Row
from specwork.work.given import Done

BLOCKED, COMPLETED = "=blocked", "=completed"


class Filing(Aimed):
    """What is not said here, the jobs say."""

    can_deliver = can_commit = can_done = Aimed.why_not_here

    # deliver

    def do_deliver(self) -> None:
        row = self.spec_here()
        if row is None:
            return
        session, _ = self.session_named(row)

        def told(found: tuple[Offered, ...]) -> None:
            items = [Item(one.place, one.path, doing.made_word(one.what)) for one in found]
            screen = Marking(
                f"Deliver what for {row.label}?",
                items,
                empty="nothing changed since the last action: type a path",
                hint="or the path of a file",
                sends="register",
            )
            self.app.push_screen(screen, lambda marked: self._deliver(row, found, marked))

        self.ask_for(doing.offered(row.key, session), told, group="deliver")

    def _deliver(self, row: Row, found: tuple[Offered, ...], marked: Marked | None) -> None:
        if marked is None or row.id is None:
            return
        places = marked.ticked or ((marked.under,) if marked.under and not marked.text else ())
        names = [one.path for one in found if one.place in places] + ([marked.text] if marked.text else [])
        if not names:
            return
        deed = doing.deliver(row.key, places, marked.text)
        self.own_app.change(deed, self._by_us(row), twin=doing.deliver_twin(row.id, names))

    def _by_us(self, row: Row) -> Callable[[Done], None]:
        return lambda _: self.side.changed_by_us(row.key)

    # commit

    def do_commit(self) -> None:
        row = self.spec_here()
        if row is None:
            return
        session, _ = self.session_named(row)

        def told(batch: Batch) -> None:
            items = [Item(path, path, "", ticked=True) for path in batch.paths]
            items += [Item(path, path, "changed, and not named in the session") for path in batch.more]
            screen = Marking(
                f"Commit for {row.label}",
                items,
                above=batch.told,
                written=batch.message,
                hint="the message",
                ticks="what belongs",
                sends="commit",
                text_first=True,
            )
            self.app.push_screen(screen, lambda marked: self._commit(row, session, batch, marked))

        self.ask_for(doing.batch(row.key, session), told, group="commit")

    def _commit(self, row: Row, session: str | None, batch: Batch, marked: Marked | None) -> None:
        if marked is None or row.id is None:
            return
        without = tuple(path for path in batch.paths if path not in marked.ticked)
        files = tuple(path for path in batch.more if path in marked.ticked)
        commit = Commit(row.key, session, marked.text or batch.message, without=without, files=files)
        self.own_app.change(commit.deed, self._by_us(row), twin=commit.twin(row.id))

    # the end

    def do_done(self) -> None:
        row = self.spec_here()
        if row is None:
            return
        session, several = self.session_named(row)
        path = row.key

        def told(missing: Missing) -> None:
            screen = Marking(
                f"End the session on {row.label}?",
                _ends(missing),
                above=self._wanting(row, missing),
                empty="nothing is missing",
                hint="a summary of what was done",
                ticks="what is so",
                sends="end the session",
                text_first=True,
            )
            self.app.push_screen(screen, lambda marked: self._end(row, session if several else None, marked))

        self.ask_for(lambda desk: asking.missing(desk, path, session), told, group="done")

    def _wanting(self, row: Row, missing: Missing) -> list[str]:
        said = []
        if missing.unmet:
            said.append(f"{counted(len(missing.unmet), 'criterion')} of {missing.criteria} not met")
        elif not missing.criteria:
            said.append("it has no acceptance criteria")
        if not missing.tested:
            said.append("no test is written down")
        if not missing.delivered:
            said.append("nothing is delivered")
        kept = self.side.drafts.of(row.key, row.id, self.stands)
        return said + [f"a text is kept and not written down: {one.kind}" for one in kept]

    def _end(self, row: Row, session: str | None, marked: Marked | None) -> None:
        if marked is None or row.id is None:
            return
        status = "blocked" if BLOCKED in marked.ticked else "completed" if COMPLETED in marked.ticked else ""
        ticks = tuple(int(key) for key in marked.ticked if key.isdecimal())
        end = End(row.key, session, ticks=ticks, status=status, summary=marked.text)

        def told(_done: Done) -> None:
            self.opening.discard(row.key)
            self.side.remove_class("-opened")
            self.own_app.tell(end.told)
            if end.next is not None and end.next in self.model.rows:
                self.lead_to(end.next)

        self.own_app.change(end.deed, told, twin=end.twin(row.id))

    def lead_to(self, path: str) -> None:
        """The cursor goes to that spec."""
        raise NotImplementedError


def _ends(missing: Missing) -> list[Item]:
    items = [Item(str(number), text, f"criterion {number}") for number, text in missing.unmet]
    if not missing.criteria:
        items.append(Item(COMPLETED, "it is completed", "else the session ends as partial"))
    return [*items, Item(BLOCKED, "it is blocked", "the spec too")] if items else []
