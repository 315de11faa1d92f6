"""Jobs on any note or file of a vault: move it with every link, change one property.

A job thinks and writes nothing: it is given what it may know and returns a change set.
"""

from collections.abc import Sequence

from specwork.work.codemoved import code_followed
from specwork.work.given import Given
from vault.edits.changes import ChangeSet, Move, Rewrite, joined, moved, rewrite
from vault.edits.rename import repaired
from vault.errors import AlreadyThere, BadPath, NoSuchFile, Refused
from vault.notes import properties
from vault.notes.values import Value
from vault.paths import folder_of, is_note, key, name_of, new_path
from vault.text import Edit


def move(given: Given, *, old: str, new: str) -> ChangeSet:
    """A file or a folder goes elsewhere, and every link follows."""
    kind = given.kind(old)
    if kind is None:
        raise NoSuchFile(f"nothing to move at {old}", where=old, hint="see what there is: specwork links")
    if any(step.startswith(".") for step in old.split("/")):
        raise BadPath(f"not a place for a file: {old}", where=old, hint="hidden folders are left as they are")
    new = _destination(given, old, new, kind)
    why = f"Move {old} to {new}"
    if new == old:
        return ChangeSet(why)
    rewrites, notices = carried(given, [Move(old, new)])
    return ChangeSet(why, (Move(old, new), *rewrites), notices)


def carried(given: Given, moves: Sequence[Move], *, keep_words: bool = False) -> tuple[list[Rewrite], tuple[str, ...]]:
    """What else moves change: every link to and from the files below them, and code named in backticks; and what to
    tell of those that are lost."""
    files = files_below(given, moves)
    found = repaired(given.index, given.text, files, fallback=given.style().form, keep_words=keep_words)
    notices = tuple(
        f"{path}: no spelling of {link} leads there from here; mend it by hand" for path, link in found.lost
    )
    code = code_followed(given, moves, files)
    both = joined("", ChangeSet("", tuple(found.rewrites)), ChangeSet("", tuple(code.rewrites)))
    notices = (*notices, *code.notices, *_led_astray(given, moves))
    return [one for one in both.changes if isinstance(one, Rewrite)], notices


def _led_astray(given: Given, moves: Sequence[Move]) -> list[str]:
    """The symbolic links in folders that move which will not lead where they led. No change set makes a link, so a
    person is told.
    """
    told = []
    for old, _ in moves:
        for path, says in given.linked(old) if given.kind(old) == "folder" else ():
            place = moved(path, moves)
            led = _way(folder_of(path), says)
            if not says.startswith("/") and moved(led, moves) != _way(folder_of(place), says):
                told.append(
                    f"{place} is a symbolic link to {says}, and leads elsewhere from there: make it anew by hand"
                )
    return told


def _way(folder: str, says: str) -> str:
    """Where a link leads, by its words alone; out of the vault, too.

    >>> _way("a/b", "../c.md"), _way("a", "../../x"), _way("", "./a")
    ('a/c.md', '../x', 'a')
    """
    steps: list[str] = []
    for step in [*folder.split("/"), *says.split("/")]:
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def files_below(given: Given, moves: Sequence[Move]) -> dict[str, str]:
    """Every file that moves, with where it goes."""
    files: dict[str, str] = {}
    for old, new in moves:
        if given.kind(old) == "folder":
            files |= {path: new + path[len(old) :] for path in given.index.paths(old)}
        else:
            files[old] = new
    return files


def _destination(given: Given, old: str, new: str, kind: str) -> str:
    """Where it goes: into a folder that stands there, else to that very name. A note stays a note."""
    into = new.endswith("/")
    new = new.strip("/")
    same_spot = key(new) == key(old)
    if into or (not same_spot and given.kind(new) == "folder"):
        new = f"{new}/{name_of(old)}" if new else name_of(old)
    elif is_note(old) and not is_note(new) and kind != "folder":
        new += ".md"
    new_path(new)
    if new.startswith(old + "/"):
        raise BadPath(f"{old} cannot go into itself", where=new, hint="choose a folder outside it")
    if given.kind(new) is not None and key(new) != key(old):
        raise AlreadyThere(
            f"something stands at {new} already", where=new, hint="choose another name, or move that first"
        )
    return new


def set_property(given: Given, *, path: str, name: str, value: Value) -> ChangeSet:
    if value in ("", None, []):
        _may_go(given, path, name)
    edits = properties.set_property(given.text(_note(given, path)), name, value)
    return _changed(given, path, edits, f"Set {name} of {path}")


def unset_property(given: Given, *, path: str, name: str) -> ChangeSet:
    _may_go(given, path, name)
    edits = properties.unset_property(given.text(_note(given, path)), name)
    return _changed(given, path, edits, f"Remove {name} from {path}")


_ALWAYS = {"title": "specwork set {} title=TITLE", "status": "specwork set {} status=WORD"}


def _may_go(given: Given, path: str, name: str) -> None:
    """What a spec always has is said in other places too: it is not taken away in one of them, but filled again."""
    found = given.specs.at(path)
    hint = _ALWAYS.get(name.strip().casefold()) if found else None
    if found and hint:
        raise Refused(f"a spec has a {name}", where=path, hint=f"give it another: {hint.format(found.id)}")


def append_property(given: Given, *, path: str, name: str, value: Value) -> ChangeSet:
    edits = properties.append_property(given.text(_note(given, path)), name, value)
    return _changed(given, path, edits, f"Add to {name} of {path}")


def remove_from_property(given: Given, *, path: str, name: str, value: Value) -> ChangeSet:
    edits = properties.remove_from_property(given.text(_note(given, path)), name, value)
    return _changed(given, path, edits, f"Take from {name} of {path}")


def _note(given: Given, path: str) -> str:
    given.file(path)
    if not is_note(path):
        raise Refused(f"{path} is no note, so it has no properties", where=path, hint="name a file that ends in .md")
    return path


def _changed(given: Given, path: str, edits: list[Edit], why: str) -> ChangeSet:
    return ChangeSet(why, tuple(rewrite(path, given.text(path), edits)))
