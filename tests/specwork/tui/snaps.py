"""What stands on a screen, kept in files: every line as text, and where its colours and attributes change.

A picture that differs fails and shows both. `SPECWORK_RECORD=1 pytest tests/specwork/tui` records them anew.
"""

import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from rich.segment import Segment
from rich.style import Style

from tests.specwork.tui.room import Room

FOLDER = Path(__file__).parent / "snapshots"
RECORDING = bool(os.environ.get("SPECWORK_RECORD"))


def picture(room: Room, *, keys: bool = True) -> str:
    """The screen as text: its lines, and under them a digest of the styles that each line is painted in. `keys`: with
    the footer, which is another one whenever there is something more that can be done."""
    lines, styles = [], []
    for strip in room.strips() if keys else room.strips()[:-1]:
        lines.append("".join(segment.text for segment in strip).rstrip())
        styles.append(_styles(strip))
    kinds = sorted(set(styles))
    legend = [f"{chr(ord('a') + at) if at < 26 else f'.{at}'} {style}" for at, style in enumerate(kinds)]
    key = dict(zip(kinds, (line.split(" ", 1)[0] for line in legend), strict=True))
    return "\n".join([*lines, "-- styles", " ".join(key[style] for style in styles), *legend, ""])


def _styles(strip: Iterable[Segment]) -> str:
    """The styles of a line, in order; how far each reaches is in the digest."""
    said: list[str] = []
    spans = blake2b(digest_size=4)
    for text, style, _ in strip:
        words = _words(style)
        if not said or said[-1] != words:
            said.append(words)
        spans.update(f"{len(text)} {words};".encode())
    return f"{spans.hexdigest()} {' | '.join(dict.fromkeys(said))}"


def _words(style: Style | None) -> str:
    return str(style.without_color + Style(color=style.color, bgcolor=style.bgcolor)) if style else "none"


def check(room: Room, name: str, *, keys: bool = True) -> None:
    """Holds the screen against the one that was recorded under a name."""
    place = FOLDER / f"{name}.txt"
    seen = picture(room, keys=keys)
    if RECORDING:
        FOLDER.mkdir(exist_ok=True)
        place.write_text(seen, encoding="utf-8")
        return
    assert place.is_file(), f"{name}: not recorded yet; look at it and record it with SPECWORK_RECORD=1"
    assert seen == place.read_text(encoding="utf-8")
