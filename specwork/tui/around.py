"""What the single rows of the main screen say: title, headings, facts. Values in, parts of a bar out."""

from collections.abc import Iterable

from specwork.tui.bars import Part
from specwork.tui.clean import fitted, shown, width
from specwork.tui.looks import Glyphs, state_of
from specwork.tui.tree.model import ORDERS, Tree
from specwork.tui.tree.rows import Row
from vault.typed import NamedTuple

FULL = 100  # columns from which crumbs are written out
USUAL = 80  # below it, signs stand without their words
NO_ROOM = (Part(" needs 40x10 or more", "strong"),)
LAMPS = 160  # from which the health of the vault is told in the title


class Lamps(NamedTuple):
    """What the right end of the title says beside the sessions that are open."""

    changed: int = 0  # files that others have just changed
    busy: str = ""
    errors: int = 0
    warnings: int = 0


def crumbs(vault: str, model: Tree, row: Row | None, path: str, *, wide: int, signs: Glyphs) -> list[Part]:
    """The vault, and the way to what is shown."""
    room = max(8, wide // 4)
    folder = (
        vault if width(shown(vault)) <= room else vault.rsplit("/", 1)[-1]
    )  # the end of a path tells more than its top
    parts = [Part(" specwork ", "title"), Part(f"{fitted(folder, room, signs.more)}  ", "dim")]
    if row is None:
        return [*parts, Part(path, "strong", key=path)] if path else parts
    for above in model.above(row.key):
        label = above.label if wide >= FULL else str(above.id or above.title)
        parts += [Part(label, "dim", key=above.key), Part(f" {signs.crumb} ", "dim")]
    return [*parts, Part(row.label, "strong", key=row.key)]


def lamps(recording: Iterable[Part], told: Lamps, *, wide: int, signs: Glyphs) -> list[Part]:
    """The right end of the title: the sessions that are open, what others changed, how healthy the vault is."""
    parts = list(recording)
    if told.changed:
        parts.append(Part(f"  {signs.changed} {told.changed}{' changed' if wide >= USUAL else ''}", "info"))
    if wide >= LAMPS and (told.errors or told.warnings):
        parts.append(Part(f"  health {told.errors} {signs.bad} {told.warnings} {signs.warn}", "warn", "health"))
    if told.busy:
        parts.append(Part(f"  {told.busy}{signs.more}", "dim"))
    return [*parts, Part(" ")] if parts else []


def heading(model: Tree, *, files: bool = False) -> list[Part]:
    """Over the tree: how many rows there are, and what they are narrowed to. `files`: folders are wanted."""
    parts = [Part("Specs " if model.specs else "Notes ", "heading"), Part(f"{model.count:,}", "dim")]
    if not (model.specs or files):
        parts += [Part(" · no specs yet: ", "dim"), Part("a", "key", "add_below"), Part(" makes one, ", "dim")]
        parts += [Part("I", "key", "adopt"), Part(" of a note", "dim")]
    if model.marks:
        parts.append(Part(f" · {len(model.marks)} marked", "accent"))
    if model.wanted.said:
        parts.append(Part(f" · {model.wanted.said}", "accent"))
    if model.order != ORDERS[0]:
        parts.append(Part(f" · by {model.order}", "dim"))
    return parts


def tabs(names: Iterable[tuple[str, str]], chosen: str) -> list[Part]:
    parts = []
    for number, (name, word) in enumerate(names, 1):
        parts += [Part(f"{number} {word}", "heading" if name == chosen else "dim", f"tab_{number}"), Part("   ", "dim")]
    return parts[:-1]


def facts(row: Row | None, signs: Glyphs) -> list[Part]:
    """On a narrow screen, where nothing else tells it: how the spec under the cursor stands."""
    if row is None or row.id is None:
        return [Part(f" {row.key}", "dim")] if row else []
    return [*standing(row, signs), Part(f" · {row.owner}", "dim")] if row.owner else standing(row, signs)


def standing(row: Row, signs: Glyphs) -> list[Part]:
    """Which spec it is, its status, and what it has of criteria, parts and specs that it waits for."""
    sign, tone = state_of(row.status, signs)
    parts = [Part(f" {row.label} ", "strong"), Part(f" {sign} {row.status}", tone)]
    if row.total:
        parts.append(Part(f" · {row.met}/{row.total} criteria", "dim"))
    if row.parts:
        parts.append(Part(f" · {row.done}/{row.parts} parts", "dim"))
    if row.waits:
        parts.append(Part(f" · waits on {', '.join(map(str, row.waits))}", "warn"))
    return parts
