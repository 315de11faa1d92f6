"""What is asked of git, and the one thing that is done with it: a commit of exactly the files named.

Blind: paths, seen from the vault, and bytes. What reads is hardened and runs nothing that a repository names
(`repository`). `commit` is the person's own `git commit`: their hooks, filters and signing run, and may refuse.
"""

import os
import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from time import sleep, time

from vault.disk.printed import Commit, PathState, commits_in, message_of, states_in, text_of, trailers_in
from vault.disk.repository import Ran, Repository, found_from, head_of, run, stood_at
from vault.disk.sides import Sides, files_of, sides_of
from vault.disk.weights import Weighed, read_weights
from vault.errors import GitFailed, NotNow, Refused

_UNDER_WAY = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}
PATIENCE = 5.0  # seconds, with an index that somebody else has locked
LATEST = 20  # commits, among which one is that was made just now


class Git:
    """git, seen from a vault's folder, which may lie deep in a repository or in none."""

    def __init__(self, folder: str, *, pause: Callable[[float], None] = sleep) -> None:
        self.folder = os.path.realpath(folder)
        self.pause = pause
        self._find()

    def _find(self) -> None:
        self.repository, self.why_not = found_from(self.folder)
        self._prefix = ""
        if self.repository:
            inside = os.path.relpath(self.folder, self.repository.top)
            self._prefix = "" if inside == "." else inside + "/"

    # where things are

    def root(self) -> str | None:
        return self.repository.top if self.repository else None

    def inside(self) -> str:
        """How the vault is reached from the repository's top: nothing, or a folder with its slash."""
        return self._prefix

    def head(self) -> str | None:
        """The commit that HEAD stands at; None before the first."""
        if not self.repository:
            return None
        commit, _ = head_of(self.repository)
        if commit is None:
            asked = self.repository.read("rev-parse", "--verify", "--quiet", "HEAD")
            commit = text_of(asked.out).strip() or None
        return commit

    def moment(self) -> str | None:
        """A name for the last time that HEAD came to stand elsewhere; None where git keeps no log of it."""
        stood = stood_at(self.repository) if self.repository else []
        return stood[-1][1] if stood else None

    def stood_at(self, since: str) -> list[str]:
        """The commits that HEAD stood at after a moment."""
        stood = stood_at(self.repository) if self.repository else []
        after = next((at for at in range(len(stood), 0, -1) if stood[at - 1][1] == since), len(stood))
        return list(dict.fromkeys(commit for commit, _ in stood[after:]))

    def branch(self) -> str | None:
        """The branch that HEAD is on; None where it is on none."""
        return head_of(self.repository)[1] if self.repository else None

    def state(self) -> str:
        """What is going on: clean, merge, rebase, cherry-pick, revert or bisect."""
        folder = self.repository.folder if self.repository else ""
        return next(
            (state for mark, state in _UNDER_WAY.items() if folder and os.path.exists(f"{folder}/{mark}")), "clean"
        )

    def user(self) -> str | None:
        """The name that the person gave git."""
        if not self.repository:
            return None
        return text_of(self.repository.read("config", "--get", "user.name").out).strip() or None

    # reading

    def status(self, paths: Sequence[str] = ()) -> list[PathState]:
        """What differs from HEAD among these paths, or everywhere; ignored ones only where they are named."""
        asked = ["status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignore-submodules=all"]
        asked.append("--ignored=matching" if paths else "--ignored=no")
        out = self._asked(*asked, "--", *(self._outside(path) for path in paths))
        return list(states_in(out, self._inside))

    def log(self, path: str | None = None, *, limit: int = 20, since: str | None = None) -> list[Commit]:
        """The latest commits, or those of one file through its renames, each with its files."""
        if self.head() is None:
            return []
        asked = ["log", "-z", "--numstat", "-M", "--no-ext-diff", "--no-textconv", "--no-show-signature"]
        asked += [f"-n{limit}", "--format=%H%x00%cI%x00%an%x00%B%x00"]
        if since is not None:
            asked.append(f"--since={since}")
        if path is not None:
            asked.append("--follow")
        out = self._asked(
            *asked, "--end-of-options", "HEAD", "--", *([self._outside(path)] if path is not None else [])
        )
        return list(commits_in(out, self._inside))

    def bearing(self, trailer: str, value: str) -> list[str]:
        """The commits of this history that bear a trailer."""
        if self.head() is None:
            return []
        wanted = f"^{re.escape(trailer)}: {re.escape(value)}[[:space:]]*$"
        out = self._asked("log", "-z", "-E", f"--grep={wanted}", "--format=%H%x00%B", "HEAD", "--")
        parts = text_of(out).split("\0")
        told = zip(parts[::2], parts[1::2], strict=False)
        return [commit for commit, body in told if (trailer, value) in trailers_in(body.strip("\n"))]

    def weighed(self, commits: Sequence[str]) -> list[Weighed]:
        """What these commits did to every file, the vault's and others; merges are not counted twice."""
        flags = ("--no-walk=unsorted", "--raw", "--numstat", "-M", "--no-ext-diff", "--no-textconv", "--format=")
        known = [self._commit(name) if len(name) < 40 else name for name in commits]
        if not known:
            return []
        out = self._asked("log", "-z", *flags, "--no-show-signature", "--end-of-options", *known, "--")
        return list(read_weights(text_of(out)))

    def gone(self, paths: Sequence[str]) -> list[str]:
        """Those of these files, seen from the repository's top, that git has and that are not there any more."""
        inside = [
            path for path in paths if path and ".." not in path.split("/") and path[0] != "/" and "\0" not in path
        ]
        if not inside or self.head() is None:
            return []
        asked = ["status", "--porcelain=v2", "-z", "--untracked-files=no", "--ignore-submodules=all", "--no-renames"]
        found = states_in(self._asked(*asked, "--", *inside), lambda path: path)
        return [one.path for one in found if not os.path.lexists(f"{self._there().top}/{one.path}")]

    def renames(self, old: str, new: str = "HEAD") -> list[tuple[str, str]]:
        """Files that one commit calls otherwise than another."""
        flags = (
            "--name-status",
            "-z",
            "-M",
            "--diff-filter=R",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules",
        )
        out = self._asked("diff", *flags, self._commit(old), self._commit(new), "--")
        parts = out.split(b"\0")
        pairs = [(parts[at + 1], parts[at + 2]) for at in range(0, len(parts) - 2, 3)]
        found = [(self._inside(text_of(one)), self._inside(text_of(other))) for one, other in pairs]
        return [(one, other) for one, other in found if one is not None and other is not None]

    def contains(self, commit: str, *, within: str = "HEAD") -> bool:
        """Whether a commit is part of the history of another."""
        try:
            asked = self._reading("merge-base", "--is-ancestor", self._commit(commit), self._commit(within))
        except GitFailed:
            return False
        return asked.code == 0

    def show(self, commit: str, path: str) -> bytes | None:
        """A file as it was then, byte for byte; None if it was not there."""
        asked = self._reading("cat-file", "blob", f"{self._commit(commit)}:{self._outside(path)}")
        return asked.out if asked.code == 0 else None

    def sides(self) -> list[Sides]:
        """What meets in the merge, rebase or cherry-pick under way; else in the latest merges, newest first."""
        return sides_of(self.repository, self.head(), self.state()) if self.repository else []

    def files(self, commit: str) -> dict[str, str]:
        """Every plain file of a commit, with the id of its content."""
        found = files_of(self._asked("ls-tree", "-r", "-z", "--full-tree", self._commit(commit)))
        return {mine: blob for path, blob in found if (mine := self._inside(path)) is not None}

    def branches_paths(self, folder: str) -> dict[str, list[str]]:
        """What lies below a folder on every local and remote-tracking branch, and in it in other work trees now."""
        out = self._asked("for-each-ref", "--format=%(objectname)%00%(refname:short)%00", "refs/heads", "refs/remotes")
        parts = text_of(out).replace("\0\n", "\0").split("\0")
        known: dict[str, list[str]] = {}
        found = {}
        for commit, name in zip(parts[::2], parts[1::2], strict=False):
            if commit not in known:
                listed = self._asked(
                    "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", self._outside(folder)
                )
                inside = (self._inside(text_of(path)) for path in listed.split(b"\0") if path)
                known[commit] = [path for path in inside if path is not None]
            found[name] = known[commit]
        return found | self._beside(folder)

    def _beside(self, folder: str) -> dict[str, list[str]]:
        """The names in a folder as other work trees have it, committed or not."""
        if not os.path.isdir(f"{self._there().common}/worktrees"):
            return {}
        found = {}
        for tree in self.worktrees():
            place = f"{tree}/{self._outside(folder)}".rstrip("/")
            if os.path.realpath(tree) != os.path.realpath(self._there().top) and not os.path.islink(place):
                try:
                    found[f"the work tree {tree}"] = [f"{folder}/{name}".lstrip("/") for name in os.listdir(place)]
                except OSError:
                    continue
        return found

    def worktrees(self) -> list[str]:
        """The folders of every work tree of the repository, this one too."""
        out = self._asked("worktree", "list", "--porcelain", "-z")
        return [text_of(part)[9:] for part in out.split(b"\0") if part.startswith(b"worktree ")]

    # committing

    def commit(
        self, paths: Sequence[str], message: str, *, trailers: Sequence[tuple[str, str]] = (), whole: bool = False
    ) -> Commit:
        """Commits exactly these files, as they are now; what else is staged stays staged and uncommitted."""
        repository = self._there()
        if (state := self.state()) != "clean":
            raise Refused(f"a {state} is under way in this repository", hint=f"finish or abort the {state} first")
        states = {found.path: found for found in self.status(paths)}
        ignored = tuple(path for path in paths if path in states and states[path].state == "ignored")
        wanted = [path for path in paths if path in states and path not in ignored]
        self._check(wanted, states, whole=whole)
        if not wanted:
            raise Refused("nothing to commit: these files are as they were", hint="see specwork status, or git status")
        new = [path for path in wanted if states[path].state == "untracked"]
        # A rename shows only where both of its names are asked for, so all are looked at.
        old = [found.old for found in self.status() if found.path in wanted and found.old]
        before = self.head()
        try:
            if new:
                self._own("add", "--intent-to-add", "--", *self._literally(new))
            said = message_of(message, trailers)
            self._own("commit", "--quiet", "--only", "-m", said, "--", *self._literally([*wanted, *old]))
        except BaseException as fault:  # an interrupt too: what was announced is taken back, unless it was committed
            if announced := [one.path for one in self.status(new) if one.state == "unstaged"] if new else []:
                taken = ["git", "rm", "-r", "--cached", "--quiet", "--force", "--", *self._literally(announced)]
                run(taken, repository.top)
            if isinstance(fault, GitFailed) and not self.status(wanted):
                hint = "see git log; commit again if something is left"
                raise NotNow("somebody else committed these files meanwhile", hint=hint) from None
            raise
        self._as_committed(wanted)
        return self._made(before, wanted, trailers)._replace(left_out=ignored)

    def _made(self, before: str | None, wanted: Sequence[str], trailers: Sequence[tuple[str, str]]) -> Commit:
        """The commit that was made just now: others may have come on top of it, and a hook may take its trailers."""
        latest = self.log(limit=LATEST)
        new = list(takewhile(lambda one: one.id != before, latest))
        bearing = (one for one in new if trailers and set(trailers) <= set(one.trailers))
        holding = (one for one in new if any(file.path in wanted for file in one.files))
        return next(bearing, None) or next(holding, None) or latest[0]

    def _as_committed(self, paths: Sequence[str]) -> None:
        """A hook that edits and stages a file does so in an index of its own: the person's is to hold the same."""
        try:
            if behind := [one.path for one in self.status(paths) if one.state in ("staged", "partly staged")]:
                self._own("reset", "--quiet", "--", *self._literally(behind))
        except (GitFailed, NotNow):
            return

    def init(self, *, own: bool = False) -> None:
        """Makes the vault's folder a repository, if it lies in none; `own`: also where it lies in another one."""
        if self.repository is None or (own and os.path.realpath(self.repository.top) != os.path.realpath(self.folder)):
            _well(run(["git", "init", "--quiet"], self.folder))
            self._find()

    def _check(self, wanted: Sequence[str], states: dict[str, PathState], *, whole: bool) -> None:
        for path in wanted:
            if states[path].state == "conflicted" or _has_markers(f"{self.folder}/{path}"):
                raise Refused(f"{path} has conflict markers in it", where=path, hint="settle the conflict first")
            if states[path].state == "partly staged" and not whole:
                raise Refused(
                    f"a part of {path} is staged, and a commit would take all of it",
                    where=path,
                    hint="commit that part yourself first, or ask for the whole file with --whole",
                )

    def _literally(self, paths: Sequence[str]) -> list[str]:
        return [f":(top,literal){self._outside(path)}" for path in paths]

    def _own(self, *arguments: str) -> None:
        """The person's own git, with all that is theirs. An index that is locked is waited for, never unlocked."""
        waited = 0.0
        while True:
            ran = run(["git", *arguments], self._there().top, _as_it_is())
            lock = f"{self._there().folder}/index.lock"
            if ran.code == 0 or "index.lock" not in ran.err or not os.path.exists(lock):
                _well(ran)
                return
            if waited >= PATIENCE:
                age = time() - os.stat(lock).st_mtime
                raise NotNow(
                    f"another git holds the index: {lock} is {age:.0f} seconds old",
                    where=lock,
                    hint="let it finish; if none is running, take the file away",
                )
            step = 0.1 + os.urandom(1)[0] / 1280  # so that two who wait do not wake together
            self.pause(step)
            waited += step

    # asking

    def _there(self) -> Repository:
        if self.repository is None:
            raise GitFailed(self.why_not, where=self.folder, hint="make it one: git init")
        return self.repository

    def _reading(self, *arguments: str) -> Ran:
        return self._there().read(*arguments)

    def _asked(self, *arguments: str) -> bytes:
        return _well(self._reading(*arguments)).out

    def _commit(self, name: str) -> str:
        """The id of the commit that a name means. One that looks like an option means none."""
        if name.startswith("-") or "\0" in name:
            raise GitFailed(f"no commit is called {name!r}", hint="give its id, or the name of a branch")
        asked = self._reading("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if asked.code:
            raise GitFailed(f"no commit is called {name!r}", hint="give its id, or the name of a branch")
        return text_of(asked.out).strip()

    def _outside(self, path: str) -> str:
        return self._prefix + path if path else self._prefix.rstrip("/") or "."

    def _inside(self, path: str) -> str | None:
        """A path of the repository as one of the vault; None where it lies outside."""
        return path[len(self._prefix) :] if path.startswith(self._prefix) else None


def _well(ran: Ran) -> Ran:
    if ran.code:
        raise GitFailed(f"git said no: {ran.err or 'without a word'}", hint="see what git says: git status")
    return ran


def _as_it_is() -> dict[str, str]:
    """The person's language and encoding, which the runner would take away: their hooks are to run in it."""
    return {name: os.environ.get(name, "") for name in ("LC_ALL", "LANGUAGE")}


_marker = re.compile(rb"^<{7} .*?^>{7} ", re.MULTILINE | re.DOTALL).search


def _has_markers(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return _marker(file.read(50_000_000)) is not None
    except OSError:
        return False
