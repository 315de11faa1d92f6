"""`watch` tells what changes, in words or as an object a line, and ends when it is told to."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.kit import DiskVault

TOP = Path(__file__).resolve().parents[3]


def watching(vault: DiskVault, *arguments: str) -> "subprocess.Popen[str]":
    """A watch in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "specwork", "--vault", str(vault.folder), "watch", *arguments],
        cwd=TOP,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_line(process: "subprocess.Popen[str]", vault: DiskVault) -> str:
    """Writes the same file anew until the watch, whenever it is ready, tells of it."""
    import threading

    assert process.stdout is not None
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.wait(0.1):
            number += 1
            vault.has({"new.md": f"[[a]] {number}"})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        return process.stdout.readline()
    finally:
        stop.set()
        writer.join()


def test_a_change_is_told_and_an_interrupt_ends_it_well(vault: DiskVault) -> None:
    vault.has({"a.md": ""})
    process = watching(vault)
    assert first_line(process, vault) == "changed\tnew.md\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert [link["resolves_to"] for link in vault.json("links")["links"]] == ["a.md"]


def test_programs_get_an_object_a_line(vault: DiskVault) -> None:
    vault.has({"a.md": ""})
    process = watching(vault, "--json", "--count", "1", "--polling")
    assert json.loads(first_line(process, vault)) == {"version": 1, "changed": ["new.md"], "gone": []}
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_most_of_a_vault_vanishing_is_warned_of(vault: DiskVault) -> None:
    vault.has({**{f"{number}.md": "" for number in range(30)}, "a.md": ""})
    process = watching(vault, "--polling")
    first_line(process, vault)
    for number in range(30):
        os.unlink(vault.folder / f"{number}.md")
    assert process.stdout is not None
    while "gone" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=20)
    assert "files vanished at once; nothing was written" in told
    assert process.returncode == 0
