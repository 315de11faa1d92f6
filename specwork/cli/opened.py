"""What the commands share: the desk for a command, a path as the user typed it, and how a change is told."""

import os
import sys
from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.terminal import shown
from specwork.desk import Desk
from specwork.domain.counted import counted
from specwork.errors import AmbiguousSpec, BadUsage, UnknownSpec
from specwork.whereabouts import find_vault, path_from, working_folder
from specwork.work.given import Done
from vault.errors import NoSuchFile, Unreadable, VaultError


def desk(asked: Asked) -> Desk:
    opened = Desk(find_vault(asked.vault, os.environ, working_folder()), participant=asked.participant)
    asked.opened.append(opened)
    if asked.rebuild:
        opened.open(rebuild=True)
    return opened


def no_blank(text: str | None, hint: str) -> str | None:
    """What was typed, if anything: an empty variable of a script means no folder and no file, and surely not all."""
    if text is not None and not text.strip():
        raise BadUsage("an empty name names nothing", hint=hint)
    return text


def typed_path(vault: Desk, text: str) -> str:
    text.encode()  # what is no text ends here: no index can hold it
    return path_from(vault.folder, text, os.path.realpath(working_folder()))


def is_top(vault: Desk, text: str) -> bool:
    """Whether what was typed is the vault itself, seen from where they stand."""
    return bool(text) and os.path.realpath(os.path.join(working_folder(), text)) == vault.folder


def file_path(vault: Desk, text: str) -> str:
    """A file that stands there; the `.md` of a note may be left out."""
    path = typed_path(vault, text)
    kind = vault.open().root.kind
    for candidate in (path, path + ".md"):
        if kind(candidate) in ("file", "symlink"):
            return candidate
    if kind(path) == "other":
        raise Unreadable(f"{path} is a pipe, a socket or a device", where=path, hint="move it out of the vault")
    raise NoSuchFile(f"no such file: {path}", where=path, hint=_near(vault, path))


def file_or_spec(vault: Desk, asked: str) -> str:
    """A file that stands there, else that of the spec that was meant."""
    try:
        return file_path(vault, asked)
    except VaultError as no_file:
        try:
            return vault.given().specs.find(asked).path
        except (UnknownSpec, AmbiguousSpec):
            if asked.isdecimal():
                raise
            raise no_file from None


def _near(vault: Desk, path: str) -> str:
    from difflib import get_close_matches  # only where somebody mistyped

    near = get_close_matches(path, vault.open().index.paths()[:20_000], n=1)
    return f"did you mean {near[0]}" if near else "see which there are: specwork links"


def changes(parser: ArgumentParser) -> None:
    """What every changing command takes."""
    parser.add_argument("--dry-run", action="store_true", help="tell what would change, and change nothing")
    expected(parser)


def expected(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--expect",
        metavar="HASH",
        help="refuse if the file is not the one you read: its hash from props --json",
    )


def show_diff(asked: Asked, done: Done) -> None:
    out = asked.out
    for line in (done.diff or "").splitlines():
        colour = {"+": "green", "-": "red", "@": "blue"}.get(line[:1])
        out.line(out.painted(colour, shown(line)) if colour else shown(line))


def tell(asked: Asked, done: Done, options: Namespace) -> int:
    """How a change is told: what changed, and what takes it back."""
    out = asked.out
    for notice in done.notices:
        sys.stderr.write(f"note: {shown(notice)}\n")
    if out.json:
        out.answer(shapes.done(done))
        return 0
    if getattr(options, "dry_run", False):
        show_diff(asked, done)
    files = counted(len(done.changed), "file")
    if not done.changed:
        out.line("nothing to change")
    elif done.undo is None:
        out.line(f"would change {files}: {shown(done.why)}")
    else:
        out.line(f"{shown(done.why)} ({files}; take it back: specwork undo {done.undo})")
    return 0
