"""Which spec and which session the keys of a session mean, what is known of them, and the lamp in the title.

The first of three parts that are mixed into the main screen. It asks behind the screen, and changes nothing.
"""

from specwork.domain.counted import counted
from specwork.tui.backstage import Refreshed
from specwork.tui.bars import Part
from specwork.tui.deeds import Deeds
from specwork.tui.keyed import Keyed
from specwork.tui.looks import glyphs
from specwork.tui.session import asking
from specwork.tui.session.asking import Running, Side, Start
from specwork.tui.session.pane import SessionPane
from specwork.tui.tree.model import Tree
from specwork.tui.tree.rows import Row

ROOMY, FULL = 160, 100  # columns from which the lamp says more
LOOK = 30.0  # seconds after which the lamp tells another time
NO_SPEC = "this is no spec"


class Aimed(Deeds, Keyed):
    """`side` is the pane. `opening` are specs whose session is being opened: their texts may begin at once."""

    model: Tree

    def __init__(self) -> None:
        super().__init__()
        self.side = SessionPane(self.stands)
        self.people: frozenset[str] = frozenset()
        self.opening: set[str] = set()
        self.running: tuple[Running, ...] = ()

    def stands(self, path: str) -> bool:
        return path in self.model.rows

    def on_mount(self) -> None:
        self.set_interval(LOOK, self.ask_lamp)

    # what is asked and told

    def know(self) -> None:
        """Who works here, and what they had begun to write: once there is a vault to ask."""

        def told(start: Start) -> None:
            self.people = start.people
            self.side.drafts.lie_in(start.state, start.drafts)
            count = len(start.drafts)
            if count:
                named = ", ".join(f"{one.id} {one.kind}" for one in start.drafts[:3])
                more = f" and {count - 3} more" if count > 3 else ""
                self.own_app.tell(f"{counted(count, 'text')} kept: {named}{more}")
            self.ask_side()

        self.own_app.ask(asking.start, told, group="start")

    def ask_side(self) -> None:
        """How the sessions of the chosen spec stand."""
        path = self.shown_path()
        if path is None:
            self.side.show(None, idle=True)
            return
        self.own_app.ask(lambda desk: asking.side(desk, path), self.told_side, group="side", otherwise=nobody_asked)

    def shown_path(self) -> str | None:
        """The spec whose sessions are shown: the one that is written about, else the one that is meant."""
        if self.side.writing is not None:
            return self.side.writing.path
        meant = self.meant
        return meant.path if meant else None

    def told_side(self, side: Side | None) -> None:
        if side is not None and side.mine:
            self.opening.discard(side.path)
        self.side.show(side)
        self._repaint_keys()

    def ask_lamp(self) -> None:
        paths = [row.key for row in self.model.recording]
        if not paths:
            self._told_lamp(())
            return
        self.own_app.ask(
            lambda desk: asking.running(desk, paths), self._told_lamp, group="lamp", otherwise=nobody_asked
        )

    def _told_lamp(self, running: tuple[Running, ...]) -> None:
        self.running = running
        self.title_again()

    def back_to_work(self) -> None:
        """The focus is where one chooses again."""
        raise NotImplementedError

    def title_again(self) -> None:
        raise NotImplementedError

    def session_refreshed(self, news: Refreshed) -> None:
        if news.own:
            self.side.dropped = None  # from now on it is this that is taken back first
        self.ask_side()

    def lamp(self) -> list[Part]:
        """The open sessions, in the title: how long, what was written last, on what."""
        signs = glyphs(self)
        lit = [one for one in self.running if one.mine] or list(self.running)
        if not lit:
            return [Part(f"  {signs.lamp} rec {row.label}", "bad", key=row.key) for row in self.model.recording[:1]]
        one, wide = lit[0], self.size.width
        word = "recording" if wide >= ROOMY else "rec"
        label = one.label if wide >= FULL else one.label.partition(" ")[0]
        kind = f" · {one.kind}" if one.kind else ""
        more = f" +{len(self.running) - 1}" if len(self.running) > 1 else ""
        said = f"  {signs.lamp} {word} {clock_of(round(one.time.total_seconds()))} {label}{kind}{more}"
        return [Part(said, "bad", key=one.path)]

    # which session

    def spec_here(self) -> Row | None:
        row = self.row_or_none()
        return row if row is not None and row.id is not None else None

    def recorded(self, row: Row) -> bool:
        """Whether one has a session open on it."""
        names = {name.casefold() for name in row.recording}
        known = self.side.side
        told = known is not None and known.path == row.key and known.mine is not None
        return bool(names & self.people) or "somebody" in names or row.key in self.opening or told

    def why_not_here(self) -> str:
        row = self.spec_here()
        if row is None:
            return NO_SPEC
        whose = " of yours" if row.recording else ""
        return "" if self.recorded(row) else f"no session{whose} on {row.id}, s starts one"

    def session_named(self, row: Row) -> tuple[str | None, bool]:
        """The session that is written in, by its id; and whether it has to be said, for there are several."""
        side = self.side.side
        if side is None or side.path != row.key:
            return None, False
        return side.named, side.several


def clock_of(seconds: int) -> str:
    """Hours and minutes.

    >>> clock_of(2520), clock_of(3 * 3600 + 59)
    ('00:42', '03:00')
    """
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


def nobody_asked(fault: Exception) -> None:
    """Nobody asked for it in words, so nobody is told that it failed: the panes tell it."""
