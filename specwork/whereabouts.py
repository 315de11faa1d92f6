"""Where things lie on this machine: the vault that is meant, its state, the packaged templates, a path as it was typed.

Looks at folders and the environment that it is handed; opens no vault and reads no note.
"""

import os
import re
from collections.abc import Iterable, Mapping

from specwork.errors import BadSettings, BadUsage
from vault.disk.calls import calls
from vault.disk.files import Root
from vault.errors import BadPath, NoSuchFile, NoVault, Refused
from vault.paths import vault_path
from vault.text import digest
from vault.typed import NamedTuple


def find_vault(asked: str | None, environment: Mapping[str, str], start: str) -> str:
    """The folder of the vault: as asked, else from the working folder upward."""
    if asked is not None and not asked.strip():
        raise NoVault("an empty name names no vault", where=None, hint="name it: specwork --vault DIR …")
    named = asked or environment.get("SPECWORK_VAULT")
    if named:
        if not os.path.isdir(named):
            raise NoVault(f"no such folder: {named}", where=named, hint="name the folder that holds the notes")
        return named
    for sign in (_has_settings, _has_obsidian, _has_specs, _has_state):
        folder = os.path.abspath(start)
        while True:
            if sign(folder):
                return folder
            if (parent := os.path.dirname(folder)) == folder:
                break
            folder = parent
    raise NoVault(
        "no vault here or above: no specwork.toml, no .obsidian, no specs folder",
        where=start,
        hint="name it: specwork --vault DIR …",
    )


def _has_settings(folder: str) -> bool:
    return os.path.isfile(f"{folder}/specwork.toml")


def _has_obsidian(folder: str) -> bool:
    return os.path.isdir(f"{folder}/.obsidian")


def _has_state(folder: str) -> bool:
    """Where specwork has changed something before, whatever stands there now."""
    return os.path.isdir(f"{folder}/.specwork") and not os.path.islink(f"{folder}/.specwork")


def _has_specs(folder: str) -> bool:
    try:
        names = os.listdir(f"{folder}/specs")
    except OSError:
        return False
    return any(name.isdigit() and os.path.isdir(f"{folder}/specs/{name}") for name in names)


class Begun(NamedTuple):
    """What making a vault made, or would make, and what it left as it was though it is not as wanted."""

    changed: list[str]
    left: list[str]


def begin_vault(folder: str, specs: str, *, dry_run: bool = False) -> Begun:
    """Makes a folder a vault: a place for specs, and the settings that Obsidian needs. What stands there stays."""
    from specwork.domain.obsidian import with_settings

    changed, left = [], []
    if specs and not os.path.lexists(f"{folder}/{specs}"):
        changed.append(specs)
    name = ".obsidian/app.json"
    place = f"{folder}/{name}"
    before = None
    if os.path.lexists(place) or os.path.islink(os.path.dirname(place)):
        before = plain_text(place)
        wanted = with_settings(before) if before is not None else None
    else:
        wanted = with_settings(None)
    if wanted is None:
        left.append(name)
    elif wanted != before:
        changed.append(name)
    if not dry_run:
        for path in changed:
            if path == name:
                _put(place, wanted or b"")
            else:
                os.makedirs(f"{folder}/{path}", exist_ok=True)
    return Begun(changed, left)


def put_new(place: str, content: bytes) -> bool:
    """A file where none stands, whole or not at all; False where one has come meanwhile."""
    beside = f"{place}.{os.getpid()}.new"
    with open(beside, "xb") as file:
        file.write(content)
    try:
        calls.rename_new(beside, place)
    except FileExistsError:
        os.unlink(beside)
        return False
    return True


def plain_text(place: str) -> bytes | None:
    """A settings file of the vault's own; a link out of it or a pipe is none."""
    if os.path.islink(place) or os.path.islink(os.path.dirname(place)) or not os.path.isfile(place):
        return None
    with open(place, "rb") as file:
        return file.read()


def _put(place: str, content: bytes) -> None:
    """Written beside and renamed: nobody sees half of it."""
    os.makedirs(os.path.dirname(place), exist_ok=True)
    beside = f"{place}.{os.getpid()}.new"
    with open(beside, "wb") as file:
        file.write(content)
    os.replace(beside, place)


def templates_folder() -> str:
    """Where the packaged templates lie: inside an installed package, else beside the packages of a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    installed = f"{package}/templates"
    return installed if os.path.isdir(installed) else f"{os.path.dirname(package)}/templates"


def packaged(name: str) -> bytes:
    """A packaged template for agents. A vault's own folder of templates has no say here: these are run."""
    with open(f"{templates_folder()}/agents/{name}", "rb") as file:
        return file.read()


def repository_top(folder: str) -> str:
    """The top of the repository that a folder lies in, else the folder. A home folder is nobody's project."""
    from vault.disk.repository import found_from

    repository, _ = found_from(folder)
    top = os.path.realpath(repository.top) if repository else os.path.realpath(folder)
    return os.path.realpath(folder) if top in ("/", os.path.realpath(os.path.expanduser("~"))) else top


def on_path(program: str, environment: Mapping[str, str]) -> bool:
    """Whether a program could be started by its name."""
    places = environment.get("PATH", "").split(os.pathsep)
    return any(os.access(f"{place}/{program}", os.X_OK) for place in places if os.path.isabs(place))


def machine() -> str:
    """A short name for this machine, so that a vault that travels does not mix two machines' state."""
    try:
        with open("/etc/machine-id", "rb") as file:
            identity = file.read().strip()
    except OSError:
        identity = b""
    return digest(identity + os.uname().nodename.encode())[:4].hex()


def cache_folder(vault: str) -> str | None:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return f"{home}/specwork/{digest(vault.encode('utf-8', 'surrogateescape'))[:8].hex()}" if home else None


def config_folder() -> str:
    """Where a person's own settings lie: keys, theme, editor, name. Never in a vault."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return f"{home}/specwork"


def own_settings() -> dict[str, object]:
    """What the person has set for themselves; nothing where they have not."""
    path = f"{config_folder()}/settings.toml"
    if not os.path.isfile(path):
        return {}
    import tomllib  # slow to load, and most people set nothing

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, ValueError) as error:
        raise BadSettings(f"{path} cannot be used: {error}", where=path, hint="mend it, or take it away") from None


def own_word(name: str) -> str:
    """One of the person's settings that is a text; empty where it is not set."""
    said = own_settings().get(name, "")
    if not isinstance(said, str):
        path = f"{config_folder()}/settings.toml"
        raise BadSettings(f"{path} cannot be used: {name} is no text", where=path, hint=f'write it so: {name} = "…"')
    return said.strip()


def working_folder() -> str:
    """Where the user stands; if that was deleted under them, where it was."""
    try:
        return os.getcwd()
    except OSError:
        return os.environ.get("PWD") or "/"


def path_from(folder: str, asked: str, here: str) -> str:
    """What the user typed, as a path from the top of the vault: seen from where they stand, else from its top."""
    if "\0" in asked:
        raise BadUsage("a path cannot hold a NUL", hint="type another path")
    from_here = os.path.normpath(os.path.join(here, asked))
    inside = from_here.startswith(folder + "/")
    if os.path.isabs(asked) or asked.startswith(".."):
        if not inside:  # they may have come there through a link
            above, name = os.path.split(from_here)
            from_here = os.path.join(os.path.realpath(above), name)
        if not from_here.startswith(folder + "/"):
            raise _outside(asked)
        return from_here[len(folder) + 1 :]
    if inside and os.path.lexists(from_here):
        return from_here[len(folder) + 1 :]
    path = os.path.normpath(asked)
    if path.startswith("..") or path == ".":
        raise _outside(asked)
    return path


def _outside(asked: str) -> BadPath:
    return BadPath(f"not in this vault: {asked}", where=asked, hint="specwork reads and writes inside the vault only")


def content_outside(place: str) -> bytes:
    """The bytes of a plain file outside the vault, which somebody named in order to have them copied."""
    vault_path(os.path.basename(place))
    if os.path.islink(place):
        raise Refused(f"{place} is a symbolic link", where=place, hint="name the file that it leads to")
    if os.path.isdir(place):
        raise Refused(f"{place} is a folder", where=place, hint="name the files in it")
    if not os.path.lexists(place):
        raise NoSuchFile(f"no such file: {place}", where=place, hint="name it from where you stand")
    return Root(os.path.dirname(place)).read(os.path.basename(place))


def named_file(text: str, here: str, folders: Iterable[str]) -> tuple[str, int | None] | None:
    """The place of a file as it was typed, and the line behind its name, as in `api.ts:45`; None where nothing stands.

    It is looked for from where the user stands, then from each of these folders. Links on the way are followed, the
    last step is not.
    """
    if "\0" in text:
        return None
    found = re.fullmatch(r"(.+?)(?::|#L)([1-9]\d{0,8})", text)
    for typed, line in ((text, None), (found[1], int(found[2])) if found else ("", None)):
        for folder in (here, *folders) if typed else ():
            place = os.path.normpath(os.path.join(folder, typed))
            if os.path.lexists(place):
                above, name = os.path.split(place)
                return (os.path.join(os.path.realpath(above), name), line)
    return None
