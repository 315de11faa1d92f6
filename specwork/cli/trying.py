"""A command that a person typed, run for its outcome. Nothing else in this product runs what it reads."""

import sys
from subprocess import PIPE, STDOUT, Popen
from time import monotonic

from specwork.cli.terminal import Out, shown

KEPT = 15  # last lines that are recorded of one that failed


def tried(command: str, out: Out) -> tuple[str, str]:
    """Runs it in the working folder, showing what it says; answers with the entry, and passed or failed."""
    begun = monotonic()
    last: list[str] = []
    with Popen(command, shell=True, stdout=PIPE, stderr=STDOUT) as process:  # the person's own shell line
        try:
            for line in process.stdout or ():
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                out.line(f"  {shown(text)}")
                out.stream.flush()
                last = [*last[-KEPT + 1 :], text]
        except KeyboardInterrupt:
            process.wait()
            raise
    seconds = monotonic() - begun
    said = f"`{command.replace('`', chr(39))}` ended with {process.returncode} after {seconds:.0f} s"
    if process.returncode == 0:
        return said, "passed"
    sys.stdout.flush()
    tail = "\n".join(line.replace("```", "'''") for line in last)
    return (f"{said}\n```\n{tail}\n```" if last else said), "failed"
