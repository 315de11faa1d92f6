"""Delivering in a vault on disk, as a door does it."""

from typing import Any

from specwork.work.deliverables import Into, deliver
from specwork.work.delivering_files import Asked, Taken
from tests.specs_kit import SESSION, C, Specs

SCRIPT = "#!/bin/sh\nsecond\n"
OPEN = (
    "\n### Session 2: 2026-11-20 - Go on\n**Started**: 2026-11-20 14:00 +00:00  \n"
    "**Participants**: {}  \n**Status**: open ^s-{}\n"
)
MINE = Into()


def did(specs: Specs, spec: str, *files: str | Taken, session: Into = MINE, dry_run: bool = False, **asked: Any) -> Any:
    desk = specs.desk()
    desk.sweep()
    taken = [Taken(one, one) if isinstance(one, str) else one for one in files]
    return desk.run(deliver, spec=spec, files=taken, asked=Asked(**asked), session=session, dry_run=dry_run)


def begun(specs: Specs, key: str = "aaaa0001", who: str = "User, ann", path: str = C) -> None:
    """An open session in a journal, agreed on."""
    after = SESSION if path == C else "## Implementation Timeline\n"
    specs.edit(path, after, after + OPEN.format(who, key))
    specs.agreed()


def settled(specs: Specs) -> None:
    """A sync that follows has nothing to write and nothing to say."""
    told = specs.sync()
    assert told.diff == {}
    assert told.quiet, told.said
