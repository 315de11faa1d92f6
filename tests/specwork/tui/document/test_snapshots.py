"""A note with everything in it, at three widths, beside what it looked like.

Looked at and found better than before, they are written anew: `RENEW_SNAPSHOTS=1 pytest tests/specwork/tui/document`.
"""

import os
from pathlib import Path

import pytest

from specwork.tui.document.layout import Flow, Reading
from specwork.tui.document.states import Led, document

HERE = Path(__file__).parent / "snapshots"
RENEW = bool(os.environ.get("RENEW_SNAPSHOTS"))
STATES = {"gone": "missing", "link": "ambiguous"}


def drawn(width: int) -> str:
    """Line by line: its place in the note, its text, and what look each piece has."""
    found = document("specs/1000/1001/1014.spec.md", (HERE / "sample.md").read_bytes())
    led = tuple(Led(None, STATES.get(link.target.removesuffix(".md"), "resolved")) for link in found.links)
    out = []
    for line in Flow(Reading(found._replace(led=led)), width).rows():
        looks = " / ".join(dict.fromkeys(piece.look for piece in line.pieces if piece.look))
        out.append(f"{line.source:3} {line.text}".rstrip() + (f"  ‹{looks}›" if looks else ""))
    return "\n".join(out) + "\n"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_sample_looks_as_it_did(width: int) -> None:
    file = HERE / f"sample-{width}.txt"
    if RENEW:
        file.write_text(drawn(width), encoding="utf-8")
    assert drawn(width) == file.read_text(encoding="utf-8")
