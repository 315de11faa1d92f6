"""A vault in a dict, for the jobs: asked what should change, and changed so, without a disk."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from specwork.config import DEFAULTS
from specwork.domain.layout import among_deliverables
from specwork.domain.stated import of_file, rows
from specwork.work.given import Given, Ports
from specwork.work.history import History
from tests.kit import Files, content_of, index_of
from vault.edits.changes import ChangeSet, Create, Delete, Move, Rewrite, moved
from vault.edits.linking import PLAIN, Style
from vault.errors import NoSuchFile
from vault.index.entry import Annotator
from vault.index.index import Index

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=timezone(timedelta(hours=1)))


class Branches:
    """git that knows what lies on other branches, and nothing else."""

    def __init__(self, paths: Mapping[str, Sequence[str]]) -> None:
        self.paths = paths

    def branches_paths(self, folder: str) -> Mapping[str, Sequence[str]]:
        return {name: [path for path in paths if path.startswith(folder)] for name, paths in self.paths.items()}

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"no job of the tree asks git for {name}")


class Room:
    def __init__(self, files: Files | None = None, *, root: str = "specs", style: Style = PLAIN) -> None:
        self.files = {path: content_of(text) for path, text in (files or {}).items()}
        self.root, self.style = root, style
        self.git: History | None = None
        self.templates: dict[str, bytes] = {}
        self.participant, self.now = "Mira", NOW
        self.kept: dict[str, bytes] = {}  # specs as they were when sessions began
        self.settings = DEFAULTS

    def index(self) -> Index:
        return index_of(
            self.files,
            Annotator(
                "test", lambda note: rows(note, self.root), lambda path: among_deliverables(self.root, path), of_file
            ),
        )

    def given(self) -> Given:
        ports = Ports(
            text=self._read,
            kind=self.kind,
            style=lambda: self.style,
            now=lambda: self.now,
            participant=lambda: self.participant,
            begun=self.kept.get,
            settings=self.settings,
            template=self.template,
            listed=self.listed,
            git=lambda: self.git,
        )
        return Given(self.index(), ports, root=self.root)

    def _read(self, path: str) -> bytes:
        if path not in self.files:
            raise NoSuchFile(f"no such file: {path}", where=path, hint="make it")
        return self.files[path]

    def kind(self, path: str) -> str | None:
        if path in self.files:
            return "file"
        return "folder" if any(known.startswith(path + "/") for known in self.files) else None

    def listed(self, folder: str) -> list[str]:
        start = folder + "/" if folder else ""
        return sorted({path[len(start) :].split("/")[0] for path in self.files if path.startswith(start)})

    def template(self, name: str) -> bytes | None:
        if name in self.templates:
            return self.templates[name]
        place = TEMPLATES / name
        return place.read_bytes() if place.is_file() else None

    def run(self, job: Any, **asked: Any) -> ChangeSet:
        """Asks the job, and does what it says."""
        changes: ChangeSet = job(self.given(), **asked)
        moves = changes.moves()
        before = self.files
        now = {moved(path, moves): text for path, text in before.items()}
        assert len(now) == len(before), "a move must not land on another file"
        for change in changes.changes:
            match change:
                case Create(path, content):
                    assert path not in now, f"{path} stands there already"
                    now[path] = content
                case Rewrite(path, _, base):
                    assert base == before[path]
                    now[moved(path, moves)] = change.content
                case Delete(path, _):
                    del now[moved(path, moves)]
                case Move():
                    pass
        self.files = now
        return changes

    def text(self, path: str) -> str:
        return self.files[path].decode("utf-8", "surrogateescape")

    def leads(self) -> list[tuple[str, str, str | None]]:
        """Every link: where it stands, how it is written, and where it leads."""
        return [(link.source, link.raw, link.resolves_to) for link in self.index().links()]

    def broken(self) -> list[tuple[str, str]]:
        return [(source, raw) for source, raw, target in self.leads() if target is None]
