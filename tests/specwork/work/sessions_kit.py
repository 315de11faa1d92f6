"""A room with a vault, and what the tests of sessions ask of its journal."""

from datetime import timedelta
from typing import Any

import pytest

from specwork.domain.journal import Journal, read_journal
from specwork.domain.session import Session
from specwork.work import opening
from tests.specwork.work.desk_vault import JOURNAL, VAULT
from tests.specwork.work.room import Room
from vault.notes.note import read_note


@pytest.fixture
def room() -> Room:
    return Room(VAULT)


def started(room: Room, **asked: Any) -> Room:
    room.run(opening.start, spec="1011", **asked)
    return room


def journal(room: Room, path: str = JOURNAL) -> Journal:
    return read_journal(read_note(path, room.files[path]))


def last(room: Room) -> Session:
    return journal(room).sessions[-1]


def said(room: Room, kind: str) -> list[str]:
    part = last(room).part(kind)
    return [entry.text for entry in part.entries] if part else []


def later(room: Room, minutes: int) -> None:
    room.now += timedelta(minutes=minutes)
