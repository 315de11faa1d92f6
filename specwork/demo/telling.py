"""Tells the story of the sample vault, through the jobs that people use: what comes out is what they would have made.

Every time is the story's own, so that each telling is the same to the byte. At the end somebody edits two notes by
hand, and leaves a broken link and a contradiction behind to be mended.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

from specwork.committing import commit
from specwork.demo.files import FILES
from specwork.demo.story import BEGUN, BLOCKED, DROPPED, EPICS, Part
from specwork.demo.work import WORK, Sitting
from specwork.desk import Desk
from specwork.domain.layout import EPIC, FEATURE, TASK
from specwork.errors import BadUsage
from specwork.pages.home import home
from specwork.surroundings import Surroundings
from specwork.whereabouts import begin_vault
from specwork.work import closing, entries, homenote, opening, specs
from specwork.work.deliverables import deliver
from specwork.work.delivering_files import COPY, Asked, Taken
from specwork.work.given import Given
from vault.disk.git import Git
from vault.edits.changes import ChangeSet, rewrite
from vault.errors import CannotWrite
from vault.notes import outline
from vault.notes.note import read_note
from vault.text import Edit
from vault.typed import Any

HERE = timezone(timedelta(hours=1))
BEGAN = datetime(2026, 1, 19, 9, 0, tzinfo=HERE)
WHO = {"NAME": "specwork demo", "EMAIL": "demo@localhost"}
BELOW = {EPIC: FEATURE, FEATURE: TASK}
FOLDERS = {"scripts": "scripts", "docs": "docs", "config": "config", "data": "data"}

Progress = Callable[[str], None]


class Clock:
    """The time of the story. It goes on a little with everything that happens."""

    def __init__(self) -> None:
        self.moment = BEGAN

    def __call__(self) -> float:
        return self.moment.timestamp()

    def at(self, moment: datetime) -> None:
        self.moment = moment

    def on(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)


class _Around(Surroundings):
    """What stands around the vault of the story, where it is always the same time zone."""

    def __init__(self, folder: str, clock: Clock) -> None:
        super().__init__(folder, clock)
        self.story = clock

    def now(self) -> datetime:
        return self.story.moment


def must_be_empty(folder: str) -> None:
    if os.path.lexists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise BadUsage(f"{folder} is not empty", hint="name a folder that is new: specwork demo DIR")


def tell(folder: str, *, progress: Progress = lambda _: None, git: bool = True) -> None:
    """Writes the sample vault into a folder that is new or empty."""
    must_be_empty(folder)
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"no vault could be made: {error.strerror}", where=folder, hint="name another folder"
        ) from None
    before = {name: os.environ.get(name) for name in _names()}
    try:
        _Telling(folder, progress, git=git).run()
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _names() -> Iterator[str]:
    for whose in ("AUTHOR", "COMMITTER"):
        yield from (f"GIT_{whose}_{what}" for what in ("NAME", "EMAIL", "DATE"))


class _Telling:
    def __init__(self, folder: str, progress: Progress, *, git: bool) -> None:
        self.progress, self.clock = progress, Clock()
        begin_vault(folder, "specs")
        self.desk = Desk(folder, participant="User", clock=self.clock)
        self.desk.around = _Around(self.desk.folder, self.clock)
        self.git = Git(self.desk.folder) if git else None
        self.ids: dict[str, str] = {}
        self.count = 0

    def run(self) -> None:
        if self.git:
            self.git.init(own=True)
        self.progress("planning")
        self._planned()
        self._commit("The plan: three epics, with all that is part of them")
        for number, sitting in enumerate(WORK, 1):
            self.progress(f"session {number} of {len(WORK)}")
            self._sat(sitting)
        self.clock.at(datetime(2026, 3, 13, 9, 0, tzinfo=HERE))
        for title in BEGUN:
            self._set(title, "implementing")
        for title in BLOCKED:
            self._set(title, "blocked")
        self.desk.sync()
        self._do(homenote.write, render=home, make=True)
        self._commit("Where things stand")
        self._by_hand()

    # the plan

    def _planned(self) -> None:
        for epic in EPICS:
            self._made(epic, EPIC, None)
        for part in _all(EPICS):
            for other in part.after:
                self._do(specs.depend, spec=self.ids[part.title], on=self.ids[other])
        for title in DROPPED:
            self._set(title, "dropped")

    def _made(self, part: Part, kind: str, under: str | None) -> None:
        self.clock.on(1)
        self._do(specs.new, kind=kind, title=part.title, under=under, priority=part.priority)
        found = next(one for one in self.desk.given().specs.all() if one.spec.title == part.title)
        self.ids[part.title] = str(found.id)
        self._do(described, spec=str(found.id), part=part)
        for one in part.parts:
            self._made(one, BELOW[kind], str(found.id))

    def _set(self, title: str, status: str) -> None:
        self._do(specs.set_values, spec=self.ids[title], values={"status": status})

    def _do(self, job: Callable[..., ChangeSet], **asked: Any) -> None:
        self.desk.run(job, **asked)

    # the work

    def _sat(self, sitting: Sitting) -> None:
        began = datetime.strptime(sitting.began, "%Y-%m-%d %H:%M").replace(tzinfo=HERE)
        spec = self.ids[sitting.on]
        self.count += 1
        self.clock.at(began)
        key = f"s-{0x5EED0000 + self.count:08x}"
        self._do(opening.start, spec=spec, title=sitting.title, participants=sitting.people, key=key)
        for minutes, kind, text in sitting.steps:
            self.clock.at(began + timedelta(minutes=minutes))
            self._step(spec, key, kind, text)
        if sitting.met:
            self._do(specs.tick, spec=spec, which=[str(one) for one in sitting.met])
        if sitting.commit and self.git:
            self._dated()
            commit(self.desk, spec=spec, session=key, message=sitting.commit)
        self.clock.on(2)
        if sitting.status:
            self._do(closing.done, spec=spec, session=key, status=sitting.status, summary=sitting.summary)

    def _step(self, spec: str, key: str, kind: str, text: str) -> None:
        if kind == "deliver":
            name, folder, title = text.split(" ", 2)
            content = FILES[name].encode()
            taken = Taken(name, content=content, executable=content.startswith(b"#!"))
            self._do(deliver, spec=spec, files=[taken], asked=Asked(COPY, FOLDERS[folder], title))
        elif kind == "approve":
            self._do(entries.log, spec=spec, kind="plan", session=key, approve=True)
        elif kind == "issue":
            issue, _, resolution = text.partition(" | ")
            self._do(entries.log, spec=spec, kind=kind, text=issue, resolution=resolution, session=key)
        else:
            self._do(entries.log, spec=spec, kind=kind, text=text, session=key)

    # git

    def _dated(self) -> None:
        """What git takes from the environment: who commits, and when."""
        for whose in ("AUTHOR", "COMMITTER"):
            os.environ[f"GIT_{whose}_DATE"] = self.clock.moment.isoformat()
            for what, value in WHO.items():
                os.environ[f"GIT_{whose}_{what}"] = value

    def _commit(self, message: str) -> None:
        if self.git:
            self._dated()
            self.git.commit([one.path for one in self.git.status() if one.state != "ignored"], message)

    # what somebody did by hand

    def _by_hand(self) -> None:
        """A link to a note that nobody wrote, and a status that was changed on a telephone while a desk changed it."""
        hours = self._path("Closed days")
        self._edited(
            hours, b"## Requirements\n", b"## Requirements\n\nAs the council wrote it: [[closing-days-2026]]\n"
        )
        loans = self._path("Join the line")
        self._edited(loans, b"status: planning", b"status: implementing")
        self._edited(loans.replace(".spec.", ".context."), b"**Status**: planning", b"**Status**: blocked")

    def _path(self, title: str) -> str:
        return self.desk.given().specs.find(self.ids[title]).path

    def _edited(self, path: str, old: bytes, new: bytes) -> None:
        place = f"{self.desk.folder}/{path}"
        with open(place, "rb") as file:
            text = file.read()
        with open(place, "wb") as file:
            file.write(text.replace(old, new, 1))


def described(given: Given, *, spec: str, part: Part) -> ChangeSet:
    """What a new spec says, in the sections of its template."""
    found = given.specs.find(spec)
    note = read_note(found.path, given.text(found.path))
    said = {
        "Overview": part.goal,
        "Requirements": "\n".join(f"- {one}" for one in part.needs),
        "Acceptance Criteria": "\n".join(f"- [ ] {one}" for one in part.criteria),
        "Technical Approach": part.approach,
    }
    edits = [
        Edit(section.body, section.body, f"\n{text}\n".encode())
        for section in outline.sections(note)
        if (text := said.get(section.title))
    ]
    return ChangeSet(f"Describe {found.spec.label}", tuple(rewrite(found.path, note.text, edits)))


def _all(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _all(part.parts)
