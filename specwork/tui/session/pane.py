"""The session pane: the open sessions of a spec, what came of them, and below them the text that is being written.

Beside the rest where there is room, a strip below where there is less, over it where there is least. It holds the
drafts and says when one is to be sent; what is sent, and to whom, its owner knows.
"""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from specwork.domain.session import ISSUE, TEST
from specwork.tui.bars import Heading, KeyBar, Part
from specwork.tui.looks import glyphs
from specwork.tui.session.area import DraftArea
from specwork.tui.session.asking import Side
from specwork.tui.session.doing import RESULTS
from specwork.tui.session.drafts import Draft, Drafts
from specwork.tui.session.listing import Listing, title_of
from vault.typed import NamedTuple

SAVE = 1.0  # seconds between two looks at whether something was typed
HINTS = {ISSUE: "what was in the way => how it was resolved", TEST: "how it was tried"}


class Writing(NamedTuple):
    """What is being written: for which spec, of which kind; `seen` is the journal as it was known then."""

    path: str
    id: int
    label: str
    kind: str
    seen: bytes | None


class SessionPane(Vertical):
    place = "session"
    SCOPED_CSS = False
    DEFAULT_CSS = """
    SessionPane { display: none; background: $ground-ground; height: 100%; }
    SessionPane Listing { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }
    SessionPane #draft-title, SessionPane #draft { display: none; }
    SessionPane.-writing #draft-title { display: block; }
    SessionPane.-writing #draft { display: block; height: auto; min-height: 2; max-height: 50%; border: none;
        padding: 0 1; background: $ground-bar; color: $tone-text; scrollbar-size-vertical: 1; }
    #work { layers: default over; }
    Home.-wide SessionPane { display: block; dock: right; width: 29%; border-left: solid $line; }
    Home.-normal SessionPane.-any { display: block; dock: bottom; height: 6; }
    Home.-normal SessionPane.-writing, Home.-normal SessionPane.-asking { display: block; dock: bottom; height: 14; }
    Home.-narrow SessionPane.-writing, Home.-narrow SessionPane.-asking, Home.-narrow SessionPane.-opened,
    Home.-tiny SessionPane.-writing, Home.-tiny SessionPane.-asking, Home.-tiny SessionPane.-opened {
        display: block; layer: over; dock: bottom; height: 70%; }
    Specwork.ascii Home.-wide SessionPane { border-left: ascii $line; }
    Home.zoomed SessionPane { display: none; }
    Home.zoomed SessionPane.-writing { display: block; dock: bottom; height: 14; }
    """

    class Send(Message):
        """Write it down. The pane has let go of the text; it is given back with `restore` if that fails."""

        def __init__(self, writing: Writing, text: str, result: str) -> None:
            super().__init__()
            self.writing, self.text, self.result = writing, text, result

    class Look(Message):
        """Show what was changed outside; `then_send`, and write it down if that is wanted all the same."""

        def __init__(self, writing: Writing, *, then_send: bool) -> None:
            super().__init__()
            self.writing, self.then_send = writing, then_send

    class Left(Message):
        """The text was kept, dropped or sent: the focus may go back to where it was."""

    def __init__(self, stands: Callable[[str], bool]) -> None:
        super().__init__(id="session")
        self.drafts = Drafts()
        self.side: Side | None = None
        self.idle = True  # nothing is chosen
        self.writing: Writing | None = None
        self.asking = False  # whether the plan is approved
        self.dropped: Draft | None = None
        self.result = ""
        self.outside = False  # the journal is another one than when the text was begun
        self._stands = stands
        self._saving: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Heading(id="session-title")
        yield Listing()
        yield Heading(id="draft-title")
        yield DraftArea()

    def on_mount(self) -> None:
        self._saving = self.set_interval(SAVE, self.save)
        self._tell()

    def on_unmount(self) -> None:
        self.drafts.close()

    @property
    def area(self) -> DraftArea:
        return self.query_one(DraftArea)

    @property
    def listing(self) -> Listing:
        return self.query_one(Listing)

    # what is told

    def show(self, side: Side | None, *, idle: bool = False) -> None:
        """How the sessions of the chosen spec stand now; `idle`: nothing is chosen."""
        self.side, self.idle = side, idle
        if side is not None:
            self.drafts.lie_in(side.state)
            self._compare(side)
        if self.asking and (side is None or not side.plan or side.approved):
            self.asking = False
        self._tell()

    def _compare(self, side: Side) -> None:
        writing = self.writing
        if writing is None or writing.path != side.path:
            return
        if writing.seen is None:
            self.writing = writing._replace(seen=side.text)
        else:
            self.outside = writing.seen != side.text
        self._draft_title()

    def changed_by_us(self, path: str) -> None:
        """What the journal says now is what we wrote: it is known as soon as it is told."""
        if self.writing is not None and self.writing.path == path and not self.outside:
            self.writing = self.writing._replace(seen=None)

    def seen_again(self) -> None:
        """Somebody has seen what came from outside."""
        if self.writing is not None and self.side is not None and self.side.path == self.writing.path:
            self.writing = self.writing._replace(seen=self.side.text)
        self.outside = False
        self._draft_title()

    def _tell(self) -> None:
        side, kept = self.side, self._kept()
        self.set_class(bool(side and (side.going or kept)), "-any")
        self.set_class(self.asking, "-asking")
        short = not self.screen.has_class("-wide")
        self.listing.tell(side, kept, question=self.asking, short=short, idle=self.idle)
        parts = [Part(title_of(side), "heading")]
        if side is not None and not self.screen.has_class("-wide"):
            parts.append(Part(f" · {side.label}", "dim"))
        self.query_one("#session-title", Heading).tell(parts)
        self._keys()

    def _keys(self) -> None:
        """What can be done with the text may be another thing now."""
        for bar in self.screen.query(KeyBar):
            bar.look_again()

    def _kept(self) -> list[Draft]:
        """The texts on this spec that are kept, without the one that is open."""
        side, writing = self.side, self.writing
        kept = self.drafts.of(side.path, side.id, self._stands) if side else []
        return [one for one in kept if writing is None or (one.path, one.kind) != (writing.path, writing.kind)]

    def on_resize(self) -> None:
        self._tell()

    def ask_plan(self) -> None:
        """Whether the plan is approved, once it is known what it says."""
        self.asking = True
        self._tell()

    # writing

    def write(self, writing: Writing) -> None:
        """Begins a text, or goes on with the one that was kept."""
        self._put_away()
        kept = next(
            (one for one in self.drafts.of(writing.path, writing.id, self._stands) if one.kind == writing.kind), None
        )
        if kept is not None and kept.path != writing.path:  # its spec lies elsewhere now
            self.drafts.drop(kept.path, kept.kind)
            self.drafts.put(kept._replace(path=writing.path))
        self.writing, self.asking, self.outside, self.result = writing, False, False, ""
        self.area.load_text(kept.text if kept else "")
        self.area.move_cursor(self.area.document.end)
        self.add_class("-writing")
        self.screen.set_focus(self.area)
        self._draft_title()
        self._tell()

    def _draft_title(self) -> None:
        writing = self.writing
        if writing is None:
            return
        parts = [Part(writing.kind, "heading"), Part(f" on {writing.label}", "dim")]
        if writing.kind == TEST:
            parts.append(Part(f" · {self.result or 'passed? failed?'}", "good" if self.result else "dim", "result"))
        elif hint := HINTS.get(writing.kind):
            parts.append(Part(f" · {hint}", "dim"))
        if self.outside:
            parts.append(Part(f" {glyphs(self).changed} the journal was changed outside", "warn", "look"))
        self.query_one("#draft-title", Heading).tell(parts)
        self._keys()

    def save(self) -> None:
        """What was typed goes where it survives."""
        if self.writing is not None:
            self.drafts.put(Draft(self.writing.path, self.writing.id, self.writing.kind, self.area.text))
        self.drafts.save()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.writing is not None:
            self.drafts.put(Draft(self.writing.path, self.writing.id, self.writing.kind, self.area.text))

    def on_descendant_blur(self) -> None:
        self.save()

    def _put_away(self) -> None:
        if self.writing is not None:
            self.save()
        self.writing, self.outside = None, False
        self.remove_class("-writing")

    def restore(self, writing: Writing, text: str) -> None:
        """It could not be written down: the text is there as it was, and what was begun after it stands below."""
        if self.writing is not None and (self.writing.path, self.writing.kind) == (writing.path, writing.kind):
            self.area.load_text(f"{text}\n{self.area.text}".rstrip("\n"))
            self.save()
            return
        kept = self.drafts.kept.get((writing.path, writing.kind))
        both = f"{text}\n{kept.text}" if kept else text
        self.drafts.put(Draft(writing.path, writing.id, writing.kind, both))
        self.drafts.save()
        self._tell()

    def give_back(self) -> bool:
        """The text that was thrown away last is there again."""
        draft, self.dropped = self.dropped, None
        if draft is None:
            return False
        self.write(Writing(draft.path, draft.id, self.side.label if self.side else str(draft.id), draft.kind, None))
        self.area.insert(draft.text, (0, 0))
        return True

    # what is done with it

    def do_send(self) -> None:
        writing, text = self.writing, self.area.text
        if writing is None or not text.strip():
            self.do_keep()
        elif self.outside:
            self.save()
            self.post_message(self.Look(writing, then_send=True))
        else:
            self.send()

    def send(self) -> None:
        """The text stays on disk until it stands in the journal."""
        writing, text = self.writing, self.area.text
        if writing is None:
            return
        self._put_away()
        self.drafts.sending(writing.path, writing.kind)
        self.area.load_text("")
        self._tell()
        self.post_message(self.Send(writing, text, self.result))
        self.post_message(self.Left())

    def do_keep(self) -> None:
        self._put_away()
        self._tell()
        self.post_message(self.Left())

    def do_drop(self) -> None:
        """The text that is open; else the one that was kept last."""
        if self.writing is None and (kept := self._kept()):
            self.dropped = self.drafts.drop(kept[-1].path, kept[-1].kind)
            self._tell()
            return
        writing, text = self.writing, self.area.text
        if writing is None:
            return
        self._put_away()
        self.drafts.drop(writing.path, writing.kind)
        self.dropped = Draft(writing.path, writing.id, writing.kind, text) if text.strip() else None
        self._tell()
        self.post_message(self.Left())

    def can_drop(self) -> str:
        return "" if self.writing or self._kept() else "no text is kept here"

    def do_next_pane(self) -> None:
        """Back to the text, where one is open."""
        if self.writing is None:
            self.do_leave()
        else:
            self.screen.set_focus(self.area)

    do_last_pane = do_next_pane

    def do_leave(self) -> None:
        """Back to where one chooses; what was being written is kept."""
        self._put_away()
        self.remove_class("-opened")
        self.asking = False
        self._tell()
        self.post_message(self.Left())

    def do_result(self) -> None:
        self.result = RESULTS[(RESULTS.index(self.result) + 1) % len(RESULTS)]
        self._draft_title()

    def can_result(self) -> str:
        if self.writing is None:
            return "no text is open"
        return "" if self.writing.kind == TEST else "only a test went well or not"

    def do_look(self) -> None:
        if self.writing is not None:
            self.save()
            self.post_message(self.Look(self.writing, then_send=False))

    def can_look(self) -> str:
        return "" if self.outside else "nothing was changed outside"
