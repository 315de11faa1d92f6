"""Where the git repository of a vault lies, and how git is asked about it without running what it says.

A repository may be hostile: its config can name programs for a dozen occasions. Whatever is asked in order to read goes
through `Repository.read`, which names the folders itself, takes every such program away, and waits ten seconds at most.
"""

import os
import re

from vault.errors import GitFailed
from vault.patterns import late
from vault.typed import Any, NamedTuple

LIMIT = 10.0  # seconds
_FLAGS = ("--no-pager", "--no-optional-locks", "--literal-pathspecs")
_FIXED = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.editor": "false",
    "core.sshCommand": "false",
    "core.askPass": "false",
    "core.alternateRefsCommand": "",
    "core.attributesFile": os.devnull,
    "safe.bareRepository": "explicit",
    "protocol.ext.allow": "never",
    "log.showSignature": "false",
    "diff.external": "",
    "diff.ignoreSubmodules": "all",
    "submodule.recurse": "false",
    "fetch.recurseSubmodules": "false",
    "gpg.program": "false",
    "color.ui": "false",
    "status.submoduleSummary": "false",
    "rerere.enabled": "false",
}
# Keys whose values git may run as a program, and what makes a missing one an error.
_program = late(
    r"(?:filter\..*\.(?:clean|smudge|process)|diff\..*\.(?:command|textconv)|merge\..*\.driver|alias\..*"
    r"|credential\..*|credential\.helper|pager\..*|gpg\..*\.program|trailer\..*\.(?:command|cmd)|interactive\.difffilter"
    r"|sequence\.editor|(?:diff|merge|gui|man|browser)tool\..*|remote\..*\.(?:uploadpack|receivepack|vcs|proxy)"
    r"|core\.gitproxy|uploadpack\..*|help\..*|web\..*)\Z",
    re.IGNORECASE | re.DOTALL,
).match
_moment = late(r"[0-9a-f]{40,64} ([0-9a-f]{40,64}) ").match
_LOG_TAIL = 100_000  # bytes of it that are read
_required = late(r"filter\..*\.required\Z", re.IGNORECASE | re.DOTALL).match
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "SSH_ASKPASS": "false",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_EXTERNAL_DIFF": "",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": "false",
    "GIT_CONFIG_PARAMETERS": "",
    "LC_ALL": "C",
}


class Ran(NamedTuple):
    code: int
    out: bytes
    err: str


class Repository(NamedTuple):
    """`top`: the work tree. `folder`: its own git folder. `common`: the one that all its work trees share."""

    top: str
    folder: str
    common: str

    def read(self, *arguments: str) -> Ran:
        """Asks git something. Nothing that the repository names is run, and nothing in it is written."""
        where = (f"--git-dir={self.folder}", f"--work-tree={self.top}")
        return run(["git", *_FLAGS, *where, *arguments], self.top, {**_QUIET, **self._disarmed(where)}, LIMIT)

    def _disarmed(self, where: tuple[str, ...]) -> dict[str, str]:
        """The settings that take every program away, handed over in the environment, where no name can break out."""
        listed = run(["git", *_FLAGS, *where, "config", "--list", "-z", "--name-only"], self.top, _QUIET, LIMIT)
        settings = dict(_FIXED)
        for name in listed.out.decode("utf-8", "surrogateescape").split("\0"):
            if _required(name):
                settings[name] = "false"
            elif _program(name):
                settings[name] = ""
        named = {"GIT_CONFIG_COUNT": str(len(settings))}
        for number, (name, value) in enumerate(settings.items()):
            named[f"GIT_CONFIG_KEY_{number}"], named[f"GIT_CONFIG_VALUE_{number}"] = name, value
        return named


def run(command: list[str], folder: str, environment: dict[str, str] | None = None, limit: float | None = None) -> Ran:
    """One run of git, by GitPython's runner: an argument list, no shell."""
    runner, not_found = _runner()
    try:
        code, out, err = runner(folder).execute(
            command,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            kill_after_timeout=limit,
            env=environment or {},
        )
    except (OSError, not_found) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is not there"
        raise GitFailed(f"git could not be started: {reason}", hint="is git installed, and the folder there?") from None
    if limit is not None and code in (-9, -15):
        raise GitFailed(f"git did not answer within {limit:.0f} seconds", where=folder, hint="look at the repository")
    told = err if isinstance(err, str) else err.decode("utf-8", "replace")
    return Ran(int(code), bytes(out), told.strip())


def _runner() -> tuple[Any, type[Exception]]:
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import Git, GitCommandNotFound  # 128 ms, and only where git is asked

    return Git, GitCommandNotFound


def merged_by_git(folder: str, base: str, ours: str, theirs: str, name: str, size: int) -> tuple[bytes, int]:
    """git's own merge of three files, and how many conflicts are in it. No file is written, and no driver runs."""
    repository, _ = found_from(folder)
    places = [os.path.join(os.path.realpath(folder), place) for place in (ours, base, theirs)]
    names = ["-L", "ours", "-L", "base", "-L", name]
    asked = ["merge-file", "-p", "-q", f"--marker-size={size}", *names, "--", *places]
    ran = repository.read(*asked) if repository else run(["git", *_FLAGS, *asked], folder, _QUIET, LIMIT)
    if ran.code > 127 or ran.code < 0:
        raise GitFailed(f"git cannot merge it: {ran.err or ran.code}", where=ours, hint="choose one side: git checkout")
    return ran.out, ran.code


def found_from(folder: str) -> tuple[Repository | None, str]:
    """The repository that a folder lies in; else why there is none. Reads files, and starts nothing."""
    place = os.path.realpath(folder)
    while True:
        mark = f"{place}/.git"
        if os.path.lexists(mark):
            repository = _repository(place, mark)
            return repository, "" if repository else f"{mark} is no git repository"
        if (parent := os.path.dirname(place)) == place:
            return None, "the vault lies in no git repository"
        place = parent


def _repository(top: str, mark: str) -> Repository | None:
    folder = mark
    if os.path.isfile(mark):
        said = _line(mark)
        if not said.startswith("gitdir: "):
            return None
        folder = os.path.normpath(os.path.join(top, said.removeprefix("gitdir: ")))
    if not os.path.isfile(f"{folder}/HEAD"):
        return None
    shared = _line(f"{folder}/commondir")
    common = os.path.normpath(os.path.join(folder, shared)) if shared else folder
    return Repository(top, folder, common) if os.path.isdir(f"{common}/objects") else None


def _line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.readline(10_000).rstrip("\r\n")
    except OSError:
        return ""


def head_of(repository: Repository) -> tuple[str | None, str | None]:
    """HEAD's commit and branch, read from files; a branch without a commit where only git can tell."""
    said = _line(f"{repository.folder}/HEAD")
    if not said.startswith("ref: "):
        return (said or None), None
    name = said.removeprefix("ref: ")
    branch = name.removeprefix("refs/heads/")
    if ".." in name or name.endswith(".invalid"):
        return None, branch  # the refs lie in tables that only git reads
    for folder in (repository.folder, repository.common):
        if commit := _line(f"{folder}/{name}"):
            return commit, branch
    try:
        with open(f"{repository.common}/packed-refs", encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                if line.rstrip("\n").endswith(f" {name}"):
                    return line.split(" ", 1)[0], branch
    except OSError:
        pass
    return None, branch


def stood_at(repository: Repository) -> list[tuple[str, str]]:
    """The commits that HEAD stood at lately, the oldest first, each with the line of git's log that tells of it."""
    try:
        with open(f"{repository.folder}/logs/HEAD", "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LOG_TAIL))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    moments = [line.split("\t")[0] for line in lines]
    return [(found[1], moment) for moment in moments if (found := _moment(moment))]


def name_of_user(folder: str) -> str | None:
    """The name that the person gave git, read from the usual files: to ask git for it takes much longer."""
    repository, _ = found_from(folder)
    home = os.path.expanduser("~")
    own = os.environ.get("GIT_CONFIG_GLOBAL")
    usual = [f"{home}/.gitconfig", f"{os.environ.get('XDG_CONFIG_HOME') or home + '/.config'}/git/config"]
    places = usual if own is None else [own]
    if not os.environ.get("GIT_CONFIG_NOSYSTEM"):
        places.append(os.environ.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig")
    said = _name_in(f"{repository.common}/config", 0) if repository else None
    return said or next((name for place in places if (name := _name_in(place, 3))), None)


def _name_in(place: str, deep: int) -> str | None:
    """The last one that a file gives, or that a file which it includes does: not one that a repository names."""
    section, name = "", None
    try:
        with open(place, encoding="utf-8", errors="replace") as file:
            lines = file.read(1_000_000).splitlines()
    except OSError:
        return None
    for line in lines:
        text = line.strip()
        if text.startswith("["):
            section = text.lower()
        elif section == "[user]" and (found := _name(text)):
            name = found[1].strip().strip('"') or None
        elif deep and section == "[include]" and (found := _path(text)):
            other = os.path.join(os.path.dirname(place), os.path.expanduser(found[1].strip().strip('"')))
            name = _name_in(other, deep - 1) or name
    return name


_name = late(r"name\s*=\s*([^#;]+)", re.IGNORECASE).match
_path = late(r"path\s*=\s*([^#;]+)", re.IGNORECASE).match
