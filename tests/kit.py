"""What tests stand on: a vault in a dict, a vault on disk, the command line in this process."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from specwork.cli.main import main
from vault.index.entry import NO_ROWS, Annotator, entry
from vault.index.index import Index
from vault.index.rows import Change
from vault.index.tables import make_tables
from vault.notes.note import read_note
from vault.paths import is_canvas, is_note
from vault.text import digest

Files = Mapping[str, str | bytes]


def content_of(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


def change(path: str, text: str | bytes, annotator: Annotator = NO_ROWS) -> Change:
    """A file as an update of the index takes it in."""
    content = content_of(text)
    if not (is_note(path) or is_canvas(path)):
        return Change(path, 1, None, None, tuple(annotator.of_file(path, content)) if annotator.wants(path) else ())
    return Change(path, 1, digest(content), entry(read_note(path, content), annotator))


def index_of(files: Files, annotator: Annotator = NO_ROWS) -> Index:
    """An index in memory of a vault in a dict."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    make_tables(connection)
    index = Index(connection, annotator)
    index.update([], [change(path, text, annotator) for path, text in files.items()])
    return index


def contents(index: Index) -> dict[str, Any]:
    """All that an index says, to compare two of them."""
    return {
        "files": index.paths(),
        "counts": index.counts(),
        "links": list(index.links()),
        "findings": index.findings(),
        "backlinks": {path: index.backlinks(path) for path in index.paths()},
        "rows": index.rows("any"),
        "meant": sorted(index.ask(_MEANT), key=repr),
    }


_MEANT = """SELECT host.path, tail, near, leads.path, ambiguous, subpath, dotted
            FROM link LEFT JOIN file AS host ON host.id = source LEFT JOIN file AS leads ON leads.id = target"""


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class DiskVault:
    """A vault in a folder, with the command line beside it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def has(self, files: Files) -> "DiskVault":
        for path, text in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content_of(text))
        return self

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()

    def files(self) -> dict[str, bytes]:
        """Every file that a person would see, with its bytes."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.is_symlink() and not _hidden(path.relative_to(self.folder).parts)
        }

    def run(self, *arguments: str) -> Answer:
        """`specwork …` in this process, standing in the vault."""
        self._capsys.readouterr()
        self._monkeypatch.chdir(self.folder)
        code = main(["--vault", str(self.folder), *arguments])
        got = self._capsys.readouterr()
        return Answer(code, got.out, got.err)

    def json(self, *arguments: str) -> Any:
        answer = self.run(*arguments, "--json")
        return answer.json


def _hidden(parts: Sequence[str]) -> bool:
    return any(part.startswith(".") for part in parts)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> DiskVault:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SPECWORK_VAULT", raising=False)
    monkeypatch.setenv("SPECWORK_AS", "Mira")
    folder = tmp_path / "vault"
    folder.mkdir()
    return DiskVault(folder, monkeypatch, capsys)


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def lines(*parts: str) -> str:
    return "".join(part + "\n" for part in parts)
