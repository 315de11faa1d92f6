"""Where specs, journals and deliverables lie, told from paths alone.

A folder or a file that bears a number is a spec's home: `1000/epic.md`, `1001/spec.md`, `1011.spec.md`. The tree says
who is whose parent. What is written inside a note is not known here, nor which files there are.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from vault.paths import folder_of, name_of
from vault.typed import NamedTuple

EPIC, FEATURE, TASK = "epic", "feature", "task"
TYPES = (EPIC, FEATURE, TASK)
CHILD = {EPIC: FEATURE, FEATURE: TASK}
CHILDREN_SECTION = {EPIC: "Features", FEATURE: "Tasks"}
DELIVERABLES = "deliverables"
INDEX = "index.md"

_inline = re.compile(r"(\d{1,15})\.(spec|context)\.md\Z", re.IGNORECASE).match
_number = re.compile(r"\d{1,15}\Z").match


class Home(NamedTuple):
    """Where one spec lives. `number` is what its folder or its file name says, if it says one."""

    spec: str
    journal: str
    folder: str
    number: int | None
    inline: bool  # a task that lies beside its feature's files

    @property
    def is_epic(self) -> bool:
        return name_of(self.spec).casefold() == "epic.md"


@lru_cache(64)  # one note asks many times
def home(path: str) -> Home | None:
    """The home of the spec whose file this is; None for any other file.

    >>> home("specs/1000/1001/1011.spec.md").journal, home("specs/1000/epic.md").number, home("specs/1000/context.md")
    ('specs/1000/1001/1011.context.md', 1000, None)
    """
    folder, name = folder_of(path), name_of(path)
    prefix = folder + "/" if folder else ""
    if name.casefold() in ("spec.md", "epic.md"):
        bears = name_of(folder)
        return Home(path, prefix + "context.md", folder, int(bears) if _number(bears) else None, False)
    found = _inline(name)
    if found and found[2].casefold() == "spec":
        return Home(path, f"{prefix}{found[1]}.context.md", folder, int(found[1]), True)
    return None


def specs_of_journal(path: str) -> tuple[str, ...]:
    """The spec files that a journal may belong to; none for a file that is no journal.

    >>> specs_of_journal("1000/context.md"), specs_of_journal("1001/1011.context.md"), specs_of_journal("1001/spec.md")
    (('1000/spec.md', '1000/epic.md'), ('1001/1011.spec.md',), ())
    """
    folder, name = folder_of(path), name_of(path)
    prefix = folder + "/" if folder else ""
    if name.casefold() == "context.md":
        return (prefix + "spec.md", prefix + "epic.md")
    found = _inline(name)
    if found and found[2].casefold() == "context":
        return (f"{prefix}{found[1]}.spec.md",)
    return ()


def parents(spec: str) -> tuple[str, ...]:
    """The files of which the first that stands is the parent of this spec.

    >>> parents("1000/1001/1011.spec.md"), parents("1000/1001/spec.md")
    (('1000/1001/spec.md', '1000/1001/epic.md'), ('1000/spec.md', '1000/epic.md'))
    """
    here = home(spec)
    return parents_of(here) if here else ()


def parents_of(here: Home) -> tuple[str, ...]:
    if not here.inline and not here.folder:
        return ()
    above = here.folder if here.inline else folder_of(here.folder)
    prefix = above + "/" if above else ""
    return (prefix + "spec.md", prefix + "epic.md")


def type_of(spec: str, root: str) -> str:
    """What a spec is by where it lies, where it does not say so itself."""
    here = home(spec)
    if here is None or here.is_epic:
        return EPIC
    if here.inline:
        return TASK
    inside = here.folder[len(root) :].strip("/")
    numbered = [step for step in inside.split("/") if _number(step)]
    return TASK if len(numbered) >= 3 else FEATURE


def below(root: str, path: str) -> bool:
    """Whether a path lies where specs lie. Templates are no specs, and neither is what has been delivered."""
    if root and not path.startswith(root + "/"):
        return False
    steps = path[len(root) :].strip("/").casefold().split("/")[:-1]
    return DELIVERABLES not in steps and "templates" not in steps


def deliverables_folder(path: str) -> str | None:
    """The `deliverables` folder that a file lies below; None if it lies below none.

    >>> deliverables_folder("1001/deliverables/scripts/a.sh"), deliverables_folder("1001/spec.md")
    ('1001/deliverables', None)
    """
    steps = path.split("/")
    for at in range(len(steps) - 2, -1, -1):
        if steps[at].casefold() == DELIVERABLES:
            return "/".join(steps[: at + 1])
    return None


def among_deliverables(root: str, path: str) -> bool:
    """Whether a file lies where what specs deliver is put; the list of such a folder does too."""
    return deliverables_folder(path) is not None and (not root or path.startswith(root + "/"))


def index_of(deliverables: str) -> str:
    return f"{deliverables}/{INDEX}"


def is_index(path: str) -> bool:
    """Whether this is the list that a `deliverables` folder keeps of its files."""
    return name_of(path).casefold() == INDEX and name_of(folder_of(path)).casefold() == DELIVERABLES


def own_deliverables(spec: str) -> str:
    """Where what a spec delivers is put: a task's beside its feature's."""
    here = home(spec)
    folder = here.folder if here else folder_of(spec)
    return f"{folder}/{DELIVERABLES}" if folder else DELIVERABLES


def folders_above(path: str) -> Iterator[str]:
    folder = folder_of(path)
    while folder:
        yield folder
        folder = folder_of(folder)


CATEGORIES = {
    "scripts": "Scripts",
    "docs": "Documentation",
    "config": "Configuration Files",
    "tests": "Tests",
    "data": "Data",
    "code": "Code Changes",
}
CODE_CHANGES = CATEGORIES["code"]


def folder_for(category: str) -> str:
    """The folder of a category, by its heading or its folder's name.

    >>> folder_for("Configuration Files"), folder_for("scripts"), folder_for("Diagrams")
    ('config', 'scripts', 'diagrams')
    """
    wanted = category.strip().casefold()
    for folder, heading in CATEGORIES.items():
        if wanted in (folder, heading.casefold()):
            return folder
    return re.sub(r"[^\w-]+", "-", wanted).strip("-") or "docs"
