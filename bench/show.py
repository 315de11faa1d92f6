"""specwork at work, for somebody who has never seen it: each command is shown, then run on a small vault."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.vaults import write

TOP = Path(__file__).resolve().parent.parent
SHOW = TOP / ".bench" / "show"
NOTE = "specs/1000/1001/spec.md"
MOVED = "specs/1000/1001/storage.md"
LINES = 6  # of each answer


def main() -> int:
    vault = SHOW / "vault"
    shutil.rmtree(SHOW, ignore_errors=True)
    tally = write(str(vault), 100)
    print(f"A vault of {tally.notes} notes with {tally.links} links, {tally.broken} of them broken on purpose:")
    print(f"  {os.path.relpath(vault)}\n")
    done = [
        _shown(vault, "every link of a note, and where it leads", "links", NOTE),
        _shown(vault, "and who links there", "backlinks", NOTE),
        _shown(vault, "what is broken in the whole vault", "check", fine=(0, 1)),
        _shown(vault, "what a move would change, to the byte", "mv", NOTE, MOVED, "--dry-run"),
        _shown(vault, "the move, with every link to it and from it", "mv", NOTE, MOVED),
        _shown(vault, "taken back", "undo"),
        _shown(vault, "and all that was ever changed", "history"),
    ]
    if not all(done):
        return 1
    print(f"Try it yourself: {os.path.relpath(_program())} --vault {os.path.relpath(vault)} --help")
    return 0


def _program() -> Path:
    return Path(sys.executable).parent / "specwork"


def _shown(vault: Path, why: str, *words: str, fine: tuple[int, ...] = (0,)) -> bool:
    print(f"# {why}\n$ specwork {' '.join(words)}", flush=True)
    environment = {**os.environ, "XDG_CACHE_HOME": str(SHOW / "cache"), "SPECWORK_AS": "you"}
    done = subprocess.run(
        [_program(), "--vault", str(vault), *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    for line in lines[:LINES]:
        print("  " + (line if len(line) <= 116 else line[:115] + "…"))
    if len(lines) > LINES:
        print(f"  … {len(lines) - LINES} lines more")
    if done.returncode not in fine:
        print(f"  (exit {done.returncode})", file=sys.stderr)
    print(flush=True)
    return done.returncode in fine


if __name__ == "__main__":
    sys.exit(main())
