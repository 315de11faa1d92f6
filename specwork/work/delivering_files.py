"""Where each file that is to be delivered goes, and what cannot be delivered: the first half of `deliverables`.

Says no while nothing is planned yet. What is then written in spec, journal, trace and list is `delivering_places`'.
"""

from collections.abc import Sequence

from specwork.domain import layout
from specwork.domain.category import DOCS, USUAL_ENDING, folder_in, folder_suggested, heading_for, words_of
from specwork.domain.command import word
from specwork.domain.comments import NAMES
from specwork.domain.layout import CODE_CHANGES
from specwork.domain.schema import title_of
from specwork.domain.templates import evened, filled
from specwork.errors import BadUsage
from specwork.work.finding import SHOWN, Found
from specwork.work.given import Given
from specwork.work.settling.moving import bare_text
from vault.edits.changes import Create, Move
from vault.edits.rename import copied
from vault.errors import AlreadyThere, BadPath, NoSuchFile, Refused
from vault.index.resolve import resolve
from vault.notes.note import read_note
from vault.paths import folder_of, is_canvas, is_note, key, name_of, new_path, vault_path
from vault.typed import NamedTuple

REGISTER, MOVE, COPY, NEW = "", "move", "copy", "new"


class Taken(NamedTuple):
    """A file as somebody named it.

    `path` is that in the vault, None for one outside. `code` is its path from the repository's top, where it lies in
    one. `content` is what was read of a file outside that is to be copied.
    """

    name: str
    path: str | None = None
    code: str | None = None
    line: int | None = None
    content: bytes | None = None
    executable: bool = False


class Asked(NamedTuple):
    """What is asked of all files of one call. `how` is nothing where they are registered as they lie."""

    how: str = REGISTER
    category: str = ""
    title: str = ""
    description: str = ""
    trace: bool = False


class Planned(NamedTuple):
    """One deliverable. `path` is where it lies in the end, None outside the vault; `code` names people's own code.

    `change` is what brings the file there.
    """

    path: str | None
    code: str | None
    line: int | None
    heading: str
    title: str
    change: Create | Move | None = None

    @property
    def name(self) -> str:
        return self.path if self.code is None and self.path is not None else self.code or ""


class Plan(NamedTuple):
    files: tuple[Planned, ...]
    notices: tuple[str, ...]


def planned(given: Given, found: Found, files: Sequence[Taken], asked: Asked, headings: Sequence[str]) -> Plan:
    """What becomes of each file; refused as a whole if one of them cannot be delivered."""
    return _Planning(given, found, asked, headings).run(files)


class _Planning:
    def __init__(self, given: Given, found: Found, asked: Asked, headings: Sequence[str]) -> None:
        self.given, self.found, self.asked, self.headings = given, found, asked, headings
        self.base = layout.own_deliverables(found.path)
        self.notices: list[str] = []
        self.come: list[str] = []  # what copies make, for a link in one of them may be caught by another

    def run(self, files: Sequence[Taken]) -> Plan:
        if self.asked.how == COPY:
            targets = [self._target(name_of(one.path or one.name), self._own(one.path))[0] for one in files]
            self.come = [layout.index_of(self.base), *targets]
        each = {self._one(file): None for file in dict.fromkeys(files)}
        places: dict[str, Planned] = {}
        for one in each:
            if one.change and one.path and places.setdefault(key(one.path), one) is not one:
                raise AlreadyThere(
                    f"two of these files would become {one.path}", where=one.path, hint="deliver them one by one"
                )
        return Plan(tuple(each), tuple(self.notices))

    def _one(self, file: Taken) -> Planned:
        if self.asked.how == NEW:
            return self._new(file.name)
        if file.path is None:
            return self._from_outside(file)
        self._check(file.path)
        if self.asked.how == REGISTER:
            return self._registered(file, file.path)
        return self._taken_in(file, file.path)

    # what may be delivered

    def _check(self, path: str) -> None:
        """A plain file of the vault that is no spec, no journal and no list."""
        vault_path(path)
        kind = self.given.kind(path)
        if kind is None:
            raise NoSuchFile(f"no such file: {path}", where=path, hint="make it first: specwork deliver ID --new NAME")
        if kind != "file":
            said = {"folder": "a folder", "symlink": "a symbolic link"}.get(kind, "no plain file")
            hint = "name the files in it" if kind == "folder" else "name the file that it leads to"
            raise Refused(f"{path} is {said}, and cannot be delivered", where=path, hint=hint)
        if layout.home(path) or layout.specs_of_journal(path) or layout.is_index(path):
            raise Refused(
                f"{path} is a spec, a journal or a list of deliverables, and cannot be delivered",
                where=path,
                hint="deliver what came of the work",
            )

    def _listable(self, path: str) -> None:
        if not self.given.index.has(path):
            raise Refused(
                f"{path} lies in a folder that the vault leaves out",
                where=path,
                hint="copy it in with --copy, or take its folder out of `ignore` in specwork.toml",
            )

    # as it lies

    def _registered(self, file: Taken, path: str) -> Planned:
        inside = layout.deliverables_folder(path) is not None
        if self.asked.category:
            heading = self._heading(self.asked.category)
        elif inside:
            heading = self._heading(folder_in(path) or folder_suggested(path) or DOCS)
        else:
            heading = self._heading(DOCS) if is_note(path) else CODE_CHANGES
        if not inside and heading == CODE_CHANGES:
            return Planned(path, _in_backticks(file.code or path), file.line, heading, self._title(path))
        if file.line is not None:
            raise BadUsage(f"only a code change is told with its line: {file.name}", hint="leave the line out")
        self._listable(path)
        return Planned(path, None, None, heading, self._title(path))

    def _from_outside(self, file: Taken) -> Planned:
        if self.asked.how == COPY and file.content is not None:
            return self._brought(name_of(file.name), file.content, file.executable)
        if self.asked.how == MOVE:
            raise Refused(
                f"{file.name} lies outside the vault, and nothing is taken away there",
                where=file.name,
                hint="copy it in: --copy",
            )
        if file.code is None:
            raise BadPath(
                f"{file.name} lies outside the vault and its repository", where=file.name, hint="copy it in: --copy"
            )
        if self.asked.trace:
            raise Refused(
                f"{file.name} lies outside the vault, where specwork writes nothing",
                where=file.name,
                hint="leave --trace out, or write the comment by hand",
            )
        if self.given.elsewhere(file.code) != "file":
            raise NoSuchFile(f"no such file: {file.code}", where=file.code, hint="name it from where you stand")
        heading = self._heading(self.asked.category) if self.asked.category else CODE_CHANGES
        return Planned(None, _in_backticks(file.code), file.line, heading, self._title(file.code))

    # brought to where it belongs

    def _own(self, path: str | None) -> str | None:
        """The category's folder of a file that lies below this spec's deliverables already."""
        return folder_in(path) if path and layout.deliverables_folder(path) == self.base else None

    def _taken_in(self, file: Taken, path: str) -> Planned:
        target, heading = self._target(name_of(path), self._own(path))
        if path == target:
            return Planned(path, None, None, heading, self._title(path))
        content, lost = self._copied(path, target)
        if self.asked.how == COPY:
            one = self._put(target, heading, content, file.executable)
            if one.change:
                self.notices += [f"{target}: no spelling of {link} leads there from here" for link in lost]
            return one
        if key(path) != key(target) and self._stands(target, content):
            self.notices.append(f"{path} stays: the same lies at {target} already")
            return Planned(target, None, None, heading, self._title(target))
        return Planned(target, None, None, heading, self._title(path), Move(path, new_path(target)))

    def _copied(self, path: str, target: str) -> tuple[bytes, list[str]]:
        """What a copy of it says: no trace, and links that lead where they led; and those that cannot."""
        bare = bare_text(path, self.given.text(path))
        if not (is_note(path) or is_canvas(path)):
            return bare, []
        return copied(self.given.index, path, bare, target, come=self.come, fallback=self.given.style().form)

    def _brought(self, name: str, content: bytes, executable: bool) -> Planned:
        """What lay outside, where its links led to what no vault knows: those that lead nowhere now are told."""
        target, heading = self._target(name, None)
        one = self._put(target, heading, content, executable)
        if one.change and (lost := self._leading_nowhere(target, content)):
            more = " …" if len(lost) > SHOWN else ""
            self.notices.append(f"{target}: from there these lead nowhere: {', '.join(lost[:SHOWN])}{more}")
        return one

    def _leading_nowhere(self, target: str, content: bytes) -> list[str]:
        if not (is_note(target) or is_canvas(target)):
            return []
        come = [one for one in {target, *self.come} if not self.given.index.has(one)]
        with self.given.index.preview(come=come) as names:
            links = [link for link in read_note(target, content).links if link.target]
            return [one.raw for one in links if resolve(names, target, one.target).path is None]

    def _put(self, target: str, heading: str, content: bytes, executable: bool) -> Planned:
        if self._stands(target, content):
            return Planned(target, None, None, heading, self._title(target))
        title = self._title(target, content)
        return Planned(target, None, None, heading, title, Create(new_path(target), content, executable))

    def _new(self, name: str) -> Planned:
        folder, _ = self._folder(name, None)
        if "." not in name_of(name):
            if (bare := name_of(name).casefold()) in NAMES and bare.endswith("file"):
                raise Refused(
                    f"{name} would not be itself with an ending, and Obsidian opens no file without one",
                    where=None,
                    hint=f"make it where it belongs and deliver it as code: specwork deliver {self.found.id} "
                    f"{word(name)}; or give it an ending that fits",
                )
            name += f".{USUAL_ENDING.get(folder, 'md')}"
        target, heading = self._target(name, None)
        if self._taken(target):
            raise _taken(target)
        title = self.asked.title or words_of(name)
        values = {
            "title": title, "description": self.asked.description, "id": str(self.found.id),
            "spec": self.found.spec.label,
        }  # fmt: skip
        template = self._template(folder, name_of(target))
        content = filled(template, values, self.given.now) if template is not None else b""
        if template is None:
            self.notices.append(f"{target} is empty: there is no template for such a file")
        runs = content.startswith(b"#!")
        return Planned(target, None, None, heading, evened(title), Create(new_path(target), content, runs))

    def _template(self, folder: str, name: str) -> bytes | None:
        """That of the category, else of the category that such a file usually is in."""
        ending = name.rpartition(".")[2].lower()
        own = self.given.template(f"deliverables/{folder}.{ending}")
        usual = folder_suggested(f"x.{ending}")
        return self.given.template(f"deliverables/{usual}.{ending}") if own is None and usual else own

    def _target(self, name: str, folder: str | None) -> tuple[str, str]:
        folder, asked = self._folder(name, folder)
        near = next((one for one in self.given.listed(self.base) if key(one) == key(folder)), folder)
        return f"{self.base}/{near}/{name}", self._heading(asked)

    def _folder(self, name: str, folder: str | None) -> tuple[str, str]:
        """The folder that a file goes into, and the category that it stands for."""
        if self.asked.category:
            folder = layout.folder_for(self.asked.category)
            if folder == layout.DELIVERABLES:
                raise BadUsage("all of them are deliverables", hint="say which: --type scripts, docs, config, tests …")
            return folder, self.asked.category
        folder = folder or folder_suggested(name)
        if folder is None:
            raise BadUsage(
                f"what sort of deliverable is {name}?", hint="say it: --type scripts, docs, config, tests, data …"
            )
        return folder, folder

    def _taken(self, target: str) -> str | None:
        """What stands where a file should go, on this system or on another."""
        names = self.given.listed(folder_of(target))
        near = next((one for one in names if key(one) == key(name_of(target))), None)
        return f"{folder_of(target)}/{near}" if near else target if self.given.kind(target) else None

    def _stands(self, target: str, content: bytes) -> bool:
        """Whether the same lies there already; anything else there is in the way."""
        there = self._taken(target)
        if there is None:
            return False
        same = there == target and self.given.kind(target) == "file"
        if not same or bare_text(target, self.given.text(target)) != bare_text(target, content):
            raise _taken(there)
        return True

    # words

    def _heading(self, category: str) -> str:
        return heading_for(category, self.headings)

    def _title(self, path: str, content: bytes | None = None) -> str:
        if self.asked.title:
            return evened(self.asked.title)
        if is_note(path):
            return title_of(read_note(path, self.given.text(path) if content is None else content))
        return name_of(path)


def _taken(there: str) -> AlreadyThere:
    return AlreadyThere(
        f"something else stands at {there} already",
        where=there,
        hint=f"give the new one another name, or deliver the one that is there: specwork deliver ID {word(there)}",
    )


def _in_backticks(code: str) -> str:
    """A path as code, if it can be read back from there."""
    if "`" in code or not code.isprintable() or code != code.strip():
        raise Refused(f"{code!r} cannot be named in backticks", where=code, hint="give the file a plainer name")
    return code
