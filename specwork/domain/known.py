"""What the files of a vault say, put together: its specs, their journals, who is whose parent, what a link means.

Made of rows of the index; it reads nothing and judges nothing.
"""

from collections.abc import Callable, Iterable, Mapping

from specwork.domain import layout
from vault.paths import folder_of, relative
from vault.typed import Any, NamedTuple


class Rows(NamedTuple):
    """What the index keeps of specs, by path. `wrong` is (path, code, line, text)."""

    paths: frozenset[str]
    ids: Mapping[str, int]  # of every spec that stands
    says: Mapping[str, list[Any]]
    traces: Mapping[str, list[Any]]
    listed: Mapping[str, list[Any]]
    wrong: Iterable[tuple[str, str, int, str]]
    untaken: Iterable[str]


Means = Callable[[str, str], str | None]  # what a link opens: (the file it stands in, its target)


class Spec(NamedTuple):
    """What a spec's note says; the order is that of its row."""

    status: str
    line: int
    id: int
    title: str
    type: str
    context: Any
    parent: Any
    items: list[Any]
    mentions: list[Any]
    depends: list[Any] | None
    parts: list[Any] | None  # None: there is no such section
    part_mentions: list[Any]

    @property
    def label(self) -> str:
        return f"{self.id} {self.title}"


class Journal(NamedTuple):
    """What a journal says; the order is that of its row."""

    status: str
    line: int
    spec: Any
    parent: Any
    items: list[Any]
    mentions: list[Any]
    downs: list[Any] | None
    down_mentions: list[Any]


class Known:
    """The rows of a vault, by path; `homes` are those of every spec, `specs` those that can be read."""

    def __init__(self, rows: Rows, means: Means, root: str) -> None:
        self.rows, self.means, self.root = rows, means, root
        self.paths = rows.paths
        self.specs = {path: Spec(*rows.says[path]) for path in rows.ids if path in rows.says}
        self.homes = {path: home for path in rows.ids if (home := layout.home(path))}
        self.of_journal = {home.journal: path for path, home in self.homes.items()}
        self.journals = {
            path: Journal(*value) for path, value in rows.says.items() if path in self.of_journal and len(value) == 8
        }
        self.above = {path: self._parent(home) for path, home in self.homes.items()}
        self.by_id: dict[int, list[str]] = {}
        for path, number in rows.ids.items():
            self.by_id.setdefault(number, []).append(path)
        unread = (
            path for path in self.homes if path not in self.specs or self.homes[path].journal not in self.journals
        )
        self.dark = tuple(layout.own_deliverables(path) + "/" for path in unread)  # whose it is cannot be read

    # meaning

    def meant(self, host: str, stated: list[Any]) -> str | None:
        """The file that a statement names: from its own folder, else as Obsidian opens it."""
        beside, target = stated[0], stated[1]
        if beside in self.paths:
            return str(beside)
        if beside and beside + ".md" in self.paths:
            return f"{beside}.md"
        return self.means(host, target) if target else None

    def _parent(self, home: layout.Home) -> str | None:
        return next((one for one in layout.parents_of(home) if one in self.paths), None)

    def label(self, path: str) -> str:
        spec = self.specs.get(path)
        return spec.label if spec else str(self.rows.ids.get(path, path))

    def near(self, one: str, other: str) -> str:
        return relative(folder_of(one), other)

    def upstream(self, path: str, stated: list[Any]) -> str | None:
        """The spec that a value of depends_on means."""
        if stated[1].isdecimal():
            bearers = self.by_id.get(int(stated[1]), ())
            return bearers[0] if len(bearers) == 1 else None
        meant = self.meant(path, stated)
        return meant if meant in self.homes else None
