"""What was delivered, and every way back from it: spec, journal, trace, and the list of its folder.

Compares what their files say, as the index keeps it; reads no file and writes none.
"""

from collections.abc import Iterator, Mapping

from specwork.domain import layout
from specwork.domain.findings import FIX, trouble
from specwork.domain.known import Known, Spec
from vault.index import health
from vault.index.health import Trouble, original_of
from vault.paths import folder_of, is_note, name_of
from vault.typed import Any

Lists = Mapping[str, Mapping[str, set[str]]]  # by list, by file, the specs that it is named for


class WaysBack:
    def __init__(self, known: Known) -> None:
        self.known = known
        self.delivers: dict[str, dict[str, None]] = {}  # by file, the specs that say so
        wrong = ((path, text) for path, code, _, text in known.rows.wrong if code == "section-missing")
        self.unlisting = {path for path, text in wrong if "Deliverables" in text.split(", ")}

    def found(self) -> list[Trouble]:
        told = list(self._delivered())  # first of all: it learns who delivers what
        return told + list(self._files())

    def _delivered(self) -> Iterator[Trouble]:
        for path, spec in self.known.specs.items():
            journal = self.known.homes[path].journal
            other = self.known.journals.get(journal)
            theirs = other.items if other else []
            if not spec.items and not theirs:
                continue
            here, there = self._named(path, spec.items), self._named(journal, theirs)
            yield from self._gone(path, journal, spec, theirs)
            for file in here | there:
                if file.endswith(".md") and _is_ours(file):
                    host, line = (path, here[file]) if file in here else (journal, there[file])
                    yield trouble("not-a-deliverable", host, line, f"{file} cannot be delivered")
                    continue
                self.delivers.setdefault(file, {})[path] = None
                if other is None or (file in here and file in there):
                    continue
                silent, mentions, says = (
                    (journal, other.mentions, path) if file in here else (path, spec.mentions, journal)
                )
                if file not in self._named(silent, mentions):
                    message = f"{spec.id} delivers {self.known.near(path, file)}"
                    said = f"said in {name_of(says)}, not in {name_of(silent)}"
                    hint = FIX if silent in self.unlisting else ""  # to sync, a section that is gone says nothing
                    yield trouble("one-sided", silent, None, f"{message}: {said}", hint)

    def _named(self, host: str, stated: list[Any]) -> dict[str, int]:
        return {meant: one[2] for one in stated if (meant := self.known.meant(host, one))}

    def _gone(self, path: str, journal: str, spec: Spec, theirs: list[Any]) -> Iterator[Trouble]:
        for host, stated in ((path, spec.items), (journal, theirs)):
            for one in stated:
                if self.known.meant(host, one) is None:
                    yield trouble("deliverable-missing", host, one[2], f"{spec.id} delivers {one[1]}: it is not there")

    def _files(self) -> Iterator[Trouble]:
        """The way back: traces, the lists of folders, and files that nobody names."""
        lists = {path: self._lines(path, value) for path, value in self.known.rows.listed.items()}
        untraceable = {
            layout.deliverables_folder(file)
            for file in self.delivers
            if file in self.known.paths and not self.known.rows.traces.get(file, [True])[0]
        }
        for file, (holds, found) in self.known.rows.traces.items():
            yield from self._traces(file, holds, found, lists)
        for file, owners in self.delivers.items():
            folder = layout.deliverables_folder(file)
            if folder is None:
                continue
            index = layout.index_of(folder)
            if index in self.known.paths and index not in lists:
                continue  # it cannot be read now
            for owner in owners:
                if owner not in lists.get(index, {}).get(file, ()) and (index in lists or folder in untraceable):
                    message = f"it does not say that {self.known.label(owner)} delivers {self.known.near(index, file)}"
                    yield trouble("unlisted", index, None, message)

    def _lines(self, index: str, value: list[Any]) -> dict[str, set[str]]:
        """By file, the specs that a list names it for; a line without any other link means the folder's own."""
        above = folder_of(folder_of(index))
        own = next((one for one in (f"{above}/spec.md", f"{above}/epic.md") if one in self.known.homes), "")
        lines: dict[str, set[str]] = {}
        for stated, others in value:
            file = self.known.meant(index, stated)
            if file:
                meant = [self.known.meant(index, one) for one in others]
                named = [one for one in meant if one in self.known.homes] if others else [own]
                lines.setdefault(file, set()).update(one for one in named if one)
        return lines

    def _traces(self, file: str, holds: bool, found: list[Any], lists: Lists) -> Iterator[Trouble]:
        known, owners = self.known, self.delivers.get(file, {})
        named = {known.meant(file, one): one[2] for one in found}
        for spec, line in named.items():
            unread = spec in known.homes and known.homes[spec].folder + "/deliverables/" in known.dark
            if spec in owners or unread:
                continue
            if spec in known.homes and not owners and file.startswith(known.homes[spec].folder + "/"):
                original = original_of(file)
                if original and spec in self.delivers.get(original, ()):
                    if not is_note(file):  # those are found by what they say
                        yield health.trouble("conflict-copy", file, None, name_of(original))
                    continue
                message = (
                    f"{known.rows.ids[spec]} delivers {known.near(spec, file)}: said in its trace, not in the spec"
                )
                yield trouble("one-sided", file, line, message)
                continue
            said = (
                f"names {known.label(spec)}, which does not deliver it" if spec in known.homes else "leads to no spec"
            )
            yield trouble("stray-trace", file, line, f"its trace {said}", FIX if len(owners) == 1 else "")
        for owner in owners:
            if holds and owner not in named and not (len(owners) == 1 and named):
                yield trouble("untraced", file, None, f"it has no trace to {known.label(owner)}, which delivers it")
        if not owners and not named and not file.startswith(known.dark):
            yield self._nobodys(file, lists)

    def _nobodys(self, file: str, lists: Lists) -> Trouble:
        index = layout.index_of(layout.deliverables_folder(file) or "")
        if file in lists.get(index, {}):
            said = f"said in {self.known.near(file, index)}, not in the spec"
            return trouble("one-sided", file, None, f"{name_of(file)} is delivered: {said}")
        return trouble("orphan-deliverable", file, None, "no spec and no journal names it")


def _is_ours(path: str) -> bool:
    return bool(layout.home(path) or layout.specs_of_journal(path) or layout.is_index(path))
