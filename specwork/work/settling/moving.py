"""Files that lie elsewhere since the last agreement, told by evidence alone: an id, git, letter case, content, a name.

One old and one new, or no move at all: between two candidates nobody guesses. A file that is still there was copied.
"""

from collections.abc import Callable, Iterable

from specwork.domain import layout
from specwork.domain.traces import removed, traces
from specwork.work.agreement import Agreement, KnownFile
from specwork.work.cast import Cast
from specwork.work.settling.memory import older_commit
from vault.errors import VaultError
from vault.paths import folder_of, key, name_of
from vault.text import applied, digest
from vault.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from specwork.work.history import History


class Seen(NamedTuple):
    """What there was at the agreement and is not now, and what has come since."""

    gone: dict[str, KnownFile]
    come: set[str]


class Moves:
    """`bare` gives the hash of a file without its traces."""

    def __init__(
        self, cast: Cast, agreement: Agreement, seen: Seen, bare: Callable[[str], bytes], git: "History | None"
    ) -> None:
        self.cast, self.agreement, self.bare, self.git = cast, agreement, bare, git
        self.gone, self.come = dict(seen.gone), set(seen.come)
        self.found: dict[str, str] = {}
        self.specs = agreement.specs()

    def all(self) -> dict[str, str]:
        """Old path to new. Every sort of evidence takes what lies below a spec's folder along."""
        if not self.gone or not self.come:
            return {}
        for evidence in (self._by_id, self._by_git, self._by_case, self._by_content, self._by_name):
            for old, new in list(evidence()):
                self._take(old, new)
            if not self.gone:
                break
        return self.found

    def _take(self, old: str, new: str) -> None:
        if old not in self.gone or new not in self.come:
            return
        del self.gone[old]
        self.come.discard(new)
        self.found[old] = new
        before, after = layout.home(old), layout.home(new)
        if not before or not after or old not in self.specs:
            return
        self._take(before.journal, after.journal)
        if not before.inline and not after.inline:
            for path in [path for path in self.gone if path.startswith(before.folder + "/")]:
                self._take(path, after.folder + path[len(before.folder) :])

    def _by_id(self) -> Iterable[tuple[str, str]]:
        for old in sorted(path for path in self.gone if path in self.specs):
            there = [path for path in self.cast.bearing(self.specs[old]) if path in self.come]
            if len(there) == 1:
                yield old, there[0]

    def _by_git(self) -> Iterable[tuple[str, str]]:
        commit = self.agreement.meta("commit")
        if self.git is None or not commit or older_commit(self.agreement, self.git):
            return  # between trees that went apart, what looks alike to git need not be one file
        try:
            yield from self.git.renames(commit)
        except VaultError:
            return  # rewritten history: git cannot say

    def _by_case(self) -> Iterable[tuple[str, str]]:
        by_key: dict[str, list[str]] = {}
        for path in self.come:
            by_key.setdefault(key(path), []).append(path)
        for old in sorted(self.gone):
            there = by_key.get(key(old), ())
            if len(there) == 1:
                yield old, there[0]

    def _by_content(self) -> Iterable[tuple[str, str]]:
        olds: dict[bytes, list[str]] = {}
        for old, known in self.gone.items():
            olds.setdefault(known.bare, []).append(old)
        news: dict[bytes, list[str]] = {}
        for new in self.come:
            news.setdefault(self.bare(new), []).append(new)
        for content, before in sorted(olds.items()):
            after = news.get(content, [])
            if content != EMPTY and len(before) == 1 and len(after) == 1:
                yield before[0], after[0]

    def _by_name(self) -> Iterable[tuple[str, str]]:
        for old in sorted(self.gone):
            folder = self._spec_folder(old)
            if folder is None:
                continue
            namesakes = [path for path in self.gone if name_of(path) == name_of(old) and path.startswith(folder + "/")]
            there = [path for path in self.come if name_of(path) == name_of(old) and path.startswith(folder + "/")]
            if len(there) == 1 and len(namesakes) == 1 and name_of(old).casefold() not in _COMMON:
                yield old, there[0]

    def _spec_folder(self, path: str) -> str | None:
        """The folder of the spec that a file belonged to."""
        folder = folder_of(path)
        while folder:
            if any(f"{folder}/{name}" in self.specs for name in ("spec.md", "epic.md")):
                return folder
            new = next((self.found[f"{folder}/{name}"] for name in _COMMON if f"{folder}/{name}" in self.found), None)
            if new:
                return folder_of(new)
            folder = folder_of(folder)
        return None


EMPTY = b""  # stands for the hash of a file without content: two such are not one file
_COMMON = ("spec.md", "epic.md", "context.md", "index.md")  # names that many files bear


def bare_text(path: str, text: bytes) -> bytes:
    """A file without its traces, to know it again elsewhere."""
    if layout.deliverables_folder(path) is None:
        return text
    for trace in reversed(traces(path, text)):
        text = applied(text, removed(text, trace))
    return text


def known_file(path: str, text: bytes, sig: int | None) -> KnownFile:
    bare = bare_text(path, text)
    return KnownFile(digest(text), digest(bare) if bare.strip() else EMPTY, sig)
