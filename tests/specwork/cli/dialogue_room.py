"""A session line by line, for tests: somebody who types, and what the journal says of it."""

import io
import sys

import pytest

from specwork.cli.dialogue import Dialogue, Place
from specwork.cli.spec_work import spec_work
from specwork.cli.terminal import Out
from specwork.desk import Desk
from specwork.domain.journal import read_journal
from specwork.domain.session import Session
from tests.kit import Answer, DiskVault
from tests.specwork.work.desk_vault import JOURNAL
from vault.notes.note import read_note


class Told:
    """Somebody who types these lines, and can be asked back."""

    def __init__(self, *lines: str, person: bool = True) -> None:
        self.lines, self.person = list(lines), person
        self.asked: list[tuple[str, str]] = []

    def ask(self, prompt: str, given: str = "") -> str | None:
        self.asked.append((prompt, given))
        if not self.lines:
            return None
        line = self.lines.pop(0)
        if line == "^C":
            raise KeyboardInterrupt
        return line


def session(specs: DiskVault) -> Session:
    return read_journal(read_note(JOURNAL, specs.read(JOURNAL))).sessions[-1]


def said(specs: DiskVault, kind: str) -> list[str]:
    part = session(specs).part(kind)
    return [entry.text for entry in part.entries] if part else []


def held(specs: DiskVault, typist: Told, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Answer:
    """A dialogue in an open session."""
    monkeypatch.chdir(specs.folder)
    key = specs.json("start", "1011")["session"]["id"]
    capsys.readouterr()
    place = Place(("--vault", str(specs.folder)), "1011", key)
    code = Dialogue(Desk(str(specs.folder)), place, typist, Out()).hold()
    got = capsys.readouterr()
    return Answer(code, got.out, got.err)


def typed(specs: DiskVault, lines: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """`spec_work 1011` with these lines on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    monkeypatch.chdir(specs.folder)
    return spec_work(["--vault", str(specs.folder), "1011", *arguments])
