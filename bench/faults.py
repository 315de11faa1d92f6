"""Every call that changes the disk fails in its turn, in every kind of change that there is."""

import errno
import os
from collections.abc import Callable, Iterator
from typing import Any

from bench.scratch import Files, Outcome, disk_of, drawn, is_done, seen, strays
from vault.disk.calls import calls
from vault.disk.transaction import Move, Plan, Remove, Step, Write
from vault.errors import VaultError


class Faulty:
    """Makes the n-th call that changes the disk fail, once or from then on. A failing write has written half."""

    NAMES = (
        "create", "open_to_write", "open_log", "write", "truncate", "sync", "chmod", "mkdir", "rmdir", "unlink",
        "link", "rename", "rename_new", "exchange",
    )  # fmt: skip

    def __init__(self, number: int, code: int, *, lasting: bool) -> None:
        self.number, self.code, self.lasting = number, code, lasting
        self.count = 0

    def __enter__(self) -> "Faulty":
        for name in self.NAMES:
            setattr(calls, name, self._wrapped(name, getattr(calls, name)))
        return self

    def __exit__(self, *_: object) -> None:
        for name in self.NAMES:
            delattr(calls, name)

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*asked: Any) -> Any:
            self.count += 1
            if self.count == self.number or (self.lasting and self.count > self.number):
                if name == "write":
                    os.write(asked[0], asked[1][: len(asked[1]) // 2])
                raise OSError(self.code, os.strerror(self.code))
            return real(*asked)

        return call


NOTES: Files = {
    "a.md": b"# A\n\n" + b"a line of text\n" * 900,
    "b.md": b"b\n",
    "f/c.md": b"[[a]]\n",
    "f/d.md": b"[[c]]\n",
    "many/0.md": b"0\n",
} | {f"many/{n}.md": b"[[a]] %d\n" % n for n in range(1, 24)}
_LONGER, _SHORTER = NOTES["a.md"] + b"more\n" * 900, b"# A\n"


def changed(**files: bytes | None) -> Files:
    """The notes with some changed, made or taken away; `__` stands for `/`."""
    named = {path.replace("__", "/") + ".md": content for path, content in files.items()}
    return {path: content for path, content in {**NOTES, **named}.items() if content is not None}


def _plan(*steps: Step) -> Plan:
    return Plan("a change", "Mira", steps)


_MANY = tuple(Write(f"many/{n}.md", b"[[a]] %d\n" % n, b"[[new a]] %d\n" % n) for n in range(1, 24))
KINDS: dict[str, tuple[Plan, Files]] = {
    "a new note": (_plan(Write("new/deep/n.md", None, b"n\n" * 999)), changed(new__deep__n=b"n\n" * 999)),
    "an edit": (_plan(Write("a.md", NOTES["a.md"], _LONGER)), changed(a=_LONGER)),
    "a shortening edit": (_plan(Write("a.md", NOTES["a.md"], _SHORTER)), changed(a=_SHORTER)),
    "an edit in place": (_plan(Write("a.md", NOTES["a.md"], _LONGER)), changed(a=_LONGER)),
    "a file moved": (_plan(Move("b.md", "g/b.md")), changed(b=None, g__b=b"b\n")),
    "a folder moved, with edits": (
        _plan(Move("f", "g/f"), Write("g/f/c.md", b"[[a]]\n", b"[[b]]\n"), Write("b.md", b"b\n", b"b [[g/f/c]]\n")),
        changed(f__c=None, f__d=None, g__f__c=b"[[b]]\n", g__f__d=b"[[c]]\n", b=b"b [[g/f/c]]\n"),
    ),
    "a deletion": (_plan(Remove("b.md", b"b\n"), Write("f/d.md", b"[[c]]\n", b"\n")), changed(b=None, f__d=b"\n")),
    "many files": (
        _plan(Move("a.md", "new a.md"), *_MANY),
        {("new a.md" if path == "a.md" else path): (text.replace(b"[[a]]", b"[[new a]]") if "many" in path else text)
         for path, text in NOTES.items()},
    ),
    "an undo": (_plan(Move("f", "g"), Write("g/c.md", b"[[a]]\n", b"c\n"), Write("n.md", None, b"n")), NOTES),
}  # fmt: skip


def ready(folder: str, kind: str) -> tuple[Files, Callable[[], object]]:
    """A fresh vault, what it looks like, and the change to be made."""
    drawn(folder, NOTES)
    disk = disk_of(folder)
    plan, _ = KINDS[kind]
    if kind == "an edit in place":
        os.link(f"{folder}/a.md", f"{folder}/.another name")
    if kind == "an undo":
        disk.apply(plan)
        return seen(folder), lambda: disk.undo(by="Mira")
    return seen(folder), lambda: disk.apply(plan)


def faults(folder: str, every: int = 1) -> Outcome:
    """Every call that changes the disk fails in its turn, for each kind of change: once, or until the next start."""
    tried = 0
    failures: list[str] = []
    for kind in KINDS:
        _, deed = ready(folder, kind)
        with Faulty(0, 0, lasting=False) as counting:
            deed()
        for number in range(1, counting.count + 1, every):
            for code in (errno.EIO, errno.ENOSPC):
                for lasting in (False, True):
                    tried += 1
                    wrong = _fault(folder, kind, Faulty(number, code, lasting=lasting))
                    how = f"{kind}, call {number} of {counting.count}, {os.strerror(code)}, {lasting=}"
                    failures += [f"{how}: {reason}" for reason in wrong]
    return Outcome("faults", tried, f"{len(KINDS)} kinds of change", failures)


def _fault(folder: str, kind: str, faulty: Faulty) -> Iterator[str]:
    old, deed = ready(folder, kind)
    new = dict(KINDS[kind][1])
    if kind == "an edit in place":
        new[".another name"] = new["a.md"]
    said = None
    with faulty:
        try:
            deed()
        except VaultError as error:
            said = error.message
    found = seen(folder)
    if said is None and found != new:
        yield "no error, and not done"
    if said is not None and "nothing was changed" in said and found != old:
        yield f"said that nothing was changed: {sorted(path for path in old if old[path] != found.get(path))}"
    disk_of(folder).recover()
    found = seen(folder)
    if found not in (old, new):
        wrong = {
            path: len(found.get(path, b"")) for path in found.keys() | new.keys() if found.get(path) != new.get(path)
        }
        yield f"neither old nor new after the next start: {wrong} ({said})"
    if left := strays(folder):
        yield f"left behind {left} ({said})"
    undone = kind == "an undo"
    if is_done(disk_of(folder)) == undone and found == new and found != old:
        yield f"done, but not in the history ({said})"
