"""What is wrong, as a list to walk: conflicts side by side, files that lag, findings by sort that fold.

It is told what there is, and paints it; what is done about a line is the screen's.
"""

from specwork.domain.counted import counted
from specwork.domain.findings import REMARK
from specwork.tui.bars import KeyBar
from specwork.tui.clean import fitted, padded
from specwork.tui.document.words import Line, Piece, harmless
from specwork.tui.looks import glyphs
from specwork.tui.panes import Target
from specwork.tui.panes.rows import BLANK, Item, ListPane, hung, linked, remark
from specwork.tui.screens.asking import MOST, Clash, Differences, Lag, Sort
from vault.index.health import ERROR, WARNING, Trouble

FEW = 20  # findings of a sort that are seen without being asked for
TONES = {ERROR: "bad", WARNING: "warn", REMARK: "info"}
_LINKS = {"broken-link": " leads nowhere", "ambiguous-link": " may open one of several files"}
Thing = Sort | Trouble | Clash | Lag


class Findings(ListPane):
    """The findings as lines. `thing` is what the cursor is on."""

    place = "health"

    def __init__(self) -> None:
        super().__init__()
        self.add_class("sheet")
        self.sorts: tuple[Sort, ...] | None = None
        self.differences: Differences | None = None
        self.folds: dict[str, bool] = {}
        self.things: dict[str, Thing] = {}

    @property
    def thing(self) -> Thing | None:
        return self.things.get(self.item.key) if self.item else None

    def go(self, row: int, *, centre: bool = False) -> None:
        super().go(row, centre=centre)
        for bar in self.screen.query(KeyBar):
            bar.look_again()  # what can be done differs from line to line

    def put(self) -> None:
        self._wide = self.wide
        self.show_items(self._items(self.room))

    def _items(self, width: int) -> list[Item]:
        self.things = {}
        items: list[Item] = []
        found = self.differences
        if found is not None and found.clashes:
            items.append(_heading("clashes", f"Conflicts {found.conflicts:,}", "F settles one", "bad"))
            self.things[items[-1].key] = found.clashes[0]
            items += [self._clash(one, width) for one in found.clashes]
            items += _left_out(found.conflicts, "specwork sync --check", "clashes", width)
        if found is not None and found.lags:
            about = "S makes all sides the same" + ("; nothing is taken away" if found.adds_only else "")
            items += [Item("before lags", [BLANK])] if items else []
            items.append(_heading("lags", f"Files that lag {len(found.lags):,}", about, "warn"))
            self.things[items[-1].key] = found.lags[0]
            items += [self._lag(one, width) for one in found.lags[:MOST]]
            items += _left_out(len(found.lags), "specwork sync --check", "lags", width)
        for sort in self.sorts or ():
            items += self._sort(sort, width) if items else self._sort(sort, width)[1:]
        if not items:
            items = [Item("none", remark(self._nothing(), width, "good" if self.sorts is not None else "dim"))]
        return linked(items)

    def _nothing(self) -> str:
        if self.sorts is None or self.differences is None:
            return "looking at the whole vault"
        signs = glyphs(self)
        return f"{signs.good} nothing is wrong here, and every side says the same; R reads the whole vault again"

    def _clash(self, one: Clash, width: int) -> Item:
        key = f"clash {one.code} {one.fact}"
        self.things[key] = one
        signs = glyphs(self)
        title = [Piece(f"{signs.bad} ", "bad"), Piece(harmless(one.message), "strong")]
        lines = hung(title, width)
        room = (width - 4) // 2 if width >= 80 else width - 2
        cells = [_side_cells(harmless(f"{side.path}:{side.line}"), side.text, room) for side in one.sides]
        across = 2 if width >= 80 else 1
        for at in range(0, len(cells), across):
            beside = cells[at : at + across]
            for look, texts in zip(("dim", ""), zip(*beside, strict=True), strict=True):
                pieces = [Piece("  ")]
                for text in texts:
                    pieces += [Piece(text, look), Piece(f" {signs.bar} ", "dim")]
                lines.append(Line(tuple(pieces[:-1])))
        side = one.sides[0] if one.sides else None
        return Item(key, lines, Target(side.path, line=side.line) if side else None)

    def _lag(self, one: Lag, width: int) -> Item:
        key = f"lag {one.path}"
        self.things[key] = one
        pieces = [Piece(harmless(one.path), "link resolved"), Piece(f"  {harmless(one.why)}", "dim")]
        return Item(key, _inset(pieces, width), Target(one.path))

    def is_folded(self, sort: Sort) -> bool:
        return self.folds.get(sort.code, len(sort.findings) > FEW)

    def _sort(self, sort: Sort, width: int) -> list[Item]:
        signs, tone = glyphs(self), TONES.get(sort.severity, "dim")
        key = f"sort {sort.code}"
        self.things[key] = sort
        folded = self.is_folded(sort)
        about = "F mends all" if sort.mended else "F syncs" if sort.synced else "by hand"
        about = "F on one says where it should lead" if sort.code in _LINKS else about
        title = [
            Piece(f"{signs.folded if folded else signs.unfolded} ", "dim"),
            Piece(f"{sort.code} ", "h2"),
            Piece(counted(len(sort.findings), sort.severity), tone),
            Piece(f"  {about}", "dim"),
        ]
        items = [Item(f"before {key}", [BLANK]), Item(key, [Line(tuple(title))])]
        self.things[f"hint {key}"] = sort
        if folded:
            return items
        hints = {one.hint for one in sort.findings}
        if len(hints) == 1:
            items.append(Item(f"hint {key}", _inset([Piece(harmless(hints.pop()), "dim")], width)))
        items += [self._finding(number, one, width) for number, one in enumerate(sort.findings[:MOST])]
        return items + _left_out(len(sort.findings), "specwork check", key, width)

    def _finding(self, number: int, one: Trouble, width: int) -> Item:
        key = f"{one.code} {one.path}:{one.line} {one.message}"
        if key in self.things:
            key = f"{key} {number}"
        self.things[key] = one
        sign = glyphs(self).bad if one.severity == ERROR else glyphs(self).warn
        place = harmless(one.path) + (f":{one.line}" if one.line else "")
        pieces = [Piece(f"{sign} ", TONES.get(one.severity, "dim")), Piece(place, "link resolved")]
        pieces.append(Piece(f"  {harmless(one.message)}", ""))
        return Item(key, _inset(pieces, width), Target(one.path, line=one.line))

    # what is done

    def do_enter(self) -> None:
        thing = self.thing
        if isinstance(thing, Sort):
            self._fold(thing, folded=not self.is_folded(thing))
        else:
            super().do_enter()

    def do_fold(self) -> None:
        sort = self.sort_here()
        if sort is not None:
            self._fold(sort, folded=True)

    def do_unfold(self) -> None:
        sort = self.sort_here()
        if sort is not None:
            self._fold(sort, folded=False)

    def sort_here(self) -> Sort | None:
        thing = self.thing
        if isinstance(thing, Trouble):
            return next((one for one in self.sorts or () if one.code == thing.code), None)
        return thing if isinstance(thing, Sort) else None

    def _fold(self, sort: Sort, *, folded: bool) -> None:
        self.folds[sort.code] = folded
        self.put()
        key = f"sort {sort.code}\n0"
        if folded and key in self.keys:
            self.go(self.keys.index(key))


def _inset(pieces: list[Piece], width: int) -> list[Line]:
    return [Line((Piece("  "), *line.pieces)) for line in hung(pieces, max(10, width - 2))]


def _heading(key: str, text: str, about: str, tone: str) -> Item:
    return Item(f"# {key}", [Line((Piece(f"{text} ", f"h2 {tone}"), Piece(f" {about}", "dim")))])


def _side_cells(place: str, text: str, room: int) -> tuple[str, str]:
    return padded(fitted(place, room), room), padded(fitted(text, room), room)


def _left_out(count: int, command: str, key: str, width: int) -> list[Item]:
    return [Item(f"more {key}", remark(f"  … {count - MOST:,} more: {command}", width))] if count > MOST else []


def link_of(one: Trouble) -> str:
    """The link that a finding is about, if another one can take its place."""
    said = next((said for code, said in _LINKS.items() if code == one.code and one.message.endswith(said)), "")
    return one.message.removesuffix(said) if said else ""
