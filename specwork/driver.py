"""The merge driver as git meets it: three files in, one out; and what makes git call it.

What is not understood is merged by git itself, through the hardened room, and so is everything after a fault of ours:
git takes what stands in our file for the result, so it must never be one side alone. Reads no vault.
"""

import os
import re
import shlex
import stat
import sys
from collections.abc import Mapping
from shutil import which

from specwork.domain.merge import kind_at, merged
from specwork.domain.mergelines import Marks
from vault.disk.repository import found_from, merged_by_git, run
from vault.errors import GitFailed, Refused, Unreadable
from vault.typed import NamedTuple

ATTRIBUTES = ".gitattributes"
NAMES = ("context.md", "*.context.md", "spec.md", "epic.md", "*.spec.md", "deliverables/index.md")
SETTING = ".git/config (merge.specwork)"
MARKER = 7
BROKEN = 129  # git stops the merge and says so, instead of taking one side for the result


class Settled(NamedTuple):
    """`understood`: it was merged by us and not by git."""

    text: bytes
    conflicts: int
    understood: bool


def merge_files(base: str, ours: str, theirs: str, path: str, *, size: int = MARKER, dry_run: bool = False) -> Settled:
    """Merges three files and writes the result to that of our side."""
    was, mine, yours = (_read(place) for place in (base, ours, theirs))
    kind = kind_at(path.replace(os.sep, "/"))
    names = Marks(size, b"ours", os.fsencode(_other_side(os.environ)))
    try:
        found = merged(was, mine, yours, kind, marks=names) if kind else None
    except Exception:  # noqa: BLE001 whatever our fault is, git's own merge is there
        found = None
    if found:
        settled = Settled(found.text, found.conflicts, True)
    else:
        text, conflicts = merged_by_git(os.getcwd(), base, ours, theirs, names.theirs.decode("utf-8", "replace"), size)
        settled = Settled(text, max(conflicts, 1), False)
    if not dry_run and settled.text != mine:
        _put(os.path.realpath(ours), settled.text)
    return settled


def _read(place: str) -> bytes:
    try:
        with open(place, "rb") as file:
            return file.read()
    except OSError as error:
        raise Unreadable(
            f"{place} cannot be read: {error.strerror}", where=place, hint="git hands over three files; see --help"
        ) from None


def _other_side(environment: Mapping[str, str]) -> str:
    """What git calls the other side, where it says so."""
    heads = [value for name, value in environment.items() if name.startswith("GITHEAD_")]
    return re.sub(r"[\r\n\0]", " ", heads[0]) if len(heads) == 1 else "theirs"


def _put(place: str, content: bytes) -> None:
    """Written beside and renamed: whoever is killed leaves our side as it was."""
    beside = f"{place}.{os.getpid()}.new"
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), stat.S_IMODE(os.stat(place).st_mode))
        os.replace(beside, place)
    except BaseException:
        if os.path.lexists(beside):
            os.unlink(beside)
        raise


# ---- what makes git call it -----------------------------------------------------------------------------------------


class Attached(NamedTuple):
    """`changed`: what was written or would be. `left`: what cannot be added to, and stays."""

    changed: list[str]
    left: list[str]


def attach(folder: str, specs: str, *, dry_run: bool = False) -> Attached:
    """Lines in the vault's `.gitattributes`, added to those that stand there, and the driver in the repository's own
    settings. What a person has said of the same files stays.
    """
    repository, why_not = found_from(folder if os.path.isdir(folder) else os.path.dirname(folder))
    if repository is None:
        raise GitFailed(f"no merge driver without git: {why_not}", where=folder, hint="make a repository: git init")
    changed, left = [], []
    place = f"{folder}/{ATTRIBUTES}"
    if os.path.islink(place) or (os.path.lexists(place) and not os.path.isfile(place)):
        left.append(ATTRIBUTES)
    else:
        before = _read(place) if os.path.isfile(place) else b""
        after = with_attributes(before, specs)
        if after != before:
            changed.append(ATTRIBUTES)
            if not dry_run:
                if not before:
                    with open(place, "ab"):
                        pass
                _put(place, after)
    wanted = {"merge.specwork.name": "specs and journals", "merge.specwork.driver": driver()}
    for name, value in wanted.items():
        said = run(["git", "config", "--local", "--get", name], repository.top).out.decode("utf-8", "replace").strip()
        if said != value:
            changed += [] if SETTING in changed else [SETTING]
            if not dry_run and (ran := run(["git", "config", "--local", name, value], repository.top)).code:
                raise Refused(f"git said no: {ran.err}", where=".git/config", hint="see what git says: git config -l")
    return Attached(changed, left)


def driver() -> str:
    """The command that git runs, in its shell. Where specwork is not there, or is broken, git merges as it always does:
    a program that does not even start ends like one that found a conflict, and ours would stand there for the result.
    """
    ours = "specwork" if which("specwork") else f"{shlex.quote(sys.executable)} -m specwork"
    return (
        f"if {ours} merge-file --help >/dev/null 2>&1; then {ours} merge-file --marker-size=%L --path=%P %O %A %B; "
        "else git merge-file --marker-size=%L %A %O %B; fi"
    )


def with_attributes(before: bytes, specs: str) -> bytes:
    """The file with a line for each name that none stands for yet.

    >>> with_attributes(b"* text=auto", "").splitlines()[:3]
    [b'* text=auto', b'context.md merge=specwork', b'*.context.md merge=specwork']
    """
    plain = re.fullmatch(r"[\w./-]+", specs, re.ASCII)
    prefix = f"{specs}/**/" if specs and plain else "**/"
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    there = {line.split()[0] for line in before.splitlines() if b"merge" in line and line.split()}
    patterns = [prefix + name if specs or "/" in name else name for name in NAMES]
    missing = [pattern.encode() for pattern in patterns if pattern.encode() not in there]
    lead = newline if before and missing and not before.endswith(b"\n") else b""
    return before + lead + b"".join(pattern + b" merge=specwork" + newline for pattern in missing)
