"""`deliver`: files become deliverables of a spec, and every place says so, in one change.

A job thinks and writes nothing. Where the files go is `delivering_files`', what is written down `delivering_places`';
here both become one change set, with the entries in the journal's open session.
"""

from collections.abc import Sequence

from specwork.domain import layout
from specwork.domain.command import word
from specwork.domain.counted import counted
from specwork.domain.heads import properties_set
from specwork.domain.journal import HEADER, Journal, read_journal
from specwork.domain.places import Host, status_span
from specwork.domain.session import IMPLEMENT, OPEN, Session
from specwork.domain.status import IMPLEMENTING, PLANNING, meaning, value_in
from specwork.domain.templates import moment
from specwork.domain.writing import created_text, entry_added, header_set, modified_text
from specwork.work.cast import Ref
from specwork.work.delivering_files import Asked, Plan, Planned, Taken, planned
from specwork.work.delivering_places import Delivering, ground_of, kin_of, repointed, trails
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.sessions import journal_of, of_participant, which_session
from specwork.work.settling.ground import Ground
from specwork.work.specs import bumped
from specwork.work.tree import carried_exactly
from specwork.work.view import View
from vault.edits.changes import Change, ChangeSet, Create, Move, joined
from vault.errors import Refused
from vault.index.resolve import RememberedNames
from vault.notes import frontmatter, outline
from vault.notes.note import read_note
from vault.notes.outline import Label
from vault.paths import folder_of
from vault.text import Edit, raw
from vault.typed import NamedTuple


class Delivery(NamedTuple):
    """What delivering would change, and what is delivered then."""

    changes: ChangeSet
    files: tuple[Planned, ...]


class Into(NamedTuple):
    """The session that gets the entries. `key` names it; `hint` does so too, if this journal has such a session."""

    key: str | None = None
    hint: str | None = None


AS_IT_LIES, MINE = Asked(), Into()


def deliver(
    given: Given, *, spec: str, files: Sequence[Taken], asked: Asked = AS_IT_LIES, session: Into = MINE
) -> ChangeSet:
    """Files become deliverables of a spec, all of them or none."""
    return delivery(given, spec=spec, files=files, asked=asked, session=session).changes


def delivery(
    given: Given, *, spec: str, files: Sequence[Taken], asked: Asked = AS_IT_LIES, session: Into = MINE
) -> Delivery:
    found = given.specs.find(spec)
    journal = _journal(given, found)
    begun = session_for(journal, given.participant, session, of=found)
    headings = [one.title.strip() for one in _parts(journal)]
    plan = planned(given, found, files, asked, headings)
    moves = [one.change for one in plan.files if isinstance(one.change, Move)]
    creates = [one.change for one in plan.files if isinstance(one.change, Create)]
    led = trails(given, moves)
    links, lost = carried_exactly(given, moves) if moves else ([], ())
    indexes = sorted({layout.index_of(folder) for one in plan.files if (folder := _folder(one))})
    come = [path for path in (*(one.path for one in creates), *indexes) if not given.index.has(path)]
    with given.index.preview(moves=dict(moves), come=come) as names:
        followed = repointed(given, names, led)
    laid = joined("", ChangeSet("", (*moves, *creates, *links)), ChangeSet("", tuple(followed)))
    view = View(given, given.index.names, laid)  # what moves is looked up by where it lies now
    with given.index.preview(moves=dict(moves), come=come) as names:
        view.names = RememberedNames(names)
        writing = _Writing(given, view, found, asked, journal.sessions.index(begun) if begun else None)
        writing.run(plan, [path for path in indexes if path in come])
        changes = view.changes(_why(found, plan), (*plan.notices, *lost, *writing.notices))
    return Delivery(_runnable(changes, creates), plan.files)


def _folder(one: Planned) -> str | None:
    return layout.deliverables_folder(one.path) if one.path else None


def _parts(journal: Journal) -> list[outline.Section]:
    return journal.below(journal.deliverables) if journal.deliverables else []


def _why(found: Found, plan: Plan) -> str:
    count = len(plan.files)
    named = plan.files[0].name.rpartition("/")[2] if count == 1 else counted(count, "file")
    return f"Deliver {named} for {found.spec.label}"


def _runnable(changes: ChangeSet, creates: Sequence[Create]) -> ChangeSet:
    """New files that may be run stay so."""
    runs = {one.path for one in creates if one.executable}
    done: list[Change] = [
        one._replace(executable=True) if isinstance(one, Create) and one.path in runs else one
        for one in changes.changes
    ]
    return changes._replace(changes=tuple(done))


def _journal(given: Given, found: Found) -> Journal:
    """The journal that the deliverables are listed in."""
    journal = journal_of(given, found)
    for label in journal.doubled:
        known = journal.header.get(label.name)
        if label.name in HEADER and known and known.value != label.value:
            raise Refused(
                f"{found.journal} has two headers: **{label.name}** is {known.value!r} and {label.value!r}",
                where=found.journal,
                hint="take one of them out",
            )
    return journal


class _Writing:
    """All that is written on the view: places, session entries, dates."""

    def __init__(self, given: Given, view: View, found: Found, asked: Asked, begun: int | None) -> None:
        self.given, self.view, self.found, self.asked, self.begun = given, view, found, asked, begun
        self.ground: Ground = ground_of(given, view)
        self.delivering = Delivering(self.ground, asked.description)
        self.notices: list[str] = []

    def run(self, plan: Plan, lists: Sequence[str]) -> None:
        """`lists` are those of folders that have none yet."""
        ref = self._ref()
        for path in (ref.path, ref.journal):
            self._readable(path)
        news = [one for one in plan.files if self._delivered(ref, one)]
        for index in lists:
            if index in self.view.over:
                self.delivering.index_others(index, kin_of(self.view, self.ground.cast, folder_of(index)))
        if news:
            self._entries(news)
            self._dates()
        self.notices += self.delivering.notices
        for told in self.ground.told:
            raise Refused(told.message, where=told.path, hint=told.hint)

    def _ref(self) -> Ref:
        ref = self.ground.cast.at(self.found.path)
        if ref is None:
            raise Refused(
                f"{self.found.spec.label}: its id is another's too",
                where=self.found.path,
                hint=f"give it one of its own: specwork renumber {word(self.found.path)} NEW",
            )
        return ref

    def _readable(self, path: str) -> Host:
        host = self.view.host(path)
        if host is None or host.dark:
            why = host.dark if host else "it cannot be read"
            raise Refused(f"{path}: {why}", where=path, hint="mend it first")
        return host

    def _delivered(self, ref: Ref, one: Planned) -> bool:
        new = self.delivering.deliver(ref, one, trace=self.asked.trace)
        if isinstance(one.change, Move) and one.path:
            self.delivering.carried_along(one.change.old, one.path)
        if not new and (self.asked.title or self.asked.description):
            self.notices.append(f"{one.name} is delivered already: its words stay as they are; edit them in {ref.path}")
        return new or one.change is not None

    def _entries(self, news: Sequence[Planned]) -> None:
        path, begun = self.found.journal, self.begun
        if begun is None:
            return
        for one in news:
            journal = read_journal(read_note(path, self.view.text(path)))
            edits = entry_added(journal, journal.sessions[begun], IMPLEMENT, self._entry(one), self.given.now)
            self.ground.edit(path, edits, "")
        self._begun_at_last()

    def _entry(self, one: Planned) -> str:
        path = self.found.journal
        if one.code is None and one.path:
            return created_text(self.ground.link(path, one.path, one.title) or f"`{one.name}`")
        where = f"line {one.line}" if one.line else ""
        if one.path and one.line and self.view.exists(one.path):
            link = self.delivering.code_link(path, one, f"Line {one.line}")
            where = link or where
        return modified_text(one.code or one.name, where)

    def _begun_at_last(self) -> None:
        """Something was made: what was being planned is being implemented."""
        if meaning(self.found.spec.status) != PLANNING:
            return
        label = self._readable(self.found.journal).label("status")
        if not isinstance(label, Label) or meaning(label.value[slice(*value_in(label.value))]) != PLANNING:
            return
        from_spec = _status_set(self.view.text(self.found.path))
        if from_spec:
            why = f"{self.found.spec.label} is being implemented"
            self.ground.edit(self.found.path, from_spec, why)
            self.ground.edit(self.found.journal, [Edit(*status_span(label), raw(IMPLEMENTING))], why)

    def _dates(self) -> None:
        spec, path = self.found.path, self.found.journal
        self.ground.edit(spec, bumped(self.given, self.view.text(spec)), "")
        journal = read_journal(read_note(path, self.view.text(path)))
        if "Updated" in journal.header:
            self.ground.edit(path, header_set(journal, "Updated", moment(self.given.now, "YYYY-MM-DD HH:mm")), "")


def _status_set(text: bytes) -> list[Edit]:
    front = frontmatter.read(text)
    return properties_set(text, {"status": IMPLEMENTING}) if front and front.entry("status") else []


def session_for(journal: Journal, participant: str, asked: Into, *, of: Found) -> Session | None:
    """The open session that entries go into: the one named, else the only one of this participant."""
    if asked.key:
        return which_session(journal, participant, asked.key, of=of)
    hint = (asked.hint or "").strip().lstrip("^")
    here = next((one for one in journal.sessions if hint and one.key == hint and one.status == OPEN), None)
    if here or not of_participant(journal, participant):
        return here
    return which_session(journal, participant, of=of)
