"""A note of any vault becomes a spec: what it is to be, and whose part. Mixed into the main screen.

It decides nothing: the deed is a job of `specwork.work`, shown before it is done.
"""

from shlex import quote

from specwork.desk import Desk
from specwork.domain.layout import CHILD, EPIC, TYPES, home
from specwork.tui.choices import Choice
from specwork.tui.screens.changing import Menu
from specwork.tui.screens.preview import proposed
from specwork.tui.screens.waits import Depending
from specwork.work.adopting import adopt
from specwork.work.given import Done
from vault.paths import is_note

_ABOVE = {kind: above for above, kind in CHILD.items()}


class TakingIn(Depending):
    def do_adopt(self) -> None:
        meant = self.meant
        if meant is None:
            return
        path = meant.path

        def show(above: list[tuple[str, str, str]]) -> None:
            kinds = [kind for kind in TYPES if kind == EPIC or any(one[0] == _ABOVE[kind] for one in above)]
            ways = [Choice(kind, f"as {'an' if kind == EPIC else 'a'} {kind}") for kind in kinds]
            self.app.push_screen(Menu("Make a spec of it", ways), lambda choice: chosen(choice, above))

        def chosen(choice: Choice | None, above: list[tuple[str, str, str]]) -> None:
            if choice is None:
                return
            kind = choice.key
            if kind == EPIC:
                propose(kind, None)
                return
            fitting = [Choice(one, label) for of, one, label in above if of == _ABOVE[kind]]
            self.app.push_screen(Menu("As a part of", fitting, "none is called so"), lambda found: under(kind, found))

        def under(kind: str, choice: Choice | None) -> None:
            if choice is not None:
                propose(kind, choice)

        def propose(kind: str, under: Choice | None) -> None:
            named = f" --under {quote(under.label.split(' ')[0])}" if under else ""
            twin = f"specwork adopt {quote(path)} --type {kind}{named}"
            asked = {"note": path, "kind": kind, "under": under.key if under else None}
            above = under.key if under else ""
            self.propose(proposed(f"Make a spec of {path}", twin, adopt, **asked), lambda done: made(done, above))

        def made(done: Done, above: str) -> None:
            new = [one for one in done.changed if home(one) and one != above]
            if new:
                self.arrive(new[0])

        self.ask_for(_above, show)

    def can_adopt(self) -> str:
        meant = self.meant
        if meant is None:
            return "nothing is chosen"
        if meant.id is not None:
            return "this is a spec already"
        return "" if is_note(meant.path) else "this is no note"


def _above(desk: Desk) -> list[tuple[str, str, str]]:
    """The specs that a new one may be a part of: what they are, their path and their label."""
    return [(one.spec.type, one.path, one.spec.label) for one in desk.given().specs.all() if one.spec.type in CHILD]
