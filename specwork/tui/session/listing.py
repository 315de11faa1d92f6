"""The open sessions of a spec beside each other, then what was delivered and what waits: painted as far as it is seen.

A list of lines, made anew when something else is told or the width is another one. It asks nobody.
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from specwork.domain.hours import hours_text
from specwork.tui.clean import fitted, padded, shown, width
from specwork.tui.document.words import Piece, harmless, wrapped
from specwork.tui.looks import Glyphs, glyphs, paint
from specwork.tui.scrolled import Scrolled
from specwork.tui.session.asking import File, Going, Side
from specwork.tui.session.drafts import Draft

LEAST = 24  # cells of a column
KINDS = {"change": "changes", "issue": "issue"}
TONES = {"plan": "info", "implement": "accent", "test": "good", "issue": "warn", "commit": "link"}

Row = tuple[Piece, ...]


class Listing(Scrolled, can_focus=True):
    """`place` is another one while it asks whether a plan is approved."""

    def __init__(self) -> None:
        super().__init__()
        self.side: Side | None = None
        self.drafts: Sequence[Draft] = ()
        self.question = False
        self.idle = True
        self.short = False  # only the sessions: there is no room for more
        self.rows: list[Row] = []
        self.place = "session"

    def tell(self, side: Side | None, drafts: Sequence[Draft], *, question: bool, short: bool, idle: bool) -> None:
        """`idle`: nothing is chosen, so there is nothing to tell."""
        told = (self.side, tuple(self.drafts), self.question, self.short, self.idle)
        if told == (side, tuple(drafts), question, short, idle):
            return
        self.idle = idle
        entries = _count(self.side)
        other = self.side is None or side is None or self.side.path != side.path
        self.side, self.drafts, self.question, self.short = side, tuple(drafts), question, short
        self.place = "question" if question else "session"
        self.lay(down=other or entries != _count(side) or question or short)

    def lay(self, *, down: bool = False) -> None:
        """`down`: to where the latest entry stands."""
        wide = self.scrollable_content_region.width
        self.rows, last = (
            laid(self.side, self.drafts, wide, glyphs(self), question=self.question, short=self.short)
            if wide > 0 and not self.idle
            else ([], 0)
        )
        self.sized(max(1, len(self.rows)))
        if down:
            self.scroll_to(y=max(0, last - self.size.height), animate=False, force=True)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self.lay(down=True)

    def render_line(self, y: int) -> Strip:
        at, wide = y + round(self.scroll_y), self.size.width
        base = paint(self, "text")
        row = self.rows[at] if at < len(self.rows) else ()
        segments = [Segment(piece.text, paint(self, piece.look or "text")) for piece in row]
        return Strip(Segment.adjust_line_length(segments, wide, base), wide)


def _count(side: Side | None) -> int:
    return sum(len(one.entries) for one in side.going) if side else 0


def laid(
    side: Side | None, drafts: Sequence[Draft], wide: int, signs: Glyphs, *, question: bool = False, short: bool = False
) -> tuple[list[Row], int]:
    """The lines, and the number of those that belong to the sessions and to what is asked of them."""
    if side is None:
        return _hung([Piece("this note is no spec", "dim")], wide, 0), 1
    rows = _hung([Piece("no session is open: s starts one", "dim")], wide, 0)
    if side.going:
        rows = columns(side.going, wide, signs)
    for one in drafts:
        rows += _hung([Piece(f"{signs.bar} {one.kind} ", "warn"), Piece(_plain(one.text), "dim")], wide, 2)
    if question:
        rows += plan_rows(side, wide, signs)
    last = len(rows)
    if not short:
        rows += _files(side.files, wide, signs) + _kin(side, wide, signs)
    return rows, last


def columns(going: Sequence[Going], wide: int, signs: Glyphs) -> list[Row]:
    """One session takes the whole width; of several, as many stand beside each other as fit."""
    beside = max(1, min(len(going), (wide + 1) // (LEAST + 1)))
    rows: list[Row] = []
    for first in range(0, len(going), beside):
        group = going[first : first + beside]
        room = (wide - (len(group) - 1)) // len(group)
        made = [_session(one, room, signs, alone=len(going) == 1) for one in group]
        for parts in zip_longest(*made, fillvalue=()):
            row: list[Piece] = []
            for number, part in enumerate(parts):
                row += [Piece(signs.bar, "dim")] if number else []
                row += part
                row.append(Piece(" " * (room - sum(width(piece.text) for piece in part))))
            rows.append(tuple(row))
    return rows


def _session(one: Going, wide: int, signs: Glyphs, *, alone: bool) -> list[Row]:
    named = f"{one.number}. " if one.number is not None else ""
    who = ", ".join(map(harmless, one.people)) or "anybody"
    head = [Piece(f"{signs.lamp} ", "bad" if one.mine else "dim"), Piece(f"{who} ", "strong" if one.mine else "dim")]
    head.append(Piece(f"{named}{_plain(one.title)}", "text" if one.mine else "dim"))
    head.append(Piece(f"  {hours_text(one.time)}" if one.time else "", "dim"))
    rows = _hung(head, wide, 2)
    most = max((width(_kind(said.kind)) for said in one.entries), default=0)
    for said in one.entries:
        kind = padded(_kind(said.kind), min(most, 10), signs.more)
        pieces = [Piece(f"{said.clock:<5} ", "dim"), Piece(f"{kind} ", TONES.get(said.kind, "strong"))]
        narrow = wide < 2 * LEAST
        rows += _hung([*pieces, Piece(_plain(said.text))], wide, 2 if narrow else 7 + width(kind))
    if not one.entries:
        how = ": p plan, i implement" if alone else ""
        rows += _hung([Piece(f"nothing was written yet{how}", "dim")], wide, 0)
    return rows


def _kind(kind: str) -> str:
    return harmless(KINDS.get(kind, kind))


def plan_rows(side: Side, wide: int, signs: Glyphs) -> list[Row]:
    """The plan, and whether it is one's own."""
    rows = head("The plan", wide, signs)
    for said in side.plan:
        rows += _hung([Piece(f"{signs.bullet} ", "dim"), Piece(_plain(said))], wide, 2)
    asked = [Piece("Is it approved?  ", "strong"), Piece("y", "key"), Piece(" yes  "), Piece("p", "key")]
    return rows + _hung([*asked, Piece(" say it anew  "), Piece("n", "key"), Piece(" not yet")], wide, 1)


def _files(files: Sequence[File], wide: int, signs: Glyphs) -> list[Row]:
    rows = head(f"Deliverables ({len(files)})", wide, signs)
    for one in files:
        sign, tone = (signs.good, "good") if one.exists else (signs.bad, "warn")
        said = [Piece(f"{sign} ", tone), Piece(_plain(one.title) or harmless(one.path))]
        rows += _hung([*said, Piece("" if one.exists else "  missing", "warn")], wide, 2)
    return rows if files else rows + _hung([Piece("none yet: d registers a file", "dim")], wide, 0)


def _kin(side: Side, wide: int, signs: Glyphs) -> list[Row]:
    if not (side.waits or side.blocks):
        return []
    rows = head("Waits on, and is waited for", wide, signs)
    for label, done in side.waits:
        sign, tone = (signs.good, "good") if done else (signs.blocked, "warn")
        rows += _hung([Piece(f"{sign} ", tone), Piece(_plain(label), "dim" if done else "text")], wide, 2)
    for label in side.blocks:
        rows += _hung([Piece(f"{signs.folded} ", "dim"), Piece(_plain(label))], wide, 2)
    return rows


def head(title: str, wide: int, signs: Glyphs) -> list[Row]:
    rule = signs.rule
    said = fitted(f"{rule}{rule} {title} ", wide, signs.more)
    return [(Piece(said, "dim"), Piece(rule * max(0, wide - width(said)), "dim"))]


def _plain(text: str) -> str:
    return " ".join(harmless(text).split())


def _hung(pieces: Iterable[Piece], wide: int, by: int) -> list[Row]:
    """Wrapped, with all but the first line indented."""
    by = min(by, max(0, wide - 3))
    lines = wrapped(pieces, max(1, wide - 1), by)
    return [(Piece(" "), *lines[0]), *((Piece(" " * (by + 1)), *line) for line in lines[1:])]


def title_of(side: Side | None) -> str:
    """What stands above it all."""
    if side is None or not side.going:
        return "Session"
    if len(side.going) > 1:
        return f"{len(side.going)} sessions"
    one = side.going[0]
    return shown(f"Session {one.number or ''}".strip())
