"""What `doctor` makes of all that it saw: what is broken, what is weaker here than promised, and what to do about it.

Pure: one value with everything that was looked at goes in, findings come out. Nothing is looked at here.
"""

from specwork.domain.disks import Carrier, Mount
from vault.typed import NamedTuple

ERROR, WARNING, REMARK = "error", "warning", "remark"
NEEDED = {"PyYAML": "read front matter that is out of the ordinary", "python-frontmatter": "read such front matter"}
LIBRARIES = {
    **NEEDED,
    "textual": "open the app",
    "mistune": "draw notes in the app and write HTML",
    "watchdog": "hear of changes at once; they are looked for instead",
    "GitPython": "ask git",
}


class Tool(NamedTuple):
    """A program or a library. `version` is None where it is missing; `about`: what cannot be done without it."""

    name: str
    version: str | None
    about: str = ""


class Part(NamedTuple):
    """A part of what specwork keeps for itself."""

    name: str
    path: str
    size: int
    about: str


class Undo(NamedTuple):
    """What undo lives on. `oldest` in seconds since 1970; what is older than `keep_days` is let go of by and by."""

    files: int
    size: int
    oldest: float | None
    keep_days: float
    keep_bytes: int


class Repository(NamedTuple):
    """`trouble`: what git says is wrong. `under_way`: a merge or the like. `lock`: seconds since somebody left one."""

    top: str
    remotes: tuple[str, ...] = ()
    trouble: str = ""
    under_way: str = ""
    lock: float | None = None
    attributes: bool = False
    driver: bool = False


class Seen(NamedTuple):
    """All that was looked at. Without a vault only what comes before it is told."""

    system: str
    tools: tuple[Tool, ...]
    exchange: bool = True
    vault: str | None = None
    fault: tuple[str, str] | None = None  # why the vault's settings cannot be read, and what to do
    writable: bool = True
    linked_state: bool = False
    state: str | None = None
    parts: tuple[Part, ...] = ()
    undo: Undo | None = None
    half_done: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    busy: bool = False
    agreement: bool = True  # whether it is sound, or none is kept yet
    obsidian: str = ""  # what is odd about Obsidian's settings
    disk: Mount | None = None
    carriers: tuple[Carrier, ...] = ()
    git: Repository | None = None
    folders: int | None = None
    watches: int | None = None  # how many the system gives one user


class Told(NamedTuple):
    code: str
    severity: str
    message: str
    hint: str


def findings(seen: Seen) -> tuple[Told, ...]:
    """The worst first."""
    found = [*_tools(seen), *_system(seen)]
    if seen.vault is not None:
        found += [*_state(seen), *_disk(seen), *_carried(seen), *_git(seen), *_watching(seen)]
    order = (ERROR, WARNING, REMARK)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def _tools(seen: Seen) -> list[Told]:
    found = []
    for tool in seen.tools:
        if tool.version is not None or not tool.about:
            continue
        if tool.name in LIBRARIES:
            severity = ERROR if tool.name in NEEDED else WARNING
            hint = "install specwork anew, with all that it needs"
        else:
            severity, hint = REMARK, f"install {tool.name}, if you want that"
        found.append(
            Told("missing", severity, f"{tool.name} is missing: without it specwork cannot {tool.about}", hint)
        )
    return found


def _system(seen: Seen) -> list[Told]:
    if seen.system not in ("linux", "darwin"):
        message = f"on {seen.system} no promise is tested: two files cannot be exchanged at once, locks are others"
        return [Told("weaker-system", WARNING, message, "keep the vault in git, and commit often")]
    found = []
    if not seen.exchange:
        message = "this system cannot exchange two files at once: an edit in the very instant of ours is met late"
        hint = "it is kept in the undo store all the same: specwork history"
        found.append(Told("weaker-exchange", WARNING, message, hint))
    if seen.system == "darwin":
        message = "macOS says a file is on the disk while it is in the drive's own memory: a power cut may take it"
        found.append(Told("weaker-power-cut", REMARK, message, "a crash of a program or of the system takes nothing"))
    return found


def _state(seen: Seen) -> list[Told]:
    found = []
    if seen.fault:
        found.append(Told("settings", ERROR, *seen.fault))
    if seen.linked_state:
        message = ".specwork is a symbolic link, so nothing can be changed here"
        found.append(Told("state-linked", ERROR, message, "put a real folder in its place"))
    if not seen.writable:
        message = "the vault cannot be written: it is read, and nothing in it can be changed"
        found.append(Told("read-only", WARNING, message, "look at the permissions of its folder"))
    if seen.half_done and not seen.busy:
        message = f"{_count(len(seen.half_done), 'change')} half-done, which a crash left or the disk refused"
        found.append(Told("half-done", ERROR, message, "finish it, or hear why it cannot be: specwork index"))
    if seen.busy:
        message = "another specwork is changing this vault at this moment"
        found.append(Told("busy", REMARK, message, "ask again when it is done"))
    for name in seen.unreadable:
        message = f"the disk garbled the plan of a change; what it had staged lies in {name}"
        found.append(Told("unreadable-plan", ERROR, message, "look through it, take out what you miss, then delete it"))
    if not seen.agreement:
        message = "what the sides agreed on cannot be read: the next sync begins anew, and only adds"
        found.append(Told("agreement", WARNING, message, "settle it: specwork sync"))
    if seen.obsidian:
        found.append(Told("obsidian", WARNING, seen.obsidian, "add what is missing: specwork init"))
    return found


def _disk(seen: Seen) -> list[Told]:
    if seen.disk is None:
        return []
    if seen.disk.network:
        message = (
            f"the vault lies on a shared or network disk ({seen.disk.kind}): two machines take no turns there, "
            "and are told of each other's changes late or never"
        )
        hint = "work from one machine at a time, or let git carry a copy for each"
        return [Told("network-disk", WARNING, message, hint)]
    if seen.disk.simple:
        message = f"this kind of disk ({seen.disk.kind}) may keep no owner, mode or second name of a file"
        hint = "what cannot be kept is refused; an edit in the very instant of ours may be met late"
        return [Told("simple-disk", WARNING, message, hint)]
    return []


def _carried(seen: Seen) -> list[Told]:
    names = [one.name for one in seen.carriers if one.certain]
    if seen.git and seen.git.remotes and "Git (a plugin)" not in names:
        names.append("git")
    others = [name for name in names if "git" not in name.casefold()]
    found = []
    if len(names) > 1:
        message = f"{' and '.join(names)} carry this vault between machines: each undoes or copies what the other does"
        found.append(Told("carried-twice", WARNING, message, "leave it to one of them"))
    if others and seen.git and seen.git.top == seen.vault:
        message = f"{others[0]} carries the .git folder too: two machines at once break the repository"
        found.append(Told("carried-repository", WARNING, message, f"tell {others[0]} to leave out .git"))
    return found


def _git(seen: Seen) -> list[Told]:
    git = seen.git
    if git is None:
        return []
    found = []
    if git.trouble:
        found.append(Told("git", ERROR, f"git finds the repository broken: {git.trouble}", "look at it: git status"))
    if git.under_way:
        message = f"a {git.under_way} is under way: specwork commits nothing until it is done"
        found.append(Told("git-under-way", REMARK, message, f"go on or give it up: git {git.under_way} --help"))
    if git.lock is not None and git.lock > 60:
        message = f"git's index.lock is {git.lock / 60:.0f} minutes old: somebody works on it, or crashed"
        found.append(Told("git-lock", WARNING, message, "if no git is at work, delete .git/index.lock"))
    if git.attributes and not git.driver:
        message = "git is to merge journals through specwork, and this clone was not told how: it merges line by line"
        found.append(Told("merge-driver", WARNING, message, "tell it: specwork init --git"))
    elif not git.attributes and not git.trouble:
        message = "git merges journals and specs line by line, so two branches often conflict"
        found.append(Told("merge-driver", REMARK, message, "let it merge through specwork: specwork init --git"))
    return found


def _watching(seen: Seen) -> list[Told]:
    if seen.folders is None or seen.watches is None or seen.folders * 2 <= seen.watches:
        return []
    message = (
        f"the system watches {seen.watches} folders for you, and this vault has {_least(seen)}: "
        "where they do not suffice, changes are looked for, which is slower"
    )
    hint = f"raise it: sysctl fs.inotify.max_user_watches={max(524_288, 4 * seen.folders)}"
    return [Told("watches", WARNING, message, hint)]


def _least(seen: Seen) -> str:
    return f"more than {seen.watches}" if (seen.folders or 0) > (seen.watches or 0) else str(seen.folders)


def _count(number: int, what: str) -> str:
    return f"1 {what} is" if number == 1 else f"{number} {what}s are"
