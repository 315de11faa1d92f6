"""Health: what is wrong in the vault, by sort, and what is done about it from here.

What has one right answer is mended by the same job as `check --fix`, what lags by sync; a conflict is shown side by
side and settled by saying who is right. Nothing of it is done before it was shown.
"""

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from specwork.desk import Desk
from specwork.domain.findings import REMARK
from specwork.tui.backstage import Refreshed
from specwork.tui.bars import KeyBar, Part
from specwork.tui.choices import Choice
from specwork.tui.clean import fitted, padded, shown
from specwork.tui.document.words import Line, Piece, harmless
from specwork.tui.keys import Action
from specwork.tui.looks import glyphs
from specwork.tui.panes import Chosen, Target
from specwork.tui.panes.rows import BLANK, Item, ListPane, hung, linked, remark
from specwork.tui.screens.apart import Apart
from specwork.tui.screens.asking import MOST, Clash, Differences, Lag, Sort, differences, differences_in, findings
from specwork.tui.screens.changing import Menu
from specwork.tui.screens.preview import Proposal, counted, proposed
from specwork.tui.screens.sheet import Sheet
from specwork.work.given import Done
from specwork.work.mending import mend
from vault.index.health import ERROR, WARNING, Trouble

FEW = 20  # findings of a sort that are seen without being asked for
TONES = {ERROR: "bad", WARNING: "warn", REMARK: "info"}
Thing = Sort | Trouble | Clash | Lag


class HealthList(ListPane):
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
            bar.refresh()  # what can be done differs from line to line

    def put(self) -> None:
        self._wide = self.wide
        self.show_items(self._items(self.room))

    def _items(self, width: int) -> list[Item]:
        self.things = {}
        items: list[Item] = []
        found = self.differences
        if found is not None and found.clashes:
            items.append(_heading("clashes", f"Conflicts {found.conflicts:,}", "F settles one", "bad"))
            items += [self._clash(one, width) for one in found.clashes]
            items += _left_out(found.conflicts, "specwork sync --check", "clashes", width)
        if found is not None and found.lags:
            about = "S makes all sides the same" + ("; nothing is taken away" if found.adds_only else "")
            items += [Item("before lags", [BLANK])] if items else []
            items.append(_heading("lags", f"Files that lag {len(found.lags):,}", about, "warn"))
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
        sort = self._sort_here()
        if sort is not None:
            self._fold(sort, folded=True)

    def do_unfold(self) -> None:
        sort = self._sort_here()
        if sort is not None:
            self._fold(sort, folded=False)

    def _sort_here(self) -> Sort | None:
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


def syncing(title: str, twin: str, **asked: Any) -> Proposal:
    """What sync would do, with all that it would leave as it is."""

    def look(desk: Desk) -> Done:
        report = desk.sync(dry_run=True, **asked)
        notices = [f"{one.path}: {one.message}" for one in report.findings]
        notices += [f"conflict, left as it is: {one.fact}: {one.message}" for one in report.conflicts]
        if report.adds_only:
            notices.append("no agreement is kept on this machine yet: this only adds, and takes nothing away")
        return report.done._replace(notices=tuple(notices))

    return Proposal(title, look, lambda desk: desk.sync(**asked).done, twin)


class Health(Sheet):
    """The list and its keys. It looks at the whole vault when it is opened, and again whenever that has changed."""

    place = "health"

    def __init__(self, chosen: Chosen | None = None) -> None:
        super().__init__(chosen)
        self.list = HealthList()
        self.apart: Apart | None = None

    def filling(self) -> Sequence[Widget]:
        return (self.list,)

    def on_mount(self) -> None:
        self.list.focus()
        self._tell()
        self._look()

    def refreshed(self, news: Refreshed) -> None:
        self._look()

    def _look(self) -> None:
        def found(sorts: tuple[Sort, ...]) -> None:
            self.list.sorts = sorts
            self._tell()

        self.ask(findings, found, group="findings")
        self.ask(differences, self._differs, group="differences")

    def _differs(self, found: Differences | None) -> None:
        if found is None:
            self._ask_apart()
            return
        first = self.list.differences is None and self.list.cursor == 0
        self.list.differences = found
        self._tell()
        if first:  # what comes late stands on top
            self.list.go(0)

    def _ask_apart(self) -> None:
        def told(answer: dict[str, Any]) -> None:
            self.ask(lambda desk: differences_in(desk, answer), self._differs, group="differences")

        if self.apart is None:
            self.apart = Apart(self.own_app.folder, told)
        self.apart.ask()

    def on_unmount(self) -> None:
        if self.apart is not None:
            self.apart.end()

    def _tell(self) -> None:
        if self.list.is_attached:
            self.list.put()
        sorts, said = self.list.sorts or (), []
        for severity, tone in TONES.items():
            count = sum(len(one.findings) for one in sorts if one.severity == severity)
            if count:
                said.append(Part(f"{counted(count, severity)}  ", tone))
        found = self.list.differences
        if found is not None and found.clashes:
            said.append(Part(f"{counted(found.conflicts, 'conflict')}  ", "bad"))
        if found is not None and found.lags:
            said.append(Part(f"{counted(len(found.lags), 'file')} to sync", "warn"))
        self.title_is([Part("Health  ", "heading"), *said])
        mended = sum(len(one.findings) for one in sorts if one.mended)
        key = self.keymap.key_of("mend_all")
        facts = f" {counted(mended, 'finding')} with one right answer: {key} mends them all" if mended else ""
        self.facts_are([Part(facts, "dim")])

    # what is done

    def row_or_none(self) -> None:
        """No spec is meant here: what is done, is done about a finding."""
        return

    def twin(self, action: Action) -> str:
        thing = self.list.thing
        if action.id == "mend" and isinstance(thing, Clash):
            return "specwork sync --trust PATH"
        return super().twin(action)

    def can_mend(self) -> str:
        thing = self.list.thing
        if isinstance(thing, Trouble | Sort):
            hint = thing.hint if isinstance(thing, Trouble) else thing.findings[0].hint
            code = thing.code
            known = next((one for one in self.list.sorts or () if one.code == code), None)
            return "" if known and (known.mended or known.synced) else f"by hand: {hint}"
        return "" if thing else "nothing to mend here"

    def do_mend(self) -> None:
        thing = self.list.thing
        if isinstance(thing, Clash):
            self._settle(thing)
        elif isinstance(thing, Lag) or (isinstance(thing, Sort) and thing.synced):
            self.do_sync()
        elif isinstance(thing, Sort):
            self.propose(proposed(f"Mend {thing.code}", "specwork check --fix", mend, codes={thing.code}))
        elif isinstance(thing, Trouble):
            self._mend_one(thing)

    def _mend_one(self, one: Trouble) -> None:
        path, sort = one.path, self.list._sort_here()
        if sort is not None and sort.synced:
            self.ask(
                lambda desk: desk.given().specs.owning(path),
                lambda found: self.propose(
                    syncing("Sync", f"specwork sync {found.id}", only=[found.path])
                    if found
                    else syncing("Sync", "specwork sync")
                ),
            )
            return
        twin = f"specwork check --fix {shown(path)}"
        self.propose(proposed(f"Mend {one.code}", twin, mend, only=lambda each: each == path, codes={one.code}))

    def do_mend_all(self) -> None:
        self.propose(proposed("Mend all", "specwork check --fix", mend))

    def do_sync(self) -> None:
        self.propose(syncing("Sync", "specwork sync"))

    def _settle(self, one: Clash) -> None:
        """Which side is right? All that file says counts then, so what follows is shown first."""
        sides = [Choice(side.path, side.text or side.path, hint=f"{side.path}:{side.line}") for side in one.sides]

        def answered(choice: Choice | None) -> None:
            if choice is not None:
                twin = f"specwork sync --trust {choice.key}"
                self.propose(syncing(f"Trust {choice.key}", twin, trust=[choice.key]))

        self.app.push_screen(Menu(f"Who is right? {shown(one.fact)}", sides), answered)

    def do_rescan(self) -> None:
        self._look()
