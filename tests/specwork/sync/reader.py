"""What the files of a vault say, read by a few patterns of the tests' own.

Shares no code with the product, so that sync cannot be wrong and agree with itself. It knows generated vaults only:
every deliverable bears a number in its name that no other bears, and is known by it wherever it lies.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple

Fact = tuple[str, int, int]  # ("delivers", 1001, 7) the file with 7 in its name; ("depends", 1002, 1001)
Files = Mapping[str, bytes]

TRACED = (".sh", ".py", ".md")
_home = re.compile(r"(?:.*/)?(?:(\d+)/(?:spec|epic)\.md|(\d+)\.spec\.md)\Z").match
_item = re.compile(r"(?:[-*+]|\d+[.)])\s+(?:\[.\] )?").match
_link = re.compile(r"\[\[([^\]|#]*)[^\]]*\]\]|\]\(([^)#]*)\)").finditer
_number = re.compile(r"(\d+)\.\w+\Z").search
_trace = re.compile(r"(?:Spec|Generated from): (\[\[.*?\]\])").search


class Said(NamedTuple):
    """A statement: which fact, in which kind of place, of which file, and the line that says it."""

    fact: Fact
    place: str
    host: str
    line: str


class Vault:
    """The files, with the specs among them by id."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.names = {path.casefold(): path for path in files}
        self.ids = {path: number for path in files if (number := self._id(path)) is not None}
        self.specs = {number: path for path, number in sorted(self.ids.items(), reverse=True)}
        self.said = self._said()
        self.facts = {one.fact for one in self.said}

    def text(self, path: str) -> str:
        return self.files[path].decode("utf-8", "surrogateescape")

    def _id(self, path: str) -> int | None:
        found = _home(path)
        if not found or not path.startswith("specs/") or "/deliverables/" in path:
            return None
        said = re.match(r"---\n(?:.*\n)*?id: (\d+)\n", self.text(path))
        return int(said[1] if said else found[1] or found[2])

    def leads(self, host: str, target: str) -> str:
        """The file that a link means, or the path that it would have beside its host."""
        near = normpath(join(dirname(host), target)).casefold()
        tries = [near] if target.startswith(".") else [near, normpath(target.lstrip("/")).casefold()]
        for path in tries:
            for ending in ("", ".md"):
                if path + ending in self.names:
                    return self.names[path + ending]
        return near

    def links(self, host: str, text: str) -> list[str]:
        return [self.leads(host, found[1] or found[2] or "") for found in _link(text)]

    def journal(self, number: int) -> str:
        path = self.specs[number]
        return re.sub(r"(?:spec|epic)\.md\Z", "context.md", path)

    def section(self, path: str, title: str, level: str = "##") -> list[str]:
        """The lines below the headings of that title."""
        if path not in self.files:
            return []
        found = re.findall(rf"(?ms)^{level} {title}[ \t]*$(.*?)(?=^#{{1,{len(level)}}} |\Z)", self.text(path))
        return "".join(found).split("\n")

    def status(self, number: int) -> dict[str, str]:
        """As it stands in the front matter and in the journal's header."""
        found = {}
        front = re.match(r"---\n(?:.*\n)*?status:[ \t]*(.*)\n(?:.*\n)*?---\n", self.text(self.specs[number]))
        if front:
            found["spec"] = front[1]
        if self.journal(number) in self.files:
            head = self.text(self.journal(number)).split("\n## ")[0]
            if said := re.search(r"(?m)^\*\*Status\*\*:[ \t]*(.*?)[ \t]*$", head):
                found["context"] = said[1]
        return found

    # what each kind of place says

    def _said(self) -> list[Said]:
        found = [one for number in self.specs for one in (*self._delivers(number), *self._depends(number))]
        full = {one.fact for one in found}
        below = (path for path in self.files if "/deliverables/" in path and path.startswith("specs/"))
        for path in below:
            found += self._index(path) if path.endswith("/index.md") else self._traces(path, full)
        return found

    def _delivers(self, number: int) -> Iterator[Said]:
        for place, host in (("spec", self.specs[number]), ("context", self.journal(number))):
            for line in self.section(host, "Deliverables"):
                links = self.links(host, line) if _item(line) else []
                if links and (named := _number(links[0])) and "deliverables/" in links[0]:
                    yield Said(("delivers", number, int(named[1])), place, host, line)

    def _depends(self, number: int) -> Iterator[Said]:
        host = self.specs[number]
        front = re.match(r"---\n(.*?\n)---\n", self.text(host), re.DOTALL)
        listed = re.search(r"(?m)^depends_on:(.*(?:\n[ \t-].*)*)", front[1]) if front else None
        for found in re.finditer(r"\[\[([^\]|#]+)[^\]]*\]\]|\b(\d{4})\b(?![^\[]*\]\])", listed[1] if listed else ""):
            other = self.spec_at(host, found[1] or found[2])
            if other is not None:
                yield Said(("depends", number, other), "front", host, found[0])
        journal = self.journal(number)
        for line in self.section(journal, "Downstream Specs", "###"):
            links = [found[1] for found in _link(line)] if _item(line) else []
            other = self.spec_at(journal, links[0]) if links else None
            if other is not None:
                yield Said(("depends", other, number), "downstream", journal, line)

    def spec_at(self, host: str, target: str) -> int | None:
        if target.isdecimal():
            return int(target) if int(target) in self.specs else None
        return self.ids.get(self.leads(host, target))

    def _traces(self, path: str, full: set[Fact]) -> Iterator[Said]:
        named = _number(path)
        for line in self.text(path).split("\n")[:30]:
            found = _trace(line)
            links = self.links(path, found[1]) if found else []
            number = self.ids.get(links[0]) if links else None
            if named and number is not None:
                fact = ("delivers", number, int(named[1]))
                if fact in full or path.startswith(dirname(self.specs[number]) + "/"):
                    yield Said(fact, "trace", path, line)

    def _index(self, path: str) -> Iterator[Said]:
        folder = dirname(dirname(path))
        own = [number for number, spec in self.specs.items() if spec == f"{folder}/spec.md"]
        for line in self.text(path).split("\n"):
            links = self.links(path, line) if _item(line) else []
            if links and (named := _number(links[0])):
                owners = [self.ids[link] for link in links[1:] if link in self.ids] if len(links) > 1 else own
                for number in owners:
                    yield Said(("delivers", number, int(named[1])), "index", path, line)

    # what is asked of it

    def places(self, fact: Fact) -> set[str]:
        return {one.place for one in self.said if one.fact == fact}

    def lines(self, fact: Fact) -> list[str]:
        """What says it, but for the targets of links, which follow moves."""
        return sorted(re.sub(r"\[\[[^|\]]*", "[[", one.line) for one in self.said if one.fact == fact)

    def required(self, fact: Fact) -> set[str]:
        """Where a fact has to stand, by the table of relations."""
        if fact[0] == "depends":
            return {"front", "downstream"}
        [path] = [path for path in self.files if "/deliverables/" in path and self.bears(path, fact[2])]
        index = path[: path.index("/deliverables/")] + "/deliverables/index.md"
        traced = {"trace"} if path.endswith(TRACED) else set()
        return {"spec", "context"} | traced | ({"index"} if index in self.files or not traced else set())

    @staticmethod
    def bears(path: str, number: int) -> bool:
        found = _number(path)
        return found is not None and int(found[1]) == number


def prose(text: bytes) -> list[bytes]:
    """The lines that sync has no business with: without link, status, title or heading."""
    ours = re.compile(rb"\[\[|\]\(|^#|^\*\*|^(?:status|title|depends_on):|^\s*$|^---$", re.IGNORECASE)
    return [line for line in re.split(rb"\r?\n", text) if not ours.search(line)]
