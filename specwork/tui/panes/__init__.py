"""What a pane of the main screen is, and how it talks to the rest.

A pane is a widget that shows one side of the spec (or plain note) that is chosen in the tree: its text, its journal,
what it delivered, its links. It inherits `Pane` beside its Textual class, sets `place` (the name that the actions of
`keys.ACTIONS` may be bound to) and overrides

- `show(chosen)`: another note is chosen, or the same one with other facts. Paint what is known at once and ask for the
  rest: `self.ask(question, then, group="document")` runs `question(desk)` on the thread that owns the desk and calls
  `then(answer)` here; of one group only the latest question is answered, so a fast j j j j costs one answer. A question
  returns a value that is ready to paint (a NamedTuple), never a generator or anything that asks the desk again.
- `refreshed(news)`: files changed. `news.touches(path)` says whether one of them did; keep cursor, folds and scroll by
  identity.
- `place_kept()` / `place_given(kept)`: a small dict of plain values that survives a restart, for scroll and folds.

It says what it wants by messages, which the screen hears: `Follow(target)` to go to a note, heading, block or line,
`Act(id)` to do an action of the table as if its key had been pressed. It never writes, and never touches the disk.

Beside the panes stands the session that is open (`specwork/tui/session`): a third column from 160 columns on, a strip
below from 100 on, and over the rest where there is less.

To add a pane: write it in `specwork/tui/panes/<name>.py` (or a package of its own), name it in `PANES` of
`specwork/tui/home.py`, and give its keys to `keys.ACTIONS` with its place. Methods `do_<id>` on it answer them.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from textual.message import Message
from textual.widget import Widget

from specwork.desk import Desk
from specwork.tui.backstage import Refreshed
from specwork.tui.tree.rows import Row
from specwork.work.given import Done
from vault.typed import NamedTuple


class Target(NamedTuple):
    """Where a link leads: a note, and a heading, a block or a line in it."""

    path: str
    heading: str | None = None
    block: str | None = None
    line: int | None = None


class Chosen(NamedTuple):
    """What is to be shown. `path` is the file of the spec, or any note; `row` is None where the note is no spec.

    `at` is where in it one wants to be, if a link said so.
    """

    path: str
    row: Row | None = None
    at: Target | None = None

    @property
    def id(self) -> int | None:
        return self.row.id if self.row else None


class Follow(Message):
    """Go there."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target


class Act(Message):
    """Do this action, as if its key had been pressed."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class Asked(Protocol):
    """The app, as far as panes and screens know it: `folder` is the vault's."""

    folder: str

    def ask(
        self,
        question: Callable[[Desk], Any],
        then: Callable[[Any], None],
        *,
        group: str = "",
        otherwise: Callable[[Exception], None] | None = None,
        long: str = "",
        ends: bool = True,
        fresh: bool = False,
    ) -> None: ...
    def change(
        self,
        deed: Callable[[Desk], Done],
        then: Callable[[Done], None] | None = None,
        *,
        twin: str = "",
        otherwise: Callable[[Exception], None] | None = None,
        long: str = "",
        fresh: bool = False,
    ) -> None: ...
    @property
    def generation(self) -> int:
        """Counts up whenever the vault is another one."""

    def tell(self, text: str, severity: Any = "information") -> None: ...
    def tell_fault(self, fault: Exception) -> None: ...
    def reread(self, paths: list[str]) -> None: ...
    def beside(self, command: Sequence[str], glad: str, sorry: str, text: str = "") -> None: ...
    def load(self) -> None: ...


class Asking(Widget):
    """What stands on the screen for a while, and asks. Subclass it behind a Textual widget, as a pane."""

    def ask(
        self,
        question: Callable[[Desk], Any],
        then: Callable[[Any], None],
        *,
        group: str = "",
        otherwise: Callable[[Exception], None] | None = None,
        long: str = "",
    ) -> None:
        """Asks the desk behind the screen. `then` is not called once this widget is gone."""

        def told(answer: Any) -> None:
            if self.is_attached:
                then(answer)

        app: Asked = self.app  # type: ignore[assignment]  # every app here is ours
        app.ask(question, told, group=group, otherwise=otherwise, long=long, ends=False)


class Pane(Asking):
    """What every pane can do. Subclass it together with a Textual widget: `class Document(ScrollView, Pane)`."""

    place = ""

    def show(self, chosen: Chosen | None) -> None:
        """Shows a note, or nothing."""

    def refreshed(self, news: Refreshed) -> None:
        """The vault has changed."""

    def place_kept(self) -> dict[str, Any]:
        """What of this pane survives a restart."""
        return {}

    def place_given(self, kept: dict[str, Any]) -> None:
        """What survived the last one; anything may stand in it."""
