"""What a job may know: the index, the texts of files, and how the vault writes its links. Ports, nothing more.

Every text that is read is noted with what it was, and that is what applying checks before it writes.
"""

from collections.abc import Callable
from typing import NamedTuple

from vault.errors import NoSuchFile
from vault.index.index import Index


class Reading(NamedTuple):
    """The ports, as the desk or a test hands them in. `kind` says file, folder, symlink, other or None."""

    index: Index
    text: Callable[[str], bytes]
    kind: Callable[[str], str | None]
    link_form: Callable[[], str]


class Given:
    def __init__(self, reading: Reading) -> None:
        self.index = reading.index
        self.kind = reading.kind
        self._reading = reading
        self.texts: dict[str, bytes] = {}

    def text(self, path: str) -> bytes:
        if path not in self.texts:
            self.texts[path] = self._reading.text(path)
        return self.texts[path]

    def link_form(self) -> str:
        """The form for a link that cannot keep its own: shortest, relative or absolute, as Obsidian's setting says."""
        return self._reading.link_form()

    def file(self, path: str) -> str:
        """The same path, if a file stands there."""
        if self.kind(path) not in ("file", "symlink"):
            raise NoSuchFile(f"no such file: {path}", where=path, hint="see which there are: specwork links")
        return path
