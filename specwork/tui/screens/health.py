"""Health: what is wrong in the vault, by sort, and what is done about it from here.

What has one right answer is mended by the same job as `check --fix`, what lags by sync; a conflict is shown side by
side and settled by saying who is right. Nothing of it is done before it was shown.
"""

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget

from specwork.desk import Desk
from specwork.domain.counted import counted
from specwork.tui.backstage import Refreshed
from specwork.tui.bars import Part
from specwork.tui.choices import Choice
from specwork.tui.clean import shown
from specwork.tui.keys import Action
from specwork.tui.looks import glyphs
from specwork.tui.panes import Chosen
from specwork.tui.screens.apart import Apart
from specwork.tui.screens.asking import Clash, Differences, Lag, Sort, differences, differences_in, findings
from specwork.tui.screens.changing import Menu
from specwork.tui.screens.findings import TONES, Findings, link_of
from specwork.tui.screens.preview import Proposal, proposed
from specwork.tui.screens.sheet import Sheet
from specwork.work.given import Done
from specwork.work.mending import mend
from specwork.work.relinking import meant_by, relink
from vault.index.health import Trouble


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
        self.list = Findings()
        self.apart: Apart | None = None
        self.awaited = True

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
            self.filled()

        word = "looking at the whole vault"
        self.ask(findings, found, group="findings", long=word, otherwise=self.unfilled)
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
        if found is None:
            said.append(Part(f"looking for what lags{glyphs(self).more}", "dim"))
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
            if isinstance(thing, Trouble) and link_of(thing):
                return ""
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
        path, sort = one.path, self.list.sort_here()
        if link := link_of(one):
            self._relink(one, link)
            return
        if sort is not None and sort.synced:
            self.ask_for(
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

    def _relink(self, one: Trouble, link: str) -> None:
        """Where should it lead? What is likeliest stands first; what is typed finds any file."""

        def show(found: tuple[list[str], list[str]]) -> None:
            likely, others = found
            lines = [Choice(path, path, hint="likely") for path in likely]
            lines += [Choice(path, path) for path in others if path not in likely]
            self.app.push_screen(Menu(f"Where should {shown(link)} lead?", lines), answered)

        def answered(choice: Choice | None) -> None:
            if choice is not None:
                asked = {"path": one.path, "line": one.line, "link": link, "to": choice.key}
                self.propose(proposed("Another link", "", relink, **asked))

        def candidates(desk: Desk) -> tuple[list[str], list[str]]:
            given = desk.given()
            return meant_by(given, link), given.index.paths()

        self.ask_for(candidates, show)

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
