"""The acceptance criteria of a spec, as they stand in its note.

Apart from `schema`, for reports read them, and need nothing of what the index keeps.
"""

from vault.notes.note import Note
from vault.notes.outline import line_end, sections_named
from vault.notes.scan import Task
from vault.notes.structure import Item
from vault.typed import NamedTuple

CRITERIA = "Acceptance Criteria"


class Criterion(NamedTuple):
    """An item of the acceptance criteria. `mark` is where its box says how it stands."""

    number: int
    text: str
    met: bool
    task: Task
    start: int


def criteria(note: Note) -> list[Criterion]:
    """The acceptance criteria; one that was struck out (`[-]`) is none."""
    found: list[Criterion] = []
    for item, task in boxes(note):
        line = note.text[task.mark.end + 1 : line_end(note.text, task.mark.end)]
        text = line.decode("utf-8", "replace").strip()
        found.append(Criterion(len(found) + 1, text, task.state in "xX", task, item.start))
    return found


def boxes(note: Note) -> list[tuple[Item, Task]]:
    """The items that state a criterion, with their boxes."""
    parts = list(sections_named(note, CRITERIA)) if note.tasks else []
    found = ((note.items[task.item], task) for task in note.tasks if parts and task.state != "-")
    return [(item, task) for item, task in found if any(part.body <= item.start < part.end for part in parts)]
