"""Texts that somebody began to write and did not send: kept in the vault's state, on this machine alone.

Knows nothing of Textual. Each draft is a small file, written beside and renamed, on a thread of its own: neither a slow
disk nor a long change of the vault lets one wait, or lose more than what was typed in the last moments. A draft belongs
to a spec and a kind of entry; it is found by the spec's number where its file moved.
"""

import json
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue

from vault.text import digest, raw
from vault.typed import NamedTuple

FOLDER = "drafts"
LARGEST = 4_000_000
MOST = 200  # files that are read at a start


class Draft(NamedTuple):
    """`path` is the spec's file. A text without words is no draft."""

    path: str
    id: int
    kind: str
    text: str

    @property
    def name(self) -> str:
        return name_of(self.path, self.kind)


def name_of(path: str, kind: str) -> str:
    """The file of a draft, whatever its spec is called."""
    return digest(raw(f"{path}\n{kind}")).hex()[:16] + ".json"


class Drafts:
    """All drafts, at hand on the screen's thread. `folder` is the state's; until it is known nothing is written."""

    def __init__(self) -> None:
        self.folder: str | None = None
        self.kept: dict[tuple[str, str], Draft] = {}
        self._unsaved: set[tuple[str, str]] = set()
        self._work: SimpleQueue[tuple[str, bytes | None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    # at hand

    def of(self, path: str, number: int | None, stands: Callable[[str], bool]) -> list[Draft]:
        """Those of a spec; those of its number too, whose file does not stand any more where it did."""
        return [one for one in self.kept.values() if one.path == path or (one.id == number and not stands(one.path))]

    def put(self, draft: Draft) -> None:
        """The text as it is now. It is on disk with the next `save`."""
        key = draft.path, draft.kind
        if self.kept.get(key, draft._replace(text="")) == draft:
            return
        if draft.text.strip():
            self.kept[key] = draft
        else:
            self.kept.pop(key, None)
        self._unsaved.add(key)

    def drop(self, path: str, kind: str) -> Draft | None:
        """It is thrown away."""
        found = self.kept.pop((path, kind), None)
        if found is not None:
            self._unsaved.add((path, kind))
            self.save()
        return found

    def sending(self, path: str, kind: str) -> None:
        """It is on its way: no text of its kind is at hand any more, but on disk it stays until it has arrived."""
        self.save()
        self.kept.pop((path, kind), None)

    def sent(self, path: str, kind: str) -> None:
        """It has arrived; what was begun of its kind meanwhile takes its place on disk."""
        self._unsaved.add((path, kind))
        self.save()

    # on disk

    def lie_in(self, state: str | None, found: tuple[Draft, ...] = ()) -> None:
        """Where they are kept: it is another place once the vault was changed for the first time."""
        folder = f"{state}/{FOLDER}" if state else None
        if folder != self.folder:
            self.folder = folder
            self._unsaved |= self.kept.keys()
        for one in found:
            self.kept.setdefault((one.path, one.kind), one)

    def save(self) -> None:
        """Whatever changed since the last time goes to disk, beside."""
        if self.folder is None or not self._unsaved:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="specwork-drafts", daemon=True)
            self._thread.start()
        for path, kind in self._unsaved:
            draft = self.kept.get((path, kind))
            name = name_of(path, kind)
            content = json.dumps(draft._asdict()).encode("ascii") if draft else None
            self._work.put((f"{self.folder}/{name}", content))
        self._unsaved.clear()

    def close(self, timeout: float = 5.0) -> None:
        """Writes what is not written, and ends."""
        self.save()
        if self._thread is not None:
            self._work.put(None)
            self._thread.join(timeout)
            self._thread = None

    def _write(self) -> None:
        while (task := self._work.get()) is not None:
            place, content = task
            try:
                written(place, content)
            except OSError:
                continue  # the text is still on the screen; where nothing can be written, nothing is


def written(place: str, content: bytes | None) -> None:
    """All of it or nothing; without content, taken away."""
    if content is None:
        if os.path.lexists(place):
            os.unlink(place)
        return
    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    beside = f"{place}.{os.getpid()}.new"
    with open(beside, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, place)


def read_drafts(state: str | None) -> tuple[Draft, ...]:
    """What was kept, as far as it makes sense: anybody may have written there."""
    folder = f"{state}/{FOLDER}"
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".json"))[:MOST] if state else []
    except OSError:
        return ()
    return tuple(one for name in names if (one := _read(f"{folder}/{name}")) is not None and one.name == name)


def _read(place: str) -> Draft | None:
    try:
        with open(place, "rb") as file:
            said = json.loads(file.read(LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not {*Draft._fields} <= said.keys():
        return None
    draft = Draft(*(said[name] for name in Draft._fields))
    words = all(isinstance(one, str) for one in (draft.path, draft.kind, draft.text))
    return draft if words and type(draft.id) is int and draft.text.strip() else None
