"""Pictures of the app for the README, made again from the sample vault: the same vault, the same picture.

    python -m bench.pictures [DIR]                      (make pictures)

An SVG names no font to be fetched and no host. Colours are those of the theme; what it says is held by a test.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from specwork.demo.telling import tell
from specwork.desk import Desk
from specwork.tui.app import Specwork
from specwork.tui.backstage import Backstage
from specwork.tui.own import Own
from specwork.tui.place import NOWHERE

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
KEYS = "l j l j j j"


class Shot(NamedTuple):
    """A picture: in which look, how large, and after which keys."""

    look: str
    size: tuple[int, int] = (120, 40)
    keys: str = KEYS


SHOTS = {
    "app-dark": Shot("dark"),
    "app-light": Shot("light"),
    "session": Shot("dark", (160, 30), "f 2 0 2 1 enter 2"),
    "graph": Shot("light", (120, 20), "f 1 0 0 2 enter v"),
}
FONT = "ui-monospace, 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        vault = Path(place) / "vault"
        told(vault)
        for name, shot in SHOTS.items():
            (folder / f"{name}.svg").write_text(taken(vault, shot), encoding="utf-8")
            print(folder / f"{name}.svg")
    return 0


def told(vault: Path) -> None:
    """The sample vault, without a history."""
    tell(str(vault), git=False)


def taken(vault: Path, shot: Shot) -> str:
    """The app on a vault, as SVG."""
    desk = Desk(str(vault), participant="Mira")
    app = Specwork(
        Backstage(desk, watching=False),
        folder=desk.folder,
        vault="~/specs",
        place=NOWHERE,
        own=Own(shot.look),
        state=None,
    )

    async def walk() -> str:
        async with app.run_test(size=shot.size) as pilot:
            await _quiet(app, pilot)
            for key in shot.keys.split():
                await pilot.press(key)
                await _quiet(app, pilot)
            app.home.light(app.home.lamps._replace(changed=0))  # it was all written a moment ago
            await pilot.pause()
            return alone(app.export_screenshot(title="specwork"))

    try:
        return asyncio.run(walk())
    finally:
        app.leave()


async def _quiet(app: Specwork, pilot: Pilot[int]) -> None:
    """Until nothing waits, before the screen or behind it."""
    for _ in range(3):
        await pilot.pause(0.1)
        answered: list[None] = []
        app.backstage.later(lambda desk: None, answered.append)
        while not answered:
            await asyncio.sleep(0.01)
    await pilot.pause()


def alone(svg: str) -> str:
    """The picture with nothing in it to be fetched, and with names that do not change from one to the next."""
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)  # else some readers leave out the blanks of a part
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = re.sub(r"font-family:\s*Fira Code[^;]*;", f"font-family: {FONT};", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"terminal-\d+", "terminal-1", svg)


def text_of(svg: str) -> list[str]:
    """What a picture says, line by line, without the frame around it."""
    found: dict[float, list[tuple[float, str]]] = {}
    for x, y, said in re.findall(r'<text class="[^"]*-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)', svg):
        found.setdefault(float(y), []).append((float(x), said))
    lines = ["".join(said for _, said in sorted(parts)) for _, parts in sorted(found.items())]
    return [unescape(line).replace("\xa0", " ").rstrip() for line in lines]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
