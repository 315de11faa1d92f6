"""What the app looks like while something is done in it: at three sizes, in every kind of colour."""

import asyncio
from pathlib import Path

import pytest

from specwork.tui.first import FirstRun
from specwork.tui.own import Own
from specwork.tui.panes import Target
from tests.specwork.tui.room import CRITERIA, NARROW, OPEN_SESSION, USUAL, VAULT, WIDE, Room, spec, tour, vault_in
from tests.specwork.tui.snaps import check

LOOKS = {
    "dark": Own("dark"),
    "light": Own("light"),
    "sixteen": Own("ansi-dark"),
    "bare": Own("plain"),  # as NO_COLOR asks for it
    "ascii": Own("dark", ascii=True),
}
SIZES = {"narrow": NARROW, "usual": USUAL, "wide": WIDE}
MOUNT = "specs/1000/1001/spec.md"
SAID = """
#### Planning
- 14:07 Chose an automount unit: it survives a NAS that is down at boot
#### Implementation
- 14:31 Created [[deliverables/scripts/nas.sh|NAS Setup]]
#### Issues & Resolutions
- **Issue**: no network at boot **Resolution**: wait for it
"""
DELIVERED = """
## Deliverables

### Scripts

- [[deliverables/scripts/nas.sh|NAS Setup]]: mounts it
- [[deliverables/scripts/gone.sh|Gone]]
"""
WORDS = """
## Overview

A *mount* that **lasts**, with `code`, [[1013.spec|a disk]] and [[nowhere]].

> [!tip] Try it
> and see

| where | what |
|---|--:|
| shed | 12 |

```python
def mount(): ...
```
"""
FILES = {
    **VAULT,
    MOUNT: spec(1001, "feature", "Mount the NAS", status="doing", body=WORDS + CRITERIA + DELIVERED),
    "specs/1000/1001/context.md": OPEN_SESSION + SAID,
    "specs/1000/1001/deliverables/scripts/nas.sh": "#!/bin/sh\n# Spec: [[../../spec|1001 Mount the NAS]]\n",
}


@pytest.mark.parametrize(
    ("state", "size", "look", "keys"),
    [
        pytest.param("document", "usual", "bare", "enter", id="a document, without colours"),
        pytest.param("document", "usual", "ascii", "enter", id="a document, in ASCII"),
        pytest.param("document", "wide", "light", "enter", id="a document, its session beside it"),
        pytest.param("hints", "usual", "sixteen", "enter o", id="letters on links"),
        pytest.param("context", "usual", "dark", "2", id="the journal"),
        pytest.param("deliverables", "usual", "light", "3", id="what was delivered"),
        pytest.param("links", "usual", "bare", "4", id="links in and out"),
        pytest.param("session", "narrow", "dark", "s", id="a session, over the tree"),
        pytest.param("session", "usual", "ascii", "s", id="a session, below"),
        pytest.param("draft", "narrow", "sixteen", "p h e l l o", id="a text is written, narrow"),
        pytest.param("draft", "usual", "bare", "t h e l l o", id="a text is written"),
        pytest.param("draft", "wide", "dark", "W h e l l o", id="a text is written, wide"),
        pytest.param("finder", "narrow", "light", "f 1 0 1", id="the finder, narrow"),
        pytest.param("finder", "usual", "dark", "f 1 0 1", id="the finder, with what it found beside"),
        pytest.param("new", "narrow", "dark", "a D i s k", id="a new spec"),
        pytest.param("status", "narrow", "bare", "m", id="another status"),
        pytest.param("moved", "usual", "light", "r enter end x enter", id="what a change would do"),
        pytest.param("deliver", "narrow", "dark", "d", id="what could be delivered"),
        pytest.param("refused", "narrow", "sixteen", "L", id="a toast that says why not"),
        pytest.param("board", "usual", "light", "b", id="the board"),
        pytest.param("graph", "usual", "sixteen", "v", id="the graph"),
        pytest.param("health", "usual", "ascii", "exclamation_mark", id="health"),
    ],
)
def test_it_looks_as_recorded_while(tmp_path: Path, state: str, size: str, look: str, keys: str) -> None:
    async def walk(room: Room) -> None:
        room.app.home.filter.cursor_blink = False
        room.app.home.go(Target(MOUNT))
        await room.quiet()
        await room.press(*keys.split())
        room.app.home.light(room.app.home.lamps._replace(changed=0))  # a file as young as this may count as changed
        for field in room.app.screen.query("Input, TextArea"):
            field.cursor_blink = False  # type: ignore[attr-defined]  # both have it
        await room.quiet()
        check(room, f"{state}-{size}-{look}", keys=False)

    tour(vault_in(tmp_path / "vault", FILES), walk, size=SIZES[size], own=LOOKS[look], toasts=state == "refused")


@pytest.mark.parametrize(("size", "look"), [("narrow", "dark"), ("usual", "bare")])
def test_a_vault_without_specs_looks_as_recorded(tmp_path: Path, size: str, look: str) -> None:
    async def walk(room: Room) -> None:
        await room.press("l", "j")
        check(room, f"notes-{size}-{look}")

    files = {"Today.md": "# Today\n", "Recipes/Bread.md": "Flour and [[Today|water]]\n"}
    tour(vault_in(tmp_path / "vault", files), walk, size=SIZES[size], own=LOOKS[look])


@pytest.mark.parametrize("look", ["dark", "ascii"])
def test_the_first_start_looks_as_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = FirstRun("/srv/mira/notes", LOOKS[look])

    async def run() -> None:
        async with app.run_test(size=NARROW) as pilot:
            await pilot.pause()
            for field in app.screen.query("Input"):
                field.cursor_blink = False  # type: ignore[attr-defined]  # both have it
            await pilot.pause()
            check(Room(app, pilot, tmp_path), f"first-narrow-{look}")  # type: ignore[arg-type]  # as far as it is asked
            app.exit(None)

    asyncio.run(run())
