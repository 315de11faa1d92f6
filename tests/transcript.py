"""Replays what a page of the guide shows: each `$` line of its `console` blocks, in one shell, in an empty folder.

What a reader does in an editor or in Obsidian is said to us by a comment that no reader sees, above the block that they
see: `<!-- in PATH below LINE -->` (the block's text is typed below that line), `<!-- in PATH -->` (a block of `diff`),
`<!-- as PATH -->` (the whole file). A line of `…` stands for any lines, `…` in a line for any text in it.

`python -m tests.transcript docs/tutorial.md` writes what is shown anew where it no longer holds.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

TOP = Path(__file__).resolve().parents[1]

_blocks = re.compile(
    r"(?:^<!-- (?P<said>(?:in|as) [^\n]*?) -->\n+)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_commands = re.compile(r"^\$ (?P<command>[^\n]*(?:\n> [^\n]*)*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_VARYING = (
    (r"\d{4}-\d\d-\d\d", "DAY"), (r"\b\d\d:\d\d\b(?: [+-]\d\d:\d\d)?", "TIME"), (r"\bs-[0-9a-f]{8,16}\b", "SESSION"),
    (r"\bb3-[0-9a-f]{16}\b", "HASH"), (r"(?<![\w./])[0-9a-f]{7}(?![\w./])", "COMMIT"),
    (r"\b\d+ min\b", "MINUTES"), (r"specwork undo \d+", "specwork undo N"), (r"[ \t]+$", ""),
)  # fmt: skip


class Shell:
    """One bash, so that folders and exit codes carry over. A command's standard input is empty."""

    def __init__(self, folder: Path) -> None:
        home = folder / "home"
        (folder / "bin").mkdir()
        home.mkdir()
        self.folder = folder / "work"
        self.folder.mkdir()
        for name, first in (("specwork", "main"), ("spec_work", "spec_work")):
            program = folder / "bin" / name
            program.write_text(f"#!{sys.executable}\nfrom specwork.__main__ import {first}\n{first}()\n")
            program.chmod(0o755)
        (home / ".gitconfig").write_text(
            "[user]\n\tname = User\n\temail = user@example.org\n[init]\n\tdefaultBranch = main\n"
        )
        told, self._tell = os.pipe()
        self._process = subprocess.Popen(
            ["bash", "--norc", "-c", _LOOP, "bash", str(told)], pass_fds=(told,), cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=_environment(folder),
        )  # fmt: skip
        os.close(told)

    def run(self, command: str) -> tuple[int, str]:
        os.write(self._tell, command.encode() + b"\0")
        said: IO[bytes] | None = self._process.stdout
        assert said is not None
        text = b""
        while not (end := re.search(rb"\x01(\d+) ([^\n]*)\n\Z", text)):
            line = said.readline()
            assert line, f"the shell ended at: {command}"
            text += line
        self.folder = Path(end[2].decode())
        return int(end[1]), text[: end.start()].decode()

    def close(self) -> None:
        os.close(self._tell)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process.wait()


_LOOP = r"""
exec 2>&1
code=0
before() { return $code; }
while IFS= read -r -d '' command <&"$1"; do
    before
    eval "$command"
    code=$?
    printf '\1%s %s\n' "$code" "$PWD"
done
"""


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(TOP), "HOME": str(folder / "home"),
        "LANG": "C.UTF-8", "TZ": "UTC", "TERM": "dumb", "GIT_CONFIG_NOSYSTEM": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",  # what is said to a screen keeps its order
    }  # fmt: skip


class Step(NamedTuple):
    """A command with what is shown of it (from `start` to `end`), or something that is typed into a file."""

    command: str
    shown: str
    start: int = 0
    end: int = 0
    place: str = ""


def steps(page: str) -> Iterator[Step]:
    for block in _blocks.finditer(page):
        if block["said"]:
            yield Step("", block["text"], place=block["said"])
        elif block["kind"] == "console":
            for one in _commands.finditer(block["text"]):
                at = block.start("text")
                yield Step(one["command"].replace("\n> ", "\n"), one["shown"], at + one.start("shown"), at + one.end())


def replayed(page: str, folder: Path) -> str:
    """The page with what its commands say today, wherever that is not what it shows."""
    shell, new, at, failed = Shell(folder), "", 0, ""
    try:
        for step in steps(page):
            if step.place:
                _typed(shell.folder, step)
                continue
            assert not failed or step.command == "echo $?", f"it failed, and the page does not say so: {failed}"
            code, said = shell.run(step.command)
            failed = f"{step.command}\n{said}" if code else ""
            new += page[at : step.start] + (step.shown if _same(step.shown, said) else said)
            at = step.end
        assert not failed, f"it failed, and the page does not say so: {failed}"
    finally:
        shell.close()
    return new + page[at:]


def _same(shown: str, said: str) -> bool:
    pattern = "".join(
        r"(?:[^\n]*\n)*" if line.strip() == "…" else r"[^\n]*".join(map(re.escape, line.split("…"))) + r"\n"
        for line in _evened(shown).splitlines()
    )
    return re.fullmatch(pattern, _evened(said)) is not None


def _evened(text: str) -> str:
    for pattern, word in _VARYING:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return text


def _typed(folder: Path, step: Step) -> None:
    how, _, rest = step.place.partition(" ")
    path, _, below = rest.partition(" below ")
    file = folder / path
    if how == "as":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(step.shown, encoding="utf-8")
        return
    before = file.read_text(encoding="utf-8")
    if below:
        assert before.count(f"\n{below}\n") == 1, f"{path} has not one line {below}"
        file.write_text(before.replace(f"\n{below}\n", f"\n{below}\n\n{step.shown}"), encoding="utf-8")
        return
    lines = step.shown.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    evened = re.sub(r"[ \t]+$", "", before, flags=re.MULTILINE)
    assert evened.count(old) == 1, f"{path} does not have once:\n{old}"
    start = evened[: evened.index(old)].count("\n")
    kept = before.splitlines(keepends=True)
    file.write_text("".join([*kept[:start], new, *kept[start + old.count("\n") :]]), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as made:
            fresh = replayed(Path(name).read_text(encoding="utf-8"), Path(made))
        Path(name).write_text(fresh, encoding="utf-8")
