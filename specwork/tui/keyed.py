"""What every screen of the app can do: hear keys, do what they mean, show them in the footer.

A key is looked up in the table of `keys` for the place of the focus; what it means is done by the nearest `do_<id>`.
Text fields get their keys first: what they take never comes here.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from specwork.tui.bars import Bar, KeyBar
from specwork.tui.fitting import Fitting
from specwork.tui.keys import Action, Keymap, named
from specwork.tui.turns import InTurn
from vault.typed import NamedTuple


class Offer(NamedTuple):
    """An action that somebody here answers. `why` says why not now; the empty text: it can be done."""

    action: Action
    why: str


class Keyed(Fitting):
    """A screen whose keys come from the table. `place` is where its own actions are looked up."""

    place = ""

    def __init__(self) -> None:
        super().__init__()
        self.begun = ""  # the first key of a longer one
        self.there = False  # whether it has come so far that some part of it has the focus

    @property
    def keymap(self) -> Keymap:
        found = getattr(self.app, "keymap", None)
        return found if isinstance(found, Keymap) else _USUAL

    def chain(self) -> Iterator[DOMNode]:
        """Who is asked, the nearest first: the focused widget, what holds it, this screen, the app."""
        if self.focused is not None:
            yield from (node for node in self.focused.ancestors_with_self if node not in (self, self.app))
        yield self
        yield self.app

    def places(self) -> list[str]:
        return [place for node in self.chain() if isinstance(place := getattr(node, "place", ""), str) and place]

    # keys

    def on_screen_resume(self) -> None:
        self.call_later(self._has_come)

    def _has_come(self) -> None:
        self.there = True
        if isinstance(self.app, InTurn):
            self.app.call_later(self.app.hear_on)  # behind whatever else asked for the focus

    def hold(self, *, cancels: bool = False, at_most: float = 0.0) -> int:
        """What is typed from now on is meant for what is on its way, so it is kept for that until it may `come`."""
        return self.app.hold(cancels=cancels, at_most=at_most) if isinstance(self.app, InTurn) else 0

    def ask_for(
        self,
        question: Callable[[Any], Any],
        show: Callable[[Any], None],
        *,
        otherwise: Callable[[Exception], None] | None = None,
        or_here: bool = False,
        **how: Any,
    ) -> None:
        """Asks for what a small screen shows, and keeps what is typed for that until `show` has put it there.

        Escape cancels it. `or_here`: if `show` puts none there, this screen hears what was typed; else nobody does.
        """
        app: Any = self.app
        turn = self.hold(cancels=True)

        def told(answer: Any) -> None:
            before = app.screen
            if self.is_attached and not (isinstance(app, InTurn) and app.given_up(turn)):
                show(answer)
            self.come(turn, app.screen if or_here or app.screen is not before else None)

        def failed(fault: Exception) -> None:
            self.come(turn)
            (otherwise or app.tell_fault)(fault)

        app.ask(question, told, otherwise=failed, **how)

    def come(self, turn: int, screen: Screen[Any] | None = None) -> None:
        """What was typed since `hold` answered that `turn` goes to this screen, or to nobody."""
        if isinstance(self.app, InTurn) and 0 < turn == self.app.held:  # else it is kept for somebody else by now
            if screen is None:
                self.app.forget_typed()
            else:
                screen.call_after_refresh(self.app.go_on, turn)

    def on_key(self, event: events.Key) -> None:
        if self.app.screen is not self:  # it was left, or covered, before this key had its turn
            event.stop()
            self.app.post_message(events.Key(event.key, event.character))
        elif self.press(named(event.key)) or (event.character and self.press(event.character)):
            event.stop()
            event.prevent_default()
        else:
            self.unanswered(named(event.key))

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Answers once: a second Enter finds it gone, and answers for nobody."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def unanswered(self, key: str) -> None:
        """A key was pressed that means nothing here."""

    def press(self, key: str) -> bool:
        """Does what a key means here. False where it means nothing."""
        if key == "escape" and not self.begun and (stop := getattr(self.app, "stop_working", None)) and stop():
            return True
        begun, self.begun = self.begun, ""
        if begun:
            key = f"{begun} {key}" if key != "escape" else ""
            if key and not self._do_first(self.keymap.meant(key, self.places())):
                self.app.bell()
            self._repaint_keys()
            return True
        if self._do_first(self.keymap.meant(key, self.places())):
            return True
        if any(self._answering(action.id) for _, action in self.keymap.begun(key)):
            self.begun = key
            self._repaint_keys()
            return True
        return False

    def twin(self, action: Action) -> str:
        """The same on the command line, for what one stands on."""
        return action.twin

    def _do_first(self, actions: list[Action]) -> bool:
        return any(self.perform(action.id) for action in actions)

    def perform(self, action: str) -> bool:
        """Does an action, or says why it cannot be done now. False where nobody here answers it."""
        node = self._answering(action)
        if node is None:
            return False
        if why := self._why_not(node, action):
            self.app.notify(why, markup=False, severity="warning")
        else:
            getattr(node, f"do_{action}")()
        return True

    def _answering(self, action: str) -> DOMNode | None:
        return next((node for node in self.chain() if hasattr(node, f"do_{action}")), None)

    def _why_not(self, node: DOMNode, action: str) -> str:
        can = getattr(node, f"can_{action}", None)
        return str(can() or "") if can else ""

    def offers(self) -> list[Offer]:
        """All that can be done where one stands, in the order of the table."""
        places = set(self.places())
        chain = [(node, _answered(type(node))) for node in self.chain()]
        found = []
        for action in self.keymap.actions:
            if (not action.places or not places.isdisjoint(action.places)) and action.keys:
                node = next((node for node, answered in chain if action.id in answered), None)
                if node is not None:
                    word = getattr(node, "words", {}).get(action.id, action.word)
                    found.append(Offer(action._replace(word=word), self._why_not(node, action.id)))
        return found

    # the footer

    def _repaint_keys(self) -> None:
        for bar in self.query(KeyBar):
            bar.look_again()

    def on_descendant_focus(self) -> None:
        self._repaint_keys()

    def on_descendant_blur(self) -> None:
        self._repaint_keys()

    def on_bar_pressed(self, message: Bar.Pressed) -> None:
        message.stop()
        if message.action:
            self.perform(message.action)
        elif message.key:
            self.go_to(message.key)

    def go_to(self, key: str) -> None:
        """A part of a bar that names a row was clicked."""


class Over(Keyed, ModalScreen[Any]):
    """A small screen over another: escape and q leave it without an answer."""

    words: ClassVar = {"quit": "close"}

    def do_leave(self) -> None:
        self.dismiss(None)

    def do_quit(self) -> None:
        self.dismiss(None)


@lru_cache(256)
def _answered(kind: type[DOMNode]) -> frozenset[str]:
    """The actions that nodes of a class answer."""
    return frozenset(name.removeprefix("do_") for name in dir(kind) if name.startswith("do_"))


_USUAL = Keymap()
