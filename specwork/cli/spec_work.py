"""The second name of the program: `spec_work ID`, as one says it to an agent. Here it reports; it decides nothing."""

import sys
from collections.abc import Sequence

from specwork.cli.main import main, refused
from specwork.errors import BadUsage

REPORTS = {"--status": "status", "--deliverables": "deliverables"}


def spec_work(arguments: Sequence[str] | None = None) -> int:
    """`--status` and `--deliverables` are the reports of those names, with all that they take."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    asked = [flag for flag in REPORTS if flag in arguments]
    if len(asked) == 1:
        return main([REPORTS[asked[0]], *(one for one in arguments if one not in REPORTS)])
    if not arguments or set(arguments) & {"-h", "--help", "--version"}:
        return main(arguments or ["--help"])
    named = next((one for one in arguments if not one.startswith("-")), "ID")
    fault = (
        BadUsage("one report at a time", hint=f"spec_work {named} --status, or spec_work {named} --deliverables")
        if asked
        else BadUsage(
            "spec_work cannot hold a session yet: it reports",
            hint=f"see how it stands: specwork status {named}, or spec_work {named} --status",
        )
    )
    return refused(fault, json="--json" in arguments)
