"""Ids typed by hand: `[[1014]]` opens nothing in Obsidian, and becomes the link that was meant."""

import re
from collections.abc import Iterable

from specwork.work.settling.ground import Ground
from vault.edits.linking import leads, text_in_wiki
from vault.edits.rename import replaced
from vault.notes.links import Link
from vault.notes.outline import line_start
from vault.text import Edit

typed = re.compile(r"!?\[\[(?P<id>\d{1,15})(?P<sub>#[^\]|]*)?(?:\\?\|(?P<text>[^\]]*))?\]\]\Z").match


def spelled_out(ground: Ground, paths: Iterable[str]) -> None:
    """Every such link of these notes, outside code, whose id is one spec's and no file's name."""
    for path in paths:
        host = ground.view.host(path)
        if host is None or host.note is None or host.dark:
            continue
        edits = [edit for link in host.note.links for edit in _spelled(ground, path, host.text, link)]
        ground.edit(path, edits, "ids typed by hand became links")


def _spelled(ground: Ground, path: str, text: bytes, link: Link) -> list[Edit]:
    found = typed(link.raw)
    if not found or ground.meaning(path, link.target) is not None:
        return []
    ref = ground.cast.called(int(found["id"]))
    if ref is None:
        return []
    words = found["text"] or ref.label
    in_table = text[line_start(text, link.start) : link.start].lstrip().startswith(b"|")
    target = ground.target(path, ref.path)
    if target is None:
        ground.cannot_link(path, ref.path)
        return []
    bar = "\\|" if in_table else "|"
    written = f"[[{target}{found['sub'] or ''}{bar}{text_in_wiki(words)}]]"
    if not in_table and not leads(ground.view.names, path, written, ref.path):
        return []
    new = ("!" if link.raw.startswith("!") else "") + written
    return [replaced(text, link, new)]
