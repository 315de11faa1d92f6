"""What is wrong in a vault of specs, found by comparing what its files say. Pure: rows of the index in, findings out.

What each file says is `stated`'s; which file a link means is asked of whoever knows all names. No text is read.
"""

from collections.abc import Iterator

from specwork.domain import layout
from specwork.domain.command import word
from specwork.domain.findings import FIX, SYNC, WORDS, trouble
from specwork.domain.known import Journal, Known, Spec
from specwork.domain.places import DOWNSTREAM
from specwork.domain.status import COMPLETED, ENDED
from specwork.domain.waysback import WaysBack
from vault.index.health import Trouble
from vault.paths import name_of
from vault.typed import Any

DAY = 86400


class Checks:
    """Compares what files say. `now`: sessions that were begun long before it were left open."""

    def __init__(self, known: Known, now: float) -> None:
        self.known, self.now = known, now

    def found(self) -> list[Trouble]:
        told = [*self._alone(), *self._trees(), *self._ids(), *self._lineage(), *self._depends()]
        return told + WaysBack(self.known).found()

    # what is wrong in one file alone

    def _alone(self) -> Iterator[Trouble]:
        for path, code, line, text in self.known.rows.wrong:
            if code == "id-mismatch":
                number, place = text.split()
                hint = f"make it one: specwork renumber {word(path)} NEW"
                yield trouble(code, path, line, f"its id is {number}, its place says {place}", hint)
            elif code == "session-open":
                at, number, title = text.split(" ", 2)
                if self.now - int(at) > DAY:
                    spec = self.known.rows.ids.get(self.known.of_journal.get(path, ""), "ID")
                    session = f"session {number} {title}".replace("  ", " ").rstrip()
                    yield trouble(code, path, line, f"{session} was left open", f"end it: specwork done {spec}")
            elif code == "section-missing":
                names = " and ".join(f"## {title}" for title in text.split(", "))
                yield trouble(code, path, None, f"it has no {names}")
            else:
                yield trouble(code, path, line, WORDS[code].format(text))
        for path in self.known.rows.untaken:
            yield trouble("untaken", path, None, "a spec without an id", f"take it in: specwork adopt {word(path)}")

    # files that stand alone

    def _trees(self) -> Iterator[Trouble]:
        paths = self.known.paths
        for path in [path for path in paths if path.endswith("ontext.md") and path not in self.known.of_journal]:
            specs = layout.specs_of_journal(path) if layout.below(self.known.root, path) else ()
            if specs and not any(one in paths for one in specs):
                yield trouble("orphan-context", path, None, f"a journal without {name_of(specs[0])} beside it")
        folders = {path.rpartition("/")[0] for path in paths}
        for folder in folders:
            if name_of(folder).isdecimal() and layout.below(self.known.root, folder + "/x"):
                kin = ("spec.md", "epic.md", "context.md")
                if not any(f"{folder}/{name}" in self.known.paths for name in kin):
                    yield trouble("spec-missing", folder, None, "a folder of a spec, with no spec.md or epic.md in it")
        for path, home in self.known.homes.items():
            if home.journal not in self.known.paths:
                yield trouble("context-missing", path, None, f"{self.known.label(path)} has no journal: {home.journal}")

    def _ids(self) -> Iterator[Trouble]:
        for number, paths in self.known.by_id.items():
            if len(paths) > 1:
                for path in paths:
                    others = " and ".join(one for one in paths if one != path)
                    hint = f"give one of them another id: specwork renumber {word(path)} NEW"
                    yield trouble("id-clash", path, 1, f"{number} is the id of {others} too", hint)

    # what the tree says

    def _lineage(self) -> Iterator[Trouble]:
        children: dict[str, list[str]] = {}
        for path, parent in self.known.above.items():
            if parent:
                children.setdefault(parent, []).append(path)
        for path, spec in self.known.specs.items():
            above, home = self.known.above[path], self.known.homes[path]
            journal = self.known.journals.get(home.journal)
            if home.journal in self.known.paths:
                yield from self._header(path, spec.context, "Context", home.journal, "journal")
            if above:
                yield from self._header(path, spec.parent, "Parent", above, "parent")
            if journal:
                yield from self._header(home.journal, journal.spec, "Spec", path, "journal")
                if above:
                    yield from self._header(home.journal, journal.parent, "Parent", above, "parent")
                yield from self._status(path, spec, home.journal, journal)
            if spec.type in layout.CHILDREN_SECTION and (spec.parts or path in children):
                yield from self._parts(path, spec, children.get(path, []))
            if spec.status == COMPLETED and path in children:
                kin = (self.known.specs.get(child) for child in children[path])
                ready = [one.label for one in kin if one and one.status not in ENDED]
                if ready:
                    yield trouble("parts-open", path, spec.line, f"it is completed, and {_some(ready)} not")

    def _header(self, path: str, said: Any, name: str, truth: str, code: str) -> Iterator[Trouble]:
        if said.__class__ is list and said[0] == truth[:-3] and said[0] not in self.known.paths:
            return  # as nearly all are
        if said == 0:
            ours = self.known.near(path, truth)
            yield trouble("header-missing", path, None, f"it has no **{name}** that leads to {ours}")
        elif said != 2 and (meant := self.known.meant(path, said)) != truth:
            leads = self.known.near(path, meant) if meant else said[1]
            ours = self.known.near(path, truth)
            yield trouble(code, path, said[2], f"its **{name}** names {leads}; by its place it is {ours}")

    def _status(self, path: str, spec: Spec, journal: str, other: Journal) -> Iterator[Trouble]:
        if other.status == "" and spec.status:
            yield trouble("header-missing", journal, None, "it has no **Status**")
        elif spec.status and other.status not in ("?", spec.status):
            message = f"{spec.label} is {other.status} here and {spec.status} in {name_of(path)}"
            yield trouble("status-differs", journal, other.line, message)

    def _parts(self, path: str, spec: Spec, children: list[str]) -> Iterator[Trouble]:
        title = layout.CHILDREN_SECTION[spec.type]
        if spec.parts is None:
            yield trouble("section-missing", path, None, f"it has parts, and no ## {title}")
            return
        listed = {self.known.meant(path, one): one[2] for one in spec.parts}
        named = {self.known.meant(path, one) for one in spec.part_mentions}
        for child in children:
            if child not in listed and child not in named:
                message = f"{self.known.label(child)} is part of {spec.label}: its folder says so, ## {title} does not"
                yield trouble("one-sided", path, None, message)
        for meant, line in listed.items():
            if meant in self.known.homes and self.known.above[meant] != path:
                hint = f"take the item out, or move it here: specwork mv {self.known.rows.ids[meant]} --under {spec.id}"
                yield trouble(
                    "one-sided", path, line, f"## {title} lists {self.known.label(meant)}, which lies elsewhere", hint
                )

    # what waits for what

    def _depends(self) -> Iterator[Trouble]:
        above: dict[str, dict[str, int]] = {}
        for path, spec in self.known.specs.items():
            for stated in spec.depends or ():
                up = self.known.upstream(path, stated)
                if up and up != path:
                    above.setdefault(path, {})[up] = stated[2]
                elif not up and stated[1].isdecimal():
                    yield trouble(
                        "spec-missing", path, stated[2], f"it depends on {stated[1]}, and no spec is called so"
                    )
        below: dict[str, set[str | None]] = {}
        for host, journal in self.known.journals.items():
            up = self.known.of_journal[host]
            below[up] = {self.known.meant(host, one) for one in journal.down_mentions}
            for stated in journal.downs or ():
                down = self.known.meant(host, stated)
                below[up].add(down)
                says = self.known.specs.get(down or "")
                if down and says and says.depends is not None and down != up and up not in above.get(down, ()):
                    said = f"said in {self.known.near(down, host)}, not in {name_of(down)}"
                    message = f"{says.label} depends on {self.known.label(up)}: {said}"
                    hint = f"{SYNC}, or say it anew: specwork depend {says.id} {self.known.rows.ids[up]}"
                    yield trouble("one-sided", down, None, message, hint)
        without: dict[str, None] = {}
        for down, ups in above.items():
            for up, line in ups.items():
                if up in below and down not in below[up]:
                    upper = self.known.homes[up].journal
                    said = f"said in {self.known.near(up, down)}:{line}, not in {name_of(upper)}"
                    message = f"{self.known.label(down)} depends on {self.known.label(up)}: {said}"
                    if self.known.journals[upper].downs is None:
                        without[upper] = None
                    yield trouble("one-sided", upper, None, message, FIX if upper in without else "")
        for upper in without:
            yield trouble("section-missing", upper, None, f"others depend on its spec, and it has no ### {DOWNSTREAM}")


def _some(names: list[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more + (" are" if len(names) > 1 else " is")
