"""The jobs that write in an open session: what was done, and what was learned.

A job thinks and writes nothing: it is given what it may know and returns a change set.
"""

import re
from collections.abc import Sequence

from specwork.domain import status
from specwork.domain.codeplaces import CodePlace, in_backticks, with_places
from specwork.domain.drafting import Draft
from specwork.domain.harmless import says
from specwork.domain.heads import properties_set
from specwork.domain.journal import Journal
from specwork.domain.layout import deliverables_folder
from specwork.domain.session import COMMIT, IMPLEMENT, ISSUE, KINDS, PARTICIPANTS, PARTS, PLAN, TEST, people_in
from specwork.domain.writing import NOTED, entry_added, field_set, issue_text, noted
from specwork.errors import BadUsage
from specwork.work.finding import Found
from specwork.work.given import Given
from specwork.work.sessions import Aim, aim, approved, updated
from specwork.work.specs import bumped
from vault.edits.changes import Change, ChangeSet, rewrite
from vault.edits.linking import PLAIN, Style, link_to
from vault.errors import NoSuchFile, Refused
from vault.notes.links import encoded
from vault.paths import folder_of, is_note, joined, name_of, relative

LOGGED = tuple(kind for kind in KINDS if kind != COMMIT) + tuple(NOTED)
RESULTS = {"passed": "✅", "warned": "⚠️", "failed": "❌"}
_ALSO = {PARTS[kind].casefold(): kind for kind in KINDS} | {
    "planning": PLAN,
    "implemented": IMPLEMENT,
    "implementing": IMPLEMENT,
    "testing": TEST,
    "tested": TEST,
    "issues": ISSUE,
    "notes": "note",
    "changes": "change",
    "decisions": "decision",
    "improvements": "improvement",
    "references": "reference",
}


_commit_like = re.compile(r"[\w./^~@-]{1,100}", re.ASCII).fullmatch


def log(
    given: Given,
    *,
    spec: str,
    kind: str,
    text: str = "",
    session: str | None = None,
    files: Sequence[str] = (),
    resolution: str = "",
    commit: str = "",
    approve: bool = False,
    result: str = "",
) -> ChangeSet:
    """One entry in the open session, or in the section of the journal that keeps its kind.

    `files` are named in it. `resolution` and `commit` belong to an issue, `approve` to a plan, `result` to a test.
    """
    kind = kind_meant(kind)
    at = aim(given, spec, session)
    if commit and not _commit_like(commit):
        raise BadUsage(f"no name of a commit: {commit}", hint="its hash, as git log --oneline shows it")
    _fits(at.found, kind, issue=bool(resolution or commit), plan=approve, test=bool(result))
    draft = Draft(at.journal)
    changes: list[Change] = []
    notices: list[str] = []
    said = _said(given, at, text, files, RESULTS.get(result, "")) if says(text) or files else ""
    resolution = resolution if says(resolution) else ""
    if kind == ISSUE and (resolution or commit or said):
        said = issue(said, resolution and _said(given, at, resolution), commit)
    if not said and not approve:
        raise BadUsage("an entry needs words", hint=f"specwork log {at.found.id} {kind} TEXT, or - to read them")
    if kind == IMPLEMENT:
        notices += _plan_first(given, at)
        begun, told = _begun(given, at.found)
        changes, notices = changes + begun, notices + told
    if kind in NOTED:
        draft.take([*noted(at.journal, kind, said), *updated(given, at.journal)])
    else:
        _add(given, draft, at, kind, said, approve)
    if session:
        _joined(given, draft, at)
    number = f"session {at.session.number}" if at.session.number is not None else "the open session"
    why = f"{at.found.id}: {'plan approved' if approve and not said else kind}, {number}"
    return ChangeSet(why, (*rewrite(at.found.journal, at.journal.text, draft.edits), *changes), tuple(notices))


def _fits(found: Found, kind: str, **asked: bool) -> None:
    """Refused where something is said of one kind of entry that belongs to another."""
    how = {
        ISSUE: "a resolution or a commit belongs to an issue: specwork log {} issue TEXT --resolution TEXT",
        PLAN: "only a plan is approved: specwork log {} plan --approve",
        TEST: "only a test has a result: specwork log {} test TEXT --passed",
    }
    for other, said in asked.items():
        if said and other != kind:
            message, _, hint = how[other].format(found.id).partition(": ")
            raise BadUsage(message, hint=hint)


def kind_meant(kind: str) -> str:
    plain = kind.strip().casefold()
    plain = _ALSO.get(plain, plain)
    if plain in LOGGED:
        return plain
    if plain in (COMMIT, "deliver", "done"):
        raise BadUsage(f"{plain} is a command of its own", hint=f"specwork {plain} ID …")
    raise BadUsage(f"no such action: {kind}", hint=f"one of {', '.join(LOGGED)}")


def issue(text: str, resolution: str, commit: str) -> str:
    """An issue in the words of a journal; several lines stay several."""
    if not text:
        return f"**Resolution**: {resolution}" + (f" **Commit**: `{commit}`" if commit else "")
    if "\n" not in text.strip():
        return issue_text(text, resolution, commit)
    tail = issue_text("", resolution, commit).removeprefix("**Issue**:").strip()
    return f"**Issue**: {text}" + (f"\n{tail}" if tail else "")


def _add(given: Given, draft: Draft, at: Aim, kind: str, said: str, approve: bool) -> None:
    number = at.journal.sessions.index(at.session)
    head = updated(given, at.journal)  # both at once: a long journal takes its time to be read again
    draft.take([*entry_added(at.journal, at.session, kind, said, given.now), *head] if said else head)
    if approve:
        if not said and approved(at.journal, at.session) is None:
            raise Refused(
                "there is no plan to approve",
                where=at.found.journal,
                hint=f"write it first: specwork log {at.found.id} plan TEXT",
            )
        words = f"Plan approved by {given.participant}"
        draft.take(entry_added(draft.journal, draft.journal.sessions[number], PLAN, words, given.now))


def _joined(given: Given, draft: Draft, at: Aim) -> None:
    """Who writes in a session that was named takes part in it."""
    number = at.journal.sessions.index(at.session)
    there = {name.casefold() for name in at.session.participants}
    more = [name for name in people_in(given.participant) if name.casefold() not in there]
    if more and there:
        now = draft.journal.sessions[number]
        draft.take(field_set(draft.journal, now, PARTICIPANTS, ", ".join([*now.participants, *more])))


# the plan, and the spec's status


def _plan_first(given: Given, at: Aim) -> list[str]:
    """Nothing is implemented before its plan is approved, where the vault wants it so; else it is only told."""
    known = approved(at.journal, at.session)
    if known:
        return []
    says = "there is no plan yet" if known is None else "the plan is not approved"
    how = (
        f"specwork log {at.found.id} plan TEXT --approve"
        if known is None
        else f"specwork log {at.found.id} plan --approve"
    )
    if given.settings.require_plan:
        raise Refused(f"{says}, and this vault requires one", where=at.found.journal, hint=how)
    return [f"{says}: {how}"]


def _begun(given: Given, found: Found) -> tuple[list[Change], list[str]]:
    """The first that is implemented turns a plan into work."""
    if status.meaning(found.spec.status) != status.PLANNING:
        return [], []
    return spec_status(given, found, status.IMPLEMENTING)


def spec_status(given: Given, found: Found, word: str) -> tuple[list[Change], list[str]]:
    """The spec's own file says how it stands; the journal's header follows when the change is settled.

    Where its front matter cannot be edited safely, that is told, and the entry is written all the same.
    """
    text = given.text(found.path)
    try:
        edits = properties_set(text, {"status": word})
        if edits:
            edits += bumped(given, text)
    except Refused as fault:
        return [], [f"the status of {found.spec.label} stays {found.spec.status}: {fault.message}"]
    return list(rewrite(found.path, text, edits)), []


# what is named in an entry


def _said(given: Given, at: Aim, text: str, files: Sequence[str] = (), mark: str = "") -> str:
    """The words as they are written: places in code as links, files and the mark at the end of the first line."""
    said = with_places(text.replace("\r\n", "\n").replace("\r", "\n"), lambda place: _place(given, at.journal, place))
    if not files and not mark:
        return said
    first, newline, rest = said.strip().partition("\n")
    if files:
        first = _naming(first, [_file(given, at.journal, path) for path in dict.fromkeys(files)])
    return f"{first} {mark}".rstrip() + newline + rest


def _naming(first: str, written: Sequence[str]) -> str:
    """The line with these files: where it names one already, that becomes code; the others stand at its end."""
    more = []
    for one in written:
        bare = rf"(?<![\w`/.~@+-]){re.escape(one.strip('`'))}(?![\w`/@+-])"
        if one in first:
            continue
        first, found = re.subn(bare, one.replace("\\", r"\\"), first, count=1) if one[0] == "`" else (first, 0)
        more += [] if found else [one]
    named = ", ".join(more)
    return f"{first} ({named})" if first and named else first or f"Changed {named}"


def _file(given: Given, journal: Journal, path: str) -> str:
    """A file as an entry names it: a link to a note or a deliverable, else its path from the repository's top."""
    source, beside = journal.note.path, _beside(given)
    if beside and path.startswith(beside) and given.kind(path) is None:
        path = path[len(beside) :]
    if given.kind(path) in ("file", "symlink"):
        if (is_note(path) or deliverables_folder(path)) and (
            link := _link(given, source, path, name_of(path), given.style())
        ):
            return link
        return _as_code(beside + path)
    if given.elsewhere(path) == "file":
        return _as_code(path)
    for old in (beside + path, path):
        if given.git and given.git.gone([old]):
            return _as_code(old)  # it was taken away, which is something to tell too
    raise NoSuchFile(f"no such file: {path}", where=path, hint="name it from the top of the vault or of the repository")


def _as_code(path: str) -> str:
    if "\n" in path or "\r" in path:
        raise Refused(f"{path!r} has a line end in its name", where=path, hint="give the file a plainer name")
    return in_backticks(path)


def _place(given: Given, journal: Journal, place: CodePlace) -> str | None:
    """A line of code, with a link that leads there; None if no such file stands."""
    source = journal.note.path
    prefix = _beside(given)
    top = given.git.root() if place.path[0] == "/" and given.git else None
    if top and place.path.startswith(top + "/"):
        place = place._replace(path=place.path[len(top) + 1 :])
    if place.path.startswith("../") and prefix:  # seen from the vault's top
        place = place._replace(path=joined(prefix.rstrip("/"), place.path) or place.path)
    inside = place.path
    if prefix and inside.startswith(prefix) and given.kind(inside) is None:
        inside = inside[len(prefix) :]
    if given.kind(inside) == "file":
        sub = "" if is_note(inside) else place.sub  # of a note, that would be a heading
        link = _link(given, source, inside, place.text, PLAIN._replace(markdown=True), sub)
        return f"`{prefix}{inside}` ({link})" if link else f"`{prefix}{inside}` ({place.text})"
    if given.elsewhere(place.path) != "file":
        return None
    way = relative((prefix + folder_of(source)).rstrip("/"), place.path)
    return f"`{place.path}` ([{place.text}]({encoded(way)}{place.sub}))"


def _link(given: Given, source: str, path: str, text: str, style: Style, sub: str = "") -> str | None:
    """A link to a file that stands there, though the index may not know of it yet."""
    with given.index.preview(come=() if given.index.has(path) else (path,)) as names:
        return link_to(names, source, path, text, style, sub=sub)


def _beside(given: Given) -> str:
    """How the vault is reached from the top of its repository: nothing, or a folder with its slash."""
    return given.git.inside() if given.git else ""
