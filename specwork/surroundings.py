"""What stands around a vault that a job may look at: its settings, templates, folders, git, and the clock.

Everything here only reads. What a job does not ask for is not looked at.
"""

import os
from collections.abc import Callable

from specwork.config import Settings, settings
from specwork.errors import BadUsage
from specwork.whereabouts import machine, path_from, templates_folder, working_folder
from specwork.work.given import Ports
from vault.errors import BadPath
from vault.typed import TYPE_CHECKING

if TYPE_CHECKING:  # what only some commands need is loaded by them
    from datetime import datetime

    from vault.disk.git import Git
    from vault.edits.linking import Style

LONGEST = 1_000_000  # bytes of a settings file that are read


class Surroundings:
    def __init__(self, folder: str, clock: Callable[[], float]) -> None:
        self.folder, self.clock = folder, clock
        self.settings: Settings = settings(self._own_text("specwork.toml"), self._own_text(".gitignore"))

    def ports(
        self, text: Callable[[str], bytes], kind: Callable[[str], str | None], participant: Callable[[], str]
    ) -> Ports:
        return Ports(
            text=text,
            kind=kind,
            style=self.style,
            now=self.now,
            participant=participant,
            template=self.template,
            listed=self.listed,
            elsewhere=self.elsewhere,
            git=self.git,
            begun=self.begun,
            seen=self.seen,
            linked=self.linked,
            settings=self.settings,
        )

    def _own_text(self, name: str) -> str | None:
        """A settings file at the top of the vault. A link out of it or a pipe is no settings file."""
        path = f"{self.folder}/{name}"
        if not os.path.isfile(path) or os.path.islink(path):
            return None
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                return file.read(LONGEST)
        except OSError:
            return None

    def now(self) -> "datetime":
        from datetime import datetime

        return datetime.fromtimestamp(self.clock()).astimezone()

    def git(self) -> "Git | None":
        """git, where the vault lies in a repository."""
        from vault.disk.git import Git

        found = Git(self.folder)
        return found if found.repository else None

    def template(self, name: str) -> bytes | None:
        """What a new note is made from: the vault's own template, else the packaged one."""
        for path in (f"{self.folder}/templates/{name}", f"{templates_folder()}/{name}"):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    return file.read()
        return None

    def listed(self, folder: str) -> list[str]:
        try:
            return sorted(os.listdir(f"{self.folder}/{folder}" if folder else self.folder))
        except OSError:
            return []

    def linked(self, folder: str) -> list[tuple[str, str]]:
        """The symbolic links below a folder and what they say, as far as that can be read."""
        found, waiting = [], [folder]
        while waiting:
            place = waiting.pop()
            try:
                with os.scandir(f"{self.folder}/{place}") as entries:
                    for entry in entries:
                        path = f"{place}/{entry.name}"
                        if entry.is_symlink():
                            found.append((path, os.readlink(entry.path)))
                        elif entry.is_dir(follow_symlinks=False):
                            waiting.append(path)
            except OSError:
                continue
        return sorted(found)

    def elsewhere(self, path: str) -> str | None:
        """What stands at a path from the top of the repository that the vault lies in; nothing that leaves it."""
        from vault.disk.repository import found_from

        repository, _ = found_from(self.folder)
        if repository is None:
            return None
        top = os.path.realpath(repository.top)
        place = os.path.realpath(f"{top}/{path}")
        if not place.startswith(top + "/") or "/.git/" in place + "/":
            return None
        return "folder" if os.path.isdir(place) else "file" if os.path.isfile(place) else None

    def seen(self, text: str) -> str | None:
        """A path as it was typed in the working folder, seen from the vault's top; None for what is none."""
        if "/" not in text and not text.endswith(".md") and not os.path.lexists(text):
            return None
        try:
            return path_from(self.folder, text, os.path.realpath(working_folder()))
        except (BadPath, BadUsage, OSError):
            return None

    def begun(self, session: str) -> bytes | None:
        """The spec as it was when a session began, where it was kept (`sitting`)."""
        try:
            with open(f"{self.folder}/.specwork/{machine()}/begun/{session}", "rb") as file:
                return file.read()
        except (OSError, ValueError):
            return None

    def style(self) -> "Style":
        """Obsidian's own settings where the vault has them; relative wiki-links where not.

        `shortest` is the whole path here: the next `spec.md` would take a bare name's meaning away.
        """
        from vault.edits.linking import PLAIN, Style
        from vault.edits.rename import ABSOLUTE, SHORTEST

        text = self._own_text(".obsidian/app.json")
        if text is None:
            return PLAIN
        from json import loads

        try:
            said = loads(text)
            form, markdown = said.get("newLinkFormat"), said.get("useMarkdownLinks") is True
        except (ValueError, AttributeError):
            return PLAIN
        return Style(ABSOLUTE if form in (SHORTEST, ABSOLUTE) else PLAIN.form, markdown)
