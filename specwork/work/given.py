"""What a job may know: the index, the texts of files, and how the vault writes its links. Ports, nothing more.

Every text that is read is noted with what it was, and that is what applying checks before it writes.
"""

from collections.abc import Callable
from typing import NamedTuple

from vault.errors import NoSuchFile
from vault.index.index import Index


class Done(NamedTuple):
    """What a change did, or in a dry run would do. `undo` names the operation that takes it back."""

    why: str
    changed: list[str]
    undo: str | None
    diff: str | None
    notices: tuple[str, ...] = ()


class Given:
    """The ports, as the desk or a test hands them in. `kind` says file, folder, symlink, other or None.

    `link_form` is the form for a link that cannot keep its own: shortest, relative or absolute.
    """

    def __init__(
        self,
        index: Index,
        *,
        text: Callable[[str], bytes],
        kind: Callable[[str], str | None],
        link_form: Callable[[], str],
    ) -> None:
        self.index, self.kind, self.link_form = index, kind, link_form
        self._text = text
        self.texts: dict[str, bytes] = {}

    def text(self, path: str) -> bytes:
        if path not in self.texts:
            self.texts[path] = self._text(path)
        return self.texts[path]

    def file(self, path: str) -> str:
        """The same path, if a file stands there."""
        if self.kind(path) not in ("file", "symlink"):
            raise NoSuchFile(f"no such file: {path}", where=path, hint="see which there are: specwork links")
        return path
