"""What a change would do, to be read before it is done: its files, and in each the lines that come and go.

Pure, but for `proposed`, which is the same question and the same deed in one value.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from specwork.desk import Desk, Job
from specwork.domain.counted import counted
from specwork.tui.bars import Part
from specwork.work.given import Done
from vault.errors import ChangedMeanwhile
from vault.typed import NamedTuple

MOST = 2_000  # lines that are shown; nobody reads more before saying yes


class Proposal(NamedTuple):
    """`look` says what would change, `deed` does it; `twin` is the same on the command line."""

    title: str
    look: Callable[[Desk], Done]
    deed: Callable[[Desk], Done]
    twin: str


def proposed(title: str, twin: str, job: Job, **asked: Any) -> Proposal:
    """A job, and the very same job as a dry run."""
    return Proposal(
        title,
        lambda desk: desk.run(job, dry_run=True, **asked),
        lambda desk: desk.run(job, **asked),
        twin,
    )


def as_seen(proposal: Proposal, seen: Done, same: Callable[[], bool]) -> Callable[[Desk], Done]:
    """The deed, if it still would do what was shown: sure in a vault that is the same, else looked at again."""

    def deed(desk: Desk) -> Done:
        if not same():
            now = proposal.look(desk)
            if (now.changed, now.diff) != (seen.changed, seen.diff):
                raise ChangedMeanwhile("the files have changed, and so has what this would do", hint="look at it again")
        return proposal.deed(desk)

    return deed


class OfFile(NamedTuple):
    """What becomes of one file. `old` or `new` is empty where it comes or goes; `lines` begin with `+`, `-` or `@`."""

    old: str
    new: str
    lines: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        if not self.old:
            return f"{self.new}  new"
        if not self.new:
            return f"{self.old}  goes away"
        return self.new if self.old == self.new else f"{self.old} → {self.new}"

    def count(self, sign: str) -> int:
        return sum(line.startswith(sign) for line in self.lines)


_hunk = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@").match


def by_file(diff: str) -> list[OfFile]:
    r"""A unified diff, file by file. What stands in a file is told from what stands around it by counting lines.

    >>> [one.title for one in by_file("rename from a\nrename to b\n--- a/n.md\n+++ b/n.md\n@@ -1 +1 @@\n-x\n+y\n")]
    ['a → b', 'a/n.md → b/n.md']
    """
    return list(_files(diff.split("\n")))


def _files(lines: list[str]) -> Iterator[OfFile]:
    old, new, held = "", "", list[str]()
    minus = plus = 0
    for line in lines:
        if minus > 0 or plus > 0:
            held.append(line)
            minus -= not line.startswith("+")
            plus -= not line.startswith("-")
        elif found := _hunk(line):
            minus, plus = int(found[1] or 1), int(found[2] or 1)
            held.append(line)
        elif line.startswith(("--- ", "rename from ")):
            if held:
                yield OfFile(old, new, tuple(held))
            old, held = _named(line), []
        elif line.startswith("+++ "):
            new = _named(line)
        elif line.startswith("rename to "):
            yield OfFile(old, _named(line))
    if held:
        yield OfFile(old, new, tuple(held))


def _named(line: str) -> str:
    name = re.sub(r"\A(?:--- |\+\+\+ |rename from |rename to )", "", line).rstrip("\t")
    return "" if name == "/dev/null" else name


def preview_lines(done: Done) -> list[list[Part]]:
    """A change to be read: what to know of it, how much it is, and every file with its lines."""
    files = by_file(done.diff or "")
    lines = [[Part(f" ! {notice}", "warn")] for notice in done.notices]
    lines.append([Part(f" {summary(files)}", "strong")])
    for one in files:
        lines += [[], [Part(f" {one.title}", "heading"), Part(_size(one), "dim")]]
        lines += [_line(line) for line in one.lines if not line.startswith("@@")]
    named = {name for one in files for name in (one.old, one.new)}
    lines += [[Part(f" {path}", "heading")] for path in done.changed if path not in named]
    if len(lines) > MOST:
        lines = [*lines[:MOST], [Part(f" … {len(lines) - MOST:,} more lines", "dim")]]
    return lines


def summary(files: list[OfFile]) -> str:
    """How much it is: what only moves, what is edited, and the lines of that."""
    moves = sum(not one.lines for one in files)
    edited = len(files) - moves
    plus, minus = (sum(one.count(sign) for one in files) for sign in "+-")
    said = [counted(moves, "move")] if moves else []
    said += [f"{counted(edited, 'file')}: {counted(plus, 'new line')}, {minus:,} old"] if edited else []
    return ", ".join(said)


def _size(one: OfFile) -> str:
    return f"  +{one.count('+')} −{one.count('-')}" if one.lines else ""


def _line(line: str) -> list[Part]:
    tones = {"+": "good", "-": "bad"}
    return [Part(f"  {line}", tones.get(line[:1], "dim"))]
