"""Two-way sync: what every place states now, compared with what was agreed, and the smallest edits that make them one.

`synced` looks at everything that changed since the last agreement, whoever changed it. What decides is `domain.facts`;
the rooms below `settling` know the places. Nothing is written here: it comes out as one change set.
"""

from collections.abc import Collection, Mapping
from json import dumps, loads

from specwork.domain import layout
from specwork.domain.facts import Memory
from specwork.domain.places import CONTEXT, SPEC, kind_of
from specwork.work.agreement import Agreement, KnownFile, KnownHost
from specwork.work.cast import Cast
from specwork.work.given import Given
from specwork.work.settling.ground import Conflict, Ground, Told
from specwork.work.settling.ids import spelled_out, typed
from specwork.work.settling.memory import agreed_at, is_void, known_of, older_commit
from specwork.work.settling.moving import EMPTY, Moves, Seen, known_file
from specwork.work.settling.round import Round
from specwork.work.view import View
from vault.edits.changes import ChangeSet
from vault.edits.rename import followed
from vault.errors import VaultError
from vault.index.resolve import FileNames, Names
from vault.text import digest
from vault.typed import NamedTuple

TRAPS = ("context.md", "spec.md", "epic.md")
ROUNDS = 6  # what an edit brings to light is settled in the same sync, so often at most
MANY = 300  # files; from here on, dictionaries of all names cost less than asking link by link


class Synced(NamedTuple):
    """What sync would do, and what it met. `why` says for each file what made it be edited."""

    changes: ChangeSet
    why: dict[str, str]
    conflicts: tuple[Conflict, ...]
    told: tuple[Told, ...]
    adds_only: bool  # there was no agreement: nothing could be taken away


class Scope(NamedTuple):
    """The files that facts are kept of, as they are now, and those that are not as they were."""

    files: dict[str, KnownFile]
    changed: frozenset[str]
    come: frozenset[str]
    gone: frozenset[str]
    same: tuple[str, ...]  # that say what they said, which took reading them


def agrees(agreement: Agreement, scope: Scope) -> bool:
    """Whether nothing has happened since all was agreed and nothing was left open."""
    if agreement.empty or loads(agreement.meta("open") or "[]"):
        return False
    return not (scope.changed or scope.come or scope.gone)


def still_agreed(given: Given, agreement: Agreement) -> bool:
    """Remembers that all agreed where git's HEAD stands now; whether there was anything to remember."""
    return agreed_at(agreement, given.git)


def synced(
    given: Given, agreement: Agreement, scope: Scope, *, only: Collection[str] = (), trust: Collection[str] = ()
) -> Synced:
    return _Sync(given, agreement, scope, only, trust).run()


class _Sync:
    def __init__(
        self, given: Given, agreement: Agreement, scope: Scope, only: Collection[str], trust: Collection[str]
    ) -> None:
        self.given, self.agreement, self.only, self.trust = given, agreement, only, frozenset(trust)
        self.day = given.now.toordinal()
        self.scope = scope
        agreement.forget_old(self.day)
        self.adds_only = agreement.empty
        self.before: dict[str, KnownHost | None] = {}  # what files were remembered as when this sync began

    def run(self) -> Synced:
        view = View(self.given, self._names())
        cast = Cast(view, self.agreement)
        due = self._due(view, cast)
        ground = Ground(view, cast, self.agreement, Memory(), self.day)
        moves = self._moves(view, cast, ground)
        due = {moves.get(path, path) for path in due} | set(view.over)
        self._renumbered(cast, due)
        spelled_out(ground, sorted(self._with_ids()))
        due |= {path for path in view.over if self._in_scope(path)}
        memory = self._memory(view, due)
        told, why = dict(ground.told), dict(ground.why)
        last = Round(view, cast, self.agreement, memory, self.day)
        for _ in range(ROUNDS):
            edited = dict(view.over)
            cast.forget()
            last = Round(view, cast, self.agreement, memory, self.day)
            last.run(due, self._digests(view, due))
            why = last.ground.why | why
            now = {path for path, text in view.over.items() if edited.get(path) != text}
            if not now:
                break
            due |= {path for path in now if self._in_scope(path)}
        self._remember(view, cast, due, last)
        told |= last.ground.told
        return Synced(
            view.changes(_why(why)),
            why,
            tuple(last.ground.conflicts),
            tuple(told),
            self.adds_only and any(kind_of(path) in (SPEC, CONTEXT) for path in memory.void),
        )

    def _names(self) -> Names:
        many = len(self.scope.changed) + len(self.scope.come) + len(self.scope.gone) > MANY
        return FileNames(self.given.index.paths()) if many else self.given.index.names

    # which files are due

    def _in_scope(self, path: str) -> bool:
        return path in self.scope.files or _concerns(self.given, path)

    def _due(self, view: View, cast: Cast) -> set[str]:
        due = set(self.scope.changed | self.scope.come | self.scope.gone)
        due.update(loads(self.agreement.meta("open") or "[]"))
        due.update(self.trust)
        if self.scope.come or self.scope.gone:
            due |= self._waiting()
            due |= {path for path in self._parents_of_changes() if view.exists(path)}
        if not self.adds_only:
            captured = {source for path in self.scope.come for source in self.given.index.linking(path)}
            due |= {path for path in captured if path in self.scope.files}
        if self.only:
            refs = [cast.at(self.given.specs.find(asked).path) for asked in self.only]
            own = {path for ref in refs if ref for path in (ref.path, ref.journal)}
            folders = tuple(layout.own_deliverables(ref.path) + "/" for ref in refs if ref)
            due = {path for path in due if path in own or path.startswith(folders)} | own
        return due

    def _waiting(self) -> set[str]:
        """Files with items that lead nowhere: what they name may have come, or what they meant gone."""
        query = "SELECT path FROM host WHERE broken <> '[]'"
        return {path for (path,) in self.agreement.ask(query)}

    def _parents_of_changes(self) -> set[str]:
        """The specs above what came and went, whose lists may lag."""
        found: set[str] = set()
        for path in self.scope.come | self.scope.gone:
            if layout.home(path):
                found.update(layout.parents(path))
        return found

    def _with_ids(self) -> set[str]:
        found = self.given.index.findings()
        return {path for path, one in found if one.code == "broken-link" and typed(one.text)}

    # moves

    def _moves(self, view: View, cast: Cast, ground: Ground) -> dict[str, str]:
        known, away = self.agreement.files(), self.scope.gone
        come = set(self.scope.come)
        if not self.only and (replaced := self._replaced(cast, known)):
            away, come = away | replaced, come | replaced
        gone = {path: one for path, one in known.items() if path in away}
        if self.only or not gone:
            return {}
        git = self.given.git
        found = Moves(cast, self.agreement, Seen(gone, come), self._bare, git).all()
        if not found:
            return {}
        self.agreement.renamed(found)
        cast.forget()
        form, scope = self.given.style().form, self.scope
        edited = {old for old, new in found.items() if scope.files[new].bare != gone[old].bare}
        repaired = followed(
            self.given.index, view.text, found, come=scope.come, gone=scope.gone, edited=edited, fallback=form
        )
        for one in repaired.rewrites:
            host = view.host(one.path)
            if host is None or host.dark:
                continue  # what leads astray there is mended once it can be read
            ground.edit(one.path, one.edits, "links follow what moved")
        for path, link in repaired.lost:
            ground.tell("cannot-link", path, None, f"no spelling of {link} leads there from here", "mend it by hand")
        return found

    def _replaced(self, cast: Cast, known: Mapping[str, KnownFile]) -> set[str]:
        """Files whose place others took: folders that changed places, or moved up by one.

        A spec whose place bears another's id is looked for by its own, and found where spec or journal is what it was.
        """
        replaced: set[str] = set()
        for path in sorted(path for path in self.scope.changed if layout.home(path)):
            before = self.agreement.spec_at(path)
            if before is None or cast.claim(path) == before[0]:
                continue
            there = [one for one in cast.bearing(before[0]) if one in self.scope.changed or one in self.scope.come]
            if len(there) == 1 and self._is_that(known, path, there[0]):
                for spec in (path, there[0]):
                    replaced.update(one for one in self.scope.changed if _with_spec(spec, one))
        return replaced

    def _is_that(self, known: Mapping[str, KnownFile], old: str, new: str) -> bool:
        before, after = layout.home(old), layout.home(new)
        assert before is not None  # both are specs
        assert after is not None
        pairs = ((old, new), (before.journal, after.journal))
        files = self.scope.files
        return any(a in known and b in files and known[a].hash == files[b].hash for a, b in pairs)

    def _renumbered(self, cast: Cast, due: Collection[str]) -> None:
        """A spec got another number elsewhere, and nobody bears its old one: what is known of it goes along."""
        for path in sorted(path for path in due if layout.home(path)):
            known, ref = self.agreement.spec_at(path), cast.at(path)
            if known and ref and ref.id != known[0] and not cast.bearing(known[0]):
                self.agreement.renumbered(known[0], ref.id)
                self.agreement.put_spec(path, (ref.id, ref.title))
                cast.forget()

    def _bare(self, path: str) -> bytes:
        known = self.scope.files.get(path)
        return known.bare if known else EMPTY

    # what memory is worth

    def _memory(self, view: View, due: Collection[str]) -> Memory:
        void = set()
        head = older_commit(self.agreement, self.given.git)
        for path in due:
            host = view.host(path)
            if host is not None and is_void(self.agreement, host, self.given.text(path), head):
                void.add(path)
        return Memory(void=frozenset(void), trusted=self.trust)

    def _digests(self, view: View, due: Collection[str]) -> dict[str, bytes]:
        there = (path for path in due if path not in view.come and view.host(path))
        return {path: digest(self.given.text(path)) for path in there}

    # remembering

    def _remember(self, view: View, cast: Cast, due: Collection[str], last: Round) -> None:
        agreement = self.agreement
        for path in () if self.only else self.scope.same:  # next time stat tells it; what was edited comes after this
            agreement.put_file(path, self.scope.files[path])
        for path in sorted({*due, *view.over}):
            self._remember_file(view, path)
            host = view.host(path)
            if host is None:
                agreement.put_host(path, None)
            elif not host.dark and path not in last.ground.stuck and self._in_scope(path):
                broken = last.broken.get(path, frozenset())
                agreement.put_host(path, known_of(host, digest(host.text), agreement.host(path), broken))
            if layout.home(path):
                ref = cast.at(path)
                agreement.put_spec(path, (ref.id, ref.title) if ref else None)
        if self.only:
            return
        for path in self.scope.gone:
            agreement.put_file(path, None)
        waits = last.ground.open | last.ground.stuck
        agreement.put_meta("open", dumps(sorted(waits)))
        agreement.put_meta("agreed", "1")
        agreed_at(agreement, self.given.git)

    def _remember_file(self, view: View, path: str) -> None:
        if not view.exists(path):
            self.agreement.put_file(path, None)
        elif path in view.over:
            text = view.text(path)
            self.agreement.put_file(path, known_file(path, text, None))
        elif path in self.scope.files:
            self.agreement.put_file(path, self.scope.files[path])


def _with_spec(spec: str, path: str) -> bool:
    """Whether a file moves with a spec: it and its journal, and all below a folder of its own."""
    here = layout.home(spec)
    assert here is not None  # it was asked for
    return path in (spec, here.journal) or (not here.inline and path.startswith(here.folder + "/"))


def _why(why: dict[str, str]) -> str:
    reasons = list(dict.fromkeys(why.values()))
    if not reasons:
        return "Sync"
    more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return f"Sync: {reasons[0]}{more}"


# looking


def _concerns(given: Given, path: str) -> bool:
    """Whether facts may be kept in a file, or of it."""
    return not given.root or path.startswith(given.root + "/")


def looked_at(given: Given, agreement: Agreement) -> Scope:
    """The files below the specs' folder, and what is delivered elsewhere, compared with how they were last seen."""
    known = agreement.files()
    index = given.index
    rows = index.stamps(given.root)
    elsewhere = [path for path in known if not _concerns(given, path)]
    if given.root:  # what stands at the top of the vault takes the bare links of all notes
        rows.update(index.stamps(layout.DELIVERABLES))
        elsewhere += TRAPS
    rows.update(index.stamps_of(elsewhere))
    files: dict[str, KnownFile] = {}
    changed, same = set(), []
    for path, (sig, content) in rows.items():
        before = known.get(path)
        if before is not None and (before.hash == content if content else sig is not None and sig == before.sig):
            files[path] = before
            continue
        try:
            text = given.text(path)
        except VaultError:
            continue
        files[path] = known_file(path, text, sig)
        if before is not None and before.hash != files[path].hash:
            changed.add(path)
        elif before is not None and sig is not None:
            same.append(path)
    come = frozenset(files.keys() - known.keys())
    gone = frozenset(known.keys() - rows.keys())
    return Scope(files, frozenset(changed), come, gone, tuple(same))
