"""What it takes to make coding agents know of specwork, to renew that, and to take it back.

Most of it lies in dot-folders at the repository's top, where no change set reaches: those files are told as steps of
before and after, which `beside` takes. AGENTS.md is a note like others where the vault is the top; then it has a job.
A file that somebody edited is never written over and never taken away.
"""

from collections.abc import Callable, Collection, Iterable

from specwork.domain import agents as known
from specwork.domain.agents import AGENTS, BESIDE, MANIFEST, SHARED, Manifest, fingerprint
from specwork.work.given import Given
from vault.edits.changes import ChangeSet, Create, Delete, rewrite
from vault.errors import CannotWrite, Refused, Unreadable, VaultError
from vault.paths import folder_of
from vault.text import applied
from vault.typed import NamedTuple

Read = Callable[[str], bytes | None]
Stands = Callable[[str], bool]
SKIPPED = (Unreadable, Refused, CannotWrite)  # what one file may have against it; the others go on


class Step(NamedTuple):
    """A file as it is and as it will be; None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


class Plan(NamedTuple):
    """`kept`: what was left as it is, and why. `folders` are to be removed, if they are empty by then. `left`: what
    nobody could read, and why; all the rest goes on without it."""

    steps: tuple[Step, ...]
    kept: tuple[tuple[str, str], ...] = ()
    folders: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


class Ground(NamedTuple):
    """What stands at the repository's top. `vault`: where the vault lies, seen from there; empty if it is the top."""

    read: Read
    stands: Stands
    template: Callable[[str], bytes]
    vault: str = ""

    def wanted(self, agents: Iterable[str]) -> dict[str, bytes]:
        return {path: self.filled(template) for path, template in known.files_of(agents).items()}

    def filled(self, template: str) -> bytes:
        return known.filled(self.template(template), self.vault)

    def manifest(self) -> Manifest:
        return known.read_manifest(self.read(MANIFEST))


def present(stands: Stands, on_path: Callable[[str], bool], driving: str | None) -> list[str]:
    """The agents that are used here: by their files, by their programs, or because one of them is asking."""
    return [
        name
        for name, agent in AGENTS.items()
        if name == driving or any(map(stands, agent.signs)) or any(map(on_path, agent.programs))
    ]


def install(ground: Ground, agents: Iterable[str]) -> Plan:
    """Writes what is missing, renews what nobody edited, and lays the new one beside what somebody did."""
    manifest = ground.manifest()
    agents = [name for name in AGENTS if name in {*agents, *manifest.agents}]
    wanted = ground.wanted(agents)
    plan = _Planning(ground, manifest)
    for path, content in wanted.items():
        plan.put(path, content)
    for path in manifest.files:
        if path.removesuffix(BESIDE) not in wanted:
            plan.take_away(path)
    folders = plan.folders_made()
    plan.note(Manifest(tuple(agents), plan.files, tuple(dict.fromkeys((*manifest.folders, *folders)))))
    return Plan(tuple(plan.steps), tuple(plan.kept), (), tuple(plan.left))


def uninstall(ground: Ground, agents: Iterable[str]) -> Plan:
    """Takes away what nobody edited, as far as no other agent needs it."""
    manifest = ground.manifest()
    leaving = set(agents)
    staying = [name for name in manifest.agents if name not in leaving]
    needed = ground.wanted(staying)
    plan = _Planning(ground, manifest, dict(manifest.files))
    alike = ground.wanted(leaving)  # ours too, though no manifest says so
    for path in dict.fromkeys((*manifest.files, *alike)):
        if path.removesuffix(BESIDE) not in needed:
            plan.take_away(path, alike.get(path))
    if staying:
        plan.note(Manifest(tuple(staying), plan.files, manifest.folders))
        return Plan(tuple(plan.steps), tuple(plan.kept), (), tuple(plan.left))
    plan.note(Manifest((), plan.files, manifest.folders) if plan.left else None)
    folders = tuple(sorted(manifest.folders, key=len, reverse=True))
    return Plan(tuple(plan.steps), tuple(plan.kept), folders, tuple(plan.left))


class _Planning:
    """A plan in the making. `files` is what the manifest will say of them."""

    def __init__(self, ground: Ground, manifest: Manifest, files: dict[str, str] | None = None) -> None:
        self.ground, self.manifest = ground, manifest
        self.files = files or {}
        self.steps: list[Step] = []
        self.kept: list[tuple[str, str]] = []
        self.left: list[tuple[str, str]] = []

    def put(self, path: str, content: bytes) -> None:
        try:
            self._put(path, content)
        except SKIPPED as error:
            self._leave(path, error)

    def take_away(self, path: str, alike: bytes | None = None) -> None:
        try:
            self._take_away(path, alike)
        except SKIPPED as error:
            self._leave(path, error)

    def _leave(self, path: str, error: VaultError) -> None:
        """It stays as it is, and what was known of it is known on."""
        self.left.append((path, error.message.removeprefix(f"{path} ")))
        if mark := self.manifest.files.get(path):
            self.files[path] = mark

    def _put(self, path: str, content: bytes) -> None:
        now, mark = self.ground.read(path), fingerprint(content)
        beside = path + BESIDE
        if now is None or fingerprint(now) in (mark, self.manifest.files.get(path)):
            self._write(path, now, content)
            self.files[path] = mark
            self._take_away(beside)
            return
        if known_mark := self.manifest.files.get(path):
            self.files[path] = known_mark
        there = self.ground.read(beside)
        if there is None or fingerprint(there) in (mark, self.manifest.files.get(beside)):
            self._write(beside, there, content)
            self.files[beside] = mark
            self.kept.append((path, f"it was edited; the one of this version is {beside}"))
        else:
            self.kept.append((path, f"it was edited, and so was {beside}"))

    def _write(self, path: str, now: bytes | None, content: bytes) -> None:
        if now is None or fingerprint(now) != fingerprint(content):
            crlf = now is not None and b"\r\n" in now
            self.steps.append(Step(path, now, content.replace(b"\n", b"\r\n") if crlf else content))

    def _take_away(self, path: str, alike: bytes | None = None) -> None:
        now = self.ground.read(path)
        mark = self.files.pop(path, self.manifest.files.get(path))
        marks = {mark, fingerprint(alike) if alike is not None else None}
        if now is None or marks == {None}:
            return
        if fingerprint(now) in marks:
            self.steps.append(Step(path, now, None))
        else:
            self.kept.append((path, "it was edited"))

    def folders_made(self) -> list[str]:
        """The folders that these steps will make, outermost first."""
        made: dict[str, None] = {}
        for step in (*self.steps, Step(MANIFEST, None, b"")):
            above = []
            folder = folder_of(step.path)
            while folder and step.after is not None and not self.ground.stands(folder):
                above.append(folder)
                folder = folder_of(folder)
            made |= dict.fromkeys(reversed(above))
        return list(made)

    def note(self, manifest: Manifest | None) -> None:
        """The manifest goes last: what was written without it is recognised by its text."""
        before = self.ground.read(MANIFEST)
        after = known.manifest_text(manifest) if manifest else None
        if before != after:
            self.steps.append(Step(MANIFEST, before, after))


def without(manifest: bytes, before: Manifest, failed: Collection[str]) -> bytes:
    """What the manifest says where some files could not be written: of these, what it said before."""
    now = known.read_manifest(manifest)
    files = {path: mark for path, mark in now.files.items() if path not in failed}
    files |= {path: mark for path, mark in before.files.items() if path in failed}
    return known.manifest_text(now._replace(files=files))


# AGENTS.md


def share(text: bytes | None, inner: bytes | None) -> tuple[bytes | None, str]:
    """AGENTS.md with our block, or without one; and why it was left as it is, if it was."""
    found = known.block_in(text or b"")
    if found and found.edited:
        return text, "our part of it was edited; take that out to have it anew, or to be rid of it"
    if inner is not None:
        return applied(text or b"", known.with_block(text or b"", inner)), ""
    left = applied(text or b"", known.without_block(text or b""))
    return (left or None) if found else text, ""


def shared(ground: Ground, inner: bytes | None) -> Plan:
    """The same where AGENTS.md is no note of the vault."""
    try:
        before = ground.read(SHARED)
    except SKIPPED as error:
        return Plan((), (), (), ((SHARED, error.message.removeprefix(f"{SHARED} ")),))
    after, why = share(before, inner)
    steps = (Step(SHARED, before, after),) if after != before else ()
    return Plan(steps, ((SHARED, why),) if why else ())


def mark(given: Given, *, inner: bytes | None) -> ChangeSet:
    """Where AGENTS.md is a note of the vault: a job like any other."""
    before = given.text(SHARED) if given.kind(SHARED) else None
    after, why = share(before, inner)
    told = (f"{SHARED}: {why}",) if why else ()
    doing = "Tell coding agents of the vault" if inner is not None else "Tell coding agents of the vault no more"
    if after == before:
        return ChangeSet(doing, (), told)
    if before is None:
        return ChangeSet(doing, (Create(SHARED, after or b""),), told)
    if after is None:
        return ChangeSet(doing, (Delete(SHARED, before),), told)
    edits = known.with_block(before, inner) if inner is not None else known.without_block(before)
    return ChangeSet(doing, tuple(rewrite(SHARED, before, edits)), told)


# how it stands

IN_PLACE, OLDER, EDITED, MISSING, ABSENT = "in place", "older", "edited", "missing", "not installed"
UNREADABLE = "cannot be read"


class Standing(NamedTuple):
    """`agents`: each with whether it is used here and whether it was told. `old` are commands of before."""

    agents: tuple[tuple[str, bool, bool], ...]
    files: tuple[tuple[str, str], ...]
    old: tuple[str, ...]


def status(ground: Ground, here: Iterable[str]) -> Standing:
    manifest = ground.manifest()
    used = set(here)
    wanted = ground.wanted(manifest.agents)
    files = [(path, _state(ground, manifest, path, content)) for path, content in wanted.items()]
    block = _state_of_shared(ground)
    if manifest.agents or block != ABSENT:
        files.append((SHARED, block))
    files += [(path, "laid beside") for path in manifest.files if path.endswith(BESIDE) and ground.stands(path)]
    agents = tuple((name, name in used, name in manifest.agents) for name in AGENTS)
    return Standing(agents, tuple(files), old_commands(ground))


def _state_of_shared(ground: Ground) -> str:
    try:
        found = known.block_in(ground.read(SHARED) or b"")
    except SKIPPED:
        return UNREADABLE
    if found is None:
        return ABSENT
    return EDITED if found.edited else IN_PLACE if found.inner == ground.filled(SHARED) else OLDER


def _state(ground: Ground, manifest: Manifest, path: str, content: bytes) -> str:
    try:
        now = ground.read(path)
    except SKIPPED:
        return UNREADABLE
    if now is None:
        return MISSING
    if fingerprint(now) == fingerprint(content):
        return IN_PLACE
    return OLDER if fingerprint(now) == manifest.files.get(path) else EDITED


def old_commands(ground: Ground) -> tuple[str, ...]:
    return tuple(path for path in known.OLD_COMMANDS if ground.stands(path))
