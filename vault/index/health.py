"""What is wrong in a vault, as far as notes, names and links tell.

Pure: findings of notes and links were made when they were read and lie in the index; what takes all names together is
found here. The texts of suspected conflict copies are asked for, few as they are.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from vault.errors import VaultError
from vault.index.index import Index
from vault.paths import folder_of, is_note, key, name_of, stem_of
from vault.patterns import late
from vault.typed import NamedTuple

ERROR, WARNING = "error", "warning"


class Trouble(NamedTuple):
    code: str
    severity: str
    path: str
    line: int | None
    message: str
    hint: str


class Kind(NamedTuple):
    """A sort of finding, and how it is told. `{}` in a message is the finding's own text."""

    severity: str
    message: str
    hint: str


KINDS = {
    "broken-link": Kind(ERROR, "{} leads nowhere", "mend the link, or write the note it names"),
    "missing-heading": Kind(
        WARNING, "{} names a heading that is not there", "see the headings of the note it leads to"
    ),
    "missing-block": Kind(
        WARNING, "{} names a block that is not there", "put the ^id at the end of the block it means"
    ),
    "ambiguous-link": Kind(WARNING, "{} may open one of several files", "write more of the path"),
    "half-name-link": Kind(
        WARNING, "{} matches half of a folder's name, which Obsidian allows", "write the whole name of the folder"
    ),
    "unreadable-frontmatter": Kind(
        ERROR, "its front matter cannot be read: {}", "mend it by hand: it begins at line 1"
    ),
    "conflict-markers": Kind(ERROR, "an unfinished merge: conflict markers stand in it", "settle the conflict by hand"),
    "conflict-copy": Kind(WARNING, "a conflict copy of {}", "take over what it has, then delete it"),
    "captured-name": Kind(
        WARNING,
        "a note at the top takes every bare [[{}]]: other notes of that name are not found by it",
        "rename it, or write ./ before the bare links",
    ),
    "equal-names": Kind(
        WARNING,
        "differs from {} only by letter case or accents' form",
        "rename one: other systems take them for the same",
    ),
    "unreadable-file": Kind(ERROR, "it cannot be read: {}", "make it readable; until then its links are not known"),
    "unreadable-folder": Kind(ERROR, "the folder cannot be read: {}", "make it readable; its notes are left out"),
    "unreadable-name": Kind(WARNING, "it is left out: {}", "rename it"),
    "not-a-file": Kind(WARNING, "it is left out: {}", "move it out of the vault"),
    "symlink-out": Kind(WARNING, "a symbolic link: {}", "put the file itself into the vault"),
    "symlink-folder": Kind(WARNING, "a symbolic link: {}", "put the folder itself into the vault"),
}


def trouble(code: str, path: str, line: int | None, text: str) -> Trouble:
    kind = KINDS[code]
    return Trouble(code, kind.severity, path, line, kind.message.format(text), kind.hint)


def examined(index: Index, text: Callable[[str], bytes], seen: Iterable[tuple[str, str, str]] = ()) -> list[Trouble]:
    """Everything that is wrong, by path and line. `seen` is what reading the disk met, as (code, path, reason)."""
    paths = index.paths()
    found = [trouble(finding.code, path, finding.line, finding.text) for path, finding in index.findings()]
    found += [trouble(code, path, None, reason) for code, path, reason in seen]
    found += _captured(index, paths)
    found += _equal(paths)
    found += _copies(paths, text)
    return sorted(found, key=lambda one: (one.path, one.line or 0, one.code))


def _captured(index: Index, paths: list[str]) -> Iterator[Trouble]:
    """Notes at the top whose name others bear further down: a bare link opens the one at the top, always."""
    for path in paths:
        if "/" not in path and is_note(path) and index.bearers(path) > 1:
            yield trouble("captured-name", path, None, stem_of(path))


def _equal(paths: list[str]) -> Iterator[Trouble]:
    """Files, and folders, whose names other systems cannot hold side by side."""
    folders = {""}
    for path in paths:
        folder = path
        while (folder := folder_of(folder)) not in folders:
            folders.add(folder)
    folders.remove("")
    if len(set(map(key, (*folders, *paths)))) == len(folders) + len(paths):
        return
    by_key: dict[str, str] = {}
    for path in (*sorted(folders), *paths):
        first = by_key.setdefault(key(path), path)
        if first != path and name_of(first) != name_of(path):
            yield trouble("equal-names", path, None, name_of(first))


# How services that sync name a copy that they could not merge: what comes before is the name of the note.
_copy = late(
    r"""(?P<base>.+?)(?:
      \.sync-conflict-\d{8}-\d{6}-\w+                                            # Syncthing
    | [ ]\((?:.*[ ])?(?:conflicted[ ]copy|in[ ]conflict|conflict|specwork[ ]conflict)(?:[ ][^()]*)?\)  # Dropbox, others
    | [ ]\(\d{1,2}\)                                                             # Google Drive
    | [ ]\d{1,2}                                                                 # iCloud
    | [_.](?:BACKUP|BASE|LOCAL|REMOTE)[_.]\d+                                    # git mergetool
    | ~(?:HEAD|[\w.-]+)
    | (?-i:-(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{3,14})                          # OneDrive: the machine's name
    )\Z""",
    re.VERBOSE | re.IGNORECASE,
).match
_copy_after_ending = late(r"(?P<base>.+\.md)(?:\.orig|~[\w.-]+)\Z", re.IGNORECASE).match


def base_of(path: str) -> str | None:
    """The note that a file would be a conflict copy of, going by its name.

    >>> base_of("a/plan.sync-conflict-20240102-030405-ABCDEFG.md"), base_of("a/plan.md")
    ('a/plan.md', None)
    """
    folder, _, name = path.rpartition("/")
    if not _may_be_copy(name):
        return None
    prefix = folder + "/" if folder else ""
    if found := _copy_after_ending(name):
        return prefix + found["base"]
    if is_note(name) and (found := _copy(name[:-3])):
        return f"{prefix}{found['base']}.md"
    return None


def original_of(path: str) -> str | None:
    """The file of any kind that another would be a conflict copy of, going by its name.

    >>> original_of("a/run.sync-conflict-20240102-030405-ABCDEFG.sh"), original_of("a/run.sh")
    ('a/run.sh', None)
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    found = _copy(stem or ending)
    return f"{folder}{slash}{found['base']}{dot}{ending if stem else ''}" if found else None


def _may_be_copy(name: str) -> bool:
    """Whether a name holds what all those have, told faster than by looking for each."""
    last = name[-4:-3]  # before `.md`
    return (
        last == ")"
        or last.isdigit()
        or (last.isupper() and "-" in name)
        or "~" in name
        or "-conflict-" in name.lower()
        or (name[-5:].lower() == ".orig")
    )


def _copies(paths: list[str], text: Callable[[str], bytes]) -> Iterator[Trouble]:
    """Files named as a conflict copy of a note that stands there, and that say much the same."""
    known = set(paths)
    for path in paths:
        base = base_of(path)
        if base is None or base not in known:
            continue
        try:
            if _alike(text(base), text(path)):
                yield trouble("conflict-copy", path, None, name_of(base))
        except VaultError:
            continue


def _alike(one: bytes, other: bytes) -> bool:
    """Whether half of the lines of the longer stand in the other too."""
    lines = [{line.strip() for line in text.splitlines() if line.strip()} for text in (one, other)]
    longer = max(len(lines[0]), len(lines[1]))
    return longer == 0 or 2 * len(lines[0] & lines[1]) >= longer
