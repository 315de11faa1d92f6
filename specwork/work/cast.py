"""Which spec a file is, and which spec an id means, as facts are kept: by the front matter, else by what is remembered,
else by the number of folder or file.

An id claimed twice belongs to the one whose folder bears it, if the others' own numbers are free; else to nobody.
"""

from specwork.domain import layout
from specwork.domain.schema import read_spec
from specwork.domain.spec import SPEC, Spec, spec_from
from specwork.work.agreement import Agreement
from specwork.work.view import View
from vault.errors import VaultError
from vault.notes.note import read_note
from vault.typed import NamedTuple


class Ref(NamedTuple):
    """A spec by the id that its facts are kept under."""

    id: int
    spec: Spec
    home: layout.Home

    @property
    def path(self) -> str:
        return self.home.spec

    @property
    def journal(self) -> str:
        return self.home.journal

    @property
    def title(self) -> str:
        return self.spec.title

    @property
    def label(self) -> str:
        return f"{self.id} {self.spec.title}"


class Cast:
    """The specs of a view. What is asked is remembered, until `forget`."""

    def __init__(self, view: View, agreement: Agreement) -> None:
        self.view, self.agreement, self.root = view, agreement, view.given.root
        self.forget()

    def forget(self) -> None:
        self._read: dict[str, Spec | None] = {}
        self._claims: dict[str, int | None] = {}
        self._bearing: dict[int, list[str]] = {}
        self._laid: dict[int, list[str]] | None = None

    def at(self, path: str) -> Ref | None:
        """The spec whose file this is; None where there is none, or where its id clashes."""
        claim = self.claim(path)
        spec = self._spec(path)
        home = layout.home(path)
        if claim is None or spec is None or home is None:
            return None
        owners = self.bearing(claim)
        if owners == [path]:
            return Ref(claim, spec, home)
        owner = self._owner(claim, owners)
        if owner == path:
            return Ref(claim, spec, home)
        if owner is not None and home.number is not None:
            return Ref(home.number, spec._replace(id=home.number), home)
        return None

    def called(self, number: int) -> Ref | None:
        """The one spec that an id means."""
        owners = self.bearing(number)
        if len(owners) == 1:
            return self.at(owners[0])
        if owners:
            owner = self._owner(number, owners)
            return self.at(owner) if owner else None
        for path in self._numbered(number):
            ref = self.at(path)
            if ref and ref.id == number:
                return ref
        return None

    def clashes(self, number: int) -> list[str]:
        """The specs that all claim an id which none of them can have; none where there is no such trouble."""
        owners = self.bearing(number)
        return owners if len(owners) > 1 and self._owner(number, owners) is None else []

    def journal_of(self, path: str) -> Ref | None:
        """The spec whose journal this is."""
        for candidate in layout.specs_of_journal(path):
            if self.view.exists(candidate):
                return self.at(candidate)
        return None

    def owner(self, path: str) -> Ref | None:
        """The spec that a host belongs to: its own file, its journal, the list of its deliverables."""
        if layout.home(path):
            return self.at(path)
        if layout.specs_of_journal(path):
            return self.journal_of(path)
        folder = layout.deliverables_folder(path)
        return self.of_folder(folder) if folder else None

    def of_folder(self, deliverables: str) -> Ref | None:
        """The spec in whose folder a `deliverables` folder lies."""
        above = deliverables.rpartition("/")[0]
        prefix = above + "/" if above else ""
        for name in ("spec.md", "epic.md"):
            if self.view.exists(prefix + name):
                return self.at(prefix + name)
        return None

    def parent(self, ref: Ref) -> Ref | None:
        for candidate in layout.parents(ref.path):
            if self.view.exists(candidate):
                return self.at(candidate)
        return None

    def children(self, ref: Ref) -> list[Ref]:
        """Its parts, by the tree."""
        if ref.home.inline or not ref.home.folder:
            return []
        paths = [
            path for path in self.view.below(ref.home.folder) if path != ref.path and self._is_parent(ref.path, path)
        ]
        found = [child for path in paths if (child := self.at(path))]
        return sorted(found, key=lambda one: one.id)

    def _is_parent(self, parent: str, path: str) -> bool:
        return next((one for one in layout.parents(path) if self.view.exists(one)), None) == parent

    # ids

    def bearing(self, number: int) -> list[str]:
        """Every spec that claims an id."""
        known = self._bearing.get(number)
        if known is None:
            rows = {row.path for row in self.view.index.rows(SPEC, str(number))}
            candidates = rows | set(self.agreement.specs_called(number)) | set(self._laid_over().get(number, ()))
            known = sorted(path for path in candidates if self.claim(path) == number)
            self._bearing[number] = known
        return known

    def _laid_over(self) -> dict[int, list[str]]:
        """The specs among the files that are not as the index knows them, by id."""
        if self._laid is None:
            self._laid = {}
            for path in {*self.view.over, *self.view.come}:
                claim = self.claim(path)
                if claim is not None:
                    self._laid.setdefault(claim, []).append(path)
        return self._laid

    def _owner(self, number: int, claimants: list[str]) -> str | None:
        bearers = [path for path in claimants if (here := layout.home(path)) and here.number == number]
        if len(bearers) != 1:
            return None
        numbers = [here.number for path in claimants if path != bearers[0] and (here := layout.home(path))]
        free = all(other is not None and not self.bearing(other) for other in numbers)
        return bearers[0] if free and len(set(numbers)) == len(numbers) else None

    def _numbered(self, number: int) -> list[str]:
        """Specs whose folder bears a number that they do not claim: copies of another, say."""
        query = "SELECT path FROM row JOIN file ON id = source WHERE kind = ? AND (path LIKE ? OR path LIKE ?)"
        like = (f"%/{number}/%.md", f"%/{number}.spec.md")
        found = [path for (path,) in self.view.index.ask(query, (SPEC, *like))]
        return [path for path in found if (here := layout.home(path)) and here.number == number]

    def claim(self, path: str) -> int | None:
        """The id that a spec claims: by its front matter, else as is remembered, else by its folder or file."""
        if path not in self._claims:
            self._claims[path] = self._claimed(path)
        return self._claims[path]

    def _claimed(self, path: str) -> int | None:
        spec = self._spec(path)
        if spec is None:
            return None
        known = self.agreement.spec_at(path)
        if known is None or known[0] == spec.id:
            return spec.id
        host = self.view.host(path)
        front = host.note.front if host and host.note else None
        return spec.id if front and front.get("id") is not None else known[0]

    def _spec(self, path: str) -> Spec | None:
        if path not in self._read:
            self._read[path] = self._looked_up(path)
        return self._read[path]

    def _looked_up(self, path: str) -> Spec | None:
        here = layout.home(path)
        if here is None or not self.view.exists(path) or not layout.below(self.root, path):
            return None
        if path in self.view.over or path in self.view.come:
            try:
                return read_spec(read_note(path, self.view.text(path)), self.root)
            except VaultError:
                return None
        rows = self.view.index.rows_of(path, SPEC)
        return spec_from(path, rows[0].value) if rows else None
