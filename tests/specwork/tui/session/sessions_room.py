"""A vault with a repository around it, and what a walk through a session asks of the room."""

import subprocess
from pathlib import Path

from specwork.domain.journal import read_journal
from specwork.domain.session import Session
from tests.specwork.tui.room import VAULT, Room, vault_in
from vault.notes.note import read_note

JOURNAL = "specs/1000/1001/context.md"
TASK, TASK_JOURNAL = "specs/1000/1001/1012.spec.md", "specs/1000/1001/1012.context.md"
CRITERIA = "## Acceptance Criteria\n\n- [x] they pass\n"
READY = {
    **VAULT,
    TASK: "---\nid: 1012\ntype: task\ntitle: Tests of the mount\nstatus: planning\n---\n# Tests\n\n" + CRITERIA,
    TASK_JOURNAL: "# Journal\n",
    "specs/1000/1001/1014.spec.md": "---\nid: 1014\ntype: task\ntitle: Monitoring\nstatus: planning\n---\n# M\n",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def repository(folder: Path, files: dict[str, str] | None = None) -> Path:
    vault_in(folder, READY if files is None else files)
    git(folder, "init", "-q", "-b", "main")
    for name, value in (("user.name", "Mira"), ("user.email", "mira@example.org"), ("commit.gpgSign", "false")):
        git(folder, "config", name, value)
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "First")
    return folder


def journal(folder: Path, path: str = JOURNAL) -> str:
    return (folder / path).read_text(encoding="utf-8")


def session(folder: Path, path: str = JOURNAL) -> Session:
    return read_journal(read_note(path, (folder / path).read_bytes())).sessions[-1]


async def text(room: Room, words: str) -> Room:
    """Types words, as a person does."""
    return await room.press(*("space" if char == " " else char for char in words))


async def to(room: Room, number: int) -> Room:
    """The cursor to a spec."""
    row = next(row for row in room.app.home.model.rows.values() if row.id == number)
    room.app.home.go_to(row.key)
    return await room.quiet()


def told(room: Room) -> str:
    return "\n".join(said for _, said in room.app.said)
