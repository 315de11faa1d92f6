"""What stands around specwork on this machine, looked at piece by piece for `doctor`: whatever is missing, it goes on.

Looks and measures; what it means is `domain/doctoring`'s business. Writes nothing but what `empty_undo` takes away, and
runs nothing that a repository names.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from sqlite3 import DatabaseError, connect, sqlite_version

from specwork import driver
from specwork.desk import Desk
from specwork.domain.disks import Carrier, Mount, carriers, mount_of
from specwork.domain.doctoring import LIBRARIES, Part, Repository, Seen, Tool, Undo
from specwork.domain.obsidian import with_settings
from specwork.errors import BadSettings
from specwork.programs import editor_named, opener
from specwork.version import version
from specwork.whereabouts import cache_folder, config_folder, machine, on_path, own_settings
from vault.disk import repository
from vault.disk.calls import can_exchange
from vault.disk.images import Images
from vault.disk.transaction import KEEP_BYTES, KEEP_DAYS
from vault.errors import VaultError

_MACOS = sys.platform == "darwin"
LONGEST = 1_000_000  # bytes of a file that are looked at
MOST = 1_000_000  # folders that are counted
PARTS = (
    ("index-", "index", "made anew whenever it is missing"),
    ("undo", "undo store", "what files were before they were changed"),
    ("agreed", "agreement", "what the sides of each fact said last time"),
    ("log.ops", "history", "every change, with what undoes it"),
    ("drafts", "drafts", "what was typed in the app and not yet filed"),
    ("begun", "sessions", "specs as they were when an open session began"),
    ("tx-", "half-done changes", "finished or taken back at the next start"),
    ("unreadable-", "garbled changes", "what was staged for a change whose plan cannot be read"),
)


def examined(folder: str | None, environment: Mapping[str, str], clock: float) -> Seen:
    """Everything there is to see; without a folder, of the machine alone."""
    home = folder or os.path.expanduser("~")
    seen = Seen(system=sys.platform, tools=tuple(_tools(home, environment)), exchange=can_exchange())
    if folder is None:
        return seen
    folder = os.path.realpath(folder)
    seen = _state(seen._replace(vault=folder, writable=os.access(folder, os.W_OK | os.X_OK)), folder)
    root = ""
    try:
        root = Desk(folder).root
    except VaultError as fault:
        seen = seen._replace(fault=(fault.message, fault.hint))
    watches = _number("/proc/sys/fs/inotify/max_user_watches")
    return seen._replace(
        disk=mounted(folder),
        carriers=tuple(_carriers(folder)),
        git=_repository(folder, root, clock, asked=any(one.name == "git" and one.version for one in seen.tools)),
        obsidian=_obsidian(folder),
        folders=_folders(folder, min(MOST, watches or MOST)),
        watches=watches,
    )


# versions, and what is missing


def _tools(folder: str, environment: Mapping[str, str]) -> Iterator[Tool]:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of  # slow to load, and seldom asked

    yield Tool("specwork", version())
    yield Tool("Python", sys.version.split()[0])
    yield Tool("SQLite", sqlite_version)
    yield Tool("git", _git_version(folder), "ask git: history, commits, renames seen on other branches")
    for name, about in LIBRARIES.items():
        try:
            yield Tool(name, version_of(name), about)
        except PackageNotFoundError:
            yield Tool(name, None, about)
    yield Tool("an editor", _editor(environment), "edit a spec from the terminal (set VISUAL or EDITOR)")
    there = on_path(opener(), environment)
    yield Tool(opener(), "there" if there else None, "open a spec in Obsidian: specwork open")


def _editor(environment: Mapping[str, str]) -> str | None:
    try:
        return editor_named(environment) or None
    except BadSettings:
        return None  # told of the settings


def _git_version(folder: str) -> str | None:
    try:
        ran = repository.run(["git", "--version"], folder, None, repository.LIMIT)
    except (VaultError, ImportError, OSError):
        return None
    return ran.out.decode("utf-8", "replace").strip().removeprefix("git version ") if ran.code == 0 else None


# the state


def _state(seen: Seen, folder: str) -> Seen:
    own = f"{folder}/.specwork"
    linked = os.path.islink(own)
    state = f"{own}/{machine()}"
    cache = cache_folder(folder)
    kept = not linked and os.path.isdir(state)
    names = _names(state) if kept else []
    parts = [*_parts(state, names), *_others(own)] if kept else []
    if cache and os.path.isdir(cache):
        parts.append(Part("cache", cache, _size(cache), "an index from before specwork changed anything here"))
    images = Images(f"{state}/undo").weigh()
    return seen._replace(
        linked_state=linked,
        state=state if kept else cache,
        parts=(*parts, *_persons()),
        undo=Undo(*images, KEEP_DAYS, KEEP_BYTES) if kept else None,
        half_done=tuple(name for name in names if name.startswith("tx-")),
        unreadable=tuple(f"{state}/{name}" for name in names if name.startswith("unreadable-")),
        busy=kept and _held(f"{own}/lock"),
        agreement=_sound(f"{state}/agreed.sqlite"),
    )


def _parts(state: str, names: list[str]) -> Iterator[Part]:
    for start, name, about in PARTS:
        found = [each for each in names if each.startswith(start)]
        if found:
            place = f"{state}/{found[0]}" if len(found) == 1 else state
            yield Part(name, place, sum(_size(f"{state}/{each}") for each in found), about)


def _others(own: str) -> Iterator[Part]:
    """What other machines keep in a vault that is carried between them with its dot-folders."""
    others = [name for name in _names(own) if name != machine() and os.path.isdir(f"{own}/{name}")]
    if others:
        yield Part("other machines", own, sum(_size(f"{own}/{name}") for name in others), ", ".join(others))


def _persons() -> Iterator[Part]:
    place = config_folder()
    if os.path.isdir(place):
        about = "keys, theme, editor, name; never read from a vault"
        try:
            own_settings()
        except BadSettings as fault:
            about = fault.message
        yield Part("your settings", place, _size(place), about)


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _size(place: str) -> int:
    """Of a file, or of all files below a folder; no link is followed."""
    try:
        size = os.lstat(place).st_size if not os.path.isdir(place) or os.path.islink(place) else 0
    except OSError:
        return 0
    if os.path.isdir(place) and not os.path.islink(place):
        for folder, _, names in os.walk(place):
            size += sum(_size(f"{folder}/{name}") for name in names)
    return size


def _held(lock: str) -> bool:
    """Whether a specwork is changing something just now. The lock is taken for an instant, and never waited for."""
    try:
        import fcntl

        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except (ImportError, OSError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _sound(database: str) -> bool:
    if not os.path.isfile(database):
        return True
    quoted = database.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        connection = connect(f"file:{quoted}?mode=ro", uri=True, timeout=1)
        try:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except DatabaseError as error:
        return "locked" in str(error)
    return bool(answer) and answer[0] == "ok"


def empty_undo(desk: Desk, *, days: float) -> int:
    """Lets go of what undo lives on, as far as it is older than so many days. Says how many texts went."""
    state = f"{desk.folder}/.specwork/{machine()}"
    return desk.disk().empty(days=days) if desk.initialised and os.path.isdir(state) else 0


# the disk, and who else is at it


def mounted(folder: str) -> Mount | None:
    """The disk that a folder lies on, as the system tells it; None where it does not."""
    told = _text("/proc/self/mountinfo", whole=True)
    return mount_of(told, folder) if told is not None else _by_library(folder)


def _by_library(folder: str) -> Mount | None:
    """macOS: the name of the file system, from the C library's `statfs`."""
    import ctypes

    if not _MACOS:
        return None
    try:
        library = ctypes.CDLL(None)
        ask = getattr(library, "statfs$INODE64", None) or library.statfs
        told = ctypes.create_string_buffer(4096)
        if ask(os.fsencode(folder), told) != 0:
            return None
    except (OSError, AttributeError):
        return None
    kind, place = (told.raw[start:end].split(b"\0")[0] for start, end in ((72, 88), (88, 1112)))
    return Mount(os.fsdecode(place), kind.decode()) if kind.isalnum() and kind.isascii() else None


def _carriers(folder: str) -> list[Carrier]:
    from json import loads

    try:
        plugins = loads(_text(f"{folder}/.obsidian/core-plugins.json") or "null")
    except (ValueError, RecursionError):
        plugins = None
    on = plugins.get("sync") is True if isinstance(plugins, dict) else isinstance(plugins, list) and "sync" in plugins
    return carriers(folder, os.path.lexists, core_sync=on)


def _obsidian(folder: str) -> str:
    """What is odd about Obsidian's settings; nothing where there is no Obsidian yet."""
    place = f"{folder}/.obsidian/app.json"
    if not os.path.isdir(f"{folder}/.obsidian"):
        return ""
    if not os.path.isfile(place) or os.path.islink(place):
        return (
            "Obsidian's app.json is no file of the vault" if os.path.lexists(place) else "Obsidian has no app.json yet"
        )
    try:
        with open(place, "rb") as file:
            text = file.read(LONGEST)
    except OSError as error:
        return f"Obsidian's app.json cannot be read: {error.strerror}"
    wanted = with_settings(text)
    if wanted is None:
        return "Obsidian's app.json is no JSON that can be added to"
    return "" if wanted == text else "Obsidian's app.json lacks settings that a vault of specs needs"


def _repository(folder: str, root: str, clock: float, *, asked: bool) -> Repository | None:
    """The repository around a vault; where there is no git to be asked, only that it is there."""
    found, why_not = repository.found_from(folder)
    if found is None:
        broken = why_not.endswith("is no git repository")
        return Repository(folder, trouble=why_not, attributes=True, driver=True) if broken else None
    states = {
        "MERGE_HEAD": "merge",
        "rebase-merge": "rebase",
        "rebase-apply": "rebase",
        "CHERRY_PICK_HEAD": "cherry-pick",
    }
    under_way = next((word for name, word in states.items() if os.path.lexists(f"{found.folder}/{name}")), "")
    told = Repository(os.path.realpath(found.top), under_way=under_way, lock=_age(f"{found.folder}/index.lock", clock))
    if not asked:
        return told._replace(attributes=True, driver=True)
    try:
        answers = [found.read("ls-files", "-u"), found.read("remote")]
        if repository.head_of(found)[0]:
            answers.append(found.read("rev-parse", "--verify", "--quiet", "HEAD^{tree}"))
        faults = [ran.err or f"it ended with {ran.code}" for ran in answers if ran.code]
        lags = driver.attach(folder, root, dry_run=True)
    except (VaultError, ImportError, OSError) as error:
        return told._replace(trouble=_first(str(error)), attributes=True, driver=True)
    return told._replace(
        trouble=_first(faults[0]) if faults else "",
        remotes=tuple(answers[1].out.decode("utf-8", "replace").split()),
        attributes=driver.ATTRIBUTES not in lags.changed + lags.left,
        driver=driver.SETTING not in lags.changed,
    )


def _first(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "it gave no reason"


def _age(place: str, clock: float) -> float | None:
    try:
        return clock - os.lstat(place).st_mtime
    except OSError:
        return None


def _folders(top: str, most: int) -> int:
    """How many folders there are, dot-folders too: each is watched. One more than the most that matter is enough."""
    count = 0
    for _ in os.walk(top):
        count += 1
        if count > most:
            break
    return count


def _number(place: str) -> int | None:
    said = (_text(place) or "").strip()
    return int(said) if said.isdigit() else None


def _text(place: str, *, whole: bool = False) -> str | None:
    if not whole and not os.path.isfile(place):
        return None
    try:
        with open(place, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(LONGEST * 10 if whole else LONGEST)
    except OSError:
        return None
