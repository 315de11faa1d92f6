"""What a spec delivered, and all below it: by category, each file with its state, its size and what it is.

Told by the report of the same name; Enter opens the file.
"""

import os
from collections.abc import Callable
from itertools import groupby

from specwork.desk import Desk
from specwork.pages.sizes import size_text
from specwork.tui.document.words import Line, Piece, harmless, wrapped
from specwork.tui.looks import Glyphs, glyphs
from specwork.tui.panes import Target
from specwork.tui.panes.rows import BLANK, Item, ListPane, head, hung, linked, remark
from specwork.work.reports import GONE, UNTRACED, Delivered, deliverables
from vault.typed import NamedTuple


class Answer(NamedTuple):
    """`own`: the path of the spec that was asked for; None where the note is no spec."""

    own: str | None
    delivered: tuple[Delivered, ...]


def asked(desk: Desk, path: str) -> Answer:
    given = desk.given()
    found = given.specs.owning(path)
    if found is None:
        return Answer(None, ())
    return Answer(found.path, tuple(deliverables(given, found, size=_size_in(desk))))


def _size_in(desk: Desk) -> Callable[[str], int | None]:
    def size(path: str) -> int | None:
        try:
            return os.stat(f"{desk.folder}/{path}").st_size
        except (OSError, ValueError):
            return None

    return size


class DeliverablesPane(ListPane):
    place = "deliverables"

    def question(self, desk: Desk, path: str) -> Answer:
        return asked(desk, path)

    def items(self, answer: Answer, width: int) -> list[Item]:
        if answer.own is None:
            return [Item("none", remark("this note is no spec: it delivers nothing", width))]
        if not answer.delivered:
            return [Item("none", remark("nothing delivered yet: d registers a file", width))]
        items: list[Item] = []
        for category, group in groupby(_by_category(answer.delivered), key=lambda one: one.category):
            if items:
                items.append(Item(f"before {category}", [BLANK]))
            items.append(head(harmless(category)))
            items += [_item(one, answer.own, glyphs(self), width) for one in group]
        return linked(items)


def _by_category(delivered: tuple[Delivered, ...]) -> list[Delivered]:
    """Together what is of one category, whoever delivered it; categories as they come first."""
    order = list(dict.fromkeys(one.category for one in delivered))
    return sorted(delivered, key=lambda one: order.index(one.category))


def _item(one: Delivered, own: str, signs: Glyphs, width: int) -> Item:
    states = {GONE: (signs.bad, "bad"), UNTRACED: (signs.warn, "warn")}
    sign, tone = states.get(one.trace, (signs.good, "good"))
    state = "missing" if one.trace == GONE else one.trace
    title = " ".join(harmless(one.title).split()) or harmless(one.path)
    pieces = [Piece(f"{sign} ", tone), Piece(title, "link resolved" if one.exists else "link missing")]
    said = [state, size_text(one.size)]
    if one.owner.path != own:
        said.append(f"of {harmless(one.owner.spec.label)}")
    pieces.append(Piece("  " + " · ".join(part for part in said if part), tone if tone != "good" else "dim"))
    lines = hung(pieces, width)
    about = " ".join(harmless(one.description).split())
    under = [Piece(f"{harmless(one.path)}", "dim")] + ([Piece(f"  {about}", "")] if about else [])
    lines += [Line((Piece("  "), *row)) for row in wrapped(under, width - 2)]
    target = Target(one.path) if one.exists else None
    return Item(f"{one.owner.path}\n{one.path}", lines, target, "" if target else f"no such file: {one.path}")
