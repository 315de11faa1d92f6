"""The second name of the program: `spec_work ID`, as one says it to an agent. Finds the command; it decides nothing."""

import sys
from collections.abc import Sequence

from specwork.cli.main import SPEC_WORK, main, refused
from specwork.errors import BadUsage

REPORTS = {"--status": "status", "--deliverables": "deliverables"}


def spec_work(arguments: Sequence[str] | None = None) -> int:
    """`--status` and `--deliverables` are the reports of those names, with all that they take."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    asked = [flag for flag in REPORTS if flag in arguments]
    if len(asked) == 1:
        return main([REPORTS[asked[0]], *(one for one in arguments if one not in REPORTS)])
    if asked:
        named = next((one for one in arguments if not one.startswith("-")), "ID")
        hint = f"spec_work {named} --status, or spec_work {named} --deliverables"
        return refused(BadUsage("one report at a time", hint=hint), json="--json" in arguments)
    return main(["--version"] if "--version" in arguments else [SPEC_WORK, *arguments])
